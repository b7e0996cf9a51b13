//! The switches of an `eslag` Connection are of one redundancy group of the type eslag. The cluster accepts
//! switches without a group, as long as another one has a group.

use super::super::prelude::*;
use crate::connection::{Connection, ConnectionType};

pub(crate) static RULE: Rule = Rule {
    id: "conn-eslag",
    kinds: &[Kind::Connection],
    severity: Severity::Error,
    meaning: "is an `eslag` Connection whose switches are not of one redundancy group of the type eslag",
    action: "set `redundancy` in the Switches, or choose other switches",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, redundancy: {group: pair-1, type: eslag}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-2}
spec: {role: server-leaf, profile: vs, redundancy: {group: pair-2, type: eslag}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--eslag}
spec:
  eslag:
    links:
      - {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
      - {server: {port: server-1/enp2s2}, switch: {port: leaf-2/E1/1}}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, redundancy: {group: pair-1, type: eslag}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-2}
spec: {role: server-leaf, profile: vs, redundancy: {group: pair-1, type: eslag}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: server-1--eslag}
spec:
  eslag:
    links:
      - {server: {port: server-1/enp2s1}, switch: {port: leaf-1/E1/1}}
      - {server: {port: server-1/enp2s2}, switch: {port: leaf-2/E1/1}}
",
};

fn judge(connection: &Subject<'_>, report: &mut Report) {
    let Some(read) = Connection::of(connection.spec()) else { return };
    if read.of_type != ConnectionType::Eslag {
        return;
    }
    let devices = read.devices(Kind::Switch);
    let mut switches = Vec::new();
    for (device, end) in &devices {
        if let Some(switch) = connection.look(report, Kind::Switch, device) {
            let redundancy = switch.spec.get("redundancy");
            switches.push((
                switch,
                *end,
                redundancy.get("group").text(),
                redundancy.get("type").text(),
            ));
        }
    }
    let first = switches.iter().find(|(_, _, group, _)| !group.is_empty());
    let Some((of_first, _, wanted, _)) = first else {
        // Where a switch is missing it may be the one with the group.
        if !switches.is_empty() && switches.len() == devices.len() {
            let message = "has no switch with a redundancy group: set `redundancy` in the Switches";
            report.error(spec(["eslag"]), message);
        }
        return;
    };
    if switches.len() == devices.len() && switches.iter().all(|(.., sort)| sort.is_empty()) {
        let message =
            "has no switch with the type of its redundancy: set it to eslag in the Switches";
        report.error(spec(["eslag"]), message);
    }
    for (switch, end, group, sort) in &switches {
        let (device, field) = (switch.name(), end.field("port"));
        if group.is_empty() {
            let message = format!(
                "is on {device}, which is in no redundancy group: the cluster accepts it, but it does not work; \
                 set `redundancy` to {wanted} in the Switch"
            );
            report.warning_with(field.clone(), (*switch, spec(["redundancy"])), message);
        } else if group != wanted {
            let message = format!(
                "is on {device} of the redundancy group {group}, and {} is of {wanted}: choose switches of one group",
                of_first.name()
            );
            report.error_with(field.clone(), (*switch, spec(["redundancy", "group"])), message);
        }
        if !sort.is_empty() && *sort != "eslag" {
            let message =
                format!("is on {device}, whose redundancy is of the type {sort}: it must be eslag");
            report.error_with(field, (*switch, spec(["redundancy", "type"])), message);
        }
    }
}
