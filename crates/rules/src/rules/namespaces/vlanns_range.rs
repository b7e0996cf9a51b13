//! Each range is of VLANs from 1 to 4094. The cluster does not refuse others: it empties the whole list, and
//! every VPC of the namespace is refused from then on.

use super::super::prelude::*;
use crate::vlan_namespace::{FIRST, LAST, Range};

pub(crate) static RULE: Rule = Rule {
    id: "vlanns-range",
    kinds: &[Kind::VlanNamespace],
    severity: Severity::Error,
    meaning: "has an invalid range, for which the cluster empties the whole list",
    action: "write VLANs from 1 to 4094, the smaller first",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 1999}, {from: 2999, to: 2000}]}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 1999}, {from: 2000, to: 2999}]}
",
};

fn judge(namespace: &Subject<'_>, report: &mut Report) {
    let ranges = namespace.spec().get("ranges");
    if !ranges.is_there() {
        report.warning(spec(["ranges"]), "is missing: no VPC can use a namespace without VLANs");
    }
    for (at, item) in ranges.items().iter().enumerate() {
        if report.is_full() {
            return;
        }
        // What is not a number of 16 bits is for the schema.
        let is_number = |field: &str| match item.get(field) {
            Tree::Null => true,
            Tree::Int(value) => u16::try_from(*value).is_ok(),
            _ => false,
        };
        let range = Range::of(item);
        let is_readable = matches!(item, Tree::Map(_)) && is_number("from") && is_number("to");
        if !is_readable || range.is_valid() {
            continue;
        }
        let Range { from, to } = range;
        let (field, wrong) = if from == 0 {
            ("from", "is missing".to_owned())
        } else if from > LAST {
            ("from", format!("{from} is above {LAST}"))
        } else if to > LAST {
            ("to", format!("{to} is above {LAST}"))
        } else {
            ("to", format!("{to} is below {from}, where the range starts"))
        };
        report.error(
            spec(["ranges"]).index(at).key(field),
            format!(
                "{wrong}: the cluster would empty the whole list, write VLANs from \
                     {FIRST} to {LAST}"
            ),
        );
    }
}
