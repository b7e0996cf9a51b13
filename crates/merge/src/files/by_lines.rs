//! The merge of files by their lines, for what cannot be merged by what it says.
//!
//! Where the lines conflict, both sides are between markers. Where they do not, the result is read
//! and held against what both sides changed, as far as that can be read: lines that merge may still
//! be wrong.

use std::collections::BTreeSet;

use hedgerow_model::{ConflictKind, FieldPath, Identity, Value};

use super::inventory::{Doc, Inventory, Key};
use super::structured::{Merge, Sides, is_encrypted, order};
use super::told::conflict_view;
use super::why::Why;
use super::{ByLines, FileConflict, FileMerge, Files, Kinds, text_of};
use crate::changes::changes;
use crate::conflict::FieldConflict;
use crate::gitlines::{Part, Parts, differences, merge_as_git};
use crate::markers::{marked, places};
use crate::policy::Policy;

/// Merges the lines of three files.
pub(super) fn merge(
    files: Files<'_>,
    inventories: &[Inventory; 3],
    kinds: &dyn Kinds,
    policy: Policy,
    marker_size: usize,
    why: ByLines,
) -> FileMerge {
    let Files { base, ours, theirs } = files;
    let lines = merge_as_git(base.as_bytes(), ours.as_bytes(), theirs.as_bytes());
    let with_ours = |parts: &Parts<'_>| text_of(marked(&parts.settled(Policy::Ours), marker_size));
    let settled = lines.settled(policy);
    let checked = Checked { files, inventories, kinds, policy };
    if let Some(text) = settled.clean().map(text_of) {
        let agreed = lines.clean().is_some();
        let wrong = checked.wrong(&text, agreed);
        let decided = disputes(&lines, marker_size);
        if wrong.is_empty() {
            return FileMerge {
                with_ours: text.clone(),
                text,
                conflicts: Vec::new(),
                decided,
                clashing_comments: 0,
                by_lines: Some(why),
            };
        }
        // Nothing of it can be believed: each side as a whole.
        let both = differences(ours.as_bytes(), theirs.as_bytes());
        let text = text_of(marked(&both.settled(policy), marker_size));
        let (conflicts, decided) =
            if policy == Policy::Manual { (wrong, decided) } else { (Vec::new(), wrong) };
        return FileMerge {
            text,
            with_ours: if policy == Policy::Theirs { theirs } else { ours }.to_owned(),
            conflicts,
            decided,
            clashing_comments: 0,
            by_lines: Some(why),
        };
    }
    FileMerge {
        text: text_of(marked(&lines, marker_size)),
        with_ours: with_ours(&lines),
        conflicts: disputes(&lines, marker_size),
        decided: Vec::new(),
        clashing_comments: 0,
        by_lines: Some(why),
    }
}

/// The lines in dispute as conflicts, each named by its line in the marked text.
fn disputes(parts: &Parts<'_>, marker_size: usize) -> Vec<FileConflict> {
    let lines = places(parts, marker_size);
    let found = parts.disputes().zip(lines).filter_map(|(part, line)| {
        let Part::Disputed { base, ours, theirs } = part else { return None };
        let value =
            |lines: &[u8]| (!lines.is_empty()).then(|| Value::String(text_of(lines.to_vec())));
        let (base, draft, git) = (value(base), value(theirs), value(ours));
        let kind = match (&base, &draft, &git) {
            (_, None, _) => ConflictKind::DeleteEdit,
            (_, _, None) => ConflictKind::EditDelete,
            (None, ..) => ConflictKind::AddAdd,
            _ => ConflictKind::EditEdit,
        };
        let conflict = FieldConflict { path: FieldPath::root(), kind, base, draft, git };
        Some(conflict_view(None, format!("line {line}"), conflict, Why::Lines))
    });
    found.collect()
}

/// What merged lines are held against.
struct Checked<'a> {
    files: Files<'a>,
    inventories: &'a [Inventory; 3],
    kinds: &'a dyn Kinds,
    policy: Policy,
}

