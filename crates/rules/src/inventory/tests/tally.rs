//! How often rules were judged, held and could not be judged.

use std::sync::Arc;

use hedgerow_schema::Catalogue;

use crate::{Edit, Inventory, Object, Settings, Tally};

fn vpc(name: &str, subnet: &str, vlan: u32) -> Object {
    let text = format!(
        "{{apiVersion: vpc.githedgehog.com/v1beta1, kind: VPC, metadata: {{name: {name}}}, \
         spec: {{subnets: {{web: {{subnet: {subnet}, vlan: {vlan}}}}}}}}}"
    );
    let value = hedgerow_yaml::read_value(&text).unwrap();
    Object::new(&Catalogue::builtin(), &value).unwrap()
}

fn tally(settings: Option<Settings>, vlans: [u32; 2]) -> Tally {
    let [a, b] = vlans;
    let vpcs = [vpc("a", "10.0.1.0/24", a), vpc("b", "10.0.2.0/24", b)];
    Inventory::new(settings, vpcs).tally()
}

#[test]
fn a_rule_that_is_broken_is_judged_and_does_not_pass() {
    let sound = tally(None, [1001, 1002]);
    let broken = tally(None, [1001, 1001]);
    assert!(sound.rules > 5 && sound.passed > sound.rules, "{sound:?}");
    // Both break the one rule.
    assert_eq!(broken, Tally { passed: sound.passed - 2, ..sound });
}

#[test]
fn what_cannot_be_judged_is_counted_apart() {
    let (without, with) =
        (tally(None, [1001, 1002]), tally(Some(Settings::default()), [1001, 1002]));
    assert!(without.not_possible > with.not_possible, "{without:?} {with:?}");
    assert_eq!(without.passed + without.not_possible, with.passed + with.not_possible);
    assert_eq!(Inventory::default().tally(), Tally::default());
}

#[test]
fn a_dry_run_counts_as_the_inventory_that_it_would_lead_to() {
    let vpcs = || [vpc("a", "10.0.1.0/24", 1001), vpc("b", "10.0.2.0/24", 1002)];
    for vlan in [1001, 1044] {
        let mut inventory = Inventory::new(None, vpcs());
        let edits = [Edit::Set(Arc::new(vpc("b", "10.0.2.0/24", vlan)))];
        let run = inventory.dry_run(&edits);
        let compared = run.checked.values().sum::<usize>();
        let broken = run.after.len();
        assert_eq!(run.passed(), compared - broken, "VLAN {vlan}");
        assert_eq!(broken, if vlan == 1001 { 2 } else { 0 });
        let pairs = run.unchecked.len();
        assert!(run.not_possible() > 0 && run.not_possible() <= pairs, "VLAN {vlan}");
    }
}

#[test]
fn what_is_given_is_not_judged_and_others_are_judged_by_it() {
    let read = |text: &str| {
        let value = hedgerow_yaml::read_value(text).unwrap();
        Object::new(&Catalogue::builtin(), &value).unwrap()
    };
    let wiring = "apiVersion: wiring.githedgehog.com/v1beta1";
    // In another namespace than its kind allows: a resource of Git would be told so.
    let profile = || {
        read(&format!(
            "{{{wiring}, kind: SwitchProfile, metadata: {{name: p, namespace: default}}, spec: {{ports: {{}}}}}}"
        ))
    };
    let switch = || {
        read(&format!(
            "{{{wiring}, kind: Switch, metadata: {{name: s}}, spec: {{role: spine, profile: p}}}}"
        ))
    };
    let without = Inventory::new(None, [switch()]);
    let with = Inventory::new(None, [switch(), profile().given()]);
    assert!(without.tally().not_possible > with.tally().not_possible);
    assert_eq!(Inventory::new(None, [profile().given()]).tally(), Tally::default());
    let mut with = with;
    let known: Vec<_> = with.unchecked().map(|(of, what)| (of.clone(), what.clone())).collect();
    assert!(known.iter().all(|(of, _)| of.kind == "Switch"));
    let run = with.dry_run(&[Edit::Set(Arc::new(switch()))]);
    let of_profile = run.unchecked.iter().filter(|(of, _)| of.kind == "SwitchProfile").count();
    assert_eq!(of_profile, 0);
}
