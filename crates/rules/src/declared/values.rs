//! The values of a resource that a declared rule is about.

use std::borrow::Cow;
use std::sync::Arc;

use hedgerow_model::{FieldPath, FieldPattern, PatternStep, Segment};

use super::{Declarations, Place};
use crate::object::{Kind, Object};
use crate::tree::Tree;

/// Most values of one resource that a rule compares.
pub(super) const MOST: usize = 1_000;

/// Longest text that is compared, in bytes.
pub(super) const LONGEST: usize = 1_000;

/// A value and where it is.
#[derive(Debug)]
pub(super) struct Found<'o> {
    pub(super) at: FieldPath,
    pub(super) value: Scalar<'o>,
}

/// A value as rules compare it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar<'o> {
    Text(&'o str),
    Int(i64),
    Bool(bool),
    /// A list, a map, or a number that is no integer of 64 bits.
    Other,
}

impl<'o> Scalar<'o> {
    /// `None` where nothing is there: null, or an empty text.
    fn of(tree: &'o Tree) -> Option<Self> {
        match tree {
            Tree::Null => None,
            Tree::Text(text) if text.is_empty() => None,
            Tree::Text(text) => Some(Self::Text(text)),
            Tree::Int(value) => Some(Self::Int(*value)),
            Tree::Bool(value) => Some(Self::Bool(*value)),
            Tree::OtherNumber | Tree::List(_) | Tree::Map(_) => Some(Self::Other),
        }
    }

    /// The value as it is compared and shown: an integer is the text of its digits. `None` for what cannot be
    /// compared.
    pub(super) fn text(self) -> Option<Cow<'o, str>> {
        match self {
            Self::Text(text) => (text.len() <= LONGEST).then_some(Cow::Borrowed(text)),
            Self::Int(value) => Some(Cow::Owned(value.to_string())),
            Self::Bool(value) => Some(Cow::Owned(value.to_string())),
            Self::Other => None,
        }
    }
}

/// The values of a resource at a pattern.
#[derive(Debug, Default)]
pub(super) struct Values<'o> {
    pub(super) found: Vec<Found<'o>>,
    /// Whether there are more than are compared.
    pub(super) more: bool,
}

impl<'o> Values<'o> {
    /// One walk over what the pattern leads to: the cost is that of its lists and maps.
    pub(super) fn at(object: &'o Object, pattern: &FieldPattern) -> Self {
        let mut values = Self::default();
        let begin = Root::of(object, pattern.steps());
        let steps = pattern.steps().iter().map_while(|step| match step {
            PatternStep::One(segment) => Some(segment.clone()),
            PatternStep::Each => None,
        });
        match begin {
            Root::Text(text) => {
                let at = FieldPath::from(steps.collect::<Vec<_>>());
                values.found.push(Found { at, value: Scalar::Text(text) });
            }
            Root::Tree(tree, from) => {
                let mut path = FieldPath::from(steps.take(from).collect::<Vec<_>>());
                values.walk(tree, pattern.steps().get(from..).unwrap_or_default(), &mut path);
            }
            Root::Nothing => {}
        }
        values
    }

    fn walk(&mut self, tree: &'o Tree, steps: &[PatternStep], path: &mut FieldPath) {
        if self.more {
            return;
        }
        let Some((step, rest)) = steps.split_first() else {
            if let Some(value) = Scalar::of(tree) {
                self.more = self.found.len() >= MOST;
                if !self.more {
                    self.found.push(Found { at: path.clone(), value });
                }
            }
            return;
        };
        let mut into = |tree: &'o Tree, segment: Segment| {
            path.push(segment);
            self.walk(tree, rest, path);
            path.pop();
        };
        match step {
            PatternStep::One(segment) => {
                if let Some(below) = below(tree, segment) {
                    into(below, segment.clone());
                }
            }
            PatternStep::Each => {
                for (at, item) in tree.items().iter().enumerate() {
                    into(item, Segment::Index(at));
                }
                for (key, value) in tree.entries() {
                    into(value, Segment::Key(key.to_owned()));
                }
            }
        }
    }
}

