//! Made-up fabrics: resources of the kinds that people write, some 380 bytes each, with comments.
//!
//! Everything follows from numbers, so that every run measures the same.

/// One of the resources of a fabric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    /// Which fabric.
    pub(crate) fabric: usize,
    /// Which of its resources.
    pub(crate) index: usize,
}

/// What differs between the versions of a resource: two fields that are not side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Version {
    /// `metadata.annotations.note`.
    pub(crate) note: usize,
    /// `metadata.labels.owner`.
    pub(crate) owner: usize,
}

/// The path of the field that [`Version::owner`] is in.
pub(crate) const OWNER: &str = "metadata.labels.owner";

/// A fabric's name.
pub(crate) fn fabric_name(fabric: usize) -> String {
    format!("fabric-{fabric:04}")
}

/// A fabric's directory in its repository.
pub(crate) fn directory(fabric: usize) -> String {
    format!("fabrics/{}", fabric_name(fabric))
}

impl Resource {
    /// Kind, plural and name. The first two are the namespaces that the others name.
    fn what(self) -> (&'static str, &'static str, String) {
        let Some(rest) = self.index.checked_sub(2) else {
            return match self.index {
                0 => ("IPv4Namespace", "ipv4namespaces", "default".to_owned()),
                _ => ("VLANNamespace", "vlannamespaces", "default".to_owned()),
            };
        };
        let group = rest / 5;
        match rest % 5 {
            0 => ("Switch", "switches", format!("leaf-{group}")),
            1 => ("Server", "servers", format!("server-{group}")),
            2 => ("Connection", "connections", format!("server-{group}--unbundled--leaf-{group}")),
            3 => ("VPC", "vpcs", format!("vpc-{group}")),
            _ => ("VPCAttachment", "vpcattachments", format!("server-{group}--vpc-{group}")),
        }
    }

    /// `KIND/NAME`.
    pub(crate) fn name(self) -> String {
        let (kind, _, name) = self.what();
        format!("{kind}/{name}")
    }

    /// Its file in the repository.
    pub(crate) fn path(self) -> String {
        let (_, plural, name) = self.what();
        format!("{}/managed/{plural}/{name}.yaml", directory(self.fabric))
    }

    /// Its text.
    pub(crate) fn text(self, version: Version) -> String {
        let (kind, _, name) = self.what();
        let group =
            if kind.starts_with("VPC") || kind == "IPv4Namespace" { "vpc" } else { "wiring" };
        let Self { fabric, index } = self;
        let Version { note, owner } = version;
        format!(
            "# {kind} {index} of fabric {fabric}: agreed with its owner, see the\n# plan of the hall \
             before you change it.\napiVersion: {group}.githedgehog.com/v1beta1\nkind: {kind}\n\
             metadata:\n  name: {name}\n  annotations:\n    note: revision-{note}\n  \
             namespace: default\n  labels:\n    owner: team-{owner}\n{spec}",
            spec = self.spec()
        )
    }

    fn spec(self) -> String {
        let (kind, _, _) = self.what();
        let group = self.index.saturating_sub(2) / 5;
        let (high, low) = (group / 256 % 256, group % 256);
        match kind {
            "IPv4Namespace" => "spec:\n  subnets: # one is enough for all halls\n    - 10.0.0.0/8\n".to_owned(),
            "VLANNamespace" => {
                "spec:\n  ranges: # below are those of the provider\n    - from: 1000\n      to: 3999\n"
                    .to_owned()
            }
            "Switch" => format!(
                "spec:\n  role: server-leaf # two per rack\n  description: leaf {group}, hall {high}, rack \
                 {low}\n  profile: dell-s5248f-on\n  vlanNamespaces:\n    - default\n",
            ),
            "Server" => format!(
                "spec:\n  # mounted back to front\n  description: server {group} of hall {high}, rack {low}\n"
            ),
            "Connection" => format!(
                "spec:\n  unbundled:\n    link:\n      server:\n        port: server-{group}/enp2s1 # the \
                 upper one\n      switch:\n        port: leaf-{group}/E1/1\n"
            ),
            "VPC" => format!(
                "spec:\n  ipv4Namespace: default\n  vlanNamespace: default\n  subnets:\n    main: # rack \
                 {low}\n      subnet: 10.{high}.{low}.0/24\n      {of_its_own}\n",
                // There are only so many VLANs.
                of_its_own = match group {
                    0..3000 => format!("vlan: {}", 1000 + group),
                    _ => "hostBGP: true".to_owned(),
                },
            ),
            _ => format!(
                "spec:\n  # until the move is done\n  connection: server-{group}--unbundled--leaf-{group}\n  \
                 subnet: vpc-{group}/main\n"
            ),
        }
    }
}

/// Resources of `fabrics` fabrics, evenly; a remainder is left out.
pub(crate) fn estate(fabrics: usize, resources: usize) -> impl Iterator<Item = Resource> {
    let each = resources / fabrics.max(1);
    (0..fabrics).flat_map(move |fabric| (0..each).map(move |index| Resource { fabric, index }))
}

/// A VPC of a hundred lines, with comments.
pub(crate) fn hundred_lines() -> String {
    let mut text = String::from(
        "# The tenants of hall two.\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\n\
         metadata:\n  name: vpc-1\n  namespace: default\nspec:\n  ipv4Namespace: default\n  \
         subnets:\n",
    );
    for n in 1..=9 {
        text.push_str(&format!(
            "    subnet-{n}: # rack {n}\n      subnet: 10.0.{n}.0/24\n      vlan: {vlan}\n      \
             dhcp:\n        enable: true\n        range:\n          start: 10.0.{n}.10\n          \
             end: 10.0.{n}.99\n        options:\n          dnsServers: [10.0.{n}.1, 10.0.{n}.2]\n",
            vlan = 1000 + n
        ));
    }
    text.push_str("  staticRoutes:\n    - prefix: 10.9.0.0/16\n      nextHops: [10.0.1.1]\n");
    text
}

#[cfg(test)]
mod tests {
    use hedgerow_schema::Catalogue;

    use super::*;

    #[test]
    fn every_resource_fits_its_schema() {
        let catalogue = Catalogue::builtin();
        for resource in estate(2, 34) {
            let text = resource.text(Version::default());
            let object = hedgerow_yaml::read_value(&text).unwrap();
            let found = catalogue.validate(&object);
            assert!(found.is_valid(), "{}: {found:?}", resource.path());
        }
    }

    #[test]
    fn a_resource_has_some_380_bytes() {
        let bytes: usize = estate(1, 1000).map(|r| r.text(Version::default()).len()).sum();
        assert!((360..400).contains(&(bytes / 1000)), "{}", bytes / 1000);
    }

    #[test]
    fn paths_differ() {
        let paths: std::collections::BTreeSet<String> =
            estate(3, 300).map(Resource::path).collect();
        assert_eq!(paths.len(), 300);
    }

    #[test]
    fn the_long_one_has_a_hundred_lines() {
        assert!((100..=105).contains(&hundred_lines().lines().count()));
    }
}
