//! An attachment is static if and only if its External is. The cluster checks it when the attachment
//! changes, not when the External does.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ea-variant",
    kinds: &[Kind::ExternalAttachment],
    severity: Severity::Error,
    meaning: "is static and its External is not, or the other way round",
    action: "make both static, or neither",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: isp}
spec: {static: {prefixes: [0.0.0.0/0]}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, switch: {ip: 192.0.2.1/31}, neighbor: {asn: 64999, ip: 192.0.2.0}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: isp}
spec: {static: {prefixes: [0.0.0.0/0]}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, static: {remoteIP: 192.0.2.0, ip: 192.0.2.1/31}}
",
};

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    let name = attachment.spec().get("external").text();
    if name.is_empty() {
        return;
    }
    let Some(external) = attachment.look(report, Kind::External, name) else { return };
    let is_static = |object: &Object| object.spec.get("static").is_there();
    let message = match (is_static(attachment), is_static(external)) {
        (true, false) => format!(
            "is there, but {} is not static: write `switch` and `neighbor` instead, or make the \
             External static",
            external.identity
        ),
        (false, true) => format!(
            "is missing, but {} is static: write `static` instead of `switch` and `neighbor`",
            external.identity
        ),
        _ => return,
    };
    report.error_with(spec(["static"]), (external, spec(["static"])), message);
}
