//! The history of one resource, from the mirror.
//!
//! Commits are walked from the head, newest first. At each one the resource's own text is compared
//! with what every parent has: where a parent has the same, nothing happened and the walk continues
//! there; else the commit is an entry. A file's other documents do not matter. A resource that is new
//! in a file is looked for among the files that the commit changed: it may have moved. One that the head
//! does not have is [looked for](lost) in what commits changed of the directory.
//!
//! A page looks at a bounded number of commits, however long the history is; the cursor holds where
//! the walk is.

mod lost;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use hedgerow_git::{CommitInfo, Mirror, Oid, Walker};
use hedgerow_model::{ChangeId, Fabric, Identity, Standing};
use hedgerow_plan::{Classifier, DocumentState, FILE_LIMIT, Memo, unified_diff};

use self::lost::Left;

use super::Reads;
use super::commits::commit_view;
use crate::core::{blocking, oid};
use crate::error::{EngineError, Thing};
use crate::views::{CommitView, HistoryEntry, Page, PageRequest, USUAL, cursor};

/// The list's name in its cursors.
const LIST: &str = "history";

/// How many commits a page looks at.
const LOOKED_AT: usize = 2000;

/// How long a page looks.
const PATIENCE: Duration = Duration::from_millis(800);

/// How many lines of history are followed side by side, where branches were merged.
const SIDE_BY_SIDE: usize = 16;

/// Where the walk stands: commits to be looked at, each with the file the resource is in there; an empty one where it is in
/// none.
type Front = Vec<(String, String)>;

/// What a commit did, and where the walk continues behind it.
type Looked = (Option<Step>, Vec<(Oid, String)>);

/// What a page found.
struct Walked {
    entries: Vec<(CommitInfo, Step)>,
    /// Empty when the history is at its end.
    front: Front,
    /// Whether a commit could not be looked into on the way, so that what was before it is not known.
    is_cut: bool,
}

/// What a commit did.
#[derive(Debug, PartialEq, Eq)]
struct Step {
    path: String,
    from_path: Option<String>,
    what: &'static str,
    diff: String,
}

impl Reads<'_> {
    /// What commits did to a resource, newest first; also of one that is there no more.
    pub(super) async fn history(
        &self,
        fabric: &Fabric,
        (kind, namespace, name): (&str, &str, &str),
        ask: &PageRequest,
    ) -> Result<Page<HistoryEntry>, EngineError> {
        let unknown = || {
            let typed = format!("{kind}/{namespace}/{name}");
            EngineError::not_found_in(Thing::Resource, typed, &fabric.name)
        };
        let meant = self.meant(fabric, (kind, namespace, name)).await?;
        let identity = meant.first().ok_or_else(unknown)?;
        let limit = usize::try_from(ask.limit(USUAL)?).unwrap_or(usize::MAX);
        let after: Option<Front> = ask.after(LIST)?;
        let source = self.source_of(fabric).await?;
        let prefix = hedgerow_plan::prefix(&source.directory);
        let is_first = after.is_none();
        let front = match after {
            // Whatever somebody makes up: nothing outside the fabric's directory is shown.
            Some(front) if !front.iter().all(|(_, path)| is_within(path, &prefix)) => {
                return Err(EngineError::Malformed("`cursor` leaves the directory".to_owned()));
            }
            Some(front) => front,
            None => {
                let Some(head) = &source.ingested_commit else {
                    return Ok(Page { items: Vec::new(), next: None });
                };
                let mut documents = self.store.documents_of(fabric.id, identity).await?;
                documents.sort_by_key(|document| document.standing != Standing::Live);
                let first = documents.into_iter().next();
                vec![(head.clone(), first.map(|document| document.path).unwrap_or_default())]
            }
        };
        let is_nowhere = front.iter().all(|(_, path)| path.is_empty());
        let Some((mirror, _)) = self.read_from(&source).await? else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        let (wanted, directory) = (identity.clone(), source.directory.clone());
        let areas = Classifier::new(&source)?;
        let walk = move || Walk::new(&mirror, &wanted, &directory, areas).walk(front, limit);
        let walked = blocking(walk).await??;
        let next = (!walked.front.is_empty()).then(|| cursor(LIST, &walked.front)).flatten();
        let names = self.names_in(fabric, walked.entries.iter().map(|(commit, _)| commit)).await?;
        // One that only a draft has was never there either.
        let is_all_read = next.is_none() && !walked.is_cut;
        let was_never = is_first && is_nowhere && is_all_read && walked.entries.is_empty();
        if was_never && self.store.drafts_of_resource(fabric.id, identity).await?.is_empty() {
            return Err(unknown());
        }
        let items = walked.entries.into_iter().map(|(commit, step)| entry(commit, step, &names));
        Ok(Page { items: items.collect(), next })
    }
}

