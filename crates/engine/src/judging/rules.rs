//! The rules of a fabric: shown with how often each is broken, set to a level; and how the fabric is
//! installed.

use std::collections::HashMap;

use hedgerow_model::{Actor, AuditAction, RuleLevel, Severity, Value, rule};
use hedgerow_rules::{Form, RULES, Rule, SETTINGS, Setting, Settings, declared_word, find, near};
use hedgerow_store::Ruling;
use serde_json::{Value as Json, json};

use super::{Judging, RuleError, declared};
use crate::error::EngineError;
use crate::record::entry;
use crate::views::{Event, InstallationSetting, Judged, RuleFindings, RuleView, RulesView};

impl Judging<'_> {
    /// Every rule of a fabric.
    pub(crate) async fn rules(&self, name: &str) -> Result<RulesView, EngineError> {
        let fabric = self.fabric_named(name).await?;
        let commit = self.source_of(&fabric).await?.ingested_commit;
        let (mark, ruling) = self.mark(fabric.id).await?;
        let judged = match (&commit, &ruling.judged) {
            (None, _) => Judged::Never,
            (Some(_), Some(judged)) if *judged == mark.to_string() => Judged::Current,
            (Some(_), _) => Judged::Behind,
        };
        let counts = self.store.count_judged(fabric.id).await?;
        let more = counts.iter().any(|(id, ..)| id == rule::TOO_MANY);
        let broken = (commit.is_some() && ruling.judged.is_some()).then(|| by_rule(counts));
        let not_checked = self.store.judged_messages(fabric.id, rule::NOT_CHECKED).await?;
        let levels = levels(&ruling);
        let (installation, installation_problem) = installation(&ruling);
        let (declared, own) = self.declared(fabric.id).await?;
        let clauses = RULES.iter().map(|rule| view(rule, &levels, broken.as_ref()));
        let own = own.rules().iter().map(|rule| declared::view(rule, broken.as_ref()));
        Ok(RulesView {
            fabric: fabric.name,
            judged,
            commit,
            more,
            not_checked,
            rules: clauses.chain(own).collect(),
            installation,
            installation_problem,
            declared,
            settings: SETTINGS.iter().map(setting).collect(),
        })
    }

    /// Sets a rule for a fabric, and brings what is said of it up to date.
    pub(crate) async fn set_rule(
        &self,
        (name, id): (&str, &str),
        level: RuleLevel,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<RuleView, EngineError> {
        if declared_word(id).is_some() {
            return self.set_declared_level((name, id), level, expected, actor).await;
        }
        let fabric = self.fabric_named(name).await?;
        let rule = settable(id, name)?;
        let mut tx = self.store.write().await?;
        tx.edit_ruling(fabric.id, expected).await?;
        let before = level_of(rule, &levels(&tx.ruling(fabric.id).await?));
        if before == level {
            drop(tx);
            return self.rule_view(name, rule.id).await;
        }
        let kept = (level != RuleLevel::Error).then(|| level.as_str());
        tx.set_rule_level(fabric.id, rule.id, kept).await?;
        let told = entry(actor, AuditAction::FabricUpdate)
            .fabric(name)
            .subject(rule.id)
            .before(&json!({ "rule": rule.id, "level": before }))
            .after(&json!({ "rule": rule.id, "level": level }));
        tx.audit(&[told]).await?;
        self.record().emit(&mut tx, &Event::Fabric { fabric: name.to_owned() })?;
        tx.commit().await?;
        self.judge_now(&fabric).await?;
        self.changes_moved(fabric.id);
        self.rule_view(name, rule.id).await
    }

    /// Says how a fabric is installed: what differs from the installer's defaults; `None` takes that back.
    /// Brings what is said of the fabric up to date.
    pub(crate) async fn set_installation(
        &self,
        name: &str,
        given: Option<&Value>,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<RulesView, EngineError> {
        let fabric = self.fabric_named(name).await?;
        let settings = given.map(read).transpose()?;
        let after = settings.map(|settings| Json::Object(settings.differing()));
        let mut tx = self.store.write().await?;
        tx.edit_ruling(fabric.id, expected).await?;
        let before = tx.ruling(fabric.id).await?.installation;
        let kept = after.as_ref().map(ToString::to_string);
        if before == kept {
            drop(tx);
            return self.rules(name).await;
        }
        tx.set_installation(fabric.id, kept.as_deref()).await?;
        let before = before.map(|text| serde_json::from_str(&text).unwrap_or(Json::String(text)));
        let told = entry(actor, AuditAction::FabricUpdate)
            .fabric(name)
            .before(&json!({ "installation": before }))
            .after(&json!({ "installation": after }));
        tx.audit(&[told]).await?;
        self.record().emit(&mut tx, &Event::Fabric { fabric: name.to_owned() })?;
        tx.commit().await?;
        self.judge_now(&fabric).await?;
        self.changes_moved(fabric.id);
        self.rules(name).await
    }

    pub(super) async fn rule_view(&self, fabric: &str, id: &str) -> Result<RuleView, EngineError> {
        let all = self.rules(fabric).await?;
        let found = all.rules.into_iter().find(|view| view.id == id);
        found.ok_or_else(|| unknown(id, fabric).into())
    }
}

/// The rule of an id, where a fabric may set it.
fn settable(id: &str, fabric: &str) -> Result<&'static Rule, RuleError> {
    let rule = find(id).ok_or_else(|| unknown(id, fabric))?;
    if rule.can_be_set() {
        return Ok(rule);
    }
    let schema = rule.held_by_schema();
    Err(RuleError::OfTheSchema { id: rule.id, schema, fabric: fabric.to_owned() })
}

