//! Reading CRDs: `apiextensions.k8s.io/v1`, and `v1beta1` as long as files of it are about.

use std::collections::HashMap;
use std::sync::Arc;

use hedgerow_model::{FieldPath, GroupKind, Value};
use hedgerow_yaml::{Content, FileDocument, Limits};
use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::catalogue::{Category, Entry, KindInfo, Origin, VersionSchema};
use crate::compile::Compiler;
use crate::facts::printer_columns;
use crate::hedgehog;

/// Something in a CRD file that is not used, or not used fully.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CrdProblem {
    /// The file's name, as it was given.
    pub file: String,
    /// The line of the document, from 1.
    pub line: u32,
    /// What is wrong and what was done about it.
    pub message: String,
}

impl std::fmt::Display for CrdProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} line {}: {}", self.file, self.line, self.message)
    }
}

/// Reads what is a CRD in the files, each a name and a text.
pub(crate) fn read_files(files: &[(String, String)]) -> (Vec<Entry>, Vec<CrdProblem>) {
    let mut entries: Vec<Entry> = Vec::new();
    let mut problems = Vec::new();
    let mut compiler = Compiler::default();
    let mut from: HashMap<GroupKind, &str> = HashMap::new();
    for (file, text) in files {
        let mut problem = |line, message| {
            problems.push(CrdProblem { file: file.clone(), line, message });
        };
        for (line, read) in documents(text) {
            match read {
                Err(message) => problem(line, format!("{message}; skipped")),
                Ok(value) => match read_crd(&value, &mut compiler) {
                    Err(message) => problem(line, format!("{message}; skipped")),
                    Ok(mut entry) => {
                        entry.unchecked = std::mem::take(&mut compiler.unchecked);
                        for message in compiler.problems.drain(..) {
                            problem(line, format!("{}: {message}", entry.info.group_kind));
                        }
                        let kind = entry.info.group_kind.clone();
                        if let Some(other) = from.insert(kind.clone(), file) {
                            problem(line, format!("{kind} is also in {other}; this one is used"));
                        }
                        entries.push(entry);
                    }
                },
            }
        }
    }
    (entries, problems)
}

/// The documents of a file, each with its line; empty ones are passed over.
fn documents(text: &str) -> Vec<(u32, Result<Value, String>)> {
    let read = |document: FileDocument| match document.content {
        Content::Empty => None,
        Content::Broken(error) => Some((error.line, Err(error.to_string()))),
        Content::Object(read) => {
            let line = read.position(&FieldPath::root()).map_or(1, |at| at.line);
            let value = read.into_value();
            (value != Value::Null).then_some((line, Ok(value)))
        }
    };
    hedgerow_yaml::read_all(text, &Limits::default()).into_iter().filter_map(read).collect()
}

/// What a CRD says; the error says why it cannot be used.
pub(crate) fn read_crd(crd: &Value, compiler: &mut Compiler) -> Result<Entry, String> {
    let text = |path: &[&str]| crd.at(path).and_then(Value::as_str).filter(|t| !t.is_empty());
    let api_version = text(&["apiVersion"]).unwrap_or_default();
    let kind = text(&["kind"]).unwrap_or_default();
    if kind != "CustomResourceDefinition" {
        let what = if kind.is_empty() { "a document without kind" } else { kind };
        return Err(format!("{what} is not a CustomResourceDefinition"));
    }
    let old = match api_version {
        "apiextensions.k8s.io/v1" => false,
        "apiextensions.k8s.io/v1beta1" => true,
        other => return Err(format!("the CRD's version `{other}` is not known")),
    };
    let field = |path: &[&str]| {
        text(path).map(str::to_owned).ok_or_else(|| format!("`{}` is missing", path.join(".")))
    };
    let group_kind = GroupKind::new(field(&["spec", "group"])?, field(&["spec", "names", "kind"])?);
    let plural = field(&["spec", "names", "plural"])?;
    let versions = versions(crd, old, compiler);
    if versions.is_empty() {
        return Err(format!("{group_kind} serves no version"));
    }
    let info = KindInfo {
        singular: text(&["spec", "names", "singular"])
            .map_or_else(|| group_kind.kind.to_lowercase(), str::to_owned),
        short_names: crd
            .at(&["spec", "names", "shortNames"])
            .and_then(Value::as_list)
            .map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            .unwrap_or_default(),
        namespaced: text(&["spec", "scope"]) != Some("Cluster"),
        versions: versions.iter().map(|version| version.name.clone()).collect(),
        origin: Origin::Crd,
        category: if hedgehog::is_system(&group_kind) { Category::System } else { Category::User },
        has_schema: true,
        about: about(&versions),
        plural,
        group_kind,
    };
    Ok(Entry { info, versions, unchecked: Vec::new() })
}

