//! What a person looks for by a value: an address and the networks that contain it, a network, a VLAN, a MAC
//! address, or a part of any text.

use std::cmp::Reverse;
use std::net::IpAddr;

use hedgerow_model::{FieldPath, Value};
use ipnet::IpNet;

use crate::mac::mac_spelled;
use crate::net::{address, prefix, within};

/// The shortest part of a text that is looked for, in characters.
const SHORTEST: usize = 3;

/// VLANs that can be in use.
const VLANS: std::ops::RangeInclusive<i64> = 1..=4094;

/// The kind whose ranges say which VLANs there are.
const VLAN_NAMESPACE: &str = "VLANNamespace";

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// An address: where it stands, and the networks that contain it.
    Address(IpAddr),
    /// A network: where it stands, what contains it, and what lies in it.
    Network(IpNet),
    /// A VLAN: where it is used, and the ranges that contain it.
    Vlan(i64),
    /// A MAC address, however it is written.
    Mac(String),
    /// A part of a text, in lower case.
    Text(String),
}

/// How a value meets what is looked for, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It is this.
    Is,
    /// It contains this.
    Contains,
    /// It lies in this.
    Within,
    /// This is a part of its text.
    Mentions,
}

/// Where a resource says what is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// The field; list items by their place.
    pub path: FieldPath,
    /// What stands there.
    pub value: String,
    /// How it meets what is looked for.
    pub how: How,
    /// How many bits of the address it names, where it is one or a network.
    pub bits: u8,
}

impl Met {
    /// The closest first: of two networks that contain an address, the smaller one.
    #[must_use]
    pub fn rank(&self) -> (How, Reverse<u8>) {
        (self.how, Reverse(self.bits))
    }
}

impl Sought {
    /// What a typed text looks for. `None` for what is too short to look for.
    #[must_use]
    pub fn of(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let lower = typed.to_lowercase();
        let number = lower.strip_prefix("vlan").map_or(lower.as_str(), |rest| {
            rest.trim_start_matches(|c: char| matches!(c, ':' | '=' | '-') || c.is_whitespace())
        });
        let vlan = || number.parse().ok().filter(|number| VLANS.contains(number));
        if let Some(vlan) = vlan() {
            Some(Self::Vlan(vlan))
        } else if let Some(address) = address(typed) {
            Some(Self::Address(address))
        } else if let Some(net) = prefix(typed) {
            Some(Self::Network(net))
        } else if let Some(mac) = mac_spelled(typed) {
            Some(Self::Mac(mac))
        } else {
            (lower.chars().count() >= SHORTEST).then_some(Self::Text(lower))
        }
    }

    /// A regular expression that matches every text in which this may stand, and some others. Without anchors,
    /// back references and look-around.
    #[must_use]
    pub fn pattern(&self) -> String {
        match self {
            Self::Address(IpAddr::V4(address)) => v4_networks(&address.octets(), 32),
            Self::Network(IpNet::V4(net)) => {
                // What lies in it begins with its whole octets.
                let octets = net.network().octets();
                let whole = usize::from(net.prefix_len() / 8);
                let inside: Vec<String> = octets[..whole].iter().map(u8::to_string).collect();
                let inside = match inside.is_empty() {
                    true => "[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+".to_owned(),
                    false => inside.join("[.]"),
                };
                let around = v4_networks(&octets, net.prefix_len());
                format!("(^|[^0-9.]){inside}([^0-9]|$)|{around}")
            }
            // Addresses of this family are written in several ways.
            Self::Address(IpAddr::V6(_)) | Self::Network(IpNet::V6(_)) => {
                "[0-9a-fA-F]*:[0-9a-fA-F:]*:".to_owned()
            }
            Self::Vlan(vlan) => format!(
                "(?i)vlan[a-z]*['\"]?\\s*:\\s*(['\"]?{vlan}([^0-9]|$)|[*&])|{VLAN_NAMESPACE}"
            ),
            Self::Mac(mac) => {
                let octets: Vec<&str> = mac.split(':').collect();
                format!("(?i){}", octets.join("[:.-]?"))
            }
            Self::Text(text) => format!("(?i){}", regex::escape(text)),
        }
    }

