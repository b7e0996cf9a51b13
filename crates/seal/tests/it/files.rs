use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use hedgerow_seal::{KeySource, Keyring, LoadError, SecretString, open, seal};
use tempfile::TempDir;

fn file(path: &Path, create: bool) -> KeySource {
    KeySource::File { path: path.to_owned(), create }
}

fn place() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("sealing-key");
    (folder, path)
}

#[test]
fn a_missing_key_is_made_once_and_is_its_owners_only() {
    let (folder, path) = place();
    let first = file(&path, true).load().unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(file(&path, true).load().unwrap().id(), first.id());
    assert_eq!(file(&path, false).load().unwrap().id(), first.id());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn processes_that_start_together_agree_on_one_key() {
    let (_folder, path) = place();
    let ids: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> =
            (0..8).map(|_| scope.spawn(|| file(&path, true).load().unwrap().id())).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]));
}

#[test]
fn a_missing_key_that_is_not_to_be_made_is_an_error() {
    let (_folder, path) = place();
    assert!(matches!(file(&path, false).load(), Err(LoadError::Missing(_))));
    assert!(!path.exists());
}

#[test]
fn a_key_of_our_own_that_others_can_read_is_refused() {
    let (_folder, path) = place();
    file(&path, true).load().unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let said = file(&path, true).load().unwrap_err().to_string();
    assert!(said.contains("640") && said.contains("chmod 600"), "{said}");
    // Mounted secrets are often readable by a group: whoever names the file answers for it.
    file(&path, false).load().unwrap();
}

#[test]
fn a_file_that_is_no_key_is_named_and_not_repeated() {
    let (_folder, path) = place();
    fs::write(&path, "hunter2").unwrap();
    let said = file(&path, false).load().unwrap_err().to_string();
    assert!(said.contains("sealing-key") && said.contains("32"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn a_ring_reads_all_its_keys() {
    let (_folder, path) = place();
    let old = KeySource::Secret(SecretString::from("an old key, which was long enough then"));
    let before = Keyring::load(&old, &[]).unwrap();
    let sealed = seal(&before, "p", "r", b"secret");
    let after = Keyring::load(&file(&path, true), std::slice::from_ref(&old)).unwrap();
    assert!(open(&after, "p", "r", &sealed).is_ok());
    assert!(!format!("{old:?}").contains("long enough"));
}
