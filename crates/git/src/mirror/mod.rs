//! The mirror itself: made, opened, locked, replaced when damaged.

mod disk;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use gix::refs::transaction::{PreviousValue, RefEdit};

use self::disk::{
    MARKER, PACKS_PER_HANDLE, entries, io_error, lock, make, make_directory, open, open_sound,
};
use crate::branch::known_reference;
use crate::command::{RunError, version_of};
use crate::locks;
use crate::{MirrorOptions, Oid, ReadError, RemoteUrl, Transport};

/// Why a mirror could not be made, opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// The git program is missing or too old.
    #[error("{0}")]
    Program(String),
    /// The repository is on this machine and that is not allowed.
    #[error(
        "`{0}` is on this machine, and repositories on this machine are not allowed: allow them in the \
         configuration, or use a URL"
    )]
    FileNotAllowed(String),
    /// Something that is not a mirror is in the way; it is not touched.
    #[error(
        "something that is not a mirror is at the mirror's path (the server's log names it): move \
         it away or choose another data directory"
    )]
    NotAMirror(PathBuf),
    /// The file system refused.
    #[error("cannot {action} files of the mirror (the server's log says which): {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// An object is missing or damaged.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Git's own library refused.
    #[error("{action} in the mirror: {message}")]
    Store {
        /// What was tried.
        action: &'static str,
        /// In which mirror.
        path: PathBuf,
        /// Why not.
        message: String,
    },
}

/// What a mirror takes up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MirrorSize {
    /// Objects in files of their own.
    pub loose_objects: u64,
    /// Packs.
    pub packs: u64,
    /// Bytes of both, as files hold them.
    pub bytes: u64,
}

/// A bare mirror of one repository. Clones share everything but the way to the remote
/// ([`Mirror::by_way_of`]); use it from any thread.
///
/// What changes references takes the mirror's lock, within and across processes. Reading and
/// writing objects needs none.
#[derive(Clone)]
pub struct Mirror {
    inner: Arc<Inner>,
    /// How this clone reaches the remote.
    transport: Arc<Transport>,
}

struct Inner {
    path: PathBuf,
    url: RemoteUrl,
    options: MirrorOptions,
    repository: RwLock<gix::ThreadSafeRepository>,
    /// Packs that came since it was opened.
    new_packs: AtomicUsize,
    /// Where the remote sent us to on its own host, as far as that still holds.
    moved_to: RwLock<Option<RemoteUrl>>,
    /// Whether the last fetch took too long in all; see [`Mirror::grows_visibly`].
    took_too_long: AtomicBool,
    /// See [`Mirror::repaired_for`].
    repaired_for: Mutex<Option<Oid>>,
}

impl Mirror {
    /// Opens the mirror of `url` at `path`, or makes an empty one. A damaged one, or one of another
    /// URL, is replaced by an empty one: it is only a cache. Nothing is fetched.
    ///
    /// # Errors
    /// [`MirrorError`]; also when `path` holds something that is not a mirror.
    pub fn open_or_create(
        path: &Path,
        url: &RemoteUrl,
        options: &MirrorOptions,
    ) -> Result<Self, MirrorError> {
        version_of(&options.git_program)
            .map_err(|error: RunError| MirrorError::Program(error.to_string()))?;
        if url.file_path().is_some() && !options.allow_file {
            return Err(MirrorError::FileNotAllowed(url.to_string()));
        }
        let path = std::path::absolute(path).map_err(io_error("find", path))?;
        if let Some(parent) = path.parent() {
            make_directory(parent)?;
        }
        let lock = lock(&path)?;
        let repository = match open_sound(&path, url)? {
            Some(repository) => repository,
            None => make(&path, url)?,
        };
        drop(lock);
        let repository = RwLock::new(repository);
        let inner = Inner {
            path,
            url: url.clone(),
            options: options.clone(),
            repository,
            new_packs: AtomicUsize::new(0),
            moved_to: RwLock::default(),
            took_too_long: AtomicBool::new(false),
            repaired_for: Mutex::default(),
        };
        Ok(Self { inner: Arc::new(inner), transport: Arc::default() })
    }

    /// The canonical URL of the repository whose mirror is at `path`; `None` where there is no mirror.
    #[must_use]
    pub fn url_of(path: &Path) -> Option<String> {
        Some(fs::read_to_string(path.join(MARKER)).ok()?.trim_end().to_owned())
    }

    /// When the mirror at `path` was made; `None` where there is no mirror.
    #[must_use]
    pub fn made_at(path: &Path) -> Option<std::time::SystemTime> {
        fs::metadata(path.join(MARKER)).and_then(|marker| marker.modified()).ok()
    }

    /// Throws the contents away and begins with an empty mirror: for a damaged one. Clones see the
    /// new one too. Commits that were built and not pushed are gone; the caller builds them again.
    ///
    /// # Errors
    /// [`MirrorError::Io`].
    pub fn recreate(&self) -> Result<(), MirrorError> {
        let _lock = self.lock()?;
        self.recreate_locked()
    }

    pub(crate) fn recreate_locked(&self) -> Result<(), MirrorError> {
        tracing::warn!(mirror = %self.inner.path.display(), url = %self.inner.url, "mirror is recreated");
        let fresh = make(&self.inner.path, &self.inner.url)?;
        self.replace(fresh);
        Ok(())
    }

    fn replace(&self, fresh: gix::ThreadSafeRepository) {
        *self.inner.repository.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        self.inner.new_packs.store(0, Ordering::Relaxed);
    }

