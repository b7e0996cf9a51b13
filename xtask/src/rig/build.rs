//! Building counterparts from published Go modules, once.
//!
//! A rig's Go module (`rigs/<name>/`) pins what is built; nothing of it is patched. The programs land outside the
//! checkout, in the user's cache, in a folder named by the hash of everything that decides what they are: a second
//! checkout, or a fresh clone, finds them there.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::process::run;
use crate::workspace;

/// What to build from one of the folders of `rigs/`.
#[derive(Debug)]
pub(super) struct Module {
    /// Its folder below `rigs/`.
    pub(super) name: &'static str,
    /// The module path of the counterpart itself: its version goes into the programs.
    pub(super) source: &'static str,
    /// The programs: file name and Go package.
    pub(super) programs: &'static [(&'static str, &'static str)],
    /// Build tags, separated by commas.
    pub(super) tags: &'static str,
    /// Whether C code is part of it (needs a C compiler, as Rust's linking does).
    pub(super) cgo: bool,
    /// The linker's `-X` settings, where `{version}`, `{major}` and `{minor}` are the source's.
    pub(super) stamps: &'static [(&'static str, &'static str)],
    /// Folders of the source's module that its program reads at run time; copied beside it.
    pub(super) assets: &'static [&'static str],
}

/// What is left of a build that nobody used for so long is removed at the next build of that rig.
const KEPT_UNUSED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The file whose time of change says when a build was last used.
const LAST_USED: &str = ".last-used";

/// The folder with the module's programs, built now if they are not there yet. `jobs` packages are compiled at once.
pub(super) fn ensure(module: &Module, jobs: usize) -> Result<PathBuf> {
    let manifest = workspace::root()?.join("rigs").join(module.name);
    let cache = workspace::cache()?.join("rigs");
    let built = cache.join(format!("{}-{}", module.name, fingerprint(module, &manifest)?));
    fs::create_dir_all(&cache).with_context(|| format!("failed to make {}", cache.display()))?;
    // two terminals may ask for the same rig: the second waits for the first's result
    let lock = cache.join(format!("{}.lock", module.name));
    let lock = File::create(&lock).with_context(|| format!("failed to open {}", lock.display()))?;
    lock.lock().with_context(|| format!("failed to lock the {} rig's cache", module.name))?;
    if !built.is_dir() {
        remove_unused(&cache, module)?;
        let partial = built.with_extension("partial");
        if partial.exists() {
            fs::remove_dir_all(&partial)?;
        }
        fs::create_dir(&partial)?;
        build(module, &manifest, &partial, jobs)
            .with_context(|| format!("failed to build the {} rig", module.name))?;
        fs::rename(&partial, &built)?;
    }
    File::create(built.join(LAST_USED)).context("failed to mark the build as used")?;
    Ok(built)
}

