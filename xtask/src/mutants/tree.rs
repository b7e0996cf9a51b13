//! The copy of the checkout in which lines are changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Makes `tree` a copy of what Git knows of the checkout, and of what is new in it. Files that are the same already
/// are not touched, so that little is built again; a mutant that an interrupted run left is put right.
pub(super) fn copy(root: &Path, tree: &Path) -> Result<()> {
    let mut command = Command::new("git");
    command.current_dir(root).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let output = command.output().context("failed to run git")?;
    if !output.status.success() {
        bail!("failed to list the checkout's files: {}", String::from_utf8_lossy(&output.stderr));
    }
    let listed = String::from_utf8(output.stdout).context("a path is not UTF-8")?;
    let mut wanted = BTreeSet::new();
    for path in listed.split('\0').filter(|path| root.join(path).is_file()) {
        let (from, to) = (root.join(path), tree.join(path));
        let content = fs::read(&from)?;
        if fs::read(&to).ok().as_ref() != Some(&content) {
            fs::create_dir_all(to.parent().unwrap_or(tree))?;
            fs::write(&to, content)?;
        }
        wanted.insert(to);
    }
    remove_others(tree, &wanted, true)
}

/// Removes files that are not wanted and folders without any, but for the target folder at the top.
fn remove_others(folder: &Path, wanted: &BTreeSet<PathBuf>, top: bool) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if !(top && entry.file_name() == "target") {
                remove_others(&path, wanted, false)?;
                if fs::read_dir(&path)?.next().is_none() {
                    // Cargo takes an empty folder of crates/ for a crate.
                    fs::remove_dir(&path)?;
                }
            }
        } else if !wanted.contains(&path) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutants::tests::{repository, write};

    #[test]
    fn the_copy_becomes_the_checkout_and_keeps_what_was_built() {
        let dir = repository();
        let (root, tree) = (dir.path(), tempfile::tempdir().unwrap());
        write(root, "new.rs", "new");
        write(root, "target/x", "built here");
        write(tree.path(), "target/x", "built there");
        write(tree.path(), "crates/plan/src/a.rs", "mutant");
        write(tree.path(), "crates/gone/src/a.rs", "gone");
        copy(root, tree.path()).unwrap();
        let text = |path: &str| fs::read_to_string(tree.path().join(path)).ok();
        assert_eq!(text("crates/plan/src/a.rs").unwrap(), "a");
        assert_eq!(text("new.rs").unwrap(), "new");
        assert_eq!(text("target/x").unwrap(), "built there");
        assert!(!tree.path().join("crates/gone").exists());
        let changed = || fs::metadata(tree.path().join("new.rs")).unwrap().modified().unwrap();
        let before = changed();
        copy(root, tree.path()).unwrap();
        assert_eq!(changed(), before);
    }
}
