//! The objects that a build makes, until they are written all at once.

use std::collections::HashSet;
use std::path::Path;

use gix::objs::{Kind, Write, compute_hash};

use crate::Oid;
use crate::pack::{Body, Pack};

/// A chain of deltas longer than this costs readers more than it saves.
const LONGEST_CHAIN: u32 = 50;

/// A tree that was added, and what the next version of it needs to be stored as a difference.
pub(super) struct Stored {
    index: usize,
    text: Vec<u8>,
    chain: u32,
}

/// New objects, in the order in which they were made: bases before what builds on them.
pub(super) enum Objects {
    /// To be written as loose files.
    Few { seen: HashSet<Oid>, list: Vec<(Oid, Kind, Vec<u8>)> },
    /// To be written as one pack.
    Many { seen: HashSet<Oid>, pack: Pack },
}

impl Objects {
    pub(super) fn new(many: bool) -> Self {
        let seen = HashSet::new();
        if many {
            Self::Many { seen, pack: Pack::default() }
        } else {
            Self::Few { seen, list: Vec::new() }
        }
    }

    /// Adds an object, once.
    pub(super) fn add(&mut self, kind: Kind, data: Vec<u8>) -> Result<Oid, String> {
        let oid = id_of(kind, &data)?;
        match self {
            Self::Few { seen, list } => {
                if seen.insert(oid) {
                    list.push((oid, kind, data));
                }
            }
            Self::Many { seen, pack } => {
                if seen.insert(oid) {
                    pack.add(oid, &Body::Whole(kind, &data))?;
                }
            }
        }
        Ok(oid)
    }

    /// The id of a blob; it is added unless it is the one that is there already.
    pub(super) fn blob(&mut self, content: &[u8], there: Option<Oid>) -> Result<Oid, String> {
        let oid = id_of(Kind::Blob, content)?;
        if Some(oid) == there {
            return Ok(oid);
        }
        match self {
            Self::Few { seen, list } => {
                if seen.insert(oid) {
                    list.push((oid, Kind::Blob, content.to_vec()));
                }
            }
            Self::Many { seen, pack } => {
                if seen.insert(oid) {
                    pack.add(oid, &Body::Whole(Kind::Blob, content))?;
                }
            }
        }
        Ok(oid)
    }

    /// Adds a tree; in a pack as its difference from the version before.
    pub(super) fn tree(
        &mut self,
        text: Vec<u8>,
        before: Option<Stored>,
    ) -> Result<(Oid, Option<Stored>), String> {
        let Self::Many { seen, pack } = self else {
            return Ok((self.add(Kind::Tree, text)?, None));
        };
        let oid = id_of(Kind::Tree, &text)?;
        if !seen.insert(oid) {
            return Ok((oid, None));
        }
        let (body, chain) = match &before {
            Some(before) if before.chain < LONGEST_CHAIN => (
                Body::Difference { base: before.index, old: &before.text, new: &text },
                before.chain + 1,
            ),
            _ => (Body::Whole(Kind::Tree, &text), 0),
        };
        let index = pack.add(oid, &body)?;
        Ok((oid, Some(Stored { index, text, chain })))
    }

    /// Writes everything.
    pub(super) fn store(self, repository: &gix::Repository, mirror: &Path) -> Result<(), String> {
        match self {
            Self::Few { list, .. } => {
                for (oid, kind, data) in list {
                    if repository.objects.exists_without_refresh(&oid.to_gix()) {
                        continue;
                    }
                    repository
                        .objects
                        .write_buf_with_known_id(kind, &data, oid.to_gix())
                        .map_err(|error| error.to_string())?;
                }
                Ok(())
            }
            Self::Many { pack, .. } => pack.store(&mirror.join("objects/pack")),
        }
    }
}

fn id_of(kind: Kind, data: &[u8]) -> Result<Oid, String> {
    let id = compute_hash(gix::hash::Kind::Sha1, kind, data).map_err(|error| error.to_string())?;
    Oid::from_gix(&id).ok_or_else(|| "git's library made an id that is not SHA-1".to_owned())
}
