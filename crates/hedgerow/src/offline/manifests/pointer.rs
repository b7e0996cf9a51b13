//! What an applier is pointed at, once it is known to be right.

use std::collections::BTreeSet;

use hedgerow_git::{RemoteUrl, check_branch};
use hedgerow_model::Layout;
use hedgerow_plan::normal_directory;
use hedgerow_schema::{is_label, is_subdomain};

/// What a person asks for.
pub(crate) struct Wanted<'a> {
    pub(crate) name: &'a str,
    pub(crate) url: &'a str,
    pub(crate) branch: &'a str,
    pub(crate) directories: &'a [String],
    pub(crate) layout: Layout,
    pub(crate) namespace: &'a str,
}

/// A branch of a repository, and the folders of it that hold resources.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pointer {
    /// What the objects are called, or how their names begin.
    pub(super) name: String,
    pub(super) url: RemoteUrl,
    pub(super) branch: String,
    /// At least one; none is inside of another.
    pub(super) folders: Vec<Folder>,
    /// The namespace of resources that name none.
    pub(super) namespace: String,
}

/// A folder with the resources of a fabric.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Folder {
    /// What the object that points at it is called.
    pub(super) name: String,
    /// From the root of the repository, without a slash at either end; empty for the root.
    pub(super) path: String,
}

/// The longest name: the appliers write it into labels.
const LONGEST_NAME: usize = 63;

impl Pointer {
    /// Checks what is wanted.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub(crate) fn new(wanted: &Wanted<'_>) -> Result<Self, String> {
        check_name(wanted.name)?;
        if !is_label(wanted.namespace) {
            return Err(format!(
                "`{}` cannot be the name of a namespace: use lower-case letters, digits and `-`, at most 63",
                wanted.namespace
            ));
        }
        check_branch(wanted.branch).map_err(|error| error.to_string())?;
        let url = RemoteUrl::parse(wanted.url).map_err(|error| error.to_string())?;
        if url.file_path().is_some() {
            return Err(format!(
                "{url} is on this machine, where no cluster can read it: give the address by which a cluster reaches it"
            ));
        }
        Ok(Self {
            name: wanted.name.to_owned(),
            url,
            branch: wanted.branch.to_owned(),
            folders: folders(wanted)?,
            namespace: wanted.namespace.to_owned(),
        })
    }
}

fn folders(wanted: &Wanted<'_>) -> Result<Vec<Folder>, String> {
    let mut folders: Vec<Folder> = Vec::new();
    let mut names = BTreeSet::new();
    for given in wanted.directories {
        let directory = normal_directory(given).map_err(|error| error.to_string())?;
        let name = match wanted.directories {
            [_] => wanted.name.to_owned(),
            _ => format!("{}-{}", wanted.name, directory.rsplit('/').next().unwrap_or_default()),
        };
        let alone = |why: String| {
            format!("{why}; run the command for that directory alone, with a `--name` of its own")
        };
        check_name(&name).map_err(alone)?;
        if !names.insert(name.clone()) {
            return Err(alone(format!("two directories would be called `{name}`")));
        }
        let path = match (wanted.layout, directory.as_str()) {
            (Layout::InPlace, _) => directory,
            (Layout::Managed, "") => "managed".to_owned(),
            (Layout::Managed, _) => format!("{directory}/managed"),
        };
        if let Some(other) = folders.iter().find(|other| overlap(&other.path, &path)) {
            return Err(format!(
                "`{}` and `{path}` are one in the other, so that some resources would be applied twice",
                other.path
            ));
        }
        folders.push(Folder { name, path });
    }
    if folders.is_empty() {
        return Err("no directory is given".to_owned());
    }
    Ok(folders)
}

