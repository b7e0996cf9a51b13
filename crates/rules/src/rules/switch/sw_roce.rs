//! RoCE and hashing by its queue pairs need a profile that has them.

use super::super::prelude::*;
use crate::switch::profile_of;

pub(crate) static RULE: Rule = Rule {
    id: "sw-roce",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "switches RoCE or hashing by queue pairs on, which its profile does not have",
    action: "switch it off, or correct the profile",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec: {features: {l2vni: true}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: small, roce: true}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: small}
spec: {features: {l2vni: true, roce: true}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: small, roce: true}
",
};

fn judge(switch: &Subject<'_>, report: &mut Report) {
    let wanted = [
        (switch.spec().get("roce"), "roce", spec(["roce"])),
        (switch.spec().at(&["ecmp", "roceQPN"]), "ecmpRoCEQPN", spec(["ecmp", "roceQPN"])),
    ];
    for (_, feature, field) in wanted.into_iter().filter(|(value, ..)| value.flag()) {
        let Some(profile) = profile_of(switch, report) else { return };
        if !profile.has(feature) {
            let name = switch.spec().get("profile").text();
            let message = format!("is not supported by the profile {name}: switch it off");
            report.error(field, message);
        }
    }
}
