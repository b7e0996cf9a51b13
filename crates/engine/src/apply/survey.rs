//! What is to be done in a fabric's cluster, from what is known of both sides.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use hedgerow_drift::{Next, next, to_apply};
use hedgerow_model::{
    Actual, Applied, ApplyAct, ApplyOutcome, Document, DriftStanding, Drifted, Fabric,
    FabricCluster, FieldPath, Identity, Millis, Standing, Value, Watched, thousands,
};
use hedgerow_plan::{digest, value_of};
use hedgerow_rules::{Act, Aside, Edit, Inventory, Object, Sequence, sequence, step_aside, waits};
use hedgerow_schema::Catalogue;
use serde_json::{Value as Json, json};

use super::Apply;
use crate::core::{blocking, now};
use crate::error::EngineError;
use crate::observe::{manager, object};

/// How many drifts are read at once.
const AT_ONCE: i64 = 1_000;

/// One act that is to be done.
#[derive(Clone)]
pub(super) struct Planned {
    pub(super) identity: Identity,
    pub(super) act: ApplyAct,
    /// What is sent; nothing of a deletion.
    pub(super) object: Option<Json>,
    /// What Git wants; nothing of a deletion.
    pub(super) desired: Option<Value>,
    /// The digest of the document's text.
    pub(super) digest: Option<String>,
    /// The fields in which the cluster follows.
    pub(super) fields: Vec<FieldPath>,
    /// The object as it was compared; nothing where there was none.
    pub(super) there: Option<There>,
    /// The acts that must be done before, by their places.
    pub(super) after: Vec<usize>,
    /// What was last done to it.
    pub(super) last: Option<Applied>,
}

/// An object of the cluster, as it was compared.
#[derive(Clone, Debug)]
pub(super) struct There {
    /// What tells it from another one of its name.
    pub(super) uid: String,
    /// The digest of what it said.
    pub(super) digest: String,
}

/// What is to be done in a fabric's cluster, and what is not.
#[derive(Default)]
pub(super) struct Survey {
    pub(super) acts: Vec<Planned>,
    /// The places of acts that have an order, in that order; and of those that wait for each other.
    pub(super) sequence: Sequence,
    /// How one of those that wait for each other steps aside.
    pub(super) aside: Option<Aside>,
    /// What is left to a person, or for later, with the reason.
    pub(super) left: Vec<(Identity, ApplyOutcome, String)>,
    /// When something that waits is due.
    pub(super) next_due: Option<Millis>,
}

impl Survey {
    /// All that it is about.
    pub(super) fn identities(&self) -> Vec<Identity> {
        let acts = self.acts.iter().map(|planned| &planned.identity);
        acts.chain(self.left.iter().map(|(id, ..)| id)).cloned().collect()
    }
}

/// What is asked of a survey.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scope<'a> {
    /// Only these resources; all of them where there are none.
    pub(super) only: &'a [Identity],
    /// Also what is to be tried again only later.
    pub(super) at_once: bool,
    /// Many deletions were confirmed.
    pub(super) confirmed: bool,
}

