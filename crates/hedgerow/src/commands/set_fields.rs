//! `hedgerow set-fields FABRIC KIND/NAME… --field PATH=VALUE`: the same fields of several resources.

use hedgerow_engine::views::{
    Person, SetFieldsOf, SetFieldsOutcome, SetFieldsRequest, SetFieldsView,
};
use hedgerow_model::Shared;

use super::{Session, draft, person};
use crate::exit::{Exit, Failure};
use crate::output::{self, finding};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// The resources.
    #[arg(value_name = "KIND/NAME", required = true)]
    resources: Vec<String>,
    /// PATH=VALUE sets a field (VALUE is YAML), PATH- removes it; may be given several times.
    #[arg(long = "field", short = 'f', value_name = "PATH=VALUE", required = true)]
    fields: Vec<String>,
    /// Where a value changes that other places of a resource share by an anchor (`&name`): here alone, or everywhere.
    #[arg(long, value_name = "here|everywhere", default_value_t = Shared::Here)]
    shared: Shared,
    /// The change that the drafts go to; opened when there is none. Without it nothing is saved: what would become of
    /// each is shown.
    #[arg(long)]
    change: Option<String>,
    /// The commit message.
    #[arg(long, short, requires = "change")]
    message: Option<String>,
    /// Who edits; the server's administrator when left out.
    #[arg(long, value_name = "NAME <ADDRESS>", env = "HEDGEROW_AUTHOR", value_parser = person::parse)]
    author: Option<Person>,
}

pub(crate) fn run(args: Args, session: &Session) -> Result<Exit, Failure> {
    let request = SetFieldsRequest {
        preview: args.change.is_none(),
        change: args.change,
        resources: args.resources,
        fields: args.fields,
        shared: args.shared,
        author: args.author,
        message: args.message,
        ..SetFieldsRequest::default()
    };
    let path = ["fabrics", args.fabric.as_str(), "set"];
    let answer = session.client()?.post::<SetFieldsView>(&path, &request)?;
    if session.is_json() {
        output::json(&answer.json)?;
    } else {
        tell(&answer.value)?;
    }
    Ok(ending(&answer.value))
}

/// What stays as it is against the wish is something that was found wrong.
fn ending(view: &SetFieldsView) -> Exit {
    let is_done = |one: &SetFieldsOf| {
        matches!(one.outcome, SetFieldsOutcome::Set { .. } | SetFieldsOutcome::Already)
    };
    if view.resources.iter().all(is_done) { Exit::Done } else { Exit::Refused }
}

fn tell(view: &SetFieldsView) -> Result<(), Failure> {
    match &view.saved {
        Some(saved) => output::print(&draft::drafts_table(saved))?,
        None => output::diff(&diff(view))?,
    }
    view.resources.iter().flat_map(lines).for_each(|line| output::note(&output::harmless(&line)));
    if view.saved.is_none() && view.count > 0 {
        let many = match view.count {
            1 => "1 resource".to_owned(),
            count => format!("{count} resources"),
        };
        output::note(&format!("{many} would be changed; `--change NAME` drafts it"));
    }
    Ok(())
}

fn diff(view: &SetFieldsView) -> String {
    let diff = |one: &SetFieldsOf| match &one.outcome {
        SetFieldsOutcome::Set { diff, .. } => diff.clone(),
        _ => String::new(),
    };
    view.resources.iter().map(diff).collect()
}

/// What is to be said of one that is not simply set.
fn lines(one: &SetFieldsOf) -> Vec<String> {
    let name = &one.resource;
    match &one.outcome {
        SetFieldsOutcome::Set { findings, .. } => findings.iter().map(finding::line).collect(),
        SetFieldsOutcome::Already => vec![format!("{name} already has it")],
        SetFieldsOutcome::Refused { why } => vec![format!("not changed: {name}: {why}")],
        SetFieldsOutcome::Broken { findings } => {
            let line = |one| format!("not changed: {name}: {}", finding::line(one));
            findings.iter().map(line).collect()
        }
        SetFieldsOutcome::Moved { by } => {
            let by = by.as_ref().map_or("in Git".to_owned(), |by| format!("by {by}"));
            vec![format!("not changed: {name}: was changed {by} meanwhile")]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_as_it_is_is_told_with_its_reason_and_ends_as_refused() {
        let of = |outcome| SetFieldsOf { resource: "VPC/a".to_owned(), version: None, outcome };
        let view = |outcomes: Vec<SetFieldsOutcome>| SetFieldsView {
            fabric: "f".to_owned(),
            count: 0,
            resources: outcomes.into_iter().map(of).collect(),
            saved: None,
        };
        assert_eq!(ending(&view(vec![SetFieldsOutcome::Already])), Exit::Done);
        let refused = SetFieldsOutcome::Refused { why: "it is to be deleted".to_owned() };
        assert_eq!(ending(&view(vec![SetFieldsOutcome::Already, refused.clone()])), Exit::Refused);
        assert_eq!(lines(&of(refused)), ["not changed: VPC/a: it is to be deleted"]);
        let moved = SetFieldsOutcome::Moved { by: Some("Ada".to_owned()) };
        assert_eq!(lines(&of(moved)), ["not changed: VPC/a: was changed by Ada meanwhile"]);
    }
}
