//! What is written down of each act: before it is begun, and when it ended.

use hedgerow_model::{Actor, Applied, ApplyOutcome, AuditAction, Fabric, Millis};
use serde_json::json;

use super::Apply;
use super::attempt::pause;
use super::survey::Planned;
use crate::core::now;
use crate::error::EngineError;
use crate::record::entry;
use crate::views::Event;

/// How an act ended.
pub(super) struct Ended {
    pub(super) outcome: ApplyOutcome,
    pub(super) why: Option<String>,
    /// When it is due again, where that is known.
    pub(super) due: Option<Millis>,
    /// It was refused for what the object says.
    pub(super) judged: bool,
}

impl Ended {
    /// This, for that reason.
    pub(super) fn with(outcome: ApplyOutcome, why: impl Into<String>) -> Self {
        Self { outcome, why: Some(why.into()), due: None, judged: false }
    }

    /// It is to be tried again only from this time on.
    pub(super) fn not_before(self, due: Millis) -> Self {
        Self { due: Some(due), ..self }
    }
}

impl Apply<'_> {
    /// Notes that an act is begun; an error where another server took over since.
    pub(super) async fn begin(
        &self,
        fabric: &Fabric,
        planned: &Planned,
    ) -> Result<(), EngineError> {
        let mut tx = self.write_applying(fabric.id).await?;
        let begun = row(planned, &Ended { why: None, ..Ended::with(ApplyOutcome::Trying, "") });
        tx.set_applied(fabric.id, &begun).await?;
        tx.commit().await?;
        self.steps.reached("apply.intent-written");
        self.sure_to_apply(fabric.id).await
    }

    /// Notes how an act ended, with its audit entry where something was done.
    pub(super) async fn end(
        &self,
        fabric: &Fabric,
        cluster: &str,
        planned: &Planned,
        ended: &Ended,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let applied = row(planned, ended);
        let is_news = planned
            .last
            .as_ref()
            .is_none_or(|last| (last.outcome, &last.detail) != (applied.outcome, &applied.detail));
        let mut tx = self.write_applying(fabric.id).await?;
        tx.set_applied(fabric.id, &applied).await?;
        if ended.outcome == ApplyOutcome::Done {
            let entry = entry(actor, AuditAction::ClusterApply)
                .fabric(fabric.name.clone())
                .subject(planned.identity.to_string())
                .after(
                    &json!({ "cluster": cluster, "act": planned.act, "fields": planned.fields }),
                );
            tx.audit(&[entry]).await?;
        }
        if is_news {
            let resources = vec![planned.identity.to_string()];
            let event = Event::Cluster { fabric: fabric.name.clone(), resources, more: false };
            self.record().emit(&mut tx, &event)?;
        }
        tx.commit().await?;
        let of = [("act", planned.act.as_str()), ("outcome", ended.outcome.as_str())];
        metrics::counter!("hedgerow_cluster_acts_total", &of).increment(1);
        self.steps.reached("apply.outcome-written");
        Ok(())
    }
}

fn row(planned: &Planned, ended: &Ended) -> Applied {
    let at = now();
    let last = planned.last.as_ref();
    let same = last.filter(|last| last.act == planned.act && last.digest == planned.digest);
    let tries = same.map_or(1, |last| last.tries.saturating_add(1));
    Applied {
        identity: planned.identity.clone(),
        act: planned.act,
        outcome: ended.outcome,
        detail: ended.why.clone(),
        digest: planned.digest.clone(),
        at,
        tries,
        retry_at: ended.due.or(Some(at + pause(tries))),
        judged: ended.judged,
        answer: None,
    }
}
