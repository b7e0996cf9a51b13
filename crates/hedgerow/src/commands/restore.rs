//! `hedgerow restore FABRIC KIND/NAME… --at COMMIT`: resources are to be what they were at a commit.

use hedgerow_engine::views::{ChangeView, DraftEdit, DraftRequest, Person};

use super::{Session, draft, person};
use crate::exit::{Exit, Failure};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// The resources, also such that are gone.
    #[arg(required = true, value_name = "KIND/NAME")]
    resources: Vec<String>,
    /// The commit, of the branch's history: 7 to 40 digits.
    #[arg(long, value_name = "COMMIT")]
    at: String,
    /// The change that the drafts go to; opened when there is none. Left out: one's own open change of the fabric, or
    /// a new one that is named after what is done.
    #[arg(long)]
    change: Option<String>,
    /// The commit message.
    #[arg(long, short)]
    message: Option<String>,
    /// Who edits; the server's administrator when left out.
    #[arg(long, value_name = "NAME <ADDRESS>", env = "HEDGEROW_AUTHOR", value_parser = person::parse)]
    author: Option<Person>,
}

pub(crate) fn run(args: Args, session: &Session) -> Result<Exit, Failure> {
    let Args { fabric, resources, at, change, message, author } = args;
    let restore = |resource| DraftEdit::Restore { resource, at: at.clone() };
    let edits = resources.into_iter().map(restore).collect();
    let request = DraftRequest { base: None, edits, change, author, message };
    let path = ["fabrics", fabric.as_str(), "drafts"];
    let saved = session.client()?.post::<ChangeView>(&path, &request)?;
    draft::saved(&saved, session)
}
