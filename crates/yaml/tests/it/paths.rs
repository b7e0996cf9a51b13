use hedgerow_model::Value;
use hedgerow_yaml::{delete_path, read_value, set_path};

use crate::support::{path, value};

fn set(text: &str, at: &str, new: &str) -> Result<Value, String> {
    let mut read = value(text);
    let before = read.clone();
    match set_path(&mut read, &path(at), read_value(new).unwrap()) {
        Ok(()) => Ok(read),
        Err(error) => {
            assert_eq!(read, before, "a refused change changes nothing");
            Err(error.to_string())
        }
    }
}

#[test]
fn missing_maps_are_created_on_the_way() {
    assert_eq!(set("a: 1", "b.c.d", "[x]").unwrap(), value("a: 1\nb: {c: {d: [x]}}"));
    assert_eq!(set("a:", "a.b", "1").unwrap(), value("a: {b: 1}"));
}

#[test]
fn list_items_are_named_by_place_or_key_and_can_be_appended() {
    assert_eq!(set("a: [1, 2]", "a[1]", "3").unwrap(), value("a: [1, 3]"));
    assert_eq!(set("a: [1]", "a[1]", "2").unwrap(), value("a: [1, 2]"));
    assert_eq!(
        set("a: [{seq: 10, x: 1}]", "a[seq=10].x", "2").unwrap(),
        value("a: [{seq: 10, x: 2}]")
    );
    assert_eq!(
        set("a: []", "a[server.port=s/1].x", "2").unwrap(),
        value("a: [{server: {port: s/1}, x: 2}]")
    );
    assert_eq!(set("a: [x]", "a[=y]", "z").unwrap(), value("a: [x, z]"));
}

#[test]
fn a_step_that_leads_nowhere_is_refused_with_a_reason() {
    assert_eq!(
        set("a: [1]", "a[3]", "2").unwrap_err(),
        "cannot set `a[3]`: in `a`: the list has 1 items; [1] appends one, [3] is after its end"
    );
    assert!(set("a: [1]", "a.b", "2").unwrap_err().contains("it is a list"));
    assert!(set("a: x", "a.b", "2").unwrap_err().contains("a string, which has no entries"));
}

#[test]
fn deleting_closes_lists_up_and_keeps_the_order_of_maps() {
    let mut read = value("a: {x: 1, w: 2, z: 3}\nb: [1, 2, 3]");
    delete_path(&mut read, &path("a.x")).unwrap();
    delete_path(&mut read, &path("b[1]")).unwrap();
    assert_eq!(read, value("a: {w: 2, z: 3}\nb: [1, 3]"));
    assert_eq!(read.get("a").unwrap().as_map().unwrap().keys().collect::<Vec<_>>(), ["w", "z"]);
    assert_eq!(
        delete_path(&mut read, &path("a.q.r")).unwrap_err().to_string(),
        "cannot delete `a.q.r`: in `a`: there is no q"
    );
}
