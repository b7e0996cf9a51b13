//! Log lines, on standard error.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use super::settings::LogFormat;
use crate::exit::Failure;

/// Starts to log.
pub(super) fn start(format: LogFormat, filter: &str) -> Result<(), Failure> {
    let parsed = EnvFilter::try_new(filter).map_err(|error| {
        Failure::usage(format!(
            "the setting `log_filter` is `{filter}`, which is not a valid filter: {error}"
        ))
    })?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(parsed)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    let started = match format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| Failure::refused(format!("cannot start logging: {error}")))
}
