//! Policies: which conflicts are settled without a person, and how.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ConflictKind, DriftStanding, FieldPath, GroupKind, PathMask, Severity};

words! {
    /// What a rule of a policy does with a conflict.
    Settle("outcome of a policy") {
        /// Git's value holds.
        Git = "git",
        /// The draft's value holds.
        Draft = "draft",
        /// The cluster's value holds.
        Cluster = "cluster",
        /// The value that was set later holds.
        Newest = "newest",
        /// Both sides' items, of a list that is a set.
        Union = "union",
        /// A person decides.
        Manual = "manual",
    }
}

words! {
    /// Whom a field belongs to.
    Owner("owner of a field") {
        /// Git: drafts do not change it.
        Git = "git",
        /// What people edit in Hedgerow: in a conflict the draft holds.
        Page = "page",
        /// The cluster: it is never published.
        Cluster = "cluster",
    }
}

/// The most rules, the most owners and the most severities of one policy.
pub const MOST_RULES: usize = 200;

/// Which conflicts are settled without a person: of one fabric, or of all that say nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Whom fields belong to: asked before any rule. The first that fits holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<FieldOwner>,
    /// The rules, in their order: the first that fits holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<PolicyRule>,
    /// How much drift matters; a warning where nothing is said. The first that fits holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub severities: Vec<SeverityRule>,
}

/// How much some drift matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SeverityRule {
    /// The kind, by its name or as `Kind.group`; every kind when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The field that differs, with all that is below; every field, and whole resources too, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub path: Option<PathMask>,
    /// How the resource stands, as in `missing`; however it does when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<DriftStanding>,
    /// How much it matters.
    pub severity: Severity,
}

/// Whom a field belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldOwner {
    /// The kind, by its name or as `Kind.group`; every kind when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The field, with all that is below.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub path: PathMask,
    /// Whom it belongs to.
    pub owner: Owner,
}

/// A rule of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyRule {
    /// Its name, which no other rule of the policy has: letters, digits and hyphens.
    pub name: String,
    /// The kind, by its name or as `Kind.group`; every kind when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The field, with all that is below; every field when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub path: Option<PathMask>,
    /// The kind of conflict; every kind when left out. A conflict about a whole resource is only met by a rule
    /// that names its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<ConflictKind>,
    /// What it does.
    pub take: Settle,
    /// Whether it is switched off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
}

impl PolicyRule {
    /// Whether the rule is about such a conflict.
    #[must_use]
    pub fn meets(&self, kind: &GroupKind, path: &FieldPath, conflict: ConflictKind) -> bool {
        let named = self.conflict == Some(conflict);
        let of_field = self.conflict.is_none() && !path.segments().is_empty();
        (named || of_field)
            && is_kind(self.kind.as_deref(), kind)
            && self.path.as_ref().is_none_or(|mask| mask.covers(path))
    }
}

impl FieldOwner {
    /// Whether the field, or what it is in, belongs to this owner.
    #[must_use]
    pub fn has(&self, kind: &GroupKind, path: &FieldPath) -> bool {
        is_kind(self.kind.as_deref(), kind) && self.path.covers(path)
    }
}

impl SeverityRule {
    /// Whether it is about such a difference; the root is the whole resource.
    #[must_use]
    pub fn meets(&self, kind: &GroupKind, path: &FieldPath, standing: DriftStanding) -> bool {
        is_kind(self.kind.as_deref(), kind)
            && self.standing.is_none_or(|wanted| wanted == standing)
            && self
                .path
                .as_ref()
                .is_none_or(|mask| !path.segments().is_empty() && mask.covers(path))
    }
}

fn is_kind(wanted: Option<&str>, kind: &GroupKind) -> bool {
    let is_full = |text: &str| {
        text.split_once('.').is_some_and(|(name, group)| name == kind.kind && group == kind.group)
    };
    wanted.is_none_or(|wanted| wanted == kind.kind || is_full(wanted))
}

