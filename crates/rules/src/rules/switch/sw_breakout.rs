//! A port is broken out only where it can be, and into a mode that it supports.

use super::super::prelude::*;
use crate::profile::{ProfilePort, advice};
use crate::switch::profile_of;

pub(crate) static RULE: Rule = Rule {
    id: "sw-breakout",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "breaks a port out that cannot be, or into a mode that it does not support",
    action: "choose a mode that the profile supports there, or remove the entry",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r#"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec:
  ports: {E1/1: {profile: qsfp}}
  portProfiles:
    qsfp:
      breakout:
        default: 1x100G
        supported: {1x100G: {offsets: ["0"]}, 4x25G: {offsets: ["0", "1", "2", "3"]}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: small, portBreakouts: {E1/1: 2x50G}}
"#,
    conforming: r#"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec:
  ports: {E1/1: {profile: qsfp}}
  portProfiles:
    qsfp:
      breakout:
        default: 1x100G
        supported: {1x100G: {offsets: ["0"]}, 4x25G: {offsets: ["0", "1", "2", "3"]}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: small, portBreakouts: {E1/1: 4x25G}}
"#,
};

fn judge(switch: &Subject<'_>, report: &mut Report) {
    let breakouts = switch.spec().get("portBreakouts");
    if breakouts.is_empty() {
        return;
    }
    let Some(profile) = profile_of(switch, report) else { return };
    for (name, mode) in breakouts.entries().filter(|(_, mode)| mode.is_there()) {
        let mode = mode.text();
        let message = match profile.port(name) {
            None => format!("is set, but the profile has no port {name}: remove the entry"),
            Some(ProfilePort::Breakout { modes, .. }) => {
                if modes.lanes(mode).is_some() {
                    continue;
                }
                format!("`{mode}` is not a mode of {name}: {}", advice(modes.names()))
            }
            Some(_) => format!("is set, but {name} cannot be broken out: remove the entry"),
        };
        report.error(spec(["portBreakouts", name]), message);
    }
}
