//! What the cluster accepts of addresses and VLANs although the agent of the switch cannot apply it.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ea-ipv4",
    kinds: &[Kind::ExternalAttachment],
    severity: Severity::Warning,
    meaning: "has an address that is not IPv4, a VLAN above 4094, or a neighbor outside of the switch's subnet",
    action: "use IPv4, VLANs up to 4094, and a neighbor inside of switch.ip",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, switch: {ip: 2001:db8::1/64}, neighbor: {asn: 64999, ip: 2001:db8::2}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, switch: {ip: 192.0.2.1/31}, neighbor: {asn: 64999, ip: 192.0.2.0}}
",
};

/// The highest VLAN.
const LAST_VLAN: i64 = 4094;

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    let all = attachment.spec();
    let of_static = all.get("static").is_there();
    let (addresses, vlan) = if of_static {
        ([["static", "ip"], ["static", "remoteIP"]], ["static", "vlan"])
    } else {
        ([["switch", "ip"], ["neighbor", "ip"]], ["switch", "vlan"])
    };
    for path in addresses {
        let text = all.at(&path).text();
        if is_ipv6(text) {
            let message = format!("is {text}, which is IPv6: switches apply IPv4 only, use IPv4");
            report.warning(spec(path), message);
        }
    }
    let number = all.at(&vlan).int();
    // More does not fit in 16 bits, which the cluster refuses.
    if (LAST_VLAN + 1..=i64::from(u16::MAX)).contains(&number) {
        report.warning(spec(vlan), format!("is {number}: use 1 to {LAST_VLAN}, or 0 for no VLAN"));
    }
    let subnet = net::cidr(all.at(&["switch", "ip"]).text());
    let neighbor = net::address(all.at(&["neighbor", "ip"]).text());
    if let (false, Some(subnet), Some(neighbor)) = (of_static, subnet, neighbor)
        && subnet.addr().is_ipv4() == neighbor.is_ipv4()
        && !subnet.contains(&neighbor)
    {
        let message = format!(
            "is {neighbor}, which is not inside {} of switch.ip: the session cannot come up; correct one \
             of the two",
            subnet.trunc()
        );
        report.warning(spec(["neighbor", "ip"]), message);
    }
    let statements = all.at(&["inboundACL", "statements"]).items();
    for (at, statement) in statements.iter().enumerate() {
        for field in ["srcPrefix", "dstPrefix"] {
            let text = statement.get(field).text();
            if !report.is_full() && is_ipv6(text) {
                let path = spec(["inboundACL", "statements"]).index(at).key(field);
                report.warning(
                    path,
                    format!("is {text}, which is IPv6: switches apply IPv4 only, use IPv4"),
                );
            }
        }
    }
}

/// Whether it is an address of IPv6, with a prefix length or a zone or without.
fn is_ipv6(text: &str) -> bool {
    let head = text.split_once(['/', '%']).map_or(text, |(head, _)| head);
    net::address(head).is_some_and(|address| address.is_ipv6())
}
