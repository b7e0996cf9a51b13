//! The cluster as a side of a disagreement: what is found, what a decision does, what is not asked again.

use hedgerow_drift::{Case, Desired, judge};
use hedgerow_model::{
    AllAtomic, ChangeId, Conflict, ConflictId, ConflictKind, ConflictState, Decision, Draft,
    DraftId, FabricId, Identity, Life, NewConflict, Party, Person, Side, Standing, Value,
};
use hedgerow_plan::{
    AgreedOn, DocumentState, InCluster, SeenThere, Settles, against_draft, against_git,
    merge_for_trial, reconcile_with_cluster, settles, value_of, was_overruled, would_become,
};
use hedgerow_schema::Catalogue;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use crate::strategies::cases;

/// A VPC with two subnets' VLANs and a label; `-` leaves one out.
fn vpc(words: &str) -> String {
    let words: Vec<&str> = words.split(' ').collect();
    let [a, b, label] = words[..] else { unreachable!("{words:?}") };
    let mut text =
        String::from("apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: x\n");
    if label != "-" {
        text += &format!("  labels:\n    team: {label} # ours\n");
    }
    text += "spec:\n  ipv4Namespace: default\n  vlanNamespace: default\n  subnets:\n    z:\n      subnet: 10.0.9.0/24\n      vlan: 1999\n";
    for (name, n, vlan) in [("a", 1, a), ("b", 2, b)] {
        if vlan != "-" {
            text += &format!(
                "    {name}:\n      subnet: 10.0.{n}.0/24\n      vlan: {vlan} # of {name}\n"
            );
        }
    }
    text
}

fn state(words: &str) -> Option<DocumentState> {
    (words != "gone").then(|| DocumentState { standing: Standing::Live, text: vpc(words) })
}

fn said(words: &str) -> Option<Value> {
    state(words).and_then(|state| value_of(&state.text))
}

/// The object of the cluster, with who wrote it.
fn object(words: &str) -> Option<Value> {
    let mut object = said(words)?;
    let fields = json!([{
        "manager": "kubectl-edit", "operation": "Update", "time": "2026-11-02T10:00:00Z", "fieldsType": "FieldsV1",
        "fieldsV1": { "f:spec": { "f:subnets": { "f:a": { "f:vlan": {} }, "f:b": { "f:vlan": {} } } } },
    }]);
    let metadata = object.as_map_mut().unwrap().get_mut("metadata").unwrap();
    metadata.as_map_mut().unwrap().insert("managedFields".into(), Value::from(&fields));
    Some(object)
}

fn id() -> Identity {
    Identity::new("vpc.githedgehog.com", "VPC", "x")
}

/// What was seen of a resource that Git and the cluster have so, and agreed on so.
fn seen(agreed: &str, git: &str, there: &str) -> SeenThere {
    let (agreed, git, actual) = (said(agreed), said(git), object(there));
    let desired = git.as_ref().map_or(Desired::Absent, Desired::Wants);
    let case = Case {
        desired,
        actual: actual.as_ref(),
        agreed: agreed.as_ref(),
        earlier: &[],
        were_both: agreed.is_some(),
        is_listed: true,
        ignored: &[],
        is_clusters: &|_| false,
    };
    let verdict = judge(&case, &Catalogue::builtin());
    SeenThere { cluster: "lab".into(), verdict, agreed, actual }
}

fn party() -> Party {
    Party::Draft { change: ChangeId::generate(), draft: DraftId(1) }
}

fn found(agreed: &str, git: &str, there: &str, draft: &str) -> Vec<NewConflict> {
    let seen = seen(agreed, git, there);
    let (target, git) = (state(draft), state(git));
    let git = (git.as_ref(), "c");
    against_draft((&id(), party()), target.as_ref(), git, &seen, &Catalogue::builtin())
}

