//! `hedgerow manifests argo|flux`: what points Argo CD or Flux at the resources of a fabric, and at nothing else of its
//! directory.

use hedgerow_model::{Layout, Value};

use crate::exit::{Exit, Failure};
use crate::offline::manifests::{
    Pointer, Syncing, Wanted, application, application_set, sources_and_kustomizations, text,
};
use crate::output;

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// An Application of Argo CD
    Argo(ArgoArgs),
    /// A GitRepository and a Kustomization of Flux; a Kustomization for each `--dir`
    Flux(FluxArgs),
}

#[derive(clap::Args)]
pub(crate) struct Common {
    /// What the objects are called; with several directories, how their names begin.
    #[arg(long)]
    name: String,
    /// The repository, as the cluster reaches it.
    #[arg(long)]
    url: String,
    /// The branch.
    #[arg(long)]
    branch: String,
    /// The fabric's directory in the repository; may be given several times.
    #[arg(long, value_name = "PATH", required = true)]
    dir: Vec<String>,
    /// How the directory is laid out: `managed` points at its managed/, `in-place` at the directory itself.
    #[arg(long, default_value = "managed", value_parser = str::parse::<Layout>)]
    layout: Layout,
    /// The namespace of resources that name none.
    #[arg(long, default_value = "default")]
    namespace: String,
    /// Delete in the cluster what is deleted in Git; without it, what is deleted in Git stays in the cluster.
    #[arg(long)]
    prune: bool,
}

#[derive(clap::Args)]
pub(crate) struct ArgoArgs {
    #[command(flatten)]
    common: Common,
    /// Undo what is changed in the cluster.
    #[arg(long)]
    self_heal: bool,
    /// One ApplicationSet that makes an Application for each `--dir`, in the place of Applications.
    #[arg(long)]
    many: bool,
}

#[derive(clap::Args)]
pub(crate) struct FluxArgs {
    #[command(flatten)]
    common: Common,
}

pub(crate) fn run(command: &Command, json: bool) -> Result<Exit, Failure> {
    let objects = match command {
        Command::Argo(args) => argo(args),
        Command::Flux(args) => {
            pointer(&args.common).and_then(|to| sources_and_kustomizations(&to, args.common.prune))
        }
    };
    let objects = objects.map_err(Failure::usage)?;
    if json {
        output::json(&objects)?;
    } else {
        output::print(&text(&objects))?;
    }
    Ok(Exit::Done)
}

fn argo(args: &ArgoArgs) -> Result<Vec<Value>, String> {
    let to = pointer(&args.common)?;
    let syncing = Syncing { prune: args.common.prune, self_heal: args.self_heal };
    match args.many {
        true => Ok(vec![application_set(&to, syncing)?]),
        false => Ok(application(&to, syncing)),
    }
}

fn pointer(common: &Common) -> Result<Pointer, String> {
    Pointer::new(&Wanted {
        name: &common.name,
        url: &common.url,
        branch: &common.branch,
        directories: &common.dir,
        layout: common.layout,
        namespace: &common.namespace,
    })
}
