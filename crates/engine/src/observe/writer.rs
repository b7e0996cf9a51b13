//! What was told of a fabric's cluster is written down, in the order in which it was told.

use std::collections::{BTreeMap, BTreeSet};

use hedgerow_cluster::{Observed, Told};
use hedgerow_model::{Actual, Fabric, Identity, Value, Watched};
use hedgerow_plan::digest;
use hedgerow_schema::Catalogue;
use hedgerow_store::Transaction;
use tokio::sync::OwnedSemaphorePermit;

use super::Observe;
use super::judge::{IN_MEMORY, Judged, Passed};
use super::kind::Seen;
use crate::core::{now, on_all_processors};
use crate::error::EngineError;
use crate::views::{Event, named};

/// How long it may take until it is written how far a kind was seen in which nothing changed, in milliseconds: a process
/// that dies before hears of that again.
const IDLE: i64 = 10_000;

/// How many states of an object that changed again at once are looked at.
const PASSED: usize = 8;

/// What a bunch of news comes to.
#[derive(Debug, Default)]
struct News {
    here: BTreeMap<Identity, Observed>,
    /// What those were that changed again at once, the newest of each: an applier undoes an edit as soon as it sees it.
    passed: BTreeMap<Identity, Vec<Observed>>,
    gone: BTreeSet<Identity>,
    /// The kinds that were listed whole, with the names that they have.
    listed: BTreeMap<usize, std::collections::HashSet<String>>,
    /// The kinds of which something else is known now.
    moved: BTreeSet<usize>,
    /// The places of the pages that it was read from, until it is written.
    held: Vec<OwnedSemaphorePermit>,
}

impl News {
    fn of(seen: Vec<Seen>, states: &mut [Watched]) -> Self {
        let at = now();
        let mut news = Self::default();
        for seen in seen {
            let place = match &seen {
                // What was told of each object holds, whatever became of the list.
                Seen::Begun(_) => continue,
                Seen::Some(place, ..)
                | Seen::Listed(place, ..)
                | Seen::Told(place, _)
                | Seen::Back(place)
                | Seen::Away(place, _) => *place,
            };
            let Some(state) = states.get_mut(place) else { continue };
            news.moved.insert(place);
            if let Seen::Away(_, problem) = seen {
                state.away_since.get_or_insert(state.seen_at.unwrap_or(at));
                state.problem = Some(problem);
                continue;
            }
            match seen {
                Seen::Some(_, objects, held) => {
                    news.held.extend(held);
                    for object in objects {
                        news.here(object);
                    }
                    // A list that is not read to its end says nothing of what else there is.
                    continue;
                }
                Seen::Listed(_, version, names) => {
                    state.resource_version = Some(version);
                    state.listed_at = Some(at);
                    news.listed.insert(place, names);
                }
                Seen::Told(_, told) => {
                    state.resource_version = Some(match &told {
                        Told::Here(object) | Told::Gone(object) => object.resource_version.clone(),
                        Told::Bookmark(version) => version.clone(),
                    });
                    match told {
                        Told::Here(object) => news.here(*object),
                        Told::Gone(object) => {
                            news.here.remove(&object.identity);
                            news.passed.remove(&object.identity);
                            news.gone.insert(object.identity);
                        }
                        Told::Bookmark(_) => {}
                    }
                }
                Seen::Begun(_) | Seen::Back(_) | Seen::Away(..) => {}
            }
            state.seen_at = Some(at);
            (state.away_since, state.problem) = (None, None);
        }
        news
    }

    fn here(&mut self, object: Observed) {
        self.gone.remove(&object.identity);
        let id = object.identity.clone();
        let Some(before) = self.here.insert(id.clone(), object) else { return };
        let passed = self.passed.entry(id).or_default();
        passed.push(before);
        if passed.len() > PASSED {
            passed.remove(0);
        }
    }
}

/// What is kept of an object: its text, and the digest that tells whether it says something else than it did.
pub(crate) fn kept(seen: &Observed) -> (String, String) {
    let object = seen.object.to_string();
    let digest = digest(&object);
    (object, digest)
}

