//! The edits of a request, read: of which resources they are, and what they say that they were made on.

use hedgerow_model::{Identity, ReadAt, Shared, Standing, Value};
use hedgerow_plan::limits;
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Content, Document};

use super::DraftError;
use super::naming::{Named, identity_of, kind_name};
use crate::error::EngineError;
use crate::views::DraftEdit;

/// An edit that was read. What is wrong with it is said once those before it are worked out.
pub(super) enum Asked {
    Text { of: Answer<OneText>, revision: Option<i64>, base: Option<String> },
    Documents(Vec<Answer<OneDocument>>),
    Named(Answer<Named>, Wish, Option<ReadAt>),
}

/// The text of one resource.
pub(super) struct OneText {
    pub(super) identity: Identity,
    pub(super) text: String,
    pub(super) read_at: Option<ReadAt>,
}

/// What is asked for a resource that is named.
pub(super) enum Wish {
    Set(Vec<String>, Shared),
    Delete,
    Stand(Standing),
    /// What it was at the commit that is named with it.
    Restore,
    Revert,
}

/// One document of a text with several.
pub(super) struct OneDocument {
    pub(super) line: u32,
    pub(super) identity: Identity,
    pub(super) value: Value,
    pub(super) own: String,
    pub(super) read_at: Option<ReadAt>,
}

pub(super) type Answer<T> = Result<T, EngineError>;

impl Asked {
    /// `base`: the commit that everything was read at of which nothing else is said.
    pub(super) fn read(edit: DraftEdit, base: Option<&ReadAt>, catalogue: &Catalogue) -> Self {
        let named =
            |typed: &str, wish| Self::Named(Named::read(typed, catalogue), wish, base.cloned());
        match edit {
            DraftEdit::Documents { text } => Self::Documents(documents(&text, base, catalogue)),
            DraftEdit::Text { resource, text, revision, base: started } => {
                let base = base.filter(|_| started.is_none());
                Self::Text {
                    of: text_of(&resource, &text, base, catalogue),
                    revision,
                    base: started,
                }
            }
            DraftEdit::Set { resource, fields, shared } => {
                named(&resource, Wish::Set(fields, shared))
            }
            DraftEdit::Delete { resource } => named(&resource, Wish::Delete),
            DraftEdit::CommentOut { resource } => {
                named(&resource, Wish::Stand(Standing::CommentedOut))
            }
            DraftEdit::Uncomment { resource } => named(&resource, Wish::Stand(Standing::Live)),
            DraftEdit::Restore { resource, at } => match super::origins::commit("at", &at) {
                Ok(at) => Self::Named(Named::read(&resource, catalogue), Wish::Restore, Some(at)),
                Err(error) => Self::Named(Err(error.into()), Wish::Restore, None),
            },
            DraftEdit::Revert { resource } => named(&resource, Wish::Revert),
        }
    }

    /// The resources that it is, or may be, about.
    pub(super) fn identities(&self) -> Vec<&Identity> {
        match self {
            Self::Text { of, .. } => of.iter().map(|of| &of.identity).collect(),
            Self::Documents(documents) => {
                documents.iter().flatten().map(|document| &document.identity).collect()
            }
            Self::Named(named, ..) => named.iter().flat_map(|named| &named.candidates).collect(),
        }
    }

    /// What it says that it was read from, with the resources that says it of.
    pub(super) fn origins(&self) -> Vec<(&ReadAt, Vec<&Identity>)> {
        match self {
            Self::Text { of, .. } => of
                .iter()
                .filter_map(|of| Some((of.read_at.as_ref()?, vec![&of.identity])))
                .collect(),
            Self::Documents(documents) => documents
                .iter()
                .flatten()
                .filter_map(|one| Some((one.read_at.as_ref()?, vec![&one.identity])))
                .collect(),
            Self::Named(_, _, read_at) => {
                read_at.iter().map(|read_at| (read_at, self.identities())).collect()
            }
        }
    }

    /// The resources of which it has a whole text, and does not say what that was read from.
    pub(super) fn of_unknown_origin(&self) -> Vec<&Identity> {
        match self {
            Self::Text { of: Ok(of), base: None, revision: None | Some(0) }
                if of.read_at.is_none() =>
            {
                vec![&of.identity]
            }
            Self::Documents(documents) => documents
                .iter()
                .flatten()
                .filter(|one| one.read_at.is_none())
                .map(|one| &one.identity)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The name that somebody typed.
    pub(super) fn named(&self) -> Option<&Named> {
        match self {
            Self::Named(named, ..) => named.as_ref().ok(),
            Self::Text { .. } | Self::Documents(_) => None,
        }
    }
}

fn text_of(
    resource: &str,
    text: &str,
    base: Option<&ReadAt>,
    catalogue: &Catalogue,
) -> Answer<OneText> {
    let (text, read_at) =
        ReadAt::take(text).map_err(|error| DraftError::Text(format!("{resource}: {error}")))?;
    let document = hedgerow_yaml::read(&text, &limits())
        .map_err(|error| DraftError::Text(format!("{resource}: {error}")))?;
    let identity = identity_of(document.value(), catalogue)?;
    let typed = kind_name(resource)?;
    let plural = catalogue.kind(&identity.group_kind()).map(|kind| kind.plural.clone());
    if !typed.names(&identity, plural.as_deref()) {
        return Err(DraftError::Text(format!(
            "the text is of {identity}, not of {resource}; a rename is a new resource and a deletion"
        ))
        .into());
    }
    Ok(OneText { identity, text, read_at: read_at.or_else(|| base.cloned()) })
}

fn documents(text: &str, base: Option<&ReadAt>, catalogue: &Catalogue) -> Vec<Answer<OneDocument>> {
    let one = |line: u32, read: &Document, own: &str| {
        let value = hedgerow_schema::strip_server_fields(read.value());
        one_document(line, value, own, base, catalogue)
    };
    let mut found = Vec::new();
    for document in hedgerow_yaml::read_all(text, &limits()) {
        // What `kubectl get -o yaml` prints of several objects: each is meant.
        if let Some(objects) = hedgerow_schema::listed(text, &document) {
            found.extend(objects.iter().map(|it| one(it.line, &it.document, &it.text)));
            continue;
        }
        match &document.content {
            Content::Empty => {}
            Content::Broken(error) => found.push(Err(DraftError::Text(error.to_string()).into())),
            Content::Object(read) => {
                found.push(one(document.slice.line, read, &document.slice.own_text(text)));
            }
        }
    }
    found
}

fn one_document(
    line: u32,
    value: Value,
    own: &str,
    base: Option<&ReadAt>,
    catalogue: &Catalogue,
) -> Answer<OneDocument> {
    let at_line = |error: &dyn std::fmt::Display| {
        EngineError::from(DraftError::Text(format!("line {line}: {error}")))
    };
    let identity = identity_of(&value, catalogue).map_err(|error| at_line(&error))?;
    let (own, read_at) =
        ReadAt::take(own).map_err(|error| at_line(&format!("{identity}: {error}")))?;
    let read_at = read_at.or_else(|| base.cloned());
    Ok(OneDocument { line, identity, value, own, read_at })
}
