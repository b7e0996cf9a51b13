//! VPCPeerings and circles of VPCs: each sub-condition of their clauses, with the near misses.

use std::fmt::Write;

use rstest::rstest;

use super::{documents, run, said, unchecked};
use crate::Settings;

const FAMILY: &[&str] = &["peer-", "reference-cycle"];

const SHOP: &str =
    "VPC shop {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1}, db: {subnet: 10.0.2.0/24, vlan: 2}}}";
const LAB: &str = "VPC lab {subnets: {web: {subnet: 10.0.3.0/24, vlan: 3}, none: null}}";
const OFFICE: &str = "VPC office {subnets: {web: {subnet: 10.0.4.0/24, vlan: 4}}}";

fn after(lines: &[&str]) -> Vec<String> {
    said(FAMILY, &run(Some(Settings::default()), "", &documents(&lines.join("\n"))))
}

fn errors(rule: &str, fields: &[&str]) -> Vec<String> {
    fields
        .iter()
        .map(|field| format!("error {rule} VPCPeering/p {field}").trim_end().to_owned())
        .collect()
}

#[rstest]
#[case::all_subnets("[{shop: {}, lab: {}}]", &[])]
#[case::null_subnets("[{shop: {subnets: null}, lab: {}}]", &[])]
#[case::some_subnets("[{shop: {subnets: [web]}, lab: {subnets: [web]}}]", &[])]
#[case::a_subnet_twice("[{shop: {subnets: [web, web]}, lab: {}}]", &[])]
#[case::several_entries("[{shop: {subnets: [web]}, lab: {}}, {lab: {}, shop: {subnets: [db]}}]", &[])]
#[case::absent("", &["spec.permit"])]
#[case::null("null", &["spec.permit"])]
#[case::empty_is_for_the_schema("[]", &[])]
#[case::one_vpc("[{shop: {}}]", &["spec.permit[0]"])]
#[case::three_vpcs("[{shop: {}, lab: {}, office: {}}]", &["spec.permit[0]"])]
#[case::no_vpc("[{}]", &["spec.permit[0]"])]
#[case::a_side_without_value_is_dropped("[{shop: {}, lab: null}]", &["spec.permit[0]"])]
#[case::three_with_one_dropped("[{shop: {}, lab: {}, office: null}]", &[])]
#[case::two_pairs("[{shop: {}, lab: {}}, {shop: {}, office: {}}]", &["spec.permit[1]"])]
#[case::every_other_pair(
    "[{shop: {}, lab: {}}, {shop: {}, office: {}}, {lab: {}, shop: {}}, {lab: {}, office: {}}]",
    &["spec.permit[1]", "spec.permit[3]"]
)]
#[case::a_pair_and_a_single("[{shop: {}}, {shop: {}, lab: {}}]", &["spec.permit[0]"])]
#[case::a_null_entry_is_for_the_schema("[null, {shop: {}, lab: {}}]", &[])]
#[case::subnets_that_do_not_exist(
    "[{shop: {subnets: [web, wbe]}, lab: {subnets: [db]}}]",
    &["spec.permit[0].lab.subnets[0]", "spec.permit[0].shop.subnets[1]"]
)]
#[case::a_subnet_without_value("[{shop: {}, lab: {subnets: [none]}}]", &["spec.permit[0].lab.subnets[0]"])]
#[case::an_empty_name("[{shop: {subnets: ['']}, lab: {}}]", &["spec.permit[0].shop.subnets[0]"])]
#[case::a_number_is_for_the_schema("[{shop: {subnets: [7]}, lab: {}}]", &[])]
#[case::in_a_later_entry(
    "[{shop: {}, lab: {}}, {shop: {subnets: [x]}, lab: {}}]",
    &["spec.permit[1].shop.subnets[0]"]
)]
fn entries_of_permit(#[case] permit: &str, #[case] fields: &[&str]) {
    let peering = format!("VPCPeering p {{permit: {permit}}}");
    assert_eq!(after(&[SHOP, LAB, OFFICE, &peering]), errors("peer-permit", fields));
}

#[test]
fn without_any_vpc_only_the_form_is_judged() {
    let peering = documents("VPCPeering p {permit: [{shop: {subnets: [x]}, lab: {}}, {a: {}}]}");
    let judged = run(Some(Settings::default()), "", &peering);
    assert_eq!(said(FAMILY, &judged), errors("peer-permit", &["spec.permit[1]"]));
    assert_eq!(
        unchecked(FAMILY, &judged),
        ["peer-namespaces: no source has any VPC", "peer-permit: no source has any VPC"]
    );
}

