//! `hedgerow accept` and `hedgerow import`: what the cluster has becomes drafts of a change.

use hedgerow_engine::views::{Person, TakeRequest, TakeView};
use hedgerow_model::FieldPath;

use super::{Session, draft, left, person};
use crate::exit::{Exit, Failure};
use crate::output::{self, finding, reason};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// The resources.
    #[arg(value_name = "KIND/NAME", required_unless_present = "all")]
    resources: Vec<String>,
    /// All of them, but for what is ignored and where Git is ahead.
    #[arg(long, conflicts_with = "resources")]
    all: bool,
    /// The change that the drafts go to; opened when there is none. Without it nothing is saved: the diff is shown.
    #[arg(long)]
    change: Option<String>,
    /// The commit message.
    #[arg(long, short, requires = "change")]
    message: Option<String>,
    /// Who edits; the server's administrator when left out.
    #[arg(long, value_name = "NAME <ADDRESS>", env = "HEDGEROW_AUTHOR", value_parser = person::parse)]
    author: Option<Person>,
}

#[derive(clap::Args)]
pub(crate) struct Accept {
    #[command(flatten)]
    args: Args,
    /// One field and what is below it, of one resource: taken even where Git changed it too.
    #[arg(long, value_name = "PATH", value_parser = str::parse::<FieldPath>)]
    field: Option<FieldPath>,
}

pub(crate) fn accept(args: &Accept, session: &Session) -> Result<Exit, Failure> {
    run(&args.args, args.field.clone(), "accept", session)
}

pub(crate) fn import(args: &Args, session: &Session) -> Result<Exit, Failure> {
    run(args, None, "import", session)
}

fn run(
    args: &Args,
    field: Option<FieldPath>,
    what: &str,
    session: &Session,
) -> Result<Exit, Failure> {
    let request = TakeRequest {
        resources: args.resources.clone(),
        all: args.all,
        path: field,
        change: args.change.clone(),
        author: args.author.clone(),
        message: args.message.clone(),
        preview: args.change.is_none(),
        ..TakeRequest::default()
    };
    let path = ["fabrics", args.fabric.as_str(), "drift", what];
    let answer = session.client()?.post::<TakeView>(&path, &request)?;
    let view = &answer.value;
    if session.is_json() {
        output::json(&answer.json)?;
    } else {
        tell(view)?;
    }
    let clean = view.problems.is_empty() && view.waits.is_none() && view.count > 0;
    Ok(if clean { Exit::Done } else { Exit::Refused })
}

fn tell(view: &TakeView) -> Result<(), Failure> {
    match &view.saved {
        Some(saved) => output::print(&draft::drafts_table(saved))?,
        None if view.count == 0 => output::note("there is nothing to take from the cluster"),
        None => output::diff(&view.diff)?,
    }
    view.problems.iter().for_each(|problem| output::note(&finding::line(problem)));
    if let Some(waits) = &view.waits {
        output::note(&format!("it would wait: {}", reason::sentence(waits)));
    }
    left::tell("not taken", &view.left, view.left_count);
    if view.saved.is_none() && view.count > 0 {
        output::note(&format!(
            "nothing was saved: {} {} would be taken; `--change NAME` drafts that",
            view.count,
            if view.count == 1 { "resource" } else { "resources" }
        ));
    }
    Ok(())
}