/// The served versions, the stored one first.
fn versions(crd: &Value, old: bool, compiler: &mut Compiler) -> Vec<VersionSchema> {
    let shared = crd.at(&["spec", "validation", "openAPIV3Schema"]).filter(|_| old);
    let status = |of: &Value| of.at(&["subresources", "status"]).is_some();
    let shared_status = old && crd.get("spec").is_some_and(status);
    // Version v1beta1 of CRDs keeps unknown fields unless it is told not to.
    let keeps =
        old && crd.at(&["spec", "preserveUnknownFields"]).and_then(Value::as_bool) != Some(false);
    let mut listed: Vec<&Value> = crd
        .at(&["spec", "versions"])
        .and_then(Value::as_list)
        .map(|versions| versions.iter().collect())
        .unwrap_or_default();
    listed.retain(|version| version.get("served").and_then(Value::as_bool) != Some(false));
    listed.sort_by_key(|version| version.get("storage").and_then(Value::as_bool) != Some(true));
    let mut found = Vec::new();
    let shared_columns = crd.at(&["spec", "additionalPrinterColumns"]);
    let mut add = |name: &str, schema: Option<&Value>, status_subresource, deprecated, columns| {
        let mut json = schema.map_or_else(unknown_schema, Json::from);
        if keeps && let Some(map) = json.as_object_mut() {
            map.insert("x-kubernetes-preserve-unknown-fields".to_owned(), json!(true));
        }
        let root = Arc::new(compiler.compile(&json));
        found.push(VersionSchema {
            name: name.to_owned(),
            json,
            root,
            status_subresource,
            deprecated,
            columns: printer_columns(columns),
        });
    };
    for version in &listed {
        let Some(name) = version.get("name").and_then(Value::as_str) else { continue };
        let schema = version.at(&["schema", "openAPIV3Schema"]).or(shared);
        let columns = version.get("additionalPrinterColumns").or(shared_columns);
        add(name, schema, shared_status || status(version), deprecation(version), columns);
    }
    if listed.is_empty()
        && let Some(name) = crd.at(&["spec", "version"]).and_then(Value::as_str)
    {
        add(name, shared, shared_status, None, shared_columns);
    }
    found
}

/// What to say of a version that will go.
pub(crate) fn deprecation(version: &Value) -> Option<String> {
    version.get("deprecated").and_then(Value::as_bool).filter(|deprecated| *deprecated)?;
    Some(match version.get("deprecationWarning").and_then(Value::as_str) {
        Some(warning) => format!("is deprecated: {warning}"),
        None => "is deprecated".to_owned(),
    })
}

/// For a version without a schema: everything passes.
fn unknown_schema() -> Json {
    json!({ "type": "object", "x-kubernetes-preserve-unknown-fields": true })
}

/// The first sentence or line of what the CRD says of its kind.
fn about(versions: &[VersionSchema]) -> String {
    let description = versions
        .first()
        .and_then(|version| version.json.get("description"))
        .and_then(Json::as_str)
        .unwrap_or_default();
    let line = description.lines().next().unwrap_or_default();
    match line.split_once(". ") {
        Some((sentence, _)) => format!("{sentence}."),
        None => line.to_owned(),
    }
}
