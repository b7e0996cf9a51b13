//! A draft meets Git: the three-way merge of one resource, with what was already decided.
//!
//! A resource's document has a text and a standing (live or in comments). Both are merged against
//! the draft's base. Pure: what is stored goes in, what is to be stored comes out.

use hedgerow_merge::FieldConflict;
use hedgerow_model::{
    Conflict, ConflictKind, ConflictState, Decision, Draft, FieldPath, GroupKind, ListTypes,
    Reason, Side, Standing, Unread, Value,
};

use crate::migrated::merge_migrated;
use crate::parse::limits;
use crate::with_cluster::{Merged, merged};

/// A document as one side has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentState {
    /// Live, in comments, or unreadable.
    pub standing: Standing,
    /// Its own text; uncommented when it is in comments.
    pub text: String,
}

impl DocumentState {
    /// What a draft was started from; `None` when there was nothing.
    #[must_use]
    pub fn base_of(draft: &Draft) -> Option<Self> {
        let text = draft.base_text.clone()?;
        Some(Self { standing: draft.base_standing, text })
    }

    /// What a draft wants; `None` where it deletes its resource.
    #[must_use]
    pub fn wanted_by(draft: &Draft) -> Option<Self> {
        let text = draft.text.clone()?;
        Some(Self { standing: draft.standing, text })
    }
}

/// What became of a draft.
#[derive(Clone, Debug, Default)]
pub(crate) struct Combined {
    /// What the document is to be; `None`: it is to go, or stays away.
    pub target: Option<DocumentState>,
    /// What somebody must decide first, of the draft and Git.
    pub conflicts: Vec<FieldConflict>,
    /// The same, of the draft and the cluster: records that are open.
    pub with_cluster: Vec<Conflict>,
    /// Why nothing can be done about it at all.
    pub refused: Option<Reason>,
}

/// Whether a stored conflict is about the same disagreement with Git: same path, same three values.
pub(crate) fn same(stored: &Conflict, now: &FieldConflict) -> bool {
    let stored = &stored.what;
    !stored.is_with_cluster()
        && stored.path == now.path
        && stored.base == now.base
        && stored.draft == now.draft
        && stored.git == now.git
}

/// The newest decision among `stored` about this very disagreement.
pub(crate) fn decided(stored: &[Conflict], now: &FieldConflict) -> Option<Decision> {
    stored
        .iter()
        .rev()
        .filter(|conflict| conflict.state == ConflictState::Resolved)
        .find(|conflict| same(conflict, now))
        .and_then(|conflict| conflict.decision.clone())
        .or_else(|| left_to_git(stored, now).then_some(Decision::Take(Side::Git)))
}

/// Whether the field was left to Git before: what Git makes of it later holds too, as if the draft had been started
/// from what Git had then. Whoever takes the draft's value, or another, is asked again when Git moves.
fn left_to_git(stored: &[Conflict], now: &FieldConflict) -> bool {
    let is_of_field = |conflict: &&Conflict| {
        let what = &conflict.what;
        !what.is_with_cluster()
            && what.path == now.path
            && what.base == now.base
            && what.draft == now.draft
    };
    let newest = stored.iter().rev().find(is_of_field);
    !now.path.segments().is_empty()
        && newest.is_some_and(|newest| {
            newest.state == ConflictState::Resolved
                && newest.decision == Some(Decision::Take(Side::Git))
        })
}

/// What a document's own text says; `None` where it cannot be read.
#[must_use]
pub fn value_of(text: &str) -> Option<Value> {
    hedgerow_yaml::read(text, &limits()).ok().map(hedgerow_yaml::Document::into_value)
}

/// The value of a text that was read before: of a document that is live.
#[must_use]
pub fn value_again(text: &str) -> Option<Value> {
    hedgerow_yaml::read_again(text, &limits()).ok()
}

fn differ(a: &str, b: &str) -> bool {
    a != b && value_of(a) != value_of(b)
}

/// Merges a draft onto Git's document, with the decisions among `stored`: first those about it and Git, then those about
/// it and the cluster.
pub(crate) fn combine(
    draft: &Draft,
    git: Option<&DocumentState>,
    types: &dyn ListTypes,
    stored: &[Conflict],
) -> Combined {
    meet_cluster(with_git(draft, git, types, stored), git, types, stored)
}

