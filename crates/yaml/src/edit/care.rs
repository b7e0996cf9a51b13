//! How carefully an edit is made: what may go wrong in one way is done in another.

/// What a pass avoids that may go wrong; each what those before it avoid, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Care {
    None,
    /// Block scalars for texts that were none: comments that stay behind something shorter could end up inside.
    Literals,
    /// Edits inside flow collections that can as well be written anew, whole.
    Braces,
    /// Those with what they said spelled as it was.
    Fresh,
}

/// How a pass goes.
#[derive(Clone, Copy)]
pub(crate) struct How {
    pub(crate) care: Care,
    /// As [`Walk::shared`].
    pub(crate) shared: bool,
}
