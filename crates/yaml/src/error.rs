//! Why a text cannot be read.

use std::fmt;

use granit_parser::{ErrorKind, ScanError};

use crate::position::{Position, saturate};

/// What kind of mistake it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadErrorKind {
    /// It is not YAML as kubectl reads it.
    #[default]
    Yaml,
    /// It contains Git's conflict markers.
    ConflictMarkers,
}

/// Why a text cannot be read, with the place and, where one is known, what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// What kind of mistake it is.
    pub kind: ReadErrorKind,
}

impl ReadError {
    pub(crate) fn new(at: Position, message: impl Into<String>) -> Self {
        Self {
            line: at.line,
            column: at.column,
            message: message.into(),
            hint: None,
            kind: ReadErrorKind::Yaml,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The place.
    #[must_use]
    pub fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }

    pub(crate) fn of_scan(error: &ScanError) -> Self {
        let at = Position {
            line: saturate(error.marker().line()),
            column: saturate(error.marker().col() + 1),
        };
        let (message, hint) = words(error.kind());
        let message = message.map_or_else(|| error.kind().to_string(), str::to_owned);
        Self { hint: hint.map(str::to_owned), ..Self::new(at, message) }
    }
}

/// Plain words for the mistakes that people make; the parser's own for the rest.
fn words(kind: &ErrorKind) -> (Option<&'static str>, Option<&'static str>) {
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => {
            (Some("a tab where YAML requires spaces"), Some("replace the tab by spaces"))
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => (
            Some("a `:` where a key is not allowed"),
            Some("quote the text if it contains `: `, or check the indentation"),
        ),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => (
            Some("a quoted text is not closed, or continues with too little indentation"),
            Some("close the quote"),
        ),
        ErrorKind::ExpectedBlockMappingKey => (
            Some("this line does not fit into the map around it"),
            Some("check its indentation against the lines above"),
        ),
        ErrorKind::ExpectedBlockSequenceEntry => (
            Some("this line does not fit into the list around it"),
            Some("start it with `- `, or check its indentation"),
        ),
        ErrorKind::BlockSequenceEntryNotAllowed => {
            (Some("a list item cannot start here"), Some("put `-` on a line of its own"))
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            Some("a key without `:`"),
            Some("write `key: value`, or check the indentation of the line"),
        ),
        ErrorKind::UnknownAnchor => (
            Some("an alias (`*name`) names no anchor (`&name`) above it"),
            Some("quote the value if it is meant to start with `*`"),
        ),
        ErrorKind::UnclosedFlowCollection { open: '[' }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::ExpectedFlowSequenceSeparator => {
            (Some("a `[` is not closed, or a `,` is missing"), Some("close it with `]`"))
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::ExpectedFlowMappingSeparator => {
            (Some("a `{` is not closed, or a `,` is missing"), Some("close it with `}`"))
        }
        ErrorKind::UnexpectedCharacter { character: '@' | '`' | '%' } => {
            (Some("a value cannot start with this character"), Some("put the value in quotes"))
        }
        ErrorKind::UnknownQuotedScalarEscape => (
            Some("an unknown escape in double quotes"),
            Some("write `\\\\` for a backslash, or use single quotes"),
        ),
        ErrorKind::InvalidDocumentEnd | ErrorKind::ExpectedDocumentStart => (
            Some("text after the end of the document"),
            Some("check the indentation, or separate documents by `---`"),
        ),
        ErrorKind::RecursionLimitExceeded => (Some("lists and maps are nested too deeply"), None),
        ErrorKind::UndeclaredTagHandle => (
            Some("a tag (`!name!…`) that no directive declares"),
            Some("quote the value if it is meant to start with `!`"),
        ),
        _ => (None, None),
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ReadError {}
