//! `hedgerow findings FABRIC`: what is wrong in its files, and what stays in raw/ and why.

use hedgerow_engine::views::FindingView;

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, finding};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let path = ["fabrics", args.fabric.as_str(), "findings"];
    let answer = session.client()?.list::<FindingView>(&path, &[("limit", "1000")], None)?;
    if session.is_json() {
        output::json(&answer.json)?;
    } else if answer.value.is_empty() {
        output::line("no findings")?;
    } else {
        let told = finding::in_order(&answer.value);
        let lines: Vec<String> = told.into_iter().map(finding::line).collect();
        output::line(&lines.join("\n"))?;
    }
    Ok(Exit::Done)
}
