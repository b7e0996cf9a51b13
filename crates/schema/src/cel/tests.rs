//! What is not seen from outside: verdicts that are kept, and what is weighed.

use std::cell::Cell;

use hedgerow_model::{Number, Value};
use kube_cel::KubeCelExt;
use kube_cel::cel::Program;
use proptest::prelude::*;
use rstest::rstest;

use super::cost::{Budget, TooCostly, of_call, of_value};
use super::run::{Given, run};
use super::value::{Unordered, untyped};
use super::{Cel, Objects, Verdict, Verdicts, read_rules};
use crate::pattern::Expressions;
use crate::violation::{Rule, Violation};

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn objects<'v>(now: &'v Value, before: Option<&'v Value>) -> Objects<'v> {
    Objects { now, before, compares: before.is_some(), without_status: false }
}

#[test]
fn an_object_that_was_judged_is_not_judged_again() {
    let verdicts = Verdicts::default();
    let asked = Cell::new(0);
    let ask = |now: &Value, before: Option<&Value>| {
        let judge = || {
            asked.set(asked.get() + 1);
            Verdict::default()
        };
        verdicts.of(objects(now, before), judge);
        asked.get()
    };
    let (a, b) = (Value::List(vec![text("ab")]), Value::List(vec![text("a"), text("b")]));
    assert_eq!(ask(&a, None), 1);
    assert_eq!(ask(&a.clone(), None), 1);
    assert_eq!(ask(&b, None), 2);
    assert_eq!(ask(&a, Some(&b)), 3);
    assert_eq!(ask(&b, Some(&a)), 4);
    assert_eq!(ask(&a, Some(&b)), 4);
    let numbers = [Number::Int(1), Number::Float(1.5), Number::Big("1".repeat(30))];
    for (at, number) in numbers.into_iter().enumerate() {
        assert_eq!(ask(&Value::Number(number), None), 5 + at);
    }
}

#[test]
fn what_is_kept_is_bounded() {
    let verdicts = Verdicts::default();
    for at in 0..40_000 {
        verdicts.of(objects(&Value::Number(Number::Int(at)), None), Verdict::default);
    }
    assert_eq!(verdicts.len(), 32 << 10);
    let long = || {
        let found = Violation::new(Default::default(), Rule::SchemaRule, "x".repeat(2_000));
        Verdict { violations: vec![found], unchecked: Vec::new() }
    };
    let verdicts = Verdicts::default();
    let verdict = verdicts.of(objects(&Value::Null, None), long);
    assert_eq!((verdict.violations.len(), verdicts.len()), (1, 0));
}

#[test]
fn a_budget_is_for_each_rule_and_for_all() {
    let mut budget = Budget::new();
    for _ in 0..5 {
        assert!(budget.next());
        assert_eq!(budget.pay(200_000), Ok(()));
        assert_eq!(budget.pay(1), Err(TooCostly));
    }
    assert!(!budget.next() && budget.is_spent());
    let mut budget = Budget::new();
    assert!(budget.next());
    assert_eq!(budget.pay(u64::MAX), Err(TooCostly));
    assert!(!budget.is_spent() && budget.next());
}

#[rstest]
#[case::replaced("replace", &["aaaa", "a", "0123456789"], 5)]
#[case::replaced_nothing("replace", &["aaaa", "", "0123456789"], 5)]
#[case::figures("format", &["%.500f and %.70e"], 570)]
#[case::more_figures_than_there_are_numbers("format", &["%.99999999999999999999f"], u64::MAX)]
#[case::pieces("split", &["abcd", ""], 4)]
#[case::found("lastIndexOf", &["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaa"], 13)]
#[case::linear("startsWith", &["abcd", "a"], 2)]
fn a_call_costs_what_it_makes(#[case] name: &str, #[case] values: &[&str], #[case] least: u64) {
    let values: Vec<Cel> =
        values.iter().map(|text| Cel::String((*text).to_owned().into())).collect();
    assert!(of_call(name, &values, u64::MAX / 2) >= least);
}

#[test]
fn a_value_is_weighed_no_further_than_asked() {
    let items = vec![Cel::Int(1); 1_000];
    let list = Cel::List(items.into());
    assert_eq!(of_value(&list, u64::MAX), 1_001);
    assert_eq!(of_value(&list, 10), 11);
}

/// A whole number, as a rule writes it: terms over `self.n`, `self.m` and the items of `self.list`.
fn number() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (-3_i64..4).prop_map(|number| format!("({number})")),
        Just("self.n".to_owned()),
        Just("self.m".to_owned()),
        Just("self.list.size()".to_owned()),
        Just("self.list[self.n]".to_owned()),
        Just("self.absent".to_owned()),
    ];
    leaf.prop_recursive(3, 16, 2, |inner| {
        prop_oneof![
            (inner.clone(), "[-+*/%]", inner.clone())
                .prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            inner.clone().prop_map(|a| format!("self.list.map(x, x + {a}).size()")),
            (inner.clone(), inner)
                .prop_map(|(a, b)| format!("self.list.filter(x, x > {a}).map(x, x * {b})[0]")),
        ]
    })
}

/// What a rule may say.
fn truth() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (number(), "<|<=|>|>=|==|!=", number()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        number().prop_map(|a| format!("{a} in self.list")),
        Just("has(self.absent)".to_owned()),
        Just("self.text.startsWith('a')".to_owned()),
        Just("self.text.contains(self.text)".to_owned()),
    ];
    leaf.prop_recursive(4, 32, 2, |inner| {
        prop_oneof![
            (inner.clone(), "&&|\\|\\|", inner.clone())
                .prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("(({a}) ? ({b}) : ({c}))")),
            ("all|exists|exists_one", inner, number())
                .prop_map(|(each, a, b)| format!("self.list.{each}(x, {a} || x == {b})")),
        ]
    })
}

#[test]
fn of_very_many_rules_of_a_set_of_definitions_the_first_are_read() {
    let rules =
        serde_json::json!([{ "rule": "self.a" }, { "rule": "self.b" }, { "rule": "self.c" }]);
    let read = read_rules(&rules, true, 2, &mut Expressions::default());
    assert_eq!(read.rules.len(), 2);
    assert_eq!(read.unchecked, ["1 of 3 rules are not checked: the definitions have too many"]);
}

proptest! {
    /// Where the library has a result, it is ours. Where it has none we may have one: to the language an item
    /// without an answer does not matter to `all` and `exists` where another one decides, to the library it does.
    #[test]
    fn a_rule_means_what_it_means_to_the_library(
        rule in truth(),
        n in -1_i64..4,
        m in -2_i64..3,
        list in prop::collection::vec(-2_i64..3, 0..4),
    ) {
        let spec = serde_json::json!({"n": n, "m": m, "list": list, "text": "abc"});
        let own = untyped(&Value::from(&spec));
        let mut context = kube_cel::cel::Context::default().with_all();
        context.add_variable_from_value("self", own.clone());
        let theirs = Program::compile(&rule).unwrap().execute(&context);
        let read = read_rules(&serde_json::json!([{ "rule": rule }]), true, 1, &mut Expressions::default());
        prop_assert_eq!(read.unchecked, Vec::<String>::new());
        let given = Given { own: &own, old: None, unordered: &Unordered::default() };
        let mut budget = Budget::new();
        budget.next();
        let ours = run(&read.rules[0].term, given, &mut budget);
        if let Ok(theirs) = theirs {
            prop_assert_eq!(ours, Ok(theirs));
        }
    }
}
