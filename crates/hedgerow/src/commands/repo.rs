//! `hedgerow repo`: connect, list, test and disconnect repositories.

use hedgerow_engine::views::{
    NewRepository, RepositoryPlace, RepositorySettings, RepositoryView, TransportView,
};

use super::way::{self, Part, Way};
use super::{Session, moves, picking};
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age, short_commit};

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Connect a repository
    Add(Add),
    /// The connected repositories
    List,
    /// One repository, with the certificates and the proxy that it is reached with
    Get(Name),
    /// Ask the remote, live, whether it can be read with its credential
    Test(Name),
    /// The branches that the remote has now
    Branches(Name),
    /// What a directory of it has, and what a fabric there would have: kinds, files and problems
    Look(picking::Look),
    /// Switch a repository to another URL, credential, authority, client certificate or proxy, or to
    /// another branch for new fabrics
    Set(Set),
    /// Disconnect a repository that no fabric uses; Git is not changed
    Remove(Name),
}

#[derive(clap::Args)]
pub(crate) struct Add {
    /// What people call it.
    name: String,
    /// Its URL, without credentials: https, ssh, or file where the server allows it.
    url: String,
    /// The branch of fabrics that name none; the remote's default when left out.
    #[arg(long, short)]
    branch: Option<String>,
    /// The name of a credential: `hedgerow credential list`.
    #[arg(long)]
    credential: Option<String>,
    #[command(flatten)]
    way: Way,
}

#[derive(clap::Args)]
#[group(skip)]
pub(crate) struct Settings {
    /// Where it is from now on: shows what differs there, then moves it. A credential, an authority, a
    /// client certificate and a proxy that are named are those that are used there.
    #[arg(long, value_name = "URL", conflicts_with = "branch")]
    url: Option<String>,
    /// The branch of fabrics that name none, from now on.
    #[arg(long, short)]
    branch: Option<String>,
    /// The name of a credential; it is tried first.
    #[arg(long, conflicts_with = "no_credential")]
    credential: Option<String>,
    /// Use no credential.
    #[arg(long)]
    no_credential: bool,
    #[command(flatten)]
    way: Way,
    /// Take something away again; several with commas between.
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    without: Vec<Part>,
}

/// What of `repo set` says what is to change: one of them at least.
const SAID: [&str; 11] = [
    "url",
    "branch",
    "credential",
    "no_credential",
    "ca_file",
    "client_certificate",
    "client_key",
    "proxy",
    "proxy_password_file",
    "no_proxy",
    "without",
];

#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("said").required(true).multiple(true).args(SAID))]
pub(crate) struct Set {
    /// The repository's name.
    name: String,
    #[command(flatten)]
    settings: Settings,
    /// Move it as it is shown, without asking.
    #[arg(long, short, requires = "url")]
    yes: bool,
}

#[derive(clap::Args)]
pub(crate) struct Name {
    /// The repository's name.
    name: String,
}

pub(crate) fn run(command: Command, session: &Session) -> Result<Exit, Failure> {
    match command {
        Command::Add(args) => add(args, session)?,
        Command::List => list(session)?,
        Command::Get(args) => get(&args, session)?,
        Command::Test(args) => test(&args, session)?,
        Command::Branches(args) => picking::branches(&args.name, session)?,
        Command::Look(args) => picking::look(&args, session)?,
        Command::Set(args) => return set(args, session),
        Command::Remove(args) => remove(&args, session)?,
    }
    Ok(Exit::Done)
}

fn add(args: Add, session: &Session) -> Result<(), Failure> {
    let client = session.client()?;
    let progress = client.progress(&format!("connecting {}", args.name), None);
    let new = NewRepository {
        name: args.name,
        url: args.url,
        branch: args.branch,
        credential: args.credential,
        transport: args.way.settings(&[])?,
    };
    let added = client.post::<RepositoryView>(&["repositories"], &new);
    progress.finish();
    let added = added?;
    if session.is_json() {
        return output::json(&added.json);
    }
    let RepositoryView { name, url, branch, transport, .. } = added.value;
    output::line(&format!("connected repository {name}: {url}, branch {branch}"))?;
    say(transport.as_ref())
}

/// How a remote is reached, a line each.
fn say(way: Option<&TransportView>) -> Result<(), Failure> {
    for (name, what) in way.map(way::lines).unwrap_or_default() {
        output::line(&format!("{name}: {what}"))?;
    }
    Ok(())
}

