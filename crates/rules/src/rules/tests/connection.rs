//! Connections: each condition of each clause, with near misses.

use hedgerow_model::Severity::{self, Error, Warning};
use rstest::rstest;

use super::run;
use crate::{Settings, Why};

/// A violation: the rule, the resource, the field, how much it matters.
pub(super) type Said<'a> = (&'a str, &'a str, &'a str, Severity);

/// Two spines and three leaves with a profile, servers, a gateway and a VPC.
pub(super) fn base() -> String {
    let switch = |name: &str, role: &str, number: u8, asn: u32, more: &str| {
        let vtep = if role == "spine" {
            String::new()
        } else {
            format!("vtepIP: 172.30.12.{number}/32, ")
        };
        format!(
            "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {{name: {name}}}
spec: {{role: {role}, profile: small, asn: {asn}, ip: 172.30.0.{number}/21, protocolIP: 172.30.8.{number}/32, {vtep}{more}}}
"
        )
    };
    let plain = |kind: &str, name: &str| {
        format!(
            "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: {kind}
metadata: {{name: {name}}}
spec: {{}}
"
        )
    };
    let pair = "redundancy: {group: pair-1, type: eslag}";
    [
        r#"---
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec:
  features: {eslag: true, roce: true}
  maxPorts: 14
  pipelines: {"1": {maxPorts: 5}}
  ports:
    M1: {management: true}
    E1/1: {group: "1"}
    E1/2: {group: "1"}
    E1/3: {profile: sfp}
    E1/4: {profile: fixed}
    E1/5: {profile: qsfp}
    E1/6: {profile: qsfp, pipeline: "1"}
    E1/7: {profile: qsfp, pipeline: "1"}
    E1/8: {profile: qsfp-fixed}
  portGroups: {"1": {profile: sfp}}
  portProfiles:
    sfp: {autoNegAllowed: true, speed: {default: 25G, supported: [10G, 25G]}}
    fixed: {speed: {default: 25G, supported: [25G]}}
    qsfp:
      autoNegAllowed: true
      breakout:
        default: 1x100G
        supported: {1x100G: {offsets: ["0"]}, 4x25G: {offsets: ["0", "1", "2", "3"]}}
    qsfp-fixed: {breakout: {default: 1x100G, supported: {1x100G: {offsets: ["0"]}}}}
"#
        .to_owned(),
        "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 1999}]}
"
        .to_owned(),
        plain("SwitchGroup", "pair-1"),
        plain("SwitchGroup", "pair-2"),
        switch("spine-1", "spine", 2, 65100, ""),
        switch("spine-2", "spine", 3, 65100, ""),
        switch(
            "leaf-1",
            "server-leaf",
            4,
            65101,
            &format!("portBreakouts: {{E1/6: 4x25G}}, {pair}"),
        ),
        switch("leaf-2", "server-leaf", 5, 65102, pair),
        switch("leaf-3", "border-leaf", 6, 65103, ""),
        switch("leaf-4", "mixed-leaf", 7, 65104, "redundancy: {group: pair-2, type: eslag}"),
        switch("leaf-5", "mixed-leaf", 9, 65105, "redundancy: {group: pair-1, type: eslag}"),
        switch("leaf-6", "mixed-leaf", 10, 65106, "redundancy: {group: pair-1, type: eslag}"),
        switch("leaf-7", "mixed-leaf", 11, 65107, "redundancy: {group: pair-1, type: eslag}"),
        plain("Server", "server-1"),
        plain("Server", "server-2"),
        "---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
"
        .to_owned(),
    ]
    .concat()
}

pub(super) fn connection(name: &str, spec: &str) -> String {
    format!(
        "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {{name: {name}}}
spec: {spec}
"
    )
}

