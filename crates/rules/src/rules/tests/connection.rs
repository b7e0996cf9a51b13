//! Connections: types, ends, references, ports; each condition with near misses.

use hedgerow_model::Severity::{self, Error, Warning};
use rstest::rstest;

use super::run;
use super::wiring::{
    base, connection, expect, expect_change, one, server_links, switch, unchecked,
};
use crate::{Settings, Why};

#[test]
fn the_base_breaks_nothing() {
    expect(Some(Settings::default()), "", &[]);
    let run = run(Some(Settings::default()), "", &base());
    assert_eq!(run.after, []);
    let left: Vec<_> = run.unchecked.iter().filter(|(id, _)| id.kind != "VPC").collect();
    assert!(left.is_empty(), "{left:?}");
}

#[rstest]
#[case::unbundled("{unbundled: {link: {server: {port: server-1/a}, switch: {port: leaf-3/E1/1}}}}", &[])]
#[case::none("{}", &[("conn-type", "spec", Error)])]
#[case::null("{unbundled: null}", &[("conn-type", "spec", Error)])]
#[case::two(
    "{external: {link: {switch: {port: leaf-3/E1/2}}}, unbundled: {link: {server: {port: server-1/a}, switch: {port: leaf-3/E1/1}}}}",
    &[("conn-type", "spec.external", Error)]
)]
#[case::second_is_null(
    "{external: null, unbundled: {link: {server: {port: server-1/a}, switch: {port: leaf-3/E1/1}}}}",
    &[]
)]
#[case::second_is_empty(
    "{external: {}, unbundled: {link: {server: {port: server-1/a}, switch: {port: leaf-3/E1/1}}}}",
    &[("conn-type", "spec.external", Error)]
)]
#[case::mclag_hides_the_other(
    "{mclag: {}, unbundled: {link: {server: {port: nonsense}}}}",
    &[("conn-mclag", "spec.mclag", Warning), ("conn-type", "spec.unbundled", Error)]
)]
#[case::mclag("{mclag: {links: [{server: {port: x}}]}}", &[("conn-mclag", "spec.mclag", Warning)])]
#[case::domain("{mclagDomain: {}}", &[("conn-mclag", "spec.mclagDomain", Warning)])]
#[case::both_removed(
    "{mclag: {}, mclagDomain: {}}",
    &[
        ("conn-mclag", "spec.mclag", Warning),
        ("conn-mclag", "spec.mclagDomain", Warning),
        ("conn-type", "spec.mclagDomain", Error),
    ]
)]
fn types(#[case] spec: &str, #[case] expected: &[(&str, &str, Severity)]) {
    one(spec, expected);
}

#[test]
fn without_a_spec_there_is_no_type() {
    let document = "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: c}
";
    expect(None, document, &[("conn-type", "c", "spec", Error)]);
}

#[rstest]
#[case::no_ends(
    "{unbundled: {}}",
    &[
        ("conn-port-form", "spec.unbundled.link.server.port", Error),
        ("conn-port-form", "spec.unbundled.link.switch.port", Error),
    ]
)]
#[case::no_slash("{external: {link: {switch: {port: leaf-1}}}}", &[("conn-port-form", "spec.external.link.switch.port", Error)])]
#[case::no_port("{external: {link: {switch: {port: leaf-1/}}}}", &[("conn-port-form", "spec.external.link.switch.port", Error)])]
#[case::no_device("{external: {link: {switch: {port: /E1/1}}}}", &[("conn-port-form", "spec.external.link.switch.port", Error)])]
#[case::empty("{external: {link: {switch: {port: ''}}}}", &[("conn-port-form", "spec.external.link.switch.port", Error)])]
#[case::not_a_text("{external: {link: {switch: {port: 5}}}}", &[])]
#[case::switch_port_twice(
    "{bundled: {links: [{server: {port: server-1/a}, switch: {port: leaf-1/E1/1}}, {server: {port: server-1/b}, switch: {port: leaf-1/E1/1}}]}}",
    &[("conn-port-form", "spec.bundled.links[1].switch.port", Error)]
)]
#[case::server_port_twice(
    "{bundled: {links: [{server: {port: server-1/a}, switch: {port: leaf-1/E1/1}}, {server: {port: server-1/a}, switch: {port: leaf-1/E1/2}}]}}",
    &[("conn-port-form", "spec.bundled.links[1].server.port", Error)]
)]
#[case::alias_within(
    "{bundled: {links: [{server: {port: server-1/a}, switch: {port: leaf-1/E1/5}}, {server: {port: server-1/b}, switch: {port: leaf-1/E1/5/1}}]}}",
    &[("conn-port-unique", "spec.bundled.links[1].switch.port", Warning)]
)]
fn port_forms(#[case] spec: &str, #[case] expected: &[(&str, &str, Severity)]) {
    one(spec, expected);
}

