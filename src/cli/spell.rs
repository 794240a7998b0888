//! A command as the words that carry it out: the CLI twin shown beside every way past.

use crate::console::{AddOperator, Command};
use crate::runbook::EvidenceRef;
use crate::{incident, posture, provision, runbook};

/// Spells `command` as a command line. An item is named by its id where its number is not at hand.
pub fn spell(command: &Command) -> String {
    let mut words = vec!["wayhold".to_owned()];
    match command {
        Command::Found => words.extend(["adopt".to_owned(), "--all".to_owned()]),
        Command::AddOperator(add) => words.extend(operator_words(add)),
        Command::Runbook(command) => runbook_words(command, &mut words),
        Command::Posture(command) => posture_words(command, &mut words),
        Command::Incident(command) => incident_words(command, &mut words),
        Command::Provision(command) => provision_words(command, &mut words),
    }
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// The file of the key is not part of the command any more.
fn operator_words(add: &AddOperator) -> Vec<String> {
    let mut words = vec!["operator", "add", &add.id, "--kind", add.kind.word(), "--key", "PUBLIC_KEY_FILE"];
    words.extend(add.confirm.iter().flat_map(|name| ["--confirm", name]));
    words.into_iter().map(str::to_owned).collect()
}

fn runbook_words(command: &runbook::Command, words: &mut Vec<String>) {
    match command {
        runbook::Command::Adopt { path, .. } => words.extend(["adopt".to_owned(), path.clone()]),
        runbook::Command::Tick { path, phase, item, evidence } => {
            words.extend(["phase".to_owned(), "tick".to_owned(), format!("{path}:{phase}"), item.to_string()]);
            for evidence in evidence {
                let word = match evidence {
                    EvidenceRef::File { path } => path.clone(),
                    EvidenceRef::Url { url } => url.clone(),
                    EvidenceRef::Commit { sha } => format!("commit:{sha}"),
                };
                words.extend(["--evidence".to_owned(), word]);
            }
        }
        runbook::Command::Untick { path, phase, item, reason } => {
            words.extend(["phase".to_owned(), "untick".to_owned(), format!("{path}:{phase}"), item.to_string()]);
            words.extend(["--reason".to_owned(), reason.clone()]);
        }
        runbook::Command::Settle { .. } => words.push("settle".to_owned()),
    }
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
            for (option, value) in options {
                words.extend(value.into_iter().flat_map(|value| [option.to_owned(), value]));
            }
        }
        posture::Command::Settle { .. } => words.push("settle".to_owned()),
    }
}

fn incident_words(command: &incident::Command, words: &mut Vec<String>) {
    words.push("incident".to_owned());
    match command {
        incident::Command::Declare { title, owner, severity, reason_code, started_at } => {
            let title = if title.is_empty() { "TITLE" } else { title };
            words.extend(["declare".to_owned(), "--title".to_owned(), title.to_owned()]);
            let options = [
                ("--owner", owner.clone()),
                ("--severity", severity.map(|severity| severity.to_string())),
                ("--reason-code", reason_code.clone()),
                ("--started-at", started_at.map(|at| at.to_rfc3339())),
            ];
            for (option, value) in options {
                words.extend(value.into_iter().flat_map(|value| [option.to_owned(), value]));
            }
        }
        incident::Command::Note { id, text, .. } => {
            words.push("note".to_owned());
            words.extend(id.clone());
            words.push(text.clone());
        }
        incident::Command::Close { id, .. } => {
            words.push("close".to_owned());
            words.extend(id.clone());
        }
    }
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
fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_./:=@%+,".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::posture::Name;

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
