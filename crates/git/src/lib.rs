//! Bare mirrors, tree diffs and commits with gix; fetch and push with git.
