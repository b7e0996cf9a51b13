//! Who set what, as it was last told: asked again at the same commit, nobody walks through the history again.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use hedgerow_git::Oid;
use hedgerow_merge::leaves;
use hedgerow_model::{FabricId, FieldPath, Identity, ListTypes, Value};
use hedgerow_plan::SetBy;
use lru::LruCache;

use super::Found;

/// How many answers are kept.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);

/// The most bytes of a value whose answer is kept.
const BYTES: usize = 128 << 10;

/// What was asked: of which fabric, at which commit, in which file, of which resource.
pub(super) type Asked = (FabricId, Oid, String, Identity);

/// Who set what, as it was last told.
#[derive(Debug)]
pub(crate) struct Answers(Mutex<LruCache<Asked, Arc<Vec<Found>>>>);

impl Default for Answers {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(KEPT)))
    }
}

impl Answers {
    /// What was told of a value; not where its lists were of other types then.
    pub(super) fn get(
        &self,
        asked: &Asked,
        value: &Value,
        types: &dyn ListTypes,
    ) -> Option<Vec<Found>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = Arc::clone(kept.get(asked)?);
        drop(kept);
        let now: HashSet<FieldPath> =
            leaves(value, types).into_iter().map(|(path, _)| path).collect();
        let same =
            now.len() == found.len() && found.iter().all(|one| now.contains(&one.blamed.path));
        same.then(|| found.to_vec())
    }

    /// Keeps an answer in which nothing is unknown: what is may be found the next time.
    pub(super) fn keep(&self, asked: Asked, value: &Value, found: &[Found]) {
        let is_all = found.iter().all(|one| matches!(one.blamed.by, SetBy::Here(_)));
        if is_all && value.to_string().len() <= BYTES {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.put(asked, Arc::new(found.to_vec()));
        }
    }
}
