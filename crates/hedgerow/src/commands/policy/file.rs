//! The policy that a fabric has in its repository: shown beside the one in force, accepted, dismissed.

use hedgerow_engine::views::{PolicyFileView, PolicyView};
use hedgerow_model::{Policy, PolicyFileState, is_commit_name};
use hedgerow_plan::{PolicyChange, PolicyDifference, write_policy};
use serde_json::json;

use super::super::dates::date_and_time;
use super::super::{Session, trial};
use super::{ALL, Of, ask, tables};
use crate::client::Answer;
use crate::exit::Failure;
use crate::output::{self, Table, quoted, short_commit};

/// The policy in force with what the repository has; or the policy as the file that it would be.
pub(super) fn show(
    answer: &Answer<PolicyView>,
    toml: bool,
    session: &Session,
) -> Result<(), Failure> {
    if toml {
        return output::print(&write_policy(&answer.value.policy));
    }
    tables::show(answer, session)?;
    match &answer.value.file {
        Some(file) if !session.is_json() => details(file),
        _ => Ok(()),
    }
}

/// What the repository has, where that can be tried.
pub(super) fn proposed(view: &PolicyView) -> Result<Policy, Failure> {
    match &view.file {
        Some(PolicyFileView { policy: Some(policy), .. }) => Ok(policy.clone()),
        Some(file) => Err(Failure::refused(sentence(file))),
        None => Err(nothing(view)),
    }
}

/// Has what the repository has be the fabric's policy, or shows what that would do.
pub(super) fn accept(
    of: &Of,
    yes: bool,
    commit: Option<&str>,
    session: &Session,
) -> Result<(), Failure> {
    let seen = ask(of, session)?;
    let policy = proposed(&seen.value)?;
    let Some(file) = &seen.value.file else { return Err(nothing(&seen.value)) };
    if let Some(commit) = commit
        && !(is_commit_name(commit) && file.brought.commit.starts_with(commit))
    {
        let now = short_commit(Some(&file.brought.commit));
        let message = format!("{} is as commit {now} brought it, not {commit}", file.path);
        let fabric = quoted(&of.fabric);
        output::note(&format!("`hedgerow policy accept {fabric}` shows it"));
        return Err(Failure::refused(message));
    }
    if yes {
        let path = ["fabrics", &of.fabric, "policy", "accept"];
        let request = json!({ "id": file.id });
        let revision = seen.value.revision;
        let done = session.client()?.post_at::<PolicyView>(&path, revision, &request)?;
        return tables::show(&done, session);
    }
    if session.is_json() {
        trial::run(&of.fabric, Some(policy), Vec::new(), session)?;
        return Ok(());
    }
    output::line(&sentence(file))?;
    details(file)?;
    output::line("")?;
    trial::run(&of.fabric, Some(policy), Vec::new(), session)?;
    if file.state != PolicyFileState::Agrees {
        let fabric = quoted(&of.fabric);
        let commit = short_commit(Some(&file.brought.commit));
        output::note(&format!(
            "`hedgerow policy accept {fabric} --yes --commit {commit}` accepts it"
        ));
    }
    Ok(())
}

/// Leaves the policy in force as it is.
pub(super) fn dismiss(of: &Of, session: &Session) -> Result<(), Failure> {
    let seen = ask(of, session)?.value;
    let Some(file) = &seen.file else { return Err(nothing(&seen)) };
    let path = ["fabrics", &of.fabric, "policy", "dismiss"];
    let done = session.client()?.post::<PolicyView>(&path, &json!({ "id": file.id }))?;
    if session.is_json() {
        return output::json(&done.json);
    }
    output::line(&match &done.value.file {
        Some(file) => sentence(file),
        None => format!("the policy of {} stays; it is in no file any more", of.fabric),
    })
}

fn nothing(view: &PolicyView) -> Failure {
    let name = view.fabric.as_deref().unwrap_or(ALL);
    Failure::refused(format!("the repository of {name} has no policy for it"))
}

/// What is known of a policy's file, in a sentence.
pub(super) fn sentence(file: &PolicyFileView) -> String {
    let path = &file.path;
    let stands = match file.state {
        PolicyFileState::Agrees => "says the same".to_owned(),
        PolicyFileState::Waiting if file.gone => {
            "is gone, and the policy that came from it still holds: accepted, there are no rules any more".to_owned()
        }
        PolicyFileState::Waiting => "has another policy, which waits to be accepted".to_owned(),
        PolicyFileState::Dismissed => match &file.dismissed {
            Some(dismissed) => {
                let at = date_and_time(dismissed.at);
                format!("has another policy, which {} dismissed at {at}", dismissed.by)
            }
            None => "has another policy, which was dismissed".to_owned(),
        },
        PolicyFileState::Edited => {
            "differs: what it says was accepted, and the policy was edited here since".to_owned()
        }
        PolicyFileState::Unreadable => {
            "is not understood, and decides nothing: the policy in force stays".to_owned()
        }
    };
    let since = match (&file.brought.by, file.brought.at) {
        (Some(by), Some(at)) => format!(" by {by} at {}", date_and_time(at)),
        _ => String::new(),
    };
    let commit = short_commit(Some(&file.brought.commit));
    output::harmless(&format!("{path} in the repository {stands} (commit {commit}{since})"))
}

