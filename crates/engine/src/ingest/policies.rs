//! The policies that fabrics have in their repository: what the branch has of them is noted with its head, and told.
//! None of it decides anything (`conflicts/policy_file.rs`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_git::{Mirror, Oid, Walker};
use hedgerow_model::{
    Actor, AuditAction, Brought, EntryKind, FabricId, NotAFile, Policy, PolicyFile, PolicyFileSays,
    Source, SourceId, shown,
};
use hedgerow_plan::{
    POLICIES, POLICY_LIMIT, PolicyNews, note_policy_file, policy_file_attention, policy_path,
    read_policy_file,
};
use hedgerow_store::Transaction;
use serde_json::json;

use super::{Ingest, Reports, Work, short};
use crate::core::{Branch, blocking};
use crate::error::EngineError;
use crate::record::entry;
use crate::views::{Event, SyncReport};

/// Over how many commits it is looked for who brought the files that are new in one look.
const LOOKED_AT: usize = 2000;

/// What a look at the policies of a branch gave.
pub(crate) struct PolicyLook {
    /// The tree of the folder; empty where there is none.
    tree: String,
    sources: Vec<SourceId>,
    seen: Vec<Seen>,
}

/// A file that is not what it was.
struct Seen {
    fabric: FabricId,
    name: String,
    path: String,
    says: PolicyFileSays,
    brought: Brought,
}

/// What is told of the policies of fabrics.
pub(super) type PolicyTold = BTreeMap<FabricId, String>;

impl Ingest<'_> {
    /// Looks for the policies of the fabrics of a branch at `new`, where the folder is not what it was or a fabric's
    /// was never looked for.
    pub(super) async fn look_for_policies(
        &self,
        branch: &Branch,
        new: Oid,
    ) -> Result<Option<PolicyLook>, EngineError> {
        let mirror = branch.mirror.clone();
        let folder = blocking(move || mirror.dir_tree(new, POLICIES)).await??;
        let tree = folder.map(|tree| tree.to_string()).unwrap_or_default();
        let due = |source: &&Source| source.policy_tree.as_ref() != Some(&tree);
        let sources: Vec<Source> = branch.sources.iter().filter(due).cloned().collect();
        if sources.is_empty() {
            return Ok(None);
        }
        let ids: BTreeSet<FabricId> = sources.iter().map(|source| source.fabric_id).collect();
        let ids: Vec<FabricId> = ids.into_iter().collect();
        let known = self.store.policy_files(&ids).await?;
        let mut names = HashMap::new();
        // Without the folder there is nothing but what was there before.
        let asked: Vec<FabricId> = match folder {
            Some(_) => ids,
            None => known.keys().copied().collect(),
        };
        for fabric in self.store.fabrics_of_all(&asked).await? {
            names.insert(fabric.id, fabric.name);
        }
        let mirror = branch.mirror.clone();
        let seen = blocking(move || look(&mirror, new, folder, names, &known)).await??;
        let sources = sources.iter().map(|source| source.id).collect();
        Ok(Some(PolicyLook { tree, sources, seen }))
    }

    /// Notes what a look gave, in the group of writes that moves the head, and says what is to be told of it.
    pub(super) async fn note_policies(
        &self,
        tx: &mut Transaction,
        work: &Work,
    ) -> Result<PolicyTold, EngineError> {
        let mut told = PolicyTold::new();
        let Some(look) = &work.policies else { return Ok(told) };
        for seen in &look.seen {
            let before = tx.policy_file(seen.fabric).await?;
            let in_force = tx.policy(Some(seen.fabric)).await?.policy;
            let (says, brought) = (seen.says.clone(), seen.brought.clone());
            let (file, news) =
                note_policy_file(before.as_ref(), &seen.path, says, brought, &in_force);
            if file != before {
                let attention =
                    file.as_ref().and_then(|file| policy_file_attention(file, &in_force));
                tx.set_policy_file(seen.fabric, file.as_ref(), attention).await?;
                let fabric = seen.name.clone();
                self.record().emit(tx, &Event::Fabric { fabric })?;
            }
            let Some(news) = news else { continue };
            let sentence = sentence(news, seen);
            tx.audit(&[record(news, seen, &in_force, &sentence)]).await?;
            told.insert(seen.fabric, sentence);
        }
        tx.set_policy_tree(&look.sources, &look.tree).await?;
        Ok(told)
    }
}

/// Adds what is told of policies to the reports of the fabrics.
pub(super) fn report(told: PolicyTold, work: &Work, branch: &Branch, reports: &mut Reports) {
    let Some(look) = &work.policies else { return };
    for (fabric, sentence) in told {
        let from = branch.sources.iter().find(|source| source.fabric_id == fabric);
        let name = look.seen.iter().find(|seen| seen.fabric == fabric).map(|it| it.name.clone());
        let report = reports.entry(fabric).or_insert_with(|| SyncReport {
            fabric: name.unwrap_or_default(),
            from: from.and_then(|source| source.ingested_commit.clone()),
            commit: Some(work.new.to_string()),
            rewritten: work.rewritten,
            ..SyncReport::default()
        });
        report.policy_file = true;
        report.alerts.push(sentence);
    }
}

