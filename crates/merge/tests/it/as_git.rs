//! The merge of lines beside Git's own.

use std::path::Path;
use std::process::Command;

use hedgerow_merge::{MARKER_SIZE, Policy, merge_raw};

use crate::dice::Dice;

/// Lines of few words, so that many are alike.
fn lines(dice: &mut Dice, words: usize, count: usize) -> Vec<String> {
    (0..count).map(|_| format!("  w{}", dice.roll(words))).collect()
}

fn edited(dice: &mut Dice, base: &[String], words: usize) -> Vec<String> {
    let mut lines = base.to_vec();
    for _ in 0..1 + dice.roll(3) {
        let at = dice.roll(lines.len() + 1);
        match dice.roll(4) {
            0 if at < lines.len() => {
                lines.remove(at);
            }
            1 => lines.insert(at, format!("  n{}", dice.roll(words))),
            2 if at < lines.len() => {
                let copied = lines[at].clone();
                lines.insert(dice.roll(lines.len() + 1), copied);
            }
            _ if at < lines.len() => lines[at] = format!("  e{}", dice.roll(words)),
            _ => {}
        }
    }
    lines
}

fn text(lines: &[String], ended: bool) -> String {
    let text = lines.join("\n");
    if ended && !text.is_empty() { text + "\n" } else { text }
}

/// What `git merge-file` makes of three texts, and whether it is clean.
fn by_git(folder: &Path, texts: &[String; 3]) -> (bool, String) {
    for (name, text) in ["base", "ours", "theirs"].iter().zip(texts) {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let output = Command::new("git")
        .current_dir(folder)
        .args(["merge-file", "-p", "-q", "-L", "ours", "-L", "base", "-L", "theirs"])
        .args(["ours", "base", "theirs"])
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn what_git_merges_cleanly_is_merged_cleanly_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (mut clean, mut open, mut bolder) = (0, 0, 0);
    for seed in 1..=600_u64 {
        let mut dice = Dice::new(seed);
        let words = 1 + dice.roll(30);
        let count = dice.roll(40);
        let base = lines(&mut dice, words, count);
        let ended = dice.roll(8) > 0;
        let sides =
            [base.clone(), edited(&mut dice, &base, words), edited(&mut dice, &base, words)];
        let texts = sides.map(|side| text(&side, ended));
        let (is_clean, wanted) = by_git(folder.path(), &texts);
        let [base, ours, theirs] = texts.each_ref().map(|text| text.as_bytes());
        let merged = merge_raw(base, ours, theirs, Policy::Manual, MARKER_SIZE).unwrap();
        let found = String::from_utf8(merged.text).unwrap();
        if is_clean {
            clean += 1;
            assert_eq!((merged.conflicts, &found), (0, &wanted), "seed {seed}: {texts:?}");
        } else if merged.conflicts == 0 {
            bolder += 1;
        } else {
            open += 1;
            assert_eq!(found, wanted, "seed {seed}: {texts:?}");
        }
    }
    println!("{clean} clean, {open} in conflict, {bolder} clean by the other algorithm only");
    assert!(clean > 200 && open > 100 && bolder < 20, "{clean} {open} {bolder}");
}

#[test]
fn a_policy_takes_a_side_only_where_the_lines_conflict() {
    let base = b"a\nb\nc\nd\ne\n";
    let merged =
        |policy| merge_raw(base, b"A\nb\nc\nd\nx\n", b"a\nb\nC\nd\ny\n", policy, 7).unwrap();
    assert_eq!(merged(Policy::Ours).text, b"A\nb\nC\nd\nx\n");
    assert_eq!(merged(Policy::Theirs).text, b"A\nb\nC\nd\ny\n");
    assert_eq!(merged(Policy::Theirs).conflicts, 0);
    assert_eq!(merged(Policy::Manual).conflicts, 1);
}

#[test]
fn any_encoding_has_lines_and_what_is_binary_has_none() {
    let merged = merge_raw(b"\xe4\nb\nc\n", b"\xf6\nb\nc\n", b"\xe4\nb\n\xfc\n", Policy::Manual, 7);
    assert_eq!(merged.unwrap().text, b"\xf6\nb\n\xfc\n");
    assert_eq!(merge_raw(b"a\n", b"a\0\n", b"b\n", Policy::Manual, 7), None);
}
