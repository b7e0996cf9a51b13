//! The three folders of a managed directory: initialising, and moving what stands beside them.

use std::collections::HashSet;

use hedgerow_model::{Finding, Severity, Source};

use crate::area::{base_name, is_yaml, prefix};
use crate::files::Files;
use crate::own::{OwnCommit, PlanError};

/// What is wrong with a file beside the three folders; nothing where it may stand.
pub fn loose(path: &str) -> Option<Finding> {
    let (rule, message) = if is_earlier_plugin(path) {
        (
            "earlier-plugin",
            "left by an earlier plugin; repairing the directory moves it to unmanaged/",
        )
    } else if is_yaml(path) {
        (
            "loose",
            "stands beside managed/, raw/ and unmanaged/ and is not read; repairing the directory \
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

/// The commit that initialises a managed directory, or moves what stands beside its three folders
/// into them.
///
/// # Errors
/// When the commit cannot be read.
pub fn repair<F: Files>(files: &F, source: &Source, fabric: &str) -> Result<OwnCommit, PlanError> {
    let directory = prefix(&source.directory);
    let entries = files.list(&source.directory)?;
    let mut plan = OwnCommit::default();
    let mut names: HashSet<String> = entries.iter().map(|entry| entry.path.clone()).collect();
    for folder in ["raw", "unmanaged"] {
        let below = format!("{directory}{folder}/");
        if !entries.iter().any(|entry| entry.path.starts_with(&below)) {
            plan.edits.push((format!("{below}.gitkeep"), Some(Vec::new())));
            plan.actions.push(format!("create {below}"));
        }
    }
    for entry in &entries {
        let Some(below) = entry.path.strip_prefix(&directory) else { continue };
        let inside =
            ["managed/", "raw/", "unmanaged/"].iter().any(|folder| below.starts_with(folder));
        let earlier = is_earlier_plugin(&entry.path);
        if !entry.kind.is_file() || (inside && (!earlier || below.starts_with("unmanaged/"))) {
            continue;
        }
        let folder = match loose(&entry.path) {
            Some(_) if earlier => "unmanaged",
            Some(_) => "raw",
            None => continue,
        };
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
    plan.edits.sort();
    plan.diff = plan.actions.iter().map(|action| format!("# {action}\n")).collect();
    plan.message =
        format!("Arrange the directory of {fabric}\n\n- {}\n", plan.actions.join("\n- "));
    Ok(plan)
}
