//! How much of a fetch arrived: told by the files that git writes, which a remote cannot talk into
//! being larger. A pack in the making grows by the bytes that came; of a small one the objects are
//! written one by one.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How far a file system's clock may be behind ours.
const BEHIND: Duration = Duration::from_secs(1);

/// The bytes of objects and packs that were written to a mirror since then.
pub(crate) fn arrived(mirror: &Path, since: SystemTime) -> u64 {
    let since = since.checked_sub(BEHIND).unwrap_or(since);
    let folders = fs::read_dir(mirror.join("objects")).into_iter().flatten().flatten();
    let files =
        folders.flat_map(|folder| fs::read_dir(folder.path()).into_iter().flatten().flatten());
    files
        .filter_map(|file| file.metadata().ok())
        .filter(|file| file.is_file() && file.modified().is_ok_and(|time| time >= since))
        .map(|file| file.len())
        .sum()
}

/// Removes what a fetch that was ended left half written: it would fill the disk, one attempt after
/// another. The mirror's lock must be held.
pub(crate) fn clear_partial(mirror: &Path) {
    for file in fs::read_dir(mirror.join("objects/pack")).into_iter().flatten().flatten() {
        if file.file_name().to_str().is_some_and(is_partial) {
            // One that is gone already is not a trouble.
            let _ = fs::remove_file(file.path());
        }
    }
}

/// Git's own names; those of packs that are built here have two numbers.
fn is_partial(name: &str) -> bool {
    ["tmp_pack_", "tmp_idx_", "tmp_rev_"]
        .iter()
        .filter_map(|prefix| name.strip_prefix(prefix))
        .any(|random| random.len() == 6 && random.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_written_since_counts() {
        let dir = tempfile::tempdir().unwrap();
        let pack = dir.path().join("objects/pack");
        let loose = dir.path().join("objects/ab");
        fs::create_dir_all(&pack).unwrap();
        fs::create_dir_all(&loose).unwrap();
        let began = SystemTime::now();
        assert_eq!(arrived(dir.path(), began), 0);
        fs::write(pack.join("tmp_pack_aB3dEf"), vec![0; 1000]).unwrap();
        fs::write(loose.join("cd"), vec![0; 10]).unwrap();
        let old = fs::File::create(pack.join("pack-1.pack")).unwrap();
        old.set_len(1 << 20).unwrap();
        old.set_modified(began - Duration::from_secs(60)).unwrap();
        assert_eq!(arrived(dir.path(), began), 1010);
        assert_eq!(arrived(&dir.path().join("nowhere"), began), 0);
    }

    #[test]
    fn what_was_half_written_goes_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let pack = dir.path().join("objects/pack");
        fs::create_dir_all(&pack).unwrap();
        for name in ["tmp_pack_aB3dEf", "tmp_idx_000000", "tmp_pack_123_4", "pack-1.pack"] {
            fs::write(pack.join(name), "x").unwrap();
        }
        clear_partial(dir.path());
        let mut left: Vec<_> =
            fs::read_dir(&pack).unwrap().map(|file| file.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["pack-1.pack", "tmp_pack_123_4"]);
    }
}