/// Sixteen hexadecimal digits that differ whenever other programs would be built.
fn fingerprint(module: &Module, manifest: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    for file in ["go.mod", "go.sum"] {
        let path = manifest.join(file);
        let content =
            fs::read(&path).with_context(|| format!("failed to read {}", path.display()))?;
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
    hash.update(format!("{module:?} {} {}", std::env::consts::OS, std::env::consts::ARCH));
    Ok(hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

fn build(module: &Module, manifest: &Path, target: &Path, jobs: usize) -> Result<()> {
    let begun = Instant::now();
    let mut found = go(manifest);
    run(found.arg("version")).context("no Go to build with; install the version in its go.mod")?;
    eprintln!(
        "building the {} rig from {} (once; minutes, most of them for the first program)",
        module.name, module.source
    );
    let version = source_field(module, manifest, "Version")?;
    for (done, (program, package)) in module.programs.iter().enumerate() {
        eprint!("  {} of {}: {program} … ", done + 1, module.programs.len());
        io::stderr().flush()?;
        let begun = Instant::now();
        let mut command = go(manifest);
        command
            .env("CGO_ENABLED", if module.cgo { "1" } else { "0" })
            .args(["build", "-mod=readonly", "-trimpath", "-buildvcs=false"])
            .args([format!("-p={jobs}"), format!("-tags={}", module.tags)])
            .arg(format!("-ldflags={}", linker_flags(module, &version)))
            .arg("-o")
            .arg(target.join(program))
            .arg(package);
        run(&mut command)?;
        let size = fs::metadata(target.join(program))?.len();
        eprintln!("{} MB in {:.0} s", size / 1_000_000, begun.elapsed().as_secs_f64());
    }
    if !module.assets.is_empty() {
        let source = PathBuf::from(source_field(module, manifest, "Dir")?);
        for folder in module.assets {
            copy_folder(&source.join(folder), &target.join(folder))?;
        }
    }
    eprintln!("built the {} rig in {:.0} s", module.name, begun.elapsed().as_secs_f64());
    Ok(())
}

/// The go command in the module's folder. A person's settings hold (a module mirror, say), except those that could change
/// what is built.
fn go(manifest: &Path) -> Command {
    let mut command = Command::new("go");
    command.current_dir(manifest).env("GOFLAGS", "").env("GOWORK", "off");
    command
}

/// What `go list` tells about the counterpart's own module.
fn source_field(module: &Module, manifest: &Path, field: &str) -> Result<String> {
    let mut download = go(manifest);
    download.args(["mod", "download", module.source]);
    run(&mut download)?;
    let mut list = go(manifest);
    list.args(["list", "-mod=readonly", "-m", "-f", &format!("{{{{.{field}}}}}"), module.source]);
    Ok(run(&mut list)?.trim().to_owned())
}

/// The folder of a version of a module in Go's module cache, downloaded if it is not there. The module need not be one that
/// the rig's own requires; then its version is that of `like`, which is.
pub(super) fn module_folder(module: &Module, path: &str, like: &str) -> Result<PathBuf> {
    let manifest = workspace::root()?.join("rigs").join(module.name);
    let mut list = go(&manifest);
    list.args(["list", "-mod=readonly", "-m", "-f", "{{.Version}}", like]);
    let version = run(&mut list)?;
    let mut download = go(&manifest);
    download.args(["mod", "download", "-json", &format!("{path}@{}", version.trim())]);
    let told: serde_json::Value =
        serde_json::from_str(&run(&mut download)?).context("go printed no JSON")?;
    told["Dir"].as_str().map(PathBuf::from).with_context(|| format!("{path} has no folder"))
}

fn linker_flags(module: &Module, version: &str) -> String {
    let mut numbers = version.trim_start_matches('v').split('.');
    let major = numbers.next().unwrap_or_default();
    let minor = numbers.next().unwrap_or_default();
    let mut flags = "-s -w".to_owned();
    for (symbol, value) in module.stamps {
        let value =
            value.replace("{version}", version).replace("{major}", major).replace("{minor}", minor);
        flags.push_str(&format!(" -X {symbol}={value}"));
    }
    flags
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let entries =
        fs::read_dir(from).with_context(|| format!("failed to read {}", from.display()))?;
    for entry in entries {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        } else {
            bail!("{} is neither a file nor a folder", entry.path().display());
        }
    }
    Ok(())
}

fn remove_unused(cache: &Path, module: &Module) -> Result<()> {
    let prefix = format!("{}-", module.name);
    for entry in fs::read_dir(cache)? {
        let path = entry?.path();
        let ours = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix));
        let used = fs::metadata(path.join(LAST_USED)).and_then(|mark| mark.modified());
        let old = |time: SystemTime| time.elapsed().is_ok_and(|age| age > KEPT_UNUSED);
        if ours && used.is_ok_and(old) {
            fs::remove_dir_all(&path)
                .with_context(|| format!("failed to remove {}", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: Module = Module {
        name: "one",
        source: "example.org/one",
        programs: &[("one", "example.org/one/cmd")],
        tags: "",
        cgo: false,
        stamps: &[("main.version", "{version}"), ("main.short", "{major}.{minor}")],
        assets: &[],
    };

    fn manifest(go_mod: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("go.mod"), go_mod).unwrap();
        fs::write(dir.path().join("go.sum"), "").unwrap();
        dir
    }

    #[test]
    fn another_pin_or_another_recipe_is_another_build() {
        let (one, same, other) = (manifest("a"), manifest("a"), manifest("b"));
        let first = fingerprint(&MODULE, one.path()).unwrap();
        assert_eq!(first, fingerprint(&MODULE, same.path()).unwrap());
        assert_ne!(first, fingerprint(&MODULE, other.path()).unwrap());
        let tagged = Module { tags: "sqlite", ..MODULE };
        assert_ne!(first, fingerprint(&tagged, one.path()).unwrap());
    }

    #[test]
    fn programs_are_stamped_with_their_sources_version() {
        assert_eq!(
            linker_flags(&MODULE, "v1.36.3"),
            "-s -w -X main.version=v1.36.3 -X main.short=1.36"
        );
    }

    #[test]
    fn only_builds_unused_for_long_are_removed() {
        let cache = tempfile::tempdir().unwrap();
        for name in ["one-old", "one-new", "two-old"] {
            fs::create_dir(cache.path().join(name)).unwrap();
            let mark = File::create(cache.path().join(name).join(LAST_USED)).unwrap();
            if name.ends_with("old") {
                let then = SystemTime::now() - 2 * KEPT_UNUSED;
                mark.set_modified(then).unwrap();
            }
        }
        remove_unused(cache.path(), &MODULE).unwrap();
        let mut left: Vec<_> = fs::read_dir(cache.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["one-new", "two-old"]);
    }
}
