use super::read::{FILES, read};
use super::*;

fn value(text: &str) -> Value {
    hedgerow_yaml::read_value(text).unwrap()
}

#[test]
fn every_file_is_read_and_says_what_it_follows() {
    for (name, text) in FILES {
        let migration = read(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(migration.id, *name);
        for sentence in [&migration.clause, &migration.source] {
            assert!(sentence.ends_with('.') && sentence.len() > 20, "{name}: {sentence}");
        }
        assert!(!migration.words().is_empty(), "{name}");
        let (clause, since) = (migration.clause.to_lowercase(), &migration.since);
        assert!(clause.contains(since.as_str()), "{name}: {since}: {clause}");
        if let Step::Rename { at, from, to, values } = &migration.step {
            assert_ne!(from, to);
            let each = at.steps().iter().filter(|step| **step == PatternStep::Each).count();
            assert!(each == 0 || (each == 1 && at.steps().last() == Some(&PatternStep::Each)));
            let distinct: Vec<_> = values.iter().map(|(_, new)| new.to_string()).collect();
            assert!(distinct.iter().enumerate().all(|(at, one)| !distinct[..at].contains(one)));
        }
    }
    assert_eq!(Migration::all().len(), FILES.len());
}

#[test]
fn no_name_is_both_the_newer_and_the_older_one() {
    // Merges and histories go one step at a place: who adds a second one teaches them.
    let all = Migration::all();
    for (one, other) in all.iter().flat_map(|one| all.iter().map(move |other| (one, other))) {
        let follows = match (&one.step, &other.step) {
            (Step::Version { to, .. }, Step::Version { from, .. }) => to == from,
            (Step::Rename { at, to, .. }, Step::Rename { at: there, from, .. }) => {
                at == there && to == from
            }
            _ => false,
        };
        assert!(!(follows && one.group == other.group), "{} and {}", one.id, other.id);
    }
}

#[test]
fn a_file_that_says_nothing_or_two_things_is_refused() {
    let head = "id: x\nclause: A.\nsince: fabric v1\nsource: B.\ngroup: g\n";
    assert!(read(head).unwrap_err().contains("exactly one"));
    let two = "version: {from: a, to: b}\nremoved: {at: [x], instead: edit it}\n";
    assert!(read(&format!("{head}{two}")).unwrap_err().contains("exactly one"));
    assert!(read(&format!("{head}renames: 1\n")).unwrap_err().contains("renames"));
    assert!(read(&format!("{head}removed: {{at: ['a..b'], instead: edit it}}\n")).is_err());
}

fn blocked(id: &str, object: &str) -> Vec<String> {
    let places = Migration::named(id).unwrap().places(&value(object));
    places
        .iter()
        .map(|place| place.blocked.as_ref().map_or_else(String::new, ToString::to_string))
        .collect()
}

#[test]
fn a_place_that_cannot_be_said_in_the_newer_form_says_why() {
    let acl = |statement: &str| format!("spec: {{inboundACL: {{statements: [{statement}]}}}}");
    assert_eq!(blocked("permit-action", &acl("{seq: 1, permit: true}")), [""]);
    let why = blocked("permit-action", &acl("{permit: 'yes'}"));
    assert_eq!(
        why,
        ["`permit` is `\"yes\"`, which the newer form cannot say: write `true` or `false` first"]
    );
    let why = blocked("permit-action", &acl("{permit: true, action: deny}"));
    assert_eq!(why, ["`permit` and `action` are both there: delete one of them"]);
    let why = blocked("mclag-removed", "spec: {mclag: {links: []}, mclagDomain: {}}");
    assert!(why.len() == 2 && why[0].contains("another name, with `eslag`"), "{why:?}");
    assert_eq!(blocked("permit-action", &acl("{action: deny}, 7")), Vec::<String>::new());
    assert_eq!(blocked("permit-action", "spec: {inboundACL: [1]}"), Vec::<String>::new());
}

const CRD: &str = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\n\
    spec:\n  group: vpc.githedgehog.com\n  names: {kind: ExternalAttachment, plural: externalattachments}\n  \
    scope: Namespaced\n  versions:\n";

fn catalogue(versions: &[(&str, &[&str])]) -> Catalogue {
    let mut text = CRD.to_owned();
    for (name, fields) in versions {
        let fields: Vec<String> = fields.iter().map(|f| format!("{f}: {{type: string}}")).collect();
        text += &format!(
            "  - name: {name}\n    served: true\n    storage: true\n    schema: {{openAPIV3Schema: {{type: object, \
             properties: {{spec: {{type: object, properties: {{inboundACL: {{type: object, properties: \
             {{statements: {{type: array, items: {{type: object, properties: {{{}}}}}}}}}}}}}}}}}}}}}\n",
            fields.join(", ")
        );
    }
    let (catalogue, problems) = Catalogue::with_crds(&[("crd.yaml".to_owned(), text)]);
    assert!(problems.is_empty(), "{problems:?}");
    catalogue
}

#[test]
fn only_a_fabric_that_has_the_newer_form_and_not_the_older_is_brought_forward() {
    let kind = GroupKind::new("vpc.githedgehog.com", "ExternalAttachment");
    let fits =
        |id: &str, catalogue: &Catalogue| Migration::named(id).unwrap().fits(catalogue, &kind);
    let (old, new) = (&["permit"][..], &["action"][..]);
    assert!(fits("permit-action", &Catalogue::builtin()));
    assert!(fits("vpc-v1beta1", &Catalogue::builtin()));
    assert!(fits("permit-action", &catalogue(&[("v1beta1", new)])));
    assert!(!fits("permit-action", &catalogue(&[("v1beta1", old)])));
    assert!(!fits("permit-action", &catalogue(&[("v1beta1", &["permit", "action"])])));
    assert!(!fits("permit-action", &catalogue(&[("v1beta1", new), ("v1alpha2", old)])));
    assert!(!fits("vpc-v1beta1", &catalogue(&[("v1beta1", new), ("v1alpha2", old)])));
    assert!(!fits("vpc-v1beta1", &catalogue(&[("v1alpha2", old)])));
    assert!(!fits("gateway-link-switch", &Catalogue::builtin()), "another kind");
    let system = GroupKind::new("wiring.githedgehog.com", "SwitchProfile");
    assert!(!Migration::named("wiring-v1beta1").unwrap().fits(&Catalogue::builtin(), &system));
}
