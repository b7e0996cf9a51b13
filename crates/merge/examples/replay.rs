//! Merges versions of files out of a folder with each other, as if they were branches, and prints
//! what came of it: `cargo run -p hedgerow-merge --example replay -- DIR`
//!
//! File names are `NNNN-COMMIT-NAME`; versions of one NAME are merged in all combinations that are
//! at most four versions apart. Exits with 1 when a merge breaks a law.

#![expect(clippy::print_stdout, reason = "a program for a person at a terminal")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use hedgerow_merge::{MARKER_SIZE, Policy, SharedTypes, merge_files};
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
    let types = |_: Option<&GroupKind>| -> SharedTypes { Arc::new(AllAtomic) };
    let (mut merges, mut clean, mut conflicts, mut by_lines, mut bad) = (0, 0, 0, 0, 0);
    for list in versions.values() {
        for window in list.windows(5.min(list.len())) {
            for base in window {
                for ours in window {
                    for theirs in window {
                        merges += 1;
                        let merge = |base: &str, ours: &str, theirs: &str| {
                            merge_files(base, ours, theirs, &types, Policy::Manual, MARKER_SIZE)
                        };
                        let merged = merge(&base.1, &ours.1, &theirs.1);
                        let names = (&base.0, &ours.0, &theirs.0);
                        by_lines += usize::from(merged.by_lines.is_some());
                        if merged.conflicts.is_empty() {
                            clean += 1;
                        } else {
                            conflicts += 1;
                        }
                        let taken = [
                            (base.1 == ours.1, &theirs.1),
                            (base.1 == theirs.1, &ours.1),
                            (ours.1 == theirs.1, &ours.1),
                        ];
                        // Merged again, nothing is left to do.
                        let again = merge(&ours.1, &merged.with_ours, &ours.1);
                        if taken.iter().any(|(is, text)| *is && merged.with_ours != **text)
                            || again.with_ours != merged.with_ours
                        {
                            bad += 1;
                            println!("wrong {names:?}");
                        }
                    }
                }
            }
        }
    }
    println!(
        "{merges} merges: {clean} clean, {conflicts} with conflicts, {by_lines} by lines, {bad} \
         wrong"
    );
    if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
