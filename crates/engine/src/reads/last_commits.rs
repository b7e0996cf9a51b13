//! The last commit that touched each file of a source: who changed what is in a table.
//!
//! Computed from the mirror when somebody asks, kept per source and head, and extended when the head
//! moves. Bounded in commits and in time: a file that nobody touched in what was looked at has none.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hedgerow_git::{CommitInfo, Mirror, Oid, Walker};
use hedgerow_model::{Fabric, Source, SourceId};
use lru::LruCache;

use super::Reads;
use crate::core::{blocking, oid};
use crate::error::EngineError;
use crate::views::{LastCommit, LastTouched, ResourceView};

/// How many commits are looked at.
const LOOKED_AT: usize = 2000;

/// How long is looked.
const PATIENCE: Duration = Duration::from_secs(1);

/// Of how many sources this is kept.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(63);

/// What is known of a source at a head.
#[derive(Debug, Default)]
pub(crate) struct Known {
    head: Option<Oid>,
    directory: String,
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

impl Known {
    /// The commit that touched a file last, by its path in the repository, where that is known.
    pub(crate) fn last_of(&self, path: &str) -> Option<&LastCommit> {
        let path = path.strip_prefix(hedgerow_plan::prefix(&self.directory).as_str())?;
        self.files.get(path).map(|last| &**last)
    }
}

impl Reads<'_> {
    /// Fills in who last touched the file of each resource, where that is known.
    pub(super) async fn last_commits(
        &self,
        fabric: &Fabric,
        views: &mut [ResourceView],
    ) -> Result<(), EngineError> {
        let source = self.source_of(fabric).await?;
        let known = self.last_commits_known(&source).await?;
        let prefix = hedgerow_plan::prefix(&source.directory);
        for view in views {
            let path = view.path.as_deref().and_then(|path| path.strip_prefix(prefix.as_str()));
            let last = path.and_then(|path| known.files.get(path));
            view.changed = last.map(|last| LastCommit::clone(last));
        }
        Ok(())
    }

    /// The commits that touched a fabric's files last, the newest first.
    pub(super) async fn last_touched(
        &self,
        fabric: &Fabric,
    ) -> Result<Vec<LastTouched>, EngineError> {
        let source = self.source_of(fabric).await?;
        let known = self.last_commits_known(&source).await?;
        Ok(by_commit(&known.files, &hedgerow_plan::prefix(&source.directory)))
    }

    /// What is known at the head that the database agrees with.
    pub(crate) async fn last_commits_known(
        &self,
        source: &Source,
    ) -> Result<Arc<Known>, EngineError> {
        self.reading(|| self.last_commits_read(source)).await
    }

    async fn last_commits_read(&self, source: &Source) -> Result<Arc<Known>, EngineError> {
        let known = {
            let mut kept = self.last_commits.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.get(&source.id).cloned().unwrap_or_default()
        };
        let head = source.ingested_commit.as_deref().map(oid).transpose()?;
        // A fabric that moved to another directory has other files at the same head.
        let known = if known.directory == source.directory { known } else { Arc::default() };
        if known.head == head {
            return Ok(known);
        }
        let Some((mirror, head)) = self.read_from(source).await? else {
            return Ok(Arc::default());
        };
        let directory = source.directory.clone();
        let found = blocking(move || extend(&mirror, &directory, &known, head)).await??;
        let found = Arc::new(found);
        let mut kept = self.last_commits.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.put(source.id, found.clone());
        Ok(found)
    }
}

/// Files below `prefix` by the commit that touched each last, the newest commit first.
fn by_commit(files: &HashMap<String, Arc<LastCommit>>, prefix: &str) -> Vec<LastTouched> {
    let mut found: HashMap<&str, LastTouched> = HashMap::new();
    for (path, last) in files {
        let of = found
            .entry(&last.commit)
            .or_insert_with(|| LastTouched { last: LastCommit::clone(last), paths: Vec::new() });
        of.paths.push(format!("{prefix}{path}"));
    }
    let mut commits: Vec<LastTouched> = found.into_values().collect();
    for commit in &mut commits {
        commit.paths.sort_unstable();
    }
    commits.sort_by(|a, b| (b.last.at, &b.last.commit).cmp(&(a.last.at, &a.last.commit)));
    commits
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
    Ok(Known { head: Some(head), directory: directory.to_owned(), files })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_stands_with_the_commit_that_touched_it_last() {
        let commit =
            |id: &str, at| Arc::new(LastCommit { by: "Ada".to_owned(), at, commit: id.to_owned() });
        let (old, new) = (commit("c1", 1000), commit("c2", 2000));
        let files = [("b.yaml", &new), ("a.yaml", &new), ("c.yaml", &old)];
        let files = files.map(|(path, last)| (path.to_owned(), last.clone())).into();
        let found = by_commit(&files, "env/");
        let told: Vec<(&str, Vec<&str>)> = found
            .iter()
            .map(|one| (one.last.commit.as_str(), one.paths.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(told, [("c2", vec!["env/a.yaml", "env/b.yaml"]), ("c1", vec!["env/c.yaml"])]);
    }
}
