use std::sync::{Arc, LazyLock};

use hedgerow_model::{Identity, rule};
use hedgerow_schema::Catalogue;
use rstest::rstest;

use super::{Waits, swaps};
use crate::rules::tests::values;
use crate::{Edit, Inventory, Object, Settings};

fn objects(text: &str) -> Vec<Object> {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::builtin);
    values(text).iter().map(|value| Object::new(&CATALOGUE, value).unwrap()).collect()
}

/// A VPC with a VLAN and the third number of its subnet.
fn vpc(name: &str, vlan: u16, subnet: u8) -> String {
    format!(
        "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {{name: {name}}}\n\
         spec: {{subnets: {{web: {{subnet: 10.0.{subnet}.0/24, vlan: {vlan}}}}}}}\n"
    )
}

fn vpcs(all: &[(&str, u16, u8)]) -> String {
    all.iter().map(|(name, vlan, subnet)| vpc(name, *vlan, *subnet)).collect()
}

fn gateway(name: &str, protocol: u8, vtep: u8) -> String {
    format!(
        "---\napiVersion: gateway.githedgehog.com/v1alpha1\nkind: Gateway\nmetadata: {{name: {name}}}\n\
         spec:\n  protocolIP: 172.30.8.{protocol}/32\n  vtepIP: 172.30.12.{vtep}/32\n  \
         vtepMAC: '02:00:00:00:00:0{vtep}'\n  asn: 65534\n  \
         interfaces: {{eth0: {{ips: [172.30.128.1/31]}}}}\n  \
         neighbors: [{{ip: 172.30.128.0, asn: 65101}}]\n"
    )
}

fn peering(name: &str, from: &str, cidr: &str) -> String {
    format!(
        "---\napiVersion: gateway.githedgehog.com/v1alpha1\nkind: GatewayPeering\n\
         metadata: {{name: {name}}}\n\
         spec: {{peering: {{{from}: {{expose: [{{ips: [{{cidr: {cidr}}}]}}]}}, shop: {{}}}}}}\n"
    )
}

/// The edits that turn `before` into `after`.
fn edits(before: &str, after: &str) -> Vec<Edit> {
    let after = objects(after);
    let gone = objects(before).into_iter().map(|object| object.identity().clone());
    let gone = gone.filter(|identity| !after.iter().any(|object| object.identity() == identity));
    let mut edits: Vec<Edit> = gone.map(Edit::Remove).collect();
    edits.extend(after.into_iter().map(|object| Edit::Set(Arc::new(object))));
    edits
}

/// The warnings, as the resource, the field and whom it waits for, in turn.
fn found(before: &str, after: &str) -> Vec<String> {
    let settings = Settings { gateway: true, ..Settings::default() };
    let mut inventory = Inventory::new(Some(settings), objects(before));
    let was: Vec<_> = inventory.violations().cloned().collect();
    let mut edits = edits(before, after);
    let found = swaps(&mut inventory, &edits);
    assert_eq!(inventory.violations().cloned().collect::<Vec<_>>(), was, "nothing changes");
    assert!(found.iter().all(|found| found.rule == rule::ORDER_SWAP));
    edits.reverse();
    assert_eq!(swaps(&mut inventory, &edits), found, "in any order of the edits");
    found
        .into_iter()
        .map(|found| {
            let waits = found.message.split(", which waits for this").next().unwrap().to_owned();
            format!("{} {}: {waits}", found.subject, found.field).replace(" :", ":")
        })
        .collect()
}

/// Who waits for whom.
fn waits(before: &str, after: &str) -> Vec<String> {
    let mut inventory = Inventory::new(None, objects(before));
    let edits = edits(before, after);
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.identity());
    let waits = Waits::of(&mut inventory, &edits);
    let pairs = waits.of.iter().zip(&edits).flat_map(|(waits, edit)| {
        waits.iter().map(|wait| (edit.identity(), edits[wait.after].identity()))
    });
    pairs.map(|(one, other)| format!("{one} waits for {other}")).collect()
}

