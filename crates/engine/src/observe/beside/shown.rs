//! What is shown of what is beside fabrics' resources.

use std::collections::HashMap;

use hedgerow_drift::applier::in_one;
use hedgerow_model::{Appliers, Beside, BesideKind, FabricId};

use super::super::Observe;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::{ApplierLine, AppliersView};

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
}

impl Observe<'_> {
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

fn line(known: &Beside<Appliers>) -> Option<ApplierLine> {
    let standing = match known.said.found.as_slice() {
        [one] if known.said.more == 0 => Some(one.standing),
        _ => None,
    };
    let sentence = in_one(&known.said)?;
    Some(ApplierLine { standing, sentence, unknown_since: known.away_since })
}
