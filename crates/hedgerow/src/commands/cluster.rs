//! `hedgerow cluster`: add, list, test, exchange and remove clusters; the manifest that a fabric needs.

mod appliers;
pub(crate) mod requests;
mod switches;

use std::path::{Path, PathBuf};

use hedgerow_cluster::{read_with_files, to_kubeconfig};
use hedgerow_engine::views::{
    ClusterAccess, ClusterTest, ClusterView, HeldView, NewCluster, NewSecret,
};

use super::Session;
use crate::exit::{Exit, Failure};
use crate::offline::files;
use crate::output::{self, Table, age};

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Add a cluster, after a live test
    Add(Add),
    /// The clusters and how they are
    List,
    /// Ask a cluster now, and what the login may do there for each fabric
    Test(Name),
    /// Exchange how a cluster is reached and who asks, after a live test
    Rotate(Add),
    /// Remove a cluster in which no fabric lives; nothing is changed there
    Remove(Name),
    /// Print the manifest of a service account that may do what a fabric needs, and no more
    Manifest(Manifest),
    /// What Argo CD or Flux applied of a fabric, and what they say is wrong
    Appliers(appliers::Args),
    /// What the agents of a fabric's switches say they applied
    Switches(switches::Args),
    /// What waits for a second person in a fabric's cluster: the fabric asks for four eyes
    Requests(requests::Args),
    /// Approve what another person asked for, which does it
    Approve(requests::One),
    /// Decline what somebody asked for, or take back one's own
    Decline(requests::One),
}

#[derive(clap::Args)]
pub(crate) struct Name {
    /// The cluster's name.
    name: String,
}

#[derive(clap::Args)]
pub(crate) struct Add {
    /// What people call it.
    name: String,
    /// The kubeconfig. Of it the chosen context alone is sent, with what the files say that it names.
    #[arg(long, value_name = "FILE", required_unless_present = "in_cluster")]
    kubeconfig: Option<PathBuf>,
    /// The context; the current one when left out.
    #[arg(long, requires = "kubeconfig")]
    context: Option<String>,
    /// The cluster in which the server runs, asked with the service account of its pod.
    #[arg(long, conflicts_with = "kubeconfig")]
    in_cluster: bool,
}

#[derive(clap::Args)]
pub(crate) struct Manifest {
    /// The fabric's name.
    fabric: String,
    /// A namespace of a fabric that lives in no cluster yet; may be given several times. `default` when left out.
    #[arg(long, value_name = "NAME")]
    namespace: Vec<String>,
    /// Allow re-applying too.
    #[arg(long)]
    apply: bool,
    /// Allow reading what tells how far the fabric is: Argo CD's and Flux's objects, the agents of switches.
    #[arg(long)]
    status: bool,
}

pub(crate) fn run(command: Command, session: &Session) -> Result<Exit, Failure> {
    match command {
        Command::Add(args) => {
            let access = access(&args)?;
            let new = NewCluster { name: args.name, access };
            let added = session.client()?.post::<ClusterView>(&["clusters"], &new)?;
            if session.is_json() {
                output::json(&added.json)?;
            } else {
                output::line(&format!("added cluster {}", line(&added.value)))?;
                let name = output::quoted(&added.value.name);
                output::note(&format!(
                    "`hedgerow fabric set FABRIC --cluster {name}` puts a fabric there"
                ));
            }
        }
        Command::List => {
            let answer =
                session.client()?.list::<ClusterView>(&["clusters"], &[("limit", "1000")], None)?;
            match session.is_json() {
                true => output::json(&answer.json)?,
                false => output::print(&table(answer.value).text())?,
            }
        }
        Command::Test(Name { name }) => return test(&name, session),
        Command::Rotate(args) => {
            let access = access(&args)?;
            let path = ["clusters", args.name.as_str(), "access"];
            let rotated = session.client()?.put::<ClusterView>(&path, &[], &access)?;
            match session.is_json() {
                true => output::json(&rotated.json)?,
                false => output::line(&format!("cluster {}", line(&rotated.value)))?,
            }
        }
        Command::Remove(Name { name }) => {
            let removed = session.client()?.delete(&["clusters", &name])?;
            match session.is_json() {
                true => output::json(&removed)?,
                false => {
                    output::line(&format!("removed cluster {name}; nothing was changed in it"))?
                }
            }
        }
        Command::Switches(args) => return switches::run(&args, session),
        Command::Requests(args) => return requests::list(&args, session),
        Command::Approve(args) => return requests::approve(&args, session),
        Command::Decline(args) => return requests::decline(&args, session),
        Command::Appliers(args) => return appliers::run(&args, session),
        Command::Manifest(args) => {
            let namespaces = args.namespace.join(",");
            let apply = args.apply.to_string();
            let path = ["fabrics", args.fabric.as_str(), "cluster", "manifest"];
            let status = args.status.to_string();
            let query = [
                ("namespaces", namespaces.as_str()),
                ("apply", apply.as_str()),
                ("status", status.as_str()),
            ];
            session.client()?.download(&path, &query)?;
        }
    }
    Ok(Exit::Done)
}

