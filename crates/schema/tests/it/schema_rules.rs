//! The rules that a definition carries itself: `x-kubernetes-validations`.

use hedgerow_model::Value;
use hedgerow_schema::{Before, Catalogue, Validation};
use rstest::rstest;
use serde_json::{Value as Json, json};

use crate::support::{catalogue_of, crd_of_spec, lines, thing, value};

/// A schema with fields of every type, and these rules at `spec`.
fn schema(rules: &Json) -> Json {
    json!({
        "type": "object",
        "x-kubernetes-validations": rules,
        "properties": {
            "min": {"type": "integer"},
            "max": {"type": "integer", "default": 10},
            "ratio": {"type": "number"},
            "name": {"type": "string"},
            "other": {"type": "string"},
            "names": {"type": "array", "items": {"type": "string"}},
            "ports": {
                "type": "array",
                "x-kubernetes-list-type": "map",
                "x-kubernetes-list-map-keys": ["name"],
                "items": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "port": {"type": "integer"}},
                },
            },
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "since": {"type": "string", "format": "date-time"},
            "every": {"type": "string", "format": "duration"},
            "key": {"type": "string", "format": "byte"},
            "size": {"x-kubernetes-int-or-string": true},
            "namespace": {"type": "string"},
            "a-b.c": {"type": "string"},
            "a__b": {"type": "string"},
            "a_b": {"type": "string"},
            "maybe": {"type": "string", "nullable": true},
        },
    })
}

fn with_rule(rule: &str) -> Catalogue {
    catalogue_of(&crd_of_spec(&schema(&json!([{ "rule": rule, "message": "is wrong" }]))))
}

fn unchecked(validation: &Validation) -> Vec<String> {
    validation
        .unchecked
        .iter()
        .map(|violation| format!("{violation} [{}]", violation.rule))
        .collect()
}

/// What a rule says of a `spec`.
fn asked(rule: &str, spec: &Json) -> Validation {
    with_rule(rule).validate(&thing(spec))
}

