//! Policies settle what they are about: conflicts as they arise, and those that are open when a policy is written.
//! What decides is `hedgerow_plan`, and the same is asked where a policy is only tried.

use std::collections::{BTreeSet, HashMap};
use std::pin::Pin;

use hedgerow_model::{
    Actor, AuditAction, ChangeId, Conflict, ConflictId, ConflictState, ConflictsGone, Fabric,
    FabricId, Identity, Millis, Owner, Policy, RuleUsed, Value,
};
use hedgerow_plan::{Case, Policies, Verdict, value_of};
use hedgerow_schema::Catalogue;
use hedgerow_store::{Decided, NewAudit, StoredPolicy, Transaction};
use serde_json::json;

use super::policy_file::note_written;
use super::resolve::told;
use super::with_cluster::Chosen;
use super::{Conflicts, ResolveError};
use crate::core::{Note, blocking, now};
use crate::drafts::{DraftError, Wanted, person, pictures_in};
use crate::error::EngineError;
use crate::record::entry;
use crate::views::{
    Event, PolicyTry, PolicyUndone, PolicyView, SettledNow, TriedView, TryPolicy, UsedView, named,
};

/// How many conflicts are settled in one group of writes.
const AT_ONCE: i64 = 500;

/// On how many conflicts a policy is tried.
const TRIED: i64 = 1000;

/// How many decisions of a rule are taken back with one request.
const UNDONE: i64 = 200;

/// Decisions that are being carried out; gives how many were.
type Settling<'a> = Pin<Box<dyn Future<Output = usize> + Send + 'a>>;

/// How far back it is counted how often a rule decided.
const LATELY: Millis = 30 * 24 * 3600 * 1000;

/// Policies with their revisions: those that were looked at are those that decide.
struct InForce {
    policies: Policies,
    revisions: [i64; 2],
}

impl InForce {
    fn of([own, all]: [StoredPolicy; 2]) -> Self {
        let revisions = [own.revision, all.revision];
        Self { policies: Policies { own: own.policy, everywhere: all.policy }, revisions }
    }
}

