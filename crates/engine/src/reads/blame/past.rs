//! What was of a resource, as a mirror has it: which file it was in at which commit, and what that said.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hedgerow_git::{CommitInfo, Link, Mirror, Oid, Reached, ReadError, Walker};
use hedgerow_model::Identity;
use hedgerow_plan::{Before, FILE_LIMIT, Memo, Past, Version, base_name, is_yaml};

use super::versions::Versions;
use crate::core::{Held, is_abandoned};
use crate::error::EngineError;

/// How many commits are looked at.
const LOOKED_AT: usize = 50_000;

/// How many changed files of one commit a resource is looked for in.
const MOVED_FROM: usize = 2000;

/// A commit, and the file the resource is in there.
pub(super) type At = (Oid, Arc<str>);

/// What bounds a look into the past.
pub(super) struct Bounds {
    /// How long is looked.
    pub(super) patience: Duration,
    /// Who waits for it.
    pub(super) held: Option<Arc<Held>>,
}

/// The past of one resource in a mirror.
pub(super) struct InMirror<'a> {
    git: Walker,
    identity: &'a Identity,
    directory: &'a str,
    versions: &'a Versions,
    memo: Memo,
    /// Commits that are ahead: each is met as a parent, and then as itself.
    links: HashMap<Oid, Link>,
    /// Where files are in commits that are ahead: each is asked for as a parent's and as its own.
    reached: HashMap<At, Reached>,
    /// What was said last: of most commits it is the same again.
    last: Option<(Oid, Version)>,
    /// Where a commit moved it from.
    moved: HashMap<At, Arc<str>>,
    until: Instant,
    left: usize,
    held: Option<Arc<Held>>,
}

/// Where a resource was that a commit brought to a file.
enum MovedFrom {
    File(Arc<str>),
    Nowhere,
    Unknown,
}

impl<'a> InMirror<'a> {
    pub(super) fn new(
        mirror: &Mirror,
        identity: &'a Identity,
        directory: &'a str,
        versions: &'a Versions,
        bounds: Bounds,
    ) -> Self {
        Self {
            git: mirror.walker(),
            identity,
            directory,
            versions,
            memo: Memo::default(),
            links: HashMap::new(),
            reached: HashMap::new(),
            last: None,
            moved: HashMap::new(),
            until: Instant::now() + bounds.patience,
            left: LOOKED_AT,
            held: bounds.held,
        }
    }

    /// What a commit says of itself.
    pub(super) fn commit(&self, commit: Oid) -> Result<CommitInfo, EngineError> {
        Ok(self.git.commit_info(commit)?)
    }

    /// Where a commit is in the history; `None` where the mirror's history ends before it.
    fn link(&mut self, commit: Oid) -> Result<Option<Link>, EngineError> {
        if let Some(known) = self.links.get(&commit) {
            return Ok(Some(known.clone()));
        }
        let link = self.git.link(commit)?;
        if let Some(link) = &link {
            self.links.insert(commit, link.clone());
        }
        Ok(link)
    }

    /// The file that a commit moved the resource from, where it did.
    pub(super) fn moved_from(&self, at: &At) -> Option<&str> {
        self.moved.get(at).map(AsRef::as_ref)
    }

    fn is_over(&self) -> bool {
        is_abandoned(self.held.as_ref()) || Instant::now() > self.until
    }

    /// Where a file is in a commit.
    fn reach(&mut self, at: &At, beside: Option<&Reached>) -> Result<Reached, EngineError> {
        if let Some(known) = self.reached.get(at) {
            return Ok(known.clone());
        }
        let Some(link) = self.link(at.0)? else {
            return Err(ReadError::Missing { oid: at.0 }.into());
        };
        let reached = self.git.reach(link.tree, &at.1, beside)?;
        self.reached.insert(at.clone(), reached.clone());
        Ok(reached)
    }

    /// What a file says of the resource.
    fn said(&mut self, blob: Oid) -> Result<Version, EngineError> {
        if let Some((_, version)) = self.last.as_ref().filter(|(last, _)| *last == blob) {
            return Ok(version.clone());
        }
        let key = (blob, self.identity.clone());
        let version = match self.versions.get(&key) {
            Some(known) => known,
            None => {
                let version = match self.text(blob)? {
                    Some(text) => self.memo.version(&text, self.identity),
                    None => Version::Unreadable,
                };
                self.versions.keep(key, &version);
                version
            }
        };
        self.last = Some((blob, version.clone()));
        Ok(version)
    }

