words! {
    /// How a source's directory is laid out.
    Layout("layout") {
        /// `managed/`, `raw/` and `unmanaged/`.
        Managed = "managed",
        /// An existing directory, treated as managed as it is.
        InPlace = "in-place",
    }
}

words! {
    /// When a fabric's drafts go to Git.
    PublishMode("publish mode") {
        /// When a person publishes a change.
        Manual = "manual",
        /// After a quiet period.
        Automatic = "automatic",
    }
}

words! {
    /// A resource as its fabric sees it. The worst that holds is shown.
    ResourceState("resource state") {
        /// One live document, no draft, nothing wrong.
        InSync = "in sync",
        /// Somebody is editing it; its document is the draft's base.
        Draft = "draft",
        /// Somebody is editing it and its document changed in Git since; both merge cleanly.
        Outdated = "outdated",
        /// A conflict on it is open.
        Conflict = "conflict",
        /// Its document breaks its schema.
        Invalid = "invalid",
        /// It is in two live documents.
        Duplicate = "duplicate",
        /// Its document is in comments.
        CommentedOut = "commented out",
        /// Its file or document no longer parses; the last good text is kept.
        Unreadable = "unreadable",
    }
}

words! {
    /// Where a change is on its way to Git.
    ChangeState("change state") {
        /// Collecting drafts.
        Open = "open",
        /// Waiting for somebody's approval.
        AwaitingApproval = "awaiting approval",
        /// Asked to be published; a revision of it is frozen.
        Queued = "queued",
        /// A publish run has it.
        Publishing = "publishing",
        /// The remote branch contains it.
        Published = "published",
        /// Its pull request is open.
        Proposed = "proposed",
        /// Held, with a reason.
        Waiting = "waiting",
        /// It disagrees with Git; its conflicts are open.
        Conflicted = "conflicted",
        /// It breaks a schema or a rule.
        Invalid = "invalid",
        /// Some of its sources have it and some refused.
        PartlyPublished = "partly published",
        /// It was published, and the branch's history was rewritten without it.
        RewrittenUpstream = "rewritten upstream",
        /// Thrown away by a person.
        Discarded = "discarded",
    }
}

/// A step that a state machine does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a change cannot go from `{from}` to `{to}`")]
pub struct IllegalTransition {
    /// The state it is in.
    pub from: ChangeState,
    /// The state that was asked for.
    pub to: ChangeState,
}

impl ChangeState {
    /// Whether a change may go from this state to `to`; staying is always legal.
    ///
    /// # Errors
    /// [`IllegalTransition`] names both.
    pub fn check(self, to: Self) -> Result<(), IllegalTransition> {
        use ChangeState as S;
        let legal = self == to
            || match self {
                S::Open => {
                    matches!(to, S::AwaitingApproval | S::Queued | S::Conflicted | S::Discarded)
                }
                // `Published`: a push that nobody waited for any more arrived after all.
                S::AwaitingApproval => {
                    matches!(to, S::Open | S::Queued | S::Conflicted | S::Discarded | S::Published)
                }
                S::Queued => matches!(
                    to,
                    S::Publishing | S::Open | S::AwaitingApproval | S::Published | S::Discarded
                ),
                // `AwaitingApproval`: what was approved is not what would be published any more.
                S::Publishing => matches!(
                    to,
                    S::Published
                        | S::AwaitingApproval
                        | S::Proposed
                        | S::Waiting
                        | S::Conflicted
                        | S::Invalid
                        | S::PartlyPublished
                        | S::Queued
                ),
                S::Proposed => matches!(to, S::Published | S::Open | S::Conflicted | S::Discarded),
                S::Waiting => matches!(
                    to,
                    S::Open
                        | S::AwaitingApproval
                        | S::Queued
                        | S::Conflicted
                        | S::Discarded
                        | S::Published
                ),
                S::Conflicted | S::Invalid => matches!(
                    to,
                    S::Open | S::AwaitingApproval | S::Queued | S::Conflicted | S::Discarded
                ),
                S::PartlyPublished => matches!(to, S::Queued | S::Published | S::Open),
                S::Published => matches!(to, S::RewrittenUpstream),
                S::RewrittenUpstream => matches!(
                    to,
                    S::AwaitingApproval | S::Queued | S::Open | S::Published | S::Discarded
                ),
                S::Discarded => false,
            };
        if legal { Ok(()) } else { Err(IllegalTransition { from: self, to }) }
    }

    /// Whether people may still edit its drafts.
    #[must_use]
    pub fn is_editable(self) -> bool {
        matches!(
            self,
            Self::Open
                | Self::AwaitingApproval
                | Self::Waiting
                | Self::Conflicted
                | Self::Invalid
                | Self::RewrittenUpstream
        )
    }

    /// As people are shown it, with so many open conflicts: what still can be edited is conflicted as
    /// soon as one is open, whoever found it. Where it is on its way to Git moves only with a publish.
    #[must_use]
    pub fn shown(self, open_conflicts: usize) -> Self {
        if open_conflicts > 0 && self.is_editable() { Self::Conflicted } else { self }
    }

    /// Whether an edit opens it again: it was held back, and by no conflict.
    #[must_use]
    pub fn opens_by_edit(self) -> bool {
        matches!(
            self,
            Self::AwaitingApproval | Self::Waiting | Self::Invalid | Self::RewrittenUpstream
        )
    }