pub(super) fn unknown(id: &str, fabric: &str) -> RuleError {
    // The id is quoted in an answer: no more of it than of the longest there is.
    let shown = id.chars().take(100).collect();
    RuleError::Unknown { id: shown, near: near(id), fabric: fabric.to_owned() }
}

fn read(given: &Value) -> Result<Settings, RuleError> {
    let given = match given {
        Value::Map(_) => given,
        _ => {
            let why = "the installation settings must be a map of names to values";
            return Err(RuleError::Installation(why.to_owned()));
        }
    };
    Settings::read(given).map_err(RuleError::Installation)
}

/// What is kept of the installation, and why it cannot be used, where it cannot.
fn installation(ruling: &Ruling) -> (Option<Value>, Option<String>) {
    let Some(text) = ruling.installation.as_deref() else { return (None, None) };
    let problem = serde_json::from_str::<Settings>(text).err();
    let kept = serde_json::from_str::<Value>(text).ok();
    let problem = problem.map(|error| {
        format!("they cannot be read by this version of Hedgerow ({error}); give them again")
    });
    (kept, problem)
}

/// What each rule is set to; one that an older program wrote and this one does not know counts as not set.
fn levels(ruling: &Ruling) -> HashMap<&str, RuleLevel> {
    let known = ruling.levels.iter();
    known.filter_map(|(rule, level)| Some((rule.as_str(), level.parse().ok()?))).collect()
}

fn level_of(rule: &Rule, levels: &HashMap<&str, RuleLevel>) -> RuleLevel {
    levels.get(rule.id).copied().unwrap_or(RuleLevel::Error)
}

/// How often each rule is broken.
fn by_rule(counts: Vec<(String, Severity, i64)>) -> HashMap<String, RuleFindings> {
    let mut broken: HashMap<String, RuleFindings> = HashMap::new();
    for (rule, severity, count) in counts {
        let of = broken.entry(rule).or_default();
        match severity {
            Severity::Error => of.errors += count,
            Severity::Warning => of.warnings += count,
            Severity::Info => {}
        }
    }
    broken
}

fn view(
    rule: &Rule,
    levels: &HashMap<&str, RuleLevel>,
    broken: Option<&HashMap<String, RuleFindings>>,
) -> RuleView {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let broken = broken.filter(|_| rule.can_be_set());
    RuleView {
        id: rule.id.to_owned(),
        kinds: rule.kinds.iter().map(|kind| kind.name().to_owned()).collect(),
        severity: rule.severity,
        meaning: rule.meaning.to_owned(),
        action: rule.action.to_owned(),
        level: level_of(rule, levels),
        can_be_set: rule.can_be_set(),
        schema: texts(rule.held_by_schema()),
        broken: broken.map(|broken| broken.get(rule.id).copied().unwrap_or_default()),
        before: rule.before.to_owned(),
        violating: rule.violating.to_owned(),
        conforming: rule.conforming.to_owned(),
    }
}

fn setting(setting: &Setting) -> InstallationSetting {
    let Setting { name, form, meaning } = *setting;
    let defaults = Settings::default().all();
    let choices = if let Form::Choice(words) = form { words } else { &[] };
    InstallationSetting {
        name: name.to_owned(),
        form: form.word().to_owned(),
        takes: form.to_string(),
        choices: choices.iter().map(|word| (*word).to_owned()).collect(),
        meaning: meaning.to_owned(),
        default: defaults.get(name).map(Value::from).unwrap_or(Value::Null),
    }
}
