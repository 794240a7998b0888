//! The binary behind a pseudo-terminal, and what its screen shows.

use std::io::{Read, Write};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::common::Room;

/// How long anything may take before a test gives up on it.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Console {
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    reading: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
    written: Arc<Mutex<Vec<u8>>>,
    from: usize,
    size: (u16, u16),
}

impl Console {
    pub fn open(room: &Room, variables: &[(&str, &str)]) -> Self {
        let pair = native_pty_system().openpty(size(120, 40)).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_wayhold"));
        command.cwd(room.root());
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("WAYHOLD_CONFIG_DIR", room.keys_of("ana"));
        command.env("WAYHOLD_OPERATOR", "ana");
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let written = Arc::new(Mutex::new(Vec::new()));
        let to = Arc::clone(&written);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let reading = thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                to.lock().unwrap().extend_from_slice(&chunk[..count]);
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
            }
        });
        Self {
            master: Some(pair.master),
            keys: Some(keys),
            reading: Some(reading),
            stop,
            child,
            written,
            from: 0,
            size: (120, 40),
        }
    }

    /// Everything written since the last [`Console::forget`].
    pub fn written(&self) -> String {
        String::from_utf8_lossy(&self.written.lock().unwrap()[self.from..]).into_owned()
    }

    pub fn forget(&mut self) {
        self.from = self.written.lock().unwrap().len();
    }

    fn screen(&self) -> String {
        // A screen made anew from all that was written: vt100 may panic when it is resized.
        let mut screen = vt100::Parser::new(self.size.1, self.size.0, 0);
        screen.process(&self.written.lock().unwrap()[self.from..]);
        screen.screen().contents()
    }

    pub fn shows(&self, words: &str) {
        self.shows_within(words, PATIENCE);
    }

    pub fn shows_within(&self, words: &str, time: Duration) {
        wait(time, || self.screen().contains(words), || format!("{words} is not on\n{}", self.screen()));
    }

    pub fn wrote(&self, bytes: &str) {
        wait(PATIENCE, || self.written().contains(bytes), || format!("{bytes:?} was not written"));
    }

    pub fn types(&mut self, keys: &str) {
        let to = self.keys.as_mut().unwrap();
        to.write_all(keys.as_bytes()).unwrap();
        to.flush().unwrap();
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.forget();
        self.master.as_ref().unwrap().resize(size(columns, rows)).unwrap();
    }

    pub fn signal(&self, name: &str) {
        let process = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &process]).status().unwrap().success());
    }

    /// Closes the terminal under it. The reader holds it open too, so it is made to read once more and to end.
    pub fn close(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        self.types("?");
        self.reading.take().unwrap().join().unwrap();
        self.keys = None;
        self.master = None;
    }

    /// Waits for its end, which has to come within two seconds, and answers its exit code.
    pub fn ends(&mut self) -> u32 {
        let until = Instant::now() + Duration::from_secs(2);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(Instant::now() < until, "it is still there after two seconds");
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn gave_the_terminal_back(&self) {
        for bytes in ["\u{1b}[?1049l", "\u{1b}[?2004l", "\u{1b}[?25h"] {
            self.wrote(bytes);
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn wait(time: Duration, met: impl Fn() -> bool, said: impl Fn() -> String) {
    let until = Instant::now() + time;
    while !met() {
        assert!(Instant::now() < until, "{}", said());
        thread::sleep(Duration::from_millis(10));
    }
}