    /// Whether it may be asked to be published by itself, when its time has come.
    #[must_use]
    pub fn comes_due(self) -> bool {
        matches!(self, Self::Open | Self::Waiting)
    }

    /// Whether a push of it that nobody saw the end of may yet arrive.
    #[must_use]
    pub fn may_yet_land(self) -> bool {
        matches!(self, Self::Queued | Self::Publishing | Self::Waiting)
    }

    /// Whether it is over: nothing more happens to it unless history is rewritten.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Published | Self::Discarded)
    }
}

words! {
    /// What disagrees.
    ConflictKind("conflict kind") {
        /// Both sides gave a field different values.
        EditEdit = "edit/edit",
        /// The draft edited what Git deleted.
        EditDelete = "edit/delete",
        /// The draft deleted what Git edited.
        DeleteEdit = "delete/edit",
        /// Both sides added it, differently.
        AddAdd = "add/add",
        /// The sides disagree whether it is a scalar, a list or a map.
        TypeChange = "type change",
        /// Both sides changed the order of an ordered list.
        ListOrder = "list order",
        /// The sides name different API versions.
        ApiVersion = "api version",
        /// One identity is in two documents.
        DuplicateIdentity = "duplicate identity",
        /// The draft edited what Git commented out, or the other way round.
        CommentedOutEdit = "commented out/edit",
        /// The draft and another resource, which came to Git after the draft's base, break a rule together.
        CrossResource = "cross-resource",
    }
}

words! {
    /// Where a conflict is in its life.
    ConflictState("conflict state") {
        /// Somebody must decide.
        Open = "open",
        /// Decided.
        Resolved = "resolved",
        /// The sides moved: another conflict, or none, took its place.
        Superseded = "superseded",
    }
}

words! {
    /// What a person takes to settle a conflict.
    Side("side") {
        /// The draft's value.
        Draft = "draft",
        /// Git's value.
        Git = "git",
        /// The value both sides started from.
        Base = "base",
        /// The cluster's value, where the cluster is a party.
        Cluster = "cluster",
    }
}

words! {
    /// What a run does.
    RunKind("run kind") {
        /// Git to database.
        Ingest = "ingest",
        /// raw/ to managed/.
        Normalise = "normalise",
        /// Drafts to Git.
        Publish = "publish",
        /// Initialise or repair a directory.
        Repair = "repair",
    }
}

words! {
    /// Where a run is. A publish goes through all of them in this order.
    RunState("run state") {
        /// The intent is written.
        Requested = "requested",
        /// Drafts are being merged onto the newest head.
        Merging = "merging",
        /// The commits exist and are journaled.
        Committed = "committed",
        /// They are on their way to the remote.
        Pushing = "pushing",
        /// The remote has them.
        Verified = "verified",
        /// The database agrees.
        Finalised = "finalised",
        /// It ended without reaching the remote; the reason is recorded.
        Failed = "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_as_itself() {
        for state in ChangeState::ALL {
            assert_eq!(state.as_str().parse::<ChangeState>().as_ref(), Ok(state));
        }
        assert_eq!(
            "gone".parse::<ConflictState>().unwrap_err().to_string(),
            "`gone` is not a conflict state: expected one of open, resolved, superseded"
        );
    }

    #[test]
    fn what_has_open_conflicts_and_can_be_edited_is_shown_as_conflicted() {
        use ChangeState as S;
        for state in S::ALL {
            assert_eq!(state.shown(0), *state);
            let expected = if state.is_editable() { S::Conflicted } else { *state };
            assert_eq!(state.shown(6), expected, "{state}");
        }
    }

    #[test]
    fn an_edit_opens_what_people_may_edit_and_no_conflict_holds() {
        use ChangeState as S;
        for state in S::ALL {
            let opens = state.is_editable() && !matches!(state, S::Open | S::Conflicted);
            assert_eq!(state.opens_by_edit(), opens, "{state}");
            assert!(!opens || state.check(S::Open).is_ok(), "{state}");
        }
    }

    #[test]
    fn what_comes_due_may_be_queued_and_what_may_yet_land_published_in_the_end() {
        use ChangeState as S;
        let those = |which: fn(S) -> bool| {
            S::ALL.iter().copied().filter(|state| which(*state)).collect::<Vec<_>>()
        };
        assert_eq!(those(S::comes_due), [S::Open, S::Waiting]);
        assert!(those(S::comes_due).iter().all(|state| state.check(S::Queued).is_ok()));
        assert_eq!(those(S::may_yet_land), [S::Queued, S::Publishing, S::Waiting]);
        assert!(those(S::may_yet_land).iter().all(|state| state.check(S::Published).is_ok()));
    }

    #[test]
    fn a_published_change_only_leaves_when_history_is_rewritten() {
        for to in ChangeState::ALL {
            let legal = ChangeState::Published.check(*to).is_ok();
            assert_eq!(
                legal,
                matches!(to, ChangeState::Published | ChangeState::RewrittenUpstream)
            );
        }
    }

    #[test]
    fn nothing_leads_out_of_discarded() {
        for to in ChangeState::ALL {
            assert_eq!(ChangeState::Discarded.check(*to).is_ok(), *to == ChangeState::Discarded);
        }
    }
}
