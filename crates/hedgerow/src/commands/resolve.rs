//! `hedgerow resolve CONFLICT`: settle a conflict.

use hedgerow_engine::views::{ConflictView, Person};
use hedgerow_model::{ConflictState, Side};
use serde_json::json;

use super::{Session, draft, person};
use crate::exit::{Exit, Failure};
use crate::output;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The conflict's number.
    conflict: i64,
    #[command(flatten)]
    decision: Decision,
    /// Who decides; the server's administrator when left out.
    #[arg(long, value_name = "NAME <ADDRESS>", env = "HEDGEROW_AUTHOR", value_parser = person::parse)]
    by: Option<Person>,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Decision {
    /// The value of one side: draft, git or base.
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
    let number = args.conflict.to_string();
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
            let change = output::quoted(change);
            output::note(&format!("`hedgerow publish {change}` publishes it"));
        }
    }
    Ok(match resolved.value.state {
        _ if reopen => Exit::Done,
        ConflictState::Resolved => Exit::Done,
        _ => Exit::Refused,
    })
}
