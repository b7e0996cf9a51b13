//! The three folders of a managed directory: initialising, and repairing what stands beside them.

use hedgerow_git::{Mirror, Oid};
use hedgerow_model::{Actor, Finding, Layout, RunKind, Source};

use crate::area::{base_name, is_yaml, prefix};
use crate::core::{Branch, Core, blocking};
use crate::error::EngineError;
use crate::parse::note;
use crate::system::SystemPlan;
use crate::views::RepairView;

/// What is wrong with a file beside the three folders; nothing where it may stand.
pub(crate) fn loose(path: &str) -> Option<Finding> {
    let (rule, message) = if is_earlier_plugin(path) {
        (
            "earlier-plugin",
            "left by an earlier plugin; `hedgerow fabric repair` moves it to unmanaged/",
        )
    } else if is_yaml(path) {
        (
            "loose",
            "stands beside managed/, raw/ and unmanaged/ and is not read; `hedgerow fabric repair` \
             moves it to raw/",
        )
    } else {
        return None;
    };
    Some(note(path, "warning", rule, message.to_owned()))
}

/// Whether a file was left by the earlier plugin: its bookkeeping folder or an archived file.
fn is_earlier_plugin(path: &str) -> bool {
    path.split('/').any(|part| part == ".hnp") || base_name(path).ends_with(".archived")
}

impl Core {
    /// What initialising or repairing the directory would do; or does, when `apply`.
    pub(crate) async fn repair(
        &self,
        source: &Source,
        apply: bool,
        expected: Option<&str>,
        actor: &Actor,
    ) -> Result<RepairView, EngineError> {
        let (plan, commit, head) = if apply {
            let done = self.system_commit(source, RunKind::Repair, expected, actor).await?;
            let head = self.branch(source.queue_id).await?.queue.head;
            (done.plan, done.commit, head)
        } else {
            let branch = self.branch(source.queue_id).await?;
            let plan = self.plan_repair(&branch, source).await?;
            (plan, None, branch.queue.head)
        };
        Ok(RepairView {
            head,
            actions: plan.actions,
            diff: plan.diff,
            commit: commit.map(|commit| commit.to_string()),
        })
    }

    /// The commit that initialises or repairs a directory, on the queue's head.
    pub(crate) async fn plan_repair(
        &self,
        branch: &Branch,
        source: &Source,
    ) -> Result<SystemPlan, EngineError> {
        if source.layout == Layout::InPlace {
            return Ok(SystemPlan::default());
        }
        let fabric = self.fabric_name(source).await?;
        let (mirror, source, head) = (branch.mirror.clone(), source.clone(), branch.head()?);
        blocking(move || plan(&mirror, &source, head, &fabric)).await?
    }
}

fn plan(
    mirror: &Mirror,
    source: &Source,
    head: Option<Oid>,
    fabric: &str,
) -> Result<SystemPlan, EngineError> {
    let directory = prefix(&source.directory);
    let mut entries = Vec::new();
    if let Some(head) = head
        && let Some(tree) = mirror.dir_tree(head, &source.directory)?
    {
        mirror.list(tree, &directory, &mut |entry| entries.push(entry))?;
    }
    let mut plan = SystemPlan::default();
    let mut names: std::collections::HashSet<String> =
        entries.iter().map(|entry| entry.path.clone()).collect();
    for folder in ["raw", "unmanaged"] {
        let below = format!("{directory}{folder}/");
        if !entries.iter().any(|entry| entry.path.starts_with(&below)) {
            plan.edits.push((format!("{below}.gitkeep"), Some(Vec::new())));
            plan.actions.push(format!("create {below}"));
        }
    }
    for entry in &entries {
        let Some(below) = entry.path.strip_prefix(&directory) else { continue };
        let inside =
            ["managed/", "raw/", "unmanaged/"].iter().any(|folder| below.starts_with(folder));
        let earlier = is_earlier_plugin(&entry.path);
        if !entry.kind.is_file() || (inside && (!earlier || below.starts_with("unmanaged/"))) {
            continue;
        }
        let folder = match loose(&entry.path) {
            Some(_) if earlier => "unmanaged",
            Some(_) => "raw",
            None => continue,
        };
        let mut target = format!("{directory}{folder}/{below}");
        let mut n = 2;
        while names.contains(&target) {
            target = format!("{directory}{folder}/{n}/{below}");
            n += 1;
        }
        names.insert(target.clone());
        plan.actions.push(format!("move {} to {target}", entry.path));
        plan.edits.push((target, Some(mirror.blob(entry.oid)?)));
        plan.edits.push((entry.path.clone(), None));
    }
    plan.edits.sort();
    plan.diff = plan.actions.iter().map(|action| format!("# {action}\n")).collect();
    plan.message =
        format!("Arrange the directory of {fabric}\n\n- {}\n", plan.actions.join("\n- "));
    Ok(plan)
}
