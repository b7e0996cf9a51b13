//! Properties: the validator agrees with a JSON Schema library, and nothing panics on anything.

use hedgerow_model::Value;
use hedgerow_schema::{Catalogue, references, strip_server_fields};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::support::{catalogue_of, crd_of_spec, thing, value};

const KEYS: [&str; 4] = ["a", "b", "c", "d"];

fn key() -> impl Strategy<Value = String> {
    proptest::sample::select(&KEYS[..]).prop_map(str::to_owned)
}

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        any::<bool>().prop_map(Json::from),
        (-4_i64..12).prop_map(Json::from),
        (-4_i64..12).prop_map(|n| json!(n as f64 + 0.5)),
        "[ab]{0,4}".prop_map(Json::from),
    ]
}

/// JSON without null: null is where Kubernetes and JSON Schema part.
fn instance() -> impl Strategy<Value = Json> {
    scalar().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            proptest::collection::vec((key(), inner), 0..4)
                .prop_map(|entries| Json::Object(entries.into_iter().collect())),
        ]
    })
}

fn bounds(low: &'static str, high: &'static str) -> impl Strategy<Value = Vec<(String, Json)>> {
    (proptest::option::of(0_u8..4), proptest::option::of(1_u8..5)).prop_map(move |(min, max)| {
        let min = min.map(|min| (low.to_owned(), json!(min)));
        min.into_iter().chain(max.map(|max| (high.to_owned(), json!(max)))).collect()
    })
}

/// With unknown fields kept, as JSON Schema has it.
fn open(mut schema: Json) -> Json {
    schema["x-kubernetes-preserve-unknown-fields"] = json!(true);
    schema
}

fn of(kind: &str, rest: Vec<(String, Json)>) -> Json {
    let mut map: Map<String, Json> = rest.into_iter().collect();
    map.insert("type".to_owned(), json!(kind));
    if kind == "object" {
        map.insert("x-kubernetes-preserve-unknown-fields".to_owned(), json!(true));
    }
    Json::Object(map)
}

fn leaf() -> impl Strategy<Value = Json> {
    let number = |kind: &'static str| {
        (bounds("minimum", "maximum"), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
            move |(mut rest, low, high, multiple)| {
                let has = |key: &str| rest.iter().any(|(name, _)| name == key);
                let (low, high) = (low && has("minimum"), high && has("maximum"));
                if low {
                    rest.push(("exclusiveMinimum".to_owned(), json!(true)));
                }
                if high {
                    rest.push(("exclusiveMaximum".to_owned(), json!(true)));
                }
                if multiple {
                    rest.push(("multipleOf".to_owned(), json!(2)));
                }
                of(kind, rest)
            },
        )
    };
    prop_oneof![
        Just(json!({"type": "boolean"})),
        number("integer"),
        number("number"),
        bounds("minLength", "maxLength").prop_map(|rest| of("string", rest)),
        Just(json!({"type": "string", "pattern": "^a+b?$"})),
        proptest::collection::vec(scalar(), 1..4).prop_map(|values| open(json!({"enum": values}))),
    ]
}

fn schema() -> impl Strategy<Value = Json> {
    leaf().prop_recursive(3, 24, 4, |inner| {
        let list = (inner.clone(), bounds("minItems", "maxItems"), any::<bool>()).prop_map(
            |(items, mut rest, unique)| {
                rest.push(("items".to_owned(), items));
                if unique {
                    rest.push(("uniqueItems".to_owned(), json!(true)));
                }
                of("array", rest)
            },
        );
        let map = (
            proptest::collection::vec((key(), inner.clone()), 0..3),
            proptest::option::of(inner.clone()),
            proptest::collection::vec(key(), 0..3),
            bounds("minProperties", "maxProperties"),
        )
            .prop_map(|(properties, additional, mut required, mut rest)| {
                required.sort();
                required.dedup();
                rest.push((
                    "properties".to_owned(),
                    Json::Object(properties.into_iter().collect()),
                ));
                rest.extend(additional.map(|schema| ("additionalProperties".to_owned(), schema)));
                if !required.is_empty() {
                    rest.push(("required".to_owned(), json!(required)));
                }
                of("object", rest)
            });
        let forms = proptest::collection::vec(inner.clone(), 1..3);
        let combined = (proptest::sample::select(&["allOf", "anyOf", "oneOf"][..]), forms)
            .prop_map(|(word, forms)| open(json!({ word: forms })));
        prop_oneof![list, map, combined, inner.prop_map(|form| open(json!({ "not": form })))]
    })
}

