//! Switches: what they need, name and share; each condition with near misses.

use hedgerow_model::Severity::{self, Error, Warning};
use rstest::rstest;

use super::run;
use super::wiring::{Said, base, expect, expect_change, leaf, switch};
use crate::{Kind, Settings, Why};

/// A leaf with everything that hydration fills in, unless `more` has it.
fn hydrated(name: &str, more: &str) -> String {
    let fields = [
        ("role", "server-leaf"),
        ("profile", "small"),
        ("asn", "65201"),
        ("ip", "172.30.0.201/21"),
        ("protocolIP", "172.30.8.201/32"),
        ("vtepIP", "172.30.12.201/32"),
    ];
    let given = |field: &str| more.contains(&format!("{field}:"));
    let rest = fields.iter().filter(|(field, _)| !given(field));
    let rest: Vec<String> = rest.map(|(field, value)| format!("{field}: {value}")).collect();
    switch(name, &format!("{}{}{more}", rest.join(", "), if more.is_empty() { "" } else { ", " }))
}

#[track_caller]
fn one(documents: &str, expected: &[(&str, &str, Severity)]) {
    let expected: Vec<Said<'_>> =
        expected.iter().map(|(rule, field, severity)| (*rule, "s", *field, *severity)).collect();
    expect(Some(Settings::default()), documents, &expected);
}

/// Why rules of the switch `s` could not be judged.
fn unchecked(settings: Option<Settings>, documents: &str) -> Vec<(&'static str, Why)> {
    let run = run(settings, "", documents);
    let own = run.unchecked.into_iter().filter(|(identity, _)| identity.name == "s");
    let mut found: Vec<_> =
        own.map(|(_, unchecked)| (super::id_of(&unchecked.rule), unchecked.why)).collect();
    found.sort();
    found
}

const SPINE: &str = "role: spine, asn: 65100, vtepIP: ''";

#[rstest]
#[case::all("", &[])]
#[case::spine(SPINE, &[])]
#[case::no_profile("profile: ''", &[("sw-required", "spec.profile", Error)])]
#[case::no_asn("asn: 0", &[("sw-required", "spec.asn", Error)])]
#[case::no_ip("ip: ''", &[("sw-required", "spec.ip", Error)])]
#[case::no_protocol_ip("protocolIP: ''", &[("sw-required", "spec.protocolIP", Error)])]
#[case::no_vtep_ip("vtepIP: ''", &[("sw-required", "spec.vtepIP", Error)])]
#[case::null_vtep_ip("vtepIP: null", &[("sw-required", "spec.vtepIP", Error)])]
#[case::only_one(
    "asn: 0, protocolIP: '', vtepIP: ''",
    &[
        ("sw-required", "spec.asn", Error),
        ("sw-required", "spec.protocolIP", Error),
        ("sw-required", "spec.vtepIP", Error),
    ]
)]
#[case::vtep_ip_of_spine("role: spine, asn: 65100", &[("sw-required", "spec.vtepIP", Error)])]
#[case::no_vtep_ip_of_edge("role: virtual-edge, vtepIP: ''", &[("sw-role", "spec.role", Warning)])]
#[case::edge("role: virtual-edge", &[("sw-role", "spec.role", Warning)])]
#[case::border("role: border-leaf", &[])]
#[case::mixed("role: mixed-leaf", &[])]
// What the schema check says.
#[case::no_role("role: ''", &[])]
fn what_is_required(#[case] more: &str, #[case] expected: &[(&str, &str, Severity)]) {
    one(&hydrated("s", more), expected);
}

#[rstest]
#[case::leaf(
    "role: server-leaf, profile: small",
    &["sw-asn", "sw-ip", "sw-protocol-ip", "sw-required", "sw-vtep-ip"]
)]
#[case::empty_is_absent(
    "role: server-leaf, profile: small, asn: 0, ip: '', protocolIP: null, vtepIP: ''",
    &["sw-asn", "sw-ip", "sw-protocol-ip", "sw-required", "sw-vtep-ip"]
)]
#[case::spine("role: spine, profile: small", &["sw-asn", "sw-ip", "sw-protocol-ip", "sw-required"])]
fn a_switch_before_hydration(#[case] spec: &str, #[case] rules: &[&'static str]) {
    one(&switch("s", spec), &[]);
    let expected: Vec<_> = rules.iter().map(|rule| (*rule, Why::NotHydrated)).collect();
    assert_eq!(unchecked(Some(Settings::default()), &(base() + &switch("s", spec))), expected);
}

#[test]
fn before_hydration_a_profile_is_needed_all_the_same() {
    one(&switch("s", "role: server-leaf"), &[("sw-required", "spec.profile", Error)]);
}

