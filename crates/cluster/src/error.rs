//! Why a cluster did not do what it was asked.

use std::time::Duration;

use serde::Deserialize;

use crate::exec::ExecTrouble;

/// Why a cluster did not do what it was asked. The sentences fit behind "cluster `name`: …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClusterError {
    /// What is stored of it cannot be used; nothing was asked.
    #[error("{0}")]
    Unusable(String),
    /// The program that logs in gave nothing to log in with; nothing was asked.
    #[error("its login is a program, `{program}`: {why}")]
    Exec {
        /// The program, as the kubeconfig names it.
        program: String,
        /// Why.
        why: ExecTrouble,
    },
    /// It was not reached, or the connection broke.
    #[error("it is not reached: {0}")]
    Unreachable(String),
    /// It did not answer in time.
    #[error("it did not answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// It does not know who asks.
    #[error("it does not accept the login; give it another token or certificate")]
    Unauthorised,
    /// Who asks may not do that.
    #[error("it does not allow that: {0}")]
    Forbidden(String),
    /// There is no such thing.
    #[error("it does not have that")]
    NotFound,
    /// What was seen is too old to go on from.
    #[error("it has forgotten what came since; it has to be listed")]
    Expired,
    /// The object is another one by now, or fields of it belong to others.
    #[error("{message}")]
    Conflict {
        /// What it said.
        message: String,
        /// The fields that belong to others, where it is about that.
        fields: Vec<TakenField>,
    },
    /// It does not accept what the object says.
    #[error("it refuses it: {0}")]
    Invalid(String),
    /// It asks to be left alone for a while.
    #[error("it is asked too much")]
    TooMany(Option<Duration>),
    /// It fails itself.
    #[error("it fails ({code}): {message}")]
    Failing {
        /// The status.
        code: u16,
        /// What it said.
        message: String,
    },
    /// It answered with more than is read.
    #[error("its answer has more than {} MiB", .0 >> 20)]
    TooLarge(usize),
    /// It answered with what is no answer.
    #[error("its answer is not understood: {0}")]
    NotUnderstood(String),
}

/// A field that another manager has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenField {
    /// The field, as the cluster writes it: `.spec.replicas`.
    pub field: String,
    /// What it said of who has it: `conflict with "kubectl-edit" using …`.
    pub by: String,
}

impl ClusterError {
    /// Whether the cluster was not there to answer, so that nothing is known of what it has.
    #[must_use]
    pub fn is_away(&self) -> bool {
        matches!(
            self,
            Self::Exec { .. }
                | Self::Unreachable(_)
                | Self::TimedOut(_)
                | Self::TooMany(_)
                | Self::Failing { .. }
        )
    }
}

/// The parts of a `Status` object that matter here.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Status {
    #[serde(default)]
    message: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    pub(crate) code: u16,
    #[serde(default)]
    details: Details,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    #[serde(default)]
    causes: Vec<Cause>,
    #[serde(default)]
    retry_after_seconds: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
struct Cause {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    field: String,
}

/// The longest part of somebody else's sentence that is repeated, in characters.
const LONGEST: usize = 2_000;

/// What an answer with this status and body means.
pub(crate) fn refusal(code: u16, body: &[u8]) -> ClusterError {
    let status: Status = serde_json::from_slice(body).unwrap_or_else(|_| Status {
        message: String::from_utf8_lossy(body).trim().to_owned(),
        ..Status::default()
    });
    of_status(code, status)
}

