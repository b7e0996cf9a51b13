//! Editing: the value becomes exactly what was wanted and what was not meant stays, or nothing is done.

use hedgerow_merge::values_equal;
use hedgerow_model::{AllAtomic, FieldPath, ListTypes, Value};
use hedgerow_yaml::{
    Document, Limits, Position, Rewrite, comments, delete_path, read, rewrite_document, set_path,
};

use crate::choices::{Choices, parts, places};
use crate::types::Types;

/// What is done to one place.
#[derive(Debug)]
enum Edit {
    Set(FieldPath, Value),
    Delete(FieldPath),
    /// A new key in a map.
    Add(FieldPath, Value),
}

/// Edits the text of the input as its choices say.
pub fn edit(data: &[u8]) {
    let Some((text, mut choices)) = parts(data) else { return };
    let Ok(document) = read(text, &Limits::default()) else { return };
    let typed = choices.pick(2) == 1;
    let types: &dyn ListTypes = if typed { &Types } else { &AllAtomic };
    let Some(edit) = chosen(document.value(), &mut choices) else { return };
    let mut target = document.value().clone();
    let done = match &edit {
        Edit::Set(path, value) | Edit::Add(path, value) => {
            set_path(&mut target, path, value.clone()).is_ok()
        }
        Edit::Delete(path) => delete_path(&mut target, path).is_ok(),
    };
    assert!(done, "a place of the document's own: {edit:?}");
    let how = Rewrite { types, comments: &[] };
    // A refusal leaves the text as it was.
    let Ok(edited) = rewrite_document(text, &document, &target, &how) else { return };
    let shown = || format!("{edit:?}\n--- text\n{text:?}\n--- edited\n{edited:?}");
    let Ok(after) = read(&edited, &Limits::default()) else { panic!("does not read: {}", shown()) };
    match typed {
        true => assert!(values_equal(after.value(), &target, types), "another value: {}", shown()),
        false => assert_eq!(after.value(), &target, "another value: {}", shown()),
    }
    let again = rewrite_document(&edited, &after, &target, &how);
    assert_eq!(again.as_ref(), Ok(&edited), "nothing is left to do: {}", shown());
    // A value on a line below its key goes with what is between them, whatever that belongs to.
    let below = |path: &FieldPath| {
        let line = |at: Option<Position>| at.map(|at| at.line);
        line(document.position(path)) != line(document.key_position(path))
    };
    let parted = matches!(&edit, Edit::Delete(path) if below(path));
    if !parted && let Err(lost) = comments_stay(text, &edited, &edit) {
        panic!("{lost} is lost: {}", shown());
    }
    // Where a value is shared, it is changed where it is written; and an item of a keyed list or a set that gets another
    // key is another item, which has its own place.
    if !document.has_anchors() && !typed {
        assert!(lines_stay(text, &edited, &document, &edit), "other lines changed: {}", shown());
    }
}

fn chosen(value: &Value, choices: &mut Choices<'_>) -> Option<Edit> {
    let places = places(value, 400);
    let what = choices.pick(4);
    let path = choices.one(&places)?.clone();
    Some(match what {
        0 => Edit::Delete(path),
        1 => {
            let map = std::iter::successors(Some(path), FieldPath::parent)
                .find(|path| value.lookup(path).is_some_and(|value| value.as_map().is_some()))?;
            let key = match choices.scalar() {
                Value::String(text) => text,
                other => other.plain_text(),
            };
            let path = map.key(&key);
            if value.lookup(&path).is_some() {
                return None;
            }
            Edit::Add(path, choices.value())
        }
        2 => Edit::Set(path, choices.value()),
        _ => Edit::Set(path, choices.scalar()),
    })
}

/// Comments that belong to something that is still there stay.
fn comments_stay(text: &str, edited: &str, edit: &Edit) -> Result<(), String> {
    let (gone, below) = match edit {
        Edit::Delete(path) => (Some(path), true),
        // What is in a map or a list that is replaced goes with it.
        Edit::Set(path, _) => (Some(path), false),
        Edit::Add(..) => (None, false),
    };
    for (path, found) in comments(text, &AllAtomic).unwrap_or_default() {
        // Items of lists are called by their values, and only places in maps can be compared.
        let goes = gone.is_some_and(|gone| {
            let inside = below || path != *gone;
            let named = |path: &FieldPath| {
                path.segments().iter().all(|s| matches!(s, hedgerow_model::Segment::Key(_)))
            };
            (inside && gone.contains(&path)) || !named(&path) || !named(gone)
        });
        if goes {
            continue;
        }
        let lines = found.before.into_iter().chain(found.beside).chain(found.after);
        for line in lines
            .flat_map(|line| line.split(" #").map(str::trim).map(str::to_owned).collect::<Vec<_>>())
        {
            if !edited.contains(&line) {
                return Err(line);
            }
        }
    }
    Ok(())
}

/// Only the line of a scalar that is set changes; a new entry changes no line of a block.
fn lines_stay(text: &str, edited: &str, document: &Document, edit: &Edit) -> bool {
    let (old, new): (Vec<&str>, Vec<&str>) = (text.lines().collect(), edited.lines().collect());
    match edit {
        Edit::Set(path, _) => {
            let written = document
                .written(text, path)
                .filter(|text| !text.is_empty() && !text.contains('\n'));
            let (Some(_), Some(at)) = (written, document.position(path)) else { return true };
            // The key may be on a line of its own, and the value then comes up to it.
            let key = document.key_position(path).map_or(at.line, |key| key.line);
            let (first, last) = (key.min(at.line) as usize - 1, at.line as usize);
            old.len() >= last
                && new.len() + (last - first) >= old.len()
                && old[..first] == new[..first.min(new.len())]
                && old[last..] == new[new.len() - (old.len() - last)..]
        }
        Edit::Add(path, _) if path.segments().len() == 1 => {
            let flow = document
                .position(&FieldPath::root())
                .and_then(|at| old.get(at.line as usize - 1)?.get(at.column as usize - 1..))
                .is_none_or(|rest| rest.starts_with(['{', '!', '&']));
            if flow {
                return true;
            }
            let mut kept = new.iter();
            old.iter().all(|line| kept.any(|kept| kept == line))
        }
        Edit::Add(..) | Edit::Delete(_) => true,
    }
}
