//! What a login may do in a cluster, and what a fabric needs there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use http::Method;
use serde::Deserialize;
use serde_json::json;

use crate::client::{Cluster, Form};
use crate::error::ClusterError;

/// Something that is needed in a namespace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// The API group; empty for the core group.
    pub group: String,
    /// The plural of the kind.
    pub resource: String,
    /// What is done with it: `list`, `watch`, `patch`.
    pub verb: &'static str,
}

/// What a login may do in a namespace, as the cluster tells it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Held {
    #[serde(default, rename = "resourceRules")]
    rules: Vec<Rule>,
    /// Whether there may be more than was told.
    #[serde(default)]
    pub incomplete: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    api_groups: Vec<String>,
    #[serde(default)]
    resources: Vec<String>,
    #[serde(default)]
    resource_names: Vec<String>,
}

impl Held {
    fn allows(&self, need: &Need) -> bool {
        let has = |of: &[String], wanted: &str| of.iter().any(|it| it == "*" || it == wanted);
        self.rules.iter().any(|rule| {
            // A rule for some names allows none of what is asked for all of a kind.
            rule.resource_names.is_empty()
                && has(&rule.verbs, need.verb)
                && has(&rule.api_groups, &need.group)
                && has(&rule.resources, &need.resource)
        })
    }
}

/// What of the needs is not held.
#[must_use]
pub fn missing<'a>(held: &Held, needs: &'a [Need]) -> Vec<&'a Need> {
    needs.iter().filter(|need| !held.allows(need)).collect()
}

impl Cluster {
    /// What the login may do in a namespace.
    ///
    /// # Errors
    /// When it is not reached or does not answer as it should.
    pub async fn permissions(&self, namespace: &str) -> Result<Held, ClusterError> {
        #[derive(Deserialize)]
        struct Review {
            #[serde(default)]
            status: Held,
        }
        let ask = json!({
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectRulesReview",
            "spec": { "namespace": namespace },
        });
        let path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
        let review: Review = self.exchange(Method::POST, path, Some((Form::Json, &ask))).await?;
        Ok(review.status)
    }
}

/// The manifest that allows what is needed in namespaces, and no more, to a service account of the name `account` in
/// the namespace `home`, with the definitions of the kinds to read. `also` is what is needed besides, each in a namespace;
/// its definitions are not.
#[must_use]
pub fn allowing(
    account: &str,
    home: &str,
    namespaces: &[String],
    needs: &[Need],
    also: &[(String, Vec<Need>)],
) -> String {
    let mut text = format!(
        "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {account}\n  namespace: {home}\n"
    );
    let mut roles: Vec<(&str, Vec<Need>)> =
        namespaces.iter().map(|it| (it.as_str(), needs.to_vec())).collect();
    for (namespace, more) in also {
        match roles.iter_mut().find(|(known, _)| known == namespace) {
            Some((_, needs)) => needs.extend(more.iter().cloned()),
            None => roles.push((namespace, more.clone())),
        }
    }
    for (namespace, needs) in &roles {
        let _ = write!(
            text,
            "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: {account}\n  \
             namespace: {namespace}\nrules:\n{}\
             ---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: {account}\n  \
             namespace: {namespace}\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  \
             name: {account}\nsubjects:\n  - kind: ServiceAccount\n    name: {account}\n    namespace: {home}\n",
            rules(needs),
        );
    }
    let definitions: Vec<String> = needs
        .iter()
        .map(|need| format!("{}.{}", need.resource, need.group))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let _ = write!(
        text,
        "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: {account}\nrules:\n\
         {}{}---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  \
         name: {account}\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: {account}\n\
         subjects:\n  - kind: ServiceAccount\n    name: {account}\n    namespace: {home}\n",
        rule("apiextensions.k8s.io", &["customresourcedefinitions"], &definitions, &["get"]),
        rule("", &["namespaces"], &["kube-system".to_owned()], &["get"]),
    );
    text
}

