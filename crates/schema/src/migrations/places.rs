//! Which places of a value are in the older form, and which of them cannot be brought to the newer one.

use std::fmt;

use hedgerow_model::{FieldPath, FieldPattern, PatternStep, Segment, Value};

use super::{Migration, Step};

/// A place in the older form.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The field as it is; items of lists are named by their positions.
    pub path: FieldPath,
    /// The name that its key gets; `None` where that stays.
    pub key: Option<String>,
    /// What it says in the newer form; `None` where that stays.
    pub value: Option<Value>,
    /// Why it cannot be brought to the newer form.
    pub blocked: Option<Blocked>,
}

/// Why a place is not brought to the newer form.
#[derive(Clone, Debug, PartialEq)]
pub enum Blocked {
    /// The older and the newer name are both there.
    Both {
        /// The older name.
        old: String,
        /// The newer name.
        new: String,
    },
    /// The newer form has no word for this value.
    Unknown {
        /// What the field is called.
        field: String,
        /// Its value.
        value: Value,
        /// Those that have one.
        known: Vec<Value>,
    },
    /// The field is no more.
    Removed {
        /// What to do by hand.
        instead: String,
    },
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Both { old, new } => {
                write!(f, "`{old}` and `{new}` are both there: delete one of them")
            }
            Self::Unknown { field, value, known } => {
                let known: Vec<String> = known.iter().map(|it| format!("`{it}`")).collect();
                let known = known.join(" or ");
                write!(
                    f,
                    "`{field}` is `{value}`, which the newer form cannot say: write {known} first"
                )
            }
            Self::Removed { instead } => write!(f, "it was removed: {instead}"),
        }
    }
}

impl Migration {
    /// The places of an object that are in the older form.
    #[must_use]
    pub fn places(&self, object: &Value) -> Vec<Place> {
        match &self.step {
            Step::Version { from, to } => {
                let written = object.get("apiVersion").and_then(Value::as_str).unwrap_or_default();
                if written != format!("{}/{from}", self.group) {
                    return Vec::new();
                }
                vec![Place {
                    path: FieldPath::of_keys(["apiVersion"]),
                    key: None,
                    value: Some(Value::String(format!("{}/{to}", self.group))),
                    blocked: None,
                }]
            }
            Step::Rename { at, from, to, values } => {
                let maps = found(object, at);
                maps.into_iter()
                    .filter_map(|(path, map)| renamed(path, map, from, to, values))
                    .collect()
            }
            Step::Removed { at, instead } => {
                let fields = at.iter().flat_map(|at| found(object, at));
                let place = |(path, _)| Place {
                    path,
                    key: None,
                    value: None,
                    blocked: Some(Blocked::Removed { instead: instead.clone() }),
                };
                fields.map(place).collect()
            }
        }
    }
}

/// The older field of one map.
pub(super) fn renamed(
    mut path: FieldPath,
    map: &Value,
    from: &str,
    to: &str,
    values: &[(Value, Value)],
) -> Option<Place> {
    let old = map.get(from)?;
    let both = map.get(to).is_some();
    let meant = values.iter().find(|(known, _)| known == old).map(|(_, new)| new.clone());
    let blocked = if both {
        Some(Blocked::Both { old: from.to_owned(), new: to.to_owned() })
    } else if meant.is_none() && !values.is_empty() {
        Some(Blocked::Unknown {
            field: from.to_owned(),
            value: old.clone(),
            known: values.iter().map(|(known, _)| known.clone()).collect(),
        })
    } else {
        None
    };
    path.push(Segment::Key(from.to_owned()));
    Some(Place { path, key: Some(to.to_owned()), value: meant, blocked })
}

/// The values that a pattern leads to, with their paths by position.
pub(super) fn found<'v>(object: &'v Value, pattern: &FieldPattern) -> Vec<(FieldPath, &'v Value)> {
    let mut at = vec![(FieldPath::root(), object)];
    for step in pattern.steps() {
        let below = |(path, value): (FieldPath, &'v Value)| -> Vec<(FieldPath, &'v Value)> {
            match (step, value) {
                (PatternStep::One(Segment::Key(key)), _) => {
                    value.get(key).map(|below| (path.key(key), below)).into_iter().collect()
                }
                (PatternStep::Each, Value::List(items)) => {
                    items.iter().enumerate().map(|(i, item)| (path.index(i), item)).collect()
                }
                (PatternStep::Each, Value::Map(map)) => {
                    map.iter().map(|(key, below)| (path.key(key), below)).collect()
                }
                _ => Vec::new(),
            }
        };
        at = at.into_iter().flat_map(below).collect();
    }
    at
}
