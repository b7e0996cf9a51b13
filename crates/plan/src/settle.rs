//! What a decision about two resources that break a rule together does to them.

use hedgerow_model::{BrokenTogether, FieldPath, Identity, ListTypes, NewConflict, Side, Value};
use hedgerow_rules::{Violation, same};
use hedgerow_yaml::Rewrite;

use crate::parse::limits;
use crate::together::{Meant, sentence};

/// What a person chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// What one side has in the draft's resource.
    Take(Side),
    /// Another value for the draft's resource.
    Value(Value),
    /// Another value for the other resource.
    Other(Value),
}

/// What has to be done for a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The draft goes: its resource stays as Git has it.
    DropDraft,
    /// A field of the draft's resource gets this value; `None`: the field goes.
    Own(FieldPath, Option<Value>),
    /// A field of the other resource gets this value.
    Other(FieldPath, Value),
}

/// Why a choice settles nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoChoice {
    /// Both would stay as they are.
    BothStay,
    /// It is about the whole of the draft's resource, which a value cannot replace.
    WholeOwn,
    /// The same, of the other resource.
    WholeOther,
}

/// What has to be done for a choice about two resources that break a rule together.
///
/// # Errors
/// [`NoChoice`] where it would settle nothing.
pub fn step(
    what: &NewConflict,
    together: &BrokenTogether,
    choice: Choice,
) -> Result<Step, NoChoice> {
    let is_whole = |path: &FieldPath| path.segments().is_empty();
    match choice {
        Choice::Take(Side::Draft | Side::Cluster) => Err(NoChoice::BothStay),
        Choice::Take(_) if is_whole(&what.path) => Ok(Step::DropDraft),
        Choice::Take(Side::Git) => Ok(Step::Own(what.path.clone(), what.git.clone())),
        Choice::Take(Side::Base) => Ok(Step::Own(what.path.clone(), what.base.clone())),
        Choice::Value(_) if is_whole(&what.path) => Err(NoChoice::WholeOwn),
        Choice::Value(value) => Ok(Step::Own(what.path.clone(), Some(value))),
        Choice::Other(_) if is_whole(&together.other_path) => Err(NoChoice::WholeOther),
        Choice::Other(value) => Ok(Step::Other(together.other_path.clone(), value)),
    }
}

/// What a change would break once a conflict is decided, as sentences: the rule of the conflict, where it is
/// still broken at its field with the same resource, and what was not broken before. `meant` is what the change
/// would make of its resources then.
pub fn still_broken(
    before: &[Violation],
    after: &[Violation],
    meant: Meant<'_>,
    conflict: &NewConflict,
) -> Vec<String> {
    let is_the_conflict = |violation: &Violation| {
        conflict.together.as_ref().is_some_and(|together| {
            let other = violation.other.as_ref().map_or(&violation.field, |other| &other.field);
            let fields =
                [&violation.field, other].map(|field| meant.named(&conflict.identity, field));
            let parties = [Some(&violation.subject), violation.counterpart()];
            let is_party =
                |identity: &Identity| parties.iter().flatten().any(|party| ***party == *identity);
            violation.rule == together.rule
                && is_party(&conflict.identity)
                && is_party(&together.other)
                && fields.contains(&conflict.path)
        })
    };
    let is_new = |violation: &&Violation| {
        is_the_conflict(violation) || !before.iter().any(|known| same(known, violation))
    };
    after.iter().filter(is_new).map(sentence).collect()
}

/// A text with another value in one field; everything else stays as it is.
///
/// # Errors
/// A sentence that says why it cannot be edited so.
pub fn with_field(
    text: &str,
    path: &FieldPath,
    value: Option<Value>,
    types: &dyn ListTypes,
) -> Result<String, String> {
    let read = hedgerow_yaml::read(text, &limits()).map_err(|error| error.to_string())?;
    let mut wanted = read.into_value();
    let edited = match value {
        Some(value) => hedgerow_yaml::set_path(&mut wanted, path, value),
        None => hedgerow_yaml::delete_path(&mut wanted, path),
    };
    edited.map_err(|error| error.to_string())?;
    hedgerow_yaml::rewrite(text, &wanted, &Rewrite { types, comments: &[] })
        .map_err(|error| error.to_string())
}
