//! `hedgerow apply FABRIC`: the cluster follows Git.

use hedgerow_engine::views::{AppliedView, ApplyView, ClusterApplyRequest, Page};
use hedgerow_model::{ApplyAct, ApplyOutcome};

use super::Session;
use super::cluster::requests;
use crate::exit::{Exit, Failure};
use crate::output;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// Only these resources; all that is due when left out.
    #[arg(value_name = "KIND/NAME")]
    resources: Vec<String>,
    /// Ask the cluster whether it would take that, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Take over fields that other managers have.
    #[arg(long)]
    take_over: bool,
    /// Also delete where many resources would be deleted at once.
    #[arg(long)]
    confirm_deletions: bool,
    /// Only show what is not done: refused, waiting, under way.
    #[arg(long, conflicts_with_all = ["resources", "dry_run", "take_over", "confirm_deletions"])]
    status: bool,
}

pub(crate) fn run(args: Args, session: &Session) -> Result<Exit, Failure> {
    if args.status {
        return status(&args.fabric, session);
    }
    let path = ["fabrics", args.fabric.as_str(), "apply"];
    let request = ClusterApplyRequest {
        resources: args.resources,
        dry_run: args.dry_run,
        take_over: args.take_over,
        confirm_deletions: args.confirm_deletions,
    };
    let client = session.client()?;
    let progress = client.progress("asking the cluster", Some(&args.fabric));
    let answer = client.post::<ApplyView>(&path, &request);
    progress.finish();
    let answer = answer?;
    if session.is_json() {
        output::json(&answer.json)?;
    }
    shown(&answer.value, session)
}

/// Says what became of applying, where that is for people; how it ended.
pub(crate) fn shown(view: &ApplyView, session: &Session) -> Result<Exit, Failure> {
    if !session.is_json() {
        for one in &view.results {
            output::line(&output::harmless(&line(one, view.dry_run)))?;
        }
        match (view.results.is_empty(), view.more) {
            (true, _) => output::line("nothing to do: the cluster has what Git wants")?,
            (false, 0) => {}
            (false, more) => output::note(&format!("and {more} more")),
        }
        if let Some(waits) = &view.awaits {
            requests::waits(waits)?;
        }
    }
    let is_done = view.results.iter().all(|one| one.outcome == ApplyOutcome::Done);
    Ok(if is_done && view.more == 0 { Exit::Done } else { Exit::Refused })
}

/// What of a fabric is not done, page by page.
fn status(fabric: &str, session: &Session) -> Result<Exit, Failure> {
    let client = session.client()?;
    let mut all: Vec<AppliedView> = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let mut query = vec![("open", "true"), ("limit", "1000")];
        if let Some(cursor) = &cursor {
            query.push(("cursor", cursor));
        }
        let page = client.get::<Page<AppliedView>>(&["fabrics", fabric, "apply"], &query)?.value;
        all.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    if session.is_json() {
        output::json(&serde_json::json!({ "items": all }))?;
    } else if all.is_empty() {
        output::line("nothing waits")?;
    } else {
        for one in &all {
            output::line(&output::harmless(&line(one, false)))?;
        }
    }
    Ok(if all.is_empty() { Exit::Done } else { Exit::Refused })
}

fn line(one: &AppliedView, dry_run: bool) -> String {
    let said = outcome(one, dry_run);
    match &one.answer {
        Some(answer) => format!("{said}; {answer}"),
        None => said,
    }
}

fn outcome(one: &AppliedView, dry_run: bool) -> String {
    let why = one.why.as_deref().unwrap_or_default();
    let fields: Vec<String> = one.fields.iter().map(ToString::to_string).collect();
    let of = match fields.is_empty() {
        true => String::new(),
        false => format!(": {}", fields.join(", ")),
    };
    let resource = &one.resource;
    let would = if dry_run { "would be " } else { "" };
    match (one.act, one.outcome) {
        (Some(act), ApplyOutcome::Done) => {
            format!("{resource}: {would}{}{of}", done(act))
        }
        (_, ApplyOutcome::OfOthers) => {
            format!("{resource}: not touched: {why}; --take-over takes them")
        }
        (_, ApplyOutcome::Refused) => format!("{resource}: refused: {why}"),
        (_, ApplyOutcome::Waits) => format!("{resource}: not yet: {why}"),
        (_, ApplyOutcome::Trying) => {
            format!("{resource}: under way, or begun by a process that ended: it is done again")
        }
        (_, ApplyOutcome::Unconfirmed) => {
            format!("{resource}: not deleted: {why}: --confirm-deletions does")
        }
        (_, ApplyOutcome::Left | ApplyOutcome::Done) => format!("{resource}: left alone: {why}"),
    }
}

/// What an act does to a resource, behind "it is".
pub(crate) fn done(act: ApplyAct) -> &'static str {
    match act {
        ApplyAct::Create => "created",
        ApplyAct::Update => "brought to what Git wants",
        ApplyAct::Delete => "deleted",
    }
}
