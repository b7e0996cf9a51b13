//! Commits without a work tree: only the folders on the way to an edit are read and written.
//!
//! Everything is computed in memory first; nothing is written when an edit is refused. Then a few
//! objects become loose files, and many become one pack. Neither is flushed to disk with care: the
//! journal and the remote are the truth, and a commit that a power cut took is built again with the
//! same id.

mod folder;
mod objects;

use gix::objs::Kind;

use crate::read::{DEEPEST, ReadError, tree_of};
use crate::{EntryKind, Mirror, MirrorError, Oid};
use folder::Folder;
use objects::Objects;

/// Above this many commits or objects one pack is faster than a file for each object.
const LOOSE_COMMITS: usize = 10;
const LOOSE_OBJECTS: usize = 20;

/// A commit to build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCommit {
    /// Paths from the root and their new content; `None` removes. A file that is replaced keeps its
    /// mode; removing what is not there is no change. Removals come first, whatever the order.
    pub edits: Vec<(String, Option<Vec<u8>>)>,
    /// Who wrote the change.
    pub author: Signature,
    /// Who makes the commit.
    pub committer: Signature,
    /// The message, trailers included. A missing line end is added.
    pub message: String,
}

/// Who, and when: from the journal, so that a commit that is built again has the same id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name. `<`, `>` and line breaks, which Git cannot hold, are left out.
    pub name: String,
    /// The mail address, treated the same.
    pub email: String,
    /// Seconds since 1970.
    pub seconds: i64,
    /// The offset from UTC in seconds, east is positive; whole minutes count.
    pub offset: i32,
}

/// What became of a [`NewCommit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Built {
    /// The commit; when unchanged, the one before. `None` only for no change to an empty branch.
    pub oid: Option<Oid>,
    /// Its tree.
    pub tree: Oid,
    /// Whether the edits changed nothing, so that no commit was made (law 2).
    pub unchanged: bool,
}

/// Why commits could not be built. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// An edit cannot be made.
    #[error("cannot write `{path}`: {problem}")]
    Edit {
        /// Which of the commits, from 0.
        commit: usize,
        /// The path of the edit.
        path: String,
        /// Why not.
        problem: EditProblem,
    },
    /// The parent or a tree on the way could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The objects could not be written.
    #[error("cannot write objects to the mirror: {0}")]
    Write(String),
    /// The mirror refused.
    #[error(transparent)]
    Mirror(#[from] MirrorError),
}

/// Why an edit cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditProblem {
    /// Not a path that Git can hold or that we will write.
    #[error("not a usable path: {0}")]
    Path(&'static str),
    /// Two edits of one commit.
    #[error("the commit edits this path twice")]
    Twice,
    /// A folder of that name is there.
    #[error("`{0}/` is a folder")]
    IsFolder(String),
    /// A parent of the path is no folder.
    #[error("`{0}` is a file, so nothing can be below it")]
    BelowFile(String),
    /// A link or submodule is there: its content is not ours to write.
    #[error("`{path}` is a {}", match kind { EntryKind::Symlink => "symbolic link", _ => "submodule" })]
    NotAFile {
        /// Where.
        path: String,
        /// What is there.
        kind: EntryKind,
    },
}

impl Mirror {
    /// Builds commits, each on the one before, the first on `parent` (`None`: on nothing, for an
    /// empty branch). The same input gives the same ids. References stay as they are.
    ///
    /// # Errors
    /// [`BuildError`]; nothing was written then.
    pub fn write_commits(
        &self,
        parent: Option<Oid>,
        commits: &[NewCommit],
    ) -> Result<Vec<Built>, BuildError> {
        let repository = self.repository();
        let mut tree = match parent {
            Some(parent) => tree_of(&repository, parent)?,
            None => Oid::EMPTY_TREE,
        };
        let mut root = Folder::unread(tree);
        let mut head = parent;
        let many = commits.len() > LOOSE_COMMITS
            || commits.iter().map(|commit| commit.edits.len()).sum::<usize>() > LOOSE_OBJECTS;
        let mut objects = Objects::new(many);
        let mut built = Vec::with_capacity(commits.len());
        for (at, commit) in commits.iter().enumerate() {
            let refused = |path: &str, problem| BuildError::Edit {
                commit: at,
                path: path.to_owned(),
                problem,
            };
            for (path, content) in
                in_order(commit).map_err(|(path, problem)| refused(path, problem))?
            {
                let changed = match content {
                    None => root.remove(&repository, path),
                    Some(content) => root.put(&repository, path, content, &mut objects),
                };
                changed.map_err(|error| match error {
                    folder::Error::Problem(problem) => refused(path, problem),
                    folder::Error::Read(error) => error.into(),
                    folder::Error::Write(message) => BuildError::Write(message),
                })?;
            }
            let next = root.write(&mut objects).map_err(BuildError::Write)?;
            let unchanged = next == tree;
            if !unchanged {
                tree = next;
                let text = commit_text(tree, head, commit);
                head = Some(objects.add(Kind::Commit, text).map_err(BuildError::Write)?);
            }
            built.push(Built { oid: head, tree, unchanged });
        }
        objects
            .store(&repository, self.path())
            .map_err(|message| BuildError::Write(self.without_place(&message)))?;
        if many {
            self.note_new_pack();
        }
        Ok(built)
    }
}

