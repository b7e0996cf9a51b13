//! `hedgerow split CHANGE KIND/NAME…`: some of its drafts move to another change.

use hedgerow_engine::views::{Person, SplitView};
use serde_json::json;

use super::{Session, person};
use crate::exit::{Exit, Failure};
use crate::output::{self, quoted};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The change's name or id.
    change: String,
    /// The resources whose drafts move.
    #[arg(value_name = "KIND/NAME", required_unless_present = "conflicted")]
    resources: Vec<String>,
    /// All that have an open conflict.
    #[arg(long, conflicts_with = "resources")]
    conflicted: bool,
    /// The change that they move to, new or open; named after the change when left out.
    #[arg(long, value_name = "CHANGE")]
    into: Option<String>,
    /// Who does it; the server's administrator when left out.
    #[arg(long, value_name = "NAME <ADDRESS>", env = "HEDGEROW_AUTHOR", value_parser = person::parse)]
    by: Option<Person>,
}

pub(crate) fn run(args: Args, session: &Session) -> Result<Exit, Failure> {
    let mut request = match args.conflicted {
        true => json!({ "conflicted": true }),
        false => json!({ "resources": args.resources }),
    };
    if let Some(into) = args.into {
        request["into"] = json!(into);
    }
    if let Some(by) = args.by {
        request["by"] = json!(by);
    }
    let path = ["changes", &args.change, "split"];
    let answer = session.client()?.post::<SplitView>(&path, &request)?;
    if session.is_json() {
        output::json(&answer.json)?;
        return Ok(Exit::Done);
    }
    for change in [&answer.value.from, &answer.value.into] {
        let names: Vec<String> =
            change.drafts.iter().map(|draft| format!("{}/{}", draft.kind, draft.name)).collect();
        output::line(&format!("{}: {} ({})", change.change, names.join(", "), change.state))?;
    }
    output::note(&format!(
        "`hedgerow publish {}` publishes the one without the other",
        quoted(&answer.value.from.change)
    ));
    Ok(Exit::Done)
}
