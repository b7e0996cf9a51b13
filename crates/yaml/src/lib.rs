//! YAML as kubectl reads it, with positions; lossless editing; emitting.
//!
//! - [`read`] reads one document as kubectl would and remembers where everything is; what kubectl
//!   would silently drop or mangle is an error or a warning. [`split`] and [`read_all`] take files of
//!   several documents.
//! - [`rewrite`] changes a text so that it reads as another value and touches only what differs. It
//!   patches byte ranges of the original text, so that everything else stays by construction; the
//!   result is read back and compared before it is returned.
//! - [`emit`] writes a new document.
//!
//! Pure code: no I/O.

mod commented;
mod comments;
mod conflicts;
mod document;
mod edit;
mod emit;
mod error;
mod fields;
mod files;
mod insert;
mod items;
mod kubectl;
mod layout;
mod limits;
mod load;
mod markers;
mod paths;
mod position;
mod quote;
mod rekey;
mod resolve;
mod scan;
mod shared;
mod split;
mod tags;
mod tree;

pub use commented::{CommentedOut, comment_out, commented_out, uncomment};
pub use comments::{CommentMap, Comments, comments, comments_of, entry_paths, merge_keys};
pub use document::{Document, Warning, read, read_again, read_value};
pub use edit::{CommentEdit, EditError, Rewrite, rename_keys, rewrite, rewrite_document};
pub use emit::{EmitOptions, Newline, emit, scalar};
pub use error::{ReadError, ReadErrorKind};
pub use fields::{FieldEdit, FieldEditError, edit_fields, entry_lines};
pub use files::{
    Content, FileDocument, append_document, read_all, read_each, remove_document, replace_document,
    unread_documents,
};
pub use insert::insert_document;
pub use items::{ListItem, list_items};
pub use limits::Limits;
pub use paths::{PathSetError, delete_path, set_path};
pub use position::Position;
pub use quote::needs_quotes;
pub use rekey::{Rekeyed, rekeyed, rest_of};
pub use shared::MisreadKey;
pub use split::{Slice, split};
