use std::collections::BTreeSet;

use hedgerow_model::{BrokenRule, ConflictsGone, Identity, Unread};
use serde_json::json;

use super::*;

fn web() -> Identity {
    Identity::new("g", "VPC", "web")
}

/// The place of a reason in the table below. A reason that is new has none, and does not compile.
fn place(reason: &Reason) -> usize {
    match reason {
        Reason::LargeDeletion { .. } => 0,
        Reason::Conflicts { .. } => 1,
        Reason::Violations { .. } => 2,
        Reason::NeedsApproval { .. } => 3,
        Reason::MovedSincePreview => 4,
        Reason::InGitAlready => 5,
        Reason::SeveralDocuments { .. } => 6,
        Reason::Unreadable { unread: Unread::Broken, .. } => 7,
        Reason::Unreadable { unread: Unread::NotUnderstood, .. } => 8,
        Reason::NotLossless { path: Some(_), .. } => 9,
        Reason::NotLossless { path: None, .. } => 10,
        Reason::Occupied { left_alone: true, .. } => 11,
        Reason::Occupied { left_alone: false, .. } => 12,
        Reason::FileUnreadable { .. } => 13,
        Reason::Unwritable { .. } => 14,
        Reason::NothingToCommit => 15,
        Reason::HookDeclined { .. } => 16,
        Reason::TooLarge { .. } => 17,
        Reason::ProtectedBranch { .. } => 18,
        Reason::CredentialRefused { .. } => 19,
        Reason::NoWriteAccess { .. } => 20,
        Reason::CredentialUnusable { .. } => 21,
        Reason::PushRefused { .. } => 22,
        Reason::RemoteUnreachable { .. } => 23,
        Reason::BranchKeptMoving { .. } => 24,
        Reason::HistoryRewritten { .. } => 25,
        Reason::ConflictsGone { because: ConflictsGone::GitMoved } => 26,
        Reason::ConflictsGone { because: ConflictsGone::DraftEdited } => 27,
        Reason::ConflictsGone { because: ConflictsGone::Decided } => 28,
        Reason::Interrupted => 29,
        Reason::Sentence { .. } => 30,
        Reason::NotReadBack { .. } => 31,
        Reason::WaitsForRemote { .. } => 32,
        Reason::ChoiceOutdated { .. } => 33,
        Reason::ConflictsGone { because: ConflictsGone::ClusterMoved } => 34,
    }
}

