//! Whether this machine has the Node that the web application asks for.

use std::path::Path;
use std::process::{Command, Stdio};
use std::{fmt, fs};

use anyhow::{Context, Result};
use serde_json::Value;

/// Node or npm is not there, or too old.
#[derive(Debug)]
pub(crate) struct Missing {
    /// What was found instead.
    found: String,
    /// As `engines` of package.json says it.
    wanted: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { found, wanted } = self;
        write!(
            f,
            "{found}; the web application is built with Node {wanted} and its npm: install them from https://nodejs.org, \
             or with your version manager, and try again"
        )
    }
}

impl std::error::Error for Missing {}

/// Checks that `node` and `npm` are there and as new as `web/package.json` asks for.
pub(super) fn check(web: &Path) -> Result<()> {
    let manifest = web.join("package.json");
    let text = fs::read_to_string(&manifest)
        .with_context(|| format!("failed to read {}", manifest.display()))?;
    let manifest: Value = serde_json::from_str(&text)
        .with_context(|| format!("{} is not JSON", manifest.display()))?;
    let wanted = manifest["engines"]["node"].as_str().unwrap_or(">=20");
    let missing = |found: String| Missing { found, wanted: wanted.to_owned() };
    let node = version("node").ok_or_else(|| missing("`node` is not on the PATH".to_owned()))?;
    if !satisfies(&node, wanted) {
        return Err(missing(format!("`node` is of version {node}")).into());
    }
    version("npm").ok_or_else(|| missing("`npm` is not on the PATH".to_owned()))?;
    Ok(())
}

fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// Whether a version fits a range of the forms that `engines` has: `>=20.19`, `^20.19.0 || >=22.12.0`.
fn satisfies(version: &str, range: &str) -> bool {
    let version = numbers(version);
    range.split("||").map(str::trim).any(|range| {
        let least = numbers(range.trim_start_matches(['^', '>', '=', ' ']));
        version >= least && (!range.starts_with('^') || version[0] == least[0])
    })
}

fn numbers(version: &str) -> [u64; 3] {
    let mut numbers = [0; 3];
    let parts = version.trim_start_matches('v').split('.');
    for (number, part) in numbers.iter_mut().zip(parts) {
        let digits = part.find(|c: char| !c.is_ascii_digit()).map_or(part, |end| &part[..end]);
        *number = digits.parse().unwrap_or(0);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_fits_or_not() {
        let range = "^20.19.0 || >=22.12.0";
        for good in ["v20.19.0", "v20.20.2", "v22.12.0", "v24.0.0-rc.1"] {
            assert!(satisfies(good, range), "{good}");
        }
        for bad in ["v18.20.8", "v20.18.9", "v21.7.0", "v22.11.0"] {
            assert!(!satisfies(bad, range), "{bad}");
        }
        assert!(satisfies("v20.19.0", ">=20.19") && !satisfies("v20.9.0", ">=20.19"));
    }

    #[test]
    fn what_is_missing_is_told_with_what_to_do() {
        let missing = Missing { found: "`node` is not on the PATH".into(), wanted: ">=20".into() };
        let text = missing.to_string();
        assert!(
            text.contains("not on the PATH") && text.contains(">=20") && text.contains("install")
        );
    }
}
