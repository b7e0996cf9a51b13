//! What is at a path of a commit.

/// What a path of a tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryKind {
    /// A plain file.
    File,
    /// A file with the executable bit.
    Executable,
    /// A symbolic link: never followed.
    Symlink,
    /// A commit of another repository: never followed.
    Submodule,
    /// Something whose path is not UTF-8. The path shown is for people only, and cannot be used.
    OddName,
    /// A folder deeper than any of ours: what is below it is not looked at.
    TooDeep,
}

impl EntryKind {
    /// Whether its content is a file's.
    #[must_use]
    pub fn is_file(self) -> bool {
        matches!(self, Self::File | Self::Executable)
    }
}
