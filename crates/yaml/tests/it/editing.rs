//! Maps: setting, inserting, deleting.

use hedgerow_model::Value;
use hedgerow_yaml::EditError;

use crate::support::{delete, edit, set, value};

const VPC: &str = "\
# VPC of the demo
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: vpc-1 # short
  namespace: default

spec:
  # the networks
  subnets:
    web:
      subnet: 10.0.1.0/24
      vlan: 1001 # see plan
      # dhcp: later

    db: {subnet: 10.0.2.0/24, vlan: 1002}
  permit:
    - [web, db]
# end
";

#[test]
fn setting_one_field_changes_one_line() {
    assert_eq!(
        set(VPC, "spec.subnets.web.vlan", "1007"),
        VPC.replace("vlan: 1001 # see plan", "vlan: 1007 # see plan")
    );
    assert_eq!(set(VPC, "spec.subnets.db.vlan", "7"), VPC.replace("vlan: 1002", "vlan: 7"));
    assert_eq!(set(VPC, "metadata.name", "\"10\""), VPC.replace("name: vpc-1", "name: \"10\""));
}

#[test]
fn nothing_to_change_gives_the_same_text() {
    assert_eq!(edit(VPC, &value(VPC)).unwrap(), VPC);
    // 1e3 is 1000.
    assert_eq!(edit("a: 1e3\n", &value("a: 1000")).unwrap(), "a: 1e3\n");
}

#[test]
fn new_keys_go_behind_the_last_content_above_what_trails_it() {
    assert_eq!(
        set(VPC, "spec.subnets.web.gateway", "10.0.1.1"),
        VPC.replace("1001 # see plan\n", "1001 # see plan\n      gateway: 10.0.1.1\n")
    );
    // The comment that is indented deeper stays in its map.
    assert_eq!(
        set(VPC, "spec.mode", "l2"),
        VPC.replace("    - [web, db]\n", "    - [web, db]\n  mode: l2\n")
    );
    assert_eq!(
        set(VPC, "spec.subnets.new.vlan", "5"),
        VPC.replace("vlan: 1002}\n", "vlan: 1002}\n    new:\n      vlan: 5\n")
    );
}

#[test]
fn keys_of_objects_and_metadata_go_where_kubernetes_has_them() {
    let object = "apiVersion: v1\nmetadata:\n  labels:\n    a: b\n  # note\n  x: z\nspec: {}\n";
    // Without a kind it is not an object yet: behind the key before it.
    assert_eq!(set(object, "kind", "K").lines().last(), Some("kind: K"));
    let object = format!("kind: K\n{object}");
    assert_eq!(
        set(&object, "metadata.name", "vpc"),
        object.replace("metadata:\n", "metadata:\n  name: vpc\n")
    );
    assert_eq!(
        set(&object, "metadata.annotations.c", "d"),
        object.replace("    a: b\n", "    a: b\n  annotations:\n    c: d\n")
    );
    assert_eq!(set(&object, "status.x", "1"), format!("{object}status:\n  x: 1\n"));
}

#[test]
fn an_inserted_key_follows_the_order_of_the_target() {
    assert_eq!(
        edit("a: 1\n# c\nc: 3\n", &value("a: 1\nb: 2\nc: 3\n")).unwrap(),
        "a: 1\nb: 2\n# c\nc: 3\n"
    );
    assert_eq!(
        edit("# about b\nb: 2\n", &value("a: 1\nb: 2\n")).unwrap(),
        "a: 1\n# about b\nb: 2\n"
    );
}

#[test]
fn deleting_takes_the_line_and_its_comment_and_nothing_else() {
    let text = "a: 1\nb: 2 # beside\n\n# block of c and d\nc: 3\nd: 4\n";
    assert_eq!(delete(text, "b"), "a: 1\n\n# block of c and d\nc: 3\nd: 4\n");
    // The comment above may speak of what follows as well: it stays.
    assert_eq!(delete(text, "c"), "a: 1\nb: 2 # beside\n\n# block of c and d\nd: 4\n");
    assert_eq!(delete(text, "d"), "a: 1\nb: 2 # beside\n\n# block of c and d\nc: 3\n");
    // Here it can speak of nothing else.
    let text = "a: 1\n\n# about b\nb: 2\n\nc: 3\n";
    assert_eq!(delete(text, "b"), "a: 1\n\n\nc: 3\n");
}

