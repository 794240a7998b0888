use std::collections::BTreeMap;

use super::*;
use crate::hold::{Caller, Code, Kind, Presence, Stamp};
use crate::verify::{Ended, Gate, Verdict};

struct Desk {
    state: State,
    caller: Caller,
    gates: Vec<Gate>,
    runs: BTreeMap<String, RunSeen>,
    seq: u64,
}

impl Desk {
    fn new() -> Self {
        let gate = |text: &str| serde_json::from_str(text).unwrap();
        let caller =
            Caller { id: "ana".into(), kind: Kind::Human, present: false, presence: Presence::Tty, bare_key: None };
        let gates = vec![
            gate(r#"{"name": "probe", "argv": ["true"], "format": "exit"}"#),
            gate(
                r#"{"name": "gate", "argv": ["./tests.sh"], "format": "vitest", "timeout": "90s",
                    "expect": {"files": "3/3", "tests": "32/32"}}"#,
            ),
        ];
        Self { state: State::default(), caller, gates, runs: BTreeMap::new(), seq: 0 }
    }

    fn decide(&self, command: &Command) -> Result<Vec<Event>, Vec<Code>> {
        let ask = Ask { caller: &self.caller, gates: &self.gates, runs: &self.runs };
        decide(&self.state, command, &ask).map_err(|holds| holds.into_iter().map(|hold| hold.code).collect())
    }

    fn run(&mut self, command: &Command) -> Vec<Event> {
        let events = self.decide(command).unwrap();
        for event in &events {
            self.seq += 1;
            let stamp = Stamp { seq: self.seq, at: chrono::DateTime::UNIX_EPOCH, by: "ana".into() };
            apply(&mut self.state, event, &stamp);
        }
        events
    }

    /// The gate runs and says this.
    fn ran(&mut self, output: &str) -> &Record {
        let run = format!("verify-{}", self.seq);
        self.run(&Command::Run { name: String::new(), run: run.clone() });
        self.runs.insert(run.clone(), ended(0, output));
        self.run(&Command::Settle { run });
        &self.state.last["gate"]
    }
}

fn ended(code: i32, output: &str) -> RunSeen {
    let sha256 = Some("00".to_owned());
    RunSeen::Ended {
        ended: Ended::Exit(code),
        output: output.as_bytes().into(),
        sha256,
        truncated: false,
        redactions: 0,
    }
}

fn vitest(passed: u64, total: u64) -> String {
    let tests = match total - passed {
        0 => format!("{passed} passed ({total})"),
        failed => format!("{failed} failed | {passed} passed ({total})"),
    };
    format!(" Test Files  3 passed (3)\n      Tests  {tests}\n")
}

