//! Exchanges with the remote: looking, fetching, pushing; and housekeeping, which runs git too.

use std::ffi::OsString;
use std::time::Duration;

use crate::command::{
    Advertised, Call, Deadline, Ended, Failure, Finished, RunError, classify, parse_ls_remote,
    push_outcome, readable,
};
use crate::locks::clear_abandoned;
use crate::mirror::is_sound;
use crate::{Cancel, Credential, ExchangeError, Mirror, MirrorError, Oid, PushOutcome};

/// What a fetch found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Where the branch was known to be before.
    pub old: Option<Oid>,
    /// Where it is; `None` when the remote has no such branch.
    pub new: Option<Oid>,
}

/// What a remote tells of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteHead {
    /// The default branch; `None` for an empty repository.
    pub default_branch: Option<String>,
    /// Where the branch that was asked for is; `None` when there is none of that name.
    pub branch: Option<Oid>,
}

/// A text that is no branch name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a branch name: {reason}")]
pub struct BranchError {
    name: String,
    reason: String,
}

/// Whether git takes this as the name of a branch (git-check-ref-format).
///
/// # Errors
/// [`BranchError`] says why not.
pub fn check_branch(name: &str) -> Result<(), BranchError> {
    let refuse = |reason: String| Err(BranchError { name: name.to_owned(), reason });
    if name.starts_with('-') {
        return refuse("it begins with `-`".to_owned());
    }
    if name == "HEAD" || name.starts_with("refs/") {
        return refuse("give the branch's own name, without `refs/heads/`".to_owned());
    }
    // Our own reference spells `/` as three characters, and a file name has at most 255.
    if name.len() > 200 {
        return refuse("it is longer than 200 bytes".to_owned());
    }
    let full = format!("refs/heads/{name}");
    match gix::validate::reference::name(full.as_str().into()) {
        Ok(_) => Ok(()),
        Err(error) => refuse(error.to_string()),
    }
}

/// Our reference for a remote branch. `/` is spelled out, so that a branch `a` that has gone never
/// stands in the way of a branch `a/b`.
pub(crate) fn known_reference(branch: &str) -> String {
    format!("refs/hedgerow/remote/{}", branch.replace('%', "%25").replace('/', "%2F"))
}

fn head_reference(branch: &str) -> String {
    format!("refs/heads/{branch}")
}

impl Mirror {
    /// Asks the remote where a branch is. Every call is a live test of the credential for reading.
    /// `None` when there is no such branch, also in an empty repository.
    ///
    /// # Errors
    /// [`ExchangeError`].
    pub fn ls_remote(
        &self,
        credential: &Credential,
        branch: &str,
    ) -> Result<Option<Oid>, ExchangeError> {
        checked(branch)?;
        let reference = head_reference(branch);
        Ok(self.advertised(credential, &[&reference])?.find(&reference))
    }

    /// The same, and which branch is the default. With `branch` left out, of the default one.
    ///
    /// # Errors
    /// [`ExchangeError`].
    pub fn remote_head(
        &self,
        credential: &Credential,
        branch: Option<&str>,
    ) -> Result<RemoteHead, ExchangeError> {
        let reference = match branch {
            Some(branch) => {
                checked(branch)?;
                head_reference(branch)
            }
            None => "HEAD".to_owned(),
        };
        let advertised = self.advertised(credential, &["HEAD", &reference])?;
        let branch = advertised.find(&reference);
        Ok(RemoteHead { default_branch: advertised.default_branch, branch })
    }

    fn advertised(
        &self,
        credential: &Credential,
        patterns: &[&str],
    ) -> Result<Advertised, ExchangeError> {
        let mut arguments = self.in_mirror(&["ls-remote", "--symref", "--quiet", "--"]);
        arguments.push(self.url().to_string().into());
        arguments.extend(patterns.iter().map(OsString::from));
        let deadline = Deadline::Whole(self.options().deadline);
        let finished = self.exchange(credential, arguments, deadline, None, &mut |_| ())?;
        if !finished.success() {
            return Err(self.failed(credential, &finished));
        }
        parse_ls_remote(&finished.stdout).map_err(|message| {
            if message == crate::command::SHA256 {
                ExchangeError::Unsupported { message }
            } else {
                ExchangeError::Other { message: credential.scrub(&message) }
            }
        })
    }

