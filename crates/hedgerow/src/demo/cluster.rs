//! A demo with a cluster: the kinds are defined in it, fabric-a is applied and followed.

use std::path::Path;
use std::time::Duration;

use hedgerow_cluster::{
    Act, Chosen, Cluster, Programs, ServedKind, Write, read_with_files, to_kubeconfig,
};
use hedgerow_engine::Engine;
use hedgerow_engine::views::{
    ClusterAccess, ClusterPlace, DriftQuery, NewCluster, NewSecret, PageRequest, ReapplyOutcome,
    ReapplyRequest,
};
use hedgerow_model::GroupKind;
use hedgerow_schema::{Catalogue, Category, KindInfo};

use crate::exit::Failure;
use crate::offline::files;

/// What the demo calls it.
const NAME: &str = "demo";

/// The fabric that lives there.
const FABRIC: &str = "fabric-a";

/// How long the cluster may take for what it does in the background.
const PATIENCE: Duration = Duration::from_secs(60);

/// In whose name the demo defines kinds.
const WRITE: Write<'static> = Write { manager: "hedgerow-demo", dry_run: false };

/// Puts fabric-a into a cluster: defines its kinds there, applies it, and follows it.
///
/// # Errors
/// When the cluster is not reached or does not take what is applied.
pub(crate) async fn live_in(engine: &Engine, kubeconfig: &Path) -> Result<(), Failure> {
    let text = files::read(kubeconfig)?;
    let folder = kubeconfig.parent().unwrap_or(Path::new("."));
    let file = |path: &str| std::fs::read(folder.join(path)).map_err(|error| error.to_string());
    let chosen = read_with_files(&text, None, &file)
        .map_err(|error| Failure::usage(format!("{}: {error}", kubeconfig.display())))?;
    define(&chosen).await?;
    let refused = |error: hedgerow_engine::EngineError| Failure::refused(error.to_string());
    if engine.cluster(NAME).await.is_ok() {
        // The cluster of an earlier demo: it went with it.
        engine.set_fabric_place(FABRIC, None, None).await.map_err(refused)?;
        engine.remove_cluster(NAME, None).await.map_err(refused)?;
    }
    let access = ClusterAccess {
        kubeconfig: Some(NewSecret::new(to_kubeconfig(&chosen))),
        ..ClusterAccess::default()
    };
    engine.add_cluster(NewCluster { name: NAME.to_owned(), access }).await.map_err(refused)?;
    let place = ClusterPlace {
        cluster: NAME.to_owned(),
        namespaces: Vec::new(),
        ..ClusterPlace::default()
    };
    engine.set_fabric_place(FABRIC, Some(place), None).await.map_err(refused)?;
    apply(engine).await
}

/// Defines the kinds of a fabric, with the schemas that the program has built in.
async fn define(chosen: &Chosen) -> Result<(), Failure> {
    let refused = |error: hedgerow_cluster::ClusterError| {
        Failure::refused(format!("the demo's cluster: {error}"))
    };
    let cluster = Cluster::open(&chosen.connection, &Programs::default()).await.map_err(refused)?;
    let catalogue = Catalogue::builtin();
    let crd = ServedKind {
        kind: GroupKind::new("apiextensions.k8s.io", "CustomResourceDefinition"),
        version: "v1".to_owned(),
        versions: Vec::new(),
        plural: "customresourcedefinitions".to_owned(),
        namespaced: false,
        verbs: Vec::new(),
    };
    let kinds: Vec<&KindInfo> = catalogue
        .kinds()
        .filter(|info| info.category == Category::User && info.has_schema)
        .collect();
    for info in &kinds {
        let Some(object) = catalogue.definition(&info.group_kind) else { continue };
        let name = format!("{}.{}", info.plural, info.group_kind.group);
        let act = Act::Apply { object: &object, take_over: true };
        cluster.act((&crd, "", &name), &act, WRITE).await.map_err(refused)?;
    }
    let mut groups: Vec<&str> = kinds.iter().map(|info| info.group_kind.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    // It takes a moment until what was defined is served.
    let served = async {
        loop {
            let served = cluster.served(&groups).await.map_err(refused)?;
            let all = kinds.iter().all(|info| served.iter().any(|it| it.kind == info.group_kind));
            if all {
                return Ok::<(), Failure>(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let late = |_| Failure::refused("the demo's cluster does not serve its kinds".to_owned());
    tokio::time::timeout(PATIENCE, served).await.map_err(late)?
}

/// Applies what the fabric has in Git and the cluster has not.
async fn apply(engine: &Engine) -> Result<(), Failure> {
    let refused = |error: hedgerow_engine::EngineError| Failure::refused(error.to_string());
    let known = async {
        loop {
            let fabric = engine.fabric(FABRIC).await.map_err(refused)?;
            if fabric.cluster.is_some_and(|cluster| cluster.known) {
                return Ok::<(), Failure>(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let late = |_| Failure::refused("the demo's cluster is not known yet".to_owned());
    tokio::time::timeout(PATIENCE, known).await.map_err(late)??;
    let page = PageRequest::first(200);
    let missing = engine.drift(FABRIC, &DriftQuery::default(), &page).await.map_err(refused)?;
    let resources: Vec<String> = missing
        .items
        .iter()
        .map(|view| format!("{}/{}/{}", view.kind, view.namespace, view.name))
        .collect();
    if resources.is_empty() {
        return Ok(());
    }
    let request = ReapplyRequest { resources, ..ReapplyRequest::default() };
    let done = engine.reapply(FABRIC, request).await.map_err(refused)?;
    for one in done.results {
        if let ReapplyOutcome::Refused { why } = one.outcome {
            // The sample has a mistake on purpose; the cluster may refuse that, and the rest is there.
            crate::output::note(&format!("{} is not in the cluster: {why}", one.resource));
        }
    }
    Ok(())
}

/// What to try with the cluster, in a terminal where `hedgerow` is ready. Each works as it stands.
pub(crate) fn steps(kubeconfig: &Path, kubectl: &str) -> String {
    let kubeconfig = crate::output::quoted(&kubeconfig.display().to_string());
    let kubectl = crate::output::quoted(kubectl);
    format!(
        "With the cluster (fabric-a lives in it; keep its page open, tab Drift):\n\n  \
         export KUBECONFIG={kubeconfig}\n\n  \
         k1. Edit by hand, and see it as drift of one field, with who did it.\n       \
         {kubectl} patch vpc batch --type merge -p '{{\"spec\":{{\"subnets\":{{\"workers\":{{\"vlan\":1030}}}}}}}}'\n       \
         hedgerow drift fabric-a\n\n  \
         k2. Bring it back to what Git wants.\n       \
         hedgerow reapply fabric-a VPC/batch && hedgerow drift fabric-a\n\n  \
         k3. Or take it into Git: edited again, accepted, published.\n       \
         {kubectl} label server server-1 rack=r7\n       \
         hedgerow accept fabric-a Server/server-1 --change from-the-cluster && hedgerow publish from-the-cluster\n\n  \
         k4. Make something that only the cluster has, and import it.\n       \
         printf 'apiVersion: wiring.githedgehog.com/v1beta1\\nkind: Server\\nmetadata: {{name: server-77}}\\nspec: {{description: made by hand}}\\n' | {kubectl} create -f -\n       \
         hedgerow import fabric-a Server/server-77\n\n"
    )
}
