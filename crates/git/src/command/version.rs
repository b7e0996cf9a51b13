//! Which git this is, asked once per program.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::RunError;

/// A version of git, without what comes after the patch level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(u32, u32, u32);

impl Version {
    /// The oldest that is accepted. `GIT_CONFIG_GLOBAL` (2.32) is what keeps a user's configuration
    /// out; the messages that outcomes are told apart by were recorded from 2.39 on.
    pub(crate) const OLDEST: Self = Self(2, 39, 0);
    /// From here on git can send a token with its first request, which saves a round trip.
    pub(crate) const PROACTIVE_AUTH: Self = Self(2, 46, 0);

    fn parse(output: &str) -> Option<Self> {
        let numbers = output.trim().strip_prefix("git version ")?.split(' ').next()?;
        let mut numbers = numbers.split('.').map_while(|number| number.parse().ok());
        Some(Self(numbers.next()?, numbers.next()?, numbers.next().unwrap_or(0)))
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

static KNOWN: Mutex<Option<HashMap<PathBuf, Version>>> = Mutex::new(None);

/// The version of this program; an error when it does not start or is too old.
pub(crate) fn of(program: &Path) -> Result<Version, RunError> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    if let Some(version) = known.get(program) {
        return Ok(*version);
    }
    let output = Command::new(program)
        .arg("version")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .output()
        .map_err(|source| RunError::start(program, source))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = Version::parse(&text).ok_or_else(|| RunError::NotGit {
        program: program.to_owned(),
        output: text.trim().chars().take(200).collect(),
    })?;
    if version < Version::OLDEST {
        return Err(RunError::TooOld { found: version, needed: Version::OLDEST });
    }
    known.insert(program.to_owned(), version);
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_all_vendors_are_read() {
        for (text, version) in [
            ("git version 2.39.5\n", Version(2, 39, 5)),
            ("git version 2.39.3 (Apple Git-146)\n", Version(2, 39, 3)),
            ("git version 2.47.0.windows.2", Version(2, 47, 0)),
            ("git version 2.50.0-rc1", Version(2, 50, 0)),
            ("git version 2.50", Version(2, 50, 0)),
        ] {
            assert_eq!(Version::parse(text), Some(version));
        }
        assert_eq!(Version::parse("hub 2"), None);
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = of(Path::new("/no/such/git")).unwrap_err().to_string();
        assert!(error.starts_with("cannot start `git`"), "{error}");
    }

    #[test]
    fn a_program_that_is_not_git_is_named() {
        let error = of(Path::new("true")).unwrap_err().to_string();
        assert!(error.starts_with("`true` is not git"), "{error}");
    }
}
