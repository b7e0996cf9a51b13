//! What objects were found to break, kept: the same object is judged once.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use hedgerow_model::{Number, Value};
use lru::LruCache;

use super::{Objects, Verdict};

/// Most objects of a catalogue that are kept. What a verdict takes is bounded by [`LARGEST`].
const MOST: usize = 32 << 10;

/// Longest messages and fields of a verdict that is kept, in bytes. Nearly all have none.
const LARGEST: usize = 1 << 10;

/// Verdicts by the hash of what was judged. The hashes have keys of their own, so that nobody can make up two
/// objects with the same.
#[derive(Debug)]
pub(crate) struct Verdicts {
    keys: [RandomState; 2],
    known: Mutex<LruCache<[u64; 2], Arc<Verdict>>>,
}

impl Default for Verdicts {
    fn default() -> Self {
        let keys = [RandomState::new(), RandomState::new()];
        Self { keys, known: Mutex::new(LruCache::unbounded()) }
    }
}

impl Verdicts {
    /// What was found for these objects, or else is found by `judge` now. What it was judged by must follow
    /// from the objects: the schemas of a catalogue do not change.
    pub(crate) fn of(&self, objects: Objects<'_>, judge: impl FnOnce() -> Verdict) -> Arc<Verdict> {
        let hash = |keys: &RandomState| {
            let mut hasher = keys.build_hasher();
            objects.compares.hash(&mut hasher);
            feed(objects.now, &mut hasher);
            objects.before.is_some().hash(&mut hasher);
            if let Some(before) = objects.before {
                feed(before, &mut hasher);
            }
            hasher.finish()
        };
        let key = [hash(&self.keys[0]), hash(&self.keys[1])];
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(verdict) = known().get(&key) {
            return Arc::clone(verdict);
        }
        // Not under the lock: others judge meanwhile.
        let verdict = Arc::new(judge());
        let said = verdict.violations.iter().chain(&verdict.unchecked);
        if said.map(|one| one.message.len() + one.path.to_string().len()).sum::<usize>() <= LARGEST
        {
            let mut known = known();
            known.put(key, Arc::clone(&verdict));
            if known.len() > MOST {
                known.pop_lru();
            }
        }
        verdict
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.known.lock().unwrap().len()
    }
}

/// Feeds a value, so that two that differ feed different bytes.
fn feed(value: &Value, hasher: &mut impl Hasher) {
    std::mem::discriminant(value).hash(hasher);
    match value {
        Value::Null => {}
        Value::Bool(value) => value.hash(hasher),
        Value::Number(Number::Int(number)) => (0_u8, number).hash(hasher),
        Value::Number(Number::Float(number)) => (1_u8, number.to_bits()).hash(hasher),
        Value::Number(Number::Big(digits)) => (2_u8, digits).hash(hasher),
        Value::String(text) => text.hash(hasher),
        Value::List(items) => {
            items.len().hash(hasher);
            items.iter().for_each(|item| feed(item, hasher));
        }
        Value::Map(map) => {
            map.len().hash(hasher);
            for (key, value) in map {
                key.hash(hasher);
                feed(value, hasher);
            }
        }
    }
}
