//! Declared rules under edits: what is said is what a new inventory of the same resources says, and the cost is
//! that of what changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::inventory::is_consistent;
use crate::key::CROWD;
use crate::{DryRun, Edit};

const RULES: &str = "\
tenant: {reference: {from: {kind: Network.example.com, path: spec.tenant}, to: {kind: Tenant.example.com}}}
code: {reference: {from: {kind: Network.example.com, path: spec.address}, to: {kind: Tenant.example.com, path: spec.code, namespace: any}}}
self: {reference: {from: {kind: Zone.example.com, path: spec.parent}, to: {kind: Zone.example.com, namespace: spec.space}}}
vni: {unique: {of: [{kind: Network.example.com, path: spec.vni}, {kind: Zone.example.com, path: spec.vni}]}}
vlan: {unique: {of: {kind: Network.example.com, path: 'spec.vlans[*].id', scope: 'spec.vlans[*].switch'}, within: namespace}}
range: {range: {of: {kind: Network.example.com, path: spec.vni}, from: 1, to: 2}}
nets: {level: warning, no-overlap: {of: {kind: Network.example.com, path: 'spec.cidrs[*]'}}}
";

/// A resource of few names and values, so that they meet.
fn line() -> impl Strategy<Value = String> {
    let name = ("a|b|c|d", proptest::bool::weighted(0.2));
    let name = name.prop_map(|(name, far)| if far { format!("prod/{name}") } else { name });
    let nets = proptest::collection::vec("10\\.0\\.[01]\\.0/2[34]|10\\.0\\.0\\.1|x", 0..3);
    let vlans = proptest::collection::vec("\\{id: [12], switch: s[12]\\}|\\{id: 1\\}", 0..3);
    let network = (name.clone(), "a|b|c|''", "k|l|''", 0..4, nets, vlans).prop_map(
        |(name, tenant, code, vni, nets, vlans)| {
            format!(
                "Network {name} tenant: {tenant}, address: {code}, vni: {vni}, cidrs: [{}], vlans: [{}]",
                nets.join(", "),
                vlans.join(", ")
            )
        },
    );
    let tenant =
        (name.clone(), "k|l").prop_map(|(name, code)| format!("Tenant {name} code: {code}"));
    let zone = (name, "a|b|''", "prod|''", 0..3).prop_map(|(name, parent, space, vni)| {
        format!("Zone {name} parent: {parent}, space: {space}, vni: {vni}")
    });
    prop_oneof![3 => network, 1 => tenant, 1 => zone]
}

fn fresh(model: &BTreeMap<Identity, String>) -> Inventory {
    let lines: Vec<&str> = model.values().map(String::as_str).collect();
    inventory(RULES, &lines)
}

fn texts(run: &DryRun) -> [Vec<String>; 2] {
    [&run.before, &run.after].map(|all| {
        let mut texts: Vec<String> = all.iter().map(|one| format!("{one:?}")).collect();
        texts.sort();
        texts
    })
}

/// What `a` has more than `b`, both sorted.
fn more(a: &[String], b: &[String]) -> Vec<String> {
    a.iter().filter(|one| b.binary_search(one).is_err()).cloned().collect()
}

fn violations(inventory: &Inventory) -> Vec<String> {
    let mut texts: Vec<String> = inventory.violations().map(|one| format!("{one:?}")).collect();
    texts.sort();
    texts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn edits_end_where_a_new_inventory_begins(
        first in proptest::collection::vec(line(), 0..12),
        changes in proptest::collection::vec(
            proptest::collection::vec((line(), any::<bool>()), 1..4), 1..5),
    ) {
        let identity = |line: &String| object(line).identity().clone();
        let mut model: BTreeMap<Identity, String> =
            first.into_iter().map(|line| (identity(&line), line)).collect();
        let mut inventory = fresh(&model);
        for change in changes {
            let mut edits = Vec::new();
            for (line, is_set) in change {
                if is_set {
                    edits.push(Edit::Set(Arc::new(object(&line))));
                    model.insert(identity(&line), line);
                } else {
                    edits.push(Edit::Remove(identity(&line)));
                    model.remove(&identity(&line));
                }
            }
            let before = violations(&inventory);
            let run = inventory.dry_run(&edits);
            prop_assert_eq!(&violations(&inventory), &before, "a dry run changed what is said");
            inventory.apply(edits);
            prop_assert_eq!(said(&inventory), said(&fresh(&model)));
            prop_assert_eq!(is_consistent(&inventory), Ok(()));
            let after = violations(&inventory);
            // Who refers to the last one of a kind breaks by its removal; afterwards the kind is not there, and
            // nothing can be said.
            let is_left_alone = |text: &String| {
                let has = |kind: &str| model.keys().any(|identity| identity.kind == kind);
                let of = |rule: &str| text.contains(&format!("\"declared/{rule}\""));
                (of("tenant") || of("code")) && !has("Tenant") || of("self") && !has("Zone")
            };
            let [was, mut would_be] = texts(&run);
            would_be.retain(|text| !is_left_alone(text));
            prop_assert_eq!(more(&would_be, &was), more(&after, &before), "what a dry run breaks");
            prop_assert_eq!(more(&was, &would_be), more(&before, &after), "what a dry run mends");
        }
    }
}