fn sentence(news: PolicyNews, seen: &Seen) -> String {
    let path = &seen.path;
    let by = match &seen.brought.by {
        Some(by) => format!("since commit {} of {}", short(&seen.brought.commit), shown(by)),
        None => format!("in commit {}", short(&seen.brought.commit)),
    };
    match news {
        PolicyNews::Proposed => format!(
            "`{path}` has another policy than the fabric, {by}: it decides nothing until a person \
             who manages the fabric accepts it"
        ),
        PolicyNews::Gone => format!(
            "`{path}` is gone, {by}: the policy in force stays until a person who manages the \
             fabric decides whether it goes too"
        ),
        PolicyNews::Unreadable => {
            let problem = match read_policy_file(&seen.says) {
                Err(problems) => problems.into_iter().next(),
                Ok(_) => None,
            };
            let problem = problem.map(|it| it.to_string()).unwrap_or_default();
            format!("`{path}` is not understood, {by}; the policy in force stays: {problem}")
        }
        PolicyNews::Withdrawn => {
            format!("the policy that waited in `{path}` is not there any more, {by}")
        }
    }
}

/// The entry of the audit: what was in force and what the file says, where that is understood.
fn record(
    news: PolicyNews,
    seen: &Seen,
    in_force: &Policy,
    sentence: &str,
) -> hedgerow_store::NewAudit {
    let actor = Actor::system();
    let told = match news {
        PolicyNews::Unreadable => hedgerow_store::NewAudit::failed(
            &actor,
            AuditAction::PolicyPropose,
            sentence,
            crate::core::now(),
        ),
        _ => entry(&actor, AuditAction::PolicyPropose).detail(sentence),
    };
    let told = told.fabric(&seen.name).subject(seen.path.clone());
    let told = told.before(&json!({ "policy": in_force }));
    let proposed = match news {
        PolicyNews::Proposed | PolicyNews::Gone => read_policy_file(&seen.says).ok(),
        PolicyNews::Unreadable | PolicyNews::Withdrawn => None,
    };
    let (commit, blob) = (&seen.brought.commit, seen.says.id());
    told.after(&json!({ "policy": proposed, "commit": commit, "blob": blob }))
}

/// The files of these fabrics that are not what is known of them.
fn look(
    mirror: &Mirror,
    new: Oid,
    folder: Option<Oid>,
    names: HashMap<FabricId, String>,
    known: &HashMap<FabricId, PolicyFile>,
) -> Result<Vec<Seen>, EngineError> {
    let mut there: HashMap<String, (Oid, EntryKind)> = HashMap::new();
    let mut folders: BTreeSet<String> = BTreeSet::new();
    if let Some(tree) = folder {
        mirror.list(tree, POLICIES, &mut |entry| {
            let below = entry.path.strip_prefix(POLICIES).and_then(|path| path.strip_prefix('/'));
            match below.and_then(|below| below.split_once('/')) {
                Some((first, _)) => {
                    folders.insert(format!("{POLICIES}/{first}"));
                }
                None => {
                    there.insert(entry.path, (entry.oid, entry.kind));
                }
            }
        })?;
    }
    let (walker, mut room) = (mirror.walker(), LOOKED_AT);
    let mut seen = Vec::new();
    for (fabric, name) in names {
        let path = policy_path(&name);
        let known = known.get(&fabric);
        let found = match there.get(&path) {
            Some(found) => Some(*found),
            // Not followed into: whatever a folder holds, it is not a policy.
            None if folders.contains(&path) => {
                mirror.dir_tree(new, &path)?.map(|tree| (tree, EntryKind::TooDeep))
            }
            None => None,
        };
        let id = found.map(|(oid, _)| oid.to_string());
        if known.map(|known| known.says.id()) == Some(id.as_deref().unwrap_or(PolicyFileSays::GONE))
            || (known.is_none() && found.is_none())
        {
            continue;
        }
        let says = match found {
            Some((oid, kind)) => content(mirror, oid, kind)?,
            None => PolicyFileSays::Gone,
        };
        let brought = brought(&walker, new, &path, &mut room)?;
        seen.push(Seen { fabric, name, path, says, brought });
    }
    Ok(seen)
}

fn content(mirror: &Mirror, oid: Oid, kind: EntryKind) -> Result<PolicyFileSays, EngineError> {
    let blob = oid.to_string();
    let why = match kind {
        EntryKind::Symlink => NotAFile::Symlink,
        EntryKind::Submodule => NotAFile::Submodule,
        EntryKind::TooDeep | EntryKind::OddName => NotAFile::Folder,
        EntryKind::File | EntryKind::Executable => match mirror.blob_up_to(oid, POLICY_LIMIT)? {
            None => NotAFile::TooLarge,
            Some(bytes) => match String::from_utf8(bytes) {
                Ok(text) => return Ok(PolicyFileSays::Text { blob, text }),
                Err(_) => NotAFile::NotUtf8,
            },
        },
    };
    Ok(PolicyFileSays::Unread { blob, why })
}

/// The commit since which this is at a path: the nearest of which no parent has the same there. Bounded: `room` is
/// how many commits are looked at.
fn brought(
    walker: &Walker,
    head: Oid,
    path: &str,
    room: &mut usize,
) -> Result<Brought, EngineError> {
    let at_head = Brought { commit: head.to_string(), by: None, at: None };
    let here = walker.blob_at(head, path)?;
    let mut commit = head;
    while *room > 0 {
        *room -= 1;
        let info = walker.commit_info(commit)?;
        let mut same = None;
        for parent in &info.parents {
            if !walker.commit_exists(*parent) {
                return Ok(at_head);
            }
            if walker.blob_at(*parent, path)? == here {
                same = Some(*parent);
                break;
            }
        }
        let Some(parent) = same else {
            let at = info.author.seconds.saturating_mul(1000);
            let by = Some(info.author.name);
            return Ok(Brought { commit: commit.to_string(), by, at: Some(at) });
        };
        commit = parent;
    }
    Ok(at_head)
}
