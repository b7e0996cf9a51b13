//! What follows from what appliers say, and from where their commits are in the fabric's branch.

use std::collections::HashMap;

use hedgerow_drift::applier::{self, Reference, Relation, Says, conclude, joined, points_at};
use hedgerow_git::{Mirror, Oid};
use hedgerow_model::{
    Applier, Appliers, ClusterId, Fabric, FabricId, Layout, NotRead, NotTheOne, Source,
};

use super::super::Observe;
use super::Known;
use super::part::{Kept, Part, What};
use crate::core::blocking;
use crate::error::EngineError;

/// The most objects that are named.
const NAMED: usize = 10;

/// The most commits of which it is remembered where they are.
const REMEMBERED: usize = 100;

/// Where a fabric's resources are in Git, and the cluster that they are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    url: String,
    branch: String,
    folder: String,
    server: String,
}

impl Origin {
    pub(super) fn as_drift(&self) -> applier::Origin<'_> {
        applier::Origin {
            url: &self.url,
            branch: &self.branch,
            folder: &self.folder,
            server: &self.server,
        }
    }
}

/// Where commits are, seen from the head that Git had then.
#[derive(Debug, Default)]
pub(super) struct KnownCommits(HashMap<(String, String), Relation>);

impl Observe<'_> {
    /// Where a fabric's resources are; nothing where it is nowhere any more.
    pub(super) async fn origin(
        &self,
        fabric: &Fabric,
        cluster: ClusterId,
    ) -> Result<Option<Origin>, EngineError> {
        let Some(source) = self.store.sources_of_fabric(fabric.id).await?.pop() else {
            return Ok(None);
        };
        let (queue, repository) = self.store.queue_with_repository(source.queue_id).await?;
        let Some(cluster) = self.store.cluster(cluster).await? else { return Ok(None) };
        Ok(Some(Origin {
            url: repository.url,
            branch: queue.branch,
            folder: folder_of(&source),
            server: cluster.server,
        }))
    }

    /// Who applies a fabric, by what is known now.
    pub(super) async fn appliers_of(
        &self,
        fabric: FabricId,
        known: &mut Known,
    ) -> Result<Appliers, EngineError> {
        let mut appliers = Appliers { not_read: not_read(known), ..Appliers::default() };
        for what in &known.served {
            let Some(applier) = what.applier() else { continue };
            if *what != What::Repositories && !appliers.served.contains(&applier) {
                appliers.served.push(applier);
            }
        }
        let unread: Vec<Applier> = appliers.not_read.iter().map(|it| it.applier).collect();
        let source = self.store.sources_of_fabric(fabric).await?.pop();
        let Some(source) = source else { return Ok(appliers) };
        appliers.head = source.ingested_commit.clone();
        let origin = known.origin.as_drift();
        for says in said(&known.parts) {
            // What it said before it could no longer be read is not what it says now.
            if unread.contains(&says.applier) {
                continue;
            }
            let other_address = match points_at(&says, &origin) {
                Ok(other_address) => other_address,
                Err(not) => {
                    appliers.others.extend(not);
                    continue;
                }
            };
            let relation = self.relation(&source, &says, &mut known.commits).await?;
            match conclude(&says, other_address, relation, appliers.head.as_deref()) {
                Ok(by) => appliers.found.push(by),
                Err(not) => appliers.others.push(not),
            }
        }
        appliers.found.sort_by(|a, b| {
            (a.applier, &a.namespace, &a.name).cmp(&(b.applier, &b.namespace, &b.name))
        });
        let key = |it: &NotTheOne| (it.applier, it.namespace.clone(), it.name.clone());
        appliers.others.sort_by_key(key);
        appliers.more = appliers.found.len().saturating_sub(NAMED);
        appliers.found.truncate(NAMED);
        appliers.others.truncate(NAMED);
        Ok(appliers)
    }

    /// Where the commit that an applier applied is, seen from what Git has now.
    async fn relation(
        &self,
        source: &Source,
        says: &Says,
        known: &mut KnownCommits,
    ) -> Result<Option<Relation>, EngineError> {
        let Some(applied) = says.applied.clone() else { return Ok(None) };
        let Some(head) = source.ingested_commit.clone() else {
            return Ok(Some(Relation::NotRead));
        };
        if applied == head {
            return Ok(Some(Relation::Head));
        }
        let key = (applied.clone(), head.clone());
        if let Some(relation) = known.0.get(&key) {
            return Ok(Some(*relation));
        }
        let (Ok(applied), Ok(head)) = (applied.parse::<Oid>(), head.parse::<Oid>()) else {
            return Ok(Some(Relation::NotRead));
        };
        let mirror = self.mirror_of(source.queue_id).await?;
        let folder = folder_of(source);
        let found = blocking(move || placed(&mirror, applied, head, &folder)).await?;
        if known.0.len() >= REMEMBERED {
            known.0.clear();
        }
        // What was not read may be read by the next look.
        if found != Relation::NotRead {
            known.0.insert(key, found);
        }
        Ok(Some(found))
    }
}

