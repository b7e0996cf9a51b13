//! Counting what passed and what failed.

/// The tests of one run of a test runner, over all its programs or files.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Results {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) ignored: u64,
    /// The names of those that failed.
    pub(super) failures: Vec<String>,
}

/// The sum over all steps.
#[derive(Debug, Default)]
pub(super) struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
    failures: Vec<String>,
}

impl Tally {
    /// Counts one check.
    pub(super) fn count(&mut self, name: &str, passed: bool) {
        if passed {
            self.passed += 1;
        } else {
            self.fail(name.to_owned());
        }
    }

    /// Counts the tests of a run of `runner` that ended well or not.
    ///
    /// A run can fail with no test reported as failed: it did not compile, or a test's process died. That is one failure.
    pub(super) fn add(&mut self, runner: &str, results: &Results, ended_well: bool) {
        self.passed += results.passed;
        self.skipped += results.ignored;
        let unnamed = results.failed.saturating_sub(results.failures.len() as u64);
        self.failed += unnamed;
        for failure in &results.failures {
            self.fail(failure.clone());
        }
        if !ended_well && results.failed == 0 {
            self.fail(format!("{runner}: it did not compile, or a test's process died"));
        }
        if ended_well && results.passed == 0 {
            self.fail(format!("{runner}: no test was run"));
        }
    }

    /// Counts a run of tests that a run before it ignored: they are not skipped any more.
    pub(super) fn add_ignored(&mut self, runner: &str, results: &Results, ended_well: bool) {
        self.skipped = self.skipped.saturating_sub(results.passed + results.failed);
        self.add(runner, results, ended_well);
    }

    fn fail(&mut self, failure: String) {
        self.failed += 1;
        self.failures.push(failure);
    }

    pub(super) fn failed(&self) -> u64 {
        self.failed
    }

    /// What failed, in the order of running.
    pub(super) fn failures(&self) -> &[String] {
        &self.failures
    }

    /// The closing line: `N passed, N failed`, and `, N skipped` where tests were ignored.
    pub(super) fn summary(&self) -> String {
        let mut summary = format!("{} passed, {} failed", self.passed, self.failed);
        if self.skipped > 0 {
            summary.push_str(&format!(", {} skipped", self.skipped));
        }
        summary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_sums_checks_and_tests() {
        let mut tally = Tally::default();
        tally.count("cargo fmt", true);
        tally.count("cargo clippy", false);
        let results = Results {
            passed: 7,
            failed: 2,
            ignored: 1,
            failures: vec!["a::b".to_owned(), "a::c".to_owned()],
        };
        tally.add("cargo test", &results, false);
        assert_eq!(tally.summary(), "8 passed, 3 failed, 1 skipped");
        assert_eq!(tally.failures(), ["cargo clippy", "a::b", "a::c"]);
    }

    #[test]
    fn a_test_that_a_later_run_does_is_not_skipped() {
        let mut tally = Tally::default();
        tally.add("cargo test", &Results { passed: 7, ignored: 2, ..Results::default() }, true);
        tally.add_ignored("more", &Results { passed: 1, ..Results::default() }, true);
        assert_eq!(tally.summary(), "8 passed, 0 failed, 1 skipped");
    }

    #[test]
    fn a_run_that_failed_without_a_failing_test_is_a_failure() {
        let mut tally = Tally::default();
        tally.add("cargo test", &Results { passed: 7, ..Results::default() }, false);
        assert_eq!(tally.summary(), "7 passed, 1 failed");
    }

    #[test]
    fn a_run_of_no_tests_is_a_failure() {
        let mut tally = Tally::default();
        tally.add("cargo test", &Results::default(), true);
        assert_eq!(tally.summary(), "0 passed, 1 failed");
    }
}
