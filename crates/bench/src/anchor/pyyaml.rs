//! PyYAML's C loader, where there is one.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::measure::Sample;

/// Parses each text of a file (they are separated by NUL) as often as is asked, and prints the
/// seconds of each round: parsing only.
const PROGRAM: &str = "\
import sys, time, yaml
texts = open(sys.argv[1], encoding='utf-8').read().split('\\0')
for _ in range(int(sys.argv[2])):
    began = time.perf_counter()
    for text in texts:
        yaml.load(text, Loader=yaml.CSafeLoader)
    print(time.perf_counter() - began)
";

/// Python and PyYAML with its C loader; `None` where there is none.
pub(crate) fn version() -> Option<String> {
    let program = "import sys, yaml; yaml.CSafeLoader; \
                   print('Python', sys.version.split()[0] + ', PyYAML', yaml.__version__)";
    let output = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Milliseconds that parsing all of `texts` takes; `None` where there is no PyYAML.
pub(crate) fn parse(
    texts: impl Iterator<Item = String>,
    folder: &Path,
    rounds: usize,
) -> Result<Option<Sample>> {
    if version().is_none() {
        return Ok(None);
    }
    let file = folder.join("texts");
    std::fs::write(&file, texts.collect::<Vec<_>>().join("\0"))
        .with_context(|| format!("cannot write {}", file.display()))?;
    let output = Command::new("python3")
        .args(["-c", PROGRAM])
        .arg(&file)
        .arg(rounds.to_string())
        .stdin(Stdio::null())
        .output()
        .context("cannot start python3")?;
    if !output.status.success() {
        bail!("PyYAML failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let seconds = String::from_utf8_lossy(&output.stdout);
    let seconds: Sample = seconds.lines().filter_map(|line| line.parse::<f64>().ok()).collect();
    Ok(Some(seconds.scaled(1e3)))
}
