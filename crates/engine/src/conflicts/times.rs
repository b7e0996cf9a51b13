//! When Git's side of a conflict was set: what a rule for the newer value goes by.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use hedgerow_model::{Conflict, ConflictId, ConflictState, FabricId, FieldPath, Identity, Millis};
use hedgerow_plan::{Case, Policies, Verdict, WhyLeft};

use super::Conflicts;
use crate::core::now;
use crate::error::EngineError;
use crate::views::BlameRow;

/// How long is looked for the times of one group of conflicts; those of the others are not known.
const PATIENCE: Duration = Duration::from_secs(20);

impl Conflicts<'_> {
    /// When Git's value of each conflict was set, of those where a policy asks for it.
    pub(super) async fn times(
        &self,
        fabric: FabricId,
        policies: &Policies,
        conflicts: &[Conflict],
    ) -> Result<HashMap<ConflictId, Millis>, EngineError> {
        let catalogue = self.catalogue(fabric).await?;
        let asks = |conflict: &&Conflict| {
            let git_at = conflict.life.git_at;
            let case = Case { conflict, git_at, document: None, catalogue: &catalogue };
            // What Git has now is known of its head alone.
            conflict.state == ConflictState::Open
                && matches!(policies.settle(case), Verdict::Left(_, WhyLeft::GitTimeUnknown))
        };
        let mut asked: BTreeMap<&Identity, Vec<&Conflict>> = BTreeMap::new();
        for conflict in conflicts.iter().filter(asks) {
            asked.entry(&conflict.what.identity).or_default().push(conflict);
        }
        let mut times = HashMap::new();
        if asked.is_empty() {
            return Ok(times);
        }
        let Some(fabric) = self.store.fabric(fabric).await? else { return Ok(times) };
        let (began, now) = (Instant::now(), now());
        for (identity, conflicts) in asked {
            if began.elapsed() > PATIENCE {
                break;
            }
            // What nobody can say of its history is not known.
            let Ok(blame) = self.reads().blame_as_it_is(&fabric, identity).await else { continue };
            for conflict in conflicts {
                let at = set_at(&blame.items, &conflict.what.path, now);
                times.extend(at.map(|at| (conflict.id, at)));
            }
        }
        Ok(times)
    }
}

/// When a field was set: the newest time of what is in it. `None` where that is not known of all of it, where it is
/// not there, or where a clock was ahead of ours.
fn set_at(rows: &[BlameRow], path: &FieldPath, now: Millis) -> Option<Millis> {
    let mut newest = None;
    for row in rows.iter().filter(|row| path.contains(&row.path)) {
        let time = row.time.filter(|time| row.known && *time <= now)?;
        newest = newest.max(Some(time));
    }
    newest
}

#[cfg(test)]
mod tests {
    use hedgerow_model::Value;

    use super::*;

    #[test]
    fn a_field_is_as_new_as_the_newest_of_it_and_known_only_if_all_of_it_is() {
        let row = |path: &str, time: Option<Millis>| BlameRow {
            path: path.parse().unwrap(),
            value: Value::Null,
            known: time.is_some(),
            time,
            ..BlameRow::default()
        };
        let rows = [
            row("spec.a.x", Some(10)),
            row("spec.a.y", Some(30)),
            row("spec.b", None),
            row("spec.late", Some(99)),
        ];
        let at = |path: &str| set_at(&rows, &path.parse().unwrap(), 50);
        assert_eq!(at("spec.a"), Some(30));
        assert_eq!(at("spec.a.x"), Some(10));
        assert_eq!([at("spec.b"), at("spec"), at("spec.none"), at("spec.late")], [None; 4]);
    }
}
