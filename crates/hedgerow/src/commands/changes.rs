//! `hedgerow changes [FABRIC]`: the changes.

use hedgerow_engine::views::ChangeView;

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age, clash, reason};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only those of this fabric.
    fabric: Option<String>,
    /// Also those that are published or discarded.
    #[arg(long, short)]
    all: bool,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let mut query = vec![("finished", if args.all { "true" } else { "false" })];
    if let Some(fabric) = &args.fabric {
        query.push(("fabric", fabric));
    }
    let answer = session.client()?.list::<ChangeView>(&["changes"], &query, None)?;
    if session.is_json() {
        output::json(&reason::in_words(answer.json, reason::sentence))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(
        &["change", "fabric", "state", "drafts", "conflicts", "author", "edited", "id", "reason"],
        "no changes",
    );
    for change in answer.value {
        for line in clash::lines(&change.clashes) {
            table.note(&format!("{}: {line}", change.change));
        }
        table.row([
            change.change,
            change.fabric,
            change.state.to_string(),
            change.drafts.len().to_string(),
            change.conflicts.to_string(),
            change.author.name,
            age(Some(change.updated_at)),
            change.id,
            change.reason.as_ref().map(reason::sentence).unwrap_or_default(),
        ]);
    }
    output::print(&table.text())?;
    Ok(Exit::Done)
}
