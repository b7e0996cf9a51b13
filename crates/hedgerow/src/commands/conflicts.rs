//! `hedgerow conflicts [FABRIC]`: where drafts and Git disagree.

use hedgerow_engine::views::ConflictView;
use hedgerow_model::Value;

use super::{Session, draft};
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, short};

/// The most characters of a value in a table.
const VALUE: usize = 40;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only those of this fabric.
    fabric: Option<String>,
    /// Also those that are resolved or superseded.
    #[arg(long, short)]
    all: bool,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let mut query = Vec::new();
    if !args.all {
        query.push(("state", "open"));
    }
    if let Some(fabric) = &args.fabric {
        query.push(("fabric", fabric));
    }
    let answer = session.client()?.list::<ConflictView>(&["conflicts"], &query, None)?;
    if session.is_json() {
        output::json(&answer.json)?;
    } else {
        output::print(&table(answer.value).text())?;
    }
    Ok(Exit::Done)
}

/// Conflicts as a table.
pub(crate) fn table(conflicts: Vec<ConflictView>) -> Table {
    let mut table = Table::new(
        &[
            "id", "fabric", "change", "resource", "path", "conflict", "base", "draft", "git",
            "state",
        ],
        "no conflicts",
    );
    for conflict in conflicts {
        let path = conflict.path.to_string();
        table.row([
            conflict.id.to_string(),
            conflict.fabric,
            conflict.change.unwrap_or_else(|| "-".to_owned()),
            draft::resource(&conflict.kind, &conflict.namespace, &conflict.name),
            if path.is_empty() { "(the whole)".to_owned() } else { path },
            conflict.conflict.to_string(),
            value(conflict.base.as_ref()),
            value(conflict.draft.as_ref()),
            value(conflict.git.as_ref()),
            conflict.state.to_string(),
        ]);
        // The values say nothing of where they are, nor of the other resource.
        if let Some(detail) = conflict.detail {
            table.note(&format!("{}: {detail}", conflict.id));
        }
        if let Some(together) = conflict.together {
            table.note(&format!("{}: {} [{}]", conflict.id, together.message, together.rule));
        }
    }
    table
}

fn value(value: Option<&Value>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| short(&value.plain_text(), VALUE))
}
