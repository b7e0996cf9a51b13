//! VLANs, MTUs, ports and sequence numbers have 16 bits, AS numbers and leases 32: the cluster cannot read larger ones.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "meta-integer-range",
    kinds: Kind::ALL,
    severity: Severity::Error,
    meaning: "has a number that does not fit into its field",
    action: "use a number that fits",
    index: None,
    judge: Judge::Schema(&["minimum", "maximum", "format"]),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 66001}}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
",
};
