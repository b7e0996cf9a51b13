//! What is worth knowing of a resource at a glance, by kind: the columns of a table.
//!
//! Short texts for people. Nothing for a kind that is not known, nothing for a field that is not
//! there or is of another type: a fact is never guessed.

use hedgerow_model::{GroupVersion, Map, Value};
use indexmap::IndexSet;
use serde::{Deserialize, Serialize};

use crate::hedgehog::{GATEWAY_GROUP, VPC_GROUP, WIRING_GROUP};

/// How many items of a list a fact names; the rest is counted.
const NAMED: usize = 4;

/// The most characters of a fact.
const LONGEST: usize = 120;

/// One thing worth knowing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fact {
    /// What it is, such as `VLANs`.
    pub name: String,
    /// Its value as people read it, such as `1001, 1002`.
    pub value: String,
}

/// The most columns of a definition that are facts.
const COLUMNS: usize = 6;

/// What a definition wants to be seen of each object (`additionalPrinterColumns`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PrinterColumn {
    /// Its head.
    name: String,
    /// The keys that lead to the field.
    keys: Vec<String>,
}

/// The columns of a definition's version that are always shown and are of what people write: plain paths below `spec`.
pub(crate) fn printer_columns(listed: Option<&Value>) -> Vec<PrinterColumn> {
    let column = |column: &Value| {
        let path = column.get("jsonPath").or_else(|| column.get("JSONPath"))?.as_str()?;
        let is_shown = column.get("priority").and_then(Value::as_i64).unwrap_or(0) == 0;
        let keys: Vec<String> = path.strip_prefix('.')?.split('.').map(str::to_owned).collect();
        let is_plain = |key: &String| {
            !key.is_empty()
                && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        };
        let is_written = keys.len() > 1 && keys[0] == "spec" && keys.iter().all(is_plain);
        let name = column.get("name")?.as_str()?.trim().to_owned();
        let is_named = !name.is_empty() && name.chars().count() <= LONGEST;
        (is_shown && is_written && is_named).then_some(PrinterColumn { name, keys })
    };
    items(listed).filter_map(column).take(COLUMNS).collect()
}

/// What an object has in these columns.
pub(crate) fn facts_by(columns: &[PrinterColumn], object: &Value) -> Vec<Fact> {
    let mut found = Facts(Vec::new());
    for PrinterColumn { name, keys } in columns {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        match object.at(&keys) {
            Some(Value::List(values)) => found.list(name, values.iter().filter_map(plain)),
            value => found.plain(name, value),
        }
    }
    found.0
}

/// The facts of an object of a kind that is known by name, the most telling first.
#[must_use]
pub(crate) fn facts(object: &Value) -> Vec<Fact> {
    let (Some(api_version), Some(kind), Some(spec)) = (
        object.get("apiVersion").and_then(Value::as_str),
        object.get("kind").and_then(Value::as_str),
        object.get("spec").and_then(Value::as_map),
    ) else {
        return Vec::new();
    };
    let mut found = Facts(Vec::new());
    match (GroupVersion::parse(api_version).group.as_str(), kind) {
        (VPC_GROUP, "VPC") => vpc(spec, &mut found),
        (VPC_GROUP, "VPCAttachment") => {
            found.plain("subnet", spec.get("subnet"));
            found.plain("connection", spec.get("connection"));
            found.flag("native VLAN", spec.get("nativeVLAN"));
        }
        (VPC_GROUP, "VPCPeering") => vpc_peering(spec, &mut found),
        (VPC_GROUP, "External") => {
            found.plain("in", spec.get("inboundCommunity"));
            found.plain("out", spec.get("outboundCommunity"));
            let prefixes = map(spec, "static").and_then(|fixed| fixed.get("prefixes"));
            found.list("static", items(prefixes).filter_map(plain));
            found.plain("IPv4 namespace", spec.get("ipv4Namespace"));
        }
        (VPC_GROUP, "ExternalAttachment") => external_attachment(spec, &mut found),
        (VPC_GROUP, "ExternalPeering") => external_peering(spec, &mut found),
        (VPC_GROUP, "IPv4Namespace") => {
            found.list("subnets", items(spec.get("subnets")).filter_map(plain));
        }
        (WIRING_GROUP, "VLANNamespace") => {
            let range = |range: &Value| {
                Some(format!("{}-{}", plain(range.get("from")?)?, plain(range.get("to")?)?))
            };
            found.list("VLANs", items(spec.get("ranges")).filter_map(range));
        }
        (WIRING_GROUP, "Connection") => connection(spec, &mut found),
        (WIRING_GROUP, "Switch") => switch(spec, &mut found),
        (WIRING_GROUP, "Server") => {
            found.plain("description", spec.get("description"));
            found.plain("profile", spec.get("profile"));
        }
        (GATEWAY_GROUP, "Gateway") => gateway(spec, &mut found),
        (GATEWAY_GROUP, "GatewayPeering") => {
            let sides = map(spec, "peering").into_iter().flatten();
            found.joined("between", sides.map(|(name, _)| name.clone()), " – ");
            found.plain("group", spec.get("gatewayGroup"));
            let rules = map(spec, "acl").map_or(0, |acl| items(acl.get("rules")).count());
            found.count("ACL", rules, "rule", "rules");
        }
        _ => {}
    }
    found.0
}

