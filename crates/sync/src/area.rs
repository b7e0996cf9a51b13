//! Which part of a fabric's directory a path belongs to (DESIGN section 3), from its name alone.

use globset::{Glob, GlobSet, GlobSetBuilder};
use hedgerow_git::EntryKind;
use hedgerow_model::Layout;
use hedgerow_store::Source;

use crate::error::EngineError;

/// Files above this many bytes are reported, never read.
pub(crate) const FILE_LIMIT: u64 = 4 << 20;

/// Where a path of a directory belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    /// Its documents are resources.
    Managed,
    /// The drop box.
    Raw,
    /// Never parsed, never written, never applied; or not YAML.
    Unmanaged,
    /// Beside the three folders.
    Loose,
    /// Recognised and left alone, with the rule's id and the reason.
    LeftAlone(&'static str, String),
}

/// The rules of one source.
#[derive(Debug)]
pub(crate) struct Classifier {
    layout: Layout,
    /// The directory with a trailing slash; empty for the root.
    prefix: String,
    exclude: GlobSet,
}

/// Whether a file name is one that kubectl would read as YAML.
pub(crate) fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

/// The last part of a path.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder of a path, without a trailing slash; empty at the root.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether this is Kustomize's own file.
pub(crate) fn is_kustomization(path: &str) -> bool {
    matches!(base_name(path), "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}

/// Whether this file makes its folder a Helm chart.
pub(crate) fn is_chart(path: &str) -> bool {
    base_name(path) == "Chart.yaml"
}

/// Compiles globs that a person gave.
pub(crate) fn globs(patterns: &[String]) -> Result<GlobSet, EngineError> {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = Glob::new(pattern)
            .map_err(|error| EngineError::Invalid(format!("exclude glob `{pattern}`: {error}")))?;
        builder.add(glob);
    }
    builder.build().map_err(|error| EngineError::Invalid(format!("exclude globs: {error}")))
}

impl Classifier {
    pub(crate) fn new(source: &Source) -> Result<Self, EngineError> {
        Ok(Self {
            layout: source.layout,
            prefix: prefix(&source.directory),
            exclude: globs(&source.exclude)?,
        })
    }

    /// The path below the directory; `None` when it is outside.
    pub(crate) fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.prefix.as_str())
    }

    /// Where a path of the repository belongs.
    pub(crate) fn area(&self, path: &str, kind: EntryKind) -> Area {
        let Some(below) = self.below(path) else { return Area::Unmanaged };
        let area = match self.layout {
            Layout::Managed => match below.split_once('/').map(|(first, _)| first) {
                Some("managed") => Area::Managed,
                Some("raw") => Area::Raw,
                Some("unmanaged") => return Area::Unmanaged,
                _ => Area::Loose,
            },
            Layout::InPlace if self.exclude.is_match(below) => return Area::Unmanaged,
            Layout::InPlace => Area::Managed,
        };
        match kind {
            EntryKind::Symlink => {
                return Area::LeftAlone("symlink", "a symbolic link is not followed".to_owned());
            }
            EntryKind::Submodule => {
                return Area::LeftAlone("submodule", "a submodule is not followed".to_owned());
            }
            EntryKind::OddName => {
                return Area::LeftAlone("odd-name", "its path is not UTF-8; rename it".to_owned());
            }
            EntryKind::TooDeep => {
                return Area::LeftAlone("too-deep", "folders this deep are not read".to_owned());
            }
            EntryKind::File | EntryKind::Executable => {}
        }
        if !is_yaml(path) {
            return if area == Area::Loose { Area::Loose } else { Area::Unmanaged };
        }
        if is_kustomization(path) && area == Area::Managed {
            let reason = "Kustomize's own file: only its list of resources is kept up to date";
            return Area::LeftAlone("kustomize", reason.to_owned());
        }
        area
    }
}

/// A directory with a trailing slash; empty for the root.
pub(crate) fn prefix(directory: &str) -> String {
    if directory.is_empty() { String::new() } else { format!("{directory}/") }
}

/// A directory as people write it, in its one spelling.
///
/// # Errors
/// When it leaves the repository or holds a part that Git cannot.
pub(crate) fn normal_directory(given: &str) -> Result<String, EngineError> {
    let mut parts = Vec::new();
    for part in given.split('/') {
        match part {
            "" | "." => {}
            _ if part == ".." || part.eq_ignore_ascii_case(".git") || part.starts_with("git~") => {
                return Err(EngineError::Invalid(format!(
                    "directory `{given}` must stay inside the repository, outside `.git`"
                )));
            }
            _ if part.contains('\\') || part.chars().any(char::is_control) => {
                return Err(EngineError::Invalid(format!(
                    "directory `{given}` has a character that is not allowed"
                )));
            }
            _ => parts.push(part),
        }
    }
    if parts.len() > 32 || given.len() > 1000 {
        return Err(EngineError::Invalid(
            "a directory is at most 32 folders deep and 1000 characters long".to_owned(),
        ));
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{FabricId, SourceId};
    use hedgerow_store::QueueId;
    use rstest::rstest;

    use super::*;

    fn classifier(layout: Layout, exclude: &[&str]) -> Classifier {
        Classifier::new(&Source {
            id: SourceId(1),
            fabric_id: FabricId(1),
            queue_id: QueueId(1),
            directory: "dc/one".into(),
            layout,
            exclude: exclude.iter().map(|&glob| glob.to_owned()).collect(),
            ingested_commit: None,
            ingested_tree: None,
            considered_tree: None,
            ingested_at: None,
            reader: 0,
        })
        .unwrap()
    }

    #[rstest]
    #[case("dc/one/managed/vpcs/a.yaml", Area::Managed)]
    #[case("dc/one/raw/deep/down/a.yml", Area::Raw)]
    #[case("dc/one/unmanaged/a.yaml", Area::Unmanaged)]
    #[case("dc/one/managed/notes.md", Area::Unmanaged)]
    #[case("dc/one/loose.yaml", Area::Loose)]
    #[case("dc/one/other/loose.yaml", Area::Loose)]
    #[case("dc/two/managed/a.yaml", Area::Unmanaged)]
    fn a_managed_directory_has_three_parts(#[case] path: &str, #[case] area: Area) {
        assert_eq!(classifier(Layout::Managed, &[]).area(path, EntryKind::File), area);
    }

    #[rstest]
    #[case("dc/one/a.yaml", Area::Managed)]
    #[case("dc/one/raw/a.yaml", Area::Managed)]
    #[case("dc/one/old/a.yaml", Area::Unmanaged)]
    fn in_place_everything_but_the_excluded_is_managed(#[case] path: &str, #[case] area: Area) {
        assert_eq!(classifier(Layout::InPlace, &["old/**"]).area(path, EntryKind::File), area);
    }

    #[test]
    fn links_are_reported_and_not_followed() {
        let area = classifier(Layout::InPlace, &[]).area("dc/one/a.yaml", EntryKind::Symlink);
        assert!(matches!(area, Area::LeftAlone("symlink", _)));
    }

    #[rstest]
    #[case("", "")]
    #[case(".", "")]
    #[case("/env-1//b/", "env-1/b")]
    fn a_directory_has_one_spelling(#[case] given: &str, #[case] normal: &str) {
        assert_eq!(normal_directory(given).unwrap(), normal);
    }

    #[test]
    fn a_directory_cannot_leave_the_repository() {
        assert!(normal_directory("../elsewhere").is_err());
        assert!(normal_directory("a/.git/b").is_err());
    }
}
