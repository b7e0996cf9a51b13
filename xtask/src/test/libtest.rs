//! Reading what Rust's test programs print.

use super::tally::Results;

/// What a line is to somebody who reads along.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A test that passed, or the frame around tests: noise by the hundred.
    Noise,
    /// Everything else: failures, their output, sums.
    Worthwhile,
}

impl Results {
    /// Takes in one line.
    pub(super) fn read(&mut self, line: &str) -> Line {
        let line = line.trim_end();
        if let Some(sums) = line.strip_prefix("test result: ") {
            self.add_sums(sums);
            let empty = sums.contains(" 0 passed; 0 failed; 0 ignored");
            return if empty { Line::Noise } else { Line::Worthwhile };
        }
        let Some(test) = line.strip_prefix("test ") else {
            let frame = line.is_empty() || (line.starts_with("running ") && line.contains(" test"));
            return if frame { Line::Noise } else { Line::Worthwhile };
        };
        if let Some(name) = test.strip_suffix(" ... FAILED") {
            self.failures.push(name.to_owned());
        }
        if test.ends_with(" ... ok") { Line::Noise } else { Line::Worthwhile }
    }

    /// Adds the sums of one program: `ok. 3 passed; 0 failed; 1 ignored; …`.
    fn add_sums(&mut self, sums: &str) {
        let (_, sums) = sums.split_once(". ").unwrap_or(("", sums));
        for sum in sums.split("; ") {
            let Some((count, what)) = sum.split_once(' ') else { continue };
            let Ok(count) = count.parse::<u64>() else { continue };
            match what {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.ignored += count,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As printed by the test programs of Rust 1.95, shortened.
    const RECORDED: &str = "
running 3 tests
test paths::a_dotted_path_is_read ... ok
test paths::slow has been running for over 60 seconds
test paths::an_empty_path_is_refused ... FAILED
test paths::by_hand ... ignored, needs a terminal

failures:

---- paths::an_empty_path_is_refused stdout ----

thread 'paths::an_empty_path_is_refused' (1234) panicked at crates/model/src/path.rs:9:9:
assertion failed: read(\"\").is_err()

failures:
    paths::an_empty_path_is_refused

test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s


running 0 tests

test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

    #[test]
    fn results_are_summed_over_programs() {
        let mut results = Results::default();
        let shown: Vec<&str> =
            RECORDED.lines().filter(|line| results.read(line) == Line::Worthwhile).collect();
        assert_eq!(
            results,
            Results {
                passed: 1,
                failed: 1,
                ignored: 1,
                failures: vec!["paths::an_empty_path_is_refused".to_owned()],
            }
        );
        assert_eq!(shown.first(), Some(&"test paths::slow has been running for over 60 seconds"));
        assert!(shown.contains(&"assertion failed: read(\"\").is_err()"));
        assert!(!shown.iter().any(|line| line.ends_with("... ok")));
        assert_eq!(shown.iter().filter(|line| line.starts_with("test result")).count(), 1);
    }
}