/// What a status means; `code` is HTTP's.
pub(crate) fn of_status(code: u16, status: Status) -> ClusterError {
    let message: String = status.message.chars().take(LONGEST).collect();
    let expired = matches!(status.reason.as_str(), "Expired" | "Gone");
    match code {
        _ if expired => ClusterError::Expired,
        401 => ClusterError::Unauthorised,
        // A webhook's denial is about the object, not about who asks.
        400 | 403 if message.contains("denied the request") => ClusterError::Invalid(message),
        403 => ClusterError::Forbidden(message),
        404 => ClusterError::NotFound,
        410 => ClusterError::Expired,
        409 => ClusterError::Conflict { message, fields: taken(status.details.causes) },
        429 => ClusterError::TooMany(status.details.retry_after_seconds.map(Duration::from_secs)),
        400..=499 => ClusterError::Invalid(message),
        300..=399 => ClusterError::NotUnderstood(
            "it sends the request elsewhere, which is not followed".to_owned(),
        ),
        _ => ClusterError::Failing { code, message },
    }
}

fn taken(causes: Vec<Cause>) -> Vec<TakenField> {
    causes
        .into_iter()
        .filter(|cause| cause.reason == "FieldManagerConflict")
        .map(|cause| TakenField { field: cause.field, by: cause.message })
        .collect()
}

/// What a failure on the way says, in plain words: the innermost cause, and what it means where that is known.
pub(crate) fn on_the_way(error: &(dyn std::error::Error + 'static)) -> ClusterError {
    let mut innermost = error;
    let mut all = error.to_string();
    while let Some(source) = innermost.source() {
        innermost = source;
        all.push_str(": ");
        all.push_str(&source.to_string());
    }
    let known = [
        ("UnknownIssuer", "its certificate is not signed by the authority that is stored with it"),
        ("NotValidForName", "its certificate is for another host name; set `tls-server-name`"),
        ("CertExpired", "its certificate has expired"),
        ("certificate expired", "its certificate has expired"),
        ("CertNotYetValid", "its certificate is not valid yet"),
        ("InvalidContentType", "what answers at its address does not speak TLS"),
        ("CertificateRequired", "it asks for a client certificate"),
        ("received fatal alert: BadCertificate", "it does not accept the client certificate"),
        ("Connection refused", "nothing listens at its address"),
        ("close_notify", "the connection broke"),
        ("dns error", "its name is not found"),
    ];
    let plain = known.iter().find(|(word, _)| all.contains(word)).map(|(_, plain)| *plain);
    ClusterError::Unreachable(plain.map_or_else(|| innermost.to_string(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart_by_what_can_be_done_about_them() {
        let of = |code: u16, body: &str| refusal(code, body.as_bytes());
        let status = |reason: &str, message: &str| {
            format!(r#"{{"kind":"Status","reason":"{reason}","message":"{message}"}}"#)
        };
        assert_eq!(of(401, "no"), ClusterError::Unauthorised);
        assert_eq!(of(403, &status("Forbidden", "m")), ClusterError::Forbidden("m".into()));
        let denied = "admission webhook \\\"x\\\" denied the request: vlan";
        assert!(matches!(of(403, &status("Forbidden", denied)), ClusterError::Invalid(_)));
        assert_eq!(of(410, "x"), ClusterError::Expired);
        assert_eq!(of(500, &status("Expired", "old")), ClusterError::Expired);
        assert_eq!(of(404, "<html>"), ClusterError::NotFound);
        assert!(matches!(of(302, ""), ClusterError::NotUnderstood(_)));
        let retry = r#"{"details":{"retryAfterSeconds":7}}"#;
        assert_eq!(of(429, retry), ClusterError::TooMany(Some(Duration::from_secs(7))));
        assert_eq!(of(429, ""), ClusterError::TooMany(None));
        assert!(of(503, "away").is_away() && !of(403, "").is_away() && !of(404, "").is_away());
        let taken = r#"{"message":"m","details":{"causes":[
            {"reason":"FieldManagerConflict","field":".spec.a","message":"conflict with \"kubectl-edit\""},
            {"reason":"Other","field":".spec.b","message":"x"}]}}"#;
        let ClusterError::Conflict { fields, .. } = of(409, taken) else { panic!() };
        assert_eq!(fields.len(), 1);
        assert_eq!(fields.first().map(|it| it.field.as_str()), Some(".spec.a"));
    }
}
