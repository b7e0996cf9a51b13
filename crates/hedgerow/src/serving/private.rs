//! What the server keeps is nobody else's to read: texts of all fabrics, digests of passwords, tokens.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// Takes from everybody else what an earlier version, or whoever made the directory, let them have. What
/// belongs to another user, directories that hold more than Hedgerow's (`/tmp`, `/var/lib`, a home) and
/// other files in the data directory are left as they are.
pub(super) fn tighten(data: &Path, database: &Path) {
    let mut paths = vec![data.join("mirrors"), database.to_owned()];
    match is_ours_alone(data) {
        true => paths.push(data.to_owned()),
        false => tracing::warn!(
            path = %data.display(),
            "the data directory holds other directories than Hedgerow's: who may look into it stays as it is. \
             Give Hedgerow a directory of its own with --data"
        ),
    }
    for suffix in ["-wal", "-shm", ".lock"] {
        let mut beside = database.as_os_str().to_owned();
        beside.push(suffix);
        paths.push(PathBuf::from(beside));
    }
    for path in paths {
        match tightened(&path) {
            Ok(None) => {}
            Ok(Some((was, is))) => {
                tracing::info!(
                    path = %path.display(),
                    was = format!("{was:04o}"),
                    is = format!("{is:04o}"),
                    "others could read what the server keeps: they cannot any more"
                );
            }
            Err(error) => {
                tracing::warn!(
                    path = %path.display(),
                    reason = %error,
                    "others may read what the server keeps: take the permissions from them (chmod go=)"
                );
            }
        }
    }
}

/// Whether no directory stands in it but that of the mirrors.
fn is_ours_alone(data: &Path) -> bool {
    let Ok(entries) = fs::read_dir(data) else { return false };
    entries.flatten().all(|entry| {
        entry.file_name() == "mirrors" || !entry.file_type().is_ok_and(|kind| kind.is_dir())
    })
}

/// The mode before and after, where it had to change.
fn tightened(path: &Path) -> io::Result<Option<(u32, u32)>> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let own = found.uid() == rustix::process::geteuid().as_raw();
    let plain = found.is_dir() || found.is_file();
    let Some(mode) = wanted(found.mode() & 0o7777).filter(|_| own && plain) else {
        return Ok(None);
    };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    Ok(Some((found.mode() & 0o7777, mode)))
}

/// The mode without what others may do; nothing where it is so already, or where the directory is one that
/// users share.
fn wanted(mode: u32) -> Option<u32> {
    let shared = mode & 0o1000 != 0;
    (mode & 0o077 != 0 && !shared).then_some(mode & !0o077)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_lose_what_they_had() {
        assert_eq!(wanted(0o644), Some(0o600));
        assert_eq!(wanted(0o755), Some(0o700));
        assert_eq!(wanted(0o2770), Some(0o2700));
        assert_eq!(wanted(0o600), None);
        assert_eq!(wanted(0o1777), None, "a directory that users share");
    }

    #[test]
    fn a_directory_and_what_stands_in_it_become_private() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let set = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        fs::create_dir_all(data.join("mirrors")).unwrap();
        let database = data.join("hedgerow.db");
        fs::write(&database, "").unwrap();
        let outside = folder.path().join("elsewhere");
        fs::write(&outside, "").unwrap();
        set(&outside, 0o644);
        std::os::unix::fs::symlink(&outside, data.join("hedgerow.db-wal")).unwrap();
        for path in [&data, &data.join("mirrors")] {
            set(path, 0o755);
        }
        set(&database, 0o644);
        tighten(&data, &database);
        assert_eq!(
            (mode(&data), mode(&data.join("mirrors")), mode(&database)),
            (0o700, 0o700, 0o600)
        );
        assert_eq!(mode(&outside), 0o644, "links are not followed");
        // A directory that others use as well.
        fs::create_dir(data.join("someone-elses")).unwrap();
        set(&data, 0o755);
        tighten(&data, &database);
        assert_eq!(mode(&data), 0o755);
    }
}
