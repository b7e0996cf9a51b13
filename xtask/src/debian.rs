//! Installing what the system's own packages have, where they are Debian's and this user may.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Installs a package; false where the system is not Debian or only a person could.
pub(crate) fn install(package: &str) -> Result<bool> {
    if !is_debian(&fs::read_to_string("/etc/os-release").unwrap_or_default()) {
        return Ok(false);
    }
    let Some(as_root) = as_root() else { return Ok(false) };
    println!("  installing Debian's {package}");
    for args in [&["update"][..], &["install", "-y", "--no-install-recommends", package]] {
        let mut line = as_root.iter().copied().chain(["apt-get"]).chain(args.iter().copied());
        let mut command = Command::new(line.next().unwrap_or("apt-get"));
        run(command.args(line).env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    Ok(true)
}

/// Whether the packages are Debian's own (Ubuntu's are references to another packager in part).
fn is_debian(release: &str) -> bool {
    release.lines().any(|line| line.trim().replace('"', "") == "ID=debian")
        && Path::new("/usr/bin/apt-get").exists()
}

/// What comes before a command that root must run: nothing for root, sudo where it asks no password.
fn as_root() -> Option<Vec<&'static str>> {
    if rustix::process::geteuid().is_root() {
        return Some(Vec::new());
    }
    let mut sudo = Command::new("sudo");
    sudo.args(["-n", "true"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    sudo.status().is_ok_and(|status| status.success()).then(|| vec!["sudo", "-n"])
}

fn run(command: &mut Command) -> Result<()> {
    let line = format!("{command:?}");
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .with_context(|| format!("failed to run {line}"))?;
    if !status.success() {
        bail!("{line} failed ({status})");
    }
    Ok(())
}
