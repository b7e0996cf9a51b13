//! Each rule of structural validation: a value that conforms and one that violates it.

use hedgerow_schema::{Known, Rule};
use rstest::rstest;
use serde_json::{Value as Json, json};

use crate::support::{catalogue_of, crd_of_spec, lines, thing, validate};

#[rstest]
#[case::boolean(json!({"type": "boolean"}), json!(true), json!("true"),
    r#"spec must be true or false, is the string "true": take the quotes away [type]"#)]
#[case::integer(json!({"type": "integer"}), json!(5), json!("abc"),
    r#"spec must be an integer, is the string "abc" [type]"#)]
#[case::integral_float(json!({"type": "integer"}), json!(1e3), json!(1.5),
    "spec must be an integer, is the number 1.5 [type]")]
#[case::number(json!({"type": "number"}), json!(1.5), json!("1.5"),
    r#"spec must be a number, is the string "1.5": take the quotes away [type]"#)]
#[case::string_not_number(json!({"type": "string"}), json!("10"), json!(10),
    "spec must be a string, is the integer 10: put quotes around it [type]")]
#[case::string_not_boolean(json!({"type": "string"}), json!("yes"), json!(true),
    "spec must be a string, is the boolean true: put quotes around it if the word is meant [type]")]
#[case::list(json!({"type": "array", "items": {"type": "string"}}), json!(["a"]), json!("a"),
    r#"spec must be a list, is the string "a": put `- ` before it [type]"#)]
#[case::map(json!({"type": "object"}), json!({}), json!([]),
    "spec must be a map, is an empty list [type]")]
#[case::int_or_string(json!({"x-kubernetes-int-or-string": true}), json!("80%"), json!(true),
    "spec must be an integer or a string, is the boolean true [type]")]
#[case::int_or_string_number(
    json!({"x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}]}),
    json!(80), json!([]), "spec must be an integer or a string, is an empty list [type]")]
#[case::item(json!({"type": "array", "items": {"type": "integer"}}), json!([1]), json!([1, "x"]),
    r#"spec[1] must be an integer, is the string "x" [type]"#)]
#[case::null_item(json!({"type": "array", "items": {"type": "string"}}), json!([]), json!([null]),
    "spec[0] must be a string, is null [type]")]
#[case::nullable_item(
    json!({"type": "array", "items": {"type": "string", "nullable": true}}), json!([null]),
    json!([1]), "spec[0] must be a string, is the integer 1: put quotes around it [type]")]
#[case::required(
    json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}),
    json!({"a": "x"}), json!({}), "spec.a is missing [required]")]
#[case::required_null(
    json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}),
    json!({"a": ""}), json!({"a": null}), "spec.a is missing [required]")]
#[case::required_nullable(
    json!({"type": "object", "required": ["a"],
           "properties": {"a": {"type": "string", "nullable": true}}}),
    json!({"a": null}), json!({}), "spec.a is missing [required]")]
#[case::required_with_choices(
    json!({"type": "object", "required": ["a"],
           "properties": {"a": {"type": "string", "enum": ["x", "y", ""]}}}),
    json!({"a": "x"}), json!({}), "spec.a is missing: must be `x`, `y` or \"\" [required]")]
#[case::required_with_default(
    json!({"type": "object", "required": ["a", "b"],
           "properties": {"a": {"type": "integer", "default": 1}, "b": {"type": "integer"}}}),
    json!({"b": 1}), json!({"a": 1}), "spec.b is missing [required]")]
#[case::unknown_field(
    json!({"type": "object", "properties": {"vlan": {"type": "integer"}}}),
    json!({"vlan": 1}), json!({"vlam": 1}),
    "spec.vlam is not a known field: did you mean `vlan`? [unknown-field]")]
#[case::unknown_field_far(
    json!({"type": "object", "properties": {"vlan": {"type": "integer"}}}),
    json!({}), json!({"colour": 1}), "spec.colour is not a known field [unknown-field]")]
#[case::fields_where_none_are_declared(
    json!({"type": "object"}), json!({}), json!({"a": 1}),
    "spec.a is not a known field [unknown-field]")]
#[case::additional_forbidden(
    json!({"type": "object", "additionalProperties": false}), json!({}), json!({"a": 1}),
    "spec.a is not a known field [unknown-field]")]
#[case::additional_of(
    json!({"type": "object", "additionalProperties": {"type": "integer"}}),
    json!({"any": 1}), json!({"any.dot": "x"}),
    r#"spec."any.dot" must be an integer, is the string "x" [type]"#)]
#[case::preserved_fields_are_checked_where_declared(
    json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true,
           "properties": {"a": {"type": "object", "properties": {"b": {"type": "integer"}}}}}),
    json!({"x": {"y": 1}, "a": {"b": 1}}), json!({"a": {"c": 1}}),
    "spec.a.c is not a known field: did you mean `b`? [unknown-field]")]
