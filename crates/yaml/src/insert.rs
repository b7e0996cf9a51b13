//! Putting a document between those of a file, which stay as they are, byte for byte.

use crate::edit::EditError;
use crate::files::{Wanted, append_document, end_line, newline_of, with_end};
use crate::split::split;

/// Puts a document in front of the one at `index` (of [`split`]); behind the last, as [`append_document`] does.
///
/// # Errors
/// When `own_text` is not one document, or the comments and markers of the file would belong to others then.
pub fn insert_document(file: &str, index: usize, own_text: &str) -> Result<String, EditError> {
    let slices = split(file);
    let Some(slice) = slices.get(index) else { return append_document(file, own_text) };
    let own = split(own_text);
    if own.len() != 1 {
        let count = own.len();
        return Err(EditError::file(format!(
            "the text has {count} documents where one is expected"
        )));
    }
    let newline = newline_of(file);
    let bom = if file[slice.banner.clone()].starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let before = &file[..slice.banner.start];
    let after = &file[slice.banner.start + bom.len()..];
    let own_text = &*with_end(own_text);
    let has_marker = own.first().is_some_and(|own| own.marker.is_some());
    let marker = format!("---{newline}");
    let build = |opened: bool, close: &str| {
        let mut text = [before, bom].concat();
        end_line(&mut text, newline);
        text.push_str(if opened && !has_marker { &marker } else { "" });
        text.push_str(own_text);
        end_line(&mut text, newline);
        text.push_str(close);
        if slice.marker.is_none() {
            text.push_str(&marker);
        }
        text.push_str(after);
        text
    };
    let close = format!("...{newline}");
    let opened = index > 0 || slice.marker.is_some();
    let forms = [(opened, ""), (true, ""), (opened, &*close), (true, &*close)];
    let candidates = forms.into_iter().map(|(opened, close)| build(opened, close)).collect();
    let wanted = Wanted { file, slices: &slices, changed: index..index, new: Some(own_text) };
    wanted.first_of(candidates)
}
