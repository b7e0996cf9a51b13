//! What an Application of Argo CD says.

use hedgerow_model::{Applier, RefusedThere};
use serde_json::Value as Json;

use super::{REFUSED, Reference, Says, Target, commit, is, text, told};

/// The most sources of an Application that are looked at.
const SOURCES: usize = 50;

/// What an Application says, for each place that it points at; `object` is without its status.
#[must_use]
pub fn application(object: &Json, status: Option<&Json>) -> Vec<Says> {
    let none = Json::Null;
    let status = status.unwrap_or(&none);
    let (Some(name), Some(spec)) = (text(object, "/metadata/name"), object.get("spec")) else {
        return Vec::new();
    };
    let several = spec.get("sources").and_then(Json::as_array).filter(|it| !it.is_empty());
    let sources: Vec<&Json> = match several {
        Some(several) => several.iter().take(SOURCES).collect(),
        None => spec.get("source").into_iter().collect(),
    };
    let namespace = text(object, "/metadata/namespace").unwrap_or_default();
    let said = |(at, source): (usize, &Json)| {
        let at = several.is_some().then_some(at);
        Some(Says {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            ..one(spec, status, source, at)?
        })
    };
    sources.into_iter().enumerate().filter_map(said).collect()
}

fn one(spec: &Json, status: &Json, source: &Json, at: Option<usize>) -> Option<Says> {
    // A chart is not read from Git.
    if text(source, "/chart").is_some() {
        return None;
    }
    let of = |json: &Json, single: &str, each: &str| -> Option<Json> {
        match at {
            None => json.pointer(single).cloned(),
            Some(at) => json.pointer(each)?.get(at).cloned(),
        }
    };
    let revision = |json: &Json, below: &str| -> Option<String> {
        let found = of(json, &format!("{below}/revision"), &format!("{below}/revisions"))?;
        commit(found.as_str()?)
    };
    let compared = of(status, "/sync/comparedTo/source", "/sync/comparedTo/sources");
    let synced =
        of(status, "/operationState/syncResult/source", "/operationState/syncResult/sources");
    let is_same = |other: &Option<Json>| {
        let key = |json: &Json, key: &str| text(json, key).map(str::to_owned);
        other.as_ref().is_some_and(|other| {
            ["/repoURL", "/path", "/targetRevision"]
                .iter()
                .all(|it| key(other, it) == key(source, it))
        })
    };
    let is_current = is_same(&compared);
    let sync = text(status, "/sync/status");
    let wanted = is_current.then(|| revision(status, "/sync")).flatten();
    let phase = text(status, "/operationState/phase");
    let done = is_same(&synced).then(|| revision(status, "/operationState/syncResult")).flatten();
    let ended = text(status, "/operationState/finishedAt").map(str::to_owned);
    let succeeded = phase == Some("Succeeded");
    let (applied, applied_at) = match sync {
        // What the cluster has was compared with that commit, whenever it was applied.
        Some("Synced") if wanted.is_some() => {
            let at = if succeeded && done == wanted { ended } else { None };
            (wanted.clone(), at)
        }
        _ if succeeded && done.is_some() => (done.clone(), ended),
        _ => (None, None),
    };
    let automated = spec.pointer("/syncPolicy/automated").filter(|it| !it.is_null());
    let is_off = automated.and_then(|it| it.get("enabled")).and_then(Json::as_bool) == Some(false);
    let problem = trouble(status, phase);
    // What failed at a commit before this one says nothing of this one.
    let is_of_now = phase.is_none_or(|phase| !matches!(phase, "Failed" | "Error"))
        || done.is_none()
        || wanted.is_none()
        || done == wanted;
    let is_failing = problem.is_some() && is_of_now && sync != Some("Synced")
        || conditions(status).next().is_some();
    let health = text(status, "/health/status");
    let says: Vec<&str> = [sync, health].into_iter().flatten().collect();
    Some(Says {
        applier: Applier::Argo,
        namespace: String::new(),
        name: String::new(),
        url: text(source, "/repoURL")?.to_owned(),
        reference: reference(text(source, "/targetRevision")),
        path: text(source, "/path").unwrap_or_default().to_owned(),
        recurses: is(source, "/directory/recurse"),
        target: target(spec),
        is_current,
        applied,
        applied_at,
        wanted,
        says: (!says.is_empty()).then(|| told(&says.join(", "))),
        problem: problem.filter(|_| is_failing),
        is_failing,
        is_running: phase == Some("Running"),
        suspended: automated.is_none() || is_off,
        self_heals: !is_off && automated.is_some_and(|it| is(it, "/selfHeal")),
        prunes: automated.is_some_and(|it| is(it, "/prune")),
        refused: if is_of_now { refused(status) } else { Vec::new() },
    })
}

fn reference(target: Option<&str>) -> Reference {
    match target {
        None | Some("HEAD") => Reference::First,
        Some(target) => match target.strip_prefix("refs/heads/") {
            Some(branch) => Reference::Branch(branch.to_owned()),
            None if target.starts_with("refs/") || commit(target).is_some() => {
                Reference::Other(target.to_owned())
            }
            None => Reference::Branch(target.to_owned()),
        },
    }
}

/// In Argo CD's own words, the cluster that it runs in.
const HERE: [&str; 2] = ["https://kubernetes.default.svc", "in-cluster"];

fn target(spec: &Json) -> Target {
    let named = text(spec, "/destination/server").or_else(|| text(spec, "/destination/name"));
    match named {
        Some(named) if !HERE.contains(&named.trim_end_matches('/')) => {
            Target::Named(named.to_owned())
        }
        _ => Target::Here,
    }
}

/// The conditions that keep it from comparing or applying.
fn conditions(status: &Json) -> impl Iterator<Item = &Json> {
    let all = status.get("conditions").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    all.iter().filter(|it| text(it, "/type").is_some_and(|kind| kind.ends_with("Error")))
}

fn trouble(status: &Json, phase: Option<&str>) -> Option<String> {
    let failed = matches!(phase, Some("Failed" | "Error"))
        .then(|| text(status, "/operationState/message"))
        .flatten();
    let condition = conditions(status).find_map(|it| text(it, "/message"));
    condition.or(failed).map(told)
}

fn refused(status: &Json) -> Vec<RefusedThere> {
    let all = status.pointer("/operationState/syncResult/resources").and_then(Json::as_array);
    let of = |it: &Json| {
        (text(it, "/status") == Some("SyncFailed")).then_some(())?;
        Some(RefusedThere {
            group: Some(text(it, "/group").unwrap_or_default().to_owned()),
            kind: text(it, "/kind")?.to_owned(),
            namespace: text(it, "/namespace").unwrap_or_default().to_owned(),
            name: text(it, "/name")?.to_owned(),
            message: told(text(it, "/message").unwrap_or("it does not say why")),
        })
    };
    all.map_or(&[][..], Vec::as_slice).iter().filter_map(of).take(REFUSED).collect()
}
