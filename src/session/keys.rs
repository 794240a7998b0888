//! Keys as a face and the decision see them: unlocking, what proves presence, and the words of a newcomer's key.

use std::path::Path;

use super::identity::MAX_FILE;
use super::{Identity, Passphrase, Session};
use crate::console::{AddOperator, Command, Enrolled, Operator};
use crate::effects::files;
use crate::hold::{Caller, Code, Hold, Kind, Offer, Operation, Presence};
use crate::ledger::{self, KeyError, PublicKey};

impl Session {
    /// The key that this session signs with; `None` when the user has none yet.
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// Unlocks the key. Only words that were typed at a terminal belong here: presence rests on that.
    ///
    /// # Errors
    /// See [`Identity::unlock`].
    pub fn unlock(&mut self, passphrase: &Passphrase) -> Result<(), KeyError> {
        self.identity.as_mut().map_or(Ok(()), |identity| identity.unlock(passphrase))
    }

    /// The key that founding makes, should it make one, will be under this passphrase.
    pub fn protect_new_key(&mut self, passphrase: Passphrase) {
        self.new_key = Some(passphrase);
    }

    /// By what the presence of people is proved in this workspace.
    pub fn presence(&self) -> Presence {
        self.workspace.config.policy.presence
    }

    /// The key whose passphrase `command` has to wait for, if it is worth asking: a key that the ledger does not know
    /// would be refused all the same.
    pub fn locked_for(&self, command: &Command) -> Option<&Identity> {
        let founds = *command == Command::Found && self.state.founded.is_none() && self.damage.is_none();
        let may = founds || self.writable().is_ok();
        self.identity.as_ref().filter(|identity| may && identity.is_locked())
    }

    /// The hold on everything that is to be signed while the key is locked.
    pub fn key_hold(&self) -> Option<Hold<Command>> {
        let locked = self.identity.as_ref().filter(|identity| identity.is_locked())?;
        let need = format!("the key {} is locked by its passphrase", locked.path().display());
        let text = "type the passphrase at a terminal: a verb asks for it there, and the console before it opens";
        let way = Offer::instruct(Operation::Existing, "terminal", text);
        Some(Hold::new(Code::NeedsPresence, &self.workspace.config.environment, need).way(way))
    }

    /// Who acts here. Name and kind are the ledger's; presence is proved as the workspace asks, or as the operator's
    /// own entry does when that is stricter: a file that anyone may edit cannot take back what was signed.
    pub fn caller(&self) -> Caller {
        let identity = self.identity.as_ref();
        let enrolled = identity.and_then(|identity| self.state.operator_with(identity.public().line()));
        let (id, kind) = match enrolled {
            Some(known) => (known.operator.id.clone(), known.operator.kind),
            None => (self.environment.user.clone(), Kind::Human),
        };
        let own = enrolled.and_then(|known| known.operator.presence).unwrap_or_default();
        let presence = self.presence().max(own);
        let present = match presence {
            Presence::Tty => self.environment.terminal,
            Presence::Passphrase => identity.is_some_and(Identity::is_unlocked),
        };
        let bare = identity.filter(|identity| identity.is_bare());
        Caller { id, kind, present, presence, bare_key: bare.map(|identity| identity.path().display().to_string()) }
    }

    /// Every enrolled key with its fingerprint, oldest first, and whether it is the one that this session signs with.
    pub fn operators(&self) -> Vec<(&Enrolled, String, bool)> {
        let own = self.identity.as_ref().map(|identity| identity.public().fingerprint());
        let shown = |known: &Operator| {
            PublicKey::from_openssh(&known.key).map(|key| key.fingerprint().to_owned()).unwrap_or_default()
        };
        let row = |known| {
            let enrolled: &Enrolled = known;
            let fingerprint = shown(&enrolled.operator);
            let is_own = own == Some(fingerprint.as_str());
            (enrolled, fingerprint, is_own)
        };
        self.state.operators.iter().map(row).collect()
    }

    /// The command that enrols the public key in `file`, relative to where the program was started.
    ///
    /// # Errors
    /// A sentence: the file holds no Ed25519 public key, or the name cannot be an operator's.
    pub fn newcomer(
        &self,
        id: String,
        kind: Kind,
        file: &Path,
        confirm: Option<String>,
    ) -> Result<AddOperator, String> {
        let key = public_key(&self.environment.current_dir.join(file))?;
        let operator = ledger::Operator { id, kind: kind.word().to_owned(), key };
        operator.check().map_err(|error| error.to_string())?;
        Ok(AddOperator { id: operator.id, kind, key: operator.key.line().to_owned(), confirm })
    }
}

fn public_key(path: &Path) -> Result<PublicKey, String> {
    let shown = path.display();
    let text = files::read_capped(path, MAX_FILE).map_err(|error| format!("{shown} cannot be read: {error}"))?;
    let text = String::from_utf8(text).map_err(|_| format!("{shown} is not a public key: it is not text"))?;
    if text.contains("PRIVATE KEY-----") {
        return Err(format!(
            "{shown} is a private key, which stays with its owner; give its public half, usually {shown}.pub"
        ));
    }
    PublicKey::from_openssh(&text).map_err(|error| format!("{shown} is not a public key that can be enrolled: {error}"))
}
