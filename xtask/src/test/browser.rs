//! The program in a real browser: Playwright's tests against a server of its own each.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::tally::Tally;
use super::{chromium, reports};
use crate::{cargo, web};

/// The same program, as two commands of cargo build it: what is linked to tests has more features of its dependencies,
/// so that building the one after the other would compile nearly everything again.
#[derive(Debug, Clone, Copy)]
pub(super) enum Built {
    /// By `cargo test --workspace`, which has run.
    WithTests,
    /// On its own, which is much quicker from nothing.
    Alone,
}

/// Builds the program with the application in it, gets a browser, and runs the tests.
pub(super) fn run(tally: &mut Tally, built: Built) -> Result<()> {
    let ready = web::build().and_then(|()| Ok((program(built)?, cluster()?, chromium::get()?)));
    let (program, cluster, browser) = match ready {
        Ok(ready) => ready,
        Err(error) => {
            println!("  {error:#}");
            tally.count("what the browser tests need", false);
            return Ok(());
        }
    };
    let folder = tempfile::tempdir()?;
    let report = folder.path().join("playwright.json");
    let mut command = web::npm()?;
    command
        .args(["run", "--silent", "e2e", "--", "--reporter=list,json"])
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .env("HEDGEROW_PROGRAM", program)
        .env("HEDGEROW_TEST_CLUSTER", cluster)
        .env_remove(chromium::VARIABLE);
    if let Some(browser) = browser {
        command.env(chromium::VARIABLE, browser);
    }
    let status = command.status().context("failed to run Playwright")?;
    let results = reports::playwright(&fs::read_to_string(&report).unwrap_or_default());
    tally.add("Playwright", &results, status.success());
    Ok(())
}

/// Builds the program, if that is left to do, and says where it is.
fn program(built: Built) -> Result<PathBuf> {
    cargo::program(match built {
        Built::WithTests => &["test", "--no-run", "--workspace", "--quiet"],
        Built::Alone => &["build", "--package", "hedgerow", "--bin", "hedgerow", "--quiet"],
    })
}

/// Builds the counterpart of a cluster, and says where it is.
fn cluster() -> Result<PathBuf> {
    let args = ["--package", "hedgerow-testkit", "--features", "cluster", "--example", "cluster"];
    cargo::built(&[&["build", "--quiet"], &args[..]].concat(), ("example", "cluster"))
}
