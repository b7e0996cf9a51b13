//! Drift that nobody wants to hear of, for a while or until it is taken back.

use hedgerow_model::{Actor, AuditAction, FieldPath, Identity, IgnoredDrift, KindName};
use serde_json::json;

use super::{ClusterTrouble, Observe};
use crate::core::now;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::record::entry;
use crate::views::{IgnoreRequest, IgnoredView};

impl Engine {
    /// Has drift of a resource ignored; what was said of the same field before is replaced.
    ///
    /// # Errors
    /// When there is no such resource, the fabric lives in no cluster, or the time is over.
    pub async fn ignore_drift(
        &self,
        fabric: &str,
        request: IgnoreRequest,
    ) -> Result<IgnoredView, EngineError> {
        self.core.observe().ignore(fabric, request, &self.actor).await
    }

    /// Ignores drift of a resource no longer.
    ///
    /// # Errors
    /// When it was not ignored.
    pub async fn heed_drift(
        &self,
        fabric: &str,
        resource: &str,
        path: Option<FieldPath>,
    ) -> Result<(), EngineError> {
        self.core.observe().heed(fabric, resource, path, &self.actor).await
    }
}

impl Observe<'_> {
    /// The resources that somebody named, each once.
    pub(crate) async fn all_named(
        &self,
        fabric: &hedgerow_model::Fabric,
        typed: &[String],
    ) -> Result<Vec<Identity>, EngineError> {
        let mut ids = Vec::new();
        for typed in typed {
            let id = self.named(fabric, typed).await?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    /// The resource that somebody named, of those that Git or the cluster has.
    pub(crate) async fn named(
        &self,
        fabric: &hedgerow_model::Fabric,
        typed: &str,
    ) -> Result<Identity, EngineError> {
        let name: KindName = typed.parse().map_err(EngineError::Invalid)?;
        let namespace = name.namespace.as_deref().unwrap_or(Identity::DEFAULT_NAMESPACE);
        let in_git = self.reads().identity_named(fabric, &name.kind, namespace, &name.name).await;
        if let Ok(found) = in_git {
            return Ok(found);
        }
        let kind = self.kind_typed(fabric.id, &name.kind).await?;
        let rows =
            self.store.actual_after(fabric.id, Some(&kind), Some(&name.name), None, 100).await?;
        rows.into_iter()
            .map(|actual| actual.identity)
            .find(|id| id.namespace == namespace)
            .ok_or_else(|| {
                EngineError::not_found_in(crate::error::Thing::Resource, typed, &fabric.name)
            })
    }

    async fn ignore(
        &self,
        fabric: &str,
        request: IgnoreRequest,
        actor: &Actor,
    ) -> Result<IgnoredView, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        self.followed(&fabric).await?;
        let at = now();
        if request.until.is_some_and(|until| until <= at) {
            return Err(ClusterTrouble::Over.into());
        }
        let identity = self.named(&fabric, &request.resource).await?;
        let ignored = IgnoredDrift {
            identity: identity.clone(),
            path: request.path.unwrap_or_else(FieldPath::root),
            until: request.until,
            reason: request.reason.filter(|reason| !reason.trim().is_empty()),
            created_at: at,
            created_by: actor.login.clone(),
        };
        let mut tx = self.store.write().await?;
        tx.ignore_drift(fabric.id, &ignored).await?;
        let entry = entry(actor, AuditAction::DriftIgnore)
            .fabric(fabric.name.clone())
            .subject(identity.to_string())
            .after(&json!({
                "path": ignored.path, "until": ignored.until, "reason": ignored.reason,
            }));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.compare_again(&fabric, &[identity]).await?;
        Ok(super::shown::ignored_view(&ignored))
    }

    async fn heed(
        &self,
        fabric: &str,
        resource: &str,
        path: Option<FieldPath>,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let identity = self.named(&fabric, resource).await?;
        let path = path.map(|path| path.to_string()).filter(|path| !path.is_empty());
        let mut tx = self.store.write().await?;
        if !tx.heed_drift(fabric.id, &identity, path.as_deref()).await? {
            let why = match &path {
                None => "nothing of its drift is ignored".to_owned(),
                Some(path) => format!("drift of `{path}` is not ignored"),
            };
            return Err(ClusterTrouble::NotSo { resource: identity, why }.into());
        }
        let entry = entry(actor, AuditAction::DriftIgnore)
            .fabric(fabric.name.clone())
            .subject(identity.to_string())
            .before(&json!({ "path": path }));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.compare_again(&fabric, &[identity]).await
    }

    /// Compares resources again after something was said about them.
    pub(crate) async fn compare_again(
        &self,
        fabric: &hedgerow_model::Fabric,
        ids: &[Identity],
    ) -> Result<(), EngineError> {
        let catalogue = self.catalogue(fabric.id).await?;
        let states = self.store.watched(fabric.id).await?;
        self.judge_these(fabric, &catalogue, &states, ids).await
    }

    /// Takes up again what was ignored until a time that is over.
    pub(crate) async fn end_ignored(&self) -> Result<(), EngineError> {
        for (id, identity) in self.store.ended_ignores(now()).await? {
            let Some(fabric) = self.store.fabric(id).await? else { continue };
            let rules = self.store.ignored_drift(id).await?;
            let at = now();
            let mut tx = self.store.write().await?;
            for rule in rules.iter().filter(|rule| rule.identity == identity && !rule.holds(at)) {
                let path = rule.path.to_string();
                tx.heed_drift(id, &rule.identity, Some(&path)).await?;
            }
            tx.commit().await?;
            self.compare_again(&fabric, &[identity]).await?;
        }
        Ok(())
    }
}