type Edit<'a> = (&'a str, Option<&'a [u8]>);

/// Removals first, then the rest by path; so a file may become a folder within one commit.
fn in_order(commit: &NewCommit) -> Result<Vec<Edit<'_>>, (&str, EditProblem)> {
    let mut edits: Vec<Edit<'_>> =
        commit.edits.iter().map(|(path, content)| (path.as_str(), content.as_deref())).collect();
    edits.sort_by_key(|(path, content)| (content.is_some(), *path));
    let mut paths: Vec<&str> = edits.iter().map(|(path, _)| *path).collect();
    for path in &paths {
        check_path(path).map_err(|problem| (*path, problem))?;
    }
    paths.sort_unstable();
    for pair in paths.windows(2) {
        if let [one, other] = pair
            && one == other
        {
            return Err((one, EditProblem::Twice));
        }
    }
    Ok(edits)
}

fn check_path(path: &str) -> Result<(), EditProblem> {
    let refuse = |why| Err(EditProblem::Path(why));
    if path.contains('\0') {
        return refuse("it contains a NUL character");
    }
    if path.split('/').count() > DEEPEST {
        return refuse("it is more than 128 folders deep");
    }
    for part in path.split('/') {
        match part {
            "" => return refuse("it is empty or has an empty part"),
            "." | ".." => return refuse("it has a part `.` or `..`"),
            part if part.eq_ignore_ascii_case(".git") => return refuse("it has a part `.git`"),
            _ => {}
        }
    }
    Ok(())
}

fn commit_text(tree: Oid, parent: Option<Oid>, commit: &NewCommit) -> Vec<u8> {
    let mut text = format!("tree {tree}\n");
    if let Some(parent) = parent {
        text.push_str(&format!("parent {parent}\n"));
    }
    text.push_str(&format!(
        "author {}\ncommitter {}\n\n",
        signature_text(&commit.author),
        signature_text(&commit.committer)
    ));
    // A NUL would end the message for git.
    text.push_str(&commit.message.replace('\0', ""));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.into_bytes()
}

fn signature_text(signature: &Signature) -> String {
    let plain = |text: &str| {
        let kept: String =
            text.chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).collect();
        kept.trim().to_owned()
    };
    let (name, email) = (plain(&signature.name), plain(&signature.email));
    // Git's own check refuses a commit whose author has no name.
    let name = if name.is_empty() { "unknown".to_owned() } else { name };
    let minutes = (signature.offset / 60).clamp(-1439, 1439);
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    format!("{name} <{email}> {} {sign}{hours:02}{minutes:02}", signature.seconds.max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_line() {
        let signature = Signature {
            name: " Eve <x>\nparent 0 ".to_owned(),
            email: "e@x>\0".to_owned(),
            seconds: 1,
            offset: -12_600,
        };
        assert_eq!(signature_text(&signature), "Eve xparent 0 <e@x> 1 -0330");
    }

    #[test]
    fn paths_that_leave_the_tree_are_refused() {
        for path in ["", "/a", "a/", "a//b", "../a", "a/./b", ".git/config", "a/.GIT/x", "a\0b"] {
            assert!(check_path(path).is_err(), "{path:?}");
        }
        for path in ["a", "a/b.yaml", ".gitignore", "a b/ü"] {
            assert_eq!(check_path(path), Ok(()));
        }
    }
}
