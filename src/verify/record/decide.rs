//! The rules of running, settling and acknowledging.

use std::time::Duration;

use super::{Acknowledged, Ask, Command, Event, Ran, RunSeen, Started, State};
use crate::hold::{Code, Hold, Offer, Operation, Who, text};
use crate::verify::{Format, Gate, Unreadable, Verdict, judge};

/// The provisioner named in the verifications' offers.
const PROVISIONER: &str = "verify";
/// The name of the gate that closes an incident, where several are configured.
const CLOSING: &str = "gate";
/// The longest reason, in characters after cleaning.
const LONGEST_REASON: usize = 300;

type Holds = Vec<Hold<Command>>;

/// What the world is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Begin a run, and leave it to its supervisor.
    Start {
        /// The run's name.
        run: String,
        /// The program and its arguments.
        argv: Vec<String>,
        /// How long it may take.
        timeout: Duration,
    },
}

/// The gate that a loosened posture has to pass: the one called `gate`, or the first.
pub fn gate_of(gates: &[Gate]) -> Option<&Gate> {
    gates.iter().find(|gate| gate.name == CLOSING).or_else(|| gates.first())
}

/// Decides a command. `Ok` with no event means that there is nothing left to do: the run goes on, or is settled.
///
/// # Errors
/// The holds, each with its ways past.
pub fn decide(state: &State, command: &Command, ask: &Ask<'_>) -> Result<Vec<Event>, Holds> {
    match command {
        Command::Run { name, run } => {
            let gate = named(name, ask).map_err(|hold| vec![hold])?;
            Ok(vec![Event::Started(Started {
                name: gate.name.clone(),
                run: run.clone(),
                argv: gate.argv.clone(),
                timeout_s: gate.timeout.as_secs(),
                expect: gate.expect,
            })])
        }
        Command::Settle { run } => Ok(ran(state, run, ask).into_iter().collect()),
        Command::Acknowledge { name, because } => {
            acknowledge(state, name, because.as_deref(), ask).map(|event| vec![event])
        }
    }
}

/// What an event does to the world, once, when it is recorded.
pub fn plan(event: &Event) -> Vec<Effect> {
    match event {
        Event::Started(started) => vec![Effect::Start {
            run: started.run.clone(),
            argv: started.argv.clone(),
            timeout: Duration::from_secs(started.timeout_s),
        }],
        Event::Ran(_) | Event::Acknowledged(_) => Vec::new(),
    }
}

fn named<'a>(name: &str, ask: &Ask<'a>) -> Result<&'a Gate, Hold<Command>> {
    let found = if name.is_empty() { gate_of(ask.gates) } else { ask.gates.iter().find(|gate| gate.name == name) };
    found.ok_or_else(|| {
        let names: Vec<&str> = ask.gates.iter().map(|gate| gate.name.as_str()).collect();
        let there =
            if names.is_empty() { "none is configured".to_owned() } else { format!("there are {}", names.join(", ")) };
        let asked = if name.is_empty() { String::new() } else { format!(" called {}", text::one_line(name)) };
        let way = Offer::instruct(Operation::Create, PROVISIONER, "add a [[verification]] table to wayhold.toml");
        Hold::new(Code::NoVerification, "verification", format!("a verification{asked}; {there}")).way(way)
    })
}

/// The end of a run that is over, judged by the configuration as it is now.
fn ran(state: &State, run: &str, ask: &Ask<'_>) -> Option<Event> {
    let open = state.open.get(run)?;
    let RunSeen::Ended { ended, output, truncated, sha256, redactions } = ask.runs.get(run)? else { return None };
    let verdict = match ask.gates.iter().find(|gate| gate.name == open.name) {
        // What was left out may have been a failure.
        Some(gate) if *truncated && gate.format != Format::Exit => {
            let why = "it is longer than what is kept of it".to_owned();
            judge(gate.expect.as_ref(), ended, Err(Unreadable::CutShort { why }))
        }
        Some(gate) => gate.judge(ended, output),
        None => Verdict::unconfigured(),
    };
    Some(Event::Ran(Ran {
        name: open.name.clone(),
        run: run.to_owned(),
        said: verdict.to_string(),
        verdict,
        sha256: sha256.clone(),
        bytes: output.len() as u64,
        redactions: *redactions,
    }))
}

fn acknowledge(state: &State, name: &str, because: Option<&str>, ask: &Ask<'_>) -> Result<Event, Holds> {
    let gate = named(name, ask).map_err(|hold| vec![hold])?;
    let mut holds = Vec::new();
    let hold = |code, need: String| Hold::new(code, &gate.name, need);
    let last = state.last.get(&gate.name);
    let open = last.filter(|last| last.is_open());
    if open.is_none() {
        let found = last.map_or_else(|| "it has not run yet".to_owned(), super::Record::said);
        let need = format!("a newest run of {} in which everything passed with other totals; {found}", gate.name);
        let action = Command::run(&gate.name);
        let way = Offer::take(Operation::Update, PROVISIONER, format!("run {}", gate.name), action);
        holds.push(hold(Code::NotVerified, need).way(way));
    }
    if !Who::Human.admits(ask.caller) {
        let way = Offer::instruct(Operation::Existing, PROVISIONER, "ask a person who is enrolled");
        holds.push(hold(Code::NeedsHuman, "a human's key takes over other totals".to_owned()).way(way));
    }
    let line = because.map(text::one_line).filter(|line| !line.is_empty());
    let fits = line.as_ref().is_some_and(|line| line.chars().count() <= LONGEST_REASON);
    if !fits {
        let code = if line.is_none() { Code::NoReason } else { Code::TextUnusable };
        let need = format!("one line of why the totals differ, of at most {LONGEST_REASON} characters");
        let way = Offer::instruct(Operation::Existing, PROVISIONER, "say why in one line");
        holds.push(hold(code, need).way(way));
    }
    match (open, line) {
        (Some(open), Some(because)) if holds.is_empty() => {
            Ok(Event::Acknowledged(Acknowledged { name: gate.name.clone(), ran: open.stamp.seq, because }))
        }
        _ => Err(holds),
    }
}
