//! Where kubectl's scanner lets scalars end, and the tabs in them.

use super::outline::Token;
use super::{Scanner, differs, is_blank, is_blank_or_end, is_break};
use crate::error::ReadError;

impl Scanner<'_> {
    /// A text without quotes.
    pub(super) fn plain(&mut self) -> Result<(), ReadError> {
        self.may_be_key();
        self.key_allowed = false;
        let flow = self.in_flow();
        let indent = self.indent + 1;
        let (start, at) = (self.at, self.position());
        let mut end = start;
        let mut broken = false;
        while !self.is_marker() && self.byte(0) != Some(&b'#') {
            while !is_blank_or_end(self.byte(0)) {
                let ends = match self.byte(0) {
                    Some(b':') => is_blank_or_end(self.byte(1)),
                    Some(b',' | b'?' | b'[' | b']' | b'{' | b'}') => flow,
                    _ => false,
                };
                if ends {
                    break;
                }
                self.skip();
                end = self.at;
                broken = false;
            }
            if !is_blank(self.byte(0)) && !is_break(self.byte(0)) {
                break;
            }
            while is_blank(self.byte(0)) || is_break(self.byte(0)) {
                if self.byte(0) == Some(&b'\t') {
                    if broken && self.column_below(indent) {
                        return Err(self.tab());
                    }
                    if broken {
                        self.out.tabs.push(self.at);
                    }
                }
                broken |= is_break(self.byte(0));
                self.skip();
            }
            if !flow && self.column_below(indent) {
                break;
            }
        }
        if end == start {
            return Err(differs(at));
        }
        if flow && self.byte(0) == Some(&b'?') && self.at == end {
            return Err(ReadError::new(
                at,
                "a `?` in an unquoted text between `[ ]` or `{ }`, which kubectl does not read",
            )
            .hint("put the text in quotes"));
        }
        self.key_allowed |= broken;
        self.push(start..end, at);
        Ok(())
    }

    /// A text in quotes.
    pub(super) fn quoted(&mut self, double: bool) -> Result<(), ReadError> {
        self.may_be_key();
        self.key_allowed = false;
        let (start, at) = (self.at, self.position());
        let quote = if double { b'"' } else { b'\'' };
        self.skip();
        let mut leading = false;
        loop {
            let Some(&byte) = self.byte(0) else { return Err(differs(at)) };
            if self.is_marker() {
                return Err(differs(self.position()));
            }
            match byte {
                b'\n' | b'\r' => leading = true,
                b' ' => {}
                b'\t' if leading => self.out.tabs.push(self.at),
                b'\'' if !double && self.byte(1) == Some(&b'\'') => {
                    leading = false;
                    self.skip();
                }
                b'\\' if double => {
                    leading = self.escape()?;
                    continue;
                }
                _ if byte == quote => break,
                _ => leading = false,
            }
            self.skip();
        }
        self.skip();
        self.push(start..self.at, at);
        Ok(())
    }

    /// An escape in double quotes; whether it was one of a line break.
    fn escape(&mut self) -> Result<bool, ReadError> {
        let at = self.position();
        self.skip();
        let digits = match self.byte(0) {
            Some(b'x') => 2,
            Some(b'u') => 4,
            Some(b'U') => 8,
            Some(b'/') if !self.json => {
                return Err(ReadError::new(at, "the escape `\\/`, which kubectl does not read")
                    .hint("write `/`"));
            }
            next => {
                let breaks = is_break(next);
                self.skip();
                return Ok(breaks);
            }
        };
        self.skip();
        let code = self.text.get(self.at..self.at + digits);
        let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        if !self.json && code.is_some_and(|code| (0xd800..=0xdfff).contains(&code)) {
            return Err(ReadError::new(
                at,
                "half of a character, which kubectl reads in JSON only",
            )
            .hint("write the character itself, or its code after `\\U`"));
        }
        for _ in 0..digits {
            if !self.byte(0).is_some_and(u8::is_ascii_hexdigit) {
                return Err(differs(at));
            }
            self.skip();
        }
        Ok(false)
    }

    /// A block scalar: its header and its lines.
    pub(super) fn block(&mut self) -> Result<(), ReadError> {
        self.level().key = None;
        self.key_allowed = true;
        let (start, at) = (self.at, self.position());
        self.skip();
        let mut given = self.digit();
        if matches!(self.byte(0), Some(b'+' | b'-')) {
            self.skip();
            if given == 0 {
                given = self.digit();
            }
        }
        self.out.tokens.push(Token { range: start..self.at, at, block: true });
        while is_blank(self.byte(0)) {
            self.skip();
        }
        if self.byte(0) == Some(&b'#') {
            self.line_to_end();
        }
        if self.byte(0).is_some() && !is_break(self.byte(0)) {
            return Err(differs(self.position()));
        }
        self.skip();
        let mut indent = if given == 0 { 0 } else { self.indent.max(0) + given };
        self.block_breaks(&mut indent)?;
        while i64::from(self.column) == indent && self.byte(0).is_some() {
            self.line_to_end();
            self.skip();
            self.block_breaks(&mut indent)?;
        }
        Ok(())
    }

    fn line_to_end(&mut self) {
        while self.byte(0).is_some() && !is_break(self.byte(0)) {
            self.skip();
        }
    }

    /// Blank lines and the indentation of the next one; finds the indentation of the first.
    fn block_breaks(&mut self, indent: &mut i64) -> Result<(), ReadError> {
        let mut deepest = 0;
        loop {
            while (*indent == 0 || self.column_below(*indent)) && self.byte(0) == Some(&b' ') {
                self.skip();
            }
            deepest = deepest.max(i64::from(self.column));
            if (*indent == 0 || self.column_below(*indent)) && self.byte(0) == Some(&b'\t') {
                return Err(self.tab());
            }
            if !is_break(self.byte(0)) {
                break;
            }
            self.skip();
        }
        if *indent == 0 {
            *indent = deepest.max(self.indent + 1).max(1);
        }
        Ok(())
    }
}
