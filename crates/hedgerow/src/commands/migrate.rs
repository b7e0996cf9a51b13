//! `hedgerow migrate FABRIC [KIND/NAME…]`: bring resources to the form that their fabric's version has.

use std::collections::BTreeMap;

use hedgerow_engine::views::{FabricView, MigrateRequest, MigrateView, Person};
use serde::Deserialize;
use serde_json::Value as Json;

use super::{Session, draft, left, person};
use crate::client::{Answer, Client};
use crate::exit::{Exit, Failure};
use crate::output::{self, finding, reason};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    #[arg(required_unless_present = "all")]
    fabric: Option<String>,
    /// The resources; all when left out.
    #[arg(value_name = "KIND/NAME")]
    resources: Vec<String>,
    /// Every fabric that you may edit.
    #[arg(long, conflicts_with_all = ["fabric", "resources"])]
    all: bool,
    /// Only this migration; may be given several times. All when left out.
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// The change that the drafts go to; opened when there is none. Without it nothing is saved: the diff is shown.
    #[arg(long)]
    change: Option<String>,
    /// The commit message.
    #[arg(long, short, requires = "change")]
    message: Option<String>,
    /// Who edits; the server's administrator when left out.
    #[arg(long, value_name = "NAME <ADDRESS>", env = "HEDGEROW_AUTHOR", value_parser = person::parse)]
    author: Option<Person>,
}

/// What the person may do.
#[derive(Deserialize)]
struct May {
    permissions: Vec<String>,
    fabrics: BTreeMap<String, Vec<String>>,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let client = session.client()?;
    let Some(fabric) = &args.fabric else { return everywhere(args, session, &client) };
    let answer = ask(args, &client, fabric)?;
    if session.is_json() {
        output::json(&answer.json)?;
    } else {
        tell(args, &answer.value)?;
    }
    Ok(ending(&answer.value))
}

/// One fabric behind the other, each with a change of its own; what is refused of one does not stop the others.
fn everywhere(args: &Args, session: &Session, client: &Client) -> Result<Exit, Failure> {
    let may = client.get::<May>(&["me"], &[])?.value;
    let edits = |permissions: &[String]| permissions.iter().any(|one| one == "edit");
    let fabrics = client.list::<FabricView>(&["fabrics"], &[("limit", "1000")], None)?.value;
    let (mut exit, mut answers) = (Exit::Done, Vec::<Json>::new());
    for FabricView { fabric: name, .. } in fabrics {
        let here = may.fabrics.get(&name);
        if !here.map_or(edits(&may.permissions), |here| edits(here)) {
            output::note(&format!("{name}: you may not edit it"));
            continue;
        }
        match ask(args, client, &name) {
            Ok(answer) => {
                if ending(&answer.value) != Exit::Done {
                    exit = Exit::Refused;
                }
                match session.is_json() {
                    true => answers.push(answer.json),
                    false => tell(args, &answer.value)?,
                }
            }
            Err(failure) if failure.exit() == Exit::Away => return Err(failure),
            Err(failure) => {
                output::note(&format!("{name}: {failure}"));
                exit = Exit::Refused;
            }
        }
    }
    if session.is_json() {
        output::json(&answers)?;
    }
    Ok(exit)
}

fn ask(args: &Args, client: &Client, fabric: &str) -> Result<Answer<MigrateView>, Failure> {
    let request = MigrateRequest {
        change: args.change.clone(),
        resources: args.resources.clone(),
        migrations: args.only.clone(),
        preview: args.change.is_none(),
        author: args.author.clone(),
        message: args.message.clone(),
    };
    client.post::<MigrateView>(&["fabrics", fabric, "migrate"], &request)
}

/// What would break a rule or wait is something that was found wrong; so is that nothing can be done but by hand.
fn ending(view: &MigrateView) -> Exit {
    let by_hand_only = view.count == 0 && view.left_count > 0;
    let clean = view.problems.is_empty() && view.waits.is_none() && !by_hand_only;
    if clean { Exit::Done } else { Exit::Refused }
}

fn tell(args: &Args, view: &MigrateView) -> Result<(), Failure> {
    match &view.saved {
        Some(saved) => output::print(&draft::drafts_table(saved))?,
        None if view.count == 0 => {
            output::note(&format!("{}: nothing to bring to a newer form", view.fabric));
        }
        None => output::diff(&view.diff)?,
    }
    view.problems.iter().for_each(|problem| output::note(&finding::line(problem)));
    if let Some(waits) = &view.waits {
        output::note(&format!("it would wait: {}", reason::sentence(waits)));
    }
    left::tell("not migrated", &view.left, view.left_count);
    for other in &view.elsewhere {
        let line = format!(
            "{} has a draft in change {}: once this is in Git, its edits land in the newer form",
            other.resource, other.change
        );
        output::note(&output::harmless(&line));
    }
    if view.saved.is_none() && view.count > 0 {
        let shown = match view.shown < view.count {
            true => format!(" (the diff is of the first {})", view.shown),
            false => String::new(),
        };
        let only: String =
            args.only.iter().map(|id| format!(" --only {}", output::quoted(id))).collect();
        let resources: String =
            args.resources.iter().map(|name| format!(" {}", output::quoted(name))).collect();
        let fabric = output::quoted(&view.fabric);
        output::note(&format!(
            "{} would be changed{shown}; `hedgerow migrate {fabric}{resources}{only} --change NAME` drafts it",
            match view.count {
                1 => "1 resource".to_owned(),
                count => format!("{count} resources"),
            }
        ));
    }
    Ok(())
}
