//! Reading the reports that the web application's test runners write.

use serde_json::Value;

use super::tally::Results;

/// The sums of vitest's JSON report (Jest's form); nothing in it counts as nothing run.
pub(super) fn vitest(report: &str) -> Results {
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    let mut results = Results {
        passed: number(&report["numPassedTests"]),
        failed: number(&report["numFailedTests"]),
        ignored: number(&report["numPendingTests"]) + number(&report["numTodoTests"]),
        failures: Vec::new(),
    };
    for file in items(&report["testResults"]) {
        let tests = items(&file["assertionResults"]);
        let failed: Vec<&Value> = tests.iter().filter(|test| test["status"] == "failed").collect();
        for test in &failed {
            results.failures.push(format!("vitest: {}", text(&test["fullName"])));
        }
        if failed.is_empty() && file["status"] == "failed" {
            results.failed += 1;
            results.failures.push(format!("vitest: {}", text(&file["message"]).trim()));
        }
    }
    results
}

/// The sums of Playwright's JSON report. A test that passed only when tried again has failed.
pub(super) fn playwright(report: &str) -> Results {
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    let stats = &report["stats"];
    let mut results = Results {
        passed: number(&stats["expected"]),
        failed: number(&stats["unexpected"]) + number(&stats["flaky"]),
        ignored: number(&stats["skipped"]),
        failures: Vec::new(),
    };
    let mut waiting: Vec<&Value> = items(&report["suites"]).iter().rev().collect();
    while let Some(suite) = waiting.pop() {
        waiting.extend(items(&suite["suites"]).iter().rev());
        for spec in items(&suite["specs"]) {
            for test in items(&spec["tests"]) {
                if test["status"] == "unexpected" || test["status"] == "flaky" {
                    let (file, title) = (text(&spec["file"]), text(&spec["title"]));
                    results.failures.push(format!("{file}: {title}"));
                }
            }
        }
    }
    for error in items(&report["errors"]) {
        results.failed += 1;
        let message = text(&error["message"]);
        results
            .failures
            .push(format!("Playwright: {}", message.lines().next().unwrap_or_default()));
    }
    results
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vitests_tests_are_summed_and_a_file_that_does_not_load_fails() {
        let report = r#"{"numPassedTests": 4, "numFailedTests": 1, "numPendingTests": 1, "numTodoTests": 0,
            "testResults": [
              {"name": "a.test.ts", "status": "failed", "message": "", "assertionResults": [
                {"status": "passed", "fullName": "a holds"}, {"status": "failed", "fullName": "a breaks"}]},
              {"name": "b.test.ts", "status": "failed", "message": "cannot find ./b\n", "assertionResults": []}]}"#;
        let results = vitest(report);
        assert_eq!((results.passed, results.failed, results.ignored), (4, 2, 1));
        assert_eq!(results.failures, ["vitest: a breaks", "vitest: cannot find ./b"]);
    }

    #[test]
    fn playwrights_tests_are_summed_over_nested_suites() {
        let report = r#"{"stats": {"expected": 3, "unexpected": 1, "flaky": 1, "skipped": 0},
            "errors": [{"message": "the world ended\nhere"}],
            "suites": [{"title": "a.spec.ts", "specs": [
                {"title": "walks", "file": "a.spec.ts", "tests": [{"status": "unexpected"}]}],
              "suites": [{"specs": [
                {"title": "runs", "file": "a.spec.ts", "tests": [{"status": "flaky"}, {"status": "expected"}]}]}]}]}"#;
        let results = playwright(report);
        assert_eq!((results.passed, results.failed, results.ignored), (3, 3, 0));
        assert_eq!(
            results.failures,
            ["a.spec.ts: walks", "a.spec.ts: runs", "Playwright: the world ended"]
        );
    }

    #[test]
    fn no_report_is_no_test() {
        assert_eq!(vitest(""), Results::default());
        assert_eq!(playwright("{}"), Results::default());
    }
}
