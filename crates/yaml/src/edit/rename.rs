//! Giving keys of maps other names: only the bytes of the keys change.

use std::collections::HashSet;

use hedgerow_model::{FieldPath, Segment, Value};

use super::patch::Patches;
use super::{EditError, has_lone_carriage_return};
use crate::document::{Document, read};
use crate::limits::Limits;
use crate::position::Position;
use crate::quote;
use crate::tree::{NodeId, ScalarStyle, Shape};

/// Gives entries of maps another key; their values, comments, places and the way they are written stay.
///
/// Each path is that of an entry, with the name that it gets. The document was read from this very text.
///
/// # Errors
/// When an entry is not there, has no key of its own (one that a `<<` brings), or its map has the new key
/// already; when the result, read back, is anything else than the same values under the new keys.
pub fn rename_keys(
    text: &str,
    document: &Document,
    keys: &[(FieldPath, String)],
) -> Result<String, EditError> {
    if keys.is_empty() {
        return Ok(text.to_owned());
    }
    if has_lone_carriage_return(text) {
        return Err(EditError::file(
            "its lines end with carriage returns alone; convert them to line feeds first",
        ));
    }
    let mut wanted = document.value().clone();
    let mut patches = Patches::default();
    let mut done: HashSet<NodeId> = HashSet::new();
    for (path, new) in keys {
        let refused = |reason: String| EditError::Refused {
            path: path.clone(),
            position: document.position(path).unwrap_or(Position::START),
            reason,
        };
        let key = key_of(document, path).map_err(refused)?;
        rename_in(&mut wanted, path, new).map_err(refused)?;
        // What aliases share is one text: it is written once.
        if done.insert(key.node) {
            patches.replace(key.range, written(new, key.style, key.in_flow));
        }
    }
    let renamed = patches
        .apply(text, "\n")
        .ok_or_else(|| EditError::file("two edits would touch the same text"))?;
    let shared = || EditError::Refused {
        path: keys[0].0.clone(),
        position: document.position(&keys[0].0).unwrap_or(Position::START),
        reason: "the renamed key would change more than its own entry; rename it by hand"
            .to_owned(),
    };
    let after = read(&renamed, &Limits::default()).map_err(|_| shared())?;
    if *after.value() == wanted { Ok(renamed) } else { Err(shared()) }
}

struct Key {
    node: NodeId,
    range: std::ops::Range<usize>,
    style: ScalarStyle,
    in_flow: bool,
}

fn key_of(document: &Document, path: &FieldPath) -> Result<Key, String> {
    let missing = || "there is no such field".to_owned();
    let (Some(parent), Some(Segment::Key(name))) = (path.parent(), path.segments().last()) else {
        return Err("only the key of a map has a name".to_owned());
    };
    let map = document.node_at(&parent).ok_or_else(missing)?;
    let values = document.value().lookup(&parent).and_then(Value::as_map);
    let slot = values.and_then(|values| values.get_index_of(name)).ok_or_else(missing)?;
    let Shape::Map { flow, entries } = &document.tree.node(map).shape else {
        return Err(missing());
    };
    let entry = document.entry(map, entries, slot).ok_or(
        "it is merged into its map by `<<`; rename it where it is written, or write it out",
    )?;
    let node = document.tree.node(entry.key);
    match node.shape {
        Shape::Scalar(style) if !style.is_block() => {
            Ok(Key { node: entry.key, range: node.range(), style, in_flow: *flow })
        }
        _ => Err("its key is not a plain or quoted text; rename it by hand".to_owned()),
    }
}

