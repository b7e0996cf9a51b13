//! What a failed exchange means: for the person, and for the exit code.

use serde::Deserialize;

use crate::exit::Failure;
use crate::output::hint::{self, ProblemCode};

/// As much of RFC 9457 as a person is told.
#[derive(Deserialize)]
struct Problem {
    detail: String,
    #[serde(flatten)]
    told: ProblemCode,
}

/// No answer came.
pub(super) fn unreachable(base: &str, error: &ureq::Error) -> Failure {
    let server = base.trim_end_matches("/api/v1");
    let reason = match error {
        ureq::Error::HostNotFound => "its host name could not be resolved".to_owned(),
        ureq::Error::ConnectionFailed => "the connection was refused".to_owned(),
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            "the connection was refused".to_owned()
        }
        ureq::Error::Timeout(_) => "it took too long".to_owned(),
        other if is_untrusted(other) => {
            return Failure::away(format!(
                "{server} is not trusted: {other}; where its certificate is of an authority of your own, \
                 name that with HEDGEROW_CA_FILE or --server-ca"
            ));
        }
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => {
            return Failure::usage(format!("`{server}` is not a server's address"));
        }
        other => other.to_string(),
    };
    Failure::away(format!(
        "no server answered at {server}: {reason}; is it running, and is HEDGEROW_URL right?"
    ))
}

/// Whether it is the server's certificate that is not accepted.
fn is_untrusted(error: &ureq::Error) -> bool {
    let text = error.to_string().to_lowercase();
    matches!(error, ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Io(_))
        && text.contains("certificate")
}

/// The server answered that it did not do it, or something else was in its place.
pub(super) fn to_failure(base: &str, status: u16, media: &str, bytes: &[u8]) -> Failure {
    let is_problem = media.starts_with("application/problem+json");
    match serde_json::from_slice::<Problem>(bytes) {
        Ok(problem) if is_problem && status == 503 => Failure::away(problem.detail),
        Ok(problem) if is_problem => {
            Failure::refused(hint::behind(&problem.detail, hint::of_problem(&problem.told)))
        }
        _ => {
            let server = base.trim_end_matches("/api/v1");
            Failure::away(format!(
                "{server} answered with status {status}, but not as a Hedgerow server; is \
                 HEDGEROW_URL right, and is the server behind it running?"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    const PROBLEM: &str = "application/problem+json";

    #[test]
    fn a_problem_is_told_in_its_own_words() {
        let failure = to_failure("http://a/api/v1", 409, PROBLEM, br#"{"detail":"it is in use"}"#);
        assert_eq!(failure.to_string(), "it is in use");
        assert_eq!(failure.exit(), Exit::Refused);
    }

    #[test]
    fn a_problem_that_a_command_helps_against_names_the_command() {
        let body = br#"{"detail":"change `x` does not exist","code":"not-found","thing":"change","name":"x"}"#;
        let failure = to_failure("http://a/api/v1", 404, PROBLEM, body);
        let text = failure.to_string();
        assert_eq!(text, "change `x` does not exist; `hedgerow changes` lists them");
    }

    #[test]
    fn a_remote_that_failed_is_a_refusal_and_not_a_server_that_is_away() {
        let failure = to_failure("http://a/api/v1", 502, PROBLEM, br#"{"detail":"no such host"}"#);
        assert_eq!(failure.exit(), Exit::Refused);
    }

    #[test]
    fn what_answers_in_the_servers_place_means_that_it_is_away() {
        let failure = to_failure("http://a/api/v1", 502, "text/html", b"<h1>Bad Gateway</h1>");
        assert_eq!(failure.exit(), Exit::Away);
        assert!(failure.to_string().contains("http://a answered with status 502"), "{failure}");
        let failure = to_failure("http://a/api/v1", 404, "text/html", b"<h1>Not here</h1>");
        assert_eq!(failure.exit(), Exit::Away);
    }

    #[test]
    fn a_refused_connection_means_that_it_is_away() {
        let failure = unreachable("http://a/api/v1", &ureq::Error::ConnectionFailed);
        assert_eq!(failure.exit(), Exit::Away);
    }
}
