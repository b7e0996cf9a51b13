//! Documents and drafts of a resource as its row, and findings.

use hedgerow_model::{Finding, Identity, ResourceState, Standing, Validity};
use hedgerow_schema::migrations::offered_in;
use hedgerow_store::{DocumentLine, DraftLine};

use crate::views::{FindingView, ResourceView};

pub(crate) fn finding_view(finding: &Finding) -> FindingView {
    FindingView {
        path: finding.path.clone(),
        line: finding.line,
        column: finding.column,
        severity: finding.severity,
        rule: finding.rule.clone(),
        message: finding.message.clone(),
        resource: finding.subject.as_ref().map(ToString::to_string),
        field: finding.field.clone(),
        other: finding.target.as_ref().map(ToString::to_string),
        other_path: None,
        other_line: None,
        migration: offered_in(&finding.message).map(|migration| migration.id.clone()),
    }
}

/// The worst that holds of a resource.
pub(crate) fn state_of(
    documents: &[DocumentLine],
    drafts: &[&DraftLine],
    in_conflict: bool,
) -> ResourceState {
    let stand = |standing| documents.iter().filter(move |document| document.standing == standing);
    let mut live = stand(Standing::Live);
    let first = live.next();
    if live.next().is_some() {
        return ResourceState::Duplicate;
    }
    if in_conflict {
        return ResourceState::Conflict;
    }
    if drafts.iter().any(|draft| draft.outdated) {
        return ResourceState::Outdated;
    }
    if !drafts.is_empty() {
        return ResourceState::Draft;
    }
    match first {
        Some(document) if document.validity == Validity::Invalid => ResourceState::Invalid,
        Some(_) => ResourceState::InSync,
        None if stand(Standing::Unreadable).next().is_some() => ResourceState::Unreadable,
        None => ResourceState::CommentedOut,
    }
}

/// The document that stands for a resource: live, else unreadable, else in comments.
pub(crate) fn best_of(documents: &[DocumentLine]) -> Option<&DocumentLine> {
    documents.iter().min_by_key(|document| document.standing.rank())
}

pub(crate) fn resource_view(
    identity: &Identity,
    document: Option<&DocumentLine>,
    state: ResourceState,
) -> ResourceView {
    ResourceView {
        group: identity.group.clone(),
        version: document.map(|document| document.version.clone()).unwrap_or_default(),
        kind: identity.kind.clone(),
        namespace: identity.namespace.clone(),
        name: identity.name.clone(),
        state,
        path: document.map(|document| document.path.clone()),
        line: document.map(|document| document.line),
        validity: document.map_or("unvalidated", |document| document.validity.as_str()).to_owned(),
        change: None,
        draft_count: 0,
        facts: document
            .and_then(|document| serde_json::from_str(document.facts.as_deref()?).ok())
            .unwrap_or_default(),
        changed: None,
        cluster: None,
        text: None,
        value: None,
        read_at: None,
    }
}