impl Observe<'_> {
    /// Writes what was told, with how far, and what follows from it. `states` are the kinds that are followed, each at
    /// its place.
    pub(super) async fn write(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        states: &mut [Watched],
        seen: Vec<Seen>,
        written: &mut i64,
    ) -> Result<(), EngineError> {
        let away = |states: &[Watched]| -> Vec<bool> {
            states.iter().map(|state| state.away_since.is_some()).collect()
        };
        let (before, listed_before) =
            (away(states), states.iter().map(|it| it.listed_at).collect::<Vec<_>>());
        let mut news = News::of(seen, states);
        // Nobody else writes what the cluster has of this fabric.
        let passed: Passed = std::mem::take(&mut news.passed)
            .into_iter()
            .map(|(id, seen)| (id, seen.iter().map(|it| Value::from(&it.object)).collect()))
            .collect();
        let changed = self.changed(fabric, std::mem::take(&mut news.here)).await?;
        let is_idle = changed.is_empty()
            && news.gone.is_empty()
            && news.listed.is_empty()
            && before == away(states);
        if is_idle && now() - *written < IDLE {
            return Ok(());
        }
        let came: BTreeSet<Identity> = changed.iter().map(|it| it.identity.clone()).collect();
        let mut tx = self.write_following(fabric.id).await?;
        for place in &news.moved {
            if let Some(state) = states.get(*place) {
                tx.set_watched(fabric.id, state).await?;
            }
        }
        let mut touched: BTreeSet<Identity> = BTreeSet::new();
        for (place, names) in std::mem::take(&mut news.listed) {
            let Some(state) = states.get(place) else { continue };
            let namespace = state.namespace_of_objects();
            for name in tx.names_of_actual(fabric.id, &state.kind, namespace).await? {
                let id = identity(state, namespace, name);
                if !names.contains(&id.name) && !came.contains(&id) {
                    news.gone.insert(id);
                }
            }
            // From now on what Git has of it and the cluster does not is missing.
            if listed_before.get(place).is_some_and(Option::is_none) {
                let all = tx.names_in_git(fabric.id, &state.kind, namespace).await?;
                let missing = all.into_iter().filter(|name| !names.contains(name));
                touched.extend(missing.map(|name| identity(state, namespace, name)));
            }
        }
        let mut moved: BTreeSet<Identity> = news.gone.clone();
        let gone: Vec<Identity> = news.gone.into_iter().collect();
        tx.remove_actual(fabric.id, &gone).await?;
        tx.set_actual(fabric.id, &changed).await?;
        moved.extend(changed.into_iter().map(|actual| actual.identity));
        touched.extend(moved.iter().cloned());
        let ids: Vec<Identity> = touched.into_iter().collect();
        let mut judged = self.judge(&mut tx, fabric, catalogue, states, (&ids, &passed)).await?;
        judged.changed.extend(moved);
        let contested = judged.contested;
        let is_news = contested || !judged.changed.is_empty() || before != away(states);
        if is_news {
            self.tell(&mut tx, fabric, judged)?;
        }
        tx.commit().await?;
        if is_news {
            self.after_judging(fabric, contested).await;
        }
        *written = now();
        Ok(())
    }

    /// The objects that say something else than they did.
    async fn changed(
        &self,
        fabric: &Fabric,
        here: BTreeMap<Identity, Observed>,
    ) -> Result<Vec<Actual>, EngineError> {
        let ids: Vec<Identity> = here.keys().cloned().collect();
        let known = self.store.digests_of_actual(fabric.id, &ids).await?;
        let at = now();
        let (mut here, mut changed) = (here.into_values(), Vec::new());
        loop {
            let some: Vec<Observed> = here.by_ref().take(IN_MEMORY).collect();
            if some.is_empty() {
                return Ok(changed);
            }
            let texts = on_all_processors(&some, kept);
            for (seen, (object, digest)) in some.into_iter().zip(texts) {
                if known.get(&seen.identity) == Some(&digest) {
                    continue;
                }
                changed.push(Actual {
                    identity: seen.identity,
                    version: seen.version,
                    uid: seen.uid,
                    resource_version: seen.resource_version,
                    generation: seen.generation,
                    digest,
                    object,
                    changed_at: at,
                });
            }
        }
    }

    /// Tells those who listen what of a fabric's cluster is another now.
    pub(super) fn tell(
        &self,
        tx: &mut Transaction,
        fabric: &Fabric,
        judged: Judged,
    ) -> Result<(), EngineError> {
        if !judged.undone.is_empty() {
            for one in &judged.undone {
                let by = one.undone.applier.as_str();
                metrics::counter!("hedgerow_edits_undone_total", "by" => by).increment(1);
            }
            let (resources, more) = named(judged.undone.iter().map(|it| it.identity.to_string()));
            let fabric = fabric.name.clone();
            self.record().emit(tx, &Event::Undone { fabric, resources, more })?;
        }
        let (resources, more) = named(judged.changed.iter().map(ToString::to_string));
        let event = Event::Cluster { fabric: fabric.name.clone(), resources, more };
        self.record().emit(tx, &event)
    }
}

