//! What is known of the kinds of each fabric: what is built in, what it was given, and what its cluster defines.

use std::collections::HashMap;
use std::sync::Mutex;

use hedgerow_model::{ClusterKind, CrdFile, FabricId};
use hedgerow_plan::digest;
use hedgerow_schema::Catalogue;
use tokio::sync::Notify;

use super::{Core, blocking, lock};
use crate::error::EngineError;

/// Catalogues that were read from a fabric's definitions. What a fabric is given stays for as long as it is there; what
/// its cluster defines becomes another, which is told by [`Self::forget`]. A second implementation, for several servers,
/// has to hear of what another one removed or was told.
pub(crate) trait Catalogues: Send + Sync {
    /// That of a fabric, where it was kept; and how often it was forgotten.
    fn known(&self, id: FabricId) -> (Option<Catalogue>, u64);

    /// One that was read from the same definitions, for whatever fabric.
    fn alike(&self, digest: &str) -> Option<Catalogue>;

    /// Keeps it, unless it was forgotten since then.
    fn keep(&self, id: FabricId, digest: &str, catalogue: Catalogue, forgotten: u64);

    /// The fabric is gone, or something else is known of its kinds.
    fn forget(&self, id: FabricId);
}

/// Within this process.
#[derive(Default)]
pub(crate) struct CataloguesInMemory(Mutex<InMemory>);

#[derive(Default)]
struct InMemory {
    kept: HashMap<FabricId, (String, Catalogue)>,
    forgotten: HashMap<FabricId, u64>,
}

impl Catalogues for CataloguesInMemory {
    fn known(&self, id: FabricId) -> (Option<Catalogue>, u64) {
        let all = lock(&self.0);
        let kept = all.kept.get(&id).map(|(_, catalogue)| catalogue.clone());
        (kept, all.forgotten.get(&id).copied().unwrap_or_default())
    }

    fn alike(&self, digest: &str) -> Option<Catalogue> {
        let all = lock(&self.0);
        let mut kept = all.kept.values();
        kept.find(|(of, _)| of == digest).map(|(_, catalogue)| catalogue.clone())
    }

    fn keep(&self, id: FabricId, digest: &str, catalogue: Catalogue, forgotten: u64) {
        let mut all = lock(&self.0);
        if all.forgotten.get(&id).copied().unwrap_or_default() == forgotten {
            all.kept.insert(id, (digest.to_owned(), catalogue));
        }
    }

    fn forget(&self, id: FabricId) {
        let mut all = lock(&self.0);
        all.kept.remove(&id);
        *all.forgotten.entry(id).or_default() += 1;
    }
}

/// Fabrics whose documents and drafts are to be held against other definitions.
#[derive(Debug, Default)]
pub(crate) struct Redefined {
    fabrics: Mutex<Vec<FabricId>>,
    wake: Notify,
}

impl Redefined {
    /// Those that became so since the last time; waits for one.
    pub(crate) async fn take(&self) -> Vec<FabricId> {
        loop {
            let some = std::mem::take(&mut *lock(&self.fabrics));
            if !some.is_empty() {
                return some;
            }
            self.wake.notified().await;
        }
    }

    /// Has these fabrics among them.
    pub(crate) fn add_all(&self, ids: impl IntoIterator<Item = FabricId>) {
        ids.into_iter().for_each(|id| self.add(id));
    }

    /// Has a fabric among them.
    pub(crate) fn add(&self, id: FabricId) {
        let mut fabrics = lock(&self.fabrics);
        if !fabrics.contains(&id) {
            fabrics.push(id);
        }
        drop(fabrics);
        self.wake.notify_one();
    }
}

impl Core {
    /// What is known of the kinds of a fabric. Where it lives in a cluster that told of them, the cluster's definitions
    /// count before those that it was given, and these before what is built in.
    pub(crate) async fn catalogue(&self, id: FabricId) -> Result<Catalogue, EngineError> {
        let (known, forgotten) = self.catalogues.known(id);
        if let Some(known) = known {
            return Ok(known);
        }
        let crds = self.store.crds(id).await?;
        let told = self.store.cluster_kinds(id).await?;
        let cluster = self.name_of_cluster(id).await?;
        // The cluster's name is in what is said of objects.
        let digest = format!("{} {cluster}", digest_of(&crds, &told));
        let catalogue = match self.catalogues.alike(&digest) {
            Some(alike) => alike,
            None if crds.is_empty() && told.is_empty() => self.builtin.clone(),
            None => blocking(move || read(crds, &cluster, &told)).await?,
        };
        self.catalogues.keep(id, &digest, catalogue.clone(), forgotten);
        Ok(catalogue)
    }

