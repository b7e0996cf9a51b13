//! The tokens that kubectl's scanner sees, held against those of the parser.

use std::borrow::Cow;
use std::ops::Range;

use super::differs;
use crate::error::ReadError;
use crate::position::Position;
use crate::tree::{Shape, Tree};

/// The tokens of a text, as far as they are compared.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Scalars and aliases, in order; of a block scalar, its header.
    pub(super) tokens: Vec<Token>,
    /// Tabs between tokens, and at the start of the lines of a text in quotes or without: kubectl skips
    /// them like spaces.
    pub(super) tabs: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) at: Position,
    pub(super) block: bool,
}

impl Outline {
    /// The text with spaces for the tabs that mean no more than a space; all else stays where it is.
    pub(crate) fn spaced<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.tabs.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut spaced = String::with_capacity(text.len());
        let mut done = 0;
        for &tab in &self.tabs {
            spaced.push_str(&text[done..tab]);
            spaced.push(' ');
            done = tab + 1;
        }
        spaced.push_str(&text[done..]);
        Cow::Owned(spaced)
    }

    /// Holds what the parser saw against this.
    ///
    /// # Errors
    /// Where the two part.
    pub(crate) fn compare(&self, tree: &Tree) -> Result<(), ReadError> {
        let mut tokens = self.tokens.iter();
        for node in &tree.nodes {
            let (scalar, block) = match node.shape {
                Shape::Scalar(style) => (true, style.is_block()),
                Shape::Alias(_) => (false, false),
                Shape::Map { .. } | Shape::List { .. } => continue,
            };
            if scalar && node.is_nothing() {
                continue;
            }
            let Some(token) = tokens.next() else { return Err(differs(node.at)) };
            let same = block == token.block
                && (block || (node.start as usize == token.range.start))
                && (block || !scalar || node.end as usize == token.range.end);
            if !same {
                return Err(differs(token.at.min(node.at)));
            }
        }
        tokens.next().map_or(Ok(()), |token| Err(differs(token.at)))
    }
}
