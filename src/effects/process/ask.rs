//! Asking programs: each question is a short run of its own, a few at a time, and whatever a program does instead of
//! answering costs no more than its time limit.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::os;
use super::outcome::{Exit, RunState};
use super::run::Run;
use super::spec::{Program, Spec};
use super::start::Spawner;
use crate::provision::world::{ANSWER_BYTES, Answers, Question};

/// How many programs run at a time.
const AT_ONCE: usize = 4;

/// How often they are looked at.
const LOOK: Duration = Duration::from_millis(10);

/// How long all questions of one look may take; what is left then is told.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long a program has to end by itself after it was asked to.
const GRACE: Duration = Duration::from_millis(500);

impl Spawner {
    /// Asks every question, in `cwd` (an absolute path), and adds what came of it to `answers`. A program that takes too
    /// long once is not asked again. Nothing is left on the disk.
    ///
    /// # Errors
    /// There is no directory to run programs in.
    pub fn ask(&self, questions: &[Question], cwd: &Path, secrets: &[String], answers: &mut Answers) -> io::Result<()> {
        let private = tempfile::tempdir()?;
        let mut waiting: VecDeque<(usize, &Question)> = questions.iter().enumerate().collect();
        let mut running: Vec<(&Question, Run)> = Vec::new();
        let mut hung: BTreeSet<&str> = BTreeSet::new();
        let deadline = os::instant() + PATIENCE;
        let mut left_out = 0;
        loop {
            while running.len() < AT_ONCE
                && let Some((at, question)) = waiting.pop_front()
            {
                if hung.contains(question.provisioner.as_str()) {
                    continue;
                }
                if os::instant() >= deadline {
                    left_out += 1;
                    continue;
                }
                let mut spec = Spec::new(format!("ask-{at}"), Program::Argv(question.argv.clone()), cwd);
                spec.timeout = Some(question.timeout);
                spec.grace = GRACE;
                spec.stdin = Some(question.input.clone());
                spec.only_stdout = true;
                spec.secrets = secrets.to_vec();
                match self.start(private.path(), &spec) {
                    Ok(run) => running.push((question, run)),
                    Err(error) => answers.fail(question, &format!("it could not be run: {error}")),
                }
            }
            let mut still = Vec::with_capacity(running.len());
            for (question, run) in running {
                match over(&run) {
                    None => still.push((question, run)),
                    Some(said) => {
                        if said.as_ref().is_err_and(|failed| failed.hung) {
                            hung.insert(&question.provisioner);
                        }
                        answers.take(question, said.map_err(|failed| failed.why));
                    }
                }
            }
            running = still;
            if running.is_empty() && waiting.is_empty() {
                break;
            }
            thread::sleep(LOOK);
        }
        if left_out > 0 {
            answers.leave(left_out);
        }
        Ok(())
    }
}

/// Why nothing came of a question.
struct Failed {
    why: String,
    hung: bool,
}

/// What a program said, once it is over.
fn over(run: &Run) -> Option<Result<Vec<u8>, Failed>> {
    let path = run.directory().join("output");
    let fail = |why: String| Some(Err(Failed { why, hung: false }));
    match run.state() {
        Ok(RunState::Running { .. }) => {
            // One that never stops writing would only be heard out to the end of its time.
            if std::fs::metadata(&path).is_ok_and(|meta| meta.len() > ANSWER_BYTES as u64) {
                let _ = run.cancel();
            }
            None
        }
        Ok(RunState::Ended(outcome)) if outcome.bytes > ANSWER_BYTES as u64 => {
            fail(format!("it wrote more than {} KiB", ANSWER_BYTES >> 10))
        }
        Ok(RunState::Ended(outcome)) => match outcome.exit {
            Exit::Code(0) => match std::fs::read(&path) {
                Ok(output) => Some(Ok(output)),
                Err(error) => fail(format!("its answer cannot be read: {error}")),
            },
            Exit::TimedOut => Some(Err(Failed { why: ended(&Exit::TimedOut), hung: true })),
            other => fail(ended(&other)),
        },
        Ok(RunState::Unknown { .. }) => fail("how it ended is not known".to_owned()),
        Err(error) => fail(format!("how it ended cannot be read: {error}")),
    }
}

fn ended(exit: &Exit) -> String {
    match exit {
        Exit::Code(code) => format!("it ended with exit {code}"),
        Exit::NotStarted(reason) => format!("it did not start: {reason}"),
        Exit::Signal(_) | Exit::Cancelled => format!("it {}", exit.to_string().replacen("ended", "was ended", 1)),
        Exit::TimedOut => "it took too long and was ended".to_owned(),
    }
}