/// Whether a file is one of the directory, or none.
fn is_within(path: &str, prefix: &str) -> bool {
    path.is_empty() || path.starts_with(prefix)
}

fn entry(commit: CommitInfo, step: Step, names: &HashMap<ChangeId, String>) -> HistoryEntry {
    let CommitView { commit, author, at, subject, change, change_id } = commit_view(commit, names);
    let Step { path, from_path, what, diff } = step;
    let what = what.to_owned();
    HistoryEntry { commit, author, at, subject, change, change_id, path, from_path, what, diff }
}

/// A walk for one resource.
struct Walk<'a> {
    git: Walker,
    identity: &'a Identity,
    directory: &'a str,
    areas: Classifier,
    memo: Memo,
    /// Blobs of files at commits: each is asked for twice, as a parent's and as its own.
    blobs: RefCell<HashMap<(Oid, String), Option<Oid>>>,
}

/// A commit to be looked at.
struct Stop {
    commit: CommitInfo,
    path: String,
}

impl<'a> Walk<'a> {
    fn new(mirror: &Mirror, identity: &'a Identity, directory: &'a str, areas: Classifier) -> Self {
        let (memo, blobs) = (Memo::default(), RefCell::default());
        Self { git: mirror.walker(), identity, directory, areas, memo, blobs }
    }

    fn walk(&self, front: Front, limit: usize) -> Result<Walked, EngineError> {
        let began = Instant::now();
        let mut stops: Vec<Stop> = Vec::new();
        let mut is_cut = false;
        for (commit, path) in front {
            is_cut |= !self.push(&mut stops, oid_of_cursor(&commit)?, path)?;
        }
        let mut seen: HashSet<(Oid, String)> = HashSet::new();
        let mut entries = Vec::new();
        let mut looked_at = 0;
        while entries.len() < limit && looked_at < LOOKED_AT && began.elapsed() < PATIENCE {
            let newest = (0..stops.len()).max_by_key(|at| {
                stops.get(*at).map_or(i64::MIN, |stop| stop.commit.committer.seconds)
            });
            let Some(newest) = newest else { break };
            let Stop { commit, path } = stops.swap_remove(newest);
            if !seen.insert((commit.oid, path.clone())) {
                continue;
            }
            looked_at += 1;
            let Some((step, goes_on)) = self.look(&commit, &path)? else {
                is_cut = true;
                continue;
            };
            for (parent, path) in goes_on {
                is_cut |= !self.push(&mut stops, parent, path)?;
            }
            entries.extend(step.map(|step| (commit, step)));
        }
        let front =
            stops.into_iter().map(|stop| (stop.commit.oid.to_string(), stop.path)).collect();
        Ok(Walked { entries, front, is_cut })
    }

    /// Adds a commit to those that are looked at; whether it is among them then.
    fn push(&self, stops: &mut Vec<Stop>, commit: Oid, path: String) -> Result<bool, EngineError> {
        if stops.iter().any(|stop| stop.commit.oid == commit && stop.path == path) {
            return Ok(true);
        }
        // A shallow mirror ends somewhere; that is the end of what is known.
        if stops.len() >= SIDE_BY_SIDE || !self.git.commit_exists(commit) {
            return Ok(false);
        }
        stops.push(Stop { commit: self.git.commit_info(commit)?, path });
        Ok(true)
    }

    /// What a commit did to the resource, and where to continue; nothing where that is not known.
    fn look(&self, commit: &CommitInfo, path: &str) -> Result<Option<Looked>, EngineError> {
        match path {
            "" => self.look_for(commit),
            path => self.look_at(commit, path).map(Some),
        }
    }

