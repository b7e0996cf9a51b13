use crate::support::{delete, edit, set, value};

const ROUTES: &str = "\
routes:
  # default
  - name: a
    via: 1 # one
  # backup
  - name: b
    via: 2
  - name: c
    via: 3
end: 1
";

#[test]
fn items_are_known_by_their_keys_and_keep_their_text() {
    assert_eq!(set(ROUTES, "routes[name=b].via", "7"), ROUTES.replace("via: 2", "via: 7"));
    // The order of a keyed list says nothing.
    let shuffled = "routes: [{name: c, via: 3}, {name: a, via: 1}, {name: b, via: 2}]\nend: 1";
    assert_eq!(edit(ROUTES, &value(shuffled)).unwrap(), ROUTES);
}

#[test]
fn items_are_inserted_behind_the_one_before_them() {
    let target = "routes: [{name: a, via: 1}, {name: new, via: 9}, {name: b, via: 2}, {name: c, via: 3}]\nend: 1";
    assert_eq!(
        edit(ROUTES, &value(target)).unwrap(),
        ROUTES.replace("via: 1 # one\n", "via: 1 # one\n  - name: new\n    via: 9\n")
    );
    let target = "routes: [{name: new, via: 9}, {name: a, via: 1}, {name: b, via: 2}, {name: c, via: 3}]\nend: 1";
    assert_eq!(
        edit(ROUTES, &value(target)).unwrap(),
        ROUTES.replace("routes:\n", "routes:\n  - name: new\n    via: 9\n")
    );
    assert_eq!(
        set(ROUTES, "routes[name=z].via", "9"),
        ROUTES.replace("via: 3\n", "via: 3\n  - name: z\n    via: 9\n")
    );
}

#[test]
fn items_are_deleted_with_their_lines() {
    assert_eq!(delete(ROUTES, "routes[name=c]"), ROUTES.replace("  - name: c\n    via: 3\n", ""));
    // What is above may be meant for the next one too.
    assert_eq!(delete(ROUTES, "routes[name=b]"), ROUTES.replace("  - name: b\n    via: 2\n", ""));
    // Here it cannot: the next item has its own.
    assert_eq!(
        delete(ROUTES, "routes[name=a]"),
        ROUTES.replace("  # default\n  - name: a\n    via: 1 # one\n", "")
    );
}

#[test]
fn the_first_key_of_an_item_can_be_deleted_and_inserted() {
    let text = "l:\n  - a: 1 # x\n    b: 2\n";
    assert_eq!(delete(text, "l[0].a"), "l:\n  - b: 2\n");
    assert_eq!(
        edit("l:\n  - b: 2\n", &value("l: [{a: 1, b: 2}]")).unwrap(),
        "l:\n  - a: 1\n    b: 2\n"
    );
    // A comment above the key that is now first stays.
    let text = "l:\n  - a: 1\n    # about b\n    b: 2\n";
    assert_eq!(delete(text, "l[0].a"), "l:\n  -\n    # about b\n    b: 2\n");
    assert_eq!(edit(text, &value("l: [{c: 1}]")).unwrap(), "l:\n  - c: 1\n");
    assert_eq!(edit(text, &value("l: [{}]")).unwrap(), "l:\n  - {}\n");
    assert_eq!(edit(text, &value("l: [x]")).unwrap(), "l:\n  - x\n");
}

#[test]
fn sets_keep_their_order_and_get_new_members_at_the_end() {
    let text = "set: [b, a, c] # x\n";
    assert_eq!(edit(text, &value("set: [a, b, c]")).unwrap(), text);
    assert_eq!(edit(text, &value("set: [a, b, c, d]")).unwrap(), "set: [b, a, c, d] # x\n");
    assert_eq!(edit(text, &value("set: [a, c]")).unwrap(), "set: [a, c] # x\n");
    let sets = "permit:\n  - [x, y]\n  - [z]\n";
    assert_eq!(edit(sets, &value("permit: [[z], [y, x]]")).unwrap(), sets);
    assert_eq!(
        edit(sets, &value("permit: [[z], [y, x], [q]]")).unwrap(),
        "permit:\n  - [x, y]\n  - [z]\n  - [q]\n"
    );
}

