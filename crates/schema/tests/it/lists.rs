//! Each row of the table of lists, and what a CRD declares.

use hedgerow_model::{FieldPath, GroupKind, KeyPath, ListType};
use hedgerow_schema::Catalogue;
use rstest::rstest;
use serde_json::json;

use crate::support::{catalogue_of, crd_of_spec};

fn list_type(catalogue: &Catalogue, group: &str, kind: &str, path: &str) -> ListType {
    let path: FieldPath = path.parse().unwrap();
    catalogue.list_types(&GroupKind::new(group, kind)).list_type(&path)
}

fn builtin(kind: &str, path: &str) -> ListType {
    let catalogue = Catalogue::builtin();
    let group = catalogue.find(kind)[0].group_kind.group.clone();
    list_type(&catalogue, &group, kind, path)
}

fn keyed(keys: &str) -> ListType {
    ListType::Keyed(keys.split(' ').map(KeyPath::new).collect())
}

#[rstest]
#[case("Connection", "spec.bundled.links", "server.port switch.port")]
#[case("Connection", "spec.eslag.links", "server.port switch.port")]
#[case("Connection", "spec.mclag.links", "server.port switch.port")]
#[case("Connection", "spec.fabric.links", "spine.port leaf.port")]
#[case("Connection", "spec.gateway.links", "switch.port gateway.port")]
#[case("Connection", "spec.mesh.links", "leaf1.port leaf2.port")]
#[case("Connection", "spec.vpcLoopback.links", "switch1.port switch2.port")]
#[case("Connection", "spec.mclagDomain.peerLinks", "switch1.port switch2.port")]
#[case("Connection", "spec.mclagDomain.sessionLinks", "switch1.port switch2.port")]
#[case("ExternalAttachment", "spec.inboundACL.statements", "seq")]
#[case("VPC", "spec.staticRoutes", "prefix")]
#[case("VPC", "spec.subnets.default.dhcp.options.advertisedRoutes", "destination")]
#[case("ExternalPeering", "spec.permit.external.prefixes", "prefix")]
#[case("Gateway", "spec.groups", "name")]
#[case("Gateway", "spec.neighbors", "ip")]
#[case("Switch", "metadata.ownerReferences", "uid")]
fn keyed_lists(#[case] kind: &str, #[case] path: &str, #[case] keys: &str) {
    assert_eq!(builtin(kind, path), keyed(keys));
}

#[rstest]
#[case("VPC", "spec.staticRoutes[0].nextHops")]
#[case("VPC", "spec.staticRoutes[prefix=10.0.0.0/8].nextHops")]
#[case("VPC", "spec.subnets.a.dhcp.options.dnsServers")]
#[case("VPC", "spec.subnets.\"a.b\".dhcp.options.timeServers")]
#[case("VPC", "spec.permit")]
#[case("VPC", "spec.permit[1]")]
#[case("VLANNamespace", "spec.ranges")]
#[case("IPv4Namespace", "spec.subnets")]
#[case("Switch", "spec.groups")]
#[case("Switch", "spec.vlanNamespaces")]
#[case("External", "spec.static.prefixes")]
#[case("ExternalPeering", "spec.permit.vpc.subnets")]
#[case("VPCPeering", "spec.permit[0].vpc-1.subnets")]
#[case("GatewayPeering", "spec.acl.rules[name=a].match.src[0].ports")]
#[case("GatewayPeering", "spec.acl.rules[0].match.dst[0].ports")]
#[case("GatewayPeering", "spec.peering.vpc-1.expose[0].nat.portForward.ports")]
#[case("Gateway", "spec.interfaces.eth0.ips")]
#[case("Server", "metadata.finalizers")]
fn sets(#[case] kind: &str, #[case] path: &str) {
    assert_eq!(builtin(kind, path), ListType::Set);
}

#[test]
fn the_rules_of_a_gateway_peering_are_ordered() {
    assert_eq!(
        builtin("GatewayPeering", "spec.acl.rules"),
        ListType::OrderedKeyed(vec!["name".into()])
    );
}

#[rstest]
#[case("VPCPeering", "spec.permit")]
#[case("GatewayPeering", "spec.peering.vpc-1.expose")]
#[case("GatewayPeering", "spec.peering.vpc-1.expose[0].ips")]
#[case("GatewayPeering", "spec.peering.vpc-1.expose[0].as")]
#[case("GatewayPeering", "spec.acl.rules[0].match.src")]
#[case("Connection", "spec.staticExternal.link.switch.subnets")]
#[case("VPC", "spec.subnets")]
#[case("VPC", "links")]
#[case("VPC", "spec.permit[0][0]")]
fn everything_else_is_atomic(#[case] kind: &str, #[case] path: &str) {
    assert_eq!(builtin(kind, path), ListType::Atomic);
}

