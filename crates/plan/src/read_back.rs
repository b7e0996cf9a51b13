//! What is to be written, held against every rule by which it will be read (law 11): a resource that
//! Hedgerow writes is one that its next ingest finds there.

use hedgerow_model::{EntryKind, Identity, Reason, Standing};
use hedgerow_schema::Catalogue;

use crate::area::{Area, Classifier, FILE_LIMIT, is_too_large};
use crate::aside::Aside;
use crate::combine::DocumentState;
use crate::memo::Memo;
use crate::parse::limits;

/// The rules by which a source is read.
pub(crate) struct Reader<'a> {
    pub(crate) classifier: &'a Classifier,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) aside: &'a Aside,
}

impl Reader<'_> {
    /// Whether a file with this text, at this path, says of a resource what is meant: its picture, or
    /// that it is not there.
    ///
    /// # Errors
    /// [`Reason::NotReadBack`], with what would be read instead.
    pub(crate) fn finds(
        &self,
        memo: &Memo,
        path: &str,
        text: Option<&str>,
        identity: &Identity,
        meant: Option<&DocumentState>,
    ) -> Result<(), Reason> {
        let refused = |detail: String| {
            Err(Reason::NotReadBack { path: path.to_owned(), resource: identity.clone(), detail })
        };
        let found = text.and_then(|text| memo.find(text, identity));
        let Some(meant) = meant else {
            return match found {
                None => Ok(()),
                Some(_) => refused("another document with it would still be there".to_owned()),
            };
        };
        if let Some(why) = self.unread(path) {
            return refused(why);
        }
        let text = text.unwrap_or_default();
        if is_too_large(text) {
            return refused(format!(
                "the file would have {} bytes, and files above {FILE_LIMIT} are not read; move \
                 some of its resources to other files",
                text.len()
            ));
        }
        match found {
            Some(found) if same(&found, meant) => {}
            Some(_) => return refused("it would be read as something else there".to_owned()),
            None => return refused("it would not be found there".to_owned()),
        }
        if meant.standing == Standing::Live {
            let read = hedgerow_yaml::read(&meant.text, &limits()).ok();
            if read.as_ref().is_some_and(|read| read.value().is_encrypted()) {
                return refused(
                    "it is encrypted with SOPS, and such documents are left alone".to_owned(),
                );
            }
            let is_it = read.is_some_and(|read| {
                let read = hedgerow_schema::resource_identity(self.catalogue, read.value());
                read.as_ref() == Some(identity)
            });
            if !is_it {
                return refused(
                    "its kind, or how its name is written, is not read as a resource".to_owned(),
                );
            }
            if memo.count(text, identity) > 1 {
                return refused("it would be there twice".to_owned());
            }
        }
        Ok(())
    }

    /// Whether no live document of a resource is left in a file.
    ///
    /// # Errors
    /// [`Reason::NotReadBack`].
    pub(crate) fn is_without(
        memo: &Memo,
        path: &str,
        text: &str,
        identity: &Identity,
    ) -> Result<(), Reason> {
        match memo.count(text, identity) {
            0 => Ok(()),
            _ => Err(Reason::NotReadBack {
                path: path.to_owned(),
                resource: identity.clone(),
                detail: "another document with it would still be there".to_owned(),
            }),
        }
    }

    /// Why nothing at a path is read as a resource.
    fn unread(&self, path: &str) -> Option<String> {
        if let Some((_, reason)) = self.aside.reason(path) {
            return Some(reason);
        }
        match self.classifier.area(path, EntryKind::File) {
            Area::Managed => None,
            Area::LeftAlone(_, reason) => Some(reason),
            Area::Unmanaged | Area::Raw | Area::Loose => Some(
                "the fabric's settings exclude that path, or it is not a `.yaml` file; change the \
                 exclude globs, or add the file in Git where it is read"
                    .to_owned(),
            ),
        }
    }
}

/// Whether a picture is the one that is meant. A file ends its last line; what is in comments has the
/// comments above its marker with it. The file's edit has proof of its own that no comment is lost.
fn same(found: &DocumentState, meant: &DocumentState) -> bool {
    let value = |text: &str| hedgerow_yaml::read(text, &limits()).map(|read| read.into_value());
    found.standing == meant.standing
        && (found.text.trim_end() == meant.text.trim_end()
            || matches!((value(&found.text), value(&meant.text)), (Ok(a), Ok(b)) if a == b))
}