#[rstest]
#[case::numbers("self.min <= self.max", json!({"min": 1}), json!({"min": 11}))]
#[case::whole_and_broken_numbers("self.ratio * 2.0 < 5.0", json!({"ratio": 2}), json!({"ratio": 2.5}))]
#[case::has("!has(self.name) || self.name != ''", json!({}), json!({"name": ""}))]
#[case::all("self.names.all(n, n.startsWith('a'))", json!({"names": ["a", "ab"]}), json!({"names": ["a", "b"]}))]
#[case::exists("self.names.exists(n, n == 'a')", json!({"names": ["b", "a"]}), json!({"names": ["b"]}))]
#[case::exists_one("self.names.exists_one(n, n == 'a')", json!({"names": ["a"]}), json!({"names": ["a", "a"]}))]
#[case::map("self.ports.map(p, p.port).sum() < 10", json!({"ports": [{"name": "a", "port": 9}]}), json!({"ports": [{"name": "a", "port": 10}]}))]
#[case::map_of_some("self.ports.map(p, p.port > 5, p.name) == ['b']", json!({"ports": [{"name": "a", "port": 1}, {"name": "b", "port": 9}]}), json!({"ports": [{"name": "a", "port": 9}]}))]
#[case::filter("self.names.filter(n, n.size() > 1).size() == 1", json!({"names": ["a", "ab"]}), json!({"names": ["a"]}))]
#[case::nested("self.names.all(a, self.names.exists_one(b, a == b))", json!({"names": ["a", "b"]}), json!({"names": ["a", "a"]}))]
#[case::keys_of_a_map("self.labels.all(k, self.labels[k] != '')", json!({"labels": {"a-b": "x"}}), json!({"labels": {"a-b": ""}}))]
#[case::in_a_list("self.name in ['a', 'b']", json!({"name": "a"}), json!({"name": "c"}))]
#[case::in_a_map("'a' in self.labels", json!({"labels": {"a": ""}}), json!({"labels": {"b": ""}}))]
#[case::choice("has(self.name) ? self.name == 'a' : true", json!({}), json!({"name": "b"}))]
#[case::expression(r"self.name.matches('^[a-z]+$')", json!({"name": "abc"}), json!({"name": "a1"}))]
#[case::expression_as_in_go(r"self.name.matches('^\\d+$')", json!({"name": "12"}), json!({"name": "\u{0663}"}))]
#[case::unknown_expression("self.name.matches(self.other)", json!({"name": "abc", "other": "b"}), json!({"name": "abc", "other": "x"}))]
#[case::find("self.name.find('[0-9]+') == '42'", json!({"name": "a42b"}), json!({"name": "ab"}))]
#[case::find_all("self.name.findAll('[0-9]').size() == 2", json!({"name": "a4b2"}), json!({"name": "ab"}))]
#[case::time("self.since > timestamp('2020-01-01T00:00:00Z')", json!({"since": "2021-01-01T00:00:00Z"}), json!({"since": "2019-01-01T00:00:00Z"}))]
#[case::duration("self.every >= duration('1m')", json!({"every": "90s"}), json!({"every": "30s"}))]
#[case::bytes("self.key.size() == 2", json!({"key": "YWI="}), json!({"key": "YQ=="}))]
#[case::int_or_string("dyn(self.size) == 80", json!({"size": 80}), json!({"size": "80"}))]
#[case::quantity("quantity(self.name).isLessThan(quantity('1Gi'))", json!({"name": "512Mi"}), json!({"name": "2Gi"}))]
#[case::address("cidr('10.0.0.0/8').containsIP(self.name)", json!({"name": "10.1.2.3"}), json!({"name": "192.0.2.1"}))]
#[case::sets("sets.contains(self.names, ['a'])", json!({"names": ["a", "b"]}), json!({"names": ["b"]}))]
#[case::words("self.__namespace__ == 'a'", json!({"namespace": "a"}), json!({"namespace": "b"}))]
#[case::signs("self.a__dash__b__dot__c == 'x'", json!({"a-b.c": "x"}), json!({"a-b.c": "y"}))]
#[case::underscores("self.a__underscores__b == 'x'", json!({"a__b": "x"}), json!({"a__b": "y"}))]
#[case::underscore("self.a_b == 'x'", json!({"a_b": "x"}), json!({"a_b": "y"}))]
#[case::null("self.maybe == null", json!({"maybe": null}), json!({"maybe": "x"}))]
#[case::null_that_may_not_be("!has(self.name)", json!({"name": null}), json!({"name": "x"}))]
#[case::absent_field("self.?name.orValue('x') == 'x'", json!({}), json!({"name": "y"}))]
#[case::bind("cel.bind(n, self.name, n == 'a' || n == 'b')", json!({"name": "b"}), json!({"name": "c"}))]
#[case::default("self.max == 10", json!({}), json!({"max": 11}))]
#[case::an_error_that_is_made_up_for("(self.name == 'x' || self.max == 1) && self.max < 10", json!({"max": 1}), json!({"name": "x"}))]
#[case::items_that_have_no_answer("self.ports.exists(p, p.port == 1)", json!({"ports": [{"name": "a"}, {"name": "b", "port": 1}]}), json!({"ports": [{"name": "b", "port": 2}]}))]
#[case::optional("self.?name.optMap(n, n == 'a').orValue(true)", json!({}), json!({"name": "b"}))]
#[case::optional_item("self.names[?1].orValue('x') == 'x'", json!({"names": ["a"]}), json!({"names": ["a", "b"]}))]
#[case::arithmetic("(self.min + 2) * 3 - 1 % 2 == 8 && -self.min / 1 == -1", json!({"min": 1}), json!({"min": 2}))]
#[case::text("self.name.lowerAscii().split('-').join('.') + '!' == 'a.b!'", json!({"name": "A-B"}), json!({"name": "AB"}))]
#[case::format("'%s-%d'.format([self.name, self.min]) == 'a-1'", json!({"name": "a", "min": 1}), json!({"name": "a", "min": 2}))]
fn a_rule_holds_or_is_broken(#[case] rule: &str, #[case] good: Json, #[case] bad: Json) {
    assert_eq!(unchecked(&asked(rule, &good)), [""; 0], "{rule}");
    assert_eq!(lines(&asked(rule, &good)), [""; 0], "{rule}");
    assert_eq!(lines(&asked(rule, &bad)), ["spec is wrong [schema-rule]"], "{rule}");
}

