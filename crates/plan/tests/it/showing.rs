//! Diffs, held against applying them.

use hedgerow_plan::unified_diff;
use proptest::prelude::*;

use crate::strategies::cases;

/// Lines with their ends.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The numbers of a range `-3,2`: where it starts, from 0, and how many lines it has.
fn range(text: &str) -> (usize, usize) {
    let (start, count) = text[1..].split_once(',').unwrap();
    let (start, count): (usize, usize) = (start.parse().unwrap(), count.parse().unwrap());
    (if count == 0 { start } else { start - 1 }, count)
}

/// A hunk: where it starts on both sides, and its lines with their signs.
struct Hunk {
    old: (usize, usize),
    new: (usize, usize),
    lines: Vec<(char, String)>,
}

fn hunks(diff: &str) -> Vec<Hunk> {
    let mut hunks: Vec<Hunk> = Vec::new();
    for line in lines(diff) {
        if let Some(head) = line.strip_prefix("@@ ") {
            let mut parts = head.split(' ');
            let (old, new) = (range(parts.next().unwrap()), range(parts.next().unwrap()));
            hunks.push(Hunk { old, new, lines: Vec::new() });
        } else if let Some(hunk) = hunks.last_mut() {
            match line.split_at(1) {
                ("\\", _) => {
                    let last = &mut hunk.lines.last_mut().unwrap().1;
                    last.truncate(last.len() - 1);
                }
                (sign, text) => {
                    hunk.lines.push((sign.chars().next().unwrap(), text.to_owned()));
                }
            }
        }
    }
    hunks
}

/// Applies a diff as `patch` would, and proves every line that it names.
fn applied(before: &str, diff: &str) -> String {
    let old = lines(before);
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    for hunk in hunks(diff) {
        out.extend(old[at..hunk.old.0].iter().map(|&line| line.to_owned()));
        at = hunk.old.0;
        assert_eq!(out.len(), hunk.new.0, "where the hunk starts in the new file");
        let (was_at, was_out) = (at, out.len());
        for (sign, line) in hunk.lines {
            if sign != '+' {
                assert_eq!(old[at], line);
                at += 1;
            }
            if sign != '-' {
                out.push(line);
            }
        }
        assert_eq!((at - was_at, out.len() - was_out), (hunk.old.1, hunk.new.1), "its counts");
    }
    out.extend(old[at..].iter().map(|&line| line.to_owned()));
    out.concat()
}

fn text() -> impl Strategy<Value = String> {
    (prop::collection::vec(0..4u8, 0..40), any::<bool>()).prop_map(|(lines, ended)| {
        let text: String = lines.iter().map(|line| format!("line {line}\n")).collect();
        if ended { text } else { text.trim_end().to_owned() }
    })
}

/// A text, and the same with a few lines changed, taken out and put in.
fn edited() -> impl Strategy<Value = (String, String)> {
    let edits = prop::collection::vec((0..60usize, 0..3u8), 0..4);
    (prop::collection::vec(0..30u8, 20..60), edits).prop_map(|(lines, edits)| {
        let before: Vec<String> =
            lines.iter().enumerate().map(|(n, line)| format!("{n} {line}\n")).collect();
        let mut after = before.clone();
        for (at, how) in edits {
            let at = at % after.len();
            match how {
                0 => after[at] = format!("changed {at}\n"),
                1 => drop(after.remove(at)),
                _ => after.insert(at, format!("new {at}\n")),
            }
        }
        (before.concat(), after.concat())
    })
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn a_diff_applied_to_the_old_text_is_the_new_one(before in text(), after in text()) {
        let diff = unified_diff("a", Some(&before), Some(&after));
        prop_assert_eq!(diff.is_empty(), before == after);
        prop_assert_eq!(applied(&before, &diff), after);
    }

    #[test]
    fn three_lines_stand_around_every_change_and_no_more((before, after) in edited()) {
        let diff = unified_diff("a", Some(&before), Some(&after));
        prop_assert_eq!(applied(&before, &diff), after);
        let total = lines(&before).len();
        let mut behind = 0;
        for hunk in hunks(&diff) {
            let same = |(sign, _): &&(char, String)| *sign == ' ';
            let lead = hunk.lines.iter().take_while(same).count();
            let trail = hunk.lines.iter().rev().take_while(same).count();
            prop_assert_eq!(lead, (hunk.old.0 + lead).min(3));
            let end = hunk.old.0 + hunk.old.1;
            prop_assert_eq!(trail, (total - (end - trail)).min(3));
            let signs: String = hunk.lines.iter().map(|(sign, _)| *sign).collect();
            prop_assert!(!signs.trim().contains("       "), "seven lines that did not change");
            prop_assert!(behind == 0 || hunk.old.0 >= behind, "two hunks that touch are one");
            behind = end + 1;
        }
    }
}

#[test]
fn changes_that_six_lines_part_stand_in_one_hunk_and_seven_in_two() {
    let text = |between: usize| {
        let same: String = (0..between).map(|n| format!("{n}\n")).collect();
        (format!("a\n{same}b\n"), format!("A\n{same}B\n"))
    };
    let count = |(before, after): (String, String)| {
        unified_diff("x", Some(&before), Some(&after)).matches("@@ -").count()
    };
    assert_eq!((count(text(6)), count(text(7))), (1, 2));
}

#[test]
fn an_empty_file_that_comes_or_goes_is_told_without_lines() {
    let new = unified_diff("x", None, Some(""));
    assert_eq!(new, "diff --git a/x b/x\nnew file mode 100644\n");
    let gone = unified_diff("x", Some(""), None);
    assert_eq!(gone, "diff --git a/x b/x\ndeleted file mode 100644\n");
    let filled = unified_diff("x", Some(""), Some("a\n"));
    assert_eq!(filled, "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1,1 @@\n+a\n");
}
