//! The demo, on its own or beside a Kubernetes API server.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use crate::rig::{self, Rig};
use crate::{cargo, web};

/// Asks for a cluster; everything else is the demo's own to read.
const KUBE: &str = "--kube";

/// Builds Hedgerow and starts its demo; with `--kube` as the first word beside an API server, which is built once, and
/// in which one of the sample fabrics is applied.
pub(crate) fn run(args: &[OsString]) -> Result<ExitCode> {
    web::build_if_possible()?;
    match args.split_first() {
        Some((first, rest)) if first == KUBE => beside_a_cluster(rest),
        _ => cargo::become_program("demo", "hedgerow", &["demo".into()], args),
    }
}

fn beside_a_cluster(args: &[OsString]) -> Result<ExitCode> {
    let status = rig::run_beside(
        Rig::Kube,
        rig::JOBS,
        |ready| {
            let text = |key: &str| OsString::from(ready[key].as_str().unwrap_or_default());
            let first = [
                "demo".into(),
                "--kubeconfig".into(),
                text("kubeconfig"),
                "--kubectl".into(),
                text("kubectl"),
            ];
            cargo::run_program("demo", "hedgerow", &first, args)
        },
        |line| println!("{line}"),
    )?;
    let done = status.is_none_or(|status| status.success());
    Ok(if done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
