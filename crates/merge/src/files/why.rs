//! Why something in a merge of files is a conflict, in words.

use hedgerow_model::{ConflictKind, FieldPath, Identity, ListType, ListTypes, Value};
use hedgerow_yaml::ReadError;

use crate::conflict::FieldConflict;

/// Why something is a conflict.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Both sides changed it.
    #[error("both sides changed it, differently")]
    Changed,
    /// One side changed what the other deleted.
    #[error("one side changed what the other deleted")]
    Deleted,
    /// Both sides added it.
    #[error("both sides added it, each differently")]
    Added,
    /// It is a scalar, a list or a map, depending on the side.
    #[error("the sides disagree whether it is a scalar, a list or a map")]
    Shape,
    /// Both sides changed an order that matters.
    #[error("both sides changed the order of the list in the same place")]
    Order,
    /// The sides name different API versions.
    #[error("the sides name different API versions")]
    ApiVersion,
    /// An identity would be in several documents.
    #[error("one resource would be in several documents, and the sides differ about it")]
    Duplicate,
    /// One side switched a resource off by commenting it out.
    #[error("one side commented it out, the other changed it")]
    CommentedOut,
    /// A list that its schema calls one value.
    #[error("both sides changed this list, and its schema says that it is one value")]
    OneValue,
    /// A list whose items are known by something, and of which that does not tell enough.
    #[error(
        "both sides changed this list, and an item would be in it twice, or its items cannot be \
         told apart"
    )]
    Items,
    /// A list whose items nothing tells apart, and whose lines do not merge.
    #[error(
        "both sides changed this list; its items cannot be told apart, and merging its lines does \
         not give both changes"
    )]
    Unkeyed,
    /// A document that SOPS encrypted.
    #[error("both sides changed it, and values encrypted by SOPS are never merged")]
    Encrypted,
    /// Lines that both sides changed.
    #[error("both sides changed these lines")]
    Lines,
    /// Comments that are a document of their own, of which a side made something else.
    #[error("one side changed comments that the other deleted or rewrote")]
    Comments,
    /// The merged lines are not YAML.
    #[error("both sides can be read, but their merged lines cannot: {0}")]
    Unread(ReadError),
    /// The merged lines have a resource more often than any side.
    #[error("the merged lines would have {0} more often than either side")]
    Twice(Identity),
    /// The merged lines do not say what both sides changed.
    #[error("the merged lines would not contain what both sides changed in {document}{}", at(path))]
    Lost {
        /// The document.
        document: String,
        /// Where in it.
        path: FieldPath,
    },
}

fn at(path: &FieldPath) -> String {
    if path.segments().is_empty() { String::new() } else { format!(" at {path}") }
}

impl Why {
    pub(super) fn of_kind(kind: ConflictKind) -> Self {
        match kind {
            ConflictKind::EditDelete | ConflictKind::DeleteEdit => Self::Deleted,
            ConflictKind::AddAdd => Self::Added,
            ConflictKind::TypeChange => Self::Shape,
            ConflictKind::ListOrder => Self::Order,
            ConflictKind::ApiVersion => Self::ApiVersion,
            ConflictKind::DuplicateIdentity => Self::Duplicate,
            ConflictKind::CommentedOutEdit => Self::CommentedOut,
            // A merge of files does not know what other resources say.
            ConflictKind::EditEdit | ConflictKind::CrossResource => Self::Changed,
        }
    }

    pub(super) fn of_field(conflict: &FieldConflict, types: &dyn ListTypes) -> Self {
        let is_list = |side: &Option<Value>| matches!(side, Some(Value::List(_)));
        let lists = is_list(&conflict.draft) && is_list(&conflict.git);
        if conflict.kind != ConflictKind::EditEdit || !lists {
            return Self::of_kind(conflict.kind);
        }
        let list_type = types.list_type(&conflict.path);
        if !matches!(list_type, ListType::Atomic) && conflict.kind == ConflictKind::EditEdit {
            return Self::Items;
        }
        if types.is_one_value(&conflict.path) {
            return Self::OneValue;
        }
        let sides = [&conflict.base, &conflict.draft, &conflict.git];
        let lists = sides.map(|side| side.as_ref().and_then(Value::as_list).unwrap_or_default());
        let keyed = crate::sequence::is_keyed(types, &conflict.path, lists);
        if keyed { Self::Changed } else { Self::Unkeyed }
    }
}
