//! What git's words for people mean.
//!
//! git has one exit status (128) for everything that goes wrong with a remote, so the words must do.
//! They are those of git itself with `LC_ALL=C`, of libcurl and ssh, and of the hosts.

/// What went wrong, as far as the words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    Authentication,
    Permission,
    NotFound,
    /// The repository is there, the branch is not.
    BranchNotFound,
    TooLarge,
    Network,
    /// The repository's object names are SHA-256.
    ObjectFormat,
    /// The answer is a redirect.
    Redirect,
    /// The branch is checked out in the remote's work tree.
    CheckedOut,
    /// A lock file of the mirror is in the way.
    Locked,
    Other,
}

/// What each of these says, in lower case. The first that occurs decides, so the order matters:
/// causes stand before what always follows them ("the remote end hung up").
const WORDS: &[(&str, Failure)] = &[
    ("couldn't find remote ref", Failure::BranchNotFound),
    ("branch is currently checked out", Failure::CheckedOut),
    ("returned error: 3", Failure::Redirect),
    ("mismatched algorithms", Failure::ObjectFormat),
    ("unknown object format", Failure::ObjectFormat),
    // ssh
    ("host key verification failed", Failure::Authentication),
    ("remote host identification has changed", Failure::Authentication),
    ("permission denied (", Failure::Authentication),
    ("too many authentication failures", Failure::Authentication),
    ("error in libcrypto", Failure::Authentication),
    ("unprotected private key file", Failure::Authentication),
    // https
    ("authentication failed", Failure::Authentication),
    ("could not read username", Failure::Authentication),
    ("could not read password", Failure::Authentication),
    ("terminal prompts disabled", Failure::Authentication),
    ("returned error: 401", Failure::Authentication),
    ("http basic: access denied", Failure::Authentication),
    ("invalid username or", Failure::Authentication),
    ("returned error: 407", Failure::Network),
    // size and quota
    ("returned error: 413", Failure::TooLarge),
    ("http 413", Failure::TooLarge),
    ("exceeds github's file size limit", Failure::TooLarge),
    ("file size limit", Failure::TooLarge),
    ("large files detected", Failure::TooLarge),
    ("exceeds maximum allowed size", Failure::TooLarge),
    ("disk quota exceeded", Failure::TooLarge),
    ("no space left on device", Failure::TooLarge),
    ("over quota", Failure::TooLarge),
    ("exceeded its storage limit", Failure::TooLarge),
    ("repository size limit", Failure::TooLarge),
    // the way there
    ("could not resolve", Failure::Network),
    ("name or service not known", Failure::Network),
    ("failed to connect", Failure::Network),
    ("couldn't connect to server", Failure::Network),
    ("connection refused", Failure::Network),
    ("connection timed out", Failure::Network),
    ("connection reset", Failure::Network),
    ("connection closed by", Failure::Network),
    ("network is unreachable", Failure::Network),
    ("no route to host", Failure::Network),
    ("operation timed out", Failure::Network),
    ("empty reply from server", Failure::Network),
    ("ssl certificate", Failure::Network),
    ("ssl_", Failure::Network),
    ("ssl:", Failure::Network),
    ("ssl routines", Failure::Network),
    ("gnutls", Failure::Network),
    ("certificate verif", Failure::Network),
    ("server certificate", Failure::Network),
    ("returned error: 429", Failure::Network),
    ("returned error: 5", Failure::Network),
    // permission
    ("returned error: 403", Failure::Permission),
    ("dubious ownership", Failure::Permission),
    ("unable to create temporary object directory", Failure::Permission),
    ("insufficient permission", Failure::Permission),
    ("write access to repository not granted", Failure::Permission),
    ("permission to ", Failure::Permission),
    ("protected branch", Failure::Permission),
    ("you are not allowed", Failure::Permission),
    ("is read-only", Failure::Permission),
    ("read only", Failure::Permission),
    ("was archived", Failure::Permission),
    ("is archived", Failure::Permission),
    ("access denied", Failure::Permission),
    ("service not enabled", Failure::Permission),
    ("hidden ref", Failure::Permission),
    ("permission denied", Failure::Permission),
    // no such repository
    ("repository not found", Failure::NotFound),
    ("returned error: 404", Failure::NotFound),
    ("' not found", Failure::NotFound),
    ("does not appear to be a git repository", Failure::NotFound),
    ("not a git repository", Failure::NotFound),
    ("could not be found or you don't have permission", Failure::NotFound),
    ("does not exist", Failure::NotFound),
    ("no such file or directory", Failure::NotFound),
    ("unable to create '", Failure::Locked),
    ("cannot lock ref", Failure::Locked),
    // what follows everything else
    ("early eof", Failure::Network),
    ("rpc failed", Failure::Network),
    ("hung up", Failure::Network),
    ("unexpected disconnect", Failure::Network),
    ("broken pipe", Failure::Network),
    ("unable to access", Failure::Network),
    ("could not read from remote repository", Failure::Network),
];

