//! A Switch has both a redundancy group and its type, or neither. MCLAG was removed; eslag needs a profile that
//! has it; and a group is of one type, or the agents of its switches stop.

use super::super::prelude::*;
use crate::profile::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "sw-redundancy",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "has a redundancy group without a type, a type without a group, or a type that does not work",
    action: "set both the group and the type eslag, or neither",
    index: Some(index),
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, redundancy: {group: pair-1}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, redundancy: {group: pair-1, type: eslag}}
",
};

fn of(switch: &Object) -> [&str; 2] {
    let redundancy = switch.spec.get("redundancy");
    [redundancy.get("group").text(), redundancy.get("type").text()]
}

fn index(switch: &Object, index: &mut Index) {
    let [group, _] = of(switch);
    if !group.is_empty() {
        index.key(Sort::RedundancyGroup, group);
    }
}

fn judge(switch: &Subject<'_>, report: &mut Report) {
    let [group, sort] = of(switch);
    if !group.is_empty() && sort.is_empty() {
        let message = format!("is missing beside the group {group}: set it to eslag");
        report.error(spec(["redundancy", "type"]), message);
    }
    if group.is_empty() && !sort.is_empty() {
        let message = format!("is missing beside the type {sort}: name a SwitchGroup");
        report.error(spec(["redundancy", "group"]), message);
    }
    let profile = switch.spec().get("profile").text();
    match sort {
        "mclag" => report.warning(
            spec(["redundancy", "type"]),
            "mclag was removed in release 26.03: the cluster accepts it, but it no longer works; use eslag",
        ),
        "eslag" if !profile.is_empty() => {
            let found = switch.look(report, Kind::SwitchProfile, profile);
            if found.is_some_and(|found| !Profile::of(found).has("eslag")) {
                let message =
                    format!("eslag is not supported by the profile {profile}: remove the redundancy");
                report.error(spec(["redundancy", "type"]), message);
            }
        }
        _ => {}
    }
    if group.is_empty() || sort.is_empty() {
        return;
    }
    for other in switch.others(Sort::RedundancyGroup, group) {
        let [_, theirs] = of(other);
        if !theirs.is_empty() && theirs != sort && !report.is_full() {
            let message = format!(
                "{sort} differs from {theirs} of {}, which is in the same group {group}: the cluster accepts it, \
                 but the agents of both switches stop",
                other.identity
            );
            let at = spec(["redundancy", "type"]);
            report.warning_with(at.clone(), (other, at), message);
        }
    }
}
