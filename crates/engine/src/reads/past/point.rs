//! The commit that is meant by its digits or by a time.

use std::time::{Duration, Instant};

use hedgerow_git::{Mirror, Oid};
use hedgerow_model::{Millis, Person, is_commit_name, is_whole_commit_name};

use super::PastError;
use crate::error::EngineError;
use crate::views::{PastPoint, PointQuery};

/// How many commits are looked at for a time.
const LOOKED_AT: usize = 50_000;

/// How long is looked.
const PATIENCE: Duration = Duration::from_secs(2);

/// The commit that is meant, in a branch that has `head`.
pub(super) fn point(
    mirror: &Mirror,
    (branch, head): (&str, Oid),
    query: &PointQuery,
) -> Result<(Oid, PastPoint), EngineError> {
    let (commit, on_branch) = match (&query.commit, query.time) {
        (Some(_), Some(_)) => {
            return Err(EngineError::Malformed(
                "a commit and a time are given; give one of them".to_owned(),
            ));
        }
        (None, None) => (head, true),
        (Some(named), None) => named_commit(mirror, (branch, head), named)?,
        (None, Some(at)) => (commit_of_time(mirror, (branch, head), at)?, true),
    };
    let info = mirror.commit_info(commit)?;
    let point = PastPoint {
        commit: commit.to_string(),
        at: info.committer.seconds.saturating_mul(1000),
        author: Person { name: info.author.name, email: info.author.email },
        subject: info.message.lines().next().unwrap_or_default().to_owned(),
        is_now: commit == head,
        on_branch,
    };
    Ok((commit, point))
}

/// A commit by its digits, and whether the branch has it.
fn named_commit(
    mirror: &Mirror,
    (branch, head): (&str, Oid),
    named: &str,
) -> Result<(Oid, bool), EngineError> {
    if !is_commit_name(named) {
        return Err(EngineError::Malformed(format!(
            "`{named}` is not a commit; it must be 7 to 40 hexadecimal digits"
        )));
    }
    let named = named.to_ascii_lowercase();
    let Some(commit) = mirror.commit_named(&named)? else {
        return Err(PastError::NoSuchCommit { commit: named }.into());
    };
    let on_branch = mirror.is_ancestor(commit, head)?;
    if !on_branch && !is_whole_commit_name(&named) {
        return Err(PastError::OffBranch { commit: named, branch: branch.to_owned() }.into());
    }
    Ok((commit, on_branch))
}

/// The newest commit of the branch's own line (its first parents) that was made at a time or before.
fn commit_of_time(
    mirror: &Mirror,
    (branch, head): (&str, Oid),
    at: Millis,
) -> Result<Oid, EngineError> {
    let git = mirror.walker();
    let (began, branch) = (Instant::now(), branch.to_owned());
    let (mut commit, mut begins) = (head, at);
    for looked_at in 0..LOOKED_AT {
        if began.elapsed() > PATIENCE {
            return Err(PastError::FarBack { branch, looked_at, at }.into());
        }
        let Some(link) = git.link(commit)? else {
            return Err(PastError::BeforeHistory { branch, begins, at }.into());
        };
        begins = link.seconds.saturating_mul(1000);
        if begins <= at {
            return Ok(commit);
        }
        match link.parents.first() {
            Some(parent) => commit = *parent,
            None => return Err(PastError::BeforeHistory { branch, begins, at }.into()),
        }
    }
    Err(PastError::FarBack { branch, looked_at: LOOKED_AT, at }.into())
}
