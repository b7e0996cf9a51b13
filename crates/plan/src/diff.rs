//! Unified diffs as git prints them.

use std::fmt::Write as _;

use imara_diff::{Algorithm, Diff, InternedInput};

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// The diff of one file; empty when both sides are equal.
pub fn unified_diff(path: &str, before: Option<&str>, after: Option<&str>) -> String {
    if before == after {
        return String::new();
    }
    let mut out = format!("diff --git a/{path} b/{path}\n");
    match (before, after) {
        (None, _) => out.push_str("new file mode 100644\n"),
        (_, None) => out.push_str("deleted file mode 100644\n"),
        _ => {}
    }
    let name = |side: &str, text: Option<&str>| match text {
        Some(_) => format!("{side}/{path}"),
        None => "/dev/null".to_owned(),
    };
    let (before_name, after_name) = (name("a", before), name("b", after));
    let body = hunks(before.unwrap_or_default(), after.unwrap_or_default());
    if !body.is_empty() {
        let _ = write!(out, "--- {before_name}\n+++ {after_name}\n{body}");
    }
    out
}

fn hunks(before: &str, after: &str) -> String {
    let input = InternedInput::new(before, after);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let changes: Vec<_> = diff
        .hunks()
        .map(|hunk| {
            let range = |range: std::ops::Range<u32>| range.start as usize..range.end as usize;
            (range(hunk.before), range(hunk.after))
        })
        .collect();
    let mut out = String::new();
    let mut at = 0;
    while at < changes.len() {
        let mut end = at + 1;
        while end < changes.len() && changes[end].0.start - changes[end - 1].0.end <= 2 * CONTEXT {
            end += 1;
        }
        write_hunk(&mut out, &old, &new, &changes[at..end]);
        at = end;
    }
    out
}

type Change = (std::ops::Range<usize>, std::ops::Range<usize>);

fn write_hunk(out: &mut String, old: &[&str], new: &[&str], changes: &[Change]) {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return };
    let lead = first.0.start.min(CONTEXT);
    let trail = (old.len() - last.0.end).min(CONTEXT);
    let (old_start, new_start) = (first.0.start - lead, first.1.start - lead);
    let old_count = last.0.end + trail - old_start;
    let new_count = last.1.end + trail - new_start;
    let shown = |start: usize, count: usize| if count == 0 { start } else { start + 1 };
    let _ = writeln!(
        out,
        "@@ -{},{old_count} +{},{new_count} @@",
        shown(old_start, old_count),
        shown(new_start, new_count)
    );
    let mut line = |sign: char, text: &str| {
        out.push(sign);
        out.push_str(text);
        if !text.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    };
    let mut at = old_start;
    for (before, after) in changes {
        old[at..before.start].iter().for_each(|text| line(' ', text));
        old[before.clone()].iter().for_each(|text| line('-', text));
        new[after.clone()].iter().for_each(|text| line('+', text));
        at = before.end;
    }
    old[at..at + trail].iter().for_each(|text| line(' ', text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_changed_line_is_shown_with_its_surroundings() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh\n";
        let after = before.replace("e\n", "E\n");
        assert_eq!(
            unified_diff("x.yaml", Some(before), Some(&after)),
            "diff --git a/x.yaml b/x.yaml\n--- a/x.yaml\n+++ b/x.yaml\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n\
             +E\n f\n g\n h\n"
        );
    }

    #[test]
    fn a_missing_final_newline_is_said() {
        let diff = unified_diff("x", Some("a"), Some("a\n"));
        assert!(diff.contains("-a\n\\ No newline at end of file\n+a\n"), "{diff}");
    }

    #[test]
    fn a_new_and_a_deleted_file_name_dev_null() {
        assert!(
            unified_diff("x", None, Some("a\n"))
                .contains("--- /dev/null\n+++ b/x\n@@ -0,0 +1,1 @@\n+a\n")
        );
        assert!(
            unified_diff("x", Some("a\n"), None).contains("+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n")
        );
        assert_eq!(unified_diff("x", Some("a"), Some("a")), "");
    }
}
