//! What each sort of declared rule says, of resources that break it and of those that do not.

use std::sync::Arc;

use super::*;
use crate::{Edit, impact, swaps};

const TENANT: &str = "tenant: {reference: {from: {kind: Network.example.com, path: spec.tenant}, to: {kind: Tenant.example.com}}}";

#[test]
fn a_reference_leads_to_a_resource_of_its_namespace() {
    let found = said(&inventory(
        TENANT,
        &[
            "Tenant blue",
            "Tenant prod/red",
            "Network a tenant: blue",
            "Network b tenant: red",
            "Network c tenant: ''",
            "Network d",
            "Network prod/e tenant: blue",
        ],
    ));
    assert_eq!(
        found,
        [
            "error declared/tenant Network/b spec.tenant: refers to Tenant/red, which does not exist: \
             correct the name, or add it",
            "error declared/tenant Network/prod/e spec.tenant: refers to Tenant/prod/blue, which does not \
             exist: correct the name, or add it",
        ]
    );
}

#[test]
fn a_reference_to_a_kind_that_no_source_has_is_not_checked() {
    let found = said(&inventory(TENANT, &["Network a tenant: blue", "Network b"]));
    assert_eq!(
        found,
        ["not checked declared/tenant Network/a: no source has any Tenant.example.com"]
    );
}

#[test]
fn a_reference_to_a_field_is_told_with_its_namespace_unless_that_is_the_usual_one() {
    let rules = "code: {reference: {from: {kind: Network.example.com, path: spec.tenant}, to: {kind: Tenant.example.com, path: spec.code}}}";
    let found = said(&inventory(
        rules,
        &["Tenant red code: R1", "Network a tenant: R2", "Network prod/b tenant: R1"],
    ));
    assert_eq!(
        found,
        [
            "error declared/code Network/a spec.tenant: refers to the Tenant with `spec.code` R2, which does not \
             exist: correct it, or add it",
            "error declared/code Network/prod/b spec.tenant: refers to the Tenant with `spec.code` R1 in namespace \
             prod, which does not exist: correct it, or add it",
        ]
    );
}

#[test]
fn a_reference_to_what_has_values_that_cannot_be_compared_is_not_checked() {
    let rules = "code: {reference: {from: {kind: Network.example.com, path: spec.tenant}, to: {kind: Zone.example.com, path: 'spec.codes[*]'}}}";
    let network = "Network a tenant: R1";
    let long = format!("Zone z codes: [{}]", "x".repeat(1_001));
    let many: Vec<String> = (0..1_001).map(|number| format!("C{number}")).collect();
    let many = format!("Zone z codes: [{}]", many.join(", "));
    let expected = "not checked declared/code Network/a: not all values of Zone.example.com at `spec.codes[*]` can \
                    be compared";
    for zone in [&*long, &*many, "Zone z codes: [{a: 1}]"] {
        assert_eq!(said(&inventory(rules, &[network, zone])), [expected], "{:.40}", zone);
        // What is there is found all the same; what is in another namespace says nothing.
        assert_eq!(said(&inventory(rules, &[network, zone, "Zone w codes: [R1]"])), [""; 0]);
        let elsewhere = zone.replace("Zone z", "Zone prod/z");
        let found = said(&inventory(rules, &[network, &elsewhere]));
        assert!(found.len() == 1 && found[0].starts_with("error"), "{found:?}");
        // It goes, and the reference leads nowhere.
        let mut fabric = inventory(rules, &[network, zone, "Zone w codes: [R2]"]);
        fabric.apply(vec![Edit::Remove(object(zone).identity().clone())]);
        let found = said(&fabric);
        assert!(found.len() == 1 && found[0].starts_with("error"), "{found:?}");
    }
}

#[test]
fn a_reference_to_a_namespace_that_cannot_be_compared_is_not_checked() {
    let rules = "there: {reference: {from: {kind: Zone.example.com, path: spec.parent}, to: {kind: Tenant.example.com, namespace: spec.at}}}";
    let found = said(&inventory(rules, &["Tenant red", "Zone z parent: red, at: {a: 1}"]));
    assert_eq!(found, ["not checked declared/there Zone/z: `spec.at` cannot be compared"]);
}