/// Each as `path kind base/draft/git/cluster`.
fn lines(found: &[NewConflict]) -> Vec<String> {
    let line = |it: &NewConflict| {
        let side = |value: &Option<Value>| match value {
            None => "-".to_owned(),
            Some(Value::Map(_)) => "{}".to_owned(),
            Some(value) => value.to_string(),
        };
        let sides = [&it.base, &it.draft, &it.git, &it.cluster].map(side).join("/");
        format!("{} {} {sides}", it.path, it.kind).trim().to_owned()
    };
    found.iter().map(line).collect()
}

#[rstest]
#[case::the_same_field("1001 1002 t", "1001 1002 t", "1009 1002 t", "1005 1002 t",
    &["spec.subnets.a.vlan edit/edit 1001/1005/1001/1009"])]
#[case::another_field("1001 1002 t", "1001 1002 t", "1009 1002 t", "1001 1005 t", &[])]
#[case::what_the_cluster_has("1001 1002 t", "1001 1002 t", "1009 1002 t", "1009 1002 t", &[])]
#[case::both_and_one_alike("1001 1002 t", "1001 1002 t", "1009 1008 t", "1009 1005 t",
    &["spec.subnets.b.vlan edit/edit 1002/1005/1002/1008"])]
#[case::git_is_ahead("1001 1002 t", "1003 1002 t", "1001 1002 t", "1005 1002 t", &[])]
#[case::git_and_the_cluster("1001 1002 t", "1003 1002 t", "1009 1002 t", "1005 1002 t",
    &["spec.subnets.a.vlan edit/edit 1001/1005/1003/1009"])]
#[case::never_agreed("gone", "1001 1002 t", "1009 1002 t", "1005 1002 t",
    &["spec.subnets.a.vlan edit/edit -/1005/1001/1009"])]
#[case::a_subnet_gone_there("1001 1002 t", "1001 1002 t", "- 1002 t", "1005 1002 t",
    &["spec.subnets.a edit/delete {}/{}/{}/-"])]
#[case::a_subnet_gone_here("1001 1002 t", "1001 1002 t", "1009 1002 t", "- 1002 t",
    &["spec.subnets.a delete/edit {}/-/{}/{}"])]
#[case::gone_on_both("1001 1002 t", "1001 1002 t", "- 1002 t", "- 1002 t", &[])]
#[case::a_subnet_new_on_both("- 1002 t", "- 1002 t", "1009 1002 t", "1005 1002 t",
    &["spec.subnets.a add/add -/{}/-/{}"])]
#[case::a_label("1001 1002 t", "1001 1002 t", "1001 1002 u", "1001 1002 v",
    &["metadata.labels.team edit/edit \"t\"/\"v\"/\"t\"/\"u\""])]
#[case::a_label_gone("1001 1002 t", "1001 1002 t", "1001 1002 -", "1001 1002 v",
    &["metadata.labels.team edit/delete \"t\"/\"v\"/\"t\"/-"])]
#[case::deleted_there("1001 1002 t", "1001 1002 t", "gone", "1005 1002 t", &["edit/delete {}/{}/{}/-"])]
#[case::deleted_on_both("1001 1002 t", "1001 1002 t", "gone", "gone", &[])]
#[case::not_there_yet("gone", "1001 1002 t", "gone", "1005 1002 t", &[])]
#[case::deleted_here("1001 1002 t", "1001 1002 t", "1009 1002 t", "gone", &["delete/edit {}/-/{}/{}"])]
#[case::deleted_here_behind("1001 1002 t", "1003 1002 t", "1001 1002 t", "gone", &[])]
#[case::only_there("gone", "gone", "1009 1002 t", "1005 1002 t", &["add/add -/{}/-/{}"])]
#[case::only_there_and_the_same("gone", "gone", "1009 1002 t", "1009 1002 t", &[])]
#[case::git_deleted_it("1009 1002 t", "gone", "1009 1002 t", "1005 1002 t", &[])]
#[case::git_deleted_what_changed_there("1001 1002 t", "gone", "1009 1002 t", "1005 1002 t",
    &["add/add {}/{}/-/{}"])]
