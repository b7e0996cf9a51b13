//! `hedgerow compare FABRIC FROM [TO]`: what differs between two commits or times of a fabric.

use hedgerow_engine::views::{PastChange, PastComparison, PastField};
use hedgerow_model::Value;
use hedgerow_plan::Became;

use super::past::{point, unread};
use super::{Session, draft};
use crate::exit::{Exit, Failure};
use crate::output::{self, short, short_commit};

/// How much of a value is shown.
const WIDTH: usize = 60;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// The first point: a commit (7 to 40 digits) or a time, such as 2026-11-30T12:00 or 1d.
    #[arg(value_name = "COMMIT|TIME")]
    from: String,
    /// The second point; now, when left out.
    #[arg(value_name = "COMMIT|TIME")]
    to: Option<String>,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let mut query = vec![point(&args.from, ("from", "from_time"))?];
    if let Some(to) = &args.to {
        query.push(point(to, ("to", "to_time"))?);
    }
    query.push(("limit", "1000".to_owned()));
    let query: Vec<(&str, &str)> =
        query.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let client = session.client()?;
    let answer = client.get::<PastComparison>(&["fabrics", &args.fabric, "compare"], &query)?;
    if session.is_json() {
        output::json(&answer.json)?;
        return Ok(Exit::Done);
    }
    let view = answer.value;
    let [from, to] = [&view.from, &view.to].map(|point| short_commit(Some(&point.commit)));
    let now = if view.to.is_now { " (now)" } else { "" };
    output::note(&format!("{} from {from} to {to}{now}: {}", view.fabric, counted(&view)));
    let lines: Vec<String> = view.items.iter().flat_map(lines).collect();
    if !lines.is_empty() {
        let lines: Vec<String> = lines.iter().map(|line| output::harmless(line)).collect();
        output::print(&format!("{}\n", lines.join("\n")))?;
    }
    unread(&view.unread_from, view.more_unread, &view.from);
    unread(&view.unread_to, view.more_unread, &view.to);
    Ok(Exit::Done)
}

fn counted(view: &PastComparison) -> String {
    match (view.differences, view.items.len()) {
        (0, _) => "no resource differs".to_owned(),
        (1, _) => "1 resource differs".to_owned(),
        (all, shown) if all == shown => format!("{all} resources differ"),
        (all, shown) => format!("{all} resources differ; the first {shown}:"),
    }
}

/// A resource that differs, and below it its fields.
fn lines(change: &PastChange) -> Vec<String> {
    let resource = draft::resource(&change.kind, &change.namespace, &change.name);
    let became = match change.became {
        Became::Added => "added",
        Became::Deleted => "deleted",
        Became::Changed if change.fields.is_empty() => "changed, not in its fields",
        Became::Changed => "changed",
        Became::Moved => "moved",
        Became::CommentedOut => "commented out",
        Became::Uncommented => "uncommented",
        Became::Copies => "not compared: several documents of it differ",
    };
    let moved = match (&change.from_path, &change.path) {
        (Some(from), Some(to)) if from != to => format!(" ({from} to {to})"),
        _ => String::new(),
    };
    let unsure = change.unsure.as_ref().map(|path| {
        format!("; or it is in {path}, which could not be read at the commit without it")
    });
    let mut lines = vec![format!("{resource}: {became}{moved}{}", unsure.unwrap_or_default())];
    lines.extend(change.fields.iter().map(field));
    if change.more_fields {
        lines.push("  and more fields".to_owned());
    }
    lines
}

fn field(field: &PastField) -> String {
    let value = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "nothing".to_owned(), |it| short(&it.plain_text(), WIDTH))
    };
    format!("  {}: {} -> {}", field.path, value(&field.from), value(&field.to))
}

#[cfg(test)]
mod tests {
    use hedgerow_model::FieldPath;

    use super::*;

    fn change(became: Became) -> PastChange {
        PastChange {
            group: "vpc.githedgehog.com".into(),
            kind: "VPC".into(),
            namespace: "default".into(),
            name: "a".into(),
            became,
            from_path: Some("f/a.yaml".into()),
            path: Some("f/a.yaml".into()),
            fields: Vec::new(),
            more_fields: false,
            unsure: None,
        }
    }

    #[test]
    fn a_difference_is_told_with_its_fields_and_with_what_is_unsure() {
        let path = FieldPath::root().key("spec").key("vlan");
        let field = PastField { path, from: Some(Value::from(1_i64)), to: None };
        let changed =
            PastChange { fields: vec![field], more_fields: true, ..change(Became::Changed) };
        assert_eq!(
            lines(&changed),
            ["VPC/a: changed", "  spec.vlan: 1 -> nothing", "  and more fields"]
        );
        assert_eq!(lines(&change(Became::Changed)), ["VPC/a: changed, not in its fields"]);
        let moved = PastChange { path: Some("f/b.yaml".into()), ..change(Became::Moved) };
        assert_eq!(lines(&moved), ["VPC/a: moved (f/a.yaml to f/b.yaml)"]);
        let gone =
            PastChange { path: None, unsure: Some("f/z.yaml".into()), ..change(Became::Deleted) };
        assert_eq!(
            lines(&gone),
            [
                "VPC/a: deleted; or it is in f/z.yaml, which could not be read at the commit without it"
            ]
        );
    }
}
