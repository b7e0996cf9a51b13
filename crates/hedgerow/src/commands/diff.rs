//! `hedgerow diff CHANGE`: the exact diff that publish would push.

use hedgerow_engine::views::DiffView;

use super::{Session, conflicts};
use crate::exit::{Exit, Failure};
use crate::output::{self, clash, finding, reason};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The change's name or id.
    change: String,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let answer = session.client()?.get::<DiffView>(&["changes", &args.change, "diff"], &[])?;
    if session.is_json() {
        output::json(&answer.json)?;
        return Ok(Exit::Done);
    }
    let view = answer.value;
    let clean = !view.diff.is_empty()
        && view.problems.is_empty()
        && view.conflicts.is_empty()
        && view.waits.is_none();
    if view.diff.is_empty() {
        output::note("nothing would be pushed");
    } else {
        output::diff(&view.diff)?;
    }
    if !view.problems.is_empty() {
        output::note(match view.diff.is_empty() {
            true => "findings:",
            false => "nothing of it is pushed as long as these are found:",
        });
        view.problems.iter().for_each(|problem| output::note(&finding::line(problem)));
    }
    if !view.warnings.is_empty() {
        output::note("warnings:");
        view.warnings.iter().for_each(|warning| output::note(&finding::line(warning)));
    }
    output::note(&finding::checked(view.passed, view.not_possible));
    view.unchecked.iter().for_each(|why| output::note(&output::harmless(why)));
    if !view.clashes.is_empty() {
        output::note("whichever is published second will be stopped:");
        clash::lines(&view.clashes).iter().for_each(|line| output::note(&output::harmless(line)));
    }
    if let Some(reason) = &view.unapproved {
        output::note(&format!("it would wait for an approval: {}", reason::sentence(reason)));
    }
    if let Some(reason) = &view.waits {
        output::note(&format!("it would wait: {}", reason::sentence(reason)));
    }
    if !view.conflicts.is_empty() {
        output::note("conflicts:");
        output::note(conflicts::table(view.conflicts).text().trim_end());
    }
    if let Some(head) = view.head.filter(|_| clean) {
        let does = if view.unapproved.is_some() { "asks for" } else { "publishes" };
        output::note(&format!(
            "computed on {head}; `hedgerow publish {} --previewed {head}` {does} exactly this",
            output::quoted(&args.change)
        ));
    }
    Ok(Exit::Done)
}
