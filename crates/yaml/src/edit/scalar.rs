//! The text of a scalar that takes the place of another: in its style as far as the new value allows.

use hedgerow_model::Value;

use super::habits::{FOLD_WIDTH, Habits};
use super::{notation, reuse};
use crate::emit;
use crate::quote;
use crate::read_value;
use crate::tree::ScalarStyle;

/// The text of a scalar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ScalarText {
    /// It starts on the line of its key; folded ones have more lines.
    Inline(String),
    /// A block scalar: the header, and the lines, each after a line break.
    Block { header: String, lines: String },
}

/// The scalar to be replaced.
pub(crate) struct Old<'t> {
    /// How it is written; `None` for what is not a scalar.
    pub(crate) style: Option<ScalarStyle>,
    /// Its text, quotes included; of a block scalar, its header.
    pub(crate) source: &'t str,
    /// Of a block scalar, its lines, each after a line break.
    pub(crate) lines: &'t str,
    pub(crate) value: &'t Value,
}

/// Where the new one is.
#[derive(Clone, Copy)]
pub(crate) struct ScalarPosition {
    pub(crate) in_flow: bool,
    /// The column of its first character.
    pub(crate) column: usize,
    /// The column of its other lines.
    pub(crate) below: usize,
}

/// The text of the scalar (or empty collection) `new`.
pub(crate) fn scalar_text(
    old: &Old<'_>,
    new: &Value,
    place: ScalarPosition,
    habits: &Habits,
) -> ScalarText {
    let Value::String(text) = new else {
        let inline = match (old.style, new) {
            (Some(ScalarStyle::Plain), _) if old.value.is_scalar() => {
                notation::alike(old.source, old.value, new)
            }
            _ => None,
        };
        let inline = inline.unwrap_or_else(|| match new {
            Value::Null if !place.in_flow => habits.null.to_owned(),
            _ => emit::flow(new, habits.style.quote),
        });
        return ScalarText::Inline(inline);
    };
    let multi = old.source.contains('\n');
    match old.style {
        Some(style @ (ScalarStyle::Literal | ScalarStyle::Folded))
            if !place.in_flow && habits.style.literals =>
        {
            block(style, old, text, place).unwrap_or_else(|| {
                ScalarText::Inline(emit::string(text, false, habits.style.quote))
            })
        }
        Some(ScalarStyle::Double) => {
            let fold = multi || habits.folds_quoted;
            ScalarText::Inline(folded(text, ScalarStyle::Double, fold, place))
        }
        Some(ScalarStyle::Single) if quote::fits_single(text) => {
            let fold = multi || habits.folds_quoted;
            ScalarText::Inline(folded(text, ScalarStyle::Single, fold, place))
        }
        _ => plain_or_better(text, multi, place, habits),
    }
}

/// A text that was plain, or anything else that has no style to keep.
fn plain_or_better(text: &str, multi: bool, place: ScalarPosition, habits: &Habits) -> ScalarText {
    if text.contains('\n') && !place.in_flow && habits.style.literals {
        let chomping = emit::chomping(text).filter(|chomping| *chomping != "+");
        if let Some(chomping) = chomping {
            return ScalarText::Block {
                header: format!("|{chomping}"),
                lines: emit::literal_lines(text, place.below.max(1)),
            };
        }
    }
    let quotes =
        if place.in_flow { quote::needs_quotes_in_flow(text) } else { quote::needs_quotes(text) };
    if quotes {
        let line = quote::quoted(text, habits.style.quote);
        let style = if line.starts_with('"') { ScalarStyle::Double } else { ScalarStyle::Single };
        return ScalarText::Inline(folded(text, style, habits.folds_quoted, place));
    }
    ScalarText::Inline(folded(text, ScalarStyle::Plain, multi || habits.folds_plain, place))
}

fn one_line(text: &str, style: ScalarStyle) -> String {
    match style {
        ScalarStyle::Double => quote::double(text),
        ScalarStyle::Single => quote::single(text),
        _ => text.to_owned(),
    }
}

