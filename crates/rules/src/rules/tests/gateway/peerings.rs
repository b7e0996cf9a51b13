//! GatewayPeering: each part of each clause.

use rstest::rstest;

use super::super::{judged, objects, unjudged, values};
use super::{SIDE_A, SIDE_B, external, fabric, group, of_gateway, on, peering, vpc};
use crate::Inventory;

/// A peering of a and b whose side a is this.
fn with_a(side: &str) -> String {
    fabric(&peering("a--b", &format!("peering: {{a: {side}, b: {SIDE_B}}}")))
}

#[rstest]
// gwp-sides
#[case::two("peering: {a: {}, b: {}}", &[])]
#[case::vpc_and_external("peering: {a: {}, ext.isp: {}}", &[])]
#[case::two_externals("peering: {ext.isp: {}, ext.other: {}}", &["error gwp-sides spec.peering.\"ext.other\""])]
#[case::none("", &["error gwp-sides spec.peering"])]
#[case::empty("peering: {}", &["error gwp-sides spec.peering"])]
#[case::one("peering: {a: {}}", &["error gwp-sides spec.peering"])]
#[case::three("peering: {a: {}, b: {}, ext.isp: {}}", &["error gwp-sides spec.peering"])]
#[case::null_side("peering: {a: {}, b: null}", &["error gwp-sides spec.peering.b"])]
#[case::no_such_vpc("peering: {a: {}, c: {}}", &["error gwp-sides spec.peering.c"])]
#[case::no_such_external("peering: {a: {}, ext.psi: {}}", &["error gwp-sides spec.peering.\"ext.psi\""])]
#[case::external_without_name("peering: {a: {}, ext.: {}}", &["error gwp-sides spec.peering.\"ext.\""])]
#[case::external_without_prefix("peering: {a: {}, isp: {}}", &["error gwp-sides spec.peering.isp"])]
// gwp-group
#[case::group("peering: {a: {}, b: {}}, gatewayGroup: default", &[])]
#[case::group_empty("peering: {a: {}, b: {}}, gatewayGroup: ''", &[])]
#[case::group_missing("peering: {a: {}, b: {}}, gatewayGroup: edge", &["error gwp-group spec.gatewayGroup"])]
#[case::group_without_gateway("peering: {a: {}, b: {}}, gatewayGroup: spare", &["error gwp-group spec.gatewayGroup"])]
fn of_sides_and_group(#[case] spec: &str, #[case] expected: &[&str]) {
    let text = fabric(&[group("spare"), peering("p", spec)].concat());
    assert_eq!(judged(on(), &text), expected);
}

#[test]
fn a_group_is_unknown_where_no_source_has_a_gateway() {
    let spec = "peering: {a: {}, b: {}}";
    let text = [group("default"), vpc("a", ""), vpc("b", ""), peering("p", spec)].concat();
    assert_eq!(of_gateway(judged(on(), &text)), [""; 0]);
    assert!(unjudged(on(), &text).contains(&"gwp-group: no source has any Gateway".to_owned()));
}

const EXPOSE: &str = "spec.peering.a.expose[0]";

