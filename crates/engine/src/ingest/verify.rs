//! What the database has of a source, held against Git as the remote has it now. Nothing is taken from what an ingest
//! remembers: where the branch is, is asked; every object that is read is held against its id; files are parsed again.

use std::collections::{BTreeMap, HashMap, HashSet};

use hedgerow_git::{CheckedObjects, Oid};
use hedgerow_model::{
    Actor, Document, Fabric, Finding, Identity, Source, Standing, VerifyDifference, VerifyHow,
    VerifyPart, VerifyReport, VerifyState, rule,
};
use hedgerow_outbound::branch::{Containment, Recorded, recorded};
use hedgerow_plan::{
    Arrived, FILE_LIMIT, FileRows, RowDifference, differing_rows, few_of_each, is_in_raw, is_stale,
    lists_few, paired, parse_file, value_of, was_in,
};

use super::pipeline::{self, Reading, Taken};
use super::prepare::Reads;
use super::relations::stands_twice;
use super::rows::row;
use super::{Found, Ingest, SourceWork, Work, listed, place, short};
use crate::core::{Branch, blocking, now};
use crate::error::EngineError;

/// How many documents of files that are not understood are held against the version they were read from.
const MOST_KEPT: usize = 500;

/// What of the database is not what Git has.
#[derive(Debug, Default)]
pub(crate) struct OfGit {
    pub(crate) differences: Vec<VerifyDifference>,
    /// Whose documents differ: what is concluded from them is not compared.
    pub(crate) resources: HashSet<Identity>,
    /// The files that are to be read again.
    pub(crate) paths: HashSet<String>,
    /// Whether how far Git was read is wrong.
    pub(crate) is_head_wrong: bool,
}

/// Where a source was read up to, and where its branch is.
struct Heads {
    source: Source,
    remote: Oid,
    ingested: String,
}