fn rename_in(value: &mut Value, path: &FieldPath, new: &str) -> Result<(), String> {
    let (Some(parent), Some(Segment::Key(old))) = (path.parent(), path.segments().last()) else {
        return Err("only the key of a map has a name".to_owned());
    };
    let mut at = value;
    for segment in parent.segments() {
        at = crate::paths::step(at, segment).ok_or("there is no such field")?;
    }
    let map = at.as_map_mut().ok_or("there is no such field")?;
    if map.contains_key(new) {
        return Err(format!("`{new}` is there too; delete one of them"));
    }
    let place = map.get_index_of(old).ok_or("there is no such field")?;
    let (_, moved) = map.shift_remove_index(place).ok_or("there is no such field")?;
    map.shift_insert(place, new.to_owned(), moved);
    Ok(())
}

/// The key in the quotes that the old one had.
fn written(new: &str, style: ScalarStyle, in_flow: bool) -> String {
    match style {
        ScalarStyle::Single if quote::fits_single(new) => quote::single(new),
        ScalarStyle::Single | ScalarStyle::Double => quote::double(new),
        _ if in_flow && quote::needs_quotes_in_flow(new) => quote::double(new),
        _ if quote::needs_quotes(new) => quote::double(new),
        _ => new.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(text: &str, keys: &[(&str, &str)]) -> Result<String, String> {
        let document = read(text, &Limits::default()).unwrap();
        let keys: Vec<(FieldPath, String)> =
            keys.iter().map(|(path, new)| (path.parse().unwrap(), (*new).to_owned())).collect();
        rename_keys(text, &document, &keys).map_err(|error| error.to_string())
    }

    #[test]
    fn only_the_key_changes() {
        let text = "a: 1\nlinks: # two\n  - # first\n    spine:   # an end\n      port: x # here\n    \
                    gateway: {port: y}\n  - \"spine\": {port: z}\n  - 'spine' : !!str q\n# end";
        let all = [
            ("links[0].spine", "switch"),
            ("links[1].spine", "switch"),
            ("links[2].spine", "switch"),
        ];
        assert_eq!(renamed(text, &all).unwrap(), text.replace("spine", "switch"));
    }

    #[test]
    fn line_ends_flow_and_json_stay() {
        for text in [
            "a: {spine: 1, b: 2}\r\nc: 3\r\n",
            "{\"a\": {\"spine\": 1}}",
            "a: { ? spine : 1 }\n",
            "a:\n  ? spine\n  : 1\n",
            "\u{feff}a:\n  spine: |+\n    x\n\n",
        ] {
            let after = renamed(text, &[("a.spine", "switch")]);
            assert_eq!(after.unwrap(), text.replace("spine", "switch"));
        }
    }

    #[test]
    fn a_name_that_needs_quotes_gets_them() {
        assert_eq!(renamed("a: 1\n", &[("a", "yes")]).unwrap(), "\"yes\": 1\n");
        assert_eq!(renamed("{a: 1}\n", &[("a", "x,y")]).unwrap(), "{\"x,y\": 1}\n");
        assert_eq!(renamed("'a': 1\n", &[("a", "it's")]).unwrap(), "'it''s': 1\n");
    }

    #[test]
    fn what_is_shared_is_renamed_for_all_who_share_it_or_not_at_all() {
        let text = "a: &x {spine: 1}\nb: *x\n";
        assert!(renamed(text, &[("a.spine", "switch")]).unwrap_err().contains("by hand"));
        let both = [("a.spine", "switch"), ("b.spine", "switch")];
        assert_eq!(renamed(text, &both).unwrap(), "a: &x {switch: 1}\nb: *x\n");
        let merged = "a: &x {spine: 1}\nb:\n  <<: *x\n  c: 1\n";
        assert!(renamed(merged, &[("b.spine", "switch")]).unwrap_err().contains("`<<`"));
    }

    #[test]
    fn what_is_not_there_or_has_both_names_is_refused() {
        assert!(renamed("a: 1\n", &[("b", "c")]).unwrap_err().contains("no such field"));
        assert!(renamed("a: [1]\n", &[("a[0]", "c")]).unwrap_err().contains("key of a map"));
        assert!(renamed("a: 1\nb: 2\n", &[("a", "b")]).unwrap_err().contains("`b` is there too"));
    }
}
