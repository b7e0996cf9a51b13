//! `hedgerow cluster switches FABRIC`: what the agents of switches say they applied.

use hedgerow_engine::views::SwitchesView;

use crate::commands::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let path = ["fabrics", args.fabric.as_str(), "switches"];
    let answer = session.client()?.get::<SwitchesView>(&path, &[])?;
    let view = &answer.value;
    if session.is_json() {
        output::json(&answer.json)?;
    } else {
        output::print(&table(view).text())?;
        for note in notes(view) {
            output::note(&note);
        }
    }
    let well = view.on == view.all && view.unknown_since.is_none() && view.problem.is_none();
    Ok(if well { Exit::Done } else { Exit::Refused })
}

fn table(view: &SwitchesView) -> Table {
    let heads = ["switch", "standing", "made", "applied", "when", "heard of"];
    let mut table = Table::new(&heads, "no agents of switches in the cluster");
    let number = |it: Option<i64>| it.map_or_else(|| "-".to_owned(), |it| it.to_string());
    for switch in &view.switches {
        table.row([
            switch.name.clone(),
            switch.standing.to_string(),
            number(switch.generation),
            number(switch.applied),
            age(switch.applied_at),
            age(switch.heard_at),
        ]);
    }
    table
}

fn notes(view: &SwitchesView) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(problem) = &view.problem {
        let since = view.unknown_since.map(|at| format!(" since {}", age(Some(at))));
        notes.push(format!("not known{}: {problem}", since.unwrap_or_default()));
    } else {
        notes.extend(view.sentence.clone());
    }
    for missing in &view.missing {
        notes.push(format!("  missing: {missing}"));
    }
    if !view.missing.is_empty() {
        let fabric = output::quoted(&view.fabric);
        notes.push(format!("`hedgerow cluster manifest {fabric} --status` prints what allows it"));
    }
    notes
}
