//! Each kind's references.

use hedgerow_schema::references;
use rstest::rstest;

use crate::support::yaml;

fn of(kind: &str, spec: &str) -> Vec<String> {
    let group = match kind {
        "Gateway" | "GatewayPeering" | "GatewayGroup" => "gateway.githedgehog.com/v1alpha1",
        "Connection" | "Switch" | "Server" | "SwitchGroup" => "wiring.githedgehog.com/v1beta1",
        _ => "vpc.githedgehog.com/v1beta1",
    };
    let object = yaml(&format!("apiVersion: {group}\nkind: {kind}\nmetadata: {{name: a}}\n{spec}"));
    let line = |r: hedgerow_schema::Reference| {
        let part = r.part.map(|part| format!(" part {part}")).unwrap_or_default();
        let implied = if r.implied { " by default" } else { "" };
        format!("{} -> {}{part}{implied}", r.path, r.target)
    };
    references(&object).into_iter().map(line).collect()
}

#[rstest]
#[case::vpc("VPC",
    "spec: {ipv4Namespace: blue, vlanNamespace: red, subnets: {a: {dhcp: {relayVPC: vpc-2}}, b: {}}}",
    &["spec.ipv4Namespace -> IPv4Namespace/blue", "spec.vlanNamespace -> VLANNamespace/red",
      "spec.subnets.a.dhcp.relayVPC -> VPC/vpc-2"])]
#[case::vpc_defaults("VPC", "spec: {}",
    &["spec.ipv4Namespace -> IPv4Namespace/default by default",
      "spec.vlanNamespace -> VLANNamespace/default by default"])]
#[case::attachment("VPCAttachment", "spec: {connection: conn-1, subnet: vpc-1/web}",
    &["spec.connection -> Connection/conn-1", "spec.subnet -> VPC/vpc-1 part web"])]
#[case::attachment_of_a_bare_vpc("VPCAttachment", "spec: {subnet: vpc-1}",
    &["spec.subnet -> VPC/vpc-1 part default"])]
#[case::peering("VPCPeering", "spec: {permit: [{vpc-1: {subnets: [a, b]}, vpc-2: {}}, {vpc-1: , vpc-2: }]}",
    &["spec.permit[0].vpc-1.subnets[0] -> VPC/vpc-1 part a",
      "spec.permit[0].vpc-1.subnets[1] -> VPC/vpc-1 part b",
      "spec.permit[0].vpc-2 -> VPC/vpc-2", "spec.permit[1].vpc-1 -> VPC/vpc-1",
      "spec.permit[1].vpc-2 -> VPC/vpc-2"])]
#[case::external("External", "spec: {ipv4Namespace: blue}",
    &["spec.ipv4Namespace -> IPv4Namespace/blue"])]
#[case::external_default("External", "",
    &["spec.ipv4Namespace -> IPv4Namespace/default by default"])]
#[case::external_attachment("ExternalAttachment", "spec: {external: ext-1, connection: conn-1}",
    &["spec.external -> External/ext-1", "spec.connection -> Connection/conn-1"])]
#[case::external_peering("ExternalPeering",
    "spec: {permit: {vpc: {name: vpc-1, subnets: [a]}, external: {name: ext-1}}}",
    &["spec.permit.vpc.subnets[0] -> VPC/vpc-1 part a", "spec.permit.external.name -> External/ext-1"])]
#[case::external_peering_of_a_whole_vpc("ExternalPeering", "spec: {permit: {vpc: {name: vpc-1}}}",
    &["spec.permit.vpc.name -> VPC/vpc-1"])]
#[case::unbundled("Connection",
    "spec: {unbundled: {link: {server: {port: s-1/e1}, switch: {port: leaf-1/E1/1}}}}",
    &["spec.unbundled.link.server.port -> Server/s-1 part e1",
      "spec.unbundled.link.switch.port -> Switch/leaf-1 part E1/1"])]
#[case::bundled("Connection",
    "spec: {bundled: {links: [{server: {port: s-1/e1}, switch: {port: leaf-1/E1/1}}]}}",
    &["spec.bundled.links[0].server.port -> Server/s-1 part e1",
      "spec.bundled.links[0].switch.port -> Switch/leaf-1 part E1/1"])]
#[case::eslag("Connection", "spec: {eslag: {links: [{server: {port: s-1/e1}}, {switch: {port: b/E1}}]}}",
    &["spec.eslag.links[0].server.port -> Server/s-1 part e1",
      "spec.eslag.links[1].switch.port -> Switch/b part E1"])]
#[case::mclag("Connection", "spec: {mclag: {links: [{switch: {port: b/E1}}]}}",
    &["spec.mclag.links[0].switch.port -> Switch/b part E1"])]
#[case::mclag_domain("Connection",
    "spec: {mclagDomain: {peerLinks: [{switch1: {port: a/E1}}], sessionLinks: [{switch2: {port: b/E1}}]}}",
    &["spec.mclagDomain.peerLinks[0].switch1.port -> Switch/a part E1",
      "spec.mclagDomain.sessionLinks[0].switch2.port -> Switch/b part E1"])]
#[case::fabric("Connection", "spec: {fabric: {links: [{spine: {port: s/E1}, leaf: {port: l/E2}}]}}",
    &["spec.fabric.links[0].spine.port -> Switch/s part E1",
      "spec.fabric.links[0].leaf.port -> Switch/l part E2"])]
#[case::mesh("Connection", "spec: {mesh: {links: [{leaf1: {port: a/E1}, leaf2: {port: b/E1}}]}}",
    &["spec.mesh.links[0].leaf1.port -> Switch/a part E1",
      "spec.mesh.links[0].leaf2.port -> Switch/b part E1"])]
