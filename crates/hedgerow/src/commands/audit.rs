//! `hedgerow audit`: who did what, and whether the log was touched.

use hedgerow_model::{AuditAction, AuditOutcome};
use serde::Deserialize;
use serde_json::Value as Json;

use super::{Session, dates};
use crate::client::Client;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, short};

/// The most entries that are asked for at once.
const PAGE: usize = 1000;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Read the whole log and say where it was touched, if anywhere.
    #[arg(long, conflicts_with_all = ["export", "action", "actor", "fabric", "outcome", "subject", "since", "until", "limit"])]
    verify: bool,
    /// Print every entry that fits: `jsonl` (one JSON object per line) or `csv`.
    #[arg(long, value_name = "FORM", value_parser = ["jsonl", "csv"], conflicts_with = "limit")]
    export: Option<String>,
    /// Only this action, such as `change.publish`.
    #[arg(long, value_parser = str::parse::<AuditAction>)]
    action: Option<AuditAction>,
    /// Only what this login did.
    #[arg(long, value_name = "LOGIN")]
    actor: Option<String>,
    /// Only of this fabric.
    #[arg(long)]
    fabric: Option<String>,
    /// Only what ended so: `done`, `refused` or `failed`.
    #[arg(long, value_parser = str::parse::<AuditOutcome>)]
    outcome: Option<AuditOutcome>,
    /// Only about this, such as a change's name.
    #[arg(long)]
    subject: Option<String>,
    /// Only since then: a day, a time, or `30m`, `12h`, `7d` ago.
    #[arg(long, value_name = "WHEN", value_parser = dates::moment_or_ago)]
    since: Option<i64>,
    /// Only until then.
    #[arg(long, value_name = "WHEN", value_parser = dates::moment_or_ago)]
    until: Option<i64>,
    /// How many at most.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    limit: u64,
}

#[derive(Deserialize)]
struct Page {
    items: Vec<Json>,
    next: Option<String>,
}

/// As much of an entry as a person is shown.
#[derive(Deserialize)]
struct Entry {
    seq: i64,
    at: i64,
    actor: Actor,
    #[serde(default)]
    from: Option<String>,
    action: String,
    outcome: String,
    #[serde(default)]
    fabric: Option<String>,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    detail: Option<String>,
}

#[derive(Deserialize)]
struct Actor {
    kind: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    token: Option<String>,
}

#[derive(Deserialize)]
struct Verification {
    ok: bool,
    entries: i64,
    #[serde(default)]
    head: Option<Json>,
    #[serde(default)]
    problems: Vec<Touched>,
}

#[derive(Deserialize)]
struct Touched {
    #[serde(default)]
    seq: Option<i64>,
    what: String,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let client = session.client()?;
    if args.verify {
        return verify(&client, session);
    }
    if let Some(form) = &args.export {
        let mut query = args.query();
        query.push(("format", form.clone()));
        client.download(&["audit", "export"], &borrowed(&query))?;
        return Ok(Exit::Done);
    }
    list(args, &client, session)?;
    Ok(Exit::Done)
}

impl Args {
    fn query(&self) -> Vec<(&'static str, String)> {
        let given = [
            ("action", self.action.map(|action| action.to_string())),
            ("actor", self.actor.clone()),
            ("fabric", self.fabric.clone()),
            ("outcome", self.outcome.map(|outcome| outcome.to_string())),
            ("subject", self.subject.clone()),
            ("since", self.since.map(|at| at.to_string())),
            ("until", self.until.map(|at| at.to_string())),
        ];
        given.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

fn borrowed<'q>(query: &'q [(&'static str, String)]) -> Vec<(&'static str, &'q str)> {
    query.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

fn list(args: &Args, client: &Client, session: &Session) -> Result<(), Failure> {
    let wanted = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let mut entries: Vec<Json> = Vec::new();
    let mut cursor = None;
    while entries.len() < wanted {
        let mut query = args.query();
        query.push(("limit", (wanted - entries.len()).min(PAGE).to_string()));
        query.extend(cursor.take().map(|cursor| ("cursor", cursor)));
        let page = client.get::<Page>(&["audit"], &borrowed(&query))?.value;
        let empty = page.items.is_empty();
        entries.extend(page.items);
        cursor = page.next;
        if cursor.is_none() || empty {
            break;
        }
    }
    if session.is_json() {
        return output::json(&entries);
    }
    let mut table = Table::new(
        &["entry", "when (UTC)", "who", "from", "action", "outcome", "fabric", "subject", "detail"],
        "no entries",
    );
    let dash = || "-".to_owned();
    for entry in entries {
        let entry = Entry::deserialize(entry).map_err(|error| {
            Failure::away(format!("the server's answer is not understood ({error})"))
        })?;
        table.row([
            entry.seq.to_string(),
            dates::date_and_time(entry.at),
            entry.actor.display_name(),
            entry.from.unwrap_or_else(dash),
            entry.action,
            entry.outcome,
            entry.fabric.unwrap_or_else(dash),
            entry.subject.unwrap_or_else(dash),
            short(&entry.detail.unwrap_or_default(), 80),
        ]);
    }
    output::print(&table.text())
}

impl Actor {
    fn display_name(self) -> String {
        let who = if self.login.is_empty() { self.kind } else { self.login };
        match self.token {
            Some(token) => format!("{who} ({token})"),
            None => who,
        }
    }
}

fn verify(client: &Client, session: &Session) -> Result<Exit, Failure> {
    let progress = client.progress("reading the audit", None);
    let verified = client.get::<Verification>(&["audit", "verification"], &[]);
    progress.finish();
    let verified = verified?;
    let exit = if verified.value.ok { Exit::Done } else { Exit::Refused };
    if session.is_json() {
        output::json(&verified.json)?;
        return Ok(exit);
    }
    let Verification { ok, entries, head, problems } = verified.value;
    for Touched { seq, what } in problems {
        match seq {
            Some(seq) => output::line(&format!("entry {seq}: {what}"))?,
            None => output::line(&what)?,
        }
    }
    if ok {
        output::line(&format!("{entries} entries, none was modified"))?;
    } else {
        output::line(&format!(
            "the audit of {entries} entries was modified, or cannot be verified"
        ))?;
    }
    match head {
        Some(Json::String(head)) => output::line(&format!("head: {head}"))?,
        Some(head) => output::line(&format!("head: {head}"))?,
        None => {}
    }
    Ok(exit)
}
