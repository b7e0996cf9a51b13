//! A directory's documents held against schemas and against each other.

use std::collections::HashMap;

use hedgerow_model::{FieldPath, GroupKind, Identity, Segment, Value};
use hedgerow_yaml::{Content, Document, FileDocument, Position};

use crate::catalogue::{Catalogue, Known};
use crate::finding::{Finding, Severity};
use crate::references::{Reference, references};
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
/// stand twice and references that lead nowhere. The findings are in the order of the files and lines.
///
/// A document that cannot be read, or is no Kubernetes object, does not keep the others from being
/// checked. A reference to what is in no file is a warning: it may be in another source or only in the
/// cluster. References to kinds that the fabric writes itself are not looked for.
#[must_use]
pub fn check_documents(catalogue: &Catalogue, files: &[CheckFile<'_>]) -> Vec<Finding> {
    let mut check = Check { catalogue, files, objects: Vec::new(), findings: Vec::new() };
    for (file, of) in files.iter().enumerate() {
        for (document, content) in of.documents.iter().enumerate() {
            check.document((file, document), &content.content);
        }
    }
    check.duplicates();
    check.references();
    let mut findings = check.findings;
    findings.sort_by(|(a_file, a), (b_file, b)| {
        let key = |f: &Finding| (f.line, f.column, f.severity);
        (a_file, key(a)).cmp(&(b_file, key(b)))
    });
    findings.into_iter().map(|(_, finding)| finding).collect()
}

/// Where a document stands: the file's and its own position.
type At = (usize, usize);

/// A document that is a Kubernetes object.
struct Object<'a> {
    at: At,
    identity: Identity,
    document: &'a Document,
}

struct Check<'a> {
    catalogue: &'a Catalogue,
    files: &'a [CheckFile<'a>],
    objects: Vec<Object<'a>>,
    findings: Vec<(usize, Finding)>,
}

/// What a finding says, before it is placed.
struct Said {
    severity: Severity,
    rule: String,
    message: String,
}

impl Said {
    fn new(severity: Severity, rule: &str, message: impl Into<String>) -> Self {
        Self { severity, rule: rule.to_owned(), message: message.into() }
    }
}

impl<'a> Check<'a> {
    fn add(
        &mut self,
        at: At,
        place: Position,
        of: (Option<&Identity>, Option<&FieldPath>),
        s: Said,
    ) {
        let file = self.files.get(at.0).map_or("", |file| file.name).to_owned();
        let finding = Finding {
            severity: s.severity,
            file,
            line: place.line,
            column: place.column,
            document: at.1,
            identity: of.0.cloned(),
            path: of.1.filter(|path| !path.segments().is_empty()).cloned(),
            rule: s.rule,
            message: s.message,
        };
        self.findings.push((at.0, finding));
    }

    fn document(&mut self, at: At, content: &'a Content) {
        let document = match content {
            Content::Empty => return,
            Content::Broken(error) => {
                let mut message = error.message.clone();
                if let Some(hint) = &error.hint {
                    message = format!("{message} ({hint})");
                }
                let said = Said::new(Severity::Error, "yaml", message);
                return self.add(at, error.position(), (None, None), said);
            }
            Content::Object(document) => document,
        };
        let value = document.value();
        let identity = Identity::of(value);
        for warning in document.warnings() {
            let said = Said::new(Severity::Warning, "yaml-value", warning.message);
            self.add(at, warning.at, (identity.as_ref(), None), said);
        }
        let start = place(document, &FieldPath::root());
        if *value == Value::Null {
            return;
        }
        if let Some(said) = foreign(value) {
            return self.add(at, start, (identity.as_ref(), None), said);
        }
        self.validate(at, document, identity.as_ref());
        if let Some(identity) = identity {
            self.of_kind(at, document, &identity);
            self.objects.push(Object { at, identity, document });
        }
    }