/// The text on one line, or folded as go-yaml folds when that is wanted and does not change it.
fn folded(text: &str, style: ScalarStyle, fold: bool, place: ScalarPosition) -> String {
    let line = one_line(text, style);
    if !fold || place.in_flow || place.column + line.len() <= FOLD_WIDTH {
        return line;
    }
    let folded = fold_as_go(text, style, place);
    let reads_same = read_value(&format!("k: {folded}"))
        .is_ok_and(|value| value.get("k").and_then(Value::as_str) == Some(text));
    if reads_same { folded } else { line }
}

/// Folds at the first single space behind the width, as go-yaml's emitter does.
fn fold_as_go(text: &str, style: ScalarStyle, place: ScalarPosition) -> String {
    let chars: Vec<char> = text.chars().collect();
    let quotes = match style {
        ScalarStyle::Double => "\"",
        ScalarStyle::Single => "'",
        _ => "",
    };
    let mut out = String::from(quotes);
    let mut column = place.column + quotes.len();
    let mut after_space = false;
    for (at, c) in chars.iter().enumerate() {
        let next_is_space = chars.get(at + 1) == Some(&' ');
        let inside = quotes.is_empty() || (at > 0 && at + 1 < chars.len());
        if *c == ' ' {
            let here = !after_space && column > FOLD_WIDTH && inside;
            if here && (!next_is_space || style == ScalarStyle::Double) {
                out.push('\n');
                out.push_str(&emit::spaces(place.below));
                column = place.below;
                if next_is_space {
                    out.push('\\');
                    column += 1;
                }
            } else {
                out.push(' ');
                column += 1;
            }
            after_space = true;
            continue;
        }
        let before = out.len();
        match style {
            ScalarStyle::Double => quote::push_escaped(&mut out, *c),
            ScalarStyle::Single if *c == '\'' => out.push_str("''"),
            _ => out.push(*c),
        }
        column += out[before..].chars().count();
        after_space = false;
    }
    out.push_str(quotes);
    out
}

/// A block scalar in the style of the old one; `None` where the text does not survive it.
fn block(
    style: ScalarStyle,
    old: &Old<'_>,
    text: &str,
    place: ScalarPosition,
) -> Option<ScalarText> {
    let header = old.source;
    let chomping = emit::chomping(text)?;
    let column = place.below.max(1);
    let mark = if style == ScalarStyle::Literal { '|' } else { '>' };
    // An indentation indicator stays.
    let indicator: String = header.chars().filter(char::is_ascii_digit).collect();
    let new_header = if chomping_of(header) == chomping {
        header.to_owned()
    } else {
        format!("{mark}{indicator}{chomping}")
    };
    let reused = old
        .value
        .as_str()
        .and_then(|was| reuse::lines(style, &new_header, old.lines, was, text, column));
    if let Some(lines) = reused {
        return Some(ScalarText::Block { header: new_header, lines });
    }
    if style == ScalarStyle::Literal {
        let lines = emit::literal_lines(text, column);
        return Some(ScalarText::Block { header: new_header, lines });
    }
    let lines = folded_lines(text, column)?;
    Some(ScalarText::Block { header: new_header, lines })
}

fn chomping_of(header: &str) -> &str {
    if header.contains('-') {
        "-"
    } else if header.contains('+') {
        "+"
    } else {
        ""
    }
}

/// A line of a folded block scalar, folded at the width.
pub(super) fn fold_line(line: &str, column: usize) -> String {
    fold_as_go(line, ScalarStyle::Plain, ScalarPosition { in_flow: false, column, below: column })
}

/// The lines of a folded block scalar: paragraphs, folded at the width.
fn folded_lines(text: &str, column: usize) -> Option<String> {
    let body = text.trim_end_matches('\n');
    let trailing = text.len() - body.len();
    let mut out = String::new();
    for (at, line) in body.split('\n').enumerate() {
        if line.starts_with([' ', '\t']) {
            return None;
        }
        out.push('\n');
        if line.is_empty() {
            continue;
        }
        // A line break of the text is written as an empty line.
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&emit::spaces(column));
        out.push_str(&fold_line(line, column));
    }
    for _ in 1..trailing {
        out.push('\n');
    }
    let chomping = emit::chomping(text)?;
    let check = format!("k: >{chomping}{out}\n");
    read_value(&check)
        .is_ok_and(|value| value.get("k").and_then(Value::as_str) == Some(text))
        .then_some(out)
}
