//! The catalogue of merges: each folder below `tests/merges` is a case in plain files, and says what comes out of
//! it. What the files are called is in the README beside them. What is expected was written by people; the
//! program never writes it.

mod case;
mod outcome;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hedgerow_model::ConflictKind;

use self::case::Case;
use self::outcome::Outcome;

/// Fewest cases of each kind of conflict, and of all. Documents that are there twice are not a draft's.
const OF_A_KIND: usize = 10;
const OF_ALL: usize = 200;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/merges")
}

/// The folders with a case, by their paths.
fn cases(below: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = std::fs::read_dir(below)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    for folder in folders {
        match folder.join("about.txt").exists() {
            true => found.push(folder),
            false => found.extend(cases(&folder)),
        }
    }
    found
}

#[test]
fn every_case_comes_out_as_people_wrote_down() {
    let all = cases(&folder());
    let mut wrong = Vec::new();
    let (mut merged, mut conflicts) = (0, 0);
    let mut of_kind: BTreeMap<ConflictKind, usize> = BTreeMap::new();
    for path in &all {
        let name = path.strip_prefix(folder()).unwrap().display().to_string();
        let case = Case::read(path);
        let (expected, found) = (&case.expected, Outcome::of(&case));
        for kind in expected.kinds() {
            *of_kind.entry(kind).or_default() += 1;
        }
        if *expected != found {
            wrong.push(format!("{name}: {}\nexpected {expected}\nfound {found}\n", case.about));
        } else if matches!(found, Outcome::Merged(_)) {
            merged += 1;
        } else {
            conflicts += 1;
        }
    }
    let counted: Vec<String> =
        of_kind.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    println!("{merged} merged, {conflicts} honest conflicts, {} wrong", wrong.len());
    println!("conflicts by their kinds: {}", counted.join(", "));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let kinds = ConflictKind::ALL.iter().filter(|kind| **kind != ConflictKind::DuplicateIdentity);
    for kind in kinds {
        let count = of_kind.get(kind).copied().unwrap_or_default();
        assert!(count >= OF_A_KIND, "{count} cases of {kind}");
    }
    assert!(all.len() >= OF_ALL);
}
