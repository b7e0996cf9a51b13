//! `hedgerow merge` looks through what a newer release renamed.

use crate::support::{Ran, below, folder, run};

fn acl(statement: &str) -> String {
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: ExternalAttachment\nmetadata:\n  name: border\nspec:\n  \
         inboundACL:\n    statements:\n    - seq: 10   # web\n      {statement}\n"
    )
}

fn link(name: &str, ip: &str) -> String {
    format!(
        "apiVersion: wiring.githedgehog.com/v1beta1\nkind: Connection\nmetadata:\n  name: g--s\nspec:\n  gateway:\n    \
         links:\n    - gateway: {{port: g/enp2s1}}\n      {name}: {{port: s/E1/1, ip: {ip}}}\n"
    )
}

fn merged([base, ours, theirs]: [&str; 3], more: &[&str]) -> Ran {
    let files = folder(&[("base", base), ("ours", ours), ("theirs", theirs)]);
    let sides = ["base", "ours", "theirs"].map(|name| below(&files, name).display().to_string());
    let words = ["merge"].iter().chain(more).map(|word| (*word).to_owned());
    run(words.chain(sides))
}

#[test]
fn an_edit_in_the_older_form_lands_in_the_newer_one() {
    let (base, newer, edited) = (acl("permit: true"), acl("action: permit"), acl("permit: false"));
    for sides in [[&base, &newer, &edited], [&base, &edited, &newer]] {
        let ran = merged(sides.map(String::as_str), &[]);
        assert_eq!((ran.code, ran.out.as_str()), (0, acl("action: deny").as_str()), "{ran:?}");
        assert_eq!(ran.err, "");
    }
    let (base, newer, edited) = (link("spine", "a"), link("switch", "a"), link("spine", "b"));
    let ran = merged([&base, &newer, &edited], &[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, link("switch", "b").as_str()), "{ran:?}");
}

/// The definition of a fabric that has the older form alone.
const OLDER: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: externalattachments.vpc.githedgehog.com}
spec:
  group: vpc.githedgehog.com
  names: {kind: ExternalAttachment, plural: externalattachments}
  scope: Namespaced
  versions:
  - name: v1beta1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              inboundACL:
                type: object
                properties:
                  statements:
                    type: array
                    items:
                      type: object
                      properties:
                        seq: {type: integer}
                        permit: {type: boolean}
";

#[test]
fn what_was_renamed_is_known_by_the_kind_whatever_definitions_are_given() {
    let older = folder(&[("crd.yaml", OLDER)]);
    let definitions = older.path().display().to_string();
    let (base, newer, edited) = (acl("permit: true"), acl("action: permit"), acl("permit: false"));
    let ran = merged([&base, &newer, &edited], &["--crds", &definitions]);
    assert_eq!((ran.code, ran.out.as_str()), (0, acl("action: deny").as_str()), "{ran:?}");
    // Of another group nothing is known: its lines are what they are.
    let other = |text: &str| text.replace("vpc.githedgehog.com", "example.org");
    let (base, newer, edited) = (other(&base), other(&newer), other(&edited));
    let ran = merged([&base, &newer, &edited], &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("action: permit\n") && ran.out.contains("permit: false\n"), "{ran:?}");
}

#[test]
fn what_the_newer_form_makes_a_disagreement_is_named_in_it() {
    let (base, edited, newer) = (acl("permit: true"), acl("permit: false"), acl("action: transit"));
    let ran = merged([&base, &edited, &newer], &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let told = "ExternalAttachment/border spec.inboundACL.statements[seq=10].action: base permit, ours deny, \
                theirs transit; both sides changed it, differently";
    assert!(ran.err.replace('"', "").contains(told), "{}", ran.err);
}
