//! With which other changes some would break a rule.

use std::collections::{BTreeSet, HashMap};

use hedgerow_model::{Change, ChangeId};

use super::Reads;
use crate::error::EngineError;
use crate::views::ClashView;

impl Reads<'_> {
    /// The other open changes with which some changes would break a rule, by change.
    pub(crate) async fn clash_views(
        &self,
        changes: &[ChangeId],
    ) -> Result<HashMap<ChangeId, Vec<ClashView>>, EngineError> {
        let clashes = self.store.clashes_of(changes).await?;
        if clashes.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: BTreeSet<ChangeId> = clashes.iter().flat_map(|clash| clash.between).collect();
        let ids: Vec<ChangeId> = ids.into_iter().collect();
        let named = self.store.changes_with_fabrics(&ids).await?;
        let named: HashMap<ChangeId, Change> =
            named.into_iter().map(|(change, _)| (change.id, change)).collect();
        let mut views: HashMap<ChangeId, Vec<ClashView>> = HashMap::new();
        for clash in clashes {
            let [one, other] = clash.between;
            for (of, with) in [(one, other), (other, one)] {
                let Some(with) = named.get(&with).filter(|_| changes.contains(&of)) else {
                    continue;
                };
                views.entry(of).or_default().push(ClashView {
                    change: with.name.clone(),
                    id: with.id.to_string(),
                    author: with.author.clone(),
                    broken: clash.broken.clone(),
                });
            }
        }
        Ok(views)
    }
}