fn identity(state: &Watched, namespace: &str, name: String) -> Identity {
    Identity {
        group: state.kind.group.clone(),
        kind: state.kind.kind.clone(),
        namespace: namespace.to_owned(),
        name,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use hedgerow_model::GroupKind;
    use serde_json::json;

    use super::*;

    fn state() -> Watched {
        Watched {
            kind: GroupKind::new("g", "K"),
            namespace: "default".into(),
            version: "v1".into(),
            resource_version: None,
            listed_at: None,
            seen_at: Some(5),
            away_since: None,
            problem: None,
        }
    }

    fn object(name: &str, version: &str) -> Observed {
        Observed {
            identity: Identity::new("g", "K", name),
            version: "v1".into(),
            uid: "u".into(),
            resource_version: version.into(),
            generation: None,
            object: json!({}),
            status: None,
        }
    }

    #[test]
    fn the_last_that_was_told_of_an_object_counts() {
        let mut states = [state()];
        let told = |told| Seen::Told(0, told);
        let here = |name: &str, version: &str| Told::Here(Box::new(object(name, version)));
        let gone = |name: &str, version: &str| Told::Gone(Box::new(object(name, version)));
        let seen = vec![
            Seen::Some(0, vec![object("a", "1"), object("b", "2")], None),
            Seen::Listed(0, "3".into(), HashSet::from(["a".into(), "b".into()])),
            told(gone("a", "4")),
            told(here("c", "5")),
            told(gone("c", "6")),
            told(here("c", "7")),
            told(Told::Bookmark("9".into())),
        ];
        let news = News::of(seen, &mut states);
        let here: Vec<_> = news
            .here
            .values()
            .map(|it| (it.identity.name.as_str(), it.resource_version.as_str()))
            .collect();
        assert_eq!(here, [("b", "2"), ("c", "7")]);
        assert_eq!(news.gone.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a"]);
        assert_eq!(
            news.passed.keys().map(|it| it.name.as_str()).collect::<Vec<_>>(),
            [""; 0],
            "what went came anew"
        );
        let [state] = &states;
        assert_eq!(state.resource_version.as_deref(), Some("9"));
        assert!(state.listed_at.is_some() && state.away_since.is_none());
    }

    #[test]
    fn what_an_object_was_before_it_changed_again_is_kept_within_bounds() {
        let mut states = [state()];
        let here =
            |version: usize| Seen::Told(0, Told::Here(Box::new(object("a", &version.to_string()))));
        let news = News::of((1..=PASSED + 3).map(here).collect(), &mut states);
        let passed: Vec<&str> = news.passed[&Identity::new("g", "K", "a")]
            .iter()
            .map(|it| it.resource_version.as_str())
            .collect();
        assert_eq!(
            (passed.len(), passed.first(), passed.last()),
            (PASSED, Some(&"3"), Some(&"10"))
        );
    }

    #[test]
    fn a_kind_that_is_away_is_unknown_since_it_was_last_seen_and_keeps_what_is_known() {
        let mut states = [state()];
        let half = vec![
            Seen::Some(0, vec![object("a", "1")], None),
            Seen::Away(0, "it is not reached".into()),
        ];
        News::of(half, &mut states);
        assert_eq!((states[0].away_since, states[0].listed_at), (Some(5), None));
        assert_eq!(states[0].resource_version, None, "half a list is no list");
        News::of(vec![Seen::Away(0, "still".into())], &mut states);
        assert_eq!((states[0].away_since, states[0].problem.as_deref()), (Some(5), Some("still")));
        News::of(vec![Seen::Back(0)], &mut states);
        assert_eq!((states[0].away_since, states[0].problem.as_deref()), (None, None));
        assert!(states[0].seen_at > Some(5));
        let nowhere = News::of(vec![Seen::Back(7)], &mut states);
        assert!(nowhere.moved.is_empty());
    }
}
