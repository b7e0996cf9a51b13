//! What a try of a secret is counted at, and what it waits for: by what is known of who tries.

use std::net::IpAddr;

use crate::device::Device;

/// The most characters of an account that are told apart.
const LONGEST_ACCOUNT: usize = 64;

/// What a secret is tried at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Door {
    /// Logging in.
    Login,
    /// Making the first account.
    Setup,
    /// Changing a password, where the current one is asked for.
    Password,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Account(Door, String, Network),
    Address(Door, Network),
    Device(Door, Device),
}

/// What is known of who tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing.
    Stranger,
    /// The account has come in from this address.
    KnownAddress,
    /// The account has come in with this browser.
    KnownDevice(Device),
}

/// What a try is counted at and waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Counters {
    /// At the account and at the address; whether it waits for what others did at the address.
    Both { account: Key, address: Key, waits_for_address: bool },
    /// By itself: it neither waits for what others tried, nor makes others wait.
    Alone(Key),
}

impl Counters {
    pub(crate) fn of(door: Door, account: &str, network: Network, standing: Standing) -> Self {
        match standing {
            Standing::KnownDevice(device) => Self::Alone(Key::Device(door, device)),
            Standing::Stranger | Standing::KnownAddress => {
                let account = account.to_lowercase().chars().take(LONGEST_ACCOUNT).collect();
                Self::Both {
                    account: Key::Account(door, account, network),
                    address: Key::Address(door, network),
                    waits_for_address: standing == Standing::Stranger,
                }
            }
        }
    }

    pub(crate) fn waits_for(&self) -> Vec<&Key> {
        match self {
            Self::Both { account, address, waits_for_address: true } => vec![account, address],
            Self::Both { account, .. } => vec![account],
            Self::Alone(device) => vec![device],
        }
    }

    /// The one that the right secret clears.
    pub(crate) fn own(&self) -> &Key {
        match self {
            Self::Both { account, .. } => account,
            Self::Alone(device) => device,
        }
    }

    pub(crate) fn shared(&self) -> Option<&Key> {
        match self {
            Self::Both { address, .. } => Some(address),
            Self::Alone(_) => None,
        }
    }
}

/// The network of an address, as far as tries are counted together: an IPv4 address, or the /64 of an IPv6
/// address, because an IPv6 customer has at least a /64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Network {
    Unknown,
    V4([u8; 4]),
    V6([u16; 4]),
}

impl From<Option<IpAddr>> for Network {
    fn from(address: Option<IpAddr>) -> Self {
        match address.map(|address| address.to_canonical()) {
            None => Self::Unknown,
            Some(IpAddr::V4(address)) => Self::V4(address.octets()),
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                Self::V6([a, b, c, d])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_try_waits_for_and_is_counted_at_follows_from_what_is_known_of_who_tries() {
        let network = Network::from(Some("192.0.2.1".parse().unwrap()));
        let account = Key::Account(Door::Login, "ada".to_owned(), network);
        let address = Key::Address(Door::Login, network);
        let device = Device::of_test(1);
        let own = Key::Device(Door::Login, device);
        let table = [
            (Standing::Stranger, vec![&account, &address], &account, Some(&address)),
            (Standing::KnownAddress, vec![&account], &account, Some(&address)),
            (Standing::KnownDevice(device), vec![&own], &own, None),
        ];
        for (standing, waits_for, counted_at, shared) in table {
            let counters = Counters::of(Door::Login, "Ada", network, standing);
            assert_eq!(counters.waits_for(), waits_for, "{standing:?}");
            assert_eq!((counters.own(), counters.shared()), (counted_at, shared), "{standing:?}");
        }
    }
}
