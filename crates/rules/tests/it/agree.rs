//! Two readings of the clauses: ours, and that of `rigs/webhook`, which was written from their text alone. Both judge the
//! same stream of edits, made up so that each clause is violated and nearly violated.

mod ours;
mod theirs;

use std::collections::{BTreeMap, BTreeSet};

use ours::{Fabric, Said};
use theirs::{Answer, Line};

/// What the cluster accepts although it is an error here: what is written takes no effect, or not the one that is
/// meant.
const ERRORS_THOUGH_ACCEPTED: [&str; 3] = ["vlanns-range", "conn-type", "meta-unknown-field"];

/// Which edits are made up, and how often each clause is violated and nearly violated, at least; for a longer run by
/// hand the environment says otherwise.
const SEED: (&str, u64) = ("HEDGEROW_EDITS_SEED", 1);
const EACH: (&str, u64) = ("HEDGEROW_EDITS_EACH", 20);

/// How often a clause was tried, and how often both readings said the same.
#[derive(Default)]
struct Count {
    violated: u64,
    nearly: u64,
    agreed: u64,
}

/// In what the two readings of an edit differ.
fn differences(said: &Said, answer: &Answer) -> Vec<String> {
    let refusing: BTreeSet<&str> = answer.clauses.iter().map(String::as_str).collect();
    let warnings: BTreeSet<&str> = answer.warnings.iter().map(String::as_str).collect();
    let is_accepted = |error: &ours::Refusal| {
        ERRORS_THOUGH_ACCEPTED.iter().any(|id| warnings.contains(id) && error.is_of(id))
    };
    let mut found = Vec::new();
    let refused = said.errors.iter().any(|error| !is_accepted(error));
    if refused == answer.allowed {
        found.push(format!("refused here: {refused}, by the webhook: {}", !refused));
    }
    for clause in refusing.iter().filter(|clause| !clause.is_empty()) {
        if !said.errors.iter().any(|error| error.is_of(clause)) {
            found.push(format!("refused by the webhook only: {clause}"));
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
                found.push(format!("warned of by the webhook only: {clause}"));
            }
        }
        let here = said.warnings.difference(&warnings);
        found.extend(here.map(|rule| format!("warned of here only: {rule}")));
    }
    found
}

#[test]
fn an_independent_reading_of_the_clauses_refuses_and_accepts_the_same() {
    let [seed, each] = [SEED, EACH]
        .map(|(name, usual)| std::env::var(name).map_or(usual, |text| text.parse().unwrap()));
    let (lines, answers) = theirs::generated_and_judged(seed, each);
    assert_eq!(lines.len(), answers.len());
    let mut fabric = Fabric::default();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (number, (line, answer)) in lines.iter().zip(&answers).enumerate() {
        let Line { op, object, aims, .. } = line;
        if op == "configure" {
            fabric.configure(&line.config, line.clear);
            continue;
        }
        let said = fabric.judge(op, object);
        let found = differences(&said, answer);
        if let Some(aims) = aims {
            let count = counts.entry(&aims.clause).or_default();
            *(if aims.violates { &mut count.violated } else { &mut count.nearly }) += 1;
            count.agreed += u64::from(found.is_empty());
        }
        for difference in found {
            let at = number + 1;
            let edit =
                format!("line {at}: {op} {object}\n    webhook: {}\n    {said:?}", answer.message);
            wrong.entry(difference).or_default().push(edit);
        }
        // What is stored is the same for both, so that one difference does not make others.
        if answer.allowed {
            fabric.accept(op, object);
        }
    }
    for (clause, Count { violated, nearly, agreed }) in &counts {
        println!("{clause:<26} violated {violated:3}  nearly {nearly:3}  agreed {agreed:3}");
    }
    println!("{} lines, {} differences", lines.len(), wrong.values().map(Vec::len).sum::<usize>());
    let few = counts.iter().filter(|(_, count)| count.violated.min(count.nearly) < each);
    assert_eq!(few.map(|(clause, _)| *clause).collect::<Vec<_>>(), [""; 0], "tried too seldom");
    assert!(counts.len() > 120, "only {} clauses were tried", counts.len());
    let shown = wrong.iter().map(|(difference, edits)| {
        format!("{difference}: {} times, first at\n    {}\n", edits.len(), edits[0])
    });
    assert!(wrong.is_empty(), "the readings differ:\n{}", shown.collect::<String>());
}
