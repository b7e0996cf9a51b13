//! `hedgerow fabric`: connect, list, set up and disconnect fabrics.

use std::path::PathBuf;

use hedgerow_engine::views::{
    ChangeView, ClusterPlace, CrdFile, FabricPlace, FabricSettings, FabricView, NewFabric,
    RepairView,
};
use hedgerow_model::{ApplyMode, Layout, OnRefusal, PublishMode};
use serde_json::json;

use super::{Session, moves, status};
use crate::exit::{Exit, Failure};
use crate::offline::crds;
use crate::output;

/// How long a draft rests before automatic publishing, in seconds, when it is not given.
const QUIET_SECONDS: i64 = 20;

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Connect a fabric; `hedgerow sync` then reads it
    Add(Add),
    /// The fabrics and how they are
    List,
    /// Change a fabric's settings, or where it lives
    Set(Set),
    /// Lay out an empty directory: shows the commit first, then makes it
    Init(Directory),
    /// Put a directory in order: shows the commit first, then makes it
    Repair(Directory),
    /// Disconnect a fabric with its history; Git is not changed, and its remote need not answer
    Remove(Remove),
}

#[derive(clap::Args)]
pub(crate) struct Add {
    /// What people call it.
    name: String,
    /// The repository's name.
    #[arg(long)]
    repo: String,
    /// The directory in the repository; `.` for the root.
    #[arg(long, value_name = "PATH")]
    dir: String,
    /// `managed` (managed/, raw/, unmanaged/) or `in-place` (an existing directory as it is).
    #[arg(long, default_value = "managed", value_parser = str::parse::<Layout>)]
    layout: Layout,
    /// The branch; the repository's when left out.
    #[arg(long, short)]
    branch: Option<String>,
    /// A directory of custom resource definitions to validate against, sent along.
    #[arg(long, value_name = "DIR")]
    crds: Option<PathBuf>,
    /// A glob below the directory that is left out (in place); may be given several times.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// `manual` (a person publishes) or `automatic` (after a quiet period).
    #[arg(long, default_value = "manual", value_parser = str::parse::<PublishMode>)]
    publish: PublishMode,
    /// How long a draft rests before automatic publishing.
    #[arg(long, value_name = "SECONDS", default_value_t = QUIET_SECONDS)]
    quiet_seconds: i64,
    /// Changes need another person's approval before they are published.
    #[arg(long)]
    four_eyes: bool,
    /// The cluster it lives in.
    #[arg(long, value_name = "NAME")]
    cluster: Option<String>,
    /// A namespace of the cluster in which its resources live; may be given several times. `default` when left out.
    #[arg(long, value_name = "NAME", requires = "cluster")]
    namespace: Vec<String>,
    /// Who brings Git's resources there: `observe` (another tool or a person) or `direct` (Hedgerow does).
    #[arg(long, value_name = "observe|direct", value_parser = str::parse::<ApplyMode>, requires = "cluster")]
    apply: Option<ApplyMode>,
    /// Whether what Git no longer has is deleted in the cluster, where Hedgerow applies.
    #[arg(long, value_name = "true|false", requires = "cluster")]
    prune: Option<bool>,
    /// What becomes of what the cluster refuses, where Hedgerow applies: `hold` (Git keeps it, it is tried again) or `undo`
    /// (the inverse is published).
    #[arg(long, value_name = "hold|undo", value_parser = str::parse::<OnRefusal>, requires = "cluster")]
    refused: Option<OnRefusal>,
}

#[derive(clap::Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Settings {
    /// `manual` (a person publishes) or `automatic` (after a quiet period).
    #[arg(long, value_parser = str::parse::<PublishMode>)]
    publish: Option<PublishMode>,
    /// How long a draft rests before automatic publishing.
    #[arg(long, value_name = "SECONDS")]
    quiet_seconds: Option<i64>,
    /// Whether changes need another person's approval before they are published.
    #[arg(long, value_name = "true|false")]
    four_eyes: Option<bool>,
    /// The repository it lives in from now on.
    #[arg(long, value_name = "NAME", conflicts_with_all = PUBLISHING)]
    repo: Option<String>,
    /// The branch it lives on from now on: shows what differs there, then moves it.
    #[arg(long, short, conflicts_with_all = PUBLISHING)]
    branch: Option<String>,
    /// The directory it lives in from now on; `.` for the root.
    #[arg(long, value_name = "PATH", conflicts_with_all = PUBLISHING)]
    dir: Option<String>,
    /// The cluster it lives in from now on; `none`: in none.
    #[arg(long, value_name = "NAME|none", conflicts_with_all = PUBLISHING, conflicts_with_all = ["repo", "branch", "dir"])]
    cluster: Option<String>,
    /// A namespace of the cluster in which its resources live; may be given several times. When left out, its namespaces
    /// stay as they are; `default` in another cluster than before.
    #[arg(long, value_name = "NAME", requires = "cluster")]
    namespace: Vec<String>,
    /// Who brings Git's resources there: `observe` (another tool or a person) or `direct` (Hedgerow does).
    #[arg(long, value_name = "observe|direct", value_parser = str::parse::<ApplyMode>, requires = "cluster")]
    apply: Option<ApplyMode>,
    /// Whether what Git no longer has is deleted in the cluster, where Hedgerow applies.
    #[arg(long, value_name = "true|false", requires = "cluster")]
    prune: Option<bool>,
    /// What becomes of what the cluster refuses, where Hedgerow applies: `hold` (Git keeps it, it is tried again) or `undo`
    /// (the inverse is published).
    #[arg(long, value_name = "hold|undo", value_parser = str::parse::<OnRefusal>, requires = "cluster")]
    refused: Option<OnRefusal>,
}

