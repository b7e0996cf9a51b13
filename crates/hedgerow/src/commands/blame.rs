//! `hedgerow blame FABRIC KIND/NAME [PATH]`: who set each field of a resource.

use hedgerow_engine::views::{BlameRow, BlameView};
use hedgerow_model::{FieldPath, Identity, KindName};

use super::{Session, dates};
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, short, short_commit};

/// How much of a value is shown in a table.
const WIDTH: usize = 40;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// The resource: KIND/NAME or KIND/NAMESPACE/NAME.
    #[arg(value_name = "KIND/NAME")]
    resource: String,
    /// Only this field and what is below it, such as `spec.subnets.default`.
    path: Option<FieldPath>,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let named: KindName = args.resource.parse().map_err(Failure::usage)?;
    let kind = match &named.group {
        Some(group) => format!("{}.{group}", named.kind),
        None => named.kind.clone(),
    };
    let namespace = named.namespace.as_deref().unwrap_or(Identity::DEFAULT_NAMESPACE);
    let of = ["fabrics", &args.fabric, "resources", &kind, namespace, &named.name, "blame"];
    let place = args.path.as_ref().map(ToString::to_string);
    let query: Vec<(&str, &str)> = place.iter().map(|path| ("path", path.as_str())).collect();
    let answer = session.client()?.get::<BlameView>(&of, &query)?;
    if session.is_json() {
        output::json(answer.json.get("items").unwrap_or(&answer.json))?;
    } else {
        output::print(&table(&answer.value).text())?;
    }
    Ok(Exit::Done)
}

fn table(view: &BlameView) -> Table {
    let headings = ["path", "value", "author", "time", "commit", "change"];
    let mut table = Table::new(&headings, "no fields");
    for row in &view.items {
        let value = short(&row.value.plain_text(), WIDTH);
        let path = row.path.to_string();
        let Some(unknown) = &row.unknown_before else {
            table.row([
                path,
                value,
                name(row.author.as_deref()),
                row.time.map_or_else(|| "-".to_owned(), dates::date_and_time),
                short_commit(row.commit.as_deref()),
                from(row),
            ]);
            continue;
        };
        let before = format!("unknown before {}", short_commit(Some(unknown)));
        table.row([path, value, before, "-".to_owned(), "-".to_owned(), "-".to_owned()]);
    }
    table
}

/// A person without the address.
fn name(author: Option<&str>) -> String {
    let author = author.unwrap_or("-");
    author.rsplit_once(" <").map_or(author, |(name, _)| name).to_owned()
}

/// The change, the file of raw/ or the policy that it came from, and the commit that renamed it since.
fn from(row: &BlameRow) -> String {
    let renamed = row.renamed_by.as_deref();
    let renamed = renamed.map(|commit| format!("renamed by {}", short_commit(Some(commit))));
    let all = [&row.change, &row.policy, &row.raw, &renamed];
    let all: Vec<&str> = all.into_iter().flatten().map(String::as_str).collect();
    if all.is_empty() { "-".to_owned() } else { all.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_stands_with_who_set_it_or_with_since_when_nobody_knows() {
        let row = |path: &str| BlameRow {
            path: path.parse().unwrap(),
            value: "x".into(),
            ..BlameRow::default()
        };
        let known = BlameRow {
            known: true,
            author: Some("Ada <ada@example.net>".to_owned()),
            time: Some(1_000),
            commit: Some("0123456789abcdef".to_owned()),
            change: Some("wider".to_owned()),
            policy: Some("policy 1f".to_owned()),
            renamed_by: Some("ba98765432100123".to_owned()),
            ..row("spec.a")
        };
        let unknown =
            BlameRow { unknown_before: Some("fedcba9876543210".to_owned()), ..row("spec.b") };
        let view = BlameView { commit: String::new(), items: vec![known, unknown] };
        let lines = table(&view).text();
        let words: Vec<Vec<&str>> = lines
            .lines()
            .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
            .collect();
        assert_eq!(words[0], ["PATH", "VALUE", "AUTHOR", "TIME", "COMMIT", "CHANGE"]);
        let commit = short_commit(Some("0123456789abcdef"));
        let renamed = short_commit(Some("ba98765432100123"));
        let source = format!("wider, policy 1f, renamed by {renamed}");
        assert_eq!(words[1], ["spec.a", "x", "Ada", "1970-01-01 00:00:01", &commit, &source]);
        let before = format!("unknown before {}", short_commit(Some("fedcba9876543210")));
        assert_eq!(words[2], ["spec.b", "x", &before, "-", "-", "-"]);
    }
}