    fn validate(&mut self, at: At, document: &'a Document, identity: Option<&Identity>) {
        let validation = self.catalogue.validate(document.value());
        let system = identity.is_some_and(|id| self.catalogue.is_system(&id.group_kind()));
        let start = place(document, &FieldPath::root());
        match &validation.known {
            Known::UnknownKind if identity.is_some() && !system => {
                let message = self.unknown_kind(document.value());
                let said = Said::new(Severity::Warning, "unknown-kind", message);
                self.add(at, start, (identity, None), said);
            }
            Known::UnknownVersion { have } => {
                let path = FieldPath::of_keys(["apiVersion"]);
                let message = format!(
                    "names a version that is not known, not validated: known is {}",
                    have.join(", ")
                );
                let said = Said::new(Severity::Warning, "unknown-version", message);
                self.add(at, place(document, &path), (identity, Some(&path)), said);
            }
            Known::Validated { .. } | Known::UnknownKind => {}
        }
        let of_severity =
            |list: Vec<Violation>, severity| list.into_iter().map(move |v| (severity, v));
        let all = of_severity(validation.violations, Severity::Error)
            .chain(of_severity(validation.warnings, Severity::Warning));
        for (severity, violation) in all {
            let said = Said::new(severity, violation.rule.as_str(), violation.message);
            let position = key_place(document, &violation.path, violation.rule);
            self.add(at, position, (identity, Some(&violation.path)), said);
        }
    }

    fn unknown_kind(&self, object: &Value) -> String {
        let Some(identity) = Identity::of(object) else { return String::new() };
        let near = self
            .catalogue
            .kinds()
            .filter(|info| info.group_kind.group == identity.group)
            .map(|info| info.group_kind.kind.as_str())
            .find(|kind| kind.ends_with(&identity.kind) || identity.kind.ends_with(kind));
        let kind = identity.group_kind();
        match near {
            Some(near) => format!("no schema of {kind} is known, not validated: is {near} meant?"),
            None => format!("no schema of {kind} is known, not validated: give its CRD"),
        }
    }

    /// What goes by the kind alone.
    fn of_kind(&mut self, at: At, document: &'a Document, identity: &Identity) {
        if self.catalogue.is_system(&identity.group_kind()) {
            let path = FieldPath::of_keys(["kind"]);
            let said = Said::new(
                Severity::Error,
                "system-kind",
                format!("{} is written by the fabric itself and never goes to Git", identity.kind),
            );
            self.add(at, place(document, &path), (Some(identity), Some(&path)), said);
        }
        let fields = server_fields(document.value());
        if let Some(first) = fields.first() {
            let names: Vec<String> = fields.iter().map(ToString::to_string).collect();
            let said = Said::new(
                Severity::Info,
                "server-fields",
                format!("carries what the cluster writes: {}", names.join(", ")),
            );
            self.add(at, place(document, first), (Some(identity), None), said);
        }
    }

    /// One identity in two documents.
    fn duplicates(&mut self) {
        let mut first: HashMap<&Identity, usize> = HashMap::new();
        let mut twice = Vec::new();
        for (index, object) in self.objects.iter().enumerate() {
            match first.get(&object.identity) {
                None => {
                    first.insert(&object.identity, index);
                }
                Some(other) => twice.push((index, *other)),
            }
        }
        for (index, other) in twice {
            let (Some(object), Some(first)) = (self.objects.get(index), self.objects.get(other))
            else {
                continue;
            };
            let name = self.files.get(first.at.0).map_or("", |file| file.name);
            let line = place(first.document, &FieldPath::root()).line;
            let equal = if object.document.value() == first.document.value() {
                "the same content"
            } else {
                "other content"
            };
            let said = Said::new(
                Severity::Error,
                "duplicate-identity",
                format!("stands in {name} line {line} already, with {equal}"),
            );
            let (at, identity) = (object.at, object.identity.clone());
            let position = place(object.document, &FieldPath::root());
            self.add(at, position, (Some(&identity), None), said);
        }
    }

