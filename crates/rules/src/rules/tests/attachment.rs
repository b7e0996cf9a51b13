//! VPCAttachments: each sub-condition of their clauses, with the near misses.

use rstest::rstest;

use super::{documents, run, said, unchecked, values};
use crate::{Edit, Inventory, Object, Settings};

const FAMILY: &[&str] = &["attach-"];

const VPC: &str = "VPC shop {subnets: {web: {subnet: 10.0.1.0/24, vlan: 7}, default: {subnet: 10.0.2.0/24, vlan: 8}}}";
const UNBUNDLED: &str =
    "Connection c {unbundled: {link: {server: {port: s/e1}, switch: {port: leaf-1/E1/1}}}}";
const BUNDLED: &str =
    "Connection c {bundled: {links: [{server: {port: s/e1}, switch: {port: leaf-1/E1/1}}]}}";
const ESLAG: &str = "Connection c {eslag: {links: [{server: {port: s/e1}, switch: {port: leaf-1/E1/1}}, {server: {port: s/e2}, switch: {port: leaf-2/E1/1}}]}}";
const ATTACHMENT: &str = "VPCAttachment a {subnet: shop/web, connection: c}";

fn after(lines: &[&str]) -> Vec<String> {
    said(FAMILY, &run(Some(Settings::default()), "", &documents(&lines.join("\n"))))
}

#[rstest]
#[case::whole("{subnet: shop/web, connection: c}", &[])]
#[case::bare_vpc("{subnet: shop, connection: c}", &[])]
#[case::no_subnet_of_this_name("{subnet: shop/db, connection: c}", &["spec.subnet"])]
#[case::empty_subnet("{subnet: shop/, connection: c}", &["spec.subnet"])]
#[case::empty_vpc("{subnet: /web, connection: c}", &["spec.subnet"])]
#[case::more_than_two_parts("{subnet: shop/web/1, connection: c}", &["spec.subnet"])]
#[case::no_vpc_of_this_name("{subnet: lab/web, connection: c}", &["spec.subnet"])]
#[case::empty("{subnet: '', connection: ''}", &["spec.connection", "spec.subnet"])]
#[case::null("{subnet: null, connection: null}", &["spec.connection", "spec.subnet"])]
#[case::absent("{}", &["spec.connection", "spec.subnet"])]
#[case::no_spec("", &["spec.connection", "spec.subnet"])]
#[case::no_connection_of_this_name("{subnet: shop/web, connection: d}", &["spec.connection"])]
#[case::other_types_are_for_the_schema("{subnet: 7, connection: [c]}", &[])]
fn form(#[case] attachment: &str, #[case] fields: &[&str]) {
    let attachment = format!("VPCAttachment a {attachment}");
    let expected: Vec<String> =
        fields.iter().map(|field| format!("error attach-form VPCAttachment/a {field}")).collect();
    assert_eq!(after(&[VPC, UNBUNDLED, &attachment]), expected);
}

/// The form is judged also where the sources hold no VPC.
#[rstest]
#[case("/web")]
#[case("shop/")]
fn half_a_name_is_refused_whatever_exists(#[case] subnet: &str) {
    let attachment = format!("VPCAttachment a {{subnet: {subnet}, connection: c}}");
    assert_eq!(after(&[&attachment]), ["error attach-form VPCAttachment/a spec.subnet"]);
}

#[test]
fn a_subnet_without_value_does_not_exist() {
    let vpc = "VPC shop {subnets: {web: null}}";
    assert_eq!(
        after(&[vpc, UNBUNDLED, ATTACHMENT]),
        ["error attach-form VPCAttachment/a spec.subnet"]
    );
}

