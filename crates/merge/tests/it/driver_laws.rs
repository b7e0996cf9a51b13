//! A merge of files is never worse than Git's merge of their lines.
//!
//! Files of our own are edited line by line at random, on two sides. What Git merges cleanly stays
//! clean or is a conflict with a reason; what comes out clean holds what both sides changed; what is
//! in conflict has both sides' text in the file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hedgerow_merge::{FileMerge, MARKER_SIZE, Policy, SharedTypes, Why, merge_files, merge_raw};
use hedgerow_model::{GroupKind, Identity, Value};
use hedgerow_yaml::{Content, Limits, read_all};

use crate::dice::Dice;
use crate::support::Types;

fn merge(base: &str, ours: &str, theirs: &str) -> FileMerge {
    let types = |_: Option<&GroupKind>| -> SharedTypes { Arc::new(Types) };
    merge_files(base, ours, theirs, &types, Policy::Manual, MARKER_SIZE)
}

/// A file of a few documents, with what people write: comments, lists with and without keys, scripts,
/// blank lines, templates.
fn file(dice: &mut Dice) -> Vec<String> {
    let mut lines = Vec::new();
    for document in 0..1 + dice.roll(3) {
        if document > 0 {
            lines.push("---".to_owned());
        }
        if dice.roll(4) == 0 {
            lines.push(format!("# Banner {document}."));
        }
        lines.extend(["apiVersion: vpc/v1", "kind: VPC", "metadata:"].map(str::to_owned));
        lines.push(format!("  name: v{document}"));
        lines.push("spec:".to_owned());
        for part in 0..2 + dice.roll(4) {
            match dice.roll(6) {
                0 => {
                    lines.push(format!("  list{part}:"));
                    lines.extend((0..2 + dice.roll(8)).map(|n| format!("    - item{n}.yaml")));
                }
                1 => {
                    lines.push(format!("  script{part}: |"));
                    lines.extend((0..2 + dice.roll(8)).map(|n| format!("    run step {n}")));
                }
                2 => {
                    lines.push(format!("  boxes{part}:"));
                    for n in 0..1 + dice.roll(4) {
                        lines.push(format!("    - name: box{n}"));
                        lines.push(format!("      image: registry/box{n}:1"));
                        lines.push("      ready: true".to_owned());
                    }
                }
                3 => lines.extend(["  # Below.".to_owned(), format!("  value{part}: {part}")]),
                4 => {
                    lines.push(format!("  map{part}:"));
                    lines.extend((0..1 + dice.roll(5)).map(|n| format!("    key{n}: {n}")));
                }
                _ => lines.extend([String::new(), format!("  field{part}: 10.0.{part}.0/24")]),
            }
        }
    }
    if dice.roll(5) == 0 {
        let at = dice.roll(lines.len() + 1);
        lines.insert(at, "{{ template }}".to_owned());
    }
    lines
}

/// One to three edits, most of them such that the file can still be read.
fn edited(dice: &mut Dice, base: &[String], side: char) -> Vec<String> {
    let mut lines = base.to_vec();
    for edit in 0..1 + dice.roll(3) {
        if lines.is_empty() {
            break;
        }
        let at = dice.roll(lines.len());
        match dice.roll(8) {
            0 => {
                lines.remove(at);
            }
            1 | 2 => {
                // A line like this one, below it.
                let new = format!("{}{side}{edit}", lines[at]);
                lines.insert(at + 1, new);
            }
            3 => lines.insert(at, format!("# {side} says {edit}")),
            _ => lines[at] = format!("{}{side}", lines[at]),
        }
    }
    lines
}

