//! The documents of a file that was read, and what is kept of one that cannot be: broken input never
//! deletes (law 5).

use std::collections::{BTreeMap, HashMap, HashSet};

use hedgerow_model::{Document, Finding, Identity, Severity, Standing, rule};

use super::places::{Places, is_present};
use crate::combine::DocumentState;
use crate::parse::{ParsedDocument, ParsedFile};

/// One file after it was read, beside what was in it before.
#[derive(Clone, Debug, Default)]
pub struct Arrived {
    /// What is seen in it.
    pub documents: Vec<ArrivedDocument>,
    /// What was there before and cannot be seen now, though something is there that is not
    /// understood: as unreadable.
    pub kept: Vec<Document>,
    /// Whether it cannot be read and was nowhere before: it may be a renamed one.
    pub stray: bool,
    /// What is wrong in it.
    pub findings: Vec<Finding>,
}

/// One document of a file.
#[derive(Clone, Debug)]
pub struct ArrivedDocument {
    /// How it is there.
    pub standing: Standing,
    /// Its place among those of the file with this standing, from 0.
    pub ordinal: i64,
    /// The document.
    pub parsed: ParsedDocument,
}

impl ParsedFile {
    /// Whether resources that were in it and are there no more would be kept, unless as many
    /// documents were not Kubernetes objects before: then one that is gone was taken out.
    #[must_use]
    pub fn asks_what_was_odd(&self, before: &[Document]) -> bool {
        self.odd > 0 && !self.broken && !self.missed(before).is_empty()
    }

    /// What was in it `before`, not only in comments, and is nowhere in it now.
    fn missed<'d>(&self, before: &'d [Document]) -> Vec<&'d Document> {
        let here = self.live.iter().chain(&self.commented);
        let here: HashSet<&Identity> = here.map(|parsed| &parsed.identity).collect();
        let missed = |old: &&Document| {
            old.standing != Standing::CommentedOut && !here.contains(&old.identity)
        };
        before.iter().filter(missed).collect()
    }

    /// The file beside what was in it `before`, when `odd_before` of its documents were no
    /// Kubernetes objects. A live document wins over one of the same identity in comments.
    #[must_use]
    pub fn arrive(self, before: &[Document], odd_before: usize) -> Arrived {
        let keeps = self.broken || self.odd > odd_before;
        let lost = if keeps { self.missed(before) } else { Vec::new() };
        let lost: Vec<Document> = lost.into_iter().cloned().collect();
        let stray = self.broken && before.is_empty();
        let mut seen: HashSet<Identity> = HashSet::new();
        let mut documents = Vec::with_capacity(self.live.len() + self.commented.len());
        let lots = [(Standing::Live, self.live), (Standing::CommentedOut, self.commented)];
        for (standing, lot) in lots {
            for (ordinal, parsed) in (0_i64..).zip(lot) {
                let is_new = seen.insert(parsed.identity.clone());
                if is_new || standing == Standing::Live {
                    documents.push(ArrivedDocument { standing, ordinal, parsed });
                }
            }
        }
        Arrived { documents, kept: unreadable(lost), stray, findings: self.findings }
    }
}

fn unreadable(lost: Vec<Document>) -> Vec<Document> {
    let lost = (0_i64..).zip(lost);
    lost.map(|(ordinal, old)| Document { standing: Standing::Unreadable, ordinal, ..old }).collect()
}

/// What was at a place at which something is now that is not read at all: a link, a submodule,
/// a part of a chart. As unreadable, at `path`.
#[must_use]
pub fn keep_unread(path: &str, before: &[Document]) -> Vec<Document> {
    let stood = before.iter().filter(|old| old.standing != Standing::CommentedOut);
    unreadable(stood.map(|old| Document { path: path.to_owned(), ..old.clone() }).collect())
}

/// Of what was to be kept, that which is live nowhere else: what does was moved there. It is in
/// `after` from here on.
#[must_use]
pub fn keep(kept: Vec<Document>, after: &mut Places, elsewhere: &Places) -> Vec<Document> {
    let stays = |old: &Document| {
        let live = |places: &Places| {
            places.get(&old.identity).is_some_and(|places| {
                places.iter().any(|(_, picture)| picture.standing == Standing::Live)
            })
        };
        !live(after) && !live(elsewhere)
    };
    let kept: Vec<Document> = kept.into_iter().filter(stays).collect();
    for old in &kept {
        let picture = DocumentState { standing: old.standing, text: old.text.clone() };
        after.entry(old.identity.clone()).or_default().push((old.path.clone(), picture));
    }
    kept
}

/// What is said of files that are read, or left alone, where these were and are kept.
#[must_use]
pub fn not_understood<'d>(kept: impl IntoIterator<Item = &'d Document>) -> Vec<Finding> {
    let mut files: BTreeMap<&str, Vec<&Document>> = BTreeMap::new();
    for old in kept {
        files.entry(&old.path).or_default().push(old);
    }
    let said = |(path, stood): (&str, Vec<&Document>)| {
        let more = match stood.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let first = stood.first().map(|old| old.identity.to_string()).unwrap_or_default();
        let message = format!(
            "is not a valid Kubernetes object and was {first}{more} before: that is kept as it \
             was and does not count as deleted. Fix the file, or delete it"
        );
        Finding::of_file(path, Severity::Error, rule::NOT_UNDERSTOOD, message)
    };
    files.into_iter().map(said).collect()
}

/// A file that cannot be read and was nowhere before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Where it is.
    pub path: String,
    /// What its content is known by.
    pub blob: String,
}

/// A stray file may be a renamed one: what vanished in the same ingest is kept with it, as
/// unreadable, and is in `after` from here on (law 5). With several, what was read from the same
/// content is kept with that one.
pub fn keep_strays(
    strays: &[Stray],
    before: &[Document],
    after: &mut Places,
    elsewhere: &Places,
) -> Vec<Document> {
    let Some(any) = strays.first() else { return Vec::new() };
    // The first of those with the same content.
    let by_blob: HashMap<&str, &Stray> =
        strays.iter().rev().map(|stray| (stray.blob.as_str(), stray)).collect();
    let mut ordinals: HashMap<&str, i64> = HashMap::new();
    let mut kept = Vec::new();
    for old in before.iter().filter(|old| old.standing != Standing::CommentedOut) {
        if after.contains_key(&old.identity) || is_present(elsewhere, &old.identity) {
            continue;
        }
        let stray = by_blob.get(old.blob.as_str()).copied().unwrap_or(any);
        let ordinal = ordinals.entry(&stray.path).or_default();
        let picture = DocumentState { standing: Standing::Unreadable, text: old.text.clone() };
        after.insert(old.identity.clone(), vec![(stray.path.clone(), picture)]);
        kept.push(Document {
            path: stray.path.clone(),
            blob: stray.blob.clone(),
            ordinal: *ordinal,
            standing: Standing::Unreadable,
            ..old.clone()
        });
        *ordinal += 1;
    }
    kept
}
