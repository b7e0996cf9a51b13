//! A directory's documents held against schemas and against each other.

use std::collections::HashMap;

use hedgerow_model::{FieldPath, GroupKind, Identity, Severity, Value, rule};
use hedgerow_yaml::{
    Content, Document, FileDocument, ListItem, Position, ReadErrorKind, list_items,
};

use crate::catalogue::{Catalogue, Known};
use crate::cel::Before;
use crate::finding::Finding;
use crate::in_cluster::Told;
use crate::server_fields::server_fields;
use crate::violation::{Rule, Violation};

/// A file to check.
#[derive(Clone, Copy, Debug)]
pub struct CheckFile<'a> {
    /// Its name, for the findings.
    pub name: &'a str,
    /// Its documents, of [`hedgerow_yaml::read_all`].
    pub documents: &'a [FileDocument],
}

/// Checks the documents of a directory: each against its schema, and all together for identities that
/// are twice. The findings are in the order of the files and lines.
///
/// A document that cannot be read, or is not a Kubernetes object, does not keep the others from being
/// checked.
#[must_use]
pub fn check_documents(catalogue: &Catalogue, files: &[CheckFile<'_>]) -> Vec<Finding> {
    let mut findings: Vec<(usize, Finding)> = Vec::new();
    let mut identities = Vec::new();
    for (at, file) in files.iter().enumerate() {
        for (index, document) in file.documents.iter().enumerate() {
            let found = check_document(catalogue, file.name, index, &document.content);
            findings.extend(found.into_iter().map(|finding| (at, finding)));
            if let Content::Object(read) = &document.content
                && foreign(read.value()).is_none()
                && let Some(identity) = Identity::of(read.value())
            {
                identities.push((at, index, read, identity));
            }
        }
    }
    let mut objects = Vec::new();
    let mut of_file = Vec::new();
    for (at, index, document, identity) in &identities {
        let file = files.get(*at).map_or("", |file| file.name);
        objects.push(DocumentContext { file, index: *index, document, identity: Some(identity) });
        of_file.push(*at);
    }
    let related = duplicates(&objects);
    findings.extend(
        related
            .into_iter()
            .map(|(index, finding)| (of_file.get(index).copied().unwrap_or(0), finding)),
    );
    findings.sort_by(|(a_file, a), (b_file, b)| {
        let key = |finding: &Finding| (finding.line, finding.column, finding.severity);
        (a_file, key(a)).cmp(&(b_file, key(b)))
    });
    findings.into_iter().map(|(_, finding)| finding).collect()
}

/// Checks one document by itself: whether it can be read, is one Kubernetes object of a kind that goes to
/// Git, and conforms to its schema. `file` is the name for the findings and `index` its place in the
/// file, from 0.
#[must_use]
pub fn check_document(
    catalogue: &Catalogue,
    file: &str,
    index: usize,
    content: &Content,
) -> Vec<Finding> {
    check_document_after(catalogue, file, index, content, |_| Before::Unknown)
}

/// Checks one document as [`check_document`] does, and against what the cluster has of its object `before`.
#[must_use]
pub fn check_document_after<'v>(
    catalogue: &Catalogue,
    file: &str,
    index: usize,
    content: &Content,
    before: impl FnOnce(&Identity) -> Before<'v>,
) -> Vec<Finding> {
    let document = match content {
        Content::Empty => return Vec::new(),
        Content::Broken(error) => {
            let mut message = error.message.clone();
            if let Some(hint) = &error.hint {
                message = format!("{message} ({hint})");
            }
            let rule = match error.kind {
                ReadErrorKind::Yaml => rule::YAML,
                ReadErrorKind::ConflictMarkers => rule::CONFLICT_MARKERS,
            };
            return vec![Finding {
                severity: Severity::Error,
                file: file.to_owned(),
                line: error.line,
                column: error.column,
                document: index,
                identity: None,
                path: None,
                rule: rule.to_owned(),
                message,
                other: None,
            }];
        }
        Content::Object(document) => document,
    };
    let identity = Identity::of(document.value());
    let place = DocumentContext { file, index, document, identity: identity.as_ref() };
    let mut findings = Vec::new();
    for warning in document.warnings() {
        let said = UnplacedFinding::new(Severity::Warning, rule::YAML_VALUE, warning.message);
        findings.push(place.finding(warning.at, None, said));
    }
    if *document.value() == Value::Null {
        return findings;
    }
    if let Some(said) = foreign(document.value()) {
        findings.push(place.finding(place.start(), None, said));
        return findings;
    }
    let before = identity.as_ref().map_or(Before::Unknown, before);
    schema_findings(catalogue, &place, before, &mut findings);
    if let Some(identity) = &identity {
        kind_findings(catalogue, &place, identity, &mut findings);
    }
    findings
}

