//! What is concluded from a look at the place to which something is to move.

use hedgerow_outbound::branch::Containment;

use crate::views::Kin;

/// What a look at the new place gave.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewLocation {
    /// Whether the fabric was read at the old place.
    pub(super) read: bool,
    /// Whether the branch exists.
    pub(super) branch: bool,
    /// Whether the directory exists on it.
    pub(super) directory: bool,
}

/// What is in the way of moving. A fabric that was read is moved to where something is only: of what is
/// not there nobody can say that it was meant to go. One of which nothing is known may go first.
pub(super) fn obstacle(seen: NewLocation, branch: &str, directory: &str) -> Option<String> {
    if !seen.read || (seen.branch && seen.directory) {
        return None;
    }
    if !seen.branch {
        return Some(format!(
            "branch `{branch}` does not exist in that repository: push it first, or choose one \
             that exists"
        ));
    }
    let shown = if directory.is_empty() { "/" } else { directory };
    Some(format!(
        "directory `{shown}` does not exist on branch `{branch}` there: push it first, or choose one that \
         exists"
    ))
}

/// What two histories have to do with each other. `known` is where the commit that was read last is, seen
/// from the new head; `shared` says whether any commit is common, where that is known.
pub(super) fn kin(branch: bool, known: Option<Containment>, shared: Option<bool>) -> Kin {
    match (branch, known, shared) {
        (false, ..) => Kin::Absent,
        (true, Some(Containment::Contained), _) => Kin::Continues,
        (true, Some(_), Some(true)) => Kin::Diverged,
        (true, Some(_), Some(false)) => Kin::Unrelated,
        (true, ..) => Kin::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_read_needs_something_at_the_new_place() {
        let of = |read, branch, directory| {
            obstacle(NewLocation { read, branch, directory }, "next", "dc").unwrap_or_default()
        };
        assert_eq!(of(true, true, true), "");
        assert!(
            of(true, false, false).starts_with("branch `next` does not exist in that repository")
        );
        assert!(
            of(true, true, false).starts_with("directory `dc` does not exist on branch `next`")
        );
        assert_eq!(of(false, false, false), "");
        assert_eq!(of(false, true, false), "");
        let root = NewLocation { read: true, branch: true, directory: false };
        assert!(obstacle(root, "b", "").unwrap().starts_with("directory `/`"));
    }

    #[test]
    fn histories_are_told_apart() {
        assert_eq!(kin(false, Some(Containment::Contained), Some(true)), Kin::Absent);
        assert_eq!(kin(true, Some(Containment::Contained), None), Kin::Continues);
        assert_eq!(kin(true, Some(Containment::Elsewhere), Some(true)), Kin::Diverged);
        assert_eq!(kin(true, Some(Containment::Missing), Some(false)), Kin::Unrelated);
        assert_eq!(kin(true, Some(Containment::Missing), None), Kin::Unknown);
        assert_eq!(kin(true, None, Some(false)), Kin::Unknown);
    }
}
