//! One of several documents of a resource is kept: found again in the files, and the others taken out.

use hedgerow_model::{Document, Draft, Identity, Reason, Standing};

use crate::combine::DocumentState;
use crate::copies::{Kept, kept};
use crate::file_edit;
use crate::files::Files;
use crate::memo::{Memo, text_at};
use crate::overlay::{FileError, Overlay};

/// What files have of the documents among which a draft's author chose.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// The file and the document that stay; nothing for a draft of a resource with one document.
    pub(super) stays: Option<(String, DocumentState)>,
    /// The files and texts of those that go.
    pub(super) go: Vec<(String, String)>,
}

/// Finds the documents of a draft's choice in files, `live` being those that the head has. Nothing where others
/// than those are there, or the one to be kept is not.
pub(super) fn chosen(
    memo: &Memo,
    draft: &Draft,
    live: &[&Document],
    text: impl Fn(&str) -> Result<Option<String>, FileError>,
) -> Result<Option<Chosen>, FileError> {
    if draft.copies.is_empty() || live.is_empty() {
        return Ok(Some(Chosen::default()));
    }
    let mut paths: Vec<&str> = live.iter().map(|document| document.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    let mut there: Vec<(&str, String)> = Vec::new();
    for path in paths {
        let Some(text) = text(path)? else { continue };
        let entries = memo.entries(&text).into_iter();
        let of = entries.filter(|(_, entry)| entry.is(&draft.identity));
        there.extend(of.filter_map(|(place, _)| Some((path, text_at(&text, place)?))));
    }
    let shown: Vec<(&str, &str)> =
        there.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let Kept::One { stays, go } = kept(&draft.copies, &shown) else { return Ok(None) };
    let at = |at: usize| there.get(at).map(|(path, text)| ((*path).to_owned(), text.clone()));
    let stays =
        at(stays).map(|(path, text)| (path, DocumentState { standing: Standing::Live, text }));
    Ok(Some(Chosen { stays, go: go.into_iter().filter_map(at).collect() }))
}

/// Takes one document of a resource out of its file.
pub(super) fn clear<F: Files>(
    overlay: &mut Overlay<F>,
    path: &str,
    identity: &Identity,
    text: &str,
) -> Result<(), Reason> {
    let file = overlay.text(path)?.unwrap_or_default();
    let left = file_edit::without(&overlay.memo, &file, identity, text)
        .map_err(|detail| Reason::NotLossless { path: Some(path.to_owned()), detail })?;
    overlay.set(path, left);
    Ok(())
}