const LAB: &str = "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: lab}
spec: {ranges: [{from: 2000, to: 2099}, {from: 3000}]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: beside}
spec: {ranges: [{from: 2100, to: 2199}]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: across}
spec: {ranges: [{from: 2099, to: 2099}, {from: 500, to: 1100}, {from: 3000}]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: within}
spec: {ranges: [{from: 2500, to: 2600}, {from: 2550, to: 2650}]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: empty}
spec: {ranges: []}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: invalid}
spec: {ranges: [{from: 1000, to: 1999}, {from: 10, to: 5}]}
";

#[rstest]
#[case::group("groups: [pair-1, pair-2]", &[])]
#[case::no_group("groups: [pair-1, pair-9]", &[("sw-refs", "spec.groups[1]", Error)])]
#[case::empty_group("groups: ['', pair-1]", &[("sw-refs", "spec.groups[0]", Error)])]
#[case::redundancy_group(
    "redundancy: {group: pair-9, type: eslag}",
    &[("sw-refs", "spec.redundancy.group", Error)]
)]
#[case::redundancy_group_beside_others(
    "groups: [pair-1], redundancy: {group: pair-9, type: eslag}",
    &[("sw-refs", "spec.redundancy.group", Error)]
)]
#[case::profile("profile: large", &[("sw-refs", "spec.profile", Error)])]
#[case::namespace("vlanNamespaces: [default, other]", &[("sw-refs", "spec.vlanNamespaces[1]", Error)])]
#[case::empty_namespace("vlanNamespaces: ['']", &[("sw-refs", "spec.vlanNamespaces[0]", Error)])]
#[case::namespaces("vlanNamespaces: [default, lab, beside]", &[])]
#[case::overlap("vlanNamespaces: [lab, across]", &[
    ("sw-vlanns-overlap", "spec.vlanNamespaces[1]", Error),
    ("sw-vlanns-overlap", "spec.vlanNamespaces[1]", Error),
])]
#[case::overlap_with_default("vlanNamespaces: [across, default]", &[("sw-vlanns-overlap", "spec.vlanNamespaces[1]", Error)])]
#[case::overlap_within_one("vlanNamespaces: [within]", &[])]
#[case::twice("vlanNamespaces: [default, default]", &[("sw-vlanns-overlap", "spec.vlanNamespaces[1]", Error)])]
#[case::empty_twice("vlanNamespaces: [empty, empty]", &[])]
#[case::emptied_by_the_cluster("vlanNamespaces: [default, invalid]", &[])]
fn references(#[case] more: &str, #[case] expected: &[(&str, &str, Severity)]) {
    let run = run(Some(Settings::default()), "", &[&base(), LAB, &hydrated("s", more)].concat());
    let own = run.after.iter().filter(|one| one.subject.name == "s");
    let mut found: Vec<_> =
        own.map(|one| (one.rule.to_string(), one.field.to_string(), one.severity)).collect();
    found.sort();
    let mut expected: Vec<_> = expected
        .iter()
        .map(|(rule, field, severity)| ((*rule).to_owned(), (*field).to_owned(), *severity))
        .collect();
    expected.sort();
    assert_eq!(found, expected, "{:#?}", run.after);
}

#[test]
fn without_what_it_refers_to_nothing_is_said() {
    let alone =
        leaf("redundancy: {group: pair-1, type: eslag}, portSpeeds: {E1/1: 10G}, roce: true");
    expect_change(None, "", &alone, &[]);
    let small = || Why::NoProfile("small".to_owned());
    let mut expected = vec![
        ("sw-asn", Why::NotHydrated),
        ("sw-ip", Why::NotHydrated),
        ("sw-max-ports", small()),
        ("sw-protocol-ip", Why::NotHydrated),
        ("sw-redundancy", small()),
        ("sw-refs", small()),
        ("sw-refs", Why::KindNotHeld(Kind::VlanNamespace)),
        ("sw-refs", Why::KindNotHeld(Kind::SwitchGroup)),
        ("sw-required", Why::NotHydrated),
        ("sw-roce", small()),
        ("sw-speed", small()),
        ("sw-vlanns-overlap", Why::KindNotHeld(Kind::VlanNamespace)),
        ("sw-vtep-ip", Why::NotHydrated),
    ];
    expected.sort();
    assert_eq!(unchecked(None, &alone), expected);
}

#[rstest]
#[case::both("redundancy: {group: pair-1, type: eslag}", &[])]
#[case::neither("redundancy: {}", &[])]
#[case::no_type("redundancy: {group: pair-1}", &[("sw-redundancy", "spec.redundancy.type", Error)])]
#[case::empty_type("redundancy: {group: pair-1, type: ''}", &[("sw-redundancy", "spec.redundancy.type", Error)])]
#[case::no_group("redundancy: {type: eslag}", &[("sw-redundancy", "spec.redundancy.group", Error)])]
fn redundancy(#[case] more: &str, #[case] expected: &[(&str, &str, Severity)]) {
    one(&leaf(more), expected);
}

