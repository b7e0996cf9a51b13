//! What most resources of a fabric come to: level, as they were, with nothing to write. That is seen without a
//! transaction, several at a time; all others are compared as [`judge`](super::judge) does it.
//!
//! What Git wants of a resource is read from its text, which is most of the work, and does not change until the text or
//! the definitions do: what came of it is kept from one look at a fabric to the next. What the cluster has is read anew
//! each time.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use hedgerow_drift::Imprint;
use hedgerow_model::{FabricId, Identity, Watched};
use hedgerow_plan::value_again;
use hedgerow_schema::Catalogue;
use hedgerow_store::AgreedPair;
use sha2::{Digest, Sha256};
use tokio::task::JoinSet;

use super::Observe;
use super::plain::plain_object;
use crate::error::EngineError;

/// How many resources are looked at in one piece of work.
const AT_ONCE: i64 = 500;

/// What texts come to by some definitions, of the resources that were looked at last: by the SHA-256 of a resource's name
/// and its text, some 100 bytes for each.
#[derive(Default)]
pub(super) struct Imprints {
    of: Option<Catalogue>,
    known: Arc<Known>,
}

type Known = HashMap<[u8; 32], Imprint>;

/// Looks at all resources of a fabric.
pub(super) struct Glances {
    fabric: FabricId,
    catalogue: Catalogue,
    states: Arc<[Watched]>,
    after: Option<Identity>,
    /// Those behind `after`, where they were looked up already.
    ahead: Option<Vec<Identity>>,
    is_read: bool,
    threads: usize,
    looking: JoinSet<(Glance, Known)>,
    /// From the look before.
    known: Arc<Known>,
    /// Of what was seen by this one.
    seen: Known,
}

/// Some resources that were looked at.
pub(super) struct Glance {
    /// How many they are.
    pub(super) read: usize,
    /// Those of them that are to be compared.
    pub(super) others: Vec<Identity>,
}

impl Glances {
    /// Of a fabric of which these kinds are followed, with what is known from the look before: what other definitions made of
    /// it counts for nothing. By the texts alone where that is nothing.
    pub(super) fn of(
        fabric: FabricId,
        catalogue: &Catalogue,
        states: &[Watched],
        imprints: Imprints,
    ) -> Self {
        let is_same = imprints.of.is_some_and(|of| of.is(catalogue));
        Self {
            fabric,
            catalogue: catalogue.clone(),
            states: states.into(),
            after: None,
            ahead: None,
            is_read: false,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            looking: JoinSet::new(),
            known: if is_same { imprints.known } else { Arc::default() },
            seen: Known::new(),
        }
    }

    /// What is known for the next look, once all was looked at.
    pub(super) fn imprints(self) -> Imprints {
        Imprints { of: Some(self.catalogue), known: Arc::new(self.seen) }
    }

    /// The next of them, in no particular order; `None` once there are no more.
    pub(super) async fn next(&mut self, of: &Observe<'_>) -> Result<Option<Glance>, EngineError> {
        while !self.is_read && self.looking.len() < self.threads {
            let fabric = self.fabric;
            let ids = match self.ahead.take() {
                Some(ids) => ids,
                None => of.store.compared_after(fabric, self.after.as_ref(), AT_ONCE).await?,
            };
            let Some(last) = ids.last().cloned() else {
                self.is_read = true;
                break;
            };
            // The next of them are looked up while what these say is read.
            let (pairs, ahead) = tokio::try_join!(
                of.store.agreed_pairs(fabric, self.after.as_ref(), &last, 2 * AT_ONCE),
                of.store.compared_after(fabric, Some(&last), AT_ONCE),
            )?;
            self.ahead = Some(ahead);
            self.after = Some(last);
            let (catalogue, states) = (self.catalogue.clone(), self.states.clone());
            let known = self.known.clone();
            self.looking.spawn_blocking(move || glance(ids, pairs, &states, &catalogue, &known));
        }
        let ended = |error| EngineError::Internal(format!("a worker ended early: {error}"));
        let Some((glance, seen)) = self.looking.join_next().await.transpose().map_err(ended)?
        else {
            return Ok(None);
        };
        self.seen.extend(seen);
        Ok(Some(glance))
    }
}

/// Sorts out those that are to be compared, and tells what the texts of the others come to.
fn glance(
    ids: Vec<Identity>,
    pairs: Vec<AgreedPair>,
    states: &[Watched],
    catalogue: &Catalogue,
    known: &Known,
) -> (Glance, Known) {
    let read = ids.len();
    let mut seen = Known::with_capacity(pairs.len());
    let mut level: HashSet<Identity> = HashSet::with_capacity(pairs.len());
    for pair in pairs {
        let key = key_of(&pair);
        let Some(wanted) = known.get(&key).copied().or_else(|| wanted(&pair, catalogue)) else {
            continue;
        };
        seen.insert(key, wanted);
        if is_level_still(&pair, wanted, states, catalogue) {
            level.insert(pair.identity);
        }
    }
    (Glance { read, others: ids.into_iter().filter(|id| !level.contains(id)).collect() }, seen)
}

