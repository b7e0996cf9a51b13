//! How much a text may ask of the reader.

/// Bounds of the reader. Nothing that exceeds one is read in part: it is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest document, in bytes; and the most bytes of texts that its aliases repeat.
    pub max_bytes: usize,
    /// The deepest nesting of lists and maps, aliases expanded.
    pub max_depth: usize,
    /// The most values and keys of a document, aliases expanded: what stops alias bombs.
    pub max_nodes: usize,
}

impl Default for Limits {
    /// 8 MiB, 128 levels, 500,000 nodes.
    fn default() -> Self {
        Self { max_bytes: 8 << 20, max_depth: 128, max_nodes: 500_000 }
    }
}
