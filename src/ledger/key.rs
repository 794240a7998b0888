//! Keys: Ed25519 in OpenSSH's formats, and SSHSIG signatures.
//!
//! Lives here: making, reading and writing keys as text, signing, checking. May not: touch a file or ask a person.

use std::ops::Deref;

use serde::{Deserialize, Serialize};
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::rand_core::{OsRng, RngCore};
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, SshSig};

/// The SSHSIG namespace, so that a signature made for something else is never one of an entry.
pub const NAMESPACE: &str = "entry@wayhold";

/// Why a key or a signature cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The operating system gave no randomness.
    #[error("no key could be made: the operating system gave no random bytes ({0})")]
    NoRandomness(String),
    /// The text is no OpenSSH key.
    #[error("the key cannot be read: it is not in OpenSSH's format ({0})")]
    Unreadable(String),
    /// The private key is protected by a passphrase.
    #[error("the private key is protected by a passphrase and has to be unlocked first")]
    Encrypted,
    /// The passphrase is not the private key's.
    #[error("that is not the key's passphrase")]
    WrongPassphrase,
    /// The key is of another algorithm.
    #[error("the key is {0}, and a ledger takes Ed25519 keys only; make one with `ssh-keygen -t ed25519`")]
    NotEd25519(String),
    /// The text is no SSHSIG signature as OpenSSH writes it.
    #[error("the signature is not an armored SSH signature ({0})")]
    BadSignature(String),
    /// The signature is not one of these bytes in the ledger's namespace.
    #[error("the signature does not belong to this text")]
    WrongSignature,
}

/// A private key.
#[derive(Clone)]
pub struct SigningKey {
    private: PrivateKey,
    public: PublicKey,
}

/// Shows the fingerprint only: a private key never reaches a log.
impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SigningKey").field(&self.fingerprint()).finish()
    }
}

impl SigningKey {
    /// Makes a new key from the operating system's randomness. `comment` is for people, usually the operator's name.
    pub fn generate(comment: &str) -> Result<Self, KeyError> {
        let mut seed = [0; 32];
        OsRng.try_fill_bytes(&mut seed).map_err(|error| KeyError::NoRandomness(error.to_string()))?;
        Self::from_seed(&seed, comment)
    }

    pub(super) fn from_seed(seed: &[u8; 32], comment: &str) -> Result<Self, KeyError> {
        let pair = KeypairData::Ed25519(Ed25519Keypair::from_seed(seed));
        PrivateKey::new(pair, comment).map_err(|error| unreadable(&error)).and_then(Self::try_from)
    }

    /// Reads the text of an OpenSSH private key file.
    pub fn from_openssh(text: &str) -> Result<Self, KeyError> {
        PrivateKey::from_openssh(text).map_err(|error| unreadable(&error)).and_then(Self::try_from)
    }

    /// The text of an OpenSSH private key file, wiped from memory when it is dropped.
    pub fn to_openssh(&self) -> Result<impl Deref<Target = String> + use<>, KeyError> {
        self.private.to_openssh(LineEnding::LF).map_err(|error| unreadable(&error))
    }

    pub(super) fn private(&self) -> &PrivateKey {
        &self.private
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The fingerprint as `ssh-keygen -l` prints it, `SHA256:…`.
    pub fn fingerprint(&self) -> &str {
        self.public.fingerprint()
    }

    /// Signs `bytes`: an armored SSHSIG over their SHA-512, in the ledger's namespace.
    pub fn sign(&self, bytes: &[u8]) -> Result<String, KeyError> {
        self.private
            .sign(NAMESPACE, HashAlg::Sha512, bytes)
            .and_then(|signature| signature.to_pem(LineEnding::LF))
            .map_err(|error| KeyError::BadSignature(error.to_string()))
    }
}

impl TryFrom<PrivateKey> for SigningKey {
    type Error = KeyError;

    fn try_from(private: PrivateKey) -> Result<Self, KeyError> {
        if private.is_encrypted() {
            return Err(KeyError::Encrypted);
        }
        let public = PublicKey::try_from(private.public_key().clone())?;
        Ok(Self { private, public })
    }
}

/// A public key. Two are equal when the key is; the comment is only for people.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey {
    key: ssh_key::PublicKey,
    /// Without the comment.
    line: String,
    fingerprint: String,
}

impl PublicKey {
    /// Reads one line of a public key file, `ssh-ed25519 AAAA… comment`.
    pub fn from_openssh(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        // By its first word, since not every algorithm that OpenSSH has can be read here.
        let algorithm = text.split_whitespace().next().unwrap_or_default();
        if ["ssh-", "ecdsa-", "sk-"].iter().any(|known| algorithm.starts_with(known)) && algorithm != "ssh-ed25519" {
            return Err(KeyError::NotEd25519(algorithm.to_owned()));
        }
        ssh_key::PublicKey::from_openssh(text).map_err(|error| unreadable(&error)).and_then(Self::try_from)
    }

    /// The line of a public key file, with its comment.
    pub fn to_openssh(&self) -> String {
        let comment = self.key.comment();
        if comment.is_empty() { self.line.clone() } else { format!("{} {comment}", self.line) }
    }

    /// The algorithm and the key without the comment.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// The fingerprint, `SHA256:…`.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The key that signed `bytes`, when `signature` is a good one. Whether that key may sign is not said here.
    pub(super) fn of_signature(signature: &str, bytes: &[u8]) -> Result<Self, KeyError> {
        let bad = |error: ssh_key::Error| KeyError::BadSignature(error.to_string());
        let parsed = SshSig::from_pem(signature).map_err(bad)?;
        // The armor tolerates text around it. One spelling per signature means that no byte of it changes unnoticed.
        if parsed.to_pem(LineEnding::LF).map_err(bad)? != signature {
            return Err(KeyError::BadSignature("it is not spelled as OpenSSH writes it".to_owned()));
        }
        let signer = Self::try_from(ssh_key::PublicKey::from(parsed.public_key().clone()))?;
        signer.key.verify(NAMESPACE, bytes, &parsed).map_err(|_| KeyError::WrongSignature)?;
        Ok(signer)
    }

    /// Checks that `signature` is this key's over `bytes`.
    pub fn verify(&self, bytes: &[u8], signature: &str) -> Result<(), KeyError> {
        if Self::of_signature(signature, bytes)? == *self { Ok(()) } else { Err(KeyError::WrongSignature) }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.key.key_data() == other.key.key_data()
    }
}

impl Eq for PublicKey {}

impl TryFrom<ssh_key::PublicKey> for PublicKey {
    type Error = KeyError;

    fn try_from(key: ssh_key::PublicKey) -> Result<Self, KeyError> {
        if key.algorithm() != Algorithm::Ed25519 {
            return Err(KeyError::NotEd25519(key.algorithm().to_string()));
        }
        let bare = ssh_key::PublicKey::from(key.key_data().clone());
        let line = bare.to_openssh().map_err(|error| unreadable(&error))?;
        Ok(Self { line, fingerprint: bare.fingerprint(HashAlg::Sha256).to_string(), key })
    }
}

impl TryFrom<String> for PublicKey {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        Self::from_openssh(&text)
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_openssh()
    }
}

pub(super) fn unreadable(error: &ssh_key::Error) -> KeyError {
    match error {
        ssh_key::Error::AlgorithmUnknown => KeyError::NotEd25519("of another algorithm".to_owned()),
        other => KeyError::Unreadable(other.to_string()),
    }
}
