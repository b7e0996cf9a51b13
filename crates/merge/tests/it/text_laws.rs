//! The laws of merging text.

use std::collections::BTreeMap;

use hedgerow_merge::{Manual, Merged, Way, merge_documents, merge_values, values_equal};
use hedgerow_model::Value;
use hedgerow_yaml::{Comments, Limits, comments, read};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::document::{Document, documents, edits, stands};
use crate::support::Types;

fn merge(base: Option<&str>, draft: &str, git: &str) -> Merged {
    match merge_documents(base, Some(draft), Some(git), &Types, &mut Manual) {
        Ok(merged) => merged,
        Err(error) => panic!("{error}\n{}", shown(base, draft, git)),
    }
}

fn shown(base: Option<&str>, draft: &str, git: &str) -> String {
    format!("--- base\n{}--- draft\n{draft}--- git\n{git}", base.unwrap_or_default())
}

fn value_of(text: &str) -> Value {
    read(text, &Limits::default()).unwrap().into_value()
}

/// The comments that share the place beside an entry.
fn split_beside(line: &str) -> Vec<String> {
    line.split(" # ").map(|part| format!("# {}", part.trim_start_matches("# "))).collect()
}

/// A base and what two people made of it.
fn three() -> impl Strategy<Value = [Document; 3]> {
    (documents(), edits("d", 0..6), edits("g", 0..6)).prop_map(|(base, draft, git)| {
        let sides = [base.edited(&draft), base.edited(&git)];
        let [draft, git] = sides;
        [base, draft, git]
    })
}

/// How a file is written: line ends, last line.
fn written(text: &str, crlf: bool, ended: bool) -> String {
    let text = if ended { text } else { text.trim_end() };
    if crlf { text.replace('\n', "\r\n") } else { text.to_owned() }
}

