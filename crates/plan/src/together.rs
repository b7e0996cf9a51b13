//! Two resources that break a rule together, one of them in a draft. What Git had already when the draft was
//! saved makes its change invalid; what came to Git afterwards is a conflict, which names both.
//!
//! What a change breaks is noted with it when it is edited ([`Judged`]), under the lock that keeps Git where it is.
//! A pair that is not among that came later, unless it is judged by something else now. Where nothing is noted,
//! or not all of it, it is not known what came later, and no conflict is claimed.

use std::collections::{BTreeSet, HashMap};

use hedgerow_model::{
    BrokenPair, BrokenTogether, Conflict, ConflictKind, ConflictState, Document, Draft, DraftId,
    FabricId, FieldPath, Identity, Judged, NewConflict, Party, said,
};
use hedgerow_rules::{Edit, Violation};
use hedgerow_schema::Catalogue;

use crate::combine::{DocumentState, value_of};
use crate::named::{Unkeyed, name};
use crate::records::Records;

/// Most conflicts of one change with other resources; what is beyond them makes it invalid, until some are decided.
const MOST: usize = 100;

/// Most pairs that are noted of one change.
const NOTED: usize = 200;

/// What a fabric's resources are held against, and how far Git has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standpoint {
    /// How many ingests wrote its documents.
    pub written: i64,
    /// What is judged by, as one word.
    pub ruling: String,
}

/// A draft and a resource of Git that break a rule together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// The draft.
    pub draft: DraftId,
    /// Where in its resource; the root for all of it.
    pub path: FieldPath,
    /// The rule and the other resource; what Git has there is not known yet.
    pub broken: BrokenTogether,
    /// What was judged.
    pub violation: Violation,
}

/// What a change breaks, by what is to be done about it.
#[derive(Debug, Default)]
pub struct Sorted<'v> {
    /// It is the change's own.
    pub invalid: Vec<&'v Violation>,
    /// It came after what the change was based on.
    pub together: Vec<Together>,
}

/// What a change would make of its resources: the paths of its conflicts name items of lists as these do.
#[derive(Clone, Copy, Debug)]
pub struct Meant<'a> {
    /// The fabric's kinds.
    pub catalogue: &'a Catalogue,
    /// The resources as they would be.
    pub edits: &'a [Edit],
}

impl Meant<'_> {
    /// A path of a resource that a rule speaks of, which has the positions of items in the resource as it would be.
    pub(crate) fn named(&self, identity: &Identity, path: &FieldPath) -> FieldPath {
        let is_it = |edit: &&Edit| edit.identity() == identity;
        let Some(Edit::Set(object)) = self.edits.iter().find(is_it) else { return path.clone() };
        let types = self.catalogue.list_types(&identity.group_kind());
        name(path, &object.spec_value(), types.as_ref(), Unkeyed::ByPosition)
    }
}

/// Sorts what a change breaks; `drafts` are all of the change, `stored` its records.
pub fn sort<'v>(
    violations: impl IntoIterator<Item = &'v Violation>,
    judged: Option<&Judged>,
    drafts: &[Draft],
    stored: &[Conflict],
    now: &Standpoint,
    meant: Meant<'_>,
) -> Sorted<'v> {
    let drafts: ByIdentity<'_> = drafts.iter().map(|draft| (&draft.identity, draft)).collect();
    let mut sorted = Sorted::default();
    for violation in violations {
        let found = match sorted.together.len() < MOST {
            true => with_git(violation, &drafts, meant),
            false => None,
        };
        match found {
            Some(found) if is_on_record(&found, stored) || came_later(violation, judged, now) => {
                sorted.together.push(found);
            }
            _ => sorted.invalid.push(violation),
        }
    }
    sorted
}

type ByIdentity<'d> = HashMap<&'d Identity, &'d Draft>;

/// The draft that breaks a rule together with a resource that its change does not edit.
fn with_git(violation: &Violation, drafts: &ByIdentity<'_>, meant: Meant<'_>) -> Option<Together> {
    let counterpart = violation.counterpart()?;
    let of = |identity: &Identity| drafts.get(identity).copied();
    let there = violation.other.as_ref().map(|other| other.field.clone()).unwrap_or_default();
    let (draft, path, other, other_path) = match (of(&violation.subject), of(counterpart)) {
        (Some(draft), None) => (draft, violation.field.clone(), counterpart, there),
        (None, Some(draft)) => (draft, there, &violation.subject, violation.field.clone()),
        _ => return None,
    };
    let broken = BrokenTogether {
        rule: violation.rule.to_string(),
        message: sentence(violation),
        other: (**other).clone(),
        other_path,
        other_value: None,
    };
    let path = meant.named(&draft.identity, &path);
    Some(Together { draft: draft.id, path, broken, violation: violation.clone() })
}