#[rstest]
#[case::message(json!({"rule": "self.min > 5", "message": " must be more \n"}), "spec must be more [schema-rule]")]
#[case::no_message(json!({"rule": " self.min\n  > 5 "}), "spec failed rule: self.min > 5 [schema-rule]")]
#[case::expression(json!({"rule": "self.min > 5", "message": "x", "messageExpression": "'is ' + string(self.min)"}), "spec is 1 [schema-rule]")]
#[case::expression_that_fails(json!({"rule": "self.min > 5", "message": "x", "messageExpression": "self.name"}), "spec x [schema-rule]")]
#[case::expression_of_two_lines(json!({"rule": "self.min > 5", "message": "x", "messageExpression": "'a\\nb'"}), "spec x [schema-rule]")]
#[case::expression_that_costs_too_much(json!({"rule": "self.min > 5", "message": "x", "messageExpression": "'%.900000f'.format([1.0])"}), "spec x [schema-rule]")]
#[case::field(json!({"rule": "self.min > 5", "message": "x", "fieldPath": ".min"}), "spec.min x [schema-rule]")]
#[case::field_in_quotes(json!({"rule": "self.min > 5", "message": "x", "fieldPath": ".labels['a.b']"}), "spec.labels.\"a.b\" x [schema-rule]")]
#[case::no_field(json!({"rule": "self.min > 5", "message": "x", "fieldPath": "..["}), "spec x [schema-rule]")]
#[case::no_such_key(json!({"rule": "self.name == 'a'", "message": "x"}), "spec no such key: name evaluating rule: x [schema-rule]")]
#[case::no_such_item(json!({"rule": "[1][self.min] == 1"}), "spec index out of bounds evaluating rule: [1][self.min] == 1 [schema-rule]")]
#[case::division(json!({"rule": "1 / (self.min - 1) == 1", "message": "x"}), "spec division by zero evaluating rule: x [schema-rule]")]
#[case::overflow(json!({"rule": "9223372036854775807 + self.min > 0", "message": "x"}), "spec integer overflow evaluating rule: x [schema-rule]")]
fn the_finding_says_what_the_api_server_says(#[case] rule: Json, #[case] expected: &str) {
    let catalogue = catalogue_of(&crd_of_spec(&schema(&json!([rule]))));
    assert_eq!(lines(&catalogue.validate(&thing(&json!({"min": 1})))), [expected]);
}

#[rstest]
#[case::syntax(
    "self.min >",
    "it cannot be read (line 1 column 11: mismatched input '<EOF>' expecting"
)]
#[case::function("self.min.nonsense()", "the function `nonsense` is not supported")]
#[case::function_of_a_later_version(
    "self.names.all(i, n, n != '')",
    "the function `all` is not supported"
)]
#[case::prefix("nonsense.contains(self.names)", "`nonsense` is not known")]
#[case::name("min > 5", "`min` is not known")]
#[case::message_type("google.protobuf.Struct{}", "the type")]
#[case::expression("self.name.matches('(')", "the expression `(` cannot be read")]
#[case::too_large_an_expression("self.name.matches('(a{500}){500}')", "is too large")]
#[case::empty(" ", "`rule` is missing")]
fn a_rule_that_cannot_be_read_is_said_and_the_others_are_asked(
    #[case] rule: &str,
    #[case] why: &str,
) {
    let rules = json!([{ "rule": rule }, { "rule": "self.min > 5", "message": "x" }]);
    let crd = crd_of_spec(&schema(&rules));
    let (catalogue, problems) = Catalogue::with_crds(&[("a.yaml".to_owned(), crd.to_string())]);
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert!(problem.message.contains(why), "{problem}");
    assert!(
        problem.message.starts_with("Thing.example.org: spec: ")
            && problem.message.ends_with("; not checked"),
        "{problem}"
    );
    let unread: Vec<String> = catalogue.unchecked().collect();
    assert_eq!(unread, std::slice::from_ref(&problem.message));
    assert_eq!(lines(&catalogue.validate(&thing(&json!({"min": 1})))), ["spec x [schema-rule]"]);
}

