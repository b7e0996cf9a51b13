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
    #[command(flatten)]
    flags: Flags,
}

pub(crate) fn run(args: Args) -> Result<Exit, Failure> {
    let settings = Settings::load(args.config.as_deref(), &args.flags)?;
    let data = settings.data()?;
    serving::run(&Plan { settings, data, tour: None }, |running| async move {
        output::line(&format!("Hedgerow answers at {}", running.url))?;
        if let Some(file) = &running.token_file {
            output::line(&format!("the administrator's token is in {}", file.display()))?;
        }
        Ok(())
    })
}
