//! A terminal for one process: a pty whose output is read on a thread into an emulated screen.
//!
//! Lives here: keys, sizes, waiting for what is shown. May not: know what the console shows.

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long anything may take on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(20);
/// What every drawing ends with.
pub const PAINTED: &[u8] = b"\x1b[?2026l";
/// Columns and rows, unless a test asks for others.
pub const SIZE: (u16, u16) = (120, 40);

/// A process and the terminal it runs in.
pub struct Screen {
    child: Box<dyn Child + Send + Sync>,
    terminal: Option<Terminal>,
    seen: Arc<Shared>,
    pressed: usize,
}

struct Terminal {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    reader: JoinHandle<()>,
    before: String,
}

struct Shared {
    seen: Mutex<Seen>,
    more: Condvar,
    /// The reader stops after what it reads next, so that the terminal can be closed.
    enough: AtomicBool,
}

struct Seen {
    parser: vt100::Parser,
    raw: Vec<u8>,
}

impl Screen {
    /// Starts `program` in a terminal of [`SIZE`], with nothing of this process's environment but what `variables` say.
    pub fn start(program: impl AsRef<OsStr>, words: &[&str], directory: &Path, variables: &[(&str, &OsStr)]) -> Self {
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.args(words);
        command.cwd(directory);
        for (name, value) in variables {
            command.env(name, value);
        }
        let pair = native_pty_system().openpty(size(SIZE)).unwrap();
        let before = format!("{:?}", pair.master.get_termios());
        let shared = Arc::new(Shared {
            seen: Mutex::new(Seen { parser: vt100::Parser::new(SIZE.1, SIZE.0, 0), raw: Vec::new() }),
            more: Condvar::new(),
            enough: AtomicBool::new(false),
        });
        let output = pair.master.try_clone_reader().unwrap();
        let reader = thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.read(output)
        });
        let writer = pair.master.take_writer().unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        Self {
            child,
            terminal: Some(Terminal { master: pair.master, writer, reader, before }),
            seen: shared,
            pressed: 0,
        }
    }

    /// Presses keys by their names, a blank between two: `"! Enter"`, `"Ctrl-z"`.
    pub fn keys(&mut self, names: &str) {
        for name in names.split_whitespace() {
            self.write(&bytes_of(name));
            self.pressed += 1;
        }
    }

    /// Types text; its characters are not counted as keys.
    pub fn types(&mut self, text: &str) {
        self.write(text.as_bytes());
    }

    /// Pastes text the way a terminal does.
    pub fn pastes(&mut self, text: &str) {
        self.write(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// How many keys were pressed so far.
    pub fn pressed(&self) -> usize {
        self.pressed
    }

    /// Lets the time pass in which an overlay that just came up takes no confirming key.
    #[expect(clippy::unused_self, reason = "a sentence about the screen, between others")]
    pub fn settle(&self) {
        thread::sleep(Duration::from_millis(350));
    }

    /// Writes bytes as a keyboard does.
    pub fn write(&mut self, bytes: &[u8]) {
        let writer = &mut self.terminal.as_mut().unwrap().writer;
        writer.write_all(bytes).unwrap();
        writer.flush().unwrap();
    }

    /// Gives the terminal another size. The emulated screen starts afresh with it: `vt100` can panic when it is resized.
    pub fn resize(&self, columns: u16, rows: u16) {
        let mut seen = self.seen.lock();
        seen.parser = vt100::Parser::new(rows, columns, 0);
        self.terminal.as_ref().unwrap().master.resize(size((columns, rows))).unwrap();
    }

    /// What the screen shows.
    pub fn text(&self) -> String {
        self.seen.lock().parser.screen().contents()
    }

    /// Everything that was written to the terminal.
    pub fn raw(&self) -> Vec<u8> {
        self.seen.lock().raw.clone()
    }

    /// How many bytes were written so far; a place for [`Screen::wait_painted`].
    pub fn written(&self) -> usize {
        self.seen.lock().raw.len()
    }

    /// Asks something of the emulated screen.
    pub fn ask<T>(&self, question: impl FnOnce(&vt100::Screen) -> T) -> T {
        question(self.seen.lock().parser.screen())
    }

    /// Waits until the screen shows `text`.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        self.wait_seen(text, |seen| seen.parser.screen().contents().contains(text));
    }

    /// Waits until the screen does not show `text`.
    #[track_caller]
    pub fn wait_gone(&self, text: &str) {
        self.wait_seen(&format!("no {text}"), |seen| !seen.parser.screen().contents().contains(text));
    }

    /// Waits until a whole picture was written after the first `mark` bytes.
    #[track_caller]
    pub fn wait_painted(&self, mark: usize) {
        self.wait_seen("a picture", |seen| holds(&seen.raw[mark..], PAINTED));
    }

    /// Waits until these bytes were written after the first `mark` bytes.
    #[track_caller]
    pub fn wait_written(&self, mark: usize, bytes: &[u8]) {
        self.wait_seen("bytes", |seen| holds(&seen.raw[mark..], bytes));
    }

    /// Waits until the emulated screen is as `enough` wants it.
    #[track_caller]
    pub fn wait(&self, enough: impl Fn(&vt100::Screen) -> bool) {
        self.wait_seen("what the test waits for", |seen| enough(seen.parser.screen()));
    }

    #[track_caller]
    fn wait_seen(&self, what: &str, enough: impl Fn(&Seen) -> bool) {
        let end = now() + PATIENCE;
        let mut seen = self.seen.lock();
        while !enough(&seen) {
            let left = end.saturating_duration_since(now());
            assert!(!left.is_zero(), "{what:?} never came; the screen shows\n{}", seen.parser.screen().contents());
            seen = self.seen.more.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends the process a signal by its short name: `TERM`.
    pub fn signal(&self, name: &str) {
        // The shell's own `kill`: a machine with nothing but a toolchain may have no other.
        let status = Command::new("sh").args(["-c", &format!("kill -{name} {}", self.id())]).status().unwrap();
        assert!(status.success());
    }

    /// Whether the process is stopped.
    pub fn stopped(&self) -> bool {
        if let Ok(stat) = fs::read_to_string(format!("/proc/{}/stat", self.id())) {
            return stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T'));
        }
        let output = Command::new("ps").args(["-o", "stat=", "-p", &self.id().to_string()]).output().unwrap();
        String::from_utf8_lossy(&output.stdout).trim_start().starts_with('T')
    }

    /// Waits until the process is stopped.
    #[track_caller]
    pub fn wait_stopped(&self) {
        let end = now() + PATIENCE;
        while !self.stopped() {
            assert!(now() < end, "it does not stop");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Whether the process still runs.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits until the process ended and everything it wrote was read.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        let status = self.wait_status();
        let end = now() + PATIENCE;
        while self.terminal.as_ref().is_some_and(|terminal| !terminal.reader.is_finished()) && now() < end {
            thread::sleep(Duration::from_millis(5));
        }
        status
    }

    #[track_caller]
    fn wait_status(&mut self) -> ExitStatus {
        let end = now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(now() < end, "it does not end; the screen shows\n{}", self.text());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Closes the terminal under the process and waits for its end. `key` must be one that is answered by a picture,
    /// since the thread that reads lets go of the terminal only after it read something.
    #[track_caller]
    pub fn hang_up(&mut self, key: &str) -> ExitStatus {
        self.seen.enough.store(true, Ordering::SeqCst);
        self.keys(key);
        let Terminal { master, writer, reader, .. } = self.terminal.take().unwrap();
        reader.join().unwrap();
        drop((writer, master));
        self.wait_status()
    }

    /// The terminal echoes and ends lines as it did before.
    #[track_caller]
    pub fn has_its_modes_back(&self) {
        let terminal = self.terminal.as_ref().unwrap();
        assert_eq!(format!("{:?}", terminal.master.get_termios()), terminal.before, "modes");
    }

    /// The terminal is as it was found: its modes, the main screen with nothing of ours on it, the cursor, the paste mode.
    #[track_caller]
    pub fn is_restored(&self) {
        self.has_its_modes_back();
        self.ask(|screen| {
            assert!(!screen.alternate_screen(), "on the alternate screen");
            assert!(!screen.hide_cursor(), "the cursor is hidden");
            assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        });
        let raw = self.raw();
        for (taken, given_back) in [
            ("\x1b[?1049h", "\x1b[?1049l"),
            ("\x1b[?2004h", "\x1b[?2004l"),
            ("\x1b[?1004h", "\x1b[?1004l"),
            ("\x1b[?25l", "\x1b[?25h"),
        ] {
            let last = |part: &str| raw.windows(part.len()).rposition(|bytes| bytes == part.as_bytes());
            assert!(last(taken).is_some(), "{taken:?} was never written");
            assert!(last(given_back) > last(taken), "{given_back:?} does not follow the last {taken:?}");
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn read(&self, mut output: impl Read) {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(count) = output.read(&mut buffer) {
            let mut seen = self.lock();
            seen.raw.extend_from_slice(&buffer[..count]);
            let Seen { parser, .. } = &mut *seen;
            // What was written for one size can come when the screen has another already; the next picture is whole.
            if catch_unwind(AssertUnwindSafe(|| parser.process(&buffer[..count]))).is_err() {
                let (rows, columns) = parser.screen().size();
                *parser = vt100::Parser::new(rows, columns, 0);
            }
            drop(seen);
            self.more.notify_all();
            if count == 0 || self.enough.load(Ordering::SeqCst) {
                return;
            }
        }
    }
}

/// Whether `bytes` contain `part`.
pub fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The time now, for how long something takes.
#[expect(clippy::disallowed_methods, reason = "how long a test waits is decided by no rule")]
pub fn now() -> Instant {
    Instant::now()
}

fn size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// What a terminal sends for a key.
fn bytes_of(name: &str) -> Vec<u8> {
    match name {
        "Enter" => b"\r".to_vec(),
        "Alt-Enter" => b"\x1b\r".to_vec(),
        "Esc" => b"\x1b".to_vec(),
        "Tab" => b"\t".to_vec(),
        "Space" => b" ".to_vec(),
        "Down" => b"\x1b[B".to_vec(),
        "Up" => b"\x1b[A".to_vec(),
        _ => match name.strip_prefix("Ctrl-") {
            Some(letter) => vec![letter.as_bytes()[0] & 0x1f],
            None => name.as_bytes().to_vec(),
        },
    }
}