fn vpc(spec: &Map, found: &mut Facts) {
    let subnets = map(spec, "subnets");
    let named = |(name, subnet): (&String, &Value)| {
        Some(format!("{name} {}", plain(subnet.get("subnet")?)?))
    };
    found.list("subnets", subnets.into_iter().flatten().filter_map(named));
    let vlan = |(_, subnet): (&String, &Value)| plain(subnet.get("vlan")?);
    found.list("VLANs", subnets.into_iter().flatten().filter_map(vlan));
    let routes = items(spec.get("staticRoutes")).count();
    found.count("static routes", routes, "route", "routes");
    found.plain("mode", spec.get("mode"));
    found.plain("IPv4 namespace", spec.get("ipv4Namespace"));
    found.plain("VLAN namespace", spec.get("vlanNamespace"));
}

fn vpc_peering(spec: &Map, found: &mut Facts) {
    let policies = items(spec.get("permit")).filter_map(Value::as_map);
    let between: IndexSet<&String> = policies.flat_map(|policy| policy.keys()).collect();
    found.joined("between", between.into_iter().cloned(), " – ");
    let subnets =
        items(spec.get("permit")).filter_map(Value::as_map).flatten().flat_map(|(name, side)| {
            items(side.get("subnets")).filter_map(move |at| Some(format!("{name}/{}", plain(at)?)))
        });
    found.list("subnets", subnets);
    found.plain("remote", spec.get("remote"));
}

fn external_attachment(spec: &Map, found: &mut Facts) {
    found.plain("external", spec.get("external"));
    found.plain("connection", spec.get("connection"));
    for side in ["switch", "static"] {
        let side = map(spec, side);
        found.plain("VLAN", side.and_then(|side| side.get("vlan")));
        found.plain("address", side.and_then(|side| side.get("ip")));
    }
    let neighbor = map(spec, "neighbor");
    found.plain("neighbour", neighbor.and_then(|neighbor| neighbor.get("ip")));
    found.plain("AS", neighbor.and_then(|neighbor| neighbor.get("asn")));
    let statements = map(spec, "inboundACL").map_or(0, |acl| items(acl.get("statements")).count());
    found.count("inbound ACL", statements, "statement", "statements");
}

fn external_peering(spec: &Map, found: &mut Facts) {
    let Some(permit) = map(spec, "permit") else { return };
    let side = |key: &str| map(permit, key);
    let names = ["vpc", "external"].into_iter().filter_map(|key| plain(side(key)?.get("name")?));
    found.joined("between", names, " – ");
    let subnets = side("vpc").and_then(|vpc| vpc.get("subnets"));
    found.list("subnets", items(subnets).filter_map(plain));
    let prefixes = side("external").and_then(|external| external.get("prefixes"));
    let prefix = |prefix: &Value| plain(prefix.get("prefix")?);
    found.list("prefixes", items(prefixes).filter_map(prefix));
}

