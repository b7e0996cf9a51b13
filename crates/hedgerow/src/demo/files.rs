//! The files of the sample repository, embedded in the program.

macro_rules! sample {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../demo/", $path)))),*]
    };
}

/// Paths and texts.
pub(super) type Files = &'static [(&'static str, &'static str)];

/// What is outside of both fabrics.
pub(super) const ROOT: Files = sample!["README.md"];

/// The fabric in Hedgerow's own layout.
pub(super) const FABRIC_A: Files = sample![
    "fabric-a/managed/attachments/others.yaml",
    "fabric-a/managed/attachments/web.yaml",
    "fabric-a/managed/internet.yaml",
    "fabric-a/managed/peerings.yaml",
    "fabric-a/managed/vpcs/batch.yaml",
    "fabric-a/managed/vpcs/data.yaml",
    "fabric-a/managed/vpcs/lab.yaml",
    "fabric-a/managed/vpcs/storage.yaml",
    "fabric-a/managed/vpcs/web.yaml",
    "fabric-a/managed/wiring/fabric-links.yaml",
    "fabric-a/managed/wiring/namespaces.yaml",
    "fabric-a/managed/wiring/server-links.yaml",
    "fabric-a/managed/wiring/servers.yaml",
    "fabric-a/managed/wiring/switches.yaml",
    "fabric-a/managed/wiring/uplinks.yaml",
    "fabric-a/raw/guest-network.yaml",
    "fabric-a/raw/half-finished.yaml",
    "fabric-a/unmanaged/dashboards.yaml",
    "fabric-a/unmanaged/notes.md",
];

/// The fabric that is taken as it is.
pub(super) const FABRIC_B: Files = sample!["fabric-b/vpcs.yaml", "fabric-b/wiring.yaml"];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use hedgerow_model::Identity;
    use hedgerow_model::Severity;
    use hedgerow_rules::{Judging, Settings, check_directory};
    use hedgerow_schema::{Catalogue, CheckFile};
    use hedgerow_yaml::{Content, Limits, read_all};

    use super::*;

    fn is_read(path: &str) -> bool {
        path.contains("/managed/") || path.starts_with("fabric-b/")
    }

    fn resources(files: Files) -> usize {
        files
            .iter()
            .filter(|(path, _)| is_read(path))
            .flat_map(|(_, text)| read_all(text, &Limits::default()))
            .filter(|document| match &document.content {
                Content::Object(document) => Identity::of(document.value()).is_some(),
                _ => false,
            })
            .count()
    }

    #[test]
    fn every_sample_file_is_embedded() {
        fn walk(folder: &Path, root: &Path, into: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, root, into);
                } else {
                    into.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
        let mut there = Vec::new();
        walk(&root, &root, &mut there);
        there.sort();
        let mut embedded: Vec<_> = [ROOT, FABRIC_A, FABRIC_B]
            .concat()
            .iter()
            .map(|(path, _)| (*path).to_owned())
            .collect();
        embedded.sort();
        assert_eq!(there, embedded);
    }

    #[test]
    fn both_fabrics_have_nothing_wrong() {
        for files in [FABRIC_A, FABRIC_B] {
            let documents: Vec<_> = files
                .iter()
                .filter(|(path, _)| is_read(path))
                .map(|(path, text)| (*path, read_all(text, &Limits::default())))
                .collect();
            let checks: Vec<_> =
                documents.iter().map(|(name, documents)| CheckFile { name, documents }).collect();
            let findings: Vec<_> = check_directory(
                &Catalogue::builtin(),
                Judging { settings: Some(Settings::default()), ..Judging::default() },
                &checks,
                Vec::new(),
            )
            .findings
            .into_iter()
            .filter(|finding| finding.severity != Severity::Info)
            .map(|finding| finding.to_string())
            .collect();
            assert_eq!(findings, Vec::<String>::new());
        }
    }

    #[test]
    fn the_fabrics_are_as_large_as_promised() {
        assert_eq!(resources(FABRIC_A), 60);
        assert_eq!(resources(FABRIC_B), 12);
    }
}
