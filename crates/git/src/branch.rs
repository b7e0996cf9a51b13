//! Names of branches, and our own references for them.

use crate::ExchangeError;

/// A text that is not a branch name.
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
/// is in the way of a branch `a/b`.
pub(crate) fn known_reference(branch: &str) -> String {
    format!("refs/hedgerow/remote/{}", branch.replace('%', "%25").replace('/', "%2F"))
}

pub(crate) fn head_reference(branch: &str) -> String {
    format!("refs/heads/{branch}")
}

pub(crate) fn checked(branch: &str) -> Result<(), ExchangeError> {
    check_branch(branch).map_err(|error| ExchangeError::Invalid { message: error.to_string() })
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