/// The sort of the connection and both ends of each of its cables.
fn connection(spec: &Map, found: &mut Facts) {
    let Some((sort, details)) = spec.iter().find(|(_, details)| details.as_map().is_some()) else {
        return;
    };
    found.push("type", sort.clone());
    let links = details.get("link").into_iter().chain(
        ["links", "peerLinks", "sessionLinks"].iter().flat_map(|list| items(details.get(list))),
    );
    let cable = |link: &Value| {
        let ports = link.as_map()?.values().filter_map(|end| plain(end.get("port")?));
        let ends: Vec<String> = ports.collect();
        (!ends.is_empty()).then(|| ends.join(" – "))
    };
    found.list("ends", links.filter_map(cable));
    found.plain("MTU", details.get("mtu"));
    found.flag("fallback", details.get("fallback"));
    found.plain("within", details.get("withinVPC"));
}

fn switch(spec: &Map, found: &mut Facts) {
    found.plain("role", spec.get("role"));
    found.plain("profile", spec.get("profile"));
    if let Some(redundancy) = map(spec, "redundancy") {
        let parts = ["type", "group"].into_iter().filter_map(|key| plain(redundancy.get(key)?));
        found.joined("redundancy", parts, " ");
    }
    found.list("groups", items(spec.get("groups")).filter_map(plain));
    let ports = [("portBreakouts", ""), ("portSpeeds", ""), ("portGroupSpeeds", "group ")];
    let ports = ports.into_iter().flat_map(|(key, before)| {
        let port = move |(port, as_what): (&String, &Value)| {
            Some(format!("{before}{port} {}", plain(as_what)?))
        };
        map(spec, key).into_iter().flatten().filter_map(port)
    });
    found.list("ports", ports);
    found.plain("AS", spec.get("asn"));
    found.plain("address", spec.get("ip"));
    found.plain("description", spec.get("description"));
}

fn gateway(spec: &Map, found: &mut Facts) {
    let name = |group: &Value| plain(group.get("name")?);
    found.list("groups", items(spec.get("groups")).filter_map(name));
    found.plain("AS", spec.get("asn"));
    found.plain("address", spec.get("protocolIP"));
    let interfaces = map(spec, "interfaces").into_iter().flatten();
    found.list("interfaces", interfaces.map(|(name, _)| name.clone()));
    found.list(
        "neighbours",
        items(spec.get("neighbors")).filter_map(|neighbor| plain(neighbor.get("ip")?)),
    );
}

/// Collects facts; what is empty is none.
struct Facts(Vec<Fact>);

impl Facts {
    fn push(&mut self, name: &str, value: String) {
        if value.is_empty() || self.0.iter().any(|fact| fact.name == name) {
            return;
        }
        let value = match value.char_indices().nth(LONGEST) {
            Some((at, _)) => format!("{}…", &value[..at]),
            None => value,
        };
        self.0.push(Fact { name: name.to_owned(), value });
    }

    fn plain(&mut self, name: &str, value: Option<&Value>) {
        self.push(name, value.and_then(plain).unwrap_or_default());
    }

    fn flag(&mut self, name: &str, value: Option<&Value>) {
        if value.and_then(Value::as_bool) == Some(true) {
            self.push(name, "yes".to_owned());
        }
    }

    fn list(&mut self, name: &str, values: impl Iterator<Item = String>) {
        self.joined(name, values, ", ");
    }

    fn joined(&mut self, name: &str, values: impl Iterator<Item = String>, between: &str) {
        let mut values: Vec<String> = values.collect();
        let more = values.len().saturating_sub(NAMED);
        values.truncate(NAMED);
        let mut text = values.join(between);
        if more > 0 {
            text.push_str(&format!(" +{more}"));
        }
        self.push(name, text);
    }

