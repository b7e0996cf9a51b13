//! What a Kustomization of Flux says, and the GitRepository that it reads.

use hedgerow_model::{Applier, RefusedThere};
use serde_json::Value as Json;

use super::{Reference, Says, Target, commit, is, text, told};

/// A GitRepository, as far as it matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The address.
    pub url: String,
    /// What of it is read.
    pub reference: Reference,
    /// Whether it is not read for now.
    pub suspended: bool,
    /// The commit that it has ready.
    pub ready: Option<String>,
    /// Why it reads nothing.
    pub problem: Option<String>,
}

/// A Kustomization, before it is known what its source is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kustomization {
    /// What it says; its address is not known yet.
    pub says: Says,
    /// The namespace and name of the GitRepository that it reads.
    pub source: (String, String),
}

/// What a GitRepository says; `object` is without its status.
#[must_use]
pub fn repository(object: &Json, status: Option<&Json>) -> Option<Repository> {
    let none = Json::Null;
    let status = status.unwrap_or(&none);
    let reference = object.pointer("/spec/ref").unwrap_or(&none);
    let of = |key: &str| text(reference, key).map(str::to_owned);
    // In the order in which Flux looks at them.
    let reference =
        if let Some(one) = of("/commit").or_else(|| of("/semver")).or_else(|| of("/tag")) {
            Reference::Other(one)
        } else if let Some(name) = of("/name") {
            match name.strip_prefix("refs/heads/") {
                Some(branch) => Reference::Branch(branch.to_owned()),
                None => Reference::Other(name),
            }
        } else {
            // Without any it reads this one.
            Reference::Branch(of("/branch").unwrap_or_else(|| "master".to_owned()))
        };
    Some(Repository {
        namespace: text(object, "/metadata/namespace").unwrap_or_default().to_owned(),
        name: text(object, "/metadata/name")?.to_owned(),
        url: text(object, "/spec/url")?.to_owned(),
        reference,
        suspended: is(object, "/spec/suspend"),
        ready: text(status, "/artifact/revision").and_then(revision),
        problem: ready(status)
            .filter(|it| text(it, "/status") == Some("False"))
            .and_then(|it| text(it, "/message"))
            .map(told),
    })
}

/// What a Kustomization says; `None` where it does not read Git. `object` is without its status.
#[must_use]
pub fn kustomization(object: &Json, status: Option<&Json>) -> Option<Kustomization> {
    let none = Json::Null;
    let status = status.unwrap_or(&none);
    let spec = object.get("spec")?;
    if text(spec, "/sourceRef/kind") != Some("GitRepository") {
        return None;
    }
    let namespace = text(object, "/metadata/namespace").unwrap_or_default();
    let source = text(spec, "/sourceRef/namespace").unwrap_or(namespace);
    let generation = |json: &Json, pointer: &str| json.pointer(pointer).and_then(Json::as_i64);
    let observed = generation(status, "/observedGeneration");
    let ready = ready(status);
    let word = ready.and_then(|it| text(it, "/status"));
    let applied = text(status, "/lastAppliedRevision").and_then(revision);
    let wanted = text(status, "/lastAttemptedRevision").and_then(revision);
    let message = ready.and_then(|it| text(it, "/message")).map(told);
    let is_failing = word == Some("False");
    let applied_at = match word {
        Some("True") if applied.is_some() && applied == wanted => {
            ready.and_then(|it| text(it, "/lastTransitionTime"))
        }
        _ => None,
    };
    let target = match spec.get("kubeConfig").filter(|it| !it.is_null()) {
        Some(_) => Target::Named("the one of its `kubeConfig`".to_owned()),
        None => Target::Here,
    };
    let says = Says {
        applier: Applier::Flux,
        namespace: namespace.to_owned(),
        name: text(object, "/metadata/name")?.to_owned(),
        url: String::new(),
        reference: Reference::First,
        path: text(spec, "/path").unwrap_or_default().to_owned(),
        recurses: false,
        target,
        is_current: observed.is_some() && observed == generation(object, "/metadata/generation"),
        applied,
        applied_at: applied_at.map(str::to_owned),
        wanted,
        says: match word {
            Some("True") => Some("Ready".to_owned()),
            Some("False") => Some("not Ready".to_owned()),
            _ => None,
        },
        refused: match (&message, is_failing) {
            (Some(message), true) => refused(message),
            _ => Vec::new(),
        },
        problem: message.filter(|_| is_failing),
        is_failing,
        is_running: word == Some("Unknown"),
        suspended: is(spec, "/suspend"),
        // It brings everything back at each reconciliation.
        self_heals: true,
        prunes: is(spec, "/prune"),
    };
    let name = text(spec, "/sourceRef/name")?.to_owned();
    Some(Kustomization { says, source: (source.to_owned(), name) })
}

/// A Kustomization with its source.
#[must_use]
pub fn joined(of: &Kustomization, source: &Repository) -> Says {
    let mut says =
        Says { url: source.url.clone(), reference: source.reference.clone(), ..of.says.clone() };
    says.suspended |= source.suspended;
    if !says.is_failing
        && let Some(problem) = &source.problem
    {
        says.problem = Some(format!("GitRepository {}: {problem}", source.name));
        // What it applied before stays what it applied.
        says.is_failing = true;
        says.wanted = None;
    }
    says.is_running |=
        says.applied.is_some() && source.ready.is_some() && says.applied != source.ready;
    says
}

/// The commit of a revision: `main@sha1:…`, `sha1:…`, and as it was written before, `main/…`.
fn revision(text: &str) -> Option<String> {
    let last = text.rsplit(['/', ':']).next()?;
    commit(last)
}

fn ready(status: &Json) -> Option<&Json> {
    let all = status.get("conditions").and_then(Json::as_array)?;
    all.iter().find(|it| text(it, "/type") == Some("Ready"))
}

/// The resource that a message begins with: `VPC/default/web dry-run failed …`, as Flux writes of what it cannot apply.
fn refused(message: &str) -> Vec<RefusedThere> {
    let Some((first, why)) = message.split_once(' ') else { return Vec::new() };
    let parts: Vec<&str> = first.trim_end_matches(':').split('/').collect();
    let (kind, namespace, name) = match parts.as_slice() {
        [kind, namespace, name] => (*kind, *namespace, *name),
        [kind, name] => (*kind, "", *name),
        _ => return Vec::new(),
    };
    let is_kind = kind.starts_with(|it: char| it.is_ascii_uppercase())
        && kind.bytes().all(|it| it.is_ascii_alphanumeric());
    if !is_kind || name.is_empty() {
        return Vec::new();
    }
    vec![RefusedThere {
        group: None,
        kind: kind.to_owned(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        message: why.to_owned(),
    }]
}
