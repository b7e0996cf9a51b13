//! The definitions of kinds that a directory holds.

use std::path::Path;

use hedgerow_schema::Catalogue;

use super::files;
use crate::exit::Failure;
use crate::output;

/// The YAML files of a directory, as names and texts.
pub(crate) fn files(directory: &Path) -> Result<Vec<(String, String)>, Failure> {
    let paths = files::yaml_below(directory)?;
    if paths.is_empty() {
        return Err(Failure::usage(format!(
            "{} has no YAML files with definitions",
            directory.display()
        )));
    }
    paths
        .iter()
        .map(|path| {
            let name = path.strip_prefix(directory).unwrap_or(path);
            Ok((name.display().to_string(), files::read(path)?))
        })
        .collect()
}

/// The built-in catalogue, overlaid with the definitions of a directory where one is given. What
/// cannot be used is told on standard error.
pub(crate) fn catalogue(directory: Option<&Path>) -> Result<Catalogue, Failure> {
    let Some(directory) = directory else { return Ok(Catalogue::builtin()) };
    let (catalogue, problems) = Catalogue::with_crds(&files(directory)?);
    for problem in problems {
        output::note(&format!("warning: {problem}"));
    }
    Ok(catalogue)
}
