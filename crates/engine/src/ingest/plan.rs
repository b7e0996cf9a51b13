//! What of a source is to be read, and what is known of a path without reading it: kustomizations,
//! their inputs, Helm charts, links, files beside the three folders.

use std::collections::{HashMap, HashSet};

use hedgerow_git::Oid;
use hedgerow_model::{Finding, Severity, rule};
use hedgerow_plan::{Area, Classifier, folder, inputs, is_chart, is_kustomization};
use hedgerow_store::Transaction;

use super::Ingest;
use super::pipeline::Wanted;
use super::{FileChange, SourceWork, whole_directory};
use crate::core::{Branch, blocking};
use crate::error::EngineError;

impl Ingest<'_> {
    /// Sorts the changed paths by what they are.
    pub(super) async fn plan(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        job: &SourceWork,
        new: Oid,
    ) -> Result<Plan, EngineError> {
        let classifier = Classifier::new(&job.source)?;
        let known = match job.first {
            true => Vec::new(),
            false => tx.findings_by_rule(job.source.id, &[rule::KUSTOMIZE, rule::HELM]).await?,
        };
        let mut changes = job.changes.clone();
        let mut whole = job.whole;
        let special = Special::of(&changes, &known, &classifier);
        let mut aside = HashMap::new();
        if special.any() {
            let mirror = branch.mirror.clone();
            let moved;
            (aside, moved) = blocking(move || -> Result<_, EngineError> {
                Ok((special.aside(&mirror, new)?, special.moved(&mirror)?))
            })
            .await??;
            if moved && !job.first && !whole {
                let known = tx.paths(job.source.id).await?.into_iter().collect();
                let (mirror, source, tree) = (branch.mirror.clone(), job.source.clone(), job.tree);
                changes =
                    blocking(move || whole_directory(&mirror, &source, tree, &known)).await??;
                whole = true;
            }
        }
        let mut plan =
            Plan { changes, whole, wanted: Vec::new(), findings: Vec::new(), unread: Vec::new() };
        for change in &plan.changes {
            let Some((blob, kind)) = change.new else { continue };
            let area = match aside_reason(&aside, &change.path) {
                Some((rule, reason)) => Area::LeftAlone(rule, reason),
                None => classifier.area(&change.path, kind),
            };
            match area {
                Area::Managed => plan.wanted.push(Wanted { path: change.path.clone(), blob }),
                Area::LeftAlone(rule, reason) => {
                    plan.unread.push((change.path.clone(), kind.is_file()));
                    plan.findings.push(Finding::of_file(
                        &change.path,
                        Severity::Info,
                        rule,
                        reason,
                    ));
                }
                Area::Loose => plan.findings.extend(hedgerow_plan::loose(&change.path)),
                Area::Raw | Area::Unmanaged => {}
            }
        }
        Ok(plan)
    }
}

/// What is to be read, and what is known without reading.
pub(super) struct Plan {
    pub(super) changes: Vec<FileChange>,
    pub(super) whole: bool,
    pub(super) wanted: Vec<Wanted>,
    pub(super) findings: Vec<Finding>,
    /// What is there and is left alone, and whether it is a file.
    pub(super) unread: Vec<(String, bool)>,
}

/// Files whose presence alters what the files around them mean.
struct Special {
    kustomizations: Vec<(String, Option<Oid>)>,
    charts: Vec<String>,
    /// Old and new contents of kustomizations that changed; charts that came or went.
    changed: Vec<(String, Option<Oid>, Option<Oid>)>,
    charts_changed: bool,
}

impl Special {
    fn of(changes: &[FileChange], known: &[Finding], classifier: &Classifier) -> Self {
        let mut special = Self {
            kustomizations: Vec::new(),
            charts: Vec::new(),
            changed: Vec::new(),
            charts_changed: false,
        };
        let inside = |path: &str| classifier.below(path).is_some();
        let mut decided = HashSet::new();
        for change in changes.iter().filter(|change| inside(&change.path)) {
            let new = change.new.filter(|(_, kind)| kind.is_file()).map(|(oid, _)| oid);
            if is_kustomization(&change.path) {
                special.changed.push((change.path.clone(), change.old, new));
                decided.insert(change.path.as_str());
                if new.is_some() {
                    special.kustomizations.push((change.path.clone(), new));
                }
            } else if is_chart(&change.path) {
                special.charts_changed |= change.old.is_none() || new.is_none();
                decided.insert(change.path.as_str());
                if new.is_some() {
                    special.charts.push(folder(&change.path).to_owned());
                }
            }
        }
        for finding in known.iter().filter(|finding| !decided.contains(finding.path.as_str())) {
            if finding.rule == rule::KUSTOMIZE && is_kustomization(&finding.path) {
                special.kustomizations.push((finding.path.clone(), None));
            } else if finding.rule == rule::HELM && is_chart(&finding.path) {
                special.charts.push(folder(&finding.path).to_owned());
            }
        }
        special
    }

    fn any(&self) -> bool {
        !self.kustomizations.is_empty()
            || !self.charts.is_empty()
            || !self.changed.is_empty()
            || self.charts_changed
    }

    /// Whether the changes alter what files mean that did not change themselves.
    fn moved(&self, mirror: &hedgerow_git::Mirror) -> Result<bool, EngineError> {
        if self.charts_changed {
            return Ok(true);
        }
        for (path, old, new) in &self.changed {
            let inputs = |blob: &Option<Oid>| -> Result<Vec<String>, EngineError> {
                let Some(blob) = blob else { return Ok(Vec::new()) };
                let text = String::from_utf8_lossy(&mirror.blob(*blob)?).into_owned();
                Ok(inputs(&text, folder(path)))
            };
            if inputs(old)? != inputs(new)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Files and folders that are left alone, with rule and reason.
    fn aside(
        &self,
        mirror: &hedgerow_git::Mirror,
        commit: Oid,
    ) -> Result<HashMap<String, (&'static str, String)>, EngineError> {
        let mut aside = HashMap::new();
        for chart in &self.charts {
            let reason = format!("part of the Helm chart in `{chart}`; it is left alone");
            aside.insert(format!("{chart}/"), (rule::HELM, reason));
        }
        for (path, blob) in &self.kustomizations {
            let blob = match blob {
                Some(blob) => Some(*blob),
                None => mirror.blob_at(commit, path)?.map(|(blob, _)| blob),
            };
            let Some(blob) = blob else { continue };
            let text = String::from_utf8_lossy(&mirror.blob(blob)?).into_owned();
            for input in inputs(&text, folder(path)) {
                let reason = format!("used by `{path}` as input, not as a resource; left alone");
                aside.insert(input, (rule::KUSTOMIZE_INPUT, reason));
            }
        }
        Ok(aside)
    }
}

fn aside_reason(
    aside: &HashMap<String, (&'static str, String)>,
    path: &str,
) -> Option<(&'static str, String)> {
    if aside.is_empty() {
        return None;
    }
    if let Some(found) = aside.get(path) {
        return Some(found.clone());
    }
    let mut folder_of = folder(path);
    while !folder_of.is_empty() {
        if let Some(found) = aside.get(&format!("{folder_of}/")) {
            return Some(found.clone());
        }
        folder_of = folder(folder_of);
    }
    aside.get("/").cloned()
}
