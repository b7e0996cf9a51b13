//! The three-way merge of whole files, offline: it fits as a Git merge driver.
//!
//! Documents are matched by identity, each pair of changes is merged alone, and documents that
//! nobody touched stay byte for byte. Ours is what the result is built on. Conflict markers are
//! never written, since they would break the YAML for every other reader: where a conflict is
//! open, our value stands, and the conflict is in the report.

mod assemble;
mod inventory;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use hedgerow_model::{
    AllAtomic, ConflictKind, Decision, FieldPath, GroupKind, Identity, ListTypes, Value,
};
use hedgerow_yaml::commented_out;
use serde::{Serialize, Serializer};

use crate::conflict::{Decide, FieldConflict};
use crate::document::merge_read;
use crate::error::{Input, MergeError};
use crate::order::{interleave, merge_order};
use crate::policy::Policy;
use assemble::{Files, Kept, assemble};
use inventory::{Doc, Inventory, Key, match_moved, match_unnamed};

/// Tells the list types of each kind of resource.
pub type TypesFor<'a> = dyn Fn(&GroupKind) -> SharedTypes + 'a;

/// The list types of one kind, as a catalogue of schemas hands them out.
pub type SharedTypes = Arc<dyn ListTypes + Send + Sync>;

/// What came out of a merge of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMerge {
    /// The merged file. Where a conflict is open, our value stands.
    pub text: String,
    /// What somebody must decide.
    pub conflicts: Vec<FileConflict>,
    /// What the policy decided, and how.
    pub decided: Vec<FileConflict>,
    /// In how many places both sides wrote different comments; both stand there.
    pub clashing_comments: usize,
}

/// A conflict, and the document that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileConflict {
    /// The document in words: its identity, else its number in our file.
    pub document: String,
    /// The document's identity, where it has one.
    pub identity: Option<Identity>,
    /// The conflict. Its draft is ours, its `git` is theirs.
    pub conflict: FieldConflict,
}

/// As reports show it: `document`, `kind`, `namespace`, `name`, `path`, `conflict`, `base`, `ours`,
/// `theirs`; what is not there is null.
impl Serialize for FileConflict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            document: &'a str,
            group: Option<&'a str>,
            kind: Option<&'a str>,
            namespace: Option<&'a str>,
            name: Option<&'a str>,
            path: &'a FieldPath,
            conflict: ConflictKind,
            base: &'a Option<Value>,
            ours: &'a Option<Value>,
            theirs: &'a Option<Value>,
        }
        let identity = self.identity.as_ref();
        Row {
            document: &self.document,
            group: identity.map(|identity| identity.group.as_str()),
            kind: identity.map(|identity| identity.kind.as_str()),
            namespace: identity.map(|identity| identity.namespace.as_str()),
            name: identity.map(|identity| identity.name.as_str()),
            path: &self.conflict.path,
            conflict: self.conflict.kind,
            base: &self.conflict.base,
            ours: &self.conflict.draft,
            theirs: &self.conflict.git,
        }
        .serialize(serializer)
    }
}

/// Merges what `theirs` changed since `base` into `ours`.
///
/// One identity in several documents, where the sides do not agree about it, is a conflict of the
/// kind `duplicate identity`; our documents stand. A resource that one side commented out and the
/// other edited is one of the kind `commented out/edit`.
///
/// # Errors
/// When a document of any side cannot be read (the place counts lines of that file), or the result
/// cannot be written without losing something.
pub fn merge_files(
    base: &str,
    ours: &str,
    theirs: &str,
    types_for: &TypesFor<'_>,
    policy: Policy,
) -> Result<FileMerge, MergeError> {
    let mut inventories = [
        Inventory::of(base, Input::Base)?,
        Inventory::of(ours, Input::Ours)?,
        Inventory::of(theirs, Input::Theirs)?,
    ];
    match_moved(&mut inventories);
    match_unnamed(&mut inventories);
    let [base_docs, our_docs, their_docs] = &inventories;
    let found = FileMerge {
        text: String::new(),
        conflicts: Vec::new(),
        decided: Vec::new(),
        clashing_comments: 0,
    };
    let mut merge = Merge { types_for, policy, hidden: Hidden { ours, theirs }, found };
    let disputed = merge.disputes(base_docs, our_docs, their_docs);
    if base == ours {
        merge.found.text = theirs.to_owned();
        return Ok(merge.found);
    }
    let mut kept = Vec::new();
    for key in order(base_docs, our_docs, their_docs) {
        let sides = Sides {
            base: base_docs.get(key),
            ours: our_docs.get(key),
            theirs: their_docs.get(key),
        };
        let result = match key.identity().and_then(|identity| disputed.get(identity)) {
            Some(Winner::Ours) => sides.ours.map(Doc::as_ours),
            Some(Winner::Theirs) => sides.theirs.map(Doc::as_theirs),
            None => merge.document(key, sides)?,
        };
        kept.extend(result);
    }
    merge.found.text = assemble(Files { base, ours, theirs }, &kept)?;
    Ok(merge.found)
}

/// The order of the documents: a side that moved some decides; where both did, ours.
fn order<'a>(base: &'a Inventory, ours: &'a Inventory, theirs: &'a Inventory) -> Vec<&'a Key> {
    merge_order(&base.keys, &theirs.keys, &ours.keys)
        .unwrap_or_else(|| interleave(&ours.keys, &theirs.keys))
}

/// One document as the three files have it.
#[derive(Clone, Copy)]
struct Sides<'a> {
    base: Option<&'a Doc>,
    ours: Option<&'a Doc>,
    theirs: Option<&'a Doc>,
}