/// Everything that is broken when the base gets more documents, exactly.
#[track_caller]
pub(super) fn expect(settings: Option<Settings>, documents: &str, expected: &[Said<'_>]) {
    expect_change(settings, &base(), &[base().as_str(), documents].concat(), expected);
}

/// Everything that is broken when documents turn into others, exactly.
#[track_caller]
pub(super) fn expect_change(
    settings: Option<Settings>,
    before: &str,
    after: &str,
    expected: &[Said<'_>],
) {
    let run = run(settings, before, after);
    let mut found: Vec<String> = run
        .after
        .iter()
        .map(|one| {
            assert!(!one.message.is_empty() && !one.message.ends_with('.'), "{one:?}");
            if let Some(other) = &one.other {
                assert!(one.message.contains(other.identity.name.as_str()), "{one:?}");
            }
            format!("{} {} {} {:?}", one.rule, one.subject.name, one.field, one.severity)
        })
        .collect();
    let mut expected: Vec<String> = expected
        .iter()
        .map(|(rule, subject, field, severity)| format!("{rule} {subject} {field} {severity:?}"))
        .collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{:#?}", run.after);
}

#[track_caller]
fn one(spec: &str, expected: &[(&str, &str, Severity)]) {
    let expected: Vec<Said<'_>> =
        expected.iter().map(|(rule, field, severity)| (*rule, "c", *field, *severity)).collect();
    expect(Some(Settings::default()), &connection("c", spec), &expected);
}

/// Why rules of the connection `c` could not be judged.
fn unchecked(settings: Option<Settings>, documents: &str) -> Vec<(&'static str, Why)> {
    let run = run(settings, "", documents);
    let of_c = run.unchecked.into_iter().filter(|(identity, _)| identity.name == "c");
    of_c.map(|(_, unchecked)| (unchecked.rule, unchecked.why)).collect()
}

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

fn server_links(of: &str, switches: &[&str]) -> String {
    let links: Vec<String> = switches
        .iter()
        .enumerate()
        .map(|(at, port)| format!("{{server: {{port: server-1/{at}}}, switch: {{port: {port}}}}}"))
        .collect();
    format!("{{{of}: {{links: [{}]}}}}", links.join(", "))
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
fn roles(#[case] spec: &str, #[case] expected: &[(&str, &str, Severity)]) {
    one(spec, expected);
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

#[rstest]
#[case("unbundled", 9036, None)]
#[case("unbundled", 9037, Some(Error))]
#[case("bundled", 9036, None)]
#[case("bundled", 9037, Some(Error))]
#[case("eslag", 9036, None)]
#[case("eslag", 9037, Some(Warning))]
fn mtus(#[case] of: &str, #[case] mtu: u32, #[case] expected: Option<Severity>) {
    let links = "{server: {port: server-1/a}, switch: {port: leaf-1/E1/1}}";
    let links = match of {
        "unbundled" => format!("link: {links}"),
        "bundled" => format!("links: [{links}]"),
        _ => format!(
            "links: [{links}, {{server: {{port: server-1/b}}, switch: {{port: leaf-2/E1/1}}}}]"
        ),
    };
    let field = format!("spec.{of}.mtu");
    let expected: Vec<_> =
        expected.into_iter().map(|severity| ("conn-mtu", field.as_str(), severity)).collect();
    one(&format!("{{{of}: {{{links}, mtu: {mtu}}}}}"), &expected);
}

#[rstest]
#[case::not_given("{unbundled: {mtu: 9500}}", &["conn-mtu"])]
#[case::no_mtu("{unbundled: {mtu: 0}}", &[])]
#[case::eslag("{eslag: {mtu: 1}}", &["conn-mode", "conn-mtu"])]
#[case::gateway("{gateway: {links: [{switch: {ip: 172.30.128.0/31}, gateway: {ip: 172.30.128.1/31}}]}}", &["conn-link-ip", "conn-mode"])]
#[case::fabric("{fabric: {links: [{spine: {ip: 172.30.128.0/31}, leaf: {ip: 172.30.128.1/31}}]}}", &["conn-link-ip"])]
#[case::one_end("{fabric: {links: [{spine: {ip: 172.30.128.0/31}}]}}", &[])]
#[case::static_external("{staticExternal: {link: {switch: {subnets: [10.0.0.0/8]}}}}", &["conn-static"])]
#[case::default_route("{staticExternal: {link: {switch: {subnets: [0.0.0.0/0]}}}}", &[])]
fn without_the_configuration(#[case] spec: &str, #[case] expected: &[&str]) {
    let found = unchecked(None, &connection("c", spec));
    let mut found: Vec<&str> = found
        .into_iter()
        .filter(|(_, why)| *why == Why::NoSettings)
        .map(|(rule, _)| rule)
        .collect();
    found.sort_unstable();
    assert_eq!(found, expected);
}

fn fabric(links: &[(&str, &str)]) -> String {
    let ip = |ip: &str| if ip.is_empty() { String::new() } else { format!(", ip: {ip}") };
    let links: Vec<String> = links
        .iter()
        .enumerate()
        .map(|(at, (spine, leaf))| {
            let (spine, leaf, at) = (ip(spine), ip(leaf), at + 1);
            format!(
                "{{spine: {{port: spine-1/E1/{at}{spine}}}, leaf: {{port: leaf-3/E1/{at}{leaf}}}}}"
            )
        })
        .collect();
    format!("{{fabric: {{links: [{}]}}}}", links.join(", "))
}

const SPINE: &str = "spec.fabric.links[0].spine.ip";
const LEAF: &str = "spec.fabric.links[0].leaf.ip";

#[rstest]
#[case::good(&[("172.30.128.0/31", "172.30.128.1/31"), ("172.30.128.2/31", "172.30.128.3/31")], &[])]
#[case::last_of_the_subnet(&[("172.30.255.255/31", "172.30.255.254/31")], &[])]
#[case::length(
    &[("172.30.128.0/30", "172.30.128.1/31")],
    &[("conn-link-ip", SPINE, Error)]
)]
#[case::lengths(
    &[("172.30.128.0/32", "172.30.128.1/24")],
    &[("conn-link-ip", SPINE, Error), ("conn-link-ip", LEAF, Error)]
)]
#[case::outside(
    &[("172.30.127.254/31", "172.30.127.255/31")],
    &[("conn-link-ip", SPINE, Error), ("conn-link-ip", LEAF, Error)]
)]
#[case::not_one_pair(&[("172.30.128.1/31", "172.30.128.2/31")], &[("conn-link-ip", LEAF, Error)])]
#[case::same_address(&[("172.30.128.0/31", "172.30.128.0/31")], &[("conn-link-ip", LEAF, Error)])]
#[case::twice_within(
    &[("172.30.128.0/31", "172.30.128.1/31"), ("172.30.128.0/31", "172.30.128.1/31")],
    &[
        ("conn-link-ip", "spec.fabric.links[1].spine.ip", Error),
        ("conn-link-ip", "spec.fabric.links[1].leaf.ip", Error),
    ]
)]
#[case::one_end(&[("10.0.0.1/8", "")], &[("conn-link-ip", LEAF, Warning)])]
#[case::other_end(&[("", "10.0.0.1/8")], &[("conn-link-ip", SPINE, Warning)])]
#[case::no_end(&[("", "")], &[])]
fn link_addresses(#[case] links: &[(&str, &str)], #[case] expected: &[(&str, &str, Severity)]) {
    one(&fabric(links), expected);
}