/// Whether a conflict about the two is open already.
fn is_on_record(found: &Together, stored: &[Conflict]) -> bool {
    stored.iter().filter(|one| is_open(one)).any(|one| {
        one.what.draft_id() == Some(found.draft)
            && one.what.together.as_ref().is_some_and(|known| {
                known.rule == found.broken.rule && known.other == found.broken.other
            })
    })
}

/// Whether a change did not break this when it was judged, and Git was read since.
fn came_later(violation: &Violation, judged: Option<&Judged>, now: &Standpoint) -> bool {
    judged.is_some_and(|judged| {
        judged.ruling == now.ruling
            && judged.written != now.written
            && !judged.more
            && !judged.breaks.contains(&pair(violation))
    })
}

/// What has to be noted with a change that was edited, or is judged by something else now; `invalid` is what
/// it breaks without what came later, `held` the kinds of which there are resources.
pub fn to_note(
    judged: Option<&Judged>,
    invalid: &[&Violation],
    held: Vec<String>,
    now: &Standpoint,
) -> Option<Judged> {
    if judged.is_some_and(|judged| judged.ruling == now.ruling) {
        return None;
    }
    let breaks: BTreeSet<BrokenPair> = invalid.iter().map(|violation| pair(violation)).collect();
    Some(Judged {
        written: now.written,
        ruling: now.ruling.clone(),
        held,
        more: breaks.len() > NOTED,
        breaks: breaks.into_iter().take(NOTED).collect(),
    })
}

/// What is wrong, with the resource and the field that it is said of.
pub(crate) fn sentence(violation: &Violation) -> String {
    said(Some(&violation.subject.to_string()), Some(&violation.field), "", &violation.message)
}

/// The rule and the resources, whichever of them it is said of.
fn pair(violation: &Violation) -> BrokenPair {
    let resources = std::iter::once(&violation.subject).chain(violation.counterpart());
    let mut resources: Vec<Identity> = resources.map(|identity| (**identity).clone()).collect();
    resources.sort();
    BrokenPair(violation.rule.to_string(), resources)
}

/// The record of a draft and another resource that break a rule together: `git` is what Git has of the
/// draft's resource, `other` the other one's document, and `commit` the one that brought it.
pub fn record(
    together: Together,
    draft: &Draft,
    git: Option<&DocumentState>,
    other: Option<&Document>,
    commit: &str,
) -> NewConflict {
    let at = |text: Option<&str>, path: &FieldPath| {
        text.and_then(value_of).and_then(|value| value.lookup(path).cloned())
    };
    let Together { path, mut broken, .. } = together;
    // Of whole resources it is said that they stand or go; what they say is in the draft and in Git.
    let is_whole = path.segments().is_empty();
    let own = |text: Option<&str>| if is_whole { None } else { at(text, &path) };
    if !broken.other_path.segments().is_empty() {
        broken.other_value = at(other.map(|other| &*other.text), &broken.other_path);
    }
    NewConflict {
        parties: vec![
            Party::Draft { change: draft.change_id, draft: draft.id },
            Party::Git { commit: commit.to_owned(), path: other.map(|other| other.path.clone()) },
        ],
        identity: draft.identity.clone(),
        kind: ConflictKind::CrossResource,
        base: own(draft.base_text.as_deref()),
        draft: own(draft.text.as_deref()),
        git: own(git.map(|git| &*git.text)),
        cluster: None,
        detail: None,
        together: Some(broken),
        path,
    }
}

fn is_open(conflict: &Conflict) -> bool {
    conflict.state == ConflictState::Open && conflict.what.kind == ConflictKind::CrossResource
}

/// What drafts break together with other resources of their fabric now, as their records are to say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joint {
    /// The fabric.
    pub fabric: FabricId,
    /// All drafts that this was asked of.
    pub drafts: Vec<DraftId>,
    /// What is broken.
    pub now: Vec<NewConflict>,
}

/// Compares the stored conflicts of drafts with other resources with those that there are now.
pub fn reconcile_together(stored: &[Conflict], now: &[NewConflict]) -> Records {
    let open: Vec<&Conflict> = stored.iter().filter(|one| is_open(one)).collect();
    let same = |a: &NewConflict, b: &NewConflict| {
        a.draft_id() == b.draft_id()
            && a.path == b.path
            && (&a.base, &a.draft, &a.git) == (&b.base, &b.draft, &b.git)
            && a.together == b.together
    };
    let gone = open.iter().filter(|one| !now.iter().any(|new| same(&one.what, new)));
    let supersede = gone.map(|one| one.id).collect();
    let is_new = |new: &&NewConflict| !open.iter().any(|one| same(&one.what, new));
    Records { open: now.iter().filter(is_new).cloned().collect(), supersede }
}
