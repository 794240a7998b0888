//! Private keys under a passphrase: what can be told of one that is locked, unlocking it, and locking one of ours.

use std::ops::Deref;

use ssh_key::rand_core::OsRng;
use ssh_key::{LineEnding, PrivateKey};

use super::key::{KeyError, PublicKey, SigningKey, unreadable};

/// What a private key file holds.
#[derive(Debug, Clone)]
pub enum PrivateFile {
    /// A key that no passphrase protects.
    Bare(SigningKey),
    /// A key that cannot sign before its passphrase is given.
    Locked(LockedKey),
}

/// A private key under a passphrase. Its public half can be read without.
#[derive(Clone)]
pub struct LockedKey {
    private: PrivateKey,
    public: PublicKey,
}

/// Shows the fingerprint only: not even the sealed key belongs into a log.
impl std::fmt::Debug for LockedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LockedKey").field(&self.public.fingerprint()).finish()
    }
}

impl PrivateFile {
    /// Reads the text of an OpenSSH private key file.
    pub fn from_openssh(text: &str) -> Result<Self, KeyError> {
        let private = PrivateKey::from_openssh(text).map_err(|error| unreadable(&error))?;
        if !private.is_encrypted() {
            return SigningKey::try_from(private).map(Self::Bare);
        }
        let public = PublicKey::try_from(private.public_key().clone())?;
        Ok(Self::Locked(LockedKey { private, public }))
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        match self {
            Self::Bare(key) => key.public(),
            Self::Locked(key) => &key.public,
        }
    }
}

impl LockedKey {
    /// The key itself. That takes a while on purpose: OpenSSH makes guessing expensive.
    pub fn unlock(&self, passphrase: &str) -> Result<SigningKey, KeyError> {
        let opened = self.private.decrypt(passphrase).map_err(|error| match error {
            ssh_key::Error::Crypto => KeyError::WrongPassphrase,
            other => unreadable(&other),
        })?;
        SigningKey::try_from(opened)
    }
}

impl SigningKey {
    /// As [`SigningKey::to_openssh`], under a passphrase, with the cipher and the key derivation that OpenSSH uses.
    pub fn to_openssh_locked(&self, passphrase: &str) -> Result<impl Deref<Target = String> + use<>, KeyError> {
        let locked = self.private().encrypt(&mut OsRng, passphrase).map_err(|error| unreadable(&error))?;
        locked.to_openssh(LineEnding::LF).map_err(|error| unreadable(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(text: &str) -> LockedKey {
        match PrivateFile::from_openssh(text).unwrap() {
            PrivateFile::Locked(key) => key,
            PrivateFile::Bare(_) => panic!("no passphrase protects it"),
        }
    }

    #[test]
    fn a_key_comes_back_from_under_its_passphrase_and_from_under_no_other() {
        let key = SigningKey::generate("ana").unwrap();
        let text = key.to_openssh_locked("łódź 7").unwrap();
        assert_eq!(SigningKey::from_openssh(&text).unwrap_err(), KeyError::Encrypted);
        let locked = locked(&text);
        assert_eq!(PrivateFile::from_openssh(&text).unwrap().public(), key.public());
        for wrong in ["", "lodz 7", "łódź 7 "] {
            assert_eq!(locked.unlock(wrong).unwrap_err(), KeyError::WrongPassphrase, "{wrong:?}");
        }
        let opened = locked.unlock("łódź 7").unwrap();
        assert_eq!(opened.sign(b"x").unwrap(), key.sign(b"x").unwrap());
    }

    #[test]
    fn a_key_without_a_passphrase_is_told_from_one_with() {
        let key = SigningKey::generate("ana").unwrap();
        let file = PrivateFile::from_openssh(&key.to_openssh().unwrap()).unwrap();
        assert!(matches!(file, PrivateFile::Bare(_)), "{file:?}");
    }

    #[test]
    fn neither_a_locked_key_nor_an_open_one_shows_more_than_its_fingerprint() {
        let key = SigningKey::generate("ana").unwrap();
        let text = key.to_openssh_locked("x").unwrap();
        assert_eq!(format!("{:?}", locked(&text)), format!("LockedKey({:?})", key.fingerprint()));
    }
}
