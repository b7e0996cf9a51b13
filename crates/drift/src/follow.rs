//! What is to be done in the cluster so that it follows Git, and what is left to a person.

use hedgerow_model::{DriftStanding, Drifted, FieldDrift, FieldPath, Moved, Segment, Value};
use hedgerow_yaml::delete_path;

/// What a cluster that follows Git does next with a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// It creates it.
    Create,
    /// It takes what Git wants of it.
    Update {
        /// What the cluster has otherwise for reasons of its own: nothing is said of these fields.
        without: Vec<FieldPath>,
    },
    /// It deletes it.
    Delete,
    /// Nothing.
    Not(WhyNot),
}

/// Why a cluster that follows Git does nothing with a resource that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// It says what Git wants.
    Level,
    /// It was changed in the cluster.
    ChangedThere,
    /// It was deleted in the cluster.
    GoneThere,
    /// Git never had it.
    OnlyThere,
    /// Git and the cluster both changed it, each its own way.
    BothChanged,
    /// Git and the cluster never said the same of it, so that it is not known who changed it.
    NeverAgreed,
    /// Git has it no longer, and what Git no longer has is not deleted.
    NotPruned,
    /// The cluster deletes it already.
    Deleting,
    /// What differs is ignored.
    Ignored,
}

impl WhyNot {
    /// As a sentence: what holds, and what a person can do.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Level => "the cluster has what Git wants",
            Self::ChangedThere => {
                "it was changed in the cluster: accept that into Git, or re-apply what Git wants"
            }
            Self::GoneThere => {
                "it was deleted in the cluster: accept that into Git, or re-apply what Git wants"
            }
            Self::OnlyThere => "only the cluster has it: import it, or delete it there",
            Self::BothChanged => {
                "Git and the cluster both changed it: accept fields of the cluster, or re-apply what Git wants"
            }
            Self::NeverAgreed => {
                "the cluster had it before, and otherwise than Git: accept that into Git, or re-apply what Git wants"
            }
            Self::NotPruned => "Git no longer has it; pruning is off, so it stays in the cluster",
            Self::Deleting => "the cluster deletes it already",
            Self::Ignored => "what differs is ignored",
        }
    }
}

/// What is done next with a resource that differs. `own` is the field manager in whose name Hedgerow writes: what that
/// one wrote, nobody else did.
///
/// Only what Git changed is done. What somebody changed in the cluster stays, field by field; where one list has both,
/// nothing of the resource is done, because a list may be written as a whole only.
#[must_use]
pub fn next(drift: &Drifted, own: &str, prune: bool) -> Next {
    if drift.ignored {
        return Next::Not(WhyNot::Ignored);
    }
    match (drift.standing, drift.moved) {
        (DriftStanding::InSync, _) => Next::Not(WhyNot::Level),
        (DriftStanding::Deleting, _) => Next::Not(WhyNot::Deleting),
        (DriftStanding::Missing, Some(Moved::Git)) => Next::Create,
        (DriftStanding::Missing, Some(Moved::Cluster)) => Next::Not(WhyNot::GoneThere),
        (DriftStanding::Missing | DriftStanding::Extra, Some(Moved::Both)) => {
            Next::Not(WhyNot::BothChanged)
        }
        (DriftStanding::Extra, Some(Moved::Git)) if prune => Next::Delete,
        (DriftStanding::Extra, Some(Moved::Git)) => Next::Not(WhyNot::NotPruned),
        (DriftStanding::Extra, Some(Moved::Cluster)) => Next::Not(WhyNot::OnlyThere),
        (DriftStanding::Missing | DriftStanding::Extra, None) => Next::Not(WhyNot::NeverAgreed),
        (DriftStanding::Differs, _) => of_fields(&drift.fields, own),
    }
}

fn of_fields(fields: &[FieldDrift], own: &str) -> Next {
    let theirs: Vec<&FieldDrift> = fields.iter().filter(|field| !is_gits(field, own)).collect();
    if theirs.is_empty() {
        return Next::Update { without: Vec::new() };
    }
    let all = |side| theirs.iter().all(|field| field.moved == side);
    if all(None) {
        return Next::Not(WhyNot::NeverAgreed);
    }
    if theirs.len() == fields.len() {
        let is_there = all(Some(Moved::Cluster));
        return Next::Not(if is_there { WhyNot::ChangedThere } else { WhyNot::BothChanged });
    }
    let is_apart = |path: &FieldPath| {
        let keys = path.segments();
        !keys.is_empty() && keys.iter().all(|it| matches!(it, Segment::Key(_)))
    };
    if !theirs.iter().all(|field| is_apart(&field.path)) {
        return Next::Not(WhyNot::BothChanged);
    }
    Next::Update { without: theirs.into_iter().map(|field| field.path.clone()).collect() }
}

