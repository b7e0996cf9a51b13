//! Findings and checks, as lines for people.

use hedgerow_engine::views::FindingView;
use hedgerow_model::{place_in, rule, said};

use super::harmless;

/// A finding on one line, as compilers write them; behind it where the other resource is.
pub(crate) fn line(finding: &FindingView) -> String {
    let mut parts = vec![finding.severity.to_string()];
    let place = place_in(&finding.path, finding.line, finding.column);
    // What could not be checked is in no place, unless it is of one resource.
    let is_placed = finding.rule != rule::NOT_CHECKED || finding.resource.is_some();
    if !place.is_empty() && is_placed {
        parts.push(place);
    }
    // The file is before it.
    let (resource, field) = (finding.resource.as_deref(), finding.field.as_ref());
    let said = said(resource, field, "", &finding.message);
    parts.push(format!("{said} [{}]{}", finding.rule, other(finding)));
    harmless(&parts.join(": "))
}

/// Where the other resource is, or which it is where the message does not name it.
fn other(finding: &FindingView) -> String {
    let Some(other) = &finding.other else { return String::new() };
    let place = finding.other_path.as_deref().map(|path| {
        let line = finding.other_line.unwrap_or(0);
        place_in(path, line, 0)
    });
    match (place, finding.message.contains(other.as_str())) {
        (Some(place), true) => format!(" (see {place})"),
        (Some(place), false) => format!(" (see {other}, {place})"),
        (None, true) => String::new(),
        (None, false) => format!(" (see {other})"),
    }
}

/// Findings as they were, but what could not be checked last.
pub(crate) fn in_order(findings: &[FindingView]) -> Vec<&FindingView> {
    let (unchecked, found): (Vec<_>, Vec<_>) =
        findings.iter().partition(|finding| finding.rule == rule::NOT_CHECKED);
    found.into_iter().chain(unchecked).collect()
}

/// What was checked and what could not be: `61 checks passed, 2 not possible`.
pub(crate) fn checked(passed: usize, not_possible: usize) -> String {
    match (passed, not_possible) {
        (0, 0) => "no rule between resources was checked".to_owned(),
        (passed, 0) => format!("{passed} {} passed", checks(passed)),
        (passed, not) => format!("{passed} {} passed, {not} not possible", checks(passed)),
    }
}

fn checks(count: usize) -> &'static str {
    if count == 1 { "check" } else { "checks" }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::Severity;

    use super::*;

    fn finding() -> FindingView {
        FindingView {
            path: "f/managed/a.yaml".into(),
            line: 3,
            column: 5,
            severity: Severity::Error,
            rule: "type".into(),
            message: "must be a string".into(),
            resource: Some("VPC/a".into()),
            field: Some("spec.mode".parse().unwrap()),
            other: None,
            other_path: None,
            other_line: None,
            migration: None,
        }
    }

    #[test]
    fn a_finding_is_one_line_with_its_place() {
        let finding = finding();
        assert_eq!(
            line(&finding),
            "error: f/managed/a.yaml:3:5: VPC/a: spec.mode must be a string [type]"
        );
        let nowhere = FindingView { path: String::new(), ..finding };
        assert_eq!(line(&nowhere), "error: VPC/a: spec.mode must be a string [type]");
    }

    #[test]
    fn the_other_resource_is_named_with_its_place_as_far_as_it_is_known() {
        let other = Some("VPC/b".to_owned());
        let named = FindingView { message: "is that of VPC/b".into(), other, ..finding() };
        let placed = FindingView {
            other_path: Some("f/b.yaml".into()),
            other_line: Some(9),
            ..named.clone()
        };
        let unnamed = |of: &FindingView| FindingView { message: "is taken".into(), ..of.clone() };
        for (finding, expected) in [
            (placed.clone(), "is that of VPC/b [type] (see f/b.yaml:9)"),
            (unnamed(&placed), "is taken [type] (see VPC/b, f/b.yaml:9)"),
            (unnamed(&named), "is taken [type] (see VPC/b)"),
            (named, "is that of VPC/b [type]"),
        ] {
            let line = line(&finding);
            assert!(line.ends_with(expected), "{line}");
        }
    }

    #[test]
    fn what_could_not_be_checked_comes_last_and_without_a_place() {
        let unchecked = FindingView {
            path: "f".into(),
            line: 0,
            severity: Severity::Info,
            rule: "not-checked".into(),
            message: "not checked for 1 resource".into(),
            resource: None,
            field: None,
            ..finding()
        };
        let findings = [unchecked.clone(), finding()];
        let lines: Vec<String> = in_order(&findings).into_iter().map(line).collect();
        assert_eq!(lines[0], line(&finding()));
        assert_eq!(lines[1], "info: not checked for 1 resource [not-checked]");
        // What is said of one resource has a place.
        let of_one = FindingView { line: 3, resource: Some("VPC/a".into()), ..unchecked };
        assert!(line(&of_one).starts_with("info: f:3:5: VPC/a: "), "{}", line(&of_one));
    }

    #[test]
    fn checks_are_counted_and_none_is_said() {
        assert_eq!(checked(61, 2), "61 checks passed, 2 not possible");
        assert_eq!(checked(0, 2), "0 checks passed, 2 not possible");
        assert_eq!(checked(1, 0), "1 check passed");
        assert_eq!(checked(0, 0), "no rule between resources was checked");
    }
}
