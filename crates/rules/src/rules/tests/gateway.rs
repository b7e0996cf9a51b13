//! GatewayGroup and Gateway: each part of each clause.

mod peerings;

use rstest::rstest;

use super::{Settings, broken, judged, settings_of, shown, unjudged};

fn on() -> Option<Settings> {
    Some(settings_of(""))
}

/// A Gateway that breaks nothing; `changes` are fields of its spec, an empty value for none.
fn gateway(name: &str, number: u8, changes: &[(&str, &str)]) -> String {
    let fields = [
        ("protocolIP", format!("172.30.8.{number}/32")),
        ("vtepIP", format!("172.30.12.{number}/32")),
        ("vtepMAC", format!("'02:00:00:00:00:{number:02x}'")),
        ("asn", "65534".to_owned()),
        ("interfaces", "{enp2s1: {ips: [172.30.128.1/31]}}".to_owned()),
        ("neighbors", "[{ip: 172.30.128.0, asn: 65101}]".to_owned()),
    ];
    let mut text = format!(
        "---\napiVersion: gateway.githedgehog.com/v1alpha1\nkind: Gateway\nmetadata: {{name: {name}}}\nspec:\n"
    );
    for (field, value) in &fields {
        let changed = changes.iter().find(|(name, _)| name == field);
        let value = changed.map_or(value.as_str(), |(_, value)| value);
        if !value.is_empty() {
            text.push_str(&format!("  {field}: {value}\n"));
        }
    }
    for (field, value) in changes {
        if !fields.iter().any(|(name, _)| name == field) {
            text.push_str(&format!("  {field}: {value}\n"));
        }
    }
    text
}

fn group(name: &str) -> String {
    format!(
        "---\napiVersion: gateway.githedgehog.com/v1alpha1\nkind: GatewayGroup\nmetadata: {{name: {name}}}\n"
    )
}

fn vpc(name: &str, subnets: &str) -> String {
    format!(
        "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {{name: {name}}}\n\
         spec: {{subnets: {{{subnets}}}}}\n"
    )
}

fn external(name: &str) -> String {
    format!(
        "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: External\nmetadata: {{name: {name}}}\n\
         spec: {{inboundCommunity: '65102:1', outboundCommunity: '65102:2'}}\n"
    )
}

fn peering(name: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: gateway.githedgehog.com/v1alpha1\nkind: GatewayPeering\n\
         metadata: {{name: {name}}}\nspec: {{{spec}}}\n"
    )
}

/// VPCs a and b, an External isp, a group with a Gateway; and this.
fn fabric(rest: &str) -> String {
    [
        group("default"),
        gateway("gw-1", 1, &[]),
        vpc("a", "web: {subnet: 10.0.1.0/24, vlan: 1001}, db: {subnet: 10.0.2.0/24, vlan: 1002}"),
        vpc("b", "web: {subnet: 10.0.3.0/24, vlan: 1003}"),
        external("isp"),
        rest.to_owned(),
    ]
    .concat()
}

const SIDE_A: &str = "{expose: [{ips: [{cidr: 10.0.1.0/24}]}]}";
const SIDE_B: &str = "{expose: [{ips: [{cidr: 10.0.3.0/24}]}]}";

fn of_gateway(found: Vec<String>) -> Vec<String> {
    found.into_iter().filter(|found| found.contains(" gw")).collect()
}