#[rstest]
#[case::bundled_one(server_links("bundled", &["leaf-1/E1/1"]), &[])]
#[case::bundled_two_switches(
    server_links("bundled", &["leaf-1/E1/1", "leaf-2/E1/1"]),
    &[("conn-ends", "spec.bundled.links[1].switch.port", Error)]
)]
#[case::bundled_empty("{bundled: {links: []}}", &[("conn-ends", "spec.bundled.links", Error)])]
#[case::bundled_absent("{bundled: {}}", &[("conn-ends", "spec.bundled.links", Error)])]
#[case::bundled_null("{bundled: {links: null}}", &[("conn-ends", "spec.bundled.links", Error)])]
#[case::two_servers(
    "{bundled: {links: [{server: {port: server-1/a}, switch: {port: leaf-1/E1/1}}, {server: {port: server-2/b}, switch: {port: leaf-1/E1/2}}]}}",
    &[("conn-ends", "spec.bundled.links[1].server.port", Error)]
)]
#[case::eslag_four(server_links("eslag", &["leaf-1/E1/1", "leaf-2/E1/1", "leaf-5/E1/1", "leaf-6/E1/1"]), &[])]
#[case::eslag_five(
    server_links("eslag", &["leaf-1/E1/1", "leaf-2/E1/1", "leaf-5/E1/1", "leaf-6/E1/1", "leaf-7/E1/1"]),
    &[("conn-ends", "spec.eslag.links[4].switch.port", Error)]
)]
#[case::eslag_one_switch(server_links("eslag", &["leaf-1/E1/1", "leaf-1/E1/2"]), &[])]
#[case::eslag_absent("{eslag: {}}", &[("conn-ends", "spec.eslag.links", Error)])]
// What the schema check says.
#[case::eslag_one_link(server_links("eslag", &["leaf-1/E1/1"]), &[])]
#[case::fabric_empty("{fabric: {links: []}}", &[])]
#[case::fabric_absent("{fabric: {}}", &[("conn-ends", "spec.fabric.links", Error)])]
#[case::fabric_one_switch(
    "{fabric: {links: [{spine: {port: spine-1/E1/1}, leaf: {port: spine-1/E1/2}}]}}",
    &[("conn-ends", "spec.fabric.links[0].leaf.port", Error)]
)]
#[case::fabric_three(
    "{fabric: {links: [{spine: {port: spine-1/E1/1}, leaf: {port: leaf-1/E1/1}}, {spine: {port: spine-2/E1/1}, leaf: {port: leaf-1/E1/2}}]}}",
    &[("conn-ends", "spec.fabric.links[1].spine.port", Error)]
)]
#[case::fabric_with_a_malformed_end(
    "{fabric: {links: [{spine: {port: spine-1/E1/1}, leaf: {port: leaf-1}}]}}",
    &[("conn-port-form", "spec.fabric.links[0].leaf.port", Error)]
)]
#[case::mesh("{mesh: {links: [{leaf1: {port: leaf-1/E1/1}, leaf2: {port: leaf-2/E1/1}}]}}", &[])]
#[case::mesh_one_switch(
    "{mesh: {links: [{leaf1: {port: leaf-1/E1/1}, leaf2: {port: leaf-1/E1/2}}]}}",
    &[("conn-ends", "spec.mesh.links[0].leaf2.port", Error)]
)]
#[case::gateway_two_switches(
    "{gateway: {links: [{switch: {port: leaf-1/E1/1}, gateway: {port: g/a}}, {switch: {port: leaf-2/E1/1}, gateway: {port: g/b}}]}}",
    &[("conn-ends", "spec.gateway.links[1].switch.port", Error)]
)]
#[case::gateways_are_not_counted(
    "{gateway: {links: [{switch: {port: leaf-1/E1/1}, gateway: {port: g/a}}, {switch: {port: leaf-1/E1/2}, gateway: {port: h/b}}]}}",
    &[]
)]
#[case::loopback("{vpcLoopback: {links: [{switch1: {port: leaf-1/E1/1}, switch2: {port: leaf-1/E1/2}}]}}", &[])]
#[case::loopback_two_switches(
    "{vpcLoopback: {links: [{switch1: {port: leaf-1/E1/1}, switch2: {port: leaf-2/E1/2}}]}}",
    &[("conn-ends", "spec.vpcLoopback.links[0].switch2.port", Error)]
)]
fn ends(#[case] spec: impl AsRef<str>, #[case] expected: &[(&str, &str, Severity)]) {
    one(spec.as_ref(), expected);
}

