//! What the engine writes to the audit, in the same transaction as the action that an entry describes:
//! neither exists without the other, also after a crash.

use std::collections::HashMap;

use hedgerow_model::{
    Actor, ActorKind, AuditAction, AuditOutcome, Change, ChangeOutcome, ChangeState,
};
use hedgerow_plan::digest;
use hedgerow_store::{AuditFilter, NewAudit, Transaction};
use serde_json::{Value as Json, json};

use super::Record;
use crate::core::now;
use crate::error::EngineError;
use crate::ingest::short;
use crate::views::SyncReport;

/// Up to this length, all texts of an entry together, the entry holds them in full; of longer texts it
/// holds digests.
const TEXTS: usize = 16 * 1024;

/// How many names a detail lists.
const LISTED: usize = 20;

/// An entry with only who did what, now.
pub(crate) fn entry(actor: &Actor, action: AuditAction) -> NewAudit {
    NewAudit::done(actor, action, now())
}

/// One text of a draft before and after it was saved; `None` where there is none.
pub(crate) struct Saved {
    pub(crate) resource: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// What was saved, as the values before and after of an entry.
pub(crate) fn texts(saved: &[Saved]) -> (Json, Json) {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let whole = saved.iter().map(|s| length(&s.before) + length(&s.after)).sum::<usize>() <= TEXTS;
    let value = |text: &Option<String>| match text {
        None => Json::Null,
        Some(text) if whole => Json::from(text.as_str()),
        Some(text) => json!({ "sha256": digest(text), "bytes": text.len() }),
    };
    let side = |side: fn(&Saved) -> &Option<String>| {
        saved.iter().map(|saved| (saved.resource.clone(), value(side(saved)))).collect::<Json>()
    };
    (side(|saved| &saved.before), side(|saved| &saved.after))
}

/// Names as one text, the first of many.
pub(crate) fn listed<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let count = names.len();
    let mut text = names.take(LISTED).collect::<Vec<_>>().join(", ");
    if count > LISTED {
        text.push_str(&format!(" and {} more", count - LISTED));
    }
    text
}

/// Whether an outcome gets an entry in the audit: the change has ended, or waits for a person.
fn is_recorded(state: ChangeState) -> bool {
    match state {
        ChangeState::Published
        | ChangeState::Proposed
        | ChangeState::Waiting
        | ChangeState::Conflicted
        | ChangeState::Invalid
        | ChangeState::PartlyPublished
        | ChangeState::RewrittenUpstream
        | ChangeState::AwaitingApproval => true,
        ChangeState::Open
        | ChangeState::Queued
        | ChangeState::Publishing
        | ChangeState::Discarded => false,
    }
}

/// The person who asked to publish a change; Hedgerow where the change was published automatically.
pub(crate) fn asker(change: &Change) -> Actor {
    let Some(requested) = &change.requested else { return Actor::system() };
    let (administrator, system) = (Actor::administrator(), Actor::system());
    let kind = match requested.login.as_str() {
        login if login == administrator.login => ActorKind::Administrator,
        login if login == system.login => ActorKind::System,
        _ => ActorKind::User,
    };
    Actor {
        kind,
        login: requested.login.clone(),
        name: requested.person.name.clone(),
        email: requested.person.email.clone(),
        ..Actor::anonymous()
    }
}

impl Record<'_> {
    /// Sets the states in which a publish left changes. Emits an event for each change, and writes an audit
    /// entry for those that have ended or wait for a person.
    pub(crate) async fn settle_changes(
        &self,
        tx: &mut Transaction,
        outcomes: &[ChangeOutcome],
    ) -> Result<(), EngineError> {
        if outcomes.is_empty() {
            return Ok(());
        }
        tx.settle_changes(outcomes, now()).await?;
        let ids: Vec<_> = outcomes.iter().map(|one| one.id).collect();
        let known: HashMap<_, _> = self
            .emit_changes(tx, &ids)
            .await?
            .into_iter()
            .map(|(change, fabric)| (change.id, (change, fabric)))
            .collect();
        let mut entries: Vec<NewAudit> = Vec::new();
        for one in outcomes.iter().filter(|one| is_recorded(one.state)) {
            let Some((change, fabric)) = known.get(&one.id) else { continue };
            let entry = of_outcome(change, fabric, one);
            if !waits_as_before(tx, change, one, &entry).await? {
                entries.push(entry);
            }
        }
        tx.audit(&entries).await?;
        Ok(())
    }
}

/// Whether a change that Hedgerow publishes automatically still waits for the reason of its last entry: a
/// remote that is down for a night gives one entry, not one a minute.
async fn waits_as_before(
    tx: &mut Transaction,
    change: &Change,
    outcome: &ChangeOutcome,
    entry: &NewAudit,
) -> Result<bool, EngineError> {
    let automatic = asker(change).kind == ActorKind::System;
    if !automatic || outcome.state != ChangeState::Waiting {
        return Ok(false);
    }
    let filter = AuditFilter {
        action: Some(AuditAction::ChangeOutcome),
        fabric: entry.fabric.clone(),
        subject: Some(change.name.clone()),
        ..AuditFilter::default()
    };
    let last = tx.audit_page(&filter, None, 1).await?;
    Ok(last.first().is_some_and(|last| last.detail == entry.detail && last.after == entry.after))
}