#[rstest]
#[case::nothing_is_wrong("asn", "65534", &[])]
// gw-ip
#[case::protocol_missing("protocolIP", "", &["error gw-ip spec.protocolIP"])]
#[case::protocol_empty("protocolIP", "''", &["error gw-ip spec.protocolIP"])]
#[case::protocol_bare("protocolIP", "172.30.8.7", &["error gw-ip spec.protocolIP"])]
#[case::protocol_wider("protocolIP", "172.30.8.7/31", &["error gw-ip spec.protocolIP"])]
#[case::protocol_six("protocolIP", "fd00::7/32", &["error gw-ip spec.protocolIP"])]
#[case::protocol_need_not_be_unicast("protocolIP", "127.0.0.7/32", &[])]
#[case::protocol_nonsense("protocolIP", "172.30.8.256/32", &["error gw-ip spec.protocolIP"])]
#[case::vtep_missing("vtepIP", "", &["error gw-ip spec.vtepIP"])]
#[case::vtep_wider("vtepIP", "172.30.12.7/24", &["error gw-ip spec.vtepIP"])]
#[case::vtep_six("vtepIP", "fd00::7/128", &["error gw-ip spec.vtepIP"])]
#[case::vtep_loopback("vtepIP", "127.0.1.7/32", &["error gw-ip spec.vtepIP"])]
#[case::vtep_multicast("vtepIP", "224.0.0.7/32", &["error gw-ip spec.vtepIP"])]
#[case::vtep_below_multicast("vtepIP", "223.255.255.255/32", &[])]
#[case::vtep_zero("vtepIP", "0.0.0.0/32", &["error gw-ip spec.vtepIP"])]
// gw-mac
#[case::mac_missing("vtepMAC", "", &["error gw-mac spec.vtepMAC"])]
#[case::mac_zero("vtepMAC", "'00:00:00:00:00:00'", &["error gw-mac spec.vtepMAC"])]
#[case::mac_multicast("vtepMAC", "'01:00:5e:00:00:01'", &["error gw-mac spec.vtepMAC"])]
#[case::mac_short("vtepMAC", "'02:00:00:00:00'", &["error gw-mac spec.vtepMAC"])]
#[case::mac_seven("vtepMAC", "'02:00:00:00:00:00:01'", &["error gw-mac spec.vtepMAC"])]
#[case::mac_hyphens("vtepMAC", "'02-00-00-00-00-01'", &[])]
#[case::mac_dots("vtepMAC", "0200.0000.0001", &[])]
// gw-asn, gw-workers
#[case::asn_missing("asn", "", &["error gw-asn spec.asn"])]
#[case::asn_zero("asn", "0", &["error gw-asn spec.asn"])]
#[case::asn_one("asn", "1", &[])]
#[case::asn_text_is_for_the_schema("asn", "'65534'", &[])]
#[case::workers_default("workers", "0", &[])]
#[case::workers_null("workers", "null", &[])]
#[case::workers_one("workers", "1", &[])]
#[case::workers_most("workers", "64", &[])]
#[case::workers_more("workers", "65", &["error gw-workers spec.workers"])]
#[case::workers_negative("workers", "-1", &["error gw-workers spec.workers"])]
// gw-interface
#[case::no_interface("interfaces", "", &["error gw-interface spec.interfaces"])]
#[case::empty_interfaces("interfaces", "{}", &["error gw-interface spec.interfaces"])]
#[case::null_interface("interfaces", "{enp2s1: null}", &["error gw-interface spec.interfaces"])]
#[case::null_beside_another("interfaces", "{enp2s1: null, enp2s2: {ips: [10.9.0.1/31]}}", &[])]
#[case::no_address("interfaces", "{enp2s1: {}}", &["error gw-interface spec.interfaces.enp2s1.ips"])]
#[case::empty_addresses("interfaces", "{enp2s1: {ips: []}}", &["error gw-interface spec.interfaces.enp2s1.ips"])]
#[case::bare_address("interfaces", "{enp2s1: {ips: [10.9.0.1/31, 10.9.0.1]}}", &["error gw-interface spec.interfaces.enp2s1.ips[1]"])]
#[case::address_six("interfaces", "{enp2s1: {ips: [fd00::1/64]}}", &["error gw-interface spec.interfaces.enp2s1.ips[0]"])]
#[case::two_addresses("interfaces", "{enp2s1: {ips: [10.9.0.1/31, 10.9.1.1/24]}}", &[])]
#[case::name_of_two("interfaces", "{p1: {ips: [10.9.0.1/31]}}", &[])]
#[case::name_of_ten("interfaces", "{e123456789: {ips: [10.9.0.1/31]}}", &[])]
#[case::name_of_one("interfaces", "{p: {ips: [10.9.0.1/31]}}", &["error gw-interface spec.interfaces.p"])]
#[case::name_of_eleven("interfaces", "{e1234567890: {ips: [10.9.0.1/31]}}", &["error gw-interface spec.interfaces.e1234567890"])]
#[case::name_with_marks("interfaces", "{e.n-p_1: {ips: [10.9.0.1/31]}}", &[])]
#[case::name_begins_with_a_digit("interfaces", "{1ab: {ips: [10.9.0.1/31]}}", &["error gw-interface spec.interfaces.1ab"])]
#[case::name_ends_with_a_mark("interfaces", "{ab-: {ips: [10.9.0.1/31]}}", &["error gw-interface spec.interfaces.ab-"])]
#[case::name_with_another_mark("interfaces", "{a~b: {ips: [10.9.0.1/31]}}", &["error gw-interface spec.interfaces.a~b"])]
#[case::upper_case("interfaces", "{ETH0: {ips: [10.9.0.1/31]}}", &[])]
#[case::pci("interfaces", "{p1: {ips: [10.9.0.1/31], pci: '0000:02:1f.7'}}", &[])]
#[case::pci_device("interfaces", "{p1: {ips: [10.9.0.1/31], pci: '0000:02:20.0'}}", &["error gw-interface spec.interfaces.p1.pci"])]
#[case::pci_function("interfaces", "{p1: {ips: [10.9.0.1/31], pci: '0000:02:00.8'}}", &["error gw-interface spec.interfaces.p1.pci"])]
#[case::pci_without_domain("interfaces", "{p1: {ips: [10.9.0.1/31], pci: '02:00.0'}}", &["error gw-interface spec.interfaces.p1.pci"])]
#[case::pci_no_hexadecimal("interfaces", "{p1: {ips: [10.9.0.1/31], pci: '000g:02:00.0'}}", &["error gw-interface spec.interfaces.p1.pci"])]
#[case::pci_two_dots("interfaces", "{p1: {ips: [10.9.0.1/31], pci: '000:02:00.00.'}}", &["error gw-interface spec.interfaces.p1.pci"])]
#[case::pci_four_parts("interfaces", "{p1: {ips: [10.9.0.1/31], pci: '00:0:02:00.0'}}", &["error gw-interface spec.interfaces.p1.pci"])]
#[case::kernel("interfaces", "{p1: {ips: [10.9.0.1/31], kernel: enp2s1}}", &[])]
#[case::kernel_form("interfaces", "{p1: {ips: [10.9.0.1/31], kernel: e}}", &["error gw-interface spec.interfaces.p1.kernel"])]
#[case::kernel_is_the_name("interfaces", "{p1: {ips: [10.9.0.1/31], kernel: p1}}", &["error gw-interface spec.interfaces.p1.kernel"])]
#[case::pci_and_kernel("interfaces", "{p1: {ips: [10.9.0.1/31], pci: '0000:02:00.0', kernel: enp2s1}}", &["error gw-interface spec.interfaces.p1"])]
#[case::pci_and_empty_kernel("interfaces", "{p1: {ips: [10.9.0.1/31], pci: '0000:02:00.0', kernel: ''}}", &[])]
// gw-neighbor
#[case::no_neighbor("neighbors", "", &["error gw-neighbor spec.neighbors"])]
#[case::empty_neighbors("neighbors", "[]", &["error gw-neighbor spec.neighbors"])]
#[case::neighbor_without_address("neighbors", "[{asn: 1}]", &["error gw-neighbor spec.neighbors[0].ip"])]
#[case::neighbor_with_prefix("neighbors", "[{ip: 10.9.0.0/31, asn: 1}]", &["error gw-neighbor spec.neighbors[0].ip"])]
#[case::neighbor_six("neighbors", "[{ip: fd00::1, asn: 1}]", &["error gw-neighbor spec.neighbors[0].ip"])]
#[case::neighbor_multicast("neighbors", "[{ip: 224.0.0.1, asn: 1}]", &["error gw-neighbor spec.neighbors[0].ip"])]
#[case::neighbor_zero("neighbors", "[{ip: 0.0.0.0, asn: 1}]", &["error gw-neighbor spec.neighbors[0].ip"])]
#[case::neighbor_without_asn("neighbors", "[{ip: 10.9.0.0, asn: 1}, {ip: 10.9.0.2}]", &["error gw-neighbor spec.neighbors[1].asn"])]
// gw-groups
#[case::groups_default("groups", "[]", &[])]
#[case::group_there("groups", "[{name: edge}, {name: default, priority: 7}]", &[])]
#[case::group_missing("groups", "[{name: egde}]", &["error gw-groups spec.groups[0].name"])]
#[case::group_twice("groups", "[{name: edge}, {name: edge, priority: 1}]", &["error gw-groups spec.groups[1].name"])]
#[case::group_without_name("groups", "[{priority: 1}]", &["error gw-groups spec.groups[0].name"])]
fn of_a_gateway(#[case] field: &str, #[case] value: &str, #[case] expected: &[&str]) {
    let text = [group("default"), group("edge"), gateway("gw-7", 7, &[(field, value)])].concat();
    assert_eq!(judged(on(), &text), expected);
}