#[rstest]
#[case::brackets("(".repeat(5_000) + &")".repeat(5_000))]
#[case::brackets_below_the_limit("(".repeat(4_000) + "true" + &")".repeat(4_000))]
#[case::open_brackets("[".repeat(8_000))]
#[case::macros("self.names.all(x, ".repeat(300) + "true" + &")".repeat(300))]
#[case::chain("1".to_owned() + &"+1".repeat(4_000))]
#[case::choices("true?1:".repeat(1_000) + "1")]
#[case::choices_in_choices("true?".repeat(800) + "1" + &":1".repeat(800))]
#[case::fields("self".to_owned() + &".a".repeat(4_000))]
#[case::items("self".to_owned() + &"[0]".repeat(2_500))]
#[case::signs("!".repeat(8_000) + "true")]
#[case::lists("[".repeat(2_000) + &"]".repeat(2_000))]
#[case::long("'".to_owned() + &"x".repeat(1_000_000) + "' == self.name")]
#[case::nothing("\0\u{1}\u{feff}".to_owned())]
fn a_hostile_text_is_no_rule_and_harms_nothing(#[case] rule: String) {
    let crd = crd_of_spec(&schema(&json!([{ "rule": rule }])));
    let (catalogue, problems) = Catalogue::with_crds(&[("a.yaml".to_owned(), crd.to_string())]);
    assert!(problems.iter().all(|problem| problem.message.len() < 1_000), "{problems:?}");
    // Read or not: something is said.
    let validation = catalogue.validate(&thing(&json!({"min": 1})));
    let said = problems.len() + validation.unchecked.len() + validation.violations.len();
    assert!(said > 0, "{rule}");
}

#[rstest]
#[case::nested_loops("self.names.all(a, self.names.all(b, self.names.all(c, a + b + c != '')))")]
#[case::nested_lists(
    "self.names.map(a, self.names.map(b, self.names.map(c, self.names))).size() > 0"
)]
#[case::growing_text(
    "self.name.replace('', self.name).replace('', self.name).replace('', self.name).size() > 0"
)]
#[case::joined(
    "self.names.join(self.name).size() > 0 && [self.names, self.names].map(n, n.join(self.name)).join(self.name) != ''"
)]
#[case::digits("'%.999999999f'.format([1.0]) != ''")]
#[case::more_digits_than_a_number_has("'%.99999999999999999999999f'.format([1.0]) != ''")]
#[case::range("lists.range(9000000000).size() > 0")]
#[case::pairs("sets.contains(self.names, self.names.map(n, n + 'x'))")]
#[case::distinct("self.names.distinct().size() > 0")]
#[case::expressions("self.names.all(n, n.matches('(' + n + '|a){100}') || true)")]
#[case::slow_expression("self.names.all(n, !self.name.matches('(x+x+){60}y'))")]
#[case::pieces("self.names.all(n, self.name.split('').size() > 0)")]
fn a_hostile_rule_ends_and_is_not_checked(#[case] rule: &str) {
    let names: Vec<String> = (0..2_000).map(|at| format!("name-{at}")).collect();
    let spec = json!({"names": names, "name": "x".repeat(20_000), "max": 1});
    let validation = asked(rule, &spec);
    assert_eq!(lines(&validation), [""; 0]);
    let unchecked = unchecked(&validation);
    assert_eq!(unchecked.len(), 1, "{unchecked:?}");
    assert!(unchecked[0].contains("costs too much"), "{unchecked:?}");
}

#[test]
fn the_rules_of_an_object_together_have_a_bound() {
    let item = json!({
        "type": "string",
        "x-kubernetes-validations": [{ "rule": "lists.range(3000).all(n, n >= 0)" }],
    });
    let schema =
        json!({"type": "object", "properties": {"names": {"type": "array", "items": item}}});
    let catalogue = catalogue_of(&crd_of_spec(&schema));
    let names = |count: usize| json!({"names": vec!["a"; count]});
    assert_eq!(unchecked(&catalogue.validate(&thing(&names(10)))), [""; 0]);
    let many = unchecked(&catalogue.validate(&thing(&names(100_000))));
    assert_eq!(many.len(), 1);
    assert!(many[0].contains("the rules of this object cost too much"), "{many:?}");
}

