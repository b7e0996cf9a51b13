//! Where a sealing key is: the only place of this crate that touches files.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::key::{KeyTextError, SealingKey};

/// Larger files are not keys.
const LARGEST: u64 = 64 * 1024;

/// Where the configuration says a sealing key is.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// In a file.
    File {
        /// The file.
        path: PathBuf,
        /// Whether it is made when it is missing, readable by its owner only. Such a file that
        /// others can read later is refused.
        create: bool,
    },
    /// The text itself, from the environment.
    Secret(SecretString),
}

/// Why a sealing key could not be had. Never repeats it.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file is not there, and is not to be made.
    #[error(
        "the sealing key file {0} does not exist; without it no stored secret can be decrypted"
    )]
    Missing(PathBuf),
    /// The file cannot be read or made.
    #[error("the sealing key file {file} cannot be {what}: {reason}")]
    File {
        /// The file.
        file: PathBuf,
        /// Read or made.
        what: &'static str,
        /// What the system said.
        reason: std::io::Error,
    },
    /// Others can read the file.
    #[error(
        "the sealing key file {file} is readable by others (mode {mode:03o}); `chmod 600` it, and \
         replace the key if another user may have read it"
    )]
    Exposed {
        /// The file.
        file: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The file holds something else.
    #[error("the sealing key file {file} {reason}")]
    NoKey {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: KeyTextError,
    },
    /// The text holds something else.
    #[error("the sealing key from the environment {0}")]
    NoKeyText(KeyTextError),
}

impl KeySource {
    /// The key that is there; made when it may be.
    ///
    /// # Errors
    /// When it is missing, cannot be read, is open to others, or is not a key.
    pub fn load(&self) -> Result<SealingKey, LoadError> {
        match self {
            Self::Secret(text) => {
                SealingKey::parse(text.expose_secret().as_bytes()).map_err(LoadError::NoKeyText)
            }
            Self::File { path, create } => match read(path, *create)? {
                Some(key) => Ok(key),
                None if *create => make(path),
                None => Err(LoadError::Missing(path.clone())),
            },
        }
    }
}

fn failed(file: &Path, what: &'static str) -> impl FnOnce(std::io::Error) -> LoadError {
    let file = file.to_owned();
    move |reason| LoadError::File { file, what, reason }
}

fn read(path: &Path, private: bool) -> Result<Option<SealingKey>, LoadError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(path, "read")(error)),
    };
    let mode = file.metadata().map_err(failed(path, "read"))?.permissions().mode() & 0o777;
    if private && mode & 0o077 != 0 {
        return Err(LoadError::Exposed { file: path.to_owned(), mode });
    }
    // With room from the start: growing would leave copies behind.
    let mut held = Zeroizing::new(Vec::with_capacity(4096));
    file.take(LARGEST).read_to_end(&mut held).map_err(failed(path, "read"))?;
    let key = SealingKey::parse(&held)
        .map_err(|reason| LoadError::NoKey { file: path.to_owned(), reason })?;
    Ok(Some(key))
}

/// Makes the file whole or not at all; when another process was faster, its key counts.
fn make(path: &Path) -> Result<SealingKey, LoadError> {
    let made = failed(path, "made");
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{:016x}", rand::random::<u64>()));
    let beside = PathBuf::from(beside);
    let key = SealingKey::generate();
    let done = write(&beside, &key).and_then(|()| match fs::hard_link(&beside, path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    });
    // What is left when this fails is a key that nothing uses.
    let _ = fs::remove_file(&beside);
    done.and_then(|()| flush_folder(path)).map_err(made)?;
    read(path, true)?.ok_or_else(|| LoadError::Missing(path.to_owned()))
}

fn write(path: &Path, key: &SealingKey) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(key.to_text().as_bytes())?;
    file.sync_all()
}

/// A power cut must not take away the key of what was sealed with it.
fn flush_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
