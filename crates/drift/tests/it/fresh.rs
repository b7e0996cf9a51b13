//! What the cluster changes by itself, kind by kind: none of it is drift.

use hedgerow_drift::compare;
use hedgerow_model::DriftStanding as Standing;
use hedgerow_schema::Catalogue;
use rstest::rstest;

use crate::support::{fields, manifest};

/// Each row: a kind, a manifest as it is in Git, and the object that the cluster makes of it.
#[rstest]
#[case::server_fields(
    "vpc/VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, vlan: 7}}}",
    "metadata: {name: x, namespace: default, uid: u, resourceVersion: '3', generation: 1, creationTimestamp: t, managedFields: [], selfLink: s}\nspec: {subnets: {a: {subnet: 10.0.1.0/24, vlan: 7}}}\nstatus: {vni: 100}"
)]
#[case::vpc_defaults(
    "vpc/VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, vlan: 7, dhcp: {enable: true}}}}",
    "spec: {ipv4Namespace: default, vlanNamespace: default, subnets: {a: {subnet: 10.0.1.0/24, gateway: 10.0.1.1, vlan: 7, dhcp: {enable: true, range: {start: 10.0.1.2, end: 10.0.1.255}}}}}\nstatus: {}"
)]
#[case::labels_that_are_computed(
    "vpc/VPC",
    "spec: {subnets: {}}",
    "metadata: {name: x, labels: {fabric.githedgehog.com/ipv4ns: default, fabric.githedgehog.com/vlanns: default}}\nspec: {ipv4Namespace: default, vlanNamespace: default}"
)]
#[case::computed_labels_that_git_has(
    "wiring/Connection",
    "metadata: {name: x, labels: {fabric.githedgehog.com/connection-type: unbundled, server.fabric.githedgehog.com/s: 'true', switch.fabric.githedgehog.com/l: 'true'}}\nspec: {unbundled: {link: {server: {port: s/e1}, switch: {port: l/E1}}}}",
    "spec: {unbundled: {link: {server: {port: s/e1}, switch: {port: l/E1}}}}"
)]
#[case::type_in_either_spelling(
    "wiring/Connection",
    "spec: {vpcLoopback: {links: [{switch1: {port: l/E1}, switch2: {port: l/E2}}]}}",
    "metadata: {name: x, labels: {fabric.githedgehog.com/connection-type: vpc-loopback, switch.fabric.githedgehog.com/l: 'true'}}\nspec: {vpcLoopback: {links: [{switch1: {port: l/E1}, switch2: {port: l/E2}}]}}"
)]
#[case::empty_objects_appear(
    "wiring/Switch",
    "spec: {profile: p, role: server-leaf}",
    "spec: {profile: p, role: server-leaf, boot: {}, ecmp: {}, redundancy: {}, vlanNamespaces: [default]}\nstatus: {}"
)]
#[case::false_and_zero_may_vanish(
    "vpc/VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, vlan: 7, isolated: false, restricted: false, dhcp: {}}}}",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, vlan: 7}}}"
)]
#[case::servers_and_routes_are_sorted(
    "vpc/VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, dhcp: {enable: true, options: {dnsServers: [9.9.9.9, 1.1.1.1], timeServers: [], advertisedRoutes: [{destination: 2.0.0.0/8, gateway: 10.0.1.9}, {destination: 1.0.0.0/8, gateway: 10.0.1.9}]}}}}}",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, dhcp: {enable: true, options: {interfaceMTU: 9036, leaseTimeSeconds: 3600, timeServers: [], dnsServers: [1.1.1.1, 9.9.9.9], advertisedRoutes: [{destination: 1.0.0.0/8, gateway: 10.0.1.9}, {destination: 2.0.0.0/8, gateway: 10.0.1.9}]}}}}}"
)]
#[case::mac_addresses(
    "vpc/VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, dhcp: {enable: true, static: {'AA-BB-CC-00-11-22': {ip: 10.0.1.7}}}}}}",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, dhcp: {enable: true, static: {'aa:bb:cc:00:11:22': {ip: 10.0.1.7}}}}}}"
)]
#[case::attachment(
    "vpc/VPCAttachment",
    "spec: {subnet: v, connection: c}",
    "spec: {subnet: v/default, connection: c}"
)]
#[case::external("vpc/External", "spec: {}", "spec: {ipv4Namespace: default}")]
#[case::external_attachment(
    "vpc/ExternalAttachment",
    "spec: {external: e, connection: c}",
    "spec: {external: e, connection: c, switch: {}, neighbor: {}}"
)]
#[case::external_peering(
    "vpc/ExternalPeering",
    "spec: {permit: {vpc: {name: v, subnets: [b, a]}, external: {name: e, prefixes: [{prefix: 2.0.0.0/8}, {prefix: 1.0.0.0/8}]}}}",
    "spec: {permit: {vpc: {name: v, subnets: [a, b]}, external: {name: e, prefixes: [{prefix: 1.0.0.0/8}, {prefix: 2.0.0.0/8}]}}}"
)]
#[case::ipv4_namespace(
    "vpc/IPv4Namespace",
    "spec: {subnets: [10.9.0.0/16, 10.10.0.0/16]}",
    "spec: {subnets: [10.10.0.0/16, 10.9.0.0/16]}"
)]
#[case::vlan_namespace(
    "wiring/VLANNamespace",
    "spec: {ranges: [{from: 2000}, {from: 1000, to: 1999}]}",
    "spec: {ranges: [{from: 1000, to: 1999}, {from: 2000, to: 2000}]}"
)]
#[case::switch(
    "wiring/Switch",
    "spec: {profile: p, portSpeeds: {E1/1: SPEED_25G}, redundancy: {group: g, type: eslag}, groups: [z]}",
    "spec: {profile: p, portSpeeds: {E1/1: 25G}, redundancy: {group: g, type: eslag}, groups: [g, z], vlanNamespaces: [default]}"
)]
#[case::gateway(
    "gateway/Gateway",
    "spec: {groups: [{name: b}, {name: a}]}",
    "spec: {groups: [{name: a}, {name: b}], logs: {default: info, tags: {all: info}}, profiling: {}, workers: 4}"
)]
#[case::gateway_peering(
    "gateway/GatewayPeering",
    "spec: {peering: {a: {expose: [{nat: {masquerade: {}}}]}, b: {}}}",
    "metadata: {name: x, labels: {vpc.gateway.githedgehog.com/a: 'true', vpc.gateway.githedgehog.com/b: 'true'}}\nspec: {gatewayGroup: default, peering: {a: {expose: [{nat: {masquerade: {idleTimeout: 2m}}}]}, b: {}}}"
)]
#[case::what_appliers_keep(
    "wiring/Server",
    "spec: {description: d}",
    "metadata: {name: x, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{}', 'argocd.argoproj.io/tracking-id': t, 'kustomize.toolkit.fluxcd.io/checksum': c}}\nspec: {description: d}"
)]
fn what_the_cluster_changes_by_itself_is_no_drift(
    #[case] kind: &str,
    #[case] git: &str,
    #[case] cluster: &str,
) {
    let (git, cluster) = (manifest(kind, git), manifest(kind, cluster));
    assert_eq!(fields(&git, &cluster), Vec::<String>::new());
}