#[rstest]
#[case::text_for_a_number("self.name > 5")]
#[case::no_bool("self.name")]
#[case::function_on_another_type("self.min.startsWith('a')")]
#[case::field_of_a_text("self.name.size.x == 1")]
#[case::quantities_that_overflow("quantity('1e40').isLessThan(quantity('1e-9'))")]
#[case::not_an_address("ip(self.name).family() == 4")]
fn what_does_not_go_together_is_not_checked(#[case] rule: &str) {
    let validation = asked(rule, &json!({"min": 1, "name": "a"}));
    assert_eq!(lines(&validation), [""; 0]);
    let said = unchecked(&validation);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].contains(&format!("the definition's rule `{rule}`"))
            && said[0].ends_with("[not-checked]"),
        "{said:?}"
    );
}

/// A catalogue with this schema of `spec`.
fn of_spec(spec: &Json) -> Catalogue {
    catalogue_of(&crd_of_spec(spec))
}

#[test]
fn a_rule_is_asked_at_each_of_its_places() {
    let rule = |rule: &str| json!([{ "rule": rule, "message": "x" }]);
    let catalogue = of_spec(&json!({"type": "object", "properties": {
        "size": {"type": "integer", "x-kubernetes-validations": rule("self > 0")},
        "ports": {"type": "array", "items": {"type": "object",
            "x-kubernetes-validations": rule("self.from <= self.to"),
            "properties": {"from": {"type": "integer"}, "to": {"type": "integer"}}}},
        "by-name": {"type": "object", "additionalProperties":
            {"type": "string", "x-kubernetes-validations": rule("self != ''")}},
    }}));
    let spec = json!({
        "size": 0,
        "ports": [{"from": 1, "to": 2}, {"from": 2, "to": 1}],
        "by-name": {"a.b": "", "c": "x"},
    });
    let expected = [
        "spec.size x [schema-rule]",
        "spec.ports[1] x [schema-rule]",
        "spec.by-name.\"a.b\" x [schema-rule]",
    ];
    assert_eq!(lines(&catalogue.validate(&thing(&spec))), expected);
}

#[test]
fn a_rule_at_the_root_sees_kind_and_name_and_no_status() {
    let rule = "self.kind == 'Thing' && self.metadata.name == 'thing-1' && !has(self.status) && !has(self.metadata.labels)";
    let mut crd = crd_of_spec(&json!({"type": "object"}));
    crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["x-kubernetes-validations"] =
        json!([{ "rule": rule, "message": "x" }]);
    let catalogue = catalogue_of(&crd);
    let mut object = json!({
        "apiVersion": "example.org/v1", "kind": "Thing",
        "metadata": {"name": "thing-1", "labels": {"a": "b"}}, "spec": {}, "status": {},
    });
    assert_eq!(lines(&catalogue.validate(&value(&object))), [""; 0]);
    object["metadata"]["name"] = json!("other");
    assert_eq!(lines(&catalogue.validate(&value(&object))), ["the object x [schema-rule]"]);
}

#[test]
fn where_the_schema_is_broken_no_rule_stumbles_over_it() {
    let rule = "self.min > 5";
    assert_eq!(
        lines(&asked(rule, &json!({"min": "a"}))),
        ["spec.min must be an integer, is the string \"a\" [type]"]
    );
    // What the cluster drops is not seen.
    let said = lines(&asked(rule, &json!({"min": 1, "more": 1})));
    assert_eq!(said.len(), 2, "{said:?}");
}

/// What a rule says of a change from one `spec` to another.
fn changed(rule: &Json, before: &Json, after: &Json) -> Vec<String> {
    let catalogue = of_spec(&schema(&json!([rule])));
    let (before, after) = (thing(before), thing(after));
    lines(&catalogue.validate_after(&after, Before::Was(&before)))
}

#[test]
fn a_rule_that_compares_is_asked_of_changes() {
    let rule = json!({"rule": "self.min == oldSelf.min", "message": "x"});
    let (one, two) = (json!({"min": 1}), json!({"min": 2}));
    assert_eq!(changed(&rule, &one, &two), ["spec x [schema-rule]"]);
    assert_eq!(changed(&rule, &one, &one), [""; 0]);
    let catalogue = of_spec(&schema(&json!([rule])));
    for before in [Before::Unknown, Before::Nothing] {
        assert_eq!(lines(&catalogue.validate_after(&thing(&two), before)), [""; 0], "{before:?}");
    }
    // The defaults of the object before are filled in as well.
    let rule = json!({"rule": "self.max == oldSelf.max", "message": "x"});
    assert_eq!(changed(&rule, &json!({}), &json!({"max": 10})), [""; 0]);
    assert_eq!(changed(&rule, &json!({}), &json!({"max": 11})), ["spec x [schema-rule]"]);
}

