//! A secret in a file of its own, made once and kept: only its owner can read it.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::exit::Failure;

/// The text of a file without the blanks around it. Where there is none, `make` says what is written;
/// the file is there whole or not at all.
pub(crate) fn find_or_make(file: &Path, make: impl FnOnce() -> String) -> Result<String, Failure> {
    match fs::read_to_string(file) {
        Ok(text) => return Ok(text.trim().to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => {
            return Err(Failure::refused(format!("cannot read {}: {error}", file.display())));
        }
    }
    let text = make();
    write(file, &text)
        .map_err(|error| Failure::refused(format!("cannot write {}: {error}", file.display())))?;
    Ok(text)
}

fn write(file: &Path, text: &str) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    // A temporary file is made with mode 0600.
    let mut made = tempfile::Builder::new()
        .prefix(".kept-")
        .tempfile_in(folder.unwrap_or_else(|| Path::new(".")))?;
    writeln!(made, "{text}")?;
    made.as_file().sync_all()?;
    made.persist_noclobber(file).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn it_is_made_once_and_only_its_owner_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        assert_eq!(find_or_make(&file, || "first".to_owned()).unwrap(), "first");
        assert_eq!(find_or_make(&file, || "second".to_owned()).unwrap(), "first");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
