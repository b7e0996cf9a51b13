//! `cargo xtask web`: the web application, built into `web/dist`, from where the server embeds it.
//!
//! Nothing is done when nothing changed: what was built, and what was installed, is remembered by a digest of what it
//! was made of.

mod node;
mod stamp;

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace;
pub(crate) use node::Missing;
use stamp::Stamp;

/// Builds the application, unless it is as its sources are, and says which.
pub(crate) fn run() -> Result<ExitCode> {
    build()?;
    println!("the web application is in {}", folder()?.join("dist").display());
    Ok(ExitCode::SUCCESS)
}

/// Builds the application for somebody who could do without its pages: without Node, that is said, and no more.
pub(crate) fn build_if_possible() -> Result<()> {
    match build() {
        Err(error) if error.is::<Missing>() => {
            eprintln!(
                "warning: {error}\nwarning: without it the server's pages are missing or old; the rest works"
            );
            Ok(())
        }
        outcome => outcome,
    }
}

/// Builds the application, unless what is built is of these very sources.
///
/// # Errors
/// [`Missing`] without a fitting Node; else when npm fails, which has said why.
pub(crate) fn build() -> Result<()> {
    let web = folder()?;
    let built = Stamp::new(web.join("node_modules/.hedgerow-built"), stamp::of_sources(&web)?);
    if built.fits() && web.join("dist/index.html").is_file() {
        return Ok(());
    }
    install()?;
    built.forget()?;
    npm_run(&["run", "--silent", "build"])?;
    built.set()
}

/// Installs what package-lock.json names, unless just that is installed.
pub(crate) fn install() -> Result<()> {
    let web = folder()?;
    let installed = Stamp::new(web.join("node_modules/.hedgerow-installed"), stamp::of_lock(&web)?);
    if installed.fits() {
        return Ok(());
    }
    installed.forget()?;
    // with what only development needs, whatever NODE_ENV says
    npm_run(&["ci", "--include=dev", "--no-audit", "--no-fund"])?;
    installed.set()
}

/// An npm command in the application's folder.
///
/// # Errors
/// [`Missing`] without a fitting Node.
pub(crate) fn npm() -> Result<Command> {
    let web = folder()?;
    node::check(&web)?;
    let mut command = Command::new("npm");
    command.current_dir(web).stdin(Stdio::null());
    Ok(command)
}

/// The application's folder in the checkout.
pub(crate) fn folder() -> Result<PathBuf> {
    Ok(workspace::root()?.join("web"))
}

fn npm_run(args: &[&str]) -> Result<()> {
    println!("web: npm {}", args.join(" "));
    let status = npm()?.args(args).status().context("failed to run npm")?;
    if !status.success() {
        bail!("npm {} failed ({status}) in web/; what it printed says why", args.join(" "));
    }
    Ok(())
}