impl<'a> Sides<'a> {
    /// The blank lines at the end of our document, as the side has them that changed them.
    fn tail(self) -> &'a str {
        let tail = |doc: Option<&'a Doc>| doc.map(|doc| doc.tail.as_str());
        let (base, ours, theirs) = (tail(self.base), tail(self.ours), tail(self.theirs));
        let changed = if ours == base { theirs.or(ours) } else { ours };
        changed.unwrap_or_default()
    }
}

/// Whose documents stand where one identity is in several.
#[derive(Clone, Copy)]
enum Winner {
    Ours,
    Theirs,
}

struct Merge<'a> {
    types_for: &'a TypesFor<'a>,
    policy: Policy,
    hidden: Hidden<'a>,
    found: FileMerge,
}

impl Merge<'_> {
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
            if winner.is_none() {
                let theirs = decision == Some(Decision::Take(hedgerow_model::Side::Draft));
                let winner = if theirs { Winner::Theirs } else { Winner::Ours };
                disputed.insert(identity.clone(), winner);
            }
            let conflict = self.tell(Some(identity.clone()), identity.to_string(), conflict);
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
        let encrypted = |doc: Option<&Doc>| doc.is_some_and(|doc| doc.value().is_encrypted());
        if [base, ours, theirs].into_iter().any(encrypted) {
            return Ok(self.whole(key, sides));
        }
        let types: SharedTypes = match key.identity() {
            Some(identity) => (self.types_for)(&identity.group_kind()),
            None => Arc::new(AllAtomic),
        };
        let merged = merge_read(
            base.and_then(Doc::side),
            theirs.and_then(Doc::side),
            ours.and_then(Doc::side),
            &*types,
            &mut self.policy,
        )?;
        self.found.clashing_comments += merged.clashing_comments;
        for conflict in merged.conflicts {
            let told = self.document_conflict(key, sides, conflict);
            self.found.conflicts.push(told);
        }
        for (conflict, _) in merged.decided {
            let told = self.document_conflict(key, sides, conflict);
            self.found.decided.push(told);
        }
        Ok(merged.text.and_then(|text| match ours {
            Some(ours) => Some(ours.replaced(&text, sides.tail())),
            // We deleted it, and a policy has no other value for that than ours or theirs.
            None => theirs.map(Doc::as_theirs),
        }))
    }

    /// A document of which both sides changed something and which is one value: what SOPS signed is
    /// never mixed.
    fn whole(&mut self, key: &Key, sides: Sides<'_>) -> Option<Kept> {
        let Sides { base, ours, theirs } = sides;
        let value = |doc: Option<&Doc>| doc.map(|doc| doc.value().clone());
        let kind = match (ours, theirs) {
            (None, _) => ConflictKind::EditDelete,
            (_, None) => ConflictKind::DeleteEdit,
            _ => ConflictKind::EditEdit,
        };
        let (base, draft, git) = (value(base), value(theirs), value(ours));
        let conflict = FieldConflict { path: FieldPath::root(), kind, base, draft, git };
        let decision = self.policy.decide(&conflict);
        let told = self.document_conflict(key, sides, conflict);
        match decision {
            Some(Decision::Take(hedgerow_model::Side::Draft)) => {
                self.found.decided.push(told);
                match (ours, theirs) {
                    (Some(ours), Some(theirs)) => Some(ours.replaced(&theirs.text, sides.tail())),
                    (None, Some(theirs)) => Some(theirs.as_theirs()),
                    (_, None) => None,
                }
            }
            decision => {
                match decision {
                    Some(_) => self.found.decided.push(told),
                    None => self.found.conflicts.push(told),
                }
                ours.map(Doc::as_ours)
            }
        }
    }

    fn document_conflict(
        &self,
        key: &Key,
        sides: Sides<'_>,
        mut conflict: FieldConflict,
    ) -> FileConflict {
        let identity = key.identity().cloned();
        let whole = conflict.path == FieldPath::root();
        if let Some(identity) = identity.as_ref().filter(|_| whole) {
            let hidden = match (sides.ours, sides.theirs) {
                (None, Some(_)) => self.hidden.has(self.hidden.ours, identity),
                (Some(_), None) => self.hidden.has(self.hidden.theirs, identity),
                _ => false,
            };
            if hidden {
                conflict.kind = ConflictKind::CommentedOutEdit;
            }
        }
        let document = identity.as_ref().map_or_else(
            || {
                let index = sides.ours.or(sides.theirs).map_or(0, |doc| doc.index);
                format!("document {}", index + 1)
            },
            Identity::to_string,
        );
        self.tell(identity, document, conflict)
    }

    /// The engine builds on Git's text and calls ours so.
    fn tell(
        &self,
        identity: Option<Identity>,
        document: String,
        conflict: FieldConflict,
    ) -> FileConflict {
        FileConflict { document, identity, conflict: conflict.mirrored() }
    }
}

fn texts<'a>(docs: &[&'a Doc]) -> Vec<&'a str> {
    docs.iter().map(|doc| doc.text.as_str()).collect()
}

/// Looks for resources that a side commented out; only when something is missing on it.
struct Hidden<'a> {
    ours: &'a str,
    theirs: &'a str,
}

impl Hidden<'_> {
    fn has(&self, file: &str, identity: &Identity) -> bool {
        let same = |value: &Value| Identity::of(value).as_ref() == Some(identity);
        commented_out(file, &same).iter().any(|found| same(&found.value))
    }
}