#[rstest]
#[case::unbundled(UNBUNDLED, true)]
#[case::bundled(BUNDLED, true)]
#[case::eslag(ESLAG, true)]
#[case::fabric("Connection c {fabric: {links: [{spine: {port: s/1}, leaf: {port: l/1}}]}}", false)]
#[case::mesh("Connection c {mesh: {links: [{leaf1: {port: s/1}, leaf2: {port: l/1}}]}}", false)]
#[case::gateway(
    "Connection c {gateway: {links: [{switch: {port: s/1}, gateway: {port: g/1}}]}}",
    false
)]
#[case::loopback(
    "Connection c {vpcLoopback: {links: [{switch1: {port: s/1}, switch2: {port: s/2}}]}}",
    false
)]
#[case::external("Connection c {external: {link: {switch: {port: s/1}}}}", false)]
#[case::static_external("Connection c {staticExternal: {link: {switch: {port: s/1}}}}", false)]
#[case::mclag(
    "Connection c {mclag: {links: [{switch: {port: s/1}}, {switch: {port: s/2}}]}}",
    false
)]
#[case::mclag_beside_bundled(
    "Connection c {mclag: {}, bundled: {links: [{switch: {port: s/1}}]}}",
    false
)]
#[case::null("Connection c {unbundled: null}", false)]
#[case::none("Connection c {}", false)]
fn type_of_the_connection(#[case] connection: &str, #[case] accepted: bool) {
    let expected = if accepted {
        vec![]
    } else {
        vec!["error attach-conn-type VPCAttachment/a spec.connection"]
    };
    assert_eq!(after(&[VPC, connection, ATTACHMENT]), expected);
}

#[rstest]
#[case::l2vni_by_eslag("", ESLAG, true)]
#[case::l3vni_by_eslag("l3vni", ESLAG, false)]
#[case::l3vni_by_bundled("l3vni", BUNDLED, true)]
#[case::l3vni_by_unbundled("l3vni", UNBUNDLED, true)]
#[case::eslag_behind_another_type(
    "l3vni",
    "Connection c {bundled: {links: [{switch: {port: s/1}}]}, eslag: {}}",
    false
)]
fn mode_of_the_vpc(#[case] mode: &str, #[case] connection: &str, #[case] accepted: bool) {
    let vpc =
        format!("VPC shop {{mode: '{mode}', subnets: {{web: {{subnet: 10.0.1.0/24, vlan: 7}}}}}}");
    let expected = if accepted {
        vec![]
    } else {
        vec!["error attach-eslag-mode VPCAttachment/a spec.connection"]
    };
    assert_eq!(after(&[&vpc, connection, ATTACHMENT]), expected);
}

#[rstest]
#[case::unbundled(true, UNBUNDLED, "{group: g, type: eslag}", 0)]
#[case::bundled(true, BUNDLED, "{}", 1)]
#[case::eslag(true, ESLAG, "{group: g, type: eslag}", 1)]
#[case::other_subnets(false, BUNDLED, "{group: g, type: mclag}", 0)]
#[case::mclag_pair(true, UNBUNDLED, "{group: g, type: mclag}", 1)]
#[case::no_group(true, UNBUNDLED, "{type: mclag}", 0)]
#[case::both(true, BUNDLED, "{group: g, type: mclag}", 2)]
fn subnets_of_host_bgp(
    #[case] host_bgp: bool,
    #[case] connection: &str,
    #[case] redundancy: &str,
    #[case] count: usize,
) {
    let vpc = format!(
        "VPC shop {{subnets: {{web: {{subnet: 10.0.1.0/24, hostBGP: {host_bgp}}}, default: {{subnet: 10.0.2.0/24, hostBGP: true}}}}}}"
    );
    let switches = ["leaf-1", "leaf-2"].map(|name| {
        let redundancy = if name == "leaf-1" { redundancy } else { "{}" };
        format!("Switch {name} {{role: server-leaf, redundancy: {redundancy}}}")
    });
    let [one, two] = &switches;
    let expected = vec!["error attach-hostbgp VPCAttachment/a spec.connection"; count];
    assert_eq!(after(&[&vpc, connection, one, two, ATTACHMENT]), expected);
}

#[rstest]
#[case::default("default", "{}", "{}", 0)]
#[case::listed("storage", "{vlanNamespaces: [default, storage]}", "{vlanNamespaces: [storage]}", 0)]
#[case::one_of_two("storage", "{vlanNamespaces: [storage]}", "{vlanNamespaces: [default]}", 1)]
#[case::both("storage", "{}", "{vlanNamespaces: []}", 2)]
#[case::default_is_not_added("default", "{vlanNamespaces: [storage]}", "{}", 1)]
fn namespaces_of_switches(
    #[case] namespace: &str,
    #[case] first: &str,
    #[case] second: &str,
    #[case] count: usize,
) {
    let vpc = format!(
        "VPC shop {{vlanNamespace: {namespace}, subnets: {{web: {{subnet: 10.0.1.0/24, vlan: 7}}}}}}"
    );
    let (one, two) = (format!("Switch leaf-1 {first}"), format!("Switch leaf-2 {second}"));
    let expected = vec!["error attach-switch VPCAttachment/a spec.connection"; count];
    assert_eq!(after(&[&vpc, ESLAG, &one, &two, ATTACHMENT]), expected);
}

