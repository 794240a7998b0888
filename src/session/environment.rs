//! What the process is told from outside: variables, the current directory. Read once, here.

use std::path::PathBuf;

/// The environment a session runs in. Tests make their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Where Wayhold keeps this user's keys.
    pub config_dir: PathBuf,
    /// The file of the private key to sign with, when it is not the user's own in [`Environment::config_dir`].
    pub key: Option<PathBuf>,
    /// The user's name, the default operator id.
    pub user: String,
    /// Where the program was started.
    pub current_dir: PathBuf,
    /// The user asked for no colour (`NO_COLOR` set and not empty).
    pub no_color: bool,
    /// A person's terminal is on standard input.
    pub terminal: bool,
}

impl Environment {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// The current directory is gone, or no place for keys is named (`WAYHOLD_CONFIG_DIR`, `XDG_CONFIG_HOME`, `HOME`).
    #[expect(clippy::disallowed_methods, reason = "the one place that reads variables and the current directory")]
    pub fn read() -> anyhow::Result<Self> {
        use std::io::IsTerminal;
        let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let config_dir = var("WAYHOLD_CONFIG_DIR")
            .map(PathBuf::from)
            .or_else(|| var("XDG_CONFIG_HOME").map(|base| PathBuf::from(base).join("wayhold")))
            .or_else(|| var("HOME").map(|home| PathBuf::from(home).join(".config/wayhold")))
            .ok_or_else(|| {
                anyhow::anyhow!("no place for keys is known: set HOME, XDG_CONFIG_HOME or WAYHOLD_CONFIG_DIR")
            })?;
        let user = var("WAYHOLD_OPERATOR").or_else(|| var("USER")).or_else(|| var("LOGNAME"));
        Ok(Self {
            config_dir,
            key: None,
            user: user.map_or_else(|| "operator".to_owned(), |user| user.to_string_lossy().into_owned()),
            current_dir: std::env::current_dir()?,
            no_color: var("NO_COLOR").is_some(),
            terminal: std::io::stdin().is_terminal(),
        })
    }
}

/// The variables that are Wayhold's own, which the processes that it runs do not get to see.
pub fn own_variables() -> Vec<std::ffi::OsString> {
    let own = |name: &std::ffi::OsString| name.to_string_lossy().starts_with("WAYHOLD_");
    std::env::vars_os().map(|(name, _)| name).filter(own).collect()
}

/// The values of the variables with these names: what a person registered as secret. Unset and empty ones are left out.
#[expect(clippy::disallowed_methods, reason = "the values that are to be taken out of outputs")]
pub fn values_of(names: &[String]) -> Vec<String> {
    let value = |name: &String| std::env::var(name).ok().filter(|value| !value.is_empty());
    names.iter().filter_map(value).collect()
}

/// What starts runs: this program itself, as the supervisor of each.
///
/// # Errors
/// The system does not say where the program is.
pub fn spawner() -> std::io::Result<crate::effects::process::Spawner> {
    Ok(crate::effects::process::Spawner { exe: std::env::current_exe()? })
}
