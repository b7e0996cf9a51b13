//! What a repository has, so that a branch and a directory are picked from it: nothing is written for it.

use std::collections::BTreeMap;
use std::time::Duration;

use hedgerow_git::{AllBranches, Mirror, Oid};
use hedgerow_model::{Fabric, FabricId, Layout, PublishMode, QueueId, Source, SourceId};
use hedgerow_plan::{is_yaml, normal_directory};

use super::configure::is_in_the_way;
use super::{Admin, ConfigureError};
use crate::core::{Branch, blocking, fetch, now};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::ingest::GlimpseBounds;
use crate::reads::finding_view;
use crate::views::{
    BranchThere, BranchesView, DirectoryThere, KindThere, LookQuery, LookView, TakenBy,
};

/// Most branches, and most directories, that are told.
const MOST: usize = 1000;

/// Most kinds that are told.
const KINDS: usize = 100;

/// What looking at a directory may cost.
const BOUNDS: GlimpseBounds =
    GlimpseBounds { files: 20_000, time: Duration::from_secs(20), told: 50 };

/// Most names of resources that stand there twice.
const TWICE: usize = 20;

impl Admin<'_> {
    /// The branches that the remote of a repository has now.
    pub(crate) async fn branches(&self, name: &str) -> Result<BranchesView, EngineError> {
        let repository = self.repository_named(name).await?;
        let (mirror, credential) = self.reach(&repository).await?;
        let asked = blocking(move || mirror.all_branches(&credential)).await?;
        self.note_tried(&repository, asked.as_ref().err()).await?;
        Ok(branches_view(asked?))
    }

    /// What a directory of a branch has, as a fabric that lives there would have it.
    pub(crate) async fn look_at(
        &self,
        name: &str,
        query: LookQuery,
    ) -> Result<LookView, EngineError> {
        let directory = normal_directory(&query.directory)?;
        let repository = self.repository_named(name).await?;
        let branch = query.branch.unwrap_or_else(|| repository.default_branch.clone());
        hedgerow_git::check_branch(&branch).map_err(ConfigureError::from)?;
        let branch = self.branch_there(repository, branch).await?;
        let head = fetch(&branch.mirror, &branch.credential, &branch.queue.branch).await?;
        let owners = self.owners(&branch).await?;
        let mut view = LookView {
            branch: branch.queue.branch.clone(),
            commit: head.map(|head| head.to_string()),
            taken_by: taken_by(&owners, &directory),
            directory: directory.clone(),
            exists: false,
            layout: query.layout.unwrap_or(Layout::InPlace),
            directories: Vec::new(),
            directories_total: 0,
            is_whole: true,
            files: 0,
            files_read: 0,
            resources: 0,
            commented_out: 0,
            kinds: Vec::new(),
            errors: 0,
            warnings: 0,
            findings: Vec::new(),
            twice: Vec::new(),
            twice_total: 0,
        };
        let Some(head) = head else { return Ok(view) };
        let (read, at) = (branch.mirror.clone(), directory.clone());
        let Some(folders) = blocking(move || folders(&read, head, &at)).await?? else {
            return Ok(view);
        };
        view.exists = true;
        view.layout = query.layout.unwrap_or_else(|| layout_of(&folders));
        view.directories_total = folders.len();
        view.directories = directories(folders, &directory, &owners);
        let source = source_at(directory, view.layout);
        let found = self.ingest().glimpse(&branch, (source, fabric()), head, BOUNDS).await?;
        view.is_whole = found.is_whole();
        (view.files, view.files_read) = (found.files, found.read);
        view.resources = found.kinds.values().sum();
        view.commented_out = found.commented;
        let mut kinds: Vec<KindThere> = found
            .kinds
            .into_iter()
            .map(|(of, resources)| KindThere { kind: of.kind, group: of.group, resources })
            .collect();
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.resources));
        kinds.truncate(KINDS);
        view.kinds = kinds;
        (view.errors, view.warnings) = found.counts;
        let findings = found.findings.0.iter().chain(&found.findings.1);
        view.findings = findings.take(BOUNDS.told).map(finding_view).collect();
        view.twice_total = found.twice.len();
        view.twice = found.twice.iter().take(TWICE).map(ToString::to_string).collect();
        Ok(view)
    }

    /// The fabrics that live on a branch.
    async fn owners(&self, branch: &Branch) -> Result<Vec<TakenBy>, EngineError> {
        let queues = self.store.queues_of_repository(branch.repository.id).await?;
        let Some(queue) = queues.into_iter().find(|it| it.branch == branch.queue.branch) else {
            return Ok(Vec::new());
        };
        let taken = self.store.directories(queue.id).await?;
        Ok(taken.into_iter().map(|(directory, fabric)| TakenBy { fabric, directory }).collect())
    }
}

impl Engine {
    /// The branches that the remote of a repository has now.
    ///
    /// # Errors
    /// When there is no such repository, or its remote does not answer: says why and what to do.
    pub async fn branches(&self, repository: &str) -> Result<BranchesView, EngineError> {
        self.core.admin().branches(repository).await
    }

