//! Commits and how they follow each other.

use std::collections::BTreeSet;

use gix::objs::{CommitRef, Kind};

use gix::revision::walk::Sorting;

use gix::traverse::commit::simple::CommitTimeOrder;

use crate::damage::{damaged, damaged_below};
use crate::read::find;
use crate::{Mirror, Oid, ReadError};

/// Who, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: String,
    /// Seconds since 1970, as the commit claims.
    pub seconds: i64,
}

/// What a commit says of itself. Bytes that are not UTF-8 are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitInfo {
    /// Its id.
    pub oid: Oid,
    /// Its tree.
    pub tree: Oid,
    /// Its parents, the first one first.
    pub parents: Vec<Oid>,
    /// Who wrote the change.
    pub author: Person,
    /// Who made the commit.
    pub committer: Person,
    /// The whole message, trailers included.
    pub message: String,
    /// The trailers (`Key: value` lines at the end of the message), in order.
    pub trailers: Vec<(String, String)>,
}

impl CommitInfo {
    /// The first value of a trailer; the key's case does not matter.
    #[must_use]
    pub fn trailer(&self, key: &str) -> Option<&str> {
        self.trailers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| value.as_str())
    }
}

impl Mirror {
    /// What a commit says.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn commit_info(&self, oid: Oid) -> Result<CommitInfo, ReadError> {
        commit_info(&self.repository(), oid)
    }

    /// Whether `new` contains `old`: the branch moved forward and was not rewritten. A commit
    /// contains itself.
    ///
    /// # Errors
    /// [`ReadError`]; in particular when the mirror does not have one of them.
    pub fn is_ancestor(&self, old: Oid, new: Oid) -> Result<bool, ReadError> {
        let repository = self.repository();
        for oid in [old, new] {
            find(&repository, oid, Kind::Commit, &mut Vec::new())?;
        }
        if old == new {
            return Ok(true);
        }
        let bases = repository
            .merge_bases_many(old.to_gix(), &[new.to_gix()])
            .map_err(|error| damaged_below(&repository, new, &error))?;
        Ok(bases.iter().any(|base| base.detach() == old.to_gix()))
    }

    /// Whether two commits have an ancestor in common, or one is the other's.
    ///
    /// # Errors
    /// [`ReadError`]; in particular when the mirror does not have one of them.
    pub fn shares_history(&self, one: Oid, other: Oid) -> Result<bool, ReadError> {
        let repository = self.repository();
        for oid in [one, other] {
            find(&repository, oid, Kind::Commit, &mut Vec::new())?;
        }
        let bases = repository
            .merge_bases_many(one.to_gix(), &[other.to_gix()])
            .map_err(|error| damaged_below(&repository, other, &error))?;
        Ok(one == other || !bases.is_empty())
    }

    /// The commits that `new` has and `old` has not, where that is soon told: every way back from `new` leads
    /// to `old`, over at most `most` commits. Their dates are not looked at, so that the cost follows the
    /// commits in between however old they say they are.
    ///
    /// # Errors
    /// [`ReadError`]; in particular when the mirror does not have one of them.
    pub fn gained(
        &self,
        old: Oid,
        new: Oid,
        most: usize,
    ) -> Result<Option<BTreeSet<Oid>>, ReadError> {
        let repository = self.repository();
        find(&repository, old, Kind::Commit, &mut Vec::new())?;
        let (mut seen, mut ahead) = (BTreeSet::new(), vec![new]);
        while let Some(commit) = ahead.pop() {
            if commit == old || !seen.insert(commit) {
                continue;
            }
            let parents = commit_info(&repository, commit)?.parents;
            if parents.is_empty() || seen.len() > most {
                return Ok(None);
            }
            ahead.extend(parents);
        }
        Ok(Some(seen))
    }

    /// The commit that people mean by its id or the first digits of it (at least 4); `None` where the
    /// mirror has none, or several that begin so.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn commit_named(&self, digits: &str) -> Result<Option<Oid>, ReadError> {
        let repository = self.repository();
        let Ok(prefix) = gix::hash::Prefix::from_hex(digits) else { return Ok(None) };
        let found = repository
            .objects
            .lookup_prefix(prefix, None)
            .map_err(|error| damaged_below(&repository, Oid::EMPTY_TREE, &error))?;
        let oid = found.and_then(Result::ok).and_then(|id| Oid::from_gix(&id));
        Ok(oid.filter(|oid| self.commit_exists(*oid)))
    }

    /// The commits that `new` contains and `old` does not, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn commits_between(
        &self,
        old: Option<Oid>,
        new: Oid,
        limit: usize,
    ) -> Result<Vec<CommitInfo>, ReadError> {
        let repository = self.repository();
        for oid in old.into_iter().chain([new]) {
            find(&repository, oid, Kind::Commit, &mut Vec::new())?;
        }
        let walk = repository
            .rev_walk([new.to_gix()])
            .with_hidden(old.map(Oid::to_gix))
            .sorting(Sorting::ByCommitTime(CommitTimeOrder::NewestFirst))
            .all()
            .map_err(|error| damaged_below(&repository, new, &error))?;
        let mut commits = Vec::new();
        for commit in walk.take(limit) {
            let commit = commit.map_err(|error| damaged_below(&repository, new, &error))?;
            let oid =
                Oid::from_gix(&commit.id).ok_or_else(|| damaged(&repository, new, &"not SHA-1"))?;
            commits.push(commit_info(&repository, oid)?);
        }
        Ok(commits)
    }
}

pub(crate) fn commit_info(repository: &gix::Repository, oid: Oid) -> Result<CommitInfo, ReadError> {
    let mut buffer = Vec::new();
    find(repository, oid, Kind::Commit, &mut buffer)?;
    let odd = |error: &dyn std::fmt::Display| damaged(repository, oid, error);
    let commit =
        CommitRef::from_bytes(&buffer, gix::hash::Kind::Sha1).map_err(|error| odd(&error))?;
    let own = |id: gix::ObjectId| Oid::from_gix(&id).ok_or_else(|| odd(&"not SHA-1"));
    let person = |signature: gix::actor::SignatureRef<'_>| Person {
        name: signature.name.to_string().trim().to_owned(),
        email: signature.email.to_string().trim().to_owned(),
        seconds: signature.time().map(|time| time.seconds).unwrap_or_default(),
    };
    let author = person(commit.author().map_err(|error| odd(&error))?);
    let committer = person(commit.committer().map_err(|error| odd(&error))?);
    let trailers = commit
        .message()
        .body()
        .map(|body| {
            body.trailers()
                .map(|trailer| (trailer.token.to_string(), trailer.value.to_string()))
                .collect()
        })
        .unwrap_or_default();
    Ok(CommitInfo {
        oid,
        tree: own(commit.tree())?,
        parents: commit.parents().map(own).collect::<Result<_, _>>()?,
        author,
        committer,
        message: commit.message.to_string(),
        trailers,
    })
}