/// Does what was decided about a draft and the cluster, once Git agrees with it.
pub(crate) fn meet_cluster(
    combined: Combined,
    git: Option<&DocumentState>,
    types: &dyn ListTypes,
    stored: &[Conflict],
) -> Combined {
    if combined.refused.is_some() || !combined.conflicts.is_empty() {
        return combined;
    }
    let Merged { target, open, refused } = merged(combined.target, git, stored, types);
    Combined { target, conflicts: Vec::new(), with_cluster: open, refused }
}

/// Merges a draft onto Git's document, with the decisions about the two among `stored`.
pub(crate) fn with_git(
    draft: &Draft,
    git: Option<&DocumentState>,
    types: &dyn ListTypes,
    stored: &[Conflict],
) -> Combined {
    if git.is_some_and(|git| git.standing == Standing::Unreadable) {
        let resource = draft.identity.clone();
        let reason = Reason::Unreadable { resource, unread: Unread::default() };
        return Combined { target: git.cloned(), refused: Some(reason), ..Combined::default() };
    }
    let kind = draft.identity.group_kind();
    let (base, mine) = (DocumentState::base_of(draft), DocumentState::wanted_by(draft));
    // Whether it is live is a part of what a side did: switched on or off, it is not as it was.
    if let Some(base) = &base {
        let switched = |side: &DocumentState| side.standing != base.standing;
        let kind = match (&mine, git) {
            (Some(mine), None) if switched(mine) => Some(ConflictKind::EditDelete),
            (None, Some(git)) if switched(git) && git.standing == Standing::Live => {
                Some(ConflictKind::DeleteEdit)
            }
            _ => None,
        };
        if let Some(kind) = kind {
            return switched_or_gone(kind, base, mine.as_ref(), git, types, stored);
        }
    }
    if let (Some(base), Some(git)) = (&base, git) {
        let git_toggled = git.standing != base.standing;
        let toggled = mine.as_ref().is_some_and(|mine| mine.standing != base.standing);
        if git_toggled && !toggled && git.standing == Standing::CommentedOut {
            let Some(mine) = &mine else { return settled(Some(git.clone())) };
            if mine.text == base.text {
                return settled(Some(git.clone()));
            }
            if !differ(&mine.text, &base.text) {
                return merge_texts(&kind, Some(base), Some(mine), Some(git), types, stored);
            }
            return switched_off(Some(base), Some(mine), git, types, stored);
        }
        if toggled && !git_toggled {
            let Some(mine) = &mine else { return settled(Some(git.clone())) };
            let off = mine.standing == Standing::CommentedOut;
            if off && differ(&git.text, &base.text) {
                return switched_off(Some(base), Some(mine), git, types, stored);
            }
        }
    }
    merge_texts(&kind, base.as_ref(), mine.as_ref(), git, types, stored)
}

fn settled(target: Option<DocumentState>) -> Combined {
    Combined { target, ..Combined::default() }
}

/// What a live side says; a side in comments says nothing to the cluster.
fn live(side: Option<&DocumentState>) -> Option<Value> {
    side.filter(|side| side.standing == Standing::Live).and_then(|side| value_of(&side.text))
}

/// One side switched the resource off while the other edited it.
fn switched_off(
    base: Option<&DocumentState>,
    mine: Option<&DocumentState>,
    git: &DocumentState,
    types: &dyn ListTypes,
    stored: &[Conflict],
) -> Combined {
    let conflict = FieldConflict {
        path: FieldPath::root(),
        kind: ConflictKind::CommentedOutEdit,
        base: live(base),
        draft: live(mine),
        git: live(Some(git)),
    };
    whole(conflict, [base, mine, Some(git)], types, stored)
}

/// One side switched the resource on or off while the other deleted it.
fn switched_or_gone(
    kind: ConflictKind,
    base: &DocumentState,
    mine: Option<&DocumentState>,
    git: Option<&DocumentState>,
    types: &dyn ListTypes,
    stored: &[Conflict],
) -> Combined {
    let conflict = FieldConflict {
        path: FieldPath::root(),
        kind,
        base: value_of(&base.text),
        draft: live(mine),
        git: live(git),
    };
    whole(conflict, [Some(base), mine, git], types, stored)
}

