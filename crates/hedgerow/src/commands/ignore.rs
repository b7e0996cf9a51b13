//! `hedgerow ignore FABRIC KIND/NAME [PATH] [--until DATE]`: drift that nobody wants to hear of.

use hedgerow_engine::views::{IgnoreRequest, IgnoredView};
use hedgerow_model::FieldPath;

use super::{Session, dates};
use crate::exit::{Exit, Failure};
use crate::output;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// The resource.
    #[arg(value_name = "KIND/NAME")]
    resource: String,
    /// One field and what is below it; all of the resource when left out.
    #[arg(value_name = "PATH", value_parser = str::parse::<FieldPath>)]
    path: Option<FieldPath>,
    /// Until when: a date, a time, or how long from now, such as `2026-12-24`, `2d`. Until it is taken back when left out.
    #[arg(long, value_name = "DATE", conflicts_with = "no_longer")]
    until: Option<String>,
    /// Why.
    #[arg(long, short, conflicts_with = "no_longer")]
    reason: Option<String>,
    /// Ignore it no longer.
    #[arg(long)]
    no_longer: bool,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let client = session.client()?;
    let path = ["fabrics", args.fabric.as_str(), "drift", "ignore"];
    let field = args.path.as_ref().map(ToString::to_string);
    let what = match &field {
        Some(field) => format!("{} {field}", args.resource),
        None => args.resource.clone(),
    };
    if args.no_longer {
        let mut query = vec![("resource", args.resource.as_str())];
        query.extend(field.as_deref().map(|field| ("path", field)));
        client.delete_with(&path, &query)?;
        return told(session, &format!("drift of {what} is told again"));
    }
    let request = IgnoreRequest {
        resource: args.resource.clone(),
        path: args.path.clone(),
        until: args
            .until
            .as_deref()
            .map(dates::moment_or_in)
            .transpose()
            .map_err(Failure::usage)?,
        reason: args.reason.clone(),
    };
    client.post::<IgnoredView>(&path, &request)?;
    told(session, &format!("drift of {what} is ignored"))
}

fn told(session: &Session, line: &str) -> Result<Exit, Failure> {
    match session.is_json() {
        true => output::json(&serde_json::json!({ "done": line }))?,
        false => output::line(line)?,
    }
    Ok(Exit::Done)
}
