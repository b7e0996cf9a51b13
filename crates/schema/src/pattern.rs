//! Regular expressions of CRDs. They are written for Go, where `\d`, `\w`, `\s` and `\b` are ASCII;
//! in Rust they would be Unicode, so they are rewritten.

use std::collections::HashMap;

use regex::{Regex, RegexBuilder};

/// What an expression may take, in bytes; most need the first.
const SIZES: [usize; 4] = [16 << 10, 64 << 10, 256 << 10, 1 << 20];

/// What the expressions of a set of definitions may take together, in bytes: 4,096 of the usual size.
const ALL: usize = 64 << 20;

/// A Go regular expression that can be used.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) regex: Regex,
    /// What it takes at most, in bytes: the larger, the slower it is.
    pub(crate) size: usize,
}

impl Expression {
    /// Reads an expression; the error says why it cannot be used.
    pub(crate) fn read(source: &str) -> Result<Self, Unread> {
        let rust = to_rust(source);
        for size in SIZES {
            match RegexBuilder::new(&rust).size_limit(size).build() {
                Ok(regex) => return Ok(Self { regex, size }),
                Err(regex::Error::CompiledTooBig(_)) => {}
                Err(_) => return Err(Unread::Wrong),
            }
        }
        Err(Unread::TooLarge)
    }
}

/// Why an expression is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is not one, or has what Rust has not: a look ahead, say.
    Wrong,
    TooLarge,
    /// Others of its set take all that there is for them.
    TooMany,
}

impl std::fmt::Display for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Wrong => "cannot be read",
            Self::TooLarge => "is too large",
            Self::TooMany => "is one too many: those of the definitions are too large together",
        })
    }
}

/// The expressions of a set of definitions: each is read once, and all together take no more than [`ALL`].
#[derive(Debug)]
pub(crate) struct Expressions {
    known: HashMap<Box<str>, Result<Expression, Unread>>,
    left: usize,
}

impl Default for Expressions {
    fn default() -> Self {
        Self { known: HashMap::new(), left: ALL }
    }
}

impl Expressions {
    /// As [`Expression::read`].
    pub(crate) fn read(&mut self, source: &str) -> Result<Expression, Unread> {
        if let Some(known) = self.known.get(source) {
            return known.clone();
        }
        // None is read where not even a small one has room: reading them costs too.
        let read = match self.left < SIZES[0] {
            true => Err(Unread::TooMany),
            false => Expression::read(source).and_then(|read| match read.size <= self.left {
                true => Ok(read),
                false => Err(Unread::TooMany),
            }),
        };
        match &read {
            Ok(read) => self.left -= read.size,
            // What cannot be used was read all the same.
            Err(Unread::TooLarge | Unread::Wrong) => self.left -= SIZES[0],
            Err(Unread::TooMany) => return read,
        }
        self.known.insert(source.into(), read.clone());
        read
    }
}

fn to_rust(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 16);
    let mut in_class = false;
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(escaped) => escape(escaped, in_class, &mut out),
                None => out.push('\\'),
            },
            '[' if in_class => {
                // Go reads `[[:alpha:]]` as Rust does; any other `[` inside a class is a literal there.
                if chars.as_str().starts_with(':') { out.push('[') } else { out.push_str("\\[") }
            }
            '[' => {
                in_class = true;
                out.push('[');
                let rest = chars.as_str();
                let negated = rest.starts_with('^');
                if negated {
                    chars.next();
                    out.push('^');
                }
                if chars.as_str().starts_with(']') {
                    chars.next();
                    out.push_str("\\]");
                }
            }
            ']' if in_class && out.ends_with(':') => {
                // The end of `[:alpha:]`, not of the class.
                out.push(']');
                in_class = chars.as_str().contains(']');
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            // Set operations of Rust's classes that Go does not have.
            '&' | '~' if in_class => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

fn escape(escaped: char, in_class: bool, out: &mut String) {
    let ascii = match (escaped, in_class) {
        ('d', false) => "[0-9]",
        ('d', true) => "0-9",
        ('w', false) => "[0-9A-Za-z_]",
        ('w', true) => "0-9A-Za-z_",
        ('s', false) => "[\\t\\n\\f\\r ]",
        ('s', true) => "\\t\\n\\f\\r ",
        ('D', false) => "[^0-9]",
        ('W', false) => "[^0-9A-Za-z_]",
        ('S', false) => "[^\\t\\n\\f\\r ]",
        ('b', false) => "(?-u:\\b)",
        ('B', false) => "(?-u:\\B)",
        _ => {
            out.push('\\');
            out.push(escaped);
            return;
        }
    };
    out.push_str(ascii);
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(r"^\d+$", "12", true)]
    #[case(r"^\d+$", "\u{0663}", false)]
    #[case(r"^[\w.-]+$", "a_b.c-1", true)]
    #[case(r"^[\w.-]+$", "ü", false)]
    #[case(r"^[[:alpha:]]+$", "abc", true)]
    #[case(r"^[[:alpha:]_]+$", "a_b", true)]
    #[case(r"^[[]x$", "[x", true)]
    #[case(r"^[]x]$", "]", true)]
    #[case(r"^[^]x]$", "]", false)]
    #[case(r"^[a&&b]+$", "a&b", true)]
    #[case(r"^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)\.?\b){4}$", "10.0.0.1", true)]
    #[case(r"^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)\.?\b){4}$", "10.0.0.256", false)]
    #[case(r"^a\bb$", "ab", false)]
    fn go_expressions_mean_what_they_mean_in_go(
        #[case] source: &str,
        #[case] text: &str,
        #[case] matches: bool,
    ) {
        assert_eq!(Expression::read(source).unwrap().regex.is_match(text), matches);
    }

    #[test]
    fn an_expression_that_cannot_be_read_is_an_error() {
        let why = |source: &str| Expression::read(source).unwrap_err();
        assert_eq!([why("("), why(r"(?=x)")], [Unread::Wrong; 2]);
        assert_eq!(why(r"(\w{100}){1000}"), Unread::TooLarge);
    }

    #[test]
    fn expressions_are_read_until_they_are_too_large_together() {
        let large = |at: usize| format!("[a-z]{{{}}}", 3_000 + at);
        let size = Expression::read(&large(0)).unwrap().size;
        assert!(size > SIZES[1], "{size}");
        let mut all = Expressions::default();
        let room = ALL / size;
        for at in 0..room {
            assert!(all.read(&large(at)).is_ok(), "{at} of {room}");
        }
        assert_eq!(all.read("^a$").unwrap_err(), Unread::TooMany);
        assert_eq!(all.read(&large(room)).unwrap_err(), Unread::TooMany);
        assert!(all.read(&large(0)).is_ok(), "what was read is known");
    }

    #[test]
    fn expressions_that_cannot_be_used_count_too() {
        let mut all = Expressions::default();
        let wrong = (0..).map(|at| all.read(&format!("({at}")).unwrap_err());
        let read = wrong.take_while(|why| *why == Unread::Wrong).take(ALL).count();
        assert_eq!(read, ALL / SIZES[0]);
    }
}
