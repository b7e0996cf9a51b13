//! What a policy says to a conflict: the one function that decides, and that is tried before.

use std::cmp::Ordering;
use std::fmt;

use hedgerow_model::{
    AllAtomic, Conflict, ConflictState, Decision, DriftStanding, FieldOwner, FieldPath, GroupKind,
    ListType, ListTypes, Millis, Owner, Policy, PolicyRule, RuleUsed, Settle, Severity, Side,
    Value,
};

use hedgerow_schema::Catalogue;

use crate::decide::broken_by;

/// A second, in the unit of times.
const SECOND: Millis = 1000;

/// The policies that hold for a fabric: its own is asked first.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// The fabric's own.
    pub own: Policy,
    /// The one for all fabrics.
    pub everywhere: Policy,
}

/// A conflict, with the evidence that a policy may need.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The record.
    pub conflict: &'a Conflict,
    /// When Git's value was set; `None` where that is not known.
    pub git_at: Option<Millis>,
    /// The resource as Git has it, where the outcome is held against its schema.
    pub document: Option<&'a Value>,
    /// The kinds that the fabric knows.
    pub catalogue: &'a Catalogue,
}

/// What rules go by.
#[derive(Clone, Copy, Debug)]
struct Question<'a> {
    conflict: &'a Conflict,
    /// Whether what is at its path is a list that is a set.
    is_set: bool,
    git_at: Option<Millis>,
}

/// What a policy says to a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is settled so.
    Decided(RuleUsed, Decision),
    /// A person decides.
    Left(Option<RuleUsed>, WhyLeft),
}

/// Why a policy leaves a conflict to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyLeft {
    /// It is between two resources, or within Git.
    NoneDecides,
    /// A decision about it was taken back.
    TakenBack,
    /// No rule is about it.
    NoRule,
    /// A rule says so.
    Manual,
    /// The field belongs to the cluster, or a rule asks for its value, and the cluster takes no part in the conflict.
    NoCluster,
    /// The field belongs to the page, or a rule asks for a draft's value, and there is no draft.
    NoDraft,
    /// It is not known when Git's value was set.
    GitTimeUnknown,
    /// It is not known when the draft's value was set.
    DraftTimeUnknown,
    /// It is not known when the cluster's value was set.
    ClusterTimeUnknown,
    /// Both were set at the same time.
    SameTime,
    /// It is not about a list that is a set, or a side has no list there.
    NotASet,
    /// The outcome would break the schema.
    BreaksSchema,
}

impl fmt::Display for WhyLeft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoneDecides => "no policy decides such a conflict",
            Self::TakenBack => "a decision about it was taken back, so a person decides",
            Self::NoRule => "no rule is about it",
            Self::Manual => "a person decides, says the rule",
            Self::NoCluster => {
                "the rule asks for the cluster's value, and the cluster takes no part in it"
            }
            Self::NoDraft => "the rule asks for a draft's value, and no draft takes part in it",
            Self::GitTimeUnknown => "it is not known when Git's value was set",
            Self::DraftTimeUnknown => "it is not known when the draft's value was set",
            Self::ClusterTimeUnknown => "it is not known when the cluster's value was set",
            Self::SameTime => "both values were set in the same second",
            Self::NotASet => "it is not about a list that is a set on both sides",
            Self::BreaksSchema => "the outcome would break the schema",
        })
    }
}

impl Policies {
    /// The same with others in their place, as they would be once those are saved.
    #[must_use]
    pub fn with(self, own: Option<Policy>, everywhere: Option<Policy>) -> Self {
        Self { own: own.unwrap_or(self.own), everywhere: everywhere.unwrap_or(self.everywhere) }
    }

