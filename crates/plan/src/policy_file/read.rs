//! A policy as TOML, read: the same words as everywhere, and every mistake with its line.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use hedgerow_model::{FieldOwner, MOST_RULES, Policy, PolicyPart, PolicyRule, SeverityRule};
use hedgerow_schema::nearest;
use serde::{Deserialize, Serialize};
use toml_edit::{ImDocument, Item, TableLike};

use super::POLICY_LIMIT;

/// How many mistakes are told of one text.
const TOLD: usize = 20;

/// How long a message may be, in characters.
const LONGEST: usize = 300;

/// What a policy has.
const PARTS: [&str; 3] = ["owners", "rules", "severities"];

/// What is wrong with the text of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyProblem {
    /// The line, from 1; left out where it is about the whole file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column, in characters from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// What, and what to do about it.
    pub message: String,
}

impl PolicyProblem {
    /// Of the whole file.
    pub(super) fn of_file(message: impl Into<String>) -> Self {
        Self { line: None, column: None, message: message.into() }
    }
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, "line {line}, column {column}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// Reads a policy that is written as TOML.
///
/// # Errors
/// What is wrong with it, in the order of the text; the first twenty mistakes.
pub fn read_policy(text: &str) -> Result<Policy, Vec<PolicyProblem>> {
    if u64::try_from(text.len()).is_ok_and(|length| length > POLICY_LIMIT) {
        let message = format!("it has more than {} KiB: shorten it", POLICY_LIMIT >> 10);
        return Err(vec![PolicyProblem::of_file(message)]);
    }
    let mut reading = Reading { text, mistakes: Vec::new(), places: HashMap::new() };
    let policy = match ImDocument::parse(text) {
        Ok(document) => reading.policy(document.as_table()),
        Err(error) => {
            let message: Vec<&str> = error.message().lines().map(str::trim).collect();
            reading.mistake(error.span(), format!("it is not TOML: {}", message.join("; ")));
            Policy::default()
        }
    };
    if reading.mistakes.is_empty() {
        for fault in policy.faults() {
            let at = reading.places.get(&place(fault.part, fault.key)).cloned();
            reading.mistake(at, fault.message);
        }
    }
    if reading.mistakes.is_empty() { Ok(policy) } else { Err(reading.told()) }
}

/// A list of a policy.
#[derive(Clone, Copy)]
struct List {
    key: &'static str,
    /// What is in it: `a rule`.
    what: &'static str,
    part: fn(usize) -> PolicyPart,
}

const RULES: List = List { key: "rules", what: "a rule", part: PolicyPart::Rule };
const OWNERS: List = List { key: "owners", what: "an owner", part: PolicyPart::Owner };
const SEVERITIES: List = List { key: "severities", what: "a severity", part: PolicyPart::Severity };

/// The key of a part, as places are looked up.
fn place(part: PolicyPart, key: &'static str) -> (&'static str, usize, &'static str) {
    match part {
        PolicyPart::Whole => ("", 0, key),
        PolicyPart::Rule(at) => (RULES.key, at, key),
        PolicyPart::Owner(at) => (OWNERS.key, at, key),
        PolicyPart::Severity(at) => (SEVERITIES.key, at, key),
    }
}

type At = Option<Range<usize>>;

struct Reading<'t> {
    text: &'t str,
    mistakes: Vec<(At, String)>,
    places: HashMap<(&'static str, usize, &'static str), Range<usize>>,
}

/// A table of the text, with what it is a part of.
struct Part<'t> {
    table: &'t dyn TableLike,
    span: At,
    part: PolicyPart,
    /// `a rule`, `an owner`, `a severity`.
    what: &'static str,
}

