//! Checking a text as a draft would be, without saving anything: for an editor.

use std::collections::{HashMap, HashSet};

use hedgerow_model::{FieldPath, Finding, Identity, Severity, Standing, Value, rule};
use hedgerow_plan::{FILE_LIMIT, check, limits, looks_like_template};
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Content, Document, FileDocument};

use super::Reads;
use super::views_of::finding_view;
use crate::core::blocking;
use crate::error::EngineError;
use crate::views::{CheckRequest, CheckView};

impl Reads<'_> {
    pub(super) async fn check_text(
        &self,
        fabric: &str,
        request: CheckRequest,
    ) -> Result<CheckView, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        if u64::try_from(request.text.len()).is_ok_and(|length| length > FILE_LIMIT) {
            return Err(EngineError::Invalid(format!(
                "the text has {} bytes, above the limit of {FILE_LIMIT} for one file; split it",
                request.text.len()
            )));
        }
        let catalogue = self.catalogue(fabric.id).await?;
        let text = request.text;
        let path = request.path.unwrap_or_default();
        let (text, documents) = blocking(move || {
            let documents = hedgerow_yaml::read_all(&text, &limits());
            (text, documents)
        })
        .await?;
        // What the text itself says, what it refers to, and what it would replace.
        let mut wanted: HashSet<Identity> = documents.iter().filter_map(identity_of).collect();
        let mut named: HashSet<Identity> = HashSet::new();
        for document in documents.iter().filter_map(object) {
            for reference in hedgerow_schema::references(document.value()) {
                let looks_inside = reference.looks_inside();
                if looks_inside { &mut wanted } else { &mut named }.insert(reference.target);
            }
        }
        let wanted: Vec<Identity> = wanted.into_iter().collect();
        let named: Vec<Identity> = named.into_iter().collect();
        let texts = self.store.documents_of_all(fabric.id, &wanted).await?;
        let stored = Stored {
            texts: texts
                .into_iter()
                .filter(|document| document.standing != Standing::CommentedOut)
                .map(|document| (document.identity, document.text))
                .collect(),
            there: self.store.present(fabric.id, &named).await?.into_iter().collect(),
        };
        blocking(move || checked(&path, &text, &documents, &catalogue, &stored)).await
    }
}

/// What Git has of what a text is about.
struct Stored {
    /// What it would replace, and what its references look into.
    texts: HashMap<Identity, String>,
    /// What else it refers to and is there.
    there: HashSet<Identity>,
}

/// Stands for the object of a target that nothing looks into.
static THERE: Value = Value::Null;

fn object(document: &FileDocument) -> Option<&Document> {
    match &document.content {
        Content::Object(read) => Some(read),
        Content::Empty | Content::Broken(_) => None,
    }
}

fn identity_of(document: &FileDocument) -> Option<Identity> {
    Identity::of(object(document)?.value())
}

fn checked(
    path: &str,
    text: &str,
    documents: &[FileDocument],
    catalogue: &Catalogue,
    stored: &Stored,
) -> CheckView {
    let mut findings: Vec<Finding> = Vec::new();
    let mut resources: Vec<String> = Vec::new();
    let before: HashMap<&Identity, Value> = stored
        .texts
        .iter()
        .filter_map(|(identity, text)| {
            Some((identity, hedgerow_yaml::read(text, &limits()).ok()?.into_value()))
        })
        .collect();
    let mut own: HashMap<Identity, &Document> = HashMap::new();
    for document in documents.iter().filter_map(object) {
        if let Some(identity) = Identity::of(document.value()) {
            own.entry(identity).or_insert(document);
        }
    }
    let template = looks_like_template(text);
    for (index, document) in documents.iter().enumerate() {
        findings.extend(check(path, template, index, &document.content, catalogue));
        let Some(read) = object(document) else { continue };
        let Some(identity) = Identity::of(read.value()) else { continue };
        let first = own.get(&identity).is_some_and(|first| std::ptr::eq(*first, read));
        if first {
            resources.push(identity.to_string());
        } else {
            let said = "stands in this text already; one identity has one document".to_owned();
            let root = FieldPath::root();
            findings.push(at(
                path,
                read,
                &identity,
                &root,
                Severity::Error,
                rule::DUPLICATE_IDENTITY,
                said,
            ));
        }
        let find = |target: &Identity| {
            let known = own.get(target).map(|read| read.value()).or_else(|| before.get(target));
            known.or_else(|| stored.there.contains(target).then_some(&THERE))
        };
        for dangling in hedgerow_schema::check_references(catalogue, read.value(), find) {
            let (rule, said) = (dangling.rule, dangling.message);
            let severity = dangling.severity;
            if severity == Severity::Info {
                continue;
            }
            let field = &dangling.reference.path;
            findings.push(at(path, read, &identity, field, severity, rule, said));
        }
        if let Some(old) = before.get(&identity) {
            for change in hedgerow_schema::immutable_changes(old, read.value()) {
                let rule = change.rule.as_str();
                findings.push(at(
                    path,
                    read,
                    &identity,
                    &change.path,
                    Severity::Error,
                    rule,
                    change.message,
                ));
            }
        }
    }
    findings.sort_by_key(|finding| (finding.line, finding.column));
    CheckView { findings: findings.iter().map(finding_view).collect(), resources }
}

/// A finding at a field of a document; at the nearest that is there.
fn at(
    path: &str,
    read: &Document,
    subject: &Identity,
    field: &FieldPath,
    severity: Severity,
    rule: &str,
    message: String,
) -> Finding {
    let place = read.key_position(field).or_else(|| read.position(field));
    Finding {
        line: place.map_or(0, |place| i64::from(place.line)),
        column: place.map_or(0, |place| i64::from(place.column)),
        subject: Some(subject.clone()),
        field: (!field.segments().is_empty()).then(|| field.clone()),
        ..Finding::of_file(path, severity, rule, message)
    }
}
