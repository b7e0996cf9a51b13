//! A source that is read again as a whole: which of its files say what the database has of them is seen some files
//! at a time, and only the others are kept to be written.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use hedgerow_model::{Document, Finding, rule};
use hedgerow_plan::{FileRows, is_in_raw, reads_the_same};
use hedgerow_store::Store;

use super::pipeline::{self, Reading, Wanted};
use super::plan::Plan;
use super::prepare::{MOST_HELD, ReadFile, read_file};
use super::{FileChange, Ingest, SourceWork};
use crate::core::Branch;
use crate::error::EngineError;

/// How many files are compared at a time.
const PART: usize = 500;

/// What the database has, by file.
type Held = BTreeMap<String, FileRows>;

/// What is to be written of a source that was read again.
pub(super) struct Differing {
    pub(super) plan: Plan,
    /// What stood in the files that are to be written.
    pub(super) before: Vec<Document>,
    /// Those that were read.
    pub(super) read: Vec<ReadFile>,
    /// Those that are to be read when they are written.
    pub(super) rest: Vec<Wanted>,
}

/// Whether each file can be compared with what the database has of it. Not where another source of the fabric counts
/// too, or where findings are not listed: then every row is written anew.
pub(super) async fn can_compare(store: &Store, job: &SourceWork) -> Result<bool, EngineError> {
    let source = &job.source;
    let alone = store.sources_of_fabric(job.fabric.id).await?.len() == 1;
    let few = store.findings_by_rule(source.id, &[rule::TOO_MANY]).await?;
    Ok(alone && few.iter().all(|it| it.path != source.directory))
}

impl Ingest<'_> {
    /// Reads a whole source, and leaves what says something else than the database has.
    pub(super) async fn differing(
        &self,
        branch: &Branch,
        job: &SourceWork,
        mut plan: Plan,
    ) -> Result<Differing, EngineError> {
        let planned = by_path(&plan.findings);
        let mut wanted: HashMap<String, Wanted> =
            std::mem::take(&mut plan.wanted).into_iter().map(|it| (it.path.clone(), it)).collect();
        let mut paths: BTreeSet<String> =
            self.store.paths(job.source.id).await?.into_iter().collect();
        paths.extend(wanted.keys().cloned());
        paths.extend(planned.keys().cloned());
        let paths: Vec<String> = paths.into_iter().collect();
        let mut differs: HashSet<String> = job.anew.clone();
        let (mut before, mut read, mut rest, mut bytes) = (Vec::new(), Vec::new(), Vec::new(), 0);
        // what was parsed before was parsed otherwise, and all of it would not fit
        let reading = Reading { cache: None, ..self.reading(branch, job) };
        for part in paths.chunks(PART) {
            let mut held = held(&self.store, job, part).await?;
            let mut here = Vec::new();
            for path in part {
                if let Some(file) = wanted.remove(path) {
                    here.push(file);
                    continue;
                }
                match stands(job, path, held.get(path), planned.get(path)) {
                    true => drop(held.remove(path)),
                    false => drop(differs.insert(path.clone())),
                }
            }
            if bytes > MOST_HELD {
                differs.extend(here.iter().map(|it| it.path.clone()));
                rest.extend(here);
            } else {
                let mut files = pipeline::start(reading.clone(), here);
                while let Some(taken) = files.next().await {
                    let taken = taken.map_err(EngineError::Internal)?;
                    let rows = held.get(&taken.path);
                    let stood = rows.map_or(&[][..], |rows| &rows.documents);
                    let file = read_file(branch, stood, taken).await?;
                    if is_same(job, rows, &file, planned.get(&file.path)) {
                        held.remove(&file.path);
                        continue;
                    }
                    differs.insert(file.path.clone());
                    bytes += file.bytes();
                    read.push(file);
                }
            }
            before.extend(held.into_values().flat_map(|rows| rows.documents));
        }
        narrow(&mut plan, differs);
        Ok(Differing { plan, before, read, rest })
    }
}

fn by_path(findings: &[Finding]) -> HashMap<String, Vec<Finding>> {
    let mut found: HashMap<String, Vec<Finding>> = HashMap::new();
    for finding in findings {
        found.entry(finding.path.clone()).or_default().push(finding.clone());
    }
    found
}

/// What the database has of some files.
async fn held(store: &Store, job: &SourceWork, paths: &[String]) -> Result<Held, EngineError> {
    let source = &job.source;
    let mut held = Held::new();
    for document in store.documents_in(source.id, paths).await? {
        held.entry(document.path.clone()).or_default().documents.push(document);
    }
    for of in store.edges_in(source.id, paths).await? {
        held.entry(of.path).or_default().edges.insert(of.ordinal, of.edges);
    }
    // What stays in raw/ is said by what brings it to managed/, and no file that is read here says it.
    let findings = store.findings_of_files(source.id, paths).await?;
    for finding in findings.into_iter().filter(|it| !is_in_raw(source, &it.path)) {
        held.entry(finding.path.clone()).or_default().findings.push(finding);
    }
    Ok(held)
}

/// Whether what is held of a path that is not read stands: what is known of it without reading is what is held.
fn stands(
    job: &SourceWork,
    path: &str,
    held: Option<&FileRows>,
    planned: Option<&Vec<Finding>>,
) -> bool {
    let said =
        planned.map(|findings| FileRows { findings: findings.clone(), ..FileRows::default() });
    match (held, said) {
        (None, None) => true,
        // Nothing stands there any more.
        (Some(_), None) => false,
        (held, Some(said)) => {
            !job.anew.contains(path) && reads_the_same(held.unwrap_or(&FileRows::default()), &said)
        }
    }
}

/// Whether a file says what is held of it.
fn is_same(
    job: &SourceWork,
    held: Option<&FileRows>,
    file: &ReadFile,
    planned: Option<&Vec<Finding>>,
) -> bool {
    if job.anew.contains(&file.path) {
        return false;
    }
    let Some(mut rows) = file.rows(job) else { return false };
    rows.findings.extend(planned.into_iter().flatten().cloned());
    reads_the_same(held.unwrap_or(&FileRows::default()), &rows)
}

/// Leaves what is to be written: files that say something else, and those that are gone.
fn narrow(plan: &mut Plan, differs: HashSet<String>) {
    plan.changes.retain(|change| differs.contains(&change.path));
    plan.findings.retain(|it| it.rule == rule::LOOKALIKE_NAME || differs.contains(&it.path));
    plan.unread.retain(|(path, _)| differs.contains(path));
    let listed: HashSet<String> = plan.changes.iter().map(|change| change.path.clone()).collect();
    let gone: BTreeSet<String> =
        differs.into_iter().filter(|path| !listed.contains(path)).collect();
    plan.changes.extend(gone.into_iter().map(|path| FileChange { path, old: None, new: None }));
    plan.whole = false;
}
