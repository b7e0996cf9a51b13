//! What a value breaks: the path, a stable rule id, and a sentence for people.

use std::fmt;
use std::sync::Arc;

use hedgerow_model::FieldPath;
use serde::{Serialize, Serializer};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        /// The rule that a value breaks. The ids are stable: policies and tests name them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $($(#[$doc])* $name,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable id, such as `unknown-field`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }
        }
    };
}

rules! {
    /// The value is of another type.
    Type = "type",
    /// A field that must be there is missing.
    Required = "required",
    /// The schema has no such field: the API server would drop it without a word.
    UnknownField = "unknown-field",
    /// The value is none of the allowed ones.
    Enum = "enum",
    /// The text does not match the regular expression.
    Pattern = "pattern",
    /// The text or number is not of the format (`int32`, `date-time`, …).
    Format = "format",
    /// The number is too small.
    Minimum = "minimum",
    /// The number is too large.
    Maximum = "maximum",
    /// The number is not a multiple.
    MultipleOf = "multiple-of",
    /// The text is too short.
    MinLength = "min-length",
    /// The text is too long.
    MaxLength = "max-length",
    /// The list has too few items.
    MinItems = "min-items",
    /// The list has too many items.
    MaxItems = "max-items",
    /// The list has equal items, or items with equal keys.
    UniqueItems = "unique-items",
    /// The map has too few entries.
    MinProperties = "min-properties",
    /// The map has too many entries.
    MaxProperties = "max-properties",
    /// The value fits none of the allowed forms.
    AnyOf = "any-of",
    /// The value does not fit exactly one of the allowed forms.
    OneOf = "one-of",
    /// The value fits a form that is forbidden.
    Not = "not",
    /// The value breaks a rule that its definition carries, written in CEL.
    SchemaRule = "schema-rule",
    /// A rule of the definition could not be judged.
    NotChecked = "not-checked",
    /// The name is not one that the cluster accepts.
    Name = "name",
    /// The namespace is not one that the cluster accepts.
    Namespace = "namespace",
    /// A label's key or value is not one that the cluster accepts.
    Label = "label",
    /// An annotation's key or size is not one that the cluster accepts.
    Annotation = "annotation",
    /// A map entry without a value: the API server drops it.
    EmptyEntry = "empty-entry",
    /// The field works no longer or will stop working.
    Deprecated = "deprecated",
    /// The fabric's cluster does not serve the version.
    NotServed = "not-served",
    /// The fabric's cluster does not define the kind.
    NotInCluster = "not-in-cluster",
    /// The fabric's cluster stores another version.
    OtherVersionStored = "other-version-stored",
    /// The object breaks so many rules that the rest is not listed.
    TooMany = "too-many",
}

impl Rule {
    /// Whether the API server asks no rules of a definition where this is broken: they would stumble over it.
    pub(crate) fn stops_rules(self) -> bool {
        matches!(
            self,
            Self::Type
                | Self::Required
                | Self::Enum
                | Self::MaxLength
                | Self::MaxItems
                | Self::MaxProperties
                | Self::TooMany
        )
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Where: for a missing field the path it would have.
    pub path: FieldPath,
    /// Which rule.
    pub rule: Rule,
    /// What is wrong, to be read after the path: `must be an integer, is the string "abc"`.
    pub message: String,
    /// What tells rules of one id apart that are asked at one place: for [`Rule::SchemaRule`] the rule as the
    /// definition has it.
    #[serde(skip)]
    pub by: Option<Arc<str>>,
}

impl Violation {
    pub(crate) fn new(path: FieldPath, rule: Rule, message: impl Into<String>) -> Self {
        Self { path, rule, message: message.into(), by: None }
    }
}

/// `spec.subnets.default.vlan must be an integer, is the string "abc"`.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.segments().is_empty() {
            write!(f, "the object {}", self.message)
        } else {
            write!(f, "{} {}", self.path, self.message)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_schemas_stands_in_the_table() {
        for rule in Rule::ALL {
            let known = hedgerow_model::RULES.iter().any(|known| known.id == rule.as_str());
            assert!(known, "{rule}");
        }
    }
}
