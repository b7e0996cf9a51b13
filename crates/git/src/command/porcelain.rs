//! What `git push --porcelain` says: the outcome of a publish.

use super::{Failure, Finished, classify, readable, run::Ended};
use crate::{Oid, PushOutcome};

/// Words of hooks and hosts that mean: this branch takes no pushes, but perhaps a pull request.
const PROTECTED: &[&str] = &[
    "protected branch", // Git hosts in general; GitHub: GH006
    "gh006",
    "gh013", // GitHub: repository rules
    "repository rule violations",
    "protected branches on this project", // GitLab
    "can only be modified through pull",  // Bitbucket
    "must use a pull request",            // Azure: TF402455
    "changes must be made through a pull request",
    "prohibited by gerrit",
];

/// Reasons that mean: the branch is not where we thought.
const STALE: &[&str] = &[
    "stale info",
    "fetch first",
    "non-fast-forward",
    "needs force",
    "remote ref updated since checkout",
    "already exists",
    "incorrect old value provided",
    "cannot lock ref",
    "failed to lock",
    "failed to update ref",
    "reference already exists",
    "but expected",
];

/// Classifies a push of `oid` to `reference` (DESIGN section 5). `message` scrubs and shortens.
pub(crate) fn outcome(finished: &Finished, oid: Oid, reference: &str) -> PushOutcome {
    match finished.ended {
        Ended::Exited(_) => {}
        Ended::TimedOut | Ended::Cancelled => return PushOutcome::TimedOut,
    }
    let wanted = format!("{oid}:{reference}");
    let line = finished.stdout.lines().find_map(|line| {
        let mut parts = line.splitn(3, '\t');
        let flag = parts.next()?;
        (parts.next()? == wanted).then_some((flag, parts.next().unwrap_or_default()))
    });
    let message = readable(&finished.stderr);
    let Some((flag, summary)) = line else { return without_line(finished, message) };
    match flag {
        // ` ` moved, `*` created, `=` was there already.
        " " | "*" | "=" if finished.success() => PushOutcome::Accepted,
        // libcurl sends a request again when a kept connection dies before the first byte of the
        // answer: then the second one finds the branch where the first one put it.
        "!" if finished.stderr.contains(&format!("is at {oid} but expected")) => {
            PushOutcome::Accepted
        }
        "!" => refused(summary, &finished.stderr, message),
        // Anything else (`+` forced, `-` deleted) is nothing that was asked for.
        _ => PushOutcome::Unknown { message: with_summary(summary, message) },
    }
}

fn without_line(finished: &Finished, message: String) -> PushOutcome {
    let message = if message.is_empty() { "git push gave no reason".to_owned() } else { message };
    match classify(&finished.stderr) {
        Failure::Authentication => PushOutcome::Authentication { message },
        Failure::Permission | Failure::NotFound => PushOutcome::Permission { message },
        Failure::TooLarge => PushOutcome::TooLarge { message },
        Failure::Network => PushOutcome::Network { message },
        Failure::ObjectFormat => PushOutcome::Invalid { message },
        Failure::BranchNotFound | Failure::Locked | Failure::Other => {
            PushOutcome::Unknown { message }
        }
    }
}

fn refused(summary: &str, stderr: &str, message: String) -> PushOutcome {
    let reason = summary.to_lowercase();
    let words = stderr.to_lowercase();
    let has = |text: &str, list: &[&str]| list.iter().any(|words| text.contains(words));
    let told = with_summary(summary, message.clone());
    if has(&reason, &["stale info"]) {
        return PushOutcome::StaleLease { detail: told };
    }
    // Most hosts protect branches by a pre-receive hook, so this comes before hooks.
    if has(&reason, PROTECTED) || has(&words, PROTECTED) {
        return PushOutcome::Protected { message: told };
    }
    if classify(stderr) == Failure::TooLarge {
        return PushOutcome::TooLarge { message: told };
    }
    if reason.contains("hook declined") {
        let message = if message.is_empty() { told } else { message };
        return PushOutcome::HookDeclined { message };
    }
    if reason.contains("remote failed to report status") {
        return PushOutcome::Unknown { message: told };
    }
    if reason.contains("unpacker error") || reason.contains("failed to update ref") {
        match classify(stderr) {
            Failure::Permission => return PushOutcome::Permission { message: told },
            Failure::TooLarge => return PushOutcome::TooLarge { message: told },
            _ => {}
        }
    }
    if has(&reason, STALE) {
        return PushOutcome::StaleLease { detail: told };
    }
    match classify(summary) {
        Failure::Permission => PushOutcome::Permission { message: told },
        _ if reason.contains("funny refname") || reason.contains("shallow") => {
            PushOutcome::Invalid { message: told }
        }
        _ => PushOutcome::Unknown { message: told },
    }
}

/// The words in parentheses of git's summary, and what the host said.
fn with_summary(summary: &str, message: String) -> String {
    let reason = summary
        .split_once('(')
        .map_or(summary, |(_, reason)| reason.strip_suffix(')').unwrap_or(reason));
    if message.is_empty() { reason.to_owned() } else { format!("{reason}: {message}") }
}