/// Values that look like a spec, and do not.
fn anything() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        proptest::sample::select(&["default", "vpc-1/default", "/", "leaf-1/E1/1"][..])
            .prop_map(Value::from),
    ];
    let words = [
        "spec", "metadata", "name", "subnets", "permit", "links", "link", "switch", "port",
        "bundled", "gateway", "peering", "expose", "ips", "acl", "rules", "match", "src", "vpc",
        "dhcp", "groups",
    ];
    scalar.prop_recursive(6, 48, 5, move |inner| {
        let word = proptest::sample::select(words.to_vec()).prop_map(str::to_owned);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((word, inner), 0..6)
                .prop_map(|entries| Value::Map(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_validator_agrees_with_a_json_schema_library(
        schema in schema(),
        instances in proptest::collection::vec(instance(), 8),
    ) {
        // OpenAPI v3 has the boolean exclusiveMinimum of draft 4.
        let library = jsonschema::draft4::new(&schema).unwrap();
        let catalogue = catalogue_of(&crd_of_spec(&schema));
        for instance in instances {
            let validation = catalogue.validate(&thing(&instance));
            prop_assert_eq!(
                validation.violations.is_empty(),
                library.is_valid(&instance),
                "schema {} instance {}: {:?}", schema, instance, validation.violations
            );
        }
    }

    #[test]
    fn nothing_panics_on_any_object_of_any_kind(
        spec in anything(),
        metadata in anything(),
        which in 0_usize..22,
    ) {
        let catalogue = Catalogue::builtin();
        let info = catalogue.kinds().nth(which).unwrap();
        let mut object = value(&json!({
            "apiVersion": format!("{}/{}", info.group_kind.group, info.versions[0]),
            "kind": info.group_kind.kind,
            "metadata": {"name": "a"},
        }));
        object.as_map_mut().unwrap().insert("spec".to_owned(), spec);
        for reference in references(&object) {
            prop_assert!(!reference.target.name.is_empty());
            prop_assert!(reference.implied || object.lookup(&reference.path).is_some());
        }
        object.as_map_mut().unwrap().insert("metadata".to_owned(), metadata);
        let _ = catalogue.validate(&object);
        let filled = catalogue.with_defaults(&object);
        prop_assert_eq!(catalogue.with_defaults(&filled), filled);
        let stripped = strip_server_fields(&object);
        prop_assert_eq!(strip_server_fields(&stripped), stripped);
    }

    #[test]
    fn filling_in_defaults_adds_no_violation(spec in anything()) {
        let catalogue = Catalogue::builtin();
        let mut object = value(&json!({
            "apiVersion": "wiring.githedgehog.com/v1beta1", "kind": "Switch",
            "metadata": {"name": "a"},
        }));
        object.as_map_mut().unwrap().insert("spec".to_owned(), spec);
        prop_assert_eq!(
            catalogue.validate(&catalogue.with_defaults(&object)).violations,
            catalogue.validate(&object).violations
        );
    }

    #[test]
    fn any_text_as_a_crd_file_is_refused_or_read_without_panic(text in ".{0,60}", spec in anything()) {
        let crd = json!({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "spec": serde_json::Value::from(&spec)});
        let _ = Catalogue::with_crds(&[("a".to_owned(), text), ("b".to_owned(), crd.to_string())]);
    }
}
