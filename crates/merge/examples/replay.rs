//! Merges versions of files out of a folder with each other, as if they were branches, and prints
//! what came of it: `cargo run -p hedgerow-merge --example replay -- DIR`
//!
//! File names are `NNNN-COMMIT-NAME`; versions of one NAME are merged in all combinations that are
//! at most four versions apart. Exits with 1 when a merge is refused or breaks a law.

#![expect(clippy::print_stdout, reason = "a program for a person at a terminal")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use hedgerow_merge::{MergeError, Policy, SharedTypes, merge_files};
use hedgerow_model::{AllAtomic, GroupKind};

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        println!("usage: replay DIR");
        return ExitCode::from(2);
    };
    let mut versions: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        let (Some(name), Ok(text)) =
            (path.file_name().and_then(|name| name.to_str()), std::fs::read_to_string(&path))
        else {
            continue;
        };
        if let Some((_, rest)) = name.split_once('-').and_then(|(_, rest)| rest.split_once('-')) {
            versions.entry(rest.to_owned()).or_default().push((name.to_owned(), text));
        }
    }
    let types = |_: &GroupKind| -> SharedTypes { Arc::new(AllAtomic) };
    let (mut merges, mut clean, mut conflicts, mut unusable, mut bad) = (0, 0, 0, 0, 0);
    for list in versions.values() {
        for window in list.windows(5.min(list.len())) {
            for base in window {
                for ours in window {
                    for theirs in window {
                        merges += 1;
                        let merged =
                            merge_files(&base.1, &ours.1, &theirs.1, &types, Policy::Manual);
                        let names = (&base.0, &ours.0, &theirs.0);
                        match merged {
                            Err(MergeError::Unusable { .. }) => unusable += 1,
                            Err(error) => {
                                bad += 1;
                                println!("refused {names:?}: {error}");
                            }
                            Ok(merged) => {
                                if merged.conflicts.is_empty() {
                                    clean += 1
                                } else {
                                    conflicts += 1
                                }
                                let taken = [
                                    (base.1 == ours.1, &theirs.1),
                                    (base.1 == theirs.1, &ours.1),
                                    (ours.1 == theirs.1, &ours.1),
                                ];
                                // Merged again, nothing is left to do.
                                let again = merge_files(
                                    &ours.1,
                                    &merged.text,
                                    &ours.1,
                                    &types,
                                    Policy::Manual,
                                );
                                let broken =
                                    taken.iter().any(|(is, text)| *is && merged.text != **text)
                                        || again.is_err();
                                if broken {
                                    bad += 1;
                                    println!("wrong {names:?}");
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    println!(
        "{merges} merges: {clean} clean, {conflicts} with conflicts, {unusable} with a side that \
         cannot be read, {bad} refused or wrong"
    );
    if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
