//! The conflicts that are settled together: of one resource in one change, or within Git itself.

use std::collections::{BTreeMap, HashSet};

use hedgerow_model::{
    ChangeId, Conflict, ConflictId, ConflictKind, ConflictState, FabricId, Identity, Remark,
};
use hedgerow_store::ConflictLine;

use super::Conflicts;
use crate::error::EngineError;
use crate::views::{ConflictSetView, ConflictView, EarlierDecision, RemarkView};

/// Of how many conflicts of a set it is told what was said.
const REMARKED: usize = 100;

impl Conflicts<'_> {
    pub(crate) async fn conflict_set(
        &self,
        id: ConflictId,
    ) -> Result<ConflictSetView, EngineError> {
        let asked = self.conflict_by_id(id).await?;
        let what = &asked.what;
        let about =
            self.store.conflicts_about(asked.fabric_id, what.change_id(), &what.identity).await?;
        let (open, resolved) = set_of(&asked, about);
        let left = if open.is_empty() {
            let lines = self.store.open_conflict_lines(asked.fabric_id).await?;
            Some(left(what.change_id(), &what.identity, &lines))
        } else {
            None
        };
        let next = match left.as_ref().and_then(|left| left.next) {
            Some(next) => Some(self.conflict_view(next).await?),
            None => None,
        };
        let asked_again: Vec<ConflictId> = open.iter().map(|one| one.id).collect();
        let earlier = self.earlier(asked.fabric_id, &asked_again).await?;
        let remarks = self.remarks(open.iter().chain(&resolved)).await?;
        Ok(ConflictSetView {
            conflict: self.conflict_view(id).await?,
            earlier,
            remarks,
            open: self.by_path(open).await?,
            resolved: self.by_path(resolved).await?,
            others: left.map(|left| left.in_change),
            next,
        })
    }

    /// What was decided about the same disagreements before.
    async fn earlier(
        &self,
        fabric: FabricId,
        open: &[ConflictId],
    ) -> Result<Vec<EarlierDecision>, EngineError> {
        let found = self.store.decided_before(fabric, open).await?;
        let offered = |(of, earlier): (ConflictId, Conflict)| {
            Some(EarlierDecision {
                of: of.0,
                conflict: earlier.id.0,
                decision: earlier.decision?,
                by: earlier.decided_by,
                at: earlier.closed_at,
                why: earlier.life.why,
            })
        };
        let mut offered: Vec<_> = found.into_iter().filter_map(offered).collect();
        offered.sort_by_key(|one| one.of);
        Ok(offered)
    }

    /// What was said about conflicts.
    async fn remarks(
        &self,
        of: impl Iterator<Item = &Conflict>,
    ) -> Result<BTreeMap<i64, Vec<RemarkView>>, EngineError> {
        let ids: Vec<ConflictId> = of.take(REMARKED).map(|conflict| conflict.id).collect();
        let view = |it: Remark| RemarkView { author: it.author, at: it.at, text: it.text };
        let said = self.store.remarks(&ids).await?.into_iter();
        Ok(said.map(|(id, all)| (id.0, all.into_iter().map(view).collect())).collect())
    }

    async fn by_path(
        &self,
        mut conflicts: Vec<Conflict>,
    ) -> Result<Vec<ConflictView>, EngineError> {
        conflicts.sort_by_key(|conflict| (conflict.what.path.to_string(), conflict.id));
        self.reads().conflict_views(conflicts).await
    }
}

/// Those of some conflicts of a resource that are settled together with one of them: the open ones,
/// and the resolved ones. What Git says twice is not a question of fields.
fn set_of(asked: &Conflict, about: Vec<Conflict>) -> (Vec<Conflict>, Vec<Conflict>) {
    let is_twice = |kind: ConflictKind| kind == ConflictKind::DuplicateIdentity;
    // Between Git and the cluster is another question than between Git and a file of raw/.
    let is_there = |one: &Conflict| one.what.change_id().is_none() && one.what.is_with_cluster();
    let of_set = |one: &Conflict| {
        is_twice(one.what.kind) == is_twice(asked.what.kind) && is_there(one) == is_there(asked)
    };
    about.into_iter().filter(of_set).partition(|one| one.state == ConflictState::Open)
}

/// What is left to decide once a set is.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    /// Other resources of the change with open conflicts.
    in_change: usize,
    /// The one to continue with.
    next: Option<ConflictId>,
}

fn left(change: Option<ChangeId>, what: &Identity, open: &[ConflictLine]) -> Left {
    let is_other = |line: &&ConflictLine| line.change_id != change || line.identity != *what;
    let others: Vec<&ConflictLine> = open.iter().filter(is_other).collect();
    let of_change: Vec<&&ConflictLine> =
        others.iter().filter(|line| change.is_some() && line.change_id == change).collect();
    let resources: HashSet<&Identity> = of_change.iter().map(|line| &line.identity).collect();
    let next = of_change.first().copied().or(others.first()).map(|line| line.id);
    Left { in_change: resources.len(), next }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(name: &str) -> Identity {
        let text = |text: &str| text.to_owned();
        Identity {
            group: text("g"),
            kind: text("VPC"),
            namespace: text("default"),
            name: text(name),
        }
    }

    fn line(id: i64, change: Option<ChangeId>, name: &str) -> ConflictLine {
        let kind = ConflictKind::EditEdit;
        ConflictLine { id: ConflictId(id), change_id: change, identity: what(name), kind }
    }

    #[test]
    fn the_next_conflict_is_of_the_same_change_where_it_has_one() {
        let (mine, other) = (Some(ChangeId::generate()), Some(ChangeId::generate()));
        let open =
            [line(1, other, "a"), line(2, mine, "b"), line(3, mine, "b"), line(4, mine, "c")];
        let found = left(mine, &what("web"), &open);
        assert_eq!(found, Left { in_change: 2, next: Some(ConflictId(2)) });
        assert_eq!(
            left(mine, &what("b"), &open[..3]),
            Left { in_change: 0, next: Some(ConflictId(1)) }
        );
        assert_eq!(left(mine, &what("b"), &open[1..3]), Left { in_change: 0, next: None });
    }

    #[test]
    fn conflicts_within_git_are_of_no_change() {
        let open = [line(1, None, "a"), line(2, None, "b")];
        assert_eq!(left(None, &what("a"), &open), Left { in_change: 0, next: Some(ConflictId(2)) });
    }
}
