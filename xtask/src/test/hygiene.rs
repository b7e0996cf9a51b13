//! The rules of the tree that no compiler checks.
//!
//! They look at the files that git tracks, and at those it would add: what a build leaves behind is no matter.

mod citations;
mod layers;
mod source;
mod words;

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};

use super::tally::Tally;

/// A text file of the tree.
#[derive(Debug)]
struct Text {
    /// Relative to the root, with slashes.
    path: String,
    content: String,
}

/// A rule: its name for the summary, and what it finds (`file:line: what is wrong and what to do`).
type Rule = (&'static str, fn(&Tree) -> Vec<String>);

/// All files of the tree, and what of this machine must not be in them.
#[derive(Debug, Default)]
struct Tree {
    texts: Vec<Text>,
    /// The checkout's and the user's own folders.
    machine: Vec<String>,
}

const RULES: [Rule; 10] = [
    ("no path of one machine", machine_paths),
    ("lock files name the default registries only", lock_files),
    ("what is built or installed is not kept", built_files),
    ("every crate is in ARCHITECTURE.md", crates_are_described),
    ("every crate takes the workspace's lints", crates_take_the_lints),
    ("the files every project has are there", expected_files),
    ("no command is named below the command line", layers::commands_stay_above),
    ("the engine's capabilities keep to themselves", layers::capabilities_keep_to_themselves),
    ("comments cite documents of the tree", citations::cited_documents_exist),
    ("messages and pages have no word that docs/style.md refuses", words::refused_words),
];

/// Checks each rule, prints what it finds, and counts it.
pub(super) fn run(root: &Path, tally: &mut Tally) -> Result<()> {
    let tree = read(root)?;
    for (name, rule) in RULES {
        let findings = rule(&tree);
        for finding in &findings {
            println!("  {finding}");
        }
        tally.count(name, findings.is_empty());
    }
    Ok(())
}

fn read(root: &Path) -> Result<Tree> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("failed to run git")?;
    if !listed.status.success() {
        let said = String::from_utf8_lossy(&listed.stderr);
        bail!("git lists no files of {}: {}", root.display(), said.trim());
    }
    let mut texts = Vec::new();
    for path in String::from_utf8(listed.stdout)?.split_terminator('\0') {
        // a file deleted but not yet committed is not a finding; one that is not text has no lines
        if let Ok(content) = fs::read_to_string(root.join(path)) {
            texts.push(Text { path: path.to_owned(), content });
        }
    }
    let home = env::var_os("HOME").map(Into::into);
    let machine = [Some(root.to_path_buf()), home]
        .into_iter()
        .flatten()
        // a folder right below the root, such as /app, may well be meant in a text
        .filter(|folder: &std::path::PathBuf| folder.components().count() > 2)
        .map(|folder| folder.display().to_string())
        .collect();
    Ok(Tree { texts, machine })
}

impl Tree {
    /// What `wrong` says about a line, for each line that it says something about.
    fn lines(
        &self,
        wanted: impl Fn(&str) -> bool,
        wrong: impl Fn(&str) -> Option<String>,
    ) -> Vec<String> {
        let texts = self.texts.iter().filter(|text| wanted(&text.path));
        texts
            .flat_map(|text| text.content.lines().enumerate().map(move |line| (&text.path, line)))
            .filter_map(|(path, (index, line))| {
                wrong(line).map(|wrong| format!("{path}:{}: {wrong}", index + 1))
            })
            .collect()
    }

    fn get(&self, path: &str) -> Option<&str> {
        let text = self.texts.iter().find(|text| text.path == path)?;
        Some(&text.content)
    }

    /// The crates' manifests: path, folder name, content.
    fn crates(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.texts.iter().filter_map(|text| {
            let folder = text.path.strip_suffix("/Cargo.toml")?;
            let name = folder.strip_prefix("crates/").unwrap_or(folder);
            (!name.contains('/')).then_some((text.path.as_str(), name, text.content.as_str()))
        })
    }
}

