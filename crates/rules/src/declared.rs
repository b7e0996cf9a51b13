//! Rules that a fabric declares itself, as data: for kinds that Hedgerow knows nothing of.
//!
//! A text says them, YAML with an entry for each rule under the word that names it ([`declare`]). What they
//! need of a resource is kept in the inventory and indexed there, and of a kind that no rule is about nothing
//! is kept.

mod index;
mod judge;
mod read;
#[cfg(test)]
mod tests;
mod values;
mod verify;
mod words;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use hedgerow_model::{FieldPath, FieldPattern, GroupKind, Identity, RuleLevel, rule};
use ipnet::IpNet;
use smallvec::SmallVec;

pub(crate) use judge::judge;
pub use read::{LONGEST as LONGEST_DECLARATIONS, MOST as MOST_DECLARATIONS, Problem};
pub use verify::{Note, declare};

/// The word by which a fabric declares a rule, of the id that findings name; `None` for every other rule.
#[must_use]
pub fn declared_word(id: &str) -> Option<&str> {
    id.strip_prefix(rule::DECLARED)?.strip_prefix('/')
}

/// The rules that a fabric declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declarations {
    rules: Vec<Declared>,
    /// What is about each kind, by the name of the kind and then its group.
    kinds: HashMap<String, SmallVec<[(String, About); 1]>>,
}

/// What of the rules is about one kind: positions in the list of rules and of their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct About {
    /// What is judged.
    judged: Vec<(usize, usize)>,
    /// References to the kind, each target once.
    named: Vec<usize>,
    /// Whether any reference is to it.
    is_target: bool,
    /// What is kept of its resources.
    paths: Vec<FieldPattern>,
}

/// A rule that a fabric declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Its id, as findings name it: `declared/` and the word that a person chose.
    pub id: String,
    /// How much it matters to break it.
    pub level: RuleLevel,
    /// Why it is there, in a sentence; empty where nothing is said.
    pub why: String,
    pub(crate) says: Says,
}

/// What a declared rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// What the values name exists.
    Reference { from: Vec<Place>, to: Target },
    /// No value comes twice.
    Unique { of: Vec<Place>, within: Within },
    /// No two prefixes overlap.
    NoOverlap { of: Vec<Place>, within: Within },
    /// Each value is in a range.
    Range { of: Vec<Place>, range: Range },
}

/// Values of the resources of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) kind: GroupKind,
    pub(crate) path: FieldPattern,
    /// Only values for which this field is the same are compared.
    pub(crate) scope: Option<FieldPattern>,
    /// Where it is in the text.
    pub(crate) at: FieldPath,
}

/// What references lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) place: Place,
    pub(crate) namespace: TargetNamespace,
}

/// In which namespace the target is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TargetNamespace {
    /// In that of the resource that refers.
    Same,
    /// In any.
    Any,
    /// In the one that a field of the resource that refers names; where it is empty, in its own.
    Field(FieldPattern),
}

/// Among which resources values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    Fabric,
    Namespace,
}

/// What a value must be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Range {
    /// The least integer.
    pub(crate) from: Option<i64>,
    /// The greatest.
    pub(crate) to: Option<i64>,
    /// Prefixes; an address or a prefix must be inside of one of them.
    pub(crate) inside: Vec<IpNet>,
}

impl Range {
    fn has_numbers(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }
}

impl Says {
    /// The places that are judged.
    pub(crate) fn places(&self) -> &[Place] {
        match self {
            Self::Reference { from: places, .. }
            | Self::Unique { of: places, .. }
            | Self::NoOverlap { of: places, .. }
            | Self::Range { of: places, .. } => places,
        }
    }
}

impl Declared {
    /// Its id, as violations carry it.
    pub(crate) fn rule(&self) -> Cow<'static, str> {
        Cow::Owned(self.id.clone())
    }

    /// The kinds that it judges, in the order in which they are declared.
    #[must_use]
    pub fn kinds(&self) -> Vec<&GroupKind> {
        let mut kinds: Vec<&GroupKind> = Vec::new();
        for place in self.says.places() {
            if !kinds.contains(&&place.kind) {
                kinds.push(&place.kind);
            }
        }
        kinds
    }
}

impl Declarations {
    fn new(rules: Vec<Declared>) -> Self {
        let mut all = Self::default();
        let mut targets: HashSet<(GroupKind, FieldPattern, bool)> = HashSet::new();
        for (number, rule) in rules.iter().enumerate() {
            if rule.level == RuleLevel::Off {
                continue;
            }
            for (at, place) in rule.says.places().iter().enumerate() {
                let about = all.about_mut(&place.kind);
                about.judged.push((number, at));
                about.paths.push(place.path.clone());
                about.paths.extend(place.scope.clone());
            }
            let Says::Reference { from, to } = &rule.says else { continue };
            if let TargetNamespace::Field(path) = &to.namespace {
                for place in from {
                    all.about_mut(&place.kind).paths.push(path.clone());
                }
            }
            let is_any = to.namespace == TargetNamespace::Any;
            let Place { kind, path, .. } = &to.place;
            let is_new = targets.insert((kind.clone(), path.clone(), is_any));
            let about = all.about_mut(kind);
            about.is_target = true;
            if is_new {
                about.named.push(number);
                about.paths.push(path.clone());
            }
        }
        for (_, about) in all.kinds.values_mut().flatten() {
            about.paths.sort();
            about.paths.dedup();
        }
        Self { rules, kinds: all.kinds }
    }

    fn about_mut(&mut self, kind: &GroupKind) -> &mut About {
        let of_name = self.kinds.entry(kind.kind.clone()).or_default();
        let at = of_name.iter().position(|(group, _)| *group == kind.group);
        let at = at.unwrap_or(of_name.len());
        if at == of_name.len() {
            of_name.push((kind.group.clone(), About::default()));
        }
        &mut of_name[at].1
    }

    /// The rules, in the order in which they are declared.
    #[must_use]
    pub fn rules(&self) -> &[Declared] {
        &self.rules
    }

    /// The rule of an id, as findings name it.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Declared> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    fn about(&self, identity: &Identity) -> Option<&About> {
        let of_name = self.kinds.get(&identity.kind)?;
        of_name.iter().find(|(group, _)| *group == identity.group).map(|(_, about)| about)
    }

    /// The rules that judge a resource, each with the places that it judges; those that are off left out.
    pub(crate) fn judging(&self, identity: &Identity) -> Vec<(&Declared, Vec<&Place>)> {
        let judged = self.about(identity).map(|about| about.judged.as_slice()).unwrap_or_default();
        let one = |of: &[(usize, usize)]| {
            let rule = self.rules.get(of.first()?.0)?;
            let places = rule.says.places();
            Some((rule, of.iter().filter_map(|(_, at)| places.get(*at)).collect()))
        };
        judged.chunk_by(|a, b| a.0 == b.0).filter_map(one).collect()
    }
}