impl Apply<'_> {
    /// What is to be done now.
    pub(super) async fn survey(
        &self,
        fabric: &Fabric,
        place: &FabricCluster,
        scope: Scope<'_>,
    ) -> Result<Survey, EngineError> {
        let states = self.store.watched(fabric.id).await?;
        let drifts = self.drifts(fabric, scope).await?;
        let own = manager(&fabric.name);
        let mut survey = Survey::default();
        let mut due: Vec<(&Drifted, Next)> = Vec::new();
        for drift in &drifts {
            if !is_known(&states, &drift.identity) {
                let why = "what the cluster has of its kind is not known now".to_owned();
                survey.left.push((drift.identity.clone(), ApplyOutcome::Waits, why));
                continue;
            }
            match next(drift, &own, place.applying.prune) {
                Next::Not(why) => {
                    let why = why.sentence().to_owned();
                    survey.left.push((drift.identity.clone(), ApplyOutcome::Left, why));
                }
                act => due.push((drift, act)),
            }
        }
        self.hold_deletions(fabric, scope, &mut due, &mut survey).await?;
        let ids: Vec<Identity> = due.iter().map(|(drift, _)| drift.identity.clone()).collect();
        let mut documents: HashMap<Identity, Vec<Document>> = HashMap::new();
        for document in self.store.documents_of_all(fabric.id, &ids).await? {
            documents.entry(document.identity.clone()).or_default().push(document);
        }
        let drifted: Vec<Identity> = drifts.iter().map(|drift| drift.identity.clone()).collect();
        let actual: HashMap<Identity, Actual> = self
            .store
            .actual_of_all(fabric.id, &drifted)
            .await?
            .into_iter()
            .map(|it| (it.identity.clone(), it))
            .collect();
        let last: HashMap<Identity, Applied> = self
            .store
            .applied_of_all(fabric.id, &ids)
            .await?
            .into_iter()
            .map(|it| (it.identity.clone(), it))
            .collect();
        let at = now();
        for (drift, act) in due {
            let id = &drift.identity;
            let of_git = documents.remove(id).unwrap_or_default();
            let planned = match planned(drift, act, &of_git, actual.get(id), last.get(id).cloned())
            {
                Ok(planned) => planned,
                Err(why) => {
                    survey.left.push((id.clone(), ApplyOutcome::Waits, why));
                    continue;
                }
            };
            if let Some(last) = not_before(&planned, at).filter(|_| !scope.at_once) {
                let due = last.retry_at.unwrap_or(at);
                survey.next_due = Some(survey.next_due.map_or(due, |next| next.min(due)));
                let why = last.detail.clone().unwrap_or_else(|| "it was just applied".to_owned());
                survey.left.push((id.clone(), last.outcome, why));
                continue;
            }
            survey.acts.push(planned);
        }
        self.order(fabric, &mut survey, &drifts, &actual).await?;
        Ok(survey)
    }

    /// All that differs, or what of it is asked about.
    async fn drifts(&self, fabric: &Fabric, scope: Scope<'_>) -> Result<Vec<Drifted>, EngineError> {
        if !scope.only.is_empty() {
            let mut found = self.store.drifts_of_all(fabric.id, scope.only).await?;
            found.retain(|drift| drift.standing != DriftStanding::InSync);
            return Ok(found);
        }
        let mut all: Vec<Drifted> = Vec::new();
        loop {
            let after = all.last().map(|drift| drift.identity.clone());
            let some =
                self.store.drifts_after(fabric.id, None, None, after.as_ref(), AT_ONCE).await?;
            let is_last = i64::try_from(some.len()).is_ok_and(|len| len < AT_ONCE);
            all.extend(some);
            if is_last {
                return Ok(all);
            }
        }
    }

    /// Many deletions at once wait for a person: all of them.
    async fn hold_deletions(
        &self,
        fabric: &Fabric,
        scope: Scope<'_>,
        due: &mut Vec<(&Drifted, Next)>,
        survey: &mut Survey,
    ) -> Result<(), EngineError> {
        let deleted = due.iter().filter(|(_, act)| *act == Next::Delete).count();
        if deleted == 0 || scope.confirmed {
            return Ok(());
        }
        let in_git: i64 =
            self.store.kind_figures(fabric.id).await?.into_iter().map(|(_, of)| of.resources).sum();
        let resources = usize::try_from(in_git).unwrap_or(usize::MAX).saturating_add(deleted);
        if !self.outbound().large_deletion_bounds().is_large(deleted, resources) {
            return Ok(());
        }
        due.retain(|(drift, act)| {
            if *act != Next::Delete {
                return true;
            }
            let (deleted, of) = (thousands(deleted), thousands(resources));
            let why =
                format!("{deleted} of {of} resources would be deleted, which has to be confirmed");
            survey.left.push((drift.identity.clone(), ApplyOutcome::Unconfirmed, why));
            false
        });
        Ok(())
    }

    /// Finds what waits for what, by the rules between resources: each act is held against what the cluster has.
    async fn order(
        &self,
        fabric: &Fabric,
        survey: &mut Survey,
        drifts: &[Drifted],
        actual: &HashMap<Identity, Actual>,
    ) -> Result<(), EngineError> {
        if survey.acts.len() > 1 {
            let catalogue = self.catalogue(fabric.id).await?;
            // Git's resources, with what the cluster has otherwise.
            let as_there: Vec<(Identity, Option<Value>)> = drifts
                .iter()
                .map(|drift| {
                    let has = actual.get(&drift.identity);
                    (drift.identity.clone(), has.and_then(|has| object(&has.object)))
                })
                .collect();
            let acts: Vec<(Identity, Option<Value>)> = survey
                .acts
                .iter()
                .map(|planned| (planned.identity.clone(), planned.desired.clone()))
                .collect();
            let mut inventory = self.inventory(fabric.id).await?;
            let found = blocking(move || {
                let there = edits(&catalogue, &as_there).into_iter().map(|(_, edit)| edit);
                inventory.with(there.collect(), |inventory| in_order(inventory, &catalogue, &acts))
            })
            .await?;
            for (at, after) in found.after {
                if let Some(planned) = survey.acts.get_mut(at) {
                    planned.after = after;
                }
            }
            survey.aside = found.aside;
        }
        let acts: Vec<Act<'_>> = survey
            .acts
            .iter()
            .map(|planned| Act {
                identity: &planned.identity,
                removes: planned.act == ApplyAct::Delete,
                after: planned.after.clone(),
            })
            .collect();
        survey.sequence = sequence(&acts);
        Ok(())
    }
}

/// What of acts comes after what.
struct InOrder {
    /// For the acts that wait, what they wait for, by their places.
    after: BTreeMap<usize, Vec<usize>>,
    /// How one of those that wait for each other steps aside.
    aside: Option<Aside>,
}