    /// Whether they settle nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() && self.everywhere.is_empty()
    }

    /// How much drift of a resource matters: as much as the worst of the fields that differ; as a whole where none is
    /// named. A warning where no policy says it.
    #[must_use]
    pub fn drift_severity<'p>(
        &self,
        kind: &GroupKind,
        standing: DriftStanding,
        fields: impl IntoIterator<Item = &'p FieldPath>,
    ) -> Severity {
        let of = |path: &FieldPath| {
            let mut rules = self.own.severities.iter().chain(&self.everywhere.severities);
            rules
                .find(|rule| rule.meets(kind, path, standing))
                .map_or(Severity::Warning, |rule| rule.severity)
        };
        let each: Vec<Severity> = fields.into_iter().map(of).collect();
        let worst = Severity::ALL.iter().find(|severity| each.contains(severity));
        worst.copied().unwrap_or_else(|| of(&FieldPath::root()))
    }

    /// Whether a field belongs to anybody.
    #[must_use]
    pub fn has_owners(&self) -> bool {
        !self.own.owners.is_empty() || !self.everywhere.owners.is_empty()
    }

    /// What they say to a conflict. The last resort is a person; so is whatever would break the schema.
    #[must_use]
    pub fn settle(&self, case: Case<'_>) -> Verdict {
        let Case { conflict, git_at, document, catalogue } = case;
        let what = &conflict.what;
        let types = catalogue.list_types(&what.identity.group_kind());
        let is_set = types.list_type(&what.path) == ListType::Set;
        match self.verdict(Question { conflict, is_set, git_at }) {
            Verdict::Decided(used, decision)
                if !broken_by(conflict, &decision, document.cloned(), catalogue).is_empty() =>
            {
                Verdict::Left(Some(used), WhyLeft::BreaksSchema)
            }
            verdict => verdict,
        }
    }

    fn verdict(&self, question: Question<'_>) -> Verdict {
        let what = &question.conflict.what;
        let is_between = what.draft_id().is_some() || what.is_with_cluster();
        if !is_between || what.together.is_some() {
            return Verdict::Left(None, WhyLeft::NoneDecides);
        }
        if question.conflict.state == ConflictState::Open && question.conflict.life.taken_back {
            return Verdict::Left(None, WhyLeft::TakenBack);
        }
        let kind = what.identity.group_kind();
        if let Some((used, owner)) = self.owner(&kind, question.conflict) {
            let side = match owner {
                Owner::Git => Side::Git,
                Owner::Page => Side::Draft,
                Owner::Cluster => Side::Cluster,
            };
            return match taken(question, side) {
                Ok(decision) => Verdict::Decided(used, decision),
                Err(left) => Verdict::Left(Some(used), left),
            };
        }
        let Some((used, rule)) = self.rule(&kind, question.conflict) else {
            return Verdict::Left(None, WhyLeft::NoRule);
        };
        match outcome(rule.take, question) {
            Ok(decision) => Verdict::Decided(used, decision),
            Err(left) => Verdict::Left(Some(used), left),
        }
    }

    /// The fabric's own first, each with whether it is the one for all fabrics.
    fn each(&self) -> [(&Policy, bool); 2] {
        [(&self.own, false), (&self.everywhere, true)]
    }

    /// Whom the field of a conflict belongs to.
    fn owner(&self, kind: &GroupKind, conflict: &Conflict) -> Option<(RuleUsed, Owner)> {
        let (owner, everywhere) = self.owner_of(kind, &conflict.what.path)?;
        let owned = Some(owner.path.to_string());
        Some((RuleUsed { everywhere, rule: None, owned }, owner.owner))
    }

    fn owner_of(&self, kind: &GroupKind, path: &FieldPath) -> Option<(&FieldOwner, bool)> {
        self.each().into_iter().find_map(|(policy, everywhere)| {
            let owner = policy.owners.iter().find(|owner| owner.has(kind, path))?;
            Some((owner, everywhere))
        })
    }

    /// The first rule that is about a conflict.
    fn rule(&self, kind: &GroupKind, conflict: &Conflict) -> Option<(RuleUsed, &PolicyRule)> {
        let what = &conflict.what;
        let is_about = |rule: &&PolicyRule| !rule.off && rule.meets(kind, &what.path, what.kind);
        self.each().into_iter().find_map(|(policy, everywhere)| {
            let rule = policy.rules.iter().find(is_about)?;
            let name = Some(rule.name.clone());
            Some((RuleUsed { everywhere, rule: name, owned: None }, rule))
        })
    }

    /// Whether a field belongs to an owner.
    #[must_use]
    pub fn belongs(&self, kind: &GroupKind, path: &FieldPath, to: Owner) -> bool {
        self.owner_of(kind, path).is_some_and(|(owner, _)| owner.owner == to)
    }

    /// The first field that an edit changes and that belongs to Git, or, of a fabric in a cluster, to that; with the field
    /// as the policy names it, and whose it is. `None` where a draft may say that.
    #[must_use]
    pub fn kept_from_drafts(
        &self,
        kind: &GroupKind,
        (before, after): (&Value, &Value),
        types: &dyn ListTypes,
        in_cluster: bool,
    ) -> Option<(FieldPath, String, Owner)> {
        hedgerow_merge::changes(before, after, types).into_iter().find_map(|change| {
            let (owner, _) = self.owner_of(kind, &change.path)?;
            let is_kept = match owner.owner {
                Owner::Git => true,
                Owner::Cluster => in_cluster,
                Owner::Page => false,
            };
            is_kept.then(|| (change.path, owner.path.to_string(), owner.owner))
        })
    }
}

