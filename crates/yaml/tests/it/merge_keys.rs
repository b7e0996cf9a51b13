//! Editing around merge keys (`<<`): their comments stay at them, and where they are is told.

use hedgerow_model::{AllAtomic, FieldPath, Segment, Value};
use hedgerow_yaml::{
    Comments, Limits, Rewrite, comments, delete_path, merge_keys, read, read_value, rewrite,
    set_path,
};

use crate::support::places;

const TEXTS: [&str; 6] = [
    "a: &a\n  x: 1\n  w: 1\nb:\n  # why\n  <<: *a # as a\n  # own\n  z: 1\nc: 1\n",
    "a: &a\n  x: 1\nb:\n  # own\n  z: 1 # z\n  # why\n  <<: *a # as a\n    # end\nc: 1\n",
    "a: &a {x: 1, w: 1}\nb:\n  # why\n  <<: *a\n# see\nc: 1\n",
    "a: &a\n  x: 1\nl:\n  # first\n  - <<: *a # item\n    z: 1\n  - z: 2\n    # why\n    <<: *a\n",
    "a: &a\n  x: 1\ne: &e\n  w: 2\nb:\n  # both\n  <<: [*a, *e] # in this order\n  z: 1\n",
    "a: &a\n  x: 1\nb: # braces\n  { <<: *a, # why\n    z: 1 } # end\nc: 1\n",
];

fn value_of(text: &str) -> Value {
    read(text, &Limits::default()).unwrap().into_value()
}

/// The comments at merge keys, in the order of their paths.
fn at_keys(text: &str) -> Vec<Comments> {
    let all = comments(text, &AllAtomic).unwrap().into_iter();
    all.filter(|(path, _)| path.segments().last() == Some(&Segment::Key("<<".to_owned())))
        .map(|(_, found)| found)
        .collect()
}

/// Whether a place has a merge key in it.
fn holds_one(text: &str, path: &FieldPath) -> bool {
    let document = read(text, &Limits::default()).unwrap();
    merge_keys(text, &document, &AllAtomic).iter().any(|key| path.contains(key))
}

#[test]
fn merge_keys_keep_their_comments_through_edits_of_what_is_around() {
    let mut made = 0;
    for text in TEXTS {
        let value = value_of(text);
        let mut all = Vec::new();
        places(&value, &FieldPath::root(), &mut all);
        for path in all {
            let mut edits: Vec<(String, Value)> = Vec::new();
            let mut edit = |what: &str, change: &dyn Fn(&mut Value) -> bool| {
                let mut target = value.clone();
                if change(&mut target) {
                    edits.push((format!("{path} {what}"), target));
                }
            };
            let new = path.key("new");
            let set = |target: &mut Value, path: &FieldPath, to: &str| {
                set_path(target, path, read_value(to).unwrap()).is_ok()
            };
            edit("has one more", &|target| set(target, &new, "1"));
            if !holds_one(text, &path) {
                edit("is set", &|target| set(target, &path, "7"));
                edit("is a map", &|target| set(target, &path, "{n: 1}"));
                edit("is deleted", &|target| delete_path(target, &path).is_ok());
            }
            for (what, target) in edits {
                let how = Rewrite { types: &AllAtomic, comments: &[] };
                let Ok(edited) = rewrite(text, &target, &how) else { continue };
                made += 1;
                assert_eq!(at_keys(&edited), at_keys(text), "{what}\n{text}---\n{edited}");
            }
        }
    }
    assert!(made > 50, "{made} edits");
}

#[test]
fn where_merge_keys_are_is_told() {
    let keys = |text: &str| {
        let document = read(text, &Limits::default()).unwrap();
        let keys = merge_keys(text, &document, &AllAtomic);
        keys.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(keys(TEXTS[3]), ["l[0].<<", "l[1].<<"]);
    assert_eq!(keys(TEXTS[5]), ["b.<<"]);
    assert_eq!(keys("a: &a {x: 1}\nb: {'<<': 1}\nc: *a\n"), [""; 0], "a key in quotes is one");
    assert_eq!(keys("a: 1\n"), [""; 0]);
}
