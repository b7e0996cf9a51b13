//! What is not seen from outside: verdicts that are kept, and what is weighed.

use std::cell::Cell;

use hedgerow_model::{Number, Value};
use rstest::rstest;

use super::cost::{Budget, TooCostly, of_call, of_value};
use super::{Cel, Objects, Verdict, Verdicts};
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