#[test]
fn without_a_name_it_is_the_one_called_gate_and_else_the_first() {
    let mut desk = Desk::new();
    let events = desk.run(&Command::Run { name: String::new(), run: "verify-1".into() });
    let [Event::Started(started)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((started.name.as_str(), started.timeout_s), ("gate", 90));
    let Effect::Start { argv, .. } = &plan(&events[0])[0];
    assert_eq!(argv, &["./tests.sh"]);
    desk.gates.pop();
    assert_eq!(gate_of(&desk.gates).unwrap().name, "probe");
}

#[test]
fn what_is_not_configured_is_refused_by_name() {
    let mut desk = Desk::new();
    let run = |name: &str| Command::Run { name: name.into(), run: "verify-1".into() };
    assert_eq!(desk.decide(&run("smoke")), Err(vec![Code::NoVerification]));
    desk.gates.clear();
    assert_eq!(desk.decide(&run("")), Err(vec![Code::NoVerification]));
}

#[test]
fn a_run_that_goes_on_is_not_settled_and_one_that_is_over_is_settled_once() {
    let mut desk = Desk::new();
    desk.run(&Command::Run { name: String::new(), run: "verify-1".into() });
    let settle = Command::Settle { run: "verify-1".into() };
    desk.runs.insert("verify-1".into(), RunSeen::Running);
    assert_eq!(desk.decide(&settle), Ok(vec![]));
    desk.runs.insert("verify-1".into(), ended(0, &vitest(32, 32)));
    assert_eq!(desk.run(&settle).len(), 1);
    assert_eq!(desk.decide(&settle), Ok(vec![]));
    assert!(desk.state.open.is_empty());
}

#[test]
fn thirty_one_of_thirty_two_is_no_pass_and_the_newest_run_counts() {
    let mut desk = Desk::new();
    assert!(desk.ran(&vitest(32, 32)).passed());
    assert!(!desk.ran(&vitest(31, 32)).passed());
    assert!(desk.ran(&vitest(32, 32)).passed());
}

#[test]
fn other_totals_count_once_a_person_took_them_over_with_a_reason() {
    let mut desk = Desk::new();
    let acknowledge =
        |because: Option<&str>| Command::Acknowledge { name: String::new(), because: because.map(Into::into) };
    assert_eq!(desk.decide(&acknowledge(Some("two new tests"))), Err(vec![Code::NotVerified]));
    assert!(!desk.ran(&vitest(34, 34)).passed());
    assert_eq!(desk.decide(&acknowledge(None)), Err(vec![Code::NoReason]));
    desk.caller.kind = Kind::Agent;
    assert_eq!(desk.decide(&acknowledge(Some("two new tests"))), Err(vec![Code::NeedsHuman]));
    desk.caller.kind = Kind::Human;
    desk.run(&acknowledge(Some("two new tests")));
    assert!(desk.state.last["gate"].passed());
    assert!(!desk.ran(&vitest(34, 34)).passed(), "for that run only");
    assert!(!desk.ran(&vitest(33, 34)).passed());
    assert_eq!(
        desk.decide(&acknowledge(Some("never mind"))),
        Err(vec![Code::NotVerified]),
        "a failure is not taken over"
    );
}

#[test]
fn a_run_whose_supervisor_died_fails_and_so_does_one_that_is_not_configured_any_more() {
    let mut desk = Desk::new();
    for (run, ended) in [("verify-1", Ended::Unknown), ("verify-2", Ended::NotStarted("gone".into()))] {
        desk.run(&Command::Run { name: String::new(), run: run.into() });
        let seen = RunSeen::Ended { ended, output: [].into(), sha256: None, truncated: false, redactions: 0 };
        desk.runs.insert(run.into(), seen);
        desk.run(&Command::Settle { run: run.into() });
        assert!(!desk.state.last["gate"].passed());
    }
    desk.run(&Command::Run { name: String::new(), run: "verify-3".into() });
    desk.gates.clear();
    desk.runs.insert("verify-3".into(), ended(0, &vitest(32, 32)));
    desk.run(&Command::Settle { run: "verify-3".into() });
    assert_eq!(desk.state.last["gate"].verdict, Verdict::unconfigured());
}

#[test]
fn an_output_of_which_some_was_left_out_is_no_pass() {
    let mut desk = Desk::new();
    desk.run(&Command::Run { name: String::new(), run: "verify-1".into() });
    let RunSeen::Ended { ended, output, sha256, redactions, .. } = ended(0, &vitest(32, 32)) else { panic!() };
    let cut = RunSeen::Ended { ended, output, sha256, truncated: true, redactions };
    desk.runs.insert("verify-1".into(), cut);
    desk.run(&Command::Settle { run: "verify-1".into() });
    assert!(!desk.state.last["gate"].passed());
}

#[test]
fn a_verdict_reads_back_from_its_entry() {
    let mut desk = Desk::new();
    for output in [vitest(32, 32), vitest(31, 32), vitest(34, 34), "nothing".to_owned()] {
        let run = format!("verify-{}", desk.seq);
        desk.run(&Command::Run { name: String::new(), run: run.clone() });
        desk.runs.insert(run.clone(), ended(0, &output));
        for event in desk.run(&Command::Settle { run }) {
            let text = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event, "{text}");
        }
    }
}
