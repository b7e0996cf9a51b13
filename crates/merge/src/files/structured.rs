//! The merge of files by what they say: document by document, field by field.

use std::collections::{BTreeSet, HashMap};

use hedgerow_model::{
    ConflictKind, Decision, FieldPath, GroupKind, GroupVersion, Identity, ListTypes, Side, Value,
};
use hedgerow_yaml::{Limits, read};

use super::assemble::{Kept, assemble};
use super::inventory::{Doc, Inventory, Key};
use super::settle::Settle;
use super::told::conflict_view;
use super::why::Why;
use super::{FileConflict, FileMerge, Files, Kinds, SharedTypes, text_of};
use crate::conflict::{Decide, FieldConflict};
use crate::document::{Merged, merge_read};
use crate::equal::same_reading;
use crate::error::MergeError;
use crate::gitlines::{clean_lines, merge_as_git};
use crate::order::{interleave, merge_order};
use crate::policy::Policy;
use crate::value::{MergedValue, merge_values};

/// What came out of it. Where a conflict is open, our value is.
pub(super) struct Structured {
    pub(super) text: String,
    pub(super) conflicts: Vec<FileConflict>,
    decided: Vec<FileConflict>,
    clashing_comments: usize,
}

impl Structured {
    /// The same files with their value wherever a conflict is open, and their lines as they are.
    ///
    /// # Errors
    /// When the result cannot be written without losing something.
    pub(super) fn with_theirs(
        files: Files<'_>,
        inventories: &[Inventory; 3],
        kinds: &dyn Kinds,
    ) -> Result<Self, MergeError> {
        let mut merge = Merge::new(files, kinds, Policy::Theirs);
        merge.verbatim = true;
        merge.run(inventories)
    }

    pub(super) fn into_merge(self, text: String) -> FileMerge {
        FileMerge {
            text,
            with_ours: self.text,
            conflicts: self.conflicts,
            decided: self.decided,
            clashing_comments: self.clashing_comments,
            by_lines: None,
        }
    }
}

/// Merges files that can be read.
///
/// # Errors
/// When the result cannot be written without losing something.
pub(super) fn structured(
    files: Files<'_>,
    inventories: &[Inventory; 3],
    kinds: &dyn Kinds,
    policy: Policy,
) -> Result<Structured, MergeError> {
    Merge::new(files, kinds, policy).run(inventories)
}

/// The order of the documents: a side that moved some decides; where both did, ours.
pub(super) fn order<'a>(
    base: &'a Inventory,
    ours: &'a Inventory,
    theirs: &'a Inventory,
) -> Vec<&'a Key> {
    merge_order(&base.keys, &theirs.keys, &ours.keys)
        .unwrap_or_else(|| interleave(&ours.keys, &theirs.keys))
}

/// One document as the three files have it.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) base: Option<&'a Doc>,
    pub(super) ours: Option<&'a Doc>,
    pub(super) theirs: Option<&'a Doc>,
}

impl<'a> Sides<'a> {
    pub(super) fn of([base, ours, theirs]: &'a [Inventory; 3], key: &Key) -> Self {
        Self { base: base.get(key), ours: ours.get(key), theirs: theirs.get(key) }
    }

    /// The blank lines at the end of our document, as the side has them that changed them.
    fn tail(self) -> &'a str {
        let tail = |doc: Option<&'a Doc>| doc.map(|doc| doc.tail.as_str());
        let (base, ours, theirs) = (tail(self.base), tail(self.ours), tail(self.theirs));
        let changed = if ours == base { theirs.or(ours) } else { ours };
        changed.unwrap_or_default()
    }
}

/// Whose documents are where one identity is in several.
#[derive(Clone, Copy)]
enum Winner {
    Ours,
    Theirs,
}

pub(super) struct Merge<'a> {
    pub(super) kinds: &'a dyn Kinds,
    pub(super) policy: Policy,
    pub(super) files: Files<'a>,
    /// Whether the lines of the side that a policy takes stand as they are, comments and all.
    verbatim: bool,
    found: Structured,
}

impl<'a> Merge<'a> {
    pub(super) fn new(files: Files<'a>, kinds: &'a dyn Kinds, policy: Policy) -> Self {
        let found = Structured {
            text: String::new(),
            conflicts: Vec::new(),
            decided: Vec::new(),
            clashing_comments: 0,
        };
        Self { kinds, policy, files, verbatim: false, found }
    }

    fn run(mut self, inventories: &[Inventory; 3]) -> Result<Structured, MergeError> {
        let [base, ours, theirs] = inventories;
        let disputed = self.disputes(base, ours, theirs);
        if self.files.base == self.files.ours && disputed.is_empty() {
            self.found.text = self.files.theirs.to_owned();
            return Ok(self.found);
        }
        let mut kept = Vec::new();
        for key in order(base, ours, theirs) {
            let sides = Sides::of(inventories, key);
            let result = match key.identity().and_then(|identity| disputed.get(identity)) {
                Some(Winner::Ours) => sides.ours.map(Doc::as_ours),
                Some(Winner::Theirs) => sides.theirs.map(Doc::as_theirs),
                None => self.document(key, sides)?,
            };
            kept.extend(result);
        }
        self.found.text = assemble(self.files, &kept)?;
        Ok(self.found)
    }

