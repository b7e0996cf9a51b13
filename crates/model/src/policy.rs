//! Policies: which conflicts are settled without a person, and how.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::path::{DEEPEST, FieldPath, PathError, Segment};
use crate::{ConflictKind, FieldPattern, GroupKind, PatternStep};

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

/// The most rules, and the most owners, of one policy.
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

fn is_kind(wanted: Option<&str>, kind: &GroupKind) -> bool {
    let is_full = |text: &str| {
        text.split_once('.').is_some_and(|(name, group)| name == kind.kind && group == kind.group)
    };
    wanted.is_none_or(|wanted| wanted == kind.kind || is_full(wanted))
}

impl Policy {
    /// Whether it settles nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty() && self.rules.is_empty()
    }

    /// What is wrong with it, a sentence each.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for (many, what) in [(self.rules.len(), "rules"), (self.owners.len(), "owners")] {
            if many > MOST_RULES {
                problems.push(format!("a policy has at most {MOST_RULES} {what}, this has {many}"));
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        for (at, rule) in self.rules.iter().enumerate().take(MOST_RULES) {
            let name = &rule.name;
            let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
            if name.is_empty() || name.len() > 63 || !name.chars().all(is_plain) {
                problems.push(format!(
                    "rules[{at}]: `{name}` is not a name: 1 to 63 letters, digits and hyphens"
                ));
            } else if !seen.insert(name) {
                problems.push(format!("rules[{at}]: there are two rules with the name `{name}`"));
            }
            problems
                .extend(kind_problem(rule.kind.as_deref()).map(|it| format!("rules[{at}]: {it}")));
            if matches!(
                rule.conflict,
                Some(ConflictKind::CrossResource | ConflictKind::DuplicateIdentity)
            ) {
                problems.push(format!(
                    "rules[{at}]: a conflict of two resources or documents is decided by a person"
                ));
            }
        }
        for (at, owner) in self.owners.iter().enumerate().take(MOST_RULES) {
            problems.extend(
                kind_problem(owner.kind.as_deref()).map(|it| format!("owners[{at}]: {it}")),
            );
        }
        problems
    }
}

fn kind_problem(kind: Option<&str>) -> Option<String> {
    let kind = kind?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let fine = !kind.is_empty() && kind.len() <= 253 && kind.chars().all(is_plain);
    (!fine).then(|| format!("`{kind}` is not a kind, as in `VPC` or `VPC.vpc.githedgehog.com`"))
}

/// Fields by the form of their path: `spec.subnets.*.vlan`, `spec.links[*].mtu`, `**.description`. `*` is any one
/// key or item, `**` any number of them. A field is covered with all that is below it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PathMask {
    text: String,
    steps: Vec<Mask>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Mask {
    One(Segment),
    Any,
    Deep,
}

impl PathMask {
    /// Whether a path is one of these fields, or below one.
    #[must_use]
    pub fn covers(&self, path: &FieldPath) -> bool {
        let segments = path.segments();
        // After each step of the mask: after how many steps of the path it may be there.
        let mut reached = vec![false; segments.len() + 1];
        reached[0] = true;
        for step in &self.steps {
            let mut next = vec![false; segments.len() + 1];
            match step {
                Mask::Deep => {
                    let mut any = false;
                    for (at, next) in next.iter_mut().enumerate() {
                        any |= reached[at];
                        *next = any;
                    }
                }
                Mask::Any | Mask::One(_) => {
                    for (at, segment) in segments.iter().enumerate() {
                        let fits = match step {
                            Mask::One(wanted) => wanted == segment,
                            _ => true,
                        };
                        next[at + 1] = reached[at] && fits;
                    }
                }
            }
            reached = next;
        }
        reached.contains(&true)
    }
}

impl FromStr for PathMask {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let pattern: FieldPattern = text.parse()?;
        let step = |step: &PatternStep| match step {
            PatternStep::Each => Mask::Any,
            PatternStep::One(Segment::Key(key)) if key == "*" => Mask::Any,
            PatternStep::One(Segment::Key(key)) if key == "**" => Mask::Deep,
            PatternStep::One(segment) => Mask::One(segment.clone()),
        };
        let steps: Vec<Mask> = pattern.steps().iter().map(step).collect();
        debug_assert!(steps.len() <= DEEPEST);
        Ok(Self { text: pattern.to_string(), steps })
    }
}

impl fmt::Display for PathMask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for PathMask {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PathMask {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
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

    fn covers(mask: &str, path: &str) -> bool {
        let path =
            if path.is_empty() { FieldPath::root() } else { path.parse::<FieldPath>().unwrap() };
        mask.parse::<PathMask>().unwrap().covers(&path)
    }

    #[test]
    fn a_mask_covers_its_fields_and_what_is_below() {
        for (mask, path, expected) in [
            ("spec.vlan", "spec.vlan", true),
            ("spec.vlan", "spec.vlans", false),
            ("spec.subnets", "spec.subnets.a.vlan", true),
            ("spec.subnets.*.vlan", "spec.subnets.a.vlan", true),
            ("spec.subnets.*.vlan", "spec.subnets.a.dhcp.vlan", false),
            ("spec.subnets.*.vlan", "spec.subnets.a", false),
            ("spec.subnets.*.vlan", "", false),
            ("spec.links[*].mtu", "spec.links[0].mtu", true),
            ("spec.links[*].mtu", "spec.links[a=b/E1].mtu", true),
            ("spec.links.*.mtu", "spec.links[2].mtu", true),
            ("spec.links[0].mtu", "spec.links[1].mtu", false),
            ("**.description", "spec.description", true),
            ("**.description", "description", true),
            ("**.description", "spec.a.b.description.c", true),
            ("**.description", "spec.a.descriptions", false),
            ("spec.**.mtu", "spec.mtu", true),
            ("spec.**.mtu", "spec.a[1].mtu", true),
            ("spec.**.mtu", "status.mtu", false),
            ("spec.**.a.**.b", "spec.x.a.b", true),
            ("spec.**.a.**.b", "spec.x.b.a", false),
            ("**", "", true),
            ("**", "a.b", true),
            ("*", "", false),
        ] {
            assert_eq!(covers(mask, path), expected, "{mask} over {path}");
        }
        // However many, its cost stays small.
        let (mask, path) = ("**.a.".repeat(60) + "b", "a.".repeat(100) + "c");
        assert!(!covers(&mask, &path));
    }

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
        let bad = Policy { rules: vec![cross], owners: vec![owner] };
        assert_eq!(bad.problems().len(), 2);
        assert!(
            serde_json::from_str::<Policy>(r#"{"rules":[{"name":"a","take":"git","pth":"x"}]}"#)
                .is_err()
        );
        let text = r#"{"owners":[{"path":"spec.links[*].mtu","owner":"cluster"}],"rules":[{"name":"a","path":"**.description","take":"newest"}]}"#;
        let read: Policy = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}
