//! `hedgerow conflicts [FABRIC]`: where drafts and Git disagree.

use hedgerow_engine::views::ConflictView;
use hedgerow_model::{ConflictKind, ConflictState, Decision, Party, Value};

use super::{Session, draft};
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, short};

/// The most characters of a value in a table.
const VALUE: usize = 40;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only those of this fabric.
    fabric: Option<String>,
    /// Also those that are resolved or superseded.
    #[arg(long, short)]
    all: bool,
    #[command(flatten)]
    filter: Filter,
}

/// Which conflicts are meant, beside their fabric.
#[derive(clap::Args, Clone, Default)]
pub(crate) struct Filter {
    /// Only those of this change.
    #[arg(long, value_name = "CHANGE")]
    pub(crate) change: Option<String>,
    /// Only those of this resource, or of this kind.
    #[arg(long, value_name = "KIND[/NAME]")]
    pub(crate) resource: Option<String>,
    /// Only those of this sort, as in `edit/edit`.
    #[arg(long = "type", value_name = "TYPE", value_parser = str::parse::<ConflictKind>)]
    pub(crate) sort: Option<ConflictKind>,
    /// Only those that this person is to decide, by login; `none`: nobody.
    #[arg(long, value_name = "LOGIN")]
    pub(crate) assignee: Option<String>,
}

impl Filter {
    /// Whether it cuts nothing down.
    pub(crate) fn is_empty(&self) -> bool {
        self.change.is_none()
            && self.resource.is_none()
            && self.sort.is_none()
            && self.assignee.is_none()
    }

    /// The words of a query.
    pub(crate) fn query(&self) -> Vec<(&'static str, &str)> {
        let mut query = Vec::new();
        query.extend(self.change.as_deref().map(|change| ("change", change)));
        if let Some(resource) = self.resource.as_deref() {
            let (kind, name) = resource.split_once('/').unwrap_or((resource, ""));
            query.push(("kind", kind));
            query.extend(Some(name).filter(|name| !name.is_empty()).map(|name| ("name", name)));
        }
        query.extend(self.sort.map(|sort| ("conflict", sort.as_str())));
        query.extend(
            self.assignee
                .as_deref()
                .map(|login| ("assignee", if login == "none" { "" } else { login })),
        );
        query
    }
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let mut query = args.filter.query();
    if !args.all {
        query.push(("state", "open"));
    }
    if let Some(fabric) = &args.fabric {
        query.push(("fabric", fabric));
    }
    let answer = session.client()?.list::<ConflictView>(&["conflicts"], &query, None)?;
    if session.is_json() {
        output::json(&answer.json)?;
    } else {
        output::print(&table(answer.value).text())?;
    }
    Ok(Exit::Done)
}

/// Conflicts as a table.
pub(crate) fn table(conflicts: Vec<ConflictView>) -> Table {
    // Where the cluster is a party to none, there is nothing to say of it.
    let with_cluster = conflicts.iter().any(|one| cluster(one).is_some());
    let mut columns = vec!["id", "fabric", "change", "resource", "path", "conflict", "base"];
    columns.extend(["draft", "git"]);
    columns.extend(with_cluster.then_some("cluster"));
    columns.extend(["state", "assignee"]);
    let mut table = Table::new(&columns, "no conflicts");
    for conflict in conflicts {
        let path = conflict.path.to_string();
        let state = state(&conflict);
        let there = match cluster(&conflict) {
            Some(_) => value(conflict.cluster.as_ref()),
            None => "-".to_owned(),
        };
        let is_without_draft = cluster(&conflict).is_some() && conflict.change.is_none();
        let mut row = vec![
            conflict.id.to_string(),
            conflict.fabric,
            conflict.change.unwrap_or_else(|| "-".to_owned()),
            draft::resource(&conflict.kind, &conflict.namespace, &conflict.name),
            if path.is_empty() { "(the whole)".to_owned() } else { path },
            conflict.conflict.to_string(),
            base(conflict.base.as_ref(), &conflict.parties),
            if is_without_draft { "-".to_owned() } else { value(conflict.draft.as_ref()) },
            value(conflict.git.as_ref()),
        ];
        row.extend(with_cluster.then_some(there));
        row.extend([state, conflict.life.assignee.unwrap_or_else(|| "-".to_owned())]);
        table.row(row);
        // The values say nothing of where they are, nor of the other resource.
        if let Some(detail) = conflict.detail {
            table.note(&format!("{}: {detail}", conflict.id));
        }
        if let Some(together) = conflict.together {
            table.note(&format!("{}: {} [{}]", conflict.id, together.message, together.rule));
        }
    }
    table
}

/// Who wrote the cluster's value, and when, where the cluster is a party.
pub(crate) fn cluster(conflict: &ConflictView) -> Option<(Option<&str>, Option<i64>)> {
    conflict.parties.iter().find_map(|party| match party {
        Party::Cluster { manager, at, .. } => Some((manager.as_deref(), *at)),
        _ => None,
    })
}

/// Where it is in its life; how it was decided, or which one took its place.
fn state(conflict: &ConflictView) -> String {
    let life = &conflict.life;
    match (conflict.state, &conflict.decision, life.successor) {
        (ConflictState::Superseded, _, Some(by)) => format!("superseded by {by}"),
        (ConflictState::Resolved, Some(decision), _) => {
            let how = how(decision);
            let by = life.policy.as_ref().map(|rule| format!(" by {rule}")).unwrap_or_default();
            format!("resolved: {how}{by}")
        }
        (state, ..) => state.to_string(),
    }
}

/// What was decided, in a few words.
pub(super) fn how(decision: &Decision) -> String {
    match decision {
        Decision::Take(side) => side.to_string(),
        Decision::Value(value) => short(&value.plain_text(), VALUE),
        Decision::Delete => "deleted".to_owned(),
    }
}

fn value(value: Option<&Value>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| short(&value.plain_text(), VALUE))
}

/// What both started from. Of a conflict with the cluster, why there is nothing.
fn base(of: Option<&Value>, parties: &[Party]) -> String {
    let agreed = parties.iter().find_map(|party| match party {
        Party::Cluster { agreed, .. } => *agreed,
        _ => None,
    });
    match (of, agreed) {
        (None, Some(true)) => "(absent)".to_owned(),
        (None, Some(false)) => "(never agreed)".to_owned(),
        (of, _) => value(of),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_base_says_whether_both_agreed_on_that() {
        let with = |agreed| {
            vec![Party::Cluster { cluster: "lab".into(), manager: None, at: None, agreed }]
        };
        assert_eq!(base(None, &with(Some(true))), "(absent)");
        assert_eq!(base(None, &with(Some(false))), "(never agreed)");
        assert_eq!(base(None, &with(None)), "-");
        assert_eq!(base(None, &[]), "-");
        assert_eq!(base(Some(&Value::from("a")), &with(Some(true))), "a");
    }
}