#[test]
fn a_gateway_that_is_missing_is_a_warning_where_gateways_are_known() {
    let gateway = "---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: g}
spec: {}
";
    let of = |name: &str| {
        let link = format!("{{switch: {{port: leaf-1/E1/1}}, gateway: {{port: {name}/a}}}}");
        connection("c", &format!("{{gateway: {{links: [{link}]}}}}"))
    };
    let found = |name: &str| -> Vec<(String, Severity)> {
        let documents = [&base(), gateway, &of(name)].concat();
        let run = run(Some(Settings::default()), "", &documents);
        let of_c = run.after.iter().filter(|one| one.rule.starts_with("conn-"));
        of_c.map(|one| (one.field.to_string(), one.severity)).collect()
    };
    assert_eq!(found("g"), []);
    assert_eq!(found("h"), [("spec.gateway.links[0].gateway.port".to_owned(), Warning)]);
}

#[rstest]
#[case::switch(
    "{unbundled: {link: {server: {port: server-1/a}, switch: {port: leaf-9/E1/1}}}}",
    &[("conn-refs", "spec.unbundled.link.switch.port", Error)]
)]
#[case::server(
    "{unbundled: {link: {server: {port: server-9/a}, switch: {port: leaf-1/E1/1}}}}",
    &[("conn-refs", "spec.unbundled.link.server.port", Error)]
)]
#[case::once_for_each(
    "{bundled: {links: [{server: {port: server-9/a}, switch: {port: leaf-9/E1/1}}, {server: {port: server-9/b}, switch: {port: leaf-9/E1/2}}]}}",
    &[
        ("conn-refs", "spec.bundled.links[0].switch.port", Error),
        ("conn-refs", "spec.bundled.links[0].server.port", Error),
    ]
)]
fn references(#[case] spec: &str, #[case] expected: &[(&str, &str, Severity)]) {
    one(spec, expected);
}

#[test]
fn the_profile_of_the_switch_exists() {
    let switch = "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-9}
spec: {role: server-leaf, profile: large}
";
    let link = connection("c", "{external: {link: {switch: {port: leaf-9/E1/1}}}}");
    expect(
        None,
        &[switch, &link].concat(),
        &[
            ("sw-refs", "leaf-9", "spec.profile", Error),
            ("conn-refs", "c", "spec.external.link.switch.port", Error),
        ],
    );
}

#[test]
fn without_switches_servers_and_profiles_nothing_is_said() {
    let link = connection(
        "c",
        "{unbundled: {link: {server: {port: server-1/a}, switch: {port: leaf-1/E1/1}}}}",
    );
    expect_change(None, "", &link, &[]);
    let switches = || Why::KindNotHeld(crate::Kind::Switch);
    let mut found = unchecked(None, &link);
    found.sort();
    assert_eq!(
        found,
        [
            ("conn-port-profile", switches()),
            ("conn-refs", switches()),
            ("conn-refs", Why::KindNotHeld(crate::Kind::Server)),
            ("conn-role", switches()),
        ]
    );
    let switch = "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: large}
";
    let mut found = unchecked(None, &[&link, switch].concat());
    found.sort();
    let large = || Why::NoProfile("large".to_owned());
    assert_eq!(
        found,
        [
            ("conn-port-profile", large()),
            ("conn-refs", Why::KindNotHeld(crate::Kind::Server)),
            ("conn-refs", large()),
        ]
    );
}

