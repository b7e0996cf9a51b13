//! What the rules between resources say of a fabric, judged anew from its documents and held against what is written.

use std::collections::HashSet;

use hedgerow_model::{Fabric, Finding, VerifyDifference, VerifyReport, rule};
use hedgerow_plan::{FileRows, differing_rows};

use super::Judging;
use super::git::{MOST, Said, said};
use crate::error::EngineError;

impl Judging<'_> {
    /// Compares what is written with what is judged now. Nothing of it is known before: the inventory is built anew.
    pub(crate) async fn compare(
        &self,
        fabric: &Fabric,
        report: &mut VerifyReport,
    ) -> Result<Vec<VerifyDifference>, EngineError> {
        // No ingest moves the documents meanwhile.
        let _edits = self.lock_fabric(fabric.id).await;
        let (mark, ruling) = self.mark(fabric.id).await?;
        if ruling.judged.as_deref() != Some(mark.to_string().as_str()) {
            report.is_late("the rules between resources are being judged".to_owned());
            return Ok(Vec::new());
        }
        let source = self.source_of(fabric).await?;
        self.forget_inventory(fabric.id);
        let inventory = self.inventory(fabric.id).await?;
        if inventory.count_violations() > MOST {
            let why = "the rules between resources find more than is listed";
            report.database.lacks(why.to_owned());
            return Ok(Vec::new());
        }
        let now = {
            let mut inventory = inventory;
            inventory.is_unsaid();
            self.say(fabric.id, &source, inventory).await?.0
        };
        let held: Vec<Finding> = self
            .store
            .judged_findings(fabric.id, None)
            .await?
            .into_iter()
            .map(|(_, finding)| finding)
            .collect();
        report.database.read += u64::try_from(held.len()).unwrap_or_default();
        let is_listed = |all: &[Finding]| all.iter().all(|it| it.rule != rule::TOO_MANY);
        if !is_listed(&held) || !is_listed(&now) {
            return Ok(Vec::new());
        }
        let wanted: HashSet<Said> = now.iter().map(said).collect();
        let there: HashSet<Said> = held.iter().map(said).collect();
        // What both have is left out, wherever it stands; a row that is there twice is not.
        let mut seen: HashSet<Said> = HashSet::new();
        let held = held
            .into_iter()
            .filter(|it| !wanted.contains(&said(it)) || !seen.insert(said(it)))
            .collect();
        let now = now.into_iter().filter(|it| !there.contains(&said(it))).collect();
        let rows = |findings| FileRows { findings, ..FileRows::default() };
        let differ = differing_rows(&rows(held), &rows(now));
        let from = "the documents, as the database has them";
        Ok(differ.into_iter().map(|it| it.told(from)).collect())
    }

    /// Has a fabric judged again, whatever is written of it.
    pub(crate) async fn judge_anew(&self, fabric: &Fabric) -> Result<(), EngineError> {
        let mut tx = self.store.write().await?;
        tx.set_judged(fabric.id, "").await?;
        tx.commit().await?;
        self.forget_inventory(fabric.id);
        self.judge_now(fabric).await
    }
}
