//! `hedgerow approve CHANGE`: approve what others want to publish, where four eyes are asked for.

use hedgerow_engine::views::{Approve, ChangeView, DiffView};

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, reason, short_commit};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The change's name or id.
    change: String,
    /// The revision that was looked at, as `hedgerow changes -o json` tells it; without it the diff is
    /// shown first.
    #[arg(long)]
    revision: Option<String>,
    /// What there is to say.
    #[arg(long, short)]
    comment: Option<String>,
    /// Do not ask; without a terminal nothing is asked and nothing is approved.
    #[arg(long)]
    yes: bool,
    /// Take one's own approval back.
    #[arg(long, conflicts_with_all = ["revision", "comment", "yes"])]
    withdraw: bool,
}

pub(crate) fn run(args: Args, session: &Session) -> Result<Exit, Failure> {
    let client = session.client()?;
    let path = ["changes", args.change.as_str(), "approve"];
    if args.withdraw {
        let withdrawn = client.delete(&path)?;
        if session.is_json() {
            output::json(&withdrawn)?;
        } else {
            output::line(&format!("withdrew the approval of change {}", args.change))?;
        }
        return Ok(Exit::Done);
    }
    let (revision, previewed) = match args.revision {
        Some(revision) => (revision, None),
        None => {
            // The revision first: what is edited after that is refused, not approved unseen.
            let change = client.get::<ChangeView>(&["changes", &args.change], &[])?.value;
            let diff = client.get::<DiffView>(&["changes", &args.change, "diff"], &[])?.value;
            if !session.is_json() {
                output::diff(&diff.diff)?;
            }
            let authors: Vec<String> = change.authors.iter().map(ToString::to_string).collect();
            let question = format!("approve this change, written by {}?", authors.join(", "));
            if !args.yes && !output::confirm(&question) {
                output::note("nothing was approved; --yes approves without asking");
                return Ok(Exit::Refused);
            }
            let revision = change.revision.ok_or_else(|| {
                Failure::away(
                    "the server did not send the change's revision; is it of this version?",
                )
            })?;
            (revision, diff.head)
        }
    };
    let request = Approve { revision, comment: args.comment, previewed };
    let progress = client.progress(&format!("approving {}", args.change), None);
    let approved = client.post::<ChangeView>(&path, &request);
    progress.finish();
    let approved = approved?;
    if session.is_json() {
        output::json(&reason::in_words(approved.json, reason::sentence))?;
        return Ok(Exit::Done);
    }
    let ChangeView { change, state, reason, commit, .. } = approved.value;
    let outcome = match (commit, reason) {
        (Some(commit), _) => format!("{state} as {}", short_commit(Some(&commit))),
        (None, Some(reason)) => format!("{state}: {}", reason::sentence(&reason)),
        (None, None) => state.to_string(),
    };
    output::line(&format!("approved change {change}; it is {outcome}"))?;
    Ok(Exit::Done)
}
