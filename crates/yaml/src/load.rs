//! From the parser's events to the syntax tree and the value, in one pass.

use std::collections::{HashMap, HashSet};

use granit_parser::{Event, Marker, Parser, ScalarStyle as RawStyle, Span, StructureStyle, Tag};
use hedgerow_model::{Map, Number, Value};
use indexmap::map::Entry as Slot;

use crate::document::Warning;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::position::{Position, saturate};
use crate::resolve::{self, Meaning};
use crate::tags::{check_collection_tag, key_name, merge_into, not_finite, tagged, tagged_key};
use crate::tree::{Entry, Node, NodeId, ScalarStyle, Shape, Tree};

/// The most warnings of one document that are told one by one.
const MOST_WARNINGS: usize = 100;

/// How many digits of an integer a message shows.
const SHOWN_DIGITS: usize = 40;

/// What loading a document gives.
pub(crate) struct Loaded {
    pub(crate) tree: Tree,
    pub(crate) value: Value,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) has_anchors: bool,
    pub(crate) keys: Keys,
}

/// The names of keys, by their nodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    /// As read; kept only where there are anchors.
    pub(crate) names: HashMap<NodeId, String>,
    /// As written and as read, where the two are not the same.
    pub(crate) misread: Vec<(NodeId, String, String)>,
}

impl Keys {
    /// How keys are written that are read as something else, by what they are read as; without those that are written in
    /// several ways.
    pub(crate) fn respelled(&self) -> HashMap<String, String> {
        let mut found: HashMap<String, String> = HashMap::new();
        for (_, written, read) in &self.misread {
            let known = found.entry(read.clone()).or_insert_with(|| written.clone());
            if known != written {
                known.clear();
            }
        }
        found.retain(|_, written| !written.is_empty());
        found
    }
}

/// A complete anchored node.
struct Anchored {
    node: NodeId,
    value: Value,
    nodes: usize,
    bytes: usize,
    depth: usize,
}

struct Key {
    node: NodeId,
    name: String,
    merge: bool,
}

enum Content {
    Map { map: Map, key: Option<Key>, merged: HashSet<String> },
    List { items: Vec<Value> },
}

/// A list or map that is not complete yet.
struct Frame {
    node: NodeId,
    anchor: usize,
    /// The count of nodes when it started.
    before: usize,
    /// The bytes of texts when it started.
    bytes_before: usize,
    /// The deepest level below it, itself included.
    depth: usize,
    content: Content,
}

struct Builder<'l> {
    limits: &'l Limits,
    tree: Tree,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
    count: usize,
    /// The bytes of all texts so far, aliases expanded.
    bytes: usize,
    /// Those of them that aliases brought.
    repeated: usize,
    warnings: Vec<Warning>,
    root: Option<Value>,
    keys: Keys,
    /// Whether an anchor was seen.
    anchored: bool,
}

/// Where a node stands.
#[derive(Clone, Copy)]
struct NodeSpan {
    start: u32,
    end: u32,
    at: Position,
}

/// Reads one document. `spaced` is `text` with spaces for tabs that mean no more; nothing else differs.
pub(crate) fn load(text: &str, spaced: &str, limits: &Limits) -> Result<Loaded, ReadError> {
    let mut options = granit_parser::options! { emit_anchor_events: true };
    options.set_emit_comments(false);
    let mut parser = Parser::new_from_str_with_options(spaced, options);
    let mut builder = Builder::new(limits);
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| ReadError::of_scan(&error))?;
        let place = place(&span);
        match event {
            Event::DocumentStart(..) => {
                documents += 1;
                if documents > 1 {
                    return Err(ReadError::new(
                        place.at,
                        "a second document starts here where one is expected",
                    ));
                }
            }
            Event::Scalar(content, style, anchor, tag) => {
                builder.scalar(text, content, style, anchor, tag.as_deref(), place, &span)?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                builder.start(place, &span, anchor, tag.as_deref(), style, false)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                builder.start(place, &span, anchor, tag.as_deref(), style, true)?;
            }
            Event::SequenceEnd | Event::MappingEnd => builder.end(place)?,
            Event::Alias(anchor) => builder.alias(anchor, place)?,
            Event::Anchor(..) => builder.anchor_place(place),
            _ => {}
        }
    }
    Ok(builder.finish())
}

fn offset(marker: Marker) -> u32 {
    saturate(marker.byte_offset().unwrap_or_default())
}

fn place(span: &Span) -> NodeSpan {
    NodeSpan {
        start: offset(span.start),
        end: offset(span.end),
        at: Position { line: saturate(span.start.line()), column: saturate(span.start.col() + 1) },
    }
}

