//! A resource that comes back to a file: it stands again where it stood, as if it had never been away.

use hedgerow_merge::{Policy, merge_raw};
use hedgerow_model::{Identity, Value};

use crate::combine::DocumentState;
use crate::file_edit::{self, verify};
use crate::memo::{At, Entry, Memo};

/// As long as Git writes them; nothing that has some is taken.
const MARKERS: usize = 7;

/// Where a resource stood that Git has no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastPlace {
    /// The file.
    pub path: String,
    /// Its text when the resource was in it last.
    pub text: String,
}

impl LastPlace {
    /// The other resources of the file, also those in comments.
    pub(crate) fn others(&self, memo: &Memo, identity: &Identity) -> Vec<Identity> {
        others(memo, &self.text, identity)
    }

    /// Whether the file said something of the resource.
    pub(crate) fn has(&self, memo: &Memo, identity: &Identity) -> bool {
        memo.find(&self.text, identity).is_some()
    }
}

fn others(memo: &Memo, file: &str, identity: &Identity) -> Vec<Identity> {
    let entries = memo.entries(file);
    let named = entries.iter().filter_map(|(_, entry)| match &**entry {
        Entry::Object(Some(other), _) => Some(other.clone()),
        _ => None,
    });
    let is_one = |value: &Value| Identity::of(value).is_some();
    let off = hedgerow_yaml::commented_out(file, &is_one);
    let off = off.into_iter().filter_map(|found| Identity::of(&found.value));
    named.chain(off).filter(|other| other != identity).collect()
}

/// The text of a file in which a resource stands again; `file` is without it, `None` where the file is gone.
///
/// What the file has gained since is merged, line by line, with what the resource was to the documents that it still
/// has; where that does not tell its place, it goes next to the document beside which it was, and behind everything
/// where none of those is left.
///
/// # Errors
/// As [`file_edit::set`].
pub(crate) fn put_back(
    memo: &Memo,
    file: Option<&str>,
    then: &str,
    identity: &Identity,
    target: &DocumentState,
) -> Result<Option<String>, String> {
    let now = file.unwrap_or_default();
    let proven = |text: &String| {
        let own = memo.find(text, identity).map(|found| found.text);
        verify(memo, now, text, identity, Some(target)).is_ok()
            // No comment of a neighbour became its own.
            && own.is_some_and(|own| own.trim_end() == target.text.trim_end())
    };
    if let Some(text) = between_its_lines(memo, now, then, identity, target).filter(proven) {
        return Ok(Some(text));
    }
    if let Some(text) = beside_its_neighbour(memo, now, then, identity, target).filter(proven) {
        return Ok(Some(text));
    }
    file_edit::set(memo, now, identity, Some(target))
}

fn between_its_lines(
    memo: &Memo,
    now: &str,
    then: &str,
    identity: &Identity,
    target: &DocumentState,
) -> Option<String> {
    let mut then = then.to_owned();
    for other in others(memo, &then, identity) {
        if memo.find(now, &other).is_none() {
            then = file_edit::set(memo, &then, &other, None).ok()??;
        }
    }
    let with = file_edit::set(memo, &then, identity, Some(target)).ok()??;
    let without = file_edit::set(memo, &then, identity, None).ok()?.unwrap_or_default();
    if without == now {
        return Some(with);
    }
    let [without, now, with] = [&*without, now, &*with].map(str::as_bytes);
    let merged = merge_raw(without, now, with, Policy::Manual, MARKERS)?;
    if merged.conflicts > 0 {
        return None;
    }
    String::from_utf8(merged.text).ok()
}

fn beside_its_neighbour(
    memo: &Memo,
    now: &str,
    then: &str,
    identity: &Identity,
    target: &DocumentState,
) -> Option<String> {
    let documents: Vec<_> = memo
        .entries(then)
        .into_iter()
        .filter(|(at, _)| matches!(at, At::Document(_)))
        .map(|(_, entry)| entry)
        .collect();
    let own = documents.iter().position(|entry| entry.is(identity))?;
    let place_of = |entry: &Entry| match entry {
        Entry::Object(Some(neighbour), _) => match memo.live_place(now, neighbour)? {
            At::Document(index) => Some(index),
            At::Item(..) => None,
        },
        _ => None,
    };
    let above = documents[..own].iter().rev().find_map(|entry| place_of(entry)).map(|at| at + 1);
    let index = above.or_else(|| documents[own + 1..].iter().find_map(|entry| place_of(entry)))?;
    hedgerow_yaml::insert_document(now, index, &file_edit::text_of(target)).ok()
}
