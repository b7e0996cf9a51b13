//! Broken input never deletes; each resource is told of once.

use std::collections::{BTreeMap, BTreeSet};

use hedgerow_model::{Document, Standing};
use hedgerow_plan::{DocumentState, Happened, Places, Stray, happened, is_present, keep_strays};
use proptest::prelude::*;

use crate::arriving::{described, file, row};
use crate::strategies::{cases, name};
use crate::support::id;

/// A file now: whether it is broken, and which resources are seen in it, live or in comments.
type Now = (bool, BTreeMap<u8, bool>);

fn now() -> impl Strategy<Value = Option<Now>> {
    let seen = prop::collection::btree_map(0..4u8, any::<bool>(), 0..3);
    prop::option::weighted(0.8, (any::<bool>(), seen))
}

fn standing() -> impl Strategy<Value = Standing> {
    prop::sample::select(Standing::ALL.to_vec())
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn broken_input_never_deletes(
        before in prop::collection::vec((0..4u8, 0..2u8, standing()), 0..6),
        files in prop::collection::vec(now(), 3),
        elsewhere in prop::collection::btree_map(0..4u8, standing(), 0..2),
    ) {
        // Files 0 and 1 had something, 2 is new; a file that had nothing is new as well.
        let path = |n: usize| format!("{n}.yaml");
        let before: Vec<Document> = before
            .iter()
            .map(|(resource, file, standing)| {
                row(&name(*resource), &path((*file).into()), *standing, "t")
            })
            .collect();
        let mut others = Places::new();
        for (resource, standing) in elsewhere {
            let picture = DocumentState { standing, text: "t".into() };
            others.insert(id(&name(resource)), vec![("other.yaml".into(), picture)]);
        }
        let (mut after, mut strays) = (Places::new(), Vec::new());
        let mut safe = BTreeSet::new();
        for (n, now) in files.into_iter().enumerate() {
            let Some((broken, resources)) = now else { continue };
            let stood: Vec<Document> =
                before.iter().filter(|it| it.path == path(n)).cloned().collect();
            let names: Vec<(String, bool)> =
                resources.into_iter().map(|(n, live)| (name(n), live)).collect();
            let of = |live: bool| -> Vec<&str> {
                let found = names.iter().filter(|it| it.1 == live);
                found.map(|it| it.0.as_str()).collect()
            };
            let arrived = file(&of(true), &of(false), broken).arrive(&stood, 0);
            if arrived.stray {
                strays.push(Stray { path: path(n), blob: "b".into() });
            }
            if broken {
                let was = stood.iter().filter(|it| it.standing != Standing::CommentedOut);
                let unseen = was.filter(|it| names.iter().all(|seen| id(&seen.0) != it.identity));
                safe.extend(unseen.map(|it| it.identity.clone()));
            }
            let seen = arrived.documents.into_iter().map(|it| (it.parsed.identity, it.standing));
            let kept = arrived.kept.into_iter().map(|it| (it.identity, it.standing));
            for (identity, standing) in seen.chain(kept) {
                let picture = DocumentState { standing, text: "t".into() };
                after.entry(identity).or_default().push((path(n), picture));
            }
        }
        keep_strays(&strays, &before, &mut after, &others);
        let Happened { deleted, gone, .. } = happened(&before, &after, &others);
        prop_assert!(gone.iter().all(|it| !safe.contains(it)), "{safe:?} and gone {gone:?}");
        prop_assert!(strays.is_empty() || deleted.is_empty(), "{strays:?}, deleted {deleted:?}");
    }

    #[test]
    fn each_resource_is_told_of_once_and_what_stands_as_it_stood_not_at_all(
        before in prop::collection::vec((0..4u8, 0..3u8, standing(), 0..2u8), 0..8),
        now in prop::collection::vec((0..4u8, 0..3u8, standing(), 0..2u8), 0..8),
        elsewhere in prop::collection::vec((0..4u8, standing()), 0..3),
    ) {
        let rows = |all: &[(u8, u8, Standing, u8)]| -> Vec<Document> {
            let row = |it: &(u8, u8, Standing, u8)| {
                row(&name(it.0), &format!("{}.yaml", it.1), it.2, &it.3.to_string())
            };
            all.iter().map(row).collect()
        };
        let standing_in = |rows: &[Document]| {
            let mut places = Places::new();
            for it in rows {
                let picture = DocumentState { standing: it.standing, text: it.text.clone() };
                places.entry(it.identity.clone()).or_default().push((it.path.clone(), picture));
            }
            places
        };
        let (before, after) = (rows(&before), standing_in(&rows(&now)));
        let there_before = standing_in(&before);
        prop_assert_eq!(described(&happened(&before, &there_before, &Places::new())), "");
        let mut others = Places::new();
        for (resource, standing) in elsewhere {
            let picture = DocumentState { standing, text: "t".into() };
            others.entry(id(&name(resource))).or_default().push(("other.yaml".into(), picture));
        }
        let happened = happened(&before, &after, &others);
        for resource in (0..4).map(|n| id(&name(n))) {
            let within = |list: &[hedgerow_model::Identity]| list.contains(&resource);
            let was = is_present(&there_before, &resource);
            let is = is_present(&after, &resource) || is_present(&others, &resource);
            let anywhere = after.contains_key(&resource) || others.contains_key(&resource);
            let told = [&happened.added, &happened.deleted, &happened.commented_out];
            let edited = within(&happened.changed) || within(&happened.moved);
            let count = told.iter().filter(|list| within(list)).count() + usize::from(edited);
            prop_assert!(count <= 1, "{resource} in {happened:?}");
            prop_assert_eq!(within(&happened.gone), was && !is);
            prop_assert_eq!(within(&happened.deleted), was && !anywhere);
            prop_assert!(!within(&happened.added) || (is && !was));
            prop_assert!(!within(&happened.commented_out) || !is);
            prop_assert!(!edited || (is && was));
        }
    }
}