#[test]
fn atomic_lists_are_aligned_by_value() {
    let text = "l:\n  - a # one\n  - b # two\n  - c # three\n";
    assert_eq!(edit(text, &value("l: [a, c]")).unwrap(), "l:\n  - a # one\n  - c # three\n");
    assert_eq!(
        edit(text, &value("l: [a, x, b, c]")).unwrap(),
        "l:\n  - a # one\n  - x\n  - b # two\n  - c # three\n"
    );
    assert_eq!(
        edit(text, &value("l: [c, a, b]")).unwrap(),
        "l:\n  - c # three\n  - a # one\n  - b # two\n"
    );
    assert_eq!(
        edit(text, &value("l: [a, z, c]")).unwrap(),
        "l:\n  - a # one\n  - z # two\n  - c # three\n"
    );
}

#[test]
fn ordered_lists_move_items_with_their_comments_even_when_they_change() {
    let text =
        "rules:\n# first\n- name: a\n  v: 1 # x\n# second\n- name: b\n  v: 2\n- name: c\n  v: 3\n";
    assert_eq!(
        edit(text, &value("rules: [{name: b, v: 2}, {name: c, v: 3}, {name: a, v: 1}]")).unwrap(),
        "rules:\n# second\n- name: b\n  v: 2\n- name: c\n  v: 3\n# first\n- name: a\n  v: 1 # x\n"
    );
    assert_eq!(
        edit(text, &value("rules: [{name: b, v: 2}, {name: c, v: 3}, {name: a, v: 9}]")).unwrap(),
        "rules:\n# second\n- name: b\n  v: 2\n- name: c\n  v: 3\n# first\n- name: a\n  v: 9 # x\n"
    );
}

#[test]
fn composite_keys_name_items() {
    let text = "links:\n- server: {port: s1/a}\n  switch: {port: l1/1}\n- server: {port: s1/b}\n  switch: {port: l2/1} # second\n";
    let target = value(
        "links:\n- server: {port: s1/b}\n  switch: {port: l2/1}\n  x: 1\n- server: {port: s1/a}\n  switch: {port: l1/1}\n",
    );
    assert_eq!(edit(text, &target).unwrap(), format!("{text}  x: 1\n"));
}

#[test]
fn lists_inside_lists_are_edited_in_place() {
    let text = "l:\n- - a\n  - b # x\n- - c\n";
    assert_eq!(
        edit(text, &value("l: [[a, b, d], [c]]")).unwrap(),
        "l:\n- - a\n  - b # x\n  - d\n- - c\n"
    );
    assert_eq!(edit(text, &value("l: [[b], [c]]")).unwrap(), "l:\n- - b # x\n- - c\n");
    assert_eq!(
        edit(text, &value("l: [[z, a, b], [c]]")).unwrap(),
        "l:\n- - z\n  - a\n  - b # x\n- - c\n"
    );
}

#[test]
fn flow_lists_over_several_lines_keep_their_layout() {
    let text = "l: [\n  a, # one\n  b, # two\n  c # three\n]\n";
    assert_eq!(edit(text, &value("l: [a, c]")).unwrap(), "l: [\n  a, # one\n  c # three\n]\n");
    assert_eq!(edit(text, &value("l: [a, b]")).unwrap(), "l: [\n  a, # one\n  b # two\n]\n");
    assert_eq!(
        edit(text, &value("l: [a, x, b, c]")).unwrap(),
        "l: [\n  a, # one\n  x,\n  b, # two\n  c # three\n]\n"
    );
    assert_eq!(
        edit(text, &value("l: [a, b, c, x]")).unwrap(),
        "l: [\n  a, # one\n  b, # two\n  c, # three\n  x\n]\n"
    );
    assert_eq!(
        edit(text, &value("l: [x, a, b, c]")).unwrap(),
        "l: [\n  x,\n  a, # one\n  b, # two\n  c # three\n]\n"
    );
    assert_eq!(
        edit("l: [a,\n    b,\n    c]\n", &value("l: [b, x, z]")).unwrap(),
        "l: [\n    b,\n    x, z]\n"
    );
    let wrapped = "l: [a, b,\n    c, d]\n";
    assert_eq!(edit(wrapped, &value("l: [a, c, d]")).unwrap(), "l: [a,\n    c, d]\n");
    assert_eq!(edit(wrapped, &value("l: [a, b, c]")).unwrap(), "l: [a, b,\n    c]\n");
}

#[test]
fn lists_may_stand_below_their_key_or_right_of_it() {
    assert_eq!(set("a:\n- x\nb:\n- y\n", "b[1]", "z"), "a:\n- x\nb:\n- y\n- z\n");
    assert_eq!(set("a:\n- x\nb: 1\n", "c[0]", "z"), "a:\n- x\nb: 1\nc:\n- z\n");
}