#[test]
fn a_link_without_addresses_is_not_hydrated() {
    let found =
        unchecked(Some(Settings::default()), &(base() + &connection("c", &fabric(&[("", "")]))));
    assert_eq!(found, [("conn-link-ip", Why::NotHydrated)]);
    let found = unchecked(
        Some(Settings::default()),
        &(base() + &connection("c", &fabric(&[("172.30.128.0/31", "172.30.128.1/31")]))),
    );
    assert_eq!(found, []);
}

#[rstest]
#[case::mesh(
    "{mesh: {links: [{leaf1: {port: leaf-1/E1/1, ip: 172.30.128.0/31}, leaf2: {port: leaf-2/E1/1, ip: 172.30.128.1/31}}]}}",
    "mesh.links[0].leaf1",
    "mesh.links[0].leaf2"
)]
#[case::gateway(
    "{gateway: {links: [{switch: {port: leaf-1/E1/1, ip: 172.30.128.0/31}, gateway: {port: g/a, ip: 172.30.128.1/31}}]}}",
    "gateway.links[0].switch",
    "gateway.links[0].gateway"
)]
fn link_addresses_of_other_connections(#[case] spec: &str, #[case] a: &str, #[case] b: &str) {
    let [a, b] = [a, b].map(|end| format!("spec.{end}.ip"));
    expect(
        Some(Settings::default()),
        &(connection("c", &fabric(&[("172.30.128.0/31", "172.30.128.1/31")]))
            + &connection("d", spec)),
        &[
            ("conn-link-ip", "c", SPINE, Error),
            ("conn-link-ip", "c", LEAF, Error),
            ("conn-link-ip", "d", &a, Error),
            ("conn-link-ip", "d", &b, Error),
        ],
    );
}

