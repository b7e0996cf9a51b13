//! The object of a row, read without who wrote which of its fields: most of what there is of it, and nothing that is
//! compared.

use std::fmt;

use hedgerow_model::{Map, Number, Value};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Where in an object a value is.
#[derive(Clone, Copy)]
enum At {
    Object,
    Metadata,
    Below,
}

/// The object, without its managed fields; `None` where the text is none.
pub(super) fn plain_object(json: &str) -> Option<Value> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let value = At::Object.deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    Some(value)
}

impl<'de> DeserializeSeed<'de> for At {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what JSON can hold")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(number(&value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(number(&value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(serde_json::Number::from_f64(value).as_ref().map_or(Value::Null, number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Self::Below)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let at = match (self, key.as_str()) {
                (Self::Metadata, "managedFields") => {
                    entries.next_value::<IgnoredAny>()?;
                    continue;
                }
                (Self::Object, "metadata") => Self::Metadata,
                _ => Self::Below,
            };
            map.insert(key, entries.next_value_seed(at)?);
        }
        Ok(Value::Map(map))
    }
}

fn number(json: &serde_json::Number) -> Value {
    Number::from_json(json).map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::super::sides::object;
    use super::*;

    fn json() -> impl Strategy<Value = Json> {
        let key = prop_oneof![Just("metadata"), Just("managedFields"), Just("spec"), Just("a\"b")];
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            any::<u64>().prop_map(Json::from),
            any::<f64>().prop_map(Json::from),
            Just(json!(1e20)),
            "[a-z\"\\\\é\n]{0,4}".prop_map(Json::from),
        ];
        leaf.prop_recursive(4, 24, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                prop::collection::vec((key.clone(), inner), 0..4).prop_map(|entries| {
                    Json::Object(
                        entries.into_iter().map(|(key, it)| (key.to_owned(), it)).collect(),
                    )
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_reads_as_the_whole_object_does_but_for_the_managed_fields(read in json()) {
            let text = read.to_string();
            let mut whole = object(&text).unwrap();
            let metadata = whole.as_map_mut().and_then(|map| map.get_mut("metadata"));
            if let Some(Value::Map(metadata)) = metadata {
                metadata.shift_remove("managedFields");
            }
            prop_assert_eq!(plain_object(&text), Some(whole));
        }
    }

    #[test]
    fn what_is_no_object_is_none() {
        for text in ["", "{", "{}x", "{\"a\":1,}", "[1"] {
            assert_eq!(plain_object(text), None, "{text}");
            assert_eq!(object(text), None, "{text}");
        }
    }
}
