//! Which rules a fabric breaks, and how often.

use std::cmp::Reverse;

use hedgerow_model::rule;
use hedgerow_store::RuleFigure;

use crate::views::RuleCount;

/// Most rules that are listed for a fabric.
const MOST: usize = 10;

/// The rules that are broken, errors first, then the most frequent; the last is what could not be checked.
/// `MOST` at most: of more, the least frequent warnings are left out.
pub(super) fn rule_counts(mut figures: Vec<RuleFigure>) -> Vec<RuleCount> {
    let key = |figure: &RuleFigure| {
        let last = figure.rule == rule::NOT_CHECKED;
        (last, figure.severity, Reverse(figure.count), figure.rule.clone())
    };
    figures.sort_by_key(key);
    let unchecked = figures.pop_if(|figure| figure.rule == rule::NOT_CHECKED);
    figures.truncate(MOST - usize::from(unchecked.is_some()));
    figures.extend(unchecked);
    let count = |RuleFigure { rule, severity, count }| RuleCount { rule, severity, count };
    figures.into_iter().map(count).collect()
}

#[cfg(test)]
mod tests {
    use hedgerow_model::Severity;

    use super::*;

    fn figure(rule: &str, severity: Severity, count: i64) -> RuleFigure {
        RuleFigure { rule: rule.to_owned(), severity, count }
    }

    fn names(counts: &[RuleCount]) -> Vec<&str> {
        counts.iter().map(|count| count.rule.as_str()).collect()
    }

    #[test]
    fn errors_come_first_then_the_most_frequent_and_last_what_was_not_checked() {
        let counts = rule_counts(vec![
            figure("not-checked", Severity::Info, 90),
            figure("type", Severity::Error, 1),
            figure("deprecated", Severity::Warning, 50),
            figure("vpc-vlan-other", Severity::Error, 4),
            figure("required", Severity::Error, 4),
        ]);
        let expected = ["required", "vpc-vlan-other", "type", "deprecated", "not-checked"];
        assert_eq!(names(&counts), expected);
    }

    #[test]
    fn of_many_rules_the_least_frequent_are_left_out_and_never_what_was_not_checked() {
        let rules: Vec<String> = (0..30).map(|number| format!("r{number:02}")).collect();
        let mut figures: Vec<RuleFigure> =
            (0..).zip(&rules).map(|(n, rule)| figure(rule, Severity::Error, 100 - n)).collect();
        let ten: Vec<&str> = rules.iter().map(String::as_str).take(MOST).collect();
        assert_eq!(names(&rule_counts(figures.clone())), ten);
        figures.push(figure("not-checked", Severity::Info, 1));
        let counts = rule_counts(figures);
        assert_eq!(names(&counts), [&ten[..MOST - 1], &["not-checked"]].concat());
    }
}
