//! The labels that the cluster's webhooks take away and compute again, by which the cluster finds what refers to
//! what.

use std::collections::BTreeMap;

use hedgerow_model::{Identity, Value};

use crate::connection::{Connection, ConnectionType};
use crate::object::Kind;
use crate::tree::Tree;

const FABRIC: &str = "fabric.githedgehog.com/";
const OF_PEERED_VPC: &str = "vpc.gateway.githedgehog.com/";

/// Sides of a gateway's peering that are externals and not VPCs.
const EXTERNAL_SIDE: &str = "ext.";

/// Whether the cluster writes a label of this key on a resource of this identity, whatever a manifest says.
#[must_use]
pub fn is_computed_label(identity: &Identity, key: &str) -> bool {
    match Kind::of(identity) {
        Kind::Ipv4Namespace
        | Kind::VlanNamespace
        | Kind::Vpc
        | Kind::VpcAttachment
        | Kind::VpcPeering
        | Kind::External
        | Kind::ExternalAttachment
        | Kind::ExternalPeering
        | Kind::Connection
        | Kind::Switch
        | Kind::SwitchProfile
        | Kind::Server => key.contains(FABRIC),
        Kind::GatewayPeering => key.starts_with(OF_PEERED_VPC),
        Kind::SwitchGroup
        | Kind::ServerProfile
        | Kind::GatewayGroup
        | Kind::Gateway
        | Kind::Other => false,
    }
}

/// The labels that the cluster computes for an object that it stores, which is one with its defaults.
#[must_use]
pub fn computed_labels(stored: &Value) -> BTreeMap<String, String> {
    let Some(identity) = Identity::of(stored) else { return BTreeMap::new() };
    let spec = stored.get("spec").map(Tree::from).unwrap_or_default();
    let mut labels = Labels::default();
    match Kind::of(&identity) {
        Kind::Vpc => {
            labels.is("ipv4ns", spec.get("ipv4Namespace").text());
            labels.is("vlanns", spec.get("vlanNamespace").text());
        }
        Kind::VpcAttachment => {
            if let Some((vpc, subnet)) = spec.get("subnet").text().split_once('/')
                && !subnet.contains('/')
            {
                labels.is("vpc", vpc);
                labels.is("subnet", subnet);
            }
            labels.is("connection", spec.get("connection").text());
        }
        Kind::VpcPeering => {
            let sides = spec.get("permit").items().iter().flat_map(Tree::entries);
            sides.for_each(|(vpc, _)| labels.has("vpc", vpc));
        }
        Kind::External => labels.is("ipv4ns", spec.get("ipv4Namespace").text()),
        Kind::ExternalAttachment => {
            labels.is("external", spec.get("external").text());
            labels.is("connection", spec.get("connection").text());
        }
        Kind::ExternalPeering => {
            labels.is("vpc", spec.at(&["permit", "vpc", "name"]).text());
            labels.is("external", spec.at(&["permit", "external", "name"]).text());
        }
        Kind::Connection => labels.of_connection(&spec),
        Kind::Switch => {
            labels.is("profile", spec.get("profile").text());
            for name in spec.get("vlanNamespaces").items() {
                labels.has("vlanns", name.text());
            }
            for name in spec.get("groups").items() {
                labels.has("switchgroup", name.text());
            }
        }
        Kind::GatewayPeering => {
            for (side, _) in spec.get("peering").entries() {
                if !side.starts_with(EXTERNAL_SIDE) {
                    labels.0.insert(format!("{OF_PEERED_VPC}{side}"), "true".to_owned());
                }
            }
        }
        Kind::Ipv4Namespace
        | Kind::VlanNamespace
        | Kind::SwitchGroup
        | Kind::SwitchProfile
        | Kind::Server
        | Kind::ServerProfile
        | Kind::GatewayGroup
        | Kind::Gateway
        | Kind::Other => {}
    }
    labels.0
}

#[derive(Default)]
struct Labels(BTreeMap<String, String>);

