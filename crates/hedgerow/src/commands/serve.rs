//! `hedgerow serve`: the server.

use std::path::PathBuf;

use crate::exit::{Exit, Failure};
use crate::output;
use crate::serving::{self, Flags, Plan, Settings};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A file of settings (TOML).
    #[arg(long, value_name = "FILE", env = "HEDGEROW_CONFIG")]
    config: Option<PathBuf>,
    /// Start with an empty database where the data directory had one that is gone. Without it, such a
    /// start is refused.
    #[arg(long)]
    start_empty: bool,
    #[command(flatten)]
    flags: Flags,
}

pub(crate) fn run(args: Args) -> Result<Exit, Failure> {
    let settings = Settings::load(args.config.as_deref(), &args.flags)?;
    let data = settings.data()?;
    let plan = Plan { settings, data, start_empty: args.start_empty, demo: None };
    serving::run(&plan, |running| async move {
        output::line(&format!("Hedgerow answers at {}", running.url))?;
        if let Some(file) = &running.token_file {
            output::line(&format!("the administrator's token is in {}", file.display()))?;
        }
        Ok(())
    })
}
