//! What an object comes to once it is normalised, as a few bytes: two objects say the same exactly where these are equal.

use hedgerow_model::{Map, Number, Value};
use hedgerow_schema::Catalogue;
use sha2::{Digest, Sha256};

use crate::compare::is_deleting;
use crate::normal::normal;

/// The SHA-256 of an object as [`normalise`](crate::normalise) gives it by a catalogue, in a form that says nothing of the
/// order of its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Imprint([u8; 32]);

impl Imprint {
    /// That of an object by these definitions.
    #[must_use]
    pub fn of(object: Value, catalogue: &Catalogue) -> Self {
        let mut told = Vec::with_capacity(1_024);
        write(&normal(object, catalogue), &mut told);
        Self(Sha256::digest(&told).into())
    }

    /// Whether a resource that both sides have is level and agreed on, whatever both last agreed on, what is ignored and
    /// what belongs to the cluster: this is the imprint of what Git wants, `actual` what the cluster has, by the same
    /// definitions. Where it is not, only [`judge`](crate::judge) says what it is: lists of which the order says nothing,
    /// and marks of appliers, are not looked into here.
    #[must_use]
    pub fn is_level_with(self, actual: Value, catalogue: &Catalogue) -> bool {
        !is_deleting(&actual) && self == Self::of(actual, catalogue)
    }
}

/// Writes a value so that no two values that differ are written alike: each with its type and its length.
fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(0),
        Value::Bool(value) => out.extend([1, u8::from(*value)]),
        Value::Number(Number::Int(number)) => {
            out.push(2);
            out.extend(number.to_le_bytes());
        }
        Value::Number(Number::Float(number)) => {
            out.push(3);
            // Zero and minus zero are equal.
            out.extend((number + 0.0).to_le_bytes());
        }
        Value::Number(Number::Big(digits)) => text(4, digits, out),
        Value::String(string) => text(5, string, out),
        Value::List(items) => {
            length(6, items.len(), out);
            items.iter().for_each(|item| write(item, out));
        }
        Value::Map(map) => {
            length(7, map.len(), out);
            for (key, value) in sorted(map) {
                text(8, key, out);
                write(value, out);
            }
        }
    }
}

fn sorted(map: &Map) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    entries
}

fn text(of: u8, text: &str, out: &mut Vec<u8>) {
    length(of, text.len(), out);
    out.extend(text.as_bytes());
}

fn length(of: u8, length: usize, out: &mut Vec<u8>) {
    out.push(of);
    out.extend((length as u64).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(value: &Value) -> Vec<u8> {
        let mut out = Vec::new();
        write(value, &mut out);
        out
    }

    /// Few values, so that some are equal and many nearly so.
    fn value() -> impl Strategy<Value = Value> {
        let word = || prop_oneof![Just(""), Just("a"), Just("aa"), Just("1"), Just("\u{8}")];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            (-1_i64..3).prop_map(|it| Value::Number(Number::Int(it))),
            prop_oneof![Just(0.0), Just(-0.0), Just(0.5), Just(1e300)]
                .prop_map(|it| Value::Number(Number::Float(it))),
            word().prop_map(|it| Value::Number(Number::Big(it.to_owned()))),
            word().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 12, 3, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::List),
                prop::collection::vec((word(), inner), 0..3).prop_map(|entries| {
                    Value::Map(entries.into_iter().map(|(key, it)| (key.to_owned(), it)).collect())
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn values_are_written_alike_exactly_where_they_are_equal(a in value(), b in value()) {
            prop_assert_eq!(a == b, written(&a) == written(&b));
        }
    }

    #[test]
    fn the_order_of_entries_and_the_sign_of_zero_say_nothing() {
        let map = |keys: [&str; 2]| {
            Value::Map(keys.into_iter().map(|key| (key.to_owned(), Value::from(key))).collect())
        };
        assert_eq!(written(&map(["a", "b"])), written(&map(["b", "a"])));
        let zero = |zero: f64| Value::Number(Number::Float(zero));
        assert_eq!(written(&zero(0.0)), written(&zero(-0.0)));
        let list = |items: &[&str]| Value::List(items.iter().map(|&it| Value::from(it)).collect());
        assert_ne!(written(&list(&["ab", "c"])), written(&list(&["a", "bc"])));
    }
}
