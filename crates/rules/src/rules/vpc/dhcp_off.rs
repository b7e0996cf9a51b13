//! Without a DHCP server there is nothing for it to do: fixed addresses are refused, and the cluster
//! removes a range and options.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "dhcp-off",
    kinds: &[Kind::Vpc],
    severity: Severity::Error,
    meaning: "has DHCP settings in a subnet without a DHCP server",
    action: "switch on DHCP with `enable: true`, or remove the settings",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001, dhcp: {static: {'0c:20:12:ff:00:01': {ip: 10.0.1.9}}}}}}
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
      dhcp: {enable: true, static: {'0c:20:12:ff:00:01': {ip: 10.0.1.9}}}
",
};

fn judge(vpc: &Subject<'_>, report: &mut Report) {
    for subnet in subnets(vpc).filter(|subnet| !subnet.has_dhcp()) {
        if report.is_full() {
            return;
        }
        let leases = subnet.dhcp().get("static").entries().len();
        if leases > 0 {
            report.error(
                subnet.at(["dhcp", "static"]),
                "needs a DHCP server: switch it on with `enable: true`, or remove the leases",
            );
        }
    }
    for field in vpc.dropped.iter().filter(|field| is_of_dhcp(field)) {
        if report.is_full() {
            return;
        }
        report.warning(
            field.clone(),
            "has no effect, and the cluster removes it: switch on DHCP with `enable: true`, \
             or remove it",
        );
    }
}

/// Whether a field that the cluster removes is the range or the options of a subnet.
fn is_of_dhcp(field: &FieldPath) -> bool {
    matches!(
        field.segments(),
        [_, Segment::Key(subnets), _, Segment::Key(dhcp), Segment::Key(last)]
            if subnets == "subnets" && dhcp == "dhcp" && matches!(last.as_str(), "range" | "options")
    )
}