fn machine_paths(tree: &Tree) -> Vec<String> {
    let homes = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];
    tree.lines(
        |_| true,
        |line| {
            let folders = homes.into_iter().chain(tree.machine.iter().map(String::as_str));
            let found = folders.into_iter().find(|folder| stands_absolute(line, folder))?;
            Some(format!("`{found}` is a path of one machine; name it relative or make it up"))
        },
    )
}

/// Whether `folder` is in `line` as the start of an absolute path, not as the middle of a longer one.
fn stands_absolute(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + folder.len()..].chars().next();
        let starts = before.is_none_or(|c| !c.is_alphanumeric() && !"._-~}/".contains(c));
        let names = after.is_some_and(|c| c.is_alphanumeric() || "._-".contains(c));
        starts && (names || !folder.ends_with('/'))
    })
}

fn lock_files(tree: &Tree) -> Vec<String> {
    let cargo = tree.lines(
        |path| path.ends_with("Cargo.lock"),
        |line| {
            let source = line.strip_prefix("source = ")?.trim_matches('"');
            let default = "registry+https://github.com/rust-lang/crates.io-index";
            (source != default).then(|| format!("`{source}` is not the default registry"))
        },
    );
    let npm = tree.lines(
        |path| path.ends_with("package-lock.json"),
        |line| {
            let address = line.trim().strip_prefix("\"resolved\": \"")?;
            Some(format!(
                "`{}` says where one machine downloads from; web/.npmrc keeps it out, run npm there",
                address.trim_end_matches(['"', ','])
            ))
        },
    );
    let settings = tree.lines(
        |path| path.ends_with(".npmrc") || path.ends_with(".cargo/config.toml"),
        |line| {
            let line = line.trim();
            let sets =
                line.starts_with("registry") && line.contains('=') || line.contains(":registry");
            let replaces = line.starts_with("[source") || line.starts_with("[registries");
            (sets || replaces).then(|| "a registry is a person's own setting; remove it".to_owned())
        },
    );
    [cargo, npm, settings].concat()
}

fn built_files(tree: &Tree) -> Vec<String> {
    let built = ["web/dist/", "web/test-results/", "target/"];
    let is_built = |path: &str| {
        built.iter().any(|folder| path.starts_with(folder)) || path.contains("node_modules/")
    };
    let paths = tree.texts.iter().map(|text| text.path.as_str()).filter(|path| is_built(path));
    paths
        .map(|path| format!("{path}: is made from the tree; remove it and let git ignore it"))
        .collect()
}

fn crates_are_described(tree: &Tree) -> Vec<String> {
    let architecture = tree.get("ARCHITECTURE.md").unwrap_or_default();
    let is_word = |c: char| c.is_alphanumeric() || "_-".contains(c);
    let described = |name: &str| architecture.split(|c| !is_word(c)).any(|word| word == name);
    tree.crates()
        .filter(|(_, name, _)| !described(name) && !described(&format!("hedgerow-{name}")))
        .map(|(path, name, _)| format!("{path}: ARCHITECTURE.md does not say what `{name}` is for"))
        .collect()
}

fn crates_take_the_lints(tree: &Tree) -> Vec<String> {
    tree.crates()
        .filter(|(_, _, manifest)| !manifest.contains("[lints]\nworkspace = true\n"))
        .map(|(path, _, _)| format!("{path}: add `[lints]` with `workspace = true`"))
        .collect()
}

