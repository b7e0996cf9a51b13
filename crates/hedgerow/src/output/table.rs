//! Tables for people: aligned columns without lines, easy to read and to cut.

use std::time::{SystemTime, UNIX_EPOCH};

use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table as Columns};
use hedgerow_model::is_hidden;

/// A table under construction.
pub(crate) struct Table {
    columns: Columns,
    empty: &'static str,
    notes: Vec<String>,
}

/// A text without anything that a terminal would act upon.
pub(crate) fn harmless(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect()
}

impl Table {
    /// A table with these headings; `empty` is said instead of a table without rows.
    pub(crate) fn new(headings: &[&str], empty: &'static str) -> Self {
        let mut columns = Columns::new();
        columns.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        columns.set_header(headings.iter().map(|heading| heading.to_uppercase()));
        Self { columns, empty, notes: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn row<I: IntoIterator<Item = String>>(&mut self, cells: I) {
        // A line break in a cell would tear the row apart.
        self.columns.add_row(cells.into_iter().map(|cell| harmless(&cell)));
    }

    /// Adds a line below the table: what is worth saying of a row and fits in none of its cells.
    pub(crate) fn note(&mut self, note: &str) {
        self.notes.push(harmless(note));
    }

    /// The text, ending with a line break.
    pub(crate) fn text(&self) -> String {
        if self.columns.is_empty() {
            return format!("{}\n", self.empty);
        }
        let mut text = String::new();
        for line in self.columns.to_string().lines() {
            // The preset keeps a blank left of every column.
            let line = line.strip_prefix(' ').unwrap_or(line);
            text.push_str(line.trim_end());
            text.push('\n');
        }
        for note in &self.notes {
            text.push_str(note);
            text.push('\n');
        }
        text
    }
}

/// A commit's id, as much as people read of it.
pub(crate) fn short_commit(commit: Option<&str>) -> String {
    commit.map_or_else(|| "-".to_owned(), |commit| commit.chars().take(10).collect())
}

/// A text of at most `length` characters, with the rest as `…`.
pub(crate) fn short(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(length.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// How long ago a time is, in the largest unit that fits; `-` when it never was.
pub(crate) fn age(millis: Option<i64>) -> String {
    let Some(millis) = millis else { return "-".to_owned() };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(now.as_millis()).unwrap_or(i64::MAX);
    span(now.saturating_sub(millis) / 1000)
}

fn span(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{} s ago", seconds.max(0)),
        60..3600 => format!("{} min ago", seconds / 60),
        3600..172_800 => format!("{} h ago", seconds / 3600),
        _ => format!("{} days ago", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_headings() {
        let mut table = Table::new(&["kind", "name"], "nothing");
        table.row(["VPC".to_owned(), "vpc-1".to_owned()]);
        table.row(["Connection".to_owned(), "a\nb".to_owned()]);
        assert_eq!(table.text(), "KIND        NAME\nVPC         vpc-1\nConnection  a b\n");
    }

    #[test]
    fn a_table_without_rows_says_so() {
        assert_eq!(Table::new(&["kind"], "no resources").text(), "no resources\n");
    }

    #[test]
    fn long_texts_are_cut_at_a_character() {
        assert_eq!(short("äöüäöü", 4), "äöü…");
        assert_eq!(short("abc", 4), "abc");
    }

    #[test]
    fn ages_are_told_in_the_largest_unit() {
        assert_eq!(span(5), "5 s ago");
        assert_eq!(span(125), "2 min ago");
        assert_eq!(span(7300), "2 h ago");
        assert_eq!(span(400_000), "4 days ago");
        assert_eq!(age(None), "-");
    }
}
