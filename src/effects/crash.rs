//! The report of a crash: a file that says what the program was doing, for whoever mends it.
//!
//! Lives here: writing it when the program panics. May not: touch the terminal; whoever holds that gives it back first.

use std::backtrace::Backtrace;
use std::fs;
use std::io::Write;
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::sync::Once;

use crate::hold::text::clean_lines;

static HOOK: Once = Once::new();

/// From now on a panic of this process leaves a report in `directory`, and says on standard error where it is.
pub fn report_to(directory: PathBuf) {
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            before(info);
            let said = match write(&directory, info) {
                Ok(path) => format!("wayhold: the report of this crash is {}", path.display()),
                Err(error) => format!("wayhold: no report of this crash could be written: {error}"),
            };
            // Nobody may be there any more to read it.
            let _ = writeln!(std::io::stderr(), "{said}");
        }));
    });
}

fn write(directory: &Path, info: &PanicHookInfo<'_>) -> std::io::Result<PathBuf> {
    let path = directory.join(format!("crash-{}.txt", std::process::id()));
    let version = env!("CARGO_PKG_VERSION");
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("without a name").to_owned();
    let report = format!(
        "wayhold {version} on {} {}\nthread {name}: {info}\n\n{}\n",
        std::env::consts::OS,
        std::env::consts::ARCH,
        Backtrace::force_capture()
    );
    fs::create_dir_all(directory)?;
    fs::write(&path, clean_lines(&report))?;
    Ok(path)
}
