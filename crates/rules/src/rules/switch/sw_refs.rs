//! The profile, the VLANNamespaces and the SwitchGroups of a Switch exist.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "sw-refs",
    kinds: &[Kind::Switch],
    severity: Severity::Error,
    meaning: "refers to a SwitchProfile, VLANNamespace or SwitchGroup that does not exist",
    action: "correct the name, or add it",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchGroup
metadata: {name: pair-1}
spec: {}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, groups: [pair-2]}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchGroup
metadata: {name: pair-1}
spec: {}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: vs, groups: [pair-1]}
",
};

fn judge(switch: &Subject<'_>, report: &mut Report) {
    profile(switch, report);
    // Defaulting adds the redundancy group to the groups.
    let of_redundancy = switch.spec().at(&["redundancy", "group"]).text();
    let lists = [("vlanNamespaces", Kind::VlanNamespace), ("groups", Kind::SwitchGroup)];
    for (list, kind) in lists {
        for (index, name) in switch.spec().get(list).items().iter().enumerate() {
            // What is not a text is for the schema.
            let Tree::Text(name) = name else { continue };
            let at = spec([list]).index(index);
            if name.is_empty() {
                let message = format!("is empty: name a {}, or remove the entry", kind.name());
                report.error(at, message);
            } else if kind == Kind::SwitchGroup && **name == *of_redundancy {
                switch.require(report, spec(["redundancy", "group"]), kind, name);
            } else {
                switch.require(report, at, kind, name);
            }
        }
    }
}

fn profile(switch: &Subject<'_>, report: &mut Report) {
    let name = switch.spec().get("profile").text();
    if name.is_empty() {
        return;
    }
    if switch.is_missing(Kind::SwitchProfile, name) {
        switch.require(report, spec(["profile"]), Kind::SwitchProfile, name);
    } else {
        switch.look(report, Kind::SwitchProfile, name);
    }
}
