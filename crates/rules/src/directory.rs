//! A directory of manifests held against schemas and rules.

use std::collections::HashMap;
use std::sync::Arc;

use hedgerow_model::{FieldPath, Identity, Severity, rule};
use hedgerow_schema::{
    Catalogue, CheckFile, Finding, FindingOther, check_documents, is_object, position_of,
};
use hedgerow_yaml::{Content, Document, Position};

use crate::declared::Declarations;
use crate::inventory::{Inventory, Tally};
use crate::not_checked::not_checked;
use crate::object::Object;
use crate::report::Violation;
use crate::settings::Settings;

/// Where a resource is.
struct Place<'a> {
    file: &'a str,
    index: usize,
    document: &'a Document,
}

impl Place<'_> {
    fn of(&self, field: &FieldPath, rule: &str) -> Position {
        position_of(self.document, field, rule)
    }
}

/// What a directory is judged by, beside the cluster's rules.
#[derive(Debug, Default)]
pub struct Judging {
    /// How the fabric is installed, where that is given.
    pub settings: Option<Settings>,
    /// The rules that the fabric declares itself.
    pub declared: Declarations,
}

/// What is wrong in a directory, and what that was concluded from.
#[derive(Debug)]
pub struct CheckedDirectory {
    /// What is wrong; behind it what could not be checked.
    pub findings: Vec<Finding>,
    /// How often the rules between resources were judged, `beside` included.
    pub tally: Tally,
}

/// Checks documents against schemas and rules. Findings are in the order of files and lines; behind them
/// what could not be checked, once for each reason.
///
/// Of two documents of one identity the first counts. `beside` are resources that the rules read and that
/// are not in the directory, such as switch profiles.
#[must_use]
pub fn check_directory(
    catalogue: &Catalogue,
    by: Judging,
    files: &[CheckFile<'_>],
    beside: Vec<Object>,
) -> CheckedDirectory {
    let mut findings = check_documents(catalogue, files);
    let mut places: HashMap<Arc<Identity>, Place<'_>> = HashMap::new();
    let mut objects = Vec::new();
    for file in files {
        for (index, document) in file.documents.iter().enumerate() {
            let Content::Object(document) = &document.content else { continue };
            if !is_object(document.value()) {
                continue;
            }
            let Some(object) = Object::new(catalogue, document.value()) else { continue };
            if !places.contains_key(&object.identity) {
                let place = Place { file: file.name, index, document };
                places.insert(Arc::clone(&object.identity), place);
                objects.push(object);
            }
        }
    }
    let objects = objects.into_iter().chain(beside);
    let inventory = Inventory::ruled(by.settings, Vec::new(), by.declared, objects);
    let broken = inventory.violations().filter_map(|violation| placed(violation, &places));
    findings.extend(broken);
    let order: HashMap<&str, usize> =
        files.iter().enumerate().map(|(at, file)| (file.name, at)).collect();
    findings.sort_by_key(|finding| {
        let file = order.get(finding.file.as_str()).copied();
        (file, finding.line, finding.column, finding.severity)
    });
    let file = files.first().map_or("", |file| file.name);
    let unchecked = inventory.unchecked().filter(|(identity, _)| places.contains_key(*identity));
    findings.extend(not_checked(unchecked).into_iter().map(|message| Finding {
        severity: Severity::Info,
        file: file.to_owned(),
        line: 1,
        column: 1,
        document: 0,
        identity: None,
        path: None,
        rule: rule::NOT_CHECKED.to_owned(),
        message,
        other: None,
    }));
    CheckedDirectory { findings, tally: inventory.tally() }
}

fn placed(violation: &Violation, places: &HashMap<Arc<Identity>, Place<'_>>) -> Option<Finding> {
    let place = places.get(&violation.subject)?;
    let at = place.of(&violation.field, &violation.rule);
    let other = violation.other.as_ref().map(|other| {
        let place = places.get(&other.identity);
        let at = place.map(|place| place.of(&other.field, &violation.rule));
        FindingOther {
            identity: (*other.identity).clone(),
            path: Some(other.field.clone()).filter(|field| !field.segments().is_empty()),
            file: place.map(|place| place.file.to_owned()),
            line: at.map(|at| at.line),
        }
    });
    Some(Finding {
        severity: violation.severity,
        file: place.file.to_owned(),
        line: at.line,
        column: at.column,
        document: place.index,
        identity: Some((*violation.subject).clone()),
        path: Some(violation.field.clone()).filter(|field| !field.segments().is_empty()),
        rule: violation.rule.to_string(),
        message: violation.message.clone(),
        other,
    })
}
