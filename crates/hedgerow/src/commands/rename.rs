//! `hedgerow rename CHANGE NAME`: a change gets another name.

use hedgerow_engine::views::ChangeView;
use serde_json::json;

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The change's name or id.
    change: String,
    /// What it is called from now on.
    name: String,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let request = json!({ "change": args.name });
    let answer = session.client()?.patch::<ChangeView>(&["changes", &args.change], &request)?;
    if session.is_json() {
        output::json(&answer.json)?;
        return Ok(Exit::Done);
    }
    output::line(&format!("change {} is called so now", answer.value.change))?;
    Ok(Exit::Done)
}