impl Ingest<'_> {
    /// Compares what the database has of a fabric with Git. Its queue's lock must be held: no ingest moves the documents
    /// meanwhile.
    pub(crate) async fn compare(
        &self,
        branch: &Branch,
        fabric: &Fabric,
        report: &mut VerifyReport,
    ) -> Result<OfGit, EngineError> {
        let mut found = OfGit::default();
        let source = self.source_of(fabric).await?;
        report.git.state = VerifyState::Checked;
        report.git.at = Some(now());
        let remote = match self.remote_head(branch).await {
            Ok(Some(remote)) => remote,
            Ok(None) => {
                let branch = &branch.queue.branch;
                report.git.is_away(format!("branch `{branch}` is not on the remote"));
                return Ok(found);
            }
            Err(error) => {
                report.git.is_away(error.to_string());
                return Ok(found);
            }
        };
        report.git.from = Some(remote.to_string());
        let Some(ingested) = source.ingested_commit.clone() else {
            report.git.is_away("it was never read: sync the fabric".to_owned());
            return Ok(found);
        };
        if is_stale(&source) {
            let why = "another version of the program read it; it is read again at the next look";
            report.git.is_away(why.to_owned());
            return Ok(found);
        }
        let heads = Heads { source, remote, ingested };
        let at = self.heads(branch, &heads, report, &mut found).await?;
        if let Err(error) = self.compare_at(branch, fabric, &heads, at, report, &mut found).await {
            // Nothing of a reading that was cut off counts.
            found = OfGit::default();
            report.git.is_away(error.to_string());
            report.late.clear();
        }
        Ok(found)
    }

    /// Asks the remote where the branch is, and has its commit in the mirror.
    async fn remote_head(&self, branch: &Branch) -> Result<Option<Oid>, EngineError> {
        let (mirror, credential) = (branch.mirror.clone(), branch.credential.clone());
        let name = branch.queue.branch.clone();
        let _exchange = self.exchange(branch.queue.id);
        let asked = blocking(move || {
            let Some(remote) = mirror.ls_remote(&credential, &name)? else { return Ok(None) };
            if mirror.commit_exists(remote) && mirror.known_head(&name) == Some(remote) {
                return Ok(Some(remote));
            }
            Ok(mirror.fetch(&credential, &name, &mut |_| ())?.new)
        });
        asked.await?.map_err(|error: hedgerow_git::ExchangeError| error.into())
    }

    /// Says which commit the documents are to be of, and what is wrong with what is recorded of that.
    async fn heads(
        &self,
        branch: &Branch,
        heads: &Heads,
        report: &mut VerifyReport,
        found: &mut OfGit,
    ) -> Result<Oid, EngineError> {
        let Heads { source, remote, ingested } = heads;
        let (mirror, remote) = (branch.mirror.clone(), *remote);
        let queue = branch.queue.head.clone();
        let texts = [Some(ingested.clone()), queue.clone()];
        let places = blocking(move || {
            texts.map(|text| {
                let oid = text.and_then(|text| text.parse::<Oid>().ok());
                let place = |oid| place(&mirror, oid, remote).unwrap_or(Containment::Unknown);
                recorded(oid == Some(remote), oid.map_or(Containment::Missing, place))
            })
        })
        .await?;
        let [of_source, mut of_queue] = places;
        // Between its sources and its head a process may have ended: the next look makes up for that.
        if queue.is_none() && of_source != Recorded::Level {
            of_queue = Recorded::Late;
        }
        let at = match of_source {
            Recorded::Late => ingested.parse().unwrap_or(remote),
            _ => remote,
        };
        if of_source == Recorded::Late {
            report.is_late(format!(
                "Git is at {}, and was read up to {}: the next look reads what came since",
                short(&remote.to_string()),
                short(ingested)
            ));
        }
        if of_source == Recorded::Wrong {
            found.head("ingested commit", Some(ingested), &remote);
        }
        if of_queue == Recorded::Wrong
            || (of_source == Recorded::Level && of_queue == Recorded::Late)
        {
            found.head("branch", queue.as_deref(), &remote);
        }
        if of_source == Recorded::Level {
            let (mirror, directory) = (branch.mirror.clone(), source.directory.clone());
            let tree = blocking(move || mirror.dir_tree(remote, &directory)).await??;
            let tree = tree.map(|tree| tree.to_string());
            if tree != source.ingested_tree {
                found.head("tree", source.ingested_tree.as_deref(), &remote);
            }
        }
        Ok(at)
    }

    async fn compare_at(
        &self,
        branch: &Branch,
        fabric: &Fabric,
        heads: &Heads,
        at: Oid,
        report: &mut VerifyReport,
        found: &mut OfGit,
    ) -> Result<(), EngineError> {
        let rows = self.rows_at(branch, fabric, &heads.source, at, report).await?;
        // Documents of another commit than is recorded: those of the head, where they are.
        if !rows.is_empty() && at != heads.remote {
            let mut other = VerifyReport::new("", "", 0);
            let of_remote =
                self.rows_at(branch, fabric, &heads.source, heads.remote, &mut other).await?;
            if of_remote.is_empty() {
                report.late.clear();
                found.head("ingested commit", Some(&heads.ingested), &heads.remote);
                return Ok(());
            }
        }
        let read_from = format!("commit {}", short(&at.to_string()));
        for row in rows {
            match row {
                Row::Differs(row) => {
                    found.resources.extend(row.resources().into_iter().cloned());
                    found.paths.extend(row.paths().into_iter().map(str::to_owned));
                    found.differences.push(row.told(&read_from));
                }
                Row::Damaged(kept) => {
                    found.resources.insert(kept.identity.clone());
                    found.differences.push(VerifyDifference {
                        part: VerifyPart::Document,
                        how: VerifyHow::Changed,
                        resource: Some(kept.identity.to_string()),
                        path: Some(kept.path.clone()),
                        fields: vec!["text".to_owned()],
                        database: None,
                        evidence: None,
                        read_from: format!("blob {}", short(&kept.blob)),
                        can_repair: false,
                        advice: Some(
                            "it is kept of a file that is not understood, and is not what that file said: fix the \
                             file in Git, or delete it"
                                .to_owned(),
                        ),
                    });
                }
            }
        }
        Ok(())
    }

    /// The rows of a source that are not what a commit says.
    async fn rows_at(
        &self,
        branch: &Branch,
        fabric: &Fabric,
        source: &Source,
        at: Oid,
        report: &mut VerifyReport,
    ) -> Result<Vec<Row>, EngineError> {
        let checked = self.check_objects(branch, source, at).await?;
        report.git.read = checked.files;
        let (mirror, of) = (branch.mirror.clone(), source.clone());
        let found = blocking(move || {
            let tree = mirror.dir_tree(at, &of.directory)?;
            listed(&mirror, of, tree)
        })
        .await??;
        if found.tree.is_none() {
            let why = "its directory is not in Git: what was in it is kept, and cannot be compared";
            report.git.lacks(why.to_owned());
            return Ok(Vec::new());
        }
        let mut job = self.source_work(found, fabric.clone()).await?;
        job.first = false;
        let plan = self.plan(&mut Reads::Store(&self.store), branch, &job, at).await?;
        let mut comparing = Comparing::of(self, &job, report).await?;
        for finding in &plan.findings {
            comparing.planned.entry(finding.path.clone()).or_default().push(finding.clone());
        }
        comparing.left_alone.extend(plan.unread.iter().cloned());
        let reading = Reading {
            mirror: branch.mirror.clone(),
            catalogue: job.catalogue.clone(),
            fabric: fabric.id,
            cache: None,
        };
        let mut files = pipeline::start(reading, plan.wanted);
        while let Some(taken) = files.next().await {
            comparing.file(&job, taken.map_err(EngineError::Internal)?);
        }
        let kept = comparing.end();
        let mut rows: Vec<Row> =
            paired(std::mem::take(&mut comparing.found)).into_iter().map(Row::Differs).collect();
        let (mirror, catalogue) = (branch.mirror.clone(), job.catalogue.clone());
        rows.extend(
            blocking(move || {
                let is_damaged = |kept: &Document| {
                    let bytes = kept
                        .blob
                        .parse()
                        .ok()
                        .and_then(|blob| mirror.blob_if_there(blob).ok().flatten());
                    let earlier = bytes.map(|bytes| {
                        let parsed = parse_file(&kept.path, bytes, &catalogue);
                        fresh(&job, &kept.path, &kept.blob, parsed.arrive(&[], 0))
                    });
                    earlier.and_then(|earlier| was_in(kept, &earlier)) == Some(false)
                        || value_of(&kept.text).is_none()
                };
                kept.into_iter()
                    .take(MOST_KEPT)
                    .filter(|kept| is_damaged(kept))
                    .map(|kept| Row::Damaged(Box::new(kept)))
                    .collect::<Vec<_>>()
            })
            .await?,
        );
        Ok(rows)
    }

    /// Reads the objects again; what the mirror has wrong is fetched once.
    async fn check_objects(
        &self,
        branch: &Branch,
        source: &Source,
        at: Oid,
    ) -> Result<CheckedObjects, EngineError> {
        let check = || {
            let (mirror, directory) = (branch.mirror.clone(), source.directory.clone());
            let stop = self.cancel.clone();
            blocking(move || mirror.check(at, &directory, FILE_LIMIT, &stop))
        };
        let checked = match check().await? {
            Ok(checked) => checked,
            Err(_) => {
                self.remote_head(branch).await?;
                check().await??
            }
        };
        match checked.is_whole {
            true => Ok(checked),
            false => Err(EngineError::Remote("the server is stopping".to_owned())),
        }
    }

    /// Reads files of a fabric again, and writes what they say in place of what the database has of them, by the same
    /// transaction as an ingest. The queue's lock must be held.
    pub(crate) async fn read_anew(
        &self,
        branch: &Branch,
        fabric: &Fabric,
        of: &OfGit,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let mut branch = branch.clone();
        if of.is_head_wrong {
            // A head that is no commit is none: then each source goes by its own.
            if branch.head().is_err() {
                let mut tx = self.write_to_queue(branch.queue.id).await?;
                let head = branch.queue.head.as_deref();
                tx.move_head(branch.queue.id, head, None, now()).await?;
                tx.commit().await?;
                branch = self.branch(branch.queue.id).await?;
            }
            self.refresh(&branch, actor).await?;
            branch = self.branch(branch.queue.id).await?;
        }
        let Some(head) = branch.head()? else { return Ok(()) };
        let source = self.source_of(fabric).await?;
        let (mirror, of_tree) = (branch.mirror.clone(), source.clone());
        let found: Found = blocking(move || -> Result<_, EngineError> {
            let tree = mirror.dir_tree(head, &of_tree.directory)?;
            listed(&mirror, of_tree, tree)
        })
        .await??;
        if found.tree.is_none() {
            return Ok(());
        }
        if of.paths.is_empty() {
            let tree = found.tree.map(|tree| tree.to_string());
            let mut tx = self.write_to_queue(branch.queue.id).await?;
            tx.set_ingested(&[(source.id, tree)], &head.to_string(), now()).await?;
            tx.commit().await?;
            return Ok(());
        }
        let mut job = self.source_work(found, fabric.clone()).await?;
        job.anew.clone_from(&of.paths);
        let work = Work {
            new: head,
            old: Some(head),
            rewritten: false,
            ours: false,
            sources: vec![job],
            policies: None,
        };
        self.carry_out(&branch, &work, actor).await?;
        Ok(())
    }
}

