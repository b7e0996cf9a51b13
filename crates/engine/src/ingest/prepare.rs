//! What of reading a source again needs no writer: which files there are, what they say, and which of them
//! say something else than the database has.
//!
//! Only an ingest changes a source's documents, and whoever prepares one has its queue: what is read here
//! holds until it is written. People write meanwhile.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Instant;

use hedgerow_git::Oid;
use hedgerow_model::{Document, Identity};
use hedgerow_plan::{Arrived, FileRows, Places, odd_documents};
use hedgerow_store::{Store, Transaction};

use super::again::{self, Differing};
use super::pipeline::{self, Taken, Wanted};
use super::plan::Plan;
use super::rows::row;
use super::{Ingest, SourceWork, Work};
use crate::core::{Branch, blocking};
use crate::error::EngineError;

/// How many bytes of texts are held until they are written; what is beyond is read when it is written.
pub(super) const MOST_HELD: usize = 64 << 20;

/// Where the database is read.
pub(super) enum Reads<'a> {
    /// As it is.
    Store(&'a Store),
    /// Within a group of writes of the caller's.
    Within(&'a mut Transaction),
}

/// Asks either of them the same.
macro_rules! ask {
    ($reads:expr, $method:ident($($argument:expr),*)) => {
        match $reads {
            Reads::Store(store) => store.$method($($argument),*).await?,
            Reads::Within(tx) => tx.$method($($argument),*).await?,
        }
    };
}
pub(super) use ask;

/// A reading that is ready to be written.
pub(super) struct Prepared {
    pub(super) began: Instant,
    /// Every row of the source is one of this version of the reading code now.
    pub(super) whole: bool,
    /// What is to be written. Where it is not `whole`, files beside it stay as they are.
    pub(super) plan: Plan,
    /// What stood in the files that are to be written.
    pub(super) before: Vec<Document>,
    /// Those that were read.
    pub(super) read: Vec<ReadFile>,
    /// Those that are to be read when they are written.
    pub(super) rest: Vec<Wanted>,
    /// Where else what is touched stands, if that is known already.
    pub(super) elsewhere: Option<Places>,
}

impl Prepared {
    /// The files that are to be written.
    pub(super) fn paths(&self) -> Vec<String> {
        self.plan.changes.iter().map(|change| change.path.clone()).collect()
    }

    /// What stood or stands in them, as far as they are read.
    fn touched(&self) -> BTreeSet<Identity> {
        let before = self.before.iter().map(|document| document.identity.clone());
        let read = self.read.iter().flat_map(|file| &file.arrived.documents);
        before.chain(read.map(|document| document.parsed.identity.clone())).collect()
    }
}

/// A file beside what stood in it.
pub(super) struct ReadFile {
    pub(super) path: String,
    pub(super) blob: Oid,
    pub(super) arrived: Arrived,
    /// Whether a resource that stood in it may be one that is not understood now.
    pub(super) unread: bool,
}

impl Ingest<'_> {
    /// Reads what changed of a source that was read before.
    pub(super) async fn prepare(
        &self,
        mut reads: Reads<'_>,
        branch: &Branch,
        work: &Work,
        job: &SourceWork,
    ) -> Result<Prepared, EngineError> {
        let began = Instant::now();
        let mut plan = self.plan(&mut reads, branch, job, work.new).await?;
        let whole = plan.whole;
        let differing = match &reads {
            Reads::Store(store) if whole && again::can_compare(store, job).await? => {
                self.differing(branch, job, plan).await?
            }
            _ => {
                let source = job.source.id;
                let paths: Vec<String> =
                    plan.changes.iter().map(|change| change.path.clone()).collect();
                let before = match whole {
                    true => ask!(&mut reads, documents_of_source(source)),
                    false => ask!(&mut reads, documents_in(source, &paths)),
                };
                let wanted = std::mem::take(&mut plan.wanted);
                let (read, rest) = self.read_some(branch, job, &before, wanted).await?;
                Differing { plan, before, read, rest }
            }
        };
        let Differing { plan, before, read, rest } = differing;
        let mut prepared = Prepared { began, whole, plan, before, read, rest, elsewhere: None };
        if let Reads::Store(store) = reads
            && prepared.rest.is_empty()
            && store.sources_of_fabric(job.fabric.id).await?.len() == 1
        {
            let (touched, paths) = (prepared.touched(), prepared.paths());
            let whole = prepared.plan.whole;
            let elsewhere = self.elsewhere(&mut reads, job, &touched, whole, &paths).await?;
            prepared.elsewhere = Some(elsewhere);
        }
        Ok(prepared)
    }

    /// Reads files until much is held; gives them, and those that were not read.
    async fn read_some(
        &self,
        branch: &Branch,
        job: &SourceWork,
        before: &[Document],
        mut wanted: Vec<Wanted>,
    ) -> Result<(Vec<ReadFile>, Vec<Wanted>), EngineError> {
        let stood = by_file(before);
        let mut files = pipeline::start(self.reading(branch, job), wanted.clone());
        let (mut read, mut done, mut bytes) = (Vec::new(), HashSet::new(), 0);
        while bytes <= MOST_HELD
            && let Some(taken) = files.next().await
        {
            let taken = taken.map_err(EngineError::Internal)?;
            let stood = stood.get(taken.path.as_str()).copied().unwrap_or_default();
            let file = read_file(branch, stood, taken).await?;
            done.insert(file.path.clone());
            bytes += file.bytes();
            read.push(file);
        }
        wanted.retain(|wanted| !done.contains(&wanted.path));
        Ok((read, wanted))
    }
}

