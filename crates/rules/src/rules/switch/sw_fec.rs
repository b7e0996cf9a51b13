//! Error correction is set only for data ports that are there, of a port that is broken out by the name of the
//! sub-port. The values are checked by the schema.

use super::super::prelude::*;
use crate::profile::{Profile, ProfilePort, sub_port};
use crate::switch::profile_of;

pub(crate) static RULE: Rule = Rule {
    id: "sw-fec",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "sets the error correction of a port that is not there, or is broken out",
    action: "remove the entry, or name the sub-port",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec:
  ports: {E1/1: {profile: sfp}}
  portProfiles: {sfp: {speed: {default: 25G, supported: [25G]}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: small, portFECs: {E1/2: rs}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec:
  ports: {E1/1: {profile: sfp}}
  portProfiles: {sfp: {speed: {default: 25G, supported: [25G]}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: small, portFECs: {E1/1: rs}}
",
};

fn judge(switch: &Subject<'_>, report: &mut Report) {
    let wanted = switch.spec().get("portFECs");
    if wanted.is_empty() {
        return;
    }
    let Some(profile) = profile_of(switch, report) else { return };
    let breakouts = switch.spec().get("portBreakouts");
    for (name, value) in wanted.entries() {
        if value.is_there()
            && let Some(message) = refusal(profile, name, breakouts)
        {
            report.error(spec(["portFECs", name]), message);
        }
    }
}

fn refusal(profile: Profile<'_>, name: &str, breakouts: &Tree) -> Option<String> {
    let missing = format!("is set, but there is not a port {name}: remove the entry");
    match profile.port(name) {
        Some(ProfilePort::Management) => {
            return Some(format!("is set, but {name} is a management port: remove the entry"));
        }
        Some(ProfilePort::Breakout { modes, .. }) => {
            let mode = modes.mode(name, breakouts);
            let broken_out = modes.lanes(mode).is_some_and(|lanes| lanes > 1);
            return broken_out.then(|| {
                format!("is set, but {name} is broken out ({mode}): name the sub-ports, such as {name}/1")
            });
        }
        Some(_) => return None,
        None => {}
    }
    let Some((port, lane)) = sub_port(name) else { return Some(missing) };
    let Some(ProfilePort::Breakout { modes, .. }) = profile.port(port) else {
        return Some(missing);
    };
    // A mode that is not supported is for `sw-breakout`.
    let lanes = modes.lanes(modes.mode(port, breakouts));
    lanes.is_some_and(|lanes| lane > lanes).then_some(missing)
}
