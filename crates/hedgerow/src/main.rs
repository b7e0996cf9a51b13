//! Hedgerow: the server and its command line in one program.
//!
//! `commands/` has one file per command. Those that a server does go through `client/`; those on files
//! (`offline/`) need no server; `serving/` and `demo/` start one. Nothing here knows how syncing works.

mod cli;
mod client;
mod commands;
mod demo;
mod exit;
mod kept;
mod offline;
mod output;
mod serving;

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: hedgerow_memory::Allocator = hedgerow_memory::Allocator;

fn main() -> ExitCode {
    hedgerow_memory::give_back_at_once();
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are not errors; both go where clap says.
            let code = if error.use_stderr() { exit::Exit::Usage } else { exit::Exit::Done };
            let _ = cli::advised(error).print();
            return code.into();
        }
    };
    match commands::run(cli) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            output::complain(&failure);
            failure.exit().into()
        }
    }
}
