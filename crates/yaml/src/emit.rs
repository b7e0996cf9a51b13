//! Writing values again: whole documents in Kubernetes' order of keys, and the parts that edits insert.

use hedgerow_model::{Map, Value};

use crate::quote::{self, Quote, needs_quotes, needs_quotes_in_flow};

/// A line ending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Newline {
    /// `\n`
    #[default]
    Lf,
    /// `\r\n`
    CrLf,
}

impl Newline {
    /// Its characters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
        }
    }
}

/// How a document is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmitOptions {
    /// Columns by which a map is right of its key; at least 1.
    pub indent: usize,
    /// Columns by which a list's dashes stand right of its key; 0 is what kubectl prints.
    pub sequence_indent: usize,
    /// The line ending.
    pub newline: Newline,
}

impl Default for EmitOptions {
    /// Two columns for maps and lists, `\n`.
    fn default() -> Self {
        Self { indent: 2, sequence_indent: 2, newline: Newline::Lf }
    }
}

/// Writes a value as a document that ends with a line break.
///
/// An object (a map with `apiVersion` and `kind`) gets Kubernetes' order: apiVersion, kind, metadata
/// (name, namespace, labels, annotations, then the rest), spec, the rest as in the value, status.
#[must_use]
pub fn emit(value: &Value, options: &EmitOptions) -> String {
    let style = Style {
        indent: options.indent.max(1),
        sequence_indent: options.sequence_indent,
        quote: Quote::Double,
        literals: true,
    };
    let ordered = in_order(value);
    let mut text = style.node(&ordered, 0);
    text.push('\n');
    if options.newline == Newline::CrLf { text.replace('\n', "\r\n") } else { text }
}

/// The one-line form of a value, as a person types it on the command line; [`crate::read_value`] is
/// its reverse.
#[must_use]
pub fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => string(text, false, Quote::Double),
        _ => flow(value, Quote::Double),
    }
}

/// The ranks of keys at the root of an object.
pub(crate) fn root_rank(key: &str) -> Option<u8> {
    ["apiVersion", "kind", "metadata", "spec", "data", "status"]
        .iter()
        .position(|known| *known == key)
        .and_then(|at| u8::try_from(at).ok())
}

/// The ranks of keys in an object's metadata.
pub(crate) fn metadata_rank(key: &str) -> Option<u8> {
    ["name", "generateName", "namespace", "labels", "annotations"]
        .iter()
        .position(|known| *known == key)
        .and_then(|at| u8::try_from(at).ok())
}

fn in_order(value: &Value) -> Value {
    let Some(map) = value.as_map() else { return value.clone() };
    if !map.contains_key("apiVersion") || !map.contains_key("kind") {
        return value.clone();
    }
    let first = ["apiVersion", "kind", "metadata", "spec"];
    let mut out = Map::new();
    for key in first {
        if let Some(value) = map.get(key) {
            let value = if key == "metadata" { metadata_in_order(value) } else { value.clone() };
            out.insert(key.to_owned(), value);
        }
    }
    for (key, value) in map {
        if key != "status" && !out.contains_key(key) {
            out.insert(key.clone(), value.clone());
        }
    }
    if let Some(status) = map.get("status") {
        out.insert("status".to_owned(), status.clone());
    }
    Value::Map(out)
}

fn metadata_in_order(value: &Value) -> Value {
    let Some(map) = value.as_map() else { return value.clone() };
    let mut entries: Vec<(&String, &Value)> = map.iter().collect();
    entries.sort_by_key(|(key, _)| metadata_rank(key).unwrap_or(u8::MAX));
    Value::Map(entries.into_iter().map(|(key, value)| (key.clone(), value.clone())).collect())
}

/// A string on one line.
pub(crate) fn string(text: &str, in_flow: bool, prefer: Quote) -> String {
    let quotes = if in_flow { needs_quotes_in_flow(text) } else { needs_quotes(text) };
    if quotes { quote::quoted(text, prefer) } else { text.to_owned() }
}

/// A value as JSON, on one line, which YAML reads as the same: JSON may have characters in its texts that YAML
/// reads as line breaks, or not at all.
pub(crate) fn json(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().all(quote::is_bare) {
        return text;
    }
    let as_read = |c: char| match quote::is_bare(c) {
        true => c.to_string(),
        // Only texts have such characters, and none of them is beyond four digits.
        false => format!("\\u{:04x}", u32::from(c)),
    };
    text.chars().map(as_read).collect()
}

