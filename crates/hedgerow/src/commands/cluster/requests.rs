//! `hedgerow cluster requests|approve|decline FABRIC`: acts in a cluster that wait for a second person.

use hedgerow_engine::views::{ActRequestView, ApproveActs, ApprovedActsView};
use hedgerow_model::{AskedAct, RequestedAct};

use crate::commands::{Session, apply, reapply};
use crate::exit::{Exit, Failure};
use crate::output::{self, age};

/// How many acts of a request are listed.
const LISTED: usize = 20;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
}

#[derive(clap::Args)]
pub(crate) struct One {
    /// The fabric's name.
    fabric: String,
    /// The number of the request.
    number: i64,
}

pub(super) fn list(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let path = ["fabrics", args.fabric.as_str(), "act-requests"];
    let answer = session.client()?.get::<Vec<ActRequestView>>(&path, &[])?;
    if session.is_json() {
        output::json(&answer.json)?;
        return Ok(Exit::Done);
    }
    if answer.value.is_empty() {
        output::line("nothing waits for a second person")?;
    }
    for request in &answer.value {
        show(request)?;
    }
    Ok(Exit::Done)
}

pub(super) fn approve(args: &One, session: &Session) -> Result<Exit, Failure> {
    let client = session.client()?;
    let number = args.number.to_string();
    let path = ["fabrics", args.fabric.as_str(), "act-requests"];
    let waiting = client.get::<Vec<ActRequestView>>(&path, &[])?.value;
    let Some(request) = waiting.into_iter().find(|it| it.id == args.number) else {
        return Err(Failure::refused(format!(
            "nothing of fabric {} waits under number {number}; `hedgerow cluster requests` lists what does",
            args.fabric
        )));
    };
    if !session.is_json() {
        show(&request)?;
    }
    let path = ["fabrics", args.fabric.as_str(), "act-requests", &number, "approve"];
    let answer =
        client.post::<ApprovedActsView>(&path, &ApproveActs { revision: request.revision })?;
    if session.is_json() {
        output::json(&answer.json)?;
    }
    let ApprovedActsView { apply: applied, reapply: reapplied } = answer.value;
    let mut exit = Exit::Done;
    if let Some(view) = &applied {
        exit = apply::shown(view, session)?;
    }
    if let Some(view) = &reapplied {
        exit = reapply::shown(view, session)?;
    }
    Ok(exit)
}

pub(super) fn decline(args: &One, session: &Session) -> Result<Exit, Failure> {
    let number = args.number.to_string();
    let path = ["fabrics", args.fabric.as_str(), "act-requests", &number];
    let declined = session.client()?.delete(&path)?;
    match session.is_json() {
        true => output::json(&declined)?,
        false => output::line(&format!("request {number} waits no longer; nothing was done"))?,
    }
    Ok(Exit::Done)
}

/// What waits, and where that is said to who asked.
pub(crate) fn waits(request: &ActRequestView) -> Result<(), Failure> {
    show(request)?;
    output::note(&format!(
        "another person approves that: `hedgerow cluster approve {} {}`",
        output::quoted(&request.fabric),
        request.id
    ));
    Ok(())
}

fn show(request: &ActRequestView) -> Result<(), Failure> {
    let what = match request.what {
        RequestedAct::Reapply => "re-apply what Git wants",
        RequestedAct::Apply => "apply what Git has",
    };
    let mut with = Vec::new();
    if request.take_over {
        with.push("taking over fields of others");
    }
    if request.confirm_deletions {
        with.push("with many deletions");
    }
    let with = if with.is_empty() { String::new() } else { format!(", {}", with.join(", ")) };
    output::line(&output::harmless(&format!(
        "{}: {what}{with}, asked for by {} {}",
        request.id,
        request.by.name,
        age(Some(request.at))
    )))?;
    for act in request.acts.iter().take(LISTED) {
        output::line(&output::harmless(&line(act)))?;
    }
    if let Some(more) = request.acts.len().checked_sub(LISTED).filter(|more| *more > 0) {
        output::line(&format!("  and {more} more"))?;
    }
    Ok(())
}

fn line(act: &AskedAct) -> String {
    let fields: Vec<String> = act.fields.iter().map(ToString::to_string).collect();
    let of = if fields.is_empty() { String::new() } else { format!(": {}", fields.join(", ")) };
    format!("  {} would be {}{of}", act.resource, apply::done(act.act))
}
