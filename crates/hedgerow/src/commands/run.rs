//! `hedgerow run ID`: one run, step by step.

use hedgerow_engine::views::RunView;

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age, reason, run as told};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The run's number.
    run: i64,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let answer = session.client()?.get::<RunView>(&["runs", &args.run.to_string()], &[])?;
    if session.is_json() {
        output::json(&reason::in_words(answer.json, ToString::to_string))?;
        return Ok(Exit::Done);
    }
    let run = answer.value;
    output::line(&format!(
        "run {}: {} {}, {}",
        run.id,
        run.kind,
        run.outcome,
        age(Some(run.started_at))
    ))?;
    output::line(&told::what(&run))?;
    if let Some(summary) = &run.summary {
        output::line(&format!("did: {summary}"))?;
    }
    let mut table = Table::new(&["step", "outcome", "after", "took", "detail"], "no steps");
    for step in run.steps {
        table.row([
            step.name,
            step.outcome.map_or_else(|| "-".to_owned(), |outcome| outcome.to_string()),
            format!("{} ms", step.at.saturating_sub(run.started_at)),
            took(step.duration_us),
            step.detail.unwrap_or_default(),
        ]);
    }
    output::print(&table.text())?;
    Ok(Exit::Done)
}

/// A duration in microseconds, as milliseconds with what matters behind the point.
fn took(duration_us: i64) -> String {
    format!("{}.{} ms", duration_us / 1000, duration_us % 1000 / 100)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_duration_is_told_in_milliseconds() {
        assert_eq!(super::took(12_345), "12.3 ms");
        assert_eq!(super::took(45), "0.0 ms");
    }
}
