//! Where policies are in a repository.

/// The folder at the root of a repository that is Hedgerow's: nothing in it is taken for a resource, and nothing in
/// it is written by Hedgerow.
pub const POLICIES: &str = ".hedgerow";

/// A file of a policy above this many bytes is not read.
pub const POLICY_LIMIT: u64 = 256 << 10;

/// Where the policy of a fabric is, if its repository has one. The name of a fabric is a file's name as it is:
/// letters, digits, `-`, `_` and `.`, not beginning with a dot.
#[must_use]
pub fn policy_path(fabric: &str) -> String {
    format!("{POLICIES}/{fabric}.toml")
}

/// Whether a path of a repository is in that folder, or is that folder.
#[must_use]
pub fn is_of_hedgerow(path: &str) -> bool {
    let rest = path.strip_prefix(POLICIES);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_the_one_at_the_root() {
        for (path, expected) in [
            (".hedgerow", true),
            (".hedgerow/dc-1.toml", true),
            (".hedgerow/a/b.yaml", true),
            (".hedgerows/a.yaml", false),
            ("dc/.hedgerow/a.yaml", false),
            (".Hedgerow/a.yaml", false),
        ] {
            assert_eq!(is_of_hedgerow(path), expected, "{path}");
        }
        assert_eq!(policy_path("dc.1_a"), ".hedgerow/dc.1_a.toml");
    }
}
