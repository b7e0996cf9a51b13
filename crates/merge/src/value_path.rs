//! Where a walk through a value stands: a path that costs nothing until somebody asks for it.

use hedgerow_model::{FieldPath, Segment};

/// One step, borrowed from what is walked.
#[derive(Clone, Copy)]
pub(crate) enum Step<'a> {
    Key(&'a str),
    Index(usize),
    Item(&'a [(String, String)]),
}

/// A place in a value, as a chain up to the root.
#[derive(Clone, Copy)]
pub(crate) enum ValuePath<'a> {
    Root,
    Below(&'a ValuePath<'a>, Step<'a>),
}

impl<'a> ValuePath<'a> {
    pub(crate) fn key(&'a self, key: &'a str) -> Self {
        Self::Below(self, Step::Key(key))
    }

    pub(crate) fn index(&'a self, index: usize) -> Self {
        Self::Below(self, Step::Index(index))
    }

    pub(crate) fn item(&'a self, label: &'a [(String, String)]) -> Self {
        Self::Below(self, Step::Item(label))
    }

    /// Whether this is a field of the document itself, with this name.
    pub(crate) fn is_top_level(&self, name: &str) -> bool {
        matches!(self, Self::Below(Self::Root, Step::Key(key)) if *key == name)
    }

    /// The path, spelled out.
    pub(crate) fn path(&self) -> FieldPath {
        let mut segments = Vec::new();
        let mut place = self;
        while let Self::Below(parent, step) = place {
            segments.push(match *step {
                Step::Key(key) => Segment::Key(key.to_owned()),
                Step::Index(index) => Segment::Index(index),
                Step::Item(label) => Segment::Item(label.to_vec()),
            });
            place = parent;
        }
        segments.reverse();
        segments.into()
    }
}
