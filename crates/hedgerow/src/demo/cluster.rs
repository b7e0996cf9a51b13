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
use hedgerow_model::{AuditAction, GroupKind};
use hedgerow_schema::{Catalogue, Category, KindInfo};
use hedgerow_server::{TourDirection, TourEvidence};

use super::profiles;
use super::tour::Step;
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

/// Defines the kinds of a fabric, with the schemas that the program has built in, and puts in what a fabric brings.
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
    let name = format!("{}.{}", profiles::PLURAL, profiles::GROUP);
    let object = profiles::definition();
    let act = Act::Apply { object: &object, take_over: true };
    cluster.act((&crd, "", &name), &act, WRITE).await.map_err(refused)?;
    let mut groups: Vec<&str> = kinds.iter().map(|info| info.group_kind.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    // It takes a moment until what was defined is served.
    let profile = GroupKind::new(profiles::GROUP, profiles::KIND);
    let served = async {
        loop {
            let served = cluster.served(&groups).await.map_err(refused)?;
            let of = |kind: &GroupKind| served.iter().find(|it| it.kind == *kind);
            match of(&profile) {
                Some(profile) if kinds.iter().all(|info| of(&info.group_kind).is_some()) => {
                    return Ok::<ServedKind, Failure>(profile.clone());
                }
                _ => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    };
    let late = |_| Failure::refused("the demo's cluster does not serve its kinds".to_owned());
    let profile = tokio::time::timeout(PATIENCE, served).await.map_err(late)??;
    for object in profiles::all() {
        let name = object.pointer("/metadata/name").and_then(|it| it.as_str()).unwrap_or_default();
        let act = Act::Apply { object: &object, take_over: true };
        cluster.act((&profile, "default", name), &act, WRITE).await.map_err(refused)?;
    }
    Ok(())
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

/// How the cluster of a kubeconfig is asked, whole, as it is typed.
pub(crate) fn kubectl(kubectl: &str, kubeconfig: &Path) -> String {
    let kubeconfig = crate::output::quoted(&kubeconfig.display().to_string());
    format!("{} --kubeconfig {kubeconfig}", crate::output::quoted(kubectl))
}

/// Commands with what asks the cluster put in.
pub(super) fn commands(text: &str, kubectl: &str) -> String {
    text.replace("@kubectl", kubectl)
}

/// What to try with the cluster. Each works by itself, in any order and beside the others, in the clone. `@kubectl` stands
/// for what asks it.
pub(super) const STEPS: &[Step] = &[
    Step {
        direction: TourDirection::InCluster,
        title: "Edit by hand, and watch it as drift",
        text: "Keep the page open: within a second it shows which field differs, with both values, who changed it and when.",
        commands: r#"@kubectl patch vpc data --type merge -p '{"spec":{"subnets":{"replica":{"vlan":1030}}}}'"#,
        page: "/fabrics/fabric-a?tab=drift",
        page_title: "Watch the drift",
        evidence: TourEvidence::Drifted("fabric-a", "VPC", "data"),
    },
    Step {
        direction: TourDirection::InCluster,
        title: "Bring it back to what Git wants",
        text: "After the step before: select VPC data and choose Re-apply. The cluster is asked first, and only what differs is \
               written. These lines show what the cluster has.",
        commands: r#"@kubectl get vpc data -o jsonpath='{.spec.subnets.replica.vlan}{"\n"}'"#,
        page: "/fabrics/fabric-a?tab=drift",
        page_title: "Open the drift",
        evidence: TourEvidence::Audited(AuditAction::DriftReapply, "fabric-a", "VPC/data"),
    },
    Step {
        direction: TourDirection::InCluster,
        title: "Accept an edit into Git",
        text: "Select Server server-1, choose Accept into Git, save the draft in a change and publish it. In Git it is two \
               lines.",
        commands: "@kubectl label server server-1 --overwrite rack=r7",
        page: "/fabrics/fabric-a?tab=drift&q=name:server-1",
        page_title: "Open the drift",
        evidence: TourEvidence::InGit("fabric-a", "Server", "server-1", "rack: r7"),
    },
    Step {
        direction: TourDirection::InCluster,
        title: "Import what only the cluster has",
        text: "Select Server server-77, choose Import into Git and publish the change. What the API server adds to an object \
               does not reach Git.",
        commands: r"printf 'apiVersion: wiring.githedgehog.com/v1beta1\nkind: Server\nmetadata: {name: server-77}\nspec: {description: made by hand}\n' | @kubectl apply -f -",
        page: "/fabrics/fabric-a?tab=drift&q=name:server-77",
        page_title: "Open the drift",
        evidence: TourEvidence::InGit("fabric-a", "Server", "server-77", ""),
    },
    Step {
        direction: TourDirection::InCluster,
        title: "Have Git and the cluster change the same field, and decide",
        text: "Neither value is lost: a conflict names both and who wrote them, and nothing is applied or published over it. \
               Decide on the page; where Git takes the cluster's value, a change has it to publish.",
        commands: "@kubectl patch vpc storage --type merge -p '{\"spec\":{\"subnets\":{\"backup\":{\"vlan\":1240}}}}'\n\
                   git pull -q && sed -i 's|vlan: 1201|vlan: 1241|' fabric-a/managed/vpcs/storage.yaml\n\
                   git commit -qam 'Backup moves to VLAN 1241' && git push -q",
        page: "/conflicts?fabric=fabric-a",
        page_title: "Open the conflicts",
        evidence: TourEvidence::Audited(AuditAction::ConflictResolve, "fabric-a", "VPC/storage"),
    },
    Step {
        direction: TourDirection::InCluster,
        title: "See an edit that Argo CD undoes as what it is",
        text: "The second command does what Argo CD does when it heals: it writes Git's value under the field manager of Argo CD. \
               There is no drift left, and the edit does not reach Git; below the drift it is recorded who edited what, and \
               that Argo CD put it back.",
        commands: "@kubectl patch server server-2 --type merge -p '{\"spec\":{\"description\":\"edited by hand\"}}'\n\
                   printf 'apiVersion: wiring.githedgehog.com/v1beta1\\nkind: Server\\nmetadata: {name: server-2}\\nspec: {description: \"web, dual-homed\"}\\n' | @kubectl apply --server-side --force-conflicts --field-manager argocd-controller -f -",
        page: "/fabrics/fabric-a?tab=drift",
        page_title: "Watch the drift",
        evidence: TourEvidence::Undone("fabric-a", "Server", "server-2"),
    },
    Step {
        direction: TourDirection::InCluster,
        title: "Verify that Git, database and cluster agree",
        text: "Everything is read again without any cache, and compared row by row; the report says what was compared and what \
               differs.",
        commands: "@kubectl get servers -o name | wc -l",
        page: "/fabrics/fabric-a",
        page_title: "Verify fabric-a",
        evidence: TourEvidence::Verified("fabric-a"),
    },
];

/// What is typed beside a step in a terminal, where the page has a button for it.
const TYPED: &[&str] = &[
    "hedgerow drift fabric-a",
    "hedgerow reapply fabric-a VPC/data && hedgerow drift fabric-a",
    "hedgerow accept fabric-a Server/server-1 --change rack && hedgerow publish rack",
    "hedgerow import fabric-a Server/server-77 --change found && hedgerow publish found",
    "hedgerow sync fabric-a && until hedgerow conflicts fabric-a | grep VPC/storage; do sleep 1; done\n\
     hedgerow resolve --fabric fabric-a --resource VPC/storage --take cluster --into backup --yes && hedgerow publish backup",
    "hedgerow drift fabric-a --undone",
    "hedgerow verify fabric-a",
];

/// The guide to the same for a terminal where `hedgerow` is ready. `kubectl` is what asks the cluster.
pub(crate) fn steps(kubectl: &str) -> String {
    let mut text =
        "With the cluster (fabric-a lives in it; keep its page open, tab Drift):\n\n".to_owned();
    for (number, (step, typed)) in STEPS.iter().zip(TYPED).enumerate() {
        text.push_str(&format!("  k{}. {}.\n", number + 1, step.title));
        for line in commands(step.commands, kubectl).lines().chain(typed.lines()) {
            text.push_str(&format!("       {line}\n"));
        }
        text.push('\n');
    }
    text
}
