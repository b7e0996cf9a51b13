//! The commits that changed a fabric's directory, from the mirror.
//!
//! The branch's own line is walked from the head, as `git log --first-parent` does: of a branch that was merged, the merge is
//! listed. A page looks at a bounded number of commits, for a bounded time; its cursor names where the walk goes on.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use hedgerow_git::{CommitInfo, Mirror};
use hedgerow_model::{ChangeId, Fabric, Person};
use hedgerow_plan::TRAILER;

use super::Reads;
use super::history::oid_of_cursor;
use crate::core::blocking;
use crate::error::EngineError;
use crate::views::{CommitView, Page, PageRequest, USUAL, cursor};

/// The list's name in its cursors.
const LIST: &str = "commits";

/// How many commits a page looks at.
const LOOKED_AT: usize = 5000;

/// How long a page looks.
const PATIENCE: Duration = Duration::from_millis(800);

/// What a page found.
#[derive(Debug)]
struct Walked {
    commits: Vec<CommitInfo>,
    /// Where the walk goes on; nowhere when the history is at its end.
    next: Option<String>,
}

impl Reads<'_> {
    /// The commits that changed a fabric's directory, newest first.
    pub(super) async fn commits(
        &self,
        fabric: &Fabric,
        ask: &PageRequest,
    ) -> Result<Page<CommitView>, EngineError> {
        let limit = usize::try_from(ask.limit(USUAL)?).unwrap_or(usize::MAX);
        let after: Option<String> = ask.after(LIST)?;
        let source = self.source_of(fabric).await?;
        let nothing = Page { items: Vec::new(), next: None };
        let from = after.or_else(|| source.ingested_commit.clone());
        let Some(from) = from else { return Ok(nothing) };
        let Some((mirror, _)) = self.read_from(&source).await? else { return Ok(nothing) };
        let directory = source.directory.clone();
        let walked = blocking(move || walk(&mirror, &directory, &from, limit)).await??;
        let next = walked.next.and_then(|next| cursor(LIST, &next));
        let names = self.names_in(fabric, walked.commits.iter()).await?;
        let items = walked.commits.into_iter().map(|commit| commit_view(commit, &names)).collect();
        Ok(Page { items, next })
    }

    /// The names of the changes of a fabric that commits published, by their ids.
    pub(super) async fn names_in(
        &self,
        fabric: &Fabric,
        commits: impl Iterator<Item = &CommitInfo>,
    ) -> Result<HashMap<ChangeId, String>, EngineError> {
        let ids: Vec<ChangeId> = commits.filter_map(change_of).collect();
        let changes = self.store.changes_with_fabrics(&ids).await?.into_iter();
        let own = changes.filter(|(_, of)| *of == fabric.name);
        Ok(own.map(|(change, _)| (change.id, change.name)).collect())
    }
}

/// The change that a commit says that it published.
pub(super) fn change_of(commit: &CommitInfo) -> Option<ChangeId> {
    commit.trailer(TRAILER)?.trim().parse().ok()
}

/// A commit as it is shown, with the change that it published where that has one of these names.
pub(super) fn commit_view(commit: CommitInfo, names: &HashMap<ChangeId, String>) -> CommitView {
    let change = change_of(&commit).filter(|id| names.contains_key(id));
    CommitView {
        commit: commit.oid.to_string(),
        subject: commit.message.lines().next().unwrap_or_default().to_owned(),
        author: Person { name: commit.author.name, email: commit.author.email },
        at: commit.author.seconds.saturating_mul(1000),
        change: change.and_then(|id| names.get(&id).cloned()),
        change_id: change.map(|id| id.to_string()),
    }
}

fn walk(mirror: &Mirror, directory: &str, from: &str, limit: usize) -> Result<Walked, EngineError> {
    let began = Instant::now();
    let git = mirror.walker();
    let mut commits = Vec::new();
    let mut at = Some(oid_of_cursor(from)?).filter(|oid| git.commit_exists(*oid));
    let mut tree = at.map(|oid| git.dir_tree(oid, directory)).transpose()?.flatten();
    for _ in 0..LOOKED_AT {
        let Some(oid) = at else { break };
        if commits.len() == limit || began.elapsed() > PATIENCE {
            break;
        }
        let first = git.link(oid)?.and_then(|link| link.parents.first().copied());
        // A shallow mirror ends somewhere; that is the end of what is known.
        let parent = first.filter(|parent| git.commit_exists(*parent));
        let before = parent.map(|parent| git.dir_tree(parent, directory)).transpose()?.flatten();
        if tree != before {
            commits.push(git.commit_info(oid)?);
        }
        (at, tree) = (parent, before);
    }
    Ok(Walked { commits, next: at.map(|oid| oid.to_string()) })
}
