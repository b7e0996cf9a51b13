//! The last commit that touched each file of a source: who changed what is in a table.
//!
//! Computed from the mirror when somebody asks, kept per source and head, and extended when the head
//! moves. Bounded in commits and in time: a file that nobody touched in what was looked at has none.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hedgerow_git::{CommitInfo, Mirror, Oid, Walker};
use hedgerow_model::{Fabric, SourceId};
use lru::LruCache;

use crate::core::{Core, blocking, oid};
use crate::error::EngineError;
use crate::views::{LastCommit, ResourceView};

/// How many commits are looked at.
const LOOKED_AT: usize = 2000;

/// How long is looked.
const PATIENCE: Duration = Duration::from_secs(1);

/// Of how many sources this is kept.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(63);

/// What is known of a source at a head.
#[derive(Debug, Default)]
struct Known {
    head: Option<Oid>,
    /// By file below the source's directory.
    files: HashMap<String, Arc<LastCommit>>,
}

/// What is known of the sources that were asked about.
#[derive(Debug)]
pub(crate) struct LastCommits(Mutex<LruCache<SourceId, Arc<Known>>>);

impl Default for LastCommits {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(KEPT)))
    }
}

impl Core {
    /// Fills in who last touched the file of each resource, where that is known.
    pub(crate) async fn last_commits(
        &self,
        fabric: &Fabric,
        views: &mut [ResourceView],
    ) -> Result<(), EngineError> {
        let source = self.source_of(fabric).await?;
        let known = {
            let mut kept = self.last_commits.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.get(&source.id).cloned().unwrap_or_default()
        };
        let head = source.ingested_commit.as_deref().map(oid).transpose()?;
        let known = if known.head == head {
            known
        } else {
            let Some((mirror, head)) = self.read_from(&source).await? else { return Ok(()) };
            let directory = source.directory.clone();
            let found = blocking(move || extend(&mirror, &directory, &known, head)).await??;
            let found = Arc::new(found);
            let mut kept = self.last_commits.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.put(source.id, found.clone());
            found
        };
        let prefix = hedgerow_plan::prefix(&source.directory);
        for view in views {
            let path = view.path.as_deref().and_then(|path| path.strip_prefix(prefix.as_str()));
            let last = path.and_then(|path| known.files.get(path));
            view.changed = last.map(|last| LastCommit::clone(last));
        }
        Ok(())
    }
}

/// What is known at `head`, from what was known before.
fn extend(
    mirror: &Mirror,
    directory: &str,
    known: &Known,
    head: Oid,
) -> Result<Known, EngineError> {
    let old = known.head.filter(|old| {
        mirror.commit_exists(*old) && mirror.is_ancestor(*old, head).unwrap_or(false)
    });
    let mut files: HashMap<String, Arc<LastCommit>> = HashMap::new();
    let began = Instant::now();
    let mut cut_off = false;
    let git = mirror.walker();
    let commits = mirror.commits_between(old, head, LOOKED_AT)?;
    let all = commits.len() < LOOKED_AT;
    for commit in commits {
        if began.elapsed() > PATIENCE {
            cut_off = true;
            break;
        }
        let last = Arc::new(last_commit(&commit));
        for path in touched(&git, directory, &commit)? {
            files.entry(path).or_insert_with(|| last.clone());
        }
    }
    // With a gap in between, what was known before may not be the last.
    if old.is_some() && all && !cut_off {
        for (path, last) in &known.files {
            files.entry(path.clone()).or_insert_with(|| last.clone());
        }
    }
    Ok(Known { head: Some(head), files })
}

/// The files that a commit touched: of a merge, those that are like those of none of its parents.
fn touched(git: &Walker, directory: &str, commit: &CommitInfo) -> Result<Vec<String>, EngineError> {
    let new = git.dir_tree(commit.oid, directory)?;
    let mut touched: Option<Vec<String>> = None;
    let olds = commit.parents.iter().filter(|parent| git.commit_exists(**parent));
    let mut olds = olds.map(|parent| git.dir_tree(*parent, directory)).collect::<Vec<_>>();
    if olds.is_empty() {
        olds.push(Ok(None));
    }
    for old in olds {
        let old = old?;
        if old == new {
            return Ok(Vec::new());
        }
        let paths: Vec<String> =
            git.diff(old, new)?.into_iter().map(|change| change.path).collect();
        touched = Some(match touched {
            None => paths,
            Some(known) => known.into_iter().filter(|path| paths.contains(path)).collect(),
        });
    }
    Ok(touched.unwrap_or_default())
}

fn last_commit(commit: &CommitInfo) -> LastCommit {
    LastCommit {
        by: commit.author.name.clone(),
        at: commit.author.seconds.saturating_mul(1000),
        commit: commit.oid.to_string(),
    }
}
