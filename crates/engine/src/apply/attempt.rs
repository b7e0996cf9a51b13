//! What an answer of the cluster means for an act. Pure.

use hedgerow_cluster::ClusterError;
use hedgerow_model::{ApplyOutcome, Millis};

/// The pauses before the same is tried again: the first, and the longest. In between each is twice the one before.
const PAUSES: (Millis, Millis) = (15_000, 30 * 60_000);

/// What becomes of an act that was not done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// This, with a sentence.
    Is(ApplyOutcome, String),
    /// The cluster refuses what the object says, in these words.
    Judged(String),
    /// All fields that stand in the way are Hedgerow's own, of another way of writing: it may take them over.
    Own,
    /// Nothing is known of it: the cluster is away, or does not know who asks. Nothing more is tried.
    Away,
}

/// What a refusal means. `own` is the field manager in whose name it was written.
pub(super) fn failed(error: &ClusterError, own: &str) -> Failed {
    match error {
        error if error.is_away() => Failed::Away,
        ClusterError::Unauthorised | ClusterError::Unusable(_) => Failed::Away,
        ClusterError::Conflict { fields, .. } if !fields.is_empty() => {
            let is_own = format!("conflict with \"{own}\"");
            if fields.iter().all(|field| field.by.starts_with(&is_own)) {
                return Failed::Own;
            }
            let named: Vec<String> =
                fields.iter().take(5).map(|it| format!("{} ({})", it.field, it.by)).collect();
            let more = match fields.len().saturating_sub(named.len()) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            Failed::Is(
                ApplyOutcome::OfOthers,
                format!("fields of it belong to others: {}{more}", named.join(", ")),
            )
        }
        ClusterError::Invalid(_) => Failed::Judged(error.to_string()),
        error => Failed::Is(ApplyOutcome::Refused, error.to_string()),
    }
}

/// How long the same is not tried again after it was tried so often.
pub(super) fn pause(tries: i64) -> Millis {
    let doubled = u32::try_from(tries.max(1) - 1).unwrap_or(u32::MAX).min(20);
    PAUSES.0.saturating_mul(1 << doubled).min(PAUSES.1)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use hedgerow_cluster::TakenField;

    use super::*;

    fn taken(by: &[&str]) -> ClusterError {
        let fields = by
            .iter()
            .map(|by| TakenField {
                field: ".spec.a".into(),
                by: format!("conflict with \"{by}\" using g/v1"),
            })
            .collect();
        ClusterError::Conflict { message: "Apply failed".into(), fields }
    }

    #[test]
    fn only_fields_of_its_own_are_taken_over_unasked() {
        let own = "hedgerow-lab";
        assert_eq!(failed(&taken(&[own, own]), own), Failed::Own);
        for others in [&["kubectl-edit"][..], &[own, "argocd"], &["hedgerow-lab-2"]] {
            let Failed::Is(outcome, why) = failed(&taken(others), own) else { unreachable!() };
            assert_eq!(outcome, ApplyOutcome::OfOthers);
            assert!(why.contains(others.last().unwrap()), "{why}");
        }
        let many = failed(&taken(&["x"; 7]), own);
        assert!(matches!(many, Failed::Is(_, why) if why.ends_with("and 2 more")));
    }

    #[test]
    fn what_is_away_refuses_nothing() {
        for away in [
            ClusterError::Unreachable("reset".into()),
            ClusterError::TimedOut(Duration::from_secs(1)),
            ClusterError::TooMany(None),
            ClusterError::Failing { code: 500, message: "x".into() },
            ClusterError::Unauthorised,
        ] {
            assert_eq!(failed(&away, "own"), Failed::Away, "{away}");
        }
        for refused in [
            ClusterError::Forbidden("no".into()),
            ClusterError::Conflict { message: "moved".into(), fields: Vec::new() },
        ] {
            let Failed::Is(outcome, _) = failed(&refused, "own") else { unreachable!() };
            assert_eq!(outcome, ApplyOutcome::Refused);
        }
    }

    #[test]
    fn only_what_is_refused_for_what_it_says_is_judged() {
        let judged = failed(&ClusterError::Invalid("a VLAN is taken".into()), "own");
        assert_eq!(judged, Failed::Judged("it refuses it: a VLAN is taken".into()));
    }

    #[test]
    fn pauses_double_up_to_half_an_hour() {
        let pauses: Vec<Millis> = [0, 1, 2, 3, 8, 9, i64::MAX].map(pause).into();
        assert_eq!(pauses, [15_000, 15_000, 30_000, 60_000, 1_800_000, 1_800_000, 1_800_000]);
    }
}