impl OfGit {
    fn head(&mut self, what: &str, recorded: Option<&str>, remote: &Oid) {
        self.is_head_wrong = true;
        self.differences.push(VerifyDifference {
            part: VerifyPart::Head,
            how: if recorded.is_some() { VerifyHow::Changed } else { VerifyHow::Missing },
            resource: None,
            path: None,
            fields: vec![what.to_owned()],
            database: recorded.map(|it| it.chars().take(40).collect()),
            evidence: Some(remote.to_string()),
            read_from: "the remote".to_owned(),
            can_repair: true,
            advice: None,
        });
    }
}

/// A row that is not as it should be.
enum Row {
    Differs(RowDifference),
    /// What is kept of a file that is not understood, and was never said.
    Damaged(Box<Document>),
}

/// A file's rows as reading it gives them, without what is kept.
fn fresh(job: &SourceWork, path: &str, blob: &str, arrived: Arrived) -> FileRows {
    let mut rows = FileRows { findings: arrived.findings, ..FileRows::default() };
    for document in arrived.documents {
        let (standing, parsed) = (document.standing, document.parsed);
        if !parsed.references.is_empty() && standing == Standing::Live {
            rows.edges.insert(document.ordinal, parsed.references.clone());
        }
        let of = (job.source.id, job.source.fabric_id);
        rows.documents.push(row(of, path, blob, document.ordinal, standing, parsed));
    }
    rows
}

