//! What of reading a source again needs no writer: which files there are, what they say, and which of them
//! say something else than the database has.
//!
//! Only an ingest changes a source's documents, and whoever prepares one has its queue: what is read here
//! holds until it is written. People write meanwhile.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Instant;

use hedgerow_git::Oid;
use hedgerow_model::{Document, Finding, Identity, rule};
use hedgerow_plan::{Arrived, FileRows, Places, is_in_raw, odd_documents, reads_the_same};
use hedgerow_store::{Store, Transaction};

use super::pipeline::{self, Taken, Wanted};
use super::plan::Plan;
use super::rows::row;
use super::{FileChange, Ingest, SourceWork, Work};
use crate::core::{Branch, blocking};
use crate::error::EngineError;

/// How many bytes of texts are held until they are written; what is beyond is read when it is written.
const MOST_HELD: usize = 64 << 20;

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

/// What the database has, by file.
type Held = BTreeMap<String, FileRows>;

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
        let (whole, source) = (plan.whole, job.source.id);
        let paths: Vec<String> = plan.changes.iter().map(|change| change.path.clone()).collect();
        let before = match whole {
            true => ask!(&mut reads, documents_of_source(source)),
            false => ask!(&mut reads, documents_in(source, &paths)),
        };
        let mut held = Held::new();
        for document in before {
            held.entry(document.path.clone()).or_default().documents.push(document);
        }
        let mut known = match (&reads, whole) {
            (Reads::Store(store), true) => Known::of(store, job, &plan, &mut held).await?,
            _ => None,
        };
        let mut rest = std::mem::take(&mut plan.wanted);
        let mut files = pipeline::start(self.reading(branch, job), rest.clone());
        let (mut read, mut done, mut bytes) = (Vec::new(), HashSet::new(), 0);
        while let Some(taken) = files.next().await {
            let taken = taken.map_err(EngineError::Internal)?;
            let rows = held.get(&taken.path);
            let file =
                read_file(branch, rows.map_or(&[][..], |rows| &rows.documents), taken).await?;
            done.insert(file.path.clone());
            if known.as_mut().is_some_and(|known| known.is_same(job, rows, &file)) {
                continue;
            }
            bytes += file.bytes();
            read.push(file);
            if bytes > MOST_HELD {
                break;
            }
        }
        rest.retain(|wanted| !done.contains(&wanted.path));
        if let Some(known) = known {
            known.narrow(&mut held, &mut plan, &read, &rest, &job.anew);
        }
        let before: Vec<Document> = held.into_values().flat_map(|rows| rows.documents).collect();
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
    fn bytes(&self) -> usize {
        let texts = self.arrived.documents.iter().map(|document| document.parsed.text.len());
        texts.sum::<usize>() + self.path.len() + 512 * self.arrived.findings.len()
    }

    /// Its rows, when it is understood as a whole.
    fn rows(&self, job: &SourceWork) -> Option<FileRows> {
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

/// Which files of a source that is read as a whole say what the database has of them.
struct Known {
    /// What is known of the new files without reading them.
    planned: HashMap<String, Vec<Finding>>,
    /// Files that say what is held.
    same: BTreeSet<String>,
}

impl Known {
    /// Adds to the documents that are held what else there is to compare. Nothing where another source of the
    /// fabric counts too, or where findings are not listed: then every row is written anew.
    async fn of(
        store: &Store,
        job: &SourceWork,
        plan: &Plan,
        held: &mut Held,
    ) -> Result<Option<Self>, EngineError> {
        let source = &job.source;
        let alone = store.sources_of_fabric(job.fabric.id).await?.len() == 1;
        let findings = store.findings_of_source(source.id).await?;
        let untold = |it: &Finding| it.rule == rule::TOO_MANY && it.path == source.directory;
        if !alone || findings.iter().any(untold) {
            return Ok(None);
        }
        for of in store.edges_of_source(source.id).await? {
            held.entry(of.path).or_default().edges.insert(of.ordinal, of.edges);
        }
        // What stays in raw/ is said by what brings it to managed/, and no file that is read here says it.
        for finding in findings.into_iter().filter(|it| !is_in_raw(source, &it.path)) {
            held.entry(finding.path.clone()).or_default().findings.push(finding);
        }
        let mut planned: HashMap<String, Vec<Finding>> = HashMap::new();
        for finding in &plan.findings {
            planned.entry(finding.path.clone()).or_default().push(finding.clone());
        }
        Ok(Some(Self { planned, same: BTreeSet::new() }))
    }

    /// Whether a file says what is held of it.
    fn is_same(&mut self, job: &SourceWork, held: Option<&FileRows>, file: &ReadFile) -> bool {
        if job.anew.contains(&file.path) {
            return false;
        }
        let Some(mut rows) = file.rows(job) else { return false };
        rows.findings.extend(self.planned.get(&file.path).into_iter().flatten().cloned());
        let none = FileRows::default();
        if !reads_the_same(held.unwrap_or(&none), &rows) {
            return false;
        }
        self.same.insert(file.path.clone());
        true
    }

    /// Leaves what is to be written: files that say something else, and those that are gone.
    fn narrow(
        mut self,
        held: &mut Held,
        plan: &mut Plan,
        read: &[ReadFile],
        rest: &[Wanted],
        anew: &HashSet<String>,
    ) {
        let mut same = std::mem::take(&mut self.same);
        let read_or_rest: HashSet<&str> = read
            .iter()
            .map(|file| file.path.as_str())
            .chain(rest.iter().map(|wanted| wanted.path.as_str()))
            .collect();
        // What is known without reading, and no document stood or stands there.
        let none = FileRows::default();
        let planned = self.planned.iter().filter(|(path, findings)| {
            let rows = FileRows { findings: (*findings).clone(), ..FileRows::default() };
            !read_or_rest.contains(path.as_str())
                && !anew.contains(*path)
                && !same.contains(*path)
                && reads_the_same(held.get(*path).unwrap_or(&none), &rows)
        });
        let planned: Vec<String> = planned.map(|(path, _)| path.clone()).collect();
        same.extend(planned);
        let mut differs: BTreeSet<String> =
            held.keys().filter(|path| !same.contains(*path)).cloned().collect();
        differs.extend(read_or_rest.into_iter().map(str::to_owned));
        differs.extend(anew.iter().cloned());
        differs.extend(self.planned.keys().filter(|path| !same.contains(*path)).cloned());
        plan.changes.retain(|change| differs.contains(&change.path));
        let listed: HashSet<String> =
            plan.changes.iter().map(|change| change.path.clone()).collect();
        let gone = differs.iter().filter(|path| !listed.contains(*path));
        plan.changes.extend(gone.map(|path| FileChange {
            path: path.clone(),
            old: None,
            new: None,
        }));
        plan.findings.retain(|it| it.rule == rule::LOOKALIKE_NAME || differs.contains(&it.path));
        plan.unread.retain(|(path, _)| differs.contains(path));
        held.retain(|path, _| differs.contains(path));
        plan.whole = false;
    }
}
