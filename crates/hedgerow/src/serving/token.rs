//! The administrator's token: chosen elsewhere, or made once and kept.

use std::path::{Path, PathBuf};
use std::{env, fs};

use hedgerow_server::AdminToken;

use crate::exit::Failure;
use crate::kept;

/// The variable that may hold the token.
const VARIABLE: &str = "HEDGEROW_ADMIN_TOKEN";

/// The token, and the file that has it, where one does.
pub(super) struct Found {
    pub(super) token: AdminToken,
    pub(super) file: Option<PathBuf>,
}

/// The token from the environment, from the file that the configuration names, or from the data
/// directory; there it is made when there is none.
pub(super) fn find(data: &Path, named: Option<&Path>) -> Result<Found, Failure> {
    if let Ok(text) = env::var(VARIABLE) {
        let token = parse(&text, VARIABLE)?;
        return Ok(Found { token, file: None });
    }
    if let Some(file) = named {
        let text = fs::read_to_string(file).map_err(|error| {
            Failure::usage(format!(
                "cannot read the administrator's token {}: {error}",
                file.display()
            ))
        })?;
        let token = parse(&text, &file.display().to_string())?;
        return Ok(Found { token, file: Some(file.to_owned()) });
    }
    let file = data.join("admin-token");
    let text = kept::find_or_make(&file, || AdminToken::generate().reveal().to_owned())?;
    let token = parse(&text, &file.display().to_string())?;
    Ok(Found { token, file: Some(file) })
}

fn parse(text: &str, place: &str) -> Result<AdminToken, Failure> {
    AdminToken::parse(text).map_err(|error| Failure::usage(format!("{place}: {error}")))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_token_is_made_once_and_only_its_owner_can_read_it() {
        let data = tempfile::tempdir().unwrap();
        let first = find(data.path(), None).unwrap();
        let again = find(data.path(), None).unwrap();
        assert_eq!(first.token.reveal(), again.token.reveal());
        let mode = fs::metadata(first.file.unwrap()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_token_that_is_too_short_is_refused_without_being_shown() {
        let data = tempfile::tempdir().unwrap();
        let file = data.path().join("mine");
        fs::write(&file, "hunter2\n").unwrap();
        let text = find(data.path(), Some(&file)).err().unwrap().to_string();
        assert!(text.contains("at least 20") && !text.contains("hunter2"), "{text}");
    }
}
