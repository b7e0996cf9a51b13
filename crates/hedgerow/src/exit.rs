//! How a command ends: the exit codes of the reference, and failures that carry one.

use std::fmt;
use std::process::ExitCode;

/// How a command ended, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// It was refused, conflicted, or something was found wrong.
    Refused = 1,
    /// The command line, or an input of an offline command, makes no sense.
    Usage = 2,
    /// No server answered.
    Away = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not do what it was asked for, in words for the person who asked.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
    /// More lines, such as an excerpt of a file; printed as they are.
    excerpt: Option<String>,
}

impl Failure {
    fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), excerpt: None }
    }

    /// It was refused, or failed.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(Exit::Refused, message)
    }

    /// The command line or an input makes no sense.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// No server answered.
    pub(crate) fn away(message: impl Into<String>) -> Self {
        Self::new(Exit::Away, message)
    }

    /// The same failure with lines that show the place.
    pub(crate) fn showing(mut self, excerpt: impl Into<String>) -> Self {
        self.excerpt = Some(excerpt.into());
        self
    }

    /// The same failure with another exit code.
    pub(crate) fn ending(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// Lines that show the place.
    pub(crate) fn excerpt(&self) -> Option<&str> {
        self.excerpt.as_deref()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
