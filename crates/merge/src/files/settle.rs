//! Who decides conflicts in a merge of files: first the lines, then the policy.
//!
//! A text of several lines, and a list whose items nothing tells apart, are merged by their lines
//! where those merge cleanly, as Git does. Lines may be wrong (they may fit in two places), so a list
//! is believed only where its items, as a sequence, come to the same.

use std::cell::OnceCell;

use hedgerow_model::{Decision, ListTypes, Value};
use hedgerow_yaml::{Limits, read};

use super::structured::Sides;
use crate::conflict::{Decide, FieldConflict};
use crate::equal::values_equal;
use crate::gitlines::clean_lines;
use crate::policy::Policy;
use crate::sequence::{as_sequence, has_lines};

/// Decides the conflicts of one document.
pub(super) struct Settle<'a> {
    policy: Policy,
    types: &'a dyn ListTypes,
    sides: Sides<'a>,
    /// What the document says when its lines are merged as Git does; nothing where they conflict.
    by_lines: OnceCell<Option<Value>>,
}

impl<'a> Settle<'a> {
    pub(super) fn new(policy: Policy, types: &'a dyn ListTypes, sides: Sides<'a>) -> Self {
        Self { policy, types, sides, by_lines: OnceCell::new() }
    }

    fn by_lines(&self) -> Option<&Value> {
        let merged = self.by_lines.get_or_init(|| {
            let (base, ours, theirs) = (self.sides.base?, self.sides.ours?, self.sides.theirs?);
            let text = clean_lines(&base.text, &ours.text, &theirs.text)?;
            Some(read(&text, &Limits::default()).ok()?.into_value())
        });
        merged.as_ref()
    }

    /// What the lines make of it.
    fn settled(&self, conflict: &FieldConflict) -> Option<Value> {
        let value = as_sequence(conflict, self.types)?;
        let long = |side: &Option<Value>| matches!(side, Some(Value::String(t)) if has_lines(t));
        if [&conflict.base, &conflict.draft, &conflict.git].into_iter().all(long) {
            // Its lines are its own, however they are written.
            return Some(value);
        }
        let found = self.by_lines()?.lookup(&conflict.path)?;
        values_equal(found, &value, &crate::below::Below(self.types, &conflict.path))
            .then_some(value)
    }
}

impl Decide for Settle<'_> {
    fn decide(&mut self, conflict: &FieldConflict) -> Option<Decision> {
        self.settled(conflict).map(Decision::Value).or_else(|| self.policy.decide(conflict))
    }
}