/// What a text is known by: whose it is belongs to it, since it is to say so itself.
fn key_of(pair: &AgreedPair) -> [u8; 32] {
    let Identity { group, kind, namespace, name } = &pair.identity;
    let mut key = Sha256::new();
    for part in [group, kind, namespace, name, &pair.text] {
        key.update((part.len() as u64).to_le_bytes());
        key.update(part);
    }
    key.finalize().into()
}

/// What Git wants; nothing where its text is not that of the resource.
fn wanted(pair: &AgreedPair, catalogue: &Catalogue) -> Option<Imprint> {
    let desired = value_again(&pair.text)?;
    let is_its_own = Identity::of(&desired).as_ref() == Some(&pair.identity);
    is_its_own.then(|| Imprint::of(desired, catalogue))
}

/// Whether comparing a resource would come to nothing but what is on record.
fn is_level_still(
    pair: &AgreedPair,
    wanted: Imprint,
    states: &[Watched],
    catalogue: &Catalogue,
) -> bool {
    states.iter().any(|state| state.has(&pair.identity))
        && plain_object(&pair.object).is_some_and(|actual| wanted.is_level_with(actual, catalogue))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: \"1\"}\n";

    fn pair(name: &str, text: &str, x: &str) -> AgreedPair {
        let object = format!(
            r#"{{"apiVersion":"v1","kind":"ConfigMap","metadata":{{"name":"{name}","uid":"u"}},"data":{{"x":"{x}"}}}}"#
        );
        AgreedPair { identity: Identity::new("", "ConfigMap", name), text: text.to_owned(), object }
    }

    fn states() -> Vec<Watched> {
        vec![Watched {
            kind: hedgerow_model::GroupKind::new("", "ConfigMap"),
            namespace: Identity::DEFAULT_NAMESPACE.to_owned(),
            version: "v1".to_owned(),
            resource_version: None,
            listed_at: Some(1),
            seen_at: Some(1),
            away_since: None,
            problem: None,
        }]
    }

    /// How many have to be compared, and how many texts are known then.
    fn looked(pair: AgreedPair, states: &[Watched], known: &Known) -> (usize, Known) {
        let ids = vec![pair.identity.clone()];
        let (glance, seen) = glance(ids, vec![pair], states, &Catalogue::builtin(), known);
        assert_eq!(glance.read, 1);
        (glance.others.len(), seen)
    }

    #[test]
    fn what_is_known_of_a_text_is_used_for_that_text_of_that_resource_only() {
        let states = states();
        let (others, known) = looked(pair("a", TEXT, "1"), &states, &Known::new());
        assert_eq!((others, known.len()), (0, 1));
        // The same again, whatever the cluster has by then.
        for (x, differ) in [("1", 0), ("2", 1)] {
            let (others, again) = looked(pair("a", TEXT, x), &states, &known);
            assert_eq!((others, &again), (differ, &known), "{x}");
        }
        let edited = TEXT.replace("\"1\"", "\"2\"");
        let (others, other) = looked(pair("a", &edited, "1"), &states, &known);
        assert_eq!((others, other.len()), (1, 1), "another text is read");
        assert_ne!(other, known, "and what is no longer there is forgotten");
        let (others, none) = looked(pair("b", TEXT, "1"), &states, &known);
        assert_eq!((others, none.len()), (1, 0), "the text is another resource's");
        assert_eq!(looked(pair("a", TEXT, "1"), &[], &known).0, 1, "its kind is not followed");
        assert_eq!(looked(pair("a", "kind: [", "1"), &states, &known).0, 1, "it is no text");
        // It is what is known that is used.
        let key = key_of(&pair("a", TEXT, "1"));
        let of_edited = wanted(&pair("a", &edited, "1"), &Catalogue::builtin()).unwrap();
        let wrong = Known::from([(key, of_edited)]);
        assert_eq!(looked(pair("a", TEXT, "2"), &states, &wrong).0, 0);
    }

    #[test]
    fn what_other_definitions_made_of_a_text_counts_for_nothing() {
        let catalogue = Catalogue::builtin();
        let (other, problems) = Catalogue::with_crds(&[]);
        assert!(problems.is_empty() && !other.is(&catalogue));
        let known = looked(pair("a", TEXT, "1"), &states(), &Known::new()).1;
        for (of, is_kept) in [(&catalogue, true), (&other, false)] {
            let imprints = Imprints { of: Some(catalogue.clone()), known: Arc::new(known.clone()) };
            let glances = Glances::of(FabricId(1), of, &states(), imprints);
            assert_eq!(glances.known.len(), usize::from(is_kept));
        }
    }
}
