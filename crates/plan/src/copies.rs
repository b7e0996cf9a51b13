//! Several live documents of one resource, of which a person keeps one: what a draft meets in Git then.

use hedgerow_model::{Draft, SeenCopy, Standing, hex};
use sha2::{Digest, Sha256};

use crate::combine::DocumentState;

/// What a document's own text is known by: its SHA-256, in hexadecimal digits.
#[must_use]
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// What became of the documents among which one was chosen. The numbers are places among those that are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// This one stays, and these go.
    One {
        /// The one that stays, edited since or not.
        stays: usize,
        /// Those that go: each is as it was seen.
        go: Vec<usize>,
    },
    /// Documents are there that nobody chose among, or the one to be kept is not there.
    Outdated,
}

/// How a document is found again.
#[derive(Clone, Copy)]
enum Way {
    /// In its file, as it was.
    InPlace,
    /// As it was, in any file.
    Moved,
    /// In its file, where it is the one that stays.
    Edited,
}

impl Way {
    fn finds(self, copy: &SeenCopy, path: &str, digest: &str) -> bool {
        match self {
            Self::InPlace => copy.path == path && copy.digest == digest,
            Self::Moved => copy.digest == digest,
            Self::Edited => copy.path == path && !copy.goes,
        }
    }
}

/// Finds the documents of a choice again, among the live ones that are there, each with its file and its own text.
///
/// A document that goes was seen as it is, here or in another file; the one that stays may have been edited where it
/// is. Whatever else is there was not chosen against, and is never removed.
pub fn kept(seen: &[SeenCopy], there: &[(&str, &str)]) -> Kept {
    let digests: Vec<String> = there.iter().map(|(_, text)| digest(text)).collect();
    let mut free: Vec<bool> = vec![true; there.len()];
    let mut found: Vec<Option<usize>> = vec![None; seen.len()];
    // Where it was; then anywhere else; the one that stays first, so that of equal ones that moved one is left.
    for way in [Way::InPlace, Way::Moved, Way::Edited] {
        let mut order: Vec<usize> = (0..seen.len()).filter(|one| found[*one].is_none()).collect();
        order.sort_by_key(|one| seen[*one].goes);
        for one in order {
            let is_it = |at: &usize| way.finds(&seen[one], there[*at].0, &digests[*at]);
            let at = (0..there.len()).find(|at| free[*at] && is_it(at));
            if let Some(at) = at {
                free[at] = false;
                found[one] = Some(at);
            }
        }
    }
    let stays = seen.iter().zip(&found).find_map(|(copy, at)| (*at).filter(|_| !copy.goes));
    match stays {
        Some(stays) if !free.contains(&true) => {
            let going = seen.iter().zip(&found).filter(|(copy, _)| copy.goes);
            Kept::One { stays, go: going.filter_map(|(_, at)| *at).collect() }
        }
        _ => Kept::Outdated,
    }
}

/// The documents of a resource in Git that count: the live ones; where there is none, those that cannot be read;
/// else those in comments. In the order of their files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stands(Vec<(String, DocumentState)>);

impl Stands {
    /// Of all documents of a resource, each with its file.
    pub fn of(documents: impl IntoIterator<Item = (String, DocumentState)>) -> Self {
        let mut all: Vec<(String, DocumentState)> = documents.into_iter().collect();
        let counts = Standing::COUNTS
            .into_iter()
            .find(|standing| all.iter().any(|(_, picture)| picture.standing == *standing));
        all.retain(|(_, picture)| Some(picture.standing) == counts);
        all.sort_by(|a, b| a.0.cmp(&b.0));
        Self(all)
    }

    /// The document of the resource, or that it has none; nothing where several live ones are there, of which none
    /// can be said to be it.
    #[must_use]
    pub fn only(&self) -> Option<Option<&DocumentState>> {
        let is_live = self.0.first().is_some_and(|(_, first)| first.standing == Standing::Live);
        match &self.0[..] {
            [_, _, ..] if is_live => None,
            all => Some(all.first().map(|(_, first)| first)),
        }
    }

