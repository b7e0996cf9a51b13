//! Lock files of git that nobody holds any more: a git that was killed with its server leaves them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

/// Git holds a lock file for milliseconds. One that stays the same for this long while somebody looks
/// was left behind. Whoever looks holds the mirror's own lock, so that only a git of a server that
/// died could still be at work; and a mirror is a cache.
const ABANDONED: Duration = Duration::from_secs(2);

/// How often it is looked.
const LOOK: Duration = Duration::from_millis(20);

/// The lock files of a mirror, each with the time at which it was made.
fn lock_files(mirror: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut files: Vec<PathBuf> =
        ["packed-refs", "HEAD", "config", "shallow", "gc.pid", "objects/info/commit-graph"]
            .iter()
            .map(|name| mirror.join(format!("{name}.lock")))
            .collect();
    let mut folders = vec![mirror.join("refs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "lock") {
                files.push(path);
            }
        }
    }
    let made = |file: PathBuf| {
        let time = fs::metadata(&file).and_then(|data| data.modified()).ok()?;
        Some((file, time))
    };
    files.into_iter().filter_map(made).collect()
}

/// Waits until no lock file is left that was here at first; removes those that nobody lets go of.
/// Tells whether there were any: then what failed may be tried again. The mirror's own lock must be
/// held.
pub(crate) fn clear_abandoned(mirror: &Path) -> bool {
    let mut left = lock_files(mirror);
    let any = !left.is_empty();
    let began = Instant::now();
    while !left.is_empty() && began.elapsed() < ABANDONED {
        let aged = |made: &SystemTime| made.elapsed().is_ok_and(|age| age > ABANDONED);
        if left.values().all(aged) {
            break;
        }
        sleep(LOOK);
        let now = lock_files(mirror);
        left.retain(|file, made| now.get(file) == Some(made));
    }
    for file in left.keys() {
        if fs::remove_file(file).is_ok() {
            tracing::info!(file = %file.display(), "removed a lock file that was left behind");
        }
    }
    any
}
