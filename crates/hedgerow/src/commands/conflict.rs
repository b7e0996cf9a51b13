//! `hedgerow conflict show|assign|say|copies|keep N`: one conflict with its life.

use hedgerow_engine::views::{ConflictSetView, ConflictView, Person};
use serde_json::json;

use super::{Session, conflicts, copies, person};
use crate::exit::{Exit, Failure};
use crate::output::{self, age};

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// A conflict with those that are settled together with it, what was said, and what was decided before
    Show {
        /// Its number.
        conflict: i64,
    },
    /// The documents of a resource that has several in Git, and how they differ
    Copies {
        /// The number of the conflict, a `duplicate identity`.
        conflict: i64,
    },
    /// Keep one of several documents of a resource: a change that takes the others out of their files
    Keep(copies::Keep),
    /// Give a conflict to somebody to decide
    Assign {
        /// Its number.
        conflict: i64,
        /// The login of an account; `none`: nobody.
        login: String,
    },
    /// Say something about a conflict
    Say {
        /// Its number.
        conflict: i64,
        /// What.
        text: String,
        /// Who says it; the server's administrator when left out.
        #[arg(long, value_name = "NAME <ADDRESS>", env = "HEDGEROW_AUTHOR", value_parser = person::parse)]
        by: Option<Person>,
    },
}

pub(crate) fn run(args: Args, session: &Session) -> Result<Exit, Failure> {
    match args.command {
        Command::Show { conflict } => show(conflict, session)?,
        Command::Copies { conflict } => copies::show(conflict, session)?,
        Command::Keep(keep) => return copies::keep(&keep, session),
        Command::Assign { conflict, login } => {
            let assignee = Some(&login).filter(|login| *login != "none");
            let number = conflict.to_string();
            let request = json!({ "assignee": assignee });
            let path = ["conflicts", &number, "assignee"];
            let answer = session.client()?.put::<ConflictView>(&path, &[], &request)?;
            if session.is_json() {
                output::json(&answer.json)?;
            } else {
                output::line(&match answer.value.life.assignee {
                    Some(login) => format!("conflict {conflict} is for {login} to decide"),
                    None => format!("conflict {conflict} is for nobody in particular"),
                })?;
            }
        }
        Command::Say { conflict, text, by } => {
            let number = conflict.to_string();
            let mut request = json!({ "text": text });
            if let Some(by) = by {
                request["by"] = json!(by);
            }
            let path = ["conflicts", &number, "remarks"];
            let answer = session.client()?.post::<ConflictView>(&path, &request)?;
            if session.is_json() {
                output::json(&answer.json)?;
            } else {
                output::line(&format!("kept with conflict {conflict}"))?;
            }
        }
    }
    Ok(Exit::Done)
}

fn show(conflict: i64, session: &Session) -> Result<(), Failure> {
    let number = conflict.to_string();
    let answer = session.client()?.get::<ConflictSetView>(&["conflicts", &number, "set"], &[])?;
    if session.is_json() {
        return output::json(&answer.json);
    }
    let set = answer.value;
    let mut shown: Vec<ConflictView> = set.open.into_iter().chain(set.resolved).collect();
    if !shown.iter().any(|one| one.id == conflict) {
        shown.insert(0, set.conflict);
    }
    let mut lines = Vec::new();
    for one in &shown {
        if let (Some(by), Some(at)) = (&one.life.draft_by, one.life.draft_at) {
            lines.push(format!("{}: the draft's side is by {by}, {}", one.id, age(Some(at))));
        }
        if let Some((Some(by), at)) = conflicts::cluster(one) {
            let at = at.map(|at| format!(", {}", age(Some(at)))).unwrap_or_default();
            lines.push(format!("{}: the cluster's side was written by {by}{at}", one.id));
        }
        if let (Some(by), Some(at)) = (&one.decided_by, one.closed_at) {
            let why = one.life.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            lines.push(format!("{}: decided by {by}, {}{why}", one.id, age(Some(at))));
        }
    }
    output::print(&conflicts::table(shown).text())?;
    for line in lines {
        output::line(&line)?;
    }
    for (id, remarks) in set.remarks {
        for remark in remarks {
            output::line(&format!(
                "{id}: {} said, {}: {}",
                remark.author,
                age(Some(remark.at)),
                remark.text
            ))?;
        }
    }
    for earlier in set.earlier {
        let by = earlier.by.unwrap_or_else(|| "somebody".to_owned());
        let how = serde_json::to_string(&earlier.decision).unwrap_or_default();
        output::line(&format!(
            "{}: the same was decided before, by {by} (conflict {}): {how}",
            earlier.of, earlier.conflict
        ))?;
    }
    Ok(())
}