/// Findings that are made of more than their file.
const OF_OTHERS: [&str; 2] = [rule::DUPLICATE_IDENTITY, rule::NOT_UNDERSTOOD];

/// A comparison that is under way.
struct Comparing {
    held: BTreeMap<String, FileRows>,
    /// Findings within Git that are made of several files, as the database has them.
    twice: BTreeMap<String, Vec<Finding>>,
    planned: HashMap<String, Vec<Finding>>,
    /// What is left alone, and whether it is a file.
    left_alone: Vec<(String, bool)>,
    /// Whether references are all written.
    edges: bool,
    /// Where each resource is live.
    live: HashMap<Identity, Vec<String>>,
    /// What is kept of files that are not understood.
    kept: Vec<Document>,
    found: Vec<RowDifference>,
}

impl Comparing {
    async fn of(
        ingest: &Ingest<'_>,
        job: &SourceWork,
        report: &mut VerifyReport,
    ) -> Result<Self, EngineError> {
        let (store, source) = (&ingest.store, job.source.id);
        let mut comparing = Self {
            held: BTreeMap::new(),
            twice: BTreeMap::new(),
            planned: HashMap::new(),
            left_alone: Vec::new(),
            edges: store.edges_known(job.fabric.id).await?,
            live: HashMap::new(),
            kept: Vec::new(),
            found: Vec::new(),
        };
        let mut rows = 0_usize;
        for document in store.documents_of_source(source).await? {
            rows += 1;
            comparing.held.entry(document.path.clone()).or_default().documents.push(document);
        }
        if comparing.edges {
            for of in store.edges_of_source(source).await? {
                rows += of.edges.len();
                comparing.held.entry(of.path).or_default().edges.insert(of.ordinal, of.edges);
            }
        } else {
            report.database.lacks("what documents refer to is still being written".to_owned());
        }
        for finding in store.findings_of_source(source).await? {
            // What stays in raw/ is said by what brings it to managed/.
            if is_in_raw(&job.source, &finding.path) {
                continue;
            }
            rows += 1;
            let (path, rule) = (finding.path.clone(), finding.rule.as_str());
            if rule == rule::DUPLICATE_IDENTITY {
                comparing.twice.entry(path).or_default().push(finding);
            } else if rule != rule::NOT_UNDERSTOOD {
                comparing.held.entry(path).or_default().findings.push(finding);
            }
        }
        report.database.read += u64::try_from(rows).unwrap_or(u64::MAX);
        Ok(comparing)
    }

