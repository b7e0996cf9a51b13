//! What a file of managed/ is understood as, and which part of a directory a path belongs to.

use hedgerow_model::{EntryKind, Layout, Severity, Source, Validity};
use hedgerow_plan::{
    Area, AreaError, Classifier, Entry, Files, FilesError, MemoryFiles, ParsedFile, base_name,
    folder, globs, inputs, is_chart, is_kustomization, is_yaml, normal_directory, parse_file,
    prefix,
};
use hedgerow_yaml::comment_out;
use rstest::rstest;

use crate::support::{catalogue, id, source, thing};

fn parsed(text: impl Into<Vec<u8>>) -> ParsedFile {
    parse_file("a.yaml", text.into(), &catalogue())
}

/// Findings as `line:column severity rule`.
fn found(file: &ParsedFile) -> Vec<String> {
    let told = |it: &hedgerow_model::Finding| {
        assert_eq!(it.path, "a.yaml");
        format!("{}:{} {} {}", it.line, it.column, it.severity, it.rule)
    };
    file.findings.iter().map(told).collect()
}

#[test]
fn a_file_is_its_live_resources_and_those_in_its_comments() {
    let text = format!(
        "{}---\n{}---\n# nothing\n---\n{}",
        thing("a", 1, "l"),
        thing("b", 2, "l"),
        comment_out(&thing("c", 3, "l"))
    );
    let file = parsed(text);
    assert!(!file.broken && file.findings.is_empty(), "{:?}", file.findings);
    let told: Vec<_> = file.live.iter().map(|it| (it.identity.clone(), it.line)).collect();
    assert_eq!(told, [(id("a"), 1), (id("b"), 12)]);
    assert!(file.live.iter().all(|it| it.validity == Validity::Valid && it.version == "v1"));
    assert_eq!(file.live[1].text, thing("b", 2, "l"));
    let off = &file.commented[0];
    assert_eq!((&off.identity, off.line, &*off.version), (&id("c"), 25, "v1"));
    assert_eq!(off.text, thing("c", 3, "l"));
    assert_eq!(off.validity, Validity::Unvalidated);
}

#[test]
fn comments_that_read_as_a_kind_nobody_knows_are_only_comments() {
    let unknown = thing("c", 3, "l").replace("example.org", "example.com");
    assert!(parsed(comment_out(&unknown)).commented.is_empty());
}

#[test]
fn conflict_markers_are_named_by_a_rule_of_their_own_in_templates_too() {
    let text = "kind: A\n<<<<<<< HEAD\nx: 1\n=======\nx: \"{{ y }}\"\n>>>>>>> other\n";
    let file = parsed(text);
    assert!(file.broken && file.live.is_empty());
    assert_eq!(found(&file), ["2:1 error conflict-markers"]);
    let said = &file.findings[0].message;
    assert!(said.contains("our side (`HEAD`) is line 3, their side (`other`) is line 5"), "{said}");
}

#[test]
fn a_broken_document_spoils_no_other_and_is_told_with_its_line() {
    let file = parsed(format!("{}---\nkind: [\n---\n{}", thing("a", 1, "l"), thing("b", 1, "l")));
    assert!(file.broken);
    assert_eq!(file.live.len(), 2);
    assert_eq!(file.findings.len(), 1);
    assert_eq!(file.findings[0].severity, Severity::Error);
    assert!(file.findings[0].line >= 12, "{:?}", file.findings[0]);
}

#[test]
fn text_that_is_no_utf8_is_broken_at_its_line() {
    let file = parsed(b"a: 1\nb: 2\nc: \xff\n".to_vec());
    assert!(file.broken);
    assert_eq!(found(&file), ["3:0 error yaml"]);
}

#[test]
fn a_template_is_told_and_does_no_harm() {
    let file = parsed("a: {{ b }}: [\n");
    assert_eq!(file.findings.len(), 1);
    let finding = &file.findings[0];
    assert_eq!((finding.severity, &*finding.rule), (Severity::Info, "template"));
    assert!(finding.message.starts_with("looks like a template, left alone: "));
    // braces in a document that reads are only text
    let file = parsed(thing("a", 1, "\"{{ b }}\"").replace("size: 1", "size: -1"));
    assert_eq!(found(&file), ["7:9 error minimum"]);
}

#[test]
fn what_is_no_object_is_a_warning() {
    let file = parsed("- a list\n");
    assert!(file.live.is_empty());
    assert_eq!(file.findings.len(), 1);
    assert_eq!(file.findings[0].severity, Severity::Warning);
    assert_eq!(file.findings[0].rule, "not-an-object");
}

