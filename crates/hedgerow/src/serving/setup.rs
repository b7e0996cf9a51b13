//! The code with which the first administrator's account is made: kept in the data directory until it
//! was used.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use hedgerow_server::Secret;

use crate::exit::Failure;
use crate::kept;

/// The code, and the file that has it.
pub(super) struct SetupCode {
    pub(super) code: Secret,
    pub(super) file: PathBuf,
}

impl SetupCode {
    /// The code of an earlier start, or a new one.
    pub(super) fn find(data: &Path) -> Result<Self, Failure> {
        let file = data.join("setup-code");
        let mut text = kept::find_or_make(&file, new)?;
        if text.is_empty() {
            forget(&file);
            text = kept::find_or_make(&file, new)?;
        }
        let code = Secret::from_text(text);
        Ok(Self { code, file })
    }

    /// The page on which it is used. The code is behind `#`: browsers do not send that.
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

fn new() -> String {
    Secret::generate("").reveal().to_owned()
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
