//! The keyring: which keys are enrolled, as the ledger itself says.
//!
//! Lives here: the fold over `ledger.founded` and `operator.added`, and the check that an entry's author is enrolled.
//! May not: decide who ought to be enrolled; that is a rule of the console.

use serde::{Deserialize, Serialize};

use super::entry::{Actor, Entry};
use super::key::{KeyError, NAMESPACE, PublicKey};

/// The kind of the first entry; its author enrols itself.
pub const FOUNDED: &str = "ledger.founded";
/// The kind of the entry that enrols another key.
pub const ADDED: &str = "operator.added";

const KINDS: [&str; 3] = ["human", "agent", "ci"];
const MAX_ID: usize = 64;

/// One enrolled key and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// The operator's name.
    pub id: String,
    /// `human`, `agent` or `ci`. It belongs to the key and never changes.
    pub kind: String,
    /// The public key.
    pub key: PublicKey,
}

impl Operator {
    /// The author that an entry signed with this key has to name.
    pub fn actor(&self) -> Actor {
        Actor { id: self.id.clone(), kind: self.kind.clone(), key: self.key.fingerprint().to_owned() }
    }
}

/// Why an entry does not fit the keys enrolled before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// The ledger does not begin with its founding.
    #[error("the first entry is `{kind}`, and a ledger begins with `{FOUNDED}`")]
    NotFounded {
        /// What the first entry is.
        kind: String,
    },
    /// A founding stands inside a ledger.
    #[error("a ledger is founded once, in its first entry")]
    FoundedAgain,
    /// The body names no operator.
    #[error("the body names no operator with `id`, `kind` and `key`")]
    NoOperator,
    /// The name cannot stand in an allowed-signers file.
    #[error(
        "{id:?} cannot be an operator's name; use up to {MAX_ID} letters, digits and `. _ - @ +`, beginning with a \
         letter or digit"
    )]
    BadId {
        /// The name.
        id: String,
    },
    /// The kind of key is none of the three.
    #[error("{kind:?} is no kind of key; it is `human`, `agent` or `ci`")]
    BadKind {
        /// The kind.
        kind: String,
    },
    /// The key cannot be used.
    #[error(transparent)]
    BadKey(#[from] KeyError),
    /// The key is enrolled already; a key has one name and one kind for good.
    #[error("the key {key} is enrolled already, as {id}")]
    KeyTaken {
        /// Its fingerprint.
        key: String,
        /// Whose it is.
        id: String,
    },
    /// The name belongs to keys of another kind.
    #[error("{id} is enrolled with a key of kind `{kind}`; a name has one kind")]
    KindTaken {
        /// The name.
        id: String,
        /// The kind of its keys.
        kind: String,
    },
    /// The author's key was not enrolled before the entry.
    #[error("its author {id} has no enrolled key {key}")]
    NotEnrolled {
        /// The name that the entry gives.
        id: String,
        /// The fingerprint that the entry gives.
        key: String,
    },
    /// The entry gives its author another name or kind than the enrolment of the key.
    #[error("it says {said}, and its key is enrolled as {enrolled}")]
    OtherActor {
        /// What the entry says.
        said: String,
        /// What the enrolment says.
        enrolled: String,
    },
}

/// The keys enrolled so far, in the order of their enrolment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyring {
    operators: Vec<Operator>,
}

impl Keyring {
    /// Every enrolled key, oldest first. One operator may hold several.
    pub fn operators(&self) -> &[Operator] {
        &self.operators
    }

    /// The operator whose key has this fingerprint.
    pub fn by_fingerprint(&self, fingerprint: &str) -> Option<&Operator> {
        self.operators.iter().find(|operator| operator.key.fingerprint() == fingerprint)
    }

    /// Checks the author of `entry` against the keys enrolled before it, and enrols the key that it adds, if any.
    /// The founding is checked against the key that it enrols. The keyring is unchanged when this fails.
    pub fn follow(&mut self, entry: &Entry) -> Result<(), EnrolError> {
        let newcomer = enrolled_by(entry)?;
        let author = match &newcomer {
            Some(founder) if entry.seq == 0 => Some(founder),
            _ => self.by_fingerprint(&entry.actor.key),
        };
        is_author(author, &entry.actor)?;
        if let Some(operator) = newcomer {
            self.admits(&operator)?;
            self.operators.push(operator);
        }
        Ok(())
    }

    /// Whether `operator` could be enrolled next.
    pub fn admits(&self, operator: &Operator) -> Result<(), EnrolError> {
        operator.check()?;
        for known in &self.operators {
            if known.key == operator.key {
                return Err(EnrolError::KeyTaken { key: known.key.fingerprint().to_owned(), id: known.id.clone() });
            }
            if known.id == operator.id && known.kind != operator.kind {
                return Err(EnrolError::KindTaken { id: known.id.clone(), kind: known.kind.clone() });
            }
        }
        Ok(())
    }

    /// The file that `ssh-keygen -Y verify -f` reads: one line per key, for the ledger's namespace only.
    pub fn allowed_signers(&self) -> String {
        let mut file = String::new();
        for Operator { id, key, .. } in &self.operators {
            file.extend([id, " namespaces=\"", NAMESPACE, "\" ", key.line(), "\n"]);
        }
        file
    }
}

impl Operator {
    /// Whether the name and the kind can be enrolled at all. A name with a comma, a star or a space would name somebody
    /// else, or everybody, in an allowed-signers file.
    pub fn check(&self) -> Result<(), EnrolError> {
        let fits = |letter: char| letter.is_alphanumeric() || "._-@+".contains(letter);
        let id = &self.id;
        if id.len() > MAX_ID || !id.starts_with(char::is_alphanumeric) || !id.chars().all(fits) {
            return Err(EnrolError::BadId { id: id.clone() });
        }
        if !KINDS.contains(&self.kind.as_str()) {
            return Err(EnrolError::BadKind { kind: self.kind.clone() });
        }
        Ok(())
    }
}

/// The operator that `entry` enrols, if it is of a kind that does. Also says whether the entry may stand at its place.
pub(super) fn enrolled_by(entry: &Entry) -> Result<Option<Operator>, EnrolError> {
    match (entry.kind.as_str(), entry.seq) {
        (FOUNDED, 0) => {}
        (FOUNDED, _) => return Err(EnrolError::FoundedAgain),
        (kind, 0) => return Err(EnrolError::NotFounded { kind: kind.to_owned() }),
        (ADDED, _) => {}
        _ => return Ok(None),
    }
    let text = |name| entry.body["operator"][name].as_str().ok_or(EnrolError::NoOperator);
    let key = PublicKey::from_openssh(text("key")?)?;
    let operator = Operator { id: text("id")?.to_owned(), kind: text("kind")?.to_owned(), key };
    operator.check()?;
    Ok(Some(operator))
}

fn is_author(author: Option<&Operator>, said: &Actor) -> Result<(), EnrolError> {
    let not_enrolled = || EnrolError::NotEnrolled { id: said.id.clone(), key: said.key.clone() };
    let enrolled = author.filter(|operator| operator.key.fingerprint() == said.key).ok_or_else(not_enrolled)?.actor();
    if enrolled == *said {
        return Ok(());
    }
    let name = |actor: &Actor| format!("{} ({})", actor.id, actor.kind);
    Err(EnrolError::OtherActor { said: name(said), enrolled: name(&enrolled) })
}