/// A conflict about a whole resource, with what was decided of it. The sides: base, draft, Git.
fn whole(
    conflict: FieldConflict,
    [base, mine, git]: [Option<&DocumentState>; 3],
    types: &dyn ListTypes,
    stored: &[Conflict],
) -> Combined {
    match decided(stored, &conflict) {
        Some(Decision::Take(Side::Draft)) => settled(mine.cloned()),
        Some(Decision::Take(Side::Git)) => settled(git.cloned()),
        Some(Decision::Take(Side::Base)) => settled(base.cloned()),
        Some(Decision::Delete) => settled(None),
        Some(Decision::Value(value)) => {
            let around = git.or(mine).or(base).map_or("", |side| side.text.as_str());
            let rewrite = hedgerow_yaml::Rewrite { types, comments: &[] };
            match hedgerow_yaml::rewrite(around, &value, &rewrite) {
                Ok(text) => settled(Some(DocumentState { standing: Standing::Live, text })),
                Err(error) => Combined {
                    target: git.cloned(),
                    refused: Some(Reason::NotLossless { path: None, detail: error.to_string() }),
                    ..Combined::default()
                },
            }
        }
        // The cluster takes no part in it.
        None | Some(Decision::Take(Side::Cluster)) => {
            Combined { target: git.cloned(), conflicts: vec![conflict], ..Combined::default() }
        }
    }
}

