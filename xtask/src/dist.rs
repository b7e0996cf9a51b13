//! What is released: a program without debug information, which lies beside it.
//!
//! The program names the file, so that debuggers and the traces of panics find the lines when both are in one folder.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::{cargo, web};

/// Builds both into `dist` beside the build's own folder, and says where they are.
pub(crate) fn run() -> Result<ExitCode> {
    if web::run()? != ExitCode::SUCCESS {
        return Ok(ExitCode::FAILURE);
    }
    let built = cargo::program(&["build", "--release", "--package", "hedgerow"])?;
    let folder = built.parent().and_then(Path::parent).context("a program in no folder")?;
    let folder = folder.join("dist");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let (program, lines) = (folder.join("hedgerow"), folder.join("hedgerow.debug"));
    objcopy(&["--only-keep-debug"], &built, &lines)?;
    let link = format!("--add-gnu-debuglink={}", lines.display());
    objcopy(&["--strip-debug", &link], &built, &program)?;
    for path in [&program, &lines] {
        let size = fs::metadata(path).with_context(|| format!("no {}", path.display()))?.len();
        println!("{} ({} MB)", path.display(), size.div_ceil(1_000_000));
    }
    Ok(ExitCode::SUCCESS)
}

fn objcopy(options: &[&str], from: &Path, to: &Path) -> Result<()> {
    let status = Command::new("objcopy")
        .args(options)
        .args([from, to])
        .status()
        .context("cannot run objcopy, which comes with the linker (binutils)")?;
    if !status.success() {
        bail!("objcopy {} failed: {status}", options.join(" "));
    }
    Ok(())
}
