//! The three folders of a managed directory: initialising, and moving what stands beside them.

use std::collections::HashSet;

use hedgerow_model::{Finding, Layout, Severity, Source, rule};

use crate::area::{Area, Classifier, FILE_LIMIT, base_name, is_yaml, prefix};
use crate::files::{Entry, Files};
use crate::lists::split_lists;
use crate::own::{OwnCommit, PlanError};

/// What is wrong with a file beside the three folders; nothing where it may stand.
pub fn loose(path: &str) -> Option<Finding> {
    let (rule, message) = if is_earlier_plugin(path) {
        (
            rule::EARLIER_PLUGIN,
            "left by an earlier plugin; repairing the directory moves it to unmanaged/",
        )
    } else if is_yaml(path) {
        (
            rule::LOOSE,
            "is next to managed/, raw/ and unmanaged/ and is not read; repairing the directory \
             moves it to raw/",
        )
    } else {
        return None;
    };
    Some(Finding::of_file(path, Severity::Warning, rule, message))
}

/// Whether a file was left by the earlier plugin: its bookkeeping folder or an archived file.
fn is_earlier_plugin(path: &str) -> bool {
    path.split('/').any(|part| part == ".hnp") || base_name(path).ends_with(".archived")
}

/// The commit that initialises a managed directory, moves what stands beside its three folders into them,
/// and makes documents of the objects of lists (`kind: List`); in place only that.
///
/// # Errors
/// When the commit cannot be read.
pub fn repair<F: Files>(files: &F, source: &Source, fabric: &str) -> Result<OwnCommit, PlanError> {
    let directory = prefix(&source.directory);
    let entries = files.list(&source.directory)?;
    let mut plan = OwnCommit::default();
    split_all(files, source, &entries, &mut plan)?;
    if source.layout == Layout::InPlace {
        return Ok(finished(plan, fabric));
    }
    let mut names: HashSet<String> = entries.iter().map(|entry| entry.path.clone()).collect();
    let goes = |entry: &&Entry<F::Id>| new_folder(entry, &directory).is_some();
    for folder in ["raw", "unmanaged"] {
        let below = format!("{directory}{folder}/");
        let mut stays = entries.iter().filter(|entry| !goes(entry));
        if !stays.any(|entry| entry.path.starts_with(&below)) {
            plan.edits.push((format!("{below}.gitkeep"), Some(Vec::new())));
            plan.actions.push(format!("create {below}"));
        }
    }
    for entry in &entries {
        files.wanted()?;
        let Some((folder, below)) = new_folder(entry, &directory) else { continue };
        let mut target = format!("{directory}{folder}/{below}");
        let mut n = 2;
        while names.contains(&target) {
            target = format!("{directory}{folder}/{n}/{below}");
            n += 1;
        }
        names.insert(target.clone());
        plan.actions.push(format!("move {} to {target}", entry.path));
        plan.edits.push((target, Some(files.read(&entry.id)?)));
        plan.edits.push((entry.path.clone(), None));
    }
    Ok(finished(plan, fabric))
}

/// Makes documents of the objects of lists that stand in managed files.
fn split_all<F: Files>(
    files: &F,
    source: &Source,
    entries: &[Entry<F::Id>],
    plan: &mut OwnCommit,
) -> Result<(), PlanError> {
    let classifier = Classifier::new(source)?;
    for entry in entries {
        files.wanted()?;
        let is_managed = classifier.area(&entry.path, entry.kind) == Area::Managed;
        if !is_managed || files.size(&entry.id)? > FILE_LIMIT {
            continue;
        }
        let Ok(text) = String::from_utf8(files.read(&entry.id)?) else { continue };
        let Some(split) = split_lists(&text) else { continue };
        let count = hedgerow_yaml::split(&split).len();
        plan.actions.push(format!("make {count} documents of the lists in {}", entry.path));
        plan.edits.push((entry.path.clone(), Some(split.into_bytes())));
    }
    Ok(())
}

/// With its message and its sentences for a preview.
fn finished(mut plan: OwnCommit, fabric: &str) -> OwnCommit {
    plan.edits.sort();
    plan.diff = plan.actions.iter().map(|action| format!("# {action}\n")).collect();
    plan.message =
        format!("Arrange the directory of {fabric}\n\n- {}\n", plan.actions.join("\n- "));
    plan
}

/// The folder that a file must move to, and its path below the directory; nothing where it may stay.
fn new_folder<'e, Id>(entry: &'e Entry<Id>, directory: &str) -> Option<(&'static str, &'e str)> {
    let below = entry.path.strip_prefix(directory)?;
    let earlier = is_earlier_plugin(&entry.path);
    let inside = ["managed/", "raw/", "unmanaged/"].iter().any(|folder| below.starts_with(folder));
    if !entry.kind.is_file() || (inside && (!earlier || below.starts_with("unmanaged/"))) {
        return None;
    }
    loose(&entry.path).map(|_| (if earlier { "unmanaged" } else { "raw" }, below))
}
