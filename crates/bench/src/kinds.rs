//! A made-up fabric of twelve kinds, as it lives in a cluster: the kinds in turn, so that each has about as many objects.

use crate::data::{directory, fabric_name};

/// The groups of the kinds.
pub(crate) const GROUPS: [&str; 2] = [WIRING, VPC];

const WIRING: &str = "wiring.githedgehog.com";
const VPC: &str = "vpc.githedgehog.com";

/// How many kinds there are.
pub(crate) const KINDS: usize = 12;

/// A resource.
pub(crate) struct Manifest {
    /// Its kind.
    pub(crate) kind: &'static str,
    /// What the kind's objects are called in paths.
    pub(crate) plural: &'static str,
    /// Its name.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
}

impl Manifest {
    /// Its file in the repository.
    pub(crate) fn path(&self) -> String {
        format!("{}/managed/{}/{}.yaml", directory(0), self.plural, self.name)
    }
}

/// The fabric that has them.
pub(crate) fn fabric() -> String {
    fabric_name(0)
}

/// So many resources; they refer to each other as a fabric's do.
pub(crate) fn twelve(count: usize) -> impl Iterator<Item = Manifest> {
    (0..count).map(|number| manifest(number / TURNS, number % TURNS))
}

/// How many servers so many resources have.
pub(crate) fn servers(count: usize) -> usize {
    (count + TURNS - 1 - SERVER) / TURNS
}

/// The name of a server.
pub(crate) fn server_name(round: usize) -> String {
    format!("server-{round}")
}

/// What a server says of itself.
pub(crate) fn description(round: usize) -> String {
    format!("server {round} of hall {}, rack {}", round * 2 / 256 % 256, round * 2 % 256)
}

/// How many resources a round has: of two kinds there are two.
const TURNS: usize = 14;

/// Which of them is a server.
const SERVER: usize = 4;

fn manifest(round: usize, turn: usize) -> Manifest {
    let (r, high, low) = (round, round * 2 / 256 % 256, round * 2 % 256);
    let (group, kind, plural, name, spec) = match turn {
        0 => (
            WIRING,
            "VLANNamespace",
            "vlannamespaces",
            format!("vlans-{r}"),
            "  ranges: # those below are the provider's\n    - from: 1000\n      to: 3999\n"
                .to_owned(),
        ),
        1 => (
            VPC,
            "IPv4Namespace",
            "ipv4namespaces",
            format!("ip-{r}"),
            format!("  subnets: # one is enough for a hall\n    - 10.{high}.{low}.0/23\n"),
        ),
        2 => (WIRING, "SwitchGroup", "switchgroups", format!("group-{r}"), String::new()),
        3 => (
            WIRING,
            "Switch",
            "switches",
            format!("leaf-{r}"),
            format!(
                "  role: server-leaf # two per rack\n  description: leaf {r}, hall {high}\n  profile: dell-s5248f-on\n  \
                 groups:\n    - group-{r}\n  vlanNamespaces:\n    - vlans-{r}\n  portBreakouts:\n    E1/55: 4x25G\n"
            ),
        ),
        SERVER => (
            WIRING,
            "Server",
            "servers",
            server_name(r),
            format!("  # mounted back to front\n  description: {}\n", description(round)),
        ),
        5 => (
            WIRING,
            "Connection",
            "connections",
            format!("server-{r}--unbundled--leaf-{r}"),
            format!(
                "  unbundled:\n    link:\n      server:\n        port: server-{r}/enp2s1 # the upper one\n      switch:\n        \
                 port: leaf-{r}/E1/1\n"
            ),
        ),
        6 => (
            WIRING,
            "Connection",
            "connections",
            format!("leaf-{r}--external"),
            format!(
                "  external:\n    link:\n      switch:\n        port: leaf-{r}/E1/2 # to the provider\n"
            ),
        ),
        7 | 8 => (
            VPC,
            "VPC",
            "vpcs",
            format!("vpc-{r}{}", if turn == 7 { 'a' } else { 'b' }),
            format!(
                "  ipv4Namespace: ip-{r}\n  vlanNamespace: vlans-{r}\n  subnets:\n    main: # rack {low}\n      subnet: \
                 10.{high}.{low}.0/24\n      vlan: {vlan}\n      dhcp:\n        enable: true\n        range:\n          start: \
                 10.{high}.{low}.10\n          end: 10.{high}.{low}.99\n",
                low = low + turn - 7,
                vlan = 1000 + turn,
            ),
        ),
        9 => (
            VPC,
            "VPCAttachment",
            "vpcattachments",
            format!("server-{r}--vpc-{r}a"),
            format!(
                "  # until the move is done\n  connection: server-{r}--unbundled--leaf-{r}\n  subnet: vpc-{r}a/main\n"
            ),
        ),
        10 => (
            VPC,
            "VPCPeering",
            "vpcpeerings",
            format!("vpc-{r}a--vpc-{r}b"),
            format!("  permit: # both, in full\n    - vpc-{r}a: {{}}\n      vpc-{r}b: {{}}\n"),
        ),
        11 => (
            VPC,
            "External",
            "externals",
            format!("ext-{r}"),
            format!(
                "  ipv4Namespace: ip-{r}\n  inboundCommunity: 65102:5000 # theirs\n  outboundCommunity: 50000:50001\n"
            ),
        ),
        12 => (
            VPC,
            "ExternalAttachment",
            "externalattachments",
            format!("leaf-{r}--ext-{r}"),
            format!(
                "  connection: leaf-{r}--external\n  external: ext-{r}\n  neighbor:\n    asn: 65102 # the provider's\n    ip: \
                 100.100.{high}.1\n  switch:\n    ip: 100.100.{high}.6/24\n    vlan: 100\n"
            ),
        ),
        _ => (
            VPC,
            "ExternalPeering",
            "externalpeerings",
            format!("vpc-{r}a--ext-{r}"),
            format!(
                "  permit:\n    external:\n      name: ext-{r}\n      prefixes:\n        - prefix: 0.0.0.0/0 # everything\n    vpc:\n      \
                 name: vpc-{r}a\n      subnets:\n        - main\n"
            ),
        ),
    };
    let spec = if spec.is_empty() { "spec: {}\n".to_owned() } else { format!("spec:\n{spec}") };
    let text = format!(
        "# {kind} of round {r}: agreed with its owner, see the\n# plan of the hall before you change it.\n\
         apiVersion: {group}/v1beta1\nkind: {kind}\nmetadata:\n  name: {name}\n  annotations:\n    note: revision-0\n  \
         labels:\n    owner: team-0\n{spec}"
    );
    Manifest { kind, plural, name, text }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hedgerow_schema::Catalogue;

    use super::*;

    #[test]
    fn there_are_twelve_kinds_that_fit_their_schemas_and_no_two_resources_of_one_name() {
        let catalogue = Catalogue::builtin();
        let all: Vec<Manifest> = twelve(140).collect();
        for one in &all {
            let found = catalogue.validate(&hedgerow_yaml::read_value(&one.text).unwrap());
            assert!(found.is_valid(), "{}: {found:?}", one.path());
        }
        let kinds: BTreeSet<&str> = all.iter().map(|one| one.kind).collect();
        let paths: BTreeSet<String> = all.iter().map(Manifest::path).collect();
        assert_eq!((kinds.len(), paths.len()), (KINDS, all.len()));
    }

    #[test]
    fn servers_are_counted() {
        for count in 0..60 {
            let found = twelve(count).filter(|one| one.kind == "Server").count();
            assert_eq!(servers(count), found, "of {count}");
        }
    }
}