    /// Tells which identities stand in several documents because of this merge, and who wins.
    fn disputes(
        &mut self,
        base: &Inventory,
        ours: &Inventory,
        theirs: &Inventory,
    ) -> HashMap<Identity, Winner> {
        let mut disputed = HashMap::new();
        let several = [base, ours, theirs].into_iter().flat_map(Inventory::duplicated);
        let several: BTreeSet<&Identity> = several.collect();
        for identity in several {
            let sides = [base, ours, theirs].map(|docs| docs.all(identity));
            let [b, o, t] = [texts(&sides[0]), texts(&sides[1]), texts(&sides[2])];
            let winner = if o == t || b == t {
                Some(&o)
            } else if b == o {
                Some(&t)
            } else {
                None
            };
            // What was there before and nobody doubled is not this merge's business.
            if winner.is_some_and(|docs| docs.len() <= b.len()) {
                continue;
            }
            let values = |docs: &[&Doc]| match docs {
                [] => None,
                docs => Some(Value::List(docs.iter().map(|doc| doc.value().clone()).collect())),
            };
            let conflict = FieldConflict {
                path: FieldPath::root(),
                kind: ConflictKind::DuplicateIdentity,
                base: values(&sides[0]),
                draft: values(&sides[2]),
                git: values(&sides[1]),
            };
            let decision = self.policy.decide(&conflict);
            let theirs = decision == Some(Decision::Take(Side::Draft));
            let winner = if theirs { Winner::Theirs } else { Winner::Ours };
            disputed.insert(identity.clone(), winner);
            let why = Why::of_kind(conflict.kind);
            let conflict =
                conflict_view(Some(identity.clone()), identity.to_string(), conflict, why);
            match decision {
                None => self.found.conflicts.push(conflict),
                Some(_) => self.found.decided.push(conflict),
            }
        }
        disputed
    }

    fn document(&mut self, key: &Key, sides: Sides<'_>) -> Result<Option<Kept>, MergeError> {
        let Sides { base, ours, theirs } = sides;
        let same = |a: Option<&Doc>, b: Option<&Doc>| {
            a.map(|doc| doc.text.as_str()) == b.map(|doc| doc.text.as_str())
        };
        if same(ours, theirs) || same(base, theirs) {
            return Ok(ours.map(|ours| ours.replaced(&ours.text, sides.tail())));
        }
        if same(base, ours) {
            return Ok(theirs.map(|theirs| match ours {
                Some(ours) => ours.replaced(&theirs.text, sides.tail()),
                None => theirs.as_theirs(),
            }));
        }
        if is_encrypted(sides) {
            return Ok(self.whole(key, sides, Why::Encrypted));
        }
        let speaks = |doc: Option<&Doc>| doc.is_none_or(Doc::speaks);
        if ![base, ours, theirs].into_iter().all(speaks) {
            return Ok(self.comments(key, sides));
        }
        let known = self.types(key, sides);
        let form = self.in_one_form(key, sides, &*known);
        let merged = match &form {
            Some(form) => form.told(self.merged(form.sides(), form.types())?),
            None => self.merged(sides, &*known)?,
        };
        let types = form.as_ref().map_or(&*known as &dyn ListTypes, |form| form.types());
        self.found.clashing_comments += merged.clashing_comments;
        for conflict in merged.conflicts {
            let told = self.document_conflict(key, sides, conflict, types);
            self.found.conflicts.push(told);
        }
        for (conflict, decision) in merged.decided {
            // What its lines settled is not a conflict.
            if matches!(decision, Decision::Take(_)) {
                let told = self.document_conflict(key, sides, conflict, types);
                self.found.decided.push(told);
            }
        }
        Ok(merged.text.and_then(|text| match ours {
            Some(ours) => Some(ours.replaced(&text, sides.tail())),
            // We deleted it, and a policy has no other value for that than ours or theirs.
            None => theirs.map(Doc::as_theirs),
        }))
    }

    /// Three versions of a document, all of which say something, merged by what they say.
    fn merged(&self, sides: Sides<'_>, types: &dyn ListTypes) -> Result<Merged, MergeError> {
        let Sides { base, ours, theirs } = sides;
        let mut settle = Settle::new(self.policy, types, sides);
        let [base, theirs, ours] = [base, theirs, ours].map(|doc| doc.and_then(Doc::side));
        let merged = merge_read(base, theirs, ours, types, &mut settle)
            .or_else(|refused| self.git_lines(sides, types).ok_or(refused))?;
        Ok(self.verbatim(sides, merged, types))
    }

    /// The document's lines merged as Git does, where they say what the merge of its values says.
    fn git_lines(&self, sides: Sides<'_>, types: &dyn ListTypes) -> Option<Merged> {
        let (base, ours, theirs) = (sides.base?, sides.ours?, sides.theirs?);
        let text = clean_lines(&base.text, &ours.text, &theirs.text)?;
        let value = read(&text, &Limits::default()).ok()?.into_value();
        let merged = self.values(sides, types);
        let target = merged.value?;
        same_reading(&value, &target, types).then(|| Merged {
            text: Some(text),
            value: Some(value),
            conflicts: merged.conflicts,
            decided: merged.decided,
            way: crate::document::Way::Lines,
            clashing_comments: 0,
        })
    }