/// What is sent of how a cluster is reached.
fn access(args: &Add) -> Result<ClusterAccess, Failure> {
    let Some(path) = &args.kubeconfig else {
        return Ok(ClusterAccess { in_cluster: args.in_cluster, ..ClusterAccess::default() });
    };
    let text = files::read(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let file = |named: &str| std::fs::read(folder.join(named)).map_err(|error| error.to_string());
    let chosen = read_with_files(&text, args.context.as_deref(), &file)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    Ok(ClusterAccess {
        kubeconfig: Some(NewSecret::new(to_kubeconfig(&chosen))),
        ..ClusterAccess::default()
    })
}

fn test(name: &str, session: &Session) -> Result<Exit, Failure> {
    let answer = session
        .client()?
        .post::<ClusterTest>(&["clusters", name, "test"], &serde_json::json!({}))?;
    let ClusterTest { cluster, permissions } = &answer.value;
    if session.is_json() {
        output::json(&answer.json)?;
    } else {
        output::line(&format!("cluster {}", line(cluster)))?;
        for held in permissions {
            told(held)?;
        }
        if permissions.is_empty() && cluster.problem.is_none() {
            output::note("no fabric lives in it, so nothing is known of what has to be allowed");
        }
    }
    let well = cluster.state == hedgerow_model::CredentialState::Works
        && permissions.iter().all(|held| held.missing.is_empty());
    Ok(if well { Exit::Done } else { Exit::Refused })
}

fn told(held: &HeldView) -> Result<(), Failure> {
    let HeldView { fabric, namespace, held, missing, missing_to_apply, incomplete } = held;
    let all = held + missing.len();
    output::line(&format!(
        "  {fabric} in namespace {namespace}: {held} of {all} permissions to follow it"
    ))?;
    for one in missing {
        output::line(&format!("    missing: {one}"))?;
    }
    if !missing.is_empty() {
        output::note(&format!("`hedgerow cluster manifest {fabric}` prints what allows it"));
    }
    if missing.is_empty() && !missing_to_apply.is_empty() {
        output::line(&format!(
            "    re-applying is not allowed ({} permissions missing, {} the first)",
            missing_to_apply.len(),
            missing_to_apply.first().map_or("", String::as_str)
        ))?;
    }
    if *incomplete {
        output::note("the cluster says that there may be more permissions than it told");
    }
    Ok(())
}

fn line(view: &ClusterView) -> String {
    let version = view.version.as_deref().unwrap_or("version not known");
    let problem = match &view.problem {
        Some(problem) => format!("; {problem}"),
        None => String::new(),
    };
    format!("{}: {} at {}, asked with a {}{problem}", view.name, version, view.server, view.login)
}

fn table(clusters: Vec<ClusterView>) -> Table {
    let mut table = Table::new(
        &["cluster", "state", "version", "server", "login", "fabrics", "asked"],
        "no clusters; add one with `hedgerow cluster add NAME --kubeconfig FILE`",
    );
    for cluster in clusters {
        table.row([
            cluster.name,
            cluster.state.to_string(),
            cluster.version.unwrap_or_else(|| "-".to_owned()),
            cluster.server,
            cluster.login,
            cluster.fabrics.join(", "),
            age(cluster.checked_at),
        ]);
    }
    table
}