/// Classifies what an exchange wrote for people.
pub(crate) fn classify(stderr: &str) -> Failure {
    let text = stderr.to_lowercase();
    WORDS
        .iter()
        .find(|(words, _)| text.contains(words))
        .map_or(Failure::Other, |(_, failure)| *failure)
}

/// The most that is kept of a message, in characters.
const LONGEST: usize = 2000;

/// What a person should read of it: without progress, advice and git's own prefixes.
pub(crate) fn readable(stderr: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in stderr.lines() {
        let line = line.strip_prefix("remote:").unwrap_or(line).trim();
        let line =
            line.strip_prefix("fatal: ").or_else(|| line.strip_prefix("error: ")).unwrap_or(line);
        if line.is_empty() || is_noise(line) || lines.contains(&line) {
            continue;
        }
        lines.push(line);
    }
    // ssh and the hosts say more than git's last line, but something must be said.
    if lines.len() > 1 {
        lines.retain(|line| *line != "Could not read from remote repository.");
    }
    let text = lines.join("\n");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn is_noise(line: &str) -> bool {
    const STARTS: &[&str] = &[
        "hint:",
        "Enumerating objects",
        "Counting objects",
        "Compressing objects",
        "Delta compression",
        "Writing objects",
        "Receiving objects",
        "Resolving deltas",
        "Unpacking objects",
        "Processing changes",
        "Total ",
        "POST git-",
        "From ",
        "To ",
        "failed to push some refs",
        "Please make sure you have the correct access rights",
        "and the repository exists.",
        "Everything up-to-date",
    ];
    // ssh's banner about a changed key is between lines of `@`.
    STARTS.iter().any(|start| line.starts_with(start))
        || line.chars().all(|c| "=-@".contains(c))
        || line.starts_with("@  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("fatal: Authentication failed for 'http://h/x.git/'", Failure::Authentication)]
    #[case(
        "fatal: could not read Username for 'http://h': terminal prompts disabled",
        Failure::Authentication
    )]
    #[case(
        "git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.",
        Failure::Authentication
    )]
    #[case(
        "Host key verification failed.\nfatal: Could not read from remote repository.",
        Failure::Authentication
    )]
    #[case(
        "remote: Permission to a/b.git denied to c.\nfatal: unable to access 'https://h/': The requested URL returned error: 403",
        Failure::Permission
    )]
    #[case(
        "remote: Repository not found.\nfatal: repository 'https://h/x/' not found",
        Failure::NotFound
    )]
    #[case(
        "fatal: '/srv/x' does not appear to be a git repository\nfatal: Could not read from remote repository.",
        Failure::NotFound
    )]
    #[case("fatal: couldn't find remote ref refs/heads/x", Failure::BranchNotFound)]
    #[case("fatal: unable to access 'http://h/': Could not resolve host: h", Failure::Network)]
    #[case(
        "fatal: unable to access 'http://h/': Failed to connect to h port 1 after 0 ms: Couldn't connect to server",
        Failure::Network
    )]
    #[case(
        "ssh: connect to host h port 22: Connection refused\nfatal: Could not read from remote repository.",
        Failure::Network
    )]
    #[case(
        "fatal: unable to access 'https://h/': SSL certificate problem: self-signed certificate",
        Failure::Network
    )]
    #[case(
        "error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413",
        Failure::TooLarge
    )]
    #[case(
        "fatal: unable to access 'http://h/': The requested URL returned error: 503",
        Failure::Network
    )]
    #[case("fatal: detected dubious ownership in repository at '/srv/x'", Failure::Permission)]
    #[case("fatal: mismatched algorithms: client sha1; server sha256", Failure::ObjectFormat)]
    #[case("fatal: something new", Failure::Other)]
    fn the_cause_is_told_from_the_words(#[case] stderr: &str, #[case] failure: Failure) {
        assert_eq!(classify(stderr), failure);
    }

    #[test]
    fn a_message_keeps_what_the_host_says_and_drops_the_noise() {
        let stderr = "Enumerating objects: 3, done.\nremote: ======\nremote: Not on Fridays.\n\
                      remote: \nerror: failed to push some refs to 'x'\nhint: try again\n";
        assert_eq!(readable(stderr), "Not on Fridays.");
    }

    #[test]
    fn a_message_that_never_ends_is_cut() {
        assert_eq!(readable(&"ä".repeat(5000)).chars().count(), LONGEST + 1);
    }
}
