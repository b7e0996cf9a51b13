//! What is printed: results on standard output, everything else on standard error.
//!
//! The only place that prints. A reader that goes away (`hedgerow get f | head`) is not an error.

pub(crate) mod clash;
pub(crate) mod finding;
pub(crate) mod hint;
mod progress;
pub(crate) mod reason;
pub(crate) mod run;
mod table;
mod word;

use std::io::{self, IsTerminal, Write};

use hedgerow_model::shown;
use serde::Serialize;

use crate::exit::Failure;

pub(crate) use progress::Progress;
pub(crate) use table::{Table, age, harmless, short, short_commit};
pub(crate) use word::quoted;

/// The form of a result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
    /// The resources' own text; of `get` only.
    Yaml,
}

/// Prints a result as it is.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// Prints a result that is text in whatever encoding, as it is.
pub(crate) fn print_bytes(text: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::refused(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Why a long result was not printed to its end.
pub(crate) enum Copied {
    /// It broke off where it came from.
    Read(io::Error),
    /// It could not be written.
    Write(Failure),
}

/// Prints a long result while it comes.
pub(crate) fn copy(from: &mut impl io::Read) -> Result<(), Copied> {
    let mut buffer = vec![0; 64 * 1024];
    let mut out = io::stdout().lock();
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Copied::Read(error)),
        };
        match out.write_all(buffer.get(..count).unwrap_or_default()).and_then(|()| out.flush()) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            Err(error) => {
                let reason = format!("cannot write to standard output: {error}");
                return Err(Copied::Write(Failure::refused(reason)));
            }
        }
    }
}

/// Prints a line of a result.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    print(&format!("{}\n", shown(text)))
}

/// Prints a result as JSON.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::refused(format!("cannot write the answer as JSON: {error}")))?;
    print(&format!("{text}\n"))
}

/// Says something beside the result.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", shown(text));
}

/// Says why a command failed.
pub(crate) fn complain(failure: &Failure) {
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "error: {}", shown(&failure.to_string()));
    if let Some(excerpt) = failure.excerpt() {
        let _ = writeln!(err, "{}", shown(excerpt.trim_end_matches('\n')));
    }
}

/// Prints a unified diff, in colours on a terminal.
pub(crate) fn diff(text: &str) -> Result<(), Failure> {
    if !io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some() {
        return print(text);
    }
    let mut coloured = String::with_capacity(text.len() + 256);
    for line in text.split_inclusive('\n') {
        let (content, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let content = shown(content);
        let colour = match content.as_bytes().first() {
            _ if content.starts_with("+++") || content.starts_with("---") => "1",
            Some(b'+') => "32",
            Some(b'-') => "31",
            Some(b'@') => "36",
            _ => "0",
        };
        coloured.push_str(&format!("\x1b[{colour}m{content}\x1b[0m{end}"));
    }
    print(&coloured)
}

/// Asks a question that is answered with yes or no; no when nobody can answer.
pub(crate) fn confirm(question: &str) -> bool {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return false;
    }
    let mut err = io::stderr().lock();
    let _ = write!(err, "{question} [y/N] ");
    let _ = err.flush();
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).is_ok()
        && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}
