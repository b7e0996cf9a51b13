//! Which part of a fabric's directory a path belongs to, from its name alone.

use globset::{Glob, GlobSet, GlobSetBuilder};
use hedgerow_model::{EntryKind, Layout, Source, rule};

use crate::policy_file::is_of_hedgerow;

/// Files above this many bytes are reported, never read.
pub const FILE_LIMIT: u64 = 4 << 20;

/// Whether a text is above [`FILE_LIMIT`].
pub fn is_too_large(text: &str) -> bool {
    u64::try_from(text.len()).is_ok_and(|length| length > FILE_LIMIT)
}

/// Why a directory or its globs cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AreaError {
    /// A glob that cannot be understood.
    #[error("exclude glob `{glob}`: {problem}")]
    Glob {
        /// The glob.
        glob: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Globs that are too much together.
    #[error("exclude globs: {problem}")]
    Globs {
        /// What is wrong with them.
        problem: String,
    },
    /// A directory outside of the repository, or inside of Git's own.
    #[error("directory `{directory}` must be inside the repository and outside `.git`")]
    Outside {
        /// As it was given.
        directory: String,
    },
    /// A directory inside of the one where policies are.
    #[error("directory `{directory}` is where policies are: choose one outside of `.hedgerow`")]
    OfPolicies {
        /// As it was given.
        directory: String,
    },
    /// A directory with a character that no path may have.
    #[error("directory `{directory}` has a character that is not allowed")]
    Character {
        /// As it was given.
        directory: String,
    },
    /// A directory beyond every bound.
    #[error("a directory is at most 32 folders deep and 1000 characters long")]
    TooLong,
}

/// Where a path of a directory belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Area {
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
pub struct Classifier {
    layout: Layout,
    /// The directory with a trailing slash; empty for the root.
    prefix: String,
    exclude: GlobSet,
}

/// Whether a file name is one that kubectl would read as YAML.
pub fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

/// The last part of a path.
pub fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder of a path, without a trailing slash; empty at the root.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What Kustomize's own file may be called.
pub(crate) const KUSTOMIZATIONS: [&str; 3] =
    ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Whether this is Kustomize's own file.
pub fn is_kustomization(path: &str) -> bool {
    KUSTOMIZATIONS.contains(&base_name(path))
}

/// Whether this file makes its folder a Helm chart.
pub fn is_chart(path: &str) -> bool {
    base_name(path) == "Chart.yaml"
}

/// Compiles globs that a person gave.
pub fn globs(patterns: &[String]) -> Result<GlobSet, AreaError> {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = Glob::new(pattern).map_err(|error| AreaError::Glob {
            glob: pattern.clone(),
            problem: error.to_string(),
        })?;
        builder.add(glob);
    }
    builder.build().map_err(|error| AreaError::Globs { problem: error.to_string() })
}

impl Classifier {
    /// The rules of a source.
    ///
    /// # Errors
    /// When one of its globs cannot be understood.
    pub fn new(source: &Source) -> Result<Self, AreaError> {
        Ok(Self {
            layout: source.layout,
            prefix: prefix(&source.directory),
            exclude: globs(&source.exclude)?,
        })
    }

    /// The rules of a directory on disk; paths are those below it.
    ///
    /// # Errors
    /// When one of the globs cannot be understood.
    pub fn of_directory(layout: Layout, exclude: &[String]) -> Result<Self, AreaError> {
        Ok(Self { layout, prefix: String::new(), exclude: globs(exclude)? })
    }

    /// The path below the directory; `None` when it is outside.
    pub fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.prefix.as_str())
    }

    /// Where a path of the repository belongs.
    pub fn area(&self, path: &str, kind: EntryKind) -> Area {
        let Some(below) = self.below(path) else { return Area::Unmanaged };
        if is_of_hedgerow(path) {
            return Area::Unmanaged;
        }
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
                return Area::LeftAlone(
                    rule::SYMLINK,
                    "a symbolic link is not followed".to_owned(),
                );
            }
            EntryKind::Submodule => {
                return Area::LeftAlone(rule::SUBMODULE, "a submodule is not followed".to_owned());
            }
            EntryKind::OddName => {
                return Area::LeftAlone(
                    rule::ODD_NAME,
                    "its path is not UTF-8; rename it".to_owned(),
                );
            }
            EntryKind::TooDeep => {
                return Area::LeftAlone(
                    rule::TOO_DEEP,
                    "folders this deep are not read".to_owned(),
                );
            }
            EntryKind::File | EntryKind::Executable => {}
        }
        if is_kustomization(path) && area == Area::Managed {
            let reason = "Kustomize's own file: only its list of resources is kept up to date";
            return Area::LeftAlone(rule::KUSTOMIZE, reason.to_owned());
        }
        if !is_yaml(path) {
            return if area == Area::Loose { Area::Loose } else { Area::Unmanaged };
        }
        area
    }
}

/// A directory with a trailing slash; empty for the root.
pub fn prefix(directory: &str) -> String {
    if directory.is_empty() { String::new() } else { format!("{directory}/") }
}

/// A directory as people write it, in its one spelling.
///
/// # Errors
/// When it leaves the repository or holds a part that Git cannot.
pub fn normal_directory(given: &str) -> Result<String, AreaError> {
    let mut parts = Vec::new();
    for part in given.split('/') {
        match part {
            "" | "." => {}
            _ if part == ".." || part.eq_ignore_ascii_case(".git") || part.starts_with("git~") => {
                return Err(AreaError::Outside { directory: given.to_owned() });
            }
            _ if part.contains('\\') || part.chars().any(char::is_control) => {
                return Err(AreaError::Character { directory: given.to_owned() });
            }
            _ => parts.push(part),
        }
    }
    if parts.len() > 32 || given.len() > 1000 {
        return Err(AreaError::TooLong);
    }
    let normal = parts.join("/");
    if is_of_hedgerow(&normal) {
        return Err(AreaError::OfPolicies { directory: given.to_owned() });
    }
    Ok(normal)
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{FabricId, QueueId, SourceId};
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
            policy_tree: None,
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

    #[rstest]
    #[case(Layout::InPlace)]
    #[case(Layout::Managed)]
    fn the_folder_of_policies_at_the_root_is_nobodys_directory(#[case] layout: Layout) {
        let root = Classifier::of_directory(layout, &[]).unwrap();
        for path in [".hedgerow/dc-1.toml", ".hedgerow/a.yaml", ".hedgerow"] {
            for kind in [EntryKind::File, EntryKind::Symlink] {
                assert_eq!(root.area(path, kind), Area::Unmanaged, "{path}");
            }
        }
        assert_ne!(root.area("dc/.hedgerow/a.yaml", EntryKind::File), Area::Unmanaged);
        assert!(
            normal_directory(".hedgerow/").is_err() && normal_directory(".hedgerow/a").is_err()
        );
        assert_eq!(normal_directory("dc/.hedgerow").unwrap(), "dc/.hedgerow");
    }

    #[rstest]
    #[case("dc/one/kustomization.yaml")]
    #[case("dc/one/sub/kustomization.yml")]
    #[case("dc/one/sub/Kustomization")]
    fn kustomizations_are_known_by_each_of_their_names(#[case] path: &str) {
        let area = classifier(Layout::InPlace, &[]).area(path, EntryKind::File);
        assert!(matches!(area, Area::LeftAlone("kustomize", _)), "{area:?}");
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