#[rstest]
#[case::same("", "", &[])]
#[case::default_written("ipv4Namespace: default, vlanNamespace: default,", "", &[])]
#[case::ipv4("ipv4Namespace: x,", "", &["spec.permit[0].shop"])]
#[case::vlan("", "vlanNamespace: x,", &["spec.permit[0].shop"])]
#[case::both("ipv4Namespace: x, vlanNamespace: x,", "", &["spec.permit[0].shop"; 2])]
#[case::both_the_same("ipv4Namespace: x, vlanNamespace: y,", "ipv4Namespace: x, vlanNamespace: y,", &[])]
fn namespaces(#[case] shop: &str, #[case] lab: &str, #[case] fields: &[&str]) {
    let vpcs = [("shop", shop, 1), ("lab", lab, 2)].map(|(name, namespaces, at)| {
        format!(
            "VPC {name} {{{namespaces} subnets: {{web: {{subnet: 10.0.{at}.0/24, vlan: {at}}}}}}}"
        )
    });
    let [shop, lab] = &vpcs;
    let peering = "VPCPeering p {permit: [{shop: {}, lab: {}}]}";
    assert_eq!(after(&[shop, lab, peering]), errors("peer-namespaces", fields));
}

#[test]
fn both_vpcs_exist_and_are_named_once() {
    let peering = "VPCPeering p {permit: [{shop: {}, gone: {}}, {shop: {}, gone: {subnets: [x]}}]}";
    assert_eq!(after(&[SHOP, peering]), errors("peer-namespaces", &["spec.permit[0].gone"]));
}

#[rstest]
#[case("border", &["spec.remote"])]
#[case("''", &[])]
#[case("null", &[])]
fn field_remote(#[case] remote: &str, #[case] fields: &[&str]) {
    let peering = format!("VPCPeering p {{remote: {remote}, permit: [{{shop: {{}}, lab: {{}}}}]}}");
    assert_eq!(after(&[SHOP, LAB, &peering]), errors("peer-remote", fields));
}

#[rstest]
#[case::enabled(Some(false), &[], &[])]
#[case::disabled(Some(true), &[""], &[])]
#[case::not_known(None, &[], &["peer-disabled: the installation settings are not given"])]
fn peering_disabled_in_the_fabric(
    #[case] disabled: Option<bool>,
    #[case] fields: &[&str],
    #[case] not: &[&str],
) {
    let settings =
        disabled.map(|peering_disabled| Settings { peering_disabled, ..Settings::default() });
    let text = [SHOP, LAB, "VPCPeering p {permit: [{shop: {}, lab: {}}]}"].join("\n");
    let judged = run(settings, "", &documents(&text));
    assert_eq!(said(FAMILY, &judged), errors("peer-disabled", fields));
    assert_eq!(unchecked(FAMILY, &judged), not);
}

const PEERING: &str = "VPCPeering p {permit: [{shop: {}, lab: {}}]}";

#[rstest]
#[case::same_pair(
    "VPCPeering q {permit: [{lab: {subnets: [web]}, shop: {}}, {shop: {}, lab: {}}]}",
    &["VPCPeering/p spec.permit", "VPCPeering/q spec.permit"]
)]
#[case::other_pair("VPCPeering q {permit: [{office: {}, shop: {}}]}", &[])]
#[case::by_gateway(
    "GatewayPeering q {peering: {lab: {}, shop: {}}}",
    &["GatewayPeering/q spec.peering", "VPCPeering/p spec.permit"]
)]
#[case::by_gateway_of_another_pair("GatewayPeering q {peering: {lab: {}, office: {}}}", &[])]
#[case::by_gateway_with_an_external("GatewayPeering q {peering: {ext.lab: {}, shop: {}}}", &[])]
#[case::by_gateway_with_three_sides("GatewayPeering q {peering: {lab: {}, shop: {}, office: {}}}", &[])]
#[case::by_gateway_with_an_empty_side("GatewayPeering q {peering: {lab: {}, shop: null}}", &[])]
fn one_peering_for_each_pair(#[case] second: &str, #[case] expected: &[&str]) {
    let expected: Vec<String> =
        expected.iter().map(|place| format!("warning peer-twice {place}")).collect();
    assert_eq!(after(&[SHOP, LAB, OFFICE, PEERING, second]), expected);
}

