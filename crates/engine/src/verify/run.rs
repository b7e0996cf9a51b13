//! One verification: the sides are read and compared, the database is repaired where that is asked for, and all is
//! compared once more.

use std::time::Duration;

use hedgerow_model::{
    Actor, Fabric, FabricId, Millis, VerifyDifference, VerifyRepair, VerifyReport, VerifyState,
};
use serde_json::json;

use super::Verify;
use crate::core::now;
use crate::error::{EngineError, Thing};
use crate::ingest::OfGit;
use crate::observe::OfCluster;
use crate::record::entry;
use crate::views::Event;
use hedgerow_model::AuditAction;

/// How long it is waited for another verification.
const PATIENCE: Duration = Duration::from_secs(60);

/// What was found, by who repairs it.
#[derive(Default)]
struct Found {
    git: OfGit,
    judged: Vec<VerifyDifference>,
    drafts: Vec<VerifyDifference>,
    cluster: OfCluster,
}

impl Found {
    fn all(&self) -> Vec<VerifyDifference> {
        let all = [&self.git.differences, &self.judged, &self.drafts, &self.cluster.differences];
        all.into_iter().flatten().cloned().collect()
    }

    fn repairable(&self) -> u64 {
        let all = self.all();
        u64::try_from(all.iter().filter(|it| it.can_repair).count()).unwrap_or(u64::MAX)
    }
}

impl Verify<'_> {
    /// Verifies a fabric, one at a time, and keeps the report.
    pub(crate) async fn run(
        &self,
        name: &str,
        repair: bool,
        actor: &Actor,
    ) -> Result<VerifyReport, EngineError> {
        let fabric = self.fabric_named(name).await?;
        let Ok(_alone) = tokio::time::timeout(PATIENCE, self.verifying.lock()).await else {
            let busy = "another verification has been under way for a minute; nothing was done: try again later";
            return Err(EngineError::Refused(busy.to_owned()));
        };
        let began = now();
        let (mut report, mut found) = self.look(&fabric, actor, began).await?;
        let repairable = found.repairable();
        if repair && repairable > 0 {
            let before = found.all();
            let problem = match self.repair(&fabric, &found, actor).await {
                Ok(problem) => problem,
                Err(error) => Some(error.to_string()),
            };
            (report, found) = self.look(&fabric, actor, began).await?;
            // What could not be looked at again is not called repaired.
            let left = found.repairable();
            let away = report.git.state == VerifyState::NotChecked && !before.is_empty();
            let repaired = if away { 0 } else { repairable.saturating_sub(left) };
            report.repair = Some(VerifyRepair { found: repairable, repaired, problem });
        } else if repair {
            report.repair = Some(VerifyRepair { found: 0, repaired: 0, problem: None });
        }
        report.conclude(found.all(), now());
        self.keep(&fabric, &report, actor).await?;
        Ok(report)
    }

    /// The report of the last one.
    pub(crate) async fn last(&self, name: &str) -> Result<VerifyReport, EngineError> {
        let fabric = self.fabric_named(name).await?;
        let report = self.store.verify_report(fabric.id).await?;
        report.ok_or_else(|| EngineError::not_found(Thing::Verification, name))
    }

    async fn look(
        &self,
        fabric: &Fabric,
        actor: &Actor,
        began: Millis,
    ) -> Result<(VerifyReport, Found), EngineError> {
        let mut report = VerifyReport::new(&fabric.name, &actor.name, began);
        let mut found = Found::default();
        let source = self.source_of(fabric).await?;
        self.progress(Some(&fabric.name), "comparing with Git");
        {
            // No ingest moves the documents meanwhile.
            let mut guard = self.lock_queue_for_people(source.queue_id).await?;
            match self.outbound().settle(source.queue_id, &mut guard).await {
                Ok(()) => {
                    let branch = self.branch(source.queue_id).await?;
                    found.git = self.ingest().compare(&branch, fabric, &mut report).await?;
                }
                // A remote that is away cannot say what became of a push.
                Err(error) => report.git.is_away(error.to_string()),
            }
            let skip = &found.git.resources;
            let drafts = self.drafts().compare(fabric, skip, &mut report).await;
            found.drafts = or_lacks(drafts, "drafts", &mut report)?;
        }
        match found.git.paths.is_empty() && found.git.resources.is_empty() {
            true => {
                let judged = self.judging().compare(fabric, &mut report).await;
                found.judged = or_lacks(judged, "what the rules say of resources", &mut report)?;
            }
            false => report.database.lacks(
                "what the rules say of resources is not compared while documents differ".to_owned(),
            ),
        }
        self.progress(Some(&fabric.name), "comparing with the cluster");
        let (skip, pause) = (&found.git.resources, self.config.verify_pause);
        let cluster = self.observe().compare(fabric, skip, pause, &mut report).await;
        found.cluster = or_lacks(cluster, "what is stored of the cluster", &mut report)?;
        report.database.at = Some(now());
        Ok((report, found))
    }

    /// Repairs what can be; says why something was not.
    async fn repair(
        &self,
        fabric: &Fabric,
        found: &Found,
        actor: &Actor,
    ) -> Result<Option<String>, EngineError> {
        self.progress(Some(&fabric.name), "repairing the database");
        if found.git.is_head_wrong || !found.git.paths.is_empty() {
            let source = self.source_of(fabric).await?;
            let _guard = self.lock_queue_for_people(source.queue_id).await?;
            let branch = self.branch(source.queue_id).await?;
            self.ingest().read_anew(&branch, fabric, &found.git, actor).await?;
            self.steps.reached("verify.read-again");
        }
        let undone =
            self.observe().write_anew(fabric, &found.cluster, self.config.verify_pause).await?;
        // Rules go by what was read from the cluster too.
        if !found.judged.is_empty() || found.cluster.is_given_wrong {
            self.judging().judge_anew(fabric).await?;
        }
        Ok(undone)
    }

    async fn keep(
        &self,
        fabric: &Fabric,
        report: &VerifyReport,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let mut tx = self.store.write().await?;
        // It may have gone meanwhile.
        if tx.fabric(fabric.id).await?.is_none() {
            return Ok(());
        }
        tx.set_verified(fabric.id, report).await?;
        if let Some(repair) = report.repair.as_ref().filter(|it| it.found > 0) {
            let told = entry(actor, AuditAction::FabricVerify)
                .fabric(fabric.name.clone())
                .subject(&fabric.name)
                .detail(format!("{} of {} differences repaired", repair.repaired, repair.found))
                .after(&json!({ "outcome": report.outcome, "repair": repair }));
            tx.audit(&[told]).await?;
        }
        self.record().emit(&mut tx, &Event::Fabric { fabric: fabric.name.clone() })?;
        tx.commit().await?;
        // Figures are for everybody to read, so they name no fabric.
        let outcome = report.outcome.as_str();
        metrics::counter!("hedgerow_verifications_total", "outcome" => outcome).increment(1);
        metrics::counter!("hedgerow_verify_differences_total").increment(report.total());
        Ok(())
    }
}