/// The cluster compares with addresses of links that have only one, but checks none of those.
#[test]
fn an_address_of_a_link_with_only_one_is_in_use() {
    let half = "{mesh: {links: [{leaf1: {port: leaf-1/E1/1, ip: 172.30.128.0/31}, leaf2: {port: leaf-2/E1/1}}]}}";
    expect(
        Some(Settings::default()),
        &(connection("c", &fabric(&[("172.30.128.0/31", "172.30.128.1/31")]))
            + &connection("d", half)),
        &[
            ("conn-link-ip", "c", SPINE, Error),
            ("conn-link-ip", "d", "spec.mesh.links[0].leaf2.ip", Warning),
        ],
    );
}

#[test]
fn what_needs_no_configuration_is_found_without_it() {
    let spec = fabric(&[("172.30.128.0/30", "172.30.128.4/31")]);
    expect(None, &connection("c", &spec), &[("conn-link-ip", "c", SPINE, Error)]);
    let spec = fabric(&[("172.30.128.0/31", "172.30.128.4/31")]);
    expect(None, &connection("c", &spec), &[("conn-link-ip", "c", LEAF, Error)]);
}

const HOP: &str = "spec.staticExternal.link.switch.nextHop";
const IP: &str = "spec.staticExternal.link.switch.ip";
const FIRST: &str = "spec.staticExternal.link.switch.subnets[0]";
const SECOND: &str = "spec.staticExternal.link.switch.subnets[1]";