/// What the rules say of the order of acts, held against what the inventory has.
fn in_order(
    inventory: &mut Inventory,
    catalogue: &Catalogue,
    acts: &[(Identity, Option<Value>)],
) -> InOrder {
    let placed = edits(catalogue, acts);
    let edits: Vec<Edit> = placed.iter().map(|(_, edit)| edit.clone()).collect();
    let waits = waits(inventory, &edits);
    let of = edits.iter().zip(&waits).map(|(edit, after)| Act {
        identity: edit.identity(),
        removes: matches!(edit, Edit::Remove(_)),
        after: after.clone(),
    });
    let stuck = sequence(&of.collect::<Vec<_>>()).stuck;
    // Back to places among all acts.
    let place = |at: usize| placed.get(at).map(|(place, _)| *place);
    let aside = if stuck.is_empty() {
        None
    } else {
        let wanted: Vec<(Edit, Option<&Value>)> = placed
            .iter()
            .map(|(at, edit)| (edit.clone(), acts.get(*at).and_then(|(_, value)| value.as_ref())))
            .collect();
        step_aside(inventory, catalogue, &wanted, &stuck)
            .and_then(|aside| Some(Aside { at: place(aside.at)?, ..aside }))
    };
    let after = waits
        .iter()
        .enumerate()
        .filter_map(|(at, after)| {
            Some((place(at)?, after.iter().filter_map(|it| place(*it)).collect()))
        })
        .collect();
    InOrder { after, aside }
}

/// The edits of resources, each with its place; what is not understood is left out, and waits for nothing.
fn edits(catalogue: &Catalogue, of: &[(Identity, Option<Value>)]) -> Vec<(usize, Edit)> {
    of.iter()
        .enumerate()
        .filter_map(|(at, (id, value))| match value {
            None => Some((at, Edit::Remove(id.clone()))),
            Some(value) => {
                let object = Object::new(catalogue, value)?;
                (object.identity() == id).then(|| (at, Edit::Set(Arc::new(object))))
            }
        })
        .collect()
}

/// Whether it is known now what the cluster has of a resource's kind.
fn is_known(states: &[Watched], id: &Identity) -> bool {
    let state = states.iter().find(|state| state.has(id));
    state.is_some_and(|state| state.away_since.is_none() && state.listed_at.is_some())
}

/// An act as it will be done; the error says why it is not yet.
fn planned(
    drift: &Drifted,
    act: Next,
    documents: &[Document],
    actual: Option<&Actual>,
    last: Option<Applied>,
) -> Result<Planned, String> {
    const MOVED: &str = "Git moved; it is compared again first";
    let identity = drift.identity.clone();
    let live: Vec<&Document> =
        documents.iter().filter(|it| it.standing == Standing::Live).collect();
    if act == Next::Delete {
        let is_unclear = documents.iter().any(|it| it.standing == Standing::Unreadable);
        // Of what the cluster does not have, nothing is deleted; nor what has another version there than was compared.
        let same = actual.map(|has| &has.resource_version) == drift.resource_version.as_ref();
        let Some(has) = actual.filter(|_| live.is_empty() && !is_unclear && same) else {
            return Err(MOVED.to_owned());
        };
        let there = Some(There { uid: has.uid.clone(), digest: has.digest.clone() });
        let (object, desired, digest) = (None, None, None);
        let (fields, after) = (Vec::new(), Vec::new());
        let act = ApplyAct::Delete;
        return Ok(Planned { identity, act, object, desired, digest, fields, there, after, last });
    }
    let [document] = live.as_slice() else { return Err(MOVED.to_owned()) };
    if Some(&document.blob) != drift.blob.as_ref() {
        return Err(MOVED.to_owned());
    }
    let not_understood = || "its text is not understood".to_owned();
    let mut desired = value_of(&document.text).ok_or_else(not_understood)?;
    let (act, without) = match act {
        Next::Update { without } => (ApplyAct::Update, without),
        _ => (ApplyAct::Create, Vec::new()),
    };
    desired = to_apply(&desired, &without)?;
    let left: HashSet<&FieldPath> = without.iter().collect();
    let fields = drift.fields.iter().map(|field| &field.path);
    let fields = fields.filter(|path| !left.contains(path)).cloned().collect();
    Ok(Planned {
        identity,
        act,
        object: Some(json!(desired)),
        desired: Some(desired),
        digest: Some(digest(&document.text)),
        fields,
        there: actual
            .filter(|_| act == ApplyAct::Update)
            .map(|has| There { uid: has.uid.clone(), digest: has.digest.clone() }),
        after: Vec::new(),
        last,
    })
}

/// What was last done, where the same is to be tried only later.
fn not_before(planned: &Planned, at: Millis) -> Option<&Applied> {
    let last = planned.last.as_ref()?;
    let same = last.act == planned.act && last.digest == planned.digest;
    let is_over = last.outcome == ApplyOutcome::Trying || last.retry_at.is_none_or(|due| due <= at);
    (same && !is_over).then_some(last)
}