#[test]
fn deleting_a_map_takes_what_is_inside() {
    assert_eq!(
        delete(VPC, "spec.subnets.web"),
        VPC.replace("    web:\n      subnet: 10.0.1.0/24\n      vlan: 1001 # see plan\n      # dhcp: later\n", "")
    );
}

#[test]
fn the_last_entry_leaves_an_empty_map() {
    let text = "a:\n  b: 1\n  # trails\nc: 2\n";
    assert_eq!(edit(text, &value("a: {}\nc: 2")).unwrap(), "a: {}\n  # trails\nc: 2\n");
    assert_eq!(edit("a: # x\n  - b\n", &value("a: []")).unwrap(), "a: [] # x\n");
    assert_eq!(edit("a: {b: 1}\n", &value("a: {}")).unwrap(), "a: {}\n");
    assert_eq!(edit("a: 1\n", &value("{}")).unwrap(), "{}\n");
}

#[test]
fn empty_collections_fill_in_block_style() {
    assert_eq!(set("a: {} # x\nb: 1\n", "a.c", "1"), "a: # x\n  c: 1\nb: 1\n");
    assert_eq!(set("a: []\n", "a[0]", "x"), "a:\n  - x\n");
    assert_eq!(set("a:\nb: 1\n", "a.c", "1"), "a:\n  c: 1\nb: 1\n");
    assert_eq!(set("{}\n", "a", "1"), "a: 1\n");
}

#[test]
fn scalars_become_maps_and_back() {
    let text = "a: 1 # x\nb: 2\n";
    let there = edit(text, &value("a: {c: [1], d: {}}\nb: 2")).unwrap();
    assert_eq!(there, "a: # x\n  c:\n    - 1\n  d: {}\nb: 2\n");
    assert_eq!(edit(&there, &value(text)).unwrap(), text);
}

#[test]
fn maps_become_lists_and_back() {
    let text = "a:\n  # about x\n  x: 1\n  z: 2\nb: 2\n";
    let there = edit(text, &value("a: [1, 2]\nb: 2")).unwrap();
    assert_eq!(there, "a:\n  # about x\n  - 1\n  - 2\nb: 2\n");
    assert_eq!(edit(&there, &value(text)).unwrap(), text);
}

#[test]
fn flow_maps_stay_on_their_line() {
    assert_eq!(set("a: {b: 1, c: x}\n", "a.d", "[1]"), "a: {b: 1, c: x, d: [1]}\n");
    assert_eq!(delete("a: {b: 1, c: x, d: 2}\n", "a.c"), "a: {b: 1, d: 2}\n");
    assert_eq!(delete("a: {b: 1, c: x, d: 2}\n", "a.b"), "a: {c: x, d: 2}\n");
    assert_eq!(delete("a: {b: 1, c: x, d: 2}\n", "a.d"), "a: {b: 1, c: x}\n");
    assert_eq!(set("a: {b: , c}\n", "a.c", "1"), "a: {b: , c: 1}\n");
    assert_eq!(set("a: {b: , c}\n", "a.b", "1"), "a: {b: 1, c}\n");
    assert_eq!(set("a: {b: x}\n", "a.b", "\"p, q\""), "a: {b: \"p, q\"}\n");
}

#[test]
fn siblings_in_flow_style_get_a_sibling_in_flow_style() {
    let text = "a:\n  x: {v: 1}\n  y: {v: 2}\n";
    assert_eq!(set(text, "a.z.v", "3"), format!("{text}  z: {{v: 3}}\n"));
}