#[rstest]
#[case(thing("a", 1, "l"), Validity::Valid)]
#[case::with_a_warning(thing("a", 1, "l").replace("spec:", "  uid: x\nspec:"), Validity::Valid)]
#[case(thing("a", 1, "l").replace("size: 1", "size: -1"), Validity::Invalid)]
#[case(thing("a", 1, "l").replace("example.org", "example.com"), Validity::Unvalidated)]
#[case(thing("a", 1, "l").replace("/v1", "/v9"), Validity::Unvalidated)]
fn a_resource_is_as_valid_as_its_schema_says(#[case] text: String, #[case] validity: Validity) {
    assert_eq!(parsed(text).live[0].validity, validity);
}

#[test]
fn a_violation_names_resource_field_line_and_column() {
    let file = parsed(thing("a", 1, "l").replace("size: 1", "size: -1"));
    let finding = &file.findings[0];
    assert_eq!(found(&file), ["7:9 error minimum"]);
    assert_eq!(finding.subject, Some(id("a")));
    assert_eq!(finding.field.as_ref().unwrap().to_string(), "spec.size");
}

#[test]
fn references_are_told_with_their_field_and_facts_as_json() {
    let peering = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\nmetadata:\n  name: \
                   x\nspec:\n  subnet: one/default\n  connection: c1\n";
    let file = parsed(peering);
    let document = &file.live[0];
    let told: Vec<String> =
        document.references.iter().map(|it| format!("{} {}", it.target, it.field)).collect();
    assert_eq!(told, ["Connection/c1 spec.connection", "VPC/one spec.subnet"]);
    let facts = document.facts.clone().unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&facts).is_ok(), "{facts}");
    assert_ne!(facts, "[]");
    assert_eq!(parsed(thing("a", 1, "l")).live[0].facts, None);
}

fn classifier(layout: Layout, exclude: &[&str]) -> Classifier {
    let exclude = exclude.iter().map(|&glob| glob.to_owned()).collect();
    Classifier::new(&Source { exclude, ..source(layout) }).unwrap()
}

#[rstest]
#[case("dc/managed/a.yaml", EntryKind::File, "Managed")]
#[case("dc/managed/a.yaml", EntryKind::Executable, "Managed")]
#[case("dc/managed/a.txt", EntryKind::File, "Unmanaged")]
#[case("dc/raw/a.txt", EntryKind::File, "Unmanaged")]
#[case("dc/a.txt", EntryKind::File, "Loose")]
#[case("dc/managed", EntryKind::File, "Loose")]
#[case("dcx/managed/a.yaml", EntryKind::File, "Unmanaged")]
#[case("dc/managed/kustomization.yaml", EntryKind::File, "kustomize")]
#[case("dc/managed/x/kustomization.yml", EntryKind::File, "kustomize")]
#[case("dc/raw/kustomization.yaml", EntryKind::File, "Raw")]
#[case("dc/kustomization.yaml", EntryKind::File, "Loose")]
#[case("dc/raw/a.yaml", EntryKind::Symlink, "symlink")]
#[case("dc/a.yaml", EntryKind::Submodule, "submodule")]
#[case("dc/managed/a.yaml", EntryKind::OddName, "odd-name")]
#[case("dc/managed/a.yaml", EntryKind::TooDeep, "too-deep")]
#[case("dc/unmanaged/a.yaml", EntryKind::Symlink, "Unmanaged")]
fn every_path_of_a_managed_directory_belongs_somewhere(
    #[case] path: &str,
    #[case] kind: EntryKind,
    #[case] area: &str,
) {
    let told = match classifier(Layout::Managed, &[]).area(path, kind) {
        Area::LeftAlone(rule, reason) => {
            assert!(!reason.is_empty());
            rule.to_owned()
        }
        area => format!("{area:?}"),
    };
    assert_eq!(told, area);
}

#[test]
fn globs_of_an_in_place_directory_are_below_it() {
    let area = |path: &str| {
        classifier(Layout::InPlace, &["old/**", "*.tmp.yaml"]).area(path, EntryKind::File)
    };
    assert_eq!(area("dc/old/a.yaml"), Area::Unmanaged);
    assert_eq!(area("dc/a.tmp.yaml"), Area::Unmanaged);
    assert_eq!(area("dc/new/a.yaml"), Area::Managed);
    assert!(matches!(globs(&["[".into()]), Err(AreaError::Glob { glob, .. }) if glob == "["));
    let bad = Source { exclude: vec!["[".into()], ..source(Layout::InPlace) };
    assert!(Classifier::new(&bad).is_err());
}

