//! Why a change waits, was refused or is held, in words: what happened, and which command goes on.

use hedgerow_model::Reason;
use serde_json::Value;

/// What happened and what to do, as one or two sentences.
pub(crate) fn sentence(reason: &Reason) -> String {
    match next(reason) {
        Some(next) => format!("{reason}; {next}"),
        None => reason.to_string(),
    }
}

/// The command that goes on from there.
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
        Reason::HookDeclined { .. }
        | Reason::TooLarge { .. }
        | Reason::PushRefused { .. }
        | Reason::Unwritable { .. } => "`hedgerow publish` tries it again",
        _ => return None,
    })
}

/// An answer of the server with its reasons in words: `reason` is the sentence, `why` the reason as
/// data.
pub(crate) fn in_words(mut answer: Value) -> Value {
    match &mut answer {
        Value::Array(items) => {
            for item in items {
                *item = in_words(item.take());
            }
        }
        Value::Object(fields) => {
            let told = fields
                .get("reason")
                .and_then(|reason| serde_json::from_value::<Reason>(reason.clone()).ok());
            if let Some(told) = told
                && let Some(why) = fields.insert("reason".to_owned(), sentence(&told).into())
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
        let answer = in_words(json!([{"state": "waiting", "reason": why}]));
        assert_eq!(answer[0]["why"], why);
        assert!(answer[0]["reason"].as_str().unwrap().contains("3 of 4"));
        let without = json!({"state": "open", "reason": null});
        assert_eq!(in_words(without.clone()), without);
    }
}
