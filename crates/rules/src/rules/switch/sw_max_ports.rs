//! The ports, each counted as often as it is broken out, are not more than the switch and its pipelines have
//! room for.

use std::collections::BTreeMap;

use super::super::prelude::*;
use crate::profile::ProfilePort;
use crate::switch::profile_of;

pub(crate) static RULE: Rule = Rule {
    id: "sw-max-ports",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "breaks out more ports than the switch or one of its pipelines has room for",
    action: "break fewer ports out",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r#"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec:
  maxPorts: 5
  ports: {E1/1: {profile: qsfp}, E1/2: {profile: qsfp}}
  portProfiles:
    qsfp:
      breakout:
        default: 1x100G
        supported: {1x100G: {offsets: ["0"]}, 4x25G: {offsets: ["0", "1", "2", "3"]}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: small, portBreakouts: {E1/1: 4x25G, E1/2: 4x25G}}
"#,
    conforming: r#"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec:
  maxPorts: 5
  ports: {E1/1: {profile: qsfp}, E1/2: {profile: qsfp}}
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
    let Some(profile) = profile_of(switch, report) else { return };
    let breakouts = switch.spec().get("portBreakouts");
    let mut total: usize = 0;
    let mut pipelines: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, port, pipeline) in profile.ports() {
        let lanes = match port {
            ProfilePort::Management => continue,
            // A mode that is not supported is for `sw-breakout`.
            ProfilePort::Breakout { modes, .. } => {
                modes.lanes(modes.mode(name, breakouts)).unwrap_or(1)
            }
            _ => 1,
        };
        total = total.saturating_add(lanes);
        if !pipeline.is_empty() {
            let count = pipelines.entry(pipeline).or_default();
            *count = count.saturating_add(lanes);
        }
    }
    let exceeds = |count: usize, most: i64| i64::try_from(count).unwrap_or(i64::MAX) > most;
    let most = profile.max_ports();
    if most > 0 && exceeds(total, most) {
        let message = format!(
            "give the switch {total} ports, and it has room for {most}: break fewer ports out"
        );
        report.error(spec(["portBreakouts"]), message);
    }
    for (pipeline, count) in pipelines {
        if let Some(most) = profile.pipeline_max_ports(pipeline)
            && exceeds(count, most)
        {
            let message = format!(
                "give pipeline {pipeline} {count} ports, and it has room for {most}: break fewer of its ports out"
            );
            report.error(spec(["portBreakouts"]), message);
        }
    }
}
