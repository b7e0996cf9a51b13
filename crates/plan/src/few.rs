//! Few of many findings: the first of a file, and one that says how many more there are. A file of two
//! megabytes can have hundreds of thousands, and nobody reads them.

use std::collections::HashMap;

use hedgerow_model::{Finding, Severity, rule};

/// The most findings that are kept of one file, beside the one that tells of the others.
pub const MOST_OF_FILE: usize = 1000;

/// The most findings that are kept of one fabric, beside the one that tells of the others.
pub const MOST_OF_FABRIC: usize = 100_000;

/// The first findings of a file. What is left out is counted and dropped as it comes, so that memory is
/// bounded too.
#[derive(Clone, Debug, Default)]
pub struct Few {
    kept: Vec<Finding>,
    more: More,
}

/// Findings that are not listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct More {
    /// How many.
    count: usize,
    /// How much the worst of them matters.
    worst: Option<Severity>,
}

impl More {
    /// One more.
    pub fn add(&mut self, finding: &Finding) {
        self.count += 1;
        if self.worst.is_none_or(|worst| weight(finding.severity) > weight(worst)) {
            self.worst = Some(finding.severity);
        }
    }

    /// Those of which something was said before, and these.
    #[must_use]
    pub fn beside(mut self, said: &Finding) -> Self {
        let before = said.message.split(' ').next().and_then(|count| count.parse::<usize>().ok());
        if let Some(before) = before.filter(|_| said.rule == rule::TOO_MANY) {
            self.add(said);
            self.count = (self.count - 1).saturating_add(before);
        }
        self
    }

    /// What is to be said of them at a path, if there are any: as grave as the worst of them.
    #[must_use]
    pub fn said(&self, path: &str) -> Option<Finding> {
        let message = format!("{} more findings are not listed: fix these first", self.count);
        Some(Finding::of_file(path, self.worst?, rule::TOO_MANY, message))
    }
}

fn weight(severity: Severity) -> u8 {
    match severity {
        Severity::Info => 0,
        Severity::Warning => 1,
        Severity::Error => 2,
    }
}

impl Few {
    /// Adds one, or counts it.
    pub fn add(&mut self, finding: Finding) {
        if self.kept.len() < MOST_OF_FILE {
            self.kept.push(finding);
        } else {
            self.more.add(&finding);
        }
    }

    /// In the order in which they were found; the last says that there are more.
    #[must_use]
    pub fn listed(mut self, path: &str) -> Vec<Finding> {
        self.kept.extend(self.more.said(path));
        self.kept
    }
}

impl Extend<Finding> for Few {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }
}

/// Few of each file, of findings of several files in any order.
#[must_use]
pub fn few_of_each(findings: impl IntoIterator<Item = Finding>) -> Vec<Finding> {
    let mut of_file: HashMap<String, (usize, More)> = HashMap::new();
    let mut kept = Vec::new();
    for finding in findings {
        let (count, more) = match of_file.get_mut(&finding.path) {
            Some(known) => known,
            None => of_file.entry(finding.path.clone()).or_default(),
        };
        if *count < MOST_OF_FILE {
            *count += 1;
            kept.push(finding);
        } else {
            more.add(&finding);
        }
    }
    let mut more: Vec<Finding> =
        of_file.iter().filter_map(|(path, (_, more))| more.said(path)).collect();
    more.sort_by(|a, b| a.path.cmp(&b.path));
    kept.extend(more);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(path: &str, severity: Severity) -> Finding {
        Finding::of_file(path, severity, rule::YAML, "x")
    }

    #[test]
    fn the_first_are_kept_and_the_last_says_how_many_more_and_how_bad() {
        for (over, worst) in [(0, None), (1, Some(Severity::Warning)), (70, Some(Severity::Error))]
        {
            let mut few = Few::default();
            few.extend((0..MOST_OF_FILE).map(|_| finding("a", Severity::Info)));
            for at in 0..over {
                let severity = if at == 50 { Severity::Error } else { Severity::Warning };
                few.add(finding("a", severity));
            }
            let listed = few.listed("a");
            let Some(worst) = worst else {
                assert_eq!(listed.len(), MOST_OF_FILE);
                continue;
            };
            assert_eq!(listed.len(), MOST_OF_FILE + 1);
            let last = listed.last().unwrap();
            assert_eq!((last.rule.as_str(), last.severity), (rule::TOO_MANY, worst));
            assert!(last.message.starts_with(&format!("{over} more findings")), "{}", last.message);
        }
    }

    #[test]
    fn what_was_said_before_counts_on() {
        let mut more = More::default();
        more.add(&finding("a", Severity::Error));
        more.add(&finding("a", Severity::Info));
        let said = more.said("dir").unwrap();
        let mut again = More::default();
        again.add(&finding("b", Severity::Warning));
        let both = again.beside(&said).said("dir").unwrap();
        assert!(both.message.starts_with("3 more"), "{}", both.message);
        assert_eq!(both.severity, Severity::Error);
        assert_eq!(again.beside(&finding("a", Severity::Error)), again);
        assert_eq!(More::default().said("dir"), None);
    }

    #[test]
    fn each_file_has_its_own_few() {
        let many = (0..MOST_OF_FILE + 2).flat_map(|at| {
            let of_a = finding("a", Severity::Warning);
            let of_b = (at < 3).then(|| finding("b", Severity::Error));
            [Some(of_a), of_b].into_iter().flatten()
        });
        let few = few_of_each(many);
        let of = |path: &str| few.iter().filter(|finding| finding.path == path).count();
        assert_eq!((of("a"), of("b")), (MOST_OF_FILE + 1, 3));
        let said: Vec<_> = few.iter().filter(|it| it.rule == rule::TOO_MANY).collect();
        assert!(
            matches!(&said[..], [of_a] if of_a.path == "a" && of_a.message.starts_with("2 more"))
        );
    }
}
