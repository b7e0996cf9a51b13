//! How much drift would matter by other policies.

use hedgerow_model::{Fabric, Identity, Moved, Severity};
use hedgerow_plan::Policies;

use super::Observe;
use crate::error::EngineError;
use crate::views::{SeverityCounts, TriedDrift, TriedSeverity};

/// How many resources are read at once.
const AT_ONCE: i64 = 500;

/// How many that would matter otherwise are named.
const NAMED: usize = 100;

impl SeverityCounts {
    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.error += 1,
            Severity::Warning => self.warning += 1,
            Severity::Info => self.info += 1,
        }
    }
}

impl Observe<'_> {
    /// How much what drifted of a fabric would matter by these policies; nothing where it lives in no cluster.
    pub(crate) async fn tried_severities(
        &self,
        fabric: &Fabric,
        policies: &Policies,
    ) -> Result<Option<TriedDrift>, EngineError> {
        if self.store.clusters_of_fabrics(&[fabric.id]).await?.is_empty() {
            return Ok(None);
        }
        let mut tried = TriedDrift::default();
        let mut after: Option<Identity> = None;
        loop {
            let some =
                self.store.drifts_after(fabric.id, None, None, after.as_ref(), AT_ONCE).await?;
            let Some(last) = some.last() else { return Ok(Some(tried)) };
            after = Some(last.identity.clone());
            for drift in some.iter().filter(|it| !it.ignored && it.moved != Some(Moved::Git)) {
                let kind = drift.identity.group_kind();
                let paths = drift.fields.iter().map(|field| &field.path);
                let then = policies.drift_severity(&kind, drift.standing, paths);
                tried.now.add(drift.severity);
                tried.then.add(then);
                if then != drift.severity && tried.changed.len() < NAMED {
                    let resource = drift.identity.to_string();
                    tried.changed.push(TriedSeverity { resource, now: drift.severity, then });
                }
            }
        }
    }
}