/// What a finding says, before it is placed.
struct UnplacedFinding {
    severity: Severity,
    rule: String,
    message: String,
}

impl UnplacedFinding {
    fn new(severity: Severity, rule: &str, message: impl Into<String>) -> Self {
        Self { severity, rule: rule.to_owned(), message: message.into() }
    }
}

/// A document and where it is.
#[derive(Clone, Copy)]
struct DocumentContext<'a> {
    file: &'a str,
    index: usize,
    document: &'a Document,
    identity: Option<&'a Identity>,
}

impl DocumentContext<'_> {
    fn finding(&self, at: Position, path: Option<&FieldPath>, said: UnplacedFinding) -> Finding {
        Finding {
            severity: said.severity,
            file: self.file.to_owned(),
            line: at.line,
            column: at.column,
            document: self.index,
            identity: self.identity.cloned(),
            path: path.filter(|path| !path.segments().is_empty()).cloned(),
            rule: said.rule,
            message: said.message,
            other: None,
        }
    }

    fn start(&self) -> Position {
        self.of(&FieldPath::root())
    }

    /// Where a value is; the nearest that is there.
    fn of(&self, path: &FieldPath) -> Position {
        self.document.position(path).unwrap_or(Position::START)
    }
}

fn schema_findings(
    catalogue: &Catalogue,
    place: &DocumentContext<'_>,
    before: Before<'_>,
    findings: &mut Vec<Finding>,
) {
    let validation = catalogue.validate_after(place.document.value(), before);
    match (&validation.known, place.identity) {
        (Known::UnknownKind, Some(identity)) if !catalogue.is_system(&identity.group_kind()) => {
            let kind = identity.group_kind();
            let told = catalogue.in_cluster(&kind);
            let message = match told.map(|told| (told, &told.definition)) {
                Some((told, Told::NotUnderstood(why))) => told.not_understood(&kind, why),
                _ => unknown_kind(catalogue, identity),
            };
            let said = UnplacedFinding::new(Severity::Warning, rule::UNKNOWN_KIND, message);
            findings.push(place.finding(place.start(), None, said));
        }
        // That the cluster does not serve it says more.
        (Known::UnknownVersion { .. }, _)
            if validation.violations.iter().any(|it| it.rule == Rule::NotServed) => {}
        (Known::UnknownVersion { have }, _) => {
            let path = FieldPath::of_keys(["apiVersion"]);
            let have = have.join(", ");
            let message = format!("has an unknown version and is not validated; known: {have}");
            let said = UnplacedFinding::new(Severity::Warning, rule::UNKNOWN_VERSION, message);
            findings.push(place.finding(place.of(&path), Some(&path), said));
        }
        _ => {}
    }
    let mut add = |violation: Violation, severity| {
        let said = UnplacedFinding::new(severity, violation.rule.as_str(), violation.message);
        let at = position_of(place.document, &violation.path, violation.rule.as_str());
        findings.push(place.finding(at, Some(&violation.path), said));
    };
    validation.violations.into_iter().for_each(|violation| add(violation, Severity::Error));
    validation.warnings.into_iter().for_each(|violation| add(violation, Severity::Warning));
    validation.unchecked.into_iter().for_each(|violation| add(violation, Severity::Info));
    validation.notes.into_iter().for_each(|violation| add(violation, Severity::Info));
}

fn unknown_kind(catalogue: &Catalogue, identity: &Identity) -> String {
    let typed = identity.kind.to_lowercase();
    let same_group = catalogue
        .kinds()
        .filter(|info| info.group_kind.group == identity.group)
        .map(|info| &info.group_kind.kind)
        .find(|kind| kind.to_lowercase().ends_with(&typed) || typed.ends_with(&kind.to_lowercase()))
        .cloned();
    let elsewhere = || {
        let found = catalogue.find(&identity.kind);
        let info = found.first()?;
        let GroupKind { group, kind } = &info.group_kind;
        Some(format!("{kind} of {group}/{}", info.versions.first()?))
    };
    let kind = identity.group_kind();
    match same_group.or_else(elsewhere) {
        Some(near) => {
            format!("no schema of {kind} is known, so it is not validated; did you mean {near}?")
        }
        None => format!(
            "no schema of {kind} is known, so it is not validated; add its CRD to the fabric"
        ),
    }
}

