//! The web application without a browser: its build (types included), its lints, its own tests.

use std::fs;

use anyhow::{Context, Result};

use super::reports;
use super::tally::Tally;
use crate::web;

/// Builds the application and checks it.
pub(super) fn run(tally: &mut Tally) -> Result<()> {
    let built = web::build();
    if let Err(error) = &built {
        println!("  {error:#}");
    }
    tally.count("the web application is built", built.is_ok());
    // what is wrong with a build that fails is what these say best, if they can run
    if web::install().is_err() {
        return Ok(());
    }
    let lints = web::npm()?.args(["run", "--silent", "lint"]).status();
    tally.count("web lints", lints.context("failed to run the web lints")?.success());
    let folder = tempfile::tempdir()?;
    let report = folder.path().join("vitest.json");
    let status = web::npm()?
        .args(["run", "--silent", "test", "--", "--reporter=default", "--reporter=json"])
        .arg(format!("--outputFile.json={}", report.display()))
        .status()
        .context("failed to run vitest")?;
    let results = reports::vitest(&fs::read_to_string(&report).unwrap_or_default());
    tally.add("vitest", &results, status.success());
    Ok(())
}