#[rstest]
#[case::vlans(&[("a", 1001, 1), ("b", 1002, 2)], &[("a", 1002, 1), ("b", 1001, 2)], &["VPC/a spec.subnets.web.vlan: waits for VPC/b"])]
#[case::subnets(&[("a", 1001, 1), ("b", 1002, 2)], &[("a", 1001, 2), ("b", 1002, 1)], &["VPC/a spec.subnets.web.subnet: waits for VPC/b"])]
#[case::vlan_one_way_and_subnet_the_other(&[("a", 1001, 1), ("b", 1002, 2)], &[("a", 1002, 3), ("b", 1003, 1)], &["VPC/a spec.subnets.web.vlan: waits for VPC/b"])]
#[case::both_at_once_is_one_cycle(&[("a", 1001, 1), ("b", 1002, 2)], &[("a", 1002, 2), ("b", 1001, 1)], &["VPC/a spec.subnets.web.subnet: waits for VPC/b"])]
#[case::three(&[("a", 1001, 1), ("b", 1002, 2), ("c", 1003, 3)], &[("a", 1002, 1), ("b", 1003, 2), ("c", 1001, 3)], &["VPC/a spec.subnets.web.vlan: waits for VPC/b, which waits for VPC/c"])]
#[case::two_cycles(&[("a", 1001, 1), ("b", 1002, 2), ("c", 1003, 3), ("d", 1004, 4)], &[("a", 1002, 1), ("b", 1001, 2), ("c", 1004, 3), ("d", 1003, 4)], &["VPC/a spec.subnets.web.vlan: waits for VPC/b", "VPC/c spec.subnets.web.vlan: waits for VPC/d"])]
#[case::one_behind_a_cycle(&[("a", 1005, 5), ("b", 1001, 1), ("c", 1002, 2)], &[("a", 1001, 5), ("b", 1002, 3), ("c", 1003, 1)], &["VPC/b spec.subnets.web.vlan: waits for VPC/c"])]
#[case::chain(&[("a", 1001, 1), ("b", 1002, 2), ("c", 1003, 3)], &[("a", 1002, 1), ("b", 1003, 2), ("c", 1004, 3)], &[])]
#[case::nothing_moves(&[("a", 1001, 1), ("b", 1002, 2)], &[("a", 1001, 1), ("b", 1002, 2)], &[])]
#[case::a_clash_that_stays_is_no_matter_of_order(&[("a", 1001, 1), ("b", 1002, 2)], &[("a", 1003, 1), ("b", 1003, 2)], &[])]
#[case::a_clash_from_before_that_stays(&[("a", 1001, 1), ("b", 1001, 2)], &[("a", 1001, 3), ("b", 1001, 4)], &[])]
#[case::what_goes_frees(&[("a", 1001, 1), ("b", 1002, 2)], &[("a", 1002, 2)], &[])]
#[case::what_goes_ends_a_chain(&[("a", 1001, 1), ("b", 1002, 2), ("c", 1003, 3)], &[("a", 1002, 1), ("b", 1003, 2)], &[])]
#[case::a_new_name_is_no_cycle(&[("a", 1001, 1)], &[("b", 1001, 1)], &[])]
#[case::a_new_one_in_the_chain(&[("a", 1001, 1)], &[("a", 1002, 2), ("b", 1001, 1)], &[])]
fn of_vpcs(
    #[case] before: &[(&str, u16, u8)],
    #[case] after: &[(&str, u16, u8)],
    #[case] expected: &[&str],
) {
    assert_eq!(found(&vpcs(before), &vpcs(after)), expected);
}

#[test]
fn any_key_that_is_unique_counts() {
    let before = [gateway("gw-1", 1, 1), gateway("gw-2", 2, 2)].concat();
    let after = [gateway("gw-1", 2, 1), gateway("gw-2", 1, 2)].concat();
    assert_eq!(found(&before, &after), ["Gateway/gw-1 spec.protocolIP: waits for Gateway/gw-2"]);

    let before = [peering("p", "a", "10.0.1.0/24"), peering("q", "b", "10.0.2.0/24")].concat();
    let after = [peering("p", "a", "10.0.2.0/25"), peering("q", "b", "10.0.1.0/25")].concat();
    assert_eq!(
        found(&before, &after),
        ["GatewayPeering/p spec.peering.a.expose[0].ips[0].cidr: waits for GatewayPeering/q"]
    );
}

/// A VPC that goes frees its VLAN, but not before the peering that needs it has gone.
#[test]
fn a_guard_against_deletion_is_waited_for() {
    let peering = "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCPeering\nmetadata: {name: p}\n\
                   spec: {permit: [{a: {}, b: {}}]}\n";
    let before = [vpcs(&[("a", 1001, 1), ("b", 1002, 2)]), peering.to_owned()].concat();
    assert_eq!(found(&before, &vpc("a", 1002, 1)), [""; 0]);
    assert_eq!(
        waits(&before, &vpc("a", 1002, 1)),
        ["VPC/a waits for VPC/b", "VPC/b waits for VPCPeering/p"]
    );
    // The peering stays: that is wrong in the end, and no matter of order.
    let after = [vpc("a", 1002, 1), peering.to_owned()].concat();
    assert_eq!(found(&before, &after), [""; 0]);
}

/// A reference to what is new waits for it, and for nothing else that the change has.
#[test]
fn what_is_referred_to_comes_first() {
    let namespace = |name: &str| {
        format!(
            "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: IPv4Namespace\n\
             metadata: {{name: {name}}}\nspec: {{subnets: [10.0.0.0/16]}}\n"
        )
    };
    let moved = vpc("a", 1001, 1).replace("spec: {", "spec: {ipv4Namespace: new, ");
    let before = [namespace("default"), vpc("a", 1001, 1)].concat();
    let after = [namespace("default"), namespace("new"), moved].concat();
    assert_eq!(found(&before, &after), [""; 0]);
    let after = [after, vpc("b", 1002, 2)].concat();
    assert_eq!(waits(&before, &after), ["VPC/a waits for IPv4Namespace/new"]);
}