/// What was found; nothing where rows cannot be read, which is in the report then. A database that does not answer is
/// an error.
fn or_lacks<T: Default>(
    found: Result<T, EngineError>,
    what: &str,
    report: &mut VerifyReport,
) -> Result<T, EngineError> {
    match found {
        Err(EngineError::Internal(why)) => {
            report.database.lacks(format!("{what}: {why}"));
            Ok(T::default())
        }
        other => other,
    }
}

/// When a fabric is to be verified next, in milliseconds: `every` after the last time, each fabric somewhat earlier or
/// later, so that many do not come at once; one that never was, somewhen within the first `every`.
pub(crate) fn next_at(
    fabric: FabricId,
    last: Option<Millis>,
    began: Millis,
    every: Millis,
) -> Millis {
    // A fraction of its own, the same each time.
    let spread = fabric.0.wrapping_mul(0x9E37_79B9).rem_euclid(1000);
    match last {
        Some(last) => last + every - every / 10 + every / 5 * spread / 1000,
        None => began + every * spread / 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Millis = 24 * 3600 * 1000;

    #[test]
    fn a_thousand_fabrics_are_spread_over_the_period() {
        let mut times: Vec<Millis> =
            (1..=1000).map(|id| next_at(FabricId(id), None, 0, DAY)).collect();
        times.sort_unstable();
        assert!(times.iter().all(|at| (0..DAY).contains(at)));
        let in_one_hour =
            |hour: i64| times.iter().filter(|at| **at / (3600 * 1000) == hour).count();
        assert!((0..24).all(|hour| (20..=70).contains(&in_one_hour(hour))), "{times:?}");
    }

    #[test]
    fn the_next_is_about_a_period_after_the_last() {
        for id in 1..=100 {
            let next = next_at(FabricId(id), Some(5 * DAY), 0, DAY);
            assert!((6 * DAY - DAY / 10..6 * DAY + DAY / 10).contains(&next));
        }
        assert_ne!(next_at(FabricId(1), Some(0), 0, DAY), next_at(FabricId(2), Some(0), 0, DAY));
    }
}
