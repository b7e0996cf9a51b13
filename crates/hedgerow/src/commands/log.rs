//! `hedgerow log FABRIC`: the commits that changed a fabric's directory.

use hedgerow_engine::views::CommitView;

use super::{Session, dates};
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, short, short_commit};

/// How much of a subject is shown in a table.
const WIDTH: usize = 72;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// How many at most.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let most = usize::from(args.limit);
    let of = ["fabrics", &args.fabric, "commits"];
    let query = [("limit", &*args.limit.to_string())];
    let mut found = session.client()?.list::<CommitView>(&of, &query, Some(most))?;
    if session.is_json() {
        // A page may be short, so that two have more than was asked for.
        if let Some(all) = found.json.as_array_mut() {
            all.truncate(most);
        }
        output::json(&found.json)?;
        return Ok(Exit::Done);
    }
    found.value.truncate(most);
    output::print(&table(&found.value).text())?;
    Ok(Exit::Done)
}

fn table(commits: &[CommitView]) -> Table {
    let mut table = Table::new(&["commit", "time", "author", "change", "subject"], "no commits");
    for commit in commits {
        table.row([
            short_commit(Some(&commit.commit)),
            dates::date_and_time(commit.at),
            commit.author.name.clone(),
            commit.change.clone().unwrap_or_else(|| "-".to_owned()),
            short(&commit.subject, WIDTH),
        ]);
    }
    table
}
