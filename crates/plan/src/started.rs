//! What a text was started from: the pictures of resources at a commit that was read, and what a text
//! whose beginning nobody names would put back.

use std::collections::{BTreeMap, HashSet};

use hedgerow_merge::changes;
use hedgerow_model::{Document as Row, FieldPath, Identity, ListTypes, Standing, Value};
use hedgerow_yaml::Document;

use crate::combine::DocumentState;
use crate::parse::limits;
use crate::past::{Met, each_document};

/// What was of a resource at a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stood {
    /// This document, or none.
    So(Option<DocumentState>),
    /// Several documents that differ, in these files.
    Twice(Vec<String>),
    /// It is in no file that can be read, and this one cannot.
    Hidden(String),
}

/// A file as it was at a commit. A content that is not text is one that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldFile {
    /// In the repository.
    pub path: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// What was of resources at a commit: `still` are their documents in files that did not change since,
/// `old` the files that did, as they were then.
pub fn stood(ids: &HashSet<Identity>, still: &[Row], old: &[OldFile]) -> BTreeMap<Identity, Stood> {
    let mut found: BTreeMap<&Identity, Vec<(&str, DocumentState)>> =
        ids.iter().map(|id| (id, Vec::new())).collect();
    for document in still {
        if let Some(found) = found.get_mut(&document.identity) {
            let (standing, text) = (document.standing, document.text.clone());
            found.push((&document.path, DocumentState { standing, text }));
        }
    }
    let mut unread: Option<&str> = None;
    let wanted = |value: &Value| Identity::of(value).is_some_and(|id| ids.contains(&id));
    for file in old {
        each_document(file, &wanted, &mut |met| {
            let (id, picture) = match met {
                Met::Object { value, text, .. } => {
                    (Identity::of(value), DocumentState { standing: Standing::Live, text })
                }
                Met::Unread { .. } => {
                    unread = unread.or(Some(&file.path));
                    return;
                }
                Met::Off(off) => {
                    let standing = Standing::CommentedOut;
                    (Identity::of(&off.value), DocumentState { standing, text: off.text })
                }
            };
            // Where something is that is not an object, one may have been for whoever read it.
            let Some(id) = id else {
                unread = unread.or(Some(&file.path));
                return;
            };
            if let Some(found) = found.get_mut(&id) {
                found.push((&file.path, picture));
            }
        });
    }
    found.into_iter().map(|(id, found)| (id.clone(), one_of(found, unread))).collect()
}

/// Live before unreadable before commented out; copies that say the same are one.
fn one_of(found: Vec<(&str, DocumentState)>, unread: Option<&str>) -> Stood {
    for standing in Standing::COUNTS {
        let of: Vec<&(&str, DocumentState)> =
            found.iter().filter(|(_, picture)| picture.standing == standing).collect();
        let Some((_, first)) = of.first() else { continue };
        if of.iter().any(|(_, picture)| picture.text != first.text) {
            return Stood::Twice(of.iter().map(|(path, _)| (*path).to_owned()).collect());
        }
        return Stood::So(Some(first.clone()));
    }
    unread.map_or(Stood::So(None), |path| Stood::Hidden(path.to_owned()))
}

/// Where a text, if it were taken as it is, would take back what a change in Git brought: that change made
/// `then` to `next`, `now` still says what it brought, and the text says something else. The root stands
/// for a resource that is gone, and for comments that belong to all of it.
///
/// A text that was started from `then` merges to something else at these places, or conflicts there. Texts
/// that do not read take nothing back that can be named.
pub fn put_back(
    then: &str,
    next: Option<&str>,
    now: Option<&str>,
    text: &str,
    types: &dyn ListTypes,
) -> Vec<FieldPath> {
    let read = |text: &str| hedgerow_yaml::read(text, &limits()).ok();
    let (Some(next), Some(now)) = (next, now) else { return vec![FieldPath::root()] };
    let (Some(then_read), Some(next_read), Some(now_read), Some(text_read)) =
        (read(then), read(next), read(now), read(text))
    else {
        return Vec::new();
    };
    let paths = |from: &Document, to: &Document| -> Vec<FieldPath> {
        changes(from.value(), to.value(), types).into_iter().map(|change| change.path).collect()
    };
    let within = |one: &FieldPath, other: &FieldPath| one.segments().starts_with(other.segments());
    let meet = |one: &FieldPath, other: &FieldPath| within(one, other) || within(other, one);
    let brought = paths(&then_read, &next_read);
    let since = paths(&next_read, &now_read);
    let mut places = paths(&now_read, &text_read);
    places.retain(|at| {
        brought.iter().any(|by| meet(at, by)) && !since.iter().any(|other| meet(at, other))
    });
    // What people wrote beside the values, where the values stay.
    let told = |text: &str, read: &Document| hedgerow_yaml::comments_of(text, read, types);
    let [then, next, now, text] = [
        told(then, &then_read),
        told(next, &next_read),
        told(now, &now_read),
        told(text, &text_read),
    ];
    let new = next
        .iter()
        .filter(|(at, said)| then.get(*at) != Some(*said) && now.get(*at) == Some(*said));
    let lost = new.filter(|(at, said)| text.get(*at) != Some(*said)).map(|(at, _)| at.clone());
    let known: Vec<FieldPath> = lost.filter(|at| !places.contains(at)).collect();
    places.extend(known);
    places
}
