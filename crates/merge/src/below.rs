//! The list types below a path, for what is merged or compared alone.

use hedgerow_model::{FieldPath, ListType, ListTypes};

/// The list types below a path.
pub(crate) struct Below<'a>(pub(crate) &'a dyn ListTypes, pub(crate) &'a FieldPath);

impl Below<'_> {
    fn whole(&self, path: &FieldPath) -> FieldPath {
        [self.1.segments(), path.segments()].concat().into()
    }
}

impl ListTypes for Below<'_> {
    fn list_type(&self, path: &FieldPath) -> ListType {
        self.0.list_type(&self.whole(path))
    }

    fn is_one_value(&self, path: &FieldPath) -> bool {
        self.0.is_one_value(&self.whole(path))
    }
}