/// A value in flow style, on one line.
pub(crate) fn flow(value: &Value, prefer: Quote) -> String {
    match value {
        Value::String(text) => string(text, true, prefer),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| flow(item, prefer)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) => {
            let entries: Vec<String> =
                map.iter().map(|(key, value)| flow_entry(key, value, prefer)).collect();
            format!("{{{}}}", entries.join(", "))
        }
        _ => value.plain_text(),
    }
}

/// An entry of a map in flow style.
pub(crate) fn flow_entry(key: &str, value: &Value, prefer: Quote) -> String {
    format!("{}: {}", string(key, true, prefer), flow(value, prefer))
}

/// How new text is laid out. Rendered text starts without indentation, uses `\n`, and ends without
/// a line break.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) indent: usize,
    pub(crate) sequence_indent: usize,
    pub(crate) quote: Quote,
    /// Whether texts of several lines become literal block scalars; else they are quoted.
    pub(crate) literals: bool,
}

/// Whether a value needs lines of its own in block style.
pub(crate) fn is_block(value: &Value) -> bool {
    match value {
        Value::Map(map) => !map.is_empty(),
        Value::List(items) => !items.is_empty(),
        _ => false,
    }
}

pub(crate) fn spaces(count: usize) -> String {
    " ".repeat(count)
}

impl Style {
    /// A node whose lines are at `column`.
    pub(crate) fn node(self, value: &Value, column: usize) -> String {
        let rows: Vec<String> = match value {
            Value::Map(map) if !map.is_empty() => {
                map.iter().map(|(key, value)| self.entry(key, value, column)).collect()
            }
            Value::List(items) if !items.is_empty() => {
                items.iter().map(|item| self.item(item, column)).collect()
            }
            _ => vec![self.inline(value, column)],
        };
        rows.join(&format!("\n{}", spaces(column)))
    }

    /// An entry of a block map whose keys are at `column`.
    pub(crate) fn entry(self, key: &str, value: &Value, column: usize) -> String {
        format!("{}:{}", string(key, false, self.quote), self.behind_key(value, column))
    }

    /// What follows the `:` of a key at `column`.
    pub(crate) fn behind_key(self, value: &Value, column: usize) -> String {
        if !is_block(value) {
            return format!(" {}", self.inline(value, column + self.indent));
        }
        let inner = self.column_below(value, column);
        format!("\n{}{}", spaces(inner), self.node(value, inner))
    }

    /// The column of a list or map below a key at `column`.
    pub(crate) fn column_below(self, value: &Value, column: usize) -> usize {
        let is_list = matches!(value, Value::List(_));
        column + if is_list { self.sequence_indent } else { self.indent }
    }

    /// An item of a block list whose dashes stand at `column`.
    pub(crate) fn item(self, value: &Value, column: usize) -> String {
        if is_block(value) {
            format!("- {}", self.node(value, column + 2))
        } else {
            format!("- {}", self.inline(value, column + 2))
        }
    }

    /// A scalar or an empty collection; `column` is where the lines of a block scalar stand.
    fn inline(self, value: &Value, column: usize) -> String {
        match value {
            Value::String(text) if text.contains('\n') => {
                // At column 0 a line could look like a marker.
                literal(text, column.max(1))
                    .filter(|_| self.literals && !text.ends_with("\n\n"))
                    .unwrap_or_else(|| quote::double(text))
            }
            Value::String(text) => string(text, false, self.quote),
            Value::Map(_) | Value::List(_) => flow(value, self.quote),
            _ => value.plain_text(),
        }
    }
}

/// A literal block scalar: header and lines at `column`; `None` where the text does not survive it.
pub(crate) fn literal(text: &str, column: usize) -> Option<String> {
    let header = format!("|{}", chomping(text)?);
    Some(format!("{header}{}", literal_lines(text, column)))
}

/// The chomping indicator for a text; `None` when it cannot be in a block scalar.
pub(crate) fn chomping(text: &str) -> Option<&'static str> {
    let body = text.trim_end_matches('\n');
    let first = body.chars().next()?;
    let fits = |c: char| quote::fits_single(c.encode_utf8(&mut [0; 4])) || c == '\n';
    if first.is_whitespace() || !text.chars().all(fits) {
        return None;
    }
    Some(match text.len() - body.len() {
        0 => "-",
        1 => "",
        _ => "+",
    })
}

/// The lines of a literal block scalar, each after a line break.
pub(crate) fn literal_lines(text: &str, column: usize) -> String {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let mut out = String::new();
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&spaces(column));
            out.push_str(line);
        }
    }
    out
}
