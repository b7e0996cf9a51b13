//! The table of the settings: what each is called, what it takes and what it means.
//! docs/installation.md, the API and the form of the web application show it.

/// What a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One of these words.
    Choice(&'static [&'static str]),
    /// An IPv4 network, such as `172.30.0.0/21`.
    Network,
    /// An IPv4 address.
    Address,
    /// A list of networks, IPv4 or IPv6; at most [`MOST`].
    Networks,
    /// A list of VLAN ranges, each with `from` and `to`; at most [`MOST`].
    VlanRanges,
    /// A whole number, ends included.
    Number {
        /// The smallest.
        least: u32,
        /// The largest.
        most: u32,
    },
    /// `true` or `false`.
    Flag,
}

/// Most entries of a list.
pub(super) const MOST: usize = 200;

impl Form {
    /// A stable word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Choice(_) => "choice",
            Self::Network => "network",
            Self::Address => "address",
            Self::Networks => "networks",
            Self::VlanRanges => "vlan-ranges",
            Self::Number { .. } => "number",
            Self::Flag => "flag",
        }
    }
}

/// What it takes, to be read after "must be".
impl std::fmt::Display for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Choice(words) => write!(f, "one of {}", words.join(", ")),
            Self::Network => f.write_str("an IPv4 network such as 172.30.0.0/21"),
            Self::Address => f.write_str("an IPv4 address such as 172.30.0.1"),
            Self::Networks => write!(f, "a list of networks, at most {MOST}"),
            Self::VlanRanges => {
                write!(f, "a list of VLAN ranges such as {{from: 3000, to: 3899}}, at most {MOST}")
            }
            Self::Number { least, most } => write!(f, "a whole number from {least} to {most}"),
            Self::Flag => f.write_str("true or false"),
        }
    }
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub form: Form,
    /// What it means.
    pub meaning: &'static str,
}

const ASN: Form = Form::Number { least: 1, most: u32::MAX };

/// Every setting, in the order in which they are shown.
pub static SETTINGS: &[Setting] = &[
    setting("mode", Form::Choice(&["spine-leaf", "collapsed-core"]), "The fabric mode."),
    setting("reservedSubnets", Form::Networks, "Networks that no resource may use."),
    setting("reservedVlans", Form::VlanRanges, "VLANs that no VLANNamespace may use."),
    setting("spineAsn", ASN, "The ASN of all spines."),
    setting("leafAsnStart", ASN, "The first ASN of leaves."),
    setting("leafAsnEnd", ASN, "The last ASN of leaves."),
    setting("managementSubnet", Form::Network, "The management network."),
    setting(
        "managementDhcpStart",
        Form::Address,
        "The first address that the management DHCP server assigns.",
    ),
    setting("controlVip", Form::Address, "The virtual IP address of the control nodes."),
    setting("fabricSubnet", Form::Network, "The network of the links between switches."),
    setting("protocolSubnet", Form::Network, "The network of the switches' protocol addresses."),
    setting("vtepSubnet", Form::Network, "The network of the switches' VTEP addresses."),
    setting(
        "fabricMtu",
        Form::Number { least: 1, most: 65_535 },
        "The MTU of the fabric, in bytes.",
    ),
    setting(
        "serverMtuOffset",
        Form::Number { least: 0, most: 65_535 },
        "By how many bytes the MTU of servers is smaller than that of the fabric.",
    ),
    setting("gateway", Form::Flag, "Whether the gateway is enabled."),
    setting(
        "gatewayCommunities",
        Form::Number { least: 0, most: 10_000 },
        "The number of BGP communities for gateway groups.",
    ),
    setting("peeringDisabled", Form::Flag, "Whether VPC peering is disabled."),
    setting(
        "extraProfiles",
        Form::Flag,
        "Whether switch profiles beside the built-in ones are allowed.",
    ),
];

const fn setting(name: &'static str, form: Form, meaning: &'static str) -> Setting {
    Setting { name, form, meaning }
}