impl Conflicts<'_> {
    async fn in_force(&self, fabric: FabricId) -> Result<InForce, EngineError> {
        Ok(InForce::of(self.store.policies(fabric).await?))
    }

    /// Settles what is new and what a policy is about. What goes wrong is made up for by a job.
    pub(crate) async fn settle_new(&self, fabric: FabricId) {
        if let Err(error) = self.settle_by_policy(fabric).await {
            tracing::warn!(%error, "the policy of a fabric could not look at its conflicts yet");
            self.is_due(fabric);
        }
    }

    /// As [`Self::settle_by_policy`], for every fabric: after a start, and after what went wrong.
    pub(crate) async fn settle_all(&self) -> Result<(), EngineError> {
        for fabric in self.store.fabrics_read().await? {
            self.settle_by_policy(fabric).await?;
        }
        Ok(())
    }

    /// Settles the open conflicts of a fabric at which its policy has not looked.
    pub(crate) async fn settle_by_policy(
        &self,
        fabric: FabricId,
    ) -> Result<SettledNow, EngineError> {
        let mut settled = SettledNow::default();
        loop {
            let in_force = self.in_force(fabric).await?;
            if in_force.policies.is_empty() {
                return Ok(settled);
            }
            let due = self.store.unconsidered(fabric, AT_ONCE).await?;
            if due.is_empty() {
                return Ok(settled);
            }
            let git_at = self.times(fabric, &in_force.policies, &due).await?;
            let edits = self.lock_fabric(fabric).await;
            let verdicts = self.verdicts(fabric, in_force.policies, due, git_at.clone()).await?;
            let Some(fabric) = self.store.fabric(fabric).await? else { return Ok(settled) };
            let mut tx = self.store.write().await?;
            if InForce::of(tx.policies(fabric.id).await?).revisions != in_force.revisions {
                // Another policy was written meanwhile: it looks at them.
                continue;
            }
            let now = self.write_verdicts(&mut tx, &fabric, &verdicts, &git_at).await?;
            tx.commit().await?;
            drop(edits);
            settled.decided += self.settle_with_cluster(verdicts).await;
            settled.decided += now.decided;
            settled.left += now.left;
            if now.decided > 0 {
                self.changes_moved(fabric.id);
            }
        }
    }

    async fn write_verdicts(
        &self,
        tx: &mut Transaction,
        fabric: &Fabric,
        verdicts: &[(Conflict, Verdict)],
        git_at: &HashMap<ConflictId, Millis>,
    ) -> Result<SettledNow, EngineError> {
        let mut settled = SettledNow::default();
        let (mut audit, mut changes, mut resources) = (Vec::new(), BTreeSet::new(), Vec::new());
        for (conflict, verdict) in verdicts {
            let Verdict::Decided(used, decision) = verdict else {
                settled.left += 1;
                continue;
            };
            if is_with_cluster_alone(conflict) {
                // What it takes is more than a line in a record.
                continue;
            }
            let by = used.to_string();
            let decided = Decided { decision, by: &by, why: None, rule: Some(used) };
            if !tx.decide_conflict(conflict.id, &decided, now()).await? {
                continue;
            }
            settled.decided += 1;
            audit.push(told(conflict, &decided, &fabric.name, &Actor::system()));
            changes.extend(conflict.what.change_id());
            resources.push(conflict.what.identity.to_string());
        }
        let looked: Vec<_> =
            verdicts.iter().map(|(one, _)| (one.id, git_at.get(&one.id).copied())).collect();
        tx.considered(&looked).await?;
        tx.audit(&audit).await?;
        let changes: Vec<ChangeId> = changes.into_iter().collect();
        for change in &changes {
            self.drafts().reopen(tx, *change, ConflictsGone::Decided).await?;
        }
        self.record().emit_changes(tx, &changes).await?;
        if !resources.is_empty() {
            let (resources, more) = named(resources);
            let fabric = fabric.name.clone();
            self.record().emit(tx, &Event::Conflicts { fabric, resources, more })?;
        }
        Ok(settled)
    }

    /// Settles what a policy decided of conflicts between Git and the cluster; gives how many. What cannot be done is left
    /// to a person.
    fn settle_with_cluster<'a>(&'a self, verdicts: Vec<(Conflict, Verdict)>) -> Settling<'a> {
        // In a box: what it saves and compares is looked at by the policy in turn.
        Box::pin(self.settle_each_with_cluster(verdicts))
    }

    async fn settle_each_with_cluster(&self, verdicts: Vec<(Conflict, Verdict)>) -> usize {
        let (mut settled, actor) = (0, Actor::system());
        let by = person(&actor);
        for (conflict, verdict) in verdicts {
            let Verdict::Decided(rule, decision) = verdict else { continue };
            if !is_with_cluster_alone(&conflict) {
                continue;
            }
            let id = conflict.id;
            let rule = Some(rule);
            let chosen = Chosen { decision, why: None, into: None, rule, preview: false };
            match self.resolve_with_cluster(conflict, chosen, (&by, &actor)).await {
                Ok(_) => settled += 1,
                Err(error) => {
                    tracing::info!(%id, %error, "a policy's decision is left to a person")
                }
            }
        }
        settled
    }

    /// What the policies say to conflicts, in their order.
    async fn verdicts(
        &self,
        fabric: FabricId,
        policies: Policies,
        conflicts: Vec<Conflict>,
        git_at: HashMap<ConflictId, Millis>,
    ) -> Result<Vec<(Conflict, Verdict)>, EngineError> {
        let open = conflicts.iter().filter(|one| one.state == ConflictState::Open);
        let ids: BTreeSet<Identity> = open.map(|one| one.what.identity.clone()).collect();
        let ids: Vec<Identity> = ids.into_iter().collect();
        let documents = self.store.documents_of_all(fabric, &ids).await?;
        let catalogue: Catalogue = self.catalogue(fabric).await?;
        let pictures = pictures_in(ids, documents);
        blocking(move || {
            let values: HashMap<Identity, Value> = pictures
                .into_iter()
                .filter_map(|(identity, stands)| {
                    let value = value_of(&stands.only()??.text)?;
                    Some((identity, value))
                })
                .collect();
            let verdict = |conflict: Conflict| {
                let verdict = policies.settle(Case {
                    conflict: &conflict,
                    git_at: git_at.get(&conflict.id).copied().or(conflict.life.git_at),
                    document: (conflict.state == ConflictState::Open)
                        .then(|| values.get(&conflict.what.identity))
                        .flatten(),
                    catalogue: &catalogue,
                });
                (conflict, verdict)
            };
            conflicts.into_iter().map(verdict).collect()
        })
        .await
    }

    /// The policy of a fabric, or the one for all.
    pub(crate) async fn policy(&self, fabric: Option<&str>) -> Result<PolicyView, EngineError> {
        let fabric = self.fabric_of(fabric).await?;
        let id = fabric.as_ref().map(|fabric| fabric.id);
        let (stored, everywhere) = match id {
            Some(id) => {
                let [own, all] = self.store.policies(id).await?;
                (own, Some(all.policy))
            }
            None => (self.store.policy(None).await?, None),
        };
        let file = match id {
            Some(id) => self.file_view(id, &stored.policy).await?,
            None => None,
        };
        let used = self.store.rules_used(id, now() - LATELY).await?;
        let used = used.into_iter().filter_map(|(rule, times)| {
            let rule: RuleUsed = serde_json::from_str(&rule).ok()?;
            Some(UsedView { rule, times })
        });
        let mut used: Vec<UsedView> = used.collect();
        used.retain(|one| id.is_some() || one.rule.everywhere);
        Ok(PolicyView {
            file,
            fabric: fabric.map(|fabric| fabric.name),
            revision: stored.revision,
            policy: stored.policy,
            everywhere: everywhere.filter(|policy| !policy.is_empty()),
            used,
            settled: None,
        })
    }

    async fn fabric_of(&self, name: Option<&str>) -> Result<Option<Fabric>, EngineError> {
        match name {
            Some(name) => Ok(Some(self.fabric_named(name).await?)),
            None => Ok(None),
        }
    }

    /// Writes the policy of a fabric, or the one for all, in the place of that before; it then settles what is open
    /// and what it is about.
    pub(crate) async fn set_policy(
        &self,
        fabric: Option<&str>,
        policy: Policy,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<PolicyView, EngineError> {
        let problems = policy.problems();
        if !problems.is_empty() {
            return Err(ResolveError::BadPolicy(problems).into());
        }
        let of = self.fabric_of(fabric).await?;
        let id = of.as_ref().map(|fabric| fabric.id);
        let mut tx = self.store.write().await?;
        let before = tx.policy(id).await?.policy;
        if before == policy && expected.is_none() {
            drop(tx);
            return self.policy(fabric).await;
        }
        if let Some(id) = id {
            note_written(&mut tx, id, &policy).await?;
        }
        let told = entry(actor, AuditAction::PolicyUpdate)
            .before(&json!({ "policy": before }))
            .after(&json!({ "policy": policy }));
        self.write_policy(tx, of.as_ref(), &policy, expected, told).await
    }

    /// Writes a policy with what else the group of writes holds; it then settles what is open and what it is about.
    pub(super) async fn write_policy(
        &self,
        mut tx: Transaction,
        of: Option<&Fabric>,
        policy: &Policy,
        expected: Option<i64>,
        mut told: NewAudit,
    ) -> Result<PolicyView, EngineError> {
        let id = of.map(|fabric| fabric.id);
        tx.set_policy(id, policy, expected).await?;
        tx.consider_again(id).await?;
        if let Some(fabric) = of {
            told = told.fabric(&fabric.name);
            self.record().emit(&mut tx, &Event::Fabric { fabric: fabric.name.clone() })?;
        }
        tx.audit(&[told]).await?;
        tx.commit().await?;
        let mut settled = SettledNow::default();
        let fabrics = match id {
            Some(id) => vec![id],
            None => self.store.fabrics_read().await?,
        };
        for fabric in fabrics {
            // Whose a field is decides whether it drifts.
            self.tell_follower_or_log(fabric, Note::Again).await;
            let now = self.settle_by_policy(fabric).await?;
            settled.decided += now.decided;
            settled.left += now.left;
        }
        let view = self.policy(of.map(|fabric| fabric.name.as_str())).await?;
        Ok(PolicyView { settled: Some(settled), ..view })
    }

    /// What policies would say to the conflicts that are on record, newest first: those that are given, in the place of
    /// those in force. Nothing is written.
    pub(crate) async fn try_policy(
        &self,
        fabric: &str,
        tried: TryPolicy,
    ) -> Result<PolicyTry, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let TryPolicy { policy, everywhere } = tried;
        for given in [&policy, &everywhere].into_iter().flatten() {
            let problems = given.problems();
            if !problems.is_empty() {
                return Err(ResolveError::BadPolicy(problems).into());
            }
        }
        let policies = self.in_force(fabric.id).await?.policies.with(policy, everywhere);
        let drift = self.observe().tried_severities(&fabric, &policies).await?;
        let mut conflicts = self.store.conflicts_to_try(Some(fabric.id), TRIED + 1).await?;
        let most = usize::try_from(TRIED).unwrap_or(usize::MAX);
        let more = conflicts.len() > most;
        conflicts.truncate(most);
        let git_at = self.times(fabric.id, &policies, &conflicts).await?;
        let verdicts = self.verdicts(fabric.id, policies, conflicts, git_at).await?;
        let (conflicts, verdicts): (Vec<_>, Vec<_>) = verdicts.into_iter().unzip();
        let agreements: Vec<Option<bool>> =
            conflicts.iter().zip(&verdicts).map(|(one, verdict)| agrees(one, verdict)).collect();
        let views = self.reads().conflict_views(conflicts).await?;
        let mut tried = PolicyTry {
            decided: 0,
            left: 0,
            agree: agreements.iter().filter(|agrees| **agrees == Some(true)).count(),
            differ: agreements.iter().filter(|agrees| **agrees == Some(false)).count(),
            more,
            conflicts: Vec::with_capacity(views.len()),
            drift,
        };
        for ((conflict, verdict), agrees) in views.into_iter().zip(verdicts).zip(agreements) {
            let (rule, decision, why) = match verdict {
                Verdict::Decided(rule, decision) => (Some(rule), Some(decision), None),
                Verdict::Left(rule, why) => (rule, None, Some(why.to_string())),
            };
            *(if decision.is_some() { &mut tried.decided } else { &mut tried.left }) += 1;
            tried.conflicts.push(TriedView { conflict, rule, decision, why, agrees });
        }
        Ok(tried)
    }

    /// Takes the decisions of a rule back, as long as nothing was published of them.
    pub(crate) async fn undo_policy(
        &self,
        fabric: &str,
        rule: &RuleUsed,
        actor: &Actor,
    ) -> Result<PolicyUndone, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let rule = serde_json::to_string(rule)
            .map_err(|error| EngineError::Internal(format!("a rule: {error}")))?;
        let mut due = self.store.decided_by_rule(fabric.id, &rule, UNDONE + 1).await?;
        let most = usize::try_from(UNDONE).unwrap_or(usize::MAX);
        let more = due.len() > most;
        due.truncate(most);
        let mut undone = PolicyUndone { reopened: Vec::new(), refused: Vec::new(), more };
        for id in due {
            match self.reopen(id, None, actor).await {
                Ok(_) => undone.reopened.push(id.0),
                Err(error) if error.is_of_one_conflict() => undone.refused.push(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        Ok(undone)
    }

    /// Refuses edits of what belongs to Git or to the cluster.
    pub(crate) async fn may_be_edited(
        &self,
        fabric: FabricId,
        catalogue: &Catalogue,
        wanted: &[Wanted],
    ) -> Result<(), EngineError> {
        let kept = self.kept_from_drafts(fabric, catalogue, wanted).await?;
        kept.into_iter().next().map_or(Ok(()), |kept| Err(kept.into()))
    }

    /// Those edits that change what belongs to Git or to the cluster: each as it is refused, with its resource.
    pub(crate) async fn kept_from_drafts(
        &self,
        fabric: FabricId,
        catalogue: &Catalogue,
        wanted: &[Wanted],
    ) -> Result<Vec<DraftError>, EngineError> {
        let policies = self.in_force(fabric).await?.policies;
        if !policies.has_owners() {
            return Ok(Vec::new());
        }
        let in_cluster = !self.store.clusters_of_fabrics(&[fabric]).await?.is_empty();
        let kept = |wanted: &Wanted| {
            let (before, after) = wanted.edit_of_live()?;
            let (before, after) = (value_of(before)?, value_of(after)?);
            let identity = wanted.identity().clone();
            let kind = identity.group_kind();
            let types = catalogue.list_types(&kind);
            let edit = (&before, &after);
            let (path, owned, owner) =
                policies.kept_from_drafts(&kind, edit, types.as_ref(), in_cluster)?;
            Some(match owner {
                Owner::Cluster => DraftError::BelongsToCluster { identity, path, owned },
                Owner::Git | Owner::Page => DraftError::BelongsToGit { identity, path, owned },
            })
        };
        Ok(wanted.iter().filter_map(kept).collect())
    }
}

/// Whether a conflict is between Git and the cluster, without a draft.
fn is_with_cluster_alone(conflict: &Conflict) -> bool {
    conflict.what.is_with_cluster() && conflict.what.change_id().is_none()
}

/// Whether a policy gives a field the value that a person gave it; `None` where one of the two did not decide.
fn agrees(conflict: &Conflict, verdict: &Verdict) -> Option<bool> {
    let Verdict::Decided(_, now) = verdict else { return None };
    let then = conflict.decision.as_ref().filter(|_| conflict.life.rule_used.is_none())?;
    Some(conflict.value_decided(now) == conflict.value_decided(then))
}
