//! Running a server as a process: its settings, its lock, its token, its ready file, its end.

mod absent;
mod bounds;
mod credentials;
mod directory;
mod lock;
mod logging;
mod private;
mod process;
mod ready;
mod sealing;
mod settings;
mod setup;
mod signals;
mod token;

pub(crate) use directory::per_user;
pub(crate) use process::{Plan, run};
pub(crate) use settings::{Flags, Settings};