fn text(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Everything that a file says, by document and path; nothing where it cannot be read.
fn said(file: &str) -> Option<BTreeMap<String, BTreeMap<String, Value>>> {
    let mut out = BTreeMap::new();
    for (n, document) in read_all(file, &Limits::default()).into_iter().enumerate() {
        match document.content {
            Content::Broken(_) => return None,
            Content::Empty => {}
            Content::Object(read) => {
                let leaves = hedgerow_merge::leaves(read.value(), &Types).into_iter();
                let name =
                    Identity::of(read.value()).map_or_else(|| n.to_string(), |i| i.to_string());
                out.insert(name, leaves.map(|(path, value)| (path.to_string(), value)).collect());
            }
        }
    }
    Some(out)
}

/// The lines of a text, with how often each is there.
fn counted(text: &str) -> BTreeMap<&str, i64> {
    let mut lines = BTreeMap::new();
    // A comment may be indented as its neighbours are.
    text.lines().for_each(|line| *lines.entry(line.trim()).or_default() += 1);
    lines
}

#[test]
fn no_merge_is_worse_than_gits() {
    let (mut clean, mut better, mut open, mut asked) = (0, 0, 0, 0);
    for seed in 1..=1200_u64 {
        let mut dice = Dice::new(seed);
        let base = file(&mut dice);
        let ours = edited(&mut dice, &base, 'O');
        let theirs = edited(&mut dice, &base, 'T');
        let [base, ours, theirs] = [base, ours, theirs].map(|lines| text(&lines));
        let told = format!("seed {seed}\n=== base\n{base}=== ours\n{ours}=== theirs\n{theirs}");
        let bytes = [&base, &ours, &theirs].map(String::as_bytes);
        let by_git = merge_raw(bytes[0], bytes[1], bytes[2], Policy::Manual, MARKER_SIZE).unwrap();
        let merged = merge(&base, &ours, &theirs);
        let whys = merged.conflicts.iter().map(|c| format!("{}: {}\n", c.conflict.path, c.why));
        let told = format!("{told}=== merged\n{}{}", merged.text, whys.collect::<String>());

        // Every line that a side wrote is somewhere in the text, at a conflict and without one.
        let there = counted(&merged.text);
        let was = counted(&base);
        for (side, text) in [("ours", &ours), ("theirs", &theirs)] {
            for (line, count) in counted(text) {
                let new = count > was.get(line).copied().unwrap_or_default();
                // In a merge of values a line may be written again: then its value is there.
                let lost = new && !there.contains_key(line);
                assert!(!lost || merged.conflicts.is_empty(), "{side} lost `{line}`\n{told}");
            }
        }
        if merged.conflicts.is_empty() {
            if by_git.conflicts == 0 {
                clean += 1
            } else {
                better += 1
            }
            assert!(!merged.text.contains("<<<<<<<"), "{told}");
            let sides = [said(&base), said(&ours), said(&theirs)];
            if let [Some(base), Some(ours), Some(theirs)] = sides {
                let result = said(&merged.text).unwrap_or_else(|| panic!("broken\n{told}"));
                // Where nobody gave a document another name.
                if [&ours, &theirs].iter().all(|side| side.keys().eq(base.keys())) {
                    for name in base.keys() {
                        let there = result.get(name).unwrap_or_else(|| panic!("{name}\n{told}"));
                        holds_both([&base[name], &ours[name], &theirs[name], there], &told);
                    }
                }
            }
        } else {
            assert!(merged.text.contains("<<<<<<<"), "no markers\n{told}");
            if by_git.conflicts == 0 {
                asked += 1;
                let honest = merged.conflicts.iter().all(|conflict| conflict.why != Why::Lines);
                assert!(honest, "worse than Git\n{told}");
            } else {
                open += 1;
            }
        }
    }
    println!(
        "{clean} clean, {better} better than Git, {open} open, {asked} asked where Git is clean"
    );
    assert!(
        clean > 600 && better > 5 && open > 100 && asked < 50,
        "{clean} {better} {open} {asked}"
    );
}

/// What a side changed outside of lists and texts is in the result, and nothing that nobody wrote.
fn holds_both(sides: [&BTreeMap<String, Value>; 4], told: &str) {
    let paths: BTreeSet<&String> = sides.iter().flat_map(|side| side.keys()).collect();
    for path in paths {
        let [b, o, t, r] = sides.map(|side| side.get(path).cloned());
        if o == t || b == t {
            assert_eq!(r, o, "{path}\n{told}");
        } else if b == o {
            assert_eq!(r, t, "{path}\n{told}");
        } else {
            // Both changed it: items and lines that one side alone has are there.
            let new = |side: &Option<Value>| {
                pieces(side).into_iter().filter(|p| !pieces(&b).contains(p)).collect::<Vec<_>>()
            };
            let all = pieces(&r);
            for piece in new(&o).into_iter().chain(new(&t)) {
                assert!(all.contains(&piece), "{path} has lost {piece}\n{told}");
            }
            for piece in &all {
                let known = [&b, &o, &t].into_iter().any(|side| pieces(side).contains(piece));
                assert!(known, "{path} has got {piece}\n{told}");
            }
        }
    }
}

/// A text by lines, a list by the leaves of its items.
fn pieces(value: &Option<Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => text.lines().map(str::to_owned).collect(),
        Some(Value::List(items)) => items
            .iter()
            .flat_map(|item| match item {
                Value::Map(map) => map.iter().map(|(k, v)| format!("{k}={v}")).collect(),
                other => vec![other.to_string()],
            })
            .collect(),
        Some(other) => vec![other.to_string()],
        None => Vec::new(),
    }
}