#[test]
fn lists_of_unknown_kinds_are_atomic() {
    let found = list_type(&Catalogue::builtin(), "example.org", "VPC", "spec.permit");
    assert_eq!(found, ListType::Atomic);
}

#[test]
fn a_crd_declares_list_types() {
    let list = |kind: &str, keys: &[&str]| {
        json!({"type": "array", "x-kubernetes-list-type": kind, "x-kubernetes-list-map-keys": keys,
               "items": {"type": "object", "properties": {"a": {"type": "string"}}}})
    };
    let crd = crd_of_spec(&json!({"type": "object", "properties": {
        "keyed": list("map", &["a"]), "set": list("set", &[]), "atomic": list("atomic", &[]),
        "nested": {"type": "array", "items": {"type": "object", "properties": {
            "set": list("set", &[]) }}},
    }}));
    let catalogue = catalogue_of(&crd);
    let of = |path: &str| list_type(&catalogue, "example.org", "Thing", path);
    assert_eq!(of("spec.keyed"), keyed("a"));
    assert_eq!(of("spec.set"), ListType::Set);
    assert_eq!(of("spec.atomic"), ListType::Atomic);
    assert_eq!(of("spec.nested[3].set"), ListType::Set);
    assert_eq!(of("metadata.finalizers"), ListType::Set);
}

/// A CRD of Connection whose gateway links have these ends and this list type.
fn connection_crd(end: &str, list_type: Option<&str>) -> serde_json::Value {
    let port = json!({"type": "object", "properties": {"port": {"type": "string"}}});
    let mut links = json!({"type": "array", "items": {"type": "object",
        "properties": { end: port, "gateway": port }}});
    if let Some(list_type) = list_type {
        links["x-kubernetes-list-type"] = json!(list_type);
    }
    let mut crd = crd_of_spec(&json!({"type": "object", "properties": {
        "gateway": {"type": "object", "properties": {"links": links}}}}));
    crd["spec"]["group"] = json!("wiring.githedgehog.com");
    crd["spec"]["names"] = json!({"kind": "Connection", "plural": "connections"});
    crd
}

#[test]
fn the_key_of_gateway_links_follows_the_version_of_the_fabric() {
    let of = |end: &str, declared: Option<&str>| {
        let catalogue = catalogue_of(&connection_crd(end, declared));
        list_type(&catalogue, "wiring.githedgehog.com", "Connection", "spec.gateway.links")
    };
    assert_eq!(of("spine", None), keyed("spine.port gateway.port"));
    assert_eq!(of("switch", None), keyed("switch.port gateway.port"));
    assert_eq!(of("switch", Some("atomic")), ListType::Atomic);
}

/// Keys as the tables write them: `protocol=TCP` may be left out.
fn keys(keys: &str) -> ListType {
    let key = |key: &str| match key.split_once('=') {
        Some((path, default)) => KeyPath::with_default(path, default),
        None => KeyPath::new(key),
    };
    ListType::Keyed(keys.split(' ').map(key).collect())
}

#[rstest]
#[case("", "Pod", "spec.containers", "name")]
#[case("", "Pod", "spec.containers[name=a].env", "name")]
#[case("", "PodTemplate", "template.spec.containers[0].ports", "containerPort protocol=TCP")]
#[case("apps", "Deployment", "spec.template.spec.containers", "name")]
#[case("apps", "Deployment", "spec.template.spec.initContainers[0].volumeMounts", "mountPath")]
#[case("apps", "Deployment", "spec.template.spec.volumes", "name")]
#[case("apps", "Deployment", "spec.template.spec.imagePullSecrets", "name")]
#[case("apps", "StatefulSet", "spec.template.spec.containers[0].volumeDevices", "devicePath")]
#[case(
    "apps",
    "DaemonSet",
    "spec.template.spec.topologySpreadConstraints",
    "topologyKey whenUnsatisfiable"
)]
#[case("batch", "Job", "spec.template.spec.hostAliases", "ip")]
#[case("batch", "CronJob", "spec.jobTemplate.spec.template.spec.containers[0].env", "name")]
#[case("", "Service", "spec.ports", "port protocol=TCP")]
#[case("", "ServiceAccount", "secrets", "name")]
#[case("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "webhooks", "name")]
#[case("kustomize.config.k8s.io", "Kustomization", "images", "name")]
#[case("kustomize.config.k8s.io", "Kustomization", "configMapGenerator", "name")]
#[case("kustomize.config.k8s.io", "Component", "secretGenerator", "name")]
#[case("", "List", "items", "apiVersion kind metadata.namespace=default metadata.name")]
#[case(
    "",
    "List",
    "items[apiVersion=v1,kind=Service,metadata.name=a].spec.ports",
    "port protocol=TCP"
)]
#[case("example.org", "Unknown", "metadata.ownerReferences", "uid")]
fn kinds_of_kubernetes_and_kustomize_have_their_keys(
    #[case] group: &str,
    #[case] kind: &str,
    #[case] path: &str,
    #[case] wanted: &str,
) {
    assert_eq!(list_type(&Catalogue::builtin(), group, kind, path), keys(wanted));
}

