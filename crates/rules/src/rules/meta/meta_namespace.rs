//! Everything is in namespace `default`. Two kinds have no webhook that says so: elsewhere they are accepted, and
//! found by nobody.

use hedgerow_model::Identity;

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "meta-namespace",
    kinds: Kind::ALL,
    severity: Severity::Error,
    meaning: "is in another namespace than `default`",
    action: "remove the namespace, or write `default`",
    index: None,
    judge: Judge::SchemaAnd(&["namespace"], judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: b, namespace: prod}
spec: {subnets: [10.0.0.0/16]}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: b}
spec: {subnets: [10.0.0.0/16]}
",
};

fn judge(subject: &Subject<'_>, report: &mut Report) {
    let namespace = &subject.identity().namespace;
    if matches!(subject.kind, Kind::SwitchGroup | Kind::ServerProfile)
        && namespace != Identity::DEFAULT_NAMESPACE
    {
        report.warning(
            FieldPath::of_keys(["metadata", "namespace"]),
            format!(
                "{namespace} is accepted, but the fabric looks in `{}` only: write \
                     that",
                Identity::DEFAULT_NAMESPACE
            ),
        );
    }
}
