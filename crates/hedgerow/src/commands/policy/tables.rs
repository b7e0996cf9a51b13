//! Policies as tables.

use hedgerow_engine::views::{PolicyView, UsedView};
use hedgerow_model::{FieldOwner, Policy, PolicyRule, RuleUsed, SeverityRule};

use super::super::Session;
use super::{ALL, file};
use crate::client::Answer;
use crate::exit::Failure;
use crate::output::{self, Table};

/// A policy: its rules in their order, and what else is known of it.
pub(super) fn show(answer: &Answer<PolicyView>, session: &Session) -> Result<(), Failure> {
    if session.is_json() {
        return output::json(&answer.json);
    }
    let view = &answer.value;
    let mut table = Table::new(
        &["policy", "name", "kind", "path", "type", "take", "decided"],
        "no rules: people decide every conflict",
    );
    let own = view.fabric.as_deref().unwrap_or(ALL);
    rows(&mut table, own, &view.policy, &view.used, view.fabric.is_none());
    if let Some(all) = &view.everywhere {
        rows(&mut table, ALL, all, &view.used, true);
    }
    if let Some(settled) = view.settled {
        table.note(&format!(
            "{} open conflicts were decided by it, {} are left to people",
            settled.decided, settled.left
        ));
    }
    output::print(&table.text())?;
    let Some(file) = &view.file else { return Ok(()) };
    output::line(&file::sentence(file))?;
    if let Some(next) = file::next(own, file) {
        output::note(&next);
    }
    Ok(())
}

fn rows(table: &mut Table, name: &str, policy: &Policy, used: &[UsedView], everywhere: bool) {
    let times = |rule: RuleUsed| {
        let found = used.iter().find(|one| one.rule == rule);
        found.map_or(0, |one| one.times).to_string()
    };
    for owner in &policy.owners {
        let owned = Some(owner.path.to_string());
        let used = times(RuleUsed { everywhere, rule: None, owned });
        table.row(std::iter::once(name.to_owned()).chain(of_owner(owner)).chain([used]));
    }
    for rule in &policy.rules {
        let used = times(RuleUsed { everywhere, rule: Some(rule.name.clone()), owned: None });
        table.row(std::iter::once(name.to_owned()).chain(of_rule(rule)).chain([used]));
    }
    for of in &policy.severities {
        let dash = || "-".to_owned();
        table.row(std::iter::once(name.to_owned()).chain(of_severity(of)).chain([dash()]));
    }
}

/// A severity of drift: name, kind, path, type, what holds.
pub(super) fn of_severity(of: &SeverityRule) -> [String; 5] {
    [
        "-".to_owned(),
        any(of.kind.clone()),
        any(of.path.as_ref().map(ToString::to_string)),
        any(of.standing.map(|standing| standing.to_string())),
        format!("drift is {}", of.severity),
    ]
}

fn any(text: Option<String>) -> String {
    text.unwrap_or_else(|| "any".to_owned())
}

/// An owner of a field: name, kind, path, type, what holds.
pub(super) fn of_owner(owner: &FieldOwner) -> [String; 5] {
    [
        "-".to_owned(),
        any(owner.kind.clone()),
        owner.path.to_string(),
        "any".to_owned(),
        format!("belongs to {}", owner.owner),
    ]
}

/// A rule: name, kind, path, type, what holds.
pub(super) fn of_rule(rule: &PolicyRule) -> [String; 5] {
    let off = if rule.off { " (off)" } else { "" };
    [
        rule.name.clone(),
        any(rule.kind.clone()),
        any(rule.path.as_ref().map(ToString::to_string)),
        any(rule.conflict.map(|sort| sort.to_string())),
        format!("{}{off}", rule.take),
    ]
}

#[cfg(test)]
mod tests {
    use hedgerow_model::Settle;

    use super::*;

    #[test]
    fn a_rule_that_is_off_is_shown_so_with_how_often_it_decided() {
        let rule = PolicyRule {
            name: "teams".into(),
            kind: None,
            path: Some("metadata.labels.team".parse().unwrap()),
            conflict: None,
            take: Settle::Newest,
            off: true,
        };
        let policy = Policy { rules: vec![rule], ..Policy::default() };
        let used = RuleUsed { everywhere: false, rule: Some("teams".into()), owned: None };
        let used = [UsedView { rule: used, times: 3 }];
        let mut table = Table::new(&["a", "b", "c", "d", "e", "f", "g"], "none");
        rows(&mut table, "env", &policy, &used, false);
        let text = table.text();
        assert!(text.contains("newest (off)") && text.contains('3'), "{text}");
    }
}