#[test]
fn missing_extra_and_going_are_told_apart() {
    let catalogue = Catalogue::builtin();
    let object = manifest("wiring/Server", "spec: {}");
    let going = manifest(
        "wiring/Server",
        "metadata: {name: x, deletionTimestamp: '2026-11-01T00:00:00Z'}\nspec: {description: d}",
    );
    let owned = |controller: bool| {
        let owner = format!("{{kind: VPC, name: v, uid: u, controller: {controller}}}");
        manifest(
            "wiring/Server",
            &format!("metadata: {{name: x, ownerReferences: [{owner}]}}\nspec: {{}}"),
        )
    };
    let (made, kept) = (owned(true), owned(false));
    let standing =
        |desired, actual| compare(desired, actual, None, &catalogue).map(|it| it.standing);
    assert_eq!(standing(None, None), None);
    assert_eq!(standing(Some(&object), None), Some(Standing::Missing));
    assert_eq!(standing(None, Some(&object)), Some(Standing::Extra));
    assert_eq!(standing(None, Some(&made)), None);
    assert_eq!(standing(None, Some(&kept)), Some(Standing::Extra));
    assert_eq!(standing(Some(&object), Some(&made)), Some(Standing::InSync));
    assert_eq!(standing(Some(&object), Some(&object)), Some(Standing::InSync));
    assert_eq!(standing(Some(&object), Some(&going)), Some(Standing::Deleting));
    assert_eq!(standing(None, Some(&going)), Some(Standing::Deleting));
}