/// Where a path begins in what is kept of a resource.
enum Root<'o> {
    Text(&'o str),
    /// The value after so many steps.
    Tree(&'o Tree, usize),
    Nothing,
}

impl<'o> Root<'o> {
    fn of(object: &'o Object, steps: &[PatternStep]) -> Self {
        let key = |at: usize| match steps.get(at) {
            Some(PatternStep::One(Segment::Key(key))) => Some(key.as_str()),
            _ => None,
        };
        match (key(0), key(1)) {
            (Some("metadata"), Some("name")) if steps.len() == 2 => {
                Self::Text(&object.identity.name)
            }
            (Some("metadata"), Some("namespace")) if steps.len() == 2 => {
                Self::Text(&object.identity.namespace)
            }
            (Some("metadata"), Some("annotations")) => Self::Tree(&object.annotations, 2),
            (Some("spec"), _) => Self::Tree(&object.spec, 1),
            (Some(_), _) => Self::Tree(&object.rest, 0),
            (None, _) => Self::Nothing,
        }
    }
}

fn below<'o>(tree: &'o Tree, segment: &Segment) -> Option<&'o Tree> {
    match segment {
        Segment::Key(key) => Some(tree.get(key)),
        Segment::Index(at) => tree.items().get(*at),
        Segment::Item(keys) => tree.items().iter().find(|item| {
            keys.iter().all(|(key, wanted)| {
                let value = key.split('.').filter(|key| !key.is_empty());
                let value = value.fold(*item, |value, key| value.get(key));
                Scalar::of(value).and_then(Scalar::text).is_some_and(|text| text == *wanted)
            })
        }),
    }
}

/// The value at a path; `None` where nothing is there.
fn at<'o>(object: &'o Object, path: &FieldPath) -> Option<Scalar<'o>> {
    let steps: Vec<PatternStep> = path.segments().iter().cloned().map(PatternStep::One).collect();
    match Root::of(object, &steps) {
        Root::Text(text) => Some(Scalar::Text(text)),
        Root::Tree(tree, from) => {
            let rest = path.segments().get(from..)?;
            Scalar::of(rest.iter().try_fold(tree, below)?)
        }
        Root::Nothing => None,
    }
}

/// The value at the one path of a pattern that belongs to another value; `None` where nothing is there.
pub(super) fn beside<'o>(
    object: &'o Object,
    pattern: &FieldPattern,
    place: &Place,
    found: &Found<'_>,
) -> Option<Scalar<'o>> {
    at(object, &pattern.beside(&place.path, &found.at)?)
}

impl Declarations {
    /// As much of a resource as an inventory keeps: of a kind that clauses know its spec and its annotations,
    /// and of every kind what declared rules are about. One that others hold too stays as it is.
    pub(crate) fn slim(&self, object: Arc<Object>) -> Arc<Object> {
        let is_known = object.kind != Kind::Other;
        let is_empty = |tree: &Tree| *tree == Tree::Null;
        if is_empty(&object.rest)
            && (is_known || is_empty(&object.spec) && is_empty(&object.annotations))
        {
            return object;
        }
        let mut own = match Arc::try_unwrap(object) {
            Ok(own) => own,
            Err(shared) => return shared,
        };
        let paths = self.about(&own.identity).map(|about| about.paths.as_slice());
        let paths: Vec<Steps<'_>> =
            paths.unwrap_or_default().iter().map(FieldPattern::steps).collect();
        prune(&mut own.rest, &paths);
        if !is_known {
            prune(&mut own.spec, &below_key(&paths, "spec"));
            let metadata = below_key(&paths, "metadata");
            prune(&mut own.annotations, &below_key(&metadata, "annotations"));
        }
        Arc::new(own)
    }
}

type Steps<'p> = &'p [PatternStep];

/// What is behind a key, of the paths that lead there.
fn below_key<'p>(paths: &[Steps<'p>], key: &str) -> Vec<Steps<'p>> {
    below_step(paths, |step| match step {
        PatternStep::One(Segment::Key(own)) => own == key,
        PatternStep::One(_) => false,
        PatternStep::Each => true,
    })
}

fn below_step<'p>(paths: &[Steps<'p>], fits: impl Fn(&PatternStep) -> bool) -> Vec<Steps<'p>> {
    let below = paths.iter().filter_map(|path| path.split_first());
    below.filter(|(step, _)| fits(step)).map(|(_, rest)| rest).collect()
}

/// Keeps what paths lead to; items of lists keep their positions.
fn prune(tree: &mut Tree, paths: &[Steps<'_>]) {
    if paths.iter().any(|path| path.is_empty()) {
        return;
    }
    if paths.is_empty() {
        *tree = Tree::Null;
        return;
    }
    match tree {
        Tree::Map(entries) => {
            let mut kept: Vec<_> = std::mem::take(entries).into_vec();
            for (key, value) in &mut kept {
                prune(value, &below_key(paths, key));
            }
            kept.retain(|(_, value)| *value != Tree::Null);
            *entries = kept.into();
        }
        Tree::List(items) => {
            // An item that is chosen by its fields is kept with all of them.
            let is_chosen =
                |path: &Steps<'_>| matches!(path.first(), Some(PatternStep::One(Segment::Item(_))));
            if paths.iter().any(is_chosen) {
                return;
            }
            for (at, item) in items.iter_mut().enumerate() {
                let below = below_step(paths, |step| match step {
                    PatternStep::One(Segment::Index(own)) => *own == at,
                    PatternStep::One(_) => false,
                    PatternStep::Each => true,
                });
                prune(item, &below);
            }
        }
        _ => *tree = Tree::Null,
    }
}
