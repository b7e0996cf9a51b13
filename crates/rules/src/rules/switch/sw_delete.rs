//! A Switch is deleted only when no Connection is on it. Connections of types that were removed do not guard it,
//! and nothing guards a SwitchGroup.

use super::super::prelude::*;
use crate::switch::check_connections;

pub(crate) static RULE: Rule = Rule {
    id: "sw-delete",
    kinds: &[Kind::Switch, Kind::SwitchGroup],
    severity: Severity::Error,
    meaning: "is deleted although others need it",
    action: "delete or change those first",
    index: None,
    judge: Judge::Delete(judge),
    before: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--external}
spec: {external: {link: {switch: {port: leaf-1/E1/1}}}}
",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--external}
spec: {external: {link: {switch: {port: leaf-1/E1/1}}}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs}
",
};

fn judge(subject: &Subject<'_>, report: &mut Report) {
    if subject.kind == Kind::Switch {
        check_connections(subject, report);
        return;
    }
    for switch in subject.referrers(Kind::Switch) {
        let message = format!(
            "is needed by {}: the cluster does not check it, and then refuses every change of that Switch; \
             change that first",
            switch.identity
        );
        report.warning_with(whole(), (switch, spec(["groups"])), message);
    }
}