#[rstest]
#[case::nothing("{}", &[])]
#[case::empty("{expose: []}", &[])]
// gwp-expose
#[case::an_entry_without_anything("{expose: [{}]}", &["error gwp-expose {}"])]
#[case::no_ips("{expose: [{ips: []}]}", &["error gwp-expose {}"])]
#[case::default_alone("{expose: [{default: true}]}", &[])]
#[case::default_with_empty_lists("{expose: [{default: true, ips: [], as: []}]}", &[])]
#[case::default_beside_ips("{expose: [{default: true, ips: [{cidr: 10.0.1.0/24}]}]}", &["error gwp-expose {}"])]
#[case::default_beside_nat("{expose: [{default: true, as: [{cidr: 192.168.1.0/24}], nat: {static: {}}}]}", &["error gwp-expose {}"])]
#[case::default_is_false("{expose: [{default: false, ips: [{cidr: 10.0.1.0/24}]}]}", &[])]
#[case::cidr("{expose: [{ips: [{cidr: 10.0.1.0/24, not: '', vpcSubnet: ''}]}]}", &[])]
#[case::not("{expose: [{ips: [{cidr: 10.0.1.0/24}, {not: 10.0.1.7/32}]}]}", &[])]
#[case::not_alone("{expose: [{ips: [{not: 10.0.1.7/32}]}]}", &[])]
#[case::subnet("{expose: [{ips: [{vpcSubnet: db}]}]}", &[])]
#[case::no_way("{expose: [{ips: [{cidr: ''}]}]}", &["error gwp-expose {}.ips[0]"])]
#[case::two_ways("{expose: [{ips: [{vpcSubnet: db}, {cidr: 10.0.1.0/24, vpcSubnet: web}]}]}", &["error gwp-expose {}.ips[1]"])]
#[case::host_bits_are_accepted("{expose: [{ips: [{cidr: 10.0.1.9/24}]}]}", &[])]
#[case::no_prefix("{expose: [{ips: [{cidr: 10.0.1.0}]}]}", &["error gwp-expose {}.ips[0].cidr"])]
#[case::not_no_prefix("{expose: [{ips: [{not: 10.0.1.0/33}]}]}", &["error gwp-expose {}.ips[0].not"])]
#[case::as_not("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/24}, {not: 192.168.1.7/32}], nat: {static: {}}}]}", &[])]
#[case::as_both("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/24, not: 192.168.1.7/32}], nat: {static: {}}}]}", &["error gwp-expose {}.as[0]"])]
#[case::as_neither("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{}], nat: {static: {}}}]}", &["error gwp-expose {}.as[0]"])]
// gwp-subset
#[case::part_of_a_subnet("{expose: [{ips: [{cidr: 10.0.2.128/25}]}]}", &[])]
#[case::outside("{expose: [{ips: [{cidr: 10.0.9.0/24}]}]}", &["error gwp-subset {}.ips[0].cidr"])]
#[case::of_the_other_side("{expose: [{ips: [{cidr: 10.0.3.0/24}]}]}", &["error gwp-subset {}.ips[0].cidr"])]
#[case::wider_than_a_subnet("{expose: [{ips: [{cidr: 10.0.1.0/23}]}]}", &["error gwp-subset {}.ips[0].cidr"])]
#[case::across_two_subnets("{expose: [{ips: [{cidr: 10.0.0.0/22}]}]}", &["error gwp-subset {}.ips[0].cidr"])]
#[case::not_is_not_compared("{expose: [{ips: [{not: 10.0.9.0/24}]}]}", &[])]
#[case::as_is_not_compared("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 10.0.9.0/24}], nat: {static: {}}}]}", &[])]
#[case::no_such_subnet("{expose: [{ips: [{vpcSubnet: dbs}]}]}", &["error gwp-subset {}.ips[0].vpcSubnet"])]
// gwp-nat
#[case::as_without_nat("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/24}]}]}", &["error gwp-nat {}.as"])]
#[case::nat_without_as("{expose: [{ips: [{cidr: 10.0.1.0/24}], nat: {static: {}}}]}", &["error gwp-nat {}.nat"])]
#[case::nat_null("{expose: [{ips: [{cidr: 10.0.1.0/24}], nat: null}]}", &[])]
#[case::nat_empty("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/24}], nat: {}}]}", &["error gwp-nat {}.nat"])]
#[case::nat_static_null("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/24}], nat: {static: null}}]}", &["error gwp-nat {}.nat"])]
#[case::nat_two("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/24}], nat: {static: {}, masquerade: {}}}]}", &["error gwp-nat {}.nat"])]
#[case::masquerade("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/32}], nat: {masquerade: {idleTimeout: 5m}}}]}", &[])]
#[case::idle_no_duration("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/32}], nat: {masquerade: {idleTimeout: soon}}}]}", &["error gwp-nat {}.nat.masquerade.idleTimeout"])]
#[case::forward("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/32}], nat: {portForward: {ports: [{port: '80', as: 8080-8090, proto: tcp}]}}}]}", &[])]
#[case::forward_nothing("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/32}], nat: {portForward: {}}}]}", &["error gwp-nat {}.nat.portForward.ports"])]
#[case::forward_no_port("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/32}], nat: {portForward: {ports: [{as: '80'}]}}}]}", &["error gwp-nat {}.nat.portForward.ports[0].port"])]
#[case::forward_port_zero("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/32}], nat: {portForward: {ports: [{port: '80', as: '0'}]}}}]}", &["error gwp-nat {}.nat.portForward.ports[0].as"])]
#[case::forward_backwards("{expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/32}], nat: {portForward: {ports: [{port: 90-80, as: '80'}]}}}]}", &["error gwp-nat {}.nat.portForward.ports[0].port"])]
fn of_a_side(#[case] side: &str, #[case] expected: &[&str]) {
    let found = judged(on(), &with_a(side));
    let expected: Vec<String> =
        expected.iter().map(|expected| expected.replace("{}", EXPOSE)).collect();
    assert_eq!(found, expected);
}