impl Checked<'_> {
    /// What is wrong with a text. `agreed`: no line was in dispute, so that it must say exactly what
    /// both sides changed.
    fn wrong(&self, text: &str, agreed: bool) -> Vec<FileConflict> {
        let [_, ours, theirs] = self.inventories;
        let result = Inventory::of(text);
        let readable = ours.broken.is_none() && theirs.broken.is_none();
        if let Some(error) = result.broken.clone().filter(|_| readable) {
            return vec![self.whole_file(Why::Unread(error))];
        }
        if self.is_signed() {
            return vec![self.whole_file(Why::Encrypted)];
        }
        if let Some(identity) = self.doubled(&result) {
            return vec![self.whole_file(Why::Twice(identity))];
        }
        if agreed { self.lost(&result) } else { Vec::new() }
    }

    /// Whether both sides changed a file that SOPS encrypted, of which nothing can be read.
    fn is_signed(&self) -> bool {
        let Files { base, ours, theirs } = self.files;
        let signed = |text: &str| {
            text.contains("ENC[") && text.lines().any(|line| line.trim_end() == "sops:")
        };
        let texts = [base, ours, theirs];
        let unread = self.inventories.iter().any(|inventory| inventory.broken.is_some());
        let changed = base != ours && base != theirs && ours != theirs;
        unread && changed && texts.into_iter().any(signed)
    }

    /// An identity that is more often than on any side.
    fn doubled(&self, result: &Inventory) -> Option<Identity> {
        let count = |of: &Inventory, identity: &Identity| of.all(identity).len();
        let several: BTreeSet<&Identity> = result.duplicated().collect();
        let more = several.into_iter().find(|identity| {
            self.inventories.iter().all(|side| count(side, identity) < count(result, identity))
        });
        more.cloned()
    }

    /// What the text does not say though both sides together do.
    fn lost(&self, result: &Inventory) -> Vec<FileConflict> {
        let [base, ours, theirs] = self.inventories;
        let complete = [base, ours, theirs, result].iter().all(|of| of.broken.is_none());
        let merge = Merge::new(self.files, self.kinds, self.policy);
        let mut wrong = Vec::new();
        for key in order(base, ours, theirs) {
            let sides = Sides::of(self.inventories, key);
            // Of what is on one side only nobody knows where the rest is.
            let both = sides.ours.is_some() && sides.theirs.is_some();
            let known = both && (sides.base.is_some() || base.broken.is_none());
            if !(complete || known) {
                continue;
            }
            let text = |doc: Option<&Doc>| doc.map(|doc| doc.text.clone());
            let [b, o, t] = [sides.base, sides.ours, sides.theirs].map(text);
            let changed = b != o && b != t && o != t;
            if matches!(key, Key::Text(..)) {
                continue;
            }
            if changed && is_encrypted(sides) {
                wrong.push(merge.lost(key, sides, Why::Encrypted));
                continue;
            }
            let types = merge.types(key, sides);
            let merged = merge.values(sides, &*types);
            if !merged.conflicts.is_empty() {
                let open = merged.conflicts.into_iter();
                wrong.extend(open.map(|open| merge.document_conflict(key, sides, open, &*types)));
                continue;
            }
            let found = merged
                .value
                .as_ref()
                .map_or_else(|| result.get(key), |value| result.get(&key.of_result(value)));
            let path = match (&merged.value, found) {
                (None, None) => None,
                (Some(wanted), Some(found)) => {
                    changes(wanted, found.value(), &*types).first().map(|lost| lost.path.clone())
                }
                (Some(_), None) if !complete => None,
                _ => Some(FieldPath::root()),
            };
            if let Some(path) = path {
                let document =
                    key.identity().map_or_else(|| "the document".to_owned(), Identity::to_string);
                wrong.push(merge.lost(key, sides, Why::Lost { document, path }));
            }
        }
        wrong
    }

    /// A conflict about all of the file.
    fn whole_file(&self, why: Why) -> FileConflict {
        let conflict = FieldConflict {
            path: FieldPath::root(),
            kind: ConflictKind::EditEdit,
            base: None,
            draft: None,
            git: None,
        };
        conflict_view(None, "the whole file".to_owned(), conflict, why)
    }
}
