//! What edits leave behind is what judging everything afresh gives.

use std::sync::Arc;

use proptest::prelude::*;

use super::objects;
use super::wiring::{base, connection, leaf, server_links};
use crate::{Edit, Inventory, Object, Settings};

/// Resources that meet in every way that rules of Connections and Switches know, several of one identity.
fn pool() -> Vec<Arc<Object>> {
    let external = |name: &str, port: &str| {
        connection(name, &format!("{{external: {{link: {{switch: {{port: {port}}}}}}}}}"))
    };
    let link = |name: &str, port: &str, ip: &str| {
        let ends = format!(
            "{{leaf1: {{port: {port}, ip: {ip}}}, leaf2: {{port: leaf-2/E1/5, ip: 172.30.128.1/31}}}}"
        );
        connection(name, &format!("{{mesh: {{links: [{ends}]}}}}"))
    };
    let documents = [
        base(),
        external("a", "leaf-1/E1/5"),
        external("a", "leaf-1/E1/6/2"),
        external("b", "leaf-1/E1/5/1"),
        external("b", "s/E1/3"),
        link("c", "leaf-1/E1/5", "172.30.128.0/31"),
        link("d", "s/E1/5", "172.30.128.0/31"),
        connection("e", &server_links("eslag", &["leaf-1/E1/1", "s/E1/1"])),
        connection("f", "{gateway: {links: [{switch: {port: s/E1/4}, gateway: {port: g/a}}]}}"),
        leaf("redundancy: {group: pair-1, type: mclag}"),
        leaf("asn: 65101, ip: 172.30.0.4/21, protocolIP: 172.30.8.4/32, vtepIP: 172.30.12.4/32"),
        leaf("vlanNamespaces: [default, lab], groups: [pair-2]"),
        "---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: lab}
spec: {ranges: [{from: 1500, to: 2000}]}
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: h}
spec: {protocolIP: 172.30.8.4/32, vtepIP: 172.30.12.4/32}
"
        .to_owned(),
    ];
    objects(&documents.concat()).into_iter().map(Arc::new).collect()
}

/// Everything that an inventory says, in an order of its own.
fn said(inventory: &Inventory) -> Vec<String> {
    let broken = inventory.violations().map(|one| format!("{one:?}"));
    let left = inventory.unchecked().map(|(identity, one)| format!("{identity} {one:?}"));
    let mut all: Vec<String> = broken.chain(left).collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn edits_leave_what_judging_afresh_gives(
        steps in proptest::collection::vec((0_usize..64, 0_u8..3), 1..60),
    ) {
        let pool = pool();
        let mut inventory = Inventory::new(Some(Settings::default()), []);
        let mut held: Vec<Arc<Object>> = Vec::new();
        for (at, action) in steps {
            let object = &pool[at % pool.len()];
            held.retain(|one| one.identity() != object.identity());
            let edit = if action == 0 {
                Edit::Remove(object.identity().clone())
            } else {
                held.push(Arc::clone(object));
                Edit::Set(Arc::clone(object))
            };
            let before = said(&inventory);
            inventory.dry_run(std::slice::from_ref(&edit));
            prop_assert_eq!(said(&inventory), before);
            inventory.apply(vec![edit]);
        }
        let mut fresh = Inventory::new(Some(Settings::default()), []);
        fresh.apply(held.into_iter().map(Edit::Set).collect());
        prop_assert_eq!(said(&inventory), said(&fresh));
    }
}