#[test]
fn an_external_has_no_subnets() {
    let with = |side: &str| {
        judged(on(), &fabric(&peering("p", &format!("peering: {{a: {SIDE_A}, ext.isp: {side}}}"))))
    };
    assert_eq!(with("{expose: [{default: true}]}"), [""; 0]);
    assert_eq!(with("{expose: [{ips: [{cidr: 0.0.0.0/0}]}]}"), [""; 0]);
    assert_eq!(
        with("{expose: [{ips: [{vpcSubnet: web}]}]}"),
        ["error gwp-subset spec.peering.\"ext.isp\".expose[0].ips[0].vpcSubnet"]
    );
}

const STATIC: &str = "{static: {}}";
const MASQUERADE: &str = "{masquerade: {}}";
const FORWARD: &str = "{portForward: {ports: [{port: '80', as: '8080'}]}}";

#[rstest]
#[case(&[STATIC], &[STATIC], true)]
#[case(&[MASQUERADE], &[], true)]
#[case(&[MASQUERADE, FORWARD], &[], true)]
#[case(&[MASQUERADE, STATIC], &[], true)]
#[case(&[MASQUERADE], &[MASQUERADE], false)]
#[case(&[MASQUERADE], &[FORWARD], false)]
#[case(&[STATIC], &[MASQUERADE], false)]
#[case(&[FORWARD], &[STATIC], false)]
#[case(&[MASQUERADE, STATIC], &[STATIC], false)]
fn at_most_one_side_is_stateful(#[case] a: &[&str], #[case] b: &[&str], #[case] passes: bool) {
    let side = |ways: &[&str], net: u8| -> String {
        let entry = |(at, way): (usize, &&str)| {
            format!(
                "{{ips: [{{cidr: 10.0.{net}.{at}/32}}], as: [{{cidr: 192.168.{net}.{at}/32}}], nat: {way}}}"
            )
        };
        let entries: Vec<String> = ways.iter().enumerate().map(entry).collect();
        format!("{{expose: [{}]}}", entries.join(", "))
    };
    let spec = format!("peering: {{a: {}, b: {}}}", side(a, 1), side(b, 3));
    let found = judged(on(), &fabric(&peering("p", &spec)));
    let expected: &[&str] = if passes { &[] } else { &["error gwp-nat-sides spec.peering"] };
    assert_eq!(found, expected);
}

/// What p exposes of a, and q of c, both to b.
#[rstest]
#[case::apart("[{ips: [{cidr: 10.0.1.0/25}]}]", "[{ips: [{cidr: 10.0.1.128/25}]}]", &[])]
#[case::overlap("[{ips: [{cidr: 10.0.1.0/24}]}]", "[{ips: [{cidr: 10.0.1.128/25}]}]", &["p spec.peering.a.expose[0].ips[0].cidr", "q spec.peering.c.expose[0].ips[0].cidr"])]
#[case::translated_apart("[{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/24}], nat: {static: {}}}]", "[{ips: [{cidr: 10.0.1.0/24}]}]", &[])]
#[case::translated_onto("[{ips: [{cidr: 10.0.2.0/24}], as: [{cidr: 192.168.1.0/24}, {cidr: 10.0.1.0/24}], nat: {static: {}}}]", "[{ips: [{cidr: 10.0.1.0/24}]}]", &["p spec.peering.a.expose[0].as[1].cidr", "q spec.peering.c.expose[0].ips[0].cidr"])]
#[case::default_counts_as_nothing("[{default: true}]", "[{ips: [{vpcSubnet: web}]}]", &[])]
#[case::by_subnet("[{ips: [{vpcSubnet: web}]}]", "[{ips: [{cidr: 10.0.2.0/24}]}]", &["p spec.peering.a.expose[0].ips[0]", "q spec.peering.c"])]
#[case::by_subnet_both("[{ips: [{vpcSubnet: web}]}]", "[{ips: [{vpcSubnet: db}]}]", &["p spec.peering.a.expose[0].ips[0]", "q spec.peering.c.expose[0].ips[0]"])]
#[case::by_not("[{ips: [{cidr: 10.0.1.0/24}, {not: 10.0.1.7/32}]}]", "[{ips: [{cidr: 10.0.2.0/24}]}]", &["p spec.peering.a.expose[0].ips[1]", "q spec.peering.c"])]
#[case::subnet_behind_a_translation("[{ips: [{vpcSubnet: web}], as: [{cidr: 192.168.1.0/24}], nat: {static: {}}}]", "[{ips: [{cidr: 10.0.1.0/24}]}]", &[])]
#[case::nothing_beside_a_subnet("[{ips: [{vpcSubnet: web}]}]", "[]", &[])]
fn what_two_expose_to_one(#[case] p: &str, #[case] q: &str, #[case] expected: &[&str]) {
    let subnets = "web: {subnet: 10.0.1.0/24, vlan: 1001}, db: {subnet: 10.0.2.0/24, vlan: 1002}";
    let twin = vpc("c", subnets).replace("spec: {", "spec: {ipv4Namespace: x, vlanNamespace: x, ");
    let text = fabric(
        &[
            twin,
            peering("p", &format!("peering: {{a: {{expose: {p}}}, b: {{}}}}")),
            peering("q", &format!("peering: {{c: {{expose: {q}}}, b: {{}}}}")),
        ]
        .concat(),
    );
    let inventory = Inventory::new(on(), objects(&text));
    let mut found: Vec<String> = inventory
        .violations()
        .inspect(|violation| assert_eq!(violation.rule, "gwp-overlap"))
        .map(|violation| format!("{} {}", violation.subject.name, violation.field))
        .collect();
    found.sort();
    assert_eq!(found, expected);
}

