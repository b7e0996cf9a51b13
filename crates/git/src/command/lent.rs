//! Texts lent to git and ssh as files, for the time of an exchange.
//!
//! They read keys and certificates from files only, and close what they inherit. On Linux the text stands
//! in memory that has a descriptor of this process and no name in any file system; they open it as
//! `/proc/PID/fd/N`, which only this user may. Elsewhere, and where `/proc` is not mounted, it is a
//! file for this user alone in a folder of its own, removed afterwards.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A text that can be read at a path until this is dropped.
pub(super) struct Lent {
    path: PathBuf,
    _held: Held,
}

enum Held {
    #[cfg(target_os = "linux")]
    Memory(#[expect(dead_code, reason = "held open to be read")] std::fs::File),
    Folder(#[expect(dead_code, reason = "removed when dropped")] TempDir),
}

impl Lent {
    /// Lends a text. ssh wants its lines ended by line feeds, the last one too.
    pub(super) fn new(text: &str) -> std::io::Result<Self> {
        let mut ended = zeroize::Zeroizing::new(text.replace("\r\n", "\n"));
        if !ended.ends_with('\n') {
            ended.push('\n');
        }
        #[cfg(target_os = "linux")]
        if let Some(lent) = in_memory(&ended) {
            return Ok(lent);
        }
        in_folder(&ended)
    }

    /// Where it is read.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// `None` where the kernel does not offer it, or the path leads nowhere.
#[cfg(target_os = "linux")]
fn in_memory(text: &str) -> Option<Lent> {
    use std::os::fd::AsRawFd;

    use rustix::fs::{MemfdFlags, Mode, fchmod, memfd_create};

    let memory = memfd_create("hedgerow", MemfdFlags::CLOEXEC).ok()?;
    // ssh refuses a key that others might read.
    fchmod(&memory, Mode::RUSR | Mode::WUSR).ok()?;
    let mut memory = std::fs::File::from(memory);
    memory.write_all(text.as_bytes()).ok()?;
    let path = PathBuf::from(format!("/proc/{}/fd/{}", std::process::id(), memory.as_raw_fd()));
    std::fs::File::open(&path).ok()?;
    Some(Lent { path, _held: Held::Memory(memory) })
}

fn in_folder(text: &str) -> std::io::Result<Lent> {
    let folder = tempfile::Builder::new().prefix("hedgerow-").tempdir()?;
    let path = folder.path().join("lent");
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    file.write_all(text.as_bytes())?;
    Ok(Lent { path, _held: Held::Folder(folder) })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_lent_text_is_read_by_this_user_only_and_gone_afterwards() {
        for lend in [Lent::new, in_folder] {
            let text = "lent by this test alone\n";
            let lent = lend(text).unwrap();
            let path = lent.path().to_owned();
            // More than once, each time from its beginning.
            for _ in 0..2 {
                assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
            }
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            drop(lent);
            // The number of the descriptor may be another file's by now, opened by another test.
            assert_ne!(std::fs::read(&path).ok().as_deref(), Some(text.as_bytes()));
        }
    }

    #[test]
    fn lines_end_as_ssh_wants_them() {
        let lent = Lent::new("a\r\nb").unwrap();
        assert_eq!(std::fs::read_to_string(lent.path()).unwrap(), "a\nb\n");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn on_linux_nothing_touches_a_disk() {
        assert!(Lent::new("a").unwrap().path().starts_with("/proc"));
    }
}
