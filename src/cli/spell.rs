//! A command as the words that carry it out: the CLI twin shown beside every way past.

use crate::console::{AddOperator, Command};
use crate::runbook::{Act, EvidenceRef, Runnable};
use crate::{bundle, incident, posture, provision, runbook, verify};

/// Spells `command` as a command line. An item is named by its id, since its number is not at hand; what nobody has
/// said yet stands there in capitals.
pub fn spell(command: &Command) -> String {
    words(command).iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// The command line word by word, as a shell would hand it over.
fn words(command: &Command) -> Vec<String> {
    let mut words = vec!["wayhold".to_owned()];
    match command {
        Command::Found => words.extend(["adopt".to_owned(), "--all".to_owned()]),
        Command::AddOperator(add) => words.extend(operator_words(add)),
        Command::Runbook(command) => runbook_words(command, &mut words),
        Command::Posture(command) => posture_words(command, &mut words),
        Command::Incident(command) => incident_words(command, &mut words),
        Command::Provision(command) => provision_words(command, &mut words),
        Command::Bundle(bundle::Command::Resolve { path, .. }) => {
            say(&mut words, &["bundle", "resolve"]);
            last(&mut words, &[path]);
        }
        Command::Verify(command) => verify_words(command, &mut words),
    }
    words
}

/// The file of the key is not part of the command any more.
fn operator_words(add: &AddOperator) -> Vec<String> {
    let mut words = vec!["operator", "add", &add.id, "--kind", add.kind.word(), "--key", "PUBLIC_KEY_FILE"];
    words.extend(add.confirm.iter().flat_map(|name| ["--confirm", name]));
    words.into_iter().map(str::to_owned).collect()
}

fn runbook_words(command: &runbook::Command, words: &mut Vec<String>) {
    match command {
        runbook::Command::Adopt { path, .. } => say(words, &["adopt", path]),
        runbook::Command::Tick { path, phase, item, evidence } => {
            say(words, &["phase", "tick", &address(path, phase), &item.0]);
            shown(words, evidence);
        }
        runbook::Command::Untick { path, phase, item, reason } => {
            say(words, &["phase", "untick", &address(path, phase), &item.0]);
            option(words, "--reason", &or(reason, "TEXT"));
        }
        runbook::Command::Phase { path, phase, act } => act_words(&address(path, phase), phase, act, words),
        runbook::Command::AttestProgram { path, item, statement, evidence } => {
            say(words, &["program", "attest", path, &item.0]);
            option(words, "--because", &or(statement, "TEXT"));
            shown(words, evidence);
        }
        runbook::Command::OpenDecision { path, id, phase, question, options } => {
            say(words, &["decision", "open"]);
            match phase {
                Some(phase) => option(words, "--phase", &address(path, phase)),
                None => option(words, "--runbook", path),
            }
            for one in options {
                option(words, "--option", one);
            }
            last(words, &[id, &or(question, "QUESTION")]);
        }
        runbook::Command::PinDecision { path, id, value, rationale } => {
            say(words, &["decision", "pin"]);
            option(words, "--runbook", path);
            option(words, "--because", &or(rationale, "TEXT"));
            last(words, &[id, &or(value, "VALUE")]);
        }
        runbook::Command::Repin { path, impact, severity, reason, moved } => {
            say(words, &["runbook", "repin", path]);
            option(words, "--impact", &or(impact, "TEXT"));
            option(words, "--severity", severity.word());
            option(words, "--because", &or(reason, "TEXT"));
            for one in moved {
                option(words, "--move", &format!("{}:{}", one.from, one.to));
            }
            if moved.is_empty() {
                say(words, &["--no-moves"]);
            }
        }
        runbook::Command::Restore { path } => say(words, &["runbook", "restore", path]),
        runbook::Command::Settle { .. } => say(words, &["settle"]),
    }
}

/// The words of an act. `address` is the phase with its runbook, `id` what a person types to confirm.
fn act_words(address: &str, id: &str, act: &Act, words: &mut Vec<String>) {
    match act {
        Act::Attest { item, statement, evidence } => {
            say(words, &["phase", "attest", address, &item.0]);
            option(words, "--because", &or(statement, "TEXT"));
            shown(words, evidence);
        }
        Act::Note { text } => {
            say(words, &["phase", "note", address]);
            last(words, &[&or(text, "TEXT")]);
        }
        Act::Activate { .. } => say(words, &["phase", "activate", address, "--confirm", id]),
        Act::Hold { reason } => reasoned(words, "hold", address, reason),
        Act::Go => say(words, &["phase", "go", address]),
        Act::Close { closing } => {
            say(words, &["phase", "close", address]);
            maybe(words, "--run-id", closing.platform_run_id.as_deref());
            maybe(words, "--note", closing.note.as_deref());
            if closing.fail {
                say(words, &["--fail"]);
            }
        }
        Act::Block { reason } => reasoned(words, "block", address, reason),
        Act::Unblock { reason } => reasoned(words, "unblock", address, reason),
        Act::Reopen { reason, .. } => {
            reasoned(words, "reopen", address, reason);
            option(words, "--confirm", id);
        }
        Act::Resolve { to, reason, .. } => {
            reasoned(words, "resolve", address, reason);
            option(words, "--to", to.word());
            option(words, "--confirm", id);
        }
        Act::PinThreshold { dimension, values } => {
            say(words, &["threshold", "pin", address, dimension]);
            for (name, value) in values {
                option(words, "--set", &format!("{name}={value}"));
            }
        }
        Act::MeetThreshold { dimension, passed, evidence } => {
            say(words, &["threshold", "met", address, dimension]);
            if !passed {
                say(words, &["--failed"]);
            }
            shown(words, evidence);
        }
        Act::Run { run } => match &run.what {
            Runnable::Step(name) => say(words, &["step", "run", address, name]),
            Runnable::Argv(argv) => {
                say(words, &["run", "--phase", address]);
                maybe(words, "--timeout", run.timeout.map(|seconds| format!("{seconds}s")).as_deref());
                say(words, &["--"]);
                words.extend(argv.iter().cloned());
            }
        },
        Act::SettleRun { .. } | Act::Lost { .. } => say(words, &["settle"]),
    }
}

fn address(path: &str, phase: &str) -> String {
    format!("{path}:{phase}")
}

fn say(words: &mut Vec<String>, more: &[&str]) {
    words.extend(more.iter().map(|word| (*word).to_owned()));
}

/// An option with its value; joined when the value would be taken for an option itself.
fn option(words: &mut Vec<String>, name: &str, value: &str) {
    if value.starts_with('-') {
        words.push(format!("{name}={value}"));
    } else {
        say(words, &[name, value]);
    }
}

fn maybe(words: &mut Vec<String>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        option(words, name, value);
    }
}