fn a_draft_meets_the_cluster(
    #[case] agreed: &str,
    #[case] git: &str,
    #[case] there: &str,
    #[case] draft: &str,
    #[case] expected: &[&str],
) {
    let all = found(agreed, git, there, draft);
    let told: Vec<String> = lines(&all).iter().map(|line| line.trim_start().to_owned()).collect();
    assert_eq!(told, expected);
    for one in all {
        assert!(matches!(
            one.parties[..],
            [Party::Draft { .. }, Party::Git { .. }, Party::Cluster { .. }]
        ));
    }
}

#[test]
fn who_wrote_it_there_is_told_and_when() {
    let all = found("1001 1002 t", "1001 1002 t", "1009 1002 t", "1005 1002 t");
    let Some(Party::Cluster { cluster, manager, at, .. }) = all[0].parties.last() else {
        unreachable!()
    };
    assert_eq!((cluster.as_str(), manager.as_deref()), ("lab", Some("kubectl-edit")));
    assert_eq!(*at, Some(1_793_613_600_000));
    assert_eq!(all[0].cluster_at(), *at);
}

#[rstest]
#[case::another_value_was_agreed_on(
    "1001 1002 t",
    "1001 1002 t",
    "1009 1002 t",
    "1005 1002 t",
    true
)]
#[case::that_it_is_absent_was_agreed_on("- 1002 t", "- 1002 t", "1009 1002 t", "1005 1002 t", true)]
#[case::nothing_was_ever_agreed_on("gone", "- 1002 t", "1009 1002 t", "1005 1002 t", false)]
fn whether_git_and_the_cluster_ever_agreed_is_told(
    #[case] base: &str,
    #[case] git: &str,
    #[case] there: &str,
    #[case] draft: &str,
    #[case] expected: bool,
) {
    let all = found(base, git, there, draft);
    let told = all.iter().map(|one| match one.parties.last() {
        Some(Party::Cluster { agreed, .. }) => *agreed,
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), [Some(expected)]);
}

