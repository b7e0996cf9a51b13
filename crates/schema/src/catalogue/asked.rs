//! The rules that definitions carry themselves, asked of objects.

use hedgerow_model::{FieldPath, GroupKind, GroupVersion, Value};

use super::validated::say_whose;
use super::{Catalogue, Known, Validation, VersionSchema};
use crate::cel::{self, Before, Objects, Verdict};
use crate::violation::{Rule, Violation};

impl Catalogue {
    /// The rules that definitions carry and that are not checked, because they cannot be read here: a
    /// sentence for each.
    pub fn unchecked(&self) -> impl Iterator<Item = String> {
        self.inner.kinds.keys().flat_map(|kind| self.unchecked_of(kind))
    }

    /// The same of one kind.
    pub fn unchecked_of(&self, kind: &GroupKind) -> impl Iterator<Item = String> + use<'_> {
        let entry = self.entry(kind);
        entry.into_iter().flat_map(|entry| {
            let kind = &entry.info.group_kind;
            entry.unchecked.iter().map(move |why| format!("{kind}: {why}"))
        })
    }

    /// Whether the definition of a kind has rules that compare with what was before: only for those is it
    /// worth asking what that was.
    #[must_use]
    pub fn compares(&self, kind: &GroupKind) -> bool {
        let versions = self.entry(kind).map(|entry| entry.versions.as_slice()).unwrap_or_default();
        versions.iter().any(|version| version.root.rules.any_uses_old)
    }

    /// Asks the rules that the object's definition carries. The API server does so where nothing else is wrong
    /// that they could stumble over.
    pub(super) fn ask_rules(
        &self,
        stored: &Value,
        before: Before<'_>,
        validation: &mut Validation,
    ) {
        let Known::Validated { version } = &validation.known else { return };
        let Some(schema) = self.schema_of(stored, version).filter(|it| it.root.rules.any) else {
            return;
        };
        if validation.violations.iter().any(|violation| violation.rule.stops_rules()) {
            return;
        }
        let old = match before {
            Before::Was(old) if schema.root.rules.any_uses_old => Some(self.as_stored(old)),
            _ => None,
        };
        // What is in another version would be converted first, which only the cluster can do.
        let converted =
            old.as_ref().is_some_and(|old| old.get("apiVersion") != stored.get("apiVersion"));
        let objects = Objects {
            now: stored,
            before: old.as_ref().filter(|_| !converted),
            // Where no rule asks what was before, it makes no difference.
            compares: schema.root.rules.any_uses_old && before != Before::Unknown && !converted,
            without_status: schema.status_subresource,
        };
        let judge = || cel::judge(&schema.root, objects);
        let verdict = self.inner.verdicts.of(objects, judge);
        let Verdict { mut violations, unchecked } = (*verdict).clone();
        let whose = self.whose(stored, version);
        say_whose(whose.as_deref(), violations.iter_mut());
        validation.violations.extend(violations);
        validation.unchecked.extend(unchecked);
        if converted {
            validation.unchecked.push(Violation::new(
                FieldPath::of_keys(["apiVersion"]),
                Rule::NotChecked,
                "is another version than before: rules that compare with what was before are not checked",
            ));
        }
    }

    fn whose(&self, object: &Value, version: &str) -> Option<String> {
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        let GroupVersion { group, .. } = GroupVersion::parse(text("apiVersion")?);
        let kind = GroupKind::new(group, text("kind")?);
        self.entry(&kind)?.as_defined(self.in_cluster(&kind), version)
    }

    fn schema_of(&self, object: &Value, version: &str) -> Option<&VersionSchema> {
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        let GroupVersion { group, .. } = GroupVersion::parse(text("apiVersion")?);
        self.entry(&GroupKind::new(group, text("kind")?))?.version(version)
    }
}
