//! The folder of a mirror: made, opened, locked, replaced.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use gix::odb::store::init::Slots;

use super::MirrorError;
use crate::RemoteUrl;
use crate::damage::{CONFIG, FOLDERS, HEAD, is_sound};

/// Marks a directory as ours, and says of which repository: only such a one is ever replaced.
pub(super) const MARKER: &str = "hedgerow-mirror";

/// After so many new packs the mirror is opened again, with room for as many more.
pub(super) const PACKS_PER_HANDLE: usize = 100;

pub(super) fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> MirrorError {
    let path = path.to_owned();
    move |source| {
        tracing::error!(path = %path.display(), error = %source, "cannot {action} files of a mirror");
        MirrorError::Io { action, path, source }
    }
}

pub(super) fn entries(path: &Path) -> Result<Vec<fs::DirEntry>, MirrorError> {
    fs::read_dir(path).and_then(Iterator::collect).map_err(io_error("list", path))
}

/// Only the owner may look into a mirror: it may be of a private repository.
pub(super) fn make_directory(path: &Path) -> Result<(), MirrorError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(io_error("make the directory", path))
}

/// Beside the mirror and not in it, so that it outlives a replacement. An open file's lock excludes
/// other threads and other processes alike, and ends with the process.
pub(super) fn lock(path: &Path) -> Result<File, MirrorError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let name = PathBuf::from(name);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&name)
        .map_err(io_error("open", &name))?;
    file.lock().map_err(io_error("lock", &name))?;
    Ok(file)
}

/// The mirror at `path`, when it is one, of this URL, and undamaged as far as its heads show.
pub(super) fn open_sound(
    path: &Path,
    url: &RemoteUrl,
) -> Result<Option<gix::ThreadSafeRepository>, MirrorError> {
    let marker = match fs::read_to_string(path.join(MARKER)) {
        Ok(marker) => marker,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match fs::read_dir(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Ok(entries) => match entries.count() {
                    0 => Ok(None),
                    _ => Err(not_a_mirror(path)),
                },
                _ => Err(not_a_mirror(path)),
            };
        }
        Err(source) => return Err(io_error("read", &path.join(MARKER))(source)),
    };
    if marker.trim_end() != url.canonical() {
        tracing::info!(mirror = %path.display(), %url, "mirror belongs to another URL");
        return Ok(None);
    }
    let Ok(repository) = open(path) else { return Ok(None) };
    Ok(is_sound(path, &repository.to_thread_local()).then_some(repository))
}

fn not_a_mirror(path: &Path) -> MirrorError {
    tracing::error!(path = %path.display(), "something that is not a mirror is in the way");
    MirrorError::NotAMirror(path.to_owned())
}

pub(super) fn open(path: &Path) -> Result<gix::ThreadSafeRepository, String> {
    // A handle sees only as many packs as it has slots, and an error is what comes then.
    let slots = Slots::AsNeededByDiskState { multiplier: 2.0, minimum: 2 * PACKS_PER_HANDLE };
    let options = gix::open::Options::isolated()
        .object_store_slots(slots)
        .open_path_as_is(true)
        .with(gix::sec::Trust::Full)
        .strict_config(true)
        .config_overrides(["core.useReplaceRefs=false"]);
    let repository = options.open(path).map_err(|error| error.to_string())?;
    if repository.to_thread_local().object_hash() != gix::hash::Kind::Sha1 {
        return Err("its object names are not SHA-1".to_owned());
    }
    Ok(repository)
}

/// An empty mirror at `path`, in the place of whatever is there.
pub(super) fn make(path: &Path, url: &RemoteUrl) -> Result<gix::ThreadSafeRepository, MirrorError> {
    let beside = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let (new, old) = (beside(".new"), beside(".old"));
    for left_over in [&new, &old] {
        remove_directory(left_over)?;
    }
    for folder in FOLDERS {
        make_directory(&new.join(folder))?;
    }
    for (name, text) in [
        ("HEAD", HEAD.to_owned()),
        ("config", CONFIG.to_owned()),
        (MARKER, format!("{}\n", url.canonical())),
    ] {
        fs::write(new.join(name), text).map_err(io_error("write", &new.join(name)))?;
    }
    match fs::rename(path, &old) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(io_error("move away", path)(source)),
    }
    fs::rename(&new, path).map_err(io_error("move into place", path))?;
    remove_directory(&old)?;
    open(path).map_err(|message| MirrorError::Store {
        action: "cannot open the new mirror",
        path: path.to_owned(),
        message,
    })
}

fn remove_directory(path: &Path) -> Result<(), MirrorError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(io_error("remove", path)(error))
        }
        _ => Ok(()),
    }
}
