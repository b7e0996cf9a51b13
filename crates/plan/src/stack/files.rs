//! What a stack reads of files and writes into them: where a resource may stand, what it says there, and the
//! kustomizations that list its file.

use hedgerow_model::{Document, Draft, Identity, Reason, Standing};

use super::Input;
use crate::area::{KUSTOMIZATIONS, folder};
use crate::aside::Aside;
use crate::combine::DocumentState;
use crate::file_edit;
use crate::files::Files;
use crate::kustomize;
use crate::overlay::{FileError, Overlay};
use crate::returned::{LastPlace, put_back};

/// What is left alone with these kustomizations and charts, and what was used by one that cannot be read
/// now.
pub(crate) fn left_alone<F: Files>(
    overlay: &Overlay<F>,
    special: &[String],
    used: &[String],
) -> Result<Aside, FileError> {
    let mut aside = Aside::none();
    for path in special {
        let Some(text) = overlay.text(path)? else { continue };
        if !aside.add(path, &text) {
            used.iter().for_each(|input| aside.keep(input, path));
        }
    }
    Ok(aside)
}

/// Whether a resource without a document may be given one in this file.
pub(crate) fn may_stand_in<F: Files>(
    overlay: &Overlay<F>,
    path: &str,
    identity: &Identity,
) -> Result<(), Reason> {
    has_room(overlay, path)?;
    let Some(text) = overlay.text(path)? else { return Ok(()) };
    let left_alone = overlay.memo.find(&text, identity).is_some();
    if left_alone || !overlay.memo.is_ours(&text) {
        let (path, resource) = (path.to_owned(), identity.clone());
        return Err(Reason::Occupied { path, resource, left_alone });
    }
    Ok(())
}

/// Whether each folder of a path is one, or nothing yet.
fn has_room<F: Files>(overlay: &Overlay<F>, path: &str) -> Result<(), Reason> {
    let mut here = folder(path);
    while !here.is_empty() {
        let what = match overlay.text(here) {
            Ok(None) => None,
            Ok(Some(_)) | Err(FileError::NotText { .. }) => Some("a file"),
            Err(FileError::NotPlain { .. }) => Some("a symbolic link or a submodule"),
            Err(error) => return Err(error.into()),
        };
        if let Some(what) = what {
            let detail = format!("`{here}` is {what}, so nothing can be below it");
            return Err(Reason::Unwritable { path: path.to_owned(), detail });
        }
        here = folder(here);
    }
    Ok(())
}

/// Of several documents in comments or unreadable, the one the draft was started from.
pub(super) fn aside<'d>(documents: &'d [Document], draft: &Draft) -> Option<&'d Document> {
    let unreadable = |document: &&Document| document.standing == Standing::Unreadable;
    documents
        .iter()
        .find(|document| draft.base_text.as_ref() == Some(&document.text))
        .or_else(|| documents.iter().find(unreadable))
        .or_else(|| documents.first())
}

/// The document as the overlay has it. Where the file is broken around it, the database's word that
/// it is unreadable counts.
pub(super) fn picture<F: Files>(
    overlay: &Overlay<F>,
    path: &str,
    identity: &Identity,
    documents: &[Document],
) -> Result<Option<DocumentState>, FileError> {
    let found = overlay.text(path)?.and_then(|text| overlay.memo.find(&text, identity));
    if found.is_some() {
        return Ok(found);
    }
    Ok(documents
        .iter()
        .find(|document| document.path == path && document.standing == Standing::Unreadable)
        .map(|document| DocumentState {
            standing: Standing::Unreadable,
            text: document.text.clone(),
        }))
}

pub(super) fn committed_picture<F: Files>(
    overlay: &Overlay<F>,
    path: &str,
    identity: &Identity,
) -> Result<Option<DocumentState>, FileError> {
    Ok(overlay.committed(path)?.and_then(|text| overlay.memo.find(&text, identity)))
}

pub(super) fn write<F: Files>(
    overlay: &mut Overlay<F>,
    path: &str,
    identity: &Identity,
    target: Option<&DocumentState>,
    last: Option<&LastPlace>,
) -> Result<(), Reason> {
    let lossy = |detail| Reason::NotLossless { path: Some(path.to_owned()), detail };
    let text = match (overlay.text(path)?, target) {
        (file, Some(target)) if let Some(last) = last => {
            put_back(&overlay.memo, file.as_deref(), &last.text, identity, target).map_err(lossy)?
        }
        (Some(file), target) => {
            file_edit::set(&overlay.memo, &file, identity, target).map_err(lossy)?
        }
        (None, Some(target)) if target.standing == Standing::CommentedOut => {
            Some(hedgerow_yaml::comment_out(&target.text))
        }
        (None, Some(target)) => Some(target.text.clone()),
        (None, None) => None,
    };
    // A file that comes back ends as it did.
    let unended = last.is_some_and(|last| !last.text.ends_with('\n'));
    let ended = text.map(|text| match unended || text.ends_with('\n') {
        true => text,
        false => with_end(path, text, overlay),
    });
    overlay.set(path, ended);
    Ok(())
}

/// A new file ends with a line end; one that had none keeps that.
fn with_end<F: Files>(path: &str, text: String, overlay: &Overlay<F>) -> String {
    match overlay.text(path) {
        Ok(Some(_)) => text,
        _ => text + "\n",
    }
}

/// Keeps the list of a kustomization beside the file up to date, where it lists the siblings.
pub(super) fn relist<F: Files>(
    overlay: &mut Overlay<F>,
    input: &Input,
    path: &str,
    identity: &Identity,
) -> Result<(), Reason> {
    let present = overlay.text(path)?.is_some();
    let existed = overlay.committed(path)?.is_some();
    if present && existed {
        return Ok(());
    }
    let siblings = input.around.get(&identity.group_kind());
    // A kustomization lists files beside it and below it.
    let mut here = folder(path);
    loop {
        for name in KUSTOMIZATIONS {
            let kustomization =
                if here.is_empty() { name.to_owned() } else { format!("{here}/{name}") };
            let Some(text) = overlay.text(&kustomization)? else { continue };
            if let Some(error) = kustomize::broken(&text) {
                let detail = format!(
                    "it cannot be read ({error}), so the resources that it lists are not known; \
                     fix it first"
                );
                return Err(Reason::NotLossless { path: Some(kustomization), detail });
            }
            let lists_siblings = siblings.is_some_and(|around| {
                around.siblings.iter().any(|sibling| kustomize::lists(&text, here, &sibling.path))
            });
            if present && !lists_siblings {
                continue;
            }
            let listed = kustomize::relist(&text, here, path, present);
            let refused =
                |detail| Reason::NotLossless { path: Some(kustomization.clone()), detail };
            if let Some(text) = listed.map_err(refused)? {
                overlay.set(&kustomization, Some(text));
            }
        }
        if here.is_empty() {
            return Ok(());
        }
        here = folder(here);
    }
}
