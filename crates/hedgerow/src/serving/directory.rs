//! The data directory: whose it is and where it is when nobody says.

use std::env;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::exit::Failure;

/// A directory for this user's data (XDG Base Directory Specification).
pub(crate) fn per_user(name: &str) -> Result<PathBuf, Failure> {
    let absolute =
        |variable: &str| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_DATA_HOME")
        .or_else(|| Some(absolute("HOME")?.join(".local/share")))
        .map(|data| data.join(name))
        .ok_or_else(|| Failure::usage("no data directory given: use --data DIR"))
}

/// Makes a directory that only this user can look into.
pub(super) fn create(path: &Path) -> Result<(), Failure> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| {
        Failure::refused(format!("cannot create the data directory {}: {error}", path.display()))
    })
}