/// The words that stand last, behind a `--` when one of them would be taken for an option.
fn last(words: &mut Vec<String>, more: &[&str]) {
    if more.iter().any(|word| word.starts_with('-')) {
        say(words, &["--"]);
    }
    say(words, more);
}

fn reasoned(words: &mut Vec<String>, verb: &str, address: &str, reason: &str) {
    say(words, &["phase", verb, address]);
    option(words, "--reason", &or(reason, "TEXT"));
}

fn shown(words: &mut Vec<String>, evidence: &[EvidenceRef]) {
    for one in evidence {
        option(words, "--evidence", &evidence_word(one));
    }
}

fn evidence_word(evidence: &EvidenceRef) -> String {
    match evidence {
        EvidenceRef::File { path } => path.clone(),
        EvidenceRef::Url { url } => url.clone(),
        EvidenceRef::Commit { sha } => format!("commit:{sha}"),
        EvidenceRef::Command { line } => format!("cmd:{line}"),
    }
}

fn or(text: &str, placeholder: &str) -> String {
    if text.is_empty() { placeholder.to_owned() } else { text.to_owned() }
}

fn posture_words(command: &posture::Command, words: &mut Vec<String>) {
    match command {
        posture::Command::Adopt => words.extend(["adopt".to_owned(), "--all".to_owned()]),
        posture::Command::Apply { to, duration, because, confirm } => {
            words.extend(["posture".to_owned(), "apply".to_owned(), to.word().to_owned()]);
            let options = [
                ("--for", duration.map(posture::span)),
                ("--because", because.clone()),
                ("--confirm", confirm.clone()),
            ];
            for (name, value) in &options {
                maybe(words, name, value.as_deref());
            }
        }
        posture::Command::ByHand { to, duration, because, confirm } => {
            let apply = posture::Command::Apply {
                to: *to,
                duration: *duration,
                because: because.clone(),
                confirm: confirm.clone(),
            };
            posture_words(&apply, words);
            words.push("--by-hand".to_owned());
        }
        posture::Command::Extend { longer, because } => {
            words.extend(["posture".to_owned(), "extend".to_owned()]);
            maybe(words, "--for", longer.map(|longer| longer.to_string()).as_deref());
            option(words, "--because", because.as_deref().unwrap_or("TEXT"));
        }
        posture::Command::Restore { because } => {
            words.extend(["posture".to_owned(), "restore".to_owned()]);
            maybe(words, "--because", because.as_deref());
        }
        posture::Command::Confirm { .. } => {
            words.extend(["posture".to_owned(), "confirm".to_owned()]);
            option(words, "--read-back", "FILE");
        }
        posture::Command::Attest { criterion, note } => {
            words.extend(["posture".to_owned(), "attest".to_owned(), criterion.number().to_string()]);
            maybe(words, "--because", note.as_deref());
        }
        posture::Command::Vouch { target, note } => {
            words.extend(["posture".to_owned(), "vouch".to_owned(), target.clone()]);
            maybe(words, "--because", note.as_deref());
        }
        posture::Command::TrustClock { note } => {
            words.extend(["posture", "clock", "--confirm"].map(str::to_owned));
            maybe(words, "--because", note.as_deref());
        }
        posture::Command::Notice => words.extend(["posture".to_owned(), "sweep".to_owned()]),
        posture::Command::Settle { .. } => words.push("settle".to_owned()),
    }
}

