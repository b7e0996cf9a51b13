//! One file's text into documents, as far as they can be understood, and findings about the rest.

use std::borrow::Cow;

use hedgerow_model::{
    Edge, Finding, GroupVersion, Identity, Severity, Unread, Validity, Value, rule,
};
use hedgerow_schema::{Before, Catalogue};
use hedgerow_yaml::{Content, FileDocument, Limits, ReadErrorKind};

use crate::edges::edges_of;
use crate::few::Few;

/// What a file of managed/ holds.
#[derive(Clone, Debug, Default)]
pub struct ParsedFile {
    /// Its live resources, in order.
    pub live: Vec<ParsedDocument>,
    /// The resources that stand in its comments.
    pub commented: Vec<ParsedDocument>,
    /// Whether some of it could not be read: what stood there before is kept.
    pub broken: bool,
    /// How many of its documents are read and yet no Kubernetes objects: one of them may stand where a
    /// resource stood.
    pub odd: usize,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// One resource's document.
#[derive(Clone, Debug)]
pub struct ParsedDocument {
    /// What it is.
    pub identity: Identity,
    /// The API version it is written in.
    pub version: String,
    /// What its schema says.
    pub validity: Validity,
    /// The line of its own text in the file, from 1.
    pub line: u32,
    /// Its own text; uncommented when it stands in comments.
    pub text: String,
    /// What is worth knowing of it at a glance, as JSON; nothing for a kind of which nothing is said.
    pub facts: Option<String>,
    /// What it refers to; nothing for one in comments.
    pub references: Vec<Edge>,
}

/// Limits on one file.
pub fn limits() -> Limits {
    Limits::default()
}

/// How many documents of a text are read and yet no Kubernetes objects.
pub fn odd_documents(text: &str) -> usize {
    let documents = hedgerow_yaml::read_all(text, &limits());
    let odd = |value: &Value| usize::from(!hedgerow_schema::is_object(value));
    let odd_in = |document: &FileDocument| match &document.content {
        Content::Object(read) => match hedgerow_schema::list_objects(read.value()) {
            Some(objects) => objects.iter().map(odd).sum(),
            None => odd(read.value()),
        },
        Content::Empty | Content::Broken(_) => 0,
    };
    documents.iter().map(odd_in).sum()
}

/// Why a resource is not read any more in a file with this text, or in what is no file of text.
pub(crate) fn unread(text: Option<&str>) -> Unread {
    let is_broken = |text: &str| {
        let documents = hedgerow_yaml::read_all(text, &limits());
        documents.iter().any(|document| matches!(document.content, Content::Broken(_)))
    };
    if text.is_some_and(is_broken) { Unread::Broken } else { Unread::NotUnderstood }
}

/// Reads a file of managed/.
pub fn parse_file(path: &str, bytes: Vec<u8>, catalogue: &Catalogue) -> ParsedFile {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
            return ParsedFile {
                broken: true,
                findings: vec![Finding {
                    line: i64::try_from(line).unwrap_or(0),
                    ..Finding::of_file(
                        path,
                        Severity::Error,
                        rule::YAML,
                        "is not UTF-8 text; save it as UTF-8",
                    )
                }],
                ..ParsedFile::default()
            };
        }
    };
    let mut file = ParsedFile::default();
    let mut findings = Few::default();
    let template = looks_like_template(&text);
    // One after the other: of a file of very many documents one at a time is in memory as a tree.
    for (index, document) in hedgerow_yaml::read_each(&text, &limits()).enumerate() {
        match hedgerow_schema::listed(&text, &document) {
            None => {
                let of = (document.slice.line, document.slice.own_text(&text));
                let found = check(path, template, index, &document.content, catalogue);
                take(found, &document.content, of, catalogue, &mut file, &mut findings);
            }
            // Each is a resource as if it stood in a document of its own.
            Some(objects) => {
                for object in objects {
                    let content = Content::Object(object.document);
                    let of = (object.line, object.text.into());
                    let found = check(path, template, index, &content, catalogue);
                    take(found, &content, of, catalogue, &mut file, &mut findings);
                }
            }
        }
    }
    file.findings = findings.listed(path);
    let known = |value: &Value| {
        hedgerow_schema::resource_identity(catalogue, value)
            .is_some_and(|identity| catalogue.kind(&identity.group_kind()).is_some())
    };
    for commented in hedgerow_yaml::commented_out(&text, &known) {
        let Some(identity) = Identity::of(&commented.value) else { continue };
        file.commented.push(ParsedDocument {
            identity,
            version: version_of(&commented.value),
            validity: Validity::Unvalidated,
            line: commented.line,
            facts: facts_of(&commented.value, catalogue),
            text: commented.text,
            references: Vec::new(),
        });
    }
    file
}