    /// Brings a branch's commits here and notes where it is. A history that was rewritten is taken
    /// as it is now; compare `old` and `new` with [`Mirror::is_ancestor`]. A branch that has gone is
    /// no error: `new` is `None`. `progress` sees git's own lines.
    ///
    /// A damaged mirror is made anew and fetched once more.
    ///
    /// # Errors
    /// [`ExchangeError`]; nothing has changed then.
    pub fn fetch(
        &self,
        credential: &Credential,
        branch: &str,
        progress: &mut dyn FnMut(&str),
        cancel: &Cancel,
    ) -> Result<Fetched, ExchangeError> {
        checked(branch)?;
        let _lock = self.lock().map_err(mirror_failed)?;
        let old = self.known_head(branch);
        let fetched = match self.fetch_once(credential, branch, progress, cancel)? {
            Attempt::Done(new) => return Ok(Fetched { old, new }),
            Attempt::Failed(finished) => finished,
        };
        // Whatever the words: a mirror that cannot be read cannot be fetched into either.
        if classify(&fetched.stderr) == Failure::Locked {
            clear_abandoned(self.path());
        } else if is_sound(self.path(), &self.repository()) {
            return Err(self.failed(credential, &fetched));
        } else {
            self.recreate_locked().map_err(mirror_failed)?;
        }
        match self.fetch_once(credential, branch, progress, cancel)? {
            Attempt::Done(new) => Ok(Fetched { old, new }),
            Attempt::Failed(finished) => Err(self.failed(credential, &finished)),
        }
    }

    fn fetch_once(
        &self,
        credential: &Credential,
        branch: &str,
        progress: &mut dyn FnMut(&str),
        cancel: &Cancel,
    ) -> Result<Attempt, ExchangeError> {
        let known = known_reference(branch);
        let mut arguments = self.in_mirror(&[
            "fetch",
            "--progress",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-auto-maintenance",
            "--no-recurse-submodules",
            "--refmap=",
            "--",
        ]);
        arguments.push(self.url().to_string().into());
        arguments.push(format!("+{}:{known}", head_reference(branch)).into());
        let deadline = Deadline::Silence(self.options().deadline);
        let finished = self.exchange(credential, arguments, deadline, Some(cancel), progress)?;
        if finished.success() {
            self.note_new_pack();
            return Ok(Attempt::Done(self.known_head(branch)));
        }
        if matches!(finished.ended, Ended::Exited(_))
            && classify(&finished.stderr) == Failure::BranchNotFound
        {
            self.edit_reference(branch, None).map_err(mirror_failed)?;
            return Ok(Attempt::Done(None));
        }
        match finished.ended {
            Ended::Exited(_) => Ok(Attempt::Failed(finished)),
            Ended::TimedOut | Ended::Cancelled => Err(self.failed(credential, &finished)),
        }
    }

    /// Moves the remote branch to `new` in one exchange, if it is at `expected_old` (`None`: if it
    /// does not exist yet): a compare-and-swap, and never a rewind, because `new` must descend from
    /// `expected_old`. Nothing in the mirror changes; see [`Mirror::set_known_head`].
    ///
    /// An outcome that [`is_uncertain`](PushOutcome::is_uncertain) is settled by
    /// [`Mirror::ls_remote`] or [`Mirror::fetch`].
    #[must_use]
    pub fn push(
        &self,
        credential: &Credential,
        branch: &str,
        expected_old: Option<Oid>,
        new: Oid,
    ) -> PushOutcome {
        if let Err(message) = self.pushable(branch, expected_old, new) {
            return PushOutcome::Invalid { message };
        }
        let reference = head_reference(branch);
        let lease = expected_old.map(|old| old.to_string()).unwrap_or_default();
        let mut arguments =
            self.in_mirror(&["push", "--porcelain", "--no-progress", "--no-verify"]);
        arguments.extend(["--no-follow-tags".into(), "--no-signed".into()]);
        arguments.push(format!("--force-with-lease={reference}:{lease}").into());
        arguments.push("--".into());
        arguments.push(self.url().to_string().into());
        arguments.push(format!("{new}:{reference}").into());
        let deadline = Deadline::Whole(self.options().deadline);
        match self.exchange(credential, arguments, deadline, None, &mut |_| ()) {
            Ok(mut finished) => {
                finished.stderr = credential.scrub(&finished.stderr);
                finished.stdout = credential.scrub(&finished.stdout);
                push_outcome(&finished, new, &reference)
            }
            Err(ExchangeError::Other { message }) => PushOutcome::Unknown { message },
            Err(error) => PushOutcome::Invalid { message: error.to_string() },
        }
    }

    fn pushable(&self, branch: &str, old: Option<Oid>, new: Oid) -> Result<(), String> {
        check_branch(branch).map_err(|error| error.to_string())?;
        if !self.commit_exists(new) {
            return Err(format!("the mirror has no commit {new}: build it again"));
        }
        match old {
            None => Ok(()),
            Some(old) => match self.is_ancestor(old, new) {
                Ok(true) => Ok(()),
                Ok(false) => Err(format!("{new} does not descend from {old}")),
                Err(error) => Err(error.to_string()),
            },
        }
    }

    /// Packs what has piled up, when there is enough of it to be worth the time; otherwise does
    /// nothing. Objects that nothing names are kept for two weeks: commits that were built and are
    /// still to be pushed are among them.
    ///
    /// # Errors
    /// [`ExchangeError`].
    pub fn maintain(&self) -> Result<(), ExchangeError> {
        let _lock = self.lock().map_err(mirror_failed)?;
        let arguments =
            ["-c", "gc.auto=1000", "-c", "gc.autoPackLimit=20", "-c", "gc.autoDetach=false"];
        let mut arguments = arguments.map(OsString::from).to_vec();
        arguments.extend(self.in_mirror(&["gc", "--auto", "--quiet"]));
        let call = Call {
            options: self.options(),
            mirror: self.path(),
            remote: None,
            arguments,
            // Packing is silent, and a large mirror takes its time.
            deadline: Deadline::Whole(self.options().deadline.max(Duration::from_secs(1800))),
            cancel: None,
        };
        let finished = call.run(&mut |_| ()).map_err(run_failed)?;
        self.reopen();
        if finished.success() { Ok(()) } else { Err(self.failed(&Credential::None, &finished)) }
    }

