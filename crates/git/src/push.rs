//! Pushing: one exchange, which is a compare-and-swap of the remote branch.

use crate::branch::{check_branch, head_reference};
use crate::command::push_outcome;
use crate::damage::names_damage;
use crate::{Credential, ExchangeError, Mirror, Oid, PushOutcome, RemoteUrl};

/// Of a push that could not read what was to be sent.
const DAMAGED: &str = "the server's mirror of the repository is damaged; it is made anew";

impl Mirror {
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
        if self.is_damaged() {
            return PushOutcome::NotSent { message: DAMAGED.to_owned() };
        }
        if let Err(message) = self.pushable(branch, expected_old, new) {
            return PushOutcome::Invalid { message };
        }
        let reference = head_reference(branch);
        let lease = expected_old.map(|old| old.to_string()).unwrap_or_default();
        let arguments = |url: &RemoteUrl| {
            let mut arguments =
                self.in_mirror(&["push", "--porcelain", "--no-progress", "--no-verify"]);
            arguments.extend(["--no-follow-tags".into(), "--no-signed".into()]);
            arguments.push(format!("--force-with-lease={reference}:{lease}").into());
            arguments.push("--".into());
            arguments.push(url.to_string().into());
            arguments.push(format!("{new}:{reference}").into());
            arguments
        };
        match self.exchange(credential, &arguments, &mut |_| ()) {
            Ok(finished) => {
                let failed = self.failed(credential, &finished);
                if !finished.success() && names_damage(&finished.stderr) {
                    // Whatever became of it, the remote tells; then the mirror is repaired.
                    self.note_damage();
                    return PushOutcome::Unknown { message: DAMAGED.to_owned() };
                }
                push_outcome(&finished, new, &reference, &failed)
            }
            Err(ExchangeError::Other { message }) => PushOutcome::Unknown { message },
            Err(error @ ExchangeError::Exhausted { .. }) => {
                PushOutcome::NotSent { message: format!("{error}; {}", error.remedy()) }
            }
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
}
