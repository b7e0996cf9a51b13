//! The commands, one file each: what it takes, what it asks the server for, what it prints.

pub(crate) mod apply;
pub(crate) mod approve;
pub(crate) mod audit;
pub(crate) mod blame;
pub(crate) mod changes;
pub(crate) mod cluster;
pub(crate) mod compare;
pub(crate) mod conflict;
pub(crate) mod conflicts;
mod copies;
pub(crate) mod credential;
mod dates;
mod declared;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod discard;
pub(crate) mod draft;
pub(crate) mod drift;
pub(crate) mod fabric;
pub(crate) mod filter;
pub(crate) mod findings;
pub(crate) mod free;
pub(crate) mod get;
pub(crate) mod ignore;
pub(crate) mod impact;
mod installation;
pub(crate) mod kinds;
mod left;
pub(crate) mod log;
pub(crate) mod manifests;
pub(crate) mod merge;
pub(crate) mod migrate;
mod moves;
mod past;
mod person;
mod picking;
pub(crate) mod policy;
pub(crate) mod publish;
pub(crate) mod reapply;
pub(crate) mod rename;
pub(crate) mod repo;
pub(crate) mod resolve;
pub(crate) mod restore;
pub(crate) mod revert;
pub(crate) mod rules;
pub(crate) mod run;
pub(crate) mod runs;
pub(crate) mod serve;
pub(crate) mod set;
pub(crate) mod set_fields;
pub(crate) mod split;
pub(crate) mod status;
pub(crate) mod sync;
pub(crate) mod take;
mod trial;
pub(crate) mod undo;
pub(crate) mod validate;
pub(crate) mod verify;
mod way;

use crate::cli::{Cli, Command};
use crate::client::{Client, Target};
use crate::exit::{Exit, Failure};
use crate::output::Format;

/// What every command of a server needs.
pub(crate) struct Session {
    target: Target,
    format: Format,
}

impl Session {
    /// The server.
    fn client(&self) -> Result<Client, Failure> {
        Client::connect(&self.target)
    }

    /// Whether the result is for a program.
    fn is_json(&self) -> bool {
        self.format == Format::Json
    }
}

/// Runs the command.
pub(crate) fn run(cli: Cli) -> Result<Exit, Failure> {
    let session = Session { target: cli.target, format: cli.output };
    if session.format == Format::Yaml && !matches!(cli.command, Command::Get(_)) {
        return Err(Failure::usage("`-o yaml` works with `get` only; use table or json"));
    }
    match cli.command {
        Command::Demo(args) => demo::run(args),
        Command::Serve(args) => serve::run(args),
        Command::Repo(command) => repo::run(command, &session),
        Command::Fabric(command) => fabric::run(command, &session),
        Command::Sync(args) => sync::run(&args, &session),
        Command::Status(args) => status::run(&args, &session),
        Command::Get(args) => get::run(&args, &session),
        Command::Blame(args) => blame::run(&args, &session),
        Command::Log(args) => log::run(&args, &session),
        Command::Compare(args) => compare::run(&args, &session),
        Command::Findings(args) => findings::run(&args, &session),
        Command::Free(args) => free::run(&args, &session),
        Command::Kinds(args) => kinds::run(&args, &session),
        Command::Impact(args) => impact::run(&args, &session),
        Command::Rules(args) => rules::run(&args, &session),
        Command::Draft(args) => draft::run(args, &session),
        Command::SetFields(args) => set_fields::run(args, &session),
        Command::Changes(args) => changes::run(&args, &session),
        Command::Diff(args) => diff::run(&args, &session),
        Command::Undo(args) => undo::run(args, &session),
        Command::Split(args) => split::run(args, &session),
        Command::Rename(args) => rename::run(&args, &session),
        Command::Discard(args) => discard::run(&args, &session),
        Command::Migrate(args) => migrate::run(&args, &session),
        Command::Restore(args) => restore::run(args, &session),
        Command::Revert(args) => revert::run(args, &session),
        Command::Approve(args) => approve::run(args, &session),
        Command::Publish(args) => publish::run(args, &session),
        Command::Conflicts(args) => conflicts::run(&args, &session),
        Command::Conflict(args) => conflict::run(args, &session),
        Command::Policy(args) => policy::run(args, &session),
        Command::Resolve(args) => resolve::run(args, &session),
        Command::Credential(command) => credential::run(command, &session),
        Command::Audit(args) => audit::run(&args, &session),
        Command::Runs(args) => runs::run(&args, &session),
        Command::Run(args) => run::run(&args, &session),
        Command::Merge(args) => merge::run(&args),
        Command::Set(args) => set::run(&args),
        Command::Validate(args) => validate::run(&args, session.is_json()),
        Command::Drift(args) => drift::run(&args, &session),
        Command::Cluster(command) => cluster::run(command, &session),
        Command::Filter(command) => filter::run(command, &session),
        Command::Accept(args) => take::accept(&args, &session),
        Command::Import(args) => take::import(&args, &session),
        Command::Reapply(args) => reapply::run(&args, &session),
        Command::Apply(args) => apply::run(args, &session),
        Command::Verify(args) => verify::run(&args, &session),
        Command::Ignore(args) => ignore::run(&args, &session),
        Command::Manifests(command) => manifests::run(&command, session.is_json()),
    }
}
