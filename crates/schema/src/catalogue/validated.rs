//! Objects held against the schemas of their kinds.

use hedgerow_model::{GroupKind, GroupVersion, Value};

use super::{Catalogue, Known, Validation};
use crate::cel::Before;
use crate::hedgehog;
use crate::meta::{self, MetaRules};
use crate::node::Type;
use crate::validate::{Step, Walk};
use crate::violation::{Rule, Violation};

impl Catalogue {
    /// Holds an object against its schema, as the API server does with strict field validation: after
    /// defaulting. What is under `status` is not looked at where status is a subresource. Rules that compare
    /// with what was before are not asked.
    #[must_use]
    pub fn validate(&self, object: &Value) -> Validation {
        self.validate_after(object, Before::Unknown)
    }

    /// Holds an object against its schema as [`Self::validate`] does, and against what the cluster has of it
    /// before.
    #[must_use]
    pub fn validate_after(&self, object: &Value, before: Before<'_>) -> Validation {
        let stored = self.as_stored(object);
        let mut validation = self.validate_stored(&stored);
        if self.inner.any_rules {
            self.ask_rules(&stored, before, &mut validation);
        }
        // An older version of a kind may lack a field that defaulting fills in.
        validation.violations.retain(|violation| {
            violation.rule != Rule::UnknownField || object.lookup(&violation.path).is_some()
        });
        validation
    }

    fn validate_stored(&self, object: &Value) -> Validation {
        let Value::Map(map) = object else {
            let mut walk = Walk::new(None);
            walk.wrong_type(Type::Map, object);
            return finish(walk, Known::UnknownKind);
        };
        let text = |key: &str| object.get(key).and_then(Value::as_str).filter(|t| !t.is_empty());
        let (Some(api_version), Some(kind)) = (text("apiVersion"), text("kind")) else {
            let mut walk = Walk::new(None);
            for key in ["apiVersion", "kind"] {
                match map.get(key) {
                    None | Some(Value::Null) => walk.missing(key, Rule::Required, "is missing"),
                    Some(Value::String(text)) if text.is_empty() => {
                        walk.missing(key, Rule::Required, "must not be empty");
                    }
                    Some(Value::String(_)) => {}
                    Some(other) => {
                        walk.enter(Step::Key(key));
                        walk.wrong_type(Type::String, other);
                        walk.leave();
                    }
                }
            }
            meta::check(&mut walk, map.get("metadata"), MetaRules::default());
            return finish(walk, Known::UnknownKind);
        };
        let GroupVersion { group, version } = GroupVersion::parse(api_version);
        let group_kind = GroupKind::new(group, kind);
        let entry = self.entry(&group_kind);
        let mut walk = Walk::new(Some(&group_kind));
        let mut rules = MetaRules::default();
        if let Some(entry) = entry {
            rules = hedgehog::meta_rules(&group_kind);
            rules.cluster_scoped = !entry.info.namespaced;
        } else if hedgehog::is_fabric_group(&group_kind.group) {
            rules = hedgehog::meta_rules(&group_kind);
        }
        meta::check(&mut walk, map.get("metadata"), rules);
        let told = self.in_cluster(&group_kind);
        if let Some(told) = told {
            told.judge(&mut walk, &group_kind, &version);
        }
        let Some(entry) = entry.filter(|entry| !entry.versions.is_empty()) else {
            return finish(walk, Known::UnknownKind);
        };
        let Some(schema) = entry.version(&version) else {
            return finish(walk, Known::UnknownVersion { have: entry.info.versions.clone() });
        };
        let as_defined = entry.as_defined(told, &version);
        walk.is_clusters = as_defined.is_some();
        let (broken, warned) = (walk.violations.len(), walk.warnings.len());
        walk.root(&schema.root, object, schema.status_subresource);
        if let Some(warning) = &schema.deprecated {
            walk.enter(Step::Key("apiVersion"));
            walk.warn(Rule::Deprecated, warning.as_str());
            walk.leave();
        }
        say_whose(as_defined.as_deref(), walk.violations.iter_mut().skip(broken));
        say_whose(as_defined.as_deref(), walk.warnings.iter_mut().skip(warned));
        finish(walk, Known::Validated { version })
    }
}

fn finish(walk: Walk<'_>, known: Known) -> Validation {
    Validation {
        known,
        violations: walk.violations,
        warnings: walk.warnings,
        unchecked: Vec::new(),
        notes: walk.notes,
    }
}

/// Says behind what a schema says whose schema it is.
pub(super) fn say_whose<'v>(whose: Option<&str>, said: impl Iterator<Item = &'v mut Violation>) {
    let Some(whose) = whose else { return };
    for violation in said.filter(|violation| violation.rule != Rule::TooMany) {
        violation.message.push_str(whose);
    }
}
