//! What files said of resources, by the blob: each is read once for all who ask who set what.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use hedgerow_git::Oid;
use hedgerow_model::Identity;
use hedgerow_plan::Version;
use lru::LruCache;

/// The most bytes that are kept, about: a value takes several times its text.
const BYTES: usize = 32 << 20;

/// How many times its text a value takes in memory.
const OF_TEXT: usize = 6;

/// What an entry takes beside its value.
const EACH: usize = 400;

/// How many are kept: what is not there weighs little.
const MOST: NonZeroUsize = NonZeroUsize::MIN.saturating_add(65_535);

#[derive(Debug)]
struct Kept {
    all: LruCache<(Oid, Identity), (Version, usize)>,
    bytes: usize,
}

/// What files said of resources.
#[derive(Debug)]
pub(crate) struct Versions(Mutex<Kept>);

impl Default for Versions {
    fn default() -> Self {
        Self(Mutex::new(Kept { all: LruCache::new(MOST), bytes: 0 }))
    }
}

impl Versions {
    pub(super) fn get(&self, key: &(Oid, Identity)) -> Option<Version> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.all.get(key).map(|(version, _)| version.clone())
    }

    pub(super) fn keep(&self, key: (Oid, Identity), version: &Version) {
        let weight = EACH
            + match version {
                Version::Says(value) => value.to_string().len() * OF_TEXT,
                Version::Absent | Version::Unreadable => 0,
            };
        if weight > BYTES / 4 {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += weight;
        if let Some((_, (_, before))) = kept.all.push(key, (version.clone(), weight)) {
            kept.bytes = kept.bytes.saturating_sub(before);
        }
        while kept.bytes > BYTES {
            let Some((_, (_, weight))) = kept.all.pop_lru() else { break };
            kept.bytes = kept.bytes.saturating_sub(weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hedgerow_model::Value;

    use super::*;

    #[test]
    fn what_is_kept_stays_within_its_bytes_and_the_oldest_goes_first() {
        let versions = Versions::default();
        let key = |name: &str| (Oid::EMPTY_TREE, Identity::new("g", "K", name));
        let large = Version::Says(Arc::new(Value::from("x".repeat(BYTES / OF_TEXT / 5))));
        for name in ["a", "b", "c", "d", "e", "f"] {
            versions.keep(key(name), &large);
            versions.keep(key(name), &large);
            assert_eq!(versions.get(&key(name)), Some(large.clone()));
        }
        assert_eq!(versions.get(&key("a")), None);
        assert!(versions.get(&key("f")).is_some() && versions.get(&key("e")).is_some());
        let kept = versions.0.lock().unwrap();
        assert!(kept.bytes <= BYTES, "{}", kept.bytes);
        assert_eq!(kept.bytes, kept.all.iter().map(|(_, (_, weight))| weight).sum::<usize>());
    }
}
