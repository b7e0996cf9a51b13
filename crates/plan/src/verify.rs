//! What the database has of a file, held against what the file says: which rows differ, and how.

use std::collections::{BTreeMap, HashMap};

use hedgerow_model::{
    Document, Edge, Finding, Identity, Standing, VerifyDifference, VerifyHow, VerifyPart, rule,
};

use crate::arrive::FileRows;

/// A row that differs. Of a side without it there is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowDifference {
    /// A document.
    Document {
        /// As the database has it.
        held: Option<Box<Document>>,
        /// As its file has it.
        read: Option<Box<Document>>,
    },
    /// A reference of a document that both have.
    Reference {
        /// Its file.
        path: String,
        /// The document's resource.
        of: Identity,
        /// As the database has it.
        held: Option<Box<Edge>>,
        /// As the document has it.
        read: Option<Box<Edge>>,
    },
    /// What is wrong with a file.
    Finding {
        /// As the database has it.
        held: Option<Box<Finding>>,
        /// As reading the file finds it.
        read: Option<Box<Finding>>,
    },
}

/// The rows of a file that differ. References are compared of documents that both have; findings only where all are
/// listed on both sides.
#[must_use]
pub fn differing_rows(held: &FileRows, read: &FileRows) -> Vec<RowDifference> {
    let mut found = Vec::new();
    let key = |document: &Document| (document.standing, document.ordinal);
    let of_held: BTreeMap<_, &Document> =
        held.documents.iter().map(|document| (key(document), document)).collect();
    let of_read: BTreeMap<_, &Document> =
        read.documents.iter().map(|document| (key(document), document)).collect();
    for (key, document) in &of_held {
        match of_read.get(key) {
            Some(other) if document == other => {}
            other => found.push(RowDifference::Document {
                held: Some(Box::new((*document).clone())),
                read: other.map(|other| Box::new((*other).clone())),
            }),
        }
    }
    for (key, document) in &of_read {
        if !of_held.contains_key(key) {
            let read = Some(Box::new((*document).clone()));
            found.push(RowDifference::Document { held: None, read });
        }
    }
    for ((standing, ordinal), document) in &of_read {
        if *standing != Standing::Live || !of_held.contains_key(&(*standing, *ordinal)) {
            continue;
        }
        let none = Vec::new();
        let [held, read] =
            [&held.edges, &read.edges].map(|edges| edges.get(ordinal).unwrap_or(&none));
        for (held, read) in unlike(held, read, |edge| edge.field.clone()) {
            let (path, of) = (document.path.clone(), document.identity.clone());
            found.push(RowDifference::Reference {
                path,
                of,
                held: held.map(Box::new),
                read: read.map(Box::new),
            });
        }
    }
    if !lists_few(held) && !lists_few(read) {
        let place = |it: &Finding| (it.line, it.column, it.rule.clone());
        for (held, read) in unlike(&held.findings, &read.findings, place) {
            let (held, read) = (held.map(Box::new), read.map(Box::new));
            found.push(RowDifference::Finding { held, read });
        }
    }
    found
}

/// Whether not all findings of a file are listed.
#[must_use]
pub fn lists_few(rows: &FileRows) -> bool {
    rows.findings.iter().any(|finding| finding.rule == rule::TOO_MANY)
}

/// What is on one side only, each beside what stands in its place on the other, if anything does.
fn unlike<T: Clone + PartialEq, K: PartialEq>(
    held: &[T],
    read: &[T],
    place: impl Fn(&T) -> K,
) -> Vec<(Option<T>, Option<T>)> {
    let mut of_read: Vec<&T> = read.iter().collect();
    let mut of_held: Vec<&T> = Vec::new();
    for one in held {
        match of_read.iter().position(|other| *other == one) {
            Some(at) => drop(of_read.remove(at)),
            None => of_held.push(one),
        }
    }
    let mut found = Vec::new();
    for one in of_held {
        let other = of_read.iter().position(|other| place(other) == place(one));
        let other = other.map(|at| of_read.remove(at).clone());
        found.push((Some(one.clone()), other));
    }
    found.extend(of_read.into_iter().map(|other| (None, Some(other.clone()))));
    found
}

/// Takes a document that is one too many in one place and missing in another for one that stands in the wrong place:
/// its text says that it is the same.
#[must_use]
pub fn paired(differences: Vec<RowDifference>) -> Vec<RowDifference> {
    let key = |document: &Document| (document.identity.clone(), document.text.clone());
    let mut missing: HashMap<_, Vec<Box<Document>>> = HashMap::new();
    let (mut extra, mut rest) = (Vec::new(), Vec::new());
    for difference in differences {
        match difference {
            RowDifference::Document { held: None, read: Some(read) } => {
                missing.entry(key(&read)).or_default().push(read);
            }
            RowDifference::Document { held: Some(held), read: None } => extra.push(held),
            other => rest.push(other),
        }
    }
    for held in extra {
        let read = missing.get_mut(&key(&held)).and_then(Vec::pop);
        rest.push(RowDifference::Document { held: Some(held), read });
    }
    let left = missing.into_values().flatten();
    rest.extend(left.map(|read| RowDifference::Document { held: None, read: Some(read) }));
    rest
}

impl RowDifference {
    /// The resources that it is about.
    #[must_use]
    pub fn resources(&self) -> Vec<&Identity> {
        match self {
            Self::Document { held, read } => {
                held.iter().chain(read).map(|document| &document.identity).collect()
            }
            Self::Reference { of, .. } => vec![of],
            Self::Finding { .. } => Vec::new(),
        }
    }