fn get(args: &Name, session: &Session) -> Result<(), Failure> {
    let answer = session.client()?.get::<RepositoryView>(&["repositories", &args.name], &[])?;
    if session.is_json() {
        return output::json(&answer.json);
    }
    let repository = answer.value;
    output::line(&format!("{}: {}", repository.name, repository.url))?;
    output::line(&format!("branch: {}", repository.branch))?;
    let credential = repository.credential.unwrap_or_else(|| "none".to_owned());
    output::line(&format!("credential: {credential}"))?;
    say(repository.transport.as_ref())?;
    if !repository.fabrics.is_empty() {
        output::line(&format!("fabrics: {}", repository.fabrics.join(", ")))?;
    }
    for queue in repository.queues {
        let head = short_commit(queue.head.as_deref());
        let looked_at = age(queue.looked_at);
        let problem = queue.problem.map(|problem| format!(": {problem}")).unwrap_or_default();
        let branch = queue.branch;
        output::line(&format!("branch {branch}: read at {head}, looked at {looked_at}{problem}"))?;
    }
    Ok(())
}

fn list(session: &Session) -> Result<(), Failure> {
    let answer = session.client()?.list::<RepositoryView>(&["repositories"], &[], None)?;
    if session.is_json() {
        return output::json(&answer.json);
    }
    let mut table = Table::new(
        &["name", "url", "branch", "credential", "way", "fabrics", "looked at", "problem"],
        "no repositories; connect one with `hedgerow repo add NAME URL`",
    );
    for repository in answer.value {
        let looked_at = repository.queues.iter().filter_map(|queue| queue.looked_at).max();
        let mut problems: Vec<String> = repository
            .queues
            .into_iter()
            .filter_map(|queue| Some(format!("{}: {}", queue.branch, queue.problem?)))
            .collect();
        let way = way::short(repository.transport.as_ref());
        problems.extend(repository.transport.into_iter().flat_map(|way| way.warnings));
        table.row([
            repository.name,
            repository.url,
            repository.branch,
            repository.credential.unwrap_or_else(|| "-".to_owned()),
            way,
            repository.fabrics.join(","),
            age(looked_at),
            problems.join("; "),
        ]);
    }
    output::print(&table.text())
}

fn test(args: &Name, session: &Session) -> Result<(), Failure> {
    let client = session.client()?;
    let progress = client.progress(&format!("asking {}", args.name), None);
    let tested = client.post::<RepositoryView>(&["repositories", &args.name, "test"], &());
    progress.finish();
    let tested = tested?;
    if session.is_json() {
        return output::json(&tested.json);
    }
    output::line(&format!("repository {} answers", args.name))?;
    say(tested.value.transport.as_ref())?;
    for queue in tested.value.queues {
        let head = short_commit(queue.head.as_deref());
        output::line(&format!("branch {}: last read at {head}", queue.branch))?;
    }
    Ok(())
}

fn set(args: Set, session: &Session) -> Result<Exit, Failure> {
    let Settings { url, branch, credential, no_credential, way, without } = args.settings;
    let transport = way.settings(&without)?;
    let credential = match (credential, no_credential) {
        (Some(name), _) => Some(Some(name)),
        (None, true) => Some(None),
        (None, false) => None,
    };
    if let Some(url) = url {
        let place = RepositoryPlace { url, credential, transport, previewed: None };
        return moves::run(session, &["repositories", &args.name, "place"], &place, args.yes);
    }
    let settings = RepositorySettings { branch, credential, transport };
    let client = session.client()?;
    let progress = client.progress(&format!("asking {}", args.name), None);
    let updated = client.patch::<RepositoryView>(&["repositories", &args.name], &settings);
    progress.finish();
    let updated = updated?;
    if session.is_json() {
        output::json(&updated.json)?;
        return Ok(Exit::Done);
    }
    let RepositoryView { name, branch, credential, transport, .. } = updated.value;
    let credential = credential.map_or_else(|| "none".to_owned(), |name| format!("`{name}`"));
    output::line(&format!("repository {name}: branch {branch}, credential {credential}"))?;
    say(transport.as_ref())?;
    Ok(Exit::Done)
}

fn remove(args: &Name, session: &Session) -> Result<(), Failure> {
    let removed = session.client()?.delete(&["repositories", &args.name])?;
    if session.is_json() {
        return output::json(&removed);
    }
    output::line(&format!("disconnected repository {}; nothing was changed in Git", args.name))
}