fn style_of(style: RawStyle) -> ScalarStyle {
    match style {
        RawStyle::Plain => ScalarStyle::Plain,
        RawStyle::SingleQuoted => ScalarStyle::Single,
        RawStyle::DoubleQuoted => ScalarStyle::Double,
        RawStyle::Literal => ScalarStyle::Literal,
        RawStyle::Folded => ScalarStyle::Folded,
    }
}

impl<'l> Builder<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            tree: Tree::default(),
            frames: Vec::new(),
            anchors: HashMap::new(),
            count: 0,
            bytes: 0,
            repeated: 0,
            warnings: Vec::new(),
            root: None,
            keys: Keys::default(),
            anchored: false,
        }
    }

    fn finish(self) -> Loaded {
        Loaded {
            has_anchors: !self.anchors.is_empty(),
            tree: self.tree,
            value: self.root.unwrap_or_default(),
            warnings: self.warnings,
            keys: self.keys,
        }
    }

    fn push(&mut self, place: NodeSpan, shape: Shape) -> NodeId {
        let id = saturate(self.tree.nodes.len());
        self.tree.nodes.push(Node {
            start: place.start,
            end: place.end,
            props: (0, 0),
            anchored: false,
            tagged: false,
            keeps_blank: false,
            at: place.at,
            shape,
        });
        id
    }

    fn spend(&mut self, nodes: usize, at: Position) -> Result<(), ReadError> {
        self.count += nodes;
        if self.count > self.limits.max_nodes {
            return Err(ReadError::new(
                at,
                format!("more than {} values, aliases expanded", self.limits.max_nodes),
            )
            .hint("split the document, or write out what its aliases repeat"));
        }
        Ok(())
    }

    /// Counts the bytes of the texts that an alias repeats.
    fn repeat(&mut self, bytes: usize, at: Position) -> Result<(), ReadError> {
        self.bytes += bytes;
        self.repeated += bytes;
        if self.repeated > self.limits.max_bytes {
            return Err(ReadError::new(
                at,
                format!("aliases repeat more than {} bytes", self.limits.max_bytes),
            )
            .hint("write out what they repeat, or repeat less"));
        }
        Ok(())
    }

    fn check_depth(&self, depth: usize, at: Position) -> Result<(), ReadError> {
        if depth > self.limits.max_depth {
            return Err(ReadError::new(
                at,
                format!("more than {} lists and maps inside each other", self.limits.max_depth),
            ));
        }
        Ok(())
    }

    /// Notes where the anchor of the node just added stands.
    fn anchor_place(&mut self, place: NodeSpan) {
        if let Some(node) = self.tree.nodes.last_mut() {
            widen(&mut node.props, place.start, place.end);
            node.anchored = true;
        }
    }

    fn tag_place(&mut self, id: NodeId, span: &Span) {
        if let Some(tag) = span.tag_span() {
            let node = &mut self.tree.nodes[id as usize];
            widen(&mut node.props, offset(tag.start), offset(tag.end));
            node.tagged = true;
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one parser event")]
    fn scalar(
        &mut self,
        text: &str,
        content: std::borrow::Cow<'_, str>,
        style: RawStyle,
        anchor: usize,
        tag: Option<&Tag>,
        place: NodeSpan,
        span: &Span,
    ) -> Result<(), ReadError> {
        let style = style_of(style);
        let empty = style == ScalarStyle::Plain && place.start == place.end;
        let content = if empty {
            std::borrow::Cow::Borrowed("")
        } else if style.is_block() {
            block_text(text, content, place)
        } else {
            content
        };
        let id = self.push(place, Shape::Scalar(style));
        if style.is_block() {
            self.tree.nodes[id as usize].keeps_blank = content.ends_with("\n\n");
        }
        self.tag_place(id, span);
        self.spend(1, place.at)?;
        let bytes = content.len();
        self.bytes += bytes;
        if self.wants_key() {
            let merge = style == ScalarStyle::Plain && tag.is_none() && content == "<<";
            let name = if style == ScalarStyle::Plain && tag.is_none() {
                let name = key_name(&content, place.at)?;
                if name != content {
                    self.keys.misread.push((id, content.into_owned(), name.clone()));
                }
                name
            } else {
                tagged_key(content.into_owned(), tag, place.at)?
            };
            self.anchored |= anchor != 0;
            if anchor != 0 {
                let value = Value::String(name.clone());
                self.anchors
                    .insert(anchor, Anchored { node: id, value, nodes: 1, bytes, depth: 0 });
            }
            self.set_key(Key { node: id, name, merge });
            return Ok(());
        }
        let value = match tag {
            None if style != ScalarStyle::Plain => Value::String(content.into_owned()),
            None => self.plain(&content, place.at)?,
            Some(tag) => tagged(content.into_owned(), tag, place.at)?,
        };
        self.anchored |= anchor != 0;
        if anchor != 0 {
            self.anchors.insert(
                anchor,
                Anchored { node: id, value: value.clone(), nodes: 1, bytes, depth: 0 },
            );
        }
        self.attach(id, value, 0)
    }

    fn plain(&mut self, content: &str, at: Position) -> Result<Value, ReadError> {
        Ok(match resolve::plain(content) {
            Meaning::Null => Value::Null,
            Meaning::Bool(value) => Value::Bool(value),
            Meaning::Number(number) => {
                if matches!(number, Number::Big(_)) {
                    self.warn_of_rounding(content, at);
                }
                Value::Number(number)
            }
            Meaning::NotFinite(name) => return Err(not_finite(name, at)),
            Meaning::Text => Value::String(content.to_owned()),
        })
    }

    /// Of very many only the first are told one by one.
    fn warn_of_rounding(&mut self, integer: &str, at: Position) {
        let message = match self.warnings.len().cmp(&MOST_WARNINGS) {
            std::cmp::Ordering::Less => {
                let end =
                    integer.char_indices().nth(SHOWN_DIGITS).map_or(integer.len(), |(end, _)| end);
                let cut = if end < integer.len() { "…" } else { "" };
                let shown = &integer[..end];
                format!(
                    "the integer {shown}{cut} is outside 64 bits: the cluster rounds it to a float; quote it \
                     if it is a text"
                )
            }
            std::cmp::Ordering::Equal => {
                "more integers from here on are outside 64 bits; they are not listed".to_owned()
            }
            std::cmp::Ordering::Greater => return,
        };
        self.warnings.push(Warning { at, message });
    }

    fn wants_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { content: Content::Map { key: None, .. }, .. }))
    }

    fn set_key(&mut self, new: Key) {
        if self.anchored {
            self.keys.names.insert(new.node, new.name.clone());
        }
        if let Some(Frame { content: Content::Map { key, .. }, .. }) = self.frames.last_mut() {
            *key = Some(new);
        }
    }

    fn start(
        &mut self,
        place: NodeSpan,
        span: &Span,
        anchor: usize,
        tag: Option<&Tag>,
        style: StructureStyle,
        is_map: bool,
    ) -> Result<(), ReadError> {
        let id = self.open(place, style == StructureStyle::Flow, is_map)?;
        self.tag_place(id, span);
        self.anchored |= anchor != 0;
        if let Some(frame) = self.frames.last_mut() {
            frame.anchor = anchor;
        }
        match tag {
            Some(tag) => check_collection_tag(tag, is_map, place.at),
            None => Ok(()),
        }
    }

    /// Starts a list or map.
    fn open(&mut self, place: NodeSpan, flow: bool, is_map: bool) -> Result<NodeId, ReadError> {
        if self.wants_key() {
            return Err(ReadError::new(place.at, "a list or map cannot be a key here")
                .hint("quote the text if it starts with `{` or `[`"));
        }
        self.check_depth(self.frames.len() + 1, place.at)?;
        self.spend(1, place.at)?;
        let (shape, content) = if is_map {
            (
                Shape::Map { flow, entries: Vec::new() },
                Content::Map { map: Map::new(), key: None, merged: HashSet::new() },
            )
        } else {
            (Shape::List { flow, items: Vec::new() }, Content::List { items: Vec::new() })
        };
        let id = self.push(place, shape);
        self.frames.push(Frame {
            node: id,
            anchor: 0,
            before: self.count - 1,
            bytes_before: self.bytes,
            depth: 1,
            content,
        });
        Ok(id)
    }

    /// Ends the innermost list or map.
    fn end(&mut self, place: NodeSpan) -> Result<(), ReadError> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        self.tree.nodes[frame.node as usize].end = place.end;
        let value = match frame.content {
            Content::Map { map, .. } => Value::Map(map),
            Content::List { items } => Value::List(items),
        };
        if frame.anchor != 0 {
            let nodes = self.count - frame.before;
            self.anchors.insert(
                frame.anchor,
                Anchored {
                    node: frame.node,
                    value: value.clone(),
                    nodes,
                    bytes: self.bytes - frame.bytes_before,
                    depth: frame.depth,
                },
            );
        }
        self.attach(frame.node, value, frame.depth)
    }

    fn alias(&mut self, anchor: usize, place: NodeSpan) -> Result<(), ReadError> {
        let Some(target) = self.anchors.get(&anchor) else {
            return Err(ReadError::new(place.at, "an alias inside the value that it refers to"));
        };
        let (node, nodes, bytes, depth) = (target.node, target.nodes, target.bytes, target.depth);
        let level = self.frames.len() + depth;
        self.check_depth(level, place.at)?;
        self.spend(nodes, place.at)?;
        self.repeat(bytes, place.at)?;
        let value = match self.anchors.get(&anchor) {
            Some(target) => target.value.clone(),
            None => Value::Null,
        };
        let id = self.push(place, Shape::Alias(node));
        if self.wants_key() {
            let name = match value {
                Value::String(name) => name,
                Value::Bool(_) | Value::Number(Number::Int(_)) => value.plain_text(),
                _ => {
                    return Err(ReadError::new(
                        place.at,
                        format!("an alias to a {} cannot be a key", value.type_name()),
                    ));
                }
            };
            self.set_key(Key { node: id, name, merge: false });
            return Ok(());
        }
        self.attach(id, value, depth)
    }

    /// Puts a complete node into what is around it.
    fn attach(&mut self, id: NodeId, value: Value, depth: usize) -> Result<(), ReadError> {
        let Some(frame) = self.frames.last_mut() else {
            self.tree.root = Some(id);
            self.root = Some(value);
            return Ok(());
        };
        frame.depth = frame.depth.max(depth + 1);
        let parent = frame.node as usize;
        match &mut frame.content {
            Content::List { items } => {
                items.push(value);
                if let Shape::List { items, .. } = &mut self.tree.nodes[parent].shape {
                    items.push(id);
                }
            }
            Content::Map { map, key, merged } => {
                let Some(key) = key.take() else { return Ok(()) };
                let mut slot = None;
                if key.merge {
                    let at = self.tree.nodes[id as usize].at;
                    merge_into(map, merged, value, at)?;
                } else {
                    let at = match map.entry(key.name) {
                        Slot::Vacant(vacant) => {
                            let at = vacant.index();
                            vacant.insert(value);
                            at
                        }
                        // The later of a merged and an own entry wins, as in go-yaml.
                        Slot::Occupied(mut taken) if merged.contains(taken.key()) => {
                            merged.remove(taken.key());
                            taken.insert(value);
                            taken.index()
                        }
                        Slot::Occupied(taken) => {
                            let index = taken.index();
                            let name = taken.key().clone();
                            return Err(self.duplicate(parent, index, &name, key.node));
                        }
                    };
                    slot = Some(saturate(at));
                }
                if let Shape::Map { entries, .. } = &mut self.tree.nodes[parent].shape {
                    entries.push(Entry { key: key.node, value: id, slot });
                }
            }
        }
        Ok(())
    }

    fn duplicate(&self, map: usize, index: usize, name: &str, key: NodeId) -> ReadError {
        let at = self.tree.node(key).at;
        let first = match &self.tree.nodes[map].shape {
            Shape::Map { entries, .. } => {
                entries.iter().find(|entry| entry.slot == Some(saturate(index)))
            }
            _ => None,
        };
        let first = first.map_or(at, |entry| self.tree.node(entry.key).at);
        ReadError::new(at, format!("duplicate key `{name}` (first at line {})", first.line))
            .hint("kubectl would silently use the last one; remove one of them")
    }
}

fn widen(props: &mut (u32, u32), start: u32, end: u32) {
    if props.1 > props.0 {
        *props = (props.0.min(start), props.1.max(end));
    } else {
        *props = (start, end);
    }
}

/// At the end of a text that lacks its last line break, kubectl's reader sees none, while the parser
/// (by YAML 1.2) adds one.
fn block_text<'c>(
    text: &str,
    content: std::borrow::Cow<'c, str>,
    place: NodeSpan,
) -> std::borrow::Cow<'c, str> {
    let last = &text[text.rfind(['\n', '\r']).map_or(0, |at| at + 1)..];
    // Too few blanks to be a line of it end the one above.
    let line = content.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
    let ended = last.trim().is_empty() && (line.is_empty() || !last.ends_with(line));
    let cut = place.end as usize >= text.len() && !ended && content.ends_with('\n');
    if cut {
        let mut owned = content.into_owned();
        owned.pop();
        return std::borrow::Cow::Owned(owned);
    }
    content
}
