//! The sources of this crate hold no SQL that only SQLite understands, outside of the dialect and
//! the migrations.

use std::path::{Path, PathBuf};

/// What only SQLite says, and what is said instead.
const FORBIDDEN: &[(&str, &str)] = &[
    ("INSERT OR ", "ON CONFLICT (…) DO"),
    ("REPLACE INTO", "ON CONFLICT (…) DO UPDATE"),
    ("ON CONFLICT DO UPDATE", "ON CONFLICT (…) DO UPDATE"),
    ("json_", "dialect"),
    ("json(", "dialect"),
    (" IS $", "IS NOT DISTINCT FROM"),
    (" IS NOT $", "IS DISTINCT FROM"),
    (" LIKE ", "dialect::push_like"),
    (" GLOB ", "dialect"),
    (" COLLATE ", "dialect::push_same_login"),
    ("instr(", "dialect::contains"),
    ("group_concat(", "dialect::lines_of"),
    ("char(", "dialect"),
    ("ifnull(", "coalesce"),
    ("iif(", "CASE"),
    ("strftime(", "a bound time"),
    ("datetime(", "a bound time"),
    ("total(", "count(*) FILTER"),
    ("sum(", "count(*) FILTER"),
    ("rowid", "RETURNING"),
    ("PRAGMA", "dialect::open"),
    ("BEGIN", "dialect::open"),
    ("CROSS JOIN", "dialect::THEN_JOIN"),
    ("INDEXED BY", "dialect::unindexed"),
    ("FROM user", "FROM \"user\""),
    ("JOIN user", "JOIN \"user\""),
    ("UPDATE user", "UPDATE \"user\""),
    ("INTO user", "INTO \"user\""),
    ("sqlite", "dialect"),
];

/// Files of the crate's sources, but for those of the dialect.
fn sources() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("dialect") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

/// The texts between double quotes of a file that are SQL, with the escapes as they are written.
fn statements(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'/') => while rest.next().is_some_and(|c| c != '\n') {},
            '\'' => {
                // A character: three signs, or an escape. Else it is a lifetime.
                let after: String = rest.clone().take(3).collect();
                let skip = match after.as_bytes() {
                    [b'\\', _, b'\''] => 3,
                    [_, b'\'', ..] => 2,
                    _ => 0,
                };
                rest.by_ref().take(skip).for_each(drop);
            }
            '"' => {
                let mut text = String::new();
                while let Some(c) = rest.next().filter(|c| *c != '"') {
                    match c {
                        '\\' => text.extend(rest.next()),
                        _ => text.push(c),
                    }
                }
                found.push(text);
            }
            _ => {}
        }
    }
    let words = ["SELECT", "INSERT", "UPDATE ", "DELETE", "WHERE", " AND ", "ORDER BY", "CASE "];
    found.retain(|text| words.iter().any(|word| text.contains(word)));
    found
}

/// What is SQLite's alone in a statement.
fn faults(sql: &str) -> Vec<String> {
    let mut faults: Vec<String> = FORBIDDEN
        .iter()
        .filter(|(wrong, _)| sql.contains(wrong))
        .map(|(wrong, right)| format!("`{wrong}` instead of `{right}`"))
        .collect();
    if sql.contains('?') {
        faults.push("`?` instead of `$1`".to_owned());
    }
    let words: Vec<&str> = sql.split_whitespace().collect();
    if words.iter().any(|word| word.len() > 1 && word.starts_with('+')) {
        faults.push("`+column` instead of `dialect::unindexed`".to_owned());
    }
    for three in words.windows(3) {
        if let [before, "NOT", "NULL" | "NULL," | "NULL)"] = three
            && *before != "IS"
        {
            faults.push("`… NOT NULL` instead of `… IS NOT NULL`".to_owned());
        }
    }
    // A condition is not a number: `max(a = b)`.
    for call in ["max(", "min(", "coalesce("] {
        for (_, inside) in sql.match_indices(call).filter_map(|(at, _)| sql[at..].split_once('(')) {
            let inside = inside.split_once(')').map_or(inside, |(inside, _)| inside);
            if ["=", "<", ">", " AND ", "NOT "].iter().any(|sign| inside.contains(sign)) {
                faults.push(format!("a condition as a number: `{call}{inside})`"));
            }
        }
    }
    faults
}

#[test]
fn no_sql_outside_of_the_dialect_is_sqlites_alone() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in sources() {
        let source = std::fs::read_to_string(&file).unwrap();
        for other in ["Sqlite", "last_insert_rowid"] {
            if source.contains(other) {
                wrong.push(format!("{}: {other}", file.display()));
            }
        }
        for sql in statements(&source) {
            seen += 1;
            wrong
                .extend(faults(&sql).iter().map(|one| format!("{}: {one}: {sql}", file.display())));
        }
    }
    assert!(seen > 150, "only {seen} statements were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_sqlites_alone_is_recognised() {
    for sql in [
        "SELECT a FROM b WHERE c = ?",
        "INSERT OR IGNORE INTO b VALUES ($1)",
        "SELECT a FROM b WHERE c IS $1",
        "SELECT a FROM b WHERE c NOT NULL",
        "SELECT max(a = 'x') FROM b",
        "SELECT a FROM b WHERE c IN (SELECT value FROM json_each($1))",
        "SELECT a FROM user WHERE b",
        "SELECT a FROM b WHERE +c = 1",
    ] {
        assert!(!faults(sql).is_empty(), "{sql}");
    }
    assert_eq!(faults("SELECT max(a) FROM b WHERE c IS NOT NULL AND d = $1"), [""; 0]);
}
