//! Reading and parsing changed files on all cores, while one writer takes the results.
//!
//! The channel is bounded, so that memory stays flat however many files there are.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hedgerow_git::{Mirror, Oid};
use hedgerow_model::{FabricId, Finding, Severity, rule};
use hedgerow_plan::{FILE_LIMIT, ParsedFile, parse_file};
use hedgerow_schema::Catalogue;
use lru::LruCache;
use tokio::sync::mpsc;

/// A file to be read.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) path: String,
    pub(crate) blob: Oid,
}

/// A file that was read.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) path: String,
    pub(crate) blob: Oid,
    pub(crate) parsed: ParsedFile,
}

/// How many parsed files may wait for the writer.
const WAITING: usize = 64;

/// How many parsed files are kept, and how large one may be, in bytes: at most some 20 MB.
const KEPT: NonZeroUsize = NonZeroUsize::new(512).expect("more than none");
const KEPT_SIZE: u64 = 32 << 10;

/// Parsed files by the blob they were parsed from: a file that moves, or comes back, is not parsed
/// again. The fabric counts too, because its definitions say what a document is; and which definitions these were,
/// because its cluster may have others by now.
#[derive(Debug)]
pub(crate) struct ParseCache(Mutex<LruCache<(FabricId, Oid), (Catalogue, ParsedFile)>>);

impl Default for ParseCache {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(KEPT)))
    }
}

impl ParseCache {
    /// The file as it was parsed before, its findings placed at `path`.
    fn get(&self, reading: &Reading, blob: Oid, path: &str) -> Option<ParsedFile> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (catalogue, parsed) = kept.get(&(reading.fabric, blob))?;
        if !catalogue.is(&reading.catalogue) {
            return None;
        }
        let mut parsed = parsed.clone();
        for finding in &mut parsed.findings {
            path.clone_into(&mut finding.path);
        }
        Some(parsed)
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn put(&self, reading: &Reading, blob: Oid, parsed: &ParsedFile) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.put((reading.fabric, blob), (reading.catalogue.clone(), parsed.clone()));
    }
}

/// What the readers share.
#[derive(Clone)]
pub(crate) struct Reading {
    pub(crate) mirror: Mirror,
    pub(crate) catalogue: Catalogue,
    pub(crate) fabric: FabricId,
    /// `None` where a whole source is read: nothing of it was met before, and all of it would not fit.
    pub(crate) cache: Option<Arc<ParseCache>>,
}

/// The files that are being read, one for each that was wanted.
pub(crate) struct Files {
    receiver: mpsc::Receiver<Result<Taken, String>>,
    /// How many are still to come.
    left: usize,
}

impl Files {
    /// The next file; `None` when each of them was given. Readers that end before are an error, because a
    /// file that did not arrive would pass for one that is empty.
    pub(crate) async fn next(&mut self) -> Option<Result<Taken, String>> {
        let left = self.left.checked_sub(1)?;
        let file = self.receiver.recv().await;
        self.left = if matches!(file, Some(Ok(_))) { left } else { 0 };
        let ended = || Err(format!("reading ended before {} more files were read", left + 1));
        Some(file.unwrap_or_else(ended))
    }
}

/// Starts reading `wanted`. The results arrive in no particular order; an error ends them.
pub(crate) fn start(reading: Reading, wanted: Vec<Wanted>) -> Files {
    let left = wanted.len();
    let (sender, receiver) = mpsc::channel(WAITING);
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    // Few files are parsed faster than a second thread is started.
    let threads = if wanted.len() < 16 { 1 } else { cores.clamp(2, 8) };
    let wanted = Arc::new(wanted);
    let next = Arc::new(AtomicUsize::new(0));
    for _ in 0..threads {
        let (sender, wanted, next) = (sender.clone(), wanted.clone(), next.clone());
        let reading = reading.clone();
        tokio::task::spawn_blocking(move || {
            let mut reader = reading.mirror.reader();
            while let Some(file) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                let parsed = read_one(&mut reader, &reading, file);
                let ended = parsed.is_err();
                if sender.blocking_send(parsed).is_err() || ended {
                    return;
                }
            }
        });
    }
    Files { receiver, left }
}

fn read_one(
    reader: &mut hedgerow_git::Reader,
    reading: &Reading,
    file: &Wanted,
) -> Result<Taken, String> {
    let taken = |parsed| Taken { path: file.path.clone(), blob: file.blob, parsed };
    let kept = reading.cache.as_ref();
    if let Some(parsed) = kept.and_then(|kept| kept.get(reading, file.blob, &file.path)) {
        return Ok(taken(parsed));
    }
    let fail = |error: hedgerow_git::ReadError| format!("{}: {error}", file.path);
    let size = reader.blob_size(file.blob).map_err(fail)?;
    if size > FILE_LIMIT {
        return Ok(taken(ParsedFile {
            broken: true,
            findings: vec![too_large(&file.path, size)],
            ..ParsedFile::default()
        }));
    }
    let bytes = reader.blob(file.blob).map_err(fail)?.to_vec();
    let parsed = parse_file(&file.path, bytes, &reading.catalogue);
    if let Some(kept) = kept.filter(|_| size <= KEPT_SIZE) {
        kept.put(reading, file.blob, &parsed);
    }
    Ok(taken(parsed))
}

/// What is said of a file of so many bytes, more than are read.
pub(super) fn too_large(path: &str, size: u64) -> Finding {
    let message = format!(
        "has {size} bytes, above the limit of {FILE_LIMIT} for one file; split it. What was read before is kept"
    );
    Finding::of_file(path, Severity::Error, rule::TOO_LARGE, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(path: &str) -> Taken {
        Taken { path: path.to_owned(), blob: Oid::EMPTY_TREE, parsed: ParsedFile::default() }
    }

    /// Of a channel whose sender is gone after these.
    async fn files(wanted: usize, sent: Vec<Result<Taken, String>>) -> Files {
        let (sender, receiver) = mpsc::channel(WAITING);
        for file in sent {
            sender.send(file).await.unwrap();
        }
        Files { receiver, left: wanted }
    }

    #[tokio::test]
    async fn files_that_do_not_arrive_are_an_error_and_not_the_end() {
        let mut all = files(2, vec![Ok(taken("a")), Ok(taken("b"))]).await;
        assert_eq!(all.next().await.unwrap().unwrap().path, "a");
        assert_eq!(all.next().await.unwrap().unwrap().path, "b");
        assert!(all.next().await.is_none());
        // The reader of the second and the third file ended before it gave one.
        let mut few = files(3, vec![Ok(taken("a"))]).await;
        assert!(few.next().await.unwrap().is_ok());
        let error = few.next().await.unwrap().unwrap_err();
        assert_eq!(error, "reading ended before 2 more files were read");
        assert!(few.next().await.is_none());
        assert!(files(0, Vec::new()).await.next().await.is_none());
    }

    #[tokio::test]
    async fn an_error_ends_the_files() {
        let mut files = files(2, vec![Err("damaged".to_owned()), Ok(taken("b"))]).await;
        assert_eq!(files.next().await.unwrap().unwrap_err(), "damaged");
        assert!(files.next().await.is_none());
    }
}