    /// The same with the lines of the side that was taken as they are, where they can.
    fn verbatim(&self, sides: Sides<'_>, merged: Merged, types: &dyn ListTypes) -> Merged {
        let sides = (sides.base, sides.ours, sides.theirs);
        let (true, (Some(base), Some(ours), Some(theirs))) = (self.verbatim, sides) else {
            return merged;
        };
        let [base, ours, theirs] = [base, ours, theirs].map(|doc| doc.text.as_bytes());
        let text = merge_as_git(base, ours, theirs).settled(self.policy).clean().map(text_of);
        let says = |text: &String| {
            let read = read(text, &Limits::default()).ok()?;
            let same = same_reading(read.value(), merged.value.as_ref()?, types);
            same.then_some(())
        };
        match text.filter(|text| says(text).is_some()) {
            Some(text) => Merged { text: Some(text), ..merged },
            None => merged,
        }
    }

    /// What a document says after the merge.
    pub(super) fn values(&self, sides: Sides<'_>, types: &dyn ListTypes) -> MergedValue {
        let mut settle = Settle::new(self.policy, types, sides);
        let [base, draft, git] = [sides.base, sides.theirs, sides.ours].map(said);
        merge_values(base, draft, git, types, &mut settle)
    }

    /// The list types of a document: those of its kind, also where it has no identity.
    pub(super) fn types(&self, key: &Key, sides: Sides<'_>) -> SharedTypes {
        self.kinds.types(kind(key, sides).as_ref())
    }

    /// Comments that are a document of their own, by their lines.
    fn comments(&mut self, key: &Key, sides: Sides<'_>) -> Option<Kept> {
        let Sides { base, ours, theirs } = sides;
        if let (Some(ours), Some(theirs)) = (ours, theirs) {
            let base = base.map(|base| base.text.as_str()).unwrap_or_default();
            if let Some(text) = clean_lines(base, &ours.text, &theirs.text) {
                return Some(ours.replaced(&text, sides.tail()));
            }
        }
        let both = ours.is_some() && theirs.is_some();
        self.whole(key, sides, if both { Why::Lines } else { Why::Comments })
    }

    /// A document of which both sides changed something and which is one value.
    fn whole(&mut self, key: &Key, sides: Sides<'_>, why: Why) -> Option<Kept> {
        let Sides { base, ours, theirs } = sides;
        let value = |doc: Option<&Doc>| {
            let text = |doc: &Doc| Value::String(doc.text.clone());
            doc.map(|doc| if doc.speaks() { doc.value().clone() } else { text(doc) })
        };
        // Seen from theirs, which a merge calls the draft.
        let kind = match (ours, theirs, base) {
            (None, ..) => ConflictKind::EditDelete,
            (_, None, _) => ConflictKind::DeleteEdit,
            (_, _, None) => ConflictKind::AddAdd,
            _ => ConflictKind::EditEdit,
        };
        let (base, draft, git) = (value(base), value(theirs), value(ours));
        let conflict = FieldConflict { path: FieldPath::root(), kind, base, draft, git };
        let decision = self.policy.decide(&conflict);
        let told = self.conflict_in(key, sides, conflict, why);
        let is_open = decision.is_none();
        if is_open {
            self.found.conflicts.push(told);
        } else {
            self.found.decided.push(told);
        }
        if decision != Some(Decision::Take(Side::Draft)) {
            return ours.map(Doc::as_ours);
        }
        match (ours, theirs) {
            (Some(ours), Some(theirs)) => Some(ours.replaced(&theirs.text, sides.tail())),
            (None, Some(theirs)) => Some(theirs.as_theirs()),
            (_, None) => None,
        }
    }
}

/// The kind of a document, also where it has no identity.
pub(super) fn kind(key: &Key, sides: Sides<'_>) -> Option<GroupKind> {
    key.identity().map(Identity::group_kind).or_else(|| {
        let value = sides.ours.or(sides.theirs).or(sides.base)?.value();
        let text = |field| value.get(field).and_then(Value::as_str);
        let group = GroupVersion::parse(text("apiVersion")?).group;
        Some(GroupKind::new(group, text("kind")?))
    })
}

/// What a document says; comments say nothing.
fn said(doc: Option<&Doc>) -> Option<&Value> {
    doc.filter(|doc| doc.speaks()).map(Doc::value)
}

/// What SOPS signed is never mixed.
pub(super) fn is_encrypted(sides: Sides<'_>) -> bool {
    let docs = [sides.base, sides.ours, sides.theirs];
    docs.into_iter().flatten().any(|doc| doc.value().is_encrypted())
}

fn texts<'a>(docs: &[&'a Doc]) -> Vec<&'a str> {
    docs.iter().map(|doc| doc.text.as_str()).collect()
}
