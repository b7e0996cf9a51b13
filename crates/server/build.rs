//! Makes sure that the built web application's folder is there to be embedded, and builds again when it changes.
//!
//! Without Node the folder stays empty and the server says which command fills it (see `src/web.rs`).

use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    let built = Path::new("../../web/dist");
    // one that is missing would count as changed at every build
    fs::create_dir_all(built)?;
    println!("cargo::rerun-if-changed={}", built.display());
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}