#[rstest]
#[case::good("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [10.1.0.0/24, 10.1.1.0/24, 'fd00::/64']", &[])]
#[case::no_subnets("ip: 10.0.0.2/30, nextHop: 10.0.0.1", &[])]
#[case::nothing("", &[(IP, Error), (HOP, Error)])]
#[case::no_hop("ip: 10.0.0.2/30", &[(HOP, Error)])]
#[case::no_ip("nextHop: 10.0.0.2", &[(IP, Error)])]
#[case::hop_outside("ip: 10.0.0.2/30, nextHop: 10.0.0.4", &[(HOP, Error)])]
#[case::hop_is_network_address("ip: 10.0.0.2/30, nextHop: 10.0.0.0", &[])]
#[case::hop_is_itself("ip: 10.0.0.2/30, nextHop: 10.0.0.2", &[])]
#[case::not_a_subnet("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [10.1.0.0]", &[(FIRST, Error)])]
#[case::empty_subnet("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: ['']", &[(FIRST, Error)])]
#[case::host_bits("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [10.1.0.1/24]", &[(FIRST, Error)])]
#[case::overlap("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [10.1.0.0/24, 10.1.0.0/16]", &[(FIRST, Error)])]
#[case::twice("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [10.1.0.0/24, 10.1.0.0/24]", &[(SECOND, Error)])]
#[case::default_route("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [0.0.0.0/0]", &[])]
#[case::default_route_and_more("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [0.0.0.0/0, 10.1.0.0/24]", &[(FIRST, Error)])]
#[case::more_and_default_route("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [10.1.0.0/24, 0.0.0.0/0]", &[(SECOND, Error)])]
#[case::default_route_twice("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [0.0.0.0/0, 0.0.0.0/0]", &[(FIRST, Error)])]
#[case::reserved("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [172.30.7.0/24]", &[(FIRST, Error)])]
#[case::around_reserved("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [172.16.0.0/12]", &[(FIRST, Error)])]
#[case::beside_reserved("ip: 10.0.0.2/30, nextHop: 10.0.0.1, subnets: [172.30.20.0/22]", &[])]
#[case::vlan("ip: 10.0.0.2/30, nextHop: 10.0.0.1, vlan: 4094", &[])]
#[case::not_a_vlan("ip: 10.0.0.2/30, nextHop: 10.0.0.1, vlan: 4095", &[("spec.staticExternal.link.switch.vlan", Warning)])]
fn static_externals(#[case] switch: &str, #[case] expected: &[(&str, Severity)]) {
    let comma = if switch.is_empty() { "" } else { ", " };
    let spec =
        format!("{{staticExternal: {{link: {{switch: {{port: leaf-3/E1/1{comma}{switch}}}}}}}}}");
    let expected: Vec<_> =
        expected.iter().map(|(field, severity)| ("conn-static", *field, *severity)).collect();
    one(&spec, &expected);
}

#[test]
fn many_subnets_are_compared_in_order() {
    let list: Vec<String> =
        (0..20_000).map(|at| format!("10.{}.{}.0/24", at / 256, at % 256)).collect();
    let spec = format!(
        "{{staticExternal: {{link: {{switch: {{port: leaf-3/E1/1, ip: 10.255.0.2/30, nextHop: 10.255.0.1, subnets: [{}]}}}}}}}}",
        list.join(", ")
    );
    one(&spec, &[]);
}

#[rstest]
#[case("a", &[])]
#[case("''", &[])]
#[case("b", &[("conn-withinvpc", "spec.staticExternal.withinVPC", Error)])]
fn within_a_vpc(#[case] vpc: &str, #[case] expected: &[(&str, &str, Severity)]) {
    let link = "link: {switch: {port: leaf-3/E1/1, ip: 10.0.0.2/30, nextHop: 10.0.0.1}}";
    one(&format!("{{staticExternal: {{withinVPC: {vpc}, {link}}}}}"), expected);
}

#[rstest]
#[case("spine-leaf", server_links("eslag", &["leaf-1/E1/1", "leaf-2/E1/1"]), &[])]
#[case("collapsed-core", server_links("eslag", &["leaf-1/E1/1", "leaf-2/E1/1"]), &[("conn-mode", "c", "spec.eslag", Error)])]
#[case("collapsed-core", "{gateway: {links: [{switch: {port: leaf-1/E1/1}, gateway: {port: g/a}}]}}", &[("conn-mode", "c", "spec.gateway", Error)])]
#[case("collapsed-core", server_links("bundled", &["leaf-1/E1/1"]), &[])]
fn modes(#[case] mode: &str, #[case] spec: impl AsRef<str>, #[case] expected: &[Said<'_>]) {
    let settings = Settings { mode: mode.to_owned(), ..Settings::default() };
    expect(Some(settings), &connection("c", spec.as_ref()), expected);
}

