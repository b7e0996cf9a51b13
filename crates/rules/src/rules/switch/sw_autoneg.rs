//! Auto-negotiation is set only for ports that allow it, of a port that can be broken out by the name of the
//! sub-port.

use super::super::prelude::*;
use crate::profile::{Profile, ProfilePort, sub_port};
use crate::switch::profile_of;

pub(crate) static RULE: Rule = Rule {
    id: "sw-autoneg",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "sets auto-negotiation of a port that does not allow it",
    action: "remove the entry, or name the sub-port",
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
    qsfp: {autoNegAllowed: true, breakout: {default: 1x100G, supported: {1x100G: {offsets: ["0"]}}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: small, portAutoNegs: {E1/1: true}}
"#,
    conforming: r#"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec:
  ports: {E1/1: {profile: qsfp}}
  portProfiles:
    qsfp: {autoNegAllowed: true, breakout: {default: 1x100G, supported: {1x100G: {offsets: ["0"]}}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: small, portAutoNegs: {E1/1/1: true}}
"#,
};

fn judge(switch: &Subject<'_>, report: &mut Report) {
    let wanted = switch.spec().get("portAutoNegs");
    if wanted.is_empty() {
        return;
    }
    let Some(profile) = profile_of(switch, report) else { return };
    let breakouts = switch.spec().get("portBreakouts");
    for (name, value) in wanted.entries() {
        if value.is_there()
            && let Some(message) = refusal(profile, name, breakouts)
        {
            report.error(spec(["portAutoNegs", name]), message);
        }
    }
}

fn refusal(profile: Profile<'_>, name: &str, breakouts: &Tree) -> Option<String> {
    let denied = format!("is set, but {name} does not allow it: remove the entry");
    let missing = format!("is set, but there is not a port {name}: remove the entry");
    match profile.port(name) {
        Some(ProfilePort::Speed { auto_neg: true, .. }) => return None,
        Some(ProfilePort::Breakout { auto_neg: true, .. }) => {
            return Some(format!(
                "is set for a port that can be broken out: name the sub-port, {name}/1"
            ));
        }
        Some(_) => return Some(denied),
        None => {}
    }
    let Some((port, lane)) = sub_port(name) else { return Some(missing) };
    let Some(ProfilePort::Breakout { modes, auto_neg }) = profile.port(port) else {
        return Some(missing);
    };
    // A mode that is not supported is for `sw-breakout`.
    match modes.lanes(modes.mode(port, breakouts)) {
        Some(lanes) if lane > lanes => Some(missing),
        _ if !auto_neg => Some(denied),
        _ => None,
    }
}
