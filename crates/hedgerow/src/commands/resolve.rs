//! `hedgerow resolve CONFLICT…`: settle conflicts, one or many the same way.

use hedgerow_engine::views::{BulkView, ConflictView, Person};
use hedgerow_model::{ConflictState, Side};
use serde_json::{Value as Json, json};

use super::conflicts::{self, Filter};
use super::{Session, draft, person};
use crate::exit::{Exit, Failure};
use crate::output;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The conflicts' numbers.
    #[arg(value_name = "CONFLICT", required_unless_present = "fabric")]
    conflicts: Vec<i64>,
    /// Instead of numbers: all open conflicts of this fabric, or those of them that the other options name.
    #[arg(long, value_name = "FABRIC", conflicts_with = "conflicts")]
    fabric: Option<String>,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    decision: Decision,
    /// What you say to it: kept with the decision, and in the audit.
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// Between Git and the cluster: the change in which Git takes what you decide; `From the cluster` when left out.
    #[arg(long, value_name = "CHANGE", conflicts_with = "reopen")]
    into: Option<String>,
    /// Only show what would be decided.
    #[arg(long, conflicts_with = "reopen")]
    preview: bool,
    /// Decide all that `--fabric` found, without showing them first.
    #[arg(long, requires = "fabric")]
    yes: bool,
    /// Who decides; the server's administrator when left out.
    #[arg(long, value_name = "NAME <ADDRESS>", env = "HEDGEROW_AUTHOR", value_parser = person::parse)]
    by: Option<Person>,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Decision {
    /// The value of one side: draft, git, base or cluster, of those that take part.
    #[arg(long, value_name = "SIDE", value_parser = str::parse::<Side>)]
    take: Option<Side>,
    /// A value of your own.
    #[arg(long, value_name = "YAML", allow_hyphen_values = true)]
    value: Option<String>,
    /// Of two resources that break a rule together: a value for the field of the other one, which is then drafted in the
    /// same change.
    #[arg(long, value_name = "YAML", allow_hyphen_values = true)]
    other: Option<String>,
    /// Take the decision back, as long as nothing was published of it.
    #[arg(long)]
    reopen: bool,
}

pub(crate) fn run(args: Args, session: &Session) -> Result<Exit, Failure> {
    if args.fabric.is_none() && !args.filter.is_empty() {
        return Err(Failure::usage(
            "--change, --resource, --type and --assignee choose among the conflicts of a fabric: add --fabric FABRIC",
        ));
    }
    match (&args.conflicts[..], args.fabric.is_some()) {
        ([one], false) if !args.preview => single(*one, args, session),
        _ if args.decision.other.is_some() => {
            Err(Failure::usage("--other is said of one conflict at a time"))
        }
        _ if args.decision.reopen => reopen(&args, session),
        _ => many(&args, session),
    }
}

fn single(number: i64, args: Args, session: &Session) -> Result<Exit, Failure> {
    let Decision { take, value, other, reopen } = args.decision;
    let mut request = match (take, value, other) {
        _ if reopen => json!({}),
        (Some(side), ..) => json!({ "take": side }),
        (_, Some(value), _) => json!({ "value": value }),
        (.., other) => json!({ "other": other }),
    };
    if let Some(by) = args.by {
        request["by"] = json!(by);
    }
    if let Some(why) = args.why.filter(|_| !reopen) {
        request["why"] = json!(why);
    }
    if let Some(into) = args.into {
        request["change"] = json!(into);
    }
    let number = number.to_string();
    let what = if reopen { "reopen" } else { "resolve" };
    let resolved =
        session.client()?.post::<ConflictView>(&["conflicts", &number, what], &request)?;
    if session.is_json() {
        output::json(&resolved.json)?;
    } else {
        let conflict = &resolved.value;
        output::line(&format!(
            "conflict {} of {} {}is {}",
            conflict.id,
            draft::resource(&conflict.kind, &conflict.namespace, &conflict.name),
            Some(conflict.path.to_string() + " ").filter(|path| path != " ").unwrap_or_default(),
            conflict.state
        ))?;
        if let Some(change) = conflict.change.as_ref().filter(|_| !reopen) {
            output::note(&way_on(conflict, change, session)?);
        }
    }
    Ok(match resolved.value.state {
        _ if reopen => Exit::Done,
        ConflictState::Resolved => Exit::Done,
        _ => Exit::Refused,
    })
}