/// Rules for needs: kinds of one group with the same verbs are one rule.
fn rules(needs: &[Need]) -> String {
    let mut verbs: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for need in needs {
        verbs.entry((&need.group, &need.resource)).or_default().push(need.verb);
    }
    let mut together: BTreeMap<(&str, Vec<&str>), Vec<&str>> = BTreeMap::new();
    for ((group, resource), mut verbs) in verbs {
        verbs.sort_unstable();
        verbs.dedup();
        together.entry((group, verbs)).or_default().push(resource);
    }
    together.iter().map(|((group, verbs), resources)| rule(group, resources, &[], verbs)).collect()
}

fn rule(group: &str, resources: &[&str], names: &[String], verbs: &[&str]) -> String {
    let mut text =
        format!("  - apiGroups: [\"{group}\"]\n    resources: [{}]\n", resources.join(", "));
    if !names.is_empty() {
        let _ = writeln!(text, "    resourceNames: [{}]", names.join(", "));
    }
    let _ = writeln!(text, "    verbs: [{}]", verbs.join(", "));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(resource: &str, verb: &'static str) -> Need {
        Need { group: "net.example.org".into(), resource: resource.into(), verb }
    }

    #[test]
    fn what_is_held_is_told_from_what_is_missing() {
        let of = |rules: serde_json::Value| -> Held {
            serde_json::from_value(json!({ "resourceRules": rules })).unwrap()
        };
        let needs = [need("vlans", "list"), need("vlans", "watch"), need("ports", "list")];
        let lacks = |held: &Held| -> Vec<String> {
            missing(held, &needs).iter().map(|it| format!("{} {}", it.verb, it.resource)).collect()
        };
        assert_eq!(lacks(&Held::default()), ["list vlans", "watch vlans", "list ports"]);
        let some =
            of(json!([{"verbs": ["list"], "apiGroups": ["net.example.org"], "resources": ["*"]}]));
        assert_eq!(lacks(&some), ["watch vlans"]);
        let all = of(json!([{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}]));
        assert!(lacks(&all).is_empty());
        let named = of(
            json!([{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "resourceNames": ["a"]}]),
        );
        assert_eq!(lacks(&named).len(), 3);
        let elsewhere = of(json!([{"verbs": ["*"], "apiGroups": [""], "resources": ["*"]}]));
        assert_eq!(lacks(&elsewhere).len(), 3);
    }

    #[test]
    fn the_manifest_grants_what_is_needed_in_each_namespace_and_nothing_with_a_star() {
        let needs = [
            need("vlans", "watch"),
            need("vlans", "list"),
            need("ports", "list"),
            need("ports", "watch"),
        ];
        let also = [("argocd".to_owned(), vec![need("applications", "list")])];
        let text = allowing("hedgerow", "ops", &["lab".into(), "prod".into()], &needs, &also);
        let objects: Vec<_> = hedgerow_yaml::read_each(&text, &hedgerow_yaml::Limits::default())
            .map(|document| match document.content {
                hedgerow_yaml::Content::Object(read) => read.into_value(),
                other => panic!("{other:?}"),
            })
            .collect();
        let kinds: Vec<_> = objects.iter().filter_map(|it| it.get("kind")?.as_str()).collect();
        let expected = [
            "ServiceAccount",
            "Role",
            "RoleBinding",
            "Role",
            "RoleBinding",
            "Role",
            "RoleBinding",
            "ClusterRole",
            "ClusterRoleBinding",
        ];
        assert_eq!(kinds, expected);
        assert!(!text.contains('*'), "{text}");
        let rule = "  - apiGroups: [\"net.example.org\"]\n    resources: [ports, vlans]\n    verbs: [list, watch]\n";
        assert!(text.contains(rule), "{text}");
        assert!(
            text.contains("resourceNames: [ports.net.example.org, vlans.net.example.org]"),
            "{text}"
        );
        assert_eq!(text.matches("[applications]").count(), 1, "only where it is needed: {text}");
    }
}
