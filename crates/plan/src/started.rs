//! What a text was started from: the pictures of resources at a commit that was read, and what a text
//! whose beginning nobody names would put back.

use std::collections::{BTreeMap, HashSet};

use hedgerow_merge::{FieldConflict, changes, merge_values};
use hedgerow_model::{
    ConflictKind, Decision, Document, FieldPath, Identity, ListTypes, Side, Standing, Value,
};
use hedgerow_yaml::Content;

use crate::combine::Picture;
use crate::parse::limits;

/// What stood of a resource at a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stood {
    /// This document, or none.
    So(Option<Picture>),
    /// Several documents that differ, in these files.
    Twice(Vec<String>),
    /// It is in no file that can be read, and this one cannot.
    Hidden(String),
}

/// A file as it was at a commit. A content that is no text is one that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldFile {
    /// In the repository.
    pub path: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// What stood of resources at a commit: `still` are their documents in files that did not change since,
/// `old` the files that did, as they were then.
pub fn stood(
    ids: &HashSet<Identity>,
    still: &[Document],
    old: &[OldFile],
) -> BTreeMap<Identity, Stood> {
    let mut found: BTreeMap<&Identity, Vec<(&str, Picture)>> =
        ids.iter().map(|id| (id, Vec::new())).collect();
    for document in still {
        if let Some(found) = found.get_mut(&document.identity) {
            let (standing, text) = (document.standing, document.text.clone());
            found.push((&document.path, Picture { standing, text }));
        }
    }
    let mut unread: Option<&str> = None;
    for file in old {
        let Ok(text) = std::str::from_utf8(&file.content) else {
            unread = unread.or(Some(&file.path));
            continue;
        };
        for document in hedgerow_yaml::read_all(text, &limits()) {
            match &document.content {
                Content::Empty => {}
                Content::Broken(_) => unread = unread.or(Some(&file.path)),
                Content::Object(read) => {
                    let Some(id) = Identity::of(read.value()) else { continue };
                    if let Some(found) = found.get_mut(&id) {
                        let text = document.slice.own_text(text).into_owned();
                        found.push((&file.path, Picture { standing: Standing::Live, text }));
                    }
                }
            }
        }
        let wanted = |value: &Value| Identity::of(value).is_some_and(|id| ids.contains(&id));
        for off in hedgerow_yaml::commented_out(text, &wanted) {
            let Some(id) = Identity::of(&off.value) else { continue };
            if let Some(found) = found.get_mut(&id) {
                let picture = Picture { standing: Standing::CommentedOut, text: off.text };
                found.push((&file.path, picture));
            }
        }
    }
    found.into_iter().map(|(id, found)| (id.clone(), one_of(found, unread))).collect()
}

/// Live before unreadable before commented out; copies that say the same are one.
fn one_of(found: Vec<(&str, Picture)>, unread: Option<&str>) -> Stood {
    for standing in [Standing::Live, Standing::Unreadable, Standing::CommentedOut] {
        let of: Vec<&(&str, Picture)> =
            found.iter().filter(|(_, picture)| picture.standing == standing).collect();
        let Some((_, first)) = of.first() else { continue };
        if of.iter().any(|(_, picture)| picture.text != first.text) {
            return Stood::Twice(of.iter().map(|(path, _)| (*path).to_owned()).collect());
        }
        return Stood::So(Some(first.clone()));
    }
    unread.map_or(Stood::So(None), |path| Stood::Hidden(path.to_owned()))
}

/// Where a text would put back what a change in Git ended, if it were taken as it is: that change made
/// `then` to `next`, and the text says what `then` said where `now` does not. The root stands for a
/// resource that is gone.
///
/// A text that was started from `then` merges to something else at these places. What a person wrote
/// anew is none of them; texts that do not read put nothing back that can be named.
pub fn put_back(
    then: &str,
    next: Option<&str>,
    now: Option<&str>,
    text: &str,
    types: &dyn ListTypes,
) -> Vec<FieldPath> {
    let value = |text: &str| Some(hedgerow_yaml::read(text, &limits()).ok()?.into_value());
    let (Some(next), Some(now)) = (next, now) else { return vec![FieldPath::root()] };
    let (Some(then), Some(next), Some(now), Some(text)) =
        (value(then), value(next), value(now), value(text))
    else {
        return Vec::new();
    };
    let differs: Vec<FieldPath> =
        changes(&now, &text, types).into_iter().map(|change| change.path).collect();
    if differs.is_empty() {
        return Vec::new();
    }
    let mut mine = |_: &FieldConflict| Some(Decision::Take(Side::Draft));
    let merged = merge_values(Some(&then), Some(&text), Some(&next), types, &mut mine);
    // Both wrote something else: what was written last stands. But nobody writes anew what is gone.
    let gone = |(conflict, _): &(FieldConflict, Decision)| {
        (conflict.kind == ConflictKind::EditDelete).then(|| conflict.path.clone())
    };
    let mut places: Vec<FieldPath> = merged.decided.iter().filter_map(gone).collect();
    if let Some(merged) = &merged.value {
        places.extend(changes(merged, &text, types).into_iter().map(|change| change.path));
    }
    let within = |one: &FieldPath, other: &FieldPath| one.segments().starts_with(other.segments());
    places.retain(|place| differs.iter().any(|at| within(at, place) || within(place, at)));
    places
}
