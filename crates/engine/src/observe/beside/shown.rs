//! What is shown of what is beside fabrics' resources.

use std::collections::HashMap;

use hedgerow_drift::agents;
use hedgerow_drift::applier::in_one;
use hedgerow_model::{Agent, Agents, Appliers, Beside, BesideKind, FabricId, Healed, Identity};

use super::super::Observe;
use crate::core::now;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::{
    ApplierLine, AppliersView, DriftQuery, Page, PageRequest, SwitchAgentView, SwitchesLine,
    SwitchesView, USUAL, UndoneView,
};

/// How many undone edits are shown with a resource.
const OF_ONE: i64 = 20;

impl Engine {
    /// Who brings a fabric's directory to its cluster, and how far they are.
    ///
    /// # Errors
    /// When there is no such fabric, or it lives in no cluster.
    pub async fn appliers(&self, fabric: &str) -> Result<AppliersView, EngineError> {
        let core = &self.core;
        let fabric = core.fabric_named(fabric).await?;
        let place = core.observe().place_of(&fabric).await?;
        let cluster = core.store.cluster(place.cluster).await?;
        let known = core.observe().known_appliers(fabric.id).await?;
        Ok(view(fabric.name, cluster.map(|it| it.name).unwrap_or_default(), known))
    }

    /// What the agents of a fabric's switches say that they applied.
    ///
    /// # Errors
    /// When there is no such fabric, or it lives in no cluster.
    pub async fn switches(&self, fabric: &str) -> Result<SwitchesView, EngineError> {
        let core = &self.core;
        let fabric = core.fabric_named(fabric).await?;
        let place = core.observe().place_of(&fabric).await?;
        let cluster = core.store.cluster(place.cluster).await?;
        let known = core.observe().known_agents(fabric.id).await?;
        Ok(switches(fabric.name, cluster.map(|it| it.name).unwrap_or_default(), known))
    }

    /// Edits in a fabric's cluster that an applier undid, the newest first.
    ///
    /// # Errors
    /// When there is no such fabric, it lives in no cluster, or the page cannot be read.
    pub async fn undone(
        &self,
        fabric: &str,
        query: &DriftQuery,
        ask: &PageRequest,
    ) -> Result<Page<UndoneView>, EngineError> {
        const LIST: &str = "undone";
        let core = &self.core;
        let (limit, before) = (ask.limit(USUAL)?, ask.after::<i64>(LIST)?);
        let (fabric, _, kind) = core.observe().listed(fabric, query).await?;
        let only = (kind.as_deref(), query.name.as_deref());
        let rows = core.store.healed(fabric.id, only, before, limit + 1).await?;
        let page = Page::cut(rows, limit, LIST, |(number, _): &(i64, Healed)| *number);
        Ok(page.map(|(_, healed)| undone_view(healed)))
    }
}

impl Observe<'_> {
    /// What is known of the agent of a switch.
    pub(crate) async fn agent_of(
        &self,
        fabric: FabricId,
        id: &Identity,
    ) -> Result<Option<SwitchAgentView>, EngineError> {
        if (id.group.as_str(), id.kind.as_str()) != SWITCH {
            return Ok(None);
        }
        let Some(known) = self.known_agents(fabric).await? else { return Ok(None) };
        let away = known.away_since;
        let agent =
            known.said.all.iter().find(|it| (&it.namespace, &it.name) == (&id.namespace, &id.name));
        Ok(agent.map(|agent| agent_view(agent, away, now())))
    }

    /// The switches of several fabrics, each in a line.
    pub(in super::super) async fn switch_lines(
        &self,
        fabrics: &[FabricId],
    ) -> Result<HashMap<FabricId, SwitchesLine>, EngineError> {
        let (known, at) = (self.store.beside::<Agents>(fabrics, BesideKind::Agents).await?, now());
        let line = |known: &Beside<Agents>| {
            let sentence = agents::in_one(&known.said, at)?;
            let (on, all) = agents::count(&known.said, at);
            Some(SwitchesLine { on, all, sentence, unknown_since: known.away_since })
        };
        Ok(known.into_iter().filter_map(|(fabric, it)| Some((fabric, line(&it)?))).collect())
    }

    /// The newest edits of a resource in the cluster that an applier undid.
    pub(crate) async fn undone_of(
        &self,
        fabric: FabricId,
        id: &Identity,
    ) -> Result<Vec<UndoneView>, EngineError> {
        let rows = self.store.healed_of(fabric, id, OF_ONE).await?;
        Ok(rows.into_iter().map(undone_view).collect())
    }

    /// The same of several fabrics, each in a line.
    pub(in super::super) async fn applier_lines(
        &self,
        fabrics: &[FabricId],
    ) -> Result<HashMap<FabricId, ApplierLine>, EngineError> {
        let known = self.store.beside::<Appliers>(fabrics, BesideKind::Appliers).await?;
        Ok(known.into_iter().filter_map(|(fabric, it)| Some((fabric, line(&it)?))).collect())
    }
}

fn view(fabric: String, cluster: String, known: Option<Beside<Appliers>>) -> AppliersView {
    let Some(Beside { said, seen_at, away_since, problem }) = known else {
        return AppliersView {
            fabric,
            cluster,
            sentence: None,
            appliers: Appliers::default(),
            seen_at: None,
            unknown_since: None,
            problem: Some("it was not looked at yet".to_owned()),
        };
    };
    AppliersView {
        fabric,
        cluster,
        sentence: in_one(&said),
        appliers: said,
        seen_at: Some(seen_at),
        unknown_since: away_since,
        problem,
    }
}

/// The kind that agents are of.
const SWITCH: (&str, &str) = ("wiring.githedgehog.com", "Switch");

fn agent_view(agent: &Agent, unknown_since: Option<i64>, at: i64) -> SwitchAgentView {
    SwitchAgentView {
        namespace: agent.namespace.clone(),
        name: agent.name.clone(),
        standing: agents::standing(agent, at),
        sentence: agents::told(agent, at),
        generation: agent.generation,
        applied: agent.applied,
        applied_at: agent.applied_at,
        heard_at: agent.heard_at,
        unknown_since,
    }
}

fn switches(fabric: String, cluster: String, known: Option<Beside<Agents>>) -> SwitchesView {
    let at = now();
    let (said, seen_at, unknown_since, problem) = match known {
        Some(Beside { said, seen_at, away_since, problem }) => {
            (said, Some(seen_at), away_since, problem)
        }
        None => (Agents::default(), None, None, Some("they were not looked at yet".to_owned())),
    };
    let (on, all) = agents::count(&said, at);
    SwitchesView {
        fabric,
        cluster,
        sentence: agents::in_one(&said, at),
        on,
        all,
        switches: said.all.iter().map(|agent| agent_view(agent, unknown_since, at)).collect(),
        missing: said.missing,
        seen_at,
        unknown_since,
        problem: problem.or(said.problem),
    }
}

fn undone_view(Healed { identity, undone, at }: Healed) -> UndoneView {
    let Identity { group, kind, namespace, name } = identity;
    let sentence = hedgerow_drift::told(&undone);
    UndoneView { group, kind, namespace, name, undone, sentence, at }
}

fn line(known: &Beside<Appliers>) -> Option<ApplierLine> {
    let standing = match known.said.found.as_slice() {
        [one] if known.said.more == 0 => Some(one.standing),
        _ => None,
    };
    let sentence = in_one(&known.said)?;
    Some(ApplierLine { standing, sentence, unknown_since: known.away_since })
}