    /// Where an object says it: the closest of all places, and of those the first.
    #[must_use]
    pub fn in_object(&self, object: &Value) -> Option<Met> {
        let has_ranges = object.get("kind").and_then(Value::as_str) == Some(VLAN_NAMESPACE);
        let mut best: Option<Met> = None;
        let mut waiting = vec![(FieldPath::root(), object)];
        while let Some((path, value)) = waiting.pop() {
            let met = match (self, value) {
                (Self::Vlan(vlan), Value::Map(range)) if has_ranges => in_range(*vlan, range),
                _ => self.in_scalar(&path, value),
            };
            if let Some((how, value, bits)) = met {
                let met = Met { path: path.clone(), value, how, bits };
                if best.as_ref().is_none_or(|known| met.rank() < known.rank()) {
                    best = Some(met);
                }
            }
            let known = waiting.len();
            match value {
                Value::Map(map) => {
                    waiting.extend(map.iter().map(|(key, value)| (path.key(key), value)))
                }
                Value::List(items) => {
                    waiting.extend(items.iter().enumerate().map(|(at, it)| (path.index(at), it)));
                }
                _ => {}
            }
            // The first is the next.
            waiting[known..].reverse();
        }
        best
    }

    /// How a scalar meets it, what stands there, and for networks how many bits of the address it names.
    fn in_scalar(&self, path: &FieldPath, value: &Value) -> Option<(How, String, u8)> {
        if let (Self::Vlan(vlan), Some(name)) = (self, last_key(path)) {
            let number = value.as_i64().or_else(|| value.as_str()?.parse().ok());
            let is_one = name.to_lowercase().contains("vlan") && number == Some(*vlan);
            return is_one.then(|| (How::Is, vlan.to_string(), 0));
        }
        let text = value.as_str()?;
        let (how, length) = match self {
            Self::Vlan(_) => return None,
            Self::Mac(mac) => (mac_spelled(text)? == *mac).then_some((How::Is, 0))?,
            Self::Text(part) => {
                // Its name is found by name.
                let is_name = path.to_string() == "metadata.name";
                let has = !is_name && text.to_lowercase().contains(part);
                has.then_some((if text.len() == part.len() { How::Is } else { How::Mentions }, 0))?
            }
            Self::Address(sought) => match (address(text), prefix(text)) {
                (Some(address), _) => (address == *sought).then_some((How::Is, 128))?,
                // An address with the length of its network.
                (_, Some(net)) if net.addr() == *sought => (How::Is, net.prefix_len()),
                (_, Some(net)) => {
                    net.contains(sought).then_some((How::Contains, net.prefix_len()))?
                }
                _ => return None,
            },
            Self::Network(sought) => match (address(text), prefix(text)) {
                (Some(address), _) => sought.contains(&address).then_some((How::Within, 128))?,
                (_, Some(net)) if net.trunc() == sought.trunc() => (How::Is, net.prefix_len()),
                (_, Some(net)) if within(*sought, net) => (How::Contains, net.prefix_len()),
                (_, Some(net)) => {
                    within(net, *sought).then_some((How::Within, net.prefix_len()))?
                }
                _ => return None,
            },
        };
        Some((how, text.to_owned(), length))
    }
}

fn last_key(path: &FieldPath) -> Option<&str> {
    path.segments().iter().rev().find_map(|segment| match segment {
        hedgerow_model::Segment::Key(key) => Some(key.as_str()),
        _ => None,
    })
}

/// Whether a range has a VLAN.
fn in_range(vlan: i64, range: &hedgerow_model::Map) -> Option<(How, String, u8)> {
    let end = |name: &str| range.get(name).and_then(Value::as_i64);
    let (from, to) = (end("from")?, end("to")?);
    (from..=to).contains(&vlan).then(|| (How::Contains, format!("{from}-{to}"), 0))
}

/// Matches an address, and every network that may contain one of its first `bits`.
fn v4_networks(octets: &[u8; 4], bits: u8) -> String {
    let [a, b, c, d] = octets;
    let any = "[0-9]+";
    let mut ways = vec![
        format!("{any}[.]{any}[.]{any}[.]{any}/[0-7]"),
        format!("{a}[.]{any}[.]{any}[.]{any}/([89]|1[0-5])"),
        format!("{a}[.]{b}[.]{any}[.]{any}/(1[6-9]|2[0-3])"),
        format!("{a}[.]{b}[.]{c}[.]{any}/(2[4-9]|3[01])"),
        format!("{a}[.]{b}[.]{c}[.]{d}"),
    ];
    if bits < 32 {
        // A network's own octets end with those that it has whole.
        ways.remove(4);
        ways.truncate(usize::from(bits / 8) + 1);
    }
    format!("(^|[^0-9.])({})([^0-9]|$)", ways.join("|"))
}

#[cfg(test)]
mod tests;
