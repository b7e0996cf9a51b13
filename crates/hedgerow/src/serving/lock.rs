//! One server per data directory and database.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process;

use crate::exit::Failure;

/// Held while the server runs; the system lets go of it however the process ends.
#[derive(Debug)]
pub(super) struct Lock {
    _files: Vec<File>,
}

impl Lock {
    /// Takes the data directory and the database, wherever that is: another server may know one by
    /// the other's name.
    pub(super) fn take(data: &Path, database: &Path) -> Result<Self, Failure> {
        let mut beside = database.as_os_str().to_owned();
        beside.push(".lock");
        let files = vec![
            lock(&data.join("lock"), data)?,
            lock(Path::new(&beside), database)?,
            lock_itself(database)?,
        ];
        Ok(Self { _files: files })
    }
}

/// Locks the database's own file: it may be known by another name too, through a hard link or a mount.
/// SQLite's locks are of another kind, and none is in the way of this one.
fn lock_itself(database: &Path) -> Result<File, Failure> {
    let file = open(database)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::refused(format!(
            "another Hedgerow server uses the file of {} under another name (a hard link?); stop it, or \
             choose another database",
            database.display()
        ))),
        Err(TryLockError::Error(error)) => Err(cannot(database, &error)),
    }
}

/// Opens a file of the server's own, which nobody else may read; makes it where it is not there.
fn open(path: &Path) -> Result<File, Failure> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(|error| cannot(path, &error))
}

fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    Failure::refused(format!("cannot lock {}: {error}", path.display()))
}

fn lock(path: &Path, guarded: &Path) -> Result<File, Failure> {
    let failed = |error: std::io::Error| cannot(path, &error);
    let mut file = open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            let holder = match holder.trim() {
                "" => String::new(),
                process => format!(" (process {process})"),
            };
            return Err(Failure::refused(format!(
                "another Hedgerow server{holder} uses {}; stop it, or choose another directory with --data",
                guarded.display()
            )));
        }
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    // The number only helps a person who looks; the lock itself is the truth.
    let told = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| writeln!(file, "{}", process::id()));
    told.map_err(failed)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_refused_until_the_first_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("hedgerow.db");
        let first = Lock::take(folder.path(), &database).unwrap();
        let text = Lock::take(folder.path(), &database).unwrap_err().to_string();
        assert!(text.contains(&format!("process {}", process::id())), "{text}");
        drop(first);
        assert!(Lock::take(folder.path(), &database).is_ok());
    }

    #[test]
    fn a_database_is_known_by_each_of_its_names() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let database = one.path().join("hedgerow.db");
        let _first = Lock::take(one.path(), &database).unwrap();
        let link = two.path().join("other.db");
        std::fs::hard_link(&database, &link).unwrap();
        let text = Lock::take(two.path(), &link).unwrap_err().to_string();
        assert!(text.contains("other.db") && text.contains("hard link"), "{text}");
    }

    #[test]
    fn nobody_else_reads_a_new_database() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("hedgerow.db");
        let _lock = Lock::take(folder.path(), &database).unwrap();
        let mode = std::fs::metadata(&database).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_database_elsewhere_is_guarded_too() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let elsewhere = tempfile::tempdir().unwrap();
        let database = elsewhere.path().join("shared.db");
        let _first = Lock::take(one.path(), &database).unwrap();
        let text = Lock::take(two.path(), &database).unwrap_err().to_string();
        assert!(text.contains("shared.db"), "{text}");
    }
}