/// Whether a field differs because of Git alone.
fn is_gits(field: &FieldDrift, own: &str) -> bool {
    field.moved == Some(Moved::Git) || field.manager.as_ref().is_some_and(|it| it.name == own)
}

/// What is sent of a document so that the cluster follows it, but for these fields.
///
/// # Errors
/// Where a field cannot be left out.
pub fn to_apply(desired: &Value, without: &[FieldPath]) -> Result<Value, String> {
    let mut object = desired.clone();
    for path in without {
        if object.lookup(path).is_some() {
            delete_path(&mut object, path).map_err(|error| error.reason)?;
        }
    }
    if let Some(map) = object.as_map_mut() {
        map.shift_remove("status");
        // What a server keeps of an object, and takes from nobody.
        if let Some(Value::Map(metadata)) = map.get_mut("metadata") {
            for kept in SERVERS {
                metadata.shift_remove(kept);
            }
        }
    }
    Ok(object)
}

const SERVERS: [&str; 6] =
    ["managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink"];

#[cfg(test)]
mod tests {
    use hedgerow_model::{FieldManager, Identity};
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    const OWN: &str = "hedgerow-lab";

    fn field(path: &str, moved: Option<Moved>, by: &str) -> FieldDrift {
        let manager = FieldManager { name: by.into(), operation: "Update".into(), time: None };
        FieldDrift {
            path: path.parse().unwrap(),
            desired: None,
            actual: None,
            moved,
            manager: Some(manager).filter(|it| !it.name.is_empty()),
        }
    }

    fn drifted(standing: DriftStanding, moved: Option<Moved>, fields: Vec<FieldDrift>) -> Drifted {
        Drifted {
            identity: Identity::new("g", "K", "a"),
            standing,
            moved,
            fields,
            ignored: false,
            severity: hedgerow_model::Severity::Warning,
            resource_version: None,
            blob: None,
            since: 0,
        }
    }