fn verify_words(command: &verify::Command, words: &mut Vec<String>) {
    words.push("verify".to_owned());
    match command {
        verify::Command::Run { name, .. } => words.extend((!name.is_empty()).then(|| name.clone())),
        verify::Command::Settle { .. } => "settle".clone_into(&mut words[0]),
        verify::Command::Acknowledge { name, because } => {
            words.extend((!name.is_empty()).then(|| name.clone()));
            words.push("--acknowledge".to_owned());
            option(words, "--because", because.as_deref().unwrap_or("TEXT"));
        }
    }
}

fn incident_words(command: &incident::Command, words: &mut Vec<String>) {
    words.push("incident".to_owned());
    match command {
        incident::Command::Declare { title, owner, severity, reason_code, started_at } => {
            let title = if title.is_empty() { "TITLE" } else { title };
            say(words, &["declare"]);
            option(words, "--title", title);
            let options = [
                ("--owner", owner.clone()),
                ("--severity", severity.map(|severity| severity.to_string())),
                ("--reason-code", reason_code.clone()),
                ("--started-at", started_at.map(|at| at.to_rfc3339())),
            ];
            for (name, value) in &options {
                maybe(words, name, value.as_deref());
            }
        }
        incident::Command::Note { id, text, action, .. } => {
            say(words, &["note"]);
            if let Some(action) = action {
                say(words, &["--action"]);
                maybe(words, "--owner", action.owner.as_deref());
            }
            last(words, &given(id.as_ref(), text));
        }
        incident::Command::Attach { id, path, note } => {
            say(words, &["attach"]);
            maybe(words, "--note", note.as_deref());
            last(words, &given(id.as_ref(), path));
        }
        incident::Command::Amend { id, change, reason } => {
            words.extend(["amend".to_owned()].into_iter().chain(id.clone()));
            let text = |text: &Option<String>, name: &str| text.as_deref().map(|text| or(text, name));
            let options = [
                ("--title", text(&change.title, "TITLE")),
                ("--severity", change.severity.map(|severity| severity.to_string())),
                ("--reason-code", text(&change.reason_code, "CODE")),
                ("--owner", text(&change.owner, "NAME")),
                ("--impact", text(&change.impact, "TEXT")),
                ("--because", Some(or(reason, "TEXT"))),
            ];
            for (name, value) in &options {
                maybe(words, name, value.as_deref());
            }
        }
        incident::Command::Assign { id, role, to } => {
            words.extend(["role".to_owned()].into_iter().chain(id.clone()).chain([role.word().to_owned()]));
            match to {
                Some(to) => option(words, "--to", &or(to, "NAME")),
                None => say(words, &["--clear"]),
            }
        }
        incident::Command::Handoff { id, to, because } => {
            words.extend(["handoff".to_owned()].into_iter().chain(id.clone()));
            option(words, "--to", &or(to, "NAME"));
            maybe(words, "--because", because.as_deref());
        }
        incident::Command::Accept { id } => words.extend(["accept".to_owned()].into_iter().chain(id.clone())),
        incident::Command::Withdraw { id, because } => {
            words.extend(["withdraw".to_owned()].into_iter().chain(id.clone()));
            maybe(words, "--because", because.as_deref());
        }
        incident::Command::Close { id, .. } => {
            words.push("close".to_owned());
            words.extend(id.clone());
        }
        incident::Command::Report { id, force, .. } => {
            say(words, &["report", id]);
            if let Some(because) = force {
                say(words, &["--force"]);
                option(words, "--because", &or(because, "TEXT"));
            }
        }
        incident::Command::Drill { .. } => {
            words.pop();
            say(words, &["drill"]);
        }
        incident::Command::Settle { .. } => {
            words.pop();
            say(words, &["settle"]);
        }
    }
}