/// What is exposed to an External is compared too; what is exposed to different targets is not.
#[test]
fn only_what_is_exposed_to_one_target_is_compared() {
    let by_subnet = "{expose: [{ips: [{vpcSubnet: web}]}]}";
    for of_p in [SIDE_A, by_subnet] {
        let to = |p: &str, q: &str| {
            let spec = |side: &str, target: &str| format!("peering: {{a: {side}, {target}: {{}}}}");
            let (p, q) = (peering("p", &spec(of_p, p)), peering("q", &spec(SIDE_A, q)));
            judged(on(), &fabric(&[external("isp2"), p, q].concat())).len()
        };
        assert_eq!(to("ext.isp", "ext.isp"), 2);
        assert_eq!(to("b", "b"), 2);
        assert_eq!(to("b", "ext.isp"), 0);
        assert_eq!(to("ext.isp", "ext.isp2"), 0);
    }
}

#[rstest]
#[case::from("{action: allow, from: a}", &[])]
#[case::to("{action: deny, to: b, scope: packet}", &[])]
#[case::both("{action: allow, from: a, to: b, name: web-1.in}", &[])]
#[case::no_direction("{action: allow}", &["error gwp-acl {}"])]
#[case::from_elsewhere("{action: allow, from: c, to: b}", &["error gwp-acl {}.from"])]
#[case::to_elsewhere("{action: allow, to: ext.isp}", &["error gwp-acl {}.to"])]
#[case::name_in_upper_case("{action: allow, from: a, name: Web}", &["error gwp-acl {}.name"])]
#[case::name_with_hyphen_last("{action: allow, from: a, name: web-}", &["error gwp-acl {}.name"])]
#[case::name_empty_label("{action: allow, from: a, name: web..in}", &["error gwp-acl {}.name"])]
#[case::name_of_64("{action: allow, from: a, name: a123456789a123456789a123456789a123456789a123456789a123456789a123}", &[])]
#[case::name_of_65("{action: allow, from: a, name: a123456789a123456789a123456789a123456789a123456789a123456789a1234}", &["error gwp-acl {}.name"])]
#[case::cidr("{action: allow, from: a, match: {src: [{cidr: 10.9.0.1/24}]}}", &[])]
#[case::no_cidr("{action: allow, from: a, match: {src: [{cidr: 10.9.0.1}]}}", &["error gwp-acl {}.match.src[0].cidr"])]
#[case::cidr_and_subnet("{action: allow, from: a, match: {dst: [{}, {cidr: 10.0.3.0/24, vpcSubnet: web}]}}", &["error gwp-acl {}.match.dst[1]"])]
#[case::subnet_of_from("{action: allow, from: a, match: {src: [{vpcSubnet: db}]}}", &[])]
#[case::subnet_of_the_implied_from("{action: allow, to: b, match: {src: [{vpcSubnet: db}]}}", &[])]
#[case::subnet_of_the_wrong_side("{action: allow, to: a, match: {src: [{vpcSubnet: db}]}}", &["error gwp-acl {}.match.src[0].vpcSubnet"])]
#[case::no_such_subnet("{action: allow, from: a, match: {dst: [{vpcSubnet: db}]}}", &["error gwp-acl {}.match.dst[0].vpcSubnet"])]
#[case::ports("{action: allow, from: a, match: {proto: tcp, src: [{ports: ['80', 8000-8010]}]}}", &[])]
#[case::port_zero("{action: allow, from: a, match: {src: [{ports: ['80', '0']}]}}", &["error gwp-acl {}.match.src[0].ports[1]"])]
#[case::port_list("{action: allow, from: a, match: {dst: [{ports: ['80,90']}]}}", &["error gwp-acl {}.match.dst[0].ports[0]"])]
#[case::any_protocol("{action: allow, from: a, match: {proto: ''}}", &[])]
#[case::udp("{action: allow, from: a, match: {proto: udp}}", &[])]
#[case::number("{action: allow, from: a, match: {proto: '-9999'}}", &[])]
#[case::icmp("{action: allow, from: a, match: {proto: icmp}}", &["error gwp-acl {}.match.proto"])]
fn of_a_filter_rule(#[case] rule: &str, #[case] expected: &[&str]) {
    let acl = format!("acl: {{rules: [{{action: deny, from: b}}, {rule}]}}");
    let spec = format!("peering: {{a: {SIDE_A}, b: {SIDE_B}}}, {acl}");
    let expected: Vec<String> =
        expected.iter().map(|expected| expected.replace("{}", "spec.acl.rules[1]")).collect();
    assert_eq!(judged(on(), &fabric(&peering("p", &spec))), expected);
}