#[case::embedded(
    json!({"type": "object", "x-kubernetes-embedded-resource": true,
           "properties": {"spec": {"type": "object"}}}),
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {}, "spec": {}}), json!({"x": 1}),
    "spec.x is not a known field [unknown-field]")]
#[case::one_of_values(json!({"type": "string", "enum": ["deny", "allow"]}), json!("deny"),
    json!("drop"), r#"spec must be `deny` or `allow`, is the string "drop" [enum]"#)]
#[case::number_values(json!({"type": "integer", "enum": [1, 2, 4]}), json!(4), json!(3),
    "spec must be `1`, `2` or `4`, is the integer 3 [enum]")]
#[case::pattern(json!({"type": "string", "pattern": "^[a-z]+$"}), json!("abc"), json!("ABC"),
    r#"spec must match `^[a-z]+$`, is "ABC" [pattern]"#)]
#[case::pattern_anywhere(json!({"type": "string", "pattern": "b"}), json!("abc"), json!("ac"),
    r#"spec must match `b`, is "ac" [pattern]"#)]
#[case::pattern_with_example(
    json!({"type": "string", "pattern": "^[0-9.]+/[0-9]+$"}), json!("10.0.0.1/31"), json!("10"),
    r#"spec must match `^[0-9.]+/[0-9]+$` (such as 10.0.0.1/31), is "10" [pattern]"#)]
#[case::format(json!({"type": "string", "format": "date-time"}), json!("2026-01-01T00:00:00Z"),
    json!("today"), r#"spec must be a time such as 2026-07-01T12:00:00Z, is "today" [format]"#)]
#[case::unknown_format_is_ignored(
    json!({"type": "array", "items": {"type": "string", "format": "made-up"}}), json!(["x"]),
    json!("x"), r#"spec must be a list, is the string "x": put `- ` before it [type]"#)]
#[case::int32(json!({"type": "integer", "format": "int32"}), json!(2_147_483_647),
    json!(4_294_967_296_u64), "spec must fit in 32 bits, is 4294967296 [format]")]
#[case::int64(json!({"type": "integer"}), json!(i64::MAX), json!(u64::MAX),
    "spec must fit in 64 bits [format]")]
#[case::minimum(json!({"type": "integer", "minimum": 1}), json!(1), json!(0),
    "spec must be at least 1, is 0 [minimum]")]
#[case::exclusive_minimum(
    json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true}), json!(2), json!(1),
    "spec must be more than 1, is 1 [minimum]")]
#[case::maximum(json!({"type": "number", "maximum": 1.5}), json!(1.5), json!(2),
    "spec must be at most 1.5, is 2 [maximum]")]
#[case::exclusive_maximum(
    json!({"type": "integer", "maximum": 4094, "exclusiveMaximum": true}), json!(4093), json!(4094),
    "spec must be less than 4094, is 4094 [maximum]")]
#[case::multiple_of(json!({"type": "integer", "multipleOf": 4}), json!(8), json!(9),
    "spec must be a multiple of 4, is 9 [multiple-of]")]
#[case::min_length(json!({"type": "string", "minLength": 1}), json!("ü"), json!(""),
    "spec must have at least 1 character, has 0 [min-length]")]
#[case::max_length(json!({"type": "string", "maxLength": 2}), json!("üü"), json!("abc"),
    "spec must have at most 2 characters, has 3 [max-length]")]
#[case::min_items(json!({"type": "array", "items": {"type": "string"}, "minItems": 2}),
    json!(["a", "b"]), json!(["a"]), "spec must have at least 2 items, has 1 [min-items]")]
#[case::max_items(json!({"type": "array", "items": {"type": "string"}, "maxItems": 1}),
    json!([]), json!(["a", "b"]), "spec must have at most 1 item, has 2 [max-items]")]
#[case::unique_items(json!({"type": "array", "items": {"type": "string"}, "uniqueItems": true}),
    json!(["a", "b"]), json!(["a", "b", "a"]),
    "spec[2] equals item 0: items must differ [unique-items]")]
#[case::unique_maps(
    json!({"type": "array", "uniqueItems": true,
           "items": {"type": "object", "additionalProperties": {"type": "integer"}}}),
    json!([{"a": 1, "b": 2}, {"a": 2, "b": 1}]), json!([{"a": 1, "b": 2}, {"b": 2, "a": 1}]),
    "spec[1] equals item 0: items must differ [unique-items]")]
#[case::set(
    json!({"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"}),
    json!(["a"]), json!(["a", "a"]), "spec[1] equals item 0: items must differ [unique-items]")]
#[case::keyed(
    json!({"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["n"],
           "items": {"type": "object", "properties": {
               "n": {"type": "string"}, "v": {"type": "integer"}}}}),
    json!([{"n": "a", "v": 1}, {"n": "b", "v": 1}]), json!([{"n": "a", "v": 1}, {"n": "a", "v": 2}]),
    "spec[1] has the same key as item 0: items must differ [unique-items]")]
#[case::min_properties(
    json!({"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1}),
    json!({"a": "b"}), json!({}), "spec must have at least 1 entry, has 0 [min-properties]")]