/// The folder with a fabric's resources.
fn folder_of(source: &Source) -> String {
    match (source.layout, source.directory.as_str()) {
        (Layout::InPlace, directory) => directory.to_owned(),
        (Layout::Managed, "") => "managed".to_owned(),
        (Layout::Managed, directory) => format!("{directory}/managed"),
    }
}

/// Where a commit is. A mirror that cannot tell, because it is damaged or was made anew, knows nothing of it.
fn placed(mirror: &Mirror, applied: Oid, head: Oid, folder: &str) -> Relation {
    if !mirror.commit_exists(applied) || !mirror.commit_exists(head) {
        return Relation::NotRead;
    }
    match mirror.is_ancestor(applied, head) {
        Ok(true) => {}
        Ok(false) => return Relation::Elsewhere,
        Err(_) => return Relation::NotRead,
    }
    match (mirror.dir_tree(applied, folder), mirror.dir_tree(head, folder)) {
        (Ok(then), Ok(now)) if then == now => Relation::Level,
        (Ok(_), Ok(_)) => Relation::Earlier,
        _ => Relation::NotRead,
    }
}

/// All that Applications and Kustomizations say.
fn said(parts: &[Part]) -> Vec<Says> {
    let mut says = Vec::new();
    let objects = |what: What| {
        parts.iter().filter(move |it| it.what == what).flat_map(|it| it.objects.iter())
    };
    for (_, kept) in objects(What::Applications) {
        if let Kept::Application(all) = kept {
            says.extend(all.iter().cloned());
        }
    }
    let mut repositories = HashMap::new();
    for (name, kept) in objects(What::Repositories) {
        if let Kept::Repository(repository) = kept {
            repositories.insert(name, repository);
        }
    }
    for (_, kept) in objects(What::Kustomizations) {
        let Kept::Kustomization(of) = kept else { continue };
        match repositories.get(&of.source) {
            Some(repository) => says.push(joined(of, repository)),
            // Of what it reads nothing is known: by its commits it may be told all the same.
            None => says.push(Says { reference: Reference::First, ..of.says.clone() }),
        }
    }
    says
}

/// What could not be read, by applier, with the reason.
fn not_read(known: &Known) -> Vec<NotRead> {
    let mut not: Vec<NotRead> = Vec::new();
    let mut add = |applier: Applier, problem: String, missing: Vec<String>| match not
        .iter_mut()
        .find(|it| it.applier == applier)
    {
        Some(known) => known.missing.extend(missing),
        None => not.push(NotRead { applier, problem, missing }),
    };
    for denied in &known.denied {
        let Some(applier) = denied.what.applier() else { continue };
        let problem = format!("the login may not read {}", what_of(applier));
        add(applier, problem, denied.missing.clone());
    }
    for part in &known.parts {
        let Some(applier) = part.what.applier() else { continue };
        if let Some(away) = &part.away {
            add(applier, format!("{}: {away}", part.unit.kind.plural), Vec::new());
        }
        if part.is_too_many {
            let plural = &part.unit.kind.plural;
            add(applier, format!("there are more {plural} than are looked at"), Vec::new());
        }
    }
    not
}

fn what_of(applier: Applier) -> &'static str {
    match applier {
        Applier::Argo => "Applications",
        Applier::Flux => "Kustomizations and GitRepositories",
    }
}
