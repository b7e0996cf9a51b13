//! `hedgerow undo CHANGE`: its newest save is undone.

use hedgerow_engine::views::{ChangeView, Person};
use serde_json::json;

use super::{Session, person};
use crate::exit::{Exit, Failure};
use crate::output::{self, quoted};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The change's name or id.
    change: String,
    /// Who does it; the server's administrator when left out.
    #[arg(long, value_name = "NAME <ADDRESS>", env = "HEDGEROW_AUTHOR", value_parser = person::parse)]
    by: Option<Person>,
}

pub(crate) fn run(args: Args, session: &Session) -> Result<Exit, Failure> {
    let mut request = json!({});
    if let Some(by) = args.by {
        request["by"] = json!(by);
    }
    let path = ["changes", &args.change, "undo"];
    let answer = session.client()?.post::<ChangeView>(&path, &request)?;
    if session.is_json() {
        output::json(&answer.json)?;
        return Ok(Exit::Done);
    }
    let change = answer.value;
    let left: Vec<String> =
        change.drafts.iter().map(|draft| format!("{}/{}", draft.kind, draft.name)).collect();
    output::line(&match left.is_empty() {
        true => format!("undone; nothing is left in change {}", change.change),
        false => format!("undone; change {} has {}", change.change, left.join(", ")),
    })?;
    if change.last_save.is_some() {
        let quoted = quoted(&change.change);
        output::note(&format!("`hedgerow undo {quoted}` undoes the save before it"));
    }
    Ok(Exit::Done)
}
