//! A Chromium for the browser tests: one that is there, else one that is installed for them.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{debian, web};

/// Names the browser to use, instead of the one that would be found.
pub(super) const VARIABLE: &str = "HEDGEROW_CHROMIUM";

/// What systems call it, the distribution's own first.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Finds a browser, or installs one; none stands for the one that Playwright keeps for itself.
pub(super) fn get() -> Result<Option<PathBuf>> {
    if let Some(found) = find(env::var_os(VARIABLE), env::var_os("PATH"))? {
        return Ok(Some(found));
    }
    let install =
        || format!("no Chromium could be installed; install one and name it by {VARIABLE}");
    if debian::install("chromium").with_context(install)? {
        let found = find(None, env::var_os("PATH"))?;
        return found.map(Some).context("the package `chromium` brought no program `chromium`");
    }
    println!("  no Chromium is on the PATH, nor named by {VARIABLE}: Playwright installs one");
    run(web::npm()?.args(["exec", "--", "playwright", "install", "chromium"]))?;
    Ok(None)
}

fn find(named: Option<OsString>, path: Option<OsString>) -> Result<Option<PathBuf>> {
    if let Some(named) = named.filter(|named| !named.is_empty()).map(PathBuf::from) {
        if !named.is_file() {
            bail!("{VARIABLE} names {}, which is not a file", named.display());
        }
        return Ok(Some(named));
    }
    let folders: Vec<PathBuf> =
        path.map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    let candidates = NAMES.iter().flat_map(|name| folders.iter().map(move |dir| dir.join(name)));
    Ok(candidates.into_iter().find(|candidate| candidate.is_file()))
}

fn run(command: &mut Command) -> Result<()> {
    let line = format!("{command:?}");
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .with_context(|| format!("failed to run {line}"))?;
    if !status.success() {
        bail!(
            "no Chromium could be installed: {line} failed ({status}); install one and name it by {VARIABLE}"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_one_that_is_named_goes_before_those_on_the_path() {
        let dir = tempfile::tempdir().unwrap();
        let path = || Some(dir.path().as_os_str().to_owned());
        assert_eq!(find(None, path()).unwrap(), None);
        let (own, other) = (dir.path().join("mine"), dir.path().join("google-chrome"));
        fs::write(&own, "").unwrap();
        fs::write(&other, "").unwrap();
        assert_eq!(find(None, path()).unwrap(), Some(other));
        assert_eq!(find(Some(own.clone().into()), path()).unwrap(), Some(own));
        let error = find(Some(dir.path().join("gone").into()), path()).unwrap_err();
        assert!(error.to_string().contains(VARIABLE));
    }
}
