//! Rules that a kind's definition carries itself, asked of what a change makes of a resource.

use hedgerow_model::{Draft, Layout};
use hedgerow_plan::{DocumentState, Fate, InCluster, merge_for_trial};
use hedgerow_schema::Catalogue;

use crate::support::{GROUP, World, commented, draft, fate_text, id, live, thing};

/// `Thing` with these rules of its `spec`.
fn definition(rules: &str) -> Catalogue {
    let text = format!(
        "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: {GROUP}
  names: {{kind: Thing, plural: things}}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            x-kubernetes-validations: [{rules}]
            properties:
              size: {{type: integer}}
              label: {{type: string}}
              note: {{type: string}}
"
    );
    Catalogue::with_crds(&[("things.yaml".to_owned(), text)]).0
}

const SMALL: &str = "{rule: self.size <= 10, message: is too large}";
const NAMED: &str = "{rule: self.label != 'bad', message: has a bad label}";
const FIXED: &str = "{rule: self.size == oldSelf.size, message: must not change, fieldPath: .size}";
const GROWS: &str = "{rule: self.size > oldSelf.size, message: must grow}";
const FIRST: &str =
    "{rule: oldSelf.hasValue() || self.size == 1, optionalOldSelf: true, message: must begin at 1}";

/// A fabric with one resource, or with none.
fn world(rules: &[&str], text: Option<&str>) -> World {
    let files = text.map(|text| ("dc/managed/things/a.yaml", text.to_owned()));
    let world = World::new(Layout::Managed, files);
    World { catalogue: definition(&rules.join(", ")), ..world }
}

/// A draft of the resource, on what Git has.
fn wanted(world: &World, target: Option<DocumentState>) -> Draft {
    draft(1, id("a"), world.picture(&id("a")), target)
}

/// What stops the change.
fn broken(rules: &[&str], git: Option<&str>, target: &str) -> Vec<String> {
    let world = world(rules, git);
    let draft = wanted(&world, live(target));
    let fate = world.merge(std::slice::from_ref(&draft));
    let found = match fate {
        Fate::Invalid(findings) => findings,
        Fate::Ready(_) => Vec::new(),
        _ => panic!("{}", fate_text(&fate)),
    };
    // A draft is called invalid for the same.
    let git = world.picture(&id("a"));
    let trial =
        merge_for_trial(&draft, git.as_ref(), &InCluster::Nowhere, &world.catalogue, &[], "c");
    assert_eq!(trial.invalid, !found.is_empty());
    let said = |field: Option<_>, line, message| format!("{field:?} {line} {message}");
    found
        .into_iter()
        .map(|it| said(it.field.map(|field| field.to_string()), it.line, it.message))
        .collect()
}

#[test]
fn what_a_change_makes_of_a_resource_is_held_against_its_definitions_rules() {
    let small = thing("a", 1, "l");
    let large = thing("a", 11, "l");
    assert_eq!(broken(&[SMALL], Some(&small), &large), ["Some(\"spec\") 7 is too large"]);
    assert_eq!(broken(&[SMALL], None, &large), ["Some(\"spec\") 7 is too large"]);
    assert_eq!(broken(&[SMALL], Some(&large), &small), [""; 0]);
    // Git breaks it already.
    assert_eq!(broken(&[SMALL], Some(&large), &thing("a", 12, "l")), [""; 0]);
}

#[test]
fn a_rule_that_is_broken_does_not_hide_another_at_its_place() {
    let (git, target) = (thing("a", 11, "l"), thing("a", 1, "bad"));
    let expected = ["Some(\"spec\") 7 has a bad label"];
    assert_eq!(broken(&[SMALL, NAMED], Some(&git), &target), expected);
    assert_eq!(broken(&[SMALL, NAMED], Some(&git), &thing("a", 11, "bad")), expected);
}

#[test]
fn a_rule_that_compares_compares_with_what_git_has() {
    let (one, two) = (thing("a", 1, "l"), thing("a", 2, "l"));
    let expected = ["Some(\"spec.size\") 7 must not change"];
    assert_eq!(broken(&[FIXED], Some(&one), &two), expected);
    assert_eq!(broken(&[FIXED], None, &two), [""; 0]);
    // Only a comment changes: the cluster is not told, and no rule is asked.
    assert_eq!(broken(&[GROWS], Some(&one), &one.replace("in units", "in other units")), [""; 0]);
    assert_eq!(broken(&[GROWS], Some(&one), &thing("a", 1, "m")), ["Some(\"spec\") 7 must grow"]);
}

#[test]
fn a_rule_with_an_optional_old_value_is_asked_of_what_is_new() {
    let (one, two) = (thing("a", 1, "l"), thing("a", 2, "l"));
    assert_eq!(broken(&[FIRST], None, &two), ["Some(\"spec\") 7 must begin at 1"]);
    assert_eq!(broken(&[FIRST], None, &one), [""; 0]);
    assert_eq!(broken(&[FIRST], Some(&one), &two), [""; 0]);
    assert_eq!(broken(&[FIRST], Some(&two), &thing("a", 3, "l")), [""; 0]);
    // In comments it is not in the cluster.
    let off = hedgerow_yaml::comment_out(&one);
    assert_eq!(broken(&[FIRST], Some(&off), &two), ["Some(\"spec\") 7 must begin at 1"]);
    let world = world(&[FIRST], Some(&two));
    let fate = world.merge(&[wanted(&world, commented(two))]);
    assert!(matches!(fate, Fate::Ready(_)), "{}", fate_text(&fate));
}

#[test]
fn what_could_not_be_judged_is_said_in_the_preview_and_stops_nothing() {
    let git = thing("a", 1, "l");
    let costly = "{rule: 'lists.range(self.size * 1000000).size() > 0'}";
    let unread = "{rule: self.nonsense(}";
    let world = world(&[costly, unread], Some(&git));
    let mut stack = world.stack();
    let fate = stack.add(&world.input(&[wanted(&world, live(thing("a", 2, "l")))]));
    assert!(matches!(fate, Fate::Ready(_)), "{}", fate_text(&fate));
    let checks = stack.checks();
    assert_eq!((checks.not_possible, checks.unchecked.len()), (2, 2), "{checks:?}");
    let has = |part: &str| checks.unchecked.iter().any(|why| why.contains(part));
    assert!(has("Thing.example.org: spec: the rule `self.nonsense(` cannot be used"), "{checks:?}");
    assert!(
        has("Thing/a: spec is not checked by the definition's rule `lists.range("),
        "{checks:?}"
    );
    // The next change does not say it again.
    stack.add(&world.input(&[]));
    assert_eq!(stack.checks().unchecked, [""; 0]);
}