/// A file for `hhfab` has nothing of what hydration fills in; a Gateway that has a part of it is broken.
#[test]
fn a_gateway_before_hydration_is_not_broken() {
    let bare =
        [("asn", ""), ("protocolIP", ""), ("vtepIP", ""), ("vtepMAC", ""), ("neighbors", "")];
    let interfaces = [bare.as_slice(), &[("interfaces", "{p1: {kernel: p1}}")]].concat();
    let text = [group("default"), gateway("gw-1", 1, &interfaces)].concat();
    assert_eq!(judged(on(), &text), ["error gw-interface spec.interfaces.p1.kernel"]);
    let expected = ["gw-asn", "gw-interface", "gw-ip", "gw-mac", "gw-neighbor"];
    let rules: Vec<_> = unjudged(on(), &text);
    assert_eq!(rules.len(), expected.len(), "{rules:?}");
    assert!(rules.iter().zip(expected).all(|(rule, id)| rule.starts_with(&format!("{id}: "))));

    let text = [group("default"), gateway("gw-1", 1, bare.get(1..).unwrap())];
    let found = judged(on(), &text.concat());
    assert_eq!(
        found,
        [
            "error gw-ip spec.protocolIP",
            "error gw-ip spec.vtepIP",
            "error gw-mac spec.vtepMAC",
            "error gw-neighbor spec.neighbors"
        ]
    );
}

