//! What happened to each resource between the documents that were there and those that are.

use std::collections::{BTreeMap, HashSet};

use hedgerow_model::{Document, Earlier, Identity, Millis, Standing};

use super::places::{Places, best, is_present, stands};
use crate::combine::DocumentState;

/// What happened to resources. One that is in none of the lists is as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Happened {
    /// They are live and were not.
    pub added: Vec<Identity>,
    /// They stay, with another text.
    pub changed: Vec<Identity>,
    /// They stay, in another file.
    pub moved: Vec<Identity>,
    /// They were live and stand nowhere.
    pub deleted: Vec<Identity>,
    /// They are in comments and were live or nowhere.
    pub commented_out: Vec<Identity>,
    /// They were somewhere, and are now nowhere or in comments only: who refers to them refers to
    /// nothing.
    pub gone: Vec<Identity>,
}

/// What happened to each resource of some files: `before` was in them, `after` is in them now,
/// `elsewhere` is what the other files have of the same resources. What is kept as unreadable is
/// as if it were live.
pub fn happened(before: &[Document], after: &Places, elsewhere: &Places) -> Happened {
    let mut happened = Happened::default();
    let mut old: BTreeMap<&Identity, Vec<&Document>> = BTreeMap::new();
    for document in before {
        old.entry(&document.identity).or_default().push(document);
    }
    let commented = |places: &Places, id| stands(places, id, &[Standing::CommentedOut]);
    for (&identity, documents) in &old {
        let was_there =
            documents.iter().any(|document| document.standing != Standing::CommentedOut);
        let is_there = is_present(after, identity) || is_present(elsewhere, identity);
        match (was_there, is_there) {
            (false, true) => happened.added.push(identity.clone()),
            (true, true) => {
                if let Some(now) = after.get(identity) {
                    note_edits(identity, documents, now, &mut happened);
                }
            }
            (true, false) => {
                happened.gone.push(identity.clone());
                if commented(after, identity) || commented(elsewhere, identity) {
                    happened.commented_out.push(identity.clone());
                } else {
                    happened.deleted.push(identity.clone());
                }
            }
            (false, false) => {}
        }
    }
    for identity in after.keys() {
        if old.contains_key(identity) || is_present(elsewhere, identity) {
            continue;
        }
        if is_present(after, identity) {
            happened.added.push(identity.clone());
        } else if !commented(elsewhere, identity) {
            happened.commented_out.push(identity.clone());
        }
    }
    happened
}

/// Whether a resource that stays has another text, or is in another file.
fn note_edits(
    identity: &Identity,
    before: &[&Document],
    now: &[(String, DocumentState)],
    happened: &mut Happened,
) {
    // An identity may be in very many documents: by sets, not each beside each.
    let paths: HashSet<&str> = before.iter().map(|old| old.path.as_str()).collect();
    if !now.iter().any(|(path, _)| paths.contains(path.as_str())) {
        happened.moved.push(identity.clone());
    }
    let texts: HashSet<&str> = before.iter().map(|old| old.text.as_str()).collect();
    if !now.iter().any(|(_, picture)| texts.contains(picture.text.as_str())) {
        happened.changed.push(identity.clone());
    }
}

/// What was said of each resource and is not said any more: its picture before, where that is not the
/// one that counts now. It held at the first commit of `commits` and no longer at the second, which is
/// read at `at`.
pub fn ended(
    before: &[Document],
    after: &Places,
    elsewhere: &Places,
    commits: (&str, &str),
    at: Millis,
) -> Vec<Earlier> {
    let mut stood = Places::new();
    for document in before {
        let picture = DocumentState { standing: document.standing, text: document.text.clone() };
        let of = stood.entry(document.identity.clone()).or_default();
        of.push((document.path.clone(), picture));
    }
    let said = |(identity, picture): (Identity, DocumentState)| Earlier {
        identity,
        standing: picture.standing,
        text: picture.text,
        held_at: commits.0.to_owned(),
        until: commits.1.to_owned(),
        at,
    };
    let mut ended = Vec::new();
    for identity in stood.keys() {
        let Some(then) = best(&stood, elsewhere, identity) else { continue };
        let now = best(after, elsewhere, identity);
        let same = now.as_ref().is_some_and(|now| now.text == then.text);
        if !same {
            ended.push(said((identity.clone(), then)));
        }
    }
    ended
}
