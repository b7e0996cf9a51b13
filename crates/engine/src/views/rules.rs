//! The rules between resources in a fabric, and how the fabric is installed.

use hedgerow_model::{RuleLevel, Severity, Value};
use serde::{Deserialize, Serialize};

/// What the figures of a fabric's rules are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Judged {
    /// Of what Git had at `commit`, under these levels and settings.
    Current,
    /// Of an earlier commit, or of earlier levels or settings: they are being brought up to date.
    Behind,
    /// Of nothing: the fabric was never read from Git.
    Never,
}

/// The rules between resources in a fabric.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RulesView {
    /// The fabric.
    pub fabric: String,
    /// What the figures are of.
    pub judged: Judged,
    /// The commit that the database agrees with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Whether so many rules are broken that not all findings are listed: then figures may be too small.
    pub more: bool,
    /// What could not be checked, and what is missing for it, one sentence each.
    pub not_checked: Vec<String>,
    /// Every rule.
    pub rules: Vec<RuleView>,
    /// How the fabric is installed: what differs from the installer's defaults, by the names of
    /// `settings`. Null where nobody said: rules that depend on it are not checked.
    pub installation: Option<Value>,
    /// Why the installation settings count as not given although they are; left out otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installation_problem: Option<String>,
    /// The rules that the fabric declares itself, as they were written; each is one of `rules` too.
    pub declared: DeclaredView,
    /// What can be said of the installation, with the installer's defaults.
    pub settings: Vec<InstallationSetting>,
}

/// A rule between resources in a fabric.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleView {
    /// Its id, as findings name it.
    pub id: String,
    /// The kinds that it judges.
    pub kinds: Vec<String>,
    /// How much it matters to break it. Where single findings differ, most have this one.
    pub severity: Severity,
    /// What is the case when it is broken, to be read after a resource.
    pub meaning: String,
    /// What to do about it.
    pub action: String,
    /// How much it may matter in this fabric: `error` for as it says.
    pub level: RuleLevel,
    /// Whether its level can be set: false where the schema check holds it.
    pub can_be_set: bool,
    /// The ids under which the schema check finds it, wholly or in part.
    #[serde(default)]
    pub schema: Vec<String>,
    /// How often it is broken now under its own id; left out where nothing is known of that: the fabric was
    /// never read, or the schema check holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<RuleFindings>,
    /// What was there before the examples: YAML documents; empty for nothing.
    pub before: String,
    /// YAML documents that break it.
    pub violating: String,
    /// YAML documents much like those that break no rule.
    pub conforming: String,
}

/// How often a rule is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleFindings {
    /// Errors.
    pub errors: i64,
    /// Warnings.
    pub warnings: i64,
}

/// The rules that a fabric declares itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeclaredView {
    /// The text that declares them, YAML; empty where none is declared.
    pub text: String,
    /// Why none of them is judged although they are declared; left out otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// What could not be verified when they were declared, or is not known of their kinds.
    pub notes: Vec<DeclaredNote>,
}

/// What is to be said of a declared rule that is not a mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeclaredNote {
    /// The rule's id.
    pub rule: String,
    /// What is not verified, or not known.
    pub message: String,
}

/// The rules that a fabric is to declare.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeclareRules {
    /// YAML, or JSON: an entry for each rule, under the name that it is to have. It takes the place of what was
    /// declared before; an empty text declares none.
    pub text: String,
}

/// A rule's level in a fabric, to be set.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetRule {
    /// `error` for as the rule says, `warning` for a finding that stops nothing, `off` for none.
    pub level: RuleLevel,
}

/// What can be said of a fabric's installation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InstallationSetting {
    /// Its name.
    pub name: String,
    /// What it takes: `choice`, `network`, `networks`, `address`, `vlan-ranges`, `number` or `flag`.
    pub form: String,
    /// What it takes, in words: to be read after "must be".
    pub takes: String,
    /// The words of a `choice`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// What it means.
    pub meaning: String,
    /// What the installer takes where nothing else is said.
    pub default: Value,
}
