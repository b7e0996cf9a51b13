//! The hosts that are reached without the proxy.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// Hosts that are reached without the proxy: names with all that is below them, addresses, networks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoProxy(Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    /// `*`
    Everything,
    /// `example.org`: that host and all below it.
    Name(String),
    /// `10.1.2.3` or `10.0.0.0/8`
    Network(IpAddr, u8),
}

/// Why such a list is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoProxyError {
    /// An entry that is none of those that are understood.
    #[error(
        "`{0}` in the list of hosts that are reached without the proxy is not understood: write names \
         (`example.org`, with all below it), addresses (`10.1.2.3`), networks (`10.0.0.0/8`) or `*`, with \
         commas between"
    )]
    Entry(String),
    /// Too many.
    #[error("the list of hosts that are reached without the proxy is longer than {MOST} entries")]
    TooMany,
}

const MOST: usize = 100;
/// Of a host name, in bytes (RFC 1035).
const LONGEST: usize = 253;

impl NoProxy {
    /// Whether nothing is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this host is reached without the proxy. `host` as a URL has it, an IPv6 address in
    /// brackets. Names are not looked up: a network names only hosts that are given as addresses.
    #[must_use]
    pub fn names(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let host = host.strip_suffix('.').unwrap_or(&host);
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let address: Option<IpAddr> = bare.parse().ok();
        self.0.iter().any(|entry| match entry {
            Entry::Everything => true,
            Entry::Name(name) => {
                let rest = host.strip_suffix(name.as_str());
                address.is_none() && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
            Entry::Network(network, bits) => {
                address.is_some_and(|address| is_within(address, *network, *bits))
            }
        })
    }
}

impl FromStr for NoProxy {
    type Err = NoProxyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut entries = Vec::new();
        for one in text.split(',').map(str::trim).filter(|one| !one.is_empty()) {
            if entries.len() == MOST {
                return Err(NoProxyError::TooMany);
            }
            let entry = entry(one).ok_or_else(|| NoProxyError::Entry(shown(one)))?;
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        Ok(Self(entries))
    }
}

/// With commas between.
impl fmt::Display for NoProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, entry) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            match entry {
                Entry::Everything => write!(f, "{comma}*")?,
                Entry::Name(name) => write!(f, "{comma}{name}")?,
                Entry::Network(network, bits) if *bits == width(*network) => {
                    write!(f, "{comma}{network}")?;
                }
                Entry::Network(network, bits) => write!(f, "{comma}{network}/{bits}")?,
            }
        }
        Ok(())
    }
}

fn entry(text: &str) -> Option<Entry> {
    if text == "*" {
        return Some(Entry::Everything);
    }
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Some(Entry::Network(address, width(address)));
    }
    if let Some((network, bits)) = text.split_once('/') {
        let network: IpAddr = network.parse().ok()?;
        let bits = bits.parse().ok().filter(|bits| *bits <= width(network))?;
        return Some(Entry::Network(network, bits));
    }
    let name = text.strip_prefix("*.").or_else(|| text.strip_prefix('.')).unwrap_or(text);
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let plain = |c: char| c.is_alphanumeric() || ".-_".contains(c);
    let is_name = !name.is_empty() && name.len() <= LONGEST && name.chars().all(plain);
    (is_name && !name.split('.').any(str::is_empty)).then_some(Entry::Name(name))
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn is_within(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let number = |address: IpAddr| match address {
        IpAddr::V4(address) => u128::from(u32::from(address)) << 96,
        IpAddr::V6(address) => u128::from(address),
    };
    let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
    address.is_ipv4() == network.is_ipv4() && number(address) & mask == number(network) & mask
}

fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("example.org", "git.example.org", true)]
    #[case("example.org", "Example.ORG", true)]
    #[case("example.org", "example.org.", true)]
    #[case(".example.org", "example.org", true)]
    #[case("*.example.org", "a.b.example.org", true)]
    #[case("example.org", "notexample.org", false)]
    #[case("example.org", "example.org.evil", false)]
    #[case("10.0.0.0/8", "10.200.3.4", true)]
    #[case("10.0.0.0/8", "11.0.0.1", false)]
    #[case("10.0.0.0/8", "10.example.org", false)]
    #[case("0.0.0.0/0", "192.0.2.1", true)]
    #[case("0.0.0.0/0", "[2001:db8::1]", false)]
    #[case("192.0.2.1", "192.0.2.1", true)]
    #[case("0.2.1", "192.0.2.1", false)]
    #[case("2001:db8::/32", "[2001:db8::1]", true)]
    #[case("[2001:db8::1]", "[2001:db8:0::1]", true)]
    #[case("a.example, b.example", "b.example", true)]
    #[case("*", "anything", true)]
    #[case("", "anything", false)]
    fn hosts_are_held_against_the_list(
        #[case] list: &str,
        #[case] host: &str,
        #[case] named: bool,
    ) {
        let list: NoProxy = list.parse().unwrap();
        assert_eq!(list.names(host), named);
        assert_eq!(list.to_string().parse::<NoProxy>().unwrap(), list);
    }

    #[rstest]
    #[case("http://example.org")]
    #[case("example.org:8443")]
    #[case("10.0.0.0/33")]
    #[case("10.0.0/8")]
    #[case("exam ple.org")]
    #[case("example..org")]
    #[case("*.*")]
    fn what_is_not_understood_is_named(#[case] list: &str) {
        let error = list.parse::<NoProxy>().unwrap_err().to_string();
        assert!(error.contains(&format!("`{list}`")), "{error}");
    }

    #[test]
    fn a_list_has_an_end() {
        let list: Vec<String> = (0..=MOST).map(|number| format!("h{number}")).collect();
        assert_eq!(list.join(",").parse::<NoProxy>(), Err(NoProxyError::TooMany));
    }
}
