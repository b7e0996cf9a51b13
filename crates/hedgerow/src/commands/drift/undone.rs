//! `hedgerow drift FABRIC --undone`: edits in the cluster that an applier undid.

use hedgerow_engine::views::UndoneView;
use hedgerow_model::Value;

use super::{Args, split};
use crate::commands::{Session, draft};
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age, short};

/// The longest value of a table, in characters.
const VALUE: usize = 40;

pub(super) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let fabric = args.of.to_string_lossy();
    let (kind, name) = split(args.only.as_deref())?;
    let mut query: Vec<(&str, &str)> = vec![("limit", "1000")];
    query.extend(kind.map(|kind| ("kind", kind)));
    query.extend(name.map(|name| ("name", name)));
    let path = ["fabrics", &fabric, "undone"];
    let answer = session.client()?.list::<UndoneView>(&path, &query, None)?;
    match session.is_json() {
        true => output::json(&answer.json)?,
        false => output::print(&table(&answer.value).text())?,
    }
    Ok(Exit::Done)
}

fn table(all: &[UndoneView]) -> Table {
    let heads = ["resource", "field", "edited by", "set to", "undone by", "put back", "seen"];
    let mut table = Table::new(&heads, "no edit in the cluster was seen to be undone");
    let text = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "-".to_owned(), |value| short(&value.plain_text(), VALUE))
    };
    for UndoneView { kind, namespace, name, undone, at, .. } in all {
        table.row([
            draft::resource(kind, namespace, name),
            undone.path.to_string(),
            undone.edited_by.name.clone(),
            text(&undone.edited),
            undone.applier.title().to_owned(),
            text(&undone.back),
            age(Some(*at)),
        ]);
    }
    table
}
