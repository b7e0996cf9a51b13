//! The documents of a file that was read, and what is kept of one that cannot be: broken input never
//! deletes (law 5).

use std::collections::{HashMap, HashSet};

use hedgerow_model::{Document, Finding, Identity, Standing};

use super::places::{Places, is_present};
use crate::combine::Picture;
use crate::parse::{ParsedDocument, ParsedFile};

/// One file after it was read, beside what stood in it before.
#[derive(Clone, Debug, Default)]
pub struct Arrived {
    /// What is seen in it.
    pub documents: Vec<ArrivedDocument>,
    /// What stood there before and cannot be seen now, because the file is broken: as unreadable.
    pub kept: Vec<Document>,
    /// Whether it cannot be read and stood nowhere before: it may be a renamed one.
    pub stray: bool,
    /// What is wrong in it.
    pub findings: Vec<Finding>,
}

/// One document of a file.
#[derive(Clone, Debug)]
pub struct ArrivedDocument {
    /// How it stands there.
    pub standing: Standing,
    /// Its place among those of the file with this standing, from 0.
    pub ordinal: i64,
    /// The document.
    pub parsed: ParsedDocument,
}

impl ParsedFile {
    /// The file beside what stood in it `before`. A live document wins over one of the same identity
    /// in comments.
    #[must_use]
    pub fn arrive(self, before: &[Document]) -> Arrived {
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
        let lost = before.iter().filter(|old| {
            self.broken && old.standing != Standing::CommentedOut && !seen.contains(&old.identity)
        });
        let kept = (0_i64..)
            .zip(lost)
            .map(|(ordinal, old)| Document {
                standing: Standing::Unreadable,
                ordinal,
                ..old.clone()
            })
            .collect();
        Arrived { documents, kept, stray, findings: self.findings }
    }
}

/// A file that cannot be read and stood nowhere before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Where it stands.
    pub path: String,
    /// What its content is known by.
    pub blob: String,
}

/// A stray file may be a renamed one: what vanished in the same ingest is kept with it, as
/// unreadable, and stands in `after` from here on (law 5). With several, what was read from the same
/// content is kept with that one.
pub fn keep_strays(
    strays: &[Stray],
    before: &[Document],
    after: &mut Places,
    elsewhere: &Places,
) -> Vec<Document> {
    let Some(any) = strays.first() else { return Vec::new() };
    let mut ordinals: HashMap<&str, i64> = HashMap::new();
    let mut kept = Vec::new();
    for old in before.iter().filter(|old| old.standing != Standing::CommentedOut) {
        if after.contains_key(&old.identity) || is_present(elsewhere, &old.identity) {
            continue;
        }
        let stray = strays.iter().find(|stray| stray.blob == old.blob).unwrap_or(any);
        let ordinal = ordinals.entry(&stray.path).or_default();
        let picture = Picture { standing: Standing::Unreadable, text: old.text.clone() };
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
