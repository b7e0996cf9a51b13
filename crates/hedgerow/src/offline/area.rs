//! Which files of a directory a fabric would read, by the rules by which it reads them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hedgerow_model::{EntryKind, Layout, Severity, rule};
use hedgerow_plan::{
    Area, Aside, Classifier, FILE_LIMIT, is_chart, is_kustomization, lookalike_message, lookalikes,
    loose,
};
use hedgerow_schema::Finding;

use super::files;
use crate::exit::Failure;

/// The files of a directory, sorted by what a fabric would make of them.
#[derive(Default)]
pub(crate) struct Sorted {
    /// Those whose documents are resources, or would be moved there from raw/.
    pub(crate) files: Vec<PathBuf>,
    /// What is to be said of the others.
    pub(crate) findings: Vec<Finding>,
}

/// Sorts the files below a directory; a file that is given itself is taken as it is.
pub(crate) fn sorted(root: &Path, exclude: &[String]) -> Result<Sorted, Failure> {
    let mut sorted = Sorted::default();
    let entries = files::below(root)?;
    if let [(only, _)] = entries.as_slice()
        && only == root
    {
        sorted.files.push(only.clone());
        return Ok(sorted);
    }
    let layout = match root.join("managed").is_dir() {
        true => Layout::Managed,
        false => Layout::InPlace,
    };
    let classifier = Classifier::of_directory(layout, exclude)
        .map_err(|error| Failure::usage(error.to_string()))?;
    let mut aside = Aside::none();
    let mut names: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    for (path, kind) in &entries {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { continue };
        names.entry(folder.to_owned()).or_default().push(name.to_string_lossy().into_owned());
        let below = below(root, path);
        if !kind.is_file() {
            continue;
        }
        if is_chart(&below) {
            aside.add(&below, "");
        } else if is_kustomization(&below) {
            if is_too_large(path) {
                sorted.tell_too_large(path);
            } else if !files::read(path).is_ok_and(|text| aside.add(&below, &text)) {
                // Reading it as a file says why.
                sorted.files.push(path.clone());
            }
        }
    }
    for (path, kind) in entries {
        let below = below(root, &path);
        let area = match aside.reason(&below) {
            Some((rule, reason)) => Area::LeftAlone(rule, reason),
            None => classifier.area(&below, kind),
        };
        match area {
            Area::Managed | Area::Raw if is_too_large(&path) => sorted.tell_too_large(&path),
            Area::Managed | Area::Raw => sorted.files.push(path),
            Area::LeftAlone(rule, reason) => sorted.tell(&path, Severity::Info, rule, reason),
            Area::Loose => {
                if let Some(finding) = loose(&below) {
                    sorted.tell(&path, finding.severity, &finding.rule, finding.message);
                }
            }
            Area::Unmanaged => {}
        }
    }
    for (folder, names) in names {
        for (name, other) in lookalikes(names.iter().map(String::as_str)) {
            let said = lookalike_message(other);
            sorted.tell(&folder.join(name), Severity::Warning, rule::LOOKALIKE_NAME, said);
        }
    }
    sorted.files.sort();
    sorted.files.dedup();
    Ok(sorted)
}

impl Sorted {
    fn tell_too_large(&mut self, path: &Path) {
        let message = format!("above the limit of {FILE_LIMIT} bytes for one file; split it");
        self.tell(path, Severity::Error, rule::TOO_LARGE, message);
    }

    fn tell(&mut self, path: &Path, severity: Severity, rule: &str, message: String) {
        self.findings.push(Finding {
            severity,
            file: path.display().to_string(),
            line: 1,
            column: 1,
            document: 0,
            identity: None,
            path: None,
            rule: rule.to_owned(),
            message,
            other: None,
        });
    }
}

/// The path below the directory, with `/`.
fn below(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn is_too_large(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.len() > FILE_LIMIT)
}

/// What Git would call a file of this type.
pub(crate) fn kind_of(file: fs::FileType) -> EntryKind {
    if file.is_symlink() { EntryKind::Symlink } else { EntryKind::File }
}