/// The documents of each file, of documents in the order of their files.
fn by_file(documents: &[Document]) -> HashMap<&str, &[Document]> {
    let files = documents.chunk_by(|one, next| one.path == next.path);
    files.map(|stood| (stood[0].path.as_str(), stood)).collect()
}

/// A file beside what stood in it before.
pub(super) async fn read_file(
    branch: &Branch,
    old: &[Document],
    taken: Taken,
) -> Result<ReadFile, EngineError> {
    let Taken { path, blob, parsed } = taken;
    let odd = match parsed.asks_what_was_odd(old) {
        true => odd_before(branch, old).await?,
        false => 0,
    };
    let unread = !parsed.broken && parsed.odd > odd;
    let arrived = parsed.arrive(old, odd);
    Ok(ReadFile { path, blob, arrived, unread })
}

/// How many documents of the file in which these stood were no Kubernetes objects.
async fn odd_before(branch: &Branch, stood: &[Document]) -> Result<usize, EngineError> {
    let Some(blob) = stood.first().and_then(|old| old.blob.parse().ok()) else { return Ok(0) };
    let mirror = branch.mirror.clone();
    // What the mirror has lost, or never had because the fabric lived elsewhere, was not odd: then nothing
    // is taken for deleted.
    let read = blocking(move || mirror.blob_if_there(blob)).await?.ok().flatten();
    Ok(read.map_or(0, |bytes| odd_documents(&String::from_utf8_lossy(&bytes))))
}

impl ReadFile {
    pub(super) fn bytes(&self) -> usize {
        let texts = self.arrived.documents.iter().map(|document| document.parsed.text.len());
        texts.sum::<usize>() + self.path.len() + 512 * self.arrived.findings.len()
    }

    /// Its rows, when it is understood as a whole.
    pub(super) fn rows(&self, job: &SourceWork) -> Option<FileRows> {
        let Arrived { kept, stray, documents, findings } = &self.arrived;
        if !kept.is_empty() || *stray {
            return None;
        }
        let blob = self.blob.to_string();
        let mut rows = FileRows { findings: findings.clone(), ..FileRows::default() };
        for document in documents {
            let (standing, parsed) = (document.standing, &document.parsed);
            if !parsed.references.is_empty() {
                rows.edges.insert(document.ordinal, parsed.references.clone());
            }
            let of = (job.source.id, job.source.fabric_id);
            let row = row(of, &self.path, &blob, document.ordinal, standing, parsed.clone());
            rows.documents.push(row);
        }
        Some(rows)
    }
}