impl Policy {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty() && self.rules.is_empty() && self.severities.is_empty()
    }

    /// What is wrong with it, a sentence each.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        self.faults().iter().map(ToString::to_string).collect()
    }

    /// What is wrong with it, each with its place.
    #[must_use]
    pub fn faults(&self) -> Vec<PolicyFault> {
        let mut faults = Vec::new();
        let mut add = |part, key, message| faults.push(PolicyFault { part, key, message });
        for (many, what) in [
            (self.rules.len(), "rules"),
            (self.owners.len(), "owners"),
            (self.severities.len(), "severities"),
        ] {
            if many > MOST_RULES {
                let message = format!("a policy has at most {MOST_RULES} {what}, this has {many}");
                add(PolicyPart::Whole, what, message);
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        for (at, rule) in self.rules.iter().enumerate().take(MOST_RULES) {
            let (part, name) = (PolicyPart::Rule(at), &rule.name);
            let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
            if name.is_empty() || name.len() > 63 || !name.chars().all(is_plain) {
                let wanted = "is not a name: 1 to 63 letters, digits and hyphens";
                add(part, "name", format!("`{name}` {wanted}"));
            } else if !seen.insert(name) {
                add(part, "name", format!("there are two rules with the name `{name}`"));
            }
            if let Some(problem) = kind_problem(rule.kind.as_deref()) {
                add(part, "kind", problem);
            }
            if matches!(
                rule.conflict,
                Some(ConflictKind::CrossResource | ConflictKind::DuplicateIdentity)
            ) {
                let message = "a conflict of two resources or documents is decided by a person";
                add(part, "conflict", message.to_owned());
            }
        }
        for (at, owner) in self.owners.iter().enumerate().take(MOST_RULES) {
            if let Some(problem) = kind_problem(owner.kind.as_deref()) {
                add(PolicyPart::Owner(at), "kind", problem);
            }
        }
        for (at, rule) in self.severities.iter().enumerate().take(MOST_RULES) {
            let part = PolicyPart::Severity(at);
            if let Some(problem) = kind_problem(rule.kind.as_deref()) {
                add(part, "kind", problem);
            }
            match (rule.standing, &rule.path) {
                (Some(DriftStanding::InSync), _) => {
                    add(part, "standing", "what is in sync has not drifted".to_owned());
                }
                (Some(standing), Some(_)) if standing != DriftStanding::Differs => {
                    let message = format!("what is {standing} is so as a whole: leave `path` out");
                    add(part, "path", message);
                }
                _ => {}
            }
        }
        faults
    }
}

/// A part of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyPart {
    /// All of it.
    Whole,
    /// One of its rules, counted from 0.
    Rule(usize),
    /// One of its owners of fields, counted from 0.
    Owner(usize),
    /// One of its severities of drift, counted from 0.
    Severity(usize),
}

/// What is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFault {
    /// With which part.
    pub part: PolicyPart,
    /// With which of its keys.
    pub key: &'static str,
    /// What.
    pub message: String,
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            PolicyPart::Whole => {}
            PolicyPart::Rule(at) => write!(f, "rules[{at}]: ")?,
            PolicyPart::Owner(at) => write!(f, "owners[{at}]: ")?,
            PolicyPart::Severity(at) => write!(f, "severities[{at}]: ")?,
        }
        f.write_str(&self.message)
    }
}

fn kind_problem(kind: Option<&str>) -> Option<String> {
    let kind = kind?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let fine = !kind.is_empty() && kind.len() <= 253 && kind.chars().all(is_plain);
    (!fine).then(|| format!("`{kind}` is not a kind, as in `VPC` or `VPC.vpc.githedgehog.com`"))
}

/// The rule of a policy that settled a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleUsed {
    /// Whether it is of the policy for all fabrics.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub everywhere: bool,
    /// The rule's name; left out where the field belongs to somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The field that belongs to somebody, as the policy names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned: Option<String>,
}

