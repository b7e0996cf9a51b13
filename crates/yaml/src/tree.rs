//! The syntax tree: where in the text every node is. Values are kept apart from it.

use std::collections::HashMap;
use std::ops::Range;

use crate::position::{Position, saturate};

/// The index of a node in its [`Tree`].
pub(crate) type NodeId = u32;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScalarStyle {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
}

impl ScalarStyle {
    pub(crate) fn is_block(self) -> bool {
        matches!(self, Self::Literal | Self::Folded)
    }
}

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) key: NodeId,
    pub(crate) value: NodeId,
    /// The entry's index in the map of values; `None` for merge keys (`<<`).
    pub(crate) slot: Option<u32>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Scalar(ScalarStyle),
    /// The node that the alias stands for.
    Alias(NodeId),
    Map {
        flow: bool,
        entries: Vec<Entry>,
    },
    List {
        flow: bool,
        items: Vec<NodeId>,
    },
}

/// A node and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The first byte of the content, properties (anchor, tag) not included. Of a block scalar, the
    /// first byte of its text; of a block collection, that of its first entry's content.
    pub(crate) start: u32,
    /// Behind the last byte. Of a block collection, meaningless: ask the last entry.
    pub(crate) end: u32,
    /// The bytes of anchor and tag, first to last; empty when there are none.
    pub(crate) props: (u32, u32),
    /// Whether an anchor is among the properties.
    pub(crate) anchored: bool,
    /// Whether a tag is among the properties.
    pub(crate) tagged: bool,
    /// Whether this is a block scalar to which the blank lines behind it belong.
    pub(crate) keeps_blank: bool,
    pub(crate) at: Position,
    pub(crate) shape: Shape,
}

impl Node {
    pub(crate) fn has_props(&self) -> bool {
        self.props.1 > self.props.0
    }

    pub(crate) fn props_range(&self) -> Range<usize> {
        self.props.0 as usize..self.props.1 as usize
    }

    /// Whether this is a scalar of which nothing is written.
    pub(crate) fn is_nothing(&self) -> bool {
        self.start == self.end && matches!(self.shape, Shape::Scalar(ScalarStyle::Plain))
    }

    pub(crate) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The first byte, properties included.
    pub(crate) fn outer_start(&self) -> usize {
        if self.has_props() { self.props.0.min(self.start) as usize } else { self.start as usize }
    }
}

/// All nodes of a document. The root, if there is one, is not necessarily the first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) root: Option<NodeId>,
}

/// The places of entries among those of their maps, by the map and the index of the value.
#[derive(Clone, Debug)]
pub(crate) struct Slots(HashMap<(NodeId, u32), u32>);

impl Slots {
    /// The place of the entry whose value has this index in the map of values.
    pub(crate) fn place(&self, map: NodeId, slot: u32) -> Option<usize> {
        self.0.get(&(map, slot)).map(|at| *at as usize)
    }
}

impl Tree {
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// The places of all entries that have a value of their own.
    pub(crate) fn slots(&self) -> Slots {
        let mut slots = HashMap::new();
        for (map, node) in self.nodes.iter().enumerate() {
            let Shape::Map { entries, .. } = &node.shape else { continue };
            for (at, entry) in entries.iter().enumerate() {
                if let Some(slot) = entry.slot {
                    slots.entry((saturate(map), slot)).or_insert(saturate(at));
                }
            }
        }
        Slots(slots)
    }

    /// Follows aliases to what they stand for.
    pub(crate) fn target(&self, mut id: NodeId) -> NodeId {
        while let Shape::Alias(target) = &self.node(id).shape {
            id = *target;
        }
        id
    }
}
