//! `hedgerow revert CHANGE`: open a change that takes back what a published change did.

use hedgerow_engine::views::{ChangeView, Person, RevertRequest};

use super::{Session, draft, person};
use crate::exit::{Exit, Failure};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The name or id of a published change.
    reverted: String,
    /// What the new change is called; `Revert "NAME"` when left out.
    #[arg(long)]
    change: Option<String>,
    /// The commit message; when left out, it names the change and its commit.
    #[arg(long, short)]
    message: Option<String>,
    /// Who edits; the server's administrator when left out.
    #[arg(long, value_name = "NAME <ADDRESS>", env = "HEDGEROW_AUTHOR", value_parser = person::parse)]
    author: Option<Person>,
}

pub(crate) fn run(args: Args, session: &Session) -> Result<Exit, Failure> {
    let Args { reverted, change, message, author } = args;
    let request = RevertRequest { change, author, message };
    let path = ["changes", reverted.as_str(), "revert"];
    let saved = session.client()?.post::<ChangeView>(&path, &request)?;
    draft::saved(&saved, session)
}
