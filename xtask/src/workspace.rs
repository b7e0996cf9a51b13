//! Where things are: the checkout, and the cache outside it.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The root folder of the checkout.
///
/// Asked of the environment first: a target folder may be shared by several checkouts, and the path compiled in is then
/// that of the one which built it last. What the environment names may be another of its packages, where that started
/// this program.
pub(crate) fn root() -> Result<PathBuf> {
    let own = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let is_root = |folder: &&Path| folder.join("xtask/Cargo.toml").is_file();
    let root = own.ancestors().find(is_root).map(Path::to_path_buf);
    root.with_context(|| format!("{} is in no checkout of the workspace", own.display()))
}

/// The user's cache folder for this project: `$XDG_CACHE_HOME/hedgerow`, else `~/.cache/hedgerow` (the XDG base directory
/// specification; a relative value counts as unset).
pub(crate) fn cache() -> Result<PathBuf> {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
        .map(|cache| cache.join("hedgerow"))
        .context("no cache folder: set HOME or XDG_CACHE_HOME to an absolute path")
}