#[test]
fn switches_of_the_connection_exist() {
    let found = after(&[VPC, ESLAG, "Switch leaf-2 {}", ATTACHMENT]);
    assert_eq!(found, ["error attach-switch VPCAttachment/a spec.connection"]);
    // Without any Switch it is not known.
    let judged =
        run(Some(Settings::default()), "", &documents(&[VPC, ESLAG, ATTACHMENT].join("\n")));
    assert_eq!(said(FAMILY, &judged), Vec::<String>::new());
    assert_eq!(
        unchecked(FAMILY, &judged),
        ["attach-profile: no source has any Switch", "attach-switch: no source has any Switch"]
    );
}

#[rstest]
#[case::l2vni("", "{l2vni: true, l3vni: true}", true)]
#[case::l2vni_without_l3vni("", "{l2vni: true}", false)]
#[case::l2vni_without_l2vni("", "{l3vni: true}", false)]
#[case::l2vni_without_features("", "{}", false)]
#[case::l3vni("l3vni", "{l3vni: true}", true)]
#[case::l3vni_without_l3vni("l3vni", "{l2vni: true, l3vni: false}", false)]
#[case::l3vni_without_features("l3vni", "null", false)]
fn profile_of_the_switch(#[case] mode: &str, #[case] features: &str, #[case] accepted: bool) {
    let vpc =
        format!("VPC shop {{mode: '{mode}', subnets: {{web: {{subnet: 10.0.1.0/24, vlan: 7}}}}}}");
    let profile = format!("SwitchProfile p {{features: {features}}}");
    let expected = if accepted {
        vec![]
    } else {
        vec!["error attach-profile VPCAttachment/a spec.connection"]
    };
    let switch = "Switch leaf-1 {profile: p}";
    assert_eq!(after(&[&vpc, UNBUNDLED, switch, &profile, ATTACHMENT]), expected);
}

#[rstest]
#[case::of_no_switch_is_given("")]
#[case::of_this_switch_is_not_given("SwitchProfile other {features: {}}")]
fn a_profile_that_is_not_given_is_not_checked(#[case] profile: &str) {
    let text = [VPC, UNBUNDLED, "Switch leaf-1 {profile: p}", profile, ATTACHMENT].join("\n");
    let judged = run(Some(Settings::default()), "", &documents(&text));
    assert_eq!(said(FAMILY, &judged), Vec::<String>::new());
    assert_eq!(unchecked(FAMILY, &judged), ["attach-profile: the switch profile p is not known"]);
}

#[test]
fn without_any_connection_and_vpc_nothing_is_concluded() {
    let judged = run(Some(Settings::default()), "", &documents(ATTACHMENT));
    assert_eq!(said(FAMILY, &judged), Vec::<String>::new());
    assert_eq!(
        unchecked(FAMILY, &judged),
        [
            "attach-conn-type: no source has any Connection",
            "attach-eslag-mode: no source has any Connection",
            "attach-form: no source has any Connection",
            "attach-form: no source has any VPC",
            "attach-hostbgp: no source has any VPC",
            "attach-profile: no source has any Connection",
            "attach-switch: no source has any Connection",
        ]
    );
}

#[rstest]
#[case::same("{subnet: shop/web, connection: c}", "attach-twice", "spec.subnet")]
#[case::other_subnet("{subnet: shop/db, connection: c}", "", "")]
#[case::other_vpc("{subnet: lab/web, connection: c}", "", "")]
#[case::other_connection("{subnet: shop/web, connection: d}", "", "")]
#[case::bare_vpc_is_another_subnet("{subnet: shop, connection: c}", "", "")]
fn a_subnet_once_for_each_connection(
    #[case] second: &str,
    #[case] rule: &str,
    #[case] field: &str,
) {
    let expected: Vec<String> = ["a", "b"]
        .iter()
        .filter(|_| !rule.is_empty())
        .map(|name| format!("error {rule} VPCAttachment/{name} {field}"))
        .collect();
    assert_eq!(after(&[ATTACHMENT, &format!("VPCAttachment b {second}")]), expected);
}

#[test]
fn a_bare_vpc_and_its_subnet_default_are_one() {
    let found = after(&[
        "VPCAttachment a {subnet: shop, connection: c}",
        "VPCAttachment b {subnet: shop/default, connection: c}",
    ]);
    assert_eq!(
        found,
        [
            "error attach-twice VPCAttachment/a spec.subnet",
            "error attach-twice VPCAttachment/b spec.subnet"
        ]
    );
}

