//! What happened to each resource between the documents that were there and those that are.

use std::collections::{BTreeMap, BTreeSet};

use hedgerow_model::{Document, Identity, Standing};
use hedgerow_plan::Picture;

use crate::views::SyncReport;

/// Pictures of resources by identity, each with the file it stands in.
pub(super) type Places = BTreeMap<Identity, Vec<(String, Picture)>>;

/// Whether a resource stands somewhere, readable or not, and not only in comments.
pub(super) fn is_present(places: &[(String, Picture)]) -> bool {
    places.iter().any(|(_, picture)| picture.standing != Standing::CommentedOut)
}

/// What happened to each resource between the old documents and the new.
pub(super) fn compare(
    before: &[Document],
    after: &Places,
    elsewhere: &Places,
    report: &mut SyncReport,
) {
    let present = |places: Option<&Vec<(String, Picture)>>, standing: &[Standing]| {
        places.is_some_and(|places| {
            places.iter().any(|(_, picture)| standing.contains(&picture.standing))
        })
    };
    let live = [Standing::Live, Standing::Unreadable];
    let mut old: BTreeMap<&Identity, Vec<&Document>> = BTreeMap::new();
    for document in before {
        old.entry(&document.identity).or_default().push(document);
    }
    for (identity, documents) in &old {
        let (now, other) = (after.get(*identity), elsewhere.get(*identity));
        let was_live = documents.iter().any(|document| live.contains(&document.standing));
        if present(now, &live) || present(other, &live) {
            let same_text = now.is_none_or(|now| {
                now.iter().any(|(_, p)| documents.iter().any(|old| old.text == p.text))
            });
            let same_path = now.is_none_or(|now| {
                now.iter().any(|(path, _)| documents.iter().any(|old| old.path == *path))
            });
            if !was_live {
                push_name(&mut report.added, identity);
            } else {
                if !same_path {
                    push_name(&mut report.moved, identity);
                }
                if !same_text {
                    push_name(&mut report.changed, identity);
                }
            }
        } else if was_live
            && (present(now, &[Standing::CommentedOut])
                || present(other, &[Standing::CommentedOut]))
        {
            push_name(&mut report.commented_out, identity);
        } else if was_live {
            push_name(&mut report.deleted, identity);
        }
    }
    for (identity, places) in after {
        if old.contains_key(identity) || present(elsewhere.get(identity), &live) {
            continue;
        }
        if present(Some(places), &live) {
            push_name(&mut report.added, identity);
        } else if !present(elsewhere.get(identity), &[Standing::CommentedOut]) {
            push_name(&mut report.commented_out, identity);
        }
    }
}

/// The resources that stood somewhere, and now stand nowhere or in comments only.
pub(super) fn gone(before: &[Document], after: &Places, elsewhere: &Places) -> Vec<Identity> {
    let there = |places: &Places, id| places.get(id).is_some_and(|places| is_present(places));
    let gone: BTreeSet<&Identity> = before
        .iter()
        .filter(|document| document.standing != Standing::CommentedOut)
        .map(|document| &document.identity)
        .filter(|id| !there(after, *id) && !there(elsewhere, *id))
        .collect();
    gone.into_iter().cloned().collect()
}

/// The picture that counts: live before unreadable before commented out.
pub(super) fn best(
    after: Option<&Vec<(String, Picture)>>,
    elsewhere: Option<&Vec<(String, Picture)>>,
) -> Option<Picture> {
    let rank = |standing: Standing| match standing {
        Standing::Live => 0,
        Standing::Unreadable => 1,
        Standing::CommentedOut => 2,
    };
    [after, elsewhere]
        .into_iter()
        .flatten()
        .flatten()
        .min_by_key(|(path, picture)| (rank(picture.standing), path.clone()))
        .map(|(_, picture)| picture.clone())
}
fn push_name(list: &mut Vec<String>, identity: &Identity) {
    list.push(identity.to_string());
}