impl Reading<'_> {
    fn mistake(&mut self, at: At, message: impl Into<String>) {
        self.mistakes.push((at, message.into()));
    }

    fn told(mut self) -> Vec<PolicyProblem> {
        self.mistakes.sort_by_key(|(at, _)| at.as_ref().map_or(0, |at| at.start));
        self.mistakes.truncate(TOLD);
        let (mut line, mut column, mut done) = (1, 1, 0);
        let mut told = Vec::with_capacity(self.mistakes.len());
        for (at, message) in self.mistakes {
            let message = short(&message);
            let Some(at) = at else {
                told.push(PolicyProblem::of_file(message));
                continue;
            };
            // In order, so that the text is counted through once.
            for c in self.text.get(done..at.start).unwrap_or_default().chars() {
                (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
            }
            done = at.start.max(done);
            told.push(PolicyProblem { line: Some(line), column: Some(column), message });
        }
        told
    }

    fn policy(&mut self, root: &dyn TableLike) -> Policy {
        let mut policy = Policy::default();
        for (key, item) in root.iter() {
            let at = root.get_key_value(key).and_then(|(key, _)| key.span()).or(item.span());
            match key {
                "rules" => policy.rules = self.list(at, item, RULES, Self::rule),
                "owners" => policy.owners = self.list(at, item, OWNERS, Self::owner),
                "severities" => {
                    policy.severities = self.list(at, item, SEVERITIES, Self::severity);
                }
                _ => self.unknown(at, "a policy", key, &PARTS),
            }
        }
        policy
    }

    /// The tables of a list of them.
    fn list<T>(
        &mut self,
        at: At,
        item: &Item,
        list: List,
        read: impl Fn(&mut Self, &Part<'_>) -> Option<T>,
    ) -> Vec<T> {
        let List { key, what, part: part_at } = list;
        if let Some(at) = &at {
            self.places.insert(place(PolicyPart::Whole, key), at.clone());
        }
        let tables: Vec<(&dyn TableLike, At)> = match item {
            Item::ArrayOfTables(tables) => {
                tables.iter().map(|table| (table as &dyn TableLike, table.span())).collect()
            }
            Item::Value(toml_edit::Value::Array(values)) => {
                let mut tables: Vec<(&dyn TableLike, At)> = Vec::new();
                for value in values {
                    match value.as_inline_table() {
                        Some(table) => tables.push((table, value.span())),
                        None => self.mistake(
                            value.span(),
                            format!("{what} is a table, and this is {}", found(value.type_name())),
                        ),
                    }
                }
                tables
            }
            other => {
                let found = found(other.type_name());
                let message = format!("`{key}` is {found}: begin each of them with `[[{key}]]`");
                self.mistake(other.span().or(at), message);
                return Vec::new();
            }
        };
        let many = tables.len();
        if many > MOST_RULES {
            let message = format!("a policy has at most {MOST_RULES} {key}, this has {many}");
            self.mistake(at, message);
            return Vec::new();
        }
        let mut all = Vec::with_capacity(many);
        for (at, (table, span)) in tables.into_iter().enumerate() {
            let part = part_at(at);
            all.extend(read(self, &Part { table, span, part, what }));
        }
        all
    }

    fn rule(&mut self, part: &Part<'_>) -> Option<PolicyRule> {
        self.known(part, &["name", "kind", "path", "conflict", "take", "off"]);
        let name = self.needed(part, "name");
        let kind = self.word(part, "kind");
        let path = self.word(part, "path");
        let conflict = self.word(part, "conflict");
        let take = self.needed(part, "take");
        let off = match part.table.get("off") {
            None => false,
            Some(item) => item.as_bool().unwrap_or_else(|| {
                let found = found(item.type_name());
                self.mistake(item.span(), format!("`off` is true or false, and this is {found}"));
                false
            }),
        };
        Some(PolicyRule { name: name?, kind, path, conflict, take: take?, off })
    }

    fn owner(&mut self, part: &Part<'_>) -> Option<FieldOwner> {
        self.known(part, &["kind", "path", "owner"]);
        let kind = self.word(part, "kind");
        let path = self.needed(part, "path");
        let owner = self.needed(part, "owner");
        Some(FieldOwner { kind, path: path?, owner: owner? })
    }

    fn severity(&mut self, part: &Part<'_>) -> Option<SeverityRule> {
        self.known(part, &["kind", "path", "standing", "severity"]);
        let kind = self.word(part, "kind");
        let path = self.word(part, "path");
        let standing = self.word(part, "standing");
        let severity = self.needed(part, "severity");
        Some(SeverityRule { kind, path, standing, severity: severity? })
    }

    fn known(&mut self, part: &Part<'_>, keys: &[&'static str]) {
        for (key, item) in part.table.iter() {
            let named = part.table.get_key_value(key);
            let at = named.and_then(|(key, _)| key.span()).or(item.span());
            match keys.iter().find(|known| **known == key) {
                None => self.unknown(at, part.what, key, keys),
                Some(known) => {
                    if let Some(span) = item.span().or(at) {
                        self.places.insert(place(part.part, known), span);
                    }
                }
            }
        }
    }

    fn unknown(&mut self, at: At, what: &str, key: &str, keys: &[&str]) {
        let has = keys.join(", ");
        let message = match nearest(key, keys.iter().copied()) {
            Some(near) => format!("{what} has no `{key}`; did you mean `{near}`?"),
            None => format!("{what} has no `{key}`; it has {has}"),
        };
        self.mistake(at, message);
    }

    fn needed<T: FromStr<Err: fmt::Display>>(&mut self, part: &Part<'_>, key: &str) -> Option<T> {
        if part.table.get(key).is_none() {
            self.mistake(part.span.clone(), format!("{} needs `{key}`", part.what));
        }
        self.word(part, key)
    }

    fn word<T: FromStr<Err: fmt::Display>>(&mut self, part: &Part<'_>, key: &str) -> Option<T> {
        let item = part.table.get(key)?;
        let Some(text) = item.as_str() else {
            let found = found(item.type_name());
            self.mistake(item.span(), format!("`{key}` is a text in quotes, and this is {found}"));
            return None;
        };
        match text.parse() {
            Ok(word) => Some(word),
            Err(error) => {
                self.mistake(item.span(), format!("`{key}`: {error}"));
                None
            }
        }
    }
}

/// A message that repeats no more of the text than people read, and nothing that a terminal would act upon.
fn short(message: &str) -> String {
    let message = hedgerow_model::shown(message);
    match message.char_indices().nth(LONGEST) {
        None => message,
        Some((end, _)) => format!("{}…", &message[..end]),
    }
}

/// What stands there instead, as people call it.
fn found(name: &str) -> &'static str {
    match name {
        "string" => "a text",
        "integer" | "float" => "a number",
        "boolean" => "true or false",
        "datetime" => "a date",
        "array" | "array of tables" => "a list",
        _ => "a table",
    }
}
