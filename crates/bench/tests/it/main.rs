//! The benchmarks as a program, at small sizes: that they still run, not how fast.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::process::Command;

fn quick(arguments: &[&str]) -> (String, serde_json::Value) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("figures.json");
    let output = Command::new(env!("CARGO_BIN_EXE_hedgerow-bench"))
        .args(["--quick", "--json"])
        .arg(&file)
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let figures = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    (String::from_utf8(output.stdout).unwrap(), figures)
}

#[test]
fn every_row_is_measured_at_small_sizes() {
    let (table, figures) = quick(&["--idle"]);
    let rows: Vec<&str> = figures["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["work"].as_str().unwrap())
        .collect();
    assert_eq!(
        rows,
        [
            "reading YAML, on one core",
            "validating one object",
            "three-way merge of 100 lines: values",
            "three-way merge of 100 lines: text, by lines",
            "three-way merge of 100 lines: text, by the editor",
            "hedgerow merge of 100 lines, the whole process",
            "a file of 10 documents, parsed",
            "a file of 20 documents, parsed",
            "a file of 40 documents, parsed",
            "sync of 100 documents in one file: processor time",
            "a megabyte in texts of 8 KB, worst of the hostile set",
            "first ingest of 60 resources: time",
            "first ingest of 60 resources: peak memory",
            "first ingest of 120 resources: time",
            "first ingest of 120 resources: peak memory",
            "first ingest of 120 resources in 6 fabrics: time",
            "first ingest of 120 resources in 6 fabrics: peak memory",
            "ingest of 1 changed file among 60",
            "a whole sync with 1 changed file among 60",
            "ingest of 1 changed file among 120 in 6 fabrics",
            "a whole sync with 1 changed file among 120 in 6 fabrics",
            "a resource in full among 60",
            "the same, of one that 23 refer to",
            "ingest of 1 deletion among 60",
            "who set the fields of a resource, 20 commits: first",
            "who set the fields of a resource, 20 commits: again",
            "who set the fields of a resource, 40 commits: first",
            "who set the fields of a resource, 40 commits: again",
            "rules: first look at 60 resources",
            "rules: memory of 60 resources",
            "rules: one draft among 60 resources",
            "rules: 11 drafts, one by one",
            "rules: 11 drafts of one change",
            "rules: what cannot be ordered among 11 drafts",
            "publish of 1 change among 60 files, file",
            "publish of 1 change among 60 files, HTTP",
            "publish of 1 change among 60 files, HTTP: exchanges with the remote",
            "publish against two who push without a pause, over a file",
            "publish against two who push without a pause, over a file: the slowest",
            "publish against two who push without a pause, over HTTP",
            "publish against two who push without a pause, over HTTP: the slowest",
            "12 changes at once, by 3 fabrics of 20: time",
            "12 changes at once, by 3 fabrics of 20: pushes",
            "12 changes at once, by 3 fabrics of 20: commits",
            "full two-way cycle of 10 resources",
            "full cycle of 20 resources, 0 conflicts",
            "full cycle of 20 resources, 2 conflicts",
            "full cycle of 20 resources, 4 conflicts",
            "the cycles of 20 resources: peak memory",
            "3 checks of 0.0 MB at once: peak memory",
            "3 checks of 0.0 MB at once: slowest save meanwhile",
            "70 objects of 12 kinds: memory beyond the same server without",
            "70 objects of 12 kinds: the same at its peak",
            "70 objects of 12 kinds: first complete state",
            "70 objects of 12 kinds: an event until it is told",
            "70 objects of 12 kinds: all compared",
            "70 objects of 12 kinds: all compared again",
            "70 objects of 12 kinds: idle, processor",
            "70 objects of 12 kinds: known again after a restart",
            "70 objects of 12 kinds: kinds listed again by that",
            "70 objects of 12 kinds: verified",
            "idle, 120 resources in 6 fabrics, 2 repositories polled: memory",
            "idle, 120 resources in 6 fabrics, 2 repositories polled: processor",
        ]
    );
    for row in rows {
        assert!(table.contains(row), "the table has no `{row}`:\n{table}");
    }
}

#[test]
fn a_filter_measures_what_it_names_only() {
    let (_, figures) = quick(&["merge"]);
    assert_eq!(figures["rows"].as_array().unwrap().len(), 4);
}

#[test]
fn a_filter_that_names_nothing_says_what_there_is() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_hedgerow-bench")).arg("nothing").output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no group matches") && said.contains("first-ingest"), "{said}");
}
