//! Disagreements: who disagrees about what, and how it is settled.

use serde::{Deserialize, Serialize};

use crate::{
    ChangeId, ConflictId, ConflictKind, ConflictState, DraftId, FabricId, FieldPath, Identity,
    Millis, Person, RuleUsed, Side, Value,
};

/// One side of a disagreement, and where its value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "party", rename_all = "lowercase")]
pub enum Party {
    /// A draft of a change.
    Draft {
        /// The change.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        change: ChangeId,
        /// The draft.
        #[cfg_attr(feature = "openapi", schema(value_type = i64))]
        draft: DraftId,
    },
    /// A document of the branch.
    Git {
        /// The commit it was read at.
        commit: String,
        /// The file, where it matters which: when several documents disagree.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
    },
    /// A document of raw/.
    Raw {
        /// The file.
        path: String,
    },
    /// What the fabric's cluster has.
    Cluster {
        /// The cluster.
        cluster: String,
        /// Who wrote it there last, where that is known: the name of a field manager.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manager: Option<String>,
        /// When, by the cluster's clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Millis>,
        /// Whether Git and the cluster ever agreed on the resource. Without a base, it was absent on both sides where they
        /// did. Left out: it is not known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agreed: Option<bool>,
    },
}

/// The rule that a draft and another resource break together, of a [`ConflictKind::CrossResource`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrokenTogether {
    /// The rule's id.
    pub rule: String,
    /// What is wrong, as a sentence that names both resources.
    pub message: String,
    /// The other resource: as Git has it, or the one that Git has no more.
    pub other: Identity,
    /// Where in it; the root for the whole resource.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub other_path: FieldPath,
    /// What Git has there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_value: Option<Value>,
}

/// A durable record of a disagreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Its number.
    pub id: ConflictId,
    /// The fabric.
    pub fabric_id: FabricId,
    /// What disagrees.
    pub what: NewConflict,
    /// Where it is in its life.
    pub state: ConflictState,
    /// What was decided.
    pub decision: Option<Decision>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When it was opened.
    pub opened_at: Millis,
    /// When it was resolved or superseded.
    pub closed_at: Option<Millis>,
    /// What happened to it otherwise.
    pub life: Life,
}

impl Conflict {
    /// The value that a decision gives its field; `None`: the field goes.
    #[must_use]
    pub fn value_decided<'a>(&'a self, decision: &'a Decision) -> Option<&'a Value> {
        match decision {
            Decision::Take(Side::Draft) => self.what.draft.as_ref(),
            Decision::Take(Side::Git) => self.what.git.as_ref(),
            Decision::Take(Side::Base) => self.what.base.as_ref(),
            Decision::Take(Side::Cluster) => self.what.cluster.as_ref(),
            Decision::Value(value) => Some(value),
            Decision::Delete => None,
        }
    }
}

/// What happened to a record of a disagreement beside its decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// What whoever decided said to it.
    pub why: Option<String>,
    /// The rule of a policy that decided; `None`: a person did, or nobody.
    pub rule_used: Option<RuleUsed>,
    /// Who is to decide, by login.
    pub assignee: Option<String>,
    /// The record that took its place when a side moved.
    pub successor: Option<ConflictId>,
    /// Who had written the draft's side when it was opened.
    pub draft_by: Option<Person>,
    /// When the draft's side was written.
    pub draft_at: Option<Millis>,
    /// When Git's value was set, where a policy had to know.
    pub git_at: Option<Millis>,
    /// Whether a decision about it was taken back: no policy decides it.
    pub taken_back: bool,
}

/// What somebody said about a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Who, as `Name <address>`.
    pub author: String,
    /// When.
    pub at: Millis,
    /// What.
    pub text: String,
}

/// A disagreement to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConflict {
    /// Who disagrees: a draft or a raw file with Git, documents of Git among themselves, or Git or a draft with the
    /// cluster.
    pub parties: Vec<Party>,
    /// The resource.
    pub identity: Identity,
    /// Where in it; the root for the whole document.
    pub path: FieldPath,
    /// What sort of disagreement.
    pub kind: ConflictKind,
    /// The value both started from.
    pub base: Option<Value>,
    /// The draft's, or the raw file's, value.
    pub draft: Option<Value>,
    /// Git's value.
    pub git: Option<Value>,
    /// The cluster's value, where the cluster is a party.
    pub cluster: Option<Value>,
    /// What a person needs to know beside the values.
    pub detail: Option<String>,
    /// The rule and the other resource, where two resources break one together; the values above are those of
    /// the draft's resource then.
    pub together: Option<BrokenTogether>,
}

impl NewConflict {
    /// The draft that is a party, with its change.
    #[must_use]
    pub fn of_draft(&self) -> Option<(ChangeId, DraftId)> {
        self.parties.iter().find_map(|party| match party {
            Party::Draft { change, draft } => Some((*change, *draft)),
            _ => None,
        })
    }