    fn file(&mut self, job: &SourceWork, taken: Taken) {
        let Taken { path, blob, parsed } = taken;
        // What is broken keeps what it was; what is no object may be what was one.
        let keeps = parsed.broken || parsed.odd > 0;
        let mut read = fresh(job, &path, &blob.to_string(), parsed.arrive(&[], 0));
        if !self.edges {
            read.edges.clear();
        }
        for document in read.documents.iter().filter(|it| it.standing == Standing::Live) {
            self.live.entry(document.identity.clone()).or_default().push(path.clone());
        }
        self.compare(&path, read, keeps);
    }

    fn compare(&mut self, path: &str, mut read: FileRows, keeps: bool) {
        read.findings.extend(self.planned.remove(path).unwrap_or_default());
        read.findings.retain(|it| !OF_OTHERS.contains(&it.rule.as_str()));
        let mut held = self.held.remove(path).unwrap_or_default();
        if keeps {
            let kept: Vec<Document>;
            (kept, held.documents) =
                held.documents.into_iter().partition(|it| it.standing == Standing::Unreadable);
            self.kept.extend(kept);
        }
        self.found.extend(differing_rows(&held, &read));
    }

    /// Compares what only the whole tells; gives what is kept of files that are not understood.
    fn end(&mut self) -> Vec<Document> {
        let planned: Vec<String> = self.planned.keys().cloned().collect();
        for path in planned {
            let keeps = self.is_left_alone(&path);
            self.compare(&path, FileRows::default(), keeps);
        }
        let rest: Vec<String> = self.held.keys().cloned().collect();
        for path in rest {
            let keeps = self.is_left_alone(&path);
            self.compare(&path, FileRows::default(), keeps);
        }
        let (stays, lives): (Vec<_>, Vec<_>) = std::mem::take(&mut self.kept)
            .into_iter()
            .partition(|kept| !self.live.contains_key(&kept.identity));
        self.found.extend(
            lives
                .into_iter()
                .map(|held| RowDifference::Document { held: Some(Box::new(held)), read: None }),
        );
        let mut twice: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
        let of_several = self.live.iter_mut().filter(|(_, paths)| paths.len() > 1);
        let said = of_several.flat_map(|(identity, paths)| {
            paths.sort();
            stands_twice(identity, paths)
        });
        for finding in few_of_each(said) {
            twice.entry(finding.path.clone()).or_default().push(finding);
        }
        let paths: HashSet<String> = twice.keys().chain(self.twice.keys()).cloned().collect();
        for path in paths {
            let [held, read] = [&mut self.twice, &mut twice].map(|all| FileRows {
                findings: all.remove(&path).unwrap_or_default(),
                ..FileRows::default()
            });
            if !lists_few(&held) && !lists_few(&read) {
                self.found.extend(differing_rows(&held, &read));
            }
        }
        stays
    }

    fn is_left_alone(&self, path: &str) -> bool {
        self.left_alone.iter().any(|(alone, is_file)| match is_file {
            true => alone == path,
            false => {
                path == alone || path.strip_prefix(alone).is_some_and(|it| it.starts_with('/'))
            }
        })
    }
}