#[rstest]
#[case::both("c", "true", true)]
#[case::one("c", "false", false)]
#[case::one_absent("c", "null", false)]
#[case::other_connection("d", "true", false)]
fn one_without_vlan_tag_for_each_connection(
    #[case] connection: &str,
    #[case] native: &str,
    #[case] refused: bool,
) {
    let second = format!(
        "VPCAttachment b {{subnet: shop/db, connection: {connection}, nativeVLAN: {native}}}"
    );
    let first = "VPCAttachment a {subnet: shop/web, connection: c, nativeVLAN: true}";
    let expected: Vec<String> = ["a", "b"]
        .iter()
        .filter(|_| refused)
        .map(|name| format!("error attach-native VPCAttachment/{name} spec.nativeVLAN"))
        .collect();
    assert_eq!(after(&[first, &second]), expected);
}

#[rstest]
#[case::exact("10.0.9.0/31", true)]
#[case::host_bits("10.0.9.1/31", true)]
#[case::shorter("10.0.9.0/30", false)]
#[case::longer("10.0.9.0/32", false)]
#[case::ipv6("fd00::/31", false)]
#[case::ipv6_of_the_same_size("fd00::/127", false)]
#[case::no_length("10.0.9.0", false)]
#[case::nonsense("some", false)]
#[case::empty("''", false)]
#[case::null("null", false)]
fn point_to_point(#[case] annotation: &str, #[case] accepted: bool) {
    let text = format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\n\
         metadata: {{name: a, annotations: {{fabric.githedgehog.com/p2p-link: {annotation}, other: x}}}}\n\
         spec: {{subnet: shop/web, connection: c}}\n"
    );
    let expected = if accepted {
        vec![]
    } else {
        vec![
            "error attach-p2p VPCAttachment/a metadata.annotations.\"fabric.githedgehog.com/p2p-link\"",
        ]
    };
    assert_eq!(said(FAMILY, &run(None, "", &text)), expected);
}

/// A verdict follows what it is based on: the Connection, its switches, their profiles, the VPC.
#[test]
fn an_edit_of_what_is_attached_judges_the_attachment_again() {
    let catalogue = hedgerow_schema::Catalogue::builtin();
    let set = |line: &str| {
        let value = values(&documents(line)).remove(0);
        Edit::Set(std::sync::Arc::new(Object::new(&catalogue, &value).unwrap()))
    };
    let mut inventory = Inventory::new(None, std::iter::empty());
    let mut rules_after = |line: &str| -> Vec<&'static str> {
        inventory.apply(vec![set(line)]);
        let found = inventory.violations().map(|violation| super::id_of(&violation.rule));
        let mut found: Vec<&str> = found.filter(|rule| rule.starts_with("attach-")).collect();
        found.sort_unstable();
        found
    };
    assert_eq!(rules_after(ATTACHMENT), [""; 0]);
    assert_eq!(
        rules_after("VPC lab {subnets: {web: {subnet: 10.9.0.0/24, vlan: 9}}}"),
        ["attach-form"]
    );
    assert_eq!(rules_after(VPC), [""; 0]);
    assert_eq!(rules_after("Connection c {}"), ["attach-conn-type"]);
    assert_eq!(rules_after(UNBUNDLED), [""; 0]);
    assert_eq!(rules_after("Switch leaf-2 {}"), ["attach-switch"]);
    assert_eq!(rules_after("Switch leaf-1 {profile: p, vlanNamespaces: [x]}"), ["attach-switch"]);
    assert_eq!(rules_after("Switch leaf-1 {profile: p}"), [""; 0]);
    assert_eq!(rules_after("SwitchProfile p {features: {}}"), ["attach-profile"]);
    assert_eq!(rules_after("SwitchProfile p {features: {l2vni: true, l3vni: true}}"), [""; 0]);
    let l3vni = "VPC shop {mode: l3vni, subnets: {web: {subnet: 10.0.1.0/24, hostBGP: true}}}";
    assert_eq!(rules_after(l3vni), [""; 0]);
    assert_eq!(
        rules_after("Connection c {eslag: {links: [{switch: {port: leaf-1/E1/1}}]}}"),
        ["attach-eslag-mode", "attach-hostbgp"]
    );
}