    fn count(&mut self, name: &str, count: usize, one: &str, many: &str) {
        if count > 0 {
            self.push(name, format!("{count} {}", if count == 1 { one } else { many }));
        }
    }
}

/// A scalar as people write it; nothing for lists, maps and null.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Some(value.plain_text()).filter(|text| !text.trim().is_empty())
        }
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

fn items(list: Option<&Value>) -> std::slice::Iter<'_, Value> {
    list.and_then(Value::as_list).unwrap_or_default().iter()
}

fn map<'v>(map: &'v Map, key: &str) -> Option<&'v Map> {
    map.get(key).and_then(Value::as_map)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn facts_of(group: &str, kind: &str, spec: &str) -> String {
        let spec: String = spec.split('\n').map(|line| format!("  {line}\n")).collect();
        let text = format!(
            "apiVersion: {group}.githedgehog.com/v1\nkind: {kind}\nmetadata:\n  name: a\nspec:\n{spec}"
        );
        let told: Vec<String> = facts(&hedgerow_yaml::read_value(&text).unwrap())
            .into_iter()
            .map(|fact| format!("{}: {}", fact.name, fact.value))
            .collect();
        told.join("; ")
    }

    #[rstest]
    #[case(
        "vpc",
        "VPC",
        "mode: l3vni\nsubnets:\n  front: {subnet: 10.0.1.0/24, vlan: 1001}\n  back: {subnet: 10.0.2.0/24, vlan: 1002}",
        "subnets: front 10.0.1.0/24, back 10.0.2.0/24; VLANs: 1001, 1002; mode: l3vni"
    )]
    #[case(
        "vpc",
        "VPCAttachment",
        "subnet: web/front\nconnection: s-1--l-1\nnativeVLAN: true",
        "subnet: web/front; connection: s-1--l-1; native VLAN: yes"
    )]
    #[case(
        "vpc",
        "VPCPeering",
        "permit:\n- web: {subnets: [front]}\n  db: {}",
        "between: web – db; subnets: web/front"
    )]
    #[case(
        "vpc",
        "External",
        "ipv4Namespace: default\ninboundCommunity: 65102:5000\noutboundCommunity: 50000:50001",
        "in: 65102:5000; out: 50000:50001; IPv4 namespace: default"
    )]
    #[case(
        "vpc",
        "ExternalAttachment",
        "external: up\nconnection: l-1--up\nswitch: {ip: 1.2.3.4/31, vlan: 7}\nneighbor: {asn: 65100, ip: 1.2.3.5}",
        "external: up; connection: l-1--up; VLAN: 7; address: 1.2.3.4/31; neighbour: 1.2.3.5; AS: 65100"
    )]
    #[case(
        "vpc",
        "ExternalPeering",
        "permit:\n  vpc: {name: web, subnets: [front]}\n  external: {name: up, prefixes: [{prefix: 0.0.0.0/0}]}",
        "between: web – up; subnets: front; prefixes: 0.0.0.0/0"
    )]
    #[case("vpc", "IPv4Namespace", "subnets: [10.0.0.0/16]", "subnets: 10.0.0.0/16")]
    #[case("wiring", "VLANNamespace", "ranges: [{from: 1000, to: 2999}]", "VLANs: 1000-2999")]
    #[case(
        "wiring",
        "Connection",
        "eslag:\n  fallback: true\n  links:\n  - server: {port: s-1/e1}\n    switch: {port: l-1/E1/1}\n  - server: {port: s-1/e2}\n    switch: {port: l-2/E1/1}",
        "type: eslag; ends: s-1/e1 – l-1/E1/1, s-1/e2 – l-2/E1/1; fallback: yes"
    )]
    #[case(
        "wiring",
        "Connection",
        "external:\n  link:\n    switch: {port: l-1/E1/9}",
        "type: external; ends: l-1/E1/9"
    )]
    #[case(
        "wiring",
        "Switch",
        "role: server-leaf\nprofile: vs\nredundancy: {group: eslag-1, type: eslag}\nportBreakouts: {E1/55: 4x25G}\nportGroupSpeeds: {'3': 10G}\nip: 10.0.0.1/21",
        "role: server-leaf; profile: vs; redundancy: eslag eslag-1; ports: E1/55 4x25G, group 3 10G; address: 10.0.0.1/21"
    )]
    #[case("wiring", "Server", "description: rack 1", "description: rack 1")]
    #[case(
        "gateway",
        "Gateway",
        "asn: 65534\ngroups: [{name: g1, priority: 1}]\ninterfaces: {eth0: {}}",
        "groups: g1; AS: 65534; interfaces: eth0"
    )]
    #[case(
        "gateway",
        "GatewayPeering",
        "gatewayGroup: g1\npeering:\n  web: {}\n  ext.up: {}",
        "between: web – ext.up; group: g1"
    )]
    fn each_kind_tells_what_matters(
        #[case] group: &str,
        #[case] kind: &str,
        #[case] spec: &str,
        #[case] wanted: &str,
    ) {
        assert_eq!(facts_of(group, kind, spec), wanted);
    }

    #[test]
    fn nothing_is_told_of_unknown_kinds_and_of_fields_of_another_type() {
        assert_eq!(facts_of("example", "VPC", "mode: x"), "");
        assert_eq!(facts_of("vpc", "VPC", "mode: {a: 1}\nsubnets: [1, 2]"), "");
        assert_eq!(facts_of("wiring", "Connection", "eslag: yes"), "");
        assert_eq!(facts(&Value::Null), []);
    }

    #[test]
    fn a_kind_without_facts_of_its_own_has_the_columns_of_its_definition() {
        let crd = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  group: example.org\n  \
             names: {kind: Probe, plural: probes}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    \
             schema: {openAPIV3Schema: {type: object}}\n    additionalPrinterColumns:\n    \
             - {name: Target, type: string, jsonPath: .spec.target.host}\n    \
             - {name: Ports, type: string, jsonPath: .spec.ports}\n    \
             - {name: Ready, type: string, jsonPath: .status.ready}\n    \
             - {name: First, type: string, jsonPath: '.spec.ports[0]'}\n    \
             - {name: Rare, type: string, jsonPath: .spec.rare, priority: 1}\n";
        let (catalogue, problems) =
            crate::Catalogue::with_crds(&[("probe.yaml".to_owned(), crd.to_owned())]);
        assert_eq!(problems, []);
        let told = |text: &str| {
            let facts = catalogue.facts(&hedgerow_yaml::read_value(text).unwrap());
            facts
                .iter()
                .map(|it| format!("{}: {}", it.name, it.value))
                .collect::<Vec<_>>()
                .join("; ")
        };
        let probe = "apiVersion: example.org/v1\nkind: Probe\nmetadata: {name: a}\nspec: {target: {host: h}, ports: [1, 2], rare: x}\nstatus: {ready: yes}\n";
        assert_eq!(told(probe), "Target: h; Ports: 1, 2");
        assert_eq!(told(&probe.replace("Probe", "Other")), "");
        let vpc = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nspec: {mode: l3vni}\n";
        assert_eq!(told(vpc), "mode: l3vni", "a kind that is known by name keeps its own");
    }

    #[test]
    fn long_lists_and_texts_are_cut_and_say_so() {
        let subnets: Vec<String> = (0..9).map(|n| format!("10.{n}.0.0/16")).collect();
        assert_eq!(
            facts_of("vpc", "IPv4Namespace", &format!("subnets: [{}]", subnets.join(", "))),
            "subnets: 10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16 +5"
        );
        let long = facts_of("wiring", "Server", &format!("description: {}", "é".repeat(200)));
        assert!(long.ends_with("é…"), "{long}");
        assert_eq!(long.chars().count(), "description: ".len() + LONGEST + 1);
    }
}