fn expected_files(tree: &Tree) -> Vec<String> {
    let documents = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "Cargo.lock",
        ".ci/run",
    ];
    let mut findings: Vec<String> = documents
        .into_iter()
        .filter(|path| tree.get(path).is_none_or(|content| content.trim().is_empty()))
        .map(|path| format!("{path}: missing or empty"))
        .collect();
    if !tree.get("LICENSE").is_some_and(|text| text.contains("Apache License")) {
        findings.push("LICENSE: missing, or not the Apache License".to_owned());
    }
    for text in &tree.texts {
        if let Some(folder) = text.path.strip_suffix("package.json")
            && tree.get(&format!("{folder}package-lock.json")).is_none()
        {
            findings
                .push(format!("{folder}package-lock.json: missing; run `npm install` in {folder}"));
        }
        // a module that requires none has no sums
        if let Some(folder) = text.path.strip_suffix("go.mod")
            && text.content.lines().any(|line| line.starts_with("require"))
            && tree.get(&format!("{folder}go.sum")).is_none()
        {
            findings.push(format!("{folder}go.sum: missing; run `go mod tidy` in {folder}"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn tree(texts: &[(&str, &str)]) -> Tree {
        let texts = texts
            .iter()
            .map(|(path, content)| Text { path: (*path).into(), content: (*content).into() })
            .collect();
        Tree { texts, machine: vec!["/srv/build/hedgerow".into()] }
    }

    #[test]
    fn paths_of_machines_are_found() {
        let home = concat!("/ho", "me/ann/x");
        let tree = tree(&[
            ("a.md", &format!("fine\nlook at {home}")),
            ("b.toml", "dir = \"/srv/build/hedgerow/target\""),
        ]);
        let findings = machine_paths(&tree);
        assert_eq!(findings.len(), 2);
        assert!(findings[0].starts_with("a.md:2: "), "{findings:?}");
        assert!(findings[1].starts_with("b.toml:1: "), "{findings:?}");
    }

    #[test]
    fn the_middle_of_another_path_is_no_machines_path() {
        let home = concat!("/ho", "me/");
        assert!(!stands_absolute(&format!("https://example.org{home}page"), home));
        assert!(!stands_absolute(&format!("$dir/www{home}page"), home));
        assert!(!stands_absolute(&format!("below {home}, if anywhere"), home));
        assert!(stands_absolute(&format!("cd {home}ann"), home));
    }

    #[test]
    fn lock_files_may_name_the_defaults_only() {
        let good = tree(&[
            ("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"),
            (
                "web/package-lock.json",
                "  \"version\": \"1.0.0\",\n  \"integrity\": \"sha512-x\",\n",
            ),
            ("web/.npmrc", "omit-lockfile-registry-resolved=true\n"),
        ]);
        assert_eq!(lock_files(&good), Vec::<String>::new());
        let bad = tree(&[
            ("Cargo.lock", "source = \"registry+https://mirror.example/index\"\n"),
            ("web/package-lock.json", "  \"resolved\": \"https://registry.npmjs.org/a.tgz\",\n"),
            ("web/.npmrc", "registry=https://mirror.example\n"),
            (".cargo/config.toml", "[source.crates-io]\n"),
        ]);
        assert_eq!(lock_files(&bad).len(), 4);
    }

    #[test]
    fn what_is_made_from_the_tree_is_found() {
        let tree = tree(&[
            ("web/dist/index.html", ""),
            ("web/node_modules/a/index.js", ""),
            ("web/src/distance.ts", ""),
        ]);
        assert_eq!(built_files(&tree).len(), 2);
    }

    #[test]
    fn a_crate_must_be_described_and_linted() {
        let tree = tree(&[
            ("ARCHITECTURE.md", "`store` keeps; hedgerow-git moves; xtask runs; storefront"),
            ("crates/store/Cargo.toml", "[lints]\nworkspace = true\n"),
            ("crates/git/Cargo.toml", "[lints]\nworkspace = true\n"),
            ("xtask/Cargo.toml", "[lints]\nworkspace = true\n"),
            ("crates/front/Cargo.toml", "[package]\n"),
        ]);
        let undescribed = crates_are_described(&tree);
        assert_eq!(undescribed.len(), 1);
        assert!(undescribed[0].contains("`front`"));
        assert_eq!(crates_take_the_lints(&tree).len(), 1);
    }

    #[test]
    fn a_missing_file_is_named() {
        let findings = expected_files(&tree(&[
            ("rigs/kube/go.mod", "module x\n\nrequire example.org/y v1.0.0\n"),
            ("rigs/webhook/go.mod", "module z\n"),
            ("web/package.json", "{}\n"),
        ]));
        assert!(findings.contains(&"README.md: missing or empty".to_owned()));
        assert!(findings.iter().any(|finding| finding.starts_with("rigs/kube/go.sum: missing")));
        assert!(!findings.iter().any(|finding| finding.starts_with("rigs/webhook/")));
        assert!(
            findings.iter().any(|finding| finding.starts_with("web/package-lock.json: missing"))
        );
    }
}
