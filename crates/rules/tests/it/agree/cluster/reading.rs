//! What an answer of an API server says, in the words of the clauses.

use hedgerow_rules::find;
use serde_json::Value;

use super::super::edit::{Answer, Server};
use super::api::Said;

/// What the API server warns of where it removes a field that the schema does not have.
const UNKNOWN_FIELD: &str = "unknown field ";

/// How it tells what a webhook refused.
const BY_WEBHOOK: &str = " denied the request: ";

/// The answer to an edit. A refusal for another reason than the edit ends the test.
pub(super) fn answer(said: Said) -> Answer {
    let Said { status, body, warnings } = said;
    let warnings = warnings.iter().map(|warning| clause_of_warning(warning)).collect();
    match status {
        200 | 201 => Answer {
            allowed: true,
            warnings,
            server: Some(Server::Stored(body)),
            ..Answer::default()
        },
        // What cannot be read, what the webhook refuses, what is not there or is there already, what the API server
        // refuses.
        400 | 403 | 404 | 409 | 422 => {
            let (clauses, server) = refusal(&body);
            let message = body["message"].as_str().unwrap_or_default().to_owned();
            Answer { allowed: false, clauses, warnings, message, server: Some(server) }
        }
        _ => panic!("the API server answers {status}: {body}"),
    }
}

/// The clause that a warning names, or the API server's own words.
fn clause_of_warning(warning: &str) -> String {
    if warning.starts_with(UNKNOWN_FIELD) { "meta-unknown-field" } else { warning }.to_owned()
}

/// The clauses that refuse, and who refuses.
fn refusal(status: &Value) -> (Vec<String>, Server) {
    let message = status["message"].as_str().unwrap_or_default();
    if let Some((_, told)) = message.split_once(BY_WEBHOOK) {
        let told = told.split("; ").filter_map(|part| Some(part.split_once(": ")?.0));
        let clauses: Vec<String> =
            told.filter(|clause| find(clause).is_some()).map(str::to_owned).collect();
        let unread = clauses.is_empty().then(String::new);
        return (clauses.into_iter().chain(unread).collect(), Server::Refused);
    }
    let causes = status["details"]["causes"].as_array().into_iter().flatten();
    let fields: Vec<&str> = causes.filter_map(|cause| cause["field"].as_str()).collect();
    // The webhook that refuses was not asked.
    let mut clauses = vec![String::new()];
    if fields.contains(&"metadata.name") {
        clauses.push("meta-name".to_owned());
    }
    // Of a label it names no key, so that any reference may be meant, also one to what does not exist.
    let is_of_schema =
        !fields.is_empty() && !fields.iter().any(|field| field.starts_with("metadata."));
    (clauses, if is_of_schema { Server::RefusedBySchema } else { Server::Refused })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn clauses(status: &Value) -> Vec<String> {
        refusal(status).0
    }

    #[test]
    fn a_refusal_of_the_webhook_names_its_clauses() {
        let message = "admission webhook \"validate.webhook.hedgerow.test\" denied the request: \
                       ext-name: name \"a\" is long; no: clause; ext-ns: there is none";
        assert_eq!(clauses(&json!({"message": message})), ["ext-name", "ext-ns"]);
    }

    #[test]
    fn what_the_webhook_cannot_read_is_of_no_clause() {
        let message = "admission webhook \"m\" denied the request: failed to read the spec: a";
        assert_eq!(clauses(&json!({"message": message})), [""]);
    }

    #[test]
    fn a_refusal_of_the_api_server_is_of_the_metadata_or_of_the_schema() {
        let by = |field: &str| refusal(&json!({"details": {"causes": [{"field": field}]}}));
        assert!(matches!(by("spec.subnets.a.vlan").1, Server::RefusedBySchema));
        let (clauses, server) = by("metadata.name");
        assert_eq!(clauses, ["", "meta-name"]);
        assert!(matches!(server, Server::Refused));
    }
}
