//! Why a change waits, was refused or is held, in words: what happened, and which command goes on;
//! why a run ended: what happened.

use hedgerow_model::Reason;
use serde_json::Value;

/// Of a change: what happened and what to do, as one or two sentences.
pub(crate) fn sentence(reason: &Reason) -> String {
    match next(reason) {
        Some(next) => format!("{reason}; {next}"),
        None => reason.to_string(),
    }
}

/// The command that goes on from there; `None` where nothing is to be done, or the reason says it.
fn next(reason: &Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::LargeDeletion { .. } => {
            "publish it again with --confirm-deletions if that is meant"
        }
        Reason::Conflicts { .. } => "decide with `hedgerow resolve`, then publish again",
        Reason::NeedsApproval { .. } => {
            "whoever has the permission `approve` there can, with `hedgerow approve`. Then it is \
             published by itself"
        }
        Reason::MovedSincePreview => "`hedgerow diff` shows it; then publish again",
        Reason::Violations { .. } => "mend it with `hedgerow draft`, then publish again",
        Reason::NotLossless { .. } => {
            "edit that by hand in Git, or change the draft with `hedgerow draft`; then publish again"
        }
        Reason::Occupied { left_alone: true, .. } => {
            "edit it there, and take the draft back with `hedgerow draft --revert`"
        }
        Reason::Occupied { left_alone: false, .. } => {
            "move that file in Git; then `hedgerow publish` tries it again"
        }
        Reason::NotReadBack { .. } => "then `hedgerow publish` tries it again",
        Reason::FileUnreadable { .. } => "mend it in Git; then `hedgerow publish` tries it again",
        Reason::SeveralDocuments { .. }
        | Reason::Unreadable { .. }
        | Reason::Unwritable { .. }
        | Reason::ProtectedBranch { .. } => "then `hedgerow publish` tries it again",
        Reason::HookDeclined { .. } | Reason::TooLarge { .. } | Reason::PushRefused { .. } => {
            "`hedgerow publish` tries it again"
        }
        Reason::CredentialRefused { .. } => "`hedgerow credential rotate` exchanges its secret",
        Reason::NoWriteAccess { .. } => {
            "`hedgerow repo set --credential` takes another one instead"
        }
        Reason::CredentialUnusable { .. } => {
            "`hedgerow credential list` shows it, `hedgerow credential rotate` stores its secret \
             anew; then publish again"
        }
        Reason::RemoteUnreachable { .. } => "`hedgerow repo test` asks whether it answers",
        Reason::ConflictsGone { .. } => "`hedgerow diff` shows what is left; then publish",
        Reason::InGitAlready
        | Reason::NothingToCommit
        | Reason::BranchKeptMoving { .. }
        | Reason::HistoryRewritten { .. }
        | Reason::Interrupted
        | Reason::Sentence { .. } => return None,
    })
}

/// An answer of the server with its reasons in words: `reason` is what `words` makes of it, `why` the
/// reason as data.
pub(crate) fn in_words(mut answer: Value, words: fn(&Reason) -> String) -> Value {
    match &mut answer {
        Value::Array(items) => {
            for item in items {
                *item = in_words(item.take(), words);
            }
        }
        Value::Object(fields) => {
            let told = fields
                .get("reason")
                .and_then(|reason| serde_json::from_value::<Reason>(reason.clone()).ok());
            if let Some(told) = told
                && let Some(why) = fields.insert("reason".to_owned(), words(&told).into())
            {
                fields.insert("why".to_owned(), why);
            }
        }
        _ => {}
    }
    answer
}

#[cfg(test)]
mod tests {
    use hedgerow_model::Identity;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_large_deletion_says_which_flag_confirms_it() {
        let text = sentence(&Reason::LargeDeletion { deleted: 12, of: 20 });
        assert!(text.contains("12 of 20") && text.contains("--confirm-deletions"), "{text}");
    }

    #[test]
    fn an_answer_has_the_sentence_and_the_data() {
        let why = json!({"kind": "large-deletion", "deleted": 3, "of": 4});
        let answer = in_words(json!([{"state": "waiting", "reason": why}]), sentence);
        assert_eq!(answer[0]["why"], why);
        assert!(answer[0]["reason"].as_str().unwrap().contains("3 of 4"));
        let without = json!({"state": "open", "reason": null});
        assert_eq!(in_words(without.clone(), sentence), without);
    }

    #[test]
    fn what_stands_in_the_way_is_mended_before_it_is_published_again() {
        let resource = Identity::new("g", "VPC", "web");
        let text = String::new;
        for (reason, command) in [
            (Reason::Unreadable { resource: resource.clone() }, "mend its file first; then"),
            (Reason::FileUnreadable { detail: text() }, "mend it in Git"),
            (Reason::NotLossless { path: None, detail: text() }, "`hedgerow draft`"),
            (occupied(&resource, true), "`hedgerow draft --revert`"),
            (occupied(&resource, false), "move that file"),
            (Reason::Violations { violations: Vec::new(), more: 1 }, "`hedgerow draft`"),
            (Reason::CredentialRefused { text: text() }, "`hedgerow credential rotate`"),
            (Reason::CredentialUnusable { text: text() }, "`hedgerow credential list`"),
            (Reason::NoWriteAccess { text: text() }, "`hedgerow repo set --credential`"),
            (Reason::RemoteUnreachable { text: text() }, "`hedgerow repo test`"),
        ] {
            let said = sentence(&reason);
            assert!(said.contains(command), "{said}");
        }
    }

    fn occupied(resource: &Identity, left_alone: bool) -> Reason {
        Reason::Occupied { path: "a.yaml".into(), resource: resource.clone(), left_alone }
    }

    #[test]
    fn where_nothing_is_to_be_done_no_command_is_named() {
        for reason in [Reason::InGitAlready, Reason::Interrupted, Reason::NothingToCommit] {
            assert!(!sentence(&reason).contains('`'), "{reason}");
        }
    }
}
