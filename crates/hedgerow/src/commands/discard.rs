//! `hedgerow discard CHANGE`: throw a change and its drafts away.

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The change's name or id.
    change: String,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let discarded = session.client()?.delete(&["changes", &args.change])?;
    if session.is_json() {
        output::json(&discarded)?;
    } else {
        output::line(&format!("discarded change {}; nothing was changed in Git", args.change))?;
    }
    Ok(Exit::Done)
}