#[case::gateway_connection("Connection",
    "spec: {gateway: {links: [{switch: {port: s/E1}, gateway: {port: g/enp2s1}}, {spine: {port: t/E1}}]}}",
    &["spec.gateway.links[0].switch.port -> Switch/s part E1",
      "spec.gateway.links[0].gateway.port -> Gateway/g part enp2s1",
      "spec.gateway.links[1].spine.port -> Switch/t part E1"])]
#[case::vpc_loopback("Connection", "spec: {vpcLoopback: {links: [{switch1: {port: a/E1}, switch2: {port: a/E2}}]}}",
    &["spec.vpcLoopback.links[0].switch1.port -> Switch/a part E1",
      "spec.vpcLoopback.links[0].switch2.port -> Switch/a part E2"])]
#[case::external_connection("Connection", "spec: {external: {link: {switch: {port: a/E1}}}}",
    &["spec.external.link.switch.port -> Switch/a part E1"])]
#[case::static_external("Connection",
    "spec: {staticExternal: {withinVPC: vpc-1, link: {switch: {port: a/E1}}}}",
    &["spec.staticExternal.withinVPC -> VPC/vpc-1",
      "spec.staticExternal.link.switch.port -> Switch/a part E1"])]
#[case::switch("Switch",
    "spec: {profile: model-1, groups: [g-1, g-2], redundancy: {group: g-1}, vlanNamespaces: [red]}",
    &["spec.profile -> SwitchProfile/model-1", "spec.groups[0] -> SwitchGroup/g-1",
      "spec.groups[1] -> SwitchGroup/g-2", "spec.redundancy.group -> SwitchGroup/g-1",
      "spec.vlanNamespaces[0] -> VLANNamespace/red"])]
#[case::switch_default("Switch", "spec: {vlanNamespaces: []}",
    &["spec.vlanNamespaces -> VLANNamespace/default by default"])]
#[case::server("Server", "spec: {profile: model-1}", &["spec.profile -> ServerProfile/model-1"])]
#[case::gateway("Gateway", "spec: {groups: [{name: gg-1}]}",
    &["spec.groups[0].name -> GatewayGroup/gg-1"])]
#[case::gateway_peering("GatewayPeering",
    "spec: {gatewayGroup: gg-1, peering: {vpc-1: {expose: [{ips: [{vpcSubnet: a}, {cidr: 10.0.0.0/8}]}]}, ext.isp: {}}}",
    &["spec.gatewayGroup -> GatewayGroup/gg-1", "spec.peering.vpc-1 -> VPC/vpc-1",
      "spec.peering.vpc-1.expose[0].ips[0].vpcSubnet -> VPC/vpc-1 part a",
      "spec.peering.\"ext.isp\" -> External/isp"])]
#[case::gateway_peering_rules("GatewayPeering",
    "spec: {peering: {v-1: {}, v-2: {}}, acl: {rules: [{from: v-1, match: {src: [{vpcSubnet: a}], dst: [{vpcSubnet: b}]}}, {match: {src: [{vpcSubnet: c}]}}]}}",
    &["spec.peering.v-1 -> VPC/v-1", "spec.peering.v-2 -> VPC/v-2",
      "spec.acl.rules[0].from -> VPC/v-1",
      "spec.acl.rules[0].match.src[0].vpcSubnet -> VPC/v-1 part a",
      "spec.acl.rules[0].match.dst[0].vpcSubnet -> VPC/v-2 part b"])]
#[case::nothing("SwitchGroup", "spec: {}", &[])]
#[case::groups("GatewayGroup", "spec: {}", &[])]
#[case::namespaces("IPv4Namespace", "spec: {subnets: [10.0.0.0/8]}", &[])]
fn each_kind_names_what_it_refers_to(
    #[case] kind: &str,
    #[case] spec: &str,
    #[case] expected: &[&str],
) {
    assert_eq!(of(kind, spec), expected);
}

#[rstest]
#[case("VPC", "spec: {ipv4Namespace: 5, vlanNamespace: [], subnets: [1]}", 2)]
#[case("VPCAttachment", "spec: {connection: {}, subnet: null}", 0)]
#[case("VPCAttachment", "spec: {subnet: /default}", 0)]
#[case("VPCPeering", "spec: {permit: {vpc-1: {}}}", 0)]
#[case("ExternalPeering", "spec: {permit: [1]}", 0)]
#[case("Connection", "spec: {bundled: {links: {a: 1}}, odd: {link: {switch: {port: a/b}}}}", 0)]
#[case("Connection", "spec: [1]", 0)]
#[case("Connection", "spec: {unbundled: {link: {switch: {port: 5}}}}", 0)]
#[case("GatewayPeering", "spec: {peering: [1], acl: {rules: {a: 1}}}", 0)]
fn what_is_malformed_gives_no_reference(
    #[case] kind: &str,
    #[case] spec: &str,
    #[case] count: usize,
) {
    assert_eq!(of(kind, spec).len(), count, "{:?}", of(kind, spec));
}

#[test]
fn a_reference_is_to_the_namespace_of_the_object() {
    let object = yaml(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\n\
         metadata: {name: a, namespace: lab}\nspec: {connection: c}",
    );
    assert_eq!(references(&object)[0].target.to_string(), "Connection/lab/c");
}

#[test]
fn other_groups_kinds_of_the_same_name_have_no_references() {
    let object = yaml("apiVersion: example.org/v1\nkind: VPC\nmetadata: {name: a}");
    assert_eq!(references(&object), []);
}