    /// What a draft meets: as [`Stands::only`], or the document that its author keeps of several. Of several in
    /// comments it is the one that the draft was started from.
    #[must_use]
    pub fn facing(&self, draft: &Draft) -> Option<Option<&DocumentState>> {
        let is_live = self.0.first().is_some_and(|(_, first)| first.standing == Standing::Live);
        if is_live && !draft.copies.is_empty() {
            let there: Vec<(&str, &str)> =
                self.0.iter().map(|(path, it)| (path.as_str(), it.text.as_str())).collect();
            return match kept(&draft.copies, &there) {
                Kept::One { stays, .. } => Some(self.0.get(stays).map(|(_, it)| it)),
                Kept::Outdated => None,
            };
        }
        let begun = self.0.iter().find(|(_, it)| draft.base_text.as_ref() == Some(&it.text));
        match begun {
            Some((_, begun)) if !is_live => Some(Some(begun)),
            _ => self.only(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(all: &[(&str, &str, bool)]) -> Vec<SeenCopy> {
        let copy = |(path, text, goes): &(&str, &str, bool)| SeenCopy {
            path: (*path).to_owned(),
            digest: digest(text),
            goes: *goes,
        };
        all.iter().map(copy).collect()
    }

    #[test]
    fn what_goes_is_only_what_was_seen() {
        let two = seen(&[("a", "x", false), ("b", "y", true)]);
        let one = |stays, go: &[usize]| Kept::One { stays, go: go.to_vec() };
        for (why, there, expected) in [
            ("as seen", &[("a", "x"), ("b", "y")][..], one(0, &[1])),
            ("the other one is gone already", &[("a", "x")], one(0, &[])),
            ("edited where it stays", &[("a", "x2"), ("b", "y")], one(0, &[1])),
            ("both moved", &[("c", "y"), ("d", "x")], one(1, &[0])),
            ("they changed places", &[("a", "y"), ("b", "x")], one(1, &[0])),
            ("the one that goes was edited", &[("a", "x"), ("b", "y2")], Kept::Outdated),
            ("a third one came", &[("a", "x"), ("b", "y"), ("c", "x")], Kept::Outdated),
            ("the one that stays is gone", &[("b", "y")], Kept::Outdated),
            ("Git kept the other one, edited", &[("b", "y2")], Kept::Outdated),
            ("moved and edited", &[("c", "x2"), ("b", "y")], Kept::Outdated),
            ("all are gone", &[], Kept::Outdated),
        ] {
            assert_eq!(kept(&two, there), expected, "{why}");
        }
    }

    #[test]
    fn of_equal_ones_the_one_that_is_kept_stays_where_it_is() {
        let equal = seen(&[("a", "x", true), ("b", "x", false)]);
        assert_eq!(kept(&equal, &[("a", "x"), ("b", "x")]), Kept::One { stays: 1, go: vec![0] });
        // Moved: which is which cannot be told, and need not be.
        assert_eq!(kept(&equal, &[("c", "x"), ("d", "x")]), Kept::One { stays: 0, go: vec![1] });
        assert_eq!(kept(&equal, &[("c", "x")]), Kept::One { stays: 0, go: vec![] });
        let in_one_file = seen(&[("a", "x", false), ("a", "x", true), ("a", "y", true)]);
        assert_eq!(
            kept(&in_one_file, &[("a", "x"), ("a", "y"), ("a", "x")]),
            Kept::One { stays: 0, go: vec![2, 1] }
        );
    }

    fn live(text: &str) -> DocumentState {
        DocumentState { standing: Standing::Live, text: text.to_owned() }
    }

    #[test]
    fn several_live_documents_are_no_one_document() {
        let off = DocumentState { standing: Standing::CommentedOut, text: "x".to_owned() };
        let stands = |all: &[(&str, &DocumentState)]| {
            Stands::of(all.iter().map(|(path, it)| ((*path).to_owned(), (*it).clone())))
        };
        assert_eq!(stands(&[]).only(), Some(None));
        assert_eq!(stands(&[("a", &live("x"))]).only(), Some(Some(&live("x"))));
        assert_eq!(stands(&[("b", &live("y")), ("a", &live("x"))]).only(), None);
        assert_eq!(stands(&[("b", &live("y")), ("a", &off)]).only(), Some(Some(&live("y"))));
    }
}