    /// References to what is in no document, and to subnets that their VPC does not have.
    fn references(&mut self) {
        let mut by_identity: HashMap<&Identity, &Document> = HashMap::new();
        for object in &self.objects {
            by_identity.entry(&object.identity).or_insert(object.document);
        }
        let mut found = Vec::new();
        for (index, object) in self.objects.iter().enumerate() {
            for reference in references(object.document.value()) {
                let target = by_identity.get(&reference.target);
                if let Some(said) = self.judge(&reference, target.map(|document| document.value()))
                {
                    found.push((index, reference.path, said));
                }
            }
        }
        for (index, path, said) in found {
            let Some(object) = self.objects.get(index) else { continue };
            let (at, identity) = (object.at, object.identity.clone());
            let position = reference_place(object.document, &path);
            self.add(at, position, (Some(&identity), Some(&path)), said);
        }
    }

    fn judge(&self, reference: &Reference, target: Option<&Value>) -> Option<Said> {
        let Reference { target: identity, part, implied, .. } = reference;
        let Some(value) = target else {
            if self.catalogue.is_system(&identity.group_kind()) {
                return None;
            }
            let severity = if *implied { Severity::Info } else { Severity::Warning };
            let how = if *implied { "by default refers" } else { "refers" };
            let message = format!("{how} to {identity}, which is in no source: unknown");
            return Some(Said::new(severity, "reference", message));
        };
        let subnet = part.as_deref().filter(|_| identity.group_kind() == vpc_kind())?;
        let subnets = value.at(&["spec", "subnets"]).and_then(Value::as_map);
        if subnets.is_some_and(|subnets| subnets.contains_key(subnet)) {
            return None;
        }
        let names: Vec<&str> =
            subnets.into_iter().flat_map(|map| map.keys().map(String::as_str)).collect();
        let has = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        let message = format!("names subnet `{subnet}` of {identity}, which has {has}");
        Some(Said::new(Severity::Error, "subnet", message))
    }
}

fn vpc_kind() -> GroupKind {
    GroupKind::new(crate::hedgehog::VPC_GROUP, "VPC")
}

/// What is to be said of a document that is no single resource.
fn foreign(value: &Value) -> Option<Said> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let (api_version, kind) = (text("apiVersion"), text("kind"));
    if api_version.is_empty() && kind.is_empty() {
        let message = "is no Kubernetes object (no apiVersion, no kind): Argo CD and Flux stop at such \
                       a file";
        return Some(Said::new(Severity::Error, "not-an-object", message));
    }
    if api_version.starts_with("kustomize.config.k8s.io/") {
        let message = "is a Kustomize file: left alone";
        return Some(Said::new(Severity::Info, "kustomization", message));
    }
    if kind.ends_with("List") && value.get("items").is_some() {
        let message = "is a list of objects: write one document for each";
        return Some(Said::new(Severity::Error, "list", message));
    }
    None
}

/// Where a value stands; the nearest that is there.
fn place(document: &Document, path: &FieldPath) -> Position {
    document.position(path).unwrap_or(Position::START)
}

/// Where a person should look: for an unknown field at its key, for a missing one at the key of the map
/// that lacks it, else at the value.
fn key_place(document: &Document, path: &FieldPath, rule: Rule) -> Position {
    let at_key = match rule {
        Rule::UnknownField | Rule::Required | Rule::Deprecated | Rule::EmptyEntry => true,
        Rule::Name => document.value().lookup(path).is_none(),
        _ => false,
    };
    let key = document.key_position(path).filter(|_| at_key);
    key.unwrap_or_else(|| place(document, path))
}

/// A reference stands in a value, or in a map's key.
fn reference_place(document: &Document, path: &FieldPath) -> Position {
    let in_key = matches!(path.segments().last(), Some(Segment::Key(_)))
        && document.value().lookup(path).is_some_and(|value| !value.is_scalar());
    let key = document.key_position(path).filter(|_| in_key);
    key.unwrap_or_else(|| place(document, path))
}
