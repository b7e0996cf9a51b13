//! The built-in kinds: an object of each that conforms, and mistakes that people make.

use hedgerow_schema::Catalogue;
use rstest::rstest;

use crate::support::{lines, yaml};

const VPC: &str = "apiVersion: vpc.githedgehog.com/v1beta1";
const WIRING: &str = "apiVersion: wiring.githedgehog.com/v1beta1";
const GATEWAY: &str = "apiVersion: gateway.githedgehog.com/v1alpha1";

fn of(api: &str, kind: &str, spec: &str) -> hedgerow_schema::Validation {
    let text = format!("{api}\nkind: {kind}\nmetadata: {{name: a, namespace: default}}\n{spec}");
    Catalogue::builtin().validate(&yaml(&text))
}

#[rstest]
#[case(WIRING, "VLANNamespace", "spec: {ranges: [{from: 1000, to: 2999}]}")]
#[case(VPC, "IPv4Namespace", "spec: {subnets: [10.0.0.0/16]}")]
#[case(WIRING, "SwitchGroup", "spec: {}")]
#[case(WIRING, "SwitchGroup", "")]
#[case(
    WIRING,
    "Switch",
    "spec: {role: spine, asn: 65100, boot: {mac: '0c:20:12:ff:00:00'}, ecmp: {roceQPN: true}, redundancy: {group: g, type: eslag}, portBreakouts: {E1/55: 4x25G}, portFECs: {E1/1: rs}, linkFlapErrDisable: {flapThreshold: 5}}"
)]
#[case(WIRING, "Server", "spec: {description: a server}")]
#[case(
    WIRING,
    "Connection",
    "spec: {eslag: {links: [{server: {port: s/1}, switch: {port: a/1}}, {server: {port: s/2}, switch: {port: b/1}}], mtu: 9000, fallback: true}}"
)]
#[case(
    WIRING,
    "Connection",
    "spec: {fabric: {links: [{spine: {port: s/1, ip: 172.30.128.0/31}, leaf: {port: l/1, ip: 172.30.128.1/31}}]}}"
)]
#[case(
    WIRING,
    "Connection",
    "spec: {staticExternal: {withinVPC: v, link: {switch: {port: a/1, ip: 10.0.0.1/24, nextHop: 10.0.0.2, subnets: [10.1.0.0/24], vlan: 5}}}}"
)]
#[case(
    VPC,
    "VPC",
    "spec: {mode: '', subnets: {a: {subnet: 10.0.1.0/24, gateway: 10.0.1.1, vlan: 1001, dhcp: {enable: true, range: {start: 10.0.1.10, end: 10.0.1.99}, static: {'0c:20:12:ff:00:01': {ip: 10.0.1.5}}, options: {leaseTimeSeconds: 3600, interfaceMTU: 9036, dnsServers: [1.1.1.1], advertisedRoutes: [{destination: 10.9.0.0/24, gateway: 10.0.1.1}]}}}}, permit: [[a, b]], staticRoutes: [{prefix: 10.9.0.0/24, nextHops: [10.0.1.1]}]}"
)]
#[case(VPC, "VPCAttachment", "spec: {connection: c, subnet: v/a, nativeVLAN: true}")]
#[case(VPC, "VPCPeering", "spec: {permit: [{v-1: {subnets: [a]}, v-2: {}}]}")]
#[case(VPC, "External", "spec: {inboundCommunity: '65102:5000', static: {prefixes: [0.0.0.0/0]}}")]
#[case(
    VPC,
    "ExternalAttachment",
    "spec: {external: e, connection: c, switch: {ip: 10.0.0.1/30, vlan: 5}, neighbor: {asn: 65102, ip: 10.0.0.2}, inboundACL: {statements: [{seq: 10, action: permit, protocol: tcp, srcPrefix: 0.0.0.0/0, dstPrefix: 10.0.0.0/8, tcpFilters: {syn: true}}]}}"
)]
#[case(
    VPC,
    "ExternalPeering",
    "spec: {permit: {vpc: {name: v, subnets: [a]}, external: {name: e, prefixes: [{prefix: 0.0.0.0/0}]}}}"
)]
#[case(GATEWAY, "GatewayGroup", "spec: {}")]
#[case(
    GATEWAY,
    "Gateway",
    "spec: {asn: 65534, groups: [{name: g, priority: 1}], interfaces: {eth0: {ips: [10.0.0.1/31], mtu: 9000}}, neighbors: [{ip: 10.0.0.0, asn: 65100, source: eth0}], workers: 4, logs: {default: info, rateLimit: {burst: 50}}, profiling: {enabled: true}}"
)]
#[case(
    GATEWAY,
    "GatewayPeering",
    "spec: {gatewayGroup: g, peering: {v-1: {expose: [{ips: [{cidr: 10.0.0.0/24}], as: [{cidr: 10.1.0.0/24}], nat: {static: {}}}]}, ext.isp: {expose: [{default: true}]}}, acl: {default: deny, rules: [{name: r, action: allow, from: v-1, match: {proto: tcp, dst: [{ports: ['443']}]}}]}}"
)]
fn an_object_of_each_kind_conforms(#[case] api: &str, #[case] kind: &str, #[case] spec: &str) {
    let validation = of(api, kind, spec);
    assert_eq!(lines(&validation), Vec::<String>::new());
    assert!(validation.is_valid());
    assert_eq!(validation.warnings, []);
}

