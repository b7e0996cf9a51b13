//! A fabric's policy in its repository: where it is, what it says, how it differs from the one in force, and what
//! becomes of it when it is seen, accepted or dismissed. It decides nothing by itself: somebody who manages the
//! fabric has to accept it.

mod difference;
mod place;
mod read;
mod standing;
mod write;

pub use difference::{
    OwnerDifference, PolicyChange, PolicyDifference, RuleDifference, SeverityDifference,
    compare_policies,
};
pub use place::{POLICIES, POLICY_LIMIT, is_of_hedgerow, policy_path};
pub use read::{PolicyProblem, read_policy};
pub use standing::{
    Accepted, CannotAccept, PolicyNews, accept_policy_file, dismiss_policy_file, note_policy_file,
    note_written_policy, policy_file_attention, policy_file_state, read_policy_file,
};
pub use write::write_policy;
