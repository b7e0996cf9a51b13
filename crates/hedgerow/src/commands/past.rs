//! A fabric as it was: the point that is meant, and the list of its resources there.

use hedgerow_engine::views::{FabricAt, PastPoint, PastResource, Since};
use hedgerow_model::is_commit_name;
use hedgerow_plan::UnreadThen;

use super::{Session, dates};
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::output::{self, Format, Table, short_commit};

/// The most resources of one page.
const PAGE: &str = "5000";

/// What the server is asked with for a point that was typed: `(commit, DIGITS)` or `(time, MILLISECONDS)`. Digits of a
/// commit are never read as a time.
pub(super) fn point(
    typed: &str,
    (commit, time): (&'static str, &'static str),
) -> Result<(&'static str, String), Failure> {
    if is_commit_name(typed) {
        return Ok((commit, typed.to_owned()));
    }
    let at = dates::moment_or_ago(typed).map_err(|problem| {
        Failure::usage(format!("{problem}; or 7 to 40 hexadecimal digits of a commit"))
    })?;
    Ok((time, at.to_string()))
}

/// The commit of a point that was typed.
pub(super) fn commit_of(fabric: &str, typed: &str, client: &Client) -> Result<String, Failure> {
    match point(typed, ("commit", "time"))? {
        ("commit", commit) => Ok(commit),
        (name, value) => {
            let query = [(name, value.as_str()), ("limit", "1")];
            let view = client.get::<FabricAt>(&["fabrics", fabric, "at"], &query)?.value;
            Ok(view.point.commit)
        }
    }
}

/// The resources of a fabric, or of one kind, as they were.
pub(super) fn list(
    fabric: &str,
    kind: Option<&str>,
    typed: &str,
    session: &Session,
) -> Result<Exit, Failure> {
    if session.format == Format::Yaml {
        return Err(Failure::usage("name one resource to see its text as it was"));
    }
    let client = session.client()?;
    let (name, value) = point(typed, ("commit", "time"))?;
    let mut query = vec![(name, value.as_str()), ("limit", PAGE)];
    query.extend(kind.map(|kind| ("kind", kind)));
    let path = ["fabrics", fabric, "at"];
    let mut all = client.get::<FabricAt>(&path, &query)?;
    let mut next = all.value.next.take();
    while let Some(cursor) = next {
        let mut query = query.clone();
        query.push(("cursor", &cursor));
        let mut page = client.get::<FabricAt>(&path, &query)?;
        if let (Some(items), Some(more)) = (
            all.json.get_mut("items").and_then(|items| items.as_array_mut()),
            page.json.get_mut("items").and_then(|items| items.as_array_mut()),
        ) {
            items.append(more);
        }
        all.value.items.append(&mut page.value.items);
        next = page.value.next.filter(|next| *next != cursor);
    }
    if session.is_json() {
        if let Some(json) = all.json.as_object_mut() {
            json.remove("next");
        }
        output::json(&all.json)?;
        return Ok(Exit::Done);
    }
    let view = all.value;
    output::note(&described(&view.fabric, &view.branch, &view.point));
    output::print(&table(view.items).text())?;
    unread(&view.unread, view.more_unread, &view.point);
    Ok(Exit::Done)
}

/// Which commit was looked at, in one line.
fn described(fabric: &str, branch: &str, point: &PastPoint) -> String {
    let PastPoint { commit, at, author, subject, is_now, on_branch } = point;
    let (commit, at) = (short_commit(Some(commit)), dates::date_and_time(*at));
    let what = match (is_now, on_branch) {
        (true, _) => ", which is what it is now",
        (false, true) => "",
        (false, false) => ", which the branch does not have any more",
    };
    output::harmless(&format!(
        "{fabric} as of {commit} of {branch} ({at}, {}: {subject}){what}",
        author.name
    ))
}

/// Says what could not be read at a commit.
pub(super) fn unread(places: &[UnreadThen], more: bool, point: &PastPoint) {
    if places.is_empty() {
        return;
    }
    let commit = short_commit(Some(&point.commit));
    output::note(&format!("could not be read at {commit}; resources there are not listed:"));
    for UnreadThen { path, line, why } in places {
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        output::note(&output::harmless(&format!("  {path}{line}: {why}")));
    }
    if more {
        output::note("  and more");
    }
}

fn table(resources: Vec<PastResource>) -> Table {
    let headings = ["kind", "namespace", "name", "state then", "now", "path"];
    let mut table = Table::new(&headings, "no resources");
    for it in resources {
        let now = match it.since {
            Since::Same => "the same",
            Since::Changed => "changed",
            Since::Gone => "gone",
            Since::Unknown => "unknown",
        };
        let state = match it.copies {
            Some(copies) => format!("{}, {copies} documents", it.standing),
            None => it.standing.to_string(),
        };
        let path = format!("{}:{}", it.path, it.line);
        table.row([it.kind, it.namespace, it.name, state, now.to_owned(), path]);
    }
    table
}

#[cfg(test)]
mod tests {
    use hedgerow_model::Standing;

    use super::*;

    #[test]
    fn digits_are_a_commit_and_everything_else_a_time() {
        let names = ("commit", "time");
        assert_eq!(point("0123456", names).unwrap(), ("commit", "0123456".to_owned()));
        // Eight digits are a commit, not a day.
        assert_eq!(point("20261130", names).unwrap().0, "commit");
        assert_eq!(point("1970-01-02", names).unwrap(), ("time", "86400000".to_owned()));
        assert_eq!(point("1d", names).unwrap().0, "time");
        assert!(point("main", names).is_err());
    }

    #[test]
    fn a_resource_of_the_past_is_listed_with_what_it_is_now() {
        let row = |name: &str, copies, since| PastResource {
            group: "vpc.githedgehog.com".into(),
            version: "v1beta1".into(),
            kind: "VPC".into(),
            namespace: "default".into(),
            name: name.into(),
            standing: Standing::Live,
            path: "f/a.yaml".into(),
            line: 3,
            copies,
            since,
        };
        let all = vec![row("a", None, Since::Changed), row("b", Some(2), Since::Gone)];
        assert_eq!(
            table(all).text(),
            "KIND  NAMESPACE  NAME  STATE THEN         NOW      PATH\n\
             VPC   default    a     live               changed  f/a.yaml:3\n\
             VPC   default    b     live, 2 documents  gone     f/a.yaml:3\n"
        );
    }
}
