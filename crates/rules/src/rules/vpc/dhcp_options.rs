//! What a DHCP server tells its hosts: servers by address, an MTU that fits, a lease.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "dhcp-options",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has DHCP options with a name in place of an address, or an MTU out of bounds",
    action: "write addresses, and an MTU from 96 to 9036",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec:
  subnets:
    web:
      subnet: 10.0.1.0/24
      vlan: 1001
      dhcp: {enable: true, options: {dnsServers: [dns.example.org], interfaceMTU: 1500, leaseTimeSeconds: 3600}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec:
  subnets:
    web:
      subnet: 10.0.1.0/24
      vlan: 1001
      dhcp: {enable: true, options: {dnsServers: [10.9.0.53], interfaceMTU: 1500, leaseTimeSeconds: 3600}}
",
};

/// What the cluster accepts as MTU of hosts, in bytes.
const MTU: std::ops::RangeInclusive<i64> = 96..=9036;

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for subnet in subnets(vpc).filter(Subnet::has_dhcp) {
        let options = subnet.dhcp().get("options");
        for (list, what) in [("dnsServers", "DNS"), ("timeServers", "time")] {
            for (at, server) in options.get(list).items().iter().enumerate() {
                if report.is_full() {
                    return;
                }
                if let Tree::Text(text) = server
                    && !net::is_address(text)
                {
                    report.error(
                        subnet.at(["dhcp", "options", list]).index(at),
                        format!(
                            "`{text}` is not an address: name the {what} server by its \
                                 address"
                        ),
                    );
                }
            }
        }
        // What is not a number of 16 bits is for the schema; 0 is none, which defaulting fills in.
        if let Tree::Int(mtu @ 1..=0xffff) = options.get("interfaceMTU")
            && !MTU.contains(mtu)
        {
            report.error(
                subnet.at(["dhcp", "options", "interfaceMTU"]),
                format!("{mtu} must be from {} to {}", MTU.start(), MTU.end()),
            );
        }
    }
}
