//! `hedgerow drift FABRIC`: what a fabric's cluster has otherwise than Git.

use hedgerow_engine::views::{DriftView, FabricView};
use hedgerow_model::{DriftStanding, FieldDrift, Moved, Severity, Value};
use serde_json::{Value as Json, json};

use super::Args;
use crate::commands::{Session, draft};
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age, short};

/// The longest value of a table, in characters.
const VALUE: usize = 40;

pub(super) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let fabric = args.of.to_string_lossy();
    let client = session.client()?;
    let (kind, name) = split(args.only.as_deref())?;
    let mut query: Vec<(&str, &str)> = vec![("limit", "1000")];
    query.extend(kind.map(|kind| ("kind", kind)));
    query.extend(name.map(|name| ("name", name)));
    query.extend(args.severity.map(|severity| ("severity", severity.as_str())));
    let path = ["fabrics", &fabric, "drift"];
    let answer = client.list::<DriftView>(&path, &query, None)?;
    let told: Vec<DriftView> =
        answer.value.into_iter().filter(|it| args.ignored || !it.ignored).collect();
    if session.is_json() {
        output::json(&told.iter().flat_map(rows).collect::<Vec<_>>())?;
    } else {
        output::print(&table(&told).text())?;
        let view = client.get::<FabricView>(&["fabrics", &fabric], &[])?.value;
        for note in waits(&told).into_iter().chain(notes(&view, args.ignored)) {
            output::note(&note);
        }
    }
    Ok(if told.iter().any(is_trouble) { Exit::Refused } else { Exit::Done })
}

/// Whether somebody has to look at it: what Git alone moved is on its way, and what is good to know is no more than that.
fn is_trouble(view: &DriftView) -> bool {
    view.moved != Some(Moved::Git) && !view.ignored && view.severity != Severity::Info
}

/// The kind and name that somebody typed.
pub(crate) fn split(only: Option<&str>) -> Result<(Option<&str>, Option<&str>), Failure> {
    let Some(only) = only else { return Ok((None, None)) };
    match only.split('/').collect::<Vec<_>>().as_slice() {
        [kind] => Ok((Some(kind), None)),
        [kind, name] | [kind, _, name] => Ok((Some(kind), Some(name))),
        _ => Err(Failure::usage(format!("`{only}` is not KIND, KIND/NAME or KIND/NAMESPACE/NAME"))),
    }
}

/// One row for each field; one for a resource that differs as a whole.
fn rows(view: &DriftView) -> Vec<Json> {
    let row = |field: Option<&FieldDrift>| {
        let manager = field.and_then(|it| it.manager.as_ref());
        json!({
            "group": view.group, "kind": view.kind, "namespace": view.namespace, "name": view.name,
            "standing": view.standing,
            "path": field.map(|it| it.path.to_string()).unwrap_or_default(),
            "desired": field.and_then(|it| it.desired.as_ref()),
            "actual": field.and_then(|it| it.actual.as_ref()),
            "manager": manager.map(|it| &it.name),
            "time": manager.and_then(|it| it.time.as_ref()),
            "moved": field.map_or(view.moved, |it| it.moved),
            "severity": view.severity, "waits": view.waits, "ignored": view.ignored, "since": view.since, "unknown_since": view.unknown_since,
        })
    };
    match view.fields.as_slice() {
        [] => vec![row(None)],
        fields => fields.iter().map(|field| row(Some(field))).collect(),
    }
}

fn table(told: &[DriftView]) -> Table {
    let mut table = Table::new(
        &["resource", "severity", "drift", "git", "cluster", "by", "moved", "since"],
        "no drift",
    );
    let text = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "-".to_owned(), |value| short(&value.plain_text(), VALUE))
    };
    for view in told {
        let resource = draft::resource(&view.kind, &view.namespace, &view.name);
        let since = age(Some(view.since));
        let moved = |side: Option<Moved>| side.map_or("-".to_owned(), |side| side.to_string());
        let mark = if view.ignored { " (ignored)" } else { "" };
        let what = match view.standing {
            DriftStanding::Missing if view.moved == Some(Moved::Git) => "not in the cluster yet",
            DriftStanding::Missing => "gone in the cluster",
            DriftStanding::Extra if view.moved == Some(Moved::Git) => "still in the cluster",
            DriftStanding::Extra => "only in the cluster",
            DriftStanding::Deleting => "being deleted in the cluster",
            DriftStanding::InSync | DriftStanding::Differs => "",
        };
        if view.fields.is_empty() {
            let dash = || "-".to_owned();
            let what = format!("{what}{mark}");
            let severity = view.severity.to_string();
            table.row([resource, severity, what, dash(), dash(), dash(), moved(view.moved), since]);
            continue;
        }
        for FieldDrift { path, desired, actual, moved: side, manager } in &view.fields {
            let by = manager.as_ref().map_or("-".to_owned(), |it| it.name.clone());
            table.row([
                resource.clone(),
                view.severity.to_string(),
                format!("{path}{mark}"),
                text(desired),
                text(actual),
                by,
                moved(*side),
                since.clone(),
            ]);
        }
    }
    table
}

/// Why the cluster does not follow Git yet: each reason once, with how many resources wait for it.
fn waits(told: &[DriftView]) -> Vec<String> {
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for waits in told.iter().filter_map(|view| view.waits.as_deref()) {
        match reasons.iter_mut().find(|(known, _)| *known == waits) {
            Some((_, count)) => *count += 1,
            None => reasons.push((waits, 1)),
        }
    }
    let told = |(reason, count): (&str, usize)| match count {
        1 => reason.to_owned(),
        count => format!("{reason} ({count} resources)"),
    };
    reasons.into_iter().take(10).map(told).collect()
}

/// What has to be known of a fabric's cluster to read its drift.
fn notes(view: &FabricView, ignored_too: bool) -> Vec<String> {
    let Some(cluster) = &view.cluster else { return Vec::new() };
    let mut notes = Vec::new();
    if !cluster.known {
        let since = match cluster.unknown_since {
            Some(since) => format!(" since {}", age(Some(since))),
            None => String::new(),
        };
        let why = cluster.problem.as_deref().unwrap_or("it is being read");
        notes.push(format!(
            "cluster {} is not known{since}: {why}; what is told is what was known last",
            cluster.cluster
        ));
    }
    if cluster.ignored > 0 && !ignored_too {
        notes.push(format!("{} resources are ignored; --ignored shows them", cluster.ignored));
    }
    notes
}