    /// Whether a catalogue is the one by which the fabric's documents are to be read.
    pub(crate) fn is_its_catalogue(&self, id: FabricId, catalogue: &Catalogue) -> bool {
        self.catalogues.known(id).0.is_some_and(|known| known.is(catalogue))
    }

    /// Something else is known of a fabric's kinds: what was read by them is read again. To be called under the
    /// fabric's lock, once it is written.
    pub(crate) fn redefined(&self, id: FabricId) {
        self.catalogues.forget(id);
        self.parsed.clear();
        self.redefined.add(id);
    }

    /// What people call the cluster in which a fabric lives; empty where it lives in none.
    async fn name_of_cluster(&self, id: FabricId) -> Result<String, EngineError> {
        let Some(place) = self.store.clusters_of_fabrics(&[id]).await?.pop() else {
            return Ok(String::new());
        };
        let cluster = self.store.cluster(place.cluster).await?;
        Ok(cluster.map(|cluster| cluster.name).unwrap_or_default())
    }
}

fn read(crds: Vec<CrdFile>, cluster: &str, told: &[ClusterKind]) -> Catalogue {
    let files: Vec<(String, String)> = crds.into_iter().map(|crd| (crd.name, crd.text)).collect();
    match told.is_empty() {
        true => Catalogue::with_crds(&files).0,
        false => Catalogue::in_cluster_of(&files, cluster, told),
    }
}

/// What a catalogue is read from, as one word.
fn digest_of(crds: &[CrdFile], told: &[ClusterKind]) -> String {
    let mut all = String::new();
    for CrdFile { name, text } in crds {
        all.push_str(&format!("{name:?} {} {text}\n", text.len()));
    }
    format!("{} {}", digest(&all), digest_of_told(told))
}

/// What a cluster told of its kinds, as one word: whenever it did.
pub(crate) fn digest_of_told(told: &[ClusterKind]) -> String {
    let mut all = String::new();
    for it in told {
        let of =
            (&it.kind.kind, &it.kind.group, &it.plural, &it.versions, &it.definition, &it.problem);
        all.push_str(&format!("{of:?}\n"));
    }
    digest(&all)
}

#[cfg(test)]
mod tests {
    use hedgerow_model::GroupKind;

    use super::*;

    #[test]
    fn a_catalogue_that_was_forgotten_while_it_was_read_is_not_kept() {
        let all = CataloguesInMemory::default();
        let (fabric, other) = (FabricId(1), FabricId(2));
        let (known, forgotten) = all.known(fabric);
        assert!(known.is_none());
        all.forget(fabric);
        all.keep(fabric, "d", Catalogue::builtin(), forgotten);
        assert!(all.known(fabric).0.is_none(), "it may be of older definitions");
        let (_, forgotten) = all.known(fabric);
        all.keep(fabric, "d", Catalogue::builtin(), forgotten);
        assert!(all.known(fabric).0.is_some() && all.known(other).0.is_none());
        assert!(all.alike("d").is_some_and(|alike| alike.is(&Catalogue::builtin())));
        assert!(all.alike("e").is_none());
    }

    #[test]
    fn what_was_told_is_known_by_what_it_says_and_not_by_when() {
        let told = ClusterKind {
            kind: GroupKind::new("g", "K"),
            plural: "ks".into(),
            versions: vec!["v1".into()],
            definition: None,
            problem: None,
            since: 1,
            told_at: 1,
        };
        let later = ClusterKind { since: 5, told_at: 6, ..told.clone() };
        let other = ClusterKind { problem: Some("x".into()), ..told.clone() };
        let of = |it: &ClusterKind| digest_of_told(std::slice::from_ref(it));
        assert_eq!(of(&told), of(&later));
        assert_ne!(of(&told), of(&other));
    }

    #[tokio::test]
    async fn a_fabric_is_redefined_once_until_it_is_taken() {
        let all = Redefined::default();
        for id in [1, 2, 1] {
            all.add(FabricId(id));
        }
        assert_eq!(all.take().await, [FabricId(1), FabricId(2)]);
        all.add(FabricId(1));
        assert_eq!(all.take().await, [FabricId(1)]);
    }
}