/// What is not said together with where a fabric lives: one may be refused and the other not.
const PUBLISHING: [&str; 3] = ["publish", "quiet_seconds", "four_eyes"];

#[derive(clap::Args)]
pub(crate) struct Set {
    /// The fabric's name.
    name: String,
    #[command(flatten)]
    settings: Settings,
    /// Move it as it is shown, without asking.
    #[arg(long, short, conflicts_with_all = PUBLISHING)]
    yes: bool,
}

#[derive(clap::Args)]
pub(crate) struct Directory {
    /// The fabric's name.
    name: String,
    /// Make the commit that is shown, without asking.
    #[arg(long, short)]
    yes: bool,
}

#[derive(clap::Args)]
pub(crate) struct Remove {
    /// The fabric's name.
    name: String,
    /// Throw its drafts away with it: lists them first, and asks.
    #[arg(long)]
    discard_drafts: bool,
    /// Throw them away as they are listed, without asking.
    #[arg(long, short, requires = "discard_drafts")]
    yes: bool,
}

pub(crate) fn run(command: Command, session: &Session) -> Result<Exit, Failure> {
    match command {
        Command::Add(args) => add(args, session)?,
        Command::List => return status::run(&status::Args::all(), session),
        Command::Set(args) => return set(args, session),
        Command::Init(args) | Command::Repair(args) => directory(&args, session)?,
        Command::Remove(args) => remove(&args, session)?,
    }
    Ok(Exit::Done)
}

fn add(args: Add, session: &Session) -> Result<(), Failure> {
    let place = args.cluster.map(|cluster| ClusterPlace {
        cluster,
        namespaces: args.namespace,
        apply: args.apply,
        prune: args.prune,
        refused: args.refused,
    });
    let files = args.crds.as_deref().map(crds::files).transpose()?.unwrap_or_default();
    let new = NewFabric {
        name: args.name,
        repository: args.repo,
        directory: args.dir,
        layout: args.layout,
        branch: args.branch,
        crds: files.into_iter().map(|(name, text)| CrdFile { name, text }).collect(),
        exclude: args.exclude,
        publish: args.publish,
        quiet_seconds: args.quiet_seconds,
        four_eyes: args.four_eyes,
    };
    let client = session.client()?;
    let progress = client.progress(&format!("connecting {}", new.name), Some(&new.name));
    let added = client.post::<FabricView>(&["fabrics"], &new);
    progress.finish();
    let added = added?;
    let added = match place {
        Some(place) => client.put::<FabricView>(&["fabrics", &new.name, "cluster"], &[], &place)?,
        None => added,
    };
    if session.is_json() {
        return output::json(&added.json);
    }
    let FabricView { fabric, repository, branch, directory, layout, .. } = added.value;
    let directory = if directory.is_empty() { "." } else { &directory };
    output::line(&format!(
        "connected fabric {fabric}: {directory} of {repository}, branch {branch}, layout {layout}"
    ))?;
    output::note(&format!("`hedgerow sync {fabric}` reads it now"));
    Ok(())
}

fn set(args: Set, session: &Session) -> Result<Exit, Failure> {
    let Settings {
        publish,
        quiet_seconds,
        four_eyes,
        repo,
        branch,
        dir,
        cluster,
        namespace,
        apply,
        prune,
        refused,
    } = args.settings;
    if let Some(cluster) = cluster {
        let place = ClusterPlace { cluster, namespaces: namespace, apply, prune, refused };
        return set_cluster(&args.name, place, session);
    }
    if repo.is_some() || branch.is_some() || dir.is_some() {
        let place = FabricPlace { repository: repo, branch, directory: dir, previewed: None };
        return moves::run(session, &["fabrics", &args.name, "place"], &place, args.yes);
    }
    let settings = FabricSettings { publish, quiet_seconds, four_eyes };
    let updated = session.client()?.patch::<FabricView>(&["fabrics", &args.name], &settings)?;
    if session.is_json() {
        output::json(&updated.json)?;
        return Ok(Exit::Done);
    }
    let FabricView { fabric, publish, quiet_seconds, four_eyes, .. } = updated.value;
    let quiet = match publish {
        PublishMode::Automatic => format!(", after {quiet_seconds} s without an edit"),
        PublishMode::Manual => String::new(),
    };
    let eyes = if four_eyes { "; changes need another person's approval" } else { "" };
    output::line(&format!("fabric {fabric}: publish {publish}{quiet}{eyes}"))?;
    Ok(Exit::Done)
}

