use hedgerow_model::Value;
use hedgerow_yaml::{comment_out, commented_out, uncomment};
use proptest::prelude::*;

fn names(text: &str) -> Vec<String> {
    let known = |value: &Value| {
        matches!(value.get("kind").and_then(Value::as_str), Some("VPC" | "Connection"))
    };
    commented_out(text, &known)
        .into_iter()
        .map(|found| {
            assert_eq!(
                uncomment(&text[found.lines.clone()]),
                found.text,
                "the bytes are those of the text"
            );
            assert_eq!(text[..found.lines.start].matches('\n').count() as u32 + 1, found.line);
            found.value.at(&["metadata", "name"]).unwrap().plain_text()
        })
        .collect()
}

#[test]
fn resources_in_comments_are_found_with_their_banners() {
    let text = "\
# #
# # VPC one
# #
# apiVersion: v1
# kind: VPC
# metadata:
#   name: one
# spec:
#   a: 1
# ---
# apiVersion: v1
# kind: VPC
# metadata:
#   name: two

# # Connection
# #
# apiVersion: v1
# kind: Connection
# metadata:
#   name: three
";
    assert_eq!(names(text), ["one", "two", "three"]);
}

#[test]
fn prose_above_and_below_does_not_hide_a_resource() {
    let text = "\
a: 1
# Switched off by the site team, see the ticket: it flapped.
# Was used for storage.
#apiVersion: v1
#kind: VPC
#metadata:
#  name: one
#spec:
#  x: 1
# Ask before switching it on again!
b: 2
";
    assert_eq!(names(text), ["one"]);
    let found = commented_out(text, &|_| true);
    assert_eq!(found[0].text, "apiVersion: v1\nkind: VPC\nmetadata:\n  name: one\nspec:\n  x: 1\n");
    assert_eq!(found[0].line, 4);
}

#[test]
fn unknown_kinds_unnamed_objects_and_live_documents_are_not_found() {
    assert!(names("# apiVersion: v1\n# kind: Other\n# metadata:\n#   name: x\n").is_empty());
    assert!(names("# apiVersion: v1\n# kind: VPC\n# spec: {}\n").is_empty());
    assert!(names("apiVersion: v1\nkind: VPC\nmetadata:\n  name: x\n").is_empty());
    assert!(names("# apiVersion: v1\n# kind: [\n# metadata:\n#   name: x\n").is_empty());
}

#[test]
fn two_resources_without_a_separator_are_not_one() {
    let text = "# apiVersion: v1\n# kind: VPC\n# metadata:\n#   name: x\n#\n# apiVersion: v1\n# kind: VPC\n# metadata:\n#   name: z\n";
    assert_eq!(names(text), ["x", "z"]);
}

#[test]
fn a_long_comment_costs_little() {
    let text = "# apiVersion: about\n# kind: of\n# word word: x\n".repeat(20_000);
    assert!(names(&text).is_empty());
}

proptest! {
    #[test]
    fn uncommenting_is_the_exact_reverse(text in "([ -~é]{0,12}(\r?\n)?){0,8}") {
        prop_assert_eq!(uncomment(&comment_out(&text)), text);
    }
}
