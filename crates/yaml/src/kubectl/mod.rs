//! Where kubectl's reader (`sigs.k8s.io/yaml`, YAML 1.1) sees tokens: a second, small scanner beside the
//! parser, which reads YAML 1.2. What it refuses is refused, and a text in which the two see different
//! tokens is refused too, so that no text means one thing here and another in the cluster.
//!
//! It follows the rules of go-yaml's scanner: where a tab may be, what may be a key, what an anchor's
//! name is, where a plain text ends. The grammar above tokens is the parser's.

mod outline;
mod scalars;

use std::ops::Range;

use crate::error::ReadError;
use crate::position::Position;

pub(crate) use outline::Outline;
use outline::Token;

/// What may turn out to be a key when a `:` follows.
#[derive(Clone, Copy)]
struct Key {
    line: u32,
    column: u32,
    index: usize,
}

/// A level of `[ ]` and `{ }`; the lowest is the text outside of them.
#[derive(Default)]
struct Level {
    key: Option<Key>,
    /// Whether the entry started with a `?`.
    explicit: bool,
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// Lines, characters of the line and of the text, each from 0.
    line: u32,
    column: u32,
    index: usize,
    /// The column of the innermost block list or map, from 0; -1 outside.
    indent: i64,
    indents: Vec<i64>,
    levels: Vec<Level>,
    /// Whether a key may start here: at the start of a line, behind `-` and `?`.
    key_allowed: bool,
    /// Whether the text is JSON, which kubectl reads by other rules.
    json: bool,
    out: Outline,
}

/// Whether kubectl reads a text with its JSON reader, which it tries first where a file starts with `{`.
pub(crate) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{') && serde_json::from_str::<serde_json::Value>(text).is_ok()
}

/// The tokens of a text.
///
/// # Errors
/// Where kubectl's scanner would not continue.
pub(crate) fn outline(text: &str, json: bool) -> Result<Outline, ReadError> {
    let mut scanner = Scanner {
        text,
        at: if text.starts_with('\u{feff}') { 3 } else { 0 },
        line: 0,
        column: 0,
        index: 0,
        indent: -1,
        indents: Vec::new(),
        levels: vec![Level::default()],
        key_allowed: true,
        json,
        out: Outline::default(),
    };
    while scanner.token()? {}
    Ok(scanner.out)
}

fn differs(at: Position) -> ReadError {
    ReadError::new(at, "kubectl reads this text in another way, or not at all")
        .hint("put it in quotes, or on a line of its own")
}

fn is_break(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b'\n' | b'\r'))
}

fn is_blank(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b' ' | b'\t'))
}

fn is_blank_or_end(byte: Option<&u8>) -> bool {
    byte.is_none() || is_blank(byte) || is_break(byte)
}

