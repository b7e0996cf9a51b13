use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One step of a [`FieldPath`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// A key of a map.
    Key(String),
    /// A position in a list, from 0.
    Index(usize),
    /// The list item whose fields have these values: `[seq=10]`, `[server.port=s1/e1,switch.port=l1/E1]`.
    ///
    /// Keys are dotted paths inside the item. An empty key stands for the item itself: `[=10.0.0.0/8]`.
    Item(Vec<(String, String)>),
}

/// The path of a value in a resource: `spec.subnets.default.vlan`, `spec.links[0]`,
/// `metadata.labels."fabric.githedgehog.com/zone"`, `spec.statements[seq=10].action`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldPath(Vec<Segment>);

/// How many steps a path that is read may have: as deep as a document may be nested.
pub(crate) const DEEPEST: usize = 128;

/// Why a text is not a path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a field path: {reason} at character {position}")]
pub struct PathError {
    /// The text as given.
    pub text: String,
    /// What is wrong.
    pub reason: &'static str,
    /// Where, counted from 1.
    pub position: usize,
}

impl FieldPath {
    /// The path of the whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// A path of map keys.
    pub fn of_keys<I: IntoIterator<Item = S>, S: Into<String>>(keys: I) -> Self {
        Self(keys.into_iter().map(|key| Segment::Key(key.into())).collect())
    }

    /// The steps from the root.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// This path and one step more.
    #[must_use]
    pub fn child(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// This path and one map key more.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.child(Segment::Key(key.to_owned()))
    }

    /// This path and one place in a list more.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.child(Segment::Index(index))
    }

    /// The path without its last step; `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        Some(Self(rest.to_vec()))
    }

    /// Whether `self` is `other` or is above it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// Appends a step.
    pub fn push(&mut self, segment: Segment) {
        self.0.push(segment);
    }

    /// Removes the last step.
    pub fn pop(&mut self) -> Option<Segment> {
        self.0.pop()
    }
}

impl From<Vec<Segment>> for FieldPath {
    fn from(segments: Vec<Segment>) -> Self {
        Self(segments)
    }
}

/// Takes `PATH=VALUE` or `PATH-` apart: the path, and the value's text where there is one.
///
/// The first `=` outside brackets and quotes separates; a value may hold any.
///
/// # Errors
/// Says what is wrong with the text.
pub fn parse_assignment(text: &str) -> Result<(FieldPath, Option<&str>), String> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let mut found = None;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            '=' if !quoted && depth == 0 => {
                found = Some((&text[..at], Some(&text[at + 1..])));
                break;
            }
            _ => {}
        }
    }
    let (path, value) = found
        .or_else(|| text.strip_suffix('-').map(|path| (path, None)))
        .ok_or_else(|| format!("`{text}` is not PATH=VALUE or PATH- (which deletes)"))?;
    let path = path.parse().map_err(|error: PathError| error.to_string())?;
    Ok((path, value))
}

fn is_bare(key: &str) -> bool {
    !key.is_empty() && !key.contains(['.', '[', ']', '"', '=', ',', ' ', '\\', '\n', '\t'])
}

fn write_quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            '\n' => f.write_str("\\n")?,
            '\t' => f.write_str("\\t")?,
            _ => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(key) => {
                    if at > 0 {
                        f.write_str(".")?;
                    }
                    if is_bare(key) { f.write_str(key)? } else { write_quoted(f, key)? }
                }
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Item(keys) => {
                    f.write_str("[")?;
                    for (n, (key, value)) in keys.iter().enumerate() {
                        if n > 0 {
                            f.write_str(",")?;
                        }
                        write!(f, "{key}=")?;
                        let plain = !value.contains([',', ']', '"', '\\', '\n', '\t']);
                        if plain { f.write_str(value)? } else { write_quoted(f, value)? }
                    }
                    f.write_str("]")?;
                }
            }
        }
        Ok(())
    }
}

struct Parser<'a> {
    text: &'a str,
    chars: Vec<char>,
    at: usize,
}