/// The incident where one is named, then the words themselves.
fn given<'a>(id: Option<&'a String>, words: &'a str) -> Vec<&'a str> {
    id.map(String::as_str).into_iter().chain([words]).collect()
}

fn provision_words(command: &provision::Command, words: &mut Vec<String>) {
    words.extend(["offers".to_owned(), command.world().to_owned()]);
    match command {
        provision::Command::Accept { edge, operation, provider, provisioner, .. } => {
            words.extend([
                "--requirement".to_owned(),
                edge.clone(),
                "--accept".to_owned(),
                operation.word().to_owned(),
            ]);
            let options = [("--provider", provider.clone()), ("--provisioner", provisioner.clone())];
            for (option, value) in options {
                words.extend(value.into_iter().flat_map(|value| [option.to_owned(), value]));
            }
        }
        provision::Command::Afford { destination, label, .. } => {
            words.extend(["--afford".to_owned(), format!("{destination}:{label}")]);
        }
        provision::Command::AcceptBest { .. } => words.push("--accept-best".to_owned()),
    }
}

/// Quotes a word for a shell when it needs it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_./:=@%+,".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::posture::Name;
    use crate::runbook::{Closing, DriftSeverity, ItemId, Moved, RunRequest, Word};

    /// Whether the words are ones that the command line takes.
    fn parses(command: &Command) -> bool {
        let words = words(command);
        match super::super::Cli::try_parse_from(&words) {
            Ok(cli) => cli.verb.is_some(),
            Err(error) => panic!("{words:?}: {error}"),
        }
    }

    fn evidence() -> Vec<EvidenceRef> {
        ["out/run 1.json", "https://x.example/1", "commit:abc1234", "cmd:make check", "-odd-.txt"]
            .map(EvidenceRef::from_word)
            .to_vec()
    }

    fn acts(text: &str) -> Vec<Act> {
        let (reason, confirm) = (text.to_owned(), Some("M1".to_owned()));
        let (item, words) = (ItemId("0123456789abcdef".into()), text.to_owned());
        let said = Some(text.to_owned()).filter(|text| !text.is_empty());
        let closing = Closing { platform_run_id: said.clone(), note: said, fail: true };
        let run = |what| RunRequest { id: "run-1".into(), what, timeout: Some(90) };
        let values = [("RTO, in minutes".to_owned(), text.to_owned())].into();
        vec![
            Act::Attest { item, statement: words.clone(), evidence: evidence() },
            Act::Note { text: words },
            Act::Activate { confirm: confirm.clone() },
            Act::Hold { reason: reason.clone() },
            Act::Go,
            Act::Close { closing: Closing::default() },
            Act::Close { closing },
            Act::Block { reason: reason.clone() },
            Act::Unblock { reason: reason.clone() },
            Act::Reopen { reason: reason.clone(), confirm: confirm.clone() },
            Act::Resolve { to: Word::NotStarted, reason, confirm },
            Act::PinThreshold { dimension: "recovery".into(), values },
            Act::MeetThreshold { dimension: "burst".into(), passed: false, evidence: evidence() },
            Act::Run { run: run(Runnable::Argv(vec!["terraform".into(), "--version".into(), text.to_owned()])) },
            Act::Run { run: run(Runnable::Step("build".into())) },
            Act::SettleRun { id: "run-1".into() },
            Act::Lost { wanted: "close".into(), by: 7 },
        ]
    }

    fn of_runbooks(text: &str) -> Vec<runbook::Command> {
        let (path, phase, words) = ("runbooks/a plan.md".to_owned(), "M1.A".to_owned(), text.to_owned());
        let item = ItemId("0123456789abcdef".into());
        let moved = vec![Moved { from: item.clone(), to: item.clone() }];
        let decision = |phase| runbook::Command::OpenDecision {
            path: "runbooks/plan.md".into(),
            id: "region".into(),
            phase,
            question: text.to_owned(),
            options: vec!["eu".into(), "-us".into()],
        };
        let repin = |moved| runbook::Command::Repin {
            path: "plan.md".into(),
            impact: text.to_owned(),
            severity: DriftSeverity::Low,
            reason: text.to_owned(),
            moved,
        };
        let (id, value) = ("region".to_owned(), words.clone());
        let mut all = vec![
            runbook::Command::Adopt { path: path.clone(), role: runbook::Role::Plan },
            runbook::Command::Tick {
                path: path.clone(),
                phase: phase.clone(),
                item: item.clone(),
                evidence: evidence(),
            },
            runbook::Command::Untick {
                path: path.clone(),
                phase: phase.clone(),
                item: item.clone(),
                reason: words.clone(),
            },
            runbook::Command::AttestProgram {
                path: path.clone(),
                item,
                statement: words.clone(),
                evidence: evidence(),
            },
            decision(None),
            decision(Some("M1".into())),
            runbook::Command::PinDecision { path: path.clone(), id, value, rationale: words },
            repin(moved),
            repin(Vec::new()),
            runbook::Command::Restore { path: path.clone() },
            runbook::Command::Settle { path: path.clone(), recovered: true },
        ];
        let act = |act| runbook::Command::Phase { path: path.clone(), phase: phase.clone(), act };
        all.extend(acts(text).into_iter().map(act));
        all
    }

    fn of_incidents(text: &str) -> Vec<incident::Command> {
        use incident::Command as Incident;
        let (id, said) = (Some("INC-1".to_owned()), Some(text.to_owned()));
        let action = Some(incident::Action { owner: said.clone() });
        let change = incident::Change {
            title: said.clone(),
            severity: Some(incident::Severity::Sev1),
            reason_code: said.clone(),
            owner: said.clone(),
            impact: said.clone(),
        };
        let force = said.clone();
        let head = incident::Head { seq: 7, hash: "00".into() };
        vec![
            Incident::note(text),
            Incident::Note { id: id.clone(), text: text.to_owned(), at: None, action },
            Incident::Attach { id: id.clone(), path: "-odd-.txt".into(), note: said.clone() },
            Incident::Amend { id: id.clone(), change, reason: text.to_owned() },
            Incident::Assign { id: None, role: incident::Role::Scribe, to: said.clone() },
            Incident::Assign { id: id.clone(), role: incident::Role::Operations, to: None },
            Incident::Handoff { id: id.clone(), to: text.to_owned(), because: said.clone() },
            Incident::Accept { id: id.clone() },
            Incident::Withdraw { id: id.clone(), because: said },
            Incident::Report { id: "INC-1".into(), md_sha256: "a".into(), json_sha256: "b".into(), head, force },
            Incident::Settle { id: "INC-1".into(), recovered: true },
        ]
    }

    #[test]
    fn every_command_is_spelled_with_words_that_the_command_line_takes() {
        // Said, not said yet, and said in a way that could be taken for options.
        for text in ["because it is so", "", "-1 is not an option", "--json"] {
            for command in of_runbooks(text) {
                assert!(parses(&command.into()));
            }
            let title = if text.is_empty() { "TITLE" } else { text };
            assert!(parses(&incident::Command::declare(title).into()));
            for command in of_incidents(text) {
                assert!(parses(&command.into()));
            }
            let because = Some(text.to_owned());
            let (to, duration) = (Name::Compat, Some(chrono::TimeDelta::minutes(90)));
            let confirm = Some("demo".to_owned());
            assert!(parses(&posture::Command::Apply { to, duration, because, confirm }.into()));
        }
        let (id, key) = ("bot".to_owned(), "ssh-ed25519 AAAA".to_owned());
        let add = AddOperator { id, kind: crate::hold::Kind::Agent, key, confirm: Some("bot".into()) };
        assert!(parses(&Command::AddOperator(add)));
        assert!(parses(&Command::Found));
        assert!(parses(&posture::Command::Adopt.into()));
        assert!(parses(&incident::Command::Close { id: Some("INC-1".into()), ended_at: None }.into()));
        let world = "worlds/hallway.json".to_owned();
        assert!(parses(&provision::Command::AcceptBest { world: world.clone() }.into()));
        let (edge, operation) = ("e1".to_owned(), crate::hold::Operation::Existing);
        let (provider, provisioner, sha256) = (Some("n1".to_owned()), Some("p1".to_owned()), None);
        let accept =
            provision::Command::Accept { world: world.clone(), edge, operation, provider, provisioner, sha256 };
        assert!(parses(&accept.into()));
        let (destination, label) = ("n1".to_owned(), "wall".to_owned());
        assert!(parses(&provision::Command::Afford { world, destination, label, provisioner: None }.into()));
    }

    #[test]
    fn words_with_spaces_and_quotes_are_quoted_for_a_shell() {
        let command = incident::Command::declare("it's down").into();
        assert_eq!(spell(&command), r"wayhold incident declare --title 'it'\''s down'");
    }

    #[test]
    fn a_posture_is_spelled_with_what_it_was_asked_with() {
        let command = posture::Command::Apply {
            to: Name::Compat,
            duration: Some(chrono::TimeDelta::minutes(30)),
            because: Some("old client".to_owned()),
            confirm: None,
        };
        assert_eq!(spell(&command.into()), "wayhold posture apply compat --for 30m --because 'old client'");
    }
}