#[rstest]
#[case::the_same_field("1001 1002 t", "1005 1002 t", "1009 1002 t", &["spec.subnets.a.vlan edit/edit 1001/-/1005/1009"])]
#[case::each_a_field("1001 1002 t", "1005 1002 t", "1001 1009 t", &[])]
#[case::the_cluster_alone("1001 1002 t", "1001 1002 t", "1009 1002 t", &[])]
#[case::never_agreed("gone", "1005 1002 t", "1009 1002 t", &[])]
#[case::edited_here_deleted_there("1001 1002 t", "1005 1002 t", "gone", &["edit/delete {}/-/{}/-"])]
#[case::deleted_here_edited_there("1001 1002 t", "gone", "1009 1002 t", &["delete/edit {}/-/-/{}"])]
#[case::deleted_there_alone("1001 1002 t", "1001 1002 t", "gone", &[])]
fn git_meets_the_cluster(
    #[case] agreed: &str,
    #[case] git: &str,
    #[case] there: &str,
    #[case] expected: &[&str],
) {
    let seen = seen(agreed, git, there);
    let catalogue = Catalogue::builtin();
    let told = |own: &str| {
        let all = against_git(&id(), said(git).as_ref(), ("c", own), &seen, &catalogue);
        lines(&all).iter().map(|line| line.trim_start().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(told("hedgerow-env"), expected);
    let of_fields: Vec<&str> =
        expected.iter().copied().filter(|it| it.starts_with("spec")).collect();
    if !of_fields.is_empty() {
        assert_eq!(told("kubectl-edit"), Vec::<String>::new(), "what Hedgerow wrote, Git did");
    }
}

fn record(number: i64, what: NewConflict, decision: Option<Decision>) -> Conflict {
    Conflict {
        id: ConflictId(number),
        fabric_id: FabricId(1),
        what,
        state: if decision.is_some() { ConflictState::Resolved } else { ConflictState::Open },
        decision,
        decided_by: None,
        opened_at: 0,
        closed_at: None,
        life: Life::default(),
    }
}

fn draft(base: &str, mine: &str) -> Draft {
    let text = |words: &str| state(words).map(|state| state.text);
    Draft {
        id: DraftId(1),
        change_id: ChangeId::generate(),
        fabric_id: FabricId(1),
        identity: id(),
        base_text: text(base),
        base_standing: Standing::Live,
        text: text(mine),
        standing: Standing::Live,
        copies: Vec::new(),
        outdated: false,
        author: Person { name: "A".into(), email: "a@example.org".into() },
        revision: 1,
        updated_at: 0,
    }
}

#[test]
fn what_was_decided_is_done_with_everything_else_of_the_draft() {
    let (git, mine) = ("1001 1002 t", "1005 1006 t");
    let what = found(git, git, "1009 1002 t", mine).remove(0);
    let catalogue = Catalogue::builtin();
    let becomes = |decision: Option<Decision>| {
        let stored = [record(1, what.clone(), decision)];
        let became = would_become(&draft(git, mine), state(git).as_ref(), &catalogue, &stored);
        (became.target.unwrap().text, became.left)
    };
    assert_eq!(becomes(None), (vpc(mine), 1), "it is held");
    for (decision, expected) in [
        (Decision::Take(Side::Draft), "1005 1006 t"),
        (Decision::Take(Side::Git), "1001 1006 t"),
        (Decision::Take(Side::Base), "1001 1006 t"),
        (Decision::Take(Side::Cluster), "1009 1006 t"),
        (Decision::Value(Value::from(1007_i64)), "1007 1006 t"),
    ] {
        assert_eq!(becomes(Some(decision)), (vpc(expected), 0));
    }
    // Both never agreed, so there is nothing to go back to: the draft's deletion stays one.
    let never = found("gone", git, "1009 1002 t", "- 1002 t").remove(0);
    let stored = [record(1, never, Some(Decision::Take(Side::Base)))];
    let became = would_become(&draft(git, "- 1002 t"), state(git).as_ref(), &catalogue, &stored);
    assert_eq!((became.refused, became.target), (None, state("- 1002 t")));
    // The newest record counts, and one whose draft said something else counts no longer.
    let other = NewConflict { draft: Some(Value::from(1004_i64)), ..what.clone() };
    for (records, left) in [
        (
            vec![
                record(1, what.clone(), Some(Decision::Take(Side::Git))),
                record(2, what.clone(), None),
            ],
            1,
        ),
        (
            vec![
                record(1, what.clone(), None),
                record(2, what.clone(), Some(Decision::Take(Side::Draft))),
            ],
            0,
        ),
        (vec![record(1, other, None)], 0),
    ] {
        let became = would_become(&draft(git, mine), state(git).as_ref(), &catalogue, &records);
        assert_eq!(became.left, left);
    }
}

#[test]
fn decisions_about_a_whole_resource_are_done() {
    let git = "1001 1002 t";
    let catalogue = Catalogue::builtin();
    let becomes = |there: &str, mine: &str, decision: Decision| {
        let what = found(git, git, there, mine).remove(0);
        let stored = [record(1, what, Some(decision))];
        let became = would_become(&draft(git, mine), state(git).as_ref(), &catalogue, &stored);
        (became.target.and_then(|it| value_of(&it.text)), became.left, became.refused)
    };
    let mine = "1005 1002 t";
    assert_eq!(becomes("gone", mine, Decision::Take(Side::Draft)), (said(mine), 0, None));
    assert_eq!(becomes("gone", mine, Decision::Take(Side::Git)), (said(git), 0, None));
    assert_eq!(becomes("gone", mine, Decision::Take(Side::Cluster)), (None, 0, None));
    let there = "1009 1002 t";
    assert_eq!(becomes(there, "gone", Decision::Take(Side::Draft)), (None, 0, None));
    assert_eq!(becomes(there, "gone", Decision::Take(Side::Cluster)), (said(there), 0, None));
}

#[test]
fn what_is_not_known_changes_no_record_and_no_cluster_ends_them() {
    let (git, mine) = ("1001 1002 t", "1005 1002 t");
    let what = found(git, git, "1009 1002 t", mine).remove(0);
    let catalogue = Catalogue::builtin();
    let stored = [record(1, what, None)];
    let met = |there: InCluster| {
        let git = state(git);
        let draft = draft("1001 1002 t", mine);
        let met = merge_for_trial(&draft, git.as_ref(), &there, &catalogue, &stored, "c");
        (met.records.open.len(), met.records.supersede.len())
    };
    let seen = |there: &str| InCluster::Seen(Box::new(seen(git, git, there)));
    assert_eq!(met(InCluster::Unknown), (0, 0));
    assert_eq!(met(InCluster::Nowhere), (0, 1));
    assert_eq!(met(seen("1009 1002 t")), (0, 0));
    assert_eq!(met(seen("1001 1002 t")), (0, 1));
    assert_eq!(met(seen("1008 1002 t")), (1, 1));
}

#[test]
fn only_what_is_new_is_asked() {
    let what = |there: &str| found("1001 1002 t", "1001 1002 t", there, "1005 1002 t").remove(0);
    let (known, new) = (what("1009 1002 t"), what("1008 1002 t"));
    let decided = || record(1, known.clone(), Some(Decision::Take(Side::Draft)));
    let asked = |stored: &[Conflict], now: &[&NewConflict]| {
        let now = now.iter().map(|it| (*it).clone()).collect();
        let records = reconcile_with_cluster(stored, now);
        (records.open.len(), records.supersede.len())
    };
    assert_eq!(asked(&[decided()], &[&known]), (0, 0));
    assert_eq!(asked(&[decided()], &[&new]), (1, 0));
    assert_eq!(asked(&[record(1, known.clone(), None)], &[&known]), (0, 0));
    assert_eq!(asked(&[record(1, known.clone(), None)], &[&new]), (1, 1));
    assert_eq!(asked(&[record(1, known.clone(), None)], &[]), (0, 1));
    let superseded =
        Conflict { state: ConflictState::Superseded, ..record(1, known.clone(), None) };
    assert_eq!(asked(&[superseded], &[&known]), (1, 0));
    // A record of the draft and Git is another question.
    let mut with_git = record(1, known.clone(), None);
    with_git.what.parties.pop();
    assert_eq!(asked(&[with_git], &[&known]), (1, 0));
}

#[test]
fn a_decision_of_a_draft_holds_for_git_once_git_says_so_and_the_cluster_still_does() {
    let what = found("1001 1002 t", "1001 1002 t", "1009 1002 t", "1005 1002 t").remove(0);
    let path = what.path.clone();
    let number = |n: i64| Some(Value::from(n));
    let holds = |stored: &[Conflict], git: i64, there: i64| {
        was_overruled(stored, &path, (number(git).as_ref(), number(there).as_ref()))
    };
    let decided = [record(1, what.clone(), Some(Decision::Take(Side::Draft)))];
    assert!(holds(&decided, 1005, 1009));
    assert!(!holds(&decided, 1004, 1009), "Git says something else");
    assert!(!holds(&decided, 1005, 1008), "the cluster does");
    assert!(!holds(&[record(1, what.clone(), None)], 1005, 1009), "nobody decided");
    let again = [decided[0].clone(), record(2, what, None)];
    assert!(!holds(&again, 1005, 1009), "it is asked again");
}

#[test]
fn a_decision_between_git_and_the_cluster_moves_what_both_agreed_on() {
    let seen = seen("1001 1002 t", "1005 1002 t", "1009 1002 t");
    let git = said("1005 1002 t");
    let what =
        against_git(&id(), git.as_ref(), ("c", "own"), &seen, &Catalogue::builtin()).remove(0);
    let (there, third) = (Value::from(1009_i64), Value::from(1007_i64));
    let base = Value::from(1001_i64);
    for (decision, agreed_on, draft) in [
        (Decision::Take(Side::Git), AgreedOn::Cluster, None),
        (Decision::Value(Value::from(1005_i64)), AgreedOn::Cluster, None),
        (Decision::Take(Side::Cluster), AgreedOn::Git, Some(Some(&there))),
        (Decision::Value(there.clone()), AgreedOn::Git, Some(Some(&there))),
        (Decision::Take(Side::Base), AgreedOn::Cluster, Some(Some(&base))),
        (Decision::Value(third.clone()), AgreedOn::Cluster, Some(Some(&third))),
        (Decision::Delete, AgreedOn::Cluster, Some(None)),
    ] {
        assert_eq!(settles(&what, &decision), Settles { agreed_on, draft }, "{decision:?}");
    }
    assert_eq!(what.kind, ConflictKind::EditEdit);
}

fn words() -> impl Strategy<Value = String> {
    let vlan = || prop_oneof![Just("-"), Just("1001"), Just("1002"), Just("1003")];
    let label = prop_oneof![Just("-"), Just("t"), Just("u")];
    (vlan(), vlan(), label).prop_map(|(a, b, label)| format!("{a} {b} {label}"))
}

proptest! {
    #![proptest_config(cases(500))]

    /// Whatever the cluster changed is either what the draft says too, or left alone by the draft, or a conflict.
    #[test]
    fn nothing_that_was_changed_in_the_cluster_is_overruled_without_being_asked(
        git in words(), there in words(), mine in words(),
    ) {
        let all = found(&git, &git, &there, &mine);
        let types = &AllAtomic;
        let [git, there, mine] = [&git, &there, &mine].map(|it| said(it).unwrap());
        let by_cluster = hedgerow_merge::changes(&git, &there, types);
        let by_draft = hedgerow_merge::changes(&git, &mine, types);
        for change in &by_cluster {
            let path = &change.path;
            let touched = by_draft.iter().any(|it| it.path.contains(path) || path.contains(&it.path));
            let asked = all.iter().any(|it| it.path.contains(path) || path.contains(&it.path));
            let same = mine.lookup(path) == there.lookup(path);
            prop_assert_eq!(asked, touched && !same, "{}", path);
        }
        for one in &all {
            prop_assert!(by_cluster.iter().any(|it| it.path.contains(&one.path) || one.path.contains(&it.path)));
        }
    }

    /// Whatever was decided, the fields that nobody asked about are those of the draft.
    #[test]
    fn a_decision_changes_its_field_and_no_other(
        git in words(), there in words(), mine in words(), side in 0..4usize,
    ) {
        let side = [Side::Draft, Side::Git, Side::Base, Side::Cluster][side];
        let all = found(&git, &git, &there, &mine);
        let stored: Vec<Conflict> = all.iter().enumerate()
            .map(|(n, what)| record(i64::try_from(n).unwrap(), what.clone(), Some(Decision::Take(side))))
            .collect();
        let became = would_become(&draft(&git, &mine), state(&git).as_ref(), &Catalogue::builtin(), &stored);
        prop_assert_eq!((became.left, &became.refused), (0, &None));
        let became = became.target.and_then(|it| value_of(&it.text)).unwrap();
        for one in &stored {
            let expected = one.value_decided(one.decision.as_ref().unwrap());
            prop_assert_eq!(became.lookup(&one.what.path), expected);
        }
        for change in hedgerow_merge::changes(&said(&mine).unwrap(), &became, &AllAtomic) {
            let path = change.path;
            prop_assert!(all.iter().any(|it| it.path.contains(&path) || path.contains(&it.path)), "{}", path);
        }
    }
}
