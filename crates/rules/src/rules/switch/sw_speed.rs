//! Speeds are set for groups of ports and for ports with a speed of their own, to what they support.

use super::super::prelude::*;
use crate::profile::{ProfilePort, advice};
use crate::switch::profile_of;

pub(crate) static RULE: Rule = Rule {
    id: "sw-speed",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "sets a speed that the port or group does not have",
    action: "choose a speed that the profile supports there",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec:
  ports: {E1/1: {profile: sfp}}
  portProfiles: {sfp: {speed: {default: 25G, supported: [10G, 25G]}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: small, portSpeeds: {E1/1: 40G}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec:
  ports: {E1/1: {profile: sfp}}
  portProfiles: {sfp: {speed: {default: 25G, supported: [10G, 25G]}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: small, portSpeeds: {E1/1: 10G}}
",
};

fn judge(switch: &Subject<'_>, report: &mut Report) {
    let [groups, ports] = ["portGroupSpeeds", "portSpeeds"].map(|field| switch.spec().get(field));
    if groups.is_empty() && ports.is_empty() {
        return;
    }
    let Some(profile) = profile_of(switch, report) else { return };
    for (name, speed) in groups.entries().filter(|(_, speed)| speed.is_there()) {
        let field = spec(["portGroupSpeeds", name]);
        match profile.group_speeds(name) {
            None => report.error(
                field,
                format!("is set, but the profile has no port group {name}: remove the entry"),
            ),
            Some(supported) => check(report, field, speed.text(), supported),
        }
    }
    for (name, speed) in ports.entries().filter(|(_, speed)| speed.is_there()) {
        let field = spec(["portSpeeds", name]);
        match profile.port(name) {
            Some(ProfilePort::Speed { supported, .. }) => {
                check(report, field, speed.text(), supported);
            }
            None => report.error(
                field,
                format!("is set, but the profile has no port {name}: remove the entry"),
            ),
            Some(ProfilePort::Grouped) => report.error(
                field,
                format!("is set, but {name} has the speed of its group: use portGroupSpeeds"),
            ),
            Some(ProfilePort::Breakout { .. }) => report.error(
                field,
                format!("is set, but {name} has the speed of its breakout mode: use portBreakouts"),
            ),
            Some(ProfilePort::Management | ProfilePort::Undefined) => report.error(
                field,
                format!("is set, but {name} has no speed of its own: remove the entry"),
            ),
        }
    }
}

fn check(report: &mut Report, field: FieldPath, speed: &str, supported: &Tree) {
    let supported = supported.items().iter().map(Tree::text);
    if !supported.clone().any(|one| one == speed) {
        let message = format!("`{speed}` is not supported here: {}", advice(supported));
        report.error(field, message);
    }
}