#[rstest]
#[case::all_differ(&[], &[])]
#[case::protocol(&[("protocolIP", "172.30.8.1/32")], &["error gw-ip spec.protocolIP", "error gw-ip spec.protocolIP"])]
#[case::vtep(&[("vtepIP", "172.30.12.1/32")], &["error gw-ip spec.vtepIP", "error gw-ip spec.vtepIP"])]
#[case::protocol_is_the_vtep_of_another(&[("protocolIP", "172.30.12.1/32")], &[])]
#[case::mac(&[("vtepMAC", "'02:00:00:00:00:01'")], &["error gw-mac spec.vtepMAC", "error gw-mac spec.vtepMAC"])]
#[case::mac_in_another_spelling(&[("vtepMAC", "0200.0000.0001")], &["error gw-mac spec.vtepMAC", "error gw-mac spec.vtepMAC"])]
fn of_two_gateways(#[case] changes: &[(&str, &str)], #[case] expected: &[&str]) {
    let text = [group("default"), gateway("gw-1", 1, &[]), gateway("gw-2", 2, changes)].concat();
    assert_eq!(judged(on(), &text), expected);
}

#[test]
fn an_address_of_a_switch_is_taken() {
    let switch = "---\napiVersion: wiring.githedgehog.com/v1beta1\nkind: Switch\nmetadata: {name: leaf-1}\n\
                  spec: {role: server-leaf, protocolIP: 172.30.8.1/32, vtepIP: 172.30.12.1/32}\n";
    let text = [gateway("gw-1", 1, &[]), switch.to_owned()].concat();
    assert_eq!(
        of_gateway(judged(on(), &text)),
        ["error gw-ip spec.protocolIP", "error gw-ip spec.vtepIP"]
    );
    let text = [gateway("gw-2", 2, &[]), switch.to_owned()].concat();
    assert_eq!(of_gateway(judged(on(), &text)), [""; 0]);
}

