//! Each migration, held against a text before and after it, byte for byte. The texts are in `tests/migrations`.

use std::path::{Path, PathBuf};

use hedgerow_model::Identity;
use hedgerow_schema::Catalogue;
use hedgerow_schema::migrations::{Migration, apply, migrated};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrations")
}

/// A text with one migration applied wherever it can be.
fn after(migration: &Migration, before: &str) -> String {
    let read = hedgerow_yaml::read(before, &hedgerow_yaml::Limits::default()).unwrap();
    let kind = Identity::of(read.value()).unwrap().group_kind();
    let types = Catalogue::builtin().list_types(&kind);
    let places = migration.places(read.value());
    let text = apply(before, &read, &places, types.as_ref()).unwrap();
    let now = hedgerow_yaml::read_value(&text).unwrap();
    assert_eq!(now, migrated(read.value(), &places));
    assert!(migration.places(&now).iter().all(|place| place.blocked.is_some()));
    text
}

#[test]
fn every_migration_makes_of_its_texts_what_people_wrote_down() {
    for migration in Migration::all() {
        let cases: Vec<PathBuf> = std::fs::read_dir(folder().join(&migration.id))
            .unwrap_or_else(|_| panic!("{} has no fixture", migration.id))
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.to_string_lossy().ends_with(".before.yaml"))
            .collect();
        assert!(!cases.is_empty(), "{} has no fixture", migration.id);
        for path in cases {
            let before = std::fs::read_to_string(&path).unwrap();
            let expected = path.to_string_lossy().replace(".before.", ".after.");
            let expected = std::fs::read_to_string(expected).unwrap();
            assert_eq!(after(migration, &before), expected, "{}", path.display());
            // What is in the newer form is left as it is.
            assert_eq!(after(migration, &expected), expected, "{}", path.display());
        }
    }
}
