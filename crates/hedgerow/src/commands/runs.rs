//! `hedgerow runs [FABRIC]`: what was done, newest first.

use hedgerow_engine::views::RunView;

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age, reason, run as told};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only those of this fabric.
    fabric: Option<String>,
    /// How many at most.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i64).range(1..=1000))]
    limit: i64,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let limit = args.limit.to_string();
    let mut query = vec![("limit", limit.as_str())];
    if let Some(fabric) = &args.fabric {
        query.push(("fabric", fabric));
    }
    let answer =
        session.client()?.list::<RunView>(&["runs"], &query, usize::try_from(args.limit).ok())?;
    if session.is_json() {
        output::json(&reason::in_words(answer.json, ToString::to_string))?;
        return Ok(Exit::Done);
    }
    let mut table =
        Table::new(&["run", "kind", "outcome", "started", "took", "what"], "no runs yet");
    for run in answer.value {
        let took = run.ended_at.map_or_else(
            || "-".to_owned(),
            |ended| format!("{} ms", ended.saturating_sub(run.started_at)),
        );
        table.row([
            run.id.to_string(),
            run.kind.to_string(),
            run.outcome.to_string(),
            age(Some(run.started_at)),
            took,
            told::what(&run),
        ]);
    }
    output::print(&table.text())?;
    Ok(Exit::Done)
}
