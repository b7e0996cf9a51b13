//! The port of a switch is there, by its SwitchProfile under the breakouts of the Switch. The cluster accepts
//! management ports too.

use super::super::prelude::*;
use crate::connection::Connection;
use crate::profile::{Presence, Profile};

pub(crate) static RULE: Rule = Rule {
    id: "conn-port-profile",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "is on a port that the switch does not have",
    action: "correct the port, or break it out in the Switch",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r#"
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
spec: {role: server-leaf, profile: small}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--external}
spec: {external: {link: {switch: {port: leaf-1/E1/2}}}}
"#,
    conforming: r#"
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
spec: {role: server-leaf, profile: small}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: leaf-1--external}
spec: {external: {link: {switch: {port: leaf-1/E1/1}}}}
"#,
};

fn judge(connection: &Subject<'_>, report: &mut Report) {
    let Some(read) = Connection::of(connection.spec()) else { return };
    for end in read.ends().filter(|end| end.kind == Kind::Switch && end.is_well_formed()) {
        let device = end.device();
        let Some(switch) = connection.look(report, Kind::Switch, device) else { continue };
        let name = switch.spec.get("profile").text();
        if name.is_empty() {
            continue;
        }
        let Some(profile) = connection.look(report, Kind::SwitchProfile, name) else { continue };
        let port = end.local_port();
        match Profile::of(profile).presence(port, switch.spec.get("portBreakouts")) {
            // A breakout that is not supported is for the rules of the Switch.
            Presence::Data | Presence::Unknown => {}
            Presence::Management => report.warning(
                end.field("port"),
                format!("{port} is a management port of {device}: choose a port for data"),
            ),
            Presence::NotBrokenOut { port: base, mode } => {
                let message = format!(
                    "{port} is not there: {base} of {device} is in the mode {mode}; name another part of it, or \
                     break it out in the Switch"
                );
                report.error_with(
                    end.field("port"),
                    (switch, spec(["portBreakouts", base])),
                    message,
                );
            }
            Presence::Missing => report.error(
                end.field("port"),
                format!("{device} has no port {port}: its profile is {name}; choose another port"),
            ),
        }
    }
}
