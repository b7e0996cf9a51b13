//! Values that are at several places by anchors, and keys that are read as others.

use hedgerow_model::Value;
use hedgerow_yaml::{Limits, read, set_path};
use proptest::prelude::*;
use rstest::rstest;

use crate::support::{edit, path, value};

fn set_all(text: &str, fields: &[(&str, &str)]) -> String {
    let mut target = value(text);
    for (at, new) in fields {
        set_path(&mut target, &path(at), hedgerow_yaml::read_value(new).unwrap()).unwrap();
    }
    edit(text, &target).unwrap()
}

const TAG: &str = "a:\n  t: &tag \"1.10\"\n  u: *tag\n  x: 1\n";

#[rstest]
#[case::both(&[("a.t", "'1.11'"), ("a.u", "'1.11'")], "a:\n  t: &tag \"1.11\"\n  u: *tag\n  x: 1\n")]
#[case::the_alias(&[("a.u", "'1.11'")], "a:\n  t: &tag \"1.10\"\n  u: \"1.11\"\n  x: 1\n")]
#[case::the_anchor(&[("a.t", "'1.11'")], "a:\n  t: &tag \"1.11\"\n  u: \"1.10\"\n  x: 1\n")]
#[case::to_two_values(&[("a.t", "'1.11'"), ("a.u", "'1.12'")], "a:\n  t: &tag \"1.11\"\n  u: \"1.12\"\n  x: 1\n")]
#[case::and_another(&[("a.t", "'1.11'"), ("a.u", "'1.11'"), ("a.x", "2")], "a:\n  t: &tag \"1.11\"\n  u: *tag\n  x: 2\n")]
fn an_alias_stays_one_where_the_anchor_reads_as_wanted(
    #[case] fields: &[(&str, &str)],
    #[case] wanted: &str,
) {
    assert_eq!(set_all(TAG, fields), wanted);
}

#[rstest]
#[case::a_map_everywhere(
    "a: &x\n  b: 1 # one\n  c: 2\nd: *x\n",
    &[("a.b", "3"), ("d.b", "3")],
    "a: &x\n  b: 3 # one\n  c: 2\nd: *x\n"
)]
#[case::a_map_at_the_alias(
    "a: &x {b: 1, c: 2}\nd: *x\n",
    &[("d.b", "3")],
    "a: &x {b: 1, c: 2}\nd:\n  b: 3\n  c: 2\n"
)]
#[case::a_new_key_everywhere(
    "a: &x\n  b: 1\nd: *x\n",
    &[("a.z", "3"), ("d.z", "3")],
    "a: &x\n  b: 1\n  z: 3\nd: *x\n"
)]
#[case::a_merged_key_everywhere(
    "a: &x\n  b: 1\nd:\n  <<: *x\n  e: 1\n",
    &[("a.b", "3"), ("d.b", "3")],
    "a: &x\n  b: 3\nd:\n  <<: *x\n  e: 1\n"
)]
#[case::a_merged_key_at_its_anchor(
    "a: &x\n  b: 1\nd:\n  <<: *x\n  e: 1\n",
    &[("a.b", "3")],
    "a: &x\n  b: 3\nd:\n  <<: *x\n  e: 1\n  b: 1\n"
)]
#[case::a_list_item(
    "a:\n- &x 1\n- *x\n- 2\n",
    &[("a[0]", "3"), ("a[1]", "3")],
    "a:\n- &x 3\n- *x\n- 2\n"
)]
fn what_is_shared_is_edited_where_it_stands(
    #[case] text: &str,
    #[case] fields: &[(&str, &str)],
    #[case] wanted: &str,
) {
    assert_eq!(set_all(text, fields), wanted);
}

#[rstest]
#[case(TAG, "a.t", &["a.u"])]
#[case(TAG, "a.u", &["a.t"])]
#[case(TAG, "a.x", &[])]
#[case("a: &x\n  b: 1\nd: *x\ne: *x\n", "d.b", &["a.b", "e.b"])]
#[case("a: &x\n  b: 1\nd: *x\n", "a.new.deep", &["d.new.deep"])]
#[case("a: &x\n  b: 1\nd:\n  <<: *x\n  e: 1\n", "a.b", &["d.b"])]
#[case("a: &x\n  b: 1\nd:\n  <<: *x\n  b: 2\n", "a.b", &[])]
#[case("a: &x\n  b: &y 1\nd: *x\nf: *y\n", "f", &["a.b", "d.b"])]
#[case("a:\n- &x 1\n- *x\n", "a[1]", &["a[0]"])]
#[case("a: 1\n", "a", &[])]
fn the_places_that_share_a_value_are_known(
    #[case] text: &str,
    #[case] at: &str,
    #[case] places: &[&str],
) {
    let document = read(text, &Limits::default()).unwrap();
    let shared: Vec<String> = document.shared(&path(at)).iter().map(ToString::to_string).collect();
    assert_eq!(shared, places);
}

#[rstest]
#[case(
    "data:\n  y: 1\n",
    "data.y",
    Some("the key written `y` in line 2 is read as `true` by kubectl: name data.true")
)]
#[case(
    "data: {n: 1}\n",
    "data.n",
    Some("the key written `n` in line 1 is read as `false` by kubectl: name data.false")
)]
#[case(
    "a: 1\n0x10: {b: 1}\n",
    "0x10.b",
    Some("the key written `0x10` in line 2 is read as `16` by kubectl: name 16.b")
)]
#[case(
    "1_000: 1\n",
    "1_000",
    Some("the key written `1_000` in line 1 is read as `1000` by kubectl: name 1000")
)]
#[case("on: 1\n", "true", None)]
#[case("\"y\": 1\n", "y", None)]
#[case("y: 1\n\"y\": 2\n", "y", None)]
#[case("a: {y: 1}\nb: {}\n", "b.y", None)]
#[case("a: 1\n", "y", None)]
fn a_key_that_is_read_as_another_is_named(
    #[case] text: &str,
    #[case] at: &str,
    #[case] says: Option<&str>,
) {
    let document = read(text, &Limits::default()).unwrap();
    let misread = document.misread_key(&path(at)).map(|key| key.to_string());
    assert_eq!(misread.as_deref(), says);
}

proptest! {
    /// The anchor and the aliases are set to the new value, or keep theirs, in every combination.
    #[test]
    fn exactly_the_aliases_that_differ_are_written_out(set in prop::collection::vec(any::<bool>(), 1..6)) {
        let mut text = String::from("a:\n");
        let mut wanted = text.clone();
        let mut target = text.clone();
        for (index, set) in set.iter().enumerate() {
            let (old, new) = if index == 0 { ("&x 1", "&x 2") } else { ("*x", "2") };
            text.push_str(&format!("  k{index}: {old} # c{index}\n"));
            let value = if *set { 2 } else { 1 };
            target.push_str(&format!("  k{index}: {value}\n"));
            let after = match (index, *set == (target.contains("k0: 2"))) {
                (0, _) => if *set { new } else { old },
                (_, true) => old,
                (_, false) => if *set { "2" } else { "1" },
            };
            wanted.push_str(&format!("  k{index}: {after} # c{index}\n"));
        }
        let target: Value = value(&target);
        prop_assert_eq!(edit(&text, &target).unwrap(), wanted);
    }
}
