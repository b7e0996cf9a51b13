//! Programs that tests write and then run.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes a program: a shell script, given without its first line.
///
/// Another process writes the file. One that this process has open for writing cannot be run ("Text file busy"), and
/// it stays open in whatever other tests start meanwhile; closing or renaming it does not help against that.
pub fn write_program(path: &Path, script: &str) {
    let mut install = Command::new("install")
        .args(["-m", "755", "/dev/stdin"])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let text = format!("#!/bin/sh\n{script}\n");
    install.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(install.wait().unwrap().success(), "{} cannot be written", path.display());
}
