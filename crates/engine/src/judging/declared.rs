//! The rules that a fabric declares itself: shown, written, set to a level.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_model::{
    Actor, AllAtomic, AuditAction, Fabric, FabricId, GroupKind, RuleLevel, Severity, Value,
};
use hedgerow_rules::{
    Declarations, Declared, LONGEST_DECLARATIONS, Note, Problem, declare, declared_word,
};
use hedgerow_schema::Catalogue;
use hedgerow_store::{Declaration, Transaction};
use hedgerow_yaml::{Limits, Rewrite, rewrite};
use serde_json::{Value as Json, json};

use super::rules::unknown;
use super::{Judging, RuleError};
use crate::core::blocking;
use crate::error::EngineError;
use crate::record::entry;
use crate::views::{DeclaredNote, DeclaredView, Event, RuleFindings, RuleView, RulesView};

impl Judging<'_> {
    /// The rules that a fabric declares, as they were written and as they are judged.
    pub(super) async fn declared(
        &self,
        fabric: FabricId,
    ) -> Result<(DeclaredView, Declarations), EngineError> {
        let Some(Declaration { text, .. }) = self.store.declaration(fabric).await? else {
            return Ok(Default::default());
        };
        let (catalogue, held) = self.known_kinds(fabric).await?;
        blocking(move || {
            // They are judged as far as they can be read, whatever became of the kinds.
            let judged = Declarations::read(&text, &catalogue);
            let problem = |problems: &[Problem]| {
                let first = problems.first().map(ToString::to_string).unwrap_or_default();
                format!(
                    "they cannot be read by this version of Hedgerow ({first}); write them again"
                )
            };
            let problem = judged.as_ref().err().map(|problems| problem(problems));
            let notes = match declare(&text, &catalogue, &held) {
                Ok((_, notes)) => notes.into_iter().map(note).collect(),
                Err(_) => Vec::new(),
            };
            (DeclaredView { text, problem, notes }, judged.unwrap_or_default())
        })
        .await
    }

    async fn known_kinds(
        &self,
        fabric: FabricId,
    ) -> Result<(Catalogue, BTreeSet<GroupKind>), EngineError> {
        let catalogue = self.catalogue(fabric).await?;
        let held = self.store.kind_figures(fabric).await?;
        Ok((catalogue, held.into_iter().map(|(kind, _)| kind).collect()))
    }

    /// Writes the rules that a fabric declares, in the place of those before, and brings what is said of it up
    /// to date.
    pub(crate) async fn declare(
        &self,
        name: &str,
        text: String,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<RulesView, EngineError> {
        let fabric = self.fabric_named(name).await?;
        let (catalogue, held) = self.known_kinds(fabric.id).await?;
        let read = blocking(move || declare(&text, &catalogue, &held).map(|_| text));
        let text = read.await?.map_err(RuleError::Declared)?;
        let mut tx = self.store.write().await?;
        let revision = tx.edit_ruling(fabric.id, expected).await?;
        let before = tx.declaration(fabric.id).await?.map(|before| before.text);
        let after = Some(text).filter(|text| !text.trim().is_empty());
        if before == after {
            drop(tx);
            return self.rules(name).await;
        }
        self.write_declared((&fabric, actor), (before, after), revision, tx).await?;
        self.rules(name).await
    }

    /// Sets the level of a declared rule, in the text that declares it.
    pub(super) async fn set_declared_level(
        &self,
        (name, id): (&str, &str),
        level: RuleLevel,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<RuleView, EngineError> {
        let fabric = self.fabric_named(name).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        let mut tx = self.store.write().await?;
        let revision = tx.edit_ruling(fabric.id, expected).await?;
        let Some(Declaration { text: before, .. }) = tx.declaration(fabric.id).await? else {
            return Err(unknown(id, name).into());
        };
        let declared = Declarations::read(&before, &catalogue).map_err(RuleError::Declared)?;
        let rule = declared.find(id).ok_or_else(|| unknown(id, name))?;
        if rule.level == level {
            drop(tx);
            return self.rule_view(name, id).await;
        }
        let after = with_level(&before, id, level).map_err(RuleError::Declared)?;
        self.write_declared((&fabric, actor), (Some(before), Some(after)), revision, tx).await?;
        self.rule_view(name, id).await
    }

    async fn write_declared(
        &self,
        (fabric, actor): (&Fabric, &Actor),
        (before, after): (Option<String>, Option<String>),
        revision: i64,
        mut tx: Transaction,
    ) -> Result<(), EngineError> {
        let (was, is) = differing(before.as_deref(), after.as_deref());
        let declaration = after.map(|text| Declaration { revision, text });
        tx.set_declaration(fabric.id, declaration.as_ref()).await?;
        let told = entry(actor, AuditAction::FabricUpdate)
            .fabric(&fabric.name)
            .before(&json!({ "declared": was }))
            .after(&json!({ "declared": is }));
        tx.audit(&[told]).await?;
        self.record().emit(&mut tx, &Event::Fabric { fabric: fabric.name.clone() })?;
        tx.commit().await?;
        self.judge_now(fabric).await?;
        self.changes_moved(fabric.id);
        Ok(())
    }
}

fn note(note: Note) -> DeclaredNote {
    DeclaredNote { rule: note.rule, message: note.message }
}

/// A declared rule as all others are shown.
pub(super) fn view(rule: &Declared, broken: Option<&HashMap<String, RuleFindings>>) -> RuleView {
    RuleView {
        id: rule.id.clone(),
        kinds: rule.kinds().iter().map(|kind| kind.kind.clone()).collect(),
        severity: Severity::Error,
        meaning: rule.meaning(),
        action: rule.action(),
        level: rule.level,
        can_be_set: true,
        schema: Vec::new(),
        broken: broken.map(|broken| broken.get(&rule.id).copied().unwrap_or_default()),
        before: String::new(),
        violating: String::new(),
        conforming: String::new(),
    }
}

/// The text with another level of one of its rules; everything else of it stays as it was written.
fn with_level(text: &str, id: &str, level: RuleLevel) -> Result<String, Vec<Problem>> {
    let failed = |message: String| vec![Problem { line: 1, column: 1, message }];
    let read = hedgerow_yaml::read(text, &Limits::default());
    let mut value = read.map_err(|error| failed(error.to_string()))?.into_value();
    let rule = match &mut value {
        Value::Map(rules) => declared_word(id).and_then(|word| rules.get_mut(word)),
        _ => None,
    };
    if let Some(Value::Map(rule)) = rule {
        match level {
            // So it is where nothing is said.
            RuleLevel::Error => drop(rule.shift_remove("level")),
            level => drop(rule.insert("level".to_owned(), Value::from(level.as_str()))),
        }
    }
    let how = Rewrite { types: &AllAtomic, comments: &[] };
    let text = rewrite(text, &value, &how).map_err(|error| failed(error.to_string()))?;
    if text.len() > LONGEST_DECLARATIONS {
        return Err(failed(format!("the text would be longer than {LONGEST_DECLARATIONS} bytes")));
    }
    Ok(text)
}

/// The rules that two texts do not have in common, of each, by name: what the audit keeps. A text that only
/// looks different has none.
fn differing(before: Option<&str>, after: Option<&str>) -> (Json, Json) {
    let rules = |text: Option<&str>| -> BTreeMap<String, Value> {
        let read = text.and_then(|text| hedgerow_yaml::read(text, &Limits::default()).ok());
        match read.map(hedgerow_yaml::Document::into_value) {
            Some(Value::Map(rules)) => rules.into_iter().collect(),
            _ => BTreeMap::new(),
        }
    };
    let (before, after) = (rules(before), rules(after));
    let only = |of: &BTreeMap<String, Value>, than: &BTreeMap<String, Value>| {
        let own = of.iter().filter(|(name, rule)| than.get(*name) != Some(rule));
        json!(own.collect::<BTreeMap<_, _>>())
    };
    (only(&before, &after), only(&after, &before))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# ours
vni: # of the fabric
  level: warning
  unique: {of: {kind: Network.example.com, path: spec.vni}}
b: {range: {of: {kind: Network.example.com, path: spec.vni}, from: 1}}
";

    #[test]
    fn another_level_leaves_the_rest_of_the_text_as_it_was_written() {
        let set = |id, level| with_level(TEXT, id, level).unwrap();
        let off = set("declared/vni", RuleLevel::Off);
        assert_eq!(
            off,
            TEXT.replace("level: warning", "level: \"off\""),
            "false to kubectl without"
        );
        assert_eq!(set("declared/vni", RuleLevel::Warning), TEXT);
        assert_eq!(set("declared/vni", RuleLevel::Error), TEXT.replace("  level: warning\n", ""));
        let b = set("declared/b", RuleLevel::Off);
        let read = Declarations::read(&b, &Catalogue::builtin()).unwrap();
        assert_eq!(read.find("declared/b").unwrap().level, RuleLevel::Off);
        assert!(b.starts_with("# ours\nvni: # of the fabric\n"), "{b}");
    }

    #[test]
    fn the_audit_keeps_the_rules_that_differ() {
        let other = TEXT.replace("from: 1", "from: 2").replace("# ours\n", "");
        let (before, after) = differing(Some(TEXT), Some(&other));
        assert_eq!(before["b"]["range"]["from"], 1);
        assert_eq!(after["b"]["range"]["from"], 2);
        assert_eq!((before.get("vni"), after.get("vni")), (None, None));
        assert_eq!(differing(None, None), (json!({}), json!({})));
    }
}
