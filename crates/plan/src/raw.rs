//! raw/ as it is at a head: its documents, which of them may move, what stays and why.

use std::collections::BTreeMap;

use hedgerow_model::{AllAtomic, Finding, Identity, Layout, ReadAt, Severity, Source, Value, rule};
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Content, FileDocument, Rewrite};

use crate::area::{Area, Classifier, FILE_LIMIT, prefix};
use crate::files::Files;
use crate::lists::split_lists;
use crate::own::PlanError;
use crate::parse::{check, limits, looks_like_template};

/// Whether a path is raw/ of a source, or in it.
#[must_use]
pub fn is_in_raw(source: &Source, path: &str) -> bool {
    let rest = path.strip_prefix(&prefix(&source.directory)).and_then(|it| it.strip_prefix("raw"));
    source.layout == Layout::Managed
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A document of raw/ that may move.
pub(crate) struct Candidate {
    pub(crate) file: usize,
    pub(crate) index: usize,
    pub(crate) identity: Identity,
    /// Its own text without what `kubectl get` adds.
    pub(crate) text: String,
    pub(crate) value: Value,
    pub(crate) line: u32,
    /// What it says that it was read from.
    pub(crate) read_at: Option<ReadAt>,
}

pub(crate) struct RawFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Everything of raw/ at a head: its files, what may move, what stays and why.
#[derive(Default)]
pub struct Raw {
    pub(crate) files: Vec<RawFile>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) considered: Vec<String>,
}

impl Raw {
    /// The files that were looked at.
    #[must_use]
    pub fn considered(&self) -> &[String] {
        &self.considered
    }

    /// What may move, each as often as it is there.
    #[must_use]
    pub fn identities(&self) -> Vec<Identity> {
        self.candidates.iter().map(|candidate| candidate.identity.clone()).collect()
    }

    /// The commits at which documents say that they were read, each with its resources. A text that was
    /// read from a draft has no base that can be known by its commit.
    #[must_use]
    pub fn read_at(&self) -> BTreeMap<String, Vec<Identity>> {
        let mut commits: BTreeMap<String, Vec<Identity>> = BTreeMap::new();
        for candidate in &self.candidates {
            if let Some(ReadAt { commit, draft: None }) = &candidate.read_at {
                commits.entry(commit.clone()).or_default().push(candidate.identity.clone());
            }
        }
        commits
    }
}

/// Reads raw/ and sorts its documents.
///
/// # Errors
/// When the commit cannot be read, or the source's globs cannot be understood.
pub fn read_raw<F: Files>(
    files: &F,
    source: &Source,
    catalogue: &Catalogue,
) -> Result<Raw, PlanError> {
    let folder = format!("{}raw", prefix(&source.directory));
    let classifier = Classifier::new(source)?;
    let mut raw = Raw::default();
    for entry in files.list(&folder)? {
        raw.considered.push(entry.path.clone());
        match classifier.area(&entry.path, entry.kind) {
            Area::Raw => {}
            Area::LeftAlone(rule, reason) => {
                raw.findings.push(Finding::of_file(&entry.path, Severity::Warning, rule, reason));
                continue;
            }
            _ => continue,
        }
        if files.size(&entry.id)? > FILE_LIMIT {
            let message = format!("above the limit of {FILE_LIMIT} bytes for one file; split it");
            raw.findings.push(Finding::of_file(
                &entry.path,
                Severity::Error,
                rule::TOO_LARGE,
                message,
            ));
            continue;
        }
        let Ok(text) = String::from_utf8(files.read(&entry.id)?) else {
            let message = "is not UTF-8 text; save it as UTF-8. It stays in raw/".to_owned();
            raw.findings.push(Finding::of_file(&entry.path, Severity::Error, rule::YAML, message));
            continue;
        };
        // The objects of a list as documents, so that each can move by itself.
        let text = split_lists(&text).unwrap_or(text);
        let template = looks_like_template(&text);
        let of = Of { path: &entry.path, text: &text, template, file: raw.files.len() };
        for (index, document) in hedgerow_yaml::read_all(&text, &limits()).into_iter().enumerate() {
            consider(&of, index, &document, catalogue, &mut raw);
        }
        raw.files.push(RawFile { path: entry.path, text });
    }
    Ok(raw)
}

/// The file that a document is in.
struct Of<'a> {
    path: &'a str,
    text: &'a str,
    /// Whether it looks like a template.
    template: bool,
    /// Its index among the files of raw/.
    file: usize,
}

/// Decides whether one document may move.
fn consider(
    of: &Of<'_>,
    index: usize,
    document: &FileDocument,
    catalogue: &Catalogue,
    raw: &mut Raw,
) {
    let &Of { path, text, template, file } = of;
    let mut findings = check(path, template, index, &document.content, catalogue);
    if let Content::Object(read) = &document.content
        && hedgerow_schema::list_objects(read.value()).is_some()
    {
        findings = vec![Finding {
            line: i64::from(document.slice.line),
            ..Finding::of_file(
                path,
                Severity::Error,
                rule::LIST,
                "is a list of objects with fields or comments of its own that would be lost: \
                 write one document for each object",
            )
        }];
    }
    findings.retain(|finding| finding.rule != rule::SERVER_FIELDS);
    let identity = match &document.content {
        Content::Object(read) => hedgerow_schema::resource_identity(catalogue, read.value()),
        Content::Empty | Content::Broken(_) => None,
    };
    let unfit = findings.iter().any(|finding| {
        finding.severity == Severity::Error
            || matches!(&*finding.rule, rule::UNKNOWN_KIND | rule::UNKNOWN_VERSION)
    });
    let (Content::Object(read), Some(identity), false) = (&document.content, identity, unfit)
    else {
        for finding in &mut findings {
            finding.message.push_str("; it stays in raw/");
        }
        raw.findings.append(&mut findings);
        return;
    };
    let own = document.slice.own_text(text);
    let (own, read_at) = match ReadAt::take(&own) {
        Ok(taken) => taken,
        Err(error) => {
            raw.findings.push(Finding {
                line: i64::from(document.slice.line),
                subject: Some(identity),
                ..Finding::of_file(
                    path,
                    Severity::Error,
                    rule::READ_AT,
                    format!("{error}; it stays in raw/"),
                )
            });
            return;
        }
    };
    let value = hedgerow_schema::strip_server_fields(read.value());
    let rewrite = Rewrite { types: &AllAtomic, comments: &[] };
    match hedgerow_yaml::rewrite(&own, &value, &rewrite) {
        Ok(text) => raw.candidates.push(Candidate {
            file,
            index,
            identity,
            text,
            value,
            line: document.slice.line,
            read_at,
        }),
        Err(error) => raw.findings.push(Finding {
            line: i64::from(document.slice.line),
            subject: Some(identity),
            ..Finding::of_file(
                path,
                Severity::Warning,
                rule::LOSSLESS,
                format!(
                    "the fields that the cluster added cannot be removed without loss: {error}"
                ),
            )
        }),
    }
}
