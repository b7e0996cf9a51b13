//! Where a request comes from.
//!
//! The peer of the connection, unless that is a proxy that the configuration trusts: then the last
//! address of `x-forwarded-for` that is no such proxy. What is before it was written by whoever
//! sent the request, and is believed by nobody.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::HeaderMap;

/// The header in which proxies write whom they speak for.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// A range of addresses: `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// A text that is not a range of addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an address or a range such as `10.0.0.0/8`")]
pub struct NetworkError(String);

impl Network {
    fn has(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(address)) => {
                same_start(&net.octets(), &address.octets(), self.bits)
            }
            (IpAddr::V6(net), IpAddr::V6(address)) => {
                same_start(&net.octets(), &address.octets(), self.bits)
            }
            _ => false,
        }
    }
}

fn same_start(one: &[u8], other: &[u8], bits: u8) -> bool {
    let whole = usize::from(bits / 8);
    let mask = !(0xff_u8.checked_shr(u32::from(bits % 8)).unwrap_or_default());
    one.iter().zip(other).enumerate().all(|(at, (a, b))| match at {
        at if at < whole => a == b,
        at if at == whole => a & mask == b & mask,
        _ => true,
    })
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let wrong = || NetworkError(text.to_owned());
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| wrong())?)),
            None => (text.trim(), None),
        };
        let address = address.parse::<IpAddr>().map_err(|_| wrong())?.to_canonical();
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        if bits > most {
            return Err(wrong());
        }
        Ok(Self { address, bits })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

/// Where a request comes from, as far as that is known.
pub(crate) fn client(
    peer: Option<SocketAddr>,
    headers: &HeaderMap,
    trusted: &[Network],
) -> Option<IpAddr> {
    let peer = peer?.ip().to_canonical();
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.has(address));
    if !is_trusted(peer) {
        return Some(peer);
    }
    let written: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .collect();
    let mut nearest = peer;
    for text in written.into_iter().rev() {
        let Some(address) = one(text) else { break };
        nearest = address;
        if !is_trusted(address) {
            break;
        }
    }
    Some(nearest)
}

/// One address of the header; some proxies write the port along.
fn one(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let address = text
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()))
        .or_else(|_| text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>());
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, written: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in written {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        client(Some(peer.parse().unwrap()), &headers, &trusted).unwrap().to_string()
    }

    #[test]
    fn what_a_stranger_writes_is_not_believed() {
        assert_eq!(from("192.0.2.1:5", &["10.1.1.1"], &[]), "192.0.2.1");
        assert_eq!(from("192.0.2.1:5", &["10.1.1.1"], &["10.0.0.0/8"]), "192.0.2.1");
    }

    #[test]
    fn a_trusted_proxy_says_whom_it_speaks_for() {
        let proxies = ["10.0.0.0/8", "::1"];
        assert_eq!(from("10.0.0.1:5", &["192.0.2.7"], &proxies), "192.0.2.7");
        assert_eq!(from("[::1]:5", &["192.0.2.7:4711"], &proxies), "192.0.2.7");
        assert_eq!(from("[::ffff:10.0.0.1]:5", &["[2001:db8::1]:80"], &proxies), "2001:db8::1");
        assert_eq!(from("10.0.0.1:5", &["192.0.2.7, 10.0.0.9"], &proxies), "192.0.2.7");
        assert_eq!(from("10.0.0.1:5", &["192.0.2.7", "10.0.0.9"], &proxies), "192.0.2.7");
    }

    #[test]
    fn what_stands_before_the_last_stranger_was_written_by_them() {
        let proxies = ["10.0.0.0/8"];
        assert_eq!(from("10.0.0.1:5", &["127.0.0.1, 192.0.2.7"], &proxies), "192.0.2.7");
        assert_eq!(from("10.0.0.1:5", &["203.0.113.1, nonsense, 10.0.0.3"], &proxies), "10.0.0.3");
        assert_eq!(from("10.0.0.1:5", &[], &proxies), "10.0.0.1");
    }

    #[test]
    fn ranges_are_compared_bit_by_bit() {
        let has = |range: &str, address: &str| {
            range.parse::<Network>().unwrap().has(address.parse().unwrap())
        };
        assert!(has("192.168.4.0/22", "192.168.7.255") && !has("192.168.4.0/22", "192.168.8.0"));
        assert!(has("0.0.0.0/0", "1.2.3.4") && !has("0.0.0.0/0", "::1"));
        assert!(
            has("2001:db8::/33", "2001:db8:7fff::1") && !has("2001:db8::/33", "2001:db8:8000::1")
        );
        assert!(has("10.0.0.1", "10.0.0.1") && !has("10.0.0.1", "10.0.0.2"));
        for wrong in ["", "10.0.0.0/33", "::/129", "ten", "10.0.0.0/x", "10.0.0/8"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