#[test]
fn the_parts_of_a_path() {
    assert_eq!((base_name("a/b/c.yaml"), base_name("c.yaml")), ("c.yaml", "c.yaml"));
    assert_eq!((folder("a/b/c.yaml"), folder("c.yaml")), ("a/b", ""));
    assert_eq!((prefix("a/b"), prefix("")), ("a/b/".into(), String::new()));
    assert!(is_yaml("a.yaml") && is_yaml("a.yml") && !is_yaml("a.json") && !is_yaml("yaml"));
    for name in ["kustomization.yaml", "kustomization.yml", "Kustomization"] {
        assert!(is_kustomization(name) && is_kustomization(&format!("a/{name}")));
    }
    assert!(!is_kustomization("a/Kustomization.yaml") && !is_kustomization("kustomization.yaml/a"));
    assert!(is_chart("a/Chart.yaml") && !is_chart("a/chart.yaml") && !is_chart("Chart.yaml/a"));
}

#[rstest]
#[case("..", false)]
#[case("a/../b", false)]
#[case(".git", false)]
#[case("a/.GIT/b", false)]
#[case("git~1", false)]
#[case("a\\b", false)]
#[case("a\u{7}b", false)]
#[case("a..b/.github", true)]
fn a_directory_is_one_that_git_can_hold(#[case] given: &str, #[case] may: bool) {
    assert_eq!(normal_directory(given).is_ok(), may);
}

#[test]
fn a_directory_is_neither_too_deep_nor_too_long() {
    let deep = |n: usize| vec!["a"; n].join("/");
    assert!(normal_directory(&deep(32)).is_ok());
    assert_eq!(normal_directory(&deep(33)), Err(AreaError::TooLong));
    assert!(normal_directory(&"a".repeat(1000)).is_ok());
    assert_eq!(normal_directory(&"a".repeat(1001)), Err(AreaError::TooLong));
    let outside = AreaError::Outside { directory: "../a".into() };
    assert_eq!(normal_directory("../a"), Err(outside));
    let character = AreaError::Character { directory: "a\\b".into() };
    assert_eq!(normal_directory("a\\b"), Err(character));
}

#[test]
fn files_in_memory_are_found_listed_and_read() {
    let mut files = MemoryFiles::new([("a/x", "1"), ("ab/y", "22"), ("z", "")]);
    files.put("a/link", EntryKind::Symlink, "x");
    let entry = |path: &str, kind| Entry { path: path.into(), id: path.to_owned(), kind };
    let below_a = [entry("a/link", EntryKind::Symlink), entry("a/x", EntryKind::File)];
    assert_eq!(files.list("a").unwrap(), below_a);
    assert_eq!(files.list("").unwrap().len(), 4);
    assert_eq!(files.find("a/link").unwrap(), Some(("a/link".into(), EntryKind::Symlink)));
    assert_eq!(files.find("a").unwrap(), None);
    assert_eq!(files.size(&"ab/y".to_owned()).unwrap(), 2);
    assert_eq!(files.read(&"ab/y".to_owned()).unwrap(), b"22");
    assert_eq!(files.read(&"b".to_owned()), Err(FilesError("there is no file b".into())));
    let after = files.with(&[("z".into(), None), ("n".into(), Some(b"3".to_vec()))]);
    let paths: Vec<&str> = after.iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["a/link", "a/x", "ab/y", "n"]);
}

#[test]
fn every_input_of_a_kustomization_is_known_and_no_resource_is_one() {
    let text = "\
resources: [a.yaml]
patchesStrategicMerge: [p1.yaml, './sub/../p2.yaml', 'inline: yes']
generators: [g.yaml]
transformers: [t.yaml]
validators: [v.yaml]
configurations: [c.yaml, /absolute.yaml, 'https://example.org/x.yaml']
patches: [{path: p3.yaml}, {patch: inline}]
patchesJson6902: [{path: ../p4.yaml}]
replacements: [{path: r.yaml}]
configMapGenerator: [{files: [f1, key=f2], envs: [e1]}]
secretGenerator: [{files: [f3]}]
helmCharts: [{valuesFile: values.yaml}]
";
    let named = inputs(text, "x/env");
    let below = |name: &str| format!("x/env/{name}");
    let mut expected: Vec<String> =
        ["p1.yaml", "p2.yaml", "g.yaml", "t.yaml", "v.yaml", "c.yaml", "p3.yaml"]
            .map(below)
            .to_vec();
    expected.push("x/p4.yaml".into());
    expected.extend(["r.yaml", "f1", "f2", "e1", "f3", "values.yaml"].map(below));
    assert_eq!(named, expected);
    assert_eq!(inputs("patches: [", "x"), [] as [&str; 0]);
}