#[test]
fn a_redundancy_group_is_of_one_type() {
    let group = "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchGroup
metadata: {name: pair-3}
spec: {}
";
    let of = |name: &str, sort: &str| {
        switch(
            name,
            &format!(
                "role: server-leaf, profile: small, redundancy: {{group: pair-3, type: {sort}}}"
            ),
        )
    };
    let field = "spec.redundancy.type";
    expect(Some(Settings::default()), &[group, &of("s", "eslag"), &of("t", "eslag")].concat(), &[]);
    expect(
        Some(Settings::default()),
        &[group, &of("s", "eslag"), &of("t", "mclag")].concat(),
        &[
            ("sw-redundancy", "s", field, Warning),
            // Removed, and of another type.
            ("sw-redundancy", "t", field, Warning),
            ("sw-redundancy", "t", field, Warning),
        ],
    );
    expect(
        Some(Settings::default()),
        &[group, &of("s", "eslag"), &of("t", "''")].concat(),
        &[("sw-redundancy", "t", field, Error)],
    );
}

#[test]
fn eslag_needs_the_feature() {
    let profile = "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: plain}
spec: {features: {eslag: false}}
";
    let of = |sort: &str| {
        let redundancy = format!("redundancy: {{group: pair-2, type: {sort}}}");
        profile.to_owned()
            + &switch("s", &format!("role: server-leaf, profile: plain, {redundancy}"))
    };
    let found = |sort: &str| -> Vec<Severity> {
        let run = run(Some(Settings::default()), "", &(base() + &of(sort)));
        let own = run.after.iter().filter(|one| one.subject.name == "s");
        own.map(|one| {
            assert_eq!(
                (&*one.rule, one.field.to_string().as_str()),
                ("sw-redundancy", "spec.redundancy.type")
            );
            one.severity
        })
        .collect()
    };
    assert_eq!(found("eslag"), [Error]);
    // Removed; of another type than the others.
    assert_eq!(found("mclag"), [Warning, Warning]);
}

#[rstest]
#[case::first("asn: 65101", &[65101], true)]
#[case::below("asn: 65100", &[], true)]
#[case::least("asn: 65110", &[], false)]
#[case::last("asn: 65533", &[], false)]
#[case::above("asn: 65534", &[], true)]
#[case::edge("role: virtual-edge, asn: 5", &[], false)]
#[case::edge_with_the_asn_of_a_leaf("role: virtual-edge, asn: 65101", &[], false)]
#[case::spine("role: spine, vtepIP: '', asn: 65100", &[], false)]
#[case::spine_of_its_own("role: spine, vtepIP: '', asn: 65099", &[], true)]
#[case::spine_as_a_leaf("role: spine, vtepIP: '', asn: 65101", &[], true)]
fn asns(#[case] more: &str, #[case] leaves: &[u32], #[case] refused: bool) {
    let run = run(Some(Settings::default()), "", &(base() + &hydrated("s", more)));
    let own: Vec<_> = run.after.iter().filter(|one| one.severity == Error).collect();
    // Each of the two leaves that share one is reported.
    assert_eq!(own.len(), usize::from(refused) + leaves.len(), "{own:#?}");
    for violation in own {
        assert_eq!(
            (&*violation.rule, violation.field.to_string().as_str()),
            ("sw-asn", "spec.asn")
        );
    }
}

/// Only the one that is of the type mclag may share.
#[test]
fn a_leaf_of_mclag_may_share_asn_and_vtep() {
    let mclag = "asn: 65103, vtepIP: 172.30.12.6/32, redundancy: {group: pair-2, type: mclag}";
    let field = "spec.redundancy.type";
    expect(
        Some(Settings::default()),
        &hydrated("s", mclag),
        &[
            ("sw-redundancy", "s", field, Warning),
            ("sw-redundancy", "s", field, Warning),
            ("sw-redundancy", "leaf-4", field, Warning),
            ("sw-asn", "leaf-3", "spec.asn", Error),
            ("sw-vtep-ip", "leaf-3", "spec.vtepIP", Error),
        ],
    );
}