/// What goes by the kind alone.
fn kind_findings(
    catalogue: &Catalogue,
    place: &DocumentContext<'_>,
    identity: &Identity,
    findings: &mut Vec<Finding>,
) {
    if catalogue.is_system(&identity.group_kind()) {
        let path = FieldPath::of_keys(["kind"]);
        let message =
            format!("{} is written by the fabric itself and never goes to Git", identity.kind);
        let said = UnplacedFinding::new(Severity::Error, rule::SYSTEM_KIND, message);
        findings.push(place.finding(place.of(&path), Some(&path), said));
    }
    let fields = server_fields(place.document.value());
    if let Some(first) = fields.first() {
        let names: Vec<String> = fields.iter().map(ToString::to_string).collect();
        let message = format!("contains fields that the cluster writes: {}", names.join(", "));
        let said = UnplacedFinding::new(Severity::Info, rule::SERVER_FIELDS, message);
        findings.push(place.finding(place.of(first), None, said));
    }
}

/// One identity in two documents: found at each but the first.
fn duplicates(objects: &[DocumentContext<'_>]) -> Vec<(usize, Finding)> {
    let mut first: HashMap<&Identity, &DocumentContext<'_>> = HashMap::new();
    let mut found = Vec::new();
    for (index, place) in objects.iter().enumerate() {
        let Some(identity) = place.identity else { continue };
        let Some(other) = first.get(identity) else {
            first.insert(identity, place);
            continue;
        };
        let equal = place.document.value() == other.document.value();
        let content = if equal { "the same content" } else { "other content" };
        let (file, line) = (other.file, other.start().line);
        let message = format!("is already in {file} line {line}, with {content}");
        let said = UnplacedFinding::new(Severity::Error, rule::DUPLICATE_IDENTITY, message);
        found.push((index, place.finding(place.start(), None, said)));
    }
    found
}

/// The identity of a value that is a resource people write: a Kubernetes object, not a list, not
/// Kustomize's or encrypted, and not of a kind the fabric writes itself.
#[must_use]
pub fn resource_identity(catalogue: &Catalogue, value: &Value) -> Option<Identity> {
    let identity = Identity::of(value)?;
    let ours = foreign(value).is_none() && !catalogue.is_system(&identity.group_kind());
    ours.then_some(identity)
}

/// Whether a value is understood as one Kubernetes object, of whatever kind: not a list, not
/// Kustomize's, not encrypted.
#[must_use]
pub fn is_object(value: &Value) -> bool {
    Identity::of(value).is_some() && foreign(value).is_none()
}

/// The objects of a list of them, as `kubectl get -o yaml` prints several; nothing for what is not a list.
#[must_use]
pub fn list_objects(value: &Value) -> Option<&[Value]> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let is_list = text("kind").ends_with("List") && !text("apiVersion").is_empty();
    value.get("items").and_then(Value::as_list).filter(|_| is_list && !value.is_encrypted())
}

/// Where a person should look: for an unknown field at its key, for a missing one at the key of the map
/// that lacks it, else at the value. `rule` is a rule's id.
#[must_use]
pub fn position_of(document: &Document, path: &FieldPath, rule: &str) -> Position {
    let at_key = match Rule::ALL.iter().find(|one| one.as_str() == rule) {
        Some(Rule::UnknownField | Rule::Required | Rule::Deprecated | Rule::EmptyEntry) => true,
        Some(Rule::Name) => document.value().lookup(path).is_none(),
        _ => false,
    };
    let key = document.key_position(path).filter(|_| at_key);
    key.or_else(|| document.position(path)).unwrap_or(Position::START)
}

/// The objects of a document that is a list of them, each as a document of its own; nothing for any other
/// document. `file` is the text that it was read from.
#[must_use]
pub fn listed(file: &str, document: &FileDocument) -> Option<Vec<ListItem>> {
    let Content::Object(read) = &document.content else { return None };
    list_objects(read.value())?;
    Some(list_items(&document.slice.own_text(file), read))
}

/// What is to be said of a document that is not a single resource.
fn foreign(value: &Value) -> Option<UnplacedFinding> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let (api_version, kind) = (text("apiVersion"), text("kind"));
    if api_version.is_empty() && kind.is_empty() {
        let message = "is not a Kubernetes object (no apiVersion, no kind): Argo CD and Flux reject such a file";
        return Some(UnplacedFinding::new(Severity::Error, rule::NOT_AN_OBJECT, message));
    }
    if api_version.starts_with("kustomize.config.k8s.io/") {
        let message = "is a Kustomize file: left alone";
        return Some(UnplacedFinding::new(Severity::Info, rule::KUSTOMIZATION, message));
    }
    if value.is_encrypted() {
        let message = "is encrypted with SOPS: left alone";
        return Some(UnplacedFinding::new(Severity::Info, rule::ENCRYPTED, message));
    }
    if list_objects(value).is_some() {
        let message = "is a list inside another list: write its objects in one list, or one document for each";
        return Some(UnplacedFinding::new(Severity::Error, rule::LIST, message));
    }
    None
}
