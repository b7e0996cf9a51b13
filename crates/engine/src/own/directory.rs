//! Arranging a directory: the three folders of a managed one, and lists that become documents.

use hedgerow_model::{Actor, RunKind, Source};
use hedgerow_plan::OwnCommit;

use super::Own;
use crate::core::MirrorFiles;
use crate::core::{Branch, blocking};
use crate::error::EngineError;
use crate::views::RepairView;

impl Own<'_> {
    /// What initialising or repairing the directory would do; or does, when `apply`.
    pub(crate) async fn repair(
        &self,
        source: &Source,
        apply: bool,
        expected: Option<&str>,
        actor: &Actor,
    ) -> Result<RepairView, EngineError> {
        let (plan, commit, head) = if apply {
            let done = self.system_commit(source, RunKind::Repair, expected, actor).await?;
            let head = self.branch(source.queue_id).await?.queue.head;
            (done.plan, done.commit, head)
        } else {
            let branch = self.branch(source.queue_id).await?;
            let plan = self.plan_repair(&branch, source).await?;
            (plan, None, branch.queue.head)
        };
        Ok(RepairView {
            head,
            actions: plan.actions,
            diff: plan.diff,
            commit: commit.map(|commit| commit.to_string()),
        })
    }

    /// The commit that initialises or repairs a directory, on the queue's head.
    pub(super) async fn plan_repair(
        &self,
        branch: &Branch,
        source: &Source,
    ) -> Result<OwnCommit, EngineError> {
        let fabric = self.fabric_name(source).await?;
        let files = MirrorFiles::new(branch.mirror.clone(), branch.head()?);
        let source = source.clone();
        Ok(blocking(move || hedgerow_plan::repair(&files, &source, &fabric)).await??)
    }
}
