//! Every clause against its own examples.

mod acl;
mod attachment;
mod connection;
mod connection_changes;
mod connection_values;
mod dhcp;
mod external;
mod gateway;
mod judged;
mod meta;
mod namespaces;
mod peering;
mod switch;
mod switch_changes;
mod switch_ports;
mod vpc;
mod wiring;
mod wiring_laws;

use std::collections::BTreeSet;
use std::sync::Arc;

use hedgerow_model::Severity;
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Content, Limits, read_all};

use super::RULES;
use crate::rule::Judge;
use crate::{DryRun, Edit, Inventory, Object, Settings, Unchecked, Violation};

/// The values of documents.
pub(crate) fn values(text: &str) -> Vec<hedgerow_model::Value> {
    read_all(text, &Limits::default())
        .into_iter()
        .filter_map(|document| match document.content {
            Content::Empty => None,
            Content::Object(read) => Some(read.value().clone()),
            Content::Broken(error) => panic!("{}: {text}", error.message),
        })
        .collect()
}

fn objects(text: &str) -> Vec<Object> {
    let catalogue = Catalogue::builtin();
    values(text)
        .iter()
        .map(|value| Object::new(&catalogue, value).unwrap_or_else(|| panic!("no object: {value}")))
        .collect()
}

/// The configuration that a clause's examples are for.
fn settings_of(id: &str) -> Settings {
    let usual = Settings { gateway: true, ..Settings::default() };
    match id {
        "gw-enabled" => Settings::default(),
        "conn-mode" => Settings { mode: "collapsed-core".to_owned(), ..usual },
        "peer-disabled" => Settings { peering_disabled: true, ..usual },
        _ => usual,
    }
}

/// What is broken once `before` has become `after`, by what is there and by what has changed.
fn broken(settings: Settings, before: &str, after: &str) -> Vec<Violation> {
    run(Some(settings), before, after).after
}

/// What becomes of `before` when it turns into `after`.
fn run(settings: Option<Settings>, before: &str, after: &str) -> DryRun {
    let mut inventory = Inventory::new(settings, objects(before));
    let after = objects(after);
    let stay: BTreeSet<_> = after.iter().map(|object| object.identity().clone()).collect();
    let gone = objects(before).into_iter().map(|object| object.identity().clone());
    let mut edits: Vec<Edit> = gone.filter(|id| !stay.contains(id)).map(Edit::Remove).collect();
    edits.extend(after.into_iter().map(|object| Edit::Set(Arc::new(object))));
    inventory.dry_run(&edits)
}

/// What is wrong with documents, as `error vpc-subnet-overlap spec.subnets.web.subnet`, sorted.
fn judged(settings: Option<Settings>, text: &str) -> Vec<String> {
    let inventory = Inventory::new(settings, objects(text));
    let mut found: Vec<String> = inventory.violations().map(shown).collect();
    found.sort();
    found
}

fn shown(violation: &Violation) -> String {
    let Violation { rule, severity, field, .. } = violation;
    format!("{severity} {rule} {field}").trim_end().to_owned()
}

/// What could not be judged, as `gw-enabled: the installation settings are not given`, sorted.
fn unjudged(settings: Option<Settings>, text: &str) -> Vec<String> {
    let inventory = Inventory::new(settings, objects(text));
    let unchecked = inventory.unchecked().map(|(_, one)| format!("{}: {}", one.rule, one.why));
    let found: BTreeSet<String> = unchecked.collect();
    found.into_iter().collect()
}

/// Documents from lines of kind, name and spec; the latter two may be left out.
fn documents(lines: &str) -> String {
    let document = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let mut word = || words.next().unwrap_or_default();
        let (kind, name, spec) = (word(), word(), word());
        let api = match kind {
            "Connection" | "Switch" | "SwitchProfile" | "VLANNamespace" => {
                "wiring.githedgehog.com/v1beta1"
            }
            "Gateway" | "GatewayGroup" | "GatewayPeering" => "gateway.githedgehog.com/v1alpha1",
            _ => "vpc.githedgehog.com/v1beta1",
        };
        format!("apiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {spec}\n")
    };
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(document).collect::<Vec<_>>().join("---\n")
}

/// The id of a clause.
fn id_of(rule: &str) -> &'static str {
    super::find(rule).unwrap_or_else(|| panic!("{rule} is not a clause")).id
}

/// What rules of a family say: `severity id resource field` each, in order. A family is how ids begin.
fn said(families: &[&str], run: &DryRun) -> Vec<String> {
    let of_family =
        |violation: &&Violation| families.iter().any(|id| violation.rule.starts_with(id));
    let line = |violation: &Violation| {
        let Violation { severity, rule, subject, field, .. } = violation;
        format!("{severity} {rule} {subject} {field}").trim_end().to_owned()
    };
    let mut said: Vec<String> = run.after.iter().filter(of_family).map(line).collect();
    said.sort();
    said
}

/// Which rules of a family could not be judged: `id: why` each, in order.
fn unchecked(families: &[&str], run: &DryRun) -> Vec<String> {
    let of_family =
        |(_, unchecked): &&(_, Unchecked)| families.iter().any(|id| unchecked.rule.starts_with(id));
    let line = |(_, unchecked): &(_, Unchecked)| format!("{}: {}", unchecked.rule, unchecked.why);
    let mut lines: Vec<String> = run.unchecked.iter().filter(of_family).map(line).collect();
    lines.sort();
    lines
}

