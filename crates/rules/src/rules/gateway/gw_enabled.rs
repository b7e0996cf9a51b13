//! Gateways, their groups and peerings need a fabric whose gateway is switched on.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "gw-enabled",
    kinds: &[Kind::GatewayGroup, Kind::Gateway, Kind::GatewayPeering],
    severity: Severity::Error,
    meaning: "needs the gateway of the fabric, which is switched off",
    action: "switch the gateway on in the configuration of the fabric, or remove the resource",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
# In a fabric that was installed without gateway.
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayGroup
metadata: {name: edge}
",
    conforming: r"
# In a fabric that was installed without gateway, too.
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/16]}
",
};

fn judge(resource: &Subject<'_>, report: &mut Report) {
    let Some(settings) = resource.settings(report) else { return };
    if !settings.gateway {
        report.error(
            whole(),
            "needs the gateway of the fabric, which is switched off: switch it on in the fabric's \
             configuration, or remove this",
        );
    }
}
