//! Human presence: by what it is proved, and the hold on an act that wants a person who is not shown to be there.

use serde::{Deserialize, Serialize};

use super::{Caller, Code, Hold, Kind, Offer, Operation, Who};

/// By what a human's presence is proved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// A terminal on standard input, and a name typed. A guardrail: a process with the same files could do it.
    #[default]
    Tty,
    /// The signing key has a passphrase, and it was unlocked at a terminal by this process.
    Passphrase,
}

impl Presence {
    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tty => "tty",
            Self::Passphrase => "passphrase",
        }
    }
}

impl Caller {
    /// By what this caller's presence was proved; `None` when it was not. An entry that needed presence stores it.
    pub fn proof(&self) -> Option<Presence> {
        self.present.then_some(self.presence)
    }

    /// The hold on an act for a human who is present: [`Code::NeedsHuman`] for another kind of key, else
    /// [`Code::NeedsPresence`] while presence is not proved. `act` is what is to be done, as in `enrolling a human`.
    pub fn unless_present<A>(&self, subject: &str, act: &str) -> Option<Hold<A>> {
        if Who::HumanPresent.admits(self) {
            return None;
        }
        if self.kind != Kind::Human {
            return self.unless_human(subject, act);
        }
        Some(match (self.presence, &self.bare_key) {
            (Presence::Tty, _) => {
                let need = format!("{act} needs a person at a terminal, and there is none on standard input");
                let way = Offer::instruct(Operation::Existing, "terminal", "do it at a terminal");
                Hold::new(Code::NeedsPresence, subject, need).way(way)
            }
            (Presence::Passphrase, Some(path)) => {
                let need = format!("{act} needs a key that a passphrase protects, and yours has none");
                let text = format!("give your key a passphrase: ssh-keygen -p -f {path}");
                Hold::new(Code::NeedsPresence, subject, need).way(Offer::instruct(
                    Operation::Update,
                    "ssh-keygen",
                    text,
                ))
            }
            (Presence::Passphrase, None) => {
                let need = format!("{act} needs your key's passphrase, typed at a terminal");
                let way = Offer::instruct(Operation::Existing, "terminal", "do it at a terminal; Wayhold asks for it");
                Hold::new(Code::NeedsPresence, subject, need).way(way)
            }
        })
    }

    /// The hold on an act for a human's key, when this caller signs with another kind.
    pub fn unless_human<A>(&self, subject: &str, act: &str) -> Option<Hold<A>> {
        if Who::Human.admits(self) {
            return None;
        }
        let need = format!("{act} is for a human's key, and yours is of kind {}", self.kind.word());
        let way = Offer::instruct(Operation::Existing, "people", "ask a person to do it, with a key of kind human");
        Some(Hold::new(Code::NeedsHuman, subject, need).way(way))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(kind: Kind, present: bool, presence: Presence, bare_key: Option<&str>) -> Caller {
        Caller { id: "ana".into(), kind, present, presence, bare_key: bare_key.map(str::to_owned) }
    }

    #[test]
    fn an_act_for_a_human_present_is_held_by_what_is_missing() {
        use Presence::{Passphrase, Tty};
        let open = Some("/home/ana/key");
        for (who, held, part) in [
            (caller(Kind::Human, true, Tty, open), None, ""),
            (caller(Kind::Human, true, Passphrase, None), None, ""),
            (caller(Kind::Human, false, Tty, open), Some(Code::NeedsPresence), "at a terminal"),
            (caller(Kind::Human, false, Passphrase, None), Some(Code::NeedsPresence), "Wayhold asks for it"),
            (caller(Kind::Human, false, Passphrase, open), Some(Code::NeedsPresence), "ssh-keygen -p -f /home/ana/key"),
            (caller(Kind::Agent, true, Tty, open), Some(Code::NeedsHuman), "a key of kind human"),
            (caller(Kind::Ci, false, Passphrase, None), Some(Code::NeedsHuman), "a key of kind human"),
        ] {
            let hold = who.unless_present::<()>("M2", "activating M2");
            assert_eq!(hold.as_ref().map(|hold| hold.code), held, "{who:?}");
            if let Some(hold) = hold {
                assert!(hold.need.starts_with("activating M2 "), "{}", hold.need);
                assert!(hold.ways[0].text.contains(part), "{}", hold.ways[0].text);
            }
        }
    }

    #[test]
    fn proof_is_what_presence_rests_on_and_nothing_without_presence() {
        assert_eq!(caller(Kind::Human, true, Presence::Passphrase, None).proof(), Some(Presence::Passphrase));
        assert_eq!(caller(Kind::Human, false, Presence::Passphrase, None).proof(), None);
    }

    #[test]
    fn a_passphrase_is_the_stricter_proof() {
        assert!(Presence::Passphrase > Presence::Tty);
        assert_eq!(Presence::default(), Presence::Tty);
    }
}