#[test]
fn of_several_edits_of_one_resource_the_last_one_counts() {
    let before = vpcs(&[("a", 1001, 1), ("b", 1002, 2)]);
    let mut inventory = Inventory::new(None, objects(&before));
    let mut edits = edits(&before, &vpcs(&[("a", 1002, 1), ("b", 1001, 2)]));
    assert_eq!(swaps(&mut inventory, &edits).len(), 1);
    let last = objects(&vpc("b", 1003, 2)).into_iter().next().unwrap();
    edits.push(Edit::Set(Arc::new(last)));
    assert_eq!(swaps(&mut inventory, &edits), []);
    edits.push(Edit::Remove(Identity::new("vpc.githedgehog.com", "VPC", "b")));
    assert_eq!(swaps(&mut inventory, &edits), []);
}

#[test]
fn a_warning_says_who_waits_and_what_to_do() {
    let shifted = |by: usize| -> String {
        (0..12_usize)
            .map(|at| {
                let vlan = u16::try_from(1000 + (at + by) % 12).unwrap();
                vpc(&format!("v-{at:02}"), vlan, u8::try_from(at).unwrap())
            })
            .collect()
    };
    let mut inventory = Inventory::new(None, objects(&shifted(0)));
    let found = swaps(&mut inventory, &edits(&shifted(0), &shifted(1)));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].other.as_ref().unwrap().identity.name, "v-01");
    let message = &found[0].message;
    assert!(message.starts_with("waits for VPC/v-01, which waits for VPC/v-02"), "{message}");
    assert!(
        message.contains("VPC/v-08, which waits for 3 more, which waits for this"),
        "{message}"
    );
    assert!(message.contains("in a change of its own"), "{message}");
}

fn namespaces(first_vlan: u16, prefix: &str) -> String {
    format!(
        "---\napiVersion: wiring.githedgehog.com/v1beta1\nkind: VLANNamespace\n\
         metadata: {{name: default}}\n\
         spec: {{ranges: [{{from: {first_vlan}, to: {}}}]}}\n\
         ---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: IPv4Namespace\n\
         metadata: {{name: default}}\nspec: {{subnets: [{prefix}]}}\n",
        first_vlan + 99
    )
}

/// The namespace still needs room for what the VPC has, and the VPC needs room that is not there yet.
#[test]
fn renumbering_with_the_namespace_has_no_order() {
    let before = [namespaces(1000, "10.0.0.0/16"), vpc("a", 1005, 1)].concat();
    let vlans = [namespaces(2000, "10.0.0.0/16"), vpc("a", 2005, 1)].concat();
    assert_eq!(
        found(&before, &vlans),
        ["VPC/a spec.subnets.web.vlan: waits for VLANNamespace/default"]
    );
    let moved = vpc("a", 1005, 1).replace("10.0.1", "10.1.1");
    let prefixes = [namespaces(1000, "10.1.0.0/16"), moved].concat();
    assert_eq!(found(&before, &prefixes), ["IPv4Namespace/default spec.subnets: waits for VPC/a"]);
    // Room for both is an order: the namespace first.
    let moved = vpc("a", 1105, 1);
    let wider = namespaces(1000, "10.0.0.0/16").replace("to: 1099", "to: 1199");
    assert_eq!(found(&before, &[wider, moved].concat()), [""; 0]);
}

#[test]
fn a_vpc_under_another_name_has_no_order_while_it_is_attached() {
    let switch_end = "server: {port: s-1/eth0}, switch: {port: leaf-1/E1/1}";
    let cable = format!(
        "---\napiVersion: wiring.githedgehog.com/v1beta1\nkind: Connection\nmetadata: {{name: c}}\n\
         spec: {{unbundled: {{link: {{{switch_end}}}}}}}\n"
    );
    let attachment = |vpc: &str| {
        format!(
            "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\n\
             metadata: {{name: att}}\nspec: {{connection: c, subnet: {vpc}/web}}\n"
        )
    };
    let before = [vpc("a", 1001, 1), cable.clone(), attachment("a")].concat();
    let renamed = [vpc("b", 1001, 1), cable.clone(), attachment("b")].concat();
    assert_eq!(
        found(&before, &renamed),
        ["VPC/a: waits for VPCAttachment/att, which waits for VPC/b"]
    );
    // Without the attachment: the old one goes, then the new one comes.
    assert_eq!(found(&before, &[vpc("b", 1001, 1), cable].concat()), [""; 0]);
}

#[test]
fn ports_of_connections_count_too() {
    let cable = |name: &str, port: &str| {
        format!(
            "---\napiVersion: wiring.githedgehog.com/v1beta1\nkind: Connection\n\
             metadata: {{name: {name}}}\nspec: {{unbundled: {{link: {{\
             server: {{port: s-{name}/eth0}}, switch: {{port: leaf-1/{port}}}}}}}}}\n"
        )
    };
    let before = [cable("c", "E1/1"), cable("d", "E1/2")].concat();
    assert_eq!(
        found(&before, &[cable("c", "E1/2"), cable("d", "E1/1")].concat()),
        ["Connection/c spec.unbundled.link.switch.port: waits for Connection/d"]
    );
    assert_eq!(found(&before, &[cable("c", "E1/2"), cable("d", "E1/3")].concat()), [""; 0]);
}
