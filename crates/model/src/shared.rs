words! {
    /// Where an edit changes a value that several places of a document share by an anchor (`&name`).
    Shared("place for a shared value") {
        /// In the place that is named; the others keep what they have.
        Here = "here",
        /// In every place that shares it.
        Everywhere = "everywhere",
    }
}

#[expect(clippy::derivable_impls, reason = "the words are made by a macro")]
impl Default for Shared {
    fn default() -> Self {
        Self::Here
    }
}

impl Shared {
    /// Whether it is the place that is named alone.
    #[must_use]
    pub fn is_here(&self) -> bool {
        *self == Self::Here
    }
}