#[rstest]
#[case(
    WIRING,
    "Switch",
    "spec: {}",
    "spec.role is missing: must be `spine`, `server-leaf`, `border-leaf`, `mixed-leaf` or \
     `virtual-edge` [required]"
)]
#[case(
    WIRING,
    "Switch",
    "spec: {role: spine, linkFlapErrDisable: {flapThreshold: 51}}",
    "spec.linkFlapErrDisable.flapThreshold must be at most 50, is 51 [maximum]"
)]
#[case(
    WIRING,
    "SwitchGroup",
    "spec: {members: []}",
    "spec.members is not a known field [unknown-field]"
)]
#[case(
    WIRING,
    "Connection",
    "spec: {eslag: {links: [{}]}}",
    "spec.eslag.links must have at least 2 items, has 1 [min-items]"
)]
#[case(
    VPC,
    "VPC",
    "spec: {subnets: {a: {vlan: '1001'}}}",
    r#"spec.subnets.a.vlan must be an integer, is the string "1001": take the quotes away [type]"#
)]
#[case(
    VPC,
    "VPC",
    "spec: {subnets: {a: {dhcp: {start: 10.0.0.1}}}}",
    "spec.subnets.a.dhcp.start is not a known field [unknown-field]"
)]
#[case(
    VPC,
    "ExternalAttachment",
    "spec: {static: {proxy: true}}",
    "spec.static.remoteIP is missing [required]"
)]
#[case(
    VPC,
    "VPCPeering",
    "spec: {permit: []}",
    "spec.permit must have at least 1 item, has 0 [min-items]"
)]
#[case(
    GATEWAY,
    "GatewayPeering",
    "spec: {acl: {default: allow}}",
    "spec.acl.default must be `deny`, `deny-unless-exposed` or \"\", is the string \"allow\" [enum]"
)]
fn a_mistake_is_named(
    #[case] api: &str,
    #[case] kind: &str,
    #[case] spec: &str,
    #[case] violation: &str,
) {
    assert_eq!(lines(&of(api, kind, spec)), [violation]);
}

