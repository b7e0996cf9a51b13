//! A Gateway has interfaces, each with a name that Linux takes, an IPv4 address and at most one of `pci` and
//! `kernel`.

use super::super::prelude::*;

use ipnet::IpNet;

use super::super::hydration::is_hydrated_gateway;
use crate::go;

pub(crate) static RULE: Rule = Rule {
    id: "gw-interface",
    kinds: &[Kind::Gateway],
    severity: Severity::Error,
    meaning: "has no interface, or one whose name, addresses, `pci` or `kernel` are wrong",
    action: "correct what the message names",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r#"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-1}
spec:
  protocolIP: 172.30.8.9/32
  vtepIP: 172.30.12.9/32
  vtepMAC: "02:00:00:00:00:09"
  asn: 65534
  interfaces: {enp2s1: {ips: [172.30.128.9/31], kernel: enp2s1}}
  neighbors: [{ip: 172.30.128.8, asn: 65101}]
"#,
    conforming: r#"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-1}
spec:
  protocolIP: 172.30.8.9/32
  vtepIP: 172.30.12.9/32
  vtepMAC: "02:00:00:00:00:09"
  asn: 65534
  interfaces: {port1: {ips: [172.30.128.9/31], kernel: enp2s1}}
  neighbors: [{ip: 172.30.128.8, asn: 65101}]
"#,
};

fn judge(gateway: &Subject<'_>, report: &mut Report) {
    let is_hydrated = is_hydrated_gateway(gateway.spec());
    let interfaces = gateway.spec().get("interfaces");
    // The API server drops an entry without a value.
    let mut interfaces =
        interfaces.entries().filter(|(_, interface)| interface.is_there()).peekable();
    if interfaces.peek().is_none() {
        if is_hydrated {
            report.error(spec(["interfaces"]), "has no interface: add one with an address");
        } else {
            report.unchecked(Why::NotHydrated);
        }
    }
    for (name, interface) in interfaces {
        if report.is_full() {
            return;
        }
        let path = spec(["interfaces"]).key(name);
        if !is_interface_name(name) {
            report
                .error(path.clone(), format!("{name} is not a name of an interface: {NAME_FORM}"));
        }
        addresses(interface, &path, is_hydrated, report);
        driver(name, interface, &path, report);
    }
}

fn addresses(interface: &Tree, path: &FieldPath, is_hydrated: bool, report: &mut Report) {
    let ips = interface.get("ips");
    let list = path.key("ips");
    if ips.items().is_empty() {
        if is_hydrated {
            report.error(
                list,
                "has no address: add one with a prefix length, such as 172.30.128.9/31",
            );
        } else {
            report.unchecked(Why::NotHydrated);
        }
        return;
    }
    for (at, ip) in ips.items().iter().enumerate() {
        let Some(text) = ip.as_text() else { continue };
        if !matches!(net::prefix(text), Some(IpNet::V4(_))) {
            report.error(
                list.index(at),
                format!("{text} is not an IPv4 address with a prefix length: write one such as 172.30.128.9/31"),
            );
        }
        if report.is_full() {
            return;
        }
    }
}

fn driver(name: &str, interface: &Tree, path: &FieldPath, report: &mut Report) {
    let (pci, kernel) = (interface.get("pci").text(), interface.get("kernel").text());
    if !pci.is_empty() && !kernel.is_empty() {
        report.error(path.clone(), "has both `pci` and `kernel`: keep one of them");
    }
    if !pci.is_empty() && !is_pci_address(pci) {
        report.error(
            path.key("pci"),
            format!("{pci} is not a PCI address: write one such as 0000:02:00.0"),
        );
    }
    if kernel.is_empty() {
        return;
    }
    if !is_interface_name(kernel) {
        report.error(
            path.key("kernel"),
            format!("{kernel} is not a name of an interface: {NAME_FORM}"),
        );
    }
    if kernel == name {
        report.error(
            path.key("kernel"),
            format!(
                "{kernel} is the name of the interface itself: call the interface something else"
            ),
        );
    }
}

const NAME_FORM: &str = "2 to 10 letters, digits, `_`, `.` and `-`, beginning with a letter and ending with a letter or digit";

fn is_interface_name(text: &str) -> bool {
    (2..=10).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// Domain, bus, device and function: `0000:02:00.0`.
fn is_pci_address(text: &str) -> bool {
    let parts = |text: &str| -> Option<[i64; 4]> {
        let (place, function) = text.split_once('.')?;
        let mut numbers = place.split(':').map(go::hexadecimal);
        let numbers = [
            numbers.next()??,
            numbers.next()??,
            numbers.next()??,
            match numbers.next() {
                None => go::hexadecimal(function)?,
                Some(_) => return None,
            },
        ];
        Some(numbers)
    };
    let limits = [0xFFFF, 0xFF, 0x1F, 7];
    text.len() == 12
        && parts(text).is_some_and(|parts| {
            parts.iter().zip(limits).all(|(part, limit)| (0..=limit).contains(part))
        })
}