/// A side's value, where that side takes part.
fn taken(question: Question<'_>, side: Side) -> Result<Decision, WhyLeft> {
    match question.conflict.what.has_side(side) {
        true => Ok(Decision::Take(side)),
        false if side == Side::Cluster => Err(WhyLeft::NoCluster),
        false => Err(WhyLeft::NoDraft),
    }
}

/// How a rule settles a conflict.
fn outcome(take: Settle, question: Question<'_>) -> Result<Decision, WhyLeft> {
    let what = &question.conflict.what;
    match take {
        Settle::Git => taken(question, Side::Git),
        Settle::Draft => taken(question, Side::Draft),
        Settle::Cluster => taken(question, Side::Cluster),
        Settle::Manual => Err(WhyLeft::Manual),
        Settle::Newest => newest(question),
        Settle::Union => {
            // Of three sides, those two that edited it.
            let (a, b) = match (what.is_with_cluster(), what.of_draft()) {
                (true, Some(_)) => (&what.draft, &what.cluster),
                (true, None) => (&what.git, &what.cluster),
                (false, _) => (&what.git, &what.draft),
            };
            let (true, Some(Value::List(first)), Some(Value::List(second))) =
                (question.is_set, a, b)
            else {
                return Err(WhyLeft::NotASet);
            };
            let mut all = first.clone();
            for item in second {
                if !all.iter().any(|known| hedgerow_merge::values_equal(known, item, &AllAtomic)) {
                    all.push(item.clone());
                }
            }
            Ok(Decision::Value(Value::List(all)))
        }
    }
}

