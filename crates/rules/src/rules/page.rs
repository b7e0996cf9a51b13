//! The page of the rules between resources, and what is suggested for a mistyped id.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

use super::{RULES, near};
use crate::Rule;

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[test]
fn the_page_of_rules_has_the_table_of_those_between_resources() {
    let mut table = String::from(
        "| rule | severity | kinds | what is the case | what to do |\n|---|---|---|---|---|\n",
    );
    for rule in RULES {
        let Rule { id, severity, meaning, action, .. } = rule;
        let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind.name()).collect();
        let kinds = if rule.is_of_all_kinds() { "all".to_owned() } else { kinds.join(", ") };
        let (meaning, action) = (cell(meaning), cell(action));
        let held = if rule.held_by_schema().is_empty() { "" } else { " (schema)" };
        writeln!(table, "| `{id}` | {severity}{held} | {kinds} | {meaning} | {action} |").unwrap();
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
    let page = std::fs::read_to_string(page).unwrap();
    let rest = page.split_once(&table).map(|(_, rest)| rest);
    let rest = rest.unwrap_or_else(|| panic!("docs/rules.md must have this table:\n{table}"));
    assert!(rest.is_empty() || rest.starts_with('\n'), "and no other rules");
}

#[test]
fn a_mistyped_id_is_answered_with_those_near_to_it() {
    assert_eq!(near("vpc-subnet-overlp").first(), Some(&"vpc-subnet-overlap"));
    assert_eq!(near("VPC-Subnet-Overlap").first(), Some(&"vpc-subnet-overlap"));
    assert!(near("overlap-other").contains(&"vpc-overlap-other"));
    assert_eq!(near("vpc").len(), 3, "not all of them");
    for far in ["", "xy", "no such rule", &"v".repeat(10_000)] {
        assert_eq!(near(far), [""; 0], "{far}");
    }
    let unique: HashSet<&str> = near("vpc-subnet").into_iter().collect();
    assert_eq!(unique.len(), 3);
}
