//! `hedgerow cluster appliers FABRIC`: what Argo CD or Flux applied of a fabric.

use hedgerow_engine::views::AppliersView;
use hedgerow_model::ApplierStanding;

use crate::commands::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age, short_commit};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let path = ["fabrics", args.fabric.as_str(), "appliers"];
    let answer = session.client()?.get::<AppliersView>(&path, &[])?;
    let view = &answer.value;
    if session.is_json() {
        output::json(&answer.json)?;
    } else {
        output::print(&table(view).text())?;
        for note in notes(view) {
            output::note(&note);
        }
    }
    let is_well = |it: &ApplierStanding| {
        matches!(
            it,
            ApplierStanding::Applied | ApplierStanding::Behind | ApplierStanding::Suspended
        )
    };
    let found = &view.appliers.found;
    let well = view.unknown_since.is_none()
        && view.appliers.not_read.is_empty()
        && found.len() < 2
        && found.iter().all(|it| is_well(&it.standing));
    Ok(if well { Exit::Done } else { Exit::Refused })
}

fn table(view: &AppliersView) -> Table {
    let mut table = Table::new(
        &["applier", "object", "standing", "commit", "applied", "says"],
        "no Application or Kustomization is known to bring this directory to the cluster",
    );
    let dash = || "-".to_owned();
    for it in &view.appliers.found {
        table.row([
            it.applier.title().to_owned(),
            format!("{}/{}", it.namespace, it.name),
            it.standing.to_string(),
            short_commit(it.commit.as_deref()),
            it.applied_at.clone().unwrap_or_else(dash),
            it.says.clone().unwrap_or_else(dash),
        ]);
    }
    table
}

/// What the table does not tell.
fn notes(view: &AppliersView) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(problem) = &view.problem {
        let since = view.unknown_since.map(|at| format!(" since {}", age(Some(at))));
        notes.push(format!(
            "not known{}: {problem}; what is told is what was known last",
            since.unwrap_or_default()
        ));
    }
    let neither = || "the cluster has neither Argo CD nor Flux".to_owned();
    if view.problem.is_none() || view.sentence.is_some() {
        notes.push(view.sentence.clone().unwrap_or_else(neither));
    }
    for refused in view.appliers.found.iter().flat_map(|it| &it.refused).take(10) {
        let resource =
            crate::commands::draft::resource(&refused.kind, &refused.namespace, &refused.name);
        notes.push(format!("{resource} is not applied: {}", refused.message));
    }
    for not in &view.appliers.not_read {
        let title = not.applier.title();
        notes.push(format!("{title} is not read: {}", not.problem));
        for missing in &not.missing {
            notes.push(format!("  missing: {missing}"));
        }
        if !not.missing.is_empty() {
            let fabric = output::quoted(&view.fabric);
            notes.push(format!(
                "`hedgerow cluster manifest {fabric} --status` prints what allows it"
            ));
        }
    }
    for other in &view.appliers.others {
        let who = format!("{} {}/{}", other.applier.title(), other.namespace, other.name);
        notes.push(format!("{who}: {}", other.why));
    }
    notes
}