    /// The text of a file; none where it is too large or is none.
    fn text(&self, blob: Oid) -> Result<Option<String>, EngineError> {
        if self.git.blob_size(blob)? > FILE_LIMIT {
            return Ok(None);
        }
        Ok(String::from_utf8(self.git.blob(blob)?).ok())
    }

    /// Whether a file may hold the resource, readable or not.
    fn may_hold(&self, blob: Oid) -> Result<bool, EngineError> {
        let names =
            |text: &str| text.contains(&self.identity.kind) && text.contains(&self.identity.name);
        Ok(self.text(blob)?.is_none_or(|text| names(&text)))
    }

    /// The file that the resource was in before a commit brought it to `path`: one that the commit changed, and that
    /// has it no more. A copy that stays where it was is no move.
    fn look_elsewhere(
        &mut self,
        parent: Oid,
        commit: Oid,
        path: &str,
    ) -> Result<MovedFrom, EngineError> {
        let old = self.git.dir_tree(parent, self.directory)?;
        let new = self.git.dir_tree(commit, self.directory)?;
        let prefix = hedgerow_plan::prefix(self.directory);
        let mut changed: Vec<_> = self
            .git
            .diff(old, new)?
            .into_iter()
            .filter_map(|change| {
                let (blob, kind) = change.old?;
                let from = format!("{prefix}{}", change.path);
                let may_be = kind.is_file() && from != path && is_yaml(&from);
                may_be.then_some((from, blob, change.new.map(|(blob, _)| blob)))
            })
            .collect();
        // Where it most likely was first: files that are gone, of the same name, of the resource's.
        changed.sort_by_cached_key(|(from, _, now)| {
            let named = from.contains(self.identity.name.as_str());
            (now.is_some(), base_name(from) != base_name(path), !named, from.clone())
        });
        let is_all = changed.len() <= MOVED_FROM;
        let mut hidden = None;
        for (from, blob, now) in changed.into_iter().take(MOVED_FROM) {
            if self.is_over() {
                return Ok(MovedFrom::Unknown);
            }
            // Few name it: the others are not read as YAML.
            if !self.may_hold(blob)? {
                continue;
            }
            let was = self.said(blob)?;
            if was == Version::Absent {
                continue;
            }
            let stays = match now {
                Some(now) => matches!(self.said(now)?, Version::Says(_)),
                None => false,
            };
            match was {
                Version::Says(_) if !stays => return Ok(MovedFrom::File(from.into())),
                Version::Unreadable if !stays => {
                    hidden.get_or_insert(from);
                }
                Version::Says(_) | Version::Unreadable | Version::Absent => {}
            }
        }
        Ok(match hidden {
            Some(from) => MovedFrom::File(from.into()),
            None if is_all => MovedFrom::Nowhere,
            None => MovedFrom::Unknown,
        })
    }
}

impl Past for InMirror<'_> {
    type At = At;
    type Error = EngineError;

    fn when(&mut self, at: &At) -> Result<i64, EngineError> {
        Ok(self.link(at.0)?.map(|link| link.seconds).unwrap_or_default())
    }

    fn version(&mut self, at: &At) -> Result<Version, EngineError> {
        match self.reach(at, None)?.file() {
            Some(blob) => self.said(blob),
            None => Ok(Version::Absent),
        }
    }

    fn before(&mut self, at: &At) -> Result<Vec<Before<At>>, EngineError> {
        let parents = self.link(at.0)?.map(|link| link.parents).unwrap_or_default();
        let reached = self.reach(at, None)?;
        // Nobody looks here again.
        self.links.remove(&at.0);
        self.reached.remove(at);
        let mut there = Vec::with_capacity(parents.len());
        for parent in parents {
            // A shallow mirror ends somewhere; that is the end of what is known.
            if self.link(parent)?.is_none() {
                there.push(Before::Unknown);
                continue;
            }
            let before = (parent, at.1.clone());
            if self.reach(&before, Some(&reached))?.file() == reached.file() {
                return Ok(vec![Before::At(before)]);
            }
            there.push(Before::At(before));
        }
        for one in &mut there {
            let Before::At(before) = &*one else { continue };
            let (parent, before) = (before.0, before.clone());
            if self.version(&before)? != Version::Absent {
                continue;
            }
            *one = match self.look_elsewhere(parent, at.0, &at.1)? {
                MovedFrom::File(from) => {
                    self.moved.insert(at.clone(), from.clone());
                    Before::At((parent, from))
                }
                MovedFrom::Nowhere => Before::Nowhere,
                MovedFrom::Unknown => Before::Unknown,
            };
        }
        Ok(there)
    }

    fn goes_on(&mut self) -> bool {
        let more = self.left > 0 && !self.is_over();
        self.left = self.left.saturating_sub(1);
        more
    }
}