#[rstest]
#[case::spine_to_leaf("{fabric: {links: [{spine: {port: spine-1/E1/1}, leaf: {port: leaf-3/E1/1}}]}}", &[])]
#[case::turned_around(
    "{fabric: {links: [{spine: {port: leaf-3/E1/1}, leaf: {port: spine-1/E1/1}}]}}",
    &[
        ("conn-role", "spec.fabric.links[0].spine.port", Warning),
        ("conn-role", "spec.fabric.links[0].leaf.port", Warning),
    ]
)]
#[case::mesh_of_spine(
    "{mesh: {links: [{leaf1: {port: leaf-3/E1/1}, leaf2: {port: spine-1/E1/1}}]}}",
    &[("conn-role", "spec.mesh.links[0].leaf2.port", Warning)]
)]
#[case::server_on_spine(
    "{unbundled: {link: {server: {port: server-1/a}, switch: {port: spine-1/E1/1}}}}",
    &[("conn-role", "spec.unbundled.link.switch.port", Warning)]
)]
#[case::gateway_on_spine("{gateway: {links: [{switch: {port: spine-1/E1/1}, gateway: {port: g/a}}]}}", &[])]
#[case::edge_in_a_mesh(
    "{mesh: {links: [{leaf1: {port: leaf-3/E1/1}, leaf2: {port: edge-1/E1/1}}]}}",
    &[("conn-role", "spec.mesh.links[0].leaf2.port", Warning)]
)]
#[case::server_on_edge("{unbundled: {link: {server: {port: server-1/a}, switch: {port: edge-1/E1/1}}}}", &[])]
#[case::without_a_role("{mesh: {links: [{leaf1: {port: leaf-3/E1/1}, leaf2: {port: new-1/E1/1}}]}}", &[])]
fn roles(#[case] spec: &str, #[case] expected: &[(&str, &str, Severity)]) {
    let others = switch("edge-1", "role: virtual-edge, profile: small")
        + &switch("new-1", "role: '', profile: small");
    let said: Vec<_> =
        expected.iter().map(|(rule, field, much)| (*rule, "c", *field, *much)).collect();
    let all = [&[("sw-role", "edge-1", "spec.role", Warning)][..], &said].concat();
    expect(Some(Settings::default()), &(others + &connection("c", spec)), &all);
}

/// On `leaf-1`, whose `E1/6` is broken out into four and whose `E1/5` is not.
#[rstest]
#[case("E1/1", None)]
#[case("E1/3", None)]
#[case("E1/5", None)]
#[case("E1/5/1", None)]
#[case("E1/5/2", Some(Error))]
#[case("E1/6", None)]
#[case("E1/6/1", None)]
#[case("E1/6/4", None)]
#[case("E1/6/5", Some(Error))]
#[case("E1/6/0", Some(Error))]
#[case("E1/6/01", Some(Error))]
#[case("E1/3/1", Some(Error))]
#[case("E1/9", Some(Error))]
#[case("E1/9/1", Some(Error))]
#[case("e1/1", Some(Error))]
#[case("M1", Some(Warning))]
#[case("M1/1", Some(Error))]
fn ports_of_the_profile(#[case] port: &str, #[case] expected: Option<Severity>) {
    let spec = format!("{{external: {{link: {{switch: {{port: leaf-1/{port}}}}}}}}}");
    let field = "spec.external.link.switch.port";
    let expected: Vec<_> =
        expected.into_iter().map(|severity| ("conn-port-profile", field, severity)).collect();
    one(&spec, &expected);
}

#[test]
fn a_breakout_that_is_not_supported_is_only_said_of_the_switch() {
    let switch = "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-9}
spec: {role: server-leaf, profile: small, portBreakouts: {E1/5: 8x10G}}
";
    let links = connection("c", "{external: {link: {switch: {port: leaf-9/E1/5/7}}}}")
        + &connection("d", "{external: {link: {switch: {port: leaf-9/E1/5}}}}");
    expect(
        None,
        &[switch, &links].concat(),
        &[("sw-breakout", "leaf-9", "spec.portBreakouts.E1/5", Error)],
    );
}

#[rstest]
#[case::same("leaf-1/E1/5", "leaf-1/E1/5", true)]
#[case::alias("leaf-1/E1/5", "leaf-1/E1/5/1", true)]
#[case::alias_the_other_way("leaf-1/E1/5/1", "leaf-1/E1/5", true)]
#[case::sub_ports("leaf-1/E1/6/1", "leaf-1/E1/6/2", false)]
#[case::base_and_second("leaf-1/E1/6", "leaf-1/E1/6/2", false)]
#[case::other_port("leaf-1/E1/1", "leaf-1/E1/2", false)]
#[case::other_switch("leaf-1/E1/1", "leaf-2/E1/1", false)]
fn a_port_in_two_connections(#[case] a: &str, #[case] b: &str, #[case] clash: bool) {
    let of = |name: &str, port: &str| {
        connection(name, &format!("{{external: {{link: {{switch: {{port: {port}}}}}}}}}"))
    };
    let field = "spec.external.link.switch.port";
    let both = [("conn-port-unique", "a", field, Error), ("conn-port-unique", "b", field, Error)];
    let expected = if clash { &both[..] } else { &[] };
    expect(None, &(of("a", a) + &of("b", b)), expected);
}