#[rstest]
#[case("kustomize.config.k8s.io", "Kustomization", "resources")]
#[case("kustomize.config.k8s.io", "Kustomization", "components")]
#[case("kustomize.config.k8s.io", "Kustomization", "patches")]
#[case("example.org", "Unknown", "metadata.finalizers")]
#[case("batch", "Job", "spec.podFailurePolicy.rules[0].onExitCodes.values")]
fn sets_of_other_kinds(#[case] group: &str, #[case] kind: &str, #[case] path: &str) {
    assert_eq!(list_type(&Catalogue::builtin(), group, kind, path), ListType::Set);
}

/// Whether somebody says that a list is one value, which is not the same as nobody saying anything.
#[rstest]
#[case("", "Pod", "spec.tolerations", true)]
#[case("apps", "Deployment", "spec.template.spec.containers[0].args", true)]
#[case("apps", "StatefulSet", "spec.volumeClaimTemplates", true)]
#[case("networking.k8s.io", "Ingress", "spec.rules", true)]
#[case("rbac.authorization.k8s.io", "Role", "rules", true)]
#[case("", "ServiceAccount", "imagePullSecrets", true)]
#[case("vpc.githedgehog.com", "VPCPeering", "spec.permit", true)]
#[case("gateway.githedgehog.com", "GatewayPeering", "spec.peering.a.expose", true)]
#[case("vpc.githedgehog.com", "VPC", "spec.staticRoutes", true)]
#[case("apps", "Deployment", "spec.template.spec.containers", false)]
#[case("kustomize.config.k8s.io", "Kustomization", "anything", false)]
#[case("example.org", "Unknown", "spec.rules", false)]
#[case("", "List", "items", false)]
#[case("", "List", "items[apiVersion=v1,kind=Pod].spec.tolerations", true)]
fn one_value_is_said_or_not(
    #[case] group: &str,
    #[case] kind: &str,
    #[case] path: &str,
    #[case] said: bool,
) {
    let types = Catalogue::builtin().list_types(&GroupKind::new(group, kind));
    let path: FieldPath = path.parse().unwrap();
    assert_eq!(types.is_one_value(&path), said);
    if said && !path.to_string().ends_with("staticRoutes") {
        assert_eq!(types.list_type(&path), ListType::Atomic);
    }
}

#[test]
fn a_key_of_a_crd_with_a_default_may_be_left_out() {
    let ports = json!({"type": "array", "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["port", "protocol"],
        "items": {"type": "object", "properties": {
            "port": {"type": "integer"}, "protocol": {"type": "string", "default": "TCP"}}}});
    let crd = crd_of_spec(&json!({"type": "object", "properties": {"ports": ports}}));
    let catalogue = catalogue_of(&crd);
    let found = list_type(&catalogue, "example.org", "Thing", "spec.ports");
    assert_eq!(found, keys("port protocol=TCP"));
    // To the API server these two have one key.
    let object = json!({"apiVersion": "example.org/v1", "kind": "Thing", "metadata": {"name": "a"},
        "spec": {"ports": [{"port": 53}, {"port": 53, "protocol": "TCP"}]}});
    let told = catalogue.validate(&(&object).into()).violations;
    assert!(told.iter().any(|v| v.message.contains("same key")), "{told:?}");
    let object = json!({"apiVersion": "example.org/v1", "kind": "Thing", "metadata": {"name": "a"},
        "spec": {"ports": [{"port": 53}, {"port": 53, "protocol": "UDP"}]}});
    assert_eq!(catalogue.validate(&(&object).into()).violations.len(), 0);
}

#[test]
fn a_crd_says_which_lists_are_one_value() {
    let list = |kind: Option<&str>| {
        let mut list = json!({"type": "array", "items": {"type": "string"}});
        if let Some(kind) = kind {
            list["x-kubernetes-list-type"] = json!(kind);
        }
        list
    };
    let crd = crd_of_spec(&json!({"type": "object", "properties": {
        "atomic": list(Some("atomic")), "unsaid": list(None)}}));
    let types = catalogue_of(&crd).list_types(&GroupKind::new("example.org", "Thing"));
    let said = |path: &str| types.is_one_value(&path.parse().unwrap());
    assert_eq!((said("spec.atomic"), said("spec.unsaid")), (true, false));
}
