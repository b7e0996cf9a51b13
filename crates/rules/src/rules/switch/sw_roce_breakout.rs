//! With RoCE on, before or after the change, the breakouts of a Switch cannot change.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "sw-roce-breakout",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "changes breakouts while RoCE is on",
    action: "switch RoCE off first, change the breakouts, then switch it on again",
    index: None,
    judge: Judge::Update(judge),
    before: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, roce: true}
",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, portBreakouts: {E1/55: 4x25G}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs}
",
};

fn judge(before: &Object, switch: &Subject<'_>, report: &mut Report) {
    let is_on = |spec: &Tree| spec.get("roce").flag();
    if !is_on(&before.spec) && !is_on(switch.spec()) {
        return;
    }
    let [old, new] = [&before.spec, switch.spec()]
        .map(|spec| spec.get("portBreakouts").entries().filter(|(_, mode)| mode.is_there()));
    if !old.eq(new) {
        report.error(
            spec(["portBreakouts"]),
            "cannot change while RoCE is on: switch it off in one change, and change the breakouts in the next",
        );
    }
}
