//! What would break, layer by layer.

use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Content, Limits, read_each};

use super::*;
use crate::object::{Kind, Object};

const FABRIC: &str = r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1, to: 99}]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, groups: [g]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchGroup
metadata: {name: g}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata: {name: s}
spec: {profile: unknown}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: c}
spec: {unbundled: {link: {server: {port: s/1}, switch: {port: leaf-1/E1/1}}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: at}
spec: {connection: c, subnet: a/web}
";

fn inventory(text: &str) -> Inventory {
    let catalogue = Catalogue::builtin();
    let limits = Limits::default();
    let objects = read_each(text, &limits).filter_map(|document| {
        let Content::Object(read) = document.content else { return None };
        Object::new(&catalogue, read.value())
    });
    Inventory::new(None, objects.collect::<Vec<_>>())
}

fn of(inventory: &mut Inventory, kind: Kind, name: &str) -> Impact {
    impact(inventory, &[kind.identity("default", name)])
}

fn lines(impact: &Impact) -> Vec<String> {
    let line = |one: &Affected| {
        let rules: Vec<&str> = one.broken.iter().map(|it| &*it.rule).collect();
        let names: Vec<String> = one.names.iter().map(|(field, _)| field.to_string()).collect();
        let stays = if one.stays { " stays" } else { "" };
        format!(
            "{} {}{stays}: {} [{}]",
            one.layer,
            one.identity.name,
            rules.join(" "),
            names.join(" ")
        )
    };
    impact.affected.iter().map(line).collect()
}

#[test]
fn what_cannot_stand_goes_too_layer_by_layer() {
    let mut inventory = inventory(FABRIC);
    let before = inventory.violations().count();
    let impact = of(&mut inventory, Kind::Switch, "leaf-1");
    assert_eq!(
        lines(&impact),
        [
            "1 at: attach-switch [spec.connection]",
            "1 c: conn-refs sw-delete [spec.unbundled.link.switch.port]",
        ]
    );
    let impact = of(&mut inventory, Kind::Server, "s");
    assert_eq!(
        lines(&impact),
        [
            "1 c: conn-refs srv-delete [spec.unbundled.link.server.port]",
            "2 at: attach-form conn-delete [spec.connection]",
        ]
    );
    assert!(impact.is_complete);
    assert_eq!(inventory.violations().count(), before, "nothing changes");
    assert_eq!(of(&mut inventory, Kind::Server, "s"), impact);
}

#[test]
fn the_last_one_of_its_kind_is_missed_too() {
    let mut inventory = inventory(FABRIC);
    let impact = of(&mut inventory, Kind::Vpc, "a");
    assert_eq!(lines(&impact), ["1 at: attach-form vpc-delete [spec.subnet]"]);
    // A namespace that nobody wrote is needed all the same.
    let impact = of(&mut inventory, Kind::VlanNamespace, "default");
    let first: Vec<&str> = impact
        .affected
        .iter()
        .filter(|one| one.layer == 1)
        .map(|one| &*one.identity.name)
        .collect();
    assert_eq!(first, ["a", "leaf-1"]);
    assert_eq!(impact.affected.len(), 4, "{impact:?}");
}

#[test]
fn who_only_refers_is_told_behind_those_that_break() {
    let mut inventory = inventory(FABRIC);
    let identity = hedgerow_model::Identity {
        name: "unknown".into(),
        ..Kind::ServerProfile.identity("default", "")
    };
    assert_eq!(
        impact(&mut inventory, &[identity]),
        Impact { is_complete: true, ..Impact::default() }
    );
    let text = format!(
        "{FABRIC}---\napiVersion: wiring.githedgehog.com/v1beta1\nkind: ServerProfile\n\
         metadata: {{name: unknown}}\n"
    );
    let impact = of(&mut self::inventory(&text), Kind::ServerProfile, "unknown");
    assert_eq!(lines(&impact), ["1 s stays:  [spec.profile]"]);
}

#[test]
fn what_is_broken_already_is_no_news_and_what_cannot_be_checked_is_told() {
    let mut inventory = inventory(&FABRIC.replace("subnet: a/web", "subnet: a/gone"));
    let impact = of(&mut inventory, Kind::Vpc, "a");
    assert_eq!(lines(&impact), ["1 at: vpc-delete [spec.subnet]"]);
    let impact = of(&mut inventory, Kind::SwitchGroup, "g");
    assert_eq!(lines(&impact).first().unwrap(), "1 leaf-1: sw-refs sw-delete [spec.groups[0]]");
}

#[test]
fn several_that_go_together_are_no_news_to_each_other() {
    let mut inventory = inventory(FABRIC);
    let gone =
        [Kind::Switch.identity("default", "leaf-1"), Kind::Connection.identity("default", "c")];
    assert_eq!(lines(&impact(&mut inventory, &gone)).len(), 1);
}

#[test]
fn where_very_many_cannot_stay_what_depends_on_those_is_not_looked_at() {
    let vpcs: String = (0..=MOST_GONE)
        .map(|at| {
            let (net, vlan) = (format!("10.{}.{}.0/24", at / 250, at % 250), at + 1);
            format!(
                "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {{name: v{at}}}\n\
                 spec: {{subnets: {{web: {{subnet: {net}, vlan: {vlan}}}}}}}\n---\n\
                 apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\nmetadata: {{name: a{at}}}\n\
                 spec: {{connection: c{at}, subnet: v{at}/web}}\n"
            )
        })
        .collect();
    let impact = of(&mut inventory(&format!("{FABRIC}{vpcs}")), Kind::VlanNamespace, "default");
    let vpcs = impact.affected.iter().filter(|one| one.identity.kind == "VPC").count();
    assert_eq!((vpcs, impact.is_complete), (MOST_GONE + 2, false));
    assert!(impact.affected.iter().all(|one| one.layer == 1));
}

#[test]
fn a_chain_without_end_is_cut_and_said_to_be() {
    let chain: String = (0..20)
        .map(|at| {
            format!(
                "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {{name: v{at}}}\n\
                 spec: {{subnets: {{web: {{subnet: 10.0.{at}.0/24, vlan: {}, dhcp: {{relay: 10.9.9.9/32, \
                 relayVPC: v{}}}}}}}}}\n",
                at + 1,
                at + 1
            )
        })
        .collect();
    let impact = of(&mut inventory(&chain), Kind::Vpc, "v19");
    assert_eq!((impact.affected.len(), impact.is_complete), (8, false));
    let ring = chain.replace("relayVPC: v20", "relayVPC: v15");
    let impact = of(&mut inventory(&ring), Kind::Vpc, "v17");
    assert!(impact.affected.iter().all(|one| one.identity.name != "v17"), "{impact:?}");
}