/// What is next for a change of which a conflict was decided.
fn way_on(conflict: &ConflictView, change: &str, session: &Session) -> Result<String, Failure> {
    let id = conflict.change_id.as_deref().unwrap_or(change);
    let query = [("change", id), ("state", "open")];
    let left = session.client()?.list::<ConflictView>(&["conflicts"], &query, Some(1000))?;
    let quoted = output::quoted(change);
    Ok(match left.value.len() {
        0 => format!("`hedgerow publish {quoted}` publishes it"),
        many => {
            let fabric = output::quoted(&conflict.fabric);
            let noun = if many == 1 { "conflict of it is" } else { "conflicts of it are" };
            format!("{many} {noun} left: `hedgerow conflicts {fabric} --change {quoted}`")
        }
    })
}

/// The numbers that are meant: as given, or those of the open conflicts of a fabric.
fn numbers(args: &Args, session: &Session) -> Result<Vec<i64>, Failure> {
    let Some(fabric) = args.fabric.as_deref() else { return Ok(args.conflicts.clone()) };
    let state = if args.decision.reopen { "resolved" } else { "open" };
    let mut query = vec![("fabric", fabric), ("state", state)];
    query.extend(args.filter.query());
    let found = session.client()?.list::<ConflictView>(&["conflicts"], &query, None)?;
    Ok(found.value.iter().map(|conflict| conflict.id).collect())
}

/// The most conflicts of one request.
const AT_ONCE: usize = 1000;

fn many(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let numbers = numbers(args, session)?;
    if numbers.is_empty() {
        output::line("no open conflict fits")?;
        return Ok(Exit::Done);
    }
    let shown_first = args.fabric.is_some() && !args.yes;
    let preview = args.preview || shown_first;
    let mut all: Option<Json> = None;
    let mut views = Vec::new();
    let mut refusals = Vec::new();
    for chunk in numbers.chunks(AT_ONCE) {
        let mut request = json!({ "conflicts": chunk, "preview": preview });
        for (key, value) in [
            ("take", json!(args.decision.take)),
            ("value", json!(args.decision.value)),
            ("why", json!(args.why)),
            ("by", json!(args.by)),
            ("change", json!(args.into)),
        ] {
            if !value.is_null() {
                request[key] = value;
            }
        }
        let done = session.client()?.post::<BulkView>(&["conflicts", "resolve"], &request)?;
        for one in done.value.conflicts {
            refusals.extend(one.refused.map(|why| format!("{}: {why}", one.id)));
            views.extend(one.conflict);
        }
        all = Some(match (all, done.json) {
            (None, json) => json,
            (Some(all), json) => joined(all, json),
        });
    }
    let (decided, refused) = (views.len(), refusals.len());
    if session.is_json() {
        output::json(&all.unwrap_or_default())?;
    } else {
        output::print(&conflicts::table(views).text())?;
        for refusal in &refusals {
            output::note(refusal);
        }
        output::line(&match preview {
            true => format!("{decided} would be decided, {refused} refused; nothing was written"),
            false => format!("{decided} decided, {refused} refused"),
        })?;
        if shown_first && !args.preview {
            output::note("the same command with --yes decides them");
        }
    }
    Ok(if refused == 0 { Exit::Done } else { Exit::Refused })
}

/// Two answers as one.
fn joined(mut all: Json, more: Json) -> Json {
    for key in ["decided", "refused"] {
        let sum = [&all, &more].map(|one| one[key].as_u64().unwrap_or_default());
        all[key] = json!(sum[0] + sum[1]);
    }
    if let (Some(all), Json::Array(more)) =
        (all["conflicts"].as_array_mut(), more["conflicts"].clone())
    {
        all.extend(more);
    }
    all
}

fn reopen(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let mut views = Vec::new();
    let mut failed = false;
    for number in numbers(args, session)? {
        let number = number.to_string();
        let mut request = json!({});
        if let Some(by) = &args.by {
            request["by"] = json!(by);
        }
        let client = session.client()?;
        match client.post::<ConflictView>(&["conflicts", &number, "reopen"], &request) {
            Ok(answer) => views.push(answer),
            Err(failure) if failure.exit() == Exit::Refused => {
                output::note(&format!("{number}: {failure}"));
                failed = true;
            }
            Err(failure) => return Err(failure),
        }
    }
    if session.is_json() {
        output::json(&Json::Array(views.into_iter().map(|view| view.json).collect()))?;
    } else {
        let views = views.into_iter().map(|view| view.value).collect();
        output::print(&conflicts::table(views).text())?;
    }
    Ok(if failed { Exit::Refused } else { Exit::Done })
}