#[test]
fn files_without_final_line_break_and_with_other_endings_stay_so() {
    assert_eq!(set("a: 1\nb: 2", "c", "3"), "a: 1\nb: 2\nc: 3");
    assert_eq!(delete("a: 1\nb: 2", "b"), "a: 1");
    assert_eq!(
        set("a: 1\r\nb:\r\n  c: 2\r\n", "b.d", "\"x\\ny\\n\""),
        "a: 1\r\nb:\r\n  c: 2\r\n  d: |\r\n    x\r\n    y\r\n"
    );
    assert_eq!(set("\u{feff}a: 1\n", "a", "2"), "\u{feff}a: 2\n");
    assert_eq!(delete("\u{feff}a: 1\nb: 2\n", "a"), "\u{feff}b: 2\n");
    assert_eq!(set("\u{feff}a: 1\n", "b", "2"), "\u{feff}a: 1\nb: 2\n");
}

#[test]
fn indentation_follows_the_document() {
    let text = "a:\n    b:\n    - 1\n    c:\n        d: 1\n";
    assert_eq!(
        set(text, "a.e", "{f: [x], g: {h: 1}}"),
        format!("{text}    e:\n        f:\n        - x\n        g:\n            h: 1\n")
    );
}

#[test]
fn a_document_with_only_comments_gets_content_behind_them() {
    assert_eq!(edit("# hello\n", &value("a: 1")).unwrap(), "# hello\na: 1\n");
    assert_eq!(edit("", &value("a: 1")).unwrap(), "a: 1\n");
}

#[test]
fn shared_values_are_edited_only_where_that_reads_right() {
    let text = "a: &x\n  b: 1\nc: *x\n";
    // An alias that keeps the old value is written out.
    let alone = edit(text, &value("a: {b: 2}\nc: {b: 1}")).unwrap();
    assert_eq!(alone, "a: &x\n  b: 2\nc:\n  b: 1\n");
    let error = edit(text, &value("c: {b: 1}")).unwrap_err();
    assert!(
        matches!(&error, EditError::Refused { reason, .. } if reason.contains("anchors")),
        "{error}"
    );
    // Both change alike, or the alias alone does.
    assert_eq!(edit("a: &x 1\nc: *x\n", &value("a: 1\nc: 2")).unwrap(), "a: &x 1\nc: 2\n");
    assert_eq!(edit("a: &x 1\nb: 2\n", &value("a: 3\nb: 2")).unwrap(), "a: &x 3\nb: 2\n");
    assert_eq!(
        edit("a: &x 1\nb: 2\n", &value("a: {c: 1}\nb: 2")).unwrap(),
        "a: &x\n  c: 1\nb: 2\n"
    );
}

#[test]
fn merged_entries_are_overridden_but_not_deleted() {
    let text = "base: &b\n  p: 1\nm:\n  <<: *b\n  q: 2\n";
    assert_eq!(
        edit(text, &value("base: {p: 1}\nm: {p: 5, q: 2}")).unwrap(),
        "base: &b\n  p: 1\nm:\n  <<: *b\n  q: 2\n  p: 5\n"
    );
    assert!(edit(text, &value("base: {p: 1}\nm: {q: 2}")).is_err());
}

#[test]
fn a_tag_that_no_longer_fits_goes() {
    assert_eq!(set("a: !!str 12\n", "a", "x"), "a: !!str x\n");
    assert_eq!(set("a: !!str 12\n", "a", "13"), "a: 13\n");
    assert_eq!(set("a: !!int 12\n", "a", "x"), "a: x\n");
    assert_eq!(set("a: &n !!str 12\n", "a", "13"), "a: &n 13\n");
}

#[test]
fn explicit_keys_can_be_valued_but_not_restructured() {
    assert_eq!(set("? a\n: b\n", "a", "c"), "? a\n: c\n");
    let error = edit("? a\n: b\nc: 1\n", &value("c: 1")).unwrap_err();
    assert!(error.to_string().contains("`?`"), "{error}");
}

#[test]
fn an_unreadable_text_is_not_edited() {
    let error = edit("a: [\n", &Value::Null).unwrap_err();
    assert!(matches!(error, EditError::Read(_)));
}
