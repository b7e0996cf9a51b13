//! One clause: what it judges, what it says, its examples.

use hedgerow_model::Severity;

use crate::key::Index;
use crate::object::{Kind, Object};
use crate::report::Report;
use crate::subject::Subject;

/// How a clause is judged. A judge may read of other resources only what its [`Subject`] gives it: that is
/// how an edit is known to concern it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Judge {
    /// By the resource as it would be stored, beside all others.
    State(fn(&Subject<'_>, &mut Report)),
    /// As [`Self::State`]; and what is refused only of a resource that an edit creates, which replaces what the
    /// first warns of at the same field.
    StateAndCreation(fn(&Subject<'_>, &mut Report), fn(&Subject<'_>, &mut Report)),
    /// By what the resource was before. Asked only for a resource that an edit changes.
    Update(fn(&Object, &Subject<'_>, &mut Report)),
    /// By who still needs it, as all would be without it. Asked only for a resource that an edit removes.
    Delete(fn(&Subject<'_>, &mut Report)),
    /// By what the resource was before, or by its removal: then there is nothing afterwards. Asked only for a
    /// resource that an edit changes or removes.
    Change(fn(&Object, Option<&Object>, &Subject<'_>, &mut Report)),
    /// By the schema check, whose findings have these ids.
    Schema(&'static [&'static str]),
    /// By the schema check, whose findings have these ids; and what it accepts, as [`Self::State`].
    SchemaAnd(&'static [&'static str], fn(&Subject<'_>, &mut Report)),
}

impl Judge {
    /// What judges a resource as it would be stored, if anything does.
    pub(crate) fn state(&self) -> Option<fn(&Subject<'_>, &mut Report)> {
        match self {
            Self::State(judge) | Self::StateAndCreation(judge, _) | Self::SchemaAnd(_, judge) => {
                Some(*judge)
            }
            Self::Update(_) | Self::Delete(_) | Self::Change(_) | Self::Schema(_) => None,
        }
    }
}

/// One clause of the cluster's rules.
#[derive(Debug)]
pub struct Rule {
    /// The clause's stable id, such as `vpc-subnet-overlap`.
    pub id: &'static str,
    /// The kinds that it judges.
    pub kinds: &'static [Kind],
    /// How much it matters to break it. Where a clause has both, single violations say which.
    pub severity: Severity,
    /// What is the case when it is broken, to be read after a resource.
    pub meaning: &'static str,
    /// What to do about it.
    pub action: &'static str,
    /// What it indexes resources by, its kinds and those it meets.
    pub(crate) index: Option<fn(&Object, &mut Index)>,
    /// How it is judged.
    pub(crate) judge: Judge,
    /// What was there before, for the examples: documents; empty for nothing.
    pub before: &'static str,
    /// Documents that break it.
    pub violating: &'static str,
    /// Documents much like those, which break no rule.
    pub conforming: &'static str,
}

impl Rule {
    /// Whether it judges every kind that rules know.
    #[must_use]
    pub fn is_of_all_kinds(&self) -> bool {
        Kind::ALL.iter().all(|kind| self.kinds.contains(kind))
    }

    /// Whether a fabric may set it to another level: it is not held by the schema check alone.
    #[must_use]
    pub fn can_be_set(&self) -> bool {
        !matches!(self.judge, Judge::Schema(_))
    }

    /// The ids of findings of the schema check that stand for this clause; none where it is judged here.
    #[must_use]
    pub fn held_by_schema(&self) -> &'static [&'static str] {
        match self.judge {
            Judge::Schema(ids) | Judge::SchemaAnd(ids, _) => ids,
            Judge::State(_)
            | Judge::StateAndCreation(..)
            | Judge::Update(_)
            | Judge::Delete(_)
            | Judge::Change(_) => &[],
        }
    }
}