#[test]
fn texts_of_several_lines_are_compared_each_by_itself() {
    let rules = "address: {unique: {of: {kind: Network.example.com, path: spec.address, scope: spec.tenant}}}";
    let network = |name: &str, tenant: &str, address: &str| {
        format!("Network {name} tenant: {tenant}, address: {address}")
    };
    let apart = [network("a", r#""a\nb""#, "c"), network("b", "a", r#""b\nc""#)];
    assert_eq!(said(&inventory(rules, &[&*apart[0], &*apart[1]])), [""; 0]);
    let same = [network("a", r#""a\nb""#, "c"), network("b", r#""a\nb""#, "c")];
    assert_eq!(said(&inventory(rules, &[&*same[0], &*same[1]])).len(), 2);
}

#[test]
fn what_is_of_no_namespace_is_found_whichever_is_written() {
    let rules = "site: {reference: {from: {kind: Network.example.com, path: spec.address}, to: {kind: Site.example.com, namespace: same}}}";
    let found = said(&inventory(
        rules,
        &["Site north", "Network prod/a address: north", "Network prod/b address: south"],
    ));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("Network/prod/b"), "{found:?}");
}

#[test]
fn another_missing_resource_at_the_same_field_is_news() {
    let mut fabric = inventory(TENANT, &["Tenant blue", "Network a tenant: ghost"]);
    let to =
        |tenant: &str| vec![Edit::Set(Arc::new(object(&format!("Network a tenant: {tenant}"))))];
    assert_eq!(fabric.dry_run(&to("ghost")).introduced().count(), 0);
    assert_eq!(fabric.dry_run(&to("phantom")).introduced().count(), 1);
}

#[test]
fn a_reference_may_lead_to_a_field_or_to_another_namespace() {
    let rules = "\
code: {reference: {from: {kind: Network.example.com, path: spec.tenant}, to: {kind: Tenant.example.com, path: spec.code, namespace: any}}}
there: {reference: {from: {kind: Network.example.com, path: spec.port}, to: {kind: Tenant.example.com, namespace: spec.tenantNamespace}}}
site: {reference: {from: {kind: Network.example.com, path: spec.address}, to: {kind: Site.example.com}}}
";
    let found = said(&inventory(
        rules,
        &[
            "Tenant prod/red code: R1",
            "Site north",
            "Network a tenant: R1, port: red, tenantNamespace: prod",
            "Network b tenant: red, port: red",
            "Network prod/c address: north",
            "Network prod/d address: south",
        ],
    ));
    assert_eq!(
        found,
        [
            "error declared/code Network/b spec.tenant: refers to the Tenant with `spec.code` red, which \
             does not exist: correct it, or add it",
            "error declared/site Network/prod/d spec.address: refers to Site/south, which does not exist in \
             any namespace: correct the name, or add it",
            "error declared/there Network/b spec.port: refers to Tenant/red, which does not exist: correct \
             the name, or add it",
        ],
        "a cluster-scoped kind has no namespaces"
    );
}

#[test]
fn a_value_is_used_once_among_all_kinds_that_share_it() {
    let rules = "\
vni:
  why: VNIs are of the fabric.
  unique: {of: [{kind: Network.example.com, path: spec.vni}, {kind: Zone.example.com, path: spec.vni}]}
";
    let found = said(&inventory(
        rules,
        &[
            "Network a vni: 10",
            "Network b vni: 11",
            "Zone prod/z vni: '10'",
            "Zone w",
            "Zone x vni: ''",
        ],
    ));
    assert_eq!(
        found,
        [
            "error declared/vni Network/a spec.vni: 10 is used by Zone/prod/z: choose another value. VNIs are of \
             the fabric. [Zone/prod/z spec.vni]",
            "error declared/vni Zone/prod/z spec.vni: 10 is used by Network/a: choose another value. VNIs are of \
             the fabric. [Network/a spec.vni]",
        ]
    );
}

#[test]
fn a_value_may_be_unique_in_a_namespace_or_beside_another_field() {
    let rules = "\
address: {unique: {of: {kind: Network.example.com, path: spec.address}, within: namespace}}
vlan: {unique: {of: {kind: Network.example.com, path: 'spec.vlans[*].id', scope: 'spec.vlans[*].switch'}}}
";
    let found = said(&inventory(
        rules,
        &[
            "Network a address: x, vlans: [{id: 5, switch: s1}, {id: 5, switch: s2}]",
            "Network prod/b address: x, vlans: [{id: 5, switch: s3}, {id: 6}]",
            "Network c address: x, vlans: [{id: 7, switch: s1}, {id: 7, switch: s1}]",
            "Network d vlans: [{id: 5, switch: s2}]",
        ],
    ));
    assert_eq!(
        found,
        [
            "error declared/address Network/a spec.address: x is used by Network/c: choose another value \
             [Network/c spec.address]",
            "error declared/address Network/c spec.address: x is used by Network/a: choose another value \
             [Network/a spec.address]",
            "error declared/vlan Network/a spec.vlans[1].id: 5 is used by Network/d: choose another value \
             [Network/d spec.vlans[0].id]",
            "error declared/vlan Network/c spec.vlans[1].id: 7 is at spec.vlans[0].id too: choose another \
             value",
            "error declared/vlan Network/d spec.vlans[0].id: 5 is used by Network/a: choose another value \
             [Network/a spec.vlans[1].id]",
            "not checked declared/vlan Network/prod/b: `spec.vlans[*].switch` is missing, or cannot be \
             compared",
        ]
    );
}

#[test]
fn a_value_is_in_its_range() {
    let rules = "\
vni: {range: {of: {kind: Network.example.com, path: spec.vni}, from: 10, to: 20}}
address: {range: {of: {kind: Network.example.com, path: spec.address}, inside: [10.0.0.0/8, fd00::/8]}}
port: {range: {of: {kind: Network.example.com, path: spec.port}, from: 1, inside: 10.0.0.0/8}}
";
    let found = said(&inventory(
        rules,
        &[
            "Network a vni: 10, address: 10.0.0.1, port: 1",
            "Network b vni: 20, address: fd00::1/64, port: 10.1.0.0/16",
            "Network c vni: 21, address: 11.0.0.0, port: 0",
            "Network d vni: 9, address: 8.0.0.0/4, port: x",
            "Network e vni: 99999999999999999999, address: host",
            "Network f",
        ],
    ));
    let short: Vec<&str> = found
        .iter()
        .map(|line| line.trim_start_matches("error declared/").trim_end_matches(|_| false))
        .collect();
    let inside = "must be an address or prefix inside of 10.0.0.0/8 or fd00::/8, not";
    let either =
        "must be an integer of 1 or more, or an address or prefix inside of 10.0.0.0/8, not";
    assert_eq!(
        short,
        [
            format!("address Network/c spec.address: {inside} 11.0.0.0"),
            format!("address Network/d spec.address: {inside} 8.0.0.0/4"),
            format!("address Network/e spec.address: {inside} host"),
            format!("port Network/c spec.port: {either} 0"),
            format!("port Network/d spec.port: {either} x"),
            "vni Network/c spec.vni: must be an integer from 10 to 20, not 21".to_owned(),
            "vni Network/d spec.vni: must be an integer from 10 to 20, not 9".to_owned(),
            "vni Network/e spec.vni: must be an integer from 10 to 20, not a value of another type"
                .to_owned(),
        ]
    );
}

#[test]
fn prefixes_do_not_overlap() {
    let rules = "nets: {no-overlap: {of: {kind: Network.example.com, path: 'spec.cidrs[*]'}, within: namespace}}";
    let found = said(&inventory(
        rules,
        &[
            "Network a cidrs: [10.0.0.0/24, 10.0.1.0/24]",
            "Network b cidrs: [10.0.0.7]",
            "Network c cidrs: [fd00::/64, fd00::1]",
            "Network prod/d cidrs: [10.0.0.0/8, x]",
        ],
    ));
    assert_eq!(
        found,
        [
            "error declared/nets Network/a spec.cidrs[0]: 10.0.0.0/24 overlaps 10.0.0.7/32 of Network/b: \
             choose another prefix [Network/b spec.cidrs[0]]",
            "error declared/nets Network/b spec.cidrs[0]: 10.0.0.7/32 overlaps 10.0.0.0/24 of Network/a: \
             choose another prefix [Network/a spec.cidrs[0]]",
            "error declared/nets Network/c spec.cidrs[1]: fd00::1/128 overlaps fd00::/64 at spec.cidrs[0]: \
             choose another prefix",
            "not checked declared/nets Network/prod/d: `spec.cidrs[*]` has a value that is not an address or \
             a prefix",
        ]
    );
}

#[test]
fn names_labels_and_fields_beside_the_spec_can_be_compared() {
    let catalogue = catalogue();
    let rules = declared(
        "zone: {unique: {of: {kind: Zone.example.com, path: metadata.labels.\"example.com/z\"}}}\n\
         data: {unique: {of: {kind: ConfigMap, path: 'data[*]'}}}\n\
         name: {unique: {of: {kind: Zone.example.com, path: metadata.name}}}\n\
         note: {unique: {of: {kind: VPC, path: metadata.annotations.note}}}\n",
    );
    let read =
        |text: &str| Object::new(&catalogue, &hedgerow_yaml::read_value(text).unwrap()).unwrap();
    let inventory = Inventory::ruled(
        None,
        Vec::new(),
        rules,
        [
            "{apiVersion: example.com/v1, kind: Zone, metadata: {name: a, labels: {example.com/z: x}}}",
            "{apiVersion: example.com/v1, kind: Zone, metadata: {name: a, namespace: p, labels: {example.com/z: x}}}",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {one: same, two: same}}",
            "{apiVersion: vpc.githedgehog.com/v1beta1, kind: VPC, metadata: {name: v, annotations: {note: n}}}",
            "{apiVersion: vpc.githedgehog.com/v1beta1, kind: VPC, metadata: {name: w, annotations: {note: n}}}",
        ]
        .map(read),
    );
    let declared = |line: &&String| line.contains("declared/");
    let found = said(&inventory);
    let fields: Vec<&str> = found
        .iter()
        .filter(declared)
        .map(|line| line.split(' ').nth(3).unwrap().trim_end_matches(':'))
        .collect();
    assert_eq!(
        fields,
        [
            "data.two",
            "metadata.name",
            "metadata.name",
            "metadata.annotations.note",
            "metadata.annotations.note",
            "metadata.labels.\"example.com/z\"",
            "metadata.labels.\"example.com/z\"",
        ],
        "{found:?}"
    );
}

#[test]
fn a_rule_is_a_warning_or_off_where_it_says_so() {
    let broken = ["Tenant blue", "Network a tenant: red"];
    let level = |level: &str| {
        let rules = TENANT.replace("{reference", &format!("{{level: {level}, reference"));
        let inventory = inventory(&rules, &broken);
        let found: Vec<String> =
            inventory.violations().map(|found| found.severity.to_string()).collect();
        (found, inventory.tally().passed)
    };
    assert_eq!(level("error"), (vec!["error".to_owned()], 0));
    assert_eq!(level("warning"), (vec!["warning".to_owned()], 0));
    assert_eq!(level("off"), (Vec::new(), 0), "`off` is false to kubectl");
    let sound = inventory(TENANT, &["Tenant blue", "Network a tenant: blue"]).tally();
    assert_eq!((sound.rules, sound.passed), (1, 1));
    let none = inventory(TENANT, &["Network a tenant: blue"]).tally();
    assert_eq!((none.passed, none.not_possible), (0, 1));
}

#[test]
fn what_a_removal_breaks_is_known_even_of_the_last_one() {
    let mut fabric =
        inventory(TENANT, &["Tenant blue", "Network a tenant: blue", "Network b tenant: blue"]);
    let blue = GroupKind::new("example.com", "Tenant");
    let gone = Identity::new(blue.group, blue.kind, "blue");
    let found = impact(&mut fabric, std::slice::from_ref(&gone));
    let affected: Vec<(String, usize, bool)> = found
        .affected
        .iter()
        .map(|one| (one.identity.to_string(), one.broken.len(), one.stays))
        .collect();
    assert_eq!(affected, [("Network/a".to_owned(), 1, false), ("Network/b".to_owned(), 1, false)]);
    let network = object("Network a tenant: blue");
    assert!(fabric.refers(&network, &gone));
    let referrers: Vec<String> =
        fabric.declared_referrers(&gone).iter().map(ToString::to_string).collect();
    assert_eq!(referrers, ["Network/a", "Network/b"]);
    assert!(!fabric.refers(&network, &Identity::new("example.com", "Tenant", "red")));
}

#[test]
fn a_change_that_removes_the_last_one_of_a_kind_breaks_who_refers_to_it() {
    let mut fabric = inventory(TENANT, &["Tenant blue", "Network a tenant: blue"]);
    let blue = object("Tenant blue").identity().clone();
    let broken = |fabric: &mut Inventory, edits: &[Edit]| {
        let run = fabric.dry_run(edits);
        run.broken(edits).iter().map(|found| found.subject.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(broken(&mut fabric, &[Edit::Remove(blue.clone())]), ["Network/a"]);
    let both = [Edit::Remove(blue.clone()), Edit::Remove(object("Network a").identity().clone())];
    assert_eq!(broken(&mut fabric, &both), [""; 0]);
    fabric.apply(vec![Edit::Remove(blue)]);
    let said = said(&fabric);
    assert!(said[0].ends_with("no source has any Tenant.example.com"), "{said:?}");
    let another = [Edit::Set(Arc::new(object("Network b tenant: blue")))];
    assert_eq!(broken(&mut fabric, &another), [""; 0], "nothing was there before either");
}

#[test]
fn the_cluster_waits_for_no_declared_rule() {
    let rules = "vni: {unique: {of: {kind: Network.example.com, path: spec.vni}}}";
    let mut fabric = inventory(rules, &["Network a vni: 1", "Network b vni: 2"]);
    let edits: Vec<Edit> = ["Network a vni: 2", "Network b vni: 1"]
        .map(|line| Edit::Set(Arc::new(object(line))))
        .to_vec();
    assert_eq!(fabric.dry_run(&edits).after, []);
    assert_eq!(swaps(&mut fabric, &edits), []);
}