fn overlap(one: &str, other: &str) -> bool {
    let inside = |inner: &str, outer: &str| {
        outer.is_empty()
            || inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    inside(one, other) || inside(other, one)
}

fn check_name(name: &str) -> Result<(), String> {
    if name.len() <= LONGEST_NAME && is_subdomain(name) {
        return Ok(());
    }
    Err(format!(
        "Kubernetes refuses the name `{name}`: use lower-case letters, digits, `-` and `.`, beginning and ending with a letter or digit, at most {LONGEST_NAME}"
    ))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const URL: &str = "https://git.example/net.git";

    fn pointer(
        name: &str,
        url: &str,
        directories: &[&str],
        layout: Layout,
    ) -> Result<Pointer, String> {
        let directories: Vec<String> = directories.iter().map(|&it| it.to_owned()).collect();
        Pointer::new(&Wanted {
            name,
            url,
            branch: "main",
            directories: &directories,
            layout,
            namespace: "default",
        })
    }

    #[rstest]
    #[case(Layout::Managed, "fabrics/dc-1", "fabrics/dc-1/managed")]
    #[case(Layout::Managed, "./fabrics//dc 1/", "fabrics/dc 1/managed")]
    #[case(Layout::Managed, ".", "managed")]
    #[case(Layout::InPlace, "fabrics/dc-1", "fabrics/dc-1")]
    #[case(Layout::InPlace, ".", "")]
    fn only_the_folder_with_resources_is_pointed_at(
        #[case] layout: Layout,
        #[case] directory: &str,
        #[case] path: &str,
    ) {
        let pointer = pointer("dc-1", URL, &[directory], layout).unwrap();
        assert_eq!(pointer.folders, [Folder { name: "dc-1".into(), path: path.into() }]);
    }

    #[rstest]
    #[case("DC-1", URL, &["a"], "Kubernetes refuses the name")]
    #[case("", URL, &["a"], "Kubernetes refuses the name")]
    #[case("-a", URL, &["a"], "Kubernetes refuses the name")]
    #[case("a..b", URL, &["a"], "Kubernetes refuses the name")]
    #[case("a_b", URL, &["a"], "Kubernetes refuses the name")]
    #[case("a\nkind: Secret", URL, &["a"], "Kubernetes refuses the name")]
    #[case("abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-0123456789", URL, &["a"], "at most 63")]
    #[case("a", URL, &["../b"], "..")]
    #[case("a", URL, &["b/.git/c"], ".git")]
    #[case("a", URL, &["b\\c"], "b\\c")]
    #[case("a", URL, &[], "no directory")]
    #[case("a", "https://ann:secret@git.example/net", &["a"], "user name or password")]
    #[case("a", "/srv/net.git", &["a"], "on this machine")]
    #[case("a", "--upload-pack=x", &["a"], "begin with `-`")]
    #[case("a", URL, &["x/one", "y/one"], "two directories would be called `a-one`")]
    #[case("a", URL, &["x/One", "y/two"], "with a `--name` of its own")]
    #[case("a", URL, &["x", "x/managed/y"], "applied twice")]
    fn what_cannot_be_is_refused(
        #[case] name: &str,
        #[case] url: &str,
        #[case] directories: &[&str],
        #[case] said: &str,
    ) {
        let error = pointer(name, url, directories, Layout::Managed).unwrap_err();
        assert!(error.contains(said), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }

    #[rstest]
    #[case("main", "Default", "namespace")]
    #[case("main", "a.b", "namespace")]
    #[case("-x", "default", "branch")]
    #[case("a..b", "default", "branch")]
    fn branches_and_namespaces_are_checked(
        #[case] branch: &str,
        #[case] namespace: &str,
        #[case] said: &str,
    ) {
        let directories = ["a".to_owned()];
        let layout = Layout::Managed;
        let error = Pointer::new(&Wanted {
            name: "a",
            url: URL,
            branch,
            directories: &directories,
            layout,
            namespace,
        });
        assert!(error.as_ref().is_err_and(|error| error.contains(said)), "{error:?}");
    }

    #[test]
    fn several_directories_are_named_after_their_last_part() {
        let found = pointer("net", URL, &["a/dc-1", "a/dc-10"], Layout::InPlace).unwrap();
        let names: Vec<_> = found.folders.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["net-dc-1", "net-dc-10"]);
    }
}
