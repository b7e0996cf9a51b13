//! What of the estate a reader may know of.

/// The fabrics that a reader may know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every one, now and later.
    All,
    /// Only those of these names.
    Fabrics(std::collections::BTreeSet<String>),
}

impl Scope {
    /// Whether a fabric is among them.
    #[must_use]
    pub fn has(&self, fabric: &str) -> bool {
        match self {
            Self::All => true,
            Self::Fabrics(names) => names.contains(fabric),
        }
    }
}