    fn look_at(&self, commit: &CommitInfo, path: &str) -> Result<Looked, EngineError> {
        let blob = self.blob(commit.oid, path)?;
        let mut parents = Vec::with_capacity(commit.parents.len());
        for parent in &commit.parents {
            let theirs = self.blob(*parent, path)?;
            if theirs == blob {
                return Ok((None, vec![(*parent, path.to_owned())]));
            }
            parents.push((*parent, theirs));
        }
        let now = self.document(blob)?;
        let mut befores = Vec::with_capacity(parents.len());
        for (parent, theirs) in parents {
            let before = self.document(theirs)?;
            if before == now {
                return Ok((None, vec![(parent, path.to_owned())]));
            }
            befores.push((parent, before));
        }
        let goes_on: Vec<(Oid, String)> =
            befores.iter().map(|(parent, _)| (*parent, path.to_owned())).collect();
        // Of a merge that is like none of its parents: what it is beside the first that has it.
        let before = befores.iter().position(|(_, before)| before.is_some());
        let step = |from_path, what, before: Option<&DocumentState>| Step {
            path: path.to_owned(),
            from_path,
            what,
            diff: diff(path, before, now.as_ref()),
        };
        match (before.and_then(|at| befores.get(at)), &now) {
            (None, None) => Ok((None, goes_on)),
            (Some((_, before)), now) => {
                let what = what(before.as_ref(), now.as_ref());
                Ok((Some(step(None, what, before.as_ref())), goes_on))
            }
            (None, Some(_)) => {
                for (parent, _) in &befores {
                    let Left::File(from, before) = self.left(*parent, commit.oid, Some(path))?
                    else {
                        continue;
                    };
                    let same = Some(&before) == now.as_ref();
                    let what = if same { "moved" } else { "moved and changed" };
                    let step = step(Some(from.clone()), what, Some(&before));
                    return Ok((Some(step), vec![(*parent, from)]));
                }
                Ok((Some(step(None, "added", None)), goes_on))
            }
        }
    }

    fn blob(&self, commit: Oid, path: &str) -> Result<Option<Oid>, EngineError> {
        let key = (commit, path.to_owned());
        if let Some(known) = self.blobs.borrow().get(&key) {
            return Ok(*known);
        }
        if !self.git.commit_exists(commit) {
            return Ok(None);
        }
        let found = self.git.blob_at(commit, path)?;
        let blob = found.filter(|(_, kind)| kind.is_file()).map(|(oid, _)| oid);
        self.blobs.borrow_mut().insert(key, blob);
        Ok(blob)
    }

    /// The resource's document in a file; none where the file cannot be read.
    fn document(&self, blob: Option<Oid>) -> Result<Option<DocumentState>, EngineError> {
        let Some(blob) = blob else { return Ok(None) };
        let Some(text) = self.text(blob)? else { return Ok(None) };
        if !text.contains(&self.identity.name) {
            return Ok(None);
        }
        Ok(self.memo.find(&text, self.identity))
    }

    /// What a file says; nothing where it is no text, or too large to be read.
    fn text(&self, blob: Oid) -> Result<Option<String>, EngineError> {
        if self.git.blob_size(blob)? > FILE_LIMIT {
            return Ok(None);
        }
        Ok(String::from_utf8(self.git.blob(blob)?).ok())
    }
}

pub(super) fn oid_of_cursor(text: &str) -> Result<Oid, EngineError> {
    oid(text).map_err(|_| EngineError::Malformed("`cursor` is not a commit".to_owned()))
}

fn what(before: Option<&DocumentState>, now: Option<&DocumentState>) -> &'static str {
    match (before, now) {
        (None, _) => "added",
        (Some(_), None) => "deleted",
        (Some(before), Some(now)) if before.standing == now.standing => "changed",
        (Some(_), Some(now)) if now.standing == Standing::CommentedOut => "commented out",
        (Some(_), Some(_)) => "uncommented",
    }
}

/// The own texts as the file has them, with the marks of comments.
fn diff(path: &str, before: Option<&DocumentState>, now: Option<&DocumentState>) -> String {
    let shown = |picture: Option<&DocumentState>| {
        picture.map(|picture| match picture.standing {
            Standing::CommentedOut => hedgerow_yaml::comment_out(&picture.text),
            Standing::Live | Standing::Unreadable => picture.text.clone(),
        })
    };
    unified_diff(path, shown(before).as_deref(), shown(now).as_deref())
}
