//! The ids of the rules that findings name: the one table, which docs/rules.md shows.

use crate::Severity;
use crate::Severity::{Error, Info, Warning};

/// What a rule's id means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// The stable id, as findings carry it.
    pub id: &'static str,
    /// How much a finding of it matters, the most frequent first.
    pub severities: &'static [Severity],
    /// What is the case, to be read after the place.
    pub meaning: &'static str,
    /// What to do about it.
    pub action: &'static str,
}

macro_rules! rules {
    ($($name:ident = $id:literal [$($severity:ident),+] $meaning:literal, $action:literal;)*) => {
        /// The ids of rules by name; [`RULES`](super::RULES) says what they mean.
        pub mod rule {
            $(#[doc = $meaning] pub const $name: &str = $id;)*
        }

        /// Every rule that a finding may name.
        pub const RULES: &[RuleInfo] = &[$(RuleInfo {
            id: $id,
            severities: &[$($severity),+],
            meaning: $meaning,
            action: $action,
        },)*];

        #[cfg(test)]
        const NAMES: &[(&str, &str)] = &[$((stringify!($name), $id),)*];
    };
}

rules! {
    // What cannot be read.
    YAML = "yaml" [Error] "does not parse as kubectl reads YAML, or is not UTF-8; the last good state is kept as unreadable", "correct the position that the message names";
    CONFLICT_MARKERS = "conflict-markers" [Error] "contains Git's conflict markers (`<<<<<<<`); the last good state is kept as unreadable", "keep what is right of both sides, and remove the lines of the markers";
    TEMPLATE = "template" [Info] "does not parse and has `{{`: treated as a template and left alone; the last good state is kept", "move templates out of the directory, or exclude them";
    NOT_UNDERSTOOD = "not-understood" [Error] "is not a Kubernetes object, but was one before: the resource is kept as unreadable, not deleted", "fix the file, or delete it";
    FILE = "file" [Error] "cannot be read as text (only where files are checked without a server)", "save it as UTF-8, or check who may read it";
    TOO_LARGE = "too-large" [Error] "is above 4 MiB and is not read; what was read before is kept", "split the file";
    DIRECTORY_GONE = "directory-gone" [Error] "is the directory of a fabric and no longer exists in Git; its resources are kept", "restore it, or remove the fabric";
    // What is left alone.
    NOT_AN_OBJECT = "not-an-object" [Error, Warning] "is not a Kubernetes object: it has no apiVersion and no kind. In a fabric's directory a warning", "add them, or move the file out of the directory";
    LIST = "list" [Error] "is a list inside another list; or, in raw/, a list (`kind: List`) with fields or comments of its own that would be lost", "write one document for each object, with `---` between them";
    KUSTOMIZATION = "kustomization" [Info] "is a document of Kustomize; left alone", "nothing";
    ENCRYPTED = "encrypted" [Info] "is encrypted by SOPS; left alone", "edit it with `sops`";
    SYSTEM_KIND = "system-kind" [Error] "is of a kind that the fabric writes itself (Agent, Catalog, SwitchProfile …); left alone", "take it out of Git";
    KUSTOMIZE = "kustomize" [Info] "is Kustomize's own file; left alone, but for its list of resources", "nothing";
    KUSTOMIZE_INPUT = "kustomize-input" [Info] "is used by a kustomization as a patch, generator input or values; left alone", "nothing";
    HELM = "helm" [Info] "is in a folder with a `Chart.yaml`; left alone", "nothing";
    LOOKALIKE_NAME = "lookalike-name" [Warning] "differs from another name in its folder in upper and lower case, or in how a letter is encoded, only: on some machines they are one file", "rename one of them";
    SYMLINK = "symlink" [Info, Warning] "is a symbolic link and not followed", "put the file itself there";
    SUBMODULE = "submodule" [Info, Warning] "is a submodule and not followed", "connect its repository as a fabric of its own";
    ODD_NAME = "odd-name" [Info, Warning] "has a path that is not UTF-8 and is not read", "rename it";
    TOO_DEEP = "too-deep" [Info, Warning] "is nested in too many folders to be read", "move it up";
    LOOSE = "loose" [Warning] "is next to managed/, raw/ and unmanaged/ and is not read", "repair the directory: that moves it to raw/";
    EARLIER_PLUGIN = "earlier-plugin" [Warning] "was left by an earlier plugin", "repair the directory: that moves it to unmanaged/";
    // What stays in raw/.
    RAW = "raw" [Error] "cannot move from raw/ to managed/", "fix what the message names";
    READ_AT = "read-at" [Error] "has a `read at` line that cannot be understood", "read the resource again, or remove the line";
    DUPLICATE = "duplicate" [Error] "is in raw/ twice, with different content", "keep one of them";
    CONFLICT = "conflict" [Error] "has two contents that do not merge: those of raw/ and managed/, or of a draft and Git", "decide the conflict";
    LOSSLESS = "lossless" [Warning] "contains fields written by the cluster that cannot be removed without loss", "remove them by hand";
    REFUSED = "refused" [Error] "could not be normalised: the remote refused the commit", "see the message; it is tried again when Git changes";
    // What the schema does not know.
    UNKNOWN_KIND = "unknown-kind" [Warning] "is of a kind whose schema is not known; not validated", "add its definition to the fabric, or correct the kind";
    UNKNOWN_VERSION = "unknown-version" [Warning] "is in a version whose schema is not known; not validated", "use a known version, or add its definition to the fabric";
    // What the cluster of the fabric says of its kinds.
    NOT_SERVED = "not-served" [Error] "is in a version that the fabric's cluster does not serve: it cannot be applied", "bring it to a version that the message names, or have the cluster serve this one";
    NOT_IN_CLUSTER = "not-in-cluster" [Warning] "is of a kind that the fabric's cluster does not define: it cannot be applied until it does", "install its definition in the cluster, or take it out of Git";
    OTHER_VERSION_STORED = "other-version-stored" [Info] "is in a version that the fabric's cluster serves and does not store: it converts it", "nothing, or bring it to the version that the message names";
    CLUSTER_DEFINITION = "cluster-definition" [Info, Warning] "is a kind that the fabric's cluster defines otherwise than the fabric was told, which the cluster's decides; or so that it is not understood, and not validated", "see the message";
    // What is between resources.
    DUPLICATE_IDENTITY = "duplicate-identity" [Error] "is a resource that another document also defines", "keep one of them, or delete or rename all but one";
    NOT_CHECKED = "not-checked" [Info] "could not be judged by the rules that the message names", "give what the message says is missing; a definition's rule that cannot be read or costs too much is judged by the cluster alone";
    ORDER_SWAP = "order-swap" [Warning] "takes what another resource of the change still has, which in turn waits for this one: the cluster refuses whichever comes first", "free one of them in a change of its own first";
    DECLARED = "declared" [Error, Warning] "breaks a rule that the fabric declares itself; its id continues with a slash and the rule's name, as in `declared/vni`", "see the message, and why the fabric has the rule";
    // What reads, but perhaps not as meant.
    YAML_VALUE = "yaml-value" [Warning] "is an integer that kubectl would lose digits of; the text is kept", "quote it if it is a text";
    SERVER_FIELDS = "server-fields" [Info] "contains fields that the cluster writes (status, managedFields …)", "remove them, or leave them";
    EMPTY_ENTRY = "empty-entry" [Warning] "is a map entry without a value: the API server drops it", "give it a value, or remove it";
    DEPRECATED = "deprecated" [Warning] "no longer works, or will stop working", "use what the message names";
    // What breaks a schema.
    TYPE = "type" [Error] "is of another type than its schema says", "write the type that is named";
    REQUIRED = "required" [Error] "is missing", "add the field";
    UNKNOWN_FIELD = "unknown-field" [Error] "is not a field of the schema: the API server would drop it", "correct its name, or move it";
    ENUM = "enum" [Error] "is not one of the allowed values", "use one that the message lists";
    PATTERN = "pattern" [Error] "does not match the regular expression", "correct the text";
    FORMAT = "format" [Error] "is not of the format (`int32`, `date-time` …)", "correct the value";
    MINIMUM = "minimum" [Error] "is too small", "use a larger number";
    MAXIMUM = "maximum" [Error] "is too large", "use a smaller number";
    MULTIPLE_OF = "multiple-of" [Error] "is not a multiple of what the schema says", "correct the number";
    MIN_LENGTH = "min-length" [Error] "is too short", "write a longer text";
    MAX_LENGTH = "max-length" [Error] "is too long", "write a shorter text";
    MIN_ITEMS = "min-items" [Error] "has too few items", "add some";
    MAX_ITEMS = "max-items" [Error] "has too many items", "remove some";
    UNIQUE_ITEMS = "unique-items" [Error] "has equal items, or items with equal keys", "remove one of them";
    MIN_PROPERTIES = "min-properties" [Error] "has too few entries", "add some";
    MAX_PROPERTIES = "max-properties" [Error] "has too many entries", "remove some";
    ANY_OF = "any-of" [Error] "fits none of the allowed forms", "see the message";
    ONE_OF = "one-of" [Error] "does not fit exactly one of the allowed forms", "see the message";
    NOT = "not" [Error] "fits a form that is forbidden", "see the message";
    SCHEMA_RULE = "schema-rule" [Error] "breaks a rule of its definition (`x-kubernetes-validations`); the message is the definition's", "see the message";
    NAME = "name" [Error] "is not a valid Kubernetes name", "use lower-case letters, digits, `-` and `.`";
    NAMESPACE = "namespace" [Error] "is not a valid Kubernetes namespace", "use lower-case letters, digits and `-`";
    LABEL = "label" [Error] "is not a valid Kubernetes label", "correct its key or value";
    ANNOTATION = "annotation" [Error] "is not a valid Kubernetes annotation", "correct its key, or shorten it";
    TOO_MANY = "too-many" [Error] "breaks so many rules that the rest is not listed", "fix those that are listed";
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    /// The sources of the product's crates, without what only tests see.
    fn sources() -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        let mut folders: Vec<PathBuf> = fs::read_dir(root().join("crates"))
            .unwrap()
            .map(|entry| entry.unwrap().path().join("src"))
            .collect();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "rs")
                    && !path.ends_with("tests.rs")
                {
                    let text = fs::read_to_string(&path).unwrap();
                    let live = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
                    found.push((path, live.to_owned()));
                }
            }
        }
        found
    }

    #[test]
    fn the_page_of_rules_is_this_table() {
        let mut table = String::from(
            "| rule | severity | what is the case | what to do |\n|---|---|---|---|\n",
        );
        for rule in RULES {
            let severities: Vec<String> = rule.severities.iter().map(ToString::to_string).collect();
            let (severities, RuleInfo { id, meaning, action, .. }) = (severities.join(", "), rule);
            writeln!(table, "| `{id}` | {severities} | {meaning} | {action} |").unwrap();
        }
        let page = fs::read_to_string(root().join("docs/rules.md")).unwrap();
        let rest = page.split_once(&table).map(|(_, rest)| rest);
        let rest = rest.unwrap_or_else(|| panic!("docs/rules.md must have this table:\n{table}"));
        assert!(rest.starts_with('\n'), "and no other rules");
    }

    #[test]
    fn the_layouts_page_names_only_rules_that_exist() {
        let page = fs::read_to_string(root().join("docs/git-layout.md")).unwrap();
        let (_, table) = page.split_once("| found | what happens | rule |\n").unwrap();
        for line in table.lines().skip(1).take_while(|line| line.starts_with('|')) {
            let named = line.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
            for id in named.split('`').skip(1).step_by(2) {
                assert!(RULES.iter().any(|rule| rule.id == id), "`{id}` in {line}");
            }
        }
    }

    #[test]
    fn every_rule_has_one_id_and_is_used() {
        let all: String = sources()
            .into_iter()
            .filter(|(path, _)| !path.ends_with("model/src/rules.rs"))
            .map(|(_, text)| text)
            .collect();
        for (index, (name, id)) in NAMES.iter().enumerate() {
            assert!(NAMES[..index].iter().all(|(_, other)| other != id), "{id} twice");
            let used =
                all.contains(&format!("rule::{name}")) || all.contains(&format!(" = \"{id}\",\n"));
            assert!(used, "nothing finds `{id}`");
        }
    }

    #[test]
    fn no_rule_is_named_beside_the_table() {
        for (path, text) in sources() {
            let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            for word in [
                "Severity::Error,\"",
                "Severity::Warning,\"",
                "Severity::Info,\"",
                "LeftAlone(\"",
                "rule:\"",
            ] {
                assert!(
                    !dense.contains(word),
                    "{}: {word}: take the id from `hedgerow_model::rule`",
                    path.display()
                );
            }
        }
    }
}