#[rstest]
#[case::good("172.30.0.200/21", 0)]
#[case::length_does_not_matter("172.30.0.200/32", 0)]
#[case::bare("172.30.0.200", 1)]
#[case::nonsense("x/21", 1)]
#[case::outside("172.30.8.0/21", 1)]
#[case::sixth("'fd00::1/64'", 1)]
#[case::below_dhcp("172.30.3.255/21", 0)]
#[case::dhcp_start("172.30.4.0/21", 1)]
#[case::within_dhcp("172.30.7.254/21", 1)]
#[case::control_vip("172.30.0.1/21", 1)]
#[case::network_address("172.30.0.0/21", 0)]
#[case::used_by_another("172.30.0.2/24", 2)]
fn management_addresses(#[case] ip: &str, #[case] count: usize) {
    let run = run(Some(Settings::default()), "", &(base() + &hydrated("s", &format!("ip: {ip}"))));
    assert_eq!(run.after.len(), count, "{:#?}", run.after);
    for violation in &run.after {
        assert_eq!((&*violation.rule, violation.field.to_string().as_str()), ("sw-ip", "spec.ip"));
    }
}

#[rstest]
#[case::good("protocolIP", "172.30.8.200/32", 0)]
#[case::length("protocolIP", "172.30.8.200/31", 1)]
#[case::bare("protocolIP", "172.30.8.200", 1)]
#[case::last("protocolIP", "172.30.11.255/32", 0)]
#[case::outside("protocolIP", "172.30.12.0/32", 1)]
#[case::used("protocolIP", "172.30.8.2/32", 2)]
#[case::vtep("vtepIP", "172.30.12.200/32", 0)]
#[case::vtep_length("vtepIP", "172.30.12.200/22", 1)]
#[case::vtep_bare("vtepIP", "172.30.12.200", 1)]
#[case::vtep_outside("vtepIP", "172.30.8.200/32", 1)]
#[case::vtep_used("vtepIP", "172.30.12.4/32", 2)]
fn loopbacks(#[case] field: &str, #[case] address: &str, #[case] count: usize) {
    let documents = base() + &hydrated("s", &format!("{field}: {address}"));
    let run = run(Some(Settings::default()), "", &documents);
    assert_eq!(run.after.len(), count, "{:#?}", run.after);
    let rule = if field == "vtepIP" { "sw-vtep-ip" } else { "sw-protocol-ip" };
    for violation in &run.after {
        assert_eq!(
            (&*violation.rule, violation.field.to_string()),
            (rule, format!("spec.{field}"))
        );
        assert_eq!(violation.severity, Error);
    }
}

/// What leaves of mclag may share with each other, too.
#[rstest]
#[case("")]
#[case("redundancy: {group: pair-2, type: mclag}")]
fn addresses_of_gateways_count(#[case] more: &str) {
    let gateway = "---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: g}
spec: {protocolIP: 172.30.8.201/32, vtepIP: 172.30.12.201/32}
";
    let documents = [&base(), gateway, &hydrated("s", more)].concat();
    let run = run(Some(Settings::default()), "", &documents);
    let own = run.after.iter().filter(|one| one.subject.name == "s" && one.severity == Error);
    let found: Vec<_> =
        own.map(|one| (&*one.rule, one.other.as_ref().unwrap().identity.name.as_str())).collect();
    assert_eq!(found, [("sw-protocol-ip", "g"), ("sw-vtep-ip", "g")]);
}

/// What is in use or malformed is so whatever the configuration.
#[rstest]
#[case("asn: 65101", "sw-asn", 1)]
#[case("asn: 5", "sw-asn", 0)]
#[case("ip: 172.30.0.2/21", "sw-ip", 1)]
#[case("ip: 10.0.0.1/8", "sw-ip", 0)]
#[case("protocolIP: 172.30.8.2/32", "sw-protocol-ip", 1)]
#[case("protocolIP: 10.0.0.1/31", "sw-protocol-ip", 1)]
#[case("protocolIP: 10.0.0.1/32", "sw-protocol-ip", 0)]
#[case("vtepIP: 10.0.0.1/32", "sw-vtep-ip", 0)]
#[case("vtepIP: 172.30.12.4/32", "sw-vtep-ip", 1)]
fn without_the_configuration(#[case] more: &str, #[case] rule: &str, #[case] count: usize) {
    let documents = base() + &hydrated("s", more);
    let broken = run(None, "", &documents).after;
    let own: Vec<_> = broken.iter().filter(|one| one.subject.name == "s").collect();
    assert_eq!(own.iter().map(|one| &*one.rule).collect::<Vec<_>>(), vec![rule; count]);
    let left: Vec<_> = unchecked(None, &documents);
    let settings = |rule: &'static str| (rule, Why::NoSettings);
    assert_eq!(left, ["sw-asn", "sw-ip", "sw-protocol-ip", "sw-vtep-ip"].map(settings));
}

#[rstest]
#[case::supported("roce: true", &[])]
#[case::not_supported("ecmp: {roceQPN: true}", &[("sw-roce", "spec.ecmp.roceQPN", Error)])]
#[case::off("roce: false, ecmp: {roceQPN: false}", &[])]
fn features(#[case] more: &str, #[case] expected: &[(&str, &str, Severity)]) {
    one(&leaf(more), expected);
}
