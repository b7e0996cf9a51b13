//! One file's text into documents, as far as they can be understood, and findings about the rest.

use hedgerow_model::{GroupKind, GroupVersion, Identity, Value};
use hedgerow_schema::{Catalogue, Known};
use hedgerow_store::{Finding, Validity};
use hedgerow_yaml::{Content, Document, Limits, ReadError};

/// What a file of managed/ holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParsedFile {
    /// Its live resources, in order.
    pub(crate) live: Vec<ParsedDocument>,
    /// The resources that stand in its comments.
    pub(crate) commented: Vec<ParsedDocument>,
    /// Whether some of it could not be read: what stood there before is kept.
    pub(crate) broken: bool,
    /// What is wrong.
    pub(crate) findings: Vec<Finding>,
}

/// One resource's document.
#[derive(Clone, Debug)]
pub(crate) struct ParsedDocument {
    pub(crate) identity: Identity,
    pub(crate) version: String,
    pub(crate) validity: Validity,
    pub(crate) line: u32,
    /// Its own text; uncommented when it stands in comments.
    pub(crate) text: String,
    pub(crate) references: Vec<Reference>,
}

/// A reference to another resource.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(crate) target: Identity,
    pub(crate) field: hedgerow_model::FieldPath,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// What a document turns out to be.
pub(crate) enum Sort {
    /// A resource of a kind people write.
    Resource(Identity, String),
    /// Something else, with the rule's id and what to do.
    Foreign(&'static str, &'static str, String),
}

/// Tells resources from everything else that may stand in a YAML file.
pub(crate) fn sort_of(value: &Value, catalogue: &Catalogue) -> Sort {
    let Some(map) = value.as_map() else {
        return Sort::Foreign(
            "warning",
            "foreign",
            format!("not a Kubernetes object but a {}; it is left alone", value.type_name()),
        );
    };
    if map.contains_key("sops") {
        return Sort::Foreign("info", "sops", "encrypted by SOPS; it is left alone".to_owned());
    }
    let api_version = map.get("apiVersion").and_then(Value::as_str).unwrap_or_default();
    let kind = map.get("kind").and_then(Value::as_str).unwrap_or_default();
    let version = GroupVersion::parse(api_version);
    if version.group == "kustomize.config.k8s.io" {
        let text = "Kustomize's own document; it is left alone";
        return Sort::Foreign("info", "kustomize", text.to_owned());
    }
    if kind.ends_with("List") && map.get("items").is_some_and(|items| items.as_list().is_some()) {
        let text = "a list of objects as kubectl prints it; split it into documents with `---`";
        return Sort::Foreign("warning", "list", text.to_owned());
    }
    let Some(identity) = Identity::of(value) else {
        let missing = [
            ("apiVersion", !api_version.is_empty()),
            ("kind", !kind.is_empty()),
            ("metadata.name", false),
        ]
        .iter()
        .find(|(_, present)| !present)
        .map_or("metadata.name", |(name, _)| *name);
        return Sort::Foreign(
            "warning",
            "foreign",
            format!("not a Kubernetes object: `{missing}` is missing; it is left alone"),
        );
    };
    if catalogue.is_system(&GroupKind::new(identity.group.clone(), identity.kind.clone())) {
        return Sort::Foreign(
            "warning",
            "system-kind",
            format!(
                "{} is written by the fabric itself and does not belong in Git; it is left alone",
                identity.kind
            ),
        );
    }
    Sort::Resource(identity, version.version)
}

/// Limits on one file.
pub(crate) fn limits() -> Limits {
    Limits::default()
}

