//! The merge of texts of which nothing is known but their lines.

use crate::gitlines::merge_as_git;
use crate::markers::marked;
use crate::policy::Policy;

/// What came out of a merge of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineMerge {
    /// The merged text. What is in conflict is there as both sides have it, between markers.
    pub text: Vec<u8>,
    /// How many places are in conflict.
    pub conflicts: usize,
}

/// Merges the lines of three texts in any encoding exactly as `git merge-file` does; a policy takes
/// a side where they conflict.
///
/// `None`: they have no lines, because one of them is binary, as Git sees it.
#[must_use]
pub fn merge_raw(
    base: &[u8],
    ours: &[u8],
    theirs: &[u8],
    policy: Policy,
    marker_size: usize,
) -> Option<LineMerge> {
    if [base, ours, theirs].into_iter().any(is_binary) {
        return None;
    }
    let parts = merge_as_git(base, ours, theirs).settled(policy);
    Some(LineMerge { text: marked(&parts, marker_size), conflicts: parts.disputes().count() })
}

/// How far Git looks for a zero byte.
const LOOKED_AT: usize = 8000;

fn is_binary(text: &[u8]) -> bool {
    text.iter().take(LOOKED_AT).any(|byte| *byte == 0)
}
