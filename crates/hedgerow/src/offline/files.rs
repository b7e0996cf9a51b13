//! Files and directories of YAML: read whole, written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use hedgerow_model::EntryKind;

use super::area::kind_of;
use crate::exit::Failure;

/// The most bytes of a file that is read. Manifests are small: a larger one is something else.
const LARGEST: u64 = 8 << 20;

/// Reads a file of text.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    let wrong =
        |reason: String| Failure::usage(format!("cannot read {}: {reason}", path.display()));
    let length = fs::metadata(path).map_err(|error| wrong(error.to_string()))?.len();
    if length > LARGEST {
        return Err(wrong(too_large(length)));
    }
    let bytes = fs::read(path).map_err(|error| wrong(error.to_string()))?;
    as_text(&bytes).map(str::to_owned).map_err(wrong)
}

/// Reads a file whatever it holds.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path)
        .map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display())))
}

/// The text that a file of this content is; the error says why it is none.
pub(crate) fn as_text(bytes: &[u8]) -> Result<&str, String> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > LARGEST {
        return Err(too_large(length));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let read = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = read.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("line {line} is not UTF-8; save the file as UTF-8")
    })
}

fn too_large(length: u64) -> String {
    format!("it has {} MiB, and at most {} MiB are read", length >> 20, LARGEST >> 20)
}

/// Replaces a file's content at once: whoever reads it sees the old or the new one, never a part. A
/// symbolic link stays one; the file keeps its permissions.
pub(crate) fn replace(path: &Path, text: impl AsRef<[u8]>) -> Result<(), Failure> {
    let write = || -> io::Result<()> {
        let target = fs::canonicalize(path)?;
        let folder = target.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new().prefix(".hedgerow-").tempfile_in(folder)?;
        file.write_all(text.as_ref())?;
        file.as_file().set_permissions(fs::metadata(&target)?.permissions())?;
        file.as_file().sync_all()?;
        file.persist(&target).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| Failure::refused(format!("cannot write {}: {error}", path.display())))
}

/// The YAML files below a directory, sorted. Hidden folders and symbolic links are left out; what is
/// given itself may be a file.
pub(crate) fn yaml_below(root: &Path) -> Result<Vec<PathBuf>, Failure> {
    let files = below(root)?
        .into_iter()
        .filter(|(path, kind)| path == root || (kind.is_file() && is_yaml(path)));
    Ok(files.map(|(path, _)| path).collect())
}

/// Everything below a directory that is not a folder, sorted, with what it is. Hidden folders are left out;
/// what is given itself may be a file.
pub(crate) fn below(root: &Path) -> Result<Vec<(PathBuf, EntryKind)>, Failure> {
    let wrong = |path: &Path, error: &io::Error| {
        Failure::usage(format!("cannot read {}: {error}", path.display()))
    };
    if fs::metadata(root).map_err(|error| wrong(root, &error))?.is_file() {
        return Ok(vec![(root.to_owned(), EntryKind::File)]);
    }
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| wrong(&folder, &error))? {
            let entry = entry.map_err(|error| wrong(&folder, &error))?;
            let kind = entry.file_type().map_err(|error| wrong(&folder, &error))?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if kind.is_dir() && !hidden {
                folders.push(entry.path());
            } else if kind.is_file() || kind.is_symlink() {
                found.push((entry.path(), kind_of(kind)));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_replaced_file_keeps_its_permissions_and_its_link() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.yaml");
        let link = folder.path().join("b.yaml");
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        replace(&link, "new").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn yaml_files_are_found_in_order_and_hidden_folders_left_out() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.yaml", "a/z.yml", ".git/c.yaml", "a/readme.md"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = yaml_below(folder.path()).unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|path| path.strip_prefix(folder.path()).unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, ["a/z.yml", "b.yaml"]);
    }

    #[test]
    fn text_that_is_not_utf_8_is_refused_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.yaml");
        fs::write(&file, b"a: 1\nb: \xff\n").unwrap();
        assert!(read(&file).unwrap_err().to_string().contains("line 2 is not UTF-8"));
    }
}