#[rstest]
#[case::same(
    "{external: {link: {switch: {port: leaf-1/E1/1}}}}",
    "{external: {link: {switch: {port: leaf-1/E1/2}}}}",
    None
)]
#[case::other("{external: {}}", "{unbundled: {}}", Some("spec.unbundled"))]
#[case::first_type_of_two("{bundled: {}}", "{bundled: {}, unbundled: {}}", Some("spec.unbundled"))]
#[case::second_type_of_two("{bundled: {}}", "{bundled: {}, external: {}}", None)]
#[case::null("{bundled: {}, unbundled: null}", "{bundled: {}}", None)]
#[case::from_what_was_removed("{mclag: {}}", "{eslag: {}}", Some("spec.eslag"))]
#[case::to_what_was_removed("{eslag: {}}", "{mclag: {}}", Some("spec.mclag"))]
#[case::of_what_was_removed("{mclag: {}}", "{mclagDomain: {}}", None)]
#[case::beside_what_was_removed("{mclag: {}}", "{mclag: {}, eslag: {}}", Some("spec.eslag"))]
fn the_type_cannot_change(#[case] before: &str, #[case] after: &str, #[case] field: Option<&str>) {
    assert_eq!(changes("conn-type-immutable", before, after, ""), said(field, Error));
}

fn said(field: Option<&str>, severity: Severity) -> Vec<(String, Severity)> {
    field.into_iter().map(|field| (field.to_owned(), severity)).collect()
}

/// What a rule says of the connection `c` that changes, beside other documents.
fn changes(rule: &str, before: &str, after: &str, beside: &str) -> Vec<(String, Severity)> {
    let [before, after] = [before, after].map(|spec| connection("c", spec) + beside);
    let run = run(None, &before, &after);
    let own = run.after.iter().filter(|one| one.rule == rule);
    own.map(|one| (one.field.to_string(), one.severity)).collect()
}

#[rstest]
#[case::same("{withinVPC: a}", "{withinVPC: a}", false)]
#[case::other("{withinVPC: a}", "{withinVPC: b}", true)]
#[case::added("{}", "{withinVPC: a}", true)]
#[case::removed("{withinVPC: a}", "{}", true)]
#[case::emptied("{withinVPC: a}", "{withinVPC: ''}", true)]
#[case::empty_is_absent("{withinVPC: ''}", "{}", false)]
fn the_vpc_cannot_change(#[case] before: &str, #[case] after: &str, #[case] refused: bool) {
    let [before, after] = [before, after].map(|details| format!("{{staticExternal: {details}}}"));
    let field = refused.then_some("spec.staticExternal.withinVPC");
    let found = changes("conn-withinvpc-immutable", &before, &after, "");
    assert_eq!(found, said(field, Error));
}

const ATTACHMENTS: &str = "---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: attachment-1}
spec: {connection: c, subnet: a/web}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: attachment-2}
spec: {connection: c, external: e}
";

#[rstest]
#[case("leaf-1/E1/2", ATTACHMENTS, 2)]
#[case("leaf-1/E1/1", ATTACHMENTS, 0)]
#[case("leaf-1/E1/2", "", 0)]
fn ports_under_attachments_move(#[case] port: &str, #[case] beside: &str, #[case] count: usize) {
    let of = |port: &str| format!("{{external: {{link: {{switch: {{port: {port}}}}}}}}}");
    let found = changes("conn-withinvpc-immutable", &of("leaf-1/E1/1"), &of(port), beside);
    assert_eq!(found, vec![("spec.external".to_owned(), Warning); count]);
}

#[test]
fn a_connection_with_attachments_is_not_deleted() {
    let link = connection("c", "{external: {link: {switch: {port: leaf-1/E1/1}}}}");
    let deleted = |before: &str, after: &str| -> Vec<(String, Severity)> {
        let run = run(None, before, after);
        let own = run.after.iter().filter(|one| one.rule == "conn-delete");
        own.map(|one| (one.other.as_ref().unwrap().identity.name.clone(), one.severity)).collect()
    };
    let before = link.clone() + ATTACHMENTS;
    let both = [("attachment-1".to_owned(), Error), ("attachment-2".to_owned(), Error)];
    assert_eq!(deleted(&before, ATTACHMENTS), both);
    assert_eq!(deleted(&before, ""), [], "together with its attachments");
    assert_eq!(deleted(&link, ""), []);
}
