//! Our reading of the clauses beside that of a counterpart, edit by edit.

use std::collections::{BTreeMap, BTreeSet};

use super::edit::{Answer, Line, Server};
use super::ours::{Fabric, Refusal, Said};
use super::stored;

/// What the cluster accepts although it is an error here: what is written takes no effect, or not the one that is
/// meant.
const ERRORS_THOUGH_ACCEPTED: [&str; 3] = ["vlanns-range", "conn-type", "meta-unknown-field"];

/// How often a clause was tried, and how often both readings said the same.
#[derive(Default)]
struct Count {
    violated: u64,
    nearly: u64,
    agreed: u64,
}

/// Has each edit judged by both, prints how often each clause was tried, and fails where they differ, or where a clause
/// was violated or nearly violated less than `each` times.
pub(super) fn compare(lines: &[Line], each: u64, mut counterpart: impl FnMut(&Line) -> Answer) {
    let mut fabric = Fabric::default();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (number, line) in lines.iter().enumerate() {
        let answer = counterpart(line);
        let Line { op, object, aims, .. } = line;
        if op == "configure" {
            fabric.configure(&line.config, line.clear);
            continue;
        }
        if !fabric.is_possible(op, object) {
            // What takes back an edit that was refused after all finds nothing to take back.
            if !line.restores || answer.allowed {
                let number = number + 1;
                let difference = "does not follow on what was stored".to_owned();
                wrong.entry(difference).or_default().push(format!("line {number}: {op} {object}"));
            }
            continue;
        }
        let said = fabric.judge(op, object);
        let mut found = differences(&said, &answer);
        // What is an error here although it is accepted is stored without effect, if at all.
        if let Some(Server::Stored(stored)) = &answer.server
            && said.errors.is_empty()
        {
            found.extend(stored::differences(&fabric.as_stored(object), stored));
        }
        if let Some(aims) = aims {
            if answer.allowed == aims.violates && !said.is_told_otherwise_by_servers() {
                found.push(format!("not as meant, allowed: {}", answer.allowed));
            }
            let count = counts.entry(&aims.clause).or_default();
            *(if aims.violates { &mut count.violated } else { &mut count.nearly }) += 1;
            count.agreed += u64::from(found.is_empty());
        }
        for difference in found {
            let at = number + 1;
            let edit = format!(
                "line {at}: {op} {object}\n    counterpart: {}\n    {said:?}",
                answer.message
            );
            wrong.entry(difference).or_default().push(edit);
        }
        // What is stored is the same for both, so that one difference does not make others.
        if answer.allowed && !line.is_taken_back() {
            fabric.accept(op, object);
        }
    }
    report(lines.len(), each, &counts, &wrong);
}

/// Prints the counts, and fails where something is wrong.
#[expect(clippy::print_stdout, reason = "how often each clause was tried is shown")]
fn report(
    lines: usize,
    each: u64,
    counts: &BTreeMap<&str, Count>,
    wrong: &BTreeMap<String, Vec<String>>,
) {
    for (clause, Count { violated, nearly, agreed }) in counts {
        println!("{clause:<26} violated {violated:3}  nearly {nearly:3}  agreed {agreed:3}");
    }
    println!("{} lines, {} differences", lines, wrong.values().map(Vec::len).sum::<usize>());
    let few = counts.iter().filter(|(_, count)| count.violated.min(count.nearly) < each);
    assert_eq!(few.map(|(clause, _)| *clause).collect::<Vec<_>>(), [""; 0], "tried too seldom");
    assert!(counts.len() > 120, "only {} clauses were tried", counts.len());
    let shown = wrong.iter().map(|(difference, edits)| {
        format!("{difference}: {} times, first at\n    {}\n", edits.len(), edits[0])
    });
    assert!(wrong.is_empty(), "the readings differ:\n{}", shown.collect::<String>());
}

/// In what the two readings of an edit differ.
fn differences(said: &Said, answer: &Answer) -> Vec<String> {
    let refusing: BTreeSet<&str> = answer.clauses.iter().map(String::as_str).collect();
    let warnings: BTreeSet<&str> = answer.warnings.iter().map(String::as_str).collect();
    let is_accepted = |error: &Refusal| {
        ERRORS_THOUGH_ACCEPTED.iter().any(|id| warnings.contains(id) && error.is_of(id))
            // An API server removes an entry of a map that is null before any webhook sees it: what is written there takes no
            // effect, and the clauses refuse it.
            || answer.allowed && answer.server.is_some() && said.is_about_null(error)
    };
    let mut found = Vec::new();
    let is_newer = answer.server.is_some() && said.is_refused_since_1_36;
    let refused = is_newer || said.errors.iter().any(|error| !is_accepted(error));
    if refused == answer.allowed {
        found.push(format!("refused here: {refused}, by the counterpart: {}", !refused));
    }
    if matches!(answer.server, Some(Server::RefusedBySchema)) && !said.is_refused_by_schema() {
        found.push("refused by the counterpart's schema only".to_owned());
    }
    for clause in refusing.iter().filter(|clause| !clause.is_empty()) {
        if !said.errors.iter().any(|error| error.is_of(clause)) {
            found.push(format!("refused by the counterpart only: {clause}"));
        }
    }
    // Of what cannot be read the webhook says nothing else.
    let is_read = !refusing.contains("") && !refusing.contains("meta-integer-range");
    for error in said.errors.iter().filter(|_| is_read) {
        let known = refusing.iter().any(|clause| error.is_of(clause)) || is_accepted(error);
        // Nothing is found from another namespace.
        if !known && !refusing.contains("meta-namespace") {
            found.push(format!("refused here only: {error}"));
        }
    }
    found.extend(said.twice().into_iter().map(|field| format!("refused twice here: {field}")));
    // Beside a refusal it does not matter what else would be worth a word.
    if answer.allowed {
        for clause in &warnings {
            let is_told = said.warnings.contains(clause)
                || said.of_others.contains(clause)
                || said.unchecked.contains(clause)
                || said.errors.iter().any(|error| error.is_of(clause));
            if !is_told {
                found.push(format!("warned of by the counterpart only: {clause}"));
            }
        }
        let here = said.warnings.difference(&warnings);
        found.extend(here.map(|rule| format!("warned of here only: {rule}")));
    }
    found
}