#[case::max_properties(
    json!({"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 2}),
    json!({}), json!({"a": "", "b": "", "c": ""}),
    "spec must have at most 2 entries, has 3 [max-properties]")]
#[case::all_of(json!({"type": "integer", "allOf": [{"minimum": 1}, {"maximum": 9}]}), json!(5),
    json!(10), "spec must be at most 9, is 10 [maximum]")]
#[case::any_of(json!({"type": "integer", "anyOf": [{"maximum": 1}, {"minimum": 9}]}), json!(9),
    json!(5), "spec fits none of the 2 allowed forms; nearest: spec must be at most 1, is 5 [any-of]")]
#[case::one_of_required(
    json!({"type": "object",
           "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
           "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}),
    json!({"a": 1}), json!({"a": 1, "b": 1}),
    "spec fits 2 of the 2 forms, exactly one is allowed [one-of]")]
#[case::one_of_none(
    json!({"type": "object", "properties": {"a": {"type": "integer"}},
           "oneOf": [{"required": ["a"]}]}),
    json!({"a": 1}), json!({}),
    "spec fits none of the 1 allowed forms; nearest: spec.a is missing [one-of]")]
#[case::not(json!({"type": "string", "not": {"enum": ["admin"]}}), json!("user"), json!("admin"),
    "spec has a form that is forbidden [not]")]
fn a_value_conforms_and_another_violates(
    #[case] schema: Json,
    #[case] good: Json,
    #[case] bad: Json,
    #[case] violation: &str,
) {
    let conforming = validate(&schema, &good);
    assert_eq!(lines(&conforming), Vec::<String>::new());
    assert_eq!(conforming.known, Known::Validated { version: "v1".to_owned() });
    assert_eq!(lines(&validate(&schema, &bad)), [violation]);
}

#[test]
fn null_where_null_is_not_allowed_is_absent_as_in_the_api_server() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    let validation = validate(&schema, &json!({"a": null}));
    assert!(validation.is_valid());
    assert_eq!(validation.warnings, []);
}

#[test]
fn a_map_entry_without_a_value_is_warned_about_because_the_cluster_drops_it() {
    let schema = json!({"type": "object", "additionalProperties": {"type": "object"}});
    let validation = validate(&schema, &json!({"default": null}));
    assert!(validation.is_valid());
    assert_eq!(
        validation.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["spec.default has no value: the cluster drops such an entry; write `{}` if it is meant"]
    );
}

#[test]
fn an_unsigned_32_bit_number_in_an_int32_field_is_only_a_warning() {
    let schema = json!({"type": "integer", "format": "int32"});
    let validation = validate(&schema, &json!(4_200_000_000_u64));
    assert!(validation.is_valid());
    assert_eq!(validation.warnings.len(), 1);
    assert_eq!(validation.warnings[0].rule, Rule::Format);
}

#[test]
fn fields_that_will_go_are_warned_about() {
    let schema = json!({"type": "object", "properties": {
        "old": {"type": "string", "description": "Deprecated: use `new`.\nMore."},
        "older": {"type": "string", "description": "Deprecated and no longer supported"},
    }});
    let validation = validate(&schema, &json!({"old": "x", "older": "y"}));
    assert!(validation.is_valid());
    assert_eq!(
        validation.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["spec.old is deprecated: use `new`", "spec.older is deprecated and no longer supported"]
    );
}

#[test]
fn status_is_not_looked_at_where_it_is_a_subresource() {
    let crd = crd_of_spec(&json!({"type": "object"}));
    let mut object = thing(&json!({}));
    object.as_map_mut().unwrap().insert("status".to_owned(), "anything".into());
    assert!(catalogue_of(&crd).validate(&object).is_valid());

    let mut without = crd;
    without["spec"]["versions"][0]["subresources"] = json!({});
    let validation = catalogue_of(&without).validate(&object);
    assert_eq!(lines(&validation), [r#"status must be a map, is the string "anything" [type]"#]);
}

#[test]
fn fields_beside_spec_are_unknown() {
    let crd = crd_of_spec(&json!({"type": "object"}));
    let mut object = thing(&json!({}));
    object.as_map_mut().unwrap().insert("specs".to_owned(), "x".into());
    let validation = catalogue_of(&crd).validate(&object);
    assert_eq!(
        lines(&validation),
        ["specs is not a known field: did you mean `spec`? [unknown-field]"]
    );
}

#[test]
fn a_flood_of_violations_is_cut_off_and_says_so() {
    let schema = json!({"type": "array", "items": {"type": "string"}});
    let validation = validate(&schema, &json!(vec![1; 5_000]));
    assert_eq!(validation.violations.len(), 100);
    assert_eq!(validation.violations.last().map(|v| v.rule), Some(Rule::TooMany));
}

#[test]
fn every_rule_has_its_own_id() {
    let mut ids: Vec<&str> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Rule::ALL.len());
    assert!(ids.iter().all(|id| id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
}
