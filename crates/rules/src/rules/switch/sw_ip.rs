//! The management address of a Switch.

use std::net::IpAddr;

use super::super::prelude::*;
use crate::switch::is_hydrated;

pub(crate) static RULE: Rule = Rule {
    id: "sw-ip",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "has a management address that is invalid, not of the management subnet, or in use",
    action: "choose a free address of the management subnet, below those of its DHCP server",
    index: Some(index),
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec:
  role: server-leaf
  profile: vs
  asn: 65101
  ip: 172.30.5.8/21
  protocolIP: 172.30.8.2/32
  vtepIP: 172.30.12.2/32
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec:
  role: server-leaf
  profile: vs
  asn: 65101
  ip: 172.30.0.8/21
  protocolIP: 172.30.8.2/32
  vtepIP: 172.30.12.2/32
",
};

fn address(switch: &Object) -> Option<IpAddr> {
    net::prefix(switch.spec.get("ip").text()).map(|prefix| prefix.addr())
}

fn index(switch: &Object, index: &mut Index) {
    if let Some(address) = address(switch) {
        index.key(Sort::ManagementAddress, address.to_string());
    }
}

fn judge(switch: &Subject<'_>, report: &mut Report) {
    let text = switch.spec().get("ip").text();
    if text.is_empty() {
        if !is_hydrated(switch) {
            report.unchecked(Why::NotHydrated);
        }
        return;
    }
    let field = || spec(["ip"]);
    let Some(address) = address(switch) else {
        let message =
            format!("`{text}` is not an address with length: write it like 172.30.0.8/21");
        report.error(field(), message);
        return;
    };
    if let Some(settings) = switch.settings(report) {
        let (subnet, start) = (settings.management_subnet, settings.management_dhcp_start);
        if !ipnet::IpNet::V4(subnet).contains(&address) {
            report.error(field(), format!("{address} is not in the management subnet {subnet}"));
        } else if address >= IpAddr::V4(start) {
            let message = format!(
                "{address} is among the addresses of the DHCP server, which start at {start}: choose a lower one"
            );
            report.error(field(), message);
        }
        if address == IpAddr::V4(settings.control_vip) {
            let message =
                format!("{address} is the address of the control nodes: choose a free one");
            report.error(field(), message);
        }
    }
    for other in switch.others(Sort::ManagementAddress, address.to_string()) {
        if report.is_full() {
            break;
        }
        let message = format!("{address} is used by {}: choose a free address", other.identity);
        report.error_with(field(), (other, field()), message);
    }
}
