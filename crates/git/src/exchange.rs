//! Exchanges with the remote: looking, fetching, pushing; and housekeeping, which runs git too.

use std::ffi::OsString;
use std::time::Duration;

use crate::branch::{checked, head_reference, known_reference};
use crate::command::{
    Advertised, Call, Deadline, Ended, Failure, Finished, classify, parse_ls_remote,
};
use crate::damage::{is_sound, names_damage};
use crate::incoming::clear_partial;
use crate::locks::clear_abandoned;
use crate::remote::run_failed;
use crate::{Credential, ExchangeError, Mirror, MirrorError, Oid, RemoteUrl};

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

/// Which branches a remote has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteBranches {
    /// The default branch; `None` for an empty repository, and where the default one does not exist.
    pub default_branch: Option<String>,
    /// Those of the ones asked for that do not exist, in the same order.
    pub missing: Vec<String>,
}

/// All branches of a remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllBranches {
    /// The default one; `None` for an empty repository, and where the default one does not exist.
    pub default_branch: Option<String>,
    /// Each with its newest commit, in the order of their names.
    pub branches: Vec<(String, Oid)>,
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

    /// Which of these branches the remote does not have, in one exchange.
    ///
    /// # Errors
    /// [`ExchangeError`].
    pub fn remote_branches(
        &self,
        credential: &Credential,
        branches: &[String],
    ) -> Result<RemoteBranches, ExchangeError> {
        for branch in branches {
            checked(branch)?;
        }
        let references: Vec<String> = branches.iter().map(|name| head_reference(name)).collect();
        let mut patterns = vec!["HEAD"];
        patterns.extend(references.iter().map(String::as_str));
        let advertised = self.advertised(credential, &patterns)?;
        let missing = branches.iter().zip(&references);
        let missing = missing.filter(|(_, reference)| advertised.find(reference).is_none());
        Ok(RemoteBranches {
            missing: missing.map(|(branch, _)| branch.clone()).collect(),
            default_branch: advertised.default_branch,
        })
    }

    /// All branches that the remote has, in one exchange.
    ///
    /// # Errors
    /// [`ExchangeError`].
    pub fn all_branches(&self, credential: &Credential) -> Result<AllBranches, ExchangeError> {
        let advertised = self.advertised(credential, &["HEAD", &head_reference("*")])?;
        let mut branches: Vec<(String, Oid)> = advertised
            .references
            .iter()
            .filter_map(|(name, oid)| Some((name.strip_prefix("refs/heads/")?.to_owned(), *oid)))
            .collect();
        branches.sort();
        let exists = |name: &String| branches.iter().any(|(branch, _)| branch == name);
        let default_branch = advertised.default_branch.filter(exists);
        Ok(AllBranches { default_branch, branches })
    }

    fn advertised(
        &self,
        credential: &Credential,
        patterns: &[&str],
    ) -> Result<Advertised, ExchangeError> {
        let arguments = |url: &RemoteUrl| {
            let mut arguments = self.in_mirror(&["ls-remote", "--symref", "--quiet", "--"]);
            arguments.push(url.to_string().into());
            arguments.extend(patterns.iter().map(OsString::from));
            arguments
        };
        let finished = self.exchange(credential, &arguments, &mut |_| ())?;
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
    /// A damaged mirror is made again and fetched once more.
    ///
    /// # Errors
    /// [`ExchangeError`]; nothing has changed then.
    pub fn fetch(
        &self,
        credential: &Credential,
        branch: &str,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Fetched, ExchangeError> {
        checked(branch)?;
        let _lock = self.lock().map_err(mirror_failed)?;
        let old = self.known_head(branch);
        if self.is_damaged() {
            self.repair_locked().map_err(mirror_failed)?;
        }
        let result = self.fetch_twice(credential, branch, progress);
        if let Err(error) = &result {
            clear_partial(self.path());
            if matches!(error, ExchangeError::TooLong { .. }) {
                self.note_too_long(true);
            }
        }
        let new = result?;
        self.note_too_long(false);
        self.note_fetched();
        Ok(Fetched { old, new })
    }

    /// Once more where the mirror was in the way. The lock must be held.
    fn fetch_twice(
        &self,
        credential: &Credential,
        branch: &str,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Option<Oid>, ExchangeError> {
        let failed = match self.fetch_once(credential, branch, progress)? {
            Attempt::Done(new) => return Ok(new),
            Attempt::Failed(finished) => finished,
        };
        let locked = classify(&failed.stderr) == Failure::Locked;
        // Whatever the words: a mirror that cannot be read cannot be fetched into either.
        if locked {
            clear_abandoned(self.path());
        } else if names_damage(&failed.stderr) || !is_sound(self.path(), &self.repository()) {
            self.recreate_locked().map_err(mirror_failed)?;
        } else {
            return Err(self.failed(credential, &failed));
        }
        match self.fetch_once(credential, branch, progress)? {
            Attempt::Done(new) => Ok(new),
            Attempt::Failed(finished) => Err(self.failed(credential, &finished)),
        }
    }

    fn fetch_once(
        &self,
        credential: &Credential,
        branch: &str,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Attempt, ExchangeError> {
        let known = known_reference(branch);
        let arguments = |url: &RemoteUrl| {
            let mut arguments: Vec<OsString> = Vec::new();
            if self.grows_visibly() {
                arguments.extend(["-c".into(), "fetch.unpackLimit=1".into()]);
            }
            arguments.extend(self.in_mirror(&[
                "fetch",
                "--progress",
                "--no-tags",
                "--no-write-fetch-head",
                "--no-auto-maintenance",
                "--no-recurse-submodules",
                "--refmap=",
                "--",
            ]));
            arguments.push(url.to_string().into());
            arguments.push(format!("+{}:{known}", head_reference(branch)).into());
            arguments
        };
        let finished = self.exchange(credential, &arguments, progress)?;
        // Git is content with a remote whose history it did not take.
        if finished.success() && finished.stderr.lines().any(is_shallow) {
            return Err(ExchangeError::Unsupported { message: SHALLOW.to_owned() });
        }
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
            Ended::TimedOut(_) | Ended::Cancelled => Err(self.failed(credential, &finished)),
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
        self.mend_frame();
        let call = Call {
            options: self.options(),
            mirror: self.path(),
            remote: None,
            arguments,
            // Packing is silent, and a large mirror takes its time.
            deadline: Deadline::Whole(self.options().deadline.max(Duration::from_secs(1800))),
        };
        let finished = call.run(&mut |_| ());
        self.reopen();
        let mut finished = finished.map_err(run_failed)?;
        if finished.success() {
            return Ok(());
        }
        if names_damage(&finished.stderr) {
            self.note_damage();
        }
        finished.stderr = self.presentable(&Credential::None, &finished.stderr);
        Err(match finished.ended {
            Ended::TimedOut(_) => ExchangeError::Other { message: SLOW.to_owned() },
            _ => self.failed(&Credential::None, &finished),
        })
    }
}

/// Of packing.
const SLOW: &str = "packing the mirror took longer than half an hour";

/// Of a remote that is itself an incomplete copy.
const SHALLOW: &str = "the remote repository is a shallow clone: it lacks the older part of its \
                       history. Connect a complete repository, or complete this one with `git fetch \
                       --unshallow` there";

fn is_shallow(line: &str) -> bool {
    line.starts_with("warning: rejected ")
        && line.ends_with("because shallow roots are not allowed to be updated")
}

enum Attempt {
    Done(Option<Oid>),
    Failed(Finished),
}

fn mirror_failed(error: MirrorError) -> ExchangeError {
    ExchangeError::Other { message: error.to_string() }
}