#[test]
fn ports_of_servers_and_gateways_are_used_once_too() {
    let unbundled = |name: &str, server: &str, switch: &str| {
        let link = format!("{{server: {{port: {server}}}, switch: {{port: {switch}}}}}");
        connection(name, &format!("{{unbundled: {{link: {link}}}}}"))
    };
    let gateway = |name: &str, port: &str| {
        let link = format!("{{switch: {{port: leaf-1/{port}}}, gateway: {{port: g/a}}}}");
        connection(name, &format!("{{gateway: {{links: [{link}]}}}}"))
    };
    expect(
        Some(Settings::default()),
        &[
            unbundled("a", "server-1/a", "leaf-1/E1/1"),
            unbundled("b", "server-1/a", "leaf-1/E1/2"),
            gateway("c", "E1/3"),
            gateway("d", "E1/4"),
        ]
        .concat(),
        &[
            ("conn-port-unique", "a", "spec.unbundled.link.server.port", Error),
            ("conn-port-unique", "b", "spec.unbundled.link.server.port", Error),
            ("conn-port-unique", "c", "spec.gateway.links[0].gateway.port", Error),
            ("conn-port-unique", "d", "spec.gateway.links[0].gateway.port", Error),
        ],
    );
}

#[test]
fn ports_of_what_was_removed_and_of_second_types_do_not_count() {
    let mclag = server_links("mclag", &["leaf-1/E1/1", "leaf-2/E1/1"]);
    let second = "{unbundled: {link: {server: {port: server-2/a}, switch: {port: leaf-1/E1/2}}}, external: {link: {switch: {port: leaf-2/E1/1}}}}";
    let used = server_links("eslag", &["leaf-1/E1/1", "leaf-2/E1/1"]);
    expect(
        Some(Settings::default()),
        &[connection("a", &mclag), connection("b", second), connection("c", &used)].concat(),
        &[("conn-mclag", "a", "spec.mclag", Warning), ("conn-type", "b", "spec.external", Error)],
    );
}

#[rstest]
#[case::one_group(&["leaf-1/E1/1", "leaf-2/E1/1"], &[])]
#[case::two_groups(
    &["leaf-1/E1/1", "leaf-4/E1/1"],
    &[("conn-eslag", "spec.eslag.links[1].switch.port", Error)]
)]
#[case::one_without_group(
    &["leaf-1/E1/1", "leaf-3/E1/1"],
    &[("conn-eslag", "spec.eslag.links[1].switch.port", Warning)]
)]
#[case::first_without_group(
    &["leaf-3/E1/1", "leaf-1/E1/1"],
    &[("conn-eslag", "spec.eslag.links[0].switch.port", Warning)]
)]
#[case::no_group(&["leaf-3/E1/1", "leaf-3/E1/2"], &[("conn-eslag", "spec.eslag", Error)])]
#[case::maybe_the_missing_one(
    &["leaf-3/E1/1", "leaf-9/E1/2"],
    &[("conn-refs", "spec.eslag.links[1].switch.port", Error)]
)]
fn redundancy_groups(#[case] ports: &[&str], #[case] expected: &[(&str, &str, Severity)]) {
    one(&server_links("eslag", ports), expected);
}

#[test]
fn a_redundancy_without_a_type_is_not_eslag() {
    let switch = "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-9}
spec: {role: server-leaf, profile: small, redundancy: {group: pair-2}}
";
    let link = |second: &str| connection("c", &server_links("eslag", &["leaf-9/E1/1", second]));
    let of_switch = ("sw-redundancy", "leaf-9", "spec.redundancy.type", Error);
    expect(
        Some(Settings::default()),
        &[switch, &link("leaf-9/E1/2")].concat(),
        &[of_switch, ("conn-eslag", "c", "spec.eslag", Error)],
    );
    expect(Some(Settings::default()), &[switch, &link("leaf-4/E1/1")].concat(), &[of_switch]);
}

#[test]
fn the_type_of_the_redundancy_is_eslag() {
    let switch = "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-9}
spec: {role: server-leaf, profile: small, redundancy: {group: pair-3, type: mclag}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchGroup
metadata: {name: pair-3}
spec: {}
";
    let link = connection("c", &server_links("eslag", &["leaf-9/E1/1", "leaf-9/E1/2"]));
    expect(
        Some(Settings::default()),
        &[switch, &link].concat(),
        &[
            ("sw-redundancy", "leaf-9", "spec.redundancy.type", Warning),
            ("conn-eslag", "c", "spec.eslag.links[0].switch.port", Error),
        ],
    );
}