/// Every reason, with the sentence of the command line: what happened, to what, and what continues.
fn table() -> Vec<(Reason, &'static str)> {
    let text = || "closed".to_owned();
    let detail = || "it is an alias".to_owned();
    let rule = BrokenRule {
        rule: "unknown-field".into(),
        resource: Some(web()),
        field: "spec.vlna".parse().ok(),
        other: None,
        message: "is not a known field".into(),
        path: Some("m/web.yaml".into()),
        line: Some(6),
    };
    vec![
        (
            Reason::LargeDeletion { deleted: 12, of: 20 },
            "it deletes 12 of 20 resources, which a person must confirm; publish it again with \
             --confirm-deletions if that is meant",
        ),
        (
            Reason::Conflicts { count: 2 },
            "2 conflicts must be decided; decide with `hedgerow resolve`, then publish \
             again",
        ),
        (
            Reason::Violations { violations: vec![rule], more: 1 },
            "VPC/web: spec.vlna is not a known field [unknown-field] (m/web.yaml:6); and 1 more; \
             fix it with `hedgerow draft`, then publish again",
        ),
        (
            Reason::NeedsApproval { fabric: "lab".into(), authors: vec!["Ada".into()] },
            "fabric `lab` requires approval: a person other than Ada must approve this revision; \
             anyone with the permission `approve` there can do so with `hedgerow approve`. It is then published automatically",
        ),
        (
            Reason::MovedSincePreview,
            "the branch has changed since the diff was shown; review the new diff; `hedgerow diff` \
             shows it; then publish again",
        ),
        (Reason::InGitAlready, "Git already had all of it"),
        (
            Reason::SeveralDocuments { resource: web(), paths: vec!["a.yaml".into(), "b".into()] },
            "VPC/web is defined in a.yaml and in b; keep one of the documents first, or delete or rename all but one in \
             Git; `hedgerow conflicts` lists it, and `hedgerow conflict keep NUMBER --file FILE` keeps one",
        ),
        (
            Reason::ChoiceOutdated { resource: web(), paths: vec!["a.yaml".into(), "c".into()] },
            "the document of VPC/web that is kept was chosen among others than Git has now (in a.yaml and in c); look at \
             them again and choose one; `hedgerow conflicts` lists it, and `hedgerow conflict keep NUMBER --file FILE` keeps one",
        ),
        (
            Reason::Unreadable { resource: web(), unread: Unread::Broken },
            "VPC/web cannot be parsed in Git; fix its file first; then `hedgerow publish` tries it \
             again",
        ),
        (
            Reason::Unreadable { resource: web(), unread: Unread::NotUnderstood },
            "the document in Git that replaced VPC/web is not a valid Kubernetes object, so its \
             last good text is kept; fix or delete that file first; then `hedgerow \
             publish` tries it again",
        ),
        (
            Reason::NotLossless { path: Some("a.yaml".into()), detail: detail() },
            "a.yaml: it is an alias; edit that by hand in Git, or change the draft with \
             `hedgerow draft`; then publish again",
        ),
        (
            Reason::NotLossless { path: None, detail: detail() },
            "it is an alias; edit that by hand in Git, or change the draft with `hedgerow \
             draft`; then publish again",
        ),
        (
            Reason::Occupied { path: "a.yaml".into(), resource: web(), left_alone: true },
            "a.yaml already contains VPC/web, in a form that Hedgerow leaves alone (encrypted, an \
             input of Kustomize, part of a chart or too large); edit it there, and revert the draft with `hedgerow draft --revert`",
        ),
        (
            Reason::Occupied { path: "a.yaml".into(), resource: web(), left_alone: false },
            "a.yaml, where VPC/web would be written, contains something else; move that file in \
             Git; then \
             `hedgerow publish` tries it again",
        ),
        (
            Reason::NotReadBack { path: "a.yaml".into(), resource: web(), detail: detail() },
            "a.yaml would not be read as VPC/web: it is an alias; fix that; then `hedgerow \
             publish` tries it again",
        ),
        (
            Reason::FileUnreadable { detail: "a.yaml is not UTF-8 text".into() },
            "a.yaml is not UTF-8 text; fix it in Git; then `hedgerow publish` tries it again",
        ),
        (
            Reason::Unwritable { path: "a.yaml".into(), detail: "it is a folder".into() },
            "`a.yaml` cannot be written: it is a folder; fix that in Git; then `hedgerow \
             publish` tries it again",
        ),
        (Reason::NothingToCommit, "there is nothing to commit"),
        (
            Reason::HookDeclined { text: text() },
            "a hook of the remote rejected it: closed; `hedgerow publish` tries it again",
        ),
        (
            Reason::TooLarge { text: text() },
            "the remote rejected it as too large: closed; `hedgerow publish` tries it again",
        ),
        (
            Reason::ProtectedBranch { branch: "main".into(), text: text() },
            "branch `main` does not allow direct pushes (closed); let Hedgerow's account push \
             there, or \
             connect another branch; then `hedgerow publish` tries it again",
        ),
        (
            Reason::CredentialRefused { text: text() },
            "the remote did not accept the credential (closed); drafts are kept. Correct the \
             credential and publish again; `hedgerow credential rotate` replaces its secret",
        ),
        (
            Reason::NoWriteAccess { text: text() },
            "the credential may not push (closed); drafts are kept. Give it write access and \
             publish again; `hedgerow repo set --credential` selects another one",
        ),
        (
            Reason::CredentialUnusable { text: text() },
            "closed; drafts are kept; `hedgerow credential list` shows it, `hedgerow credential \
             rotate` stores its secret again; then publish again",
        ),
        (
            Reason::PushRefused { text: text() },
            "the push was refused: closed; `hedgerow publish` tries it again",
        ),
        (
            Reason::RemoteUnreachable { text: text() },
            "the remote could not be reached (closed); publish it again; `hedgerow repo test` \
             checks whether it answers",
        ),
        (
            Reason::BranchKeptMoving { attempts: 12 },
            "the branch changed during each of 12 attempts; publish it again",
        ),
        (
            Reason::HistoryRewritten { commit: "c0ffee".into() },
            "the branch's history was rewritten without commit c0ffee; publish it again to bring \
             it back, or discard it",
        ),
        (
            Reason::ConflictsGone { because: ConflictsGone::GitMoved },
            "its conflicts are gone: Git changed; `hedgerow diff` shows what is left; then publish",
        ),
        (
            Reason::ConflictsGone { because: ConflictsGone::ClusterMoved },
            "its conflicts are gone: what the cluster has changed; `hedgerow diff` shows what is left; \
             then publish",
        ),
        (
            Reason::ConflictsGone { because: ConflictsGone::DraftEdited },
            "its conflicts are gone: the draft was edited; `hedgerow diff` shows what is left; \
             then publish",
        ),
        (
            Reason::ConflictsGone { because: ConflictsGone::Decided },
            "every conflict is decided; `hedgerow diff` shows what is left; then publish",
        ),
        (Reason::Interrupted, "interrupted; its branch was checked again"),
        (Reason::Sentence { text: text() }, "closed"),
        (
            Reason::WaitsForRemote { since: 43_384_000 },
            "the remote has not answered since 12:03:04 UTC; it will be published as soon as the \
             remote answers; \
             `hedgerow repo test` checks whether it answers",
        ),
    ]
}

#[test]
fn every_reason_says_what_happened_to_what_and_what_goes_on() {
    let table = table();
    let places: BTreeSet<usize> = table.iter().map(|(reason, _)| place(reason)).collect();
    assert_eq!(places, (0..=34).collect(), "a reason is missing in the table");
    for (reason, expected) in table {
        assert_eq!(sentence(&reason), expected);
    }
}

#[test]
fn an_answer_has_the_sentence_and_the_data() {
    let why = json!({"kind": "large-deletion", "deleted": 3, "of": 4});
    let answer = in_words(json!([{"state": "waiting", "reason": why}]), sentence);
    assert_eq!(answer[0]["why"], why);
    assert!(answer[0]["reason"].as_str().unwrap().contains("3 of 4"));
    let without = json!({"state": "open", "reason": null});
    assert_eq!(in_words(without.clone(), sentence), without);
    // of a run, each change that it did not bring to Git has its own
    let run = json!({"id": 1, "settled": [{"change": "drop", "reason": why}]});
    let run = in_words(run, ToString::to_string);
    assert_eq!(run["settled"][0]["why"], why);
    assert!(run["settled"][0]["reason"].is_string());
}

#[test]
fn where_nothing_is_to_be_done_no_command_is_named() {
    for reason in [Reason::InGitAlready, Reason::Interrupted, Reason::NothingToCommit] {
        assert!(!sentence(&reason).contains('`'), "{reason}");
    }
}
