//! The rules that a CRD's schema carries itself: `x-kubernetes-validations`, written in CEL.
//!
//! <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules>
//!
//! The library (kube-cel) parses the language and has its functions. What runs a rule is ours (`run`): the
//! library has no limit of cost, and copies a whole value at each field that is selected. A rule is read once,
//! when the catalogue is built (`read`, `term`), walked to its places (`walk`) with the values in the form of
//! CEL (`value`), and never costs more than its budget (`cost`). What an object was found to break is kept by
//! the object's hash (`verdicts`).
//!
//! A rule that cannot be read, or run, is not checked, and that is said. It never passes in silence, and it
//! never keeps the rest of a definition from being used.

mod call;
mod cost;
mod keep;
mod reach;
mod read;
mod run;
mod search;
mod term;
#[cfg(test)]
mod tests;
mod value;
mod walk;

use std::sync::Arc;

use hedgerow_model::{FieldPath, Value};

pub(crate) use keep::Verdicts;
pub(crate) use read::read_rules;
pub(crate) use walk::{Objects, judge};

use crate::violation::Violation;
use term::Term;

/// A value as the library has it.
type Cel = kube_cel::cel::Value;

/// What the cluster has of an object before it gets the one that is judged. Rules that mention `oldSelf` go
/// by it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Before<'v> {
    /// Nobody said: what is judged is no change. Rules that mention `oldSelf` are not asked.
    Unknown,
    /// The object is new.
    Nothing,
    /// This object.
    Was(&'v Value),
}

/// One rule of a schema, read.
#[derive(Debug)]
pub(crate) struct SchemaRule {
    /// As it is written, without blanks around it.
    source: Arc<str>,
    term: Term,
    /// What is said where it is broken.
    message: Option<String>,
    message_term: Option<Term>,
    /// The field that a finding is about, from where the rule is.
    field: FieldPath,
    /// Whether the rule compares with what was before.
    uses_old: bool,
    /// Whether it is asked of a new object too, with an empty `oldSelf`.
    old_is_optional: bool,
}

impl SchemaRule {
    /// Whether it compares with what was before.
    pub(crate) fn uses_old(&self) -> bool {
        self.uses_old
    }
}

/// The rules of a schema's node, and whether there are any below.
#[derive(Debug, Default)]
pub(crate) struct SchemaRules {
    pub(crate) here: Vec<SchemaRule>,
    /// Whether there is one here or below: only there is anything to walk.
    pub(crate) any: bool,
    /// Whether one here or below compares with what was before.
    pub(crate) any_uses_old: bool,
}

/// What the rules of a schema say of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// What it breaks.
    pub(crate) violations: Vec<Violation>,
    /// What could not be judged, once for each rule.
    pub(crate) unchecked: Vec<Violation>,
}