/// The side whose value was set last, of the two that edited it.
fn newest(question: Question<'_>) -> Result<Decision, WhyLeft> {
    let what = &question.conflict.what;
    let draft = || {
        let at = question.conflict.life.draft_at.ok_or(WhyLeft::DraftTimeUnknown)?;
        Ok((Side::Draft, at))
    };
    let git = || Ok((Side::Git, question.git_at.ok_or(WhyLeft::GitTimeUnknown)?));
    let cluster = || {
        let at = what.cluster_at().ok_or(WhyLeft::ClusterTimeUnknown)?;
        Ok((Side::Cluster, at))
    };
    let ((a, at), (b, bt)) = match (what.is_with_cluster(), what.of_draft()) {
        (true, Some(_)) => (cluster()?, draft()?),
        (true, None) => (cluster()?, git()?),
        (false, _) => (git()?, draft()?),
    };
    // The times of Git and of clusters are whole seconds.
    match (at / SECOND).cmp(&(bt / SECOND)) {
        Ordering::Greater => Ok(Decision::Take(a)),
        Ordering::Less => Ok(Decision::Take(b)),
        Ordering::Equal => Err(WhyLeft::SameTime),
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{
        ChangeId, ConflictId, ConflictKind, DraftId, FabricId, Identity, Life, NewConflict, Party,
    };

    use super::*;

    fn conflict(path: &str) -> Conflict {
        let list = |items: &[i64]| Some(Value::List(items.iter().map(|it| (*it).into()).collect()));
        Conflict {
            id: ConflictId(1),
            fabric_id: FabricId(1),
            what: NewConflict {
                parties: vec![
                    Party::Draft { change: ChangeId::generate(), draft: DraftId(1) },
                    Party::Git { commit: "c".into(), path: None },
                ],
                identity: Identity::new("g.example", "VPC", "a"),
                path: if path.is_empty() { FieldPath::root() } else { path.parse().unwrap() },
                kind: ConflictKind::EditEdit,
                base: list(&[1]),
                draft: list(&[1, 2]),
                git: list(&[3, 1]),
                cluster: None,
                detail: None,
                together: None,
            },
            state: ConflictState::Open,
            decision: None,
            decided_by: None,
            opened_at: 0,
            closed_at: None,
            life: Life { draft_at: Some(5_000), ..Life::default() },
        }
    }

    fn rule(name: &str, path: &str, take: Settle) -> PolicyRule {
        let path = Some(path.parse().unwrap());
        PolicyRule { name: name.into(), kind: None, path, conflict: None, take, off: false }
    }

    fn policies(own: Vec<PolicyRule>, everywhere: Vec<PolicyRule>) -> Policies {
        let of = |rules| Policy { rules, ..Policy::default() };
        Policies { own: of(own), everywhere: of(everywhere) }
    }

    fn asked(policies: &Policies, conflict: &Conflict) -> Verdict {
        policies.verdict(Question { conflict, is_set: false, git_at: None })
    }

    fn rule_named(verdict: &Verdict) -> Option<(String, bool)> {
        let used = match verdict {
            Verdict::Decided(used, _) => Some(used),
            Verdict::Left(used, _) => used.as_ref(),
        };
        used.map(|used| (used.rule.clone().unwrap_or_default(), used.everywhere))
    }

    #[test]
    fn the_first_rule_that_is_on_holds_the_fabrics_own_before_those_for_all() {
        let off = PolicyRule { off: true, ..rule("off", "spec.a", Settle::Draft) };
        let of_other = PolicyRule { kind: Some("Switch".into()), ..rule("k", "**", Settle::Draft) };
        let policies = policies(
            vec![
                off,
                of_other,
                rule("own", "spec.a", Settle::Git),
                rule("late", "**", Settle::Draft),
            ],
            vec![rule("all", "spec.*", Settle::Draft)],
        );
        let verdict = asked(&policies, &conflict("spec.a"));
        assert_eq!(rule_named(&verdict), Some(("own".to_owned(), false)));
        assert!(matches!(verdict, Verdict::Decided(_, Decision::Take(Side::Git))), "{verdict:?}");
        let none = Policies { own: Policy::default(), ..policies };
        let verdict = asked(&none, &conflict("spec.b.c"));
        assert_eq!(rule_named(&verdict), Some(("all".to_owned(), true)));
        assert!(matches!(verdict, Verdict::Decided(_, Decision::Take(Side::Draft))), "{verdict:?}");
        assert_eq!(asked(&none, &conflict("status")), Verdict::Left(None, WhyLeft::NoRule));
        assert_eq!(asked(&none, &conflict("")), Verdict::Left(None, WhyLeft::NoRule));
    }

    #[test]
    fn what_is_tried_takes_the_place_of_what_is_in_force() {
        let in_force = policies(
            vec![rule("own", "spec.a", Settle::Manual)],
            vec![rule("all", "spec", Settle::Draft)],
        );
        let of = |rules| Some(Policy { rules, ..Policy::default() });
        let at = |policies: &Policies, path: &str| rule_named(&asked(policies, &conflict(path)));
        let none = in_force.clone().with(None, of(Vec::new()));
        assert_eq!(at(&none, "spec.b"), None, "the one for all that is in force is asked no more");
        let other = in_force.clone().with(None, of(vec![rule("new", "spec", Settle::Git)]));
        assert_eq!(at(&other, "spec.a"), Some(("own".to_owned(), false)));
        assert_eq!(at(&other, "spec.b"), Some(("new".to_owned(), true)));
        let own = in_force.clone().with(of(Vec::new()), None);
        assert_eq!(at(&own, "spec.a"), Some(("all".to_owned(), true)));
        assert_eq!(at(&in_force.with(None, None), "spec.a"), Some(("own".to_owned(), false)));
    }

    #[test]
    fn what_was_taken_back_is_a_persons_while_it_is_open() {
        let policies = policies(vec![rule("r", "spec", Settle::Git)], Vec::new());
        let mut conflict = conflict("spec.a");
        conflict.life.taken_back = true;
        assert_eq!(asked(&policies, &conflict), Verdict::Left(None, WhyLeft::TakenBack));
        conflict.state = ConflictState::Resolved;
        assert!(matches!(asked(&policies, &conflict), Verdict::Decided(..)));
    }

    #[test]
    fn whom_a_field_belongs_to_is_asked_before_any_rule() {
        let owner =
            |path: &str, owner| FieldOwner { kind: None, path: path.parse().unwrap(), owner };
        let mut policies = policies(vec![rule("r", "**", Settle::Manual)], Vec::new());
        policies.own.owners = vec![owner("spec.a", Owner::Page), owner("spec.b", Owner::Cluster)];
        policies.everywhere.owners = vec![owner("spec", Owner::Git)];
        let verdict = asked(&policies, &conflict("spec.a.x"));
        let owned =
            |path: &str, everywhere| RuleUsed { everywhere, rule: None, owned: Some(path.into()) };
        assert_eq!(verdict, Verdict::Decided(owned("spec.a", false), Decision::Take(Side::Draft)));
        let verdict = asked(&policies, &conflict("spec.b"));
        assert_eq!(verdict, Verdict::Left(Some(owned("spec.b", false)), WhyLeft::NoCluster));
        let verdict = asked(&policies, &conflict("spec.c"));
        assert_eq!(verdict, Verdict::Decided(owned("spec", true), Decision::Take(Side::Git)));
        let kind = GroupKind::new("g.example", "VPC");
        let value = |text: &str| hedgerow_yaml::read_value(text).unwrap();
        let before = value("{spec: {a: 1, c: {d: 1}}, metadata: {labels: {x: y}}}");
        let kept = |after: &str| {
            let edit = (&before, &value(after));
            let found = policies.kept_from_drafts(&kind, edit, &AllAtomic, false);
            found.map(|(path, owner, _)| format!("{path} by {owner}"))
        };
        let c = "{spec: {a: 1, c: {d: 2}}, metadata: {labels: {x: y}}}";
        assert_eq!(kept(c).as_deref(), Some("spec.c.d by spec"));
        assert_eq!(kept("{spec: {a: 2, c: {d: 1}}, metadata: {labels: {x: z}}}"), None);
    }

    #[test]
    fn the_newer_value_is_only_known_where_both_times_are() {
        let policies = policies(vec![rule("r", "spec", Settle::Newest)], Vec::new());
        let at = |draft_at, git_at| {
            let mut conflict = conflict("spec.a");
            conflict.life.draft_at = draft_at;
            let question = Question { conflict: &conflict, is_set: false, git_at };
            match policies.verdict(question) {
                Verdict::Decided(_, decision) => Ok(decision),
                Verdict::Left(_, left) => Err(left),
            }
        };
        assert_eq!(at(Some(5_000), Some(6_000)), Ok(Decision::Take(Side::Git)));
        assert_eq!(at(Some(5_000), Some(4_000)), Ok(Decision::Take(Side::Draft)));
        // Git keeps no part of a second.
        assert_eq!(at(Some(5_900), Some(5_000)), Err(WhyLeft::SameTime));
        assert_eq!(at(Some(5_000), None), Err(WhyLeft::GitTimeUnknown));
        assert_eq!(at(None, Some(5_000)), Err(WhyLeft::DraftTimeUnknown));
    }

    #[test]
    fn both_sides_items_are_taken_of_sets_alone() {
        let policies = policies(vec![rule("r", "spec", Settle::Union)], Vec::new());
        let ask = |conflict: &Conflict, is_set| {
            policies.verdict(Question { conflict, is_set, git_at: None })
        };
        let lists = conflict("spec.a");
        let Verdict::Decided(_, Decision::Value(all)) = ask(&lists, true) else { unreachable!() };
        assert_eq!(all, Value::List([3, 1, 2].map(|it: i64| it.into()).to_vec()));
        assert!(matches!(ask(&lists, false), Verdict::Left(_, WhyLeft::NotASet)));
        let mut gone = conflict("spec.a");
        gone.what.git = None;
        assert!(matches!(ask(&gone, true), Verdict::Left(_, WhyLeft::NotASet)));
    }

    #[test]
    fn what_is_not_between_a_draft_and_git_is_left_to_people() {
        let policies = policies(vec![rule("r", "**", Settle::Git)], Vec::new());
        let mut within_git = conflict("spec.a");
        within_git.what.parties.remove(0);
        assert_eq!(asked(&policies, &within_git), Verdict::Left(None, WhyLeft::NoneDecides));
        let asks_for = |take| Policies {
            own: Policy { rules: vec![rule("r", "spec", take)], ..Policy::default() },
            ..Policies::default()
        };
        for (take, left) in
            [(Settle::Manual, WhyLeft::Manual), (Settle::Cluster, WhyLeft::NoCluster)]
        {
            let verdict = asked(&asks_for(take), &conflict("spec.a"));
            assert!(matches!(verdict, Verdict::Left(Some(_), found) if found == left));
        }
    }

    #[test]
    fn policies_are_empty_without_rules_and_owners_and_owners_count_wherever_they_are() {
        let owner =
            || FieldOwner { path: "spec.a".parse().unwrap(), kind: None, owner: Owner::Git };
        let owned = || Policy { owners: vec![owner()], ..Policy::default() };
        let ruled =
            || Policy { rules: vec![rule("r", "spec.a", Settle::Git)], ..Policy::default() };
        let none = Policy::default;
        for (own, everywhere, is_empty, has_owners) in [
            (none(), none(), true, false),
            (ruled(), none(), false, false),
            (none(), ruled(), false, false),
            (owned(), none(), false, true),
            (none(), owned(), false, true),
            (owned(), owned(), false, true),
        ] {
            let policies = Policies { own, everywhere };
            assert_eq!((policies.is_empty(), policies.has_owners()), (is_empty, has_owners));
        }
    }

    #[test]
    fn what_would_break_the_schema_is_left_to_a_person_and_sets_are_known_from_it() {
        let text = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: IPv4Namespace\nmetadata: {name: a}\nspec: {subnets: [10.0.0.0/24]}\n";
        let document = hedgerow_yaml::read_value(text).unwrap();
        let catalogue = Catalogue::builtin();
        // Beside the one that both have; the schema allows 20.
        let subnets = |side: usize, more: usize| {
            let all = (0..=more).map(|n| format!("10.{}.{n}.0/24", if n == 0 { 0 } else { side }));
            Some(Value::List(all.map(Value::from).collect()))
        };
        let settled = |more: usize| {
            let mut conflict = conflict("spec.subnets");
            conflict.what.identity = Identity::of(&document).unwrap();
            conflict.what.base = subnets(0, 0);
            (conflict.what.draft, conflict.what.git) = (subnets(1, more), subnets(2, more));
            let rules = policies(vec![rule("r", "spec.subnets", Settle::Union)], Vec::new());
            rules.settle(Case {
                conflict: &conflict,
                git_at: None,
                document: Some(&document),
                catalogue: &catalogue,
            })
        };
        let good = settled(2);
        assert!(matches!(good, Verdict::Decided(..)), "{good:?}");
        let bad = settled(12);
        assert!(matches!(bad, Verdict::Left(Some(_), WhyLeft::BreaksSchema)), "{bad:?}");
        assert!(WhyLeft::BreaksSchema.to_string().contains("schema"));
    }

    #[test]
    fn drift_matters_as_much_as_the_worst_of_its_fields_by_the_first_rule_that_fits() {
        let rule = |path: Option<&str>, standing, severity| hedgerow_model::SeverityRule {
            kind: None,
            path: path.map(|path| path.parse().unwrap()),
            standing,
            severity,
        };
        let own = Policy {
            severities: vec![
                rule(Some("**.description"), None, Severity::Info),
                rule(None, Some(DriftStanding::Extra), Severity::Info),
            ],
            ..Policy::default()
        };
        let everywhere = Policy {
            severities: vec![
                rule(Some("spec.vlan"), None, Severity::Error),
                rule(Some("spec.description"), None, Severity::Error),
            ],
            ..Policy::default()
        };
        let policies = Policies { own, everywhere };
        let kind = GroupKind::new("g", "K");
        let path = |text: &str| -> FieldPath { text.parse().unwrap() };
        let of = |standing, fields: &[&str]| {
            let fields: Vec<FieldPath> = fields.iter().map(|text| path(text)).collect();
            policies.drift_severity(&kind, standing, &fields)
        };
        let differs = DriftStanding::Differs;
        assert_eq!(of(differs, &["spec.description"]), Severity::Info, "the fabric's own is first");
        assert_eq!(of(differs, &["spec.description", "spec.x"]), Severity::Warning);
        assert_eq!(of(differs, &["spec.x", "spec.vlan", "spec.description"]), Severity::Error);
        assert_eq!(of(DriftStanding::Extra, &[]), Severity::Info);
        assert_eq!(of(DriftStanding::Missing, &[]), Severity::Warning);
    }
}
