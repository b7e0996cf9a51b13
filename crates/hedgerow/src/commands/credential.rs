//! `hedgerow credential`: what repositories are reached with, stored sealed.
//!
//! A secret comes from standard input or a file, never from an argument: those are seen by everybody
//! on the machine.

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;

use hedgerow_engine::views::{CredentialView, NewCredential, NewSecret, Rotation};
use hedgerow_model::CredentialKind;
use serde::Deserialize;

use super::{Session, dates};
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age, hint};

/// More than any key or token.
const SECRET_LIMIT: u64 = 256 * 1024;

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Store a credential; its secret is read from standard input
    Add(Add),
    /// The credentials and whether they work
    List,
    /// Try a credential, live, with every repository that uses it
    Test(Name),
    /// Exchange a credential's secret; the new one is tried first, and the old one stays until then
    Rotate(Rotate),
    /// Remove a credential that no repository uses
    Remove(Name),
}

#[derive(clap::Args)]
pub(crate) struct Add {
    /// What people call it.
    name: String,
    /// `token` (HTTPS: a token or password) or `ssh-key` (a private key without a passphrase).
    #[arg(long, default_value = "token", value_parser = str::parse::<CredentialKind>)]
    kind: CredentialKind,
    /// The user name that goes with a token, where the host wants one.
    #[arg(long)]
    user: Option<String>,
    /// The one host it is sent to; that of the first repository that uses it when left out.
    #[arg(long)]
    host: Option<String>,
    /// The host keys that are trusted, as `ssh-keyscan HOST` prints them; a key needs them.
    #[arg(long, value_name = "FILE")]
    known_hosts: Option<PathBuf>,
    /// The day on which it stops working, such as 2026-11-30: warned of 14 days ahead.
    #[arg(long, value_name = "DATE", value_parser = dates::moment)]
    expires: Option<i64>,
    #[command(flatten)]
    secret: SecretFrom,
}

#[derive(clap::Args)]
pub(crate) struct Rotate {
    /// The credential's name.
    name: String,
    /// The host keys that are trusted from now on; those of before when left out.
    #[arg(long, value_name = "FILE")]
    known_hosts: Option<PathBuf>,
    /// The day on which the new one stops working.
    #[arg(long, value_name = "DATE", value_parser = dates::moment)]
    expires: Option<i64>,
    /// Take it without trying it first.
    #[arg(long)]
    untested: bool,
    #[command(flatten)]
    secret: SecretFrom,
}