impl Parser<'_> {
    fn error(&self, reason: &'static str) -> PathError {
        PathError { text: self.text.to_owned(), reason, position: self.at + 1 }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn quoted(&mut self) -> Result<String, PathError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            match self.peek() {
                None => return Err(self.error("a quote is not closed")),
                Some('"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some('\\') => {
                    self.at += 1;
                    match self.peek() {
                        Some('n') => out.push('\n'),
                        Some('t') => out.push('\t'),
                        Some(c @ ('"' | '\\')) => out.push(c),
                        _ => return Err(self.error("unknown escape")),
                    }
                    self.at += 1;
                }
                Some(c) => {
                    out.push(c);
                    self.at += 1;
                }
            }
        }
    }

    fn until(&mut self, stops: &[char]) -> String {
        let start = self.at;
        while self.peek().is_some_and(|c| !stops.contains(&c)) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    fn bracket(&mut self) -> Result<Segment, PathError> {
        self.at += 1;
        let mut keys = Vec::new();
        loop {
            let key = self.until(&['=', ',', ']']);
            match self.peek() {
                Some(']') if keys.is_empty() => {
                    let index =
                        key.parse().map_err(|_| self.error("expected [n] or [key=value]"))?;
                    self.at += 1;
                    return Ok(Segment::Index(index));
                }
                Some('=') => {
                    self.at += 1;
                    let value = if self.peek() == Some('"') {
                        self.quoted()?
                    } else {
                        self.until(&[',', ']'])
                    };
                    keys.push((key, value));
                    match self.peek() {
                        Some(',') => self.at += 1,
                        Some(']') => {
                            self.at += 1;
                            return Ok(Segment::Item(keys));
                        }
                        _ => return Err(self.error("expected `,` or `]`")),
                    }
                }
                _ => return Err(self.error("expected [n] or [key=value]")),
            }
        }
    }
}

impl FromStr for FieldPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let mut parser = Parser { text, chars: text.chars().collect(), at: 0 };
        let mut segments = Vec::new();
        while let Some(c) = parser.peek() {
            match c {
                '[' => segments.push(parser.bracket()?),
                '.' if !segments.is_empty() => {
                    parser.at += 1;
                    if matches!(parser.peek(), None | Some('.' | '[')) {
                        return Err(parser.error("a key is missing after `.`"));
                    }
                    segments.push(key_segment(&mut parser)?);
                }
                _ if segments.is_empty() => segments.push(key_segment(&mut parser)?),
                _ => return Err(parser.error("expected `.` or `[`")),
            }
        }
        if segments.is_empty() {
            return Err(parser.error("the path is empty"));
        }
        if segments.len() > DEEPEST {
            return Err(parser.error("the path has more than 128 steps"));
        }
        Ok(Self(segments))
    }
}

fn key_segment(parser: &mut Parser<'_>) -> Result<Segment, PathError> {
    if parser.peek() == Some('"') {
        return parser.quoted().map(Segment::Key);
    }
    let key = parser.until(&['.', '[', ']', '"', '=']);
    if key.is_empty() {
        return Err(parser.error("a key is missing"));
    }
    Ok(Segment::Key(key))
}

impl Serialize for FieldPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FieldPath {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(Self::root());
        }
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_forms_of_the_command_line_are_read() {
        for text in [
            "spec.subnets.default.vlan",
            "spec.links[0].server.port",
            "spec.inboundACL.statements[seq=10].action",
            "spec.eslag.links[server.port=s-1/e1,switch.port=leaf-1/E1/1].switch.port",
            "metadata.labels.\"fabric.githedgehog.com/zone\"",
            "spec.subnets[=10.0.0.0/8]",
        ] {
            let path: FieldPath = text.parse().unwrap();
            assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn a_bad_path_says_where() {
        let error = "spec..vlan".parse::<FieldPath>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`spec..vlan` is not a field path: a key is missing after `.` at character 6"
        );
        assert!("".parse::<FieldPath>().is_err());
        assert!("spec[x".parse::<FieldPath>().is_err());
        assert!("spec.\"x".parse::<FieldPath>().is_err());
    }

    #[test]
    fn a_path_is_no_deeper_than_a_document() {
        let deep = vec!["a"; 129].join(".");
        assert!(deep.parse::<FieldPath>().unwrap_err().to_string().contains("128 steps"));
    }

    #[test]
    fn an_assignment_is_split_at_the_first_free_equals_sign() {
        let split = |text| parse_assignment(text).map(|(path, value)| (path.to_string(), value));
        assert_eq!(split("spec.a=b=c"), Ok(("spec.a".into(), Some("b=c"))));
        assert_eq!(split("spec.l[seq=10].x=1"), Ok(("spec.l[seq=10].x".into(), Some("1"))));
        assert_eq!(split("a.\"b=c\".d-"), Ok(("a.\"b=c\".d".into(), None)));
        assert!(split("spec.a").is_err());
    }

    fn segment() -> impl Strategy<Value = Segment> {
        prop_oneof![
            "[a-zA-Z./\"\\[\\]= ,\\\\]{1,8}".prop_map(Segment::Key),
            (0_usize..99).prop_map(Segment::Index),
            proptest::collection::vec(("[a-z.]{0,5}", "[a-z,\\]\"\\\\/]{0,6}"), 1..3)
                .prop_map(Segment::Item),
        ]
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(
            first in "[a-z.\"]{1,6}",
            rest in proptest::collection::vec(segment(), 0..5),
        ) {
            let mut segments = vec![Segment::Key(first)];
            segments.extend(rest);
            let path = FieldPath::from(segments);
            prop_assert_eq!(path.to_string().parse::<FieldPath>().unwrap(), path);
        }
    }
}