#[test]
fn a_value_that_very_many_have_names_none_of_them_and_costs_one() {
    let rules = "vni: {unique: {of: {kind: Zone.example.com, path: spec.vni}}}";
    let found = crowd(rules, |number| format!("Zone z{number} vni: 7"));
    assert!(found[0].contains("7 is used by more than 20 other resources"));
}

#[test]
fn a_prefix_that_very_many_have_names_none_of_them_and_costs_one() {
    let rules = "nets: {no-overlap: {of: {kind: Network.example.com, path: 'spec.cidrs[*]'}}}";
    let found = crowd(rules, |number| format!("Network n{number} cidrs: [10.1.0.0/16]"));
    assert!(found[0].contains("overlaps those of more than 20 other resources"), "{}", found[0]);
}

/// What is said of very many resources that break one rule together: by and by as by all at once.
fn crowd(rules: &str, line: impl Fn(usize) -> String) -> Vec<String> {
    let mut fabric = inventory(rules, &[]);
    let mut lines: Vec<String> = Vec::new();
    let mut concerned = Vec::new();
    for number in 0..CROWD + 4 {
        lines.push(line(number));
        let edit = Edit::Set(Arc::new(object(&line(number))));
        concerned.push(fabric.apply(vec![edit]).len());
        let all: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(said(&fabric), said(&inventory(rules, &all)), "{number}");
    }
    assert_eq!(concerned[CROWD..], [CROWD + 1, CROWD + 2, 1, 1]);
    let found = said(&fabric);
    for number in (0..CROWD + 4).rev() {
        lines.pop();
        fabric.apply(vec![Edit::Remove(object(&line(number)).identity().clone())]);
        let all: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(said(&fabric), said(&inventory(rules, &all)), "{number} is gone");
    }
    found
}

#[test]
fn a_prefix_around_those_of_very_many_is_news_to_those_who_overlap_few() {
    let rules = "nets: {no-overlap: {of: {kind: Network.example.com, path: 'spec.cidrs[*]'}}}";
    let mut lines: Vec<String> =
        (0..CROWD + 4).map(|number| format!("Network n{number} cidrs: [10.1.0.0/16]")).collect();
    lines.push("Network single cidrs: [10.2.0.0/16]".to_owned());
    let all: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut fabric = inventory(rules, &all);
    let wide = "Network wide cidrs: [10.0.0.0/8]";
    assert_eq!(fabric.apply(vec![Edit::Set(Arc::new(object(wide)))]).len(), 2);
    lines.push(wide.to_owned());
    let with: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(said(&fabric), said(&inventory(rules, &with)));
    assert_eq!(fabric.apply(vec![Edit::Remove(object(wide).identity().clone())]).len(), 1);
    let all = &with[..with.len() - 1];
    assert_eq!(said(&fabric), said(&inventory(rules, all)));
}

#[test]
fn of_a_resource_only_what_rules_are_about_is_kept() {
    let line = "Zone z vni: 7, other: [1, 2], items: [{a: 1, b: 2}, {a: 3}], parent: x";
    let kept = |rules: &str| {
        let fabric = inventory(rules, &[line]);
        let zone = fabric.object(object(line).identity()).unwrap();
        format!("{:?}", zone.spec)
    };
    assert_eq!(kept(""), "Null");
    let of =
        |path: &str| format!("a: {{unique: {{of: {{kind: Zone.example.com, path: '{path}'}}}}}}");
    let vni = kept(&of("spec.vni"));
    assert!(vni.contains("vni") && !vni.contains("other") && !vni.contains("items"), "{vni}");
    let items = kept(&of("spec.items[*].b"));
    assert!(items.contains('b') && !items.contains("\"a\"") && !items.contains("vni"), "{items}");
    let chosen = kept(&of("spec.items[a=3].b"));
    assert!(chosen.contains("\"a\""), "what chooses an item is kept: {chosen}");
    assert_eq!(kept(&of("spec.vni").replace("{unique", "{level: off, unique")), "Null");
}

#[test]
fn a_resource_with_very_many_values_is_compared_in_part_and_says_so() {
    let items = |count: usize| {
        let ids: Vec<String> = (0..count).map(|id| id.to_string()).collect();
        format!("Zone z items: [{}]", ids.join(", "))
    };
    let rules = "a: {unique: {of: {kind: Zone.example.com, path: 'spec.items[*]'}}}";
    assert_eq!(said(&inventory(rules, &[&items(1000)])), [""; 0]);
    assert_eq!(
        said(&inventory(rules, &[&items(1001)])),
        ["not checked declared/a Zone/z: it has more than 1000 values at `spec.items[*]`"]
    );
    let long = format!("Zone z items: [{}]", "x".repeat(1001));
    assert_eq!(
        said(&inventory(rules, &[&long])),
        ["not checked declared/a Zone/z: `spec.items[*]` has a value that cannot be compared"]
    );
}