impl fmt::Display for RuleUsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.rule, &self.owned) {
            (Some(rule), _) => write!(f, "policy {rule}"),
            (None, Some(field)) => write!(f, "policy on {field}"),
            (None, None) => f.write_str("policy"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(name: &str) -> PolicyRule {
        PolicyRule {
            name: name.into(),
            kind: None,
            path: None,
            conflict: None,
            take: Settle::Git,
            off: false,
        }
    }

    #[test]
    fn a_whole_resource_is_met_only_by_a_rule_that_names_the_kind_of_conflict() {
        let vpc = GroupKind::new("g.example", "VPC");
        let meets =
            |rule: &PolicyRule, path: &FieldPath, conflict| rule.meets(&vpc, path, conflict);
        let (root, field) = (FieldPath::root(), FieldPath::of_keys(["spec", "a"]));
        let any = rule("any");
        assert!(meets(&any, &field, ConflictKind::EditEdit));
        assert!(meets(&any, &field, ConflictKind::EditDelete));
        assert!(!meets(&any, &root, ConflictKind::EditDelete));
        let named = PolicyRule { conflict: Some(ConflictKind::EditDelete), ..rule("named") };
        assert!(meets(&named, &root, ConflictKind::EditDelete));
        assert!(!meets(&named, &field, ConflictKind::EditEdit));
        for (kind, expected) in
            [("VPC", true), ("VPC.g.example", true), ("VPC.other", false), ("Switch", false)]
        {
            let of = PolicyRule { kind: Some(kind.into()), ..rule("k") };
            assert_eq!(meets(&of, &field, ConflictKind::EditEdit), expected, "{kind}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_policy_is_said_with_its_place() {
        let twice = Policy { rules: vec![rule("a"), rule("a"), rule("a b")], ..Policy::default() };
        let problems = twice.problems();
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("rules[1]: there are two"), "{problems:?}");
        assert!(problems[1].starts_with("rules[2]: `a b` is not a name"), "{problems:?}");
        let many = Policy { rules: vec![rule("a"); MOST_RULES + 1], ..Policy::default() };
        assert!(many.problems()[0].contains("at most 200 rules, this has 201"));
        let cross = PolicyRule { conflict: Some(ConflictKind::CrossResource), ..rule("x") };
        let owner = FieldOwner {
            kind: Some("a b".into()),
            path: "spec".parse().unwrap(),
            owner: Owner::Git,
        };
        let bad = Policy { rules: vec![cross], owners: vec![owner], ..Policy::default() };
        assert_eq!(bad.problems().len(), 2);
        assert!(
            serde_json::from_str::<Policy>(r#"{"rules":[{"name":"a","take":"git","pth":"x"}]}"#)
                .is_err()
        );
        let text = r#"{"owners":[{"path":"spec.links[*].mtu","owner":"cluster"}],"rules":[{"name":"a","path":"**.description","take":"newest"}]}"#;
        let read: Policy = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }

    fn severity(path: Option<&str>, standing: Option<DriftStanding>) -> SeverityRule {
        SeverityRule {
            kind: Some("VPC".into()),
            path: path.map(|path| path.parse().unwrap()),
            standing,
            severity: Severity::Info,
        }
    }

    #[test]
    fn a_severity_is_about_fields_or_about_whole_resources_too() {
        let vpc = GroupKind::new("g", "VPC");
        let (root, field) = (FieldPath::root(), FieldPath::of_keys(["spec", "a"]));
        let (differs, missing) = (DriftStanding::Differs, DriftStanding::Missing);
        let any = severity(None, None);
        assert!(any.meets(&vpc, &field, differs) && any.meets(&vpc, &root, missing));
        assert!(!any.meets(&GroupKind::new("g", "Switch"), &root, missing));
        for mask in ["spec", "**"] {
            let of = severity(Some(mask), None);
            assert!(of.meets(&vpc, &field, differs) && !of.meets(&vpc, &root, missing), "{mask}");
        }
        let gone = severity(None, Some(missing));
        assert!(gone.meets(&vpc, &root, missing) && !gone.meets(&vpc, &field, differs));
    }

    #[test]
    fn what_is_wrong_with_a_severity_is_said() {
        let faults = |rule| {
            let policy = Policy { severities: vec![rule], ..Policy::default() };
            policy.problems()
        };
        assert_eq!(faults(severity(Some("spec"), Some(DriftStanding::Differs))), [""; 0]);
        let whole = faults(severity(Some("spec"), Some(DriftStanding::Missing)));
        assert!(whole[0].starts_with("severities[0]: what is missing"), "{whole:?}");
        assert_eq!(faults(severity(None, Some(DriftStanding::InSync))).len(), 1);
        let odd = SeverityRule { kind: Some("a b".into()), ..severity(None, None) };
        assert_eq!(faults(odd).len(), 1);
        let policy = Policy { severities: vec![severity(None, None)], ..Policy::default() };
        assert!(!policy.is_empty());
    }
}