/// Where the secret is.
#[derive(clap::Args)]
struct SecretFrom {
    /// A file with the secret, instead of standard input.
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

#[derive(clap::Args)]
pub(crate) struct Name {
    /// The credential's name.
    name: String,
}

#[derive(Deserialize)]
struct Page {
    items: Vec<CredentialView>,
}

pub(crate) fn run(command: Command, session: &Session) -> Result<Exit, Failure> {
    match command {
        Command::Add(args) => add(args, session)?,
        Command::List => list(session)?,
        Command::Test(args) => return test(&args, session),
        Command::Rotate(args) => rotate(&args, session)?,
        Command::Remove(args) => remove(&args, session)?,
    }
    Ok(Exit::Done)
}

fn add(args: Add, session: &Session) -> Result<(), Failure> {
    let client = session.client()?;
    let new = NewCredential {
        secret: args.secret.read(args.kind)?,
        known_hosts: args.known_hosts.map(hosts).transpose()?,
        name: args.name,
        kind: args.kind,
        user: args.user,
        host: args.host,
        expires_at: args.expires,
    };
    let added = client.post::<CredentialView>(&["credentials"], &new)?;
    if session.is_json() {
        return output::json(&added.json);
    }
    let CredentialView { name, .. } = added.value;
    output::line(&format!(
        "stored credential {name}, sealed; use it with `hedgerow repo add … --credential {name}`"
    ))
}

fn list(session: &Session) -> Result<(), Failure> {
    let answer = session.client()?.get::<Page>(&["credentials"], &[("limit", "1000")])?;
    if session.is_json() {
        return output::json(answer.json.get("items").unwrap_or(&answer.json));
    }
    let mut table = Table::new(
        &["name", "kind", "host", "from", "state", "checked", "expires", "repositories", "problem"],
        "no credentials; store one with `hedgerow credential add NAME`",
    );
    let dash = || "-".to_owned();
    for credential in answer.value.items {
        let hint = hint::of_credential(&credential);
        table.row([
            credential.name,
            credential.kind.to_string(),
            credential.host.unwrap_or_else(dash),
            credential.source,
            credential.state.to_string(),
            age(credential.checked_at),
            credential.expires_at.map_or_else(dash, dates::day),
            credential.repositories.join(","),
            hint::behind(&credential.problem.unwrap_or_default(), hint),
        ]);
    }
    output::print(&table.text())
}

fn test(args: &Name, session: &Session) -> Result<Exit, Failure> {
    let client = session.client()?;
    let progress = client.progress(&format!("trying {}", args.name), None);
    let tested = client.post::<CredentialView>(&["credentials", &args.name, "test"], &());
    progress.finish();
    let tested = tested?;
    let failed = tested.value.state != hedgerow_model::CredentialState::Works;
    if session.is_json() {
        output::json(&tested.json)?;
    } else {
        let hint = hint::of_credential(&tested.value);
        let CredentialView { name, state, problem, .. } = tested.value;
        let problem = problem.map(|problem| format!(": {}", hint::behind(&problem, hint)));
        let problem = problem.unwrap_or_default();
        output::line(&format!("credential {name}: {state}{problem}"))?;
    }
    Ok(if failed { Exit::Refused } else { Exit::Done })
}

fn rotate(args: &Rotate, session: &Session) -> Result<(), Failure> {
    let client = session.client()?;
    let known = client.get::<CredentialView>(&["credentials", &args.name], &[])?;
    let rotation = Rotation {
        secret: args.secret.read(known.value.kind)?,
        known_hosts: args.known_hosts.clone().map(hosts).transpose()?,
        expires_at: args.expires,
    };
    let progress = client.progress(&format!("testing the new secret of {}", args.name), None);
    let query: &[_] = if args.untested { &[("untested", "true")] } else { &[] };
    let path = ["credentials", args.name.as_str(), "secret"];
    let rotated = client.put::<CredentialView>(&path, query, &rotation);
    progress.finish();
    let rotated = rotated?;
    if session.is_json() {
        return output::json(&rotated.json);
    }
    let CredentialView { name, state, .. } = rotated.value;
    output::line(&format!("credential {name} has its new secret ({state})"))
}

fn remove(args: &Name, session: &Session) -> Result<(), Failure> {
    let removed = session.client()?.delete(&["credentials", &args.name])?;
    if session.is_json() {
        return output::json(&removed);
    }
    output::line(&format!("removed credential {}", args.name))
}

fn hosts(file: PathBuf) -> Result<String, Failure> {
    fs::read_to_string(&file)
        .map_err(|error| Failure::usage(format!("cannot read {}: {error}", file.display())))
}

impl SecretFrom {
    fn read(&self, kind: CredentialKind) -> Result<NewSecret, Failure> {
        let mut text = String::new();
        let read = match &self.secret_file {
            Some(file) => fs::File::open(file)
                .and_then(|file| file.take(SECRET_LIMIT).read_to_string(&mut text))
                .map_err(|error| format!("cannot read {}: {error}", file.display())),
            None => {
                if io::stdin().is_terminal() {
                    output::note(
                        "the secret, then Ctrl-D (better: `… < FILE`: typed text is visible):",
                    );
                }
                let read = io::stdin().take(SECRET_LIMIT).read_to_string(&mut text);
                read.map_err(|error| format!("cannot read the secret: {error}"))
            }
        };
        read.map_err(Failure::usage)?;
        if kind == CredentialKind::Token {
            // A line end is not part of a token; a key's belongs to it.
            text.truncate(text.trim_end_matches(['\n', '\r']).len());
        }
        if text.is_empty() {
            return Err(Failure::usage("the secret is empty"));
        }
        Ok(NewSecret::new(text))
    }
}
