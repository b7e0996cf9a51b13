//! What `git push --porcelain` says: the outcome of a publish.

use super::{Failure, Finished, classify, readable, run::Ended};
use crate::{ExchangeError, Oid, PushOutcome};

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

/// Of a push that was ended from here.
const CANCELLED: &str = "the push was stopped because the server is shutting down; its outcome is checked when the server runs again";

/// Of a remote that people work in.
const CHECKED_OUT: &str = "the remote repository is not bare and has this branch checked out: connect a bare repository, or check out another branch there";

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

/// Classifies a push of `oid` to `reference`. `failed` is what an exchange that ended so would be
/// called where nothing was said of the branch.
pub(crate) fn outcome(
    finished: &Finished,
    oid: Oid,
    reference: &str,
    failed: &ExchangeError,
) -> PushOutcome {
    match finished.ended {
        Ended::Exited(_) => {}
        Ended::TimedOut(_) => return PushOutcome::TimedOut,
        Ended::Cancelled => return PushOutcome::Unknown { message: CANCELLED.to_owned() },
    }
    let wanted = format!("{oid}:{reference}");
    let line = finished.stdout.lines().find_map(|line| {
        let mut parts = line.splitn(3, '\t');
        let flag = parts.next()?;
        (parts.next()? == wanted).then_some((flag, parts.next().unwrap_or_default()))
    });
    let message = readable(&finished.stderr);
    let Some((flag, summary)) = line else { return without_line(finished, message, failed) };
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

fn without_line(finished: &Finished, message: String, failed: &ExchangeError) -> PushOutcome {
    let told = || format!("{failed}; {}", failed.remedy());
    // What was sent may have been taken, whatever was answered.
    let sent = finished.redirect.as_ref().is_some_and(|redirect| redirect.late)
        || finished.stderr.contains("RPC failed");
    match failed {
        ExchangeError::Redirected { .. } | ExchangeError::NotFound { .. } if sent => {
            return PushOutcome::Unknown { message: told() };
        }
        ExchangeError::Redirected { .. }
        | ExchangeError::NotFound { .. }
        | ExchangeError::NoCredential { .. } => return PushOutcome::Refused { message: told() },
        // Such a thing is only ever told of the first request, which sends nothing.
        ExchangeError::Way { trouble, .. } => {
            return match trouble.is_transient() {
                true => PushOutcome::NotSent { message: told() },
                false => PushOutcome::Refused { message: told() },
            };
        }
        _ => {}
    }
    let message = if message.is_empty() { "git push gave no reason".to_owned() } else { message };
    match classify(&finished.stderr) {
        Failure::Authentication => PushOutcome::Authentication { message },
        Failure::Permission => PushOutcome::Permission { message },
        Failure::CheckedOut => PushOutcome::Refused { message: CHECKED_OUT.to_owned() },
        Failure::TooLarge => PushOutcome::TooLarge { message },
        Failure::Network => PushOutcome::Network { message },
        Failure::ObjectFormat => PushOutcome::Invalid { message },
        Failure::NotFound
        | Failure::Redirect
        | Failure::BranchNotFound
        | Failure::Locked
        | Failure::Other => PushOutcome::Unknown { message },
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
        Failure::CheckedOut => PushOutcome::Refused { message: CHECKED_OUT.to_owned() },
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

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const REFERENCE: &str = "refs/heads/main";
    const OURS: &str = "3521a0bf22e02cdcda59c0c6ce3d81b5b448f64a";

    /// `{}` in the recorded lines stands for `<our commit>:<reference>`.
    fn outcome_of(exit: i32, stdout: &str, stderr: &str) -> PushOutcome {
        let finished = Finished {
            ended: Ended::Exited(Some(exit)),
            stdout: stdout.replace("{}", &format!("{OURS}:{REFERENCE}")),
            stderr: stderr.to_owned(),
            redirect: None,
            led: None,
            found: None,
        };
        let failed = ExchangeError::Other { message: String::new() };
        outcome(&finished, OURS.parse().unwrap(), REFERENCE, &failed)
    }

    // Recorded from git 2.39 against git 2.39.
    #[rstest]
    #[case("To r.git\n*\t{}\t[new branch]\nDone\n")]
    #[case("To r.git\n \t{}\t88fbad0..d2c837c\nDone\n")]
    #[case("To r.git\n=\t{}\t[up to date]\nDone\n")]
    fn the_line_that_names_our_commit_is_the_proof(#[case] stdout: &str) {
        assert_eq!(outcome_of(0, stdout, ""), PushOutcome::Accepted);
        assert!(outcome_of(1, stdout, "").is_uncertain(), "git was not content all the same");
        let other = stdout.replace("{}", &format!("{}:{REFERENCE}", Oid::EMPTY_TREE));
        assert!(outcome_of(0, &other, "").is_uncertain(), "that is another commit");
    }

    const FAILED: &str = "error: failed to push some refs to 'r.git'\n";

    #[rstest]
    #[case("[rejected] (stale info)", "", "stale: stale info")]
    #[case(
        "[remote rejected] (failed to update ref)",
        "remote: error: cannot lock ref 'refs/heads/main': is at 88fbad0617c5e9c5bff7d62681e73eddcaed43f2 but expected d2c837c9c14bc0aec1457e721ad805f6e8a8e69a        \n",
        "stale: failed to update ref: cannot lock ref 'refs/heads/main': is at 88fbad0617c5e9c5bff7d62681e73eddcaed43f2 but expected d2c837c9c14bc0aec1457e721ad805f6e8a8e69a"
    )]
    #[case(
        "[remote rejected] (failed to update ref)",
        "remote: error: cannot lock ref 'refs/heads/main': is at 3521a0bf22e02cdcda59c0c6ce3d81b5b448f64a but expected d2c837c9c14bc0aec1457e721ad805f6e8a8e69a        \n",
        "accepted: "
    )]
    #[case(
        "[remote rejected] (pre-receive hook declined)",
        "remote: Not on Fridays.        \n",
        "hook: Not on Fridays."
    )]
    #[case(
        "[remote rejected] (unpacker error)",
        "remote: fatal: pack exceeds maximum allowed size        \nerror: remote unpack failed: unpack-objects abnormal exit\n",
        "too large: unpacker error: pack exceeds maximum allowed size\nremote unpack failed: unpack-objects abnormal exit"
    )]
    #[case(
        "[remote rejected] (unpacker error)",
        "error: remote unpack failed: unable to create temporary object directory\n",
        "permission: unpacker error: remote unpack failed: unable to create temporary object directory"
    )]
    #[case(
        "[remote rejected] (deny updating a hidden ref)",
        "",
        "permission: deny updating a hidden ref"
    )]
    #[case(
        "[remote rejected] (branch is currently checked out)",
        "",
        "refused: the remote repository is not bare and has this branch checked out: connect a \
         bare repository, or check out another branch there"
    )]
    #[case(
        "[remote failure] (remote failed to report status)",
        "",
        "unknown: remote failed to report status"
    )]
    // From the documentation of the hosts.
    #[case(
        "[remote rejected] (protected branch hook declined)",
        "remote: error: GH006: Protected branch update failed for refs/heads/main.        \n",
        "protected: protected branch hook declined: GH006: Protected branch update failed for refs/heads/main."
    )]
    #[case(
        "[remote rejected] (pre-receive hook declined)",
        "remote: GitLab: You are not allowed to push code to protected branches on this project.        \n",
        "protected: pre-receive hook declined: GitLab: You are not allowed to push code to protected branches on this project."
    )]
    #[case(
        "[remote rejected] (pre-receive hook declined)",
        "remote: error: File big.bin is 120.00 MB; this exceeds GitHub's file size limit of 100.00 MB        \n",
        "too large: pre-receive hook declined: File big.bin is 120.00 MB; this exceeds GitHub's file size limit of 100.00 MB"
    )]
    fn a_refusal_is_put_into_its_class(
        #[case] summary: &str,
        #[case] stderr: &str,
        #[case] expected: &str,
    ) {
        let stdout = format!("To r.git\n!\t{{}}\t{summary}\nDone\n");
        let outcome = outcome_of(1, &stdout, &format!("{stderr}{FAILED}"));
        let class = match &outcome {
            PushOutcome::Accepted => "accepted",
            PushOutcome::StaleLease { .. } => "stale",
            PushOutcome::HookDeclined { .. } => "hook",
            PushOutcome::Protected { .. } => "protected",
            PushOutcome::Authentication { .. } => "authentication",
            PushOutcome::Permission { .. } => "permission",
            PushOutcome::Refused { .. } => "refused",
            PushOutcome::NotSent { .. } => "not sent",
            PushOutcome::TooLarge { .. } => "too large",
            PushOutcome::Network { .. } => "network",
            PushOutcome::TimedOut => "timed out",
            PushOutcome::Unknown { .. } => "unknown",
            PushOutcome::Invalid { .. } => "invalid",
        };
        assert_eq!(format!("{class}: {}", outcome.message()), expected);
    }

    #[test]
    fn without_a_line_about_our_branch_the_words_decide() {
        let authentication = "fatal: Authentication failed for 'http://h/r.git/'\n";
        assert!(matches!(outcome_of(128, "", authentication), PushOutcome::Authentication { .. }));
        let broken = "error: RPC failed; curl 18 transfer closed with outstanding read data remaining\n\
                      send-pack: unexpected disconnect while reading sideband packet\n\
                      fatal: the remote end hung up unexpectedly\n";
        assert!(matches!(outcome_of(1, "", broken), PushOutcome::Network { .. }));
        assert!(matches!(
            outcome_of(0, "Everything up-to-date\n", ""),
            PushOutcome::Unknown { .. }
        ));
    }
}