#[test]
fn an_optional_old_value_is_asked_of_new_objects_too() {
    let rule = json!({
        "rule": "oldSelf.hasValue() ? self.min == oldSelf.value().min : self.min == 1",
        "optionalOldSelf": true, "message": "x",
    });
    let (one, two) = (json!({"min": 1}), json!({"min": 2}));
    let catalogue = of_spec(&schema(&json!([rule])));
    let new = |spec| lines(&catalogue.validate_after(&thing(spec), Before::Nothing));
    assert_eq!(new(&one), [""; 0]);
    assert_eq!(new(&two), ["spec x [schema-rule]"]);
    assert_eq!(changed(&rule, &two, &two), [""; 0]);
    assert_eq!(changed(&rule, &one, &two), ["spec x [schema-rule]"]);
    // Of what is in Git nobody knows whether it is new.
    assert_eq!(lines(&catalogue.validate(&thing(&two))), [""; 0]);
    let rule = json!({"rule": "oldSelf.optMap(old, old.min == self.min).orValue(true)", "optionalOldSelf": true, "message": "x"});
    assert_eq!(changed(&rule, &one, &two), ["spec x [schema-rule]"]);
}

#[test]
fn items_are_compared_by_their_keys() {
    let rule = json!([{ "rule": "self.port == oldSelf.port", "message": "x" }]);
    let catalogue = of_spec(&json!({"type": "object", "properties": {"ports": {
        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name", "protocol"],
        "items": {"type": "object", "x-kubernetes-validations": rule, "properties": {
            "name": {"type": "string"},
            "protocol": {"type": "string", "default": "TCP"},
            "port": {"type": "integer"},
        }},
    }}}));
    let before = thing(&json!({"ports": [{"name": "a", "port": 1}, {"name": "b", "port": 2}]}));
    let after = |ports: Json| {
        let after = thing(&json!({ "ports": ports }));
        lines(&catalogue.validate_after(&after, Before::Was(&before)))
    };
    let moved = json!([{"name": "b", "port": 2, "protocol": "TCP"}, {"name": "a", "port": 1}, {"name": "c", "port": 3}]);
    assert_eq!(after(moved), [""; 0]);
    let changed = json!([{"name": "b", "port": 3}, {"name": "a", "port": 1}]);
    assert_eq!(after(changed), ["spec.ports[0] x [schema-rule]"]);
    assert_eq!(after(json!([{"name": "b", "protocol": "UDP", "port": 3}])), [""; 0]);
}

#[test]
fn below_a_list_without_keys_nothing_is_compared_and_that_is_said() {
    let rule = json!([{ "rule": "self == oldSelf" }, { "rule": "self != ''", "message": "x" }]);
    let spec = json!({"type": "object", "properties": {"names": {
        "type": "array", "x-kubernetes-list-type": "set",
        "items": {"type": "string", "x-kubernetes-validations": rule},
    }}});
    let files = [("a.yaml".to_owned(), crd_of_spec(&spec).to_string())];
    let (catalogue, problems) = Catalogue::with_crds(&files);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.contains("`oldSelf` is not known below a list"), "{problems:?}");
    let spec = json!({"names": ["a", ""]});
    assert_eq!(lines(&catalogue.validate(&thing(&spec))), ["spec.names[1] x [schema-rule]"]);
}

#[test]
fn what_was_in_another_version_is_not_compared_and_that_is_said() {
    let rule = json!([{ "rule": "self.min == oldSelf.min", "message": "x" }]);
    let catalogue = of_spec(&schema(&rule));
    let now = thing(&json!({"min": 1}));
    let text = |version: &str| {
        format!(
            "apiVersion: example.org/{version}\nkind: Thing\nmetadata: {{name: thing-1}}\nspec: {{min: 2}}\n"
        )
    };
    let before: Value = hedgerow_yaml::read_value(&text("v1beta1")).unwrap();
    let validation = catalogue.validate_after(&now, Before::Was(&before));
    assert_eq!(lines(&validation), [""; 0]);
    assert_eq!(validation.unchecked.len(), 1);
    let before = hedgerow_yaml::read_value(&text("v1")).unwrap();
    assert_eq!(lines(&catalogue.validate_after(&now, Before::Was(&before))).len(), 1);
}

