//! The administrator's token: chosen elsewhere, or made once and kept.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use hedgerow_server::AdminToken;

use crate::exit::Failure;

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
    let token = match fs::read_to_string(&file) {
        Ok(text) => parse(&text, &file.display().to_string())?,
        Err(error) if error.kind() == ErrorKind::NotFound => make(&file)?,
        Err(error) => {
            return Err(Failure::refused(format!("cannot read {}: {error}", file.display())));
        }
    };
    Ok(Found { token, file: Some(file) })
}

fn parse(text: &str, place: &str) -> Result<AdminToken, Failure> {
    AdminToken::parse(text).map_err(|error| Failure::usage(format!("{place}: {error}")))
}

fn make(file: &Path) -> Result<AdminToken, Failure> {
    let token = AdminToken::generate();
    let write = || {
        let mut opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
        writeln!(opened, "{}", token.reveal())?;
        opened.sync_all()
    };
    write()
        .map_err(|error| Failure::refused(format!("cannot write {}: {error}", file.display())))?;
    Ok(token)
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
