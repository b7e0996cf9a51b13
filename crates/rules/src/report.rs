//! What a rule says of a resource.

use std::borrow::Cow;
use std::sync::Arc;

use hedgerow_model::{FieldPath, GroupKind, Identity, RuleLevel, Severity};

use crate::object::{Kind, Object};

/// The id of a rule: that of a clause, or of a rule that the fabric declares.
pub(crate) type RuleId = Cow<'static, str>;

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Violation {
    /// The rule's id.
    pub rule: Cow<'static, str>,
    /// An error where the cluster refuses it; a warning where it accepts it although something breaks.
    pub severity: Severity,
    /// The resource that breaks it.
    pub subject: Arc<Identity>,
    /// The field of the subject; the root for the whole resource.
    pub field: FieldPath,
    /// The other resource that takes part, if one does.
    pub other: Option<Other>,
    /// The resource that the subject needs and that is not there.
    pub missing: Option<Arc<Identity>>,
    /// What is wrong and what to do, to be read after the field.
    pub message: String,
}

impl Violation {
    /// The other resource that it is about: one that takes part, or one that is missing.
    #[must_use]
    pub fn counterpart(&self) -> Option<&Arc<Identity>> {
        self.other.as_ref().map(|other| &other.identity).or(self.missing.as_ref())
    }
}

/// The other side of a broken rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Other {
    /// The resource.
    pub identity: Arc<Identity>,
    /// Its field; the root for the whole resource.
    pub field: FieldPath,
}

/// Why a rule could not be judged.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// The fabric's installation settings are not given.
    NoSettings,
    /// No source of the fabric holds any resource of this kind.
    KindNotHeld(Kind),
    /// The switch profile of this name is not known.
    NoProfile(String),
    /// The resource lacks what hydration (`hhfab`) fills in.
    NotHydrated,
    /// No source of the fabric holds any resource of this kind, which a declared rule names.
    NoneOf(GroupKind),
    /// What a declared rule is about has no value that it can work with.
    Value(String),
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSettings => f.write_str("the installation settings are not given"),
            Self::KindNotHeld(kind) => write!(f, "no source has any {}", kind.name()),
            Self::NoneOf(kind) => write!(f, "no source has any {kind}"),
            Self::Value(why) => f.write_str(why),
            Self::NoProfile(name) => write!(f, "the switch profile {name} is not known"),
            Self::NotHydrated => f.write_str("what `hhfab` fills in is still missing"),
        }
    }
}

/// A rule that could not be judged for a resource.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unchecked {
    /// The rule's id.
    pub rule: Cow<'static, str>,
    /// Why.
    pub why: Why,
}

/// Most violations of one rule that are listed for one resource.
pub(crate) const MOST: usize = 20;

/// Longest message, in characters: messages quote values of resources, which may be of any length.
const LONGEST: usize = 1000;

/// What the rules say of one resource.
#[derive(Debug)]
pub(crate) struct Report {
    subject: Arc<Identity>,
    rule: RuleId,
    level: RuleLevel,
    /// How many the rule at work has found.
    count: usize,
    pub(crate) violations: Vec<Violation>,
    pub(crate) unchecked: Vec<Unchecked>,
}

impl Report {
    pub(crate) fn new(subject: &Object) -> Self {
        Self {
            subject: Arc::clone(&subject.identity),
            rule: RuleId::default(),
            level: RuleLevel::Error,
            count: 0,
            violations: Vec::new(),
            unchecked: Vec::new(),
        }
    }

    pub(crate) fn begin(&mut self, rule: impl Into<RuleId>, level: RuleLevel) {
        self.rule = rule.into();
        self.level = level;
        self.count = 0;
    }

    /// Whether the rule at work has found as many as are listed: it need not look for more.
    pub(crate) fn is_full(&self) -> bool {
        self.count >= MOST
    }

    /// The cluster refuses this. `message` is read after the field's path.
    pub(crate) fn error(&mut self, field: FieldPath, message: impl Into<String>) {
        self.add(Severity::Error, field, None, message.into());
    }

    /// The cluster refuses this, because a resource is missing: `message` names it.
    pub(crate) fn error_missing(
        &mut self,
        field: FieldPath,
        missing: Identity,
        message: impl Into<String>,
    ) {
        let before = self.violations.len();
        self.add(Severity::Error, field, None, message.into());
        if let Some(added) = self.violations.get_mut(before) {
            added.missing = Some(Arc::new(missing));
        }
    }

    /// The cluster accepts this, although something breaks.
    pub(crate) fn warning(&mut self, field: FieldPath, message: impl Into<String>) {
        self.add(Severity::Warning, field, None, message.into());
    }

    /// The cluster refuses this, because of another resource: `message` names it.
    pub(crate) fn error_with(
        &mut self,
        field: FieldPath,
        other: (&Object, FieldPath),
        message: impl Into<String>,
    ) {
        self.add(Severity::Error, field, Some(other), message.into());
    }

    /// The cluster accepts this, although it breaks something together with another resource.
    pub(crate) fn warning_with(
        &mut self,
        field: FieldPath,
        other: (&Object, FieldPath),
        message: impl Into<String>,
    ) {
        self.add(Severity::Warning, field, Some(other), message.into());
    }

    /// The rule cannot be judged.
    pub(crate) fn unchecked(&mut self, why: Why) {
        let unchecked = Unchecked { rule: self.rule.clone(), why };
        if !self.unchecked.contains(&unchecked) && self.unchecked.len() < 100 {
            self.unchecked.push(unchecked);
        }
    }

    fn add(
        &mut self,
        severity: Severity,
        field: FieldPath,
        other: Option<(&Object, FieldPath)>,
        mut message: String,
    ) {
        self.count += 1;
        if self.count > MOST {
            return;
        }
        if let Some((at, _)) = message.char_indices().nth(LONGEST) {
            message.truncate(at);
            message.push('…');
        }
        let other =
            other.map(|(object, field)| Other { identity: Arc::clone(&object.identity), field });
        let severity = match self.level {
            RuleLevel::Error => severity,
            RuleLevel::Warning | RuleLevel::Off => severity.max(Severity::Warning),
        };
        self.violations.push(Violation {
            rule: self.rule.clone(),
            severity,
            subject: Arc::clone(&self.subject),
            field,
            other,
            missing: None,
            message,
        });
    }
}