/// Puts a fabric into a cluster, or takes it out.
fn set_cluster(name: &str, place: ClusterPlace, session: &Session) -> Result<Exit, Failure> {
    let (client, path) = (session.client()?, ["fabrics", name, "cluster"]);
    let line = if place.cluster == "none" {
        let cleared = client.delete(&path)?;
        if session.is_json() {
            output::json(&cleared)?;
            return Ok(Exit::Done);
        }
        format!("fabric {name} lives in no cluster; nothing was changed there")
    } else {
        let placed = client.put::<FabricView>(&path, &[], &place)?;
        if session.is_json() {
            output::json(&placed.json)?;
            return Ok(Exit::Done);
        }
        let Some(placed) = placed.value.cluster else {
            return Err(Failure::refused("the server put the fabric into no cluster"));
        };
        let applied = match (placed.apply, placed.prune) {
            (ApplyMode::Observe, _) => "Hedgerow only observes it",
            (ApplyMode::Direct, false) => "Hedgerow applies what Git has, and deletes nothing",
            (ApplyMode::Direct, true) => {
                "Hedgerow applies what Git has, and deletes what Git no longer has"
            }
        };
        let refused = match (placed.apply, placed.refused) {
            (ApplyMode::Direct, OnRefusal::Undo) => {
                "; what the cluster refuses is taken back in Git"
            }
            _ => "",
        };
        let (cluster, namespaces) = (placed.cluster, placed.namespaces.join(", "));
        format!(
            "fabric {name} lives in cluster {cluster}, namespaces {namespaces}: {applied}{refused}"
        )
    };
    output::line(&line)?;
    Ok(Exit::Done)
}

fn directory(args: &Directory, session: &Session) -> Result<(), Failure> {
    let client = session.client()?;
    let path = ["fabrics", args.name.as_str(), "directory"];
    let progress = client.progress("reading the directory", Some(&args.name));
    let preview = client.get::<RepairView>(&path, &[]);
    progress.finish();
    let preview = preview?;
    let nothing = preview.value.actions.is_empty();
    let show = |view: &RepairView| -> Result<(), Failure> {
        for action in &view.actions {
            output::line(action)?;
        }
        output::diff(&view.diff)
    };
    if !session.is_json() {
        if nothing {
            return output::line("nothing to do: the directory is in order");
        }
        show(&preview.value)?;
    }
    let agreed =
        !nothing && (args.yes || (!session.is_json() && output::confirm("make this commit?")));
    if !agreed {
        if session.is_json() {
            return output::json(&preview.json);
        }
        output::note("nothing was changed; give --yes to make this commit");
        return Ok(());
    }
    let progress = client.progress("making the commit", Some(&args.name));
    let applied = client.post::<RepairView>(&path, &json!({ "previewed": preview.value.head }));
    progress.finish();
    let applied = applied?;
    if session.is_json() {
        return output::json(&applied.json);
    }
    match applied.value.commit {
        Some(commit) => output::line(&format!("committed {commit}")),
        None => output::line("nothing to do: the directory is in order now"),
    }
}

fn remove(args: &Remove, session: &Session) -> Result<(), Failure> {
    let client = session.client()?;
    let path = ["fabrics", args.name.as_str()];
    let removed = if args.discard_drafts {
        let drafts = drafts_of(args, session)?;
        let question = format!("discard {drafts} drafts and disconnect {}?", args.name);
        if !args.yes && (session.is_json() || !output::confirm(&question)) {
            output::note("nothing was changed; give --yes to discard them");
            return Ok(());
        }
        client.delete_with(&path, &[("discard_drafts", &drafts.to_string())])?
    } else {
        client.delete(&path)?
    };
    if session.is_json() {
        return output::json(&removed);
    }
    output::line(&format!("disconnected fabric {}; nothing was changed in Git", args.name))
}

/// Lists the drafts that would be thrown away; how many there are.
fn drafts_of(args: &Remove, session: &Session) -> Result<usize, Failure> {
    let query = [("fabric", args.name.as_str()), ("finished", "false")];
    let changes = session.client()?.list::<ChangeView>(&["changes"], &query, None)?;
    let mut count = 0;
    for change in changes.value {
        count += change.drafts.len();
        if !session.is_json() {
            for draft in change.drafts {
                output::line(&format!(
                    "{}: {} {}/{}",
                    change.change, draft.action, draft.kind, draft.name
                ))?;
            }
        }
    }
    Ok(count)
}