fn merge_texts(
    kind: &GroupKind,
    base: Option<&DocumentState>,
    mine: Option<&DocumentState>,
    git: Option<&DocumentState>,
    types: &dyn ListTypes,
    stored: &[Conflict],
) -> Combined {
    let mut decide = |conflict: &FieldConflict| decided(stored, conflict);
    let texts = [base, mine, git].map(|side| side.map(|side| side.text.as_str()));
    let merged = merge_migrated(kind, texts, types, &mut decide);
    let standing = match (base, mine, git) {
        (Some(base), Some(mine), Some(_)) if mine.standing != base.standing => mine.standing,
        // A draft of something new is to be live, whatever Git has of it in comments.
        (None, Some(mine), _) => mine.standing,
        (_, _, Some(git)) => git.standing,
        (_, Some(mine), None) => mine.standing,
        (_, None, None) => Standing::Live,
    };
    match merged {
        Ok(merged) => Combined {
            target: merged.text.map(|text| DocumentState { standing, text }),
            conflicts: merged.conflicts,
            ..Combined::default()
        },
        Err(error) => Combined {
            target: git.cloned(),
            refused: Some(Reason::NotLossless { path: None, detail: error.to_string() }),
            ..Combined::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{
        AllAtomic, ChangeId, ConflictId, DraftId, FabricId, Identity, Life, NewConflict, Person,
    };

    use super::*;

    fn vpc(vlan: u16) -> String {
        format!(
            "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: a\nspec:\n  \
             vlan: {vlan} # rack 1\n"
        )
    }

    fn draft(base: Option<(&str, Standing)>, mine: Option<(&str, Standing)>) -> Draft {
        Draft {
            id: DraftId(1),
            change_id: ChangeId::generate(),
            fabric_id: FabricId(1),
            identity: Identity::new("vpc.githedgehog.com", "VPC", "a"),
            base_text: base.map(|(text, _)| text.to_owned()),
            base_standing: base.map_or(Standing::Live, |(_, standing)| standing),
            text: mine.map(|(text, _)| text.to_owned()),
            standing: mine.map_or(Standing::Live, |(_, standing)| standing),
            copies: Vec::new(),
            outdated: false,
            author: Person { name: "A".into(), email: "a@example.org".into() },
            revision: 1,
            updated_at: 0,
        }
    }

    fn picture(text: &str, standing: Standing) -> DocumentState {
        DocumentState { standing, text: text.to_owned() }
    }

    use Standing::{CommentedOut, Live};

    #[test]
    fn an_edit_on_an_unchanged_document_is_the_edit() {
        let (base, mine) = (vpc(1), vpc(2));
        let combined = combine(
            &draft(Some((&base, Live)), Some((&mine, Live))),
            Some(&picture(&base, Live)),
            &AllAtomic,
            &[],
        );
        assert_eq!(combined.target, Some(picture(&mine, Live)));
    }

    #[test]
    fn editing_what_git_commented_out_is_a_conflict() {
        let (base, mine) = (vpc(1), vpc(2));
        let combined = combine(
            &draft(Some((&base, Live)), Some((&mine, Live))),
            Some(&picture(&base, CommentedOut)),
            &AllAtomic,
            &[],
        );
        assert_eq!(combined.conflicts[0].kind, ConflictKind::CommentedOutEdit);
        assert_eq!(combined.conflicts[0].git, None);
    }

    #[test]
    fn commenting_out_what_git_edited_is_a_conflict() {
        let (base, theirs) = (vpc(1), vpc(3));
        let combined = combine(
            &draft(Some((&base, Live)), Some((&base, CommentedOut))),
            Some(&picture(&theirs, Live)),
            &AllAtomic,
            &[],
        );
        assert_eq!(combined.conflicts.len(), 1);
        assert_eq!(combined.conflicts[0].draft, None);
    }

    #[test]
    fn commenting_out_an_unchanged_document_goes_through() {
        let base = vpc(1);
        let combined = combine(
            &draft(Some((&base, Live)), Some((&base, CommentedOut))),
            Some(&picture(&base, Live)),
            &AllAtomic,
            &[],
        );
        assert_eq!(combined.target, Some(picture(&base, CommentedOut)));
        assert!(combined.conflicts.is_empty());
    }

    #[test]
    fn a_field_that_was_left_to_git_follows_git_and_another_choice_is_asked_for_again() {
        let (base, mine) = (vpc(1), vpc(2));
        let draft = draft(Some((&base, Live)), Some((&mine, Live)));
        let path = FieldPath::of_keys(["spec", "vlan"]);
        let chose = |state, decision| Conflict {
            id: ConflictId(4),
            fabric_id: FabricId(1),
            what: NewConflict {
                parties: Vec::new(),
                identity: draft.identity.clone(),
                path: path.clone(),
                kind: ConflictKind::EditEdit,
                base: Some(1_i64.into()),
                draft: Some(2_i64.into()),
                git: Some(3_i64.into()),
                cluster: None,
                detail: None,
                together: None,
            },
            state,
            decision: Some(decision),
            decided_by: None,
            opened_at: 1,
            closed_at: Some(2),
            life: Life::default(),
        };
        let on = |git: u16, stored: &[Conflict]| {
            let git = picture(&vpc(git), Live);
            let combined = combine(&draft, Some(&git), &AllAtomic, stored);
            (combined.target, combined.conflicts.len())
        };
        let resolved = |side| chose(ConflictState::Resolved, Decision::Take(side));
        for git in [3, 4] {
            assert_eq!(on(git, &[resolved(Side::Git)]), (Some(picture(&vpc(git), Live)), 0));
        }
        assert_eq!(on(3, &[resolved(Side::Draft)]), (Some(picture(&mine, Live)), 0));
        assert_eq!(on(4, &[resolved(Side::Draft)]).1, 1);
        assert_eq!(on(4, &[resolved(Side::Base)]).1, 1);
        // What was asked again after it is open, or was decided otherwise, is not left to Git.
        let asked_again = chose(ConflictState::Open, Decision::Delete);
        assert_eq!(on(4, &[resolved(Side::Git), asked_again]).1, 1);
        assert_eq!(on(4, &[resolved(Side::Git), resolved(Side::Draft)]).1, 1);
    }

    #[test]
    fn an_edit_that_comes_with_commenting_out_is_kept_in_the_comments() {
        let (base, mine) = (vpc(1), vpc(2));
        let combined = combine(
            &draft(Some((&base, Live)), Some((&mine, CommentedOut))),
            Some(&picture(&base, Live)),
            &AllAtomic,
            &[],
        );
        assert_eq!(combined.target, Some(picture(&mine, CommentedOut)));
    }

    #[test]
    fn an_edited_comment_of_what_git_switched_off_is_kept_in_the_comments() {
        let base = vpc(1);
        let mine = base.replace("rack 1", "rack 9");
        let combined = combine(
            &draft(Some((&base, Live)), Some((&mine, Live))),
            Some(&picture(&base, CommentedOut)),
            &AllAtomic,
            &[],
        );
        assert_eq!(combined.target, Some(picture(&mine, CommentedOut)));
    }

    #[test]
    fn what_one_side_switched_on_or_off_and_the_other_deleted_is_a_conflict() {
        let base = vpc(1);
        let on = Some((&*base, CommentedOut));
        let sides = [
            (on, Some((&*base, Live)), None, ConflictKind::EditDelete),
            (on, None, Some(picture(&base, Live)), ConflictKind::DeleteEdit),
            (Some((&*base, Live)), Some((&*base, CommentedOut)), None, ConflictKind::EditDelete),
        ];
        for (base, mine, git, kind) in sides {
            let combined = combine(&draft(base, mine), git.as_ref(), &AllAtomic, &[]);
            assert_eq!(combined.conflicts.len(), 1);
            assert_eq!(combined.conflicts[0].kind, kind);
            assert_eq!(combined.target, git, "nothing becomes of it before somebody decides");
        }
    }

    #[test]
    fn uncommenting_with_an_edit_goes_through() {
        let (base, mine) = (vpc(1), vpc(2));
        let combined = combine(
            &draft(Some((&base, CommentedOut)), Some((&mine, Live))),
            Some(&picture(&base, CommentedOut)),
            &AllAtomic,
            &[],
        );
        assert_eq!(combined.target, Some(picture(&mine, Live)));
    }

    #[test]
    fn an_unreadable_document_is_never_overwritten() {
        let (base, mine) = (vpc(1), vpc(2));
        let combined = combine(
            &draft(Some((&base, Live)), Some((&mine, Live))),
            Some(&picture(&base, Standing::Unreadable)),
            &AllAtomic,
            &[],
        );
        assert!(combined.refused.is_some());
    }

    #[test]
    fn commenting_out_what_git_only_commented_on_goes_through_with_its_comment() {
        let base = vpc(1);
        let theirs = base.replace("rack 1", "rack 9");
        let combined = combine(
            &draft(Some((&base, Live)), Some((&base, CommentedOut))),
            Some(&picture(&theirs, Live)),
            &AllAtomic,
            &[],
        );
        assert_eq!(combined.target, Some(picture(&theirs, CommentedOut)));
    }

    #[test]
    fn what_git_switched_off_stays_so_for_a_draft_that_deletes_it_or_says_nothing() {
        let base = vpc(1);
        let git = picture(&base, CommentedOut);
        for mine in [None, Some((&*base, Live))] {
            let combined = combine(&draft(Some((&base, Live)), mine), Some(&git), &AllAtomic, &[]);
            assert_eq!(combined.target.as_ref(), Some(&git));
            assert!(combined.conflicts.is_empty());
        }
    }

    #[test]
    fn what_git_switched_on_stays_on_under_an_edit_of_its_comments() {
        let (base, mine) = (vpc(1), vpc(2));
        let combined = combine(
            &draft(Some((&base, CommentedOut)), Some((&mine, CommentedOut))),
            Some(&picture(&base, Live)),
            &AllAtomic,
            &[],
        );
        assert_eq!(combined.target, Some(picture(&mine, Live)));
    }

    #[test]
    fn a_decision_about_what_was_switched_off_is_what_happens() {
        let (base, mine) = (vpc(1), vpc(2));
        let draft = draft(Some((&base, Live)), Some((&mine, Live)));
        let git = picture(&base, CommentedOut);
        let open = combine(&draft, Some(&git), &AllAtomic, &[]).conflicts.remove(0);
        let combined = |decision: Decision| {
            let stored = Conflict {
                id: hedgerow_model::ConflictId(1),
                fabric_id: FabricId(1),
                what: hedgerow_model::NewConflict {
                    parties: Vec::new(),
                    identity: draft.identity.clone(),
                    path: open.path.clone(),
                    kind: open.kind,
                    base: open.base.clone(),
                    draft: open.draft.clone(),
                    git: open.git.clone(),
                    cluster: None,
                    detail: None,
                    together: None,
                },
                state: ConflictState::Resolved,
                decision: Some(decision),
                decided_by: None,
                opened_at: 0,
                closed_at: None,
                life: Life::default(),
            };
            let combined = combine(&draft, Some(&git), &AllAtomic, &[stored]);
            assert!(combined.conflicts.is_empty() && combined.refused.is_none());
            combined.target
        };
        assert_eq!(combined(Decision::Take(Side::Draft)), Some(picture(&mine, Live)));
        assert_eq!(combined(Decision::Take(Side::Git)), Some(git.clone()));
        assert_eq!(combined(Decision::Take(Side::Base)), Some(picture(&base, Live)));
        assert_eq!(combined(Decision::Delete), None);
        let typed = hedgerow_yaml::read_value(&vpc(7)).unwrap();
        assert_eq!(combined(Decision::Value(typed)), Some(picture(&vpc(7), Live)));
    }
}
