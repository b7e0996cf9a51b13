//! Regular expressions in rules: `matches`, `find`, `findAll`.
//!
//! The library reads an expression again for each text, as Rust writes them and of any size. Here one is read
//! as Go writes it, once where the rule has it as a literal, and what it costs goes by its size.

use std::sync::Arc;

use regex::Regex;

use super::Cel;
use super::cost::of_text;
use crate::pattern::{Expression, Unread};

/// What reading an expression costs that is not known before the rule runs.
pub(super) fn cost_of_reading(source: &str) -> u64 {
    u64::try_from(source.len()).unwrap_or(u64::MAX).saturating_mul(100).saturating_add(20_000)
}

/// What is asked of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    Matches,
    Find,
    FindAll,
}

impl Search {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "matches" => Self::Matches,
            "find" => Self::Find,
            "findAll" => Self::FindAll,
            _ => return None,
        })
    }

    pub(super) fn run(self, pattern: &Pattern, text: &str) -> Cel {
        let owned = |text: &str| Cel::String(Arc::new(text.to_owned()));
        match self {
            Self::Matches => Cel::Bool(pattern.regex.is_match(text)),
            Self::Find => owned(pattern.regex.find(text).map_or("", |found| found.as_str())),
            Self::FindAll => {
                let all = pattern.regex.find_iter(text).map(|found| owned(found.as_str()));
                Cel::List(Arc::new(all.collect()))
            }
        }
    }
}

/// An expression, and what it costs.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    regex: Regex,
    /// How many times as much as looking at the text.
    weight: u64,
}

impl Pattern {
    /// Reads an expression that is known only now; the error says why it cannot be.
    pub(super) fn read(source: &str) -> Result<Self, String> {
        Self::of(source, Expression::read(source))
    }

    /// An expression that was read.
    pub(super) fn of(source: &str, read: Result<Expression, Unread>) -> Result<Self, String> {
        let Expression { regex, size } =
            read.map_err(|why| format!("the expression `{source}` {why}"))?;
        // A machine that is 64 times as large may be as much slower. At worst it takes all its states for each
        // byte of a text.
        let weight = u64::try_from(size / (4 << 10)).unwrap_or(u64::MAX);
        Ok(Self { regex, weight })
    }

    /// What it costs to search a text, with what is found in it.
    pub(super) fn cost(&self, search: Search, text: &str) -> u64 {
        let pieces = if search == Search::FindAll { text.len() } else { 0 };
        let pieces = u64::try_from(pieces).unwrap_or(u64::MAX);
        of_text(text.len()).saturating_mul(self.weight).saturating_add(pieces)
    }
}
