//! The code with which the first administrator's account is made: kept in the data directory until it
//! was used.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use hedgerow_server::Secret;

use crate::exit::Failure;

/// The code, and the file that has it.
pub(super) struct SetupCode {
    pub(super) code: Secret,
    pub(super) file: PathBuf,
}

impl SetupCode {
    /// The code of an earlier start, or a new one.
    pub(super) fn find(data: &Path) -> Result<Self, Failure> {
        let file = data.join("setup-code");
        let code = match fs::read_to_string(&file) {
            Ok(text) if !text.trim().is_empty() => Secret::from_text(text.trim()),
            Ok(_) => make(&file)?,
            Err(error) if error.kind() == ErrorKind::NotFound => make(&file)?,
            Err(error) => {
                return Err(Failure::refused(format!("cannot read {}: {error}", file.display())));
            }
        };
        Ok(Self { code, file })
    }

    /// The page on which it is used. The code stands behind `#`: browsers do not send that.
    pub(super) fn link(&self, url: &str) -> String {
        format!("{url}/setup#code={}", self.code.reveal())
    }
}

/// Takes a code that is of no use any more away.
pub(super) fn forget(file: &Path) {
    if let Err(error) = fs::remove_file(file)
        && error.kind() != ErrorKind::NotFound
    {
        tracing::warn!(file = %file.display(), %error, "the used set-up code could not be removed");
    }
}

fn make(file: &Path) -> Result<Secret, Failure> {
    let code = Secret::generate("");
    let write = || {
        let mut opened =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
        writeln!(opened, "{}", code.reveal())?;
        opened.sync_all()
    };
    write()
        .map_err(|error| Failure::refused(format!("cannot write {}: {error}", file.display())))?;
    Ok(code)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_code_stays_until_it_is_forgotten_and_only_its_owner_can_read_it() {
        let data = tempfile::tempdir().unwrap();
        let first = SetupCode::find(data.path()).unwrap();
        let again = SetupCode::find(data.path()).unwrap();
        assert_eq!(first.code.reveal(), again.code.reveal());
        assert_eq!(fs::metadata(&first.file).unwrap().permissions().mode() & 0o777, 0o600);
        forget(&first.file);
        let other = SetupCode::find(data.path()).unwrap();
        assert_ne!(first.code.reveal(), other.code.reveal());
    }

    #[test]
    fn the_code_is_behind_what_browsers_send() {
        let data = tempfile::tempdir().unwrap();
        let code = SetupCode::find(data.path()).unwrap();
        let link = code.link("http://127.0.0.1:1");
        assert_eq!(link, format!("http://127.0.0.1:1/setup#code={}", code.code.reveal()));
    }
}