impl Scanner<'_> {
    fn byte(&self, ahead: usize) -> Option<&u8> {
        self.text.as_bytes().get(self.at + ahead)
    }

    fn position(&self) -> Position {
        Position { line: self.line + 1, column: self.column + 1 }
    }

    fn error(&self, message: &str, hint: &str) -> ReadError {
        ReadError::new(self.position(), message).hint(hint)
    }

    fn tab(&self) -> ReadError {
        self.error("a tab where kubectl requires spaces", "replace the tab by spaces")
    }

    /// Passes one character; a line break of two counts as one.
    fn skip(&mut self) {
        let Some(c) = self.text[self.at..].chars().next() else { return };
        self.index += 1;
        if matches!(c, '\n' | '\r') {
            let pair = c == '\r' && self.byte(1) == Some(&b'\n');
            self.at += if pair { 2 } else { 1 };
            (self.line, self.column) = (self.line + 1, 0);
        } else {
            self.at += c.len_utf8();
            self.column += 1;
        }
    }

    fn in_flow(&self) -> bool {
        self.levels.len() > 1
    }

    fn level(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::default());
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    /// Passes blanks, comments and line breaks.
    fn gap(&mut self) -> Result<(), ReadError> {
        loop {
            while is_blank(self.byte(0)) {
                if self.byte(0) == Some(&b'\t') {
                    if !self.in_flow() && self.key_allowed && !self.json {
                        return Err(self.tab());
                    }
                    self.out.tabs.push(self.at);
                }
                self.skip();
            }
            if self.byte(0) == Some(&b'#') {
                while self.byte(0).is_some() && !is_break(self.byte(0)) {
                    self.skip();
                }
            }
            if !is_break(self.byte(0)) {
                return Ok(());
            }
            self.skip();
            self.key_allowed |= !self.in_flow();
        }
    }

    fn roll(&mut self, column: u32) {
        if !self.in_flow() && self.indent < i64::from(column) {
            self.indents.push(self.indent);
            self.indent = i64::from(column);
        }
    }

    fn unroll(&mut self) {
        while !self.in_flow() && self.indent > i64::from(self.column) {
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn is_marker(&self) -> bool {
        let rest = &self.text[self.at..];
        self.column == 0
            && (rest.starts_with("---") || rest.starts_with("..."))
            && is_blank_or_end(self.byte(3))
    }

    /// Passes one token; `false` at the end of the document.
    fn token(&mut self) -> Result<bool, ReadError> {
        self.gap()?;
        self.unroll();
        let Some(&first) = self.byte(0) else { return Ok(false) };
        if self.is_marker() {
            return Ok(false);
        }
        let flow = self.in_flow();
        let alone = is_blank_or_end(self.byte(1));
        match first {
            b'%' if self.column == 0 => {
                return Err(self
                    .error("a directive (`%…`), which kubectl does not read", "remove the line"));
            }
            b'[' | b'{' => {
                self.may_be_key();
                self.levels.push(Level::default());
                self.key_allowed = true;
                self.skip();
            }
            b']' | b'}' => {
                if flow {
                    self.levels.pop();
                }
                self.key_allowed = false;
                self.skip();
            }
            b',' if flow => {
                *self.level() = Level::default();
                self.key_allowed = true;
                self.skip();
            }
            b'-' if alone => self.dash()?,
            b'?' if flow || alone => self.question()?,
            b':' if flow || alone => self.colon()?,
            b'*' | b'&' => self.name(first == b'*')?,
            b'!' => self.tag()?,
            b'|' | b'>' if !flow => self.block()?,
            b'\'' | b'"' => self.quoted(first == b'"')?,
            b',' | b'#' | b'%' | b'@' | b'`' | b'|' | b'>' => {
                return Err(differs(self.position()));
            }
            _ => self.plain()?,
        }
        Ok(true)
    }

    fn may_be_key(&mut self) {
        if self.key_allowed {
            let key = Key { line: self.line, column: self.column, index: self.index };
            self.level().key = Some(key);
        }
    }

    fn dash(&mut self) -> Result<(), ReadError> {
        if !self.in_flow() && !self.key_allowed {
            return Err(differs(self.position()));
        }
        self.roll(self.column);
        self.level().key = None;
        self.key_allowed = true;
        self.skip();
        Ok(())
    }

    fn question(&mut self) -> Result<(), ReadError> {
        if !self.in_flow() && !self.key_allowed {
            return Err(differs(self.position()));
        }
        if self.in_flow() && !is_blank_or_end(self.byte(1)) {
            return Err(self.error(
                "a `?` in an unquoted text between `[ ]` or `{ }`, which kubectl reads as the \
                 start of a key",
                "put the text in quotes",
            ));
        }
        self.roll(self.column);
        *self.level() = Level { key: None, explicit: true };
        self.key_allowed = !self.in_flow();
        self.skip();
        Ok(())
    }

    fn colon(&mut self) -> Result<(), ReadError> {
        let (line, index) = (self.line, self.index);
        let level = self.level();
        let key = level.key.take().filter(|key| key.line == line && key.index + 1024 >= index);
        let explicit = std::mem::take(&mut level.explicit);
        if let Some(key) = key {
            self.roll(key.column);
            self.key_allowed = false;
        } else if self.in_flow() {
            if !explicit && !self.json {
                return Err(self.error(
                    "a `:` that kubectl does not read as the end of a key",
                    "put the key and its `:` on one line, and a space after the `:`",
                ));
            }
            self.key_allowed = false;
        } else {
            if !self.key_allowed {
                return Err(differs(self.position()));
            }
            self.roll(self.column);
            self.key_allowed = true;
        }
        self.skip();
        Ok(())
    }

    /// An anchor or an alias.
    fn name(&mut self, alias: bool) -> Result<(), ReadError> {
        self.may_be_key();
        self.key_allowed = false;
        let (start, at) = (self.at, self.position());
        self.skip();
        while self.byte(0).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
            self.skip();
        }
        let ends = is_blank_or_end(self.byte(0))
            || (self.in_flow() && matches!(self.byte(0), Some(b',' | b']' | b'}')));
        if self.at == start + 1 || !ends {
            return Err(ReadError::new(
                at,
                "the name of an anchor has characters that kubectl does not read",
            )
            .hint("use letters, digits, `-` and `_`, and a space after the name"));
        }
        if alias {
            self.out.tokens.push(Token { range: start..self.at, at, block: false });
        }
        Ok(())
    }

    fn tag(&mut self) -> Result<(), ReadError> {
        self.may_be_key();
        self.key_allowed = false;
        while !is_blank_or_end(self.byte(0)) {
            if matches!(self.byte(0), Some(b',' | b'[' | b']' | b'{' | b'}')) {
                return Err(self.error(
                    "kubectl reads this character as part of the tag",
                    "put a space after the tag",
                ));
            }
            self.skip();
        }
        Ok(())
    }

    fn push(&mut self, range: Range<usize>, at: Position) {
        self.out.tokens.push(Token { range, at, block: false });
    }

    fn column_below(&self, indent: i64) -> bool {
        i64::from(self.column) < indent
    }

    /// Passes the digit of a block scalar's header; 0 where there is none.
    fn digit(&mut self) -> i64 {
        let digit = self.byte(0).filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0');
        if digit.is_some() {
            self.skip();
        }
        i64::from(digit.unwrap_or(0))
    }
}