#[test]
fn a_clause_finds_what_breaks_it_and_lets_pass_what_does_not() {
    let catalogue = Catalogue::builtin();
    let mut wrong = Vec::new();
    for rule in RULES {
        let id = rule.id;
        for value in values(rule.conforming).iter().chain(&values(rule.before)) {
            for violation in catalogue.validate(value).violations {
                wrong
                    .push(format!("{id}: the conforming example breaks its schema: {violation:?}"));
            }
        }
        if let Judge::Schema(ids) | Judge::SchemaAnd(ids, _) = rule.judge {
            let found = values(rule.violating).iter().any(|value| {
                let violations = catalogue.validate(value).violations;
                violations.iter().any(|violation| ids.contains(&violation.rule.as_str()))
            });
            if !found {
                wrong.push(format!("{id}: the schema check does not find the violating example"));
            }
            continue;
        }
        let found = broken(settings_of(rule.id), rule.before, rule.violating);
        let own: Vec<_> = found.iter().filter(|violation| violation.rule == id).collect();
        if own.is_empty() {
            wrong.push(format!("{id}: the violating example is not found; found: {found:#?}"));
        }
        if !own.is_empty() && !own.iter().any(|violation| violation.severity == rule.severity) {
            wrong.push(format!("{id}: no violation of the rule's severity: {own:#?}"));
        }
        let found = broken(settings_of(rule.id), rule.before, rule.conforming);
        let own: Vec<_> = found
            .iter()
            .filter(|violation| violation.rule == id || violation.severity == Severity::Error)
            .collect();
        if !own.is_empty() {
            wrong.push(format!("{id}: the conforming example breaks rules: {own:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_clause_is_listed_once_and_says_what_and_what_to_do() {
    let mut ids = BTreeSet::new();
    for rule in RULES {
        assert!(ids.insert(rule.id), "{} twice", rule.id);
        assert!(
            !rule.kinds.is_empty() && !rule.meaning.is_empty() && !rule.action.is_empty(),
            "{}",
            rule.id
        );
        assert!(
            !rule.violating.trim().is_empty() && !rule.conforming.trim().is_empty(),
            "{}",
            rule.id
        );
    }
}

/// What people read of each clause's example, whole: so that no word of it changes unseen.
#[test]
fn the_sentences_of_the_examples_are_these() {
    let mut lines = Vec::new();
    for rule in RULES.iter().filter(|rule| !matches!(rule.judge, Judge::Schema(_))) {
        for violation in broken(settings_of(rule.id), rule.before, rule.violating) {
            if violation.rule == rule.id {
                let Violation { severity, subject, field, message, .. } = violation;
                lines.push(format!("{}: {severity}: {subject} {field} {message}", rule.id));
            }
        }
    }
    let expected: Vec<&str> = include_str!("tests/sentences.txt").lines().collect();
    let there: BTreeSet<&str> = expected.iter().copied().collect();
    let new: Vec<&String> = lines.iter().filter(|line| !there.contains(line.as_str())).collect();
    let found: BTreeSet<&str> = lines.iter().map(String::as_str).collect();
    let gone: Vec<&&str> = expected.iter().filter(|line| !found.contains(**line)).collect();
    assert!(new.is_empty() && gone.is_empty(), "new: {new:#?}\ngone: {gone:#?}");
}

#[test]
fn a_rule_that_only_the_schema_holds_cannot_be_set() {
    let can_be_set = |id: &str| super::find(id).is_some_and(crate::Rule::can_be_set);
    assert!(can_be_set("vpc-mode"));
    let held = RULES.iter().filter(|rule| matches!(rule.judge, Judge::Schema(_)));
    assert!(held.clone().count() > 0 && !held.into_iter().any(|rule| rule.can_be_set()));
}

#[test]
fn what_is_not_checked_is_one_sentence_for_each_reason_and_goes_with_its_resources() {
    let switch = |name: &str, profile: &str| {
        format!(
            "Switch {name} {{role: server-leaf, profile: {profile}, portBreakouts: {{E1/1: 4x25G}}}}\n"
        )
    };
    let three = switch("a", "small") + &switch("b", "small") + &switch("c", "tall");
    let mut inventory = Inventory::new(Some(Settings::default()), objects(&documents(&three)));
    let profiles = |inventory: &Inventory| {
        let mut said = inventory.not_checked();
        said.retain(|sentence| sentence.contains("profile"));
        said.iter().map(|said| said.split(": ").next().unwrap_or_default().to_owned()).collect()
    };
    let said = |words: &str| vec![words.to_owned()];
    let found: Vec<String> = profiles(&inventory);
    assert_eq!(
        found,
        said("not checked for 3 resources, because the switch profiles small, tall are not known")
    );
    let id = |name: &str| crate::Kind::Switch.identity("default", name);
    let gone = |name: &str| Edit::Remove(id(name));
    inventory.apply(vec![gone("c"), gone("a")]);
    let found: Vec<String> = profiles(&inventory);
    assert_eq!(
        found,
        said("not checked for 1 resource, because the switch profile small is not known")
    );
    inventory.apply(vec![gone("b")]);
    assert_eq!(inventory.not_checked(), [""; 0]);
}

/// Every message can be read after its subject and names the other resource where there is one.
#[test]
fn a_violation_names_the_other_resource() {
    for rule in RULES.iter().filter(|rule| !matches!(rule.judge, Judge::Schema(_))) {
        for violation in broken(settings_of(rule.id), rule.before, rule.violating) {
            assert!(!violation.message.is_empty());
            if let Some(other) = &violation.other {
                let name = &other.identity.name;
                assert!(violation.message.contains(name.as_str()), "{violation:?}");
            }
        }
    }
}