/// What to type next about a policy's file.
pub(super) fn next(fabric: &str, file: &PolicyFileView) -> Option<String> {
    let fabric = quoted(fabric);
    match file.state {
        PolicyFileState::Waiting => Some(format!(
            "`hedgerow policy accept {fabric}` shows what it would decide, `hedgerow policy dismiss {fabric}` \
             leaves the policy as it is"
        )),
        PolicyFileState::Edited | PolicyFileState::Dismissed => Some(format!(
            "`hedgerow policy show {fabric} --toml` prints the policy as that file; `hedgerow policy accept \
             {fabric}` takes the file's"
        )),
        PolicyFileState::Agrees | PolicyFileState::Unreadable => None,
    }
}

/// What is wrong with the file, or how it differs from the policy in force.
fn details(file: &PolicyFileView) -> Result<(), Failure> {
    for problem in &file.problems {
        let place = match (problem.line, problem.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", file.path),
            _ => file.path.clone(),
        };
        output::line(&output::harmless(&format!("{place}: {}", problem.message)))?;
    }
    if file.difference == PolicyDifference::default() {
        return Ok(());
    }
    output::print(&table(&file.difference).text())
}

fn table(difference: &PolicyDifference) -> Table {
    let mut table =
        Table::new(&["with the file", "name", "kind", "path", "type", "take"], "no difference");
    let mut add =
        |change: PolicyChange, before: Option<[String; 5]>, after: Option<[String; 5]>| {
            let words = match change {
                PolicyChange::Added => ["", "added"],
                PolicyChange::Removed => ["removed", ""],
                PolicyChange::Changed => ["before", "after"],
                PolicyChange::Moved => ["", "moved"],
            };
            for (word, row) in words.into_iter().zip([before, after]) {
                if let Some(row) = row.filter(|_| !word.is_empty()) {
                    table.row(std::iter::once(word.to_owned()).chain(row));
                }
            }
        };
    for one in &difference.owners {
        let row = |owner: &Option<_>| owner.as_ref().map(tables::of_owner);
        add(one.change, row(&one.before), row(&one.after));
    }
    for one in &difference.rules {
        let row = |rule: &Option<_>| rule.as_ref().map(tables::of_rule);
        add(one.change, row(&one.before), row(&one.after));
    }
    for one in &difference.severities {
        let row = |of: &Option<_>| of.as_ref().map(tables::of_severity);
        add(one.change, row(&one.before), row(&one.after));
    }
    table
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{Brought, PolicyRule, Settle};
    use hedgerow_plan::compare_policies;

    use super::*;

    fn rule(name: &str, take: Settle) -> PolicyRule {
        PolicyRule { name: name.into(), kind: None, path: None, conflict: None, take, off: false }
    }

    fn file(state: PolicyFileState) -> PolicyFileView {
        PolicyFileView {
            path: ".hedgerow/env.toml".into(),
            state,
            id: "1".into(),
            gone: false,
            brought: Brought {
                commit: "0123456789abcdef".into(),
                by: Some("Ada".into()),
                at: Some(1_000),
            },
            policy: None,
            difference: PolicyDifference::default(),
            problems: Vec::new(),
            dismissed: None,
        }
    }

    #[test]
    fn who_brought_a_file_and_where_it_stands_is_said_with_what_to_type() {
        let waits = file(PolicyFileState::Waiting);
        assert_eq!(
            sentence(&waits),
            ".hedgerow/env.toml in the repository has another policy, which waits to be accepted \
             (commit 0123456789 by Ada at 1970-01-01 00:00:01)"
        );
        assert!(next("env", &waits).unwrap().contains("`hedgerow policy accept env`"));
        let gone = PolicyFileView { gone: true, ..waits };
        assert!(sentence(&gone).contains("is gone"), "{}", sentence(&gone));
        let agrees = file(PolicyFileState::Agrees);
        assert_eq!(next("env", &agrees), None);
    }

    #[test]
    fn a_rule_that_changes_is_shown_before_and_after() {
        let of = |rules: Vec<PolicyRule>| Policy { rules, ..Policy::default() };
        let before = of(vec![rule("a", Settle::Git), rule("b", Settle::Git)]);
        let after = of(vec![rule("a", Settle::Draft), rule("c", Settle::Git)]);
        let text = table(&compare_policies(&before, &after)).text();
        let rows: Vec<Vec<&str>> =
            text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[1][..2], ["removed", "b"]);
        assert_eq!(rows[2], ["before", "a", "any", "any", "any", "git"]);
        assert_eq!(rows[3], ["after", "a", "any", "any", "any", "draft"]);
        assert_eq!(rows[4][..2], ["added", "c"]);
    }
}
