//! A copy of a database whose file is gone, from the connections that still have it open.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use sqlx::AssertSqlSafe;

use super::Connection;
use crate::StoreError;

/// What the names of copies have behind the database's own, before the time (milliseconds since 1970).
pub const RESCUED: &str = ".rescued-";

/// Writes all that was committed into a new file beside `database`, named after `at` (milliseconds since
/// 1970). A file with that name is whole: it is written under another one first.
///
/// # Errors
/// When the disk refuses.
pub(crate) async fn rescue(
    connection: &mut Connection,
    database: &Path,
    at: i64,
) -> Result<PathBuf, StoreError> {
    let named = |ending: &str| {
        let mut path = database.as_os_str().to_owned();
        path.push(format!("{RESCUED}{at}{ending}"));
        PathBuf::from(path)
    };
    let (whole, part) = (named(""), named(".part"));
    let failed = |error: io::Error| StoreError::Rescue {
        file: whole.display().to_string(),
        reason: error.to_string(),
    };
    prepare(&part).map_err(failed)?;
    let copied = sqlx::query(AssertSqlSafe("VACUUM INTO $1"))
        .bind(part.to_string_lossy().into_owned())
        .execute(&mut *connection)
        .await;
    if let Err(error) = copied {
        let _ = fs::remove_file(&part);
        return Err(error.into());
    }
    finish(&part, &whole).map_err(failed)?;
    Ok(whole)
}

/// An empty file that nobody else may read. The folder may have gone with the database.
fn prepare(part: &Path) -> io::Result<()> {
    if let Some(folder) = part.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(part)?;
    Ok(())
}

/// Makes the copy durable, and gives it its name.
fn finish(part: &Path, whole: &Path) -> io::Result<()> {
    File::open(part)?.sync_all()?;
    fs::rename(part, whole)?;
    match whole.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