fn facts_of(value: &Value, catalogue: &Catalogue) -> Option<String> {
    let facts = catalogue.facts(value);
    (!facts.is_empty()).then(|| serde_json::to_string(&facts).ok()).flatten()
}

/// The version that a document is written in.
pub(crate) fn version_of(value: &Value) -> String {
    let api_version = value.get("apiVersion").and_then(Value::as_str).unwrap_or_default();
    GroupVersion::parse(api_version).version
}

/// Adds one document of a file, or one object of a list, with what was found in it, its line and own text:
/// a resource, or a finding that says why it is none.
fn take(
    findings: Vec<Finding>,
    content: &Content,
    (line, own): (u32, Cow<'_, str>),
    catalogue: &Catalogue,
    file: &mut ParsedFile,
    few: &mut Few,
) {
    let says = |rule: &str| findings.iter().any(|finding| finding.rule == rule);
    let validity = if findings.iter().any(|finding| finding.severity == Severity::Error) {
        Validity::Invalid
    } else if says(rule::UNKNOWN_KIND) || says(rule::UNKNOWN_VERSION) {
        Validity::Unvalidated
    } else {
        Validity::Valid
    };
    few.extend(findings);
    let read = match content {
        Content::Empty => return,
        Content::Broken(_) => {
            file.broken = true;
            return;
        }
        Content::Object(read) => read,
    };
    let value = read.value();
    file.odd += usize::from(!hedgerow_schema::is_object(value));
    let Some(identity) = hedgerow_schema::resource_identity(catalogue, value) else { return };
    let references = edges_of(value).collect();
    let text = own.into_owned();
    let (version, facts) = (version_of(value), facts_of(value, catalogue));
    file.live.push(ParsedDocument { identity, version, validity, line, text, facts, references });
}

/// Whether a text has what templates have. To be asked once for a file, not for each of its documents.
pub fn looks_like_template(text: &str) -> bool {
    text.contains("{{")
}

/// What the schema crate finds wrong with one document, as findings of this engine; `template` says
/// whether its file [looks like a template](looks_like_template).
pub fn check(
    path: &str,
    template: bool,
    index: usize,
    content: &Content,
    catalogue: &Catalogue,
) -> Vec<Finding> {
    check_after(path, template, index, content, catalogue, |_| Before::Unknown)
}

/// The same of a document that is to be written, where `before` says what Git has of its object.
pub fn check_after<'v>(
    path: &str,
    template: bool,
    index: usize,
    content: &Content,
    catalogue: &Catalogue,
    before: impl FnOnce(&Identity) -> Before<'v>,
) -> Vec<Finding> {
    let broken = matches!(content, Content::Broken(error) if error.kind == ReadErrorKind::Yaml);
    let template = broken && template;
    hedgerow_schema::check_document_after(catalogue, path, index, content, before)
        .into_iter()
        .map(|found| {
            let mut finding = Finding {
                line: i64::from(found.line),
                column: i64::from(found.column),
                subject: found.identity,
                field: found.path,
                ..Finding::of_file(path, found.severity, &found.rule, found.message)
            };
            if template {
                finding.severity = Severity::Info;
                rule::TEMPLATE.clone_into(&mut finding.rule);
                finding.message = format!("looks like a template, left alone: {}", finding.message);
            } else if finding.rule == rule::NOT_AN_OBJECT {
                // Beside an application's own files this is common; it does no harm by itself.
                finding.severity = Severity::Warning;
            }
            finding
        })
        .collect()
}
