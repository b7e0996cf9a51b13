//! The profile of each switch of the Connection supports the mode of the VPC.

use super::super::prelude::*;
use crate::attachment::{connection, switches, vpc};

pub(crate) static RULE: Rule = Rule {
    id: "attach-profile",
    kinds: &[Kind::VpcAttachment],
    severity: Severity::Error,
    meaning: "attaches a VPC at a switch whose profile does not support the VPC's mode",
    action: "change the mode of the VPC, or name a Connection of another switch",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: routed}
spec: {displayName: Routed, features: {l3vni: true}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: routed}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: rack-1}
spec: {unbundled: {link: {server: {port: server-1/eth0}, switch: {port: leaf-1/E1/1}}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-1}
spec: {subnet: shop/web, connection: rack-1}
",
    conforming: r"
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchProfile
metadata: {name: routed}
spec: {displayName: Routed, features: {l3vni: true}, ports: {E1/1: {nos: Ethernet0, profile: 25G}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, profile: routed}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: shop}
spec: {mode: l3vni, subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: rack-1}
spec: {unbundled: {link: {server: {port: server-1/eth0}, switch: {port: leaf-1/E1/1}}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: shop-rack-1}
spec: {subnet: shop/web, connection: rack-1}
",
};

/// The features of a profile that a mode needs. Other modes are for the rule of the VPC.
fn needed(mode: &str) -> &'static [&'static str] {
    match mode {
        "" => &["l2vni", "l3vni"],
        "l3vni" | "l3flat" => &["l3vni"],
        _ => &[],
    }
}

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    let Some(connection) = connection(attachment, report) else { return };
    let Some(vpc) = vpc(attachment, report) else { return };
    let mode = vpc.spec.get("mode").text();
    for name in switches(connection) {
        let Some(switch) = attachment.look(report, Kind::Switch, name) else { continue };
        let profile = switch.spec.get("profile").text();
        if profile.is_empty() {
            continue;
        }
        let Some(profile) = attachment.look(report, Kind::SwitchProfile, profile) else { continue };
        let features = profile.spec.get("features");
        let missing = needed(mode).iter().copied().filter(|feature| !features.get(feature).flag());
        let missing: Vec<&str> = missing.collect();
        if !missing.is_empty() {
            let mode = if mode.is_empty() { "L2VNI" } else { mode };
            let message = format!(
                "ends at {} with profile {}, which does not support {}: {} with mode {mode} needs it; \
                 change the mode, or name another Connection",
                switch.identity,
                profile.name(),
                missing.join(" and "),
                vpc.identity
            );
            report.error_with(spec(["connection"]), (switch, spec(["profile"])), message);
        }
    }
}
