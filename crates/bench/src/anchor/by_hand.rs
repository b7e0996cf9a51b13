//! A two-way cycle as somebody does it with git and PyYAML: a clone, every file parsed and edited, a commit.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::pyyaml;
use crate::measure::ms_since;
use crate::repository::{Bare, Clone};

/// What was done, as the report says it.
pub(crate) const WHAT: &str = "git and PyYAML doing the same in a clone";

/// Parses every file and gives it another owner, and prints the seconds of that: without starting up.
const PROGRAM: &str = "\
import glob, re, sys, time, yaml
began = time.perf_counter()
for path in glob.glob(sys.argv[1] + '/**/*.yaml', recursive=True):
    with open(path, encoding='utf-8') as file:
        text = file.read()
    yaml.load(text, Loader=yaml.CSafeLoader)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(re.sub('owner: .*', 'owner: ' + sys.argv[2], text, count=1))
print(time.perf_counter() - began)
";

/// A repository and a clone of it.
pub(crate) struct ByHand {
    /// Where others push to.
    pub(crate) bare: Bare,
    clone: Clone,
}

impl ByHand {
    /// From a copy of a repository; `None` where there is no PyYAML.
    pub(crate) fn of(bare: &Bare, folder: &Path) -> Result<Option<Self>> {
        if pyyaml::version().is_none() {
            return Ok(None);
        }
        let bare = bare.copy(folder.join("by-hand.git"))?;
        let clone = Bare::clone_to(&bare.url(), folder.join("by-hand"))?;
        Ok(Some(Self { bare, clone }))
    }

    /// Milliseconds of fetching what others pushed, editing every file and pushing that.
    pub(crate) fn fetch_and_edit(&self, owner: &str) -> Result<f64> {
        let fetching = Instant::now();
        self.clone.git(&["pull", "--quiet", "--ff-only"])?;
        let fetched = ms_since(fetching);
        let edited = self.edit(owner)?;
        let pushing = Instant::now();
        self.clone.git(&["push", "--quiet", "origin", "main"])?;
        Ok(fetched + edited + ms_since(pushing))
    }

    /// Milliseconds of editing every file, then merging what others push meanwhile, with our side of each
    /// conflict, and pushing.
    pub(crate) fn edit_and_merge(
        &self,
        owner: &str,
        others: impl FnOnce() -> Result<()>,
    ) -> Result<f64> {
        let edited = self.edit(owner)?;
        others()?;
        let merging = Instant::now();
        self.clone.git(&[
            "pull",
            "--quiet",
            "--no-rebase",
            "--no-edit",
            "--strategy-option=ours",
        ])?;
        self.clone.git(&["push", "--quiet", "origin", "main"])?;
        Ok(edited + ms_since(merging))
    }

    fn edit(&self, owner: &str) -> Result<f64> {
        let output = Command::new("python3")
            .args(["-c", PROGRAM])
            .arg(self.clone.path())
            .arg(owner)
            .stdin(Stdio::null())
            .output()
            .context("cannot start python3")?;
        if !output.status.success() {
            bail!("PyYAML failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        let seconds: f64 = String::from_utf8_lossy(&output.stdout).trim().parse()?;
        let committing = Instant::now();
        self.clone.git(&["add", "--all"])?;
        self.clone.git(&["commit", "--quiet", "--message", "by hand"])?;
        Ok(seconds * 1e3 + ms_since(committing))
    }
}
