//! What newer versions of the fabric renamed or removed, and how texts in the older form are brought to the newer one.
//!
//! Each migration is a file below `known/` with the clause that it follows. Which places of a value it concerns
//! (`places`), where it is offered (`fits`), how a text is changed (`apply`), what a merge makes of one side's
//! migration (`through`), what an object was in its newer form (`forward`) and what is said of a field of another version
//! (`hint`) are pure functions.

mod apply;
mod forward;
mod hint;
mod items;
mod places;
mod read;
#[cfg(test)]
mod tests;
mod through;

use std::sync::OnceLock;

use hedgerow_model::{FieldPattern, GroupKind, PatternStep, Value};

use crate::catalogue::Catalogue;
use crate::node::Node;

pub use apply::{apply, migrated};
pub use forward::forward;
pub use hint::offered_in;
pub(crate) use hint::{of_other_version, offer};
pub use places::{Blocked, Place};
pub use through::{Through, look_through};

/// A rename or a removal between two versions of the fabric.
#[derive(Clone, Debug, PartialEq)]
pub struct Migration {
    /// Its name: the name of its file.
    pub id: String,
    /// Which release changed what, as a sentence.
    pub clause: String,
    /// That release, as in `fabric v0.60`.
    pub since: String,
    /// Where that is written.
    pub source: String,
    /// The group of its kinds.
    pub group: String,
    /// Its kinds; empty: every kind of the group.
    pub kinds: Vec<String>,
    /// What changed.
    pub step: Step,
}

/// What changed between two versions.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The API version.
    Version {
        /// The older one.
        from: String,
        /// The newer one.
        to: String,
    },
    /// The name of a field.
    Rename {
        /// The maps that have it.
        at: FieldPattern,
        /// Its older name.
        from: String,
        /// Its newer name.
        to: String,
        /// What its values are called in the newer form; empty: they stay.
        values: Vec<(Value, Value)>,
    },
    /// Fields are no more. Never applied: it is named, with what to do by hand.
    Removed {
        /// The fields.
        at: Vec<FieldPattern>,
        /// What to do by hand.
        instead: String,
    },
}

impl Migration {
    /// Every known migration, in the order in which they are applied.
    #[must_use]
    pub fn all() -> &'static [Self] {
        static ALL: OnceLock<Vec<Migration>> = OnceLock::new();
        ALL.get_or_init(read::all)
    }

    /// The migration of this name.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        Self::all().iter().find(|migration| migration.id == id)
    }

    /// Those that concern a kind.
    pub fn of(kind: &GroupKind) -> impl Iterator<Item = &'static Self> {
        let kind = kind.clone();
        Self::all().iter().filter(move |migration| migration.concerns(&kind))
    }

    /// Whether it is about objects of this kind.
    #[must_use]
    pub fn concerns(&self, kind: &GroupKind) -> bool {
        self.group == kind.group && (self.kinds.is_empty() || self.kinds.contains(&kind.kind))
    }

    /// Whether it is never applied, only named.
    #[must_use]
    pub fn is_removal(&self) -> bool {
        matches!(self.step, Step::Removed { .. })
    }

    /// Whether a fabric's definitions have the newer form of a kind and not the older one: a fabric of an older
    /// version is never brought forward, and one whose definitions are not known is left alone. A removal is named
    /// for every fabric.
    #[must_use]
    pub fn fits(&self, catalogue: &Catalogue, kind: &GroupKind) -> bool {
        if !self.concerns(kind) {
            return false;
        }
        match &self.step {
            Step::Removed { .. } => true,
            Step::Version { from, to } => {
                // What the fabric's cluster serves counts before what a schema has.
                if let Some(told) = catalogue.in_cluster(kind) {
                    let serves = |version: &str| told.served().any(|it| it == version);
                    if told.served().next().is_some() && (!serves(to) || serves(from)) {
                        return false;
                    }
                }
                let schemas = catalogue.kind(kind).filter(|info| info.has_schema);
                schemas
                    .is_some_and(|info| info.versions.contains(to) && !info.versions.contains(from))
            }
            Step::Rename { at, from, to, .. } => {
                let mut roots = catalogue.roots(kind).peekable();
                let is_newer = |root: &Node| {
                    let map = node_at(root, at);
                    map.is_some_and(|map| {
                        map.properties.contains_key(to) && !map.properties.contains_key(from)
                    })
                };
                roots.peek().is_some() && roots.all(is_newer)
            }
        }
    }

    /// A word that is in every text that has the older form: who has it nowhere need not be read.
    #[must_use]
    pub fn words(&self) -> Vec<&str> {
        match &self.step {
            Step::Version { from, .. } | Step::Rename { from, .. } => vec![from],
            Step::Removed { at, .. } => at.iter().filter_map(last_key).collect(),
        }
    }
}

fn last_key(pattern: &FieldPattern) -> Option<&str> {
    match pattern.steps().last()? {
        PatternStep::One(hedgerow_model::Segment::Key(key)) => Some(key),
        _ => None,
    }
}

/// The schema of what a pattern leads to.
fn node_at<'n>(root: &'n Node, pattern: &FieldPattern) -> Option<&'n Node> {
    pattern.steps().iter().try_fold(root, |node, step| match step {
        PatternStep::One(hedgerow_model::Segment::Key(key)) => node.child(key),
        PatternStep::One(_) => node.items.as_deref(),
        PatternStep::Each => node.items.as_deref().or(match &node.additional {
            crate::node::Additional::Of(of) => Some(of),
            _ => None,
        }),
    })
}
