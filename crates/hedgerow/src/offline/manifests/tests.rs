//! What is generated, read back as a cluster would.

use hedgerow_model::{Layout, Value};
use hedgerow_yaml::{Content, Limits};
use rstest::rstest;

use super::*;

fn pointer(name: &str, url: &str, branch: &str, directories: &[&str]) -> Pointer {
    let directories: Vec<String> = directories.iter().map(|&it| it.to_owned()).collect();
    Pointer::new(&Wanted {
        name,
        url,
        branch,
        directories: &directories,
        layout: Layout::Managed,
        namespace: "default",
    })
    .unwrap()
}

fn usual() -> Pointer {
    pointer("dc-1", "https://git.example/net.git", "main", &["fabrics/dc-1"])
}

/// The objects of a text.
fn read(text: &str) -> Vec<Value> {
    hedgerow_yaml::read_all(text, &Limits::default())
        .into_iter()
        .map(|document| match document.content {
            Content::Object(read) => read.value().clone(),
            other => panic!("not an object: {other:?}"),
        })
        .collect()
}

fn at<'v>(object: &'v Value, path: &str) -> &'v Value {
    let keys: Vec<&str> = path.split('.').collect();
    object.at(&keys).unwrap_or_else(|| panic!("no {path} in {object}"))
}

#[test]
fn an_application_points_at_managed_and_deletes_nothing() {
    let written = text(&application(&usual(), Syncing::default()));
    let expected = "\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: dc-1
  namespace: argocd
spec:
  project: default
  source:
    repoURL: https://git.example/net.git
    targetRevision: main
    path: fabrics/dc-1/managed
    directory:
      recurse: true
  destination:
    server: https://kubernetes.default.svc
    namespace: default
  syncPolicy:
    automated:
      prune: false
      selfHeal: false
";
    assert_eq!(written, expected);
}

#[test]
fn flux_gets_a_source_and_a_kustomization() {
    let written = text(&sources_and_kustomizations(&usual(), false).unwrap());
    let expected = "\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: dc-1
  namespace: flux-system
spec:
  interval: 1m
  url: https://git.example/net.git
  ref:
    branch: main
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: dc-1
  namespace: flux-system
spec:
  interval: 10m
  retryInterval: 1m
  path: ./fabrics/dc-1/managed
  prune: false
  deletionPolicy: Orphan
  force: false
  sourceRef:
    kind: GitRepository
    name: dc-1
  patches:
    - target:
        namespace: default
      patch: |
        - op: add
          path: /metadata/namespace
          value: default
";
    assert_eq!(written, expected);
}

#[test]
fn an_application_set_makes_an_application_for_each_directory() {
    let to = pointer("net", "git@git.example:net.git", "main", &["a/dc-1", "a/dc-2"]);
    let set = application_set(&to, Syncing { prune: true, self_heal: true }).unwrap();
    let [read] = read(&text(&[set])).try_into().unwrap();
    assert_eq!(at(&read, "metadata.name").as_str(), Some("net"));
    assert_eq!(at(&read, "spec.syncPolicy.preserveResourcesOnDeletion").as_bool(), Some(true));
    assert_eq!(at(&read, "spec.template.metadata.name").as_str(), Some("{{.name}}"));
    assert_eq!(at(&read, "spec.template.spec.source.path").as_str(), Some("{{.path}}"));
    assert_eq!(at(&read, "spec.template.spec.syncPolicy.automated.prune").as_bool(), Some(true));
    let generators = at(&read, "spec.generators").as_list().unwrap();
    let elements = at(&generators[0], "list.elements").as_list().unwrap();
    let told: Vec<_> = elements
        .iter()
        .map(|it| (at(it, "name").as_str().unwrap(), at(it, "path").as_str().unwrap()))
        .collect();
    assert_eq!(told, [("net-dc-1", "a/dc-1/managed"), ("net-dc-2", "a/dc-2/managed")]);
}

#[rstest]
#[case("123", "1.10", "0x1f")]
#[case("null", "null", "null")]
#[case("true", "yes", "on")]
#[case("1e3", "1e3", "~")]
#[case("0o7", "2026-11-28", "a: b # c")]
#[case("a.b", "feature/{x}", "{{.name}}")]
#[case("y", "'single'", "say \"so\"")]
#[case("n", "#1", "- item")]
#[case("1.5", "ümlaut", "日本")]
#[case("0", "&anchor", "!tag %")]
fn odd_names_come_back_as_they_were_given(
    #[case] name: &str,
    #[case] branch: &str,
    #[case] directory: &str,
) {
    let to = pointer(name, "https://git.example/a%20b/1", branch, &[directory]);
    let path = format!("{directory}/managed");
    for written in [
        text(&application(&to, Syncing::default())),
        text(&[application_set(&to, Syncing::default()).unwrap()]),
        text(&sources_and_kustomizations(&to, true).unwrap()),
    ] {
        assert_eq!(at(&read(&written)[0], "metadata.name").as_str(), Some(name), "{written}");
    }
    let [application] = read(&text(&application(&to, Syncing::default()))).try_into().unwrap();
    assert_eq!(at(&application, "spec.source.path").as_str(), Some(&*path));
    assert_eq!(at(&application, "spec.source.targetRevision").as_str(), Some(branch));
    let flux = read(&text(&sources_and_kustomizations(&to, true).unwrap()));
    assert_eq!(at(&flux[0], "spec.ref.branch").as_str(), Some(branch));
    assert_eq!(at(&flux[1], "spec.path").as_str(), Some(&*format!("./{path}")));
    assert_eq!(at(&flux[1], "spec.prune").as_bool(), Some(true));
    assert_eq!(at(&flux[1], "spec.force").as_bool(), Some(false));
}

#[test]
fn the_root_of_a_repository_is_written_as_each_of_them_reads_it() {
    let directories = [".".to_owned()];
    let to = Pointer::new(&Wanted {
        name: "dc-1",
        url: "ssh://git@git.example/net.git",
        branch: "main",
        directories: &directories,
        layout: Layout::InPlace,
        namespace: "default",
    })
    .unwrap();
    let argo = application(&to, Syncing::default());
    assert_eq!(at(&argo[0], "spec.source.path").as_str(), Some("."));
    let flux = sources_and_kustomizations(&to, false).unwrap();
    assert_eq!(at(&flux[1], "spec.path").as_str(), Some("./"));
}

#[test]
fn what_one_of_them_cannot_do_is_refused_for_it_alone() {
    let scp = pointer("a", "git@git.example:net.git", "main", &["x"]);
    assert!(sources_and_kustomizations(&scp, false).unwrap_err().contains("ssh://user@host/path"));
    assert_eq!(application(&scp, Syncing::default()).len(), 1);

    let mut elsewhere = usual();
    elsewhere.namespace = "prod".to_owned();
    assert!(sources_and_kustomizations(&elsewhere, false).unwrap_err().contains("`prod`"));
    let application = application(&elsewhere, Syncing::default());
    assert_eq!(at(&application[0], "spec.destination.namespace").as_str(), Some("prod"));

    let template = pointer("a", "https://git.example/net", "{{x}}", &["x"]);
    assert!(application_set(&template, Syncing::default()).unwrap_err().contains("{{"));
}
