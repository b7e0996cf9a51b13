//! `hedgerow drift`: how a cluster differs from Git, or from the files of a directory.

mod offline;
mod server;
mod undone;

use std::path::PathBuf;

pub(crate) use server::split;

use hedgerow_model::Severity;

use super::Session;
use crate::exit::{Exit, Failure};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name; with --actual the directory of the manifests, or one file.
    #[arg(value_name = "FABRIC|DIR")]
    of: PathBuf,
    /// Only this kind, or this one resource.
    #[arg(value_name = "KIND[/NAME]", conflicts_with = "actual")]
    only: Option<String>,
    /// What is ignored as well.
    #[arg(long, conflicts_with = "actual")]
    ignored: bool,
    /// Only what matters so much: error, warning or info.
    #[arg(long, value_name = "SEVERITY", value_parser = str::parse::<Severity>, conflicts_with_all = ["actual", "undone"])]
    severity: Option<Severity>,
    /// Edits in the cluster that Argo CD or Flux undid, in the place of drift: nothing of them is there any more.
    #[arg(long, conflicts_with_all = ["actual", "ignored"])]
    undone: bool,
    /// No server is asked: what the cluster has is in this file, the output of `kubectl get … -o yaml` or `-o json`, best
    /// with `--show-managed-fields`; `-`: standard input.
    #[arg(long, value_name = "FILE")]
    actual: Option<PathBuf>,
    /// With --actual: a directory of custom resource definitions, beside the built-in catalogue.
    #[arg(long, value_name = "DIR", requires = "actual")]
    crds: Option<PathBuf>,
    /// With --actual: files below the directory that are not looked at, as a fabric's `--exclude`; may be given several
    /// times.
    #[arg(long, value_name = "GLOB", requires = "actual")]
    exclude: Vec<String>,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    match &args.actual {
        Some(actual) => offline::run(args, actual, session.is_json()),
        None if args.undone => undone::run(args, session),
        None => server::run(args, session),
    }
}