#[test]
fn a_filter_rule_names_no_subnet_of_an_external() {
    let acl = "acl: {rules: [{action: allow, from: a, match: {dst: [{vpcSubnet: web}]}}]}";
    let spec = format!("peering: {{a: {SIDE_A}, ext.isp: {{}}}}, {acl}");
    assert_eq!(
        judged(on(), &fabric(&peering("p", &spec))),
        ["error gwp-acl spec.acl.rules[0].match.dst[0].vpcSubnet"]
    );
}

/// What the schema check says of these fields is not said again.
#[test]
fn enumerations_are_for_the_schema_check() {
    let acl = "acl: {default: allow, rules: [{action: permit, from: a, scope: all}]}";
    let forward = "{portForward: {ports: [{port: '80', as: '80', proto: icmp}]}}";
    let side = format!(
        "{{expose: [{{ips: [{{cidr: 10.0.1.0/24}}], as: [{{cidr: 192.168.1.0/32}}], nat: {forward}}}]}}"
    );
    let text = peering("p", &format!("peering: {{a: {side}, b: {{}}}}, {acl}"));
    assert_eq!(judged(on(), &fabric(&text)), [""; 0]);
    let catalogue = hedgerow_schema::Catalogue::builtin();
    let violations = catalogue.validate(&values(&text)[0]).violations;
    let fields: Vec<String> = violations.iter().map(|one| one.path.to_string()).collect();
    assert_eq!(
        fields,
        [
            "spec.peering.a.expose[0].nat.portForward.ports[0].proto",
            "spec.acl.default",
            "spec.acl.rules[0].action",
            "spec.acl.rules[0].scope"
        ]
    );
}

/// Long lists cost their length, and the report ends.
#[test]
fn hostile_lists_are_no_trouble() {
    let many = |item: &str, count: usize| vec![item; count].join(", ");
    let side = format!("{{expose: [{{ips: [{}]}}]}}", many("{cidr: 10.0.1.0/24}", 20_000));
    let one = peering("p", &format!("peering: {{a: {side}, b: {{}}}}"));
    let two = peering("q", &format!("peering: {{a: {side}, b: {{}}}}"));
    assert_eq!(judged(on(), &fabric(&[one, two].concat())).len(), 40);
    let rules = many("{action: allow, from: x}", 20_000);
    let acl = peering("p", &format!("peering: {{a: {{}}, b: {{}}}}, acl: {{rules: [{rules}]}}"));
    assert_eq!(judged(on(), &fabric(&acl)).len(), 20);
}
