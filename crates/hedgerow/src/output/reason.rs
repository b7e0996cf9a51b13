//! Why a change waits, was refused or is held, in words: what happened, and which command continues;
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

/// The command that continues from there; `None` where nothing is to be done, or the reason says it.
fn next(reason: &Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::LargeDeletion { .. } => {
            "publish it again with --confirm-deletions if that is meant"
        }
        Reason::Conflicts { .. } => "decide with `hedgerow resolve`, then publish again",
        Reason::NeedsApproval { .. } => {
            "anyone with the permission `approve` there can do so with `hedgerow approve`. It is \
             then published automatically"
        }
        Reason::MovedSincePreview => "`hedgerow diff` shows it; then publish again",
        Reason::Violations { .. } => "fix it with `hedgerow draft`, then publish again",
        Reason::NotLossless { .. } => {
            "edit that by hand in Git, or change the draft with `hedgerow draft`; then publish again"
        }
        Reason::Occupied { left_alone: true, .. } => {
            "edit it there, and revert the draft with `hedgerow draft --revert`"
        }
        Reason::Occupied { left_alone: false, .. } => {
            "move that file in Git; then `hedgerow publish` tries it again"
        }
        Reason::NotReadBack { .. } => "fix that; then `hedgerow publish` tries it again",
        Reason::FileUnreadable { .. } => "fix it in Git; then `hedgerow publish` tries it again",
        Reason::SeveralDocuments { .. } | Reason::ChoiceOutdated { .. } => {
            "`hedgerow conflicts` lists it, and `hedgerow conflict keep NUMBER --file FILE` keeps one"
        }
        Reason::Unreadable { .. } | Reason::Unwritable { .. } | Reason::ProtectedBranch { .. } => {
            "then `hedgerow publish` tries it again"
        }
        Reason::HookDeclined { .. } | Reason::TooLarge { .. } | Reason::PushRefused { .. } => {
            "`hedgerow publish` tries it again"
        }
        Reason::CredentialRefused { .. } => "`hedgerow credential rotate` replaces its secret",
        Reason::NoWriteAccess { .. } => "`hedgerow repo set --credential` selects another one",
        Reason::CredentialUnusable { .. } => {
            "`hedgerow credential list` shows it, `hedgerow credential rotate` stores its secret \
             again; then publish again"
        }
        Reason::RemoteUnreachable { .. } | Reason::WaitsForRemote { .. } => {
            "`hedgerow repo test` checks whether it answers"
        }
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
            // Of a run: the changes that it did not bring to Git.
            if let Some(settled) = fields.remove("settled") {
                fields.insert("settled".to_owned(), in_words(settled, words));
            }
        }
        _ => {}
    }
    answer
}

#[cfg(test)]
mod tests;