/// Reads a file of managed/.
pub(crate) fn parse_file(path: &str, bytes: Vec<u8>, catalogue: &Catalogue) -> ParsedFile {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
            return ParsedFile {
                broken: true,
                findings: vec![Finding {
                    line: i64::try_from(line).unwrap_or(0),
                    ..note(path, "error", "unreadable", "not UTF-8 text; save it as UTF-8".into())
                }],
                ..ParsedFile::default()
            };
        }
    };
    let mut file = ParsedFile::default();
    for document in hedgerow_yaml::read_all(&text, &limits()) {
        match document.content {
            Content::Empty => {}
            Content::Broken(error) => {
                file.findings.push(broken(path, &text, &error));
                file.broken = true;
            }
            Content::Object(read) => {
                let line = document.slice.line;
                let own = document.slice.own_text(&text).into_owned();
                take(path, line, own, &read, catalogue, &mut file);
            }
        }
    }
    let known = |value: &Value| {
        matches!(sort_of(value, catalogue), Sort::Resource(identity, _)
        if catalogue.kind(&identity.group_kind()).is_some())
    };
    for commented in hedgerow_yaml::commented_out(&text, &known) {
        if let Sort::Resource(identity, version) = sort_of(&commented.value, catalogue) {
            file.commented.push(ParsedDocument {
                identity,
                version,
                validity: Validity::Unvalidated,
                line: commented.line,
                text: commented.text,
                references: Vec::new(),
            });
        }
    }
    file
}

fn take(
    path: &str,
    line: u32,
    own: String,
    read: &Document,
    catalogue: &Catalogue,
    file: &mut ParsedFile,
) {
    let value = read.value();
    for warning in read.warnings() {
        file.findings.push(Finding {
            line: i64::from(warning.at.line),
            column: i64::from(warning.at.column),
            ..note(path, "warning", "number", warning.message)
        });
    }
    let (identity, version) = match sort_of(value, catalogue) {
        Sort::Resource(identity, version) => (identity, version),
        Sort::Foreign(severity, rule, message) => {
            let finding = note(path, severity, rule, message);
            file.findings.push(Finding { line: i64::from(line), ..finding });
            return;
        }
    };
    let validation = catalogue.validate(value);
    let validity = match &validation.known {
        _ if !validation.violations.is_empty() => Validity::Invalid,
        Known::Validated { .. } => Validity::Valid,
        Known::UnknownVersion { have } => {
            file.findings.push(Finding {
                line: i64::from(line),
                subject: Some(identity.clone()),
                ..note(
                    path,
                    "warning",
                    "version",
                    format!(
                        "{identity} is written in version {version}, whose schema is not known \
                         (known: {}); it is not validated",
                        have.join(", ")
                    ),
                )
            });
            Validity::Unvalidated
        }
        Known::UnknownKind => Validity::Unvalidated,
    };
    for violation in &validation.violations {
        let at = read.position(&violation.path);
        file.findings.push(Finding {
            line: at.map_or(i64::from(line), |at| i64::from(at.line)),
            column: at.map_or(0, |at| i64::from(at.column)),
            subject: Some(identity.clone()),
            field: Some(violation.path.clone()),
            ..note(
                path,
                "error",
                violation.rule.as_str(),
                format!("`{}` {}", violation.path, violation.message),
            )
        });
    }
    // A default that nobody wrote is nobody's mistake, and what the fabric itself makes is in no
    // source by its nature.
    let references = hedgerow_schema::references(value)
        .into_iter()
        .filter(|reference| {
            !reference.implied && !catalogue.is_system(&reference.target.group_kind())
        })
        .map(|reference| {
            let at = read.position(&reference.path);
            Reference {
                target: reference.target,
                line: at.map_or(line, |at| at.line),
                column: at.map_or(0, |at| at.column),
                field: reference.path,
            }
        })
        .collect();
    file.live.push(ParsedDocument { identity, version, validity, line, text: own, references });
}

/// A finding about a whole file.
pub(crate) fn note(path: &str, severity: &str, rule: &str, message: String) -> Finding {
    Finding {
        path: path.to_owned(),
        line: 0,
        column: 0,
        severity: severity.to_owned(),
        rule: rule.to_owned(),
        message,
        subject: None,
        field: None,
        target: None,
    }
}

/// A finding about a document that does not parse.
pub(crate) fn broken(path: &str, text: &str, error: &ReadError) -> Finding {
    let (severity, rule, message) = if text.contains("{{") {
        ("info", "template", format!("looks like a template and is left alone ({error})"))
    } else {
        ("error", "unreadable", format!("does not parse: {error}"))
    };
    Finding {
        line: i64::from(error.line),
        column: i64::from(error.column),
        ..note(path, severity, rule, message)
    }
}
