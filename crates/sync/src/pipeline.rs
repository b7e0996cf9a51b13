//! Reading and parsing changed files on all cores, while one writer takes the results.
//!
//! The channel is bounded, so that memory stays flat however many files there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hedgerow_git::{Mirror, Oid};
use hedgerow_schema::Catalogue;
use tokio::sync::mpsc;

use crate::area::FILE_LIMIT;
use crate::parse::{ParsedFile, note, parse_file};

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

/// Starts reading `wanted`. The results arrive in no particular order; an error ends them.
pub(crate) fn start(
    mirror: &Mirror,
    catalogue: &Catalogue,
    wanted: Vec<Wanted>,
) -> mpsc::Receiver<Result<Taken, String>> {
    let (sender, receiver) = mpsc::channel(WAITING);
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    // Few files are parsed faster than a second thread is started.
    let threads = if wanted.len() < 16 { 1 } else { cores.clamp(2, 8) };
    let wanted = Arc::new(wanted);
    let next = Arc::new(AtomicUsize::new(0));
    for _ in 0..threads {
        let (sender, wanted, next) = (sender.clone(), wanted.clone(), next.clone());
        let (mirror, catalogue) = (mirror.clone(), catalogue.clone());
        tokio::task::spawn_blocking(move || {
            let mut reader = mirror.reader();
            while let Some(file) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                let parsed = read_one(&mut reader, &catalogue, file);
                let ended = parsed.is_err();
                if sender.blocking_send(parsed).is_err() || ended {
                    return;
                }
            }
        });
    }
    receiver
}

fn read_one(
    reader: &mut hedgerow_git::Reader,
    catalogue: &Catalogue,
    file: &Wanted,
) -> Result<Taken, String> {
    let fail = |error: hedgerow_git::ReadError| format!("{}: {error}", file.path);
    let size = reader.blob_size(file.blob).map_err(fail)?;
    let parsed = if size > FILE_LIMIT {
        let message = format!(
            "{size} bytes: above the limit of {FILE_LIMIT} bytes for one file; split it. \
             What was read before is kept"
        );
        ParsedFile {
            broken: true,
            findings: vec![note(&file.path, "error", "too-large", message)],
            ..ParsedFile::default()
        }
    } else {
        let bytes = reader.blob(file.blob).map_err(fail)?.to_vec();
        parse_file(&file.path, bytes, catalogue)
    };
    Ok(Taken { path: file.path.clone(), blob: file.blob, parsed })
}
