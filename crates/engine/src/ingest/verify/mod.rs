//! What the database has of a source, held against Git as the remote has it now. Nothing is taken from what an ingest
//! remembers: where the branch is, is asked; every object that is read is held against its id; files are parsed again.

mod comparing;

use std::collections::HashSet;

use hedgerow_git::{CheckedObjects, Oid};
use hedgerow_model::{
    Actor, Document, Fabric, Identity, Source, VerifyDifference, VerifyHow, VerifyPart,
    VerifyReport, VerifyState,
};
use hedgerow_outbound::branch::{Containment, Recorded, recorded};
use hedgerow_plan::{FILE_LIMIT, RowDifference, is_stale, paired, parse_file, value_of, was_in};

use self::comparing::{Comparing, fresh};
use super::pipeline::{self, Reading};
use super::prepare::Reads;
use super::{Found, Ingest, Work, listed, place, short};
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
