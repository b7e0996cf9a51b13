//! A policy in a file.

use std::path::Path;

use hedgerow_model::Policy;
use hedgerow_plan::read_policy;

use crate::exit::Failure;
use crate::offline::files;

/// The policy in a file: TOML where its name ends so, else YAML or JSON.
pub(super) fn read(file: &Path) -> Result<Policy, Failure> {
    let shown = file.display();
    let text = files::read(file)?;
    if file.extension().is_some_and(|extension| extension == "toml") {
        return read_policy(&text).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Failure::usage(format!("{shown}: {}", problems.join("; ")))
        });
    }
    let value = hedgerow_yaml::read_value(&text)
        .map_err(|error| Failure::usage(format!("{shown}: {error}")))?;
    let json = serde_json::to_value(&value)
        .map_err(|error| Failure::usage(format!("{shown}: {error}")))?;
    let policy: Policy = serde_json::from_value(json)
        .map_err(|error| Failure::usage(format!("{shown}: {error}")))?;
    match policy.problems() {
        problems if problems.is_empty() => Ok(policy),
        problems => Err(Failure::usage(format!("{shown}: {}", problems.join("; ")))),
    }
}
