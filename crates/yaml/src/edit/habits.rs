//! How a document is written: what new text in it follows.

use crate::emit::Style;
use crate::layout::Layout;
use crate::quote::Quote;
use crate::tree::{ScalarStyle, Shape, Tree};

/// The column behind which go-yaml, and so controller-gen and kubectl, folds long scalars.
pub(crate) const FOLD_WIDTH: usize = 80;

/// The habits of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits {
    pub(crate) style: Style,
    /// How a null is written where it can be written as anything.
    pub(crate) null: &'static str,
    /// Whether long plain scalars are folded.
    pub(crate) folds_plain: bool,
    /// Whether long quoted scalars are.
    pub(crate) folds_quoted: bool,
}

/// Looks at the whole document.
pub(crate) fn habits(layout: &Layout<'_>) -> Habits {
    let tree = layout.tree;
    let (mut double, mut single) = (0, 0);
    let (mut words, mut tildes, mut nothings) = (0, 0, 0);
    let mut folded = [0, 0];
    let mut long = [0, 0];
    for (id, node) in (0..).zip(&tree.nodes) {
        let Shape::Scalar(style) = node.shape else { continue };
        match style {
            ScalarStyle::Double => double += 1,
            ScalarStyle::Single => single += 1,
            ScalarStyle::Plain => match &layout.text[node.range()] {
                "null" => words += 1,
                "~" => tildes += 1,
                "" => nothings += 1,
                _ => {}
            },
            ScalarStyle::Literal | ScalarStyle::Folded => continue,
        }
        let quoted = usize::from(style != ScalarStyle::Plain);
        if layout.is_multi_line(id) {
            folded[quoted] += 1;
        } else {
            let past = layout.column(node.start as usize) + node.range().len() > FOLD_WIDTH;
            let text = &layout.text[node.range()];
            // A space far enough to the right is where it would have been folded.
            if past && could_fold(text, layout.column(node.start as usize)) {
                long[quoted] += 1;
            }
        }
    }
    let (indent, sequence_indent) = indents(layout, tree);
    let folds = |quoted: usize| match folded[quoted] + long[quoted] {
        0 => is_printed(layout, sequence_indent),
        _ => folded[quoted] > long[quoted],
    };
    let null = if tildes > words && tildes >= nothings {
        "~"
    } else if nothings > words {
        ""
    } else if words == 0 && has_comments(layout) {
        // People leave it empty; tools write the word, and no comments.
        ""
    } else {
        "null"
    };
    Habits {
        style: Style {
            indent,
            sequence_indent,
            quote: if single > double { Quote::Single } else { Quote::Double },
            literals: true,
        },
        null,
        folds_plain: folds(0),
        folds_quoted: if folded[1] + long[1] == 0 { folds(0) } else { folds(1) },
    }
}

/// Whether the document looks printed by a Kubernetes tool (which folds): many keys, all maps sorted,
/// dashes below their keys, no comment.
fn is_printed(layout: &Layout<'_>, sequence_indent: usize) -> bool {
    const MANY: usize = 16;
    let tree = layout.tree;
    let mut keys = 0;
    for node in &tree.nodes {
        let Shape::Map { flow: false, entries } = &node.shape else { continue };
        keys += entries.len();
        let text = |id: u32| layout.text[tree.node(id).range()].trim_matches(['"', '\'']);
        if entries.windows(2).any(|pair| text(pair[0].key) > text(pair[1].key)) {
            return false;
        }
    }
    keys >= MANY && sequence_indent == 0 && !has_comments(layout)
}

fn has_comments(layout: &Layout<'_>) -> bool {
    layout.text.lines().any(|line| line.trim_start().starts_with('#') || line.contains(" #"))
}

/// Whether go-yaml would fold a text that starts at `column`.
pub(crate) fn could_fold(text: &str, column: usize) -> bool {
    let bytes = text.as_bytes();
    let from = (FOLD_WIDTH + 1).saturating_sub(column);
    (from..bytes.len().saturating_sub(1))
        .any(|at| bytes[at] == b' ' && bytes[at - 1] != b' ' && bytes[at + 1] != b' ')
}

/// The columns by which maps and lists stand right of their keys, by majority.
fn indents(layout: &Layout<'_>, tree: &Tree) -> (usize, usize) {
    let mut maps: Vec<usize> = Vec::new();
    let mut lists: Vec<usize> = Vec::new();
    for node in &tree.nodes {
        let Shape::Map { flow: false, entries } = &node.shape else { continue };
        for entry in entries {
            let key = tree.node(entry.key);
            let column = layout.column(key.outer_start());
            match &tree.node(entry.value).shape {
                Shape::Map { flow: false, entries } => {
                    let Some(first) = entries.first() else { continue };
                    let inner = layout.column(tree.node(first.key).outer_start());
                    maps.extend(inner.checked_sub(column).filter(|by| *by > 0));
                }
                Shape::List { flow: false, .. } => {
                    let Some(slot) = layout.colon(key.end as usize) else { continue };
                    let props = tree.node(entry.value).props.1 as usize;
                    let dash = layout.skip_gap(slot.max(props));
                    lists.extend(layout.column(dash).checked_sub(column));
                }
                _ => {}
            }
        }
    }
    let indent = most_common(&maps).unwrap_or(2);
    (indent, most_common(&lists).unwrap_or(indent))
}

fn most_common(numbers: &[usize]) -> Option<usize> {
    let mut counts = [0_usize; 17];
    for number in numbers {
        counts[(*number).min(16)] += 1;
    }
    let (number, count) =
        counts.iter().enumerate().rev().max_by_key(|(_, count)| **count).unwrap_or((2, &0));
    (*count > 0).then_some(number)
}
