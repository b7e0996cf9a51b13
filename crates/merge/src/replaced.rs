//! Which item of the result is in the place of one that a side has: for the comments, which
//! go with it.
//!
//! This is about lists that only one side changed, or both alike, and so stand in the result as they
//! are there. What becomes of the items of others, their merge tells (`rename`).

use std::collections::HashSet;

use hedgerow_model::{FieldPath, KeyPath, Segment, Value};
use hedgerow_yaml::{rekeyed, rest_of};

use crate::list::{Label, set_label};

/// The values of a merge.
pub(crate) struct Values<'a> {
    pub(crate) base: Option<&'a Value>,
    pub(crate) draft: &'a Value,
    pub(crate) git: &'a Value,
    pub(crate) result: &'a Value,
}

impl Values<'_> {
    /// Where in the result the entry is that a side has at `own`: at `named`, or if nothing is
    /// there, where it is when each item on the way that is no more is followed to the one that
    /// took its place.
    pub(crate) fn in_result(&self, side: &Value, own: &FieldPath, named: FieldPath) -> FieldPath {
        if self.result.lookup(&named).is_some() {
            return named;
        }
        self.followed(side, own, &named).unwrap_or(named)
    }

    fn followed(&self, side: &Value, own: &FieldPath, named: &FieldPath) -> Option<FieldPath> {
        let mut path = FieldPath::root();
        let (mut there, mut here) = (side, self.result);
        for (at, (own_step, step)) in own.segments().iter().zip(named.segments()).enumerate() {
            let [own_one, mut one] = [own_step, step].map(|step| vec![step.clone()].into());
            if here.lookup(&one).is_none() {
                let Segment::Item(label) = own_step else { return None };
                if !self.two_agree(&own.segments().get(..at)?.to_vec().into()) {
                    return None;
                }
                one = vec![Segment::Item(replacing(label, there, here)?)].into();
            }
            there = there.lookup(&own_one)?;
            here = here.lookup(&one)?;
            path.push(one.segments().first()?.clone());
        }
        Some(path)
    }

    /// Whether a list is the same on two sides.
    fn two_agree(&self, list: &FieldPath) -> bool {
        let [base, draft, git] =
            [self.base, Some(self.draft), Some(self.git)].map(|side| side?.lookup(list));
        (draft.is_some() && (draft == base || draft == git)) || (git.is_some() && git == base)
    }
}

/// The item of `new` that is in the place of the item of `old` with this label.
fn replacing(wanted: &Label, old: &Value, new: &Value) -> Option<Label> {
    // Whether a key may be left out, the label does not say; then it reads as absent, on both sides.
    let absent = |(key, _): &(String, String)| KeyPath::with_default(key.as_str(), KeyPath::ABSENT);
    let keys: Vec<KeyPath> = wanted.iter().filter(|(key, _)| !key.is_empty()).map(absent).collect();
    let (old, new) = (old.as_list()?, new.as_list()?);
    let (was, is) = (distinct(old, &keys)?, distinct(new, &keys)?);
    let rest = |list: &[Value], at: usize| match &*keys {
        [] => String::new(),
        keys => rest_of(&list[at], keys),
    };
    let pairs = rekeyed(&was, &is, |at| rest(old, at), |at| rest(new, at));
    let pair = pairs.iter().find(|pair| was[pair.old] == *wanted)?;
    // What has a key is one thing through its changes; of plain content that is a guess.
    (pair.sure || !keys.is_empty()).then(|| is[pair.new].clone())
}

/// The items by their keys, or without any by content; `None` where that does not tell them apart.
fn distinct(list: &[Value], keys: &[KeyPath]) -> Option<Vec<Label>> {
    let written = |item: &Value| -> Option<Label> {
        keys.iter().map(|key| Some((key.path().to_owned(), key.written(item)?))).collect()
    };
    let name = |item| if keys.is_empty() { Some(set_label(item)) } else { written(item) };
    let labels: Vec<Label> = list.iter().map(name).collect::<Option<_>>()?;
    let mut seen = HashSet::new();
    labels.iter().all(|label| seen.insert(label)).then_some(labels)
}
