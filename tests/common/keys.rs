//! Keys for a room: more of them, locked ones, and a policy that asks for a passphrase.

use std::fs;
use std::path::PathBuf;

use wayhold::ledger::SigningKey;

use super::{CONFIG, Room};

impl Room {
    /// The same room, where presence is proved by a passphrase.
    pub fn asking_for_a_passphrase(self) -> Self {
        self.with("wayhold.toml", format!("{CONFIG}\n[policy]\npresence = \"passphrase\"\n"))
    }

    /// Makes a key that ana holds besides her own, `keys/NAME`, and gives the file of its public half.
    pub fn key(&self, name: &str) -> PathBuf {
        let key = SigningKey::generate(name).unwrap();
        let path = self.keys_of("ana").join("keys").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, key.to_openssh().unwrap().as_bytes()).unwrap();
        private(&path);
        let public = path.with_extension("pub");
        fs::write(&public, key.public().to_openssh()).unwrap();
        public
    }

    /// Puts ana's own key under a passphrase, as `ssh-keygen -p` does.
    pub fn locked(self, passphrase: &str) -> Self {
        let path = self.own_key();
        let key = SigningKey::from_openssh(&fs::read_to_string(&path).unwrap()).unwrap();
        fs::write(&path, key.to_openssh_locked(passphrase).unwrap().as_bytes()).unwrap();
        self
    }

    /// The file of ana's own key.
    pub fn own_key(&self) -> PathBuf {
        self.keys_of("ana").join("id_ed25519")
    }
}

fn private(path: &std::path::Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = path;
}
