//! A database that is not there: at a first start it is made, later it must have been lost.

use std::fs;
use std::path::{Path, PathBuf};

use crate::exit::Failure;

/// What is found before the database is opened.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    /// Whether the database's file is there, with something in it.
    database: bool,
    /// What only a server that had a database leaves.
    traces: Vec<String>,
    /// Copies that a server wrote when it lost the file, the newest last.
    copies: Vec<PathBuf>,
}

/// Refuses to start without a database where there was one, unless it is to be empty. To be asked
/// before anything makes the file.
pub(super) fn check(data: &Path, database: &Path, start_empty: bool) -> Result<(), Failure> {
    match refusal(&look(data, database), data, database) {
        Some(why) if start_empty => {
            tracing::warn!(%why, "starting with an empty database, as --start-empty says");
            Ok(())
        }
        Some(why) => Err(Failure::refused(why)),
        None => Ok(()),
    }
}

fn refusal(found: &Found, data: &Path, database: &Path) -> Option<String> {
    if found.database || found.traces.is_empty() {
        return None;
    }
    let back = match found.copies.last() {
        Some(copy) => {
            let (copy, database) = (copy.display(), database.display());
            // An old log of writes would be taken for the copy's own.
            format!(
                "A server that lost it wrote a copy: rm -f {database}-wal {database}-shm && mv {copy} {database}"
            )
        }
        None => "Put it back, from a backup for example".to_owned(),
    };
    Some(format!(
        "the database {} is not there or empty, and {} is not new: there {} {}. {back}. Or start without what was \
         in it (people, drafts, the audit; Git has what was published): hedgerow serve --start-empty",
        database.display(),
        data.display(),
        if found.traces.len() == 1 { "is" } else { "are" },
        found.traces.join(", ")
    ))
}

fn look(data: &Path, database: &Path) -> Found {
    let filled = |path: &Path| fs::metadata(path).is_ok_and(|found| found.len() > 0);
    let mut traces = Vec::new();
    // Written once a database was opened.
    for name in ["server-id", "setup-code"] {
        if data.join(name).exists() {
            traces.push(format!("the file `{name}`"));
        }
    }
    if fs::read_dir(data.join("mirrors")).is_ok_and(|mut mirrors| mirrors.next().is_some()) {
        traces.push("mirrors of repositories".to_owned());
    }
    // Writes that are not in the database's own file yet. An empty one would make them void.
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    if filled(Path::new(&log)) {
        traces.push(format!("writes of the database in {}", Path::new(&log).display()));
    }
    let copies = copies(database);
    if !copies.is_empty() {
        traces.push("copies of it".to_owned());
    }
    Found { database: filled(database), traces, copies }
}

/// By time: their names have it in milliseconds, all in as many digits.
fn copies(database: &Path) -> Vec<PathBuf> {
    let (Some(folder), Some(name)) = (database.parent(), database.file_name()) else {
        return Vec::new();
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let start = format!("{}{}", name.to_string_lossy(), hedgerow_engine::RESCUED);
    let is_copy = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let at = name.strip_prefix(&start);
        at.is_some_and(|at| !at.is_empty() && at.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut copies: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_copy).collect();
    copies.sort();
    copies
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(data: &Path) -> Option<String> {
        let database = data.join("hedgerow.db");
        refusal(&look(data, &database), data, &database)
    }

    #[test]
    fn a_first_start_makes_its_database() {
        let data = tempfile::tempdir().unwrap();
        // What is made before a database, or given beforehand.
        for name in ["sealing.key", "admin-token", "lock", "hedgerow.toml"] {
            fs::write(data.path().join(name), "x").unwrap();
        }
        fs::write(data.path().join("hedgerow.db"), "").unwrap();
        fs::create_dir(data.path().join("mirrors")).unwrap();
        assert_eq!(refused(data.path()), None);
    }

    #[test]
    fn whatever_only_a_server_with_a_database_leaves_stops_a_start_without() {
        let traces = [
            "server-id",
            "setup-code",
            "mirrors/a.git",
            "hedgerow.db-wal",
            "hedgerow.db.rescued-17",
        ];
        for trace in traces {
            let data = tempfile::tempdir().unwrap();
            fs::create_dir(data.path().join("mirrors")).unwrap();
            fs::write(data.path().join(trace), "x").unwrap();
            let why = refused(data.path()).unwrap();
            assert!(why.contains("--start-empty"), "{why}");
            // An empty file is no database; one with something in it is the database's own matter.
            fs::write(data.path().join("hedgerow.db"), "").unwrap();
            assert!(refused(data.path()).is_some(), "{trace}");
            fs::write(data.path().join("hedgerow.db"), "SQLite").unwrap();
            assert_eq!(refused(data.path()), None, "{trace}");
        }
    }

    #[test]
    fn the_newest_copy_is_named() {
        let data = tempfile::tempdir().unwrap();
        for name in ["rescued-17", "rescued-19", "rescued-18", "rescued-20.part", "rescued-"] {
            fs::write(data.path().join(format!("hedgerow.db.{name}")), "x").unwrap();
        }
        let why = refused(data.path()).unwrap();
        assert!(why.contains("hedgerow.db.rescued-19 "), "{why}");
    }

    #[test]
    fn who_says_so_starts_empty() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join("server-id"), "x").unwrap();
        let database = data.path().join("hedgerow.db");
        assert!(check(data.path(), &database, false).is_err());
        assert!(check(data.path(), &database, true).is_ok());
    }
}
