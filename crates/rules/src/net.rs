//! Addresses and prefixes, read as strictly as the cluster reads them (Go's `net/netip`).

use std::net::IpAddr;

use ipnet::IpNet;

/// An address; `None` for what is none. Octets have no leading zeros.
pub(crate) fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

/// An address with a prefix length, host bits kept; `None` for what is none, such as a bare address or a
/// length with a leading zero.
pub(crate) fn prefix(text: &str) -> Option<IpNet> {
    let (head, length) = text.rsplit_once('/')?;
    let plain = length.bytes().all(|byte| byte.is_ascii_digit())
        && (length == "0" || !length.starts_with('0'));
    IpNet::new(address(head)?, length.parse().ok().filter(|_| plain)?).ok()
}

/// Like [`prefix`], where the cluster uses Go's older `net.ParseCIDR`: leading zeros of the length pass.
pub(crate) fn cidr(text: &str) -> Option<IpNet> {
    let (head, length) = text.split_once('/')?;
    let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    let zeros = length.len() - length.trim_start_matches('0').len();
    let length = length.get(zeros..).filter(|_| digits)?;
    let length = if length.is_empty() { 0 } else { length.parse().ok()? };
    IpNet::new(address(head)?, length).ok()
}

/// Whether two prefixes have an address in common. Host bits do not matter.
pub(crate) fn overlap(a: IpNet, b: IpNet) -> bool {
    a.contains(&b.trunc()) || b.contains(&a.trunc())
}

/// Whether `inner` is `outer` or a part of it. Host bits do not matter.
pub(crate) fn within(inner: IpNet, outer: IpNet) -> bool {
    outer.contains(&inner.trunc())
}

/// Whether the cluster reads this as an address; one of IPv6 may name its zone (`fe80::1%eth0`).
pub(crate) fn is_address(text: &str) -> bool {
    match text.split_once('%') {
        Some((head, zone)) => !zone.is_empty() && matches!(address(head), Some(IpAddr::V6(_))),
        None => address(text).is_some(),
    }
}

/// Which prefixes overlap, by their places in the list, the smaller first. Each prefix is named with one that it
/// overlaps, not with all.
pub(crate) fn overlaps(nets: &[IpNet]) -> Vec<(usize, usize)> {
    let mut sorted: Vec<(usize, IpNet)> = nets.iter().map(IpNet::trunc).enumerate().collect();
    // The wider first: what comes after a prefix is inside of it or behind it.
    sorted.sort_by_key(|(at, net)| (net.network(), net.prefix_len(), *at));
    let mut open: Vec<(usize, IpNet)> = Vec::new();
    let mut found = Vec::new();
    for (at, net) in sorted {
        while open.last().is_some_and(|(_, outer)| !within(net, *outer)) {
            open.pop();
        }
        if let Some((outer, _)) = open.last() {
            found.push((at.min(*outer), at.max(*outer)));
        }
        open.push((at, net));
    }
    found.sort_unstable_by_key(|(first, second)| (*second, *first));
    found
}

/// Whether nothing is set behind the prefix length.
pub(crate) fn is_masked(net: IpNet) -> bool {
    net == net.trunc()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("10.0.0.0/24", true)]
    #[case("10.0.0.1/24", true)]
    #[case("0.0.0.0/0", true)]
    #[case("fd00::/64", true)]
    #[case("10.0.0.0", false)]
    #[case("10.0.0.0/", false)]
    #[case("10.0.0.0/33", false)]
    #[case("10.0.0.0/024", false)]
    #[case("10.0.0.0/+8", false)]
    #[case("010.0.0.0/8", false)]
    #[case("10.0.0/8", false)]
    #[case("", false)]
    fn a_prefix_is_an_address_and_a_length(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(prefix(text).is_some(), expected);
    }

    #[rstest]
    #[case("10.0.0.1", true)]
    #[case("fd00::1", true)]
    #[case("fe80::1%eth0", true)]
    #[case("fe80::1%", false)]
    #[case("10.0.0.1%eth0", false)]
    #[case("10.0.0.01", false)]
    #[case("10.0.0.1/32", false)]
    #[case("ntp.example.org", false)]
    fn an_address_is_no_name(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_address(text), expected);
    }

    #[rstest]
    #[case(&["10.0.0.0/24", "10.0.1.0/24", "fd00::/8", "0.0.0.0/32"], &[])]
    #[case(&["10.0.0.0/25", "10.0.0.9/24", "10.0.0.200/32"], &[(0, 1), (1, 2)])]
    #[case(&["10.0.0.7/24", "10.0.0.9/24"], &[(0, 1)])]
    #[case(&["::/0", "0.0.0.0/0", "10.0.0.0/8", "11.0.0.0/8"], &[(1, 2), (1, 3)])]
    fn overlaps_in_a_list(#[case] nets: &[&str], #[case] expected: &[(usize, usize)]) {
        let nets: Vec<IpNet> = nets.iter().map(|net| prefix(net).unwrap()).collect();
        assert_eq!(overlaps(&nets), expected);
    }

    #[rstest]
    #[case("10.0.0.1/24", Some("10.0.0.1/24"))]
    #[case("10.0.0.1/024", Some("10.0.0.1/24"))]
    #[case("10.0.0.1/00", Some("10.0.0.1/0"))]
    #[case("fd00::1/0064", Some("fd00::1/64"))]
    #[case("10.0.0.1/33", None)]
    #[case("10.0.0.1/+8", None)]
    #[case("10.0.0.1/", None)]
    #[case("10.0.0.1/8/8", None)]
    #[case("10.0.0.1", None)]
    #[case("010.0.0.1/8", None)]
    #[case("", None)]
    fn a_length_with_leading_zeros_is_read_where_the_cluster_reads_it(
        #[case] text: &str,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(cidr(text), expected.and_then(prefix));
    }

    #[rstest]
    #[case("10.0.0.0/24", "10.0.0.128/25", true, false)]
    #[case("10.0.0.128/25", "10.0.0.0/24", true, true)]
    #[case("10.0.0.7/24", "10.0.0.9/24", true, true)]
    #[case("10.0.0.0/24", "10.0.1.0/24", false, false)]
    #[case("10.0.0.0/24", "fd00::/8", false, false)]
    fn overlap_and_within(
        #[case] a: &str,
        #[case] b: &str,
        #[case] overlaps: bool,
        #[case] inside: bool,
    ) {
        let (a, b) = (prefix(a).unwrap(), prefix(b).unwrap());
        assert_eq!((overlap(a, b), overlap(b, a), within(a, b)), (overlaps, overlaps, inside));
    }
}
