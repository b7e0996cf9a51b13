//! What a policy's file means for the policy that is in force: nothing, until somebody accepts it.

use hedgerow_model::{
    Brought, DismissedPolicy, Millis, NotAFile, Policy, PolicyFile, PolicyFileSays, PolicyFileState,
};

use super::{POLICY_LIMIT, PolicyProblem, read_policy};

/// What a file says, understood: the policy, none where the file is gone, or what is wrong with it.
///
/// # Errors
/// Why it is not understood.
pub fn read_policy_file(says: &PolicyFileSays) -> Result<Policy, Vec<PolicyProblem>> {
    match says {
        PolicyFileSays::Gone => Ok(Policy::default()),
        PolicyFileSays::Text { text, .. } => read_policy(text),
        PolicyFileSays::Unread { why, .. } => Err(vec![PolicyProblem::of_file(not_read(*why))]),
    }
}

fn not_read(why: NotAFile) -> String {
    match why {
        NotAFile::Symlink => {
            "it is a symbolic link, which is not followed: put the file itself there".into()
        }
        NotAFile::Submodule => "it is a submodule: put a file there".into(),
        NotAFile::Folder => "it is a folder: put a file there".into(),
        NotAFile::TooLarge => format!("it has more than {} KiB: shorten it", POLICY_LIMIT >> 10),
        NotAFile::NotUtf8 => "it is not UTF-8: write it as a text in UTF-8".into(),
    }
}

/// Where a file stands to the policy in force. `None` where there is none, and nothing of it is in force.
#[must_use]
pub fn policy_file_state(file: &PolicyFile, in_force: &Policy) -> Option<PolicyFileState> {
    if file.says == PolicyFileSays::Gone {
        let waits = file.settled.is_some() && !in_force.is_empty();
        return waits.then_some(PolicyFileState::Waiting);
    }
    let Ok(policy) = read_policy_file(&file.says) else { return Some(PolicyFileState::Unreadable) };
    Some(if policy == *in_force {
        PolicyFileState::Agrees
    } else if file.settled.as_deref() == Some(file.says.id()) {
        PolicyFileState::Edited
    } else if file.dismissed.is_some() {
        PolicyFileState::Dismissed
    } else {
        PolicyFileState::Waiting
    })
}

/// What a person should look at of a file: that it waits, or is not understood.
#[must_use]
pub fn policy_file_attention(file: &PolicyFile, in_force: &Policy) -> Option<PolicyFileState> {
    policy_file_state(file, in_force)
        .filter(|state| matches!(state, PolicyFileState::Waiting | PolicyFileState::Unreadable))
}

/// What is told of a file that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyNews {
    /// It says something else than what is in force, and waits.
    Proposed,
    /// It is gone, which waits.
    Gone,
    /// It is not understood; what is in force stays.
    Unreadable,
    /// What waited is not there any more.
    Withdrawn,
}

/// What is known of a file after a look at the branch, and what is told of that. `None` in place of the file where
/// nothing is to be known of it. What is in force is not touched, whatever it says.
#[must_use]
pub fn note_policy_file(
    before: Option<&PolicyFile>,
    path: &str,
    says: PolicyFileSays,
    brought: Brought,
    in_force: &Policy,
) -> (Option<PolicyFile>, Option<PolicyNews>) {
    if let Some(before) = before
        && before.says.id() == says.id()
    {
        return (Some(before.clone()), None);
    }
    let settled = before.and_then(|before| before.settled.clone());
    let waited =
        before.and_then(|it| policy_file_state(it, in_force)) == Some(PolicyFileState::Waiting);
    let withdrawn = waited.then_some(PolicyNews::Withdrawn);
    let mut file = PolicyFile { path: path.to_owned(), says, brought, settled, dismissed: None };
    let gone = file.says == PolicyFileSays::Gone;
    match policy_file_state(&file, in_force) {
        None => (None, withdrawn),
        Some(PolicyFileState::Agrees) => {
            file.settled = Some(file.says.id().to_owned());
            (Some(file), withdrawn)
        }
        Some(PolicyFileState::Unreadable) => (Some(file), Some(PolicyNews::Unreadable)),
        Some(PolicyFileState::Waiting) if gone => (Some(file), Some(PolicyNews::Gone)),
        Some(PolicyFileState::Waiting) => (Some(file), Some(PolicyNews::Proposed)),
        Some(PolicyFileState::Edited | PolicyFileState::Dismissed) => (Some(file), withdrawn),
    }
}

/// What accepting a file comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The policy that is the fabric's then.
    pub policy: Policy,
    /// What is known of the file then; `None`: nothing.
    pub file: Option<PolicyFile>,
}

/// Why a file is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotAccept {
    /// There is none, and nothing of it is in force.
    NoFile,
    /// It is not understood.
    Unreadable(Vec<PolicyProblem>),
}

/// What it comes to when somebody accepts what a file says. Also what was dismissed, or was in force before, can be
/// accepted.
///
/// # Errors
/// Where there is nothing to accept.
pub fn accept_policy_file(file: &PolicyFile, in_force: &Policy) -> Result<Accepted, CannotAccept> {
    if policy_file_state(file, in_force).is_none() {
        return Err(CannotAccept::NoFile);
    }
    let policy = read_policy_file(&file.says).map_err(CannotAccept::Unreadable)?;
    let kept = (file.says != PolicyFileSays::Gone).then(|| PolicyFile {
        settled: Some(file.says.id().to_owned()),
        dismissed: None,
        ..file.clone()
    });
    Ok(Accepted { policy, file: kept })
}

/// What is known of a file after what it says was dismissed; `None` in the place of the file: nothing. Refused where
/// nothing waits, with where it stands.
///
/// # Errors
/// Where it stands, if it is there.
pub fn dismiss_policy_file(
    file: &PolicyFile,
    in_force: &Policy,
    by: &str,
    at: Millis,
) -> Result<Option<PolicyFile>, Option<PolicyFileState>> {
    match policy_file_state(file, in_force) {
        Some(PolicyFileState::Waiting) if file.says == PolicyFileSays::Gone => Ok(None),
        Some(PolicyFileState::Waiting) => {
            let dismissed = Some(DismissedPolicy { by: by.to_owned(), at });
            Ok(Some(PolicyFile { dismissed, ..file.clone() }))
        }
        other => Err(other),
    }
}

/// What is known of a file once a policy was written here by hand, where that is something else than before.
/// `Some(None)`: nothing is known any more.
#[must_use]
pub fn note_written_policy(file: &PolicyFile, policy: &Policy) -> Option<Option<PolicyFile>> {
    let agrees = match policy_file_state(file, policy) {
        None => return Some(None),
        Some(state) => state == PolicyFileState::Agrees,
    };
    let settled = Some(file.says.id().to_owned());
    if !agrees || (file.settled == settled && file.dismissed.is_none()) {
        return None;
    }
    Some(Some(PolicyFile { settled, dismissed: None, ..file.clone() }))
}