    #[rstest]
    #[case::new(DriftStanding::Missing, Some(Moved::Git), Next::Create)]
    #[case::deleted_there(
        DriftStanding::Missing,
        Some(Moved::Cluster),
        Next::Not(WhyNot::GoneThere)
    )]
    #[case::deleted_there_edited_here(
        DriftStanding::Missing,
        Some(Moved::Both),
        Next::Not(WhyNot::BothChanged)
    )]
    #[case::missing_without_evidence(DriftStanding::Missing, None, Next::Not(WhyNot::NeverAgreed))]
    #[case::git_has_it_no_longer(DriftStanding::Extra, Some(Moved::Git), Next::Delete)]
    #[case::only_there(DriftStanding::Extra, Some(Moved::Cluster), Next::Not(WhyNot::OnlyThere))]
    #[case::edited_there_deleted_here(
        DriftStanding::Extra,
        Some(Moved::Both),
        Next::Not(WhyNot::BothChanged)
    )]
    #[case::extra_without_evidence(DriftStanding::Extra, None, Next::Not(WhyNot::NeverAgreed))]
    #[case::on_its_way_out(DriftStanding::Deleting, Some(Moved::Git), Next::Not(WhyNot::Deleting))]
    #[case::level(DriftStanding::InSync, None, Next::Not(WhyNot::Level))]
    fn of_whole_resources(
        #[case] standing: DriftStanding,
        #[case] moved: Option<Moved>,
        #[case] expected: Next,
    ) {
        let drift = drifted(standing, moved, Vec::new());
        assert_eq!(next(&drift, OWN, true), expected);
        let ignored = Drifted { ignored: true, ..drift };
        assert_eq!(next(&ignored, OWN, true), Next::Not(WhyNot::Ignored));
    }

    #[test]
    fn nothing_is_deleted_where_that_was_not_asked_for() {
        let gone = drifted(DriftStanding::Extra, Some(Moved::Git), Vec::new());
        assert_eq!(next(&gone, OWN, false), Next::Not(WhyNot::NotPruned));
    }

    #[rstest]
    #[case(WhyNot::Level, "the cluster has what Git wants")]
    #[case(WhyNot::ChangedThere, "it was changed in the cluster")]
    #[case(WhyNot::GoneThere, "it was deleted in the cluster")]
    #[case(WhyNot::OnlyThere, "only the cluster has it")]
    #[case(WhyNot::BothChanged, "Git and the cluster both changed it")]
    #[case(WhyNot::NeverAgreed, "the cluster had it before, and otherwise than Git")]
    #[case(WhyNot::NotPruned, "Git no longer has it; pruning is off")]
    #[case(WhyNot::Deleting, "the cluster deletes it already")]
    #[case(WhyNot::Ignored, "what differs is ignored")]
    fn why_nothing_is_done_begins_with_what_holds(#[case] why: WhyNot, #[case] begins: &str) {
        assert!(why.sentence().starts_with(begins), "{}", why.sentence());
    }

    #[rstest]
    #[case::git_alone(&[("spec.a", Some(Moved::Git), "kubectl")], Next::Update { without: vec![] })]
    #[case::a_field_that_is_not_there(&[("spec.a", Some(Moved::Git), "")], Next::Update { without: vec![] })]
    #[case::cluster_alone(&[("spec.a", Some(Moved::Cluster), "kubectl")], Next::Not(WhyNot::ChangedThere))]
    #[case::both_the_same_field(&[("spec.a", Some(Moved::Both), "kubectl")], Next::Not(WhyNot::BothChanged))]
    #[case::never_agreed(&[("spec.a", None, "kubectl")], Next::Not(WhyNot::NeverAgreed))]
    #[case::ours_whatever_was_agreed(&[("spec.a", None, OWN), ("spec.b", Some(Moved::Both), OWN)], Next::Update { without: vec![] })]
    #[case::each_a_field(&[("spec.a", Some(Moved::Git), "x"), ("spec.b", Some(Moved::Cluster), "kubectl")], Next::Update { without: vec!["spec.b".parse().unwrap()] })]
    #[case::each_a_field_and_one_of_both(&[("spec.a", Some(Moved::Git), "x"), ("spec.b", Some(Moved::Both), "kubectl")], Next::Update { without: vec!["spec.b".parse().unwrap()] })]
    #[case::within_a_list(&[("spec.a", Some(Moved::Git), "x"), ("spec.l[0].b", Some(Moved::Cluster), "kubectl")], Next::Not(WhyNot::BothChanged))]
    #[case::within_a_keyed_list(&[("spec.a", Some(Moved::Git), "x"), ("spec.l[name=b].c", Some(Moved::Cluster), "kubectl")], Next::Not(WhyNot::BothChanged))]
    #[case::a_list_as_git_wants_it(&[("spec.l[0].b", Some(Moved::Git), "x")], Next::Update { without: vec![] })]
    fn of_fields_that_differ(
        #[case] fields: &[(&str, Option<Moved>, &str)],
        #[case] expected: Next,
    ) {
        let fields = fields.iter().map(|(path, moved, by)| field(path, *moved, by)).collect();
        assert_eq!(next(&drifted(DriftStanding::Differs, None, fields), OWN, false), expected);
    }

    #[test]
    fn what_is_sent_is_the_document_without_what_is_not_said() {
        let desired = Value::from(&json!({
            "apiVersion": "g/v1", "kind": "K",
            "metadata": { "name": "a", "labels": { "t": "x" }, "uid": "u", "resourceVersion": "7",
                          "managedFields": [], "creationTimestamp": null },
            "spec": { "a": 1, "b": { "c": 2, "d": 3 } }, "status": { "x": 1 },
        }));
        let without = ["spec.b.c".parse().unwrap(), "spec.not.there".parse().unwrap()];
        let expected = json!({
            "apiVersion": "g/v1", "kind": "K", "metadata": { "name": "a", "labels": { "t": "x" } },
            "spec": { "a": 1, "b": { "d": 3 } },
        });
        assert_eq!(to_apply(&desired, &without).unwrap(), Value::from(&expected));
    }
}
