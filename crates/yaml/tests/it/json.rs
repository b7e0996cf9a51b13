//! Files that are JSON stay JSON, whatever is edited in them.

use hedgerow_model::Value;
use rstest::rstest;

use crate::support::{delete, set};

const JSON: &str =
    "{\n  \"a\": {\"b\": 1, \"t\": \"x\"},\n  \"list\": [1, {\"c\": null}],\n  \"empty\": {}\n}\n";

#[rstest]
#[case("a.b", "2")]
#[case("a.b", "text")]
#[case("a.b", "'1'")]
#[case("a.t", "\"with \\\" and \\n\"")]
#[case("a.t", "3")]
#[case("a.t", "{x: [y, 1, true, null]}")]
#[case("a.new", "new")]
#[case("a.\"a key: odd\"", "yes")]
#[case("list[1].c", "plain")]
#[case("list[2]", "{d: e}")]
#[case("list", "[]")]
#[case("empty.k", "v")]
#[case("empty", "{}")]
#[case("top", "{k: 'v'}")]
fn an_edit_of_json_gives_json(#[case] path: &str, #[case] value: &str) {
    let edited = set(JSON, path, value);
    let read: Value = serde_json::from_str(&edited).unwrap_or_else(|e| panic!("{e}: {edited}"));
    let wanted = hedgerow_yaml::read_value(value).unwrap();
    assert_eq!(read.lookup(&path.parse().unwrap()), Some(&wanted), "{edited}");
}

#[test]
fn what_is_taken_out_of_json_leaves_json() {
    for path in ["a.b", "a.t", "a", "list[0]", "list[1]", "list[1].c", "empty"] {
        let edited = delete(JSON, path);
        serde_json::from_str::<Value>(&edited).unwrap_or_else(|e| panic!("{path}: {e}: {edited}"));
    }
}

#[test]
fn flow_style_that_is_no_json_keeps_its_own_hand() {
    assert_eq!(set("{a: 1}\n", "b", "x"), "{a: 1, b: x}\n");
    assert_eq!(set("a: {\"b\": 1}\n", "a.c", "x"), "a: {\"b\": 1, c: x}\n");
}

#[test]
fn json_that_is_indented_with_tabs_keeps_them() {
    let text = "{\n\t\"a\": {\n\t\t\"b\": 1,\n\t\t\"c\": [\n\t\t\t1\n\t\t]\n\t}\n}\n";
    assert_eq!(set(text, "a.b", "2"), text.replace("\"b\": 1", "\"b\": 2"));
    assert_eq!(set(text, "a.d", "x"), text.replace("\t\t]\n", "\t\t],\n\t\t\"d\": \"x\"\n"));
    assert_eq!(set(text, "a.c[1]", "2"), text.replace("\t1\n", "\t1,\n\t\t\t2\n"));
    assert_eq!(delete(text, "a.b"), text.replace("\t\t\"b\": 1,\n", ""));
}

#[test]
fn what_json_may_have_in_a_text_and_yaml_may_not_is_escaped() {
    let odd = "\u{7f}\u{85}\u{a0}\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}\u{1f980}é";
    for (text, path) in [("{}\n", None), ("{\"a\": 1}\n", Some("a")), ("[\"x\"]\n", None)] {
        let mut target = hedgerow_yaml::read_value(text).unwrap();
        match path {
            Some(path) => {
                hedgerow_yaml::set_path(&mut target, &path.parse().unwrap(), odd.into()).unwrap();
            }
            None => target = odd.into(),
        }
        let how = hedgerow_yaml::Rewrite { types: &hedgerow_model::AllAtomic, comments: &[] };
        let there = hedgerow_yaml::rewrite(text, &target, &how).unwrap();
        assert_eq!(hedgerow_yaml::read_value(&there).as_ref(), Ok(&target), "{there:?}");
        let json: serde_json::Value = serde_json::from_str(&there).unwrap();
        assert_eq!(json.to_string(), target.to_string(), "it stays JSON: {there:?}");
    }
    let mut keyed = hedgerow_yaml::read_value("{\"a\": 1}").unwrap();
    keyed.as_map_mut().unwrap().insert(odd.to_owned(), 2.into());
    let how = hedgerow_yaml::Rewrite { types: &hedgerow_model::AllAtomic, comments: &[] };
    let there = hedgerow_yaml::rewrite("{\"a\": 1}\n", &keyed, &how).unwrap();
    assert_eq!(hedgerow_yaml::read_value(&there), Ok(keyed), "{there:?}");
}