    /// To be called when a pack may have been added.
    pub(crate) fn note_new_pack(&self) {
        if self.inner.new_packs.fetch_add(1, Ordering::Relaxed) >= PACKS_PER_HANDLE {
            self.reopen();
        }
    }

    /// Opens the mirror again, letting go of files that were removed. When that fails, the next
    /// call that needs them says so.
    pub(crate) fn reopen(&self) {
        match open(&self.inner.path) {
            Ok(fresh) => self.replace(fresh),
            Err(error) => {
                tracing::warn!(mirror = %self.inner.path.display(), error, "cannot open the mirror again");
            }
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// The same mirror, reached this way: by the system's authorities and straight when nobody said
    /// otherwise. Other clones go on as they did.
    #[must_use]
    pub fn by_way_of(&self, transport: Arc<Transport>) -> Self {
        Self { inner: Arc::clone(&self.inner), transport }
    }

    /// How its remote is reached.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// What it mirrors.
    #[must_use]
    pub fn url(&self) -> &RemoteUrl {
        &self.inner.url
    }

    /// Where exchanges begin, when the remote sent us on within its host.
    pub(crate) fn moved_to(&self) -> Option<RemoteUrl> {
        self.inner.moved_to.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn note_moved_to(&self, url: Option<RemoteUrl>) {
        *self.inner.moved_to.write().unwrap_or_else(PoisonError::into_inner) = url;
    }

    /// Whether a fetch is to be written as one file that grows with what arrives. Git writes few
    /// objects one by one, each when it is complete, so that of a large one nothing is seen until
    /// then; for small fetches, the usual ones, that is better: many small packs make reading slow.
    pub(crate) fn grows_visibly(&self) -> bool {
        self.inner.took_too_long.load(Ordering::Relaxed)
    }

    pub(crate) fn note_too_long(&self, too_long: bool) {
        self.inner.took_too_long.store(too_long, Ordering::Relaxed);
    }

    /// The object for which it was last made anew, as far as that was in vain.
    pub(crate) fn repaired_for(&self) -> MutexGuard<'_, Option<Oid>> {
        self.inner.repaired_for.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A text without the place of the mirror, which is nobody's business but the log's.
    pub(crate) fn without_place(&self, text: &str) -> String {
        text.replace(&self.inner.path.display().to_string(), "the mirror")
    }

    pub(crate) fn options(&self) -> &MirrorOptions {
        &self.inner.options
    }

    pub(crate) fn repository(&self) -> gix::Repository {
        self.inner.repository.read().unwrap_or_else(PoisonError::into_inner).to_thread_local()
    }

    /// Held while references change or files of the mirror are rearranged.
    pub(crate) fn lock(&self) -> Result<File, MirrorError> {
        lock(&self.inner.path)
    }

    /// The commit that the remote branch was last known to be at; `None` when it was never fetched,
    /// or was gone when it was.
    #[must_use]
    pub fn known_head(&self, branch: &str) -> Option<Oid> {
        let repository = self.repository();
        let reference = repository.try_find_reference(&known_reference(branch)).ok()??;
        Oid::from_gix(reference.try_id()?.as_ref())
    }

    /// Notes where the remote branch is without asking it: after an accepted push.
    ///
    /// # Errors
    /// [`MirrorError`]; [`ReadError::Missing`] when the mirror does not have the commit.
    pub fn set_known_head(&self, branch: &str, head: Oid) -> Result<(), MirrorError> {
        let _lock = self.lock()?;
        if !self.commit_exists(head) {
            return Err(ReadError::Missing { oid: head }.into());
        }
        self.edit_reference(branch, Some(head))
    }

    /// The lock must be held.
    pub(crate) fn edit_reference(
        &self,
        branch: &str,
        head: Option<Oid>,
    ) -> Result<(), MirrorError> {
        let store = |message: String| MirrorError::Store {
            action: "a branch's head could not be recorded",
            path: self.inner.path.clone(),
            message: self.without_place(&message),
        };
        let name = known_reference(branch)
            .try_into()
            .map_err(|error| store(format!("`{branch}` is not a branch name: {error}")))?;
        let edit = match head {
            Some(head) => RefEdit::update(name, head.to_gix(), PreviousValue::Any, ""),
            None => RefEdit::delete(name, PreviousValue::Any),
        };
        let Err(first) = self.repository().edit_reference(edit.clone()) else { return Ok(()) };
        if !locks::clear_abandoned(&self.inner.path) {
            return Err(store(first.to_string()));
        }
        self.repository().edit_reference(edit).map_err(|error| store(error.to_string()))?;
        Ok(())
    }

    /// What the mirror takes up now.
    ///
    /// # Errors
    /// [`MirrorError::Io`].
    pub fn size(&self) -> Result<MirrorSize, MirrorError> {
        let objects = self.inner.path.join("objects");
        let mut size = MirrorSize::default();
        for folder in entries(&objects)? {
            let name = folder.file_name();
            let loose = name.len() == 2;
            if !loose && name != "pack" {
                continue;
            }
            for file in entries(&folder.path())? {
                // Git may remove a file between the listing and the look at it.
                size.bytes += file.metadata().map(|data| data.len()).unwrap_or_default();
                if loose {
                    size.loose_objects += 1;
                } else if file.path().extension().is_some_and(|extension| extension == "pack") {
                    size.packs += 1;
                }
            }
        }
        Ok(size)
    }
}

impl std::fmt::Debug for Mirror {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mirror")
            .field("path", &self.inner.path)
            .field("url", &self.inner.url)
            .finish_non_exhaustive()
    }
}
