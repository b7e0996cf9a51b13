//! `hedgerow filter`: list, save, change and remove saved filters of the web application's lists.

use std::collections::BTreeMap;

use hedgerow_engine::views::{FilterEdit, FilterView, NewFilter};
use hedgerow_model::FilterPage;

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age};

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// The saved filters: those of the token's owner, and the shared ones
    List(List),
    /// Save a filter of a list under a name
    Save(Save),
    /// Change the name of a saved filter, its parameters, or whether it is shared
    Set(Set),
    /// Remove a saved filter
    Remove(Number),
}

#[derive(clap::Args)]
pub(crate) struct List {
    /// Only those of this list, such as `resources` or `changes`.
    #[arg(long, value_name = "LIST")]
    list: Option<FilterPage>,
    /// Only those of lists of this fabric.
    #[arg(long)]
    fabric: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct Save {
    /// Its name: one line of at most 100 characters.
    name: String,
    /// The parameters of the list's address, such as `q=kind:vpc`.
    #[arg(required = true, value_name = "PARAMETER=VALUE", value_parser = parameter)]
    query: Vec<(String, String)>,
    /// The list, such as `resources` or `changes`.
    #[arg(long, value_name = "LIST")]
    list: FilterPage,
    /// The fabric, for `resources`, `fabric-drift` and `rules`.
    #[arg(long)]
    fabric: Option<String>,
    /// Share it with everybody who can see the list.
    #[arg(long)]
    shared: bool,
}

#[derive(clap::Args)]
pub(crate) struct Set {
    /// Its number, as `hedgerow filter list` shows it.
    filter: i64,
    /// The parameters of the list's address in place of the saved ones; unchanged without any.
    #[arg(value_name = "PARAMETER=VALUE", value_parser = parameter)]
    query: Vec<(String, String)>,
    /// Another name.
    #[arg(long)]
    name: Option<String>,
    /// Share it with everybody who can see the list.
    #[arg(long, conflicts_with = "own")]
    shared: bool,
    /// Share it no longer: it belongs to the token's owner.
    #[arg(long)]
    own: bool,
}

#[derive(clap::Args)]
pub(crate) struct Number {
    /// Its number, as `hedgerow filter list` shows it.
    filter: i64,
}

/// Reads `PARAMETER=VALUE`.
fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(format!("`{text}` is not PARAMETER=VALUE, such as `q=kind:vpc`")),
    }
}

pub(crate) fn run(command: Command, session: &Session) -> Result<Exit, Failure> {
    let (verb, answer) = match command {
        Command::List(args) => return list(&args, session),
        Command::Remove(Number { filter }) => return remove(filter, session),
        Command::Save(Save { name, query, list, fabric, shared }) => {
            let query = query.into_iter().collect();
            let new = NewFilter { name, page: list, fabric, query, shared };
            ("saved", session.client()?.post::<FilterView>(&["filters"], &new)?)
        }
        Command::Set(Set { filter, query, name, shared, own }) => {
            let query: BTreeMap<_, _> = query.into_iter().collect();
            let edit = FilterEdit {
                name,
                query: (!query.is_empty()).then_some(query),
                shared: (shared || own).then_some(shared),
            };
            let path = ["filters", &filter.to_string()];
            ("changed", session.client()?.patch::<FilterView>(&path, &edit)?)
        }
    };
    if session.is_json() {
        output::json(&answer.json)?;
    } else {
        let FilterView { id, name, query, shared, .. } = answer.value;
        let whose = if shared { "shared filter" } else { "filter" };
        output::line(&format!("{verb} {whose} {id} {}: {}", output::quoted(&name), line(&query)))?;
    }
    Ok(Exit::Done)
}

fn list(args: &List, session: &Session) -> Result<Exit, Failure> {
    let mut query = vec![("limit", "1000")];
    query.extend(args.list.map(|list| ("list", list.as_str())));
    query.extend(args.fabric.as_deref().map(|fabric| ("fabric", fabric)));
    let answer = session.client()?.list::<FilterView>(&["filters"], &query, None)?;
    if session.is_json() {
        output::json(&answer.json)?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(
        &["number", "name", "list", "fabric", "shared", "saved by", "saved", "filter"],
        "no saved filters",
    );
    for filter in answer.value {
        table.row([
            filter.id.to_string(),
            filter.name,
            filter.page.to_string(),
            filter.fabric.unwrap_or_default(),
            if filter.shared { "yes" } else { "" }.to_owned(),
            filter.saved_by,
            age(Some(filter.saved_at)),
            line(&filter.query),
        ]);
    }
    output::print(&table.text())?;
    Ok(Exit::Done)
}

fn remove(filter: i64, session: &Session) -> Result<Exit, Failure> {
    let removed = session.client()?.delete(&["filters", &filter.to_string()])?;
    match session.is_json() {
        true => output::json(&removed)?,
        false => output::line(&format!("removed filter {filter}"))?,
    }
    Ok(Exit::Done)
}

/// The parameters in one line, as `hedgerow filter save` takes them.
fn line(query: &BTreeMap<String, String>) -> String {
    let each: Vec<_> =
        query.iter().map(|(name, value)| output::quoted(&format!("{name}={value}"))).collect();
    each.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_a_name_and_what_is_after_the_first_equals_sign() {
        assert_eq!(parameter("q=a=b").unwrap(), ("q".to_owned(), "a=b".to_owned()));
        for wrong in ["q", "=x", ""] {
            assert!(parameter(wrong).is_err(), "{wrong}");
        }
    }
}