proptest! {
    #[test]
    fn the_generator_prints_what_it_means(document in documents()) {
        prop_assert_eq!(value_of(&document.text()), document.value());
    }

    #[test]
    fn a_side_that_changed_nothing_yields_the_other_byte_for_byte(
        [base, side, _] in three(),
        crlf: bool,
        ended: bool,
    ) {
        let (base, side) = (written(&base.text(), crlf, true), written(&side.text(), crlf, ended));
        prop_assert_eq!(merge(Some(&base), &side, &base).text, Some(side.clone()));
        prop_assert_eq!(merge(Some(&base), &base, &side).text, Some(side.clone()));
        prop_assert_eq!(merge(Some(&base), &side, &side).text, Some(side.clone()));
        prop_assert_eq!(merge(None, &side, &side).text, Some(side));
    }

    #[test]
    fn the_text_reads_as_the_merged_values(
        [base, draft, git] in three(),
        crlf: bool,
        ended: bool,
        with_base in prop::bool::weighted(0.9),
    ) {
        let [base, draft, git] =
            [base.text(), draft.text(), git.text()].map(|text| written(&text, crlf, ended));
        let base = with_base.then_some(base.as_str());
        let merged = merge(base, &draft, &git);
        let text = merged.text.unwrap();
        let read_back = value_of(&text);
        prop_assert_eq!(Some(&read_back), merged.value.as_ref());
        let base_value = base.map(value_of);
        let values = merge_values(
            base_value.as_ref(),
            Some(&value_of(&draft)),
            Some(&value_of(&git)),
            &Types,
            &mut Manual,
        );
        prop_assert!(values_equal(&read_back, &values.value.unwrap(), &Types));
        prop_assert_eq!(merged.conflicts, values.conflicts);
        let mixed = text.replace("\r\n", "").contains(if crlf { '\n' } else { '\r' });
        prop_assert!(!mixed, "line endings are mixed in:\n{text:?}");
    }

    #[test]
    fn no_comment_is_lost([base, draft, git] in three(), with_base in prop::bool::weighted(0.9)) {
        let (b, d, g) = (base.text(), draft.text(), git.text());
        let merged = merge(with_base.then_some(&b), &d, &g);
        let text = merged.text.unwrap();
        let texts_of = |document: &Document| {
            document.comments().into_iter().map(|(text, _)| text).collect::<Vec<_>>()
        };
        let (in_base, in_draft, in_git) = (texts_of(&base), texts_of(&draft), texts_of(&git));
        for (side, other, in_other) in [(&draft, &git, &in_git), (&git, &draft, &in_draft)] {
            for (comment, path) in side.comments() {
                let removed =
                    with_base && in_base.contains(&comment) && !in_other.contains(&comment);
                // The entry went: the other side deleted it, or a conflict left it open.
                let went = !stands(other, &path);
                if !removed && !went {
                    prop_assert!(
                        text.contains(&comment),
                        "{comment} at {path:?} is lost ({:?}):\n{}--- merged\n{text}",
                        merged.way,
                        shown(Some(&b), &d, &g)
                    );
                }
            }
        }
    }

    #[test]
    fn comments_stand_at_the_entries_that_they_were_written_for([base, draft, git] in three()) {
        let (b, d, g) = (base.text(), draft.text(), git.text());
        let merged = merge(Some(&b), &d, &g);
        let text = merged.text.unwrap();
        let value = merged.value.unwrap();
        // Where each is, and whether it is behind that.
        let places = |text: &str| {
            let map = comments(text, &Types).unwrap();
            let lines = map.into_iter().flat_map(|(path, comments)| {
                let Comments { before, beside, after } = comments;
                let beside = beside.into_iter().flat_map(|line| split_beside(&line));
                let lines = before.into_iter().chain(beside).map(|line| (line, false));
                let lines: Vec<_> = lines.chain(after.into_iter().map(|line| (line, true))).collect();
                lines.into_iter().map(move |(line, behind)| (line, (path.clone(), behind)))
            });
            lines.collect::<BTreeMap<_, _>>()
        };
        let (in_draft, in_git) = (places(&d), places(&g));
        for (line, (place, behind)) in places(&text) {
            let was = [in_draft.get(&line), in_git.get(&line)];
            let right = was.into_iter().flatten().any(|(path, was_behind)| {
                // One that closes a list stays behind what the other side put there.
                *path == place || (behind && *was_behind && path.parent() == place.parent())
            });
            let was = was.map(|was| was.map(|(path, _)| path));
            let homeless = was.iter().flatten().any(|path| value.lookup(path).is_none());
            prop_assert!(
                right || homeless,
                "{line} went to {place} ({:?}):\n{}--- merged\n{text}",
                merged.way,
                shown(Some(&b), &d, &g)
            );
        }
    }

    #[test]
    fn a_comment_that_all_have_is_there_once([base, draft, git] in three()) {
        let (b, d, g) = (base.text(), draft.text(), git.text());
        let text = merge(Some(&b), &d, &g).text.unwrap();
        for (comment, _) in base.comments() {
            prop_assert!(
                text.matches(&comment).count() <= 1,
                "{comment} is there twice:\n{}--- merged\n{text}",
                shown(Some(&b), &d, &g)
            );
        }
    }

    #[test]
    fn a_comment_that_a_side_removed_stays_away([base, draft, git] in three()) {
        let merged = merge(Some(&base.text()), &draft.text(), &git.text());
        let text = merged.text.unwrap();
        let texts_of = |document: &Document| {
            document.comments().into_iter().map(|(text, _)| text).collect::<Vec<_>>()
        };
        let (in_draft, in_git) = (texts_of(&draft), texts_of(&git));
        for comment in texts_of(&base) {
            if !in_draft.contains(&comment) && !in_git.contains(&comment) {
                prop_assert!(!text.contains(&comment), "{comment} is back:\n{text}");
            }
        }
    }
}

#[test]
fn most_merges_go_by_lines() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut lines, mut edits) = (0, 0);
    for _ in 0..200 {
        let sides = three().new_tree(&mut runner).unwrap().current();
        let [base, draft, git] = sides.map(|document| document.text());
        match merge(Some(&base), &draft, &git).way {
            Way::Lines => lines += 1,
            Way::Edits => edits += 1,
            Way::Same | Way::TakeDraft | Way::TakeGit => {}
        }
    }
    assert!(lines > 2 * edits, "{lines} by lines, {edits} by edits");
}