fn of_outcome(change: &Change, fabric: &str, outcome: &ChangeOutcome) -> NewAudit {
    let done = outcome.state == ChangeState::Published;
    NewAudit {
        outcome: if done { AuditOutcome::Done } else { AuditOutcome::Failed },
        fabric: Some(fabric.to_owned()),
        subject: Some(change.name.clone()),
        detail: Some(match (&outcome.reason, &outcome.commit) {
            (Some(reason), _) => format!("{}: {reason}", outcome.state),
            (None, Some(commit)) => format!("{} as {}", outcome.state, short(commit)),
            (None, None) => outcome.state.to_string(),
        }),
        after: Some(json!({
            "change": change.id.to_string(),
            "state": outcome.state,
            "commit": outcome.commit,
        })),
        ..entry(&asker(change), AuditAction::ChangeOutcome)
    }
}

/// How many resources were added, changed and so on, as data; all are counted, also those not listed.
pub(crate) fn counts_of(report: &SyncReport) -> serde_json::Map<String, Json> {
    let counts = report.counts.resources().into_iter();
    counts.map(|(what, count)| (what.replace(' ', "_"), Json::from(count))).collect()
}

/// What an ingest brought to a fabric; `None` where it brought nothing.
pub(crate) fn of_ingest(actor: &Actor, report: &SyncReport) -> Option<NewAudit> {
    let counts = report.counts.resources();
    let news = counts.iter().any(|(_, count)| *count > 0)
        || report.rewritten
        || report.from.is_none()
        || !report.alerts.is_empty();
    if !news {
        return None;
    }
    let counted: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| format!("{count} {what}"))
        .collect();
    let rewritten = if report.rewritten { "; history was rewritten" } else { "" };
    let counted = if counted.is_empty() { "no resources".to_owned() } else { counted.join(", ") };
    Some(NewAudit {
        fabric: Some(report.fabric.clone()),
        subject: report.commit.clone(),
        detail: Some(format!("{counted}{rewritten}")),
        before: report.from.as_ref().map(|from| json!({ "commit": from })),
        after: Some(
            json!({ "commit": report.commit, "resources": counts_of(report), "alerts": report.alerts }),
        ),
        ..entry(actor, AuditAction::Ingest)
    })
}

/// What a repair wrote anew of a fabric's documents, because the database had something else than Git.
pub(crate) fn of_repair(actor: &Actor, report: &SyncReport, files: usize) -> NewAudit {
    NewAudit {
        fabric: Some(report.fabric.clone()),
        subject: report.commit.clone(),
        detail: Some(format!(
            "{files} files read from Git again, because the database had something else"
        )),
        after: Some(
            json!({ "commit": report.commit, "files": files, "resources": counts_of(report) }),
        ),
        ..entry(actor, AuditAction::FabricVerify)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::SyncCounts;

    fn saved(length: usize) -> Saved {
        Saved { resource: "VPC/a".to_owned(), before: None, after: Some("x".repeat(length)) }
    }

    #[test]
    fn short_texts_stand_whole_and_long_ones_as_digests() {
        let (before, after) = texts(&[saved(10)]);
        assert_eq!(before, json!({ "VPC/a": null }));
        assert_eq!(after, json!({ "VPC/a": "xxxxxxxxxx" }));
        let (_, after) = texts(&[saved(TEXTS + 1)]);
        assert_eq!(after["VPC/a"]["bytes"], TEXTS + 1);
        assert_eq!(after["VPC/a"]["sha256"].as_str().map(str::len), Some(64));
    }

    #[test]
    fn an_ingest_without_news_is_not_told() {
        let quiet = SyncReport { from: Some("a".to_owned()), ..SyncReport::default() };
        assert!(of_ingest(&Actor::system(), &quiet).is_none());
        let counts = SyncCounts { changed: 1, ..SyncCounts::default() };
        let news = SyncReport { counts, ..quiet };
        let entry = of_ingest(&Actor::system(), &news).unwrap();
        assert_eq!(entry.detail.as_deref(), Some("1 changed"));
    }

    #[test]
    fn an_ingest_counts_what_it_does_not_list() {
        let counts = SyncCounts { added: 10_002, unreadable: 3, ..SyncCounts::default() };
        let report = SyncReport { counts, added: vec!["VPC/a".into()], ..SyncReport::default() };
        let entry = of_ingest(&Actor::system(), &report).unwrap();
        assert_eq!(entry.detail.as_deref(), Some("10002 added, 3 unreadable"));
        assert_eq!(entry.after.unwrap()["resources"]["added"], 10_002);
    }

    #[test]
    fn many_names_are_cut() {
        let names: Vec<String> = (0..25).map(|n| n.to_string()).collect();
        assert!(listed(names.iter().map(String::as_str)).ends_with("19 and 5 more"));
    }
}