/// Which pair it is for is not known where its entries name several.
#[test]
fn a_peering_of_several_pairs_is_compared_with_none() {
    let second = "VPCPeering q {permit: [{shop: {}, lab: {}}, {shop: {}, office: {}}]}";
    let found = after(&[SHOP, LAB, OFFICE, PEERING, second]);
    assert_eq!(found, ["error peer-permit VPCPeering/q spec.permit[1]"]);
}

#[test]
fn two_peerings_by_gateway_of_one_pair_are_for_their_own_rules() {
    let found = after(&[
        SHOP,
        LAB,
        "GatewayPeering p {peering: {lab: {}, shop: {}}}",
        "GatewayPeering q {peering: {lab: {}, shop: {}}}",
    ]);
    assert_eq!(found, [""; 0]);
}

/// VPCs with one subnet for each relay: `a:b,c b:` is a, which relays to b and c, and b, which does not.
fn relays(vpcs: &str) -> String {
    let mut text = String::new();
    let mut net = 0;
    for vpc in vpcs.split(' ') {
        let (name, targets) = vpc.split_once(':').unwrap();
        let mut subnets = String::new();
        for (place, target) in targets.split(',').enumerate() {
            let dhcp = format!("{{relay: 10.255.0.1/32, relayVPC: '{target}'}}");
            let prefix = format!("10.{}.{}.0/24", net / 256, net % 256);
            net += 1;
            write!(subnets, "s{place}: {{subnet: {prefix}, vlan: {net}, dhcp: {dhcp}}}, ").unwrap();
        }
        writeln!(text, "VPC {name} {{subnets: {{{subnets}}}}}").unwrap();
    }
    text
}

/// `a 0` is the first subnet of VPC a.
fn circle_lines(places: &[&str]) -> Vec<String> {
    let line = |place: &&str| {
        let (name, at) = place.split_once(' ').unwrap();
        format!("warning reference-cycle VPC/{name} spec.subnets.s{at}.dhcp.relayVPC")
    };
    places.iter().map(line).collect()
}

#[rstest]
#[case::to_each_other("a:b b:a", &["a 0", "b 0"])]
#[case::by_a_third("a:b b:c c:a", &["a 0", "b 0", "c 0"])]
#[case::none("a:b b:c c:", &[])]
#[case::to_itself_is_for_the_rule_of_relays("a:a", &[])]
#[case::into_a_circle_but_not_in_it("a:b b:c c:b", &["b 0", "c 0"])]
#[case::by_one_of_several("a:d,b,b b:d,a d:", &["a 1", "b 1"])]
#[case::two_circles("a:b,c b:a c:a", &["a 0", "a 1", "b 0", "c 0"])]
#[case::to_what_does_not_exist("a:b,x b:x", &[])]
fn circles(#[case] vpcs: &str, #[case] expected: &[&str]) {
    assert_eq!(after(&[&relays(vpcs)]), circle_lines(expected));
}

#[test]
fn a_circle_is_named_from_its_vpc_back_to_it() {
    let text = documents(&relays("a:b b:c c:a"));
    let judged = run(None, "", &text);
    let of_b = judged
        .after
        .iter()
        .find(|violation| violation.rule == "reference-cycle" && violation.subject.name == "b");
    let message = &of_b.unwrap().message;
    assert!(message.starts_with("leads back to this VPC (b to c to a to b): "), "{message}");
}

/// The search ends after some VPCs, however many relay to each other.
#[rstest]
#[case::as_many_as_are_looked_at(65, true)]
#[case::more(66, false)]
fn a_long_circle(#[case] length: usize, #[case] found: bool) {
    let vpcs: Vec<String> = (0..length).map(|at| format!("v{at}:v{}", (at + 1) % length)).collect();
    assert_eq!(after(&[&relays(&vpcs.join(" "))]).len(), if found { length } else { 0 });
}

/// A VPC with more subnets than the cluster accepts is not searched to its end.
#[rstest]
#[case::as_many_as_are_accepted(20, &["a 9", "b 0"])]
#[case::more(21, &[])]
fn a_circle_by_one_of_many_subnets(#[case] count: usize, #[case] expected: &[&str]) {
    // By name, subnet s9 is the last one.
    let targets: Vec<&str> = (0..count).map(|at| if at == 9 { "b" } else { "" }).collect();
    let found = after(&[&relays(&format!("a:{} b:a", targets.join(",")))]);
    assert_eq!(found, circle_lines(expected));
}
