//! What databases say differently, in one place.
//!
//! All other SQL of this crate is what SQLite and PostgreSQL both understand: places are `$1`,
//! `$2`, …; a new row tells its id by `RETURNING`; values that may be NULL are compared by `IS [NOT]
//! DISTINCT FROM`; a row that may be there already is written by `ON CONFLICT (…) DO`; truth is
//! `TRUE` and `FALSE` and never a number; what is counted under a condition is counted by `FILTER`.
//! A test reads the sources and holds them to that. A second database gets its own versions of what
//! stands here, and its own migrations.

pub(crate) mod files;
pub(crate) mod open;
pub(crate) mod rescue;
pub(crate) mod trouble;

use std::time::{SystemTime, UNIX_EPOCH};

use hedgerow_model::Millis;

/// The database that statements are for.
pub(crate) type Db = sqlx::Sqlite;
/// A row of an answer.
pub(crate) type DbRow = sqlx::sqlite::SqliteRow;
/// One connection.
pub(crate) type Connection = sqlx::SqliteConnection;
/// Connections that are shared.
pub(crate) type Pool = sqlx::SqlitePool;
/// A statement that is put together from pieces.
pub(crate) type Query = sqlx::QueryBuilder<Db>;

/// The time, for people: nothing is decided by it.
pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}

/// Rows in one INSERT: of at most 15 columns each, far below SQLite's limit of 32,766 bound values.
pub(crate) const ROWS: usize = 250;

/// A list as it is bound, for [`among`]: one statement however many there are.
pub(crate) type List = String;

/// A list of rows' numbers.
pub(crate) fn ids(ids: impl IntoIterator<Item = i64>) -> List {
    serde_json::Value::from_iter(ids).to_string()
}

/// A list of texts, or of ids that are texts.
pub(crate) fn texts<T: ToString>(texts: &[T]) -> List {
    serde_json::Value::from_iter(texts.iter().map(ToString::to_string)).to_string()
}

/// Whether a column's value is in the list that is bound at a place.
pub(crate) fn among(column: &str, place: &str) -> String {
    format!("{column} IN (SELECT value FROM json_each({place}))")
}

/// As [`among`], with the list bound right here.
pub(crate) fn push_among(query: &mut Query, column: &str, list: List) {
    query.push(column).push(" IN (SELECT value FROM json_each(");
    query.push_bind(list).push("))");
}

/// The keys of the object at a key of a column that holds JSON, as a table with the column `key`.
pub(crate) fn keys_of(column: &str, key: &str, table: &str) -> String {
    format!("json_each({column}, '$.{key}') AS {table}")
}

/// The elements of a column that holds a JSON list, as a table with the column `value`.
pub(crate) fn elements_of(column: &str, table: &str) -> String {
    format!("json_each({column}) AS {table}")
}

/// One JSON list of a column of all rows of a group.
pub(crate) fn json_list(column: &str) -> String {
    format!("json_group_array({column})")
}

/// One JSON list of the pairs of two columns of all rows of a group, by the first, NULL before
/// everything else.
pub(crate) fn json_pairs(first: &str, second: &str) -> String {
    format!("json_group_array(json_array({first}, {second}) ORDER BY {first} NULLS FIRST)")
}

/// A column's texts of all rows of a group, each a line.
pub(crate) fn lines_of(column: &str) -> String {
    format!("group_concat({column}, char(10))")
}

/// Tables joined in the order in which they stand: the first is small, the second is not.
pub(crate) const THEN_JOIN: &str = "CROSS JOIN";

/// A column that no index is to be used for.
pub(crate) fn unindexed(column: &str) -> String {
    format!("+{column}")
}

/// Whether a column's text is the one that is bound right here, whatever the case of its letters.
pub(crate) fn push_same_login(query: &mut Query, column: &str, login: &str) {
    query.push(column).push(" = ").push_bind(login.to_owned()).push(" COLLATE NOCASE");
}

/// Whether the text that is bound right here stands somewhere in a column, whatever the case.
pub(crate) fn push_contains_in_any_case(query: &mut Query, column: &str, part: &str) {
    query.push("instr(lower(").push(column).push("), lower(");
    query.push_bind(part.to_owned()).push(")) > 0");
}

/// Whether a column fits a pattern, without regard to the case of ASCII letters.
pub(crate) fn push_like(query: &mut Query, column: &str, pattern: &str) {
    query.push(column).push(" LIKE ").push_bind(pattern.to_owned()).push(" ESCAPE '\\'");
}

/// Whether a column's value matches a regular expression anywhere.
pub(crate) fn push_matches(query: &mut Query, column: &str, pattern: &str) {
    query.push(column).push(" REGEXP ").push_bind(pattern.to_owned());
}

/// Patterns of [`push_like`] for a start and for any part; `%`, `_` and `\` stand for themselves.
pub(crate) fn patterns(text: &str) -> (String, String) {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            plain.push('\\');
        }
        plain.push(c);
    }
    (format!("{plain}%"), format!("%{plain}%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_a_pattern_stand_for_themselves() {
        assert_eq!(patterns("a_b%"), ("a\\_b\\%%".to_owned(), "%a\\_b\\%%".to_owned()));
    }

    #[test]
    fn lists_hold_whatever_texts_there_are() {
        assert_eq!((ids([1, -2]), ids([])), ("[1,-2]".to_owned(), "[]".to_owned()));
        assert_eq!(texts(&["a\"b", "é\n"]), r#"["a\"b","é\n"]"#);
    }
}