#[test]
fn rules_inside_of_forms_are_said_not_to_be_checked() {
    let form = json!({"properties": {"a": {"x-kubernetes-validations": [{ "rule": "false" }]}}});
    let spec = json!({"type": "object", "properties": {"a": {"type": "string"}}, "anyOf": [form]});
    let files = [("a.yaml".to_owned(), crd_of_spec(&spec).to_string())];
    let (catalogue, problems) = Catalogue::with_crds(&files);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(lines(&catalogue.validate(&thing(&json!({"a": "x"})))), [""; 0]);
}

#[test]
fn more_broken_rules_than_are_listed() {
    let item = json!({"type": "string", "x-kubernetes-validations": [{ "rule": "false" }]});
    let catalogue = of_spec(
        &json!({"type": "object", "properties": {"names": {"type": "array", "items": item}}}),
    );
    let said = lines(&catalogue.validate(&thing(&json!({"names": vec!["a"; 500]}))));
    assert_eq!(said.len(), 100);
    assert!(said[99].contains("breaks 100 rules or more"), "{}", said[99]);
}

#[test]
fn the_order_of_sets_and_of_items_with_keys_says_nothing() {
    let rule = json!([{ "rule": "self == oldSelf", "message": "x" }]);
    let ports = schema(&json!([]))["properties"]["ports"].clone();
    let catalogue =
        of_spec(&json!({"type": "object", "x-kubernetes-validations": rule, "properties": {
            "set": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
            "list": {"type": "array", "items": {"type": "string"}},
            "ports": ports,
        }}));
    let spec = |set: [&str; 2], list: [&str; 2], ports: [(&str, i64); 2]| {
        let ports = ports.map(|(name, port)| json!({"name": name, "port": port}));
        thing(&json!({"set": set, "list": list, "ports": ports}))
    };
    let before = spec(["a", "b"], ["a", "b"], [("a", 1), ("b", 2)]);
    let broken = |after: Value| {
        let validation = catalogue.validate_after(&after, Before::Was(&before));
        assert_eq!(unchecked(&validation), [""; 0]);
        !validation.violations.is_empty()
    };
    assert!(!broken(spec(["b", "a"], ["a", "b"], [("b", 2), ("a", 1)])));
    assert!(broken(spec(["a", "c"], ["a", "b"], [("a", 1), ("b", 2)])));
    assert!(broken(spec(["a", "b"], ["b", "a"], [("a", 1), ("b", 2)])));
    assert!(broken(spec(["a", "b"], ["a", "b"], [("a", 1), ("b", 3)])));
    // To add them is another thing than to put one behind the other.
    let rule = "(self.ports + self.ports).size() == 2";
    let said = unchecked(&asked(rule, &json!({"ports": [{"name": "a"}]})));
    assert!(said[0].contains("it adds lists that are sets or maps"), "{said:?}");
}

#[test]
fn a_message_that_cannot_be_read_does_not_keep_its_rule_from_being_asked() {
    let rule = json!({"rule": "self.min > 5", "message": "x", "messageExpression": "((("});
    let files = [("a.yaml".to_owned(), crd_of_spec(&schema(&json!([rule]))).to_string())];
    let (catalogue, problems) = Catalogue::with_crds(&files);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.contains("the message of the rule `self.min > 5`"), "{problems:?}");
    assert_eq!(catalogue.unchecked().count(), 0);
    assert_eq!(lines(&catalogue.validate(&thing(&json!({"min": 1})))), ["spec x [schema-rule]"]);
}

#[rstest]
#[case::loops("self.names.all(x, ".repeat(90) + "true" + &")".repeat(90))]
#[case::conditions("!(".repeat(90) + "true" + &")".repeat(90))]
#[case::choices("self.min == 1 ? (".repeat(45) + "true" + &") : false".repeat(45))]
fn the_deepest_rule_that_is_read_can_be_run(#[case] rule: String) {
    let validation = asked(&rule, &json!({"names": ["a"], "min": 1}));
    assert_eq!(lines(&validation).len() + validation.unchecked.len(), 0, "{validation:?}");
}