#[test]
fn a_group_has_as_many_members_as_there_are_communities() {
    let most = |communities| Some(Settings { gateway_communities: communities, ..settings_of("") });
    let two = [group("default"), gateway("gw-1", 1, &[]), gateway("gw-2", 2, &[])].concat();
    assert_eq!(judged(most(2), &two), [""; 0]);
    let full = "error gw-groups spec.groups[0].name";
    assert_eq!(judged(most(1), &two), [full, full]);
    let apart = [
        group("default"),
        group("edge"),
        gateway("gw-1", 1, &[]),
        gateway("gw-2", 2, &[("groups", "[{name: edge}]")]),
    ];
    assert_eq!(judged(most(1), &apart.concat()), [""; 0]);
    // Without the configuration one Gateway alone is all right, two are unknown.
    let of_groups = |text: &str| {
        unjudged(None, text).iter().filter(|rule| rule.starts_with("gw-groups")).count()
    };
    assert_eq!(of_groups(&two), 1);
    assert_eq!(of_groups(&apart.concat()), 0);
}

/// The cluster makes the group `default` when it has a Gateway.
#[test]
fn the_default_group_may_be_in_no_source() {
    let first = [group("edge"), gateway("gw-1", 1, &[])].concat();
    assert_eq!(judged(on(), &first), ["error gw-groups spec.groups[0].name"]);
    let later = [first, gateway("gw-2", 2, &[("groups", "[{name: edge}]")])].concat();
    assert_eq!(judged(on(), &later), ["warning gw-groups spec.groups[0].name"]);
    let no_group = gateway("gw-1", 1, &[]);
    assert_eq!(judged(on(), &no_group), [""; 0]);
    assert_eq!(unjudged(on(), &no_group), ["gw-groups: no source has any GatewayGroup"]);
}

#[test]
fn without_the_gateway_all_three_kinds_are_refused() {
    let text = fabric(&peering("a--b", &format!("peering: {{a: {SIDE_A}, b: {SIDE_B}}}")));
    let off = Some(settings_of("gw-enabled"));
    assert_eq!(judged(off, &text), ["error gw-enabled"; 3]);
    assert_eq!(judged(on(), &text), [""; 0]);
    let unknown = unjudged(None, &text);
    assert!(
        unknown.contains(&"gw-enabled: the installation settings are not given".to_owned()),
        "{unknown:?}"
    );
}

#[test]
fn what_others_need_is_deleted_with_a_warning() {
    let cable = "---\napiVersion: wiring.githedgehog.com/v1beta1\nkind: Connection\nmetadata: {name: c}\n\
                 spec: {gateway: {links: [{switch: {port: leaf-1/E1/1}, gateway: {port: gw-1/enp2s1}}]}}\n";
    let before = fabric(
        &[&peering("a--b", &format!("peering: {{a: {SIDE_A}, b: {SIDE_B}}}")), cable].concat(),
    );
    let without = |name: &str| -> String {
        let documents = before.split_inclusive("---\n");
        documents.filter(|document| !document.contains(&format!("{{name: {name}}}"))).collect()
    };
    let found = |name: &str| -> Vec<String> {
        let found = broken(settings_of(""), &before, &without(name));
        let own = found.iter().filter(|violation| violation.rule == "gwgroup");
        own.map(|violation| {
            let other = violation.other.as_ref().map(|other| other.identity.to_string());
            format!("{} {}", shown(violation), other.unwrap_or_default())
        })
        .collect()
    };
    assert_eq!(
        found("default"),
        ["warning gwgroup Gateway/gw-1", "warning gwgroup GatewayPeering/a--b"]
    );
    assert_eq!(found("gw-1"), ["warning gwgroup Connection/c"]);
    assert_eq!(found("a--b"), [""; 0]);
}