impl Labels {
    fn is(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.0.insert(format!("{FABRIC}{key}"), value.to_owned());
        }
    }

    fn has(&mut self, kind: &str, name: &str) {
        if !name.is_empty() {
            self.0.insert(format!("{kind}.{FABRIC}{name}"), "true".to_owned());
        }
    }

    fn of_connection(&mut self, spec: &Tree) {
        let Some(connection) = Connection::of(spec) else { return };
        self.is("connection-type", connection.of_type.name());
        if connection.of_type == ConnectionType::StaticExternal {
            self.is("vpc", connection.details.get("withinVPC").text());
        }
        for (kind, key) in [(Kind::Switch, "switch"), (Kind::Server, "server")] {
            for (device, _) in connection.devices(kind) {
                self.has(key, device);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_yaml::{Limits, read};
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::vpc("vpc", "VPC", "{ipv4Namespace: a, vlanNamespace: b}", &["fabric.githedgehog.com/ipv4ns=a", "fabric.githedgehog.com/vlanns=b"])]
    #[case::attachment("vpc", "VPCAttachment", "{subnet: v/default, connection: c}", &["fabric.githedgehog.com/connection=c", "fabric.githedgehog.com/subnet=default", "fabric.githedgehog.com/vpc=v"])]
    #[case::odd_subnet("vpc", "VPCAttachment", "{subnet: v/a/b}", &[])]
    #[case::peering("vpc", "VPCPeering", "{permit: [{a: {}, b: {}}]}", &["vpc.fabric.githedgehog.com/a=true", "vpc.fabric.githedgehog.com/b=true"])]
    #[case::external("vpc", "External", "{ipv4Namespace: a}", &["fabric.githedgehog.com/ipv4ns=a"])]
    #[case::external_attachment("vpc", "ExternalAttachment", "{external: e, connection: c}", &["fabric.githedgehog.com/connection=c", "fabric.githedgehog.com/external=e"])]
    #[case::external_peering("vpc", "ExternalPeering", "{permit: {vpc: {name: v}, external: {name: e}}}", &["fabric.githedgehog.com/external=e", "fabric.githedgehog.com/vpc=v"])]
    #[case::bundled("wiring", "Connection", "{bundled: {links: [{server: {port: s/e1}, switch: {port: l/E1}}, {server: {port: s/e2}, switch: {port: l/E2}}]}}", &["fabric.githedgehog.com/connection-type=bundled", "server.fabric.githedgehog.com/s=true", "switch.fabric.githedgehog.com/l=true"])]
    #[case::within_a_vpc("wiring", "Connection", "{staticExternal: {withinVPC: v, link: {switch: {port: l/E1}}}}", &["fabric.githedgehog.com/connection-type=staticExternal", "fabric.githedgehog.com/vpc=v", "switch.fabric.githedgehog.com/l=true"])]
    #[case::switch("wiring", "Switch", "{profile: p, vlanNamespaces: [default], groups: [g]}", &["fabric.githedgehog.com/profile=p", "switchgroup.fabric.githedgehog.com/g=true", "vlanns.fabric.githedgehog.com/default=true"])]
    #[case::server("wiring", "Server", "{}", &[])]
    #[case::gateway_peering("gateway", "GatewayPeering", "{peering: {a: {}, ext.out: {}}}", &["vpc.gateway.githedgehog.com/a=true"])]
    fn labels_are_computed_by_kind(
        #[case] group: &str,
        #[case] kind: &str,
        #[case] spec: &str,
        #[case] expected: &[&str],
    ) {
        let text = format!(
            "apiVersion: {group}.githedgehog.com/v1beta1\nkind: {kind}\nmetadata: {{name: x}}\nspec: {spec}\n"
        );
        let object = read(&text, &Limits::default()).unwrap().into_value();
        let identity = Identity::of(&object).unwrap();
        let found = computed_labels(&object);
        assert!(found.keys().all(|key| is_computed_label(&identity, key)));
        let found: Vec<String> =
            found.iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(found, expected);
    }
}