    fn in_mirror(&self, command: &[&str]) -> Vec<OsString> {
        let mut arguments = vec![OsString::from("--git-dir"), self.path().into()];
        arguments.extend(command.iter().map(OsString::from));
        arguments
    }

    fn exchange(
        &self,
        credential: &Credential,
        arguments: Vec<OsString>,
        deadline: Deadline,
        cancel: Option<&Cancel>,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Finished, ExchangeError> {
        self.fitting(credential)?;
        let call = Call {
            options: self.options(),
            mirror: self.path(),
            remote: Some((self.url(), credential)),
            arguments,
            deadline,
            cancel,
        };
        call.run(&mut |line| progress(&credential.scrub(line))).map_err(run_failed)
    }

    /// Whether this credential may be used with this URL.
    fn fitting(&self, credential: &Credential) -> Result<(), ExchangeError> {
        let url = self.url();
        let refuse = |message: String| Err(ExchangeError::Invalid { message });
        if let Some(defect) = credential.defect() {
            return refuse(defect.to_owned());
        }
        match credential {
            Credential::Token { .. } if !url.is_http() => {
                refuse(format!("a token cannot be used with `{url}`: it needs an https:// URL"))
            }
            Credential::Token { .. }
                if url.is_cleartext() && !self.options().allow_cleartext_token =>
            {
                refuse(format!(
                    "a token would travel unencrypted to `{url}`: use https://, or allow tokens over \
                     plain http in the configuration"
                ))
            }
            Credential::SshKey { .. } | Credential::SshKeyText { .. } if !url.is_ssh() => {
                refuse(format!(
                    "an SSH key cannot be used with `{url}`: it needs an ssh:// or user@host:path URL"
                ))
            }
            Credential::None if url.is_ssh() => refuse(format!(
                "`{url}` needs an SSH key as its credential, with the host's key pinned"
            )),
            _ => Ok(()),
        }
    }

    fn failed(&self, credential: &Credential, finished: &Finished) -> ExchangeError {
        match finished.ended {
            Ended::TimedOut => {
                return ExchangeError::TimedOut { after: self.options().deadline };
            }
            Ended::Cancelled => return ExchangeError::Cancelled,
            Ended::Exited(_) => {}
        }
        let mut message = readable(&credential.scrub(&finished.stderr));
        if message.is_empty() {
            message = "git gave no reason".to_owned();
        }
        match classify(&finished.stderr) {
            Failure::Authentication => ExchangeError::Authentication { message },
            Failure::Permission => ExchangeError::Permission { message },
            Failure::NotFound | Failure::BranchNotFound => ExchangeError::NotFound { message },
            Failure::Network => ExchangeError::Network { message },
            Failure::ObjectFormat => {
                ExchangeError::Unsupported { message: crate::command::SHA256.to_owned() }
            }
            Failure::TooLarge | Failure::Locked | Failure::Other => {
                ExchangeError::Other { message }
            }
        }
    }
}

enum Attempt {
    Done(Option<Oid>),
    Failed(Finished),
}

fn checked(branch: &str) -> Result<(), ExchangeError> {
    check_branch(branch).map_err(|error| ExchangeError::Invalid { message: error.to_string() })
}

fn mirror_failed(error: MirrorError) -> ExchangeError {
    ExchangeError::Other { message: error.to_string() }
}

fn run_failed(error: RunError) -> ExchangeError {
    match error {
        RunError::Io(_) => ExchangeError::Other { message: error.to_string() },
        _ => ExchangeError::Program { message: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branch_names_follow_git() {
        for name in ["main", "feature/x", "a.b-c", "ünïcode", "a%b", "@home"] {
            assert_eq!(check_branch(name), Ok(()), "{name}");
        }
        for name in
            ["", "-x", "a..b", "a b", "a~1", "a^", "a:b", "a.lock", "/a", "a/", "HEAD", "a\nb"]
        {
            assert!(check_branch(name).is_err(), "{name}");
        }
        assert!(check_branch("refs/heads/main").is_err());
        assert!(check_branch(&"a".repeat(201)).is_err());
    }

    #[test]
    fn the_references_of_two_branches_never_collide() {
        let names = ["a", "a/b", "a%2Fb", "a%b", "a/b/c"];
        let mut references: Vec<String> = names.map(known_reference).to_vec();
        references.sort();
        references.dedup();
        assert_eq!(references.len(), names.len());
        assert!(references.iter().all(|reference| reference.matches('/').count() == 3));
    }
}