    /// The files that it is about.
    #[must_use]
    pub fn paths(&self) -> Vec<&str> {
        match self {
            Self::Document { held, read } => {
                held.iter().chain(read).map(|document| document.path.as_str()).collect()
            }
            Self::Reference { path, .. } => vec![path],
            Self::Finding { held, read } => {
                held.iter().chain(read).map(|finding| finding.path.as_str()).collect()
            }
        }
    }

    /// As it is told, with what was read.
    #[must_use]
    pub fn told(&self, read_from: &str) -> VerifyDifference {
        let (part, how) = match self {
            Self::Document { held, read } => (VerifyPart::Document, how(held, read)),
            Self::Reference { held, read, .. } => (VerifyPart::Reference, how(held, read)),
            Self::Finding { held, read } => (VerifyPart::Finding, how(held, read)),
        };
        let (mut fields, mut database, mut evidence) = (Vec::new(), None, None);
        let resource;
        match self {
            Self::Document { held, read } => {
                resource = read.as_ref().or(held.as_ref()).map(|it| it.identity.to_string());
                if let (Some(held), Some(read)) = (held, read) {
                    let differ = fields_of(held, read);
                    if let Some((_, of_held, of_read)) = differ.first() {
                        (database, evidence) = (Some(short(of_held)), Some(short(of_read)));
                    }
                    fields = differ.into_iter().map(|(name, ..)| name.to_owned()).collect();
                } else {
                    let line = |document: &Document| {
                        format!("{} at line {}", document.standing, document.line)
                    };
                    database = held.as_ref().map(|it| line(it));
                    evidence = read.as_ref().map(|it| line(it));
                }
            }
            Self::Reference { of, held, read, .. } => {
                resource = Some(of.to_string());
                let edge = read.as_ref().or(held.as_ref());
                fields.extend(edge.map(|edge| edge.field.to_string()));
                let line = |edge: &Edge| match &edge.part {
                    Some(part) => short(&format!("{}, {part}", edge.target)),
                    None => short(&edge.target.to_string()),
                };
                database = held.as_ref().map(|it| line(it));
                evidence = read.as_ref().map(|it| line(it));
            }
            Self::Finding { held, read } => {
                let finding = read.as_ref().or(held.as_ref());
                fields.extend(finding.map(|finding| finding.rule.clone()));
                resource = finding.and_then(|it| Some(it.subject.as_ref()?.to_string()));
                let line = |it: &Finding| short(&format!("{}: {}", it.severity, it.message));
                database = held.as_ref().map(|it| line(it));
                evidence = read.as_ref().map(|it| line(it));
            }
        }
        VerifyDifference {
            part,
            how,
            resource,
            path: self.paths().last().map(|&path| path.to_owned()),
            fields,
            database,
            evidence,
            read_from: read_from.to_owned(),
            can_repair: true,
            advice: None,
        }
    }
}

fn how<T>(held: &Option<T>, read: &Option<T>) -> VerifyHow {
    match (held, read) {
        (None, _) => VerifyHow::Missing,
        (_, None) => VerifyHow::Extra,
        _ => VerifyHow::Changed,
    }
}

/// What of two documents differs, with what each says.
fn fields_of(held: &Document, read: &Document) -> Vec<(&'static str, String, String)> {
    let owner = |document: &Document| format!("{}/{}", document.fabric_id.0, document.source_id.0);
    let facts = |document: &Document| document.facts.clone().unwrap_or_default();
    let (of_held, of_read) = first_unlike(&held.text, &read.text);
    let all = [
        ("resource", held.identity.to_string(), read.identity.to_string()),
        ("path", held.path.clone(), read.path.clone()),
        ("standing", held.standing.to_string(), read.standing.to_string()),
        ("place", held.ordinal.to_string(), read.ordinal.to_string()),
        ("line", held.line.to_string(), read.line.to_string()),
        ("version", held.version.clone(), read.version.clone()),
        ("validity", held.validity.to_string(), read.validity.to_string()),
        ("blob", held.blob.clone(), read.blob.clone()),
        ("facts", facts(held), facts(read)),
        ("fabric", owner(held), owner(read)),
    ];
    let mut differ: Vec<_> = all.into_iter().filter(|(_, held, read)| held != read).collect();
    if held.text != read.text {
        differ.insert(0, ("text", of_held, of_read));
    }
    differ
}

/// The first lines that differ.
fn first_unlike(a: &str, b: &str) -> (String, String) {
    let (mut of_a, mut of_b) = (a.lines(), b.lines());
    loop {
        match (of_a.next(), of_b.next()) {
            (Some(a), Some(b)) if a == b => {}
            (None, None) => return (String::new(), String::new()),
            (a, b) => return (a.unwrap_or_default().to_owned(), b.unwrap_or_default().to_owned()),
        }
    }
}

/// How many characters of what a side says are told.
const SHORT: usize = 160;

fn short(text: &str) -> String {
    let mut cut: String = text.trim().chars().take(SHORT).collect();
    if cut.len() < text.trim().len() {
        cut.push('…');
    }
    cut
}

/// Whether what is kept of a file that is not understood is what an earlier version of it said; `None` where that
/// version is not one that can be read.
#[must_use]
pub fn was_in(kept: &Document, earlier: &FileRows) -> Option<bool> {
    let mut same = earlier.documents.iter().filter(|it| it.identity == kept.identity).peekable();
    same.peek()?;
    Some(same.any(|it| it.text == kept.text))
}

#[cfg(test)]
#[path = "verify/tests.rs"]
mod tests;
