//! `hedgerow reapply FABRIC KIND/NAME…`: the cluster takes what Git wants.

use hedgerow_engine::views::{Reapplied, ReapplyOutcome, ReapplyRequest, ReapplyView};
use hedgerow_model::FieldDrift;

use super::Session;
use super::cluster::requests;
use crate::exit::{Exit, Failure};
use crate::output;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// The resources.
    #[arg(value_name = "KIND/NAME", required = true)]
    resources: Vec<String>,
    /// Ask the cluster whether it would take them, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Take over fields that another manager applies.
    #[arg(long)]
    take_over: bool,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let request = ReapplyRequest {
        resources: args.resources.clone(),
        dry_run: args.dry_run,
        take_over: args.take_over,
    };
    let path = ["fabrics", args.fabric.as_str(), "drift", "reapply"];
    let answer = session.client()?.post::<ReapplyView>(&path, &request)?;
    if session.is_json() {
        output::json(&answer.json)?;
    }
    shown(&answer.value, session)
}

/// Says what became of re-applying, where that is for people; how it ended.
pub(crate) fn shown(view: &ReapplyView, session: &Session) -> Result<Exit, Failure> {
    if !session.is_json() {
        for one in &view.results {
            output::line(&output::harmless(&line(one, view.dry_run)))?;
        }
        if let Some(waits) = &view.awaits {
            requests::waits(waits)?;
        }
    }
    let well = |one: &Reapplied| match &one.outcome {
        ReapplyOutcome::Applied { left, .. } => left.is_empty(),
        ReapplyOutcome::Created | ReapplyOutcome::Nothing => true,
        ReapplyOutcome::OfOthers { .. } | ReapplyOutcome::Refused { .. } => false,
    };
    let is_done = view.awaits.is_none() && view.results.iter().all(well);
    Ok(if is_done { Exit::Done } else { Exit::Refused })
}

fn line(Reapplied { resource, outcome }: &Reapplied, dry_run: bool) -> String {
    let paths = |fields: &[FieldDrift]| {
        fields.iter().map(|field| field.path.to_string()).collect::<Vec<_>>().join(", ")
    };
    let would = if dry_run { "would be " } else { "" };
    match outcome {
        ReapplyOutcome::Applied { fields, left } => {
            let still = match left.is_empty() {
                true => String::new(),
                false => {
                    let left: Vec<String> = left.iter().map(ToString::to_string).collect();
                    format!("; the cluster makes something else of {}", left.join(", "))
                }
            };
            format!("{resource}: {would}brought back: {}{still}", paths(fields))
        }
        ReapplyOutcome::Created => format!("{resource}: {would}created"),
        ReapplyOutcome::Nothing => format!("{resource}: the cluster has what Git wants"),
        ReapplyOutcome::OfOthers { fields } => {
            let by = fields.first().and_then(|field| field.manager.as_ref());
            format!(
                "{resource}: not touched: {} is applied by {}, who would put it back; --take-over takes it",
                paths(fields),
                by.map_or("another manager", |by| by.name.as_str())
            )
        }
        ReapplyOutcome::Refused { why } => format!("{resource}: not brought back: {why}"),
    }
}
