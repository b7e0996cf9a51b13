//! `hedgerow publish CHANGE`: waits; prints the commit or the reason.

use std::collections::BTreeSet;

use hedgerow_engine::views::{ChangeView, PublishReport, PublishRequest};
use hedgerow_model::{ChangeState, Reason};

use super::{Session, conflicts};
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::output::{self, finding, reason};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The change's name or id.
    change: String,
    /// The commit message; else that of the change, else one is made.
    #[arg(long, short)]
    message: Option<String>,
    /// Publish although much is deleted.
    #[arg(long)]
    confirm_deletions: bool,
    /// What conflicts goes to a change of its own, and the rest is published.
    #[arg(long)]
    split: bool,
    /// Only if Git is still at this commit, as `hedgerow diff` told it.
    #[arg(long, value_name = "COMMIT")]
    previewed: Option<String>,
}

pub(crate) fn run(args: Args, session: &Session) -> Result<Exit, Failure> {
    let request = PublishRequest {
        previewed: args.previewed,
        revision: None,
        confirm_deletions: args.confirm_deletions,
        split: args.split,
        message: args.message,
    };
    let client = session.client()?;
    let progress = client.progress(&format!("publishing {}", args.change), None);
    let answer = client.post::<PublishReport>(&["changes", &args.change, "publish"], &request);
    progress.finish();
    let answer = answer?;
    let report = &answer.value;
    let done = report.state == ChangeState::Published;
    if !done {
        output::note(&refusal(report));
    }
    if session.is_json() {
        output::json(&reason::in_words(answer.json, reason::sentence))?;
    } else {
        tell(report, something_goes(report, &client))?;
    }
    Ok(if done { Exit::Done } else { Exit::Refused })
}

/// Why a publish did not publish, in words: on standard error, whatever the form of the answer.
fn refusal(report: &PublishReport) -> String {
    let reason = report.reason.as_ref().map(|reason| format!(": {}", reason::sentence(reason)));
    format!("not published: {} is {}{}", report.change, report.state, reason.unwrap_or_default())
}

/// Whether drafts of a change that is held by conflicts have none.
fn something_goes(report: &PublishReport, client: &Client) -> bool {
    let in_conflict: BTreeSet<_> =
        report.conflicts.iter().map(|one| (&one.kind, &one.namespace, &one.name)).collect();
    let change = client.get::<ChangeView>(&["changes", &report.id], &[]);
    // What is not known is not offered.
    !in_conflict.is_empty()
        && change.is_ok_and(|change| change.value.drafts.len() > in_conflict.len())
}

fn tell(report: &PublishReport, something_goes: bool) -> Result<(), Failure> {
    match (&report.commit, report.state) {
        (Some(commit), ChangeState::Published) => {
            output::line(&format!("published {} as {commit}", report.change))?;
        }
        (None, ChangeState::Published) => {
            let why = report.reason.as_ref().unwrap_or(&Reason::InGitAlready);
            output::line(&format!("published {} without a commit: {why}", report.change))?;
        }
        _ => {}
    }
    if let Some(rest) = &report.rest {
        let quoted = output::quoted(rest);
        output::note(&format!(
            "what conflicts is in change {rest} now: `hedgerow diff {quoted}` shows it"
        ));
    }
    finding::in_order(&report.warnings)
        .into_iter()
        .for_each(|warning| output::note(&finding::line(warning)));
    if !report.conflicts.is_empty() {
        output::note(conflicts::table(report.conflicts.clone()).text().trim_end());
        output::note(
            "decide each with `hedgerow resolve ID --take draft|git|cluster|base` or `--value YAML`, then \
             publish again",
        );
        if report.rest.is_none() && something_goes {
            output::note(&format!(
                "`hedgerow publish {} --split` publishes what does not conflict",
                output::quoted(&report.change)
            ));
        }
        if report.conflicts.iter().any(|conflict| conflict.together.is_some()) {
            output::note(
                "of two resources that break a rule together, one must change: `--value YAML` for \
                 this one, `--other YAML` for the other",
            );
        }
    }
    Ok(())
}