    /// What a directory of a repository has, and what a fabric that lives there would have. Nothing is written.
    ///
    /// # Errors
    /// As [`Self::branches`]; when the branch or the directory can be none.
    pub async fn look_at(
        &self,
        repository: &str,
        query: LookQuery,
    ) -> Result<LookView, EngineError> {
        self.core.admin().look_at(repository, query).await
    }
}

fn branches_view(all: AllBranches) -> BranchesView {
    let AllBranches { default_branch, mut branches } = all;
    let total = branches.len();
    branches.sort_by_key(|(name, _)| Some(name) != default_branch.as_ref());
    branches.truncate(MOST);
    let there = |(name, commit): (String, Oid)| BranchThere { name, commit: commit.to_string() };
    BranchesView { default_branch, branches: branches.into_iter().map(there).collect(), total }
}

/// The folders of a directory by name, each with how many YAML files are below it; `None` where there is no such
/// directory.
fn folders(
    mirror: &Mirror,
    commit: Oid,
    directory: &str,
) -> Result<Option<BTreeMap<String, usize>>, EngineError> {
    let Some(tree) = mirror.dir_tree(commit, directory)? else { return Ok(None) };
    let mut folders = BTreeMap::new();
    mirror.list(tree, "", &mut |entry| {
        if let Some((folder, _)) = entry.path.split_once('/') {
            let files = match folders.get_mut(folder) {
                Some(files) => files,
                None => folders.entry(folder.to_owned()).or_insert(0),
            };
            *files += usize::from(entry.kind.is_file() && is_yaml(&entry.path));
        }
    })?;
    Ok(Some(folders))
}

/// How a directory with these folders seems to be laid out.
fn layout_of(folders: &BTreeMap<String, usize>) -> Layout {
    if folders.contains_key("managed") { Layout::Managed } else { Layout::InPlace }
}

fn directories(
    folders: BTreeMap<String, usize>,
    directory: &str,
    owners: &[TakenBy],
) -> Vec<DirectoryThere> {
    let there = |(name, yaml_files): (String, usize)| {
        let path = match directory {
            "" => name.clone(),
            directory => format!("{directory}/{name}"),
        };
        DirectoryThere { taken_by: taken_by(owners, &path), name, yaml_files }
    };
    folders.into_iter().take(MOST).map(there).collect()
}

/// The fabric that a fabric in this directory would be in the way of.
fn taken_by(owners: &[TakenBy], directory: &str) -> Option<TakenBy> {
    owners.iter().find(|owner| is_in_the_way(&owner.directory, directory)).cloned()
}

/// A source without a row.
fn source_at(directory: String, layout: Layout) -> Source {
    Source {
        id: SourceId(0),
        fabric_id: FabricId(0),
        queue_id: QueueId(0),
        directory,
        layout,
        exclude: Vec::new(),
        ingested_commit: None,
        ingested_tree: None,
        considered_tree: None,
        ingested_at: None,
        reader: 0,
        policy_tree: None,
    }
}

/// A fabric without a row.
fn fabric() -> Fabric {
    Fabric {
        id: FabricId(0),
        name: String::new(),
        publish_mode: PublishMode::Manual,
        quiet_seconds: 0,
        four_eyes: false,
        created_at: now(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(fabric: &str, directory: &str) -> TakenBy {
        TakenBy { fabric: fabric.to_owned(), directory: directory.to_owned() }
    }

    #[test]
    fn a_directory_is_taken_by_a_fabric_in_it_and_by_one_around_it() {
        let owners = [owner("east", "dc/east"), owner("lab", "lab")];
        let by = |directory: &str| taken_by(&owners, directory).map(|it| it.fabric);
        for (directory, fabric) in [
            ("", Some("east")),
            ("dc", Some("east")),
            ("dc/east", Some("east")),
            ("dc/east/managed", Some("east")),
            ("dc/eastern", None),
            ("dc/west", None),
            ("lab", Some("lab")),
        ] {
            assert_eq!(by(directory).as_deref(), fabric, "{directory}");
        }
        let folders = BTreeMap::from([("east".to_owned(), 3), ("west".to_owned(), 0)]);
        let there = directories(folders, "dc", &owners);
        let shown: Vec<_> = there
            .iter()
            .map(|it| (it.name.as_str(), it.yaml_files, it.taken_by.is_some()))
            .collect();
        assert_eq!(shown, [("east", 3, true), ("west", 0, false)]);
    }

    #[test]
    fn the_default_branch_comes_first_and_the_rest_by_name() {
        let branch = |name: &str| (name.to_owned(), Oid::EMPTY_TREE);
        let all = AllBranches {
            default_branch: Some("main".to_owned()),
            branches: ["lab", "main", "zone"].map(branch).into(),
        };
        let view = branches_view(all);
        let names: Vec<&str> = view.branches.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["main", "lab", "zone"]);
        let many = (0..MOST + 5).map(|n| branch(&n.to_string())).collect();
        let view = branches_view(AllBranches { default_branch: None, branches: many });
        assert_eq!((view.branches.len(), view.total), (MOST, MOST + 5));
    }

    #[test]
    fn a_directory_with_a_folder_managed_is_laid_out_so() {
        let of = |name: &str| layout_of(&BTreeMap::from([(name.to_owned(), 1)]));
        assert_eq!(of("managed"), Layout::Managed);
        assert_eq!(of("vpcs"), Layout::InPlace);
    }
}