    /// The change whose draft is a party.
    #[must_use]
    pub fn change_id(&self) -> Option<ChangeId> {
        self.of_draft().map(|(change, _)| change)
    }

    /// The draft that is a party.
    #[must_use]
    pub fn draft_id(&self) -> Option<DraftId> {
        self.of_draft().map(|(_, draft)| draft)
    }

    /// The file of raw/ that is a party.
    #[must_use]
    pub fn raw_path(&self) -> Option<&str> {
        self.parties.iter().find_map(|party| match party {
            Party::Raw { path } => Some(path.as_str()),
            _ => None,
        })
    }

    /// The commit that Git's side was read at; empty where Git is not a party.
    #[must_use]
    pub fn git_commit(&self) -> &str {
        let commit = self.parties.iter().find_map(|party| match party {
            Party::Git { commit, .. } => Some(commit.as_str()),
            _ => None,
        });
        commit.unwrap_or_default()
    }

    /// Whether the cluster is a party.
    #[must_use]
    pub fn is_with_cluster(&self) -> bool {
        self.parties.iter().any(|party| matches!(party, Party::Cluster { .. }))
    }

    /// When the cluster's value was written, where that is known.
    #[must_use]
    pub fn cluster_at(&self) -> Option<Millis> {
        self.parties.iter().find_map(|party| match party {
            Party::Cluster { at, .. } => *at,
            _ => None,
        })
    }

    /// Whether a side takes part, so that what it has can be taken.
    #[must_use]
    pub fn has_side(&self, side: Side) -> bool {
        match side {
            Side::Cluster => self.is_with_cluster(),
            // Between Git and the cluster there is no draft yet.
            Side::Draft => !self.is_with_cluster() || self.of_draft().is_some(),
            Side::Git => true,
            // What a whole resource was before is no side between Git and the cluster.
            Side::Base => {
                let is_whole = self.path.segments().is_empty();
                !(is_whole && self.is_with_cluster() && self.of_draft().is_none())
            }
        }
    }

    /// Whether documents of Git disagree among themselves: nothing but an edit in Git settles that.
    #[must_use]
    pub fn is_within_git(&self) -> bool {
        self.parties.iter().all(|party| matches!(party, Party::Git { .. }))
    }
}

/// How a conflict is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// What one side says; where that side has nothing, the field goes. Of two resources that break a rule
    /// together, `draft` says that the other one is changed.
    Take(Side),
    /// Another value, typed by a person or computed by a policy.
    Value(Value),
    /// The field goes.
    Delete,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(parties: Vec<Party>) -> NewConflict {
        NewConflict {
            parties,
            identity: Identity::new("g", "K", "n"),
            path: FieldPath::root(),
            kind: ConflictKind::EditEdit,
            base: None,
            draft: None,
            git: None,
            cluster: None,
            detail: None,
            together: None,
        }
    }

    #[test]
    fn who_disagrees_is_read_from_the_parties() {
        let git =
            |path: Option<&str>| Party::Git { commit: "c1".into(), path: path.map(str::to_owned) };
        let change = ChangeId::generate();
        let draft = between(vec![Party::Draft { change, draft: DraftId(7) }, git(None)]);
        assert_eq!(draft.of_draft(), Some((change, DraftId(7))));
        assert_eq!((draft.git_commit(), draft.is_within_git()), ("c1", false));
        let raw = between(vec![Party::Raw { path: "raw/a.yaml".into() }, git(None)]);
        assert_eq!((raw.raw_path(), raw.change_id()), (Some("raw/a.yaml"), None));
        assert!(!raw.is_within_git());
        assert!(between(vec![git(Some("a")), git(Some("b"))]).is_within_git());
        let there =
            || Party::Cluster { cluster: "lab".into(), manager: None, at: None, agreed: None };
        let with_git = between(vec![git(None), there()]);
        assert!(with_git.is_with_cluster() && !with_git.is_within_git());
        let sides = |what: &NewConflict| {
            [Side::Draft, Side::Git, Side::Base, Side::Cluster].map(|side| what.has_side(side))
        };
        assert_eq!(sides(&with_git), [false, true, false, true]);
        let field = NewConflict { path: FieldPath::of_keys(["spec"]), ..with_git };
        assert_eq!(sides(&field), [false, true, true, true]);
        let with_draft =
            between(vec![Party::Draft { change, draft: DraftId(7) }, git(None), there()]);
        assert_eq!(sides(&with_draft), [true; 4]);
        assert_eq!(sides(&draft), [true, true, true, false]);
    }

    #[test]
    fn a_decision_is_read_back_as_it_was_written() {
        for (decision, json) in [
            (Decision::Take(Side::Git), r#"{"take":"git"}"#),
            (Decision::Value(Value::from(7)), r#"{"value":7}"#),
            (Decision::Delete, r#""delete""#),
        ] {
            assert_eq!(serde_json::to_string(&decision).unwrap(), json);
            assert_eq!(serde_json::from_str::<Decision>(json).unwrap(), decision);
        }
    }
}