#[test]
fn an_address_without_prefix_length_gets_an_example() {
    let spec = "spec: {fabric: {links: [{spine: {port: s/1, ip: 172.30.128.0}}]}}";
    let violation = &of(WIRING, "Connection", spec).violations[0];
    assert_eq!(violation.path.to_string(), "spec.fabric.links[0].spine.ip");
    assert!(
        violation.message.ends_with(r#"(such as 10.0.0.1/31), is "172.30.128.0""#),
        "{violation}"
    );
}

#[test]
fn fields_of_other_versions_say_what_to_do() {
    let statement = "seq: 10, protocol: tcp, srcPrefix: 0.0.0.0/0, dstPrefix: 0.0.0.0/0";
    let spec = format!(
        "spec: {{switch: {{}}, neighbor: {{}}, inboundACL: {{statements: [{{{statement}, permit: true}}]}}}}"
    );
    assert_eq!(
        lines(&of(VPC, "ExternalAttachment", &spec)),
        [
            "spec.inboundACL.statements[0].permit is not a known field: since fabric v0.126 it is \
             `action`; for an older fabric give its CRDs [unknown-field]",
            "spec.inboundACL.statements[0].action is missing [required]"
        ]
    );
    assert_eq!(
        lines(&of(WIRING, "Connection", "spec: {gateway: {links: [{spine: {port: s/1}}]}}")),
        [
            "spec.gateway.links[0].spine is not a known field: since fabric v0.88 it is `switch`; for an \
          older fabric give its CRDs [unknown-field]"
        ]
    );
}

/// The cluster's webhooks run before its check of the schema.
#[rstest]
#[case::filled_in(VPC, "ExternalAttachment", "spec: {static: {remoteIP: 10.0.0.1}}", "")]
#[case::filled_in_with_the_spec(VPC, "ExternalAttachment", "", "")]
#[case::filled_in_where_dhcp_is_on(
    VPC,
    "VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, dhcp: {enable: true, options: {pxeURL: x}}}}}",
    ""
)]
#[case::removed_where_dhcp_is_off(
    VPC,
    "VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, dhcp: {options: {pxeURL: x}}}}}",
    ""
)]
fn only_what_webhooks_do_not_fill_in_is_missing(
    #[case] api: &str,
    #[case] kind: &str,
    #[case] spec: &str,
    #[case] expected: &str,
) {
    assert_eq!(lines(&of(api, kind, spec)).join(", "), expected);
}

/// The cluster reads these into 16, 32 and 32 bits without sign.
#[rstest]
#[case("switch: {vlan: 65535}, neighbor: {asn: 4200000000}", "")]
#[case("switch: {vlan: 65536}", "spec.switch.vlan must be at most 65535, is 65536 [maximum]")]
#[case("switch: {vlan: -1}", "spec.switch.vlan must be at least 0, is -1 [minimum]")]
#[case("neighbor: {asn: -1}", "spec.neighbor.asn must be at least 0, is -1 [minimum]")]
fn integers_of_an_external_attachment_have_the_bits_of_the_cluster(
    #[case] spec: &str,
    #[case] expected: &str,
) {
    let found = of(VPC, "ExternalAttachment", &format!("spec: {{{spec}}}"));
    assert_eq!(lines(&found).join(", "), expected);
}

#[test]
fn mclag_is_known_and_warned_about() {
    let link = "{server: {port: s/1}, switch: {port: a/1}}";
    let spec = format!("spec: {{mclag: {{links: [{link}, {link}]}}}}");
    let validation = of(WIRING, "Connection", &spec);
    assert!(validation.is_valid());
    assert_eq!(
        validation.warnings[0].to_string(),
        "spec.mclag is deprecated: MCLAG was removed in release 26.03, use `eslag`"
    );
}

#[test]
fn the_defaults_of_a_switch_are_filled_in_where_their_map_is_written() {
    let catalogue = Catalogue::builtin();
    let object = yaml(&format!(
        "{WIRING}\nkind: Switch\nmetadata: {{name: a}}\n\
         spec: {{role: spine, linkFlapErrDisable: {{flapThreshold: 9, samplingInterval: null}}}}"
    ));
    let filled = catalogue.with_defaults(&object);
    assert_eq!(
        filled.at(&["spec", "linkFlapErrDisable"]).unwrap().to_string(),
        r#"{"flapThreshold":9,"samplingInterval":30,"recoveryInterval":300}"#
    );
    let without =
        yaml(&format!("{WIRING}\nkind: Switch\nmetadata: {{name: a}}\nspec: {{role: spine}}"));
    assert_eq!(catalogue.with_defaults(&without), without);
}
