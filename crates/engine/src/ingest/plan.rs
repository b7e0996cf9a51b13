//! What of a source is to be read, and what is known of a path without reading it: kustomizations,
//! their inputs, Helm charts, links, files beside the three folders.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use hedgerow_git::Oid;
use hedgerow_model::{Finding, Severity, rule};
use hedgerow_plan::{
    Area, Aside, Classifier, FILE_LIMIT, base_name, broken, folder, inputs, is_chart,
    is_kustomization, lookalike_message, lookalikes,
};

use super::Ingest;
use super::pipeline::{Wanted, too_large};
use super::prepare::{Reads, ask};
use super::{FileChange, SourceWork, whole_directory};
use crate::core::{Branch, blocking};
use crate::error::EngineError;

/// The rules of files that alter what others mean, and of those others.
pub(crate) const SPECIAL: &[&str] = &[rule::KUSTOMIZE, rule::HELM, rule::KUSTOMIZE_INPUT];

impl Ingest<'_> {
    /// Sorts the changed paths by what they are.
    pub(super) async fn plan(
        &self,
        reads: &mut Reads<'_>,
        branch: &Branch,
        job: &SourceWork,
        new: Oid,
    ) -> Result<Plan, EngineError> {
        let classifier = Classifier::new(&job.source)?;
        let known = match job.first {
            true => Vec::new(),
            false => {
                let rules = [SPECIAL, &[rule::LOOKALIKE_NAME]].concat();
                ask!(reads, findings_by_rule(job.source.id, &rules))
            }
        };
        let (named, known): (Vec<Finding>, Vec<Finding>) =
            known.into_iter().partition(|finding| finding.rule == rule::LOOKALIKE_NAME);
        let mut changes = job.changes.clone();
        let mut whole = job.whole;
        let special = Special::of(&changes, &known, &classifier);
        let (mut aside, mut broken) = (Aside::none(), Vec::new());
        if special.any() {
            let mirror = branch.mirror.clone();
            let moved;
            ((aside, broken), moved) = blocking(move || -> Result<_, EngineError> {
                Ok((special.aside(&mirror, new)?, special.moved(&mirror)?))
            })
            .await??;
            if moved && !job.first && !whole {
                let known = ask!(reads, paths(job.source.id)).into_iter().collect();
                let (mirror, source, tree) = (branch.mirror.clone(), job.source.clone(), job.tree);
                changes =
                    blocking(move || whole_directory(&mirror, &source, tree, &known)).await??;
                whole = true;
            }
        }
        let of_this = |finding: &Finding| changes.iter().any(|change| change.path == finding.path);
        broken.retain(of_this);
        let mut plan = Plan {
            changes,
            whole,
            names_anew: false,
            wanted: Vec::new(),
            findings: broken,
            unread: Vec::new(),
        };
        for change in &plan.changes {
            let Some((blob, kind)) = change.new else { continue };
            let area = match aside.reason(&change.path) {
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
        let names = Names { known: named, whole: plan.whole || job.first };
        let (mirror, classifier) = (branch.mirror.clone(), classifier);
        let changes: Vec<FileChange> = plan.changes.iter().filter(moves).cloned().collect();
        if !changes.is_empty() || !names.known.is_empty() {
            let (had, found) =
                blocking(move || names.look(&mirror, new, &classifier, &changes)).await??;
            plan.names_anew = had;
            plan.findings.extend(found);
        }
        Ok(plan)
    }
}

/// Whether something stands at the path that did not, or the other way round.
fn moves(change: &&FileChange) -> bool {
    change.old.is_none() != change.new.is_none()
}

/// Names that are one on some machines.
struct Names {
    /// What was said of some before.
    known: Vec<Finding>,
    /// All of the source is read.
    whole: bool,
}

impl Names {
    /// What is to be said of names in folders to which something came, or from which something went,
    /// beside what was said of others; and whether something was said before.
    fn look(
        self,
        mirror: &hedgerow_git::Mirror,
        commit: Oid,
        classifier: &Classifier,
        changes: &[FileChange],
    ) -> Result<(bool, Vec<Finding>), EngineError> {
        let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for change in changes {
            let mut here = change.path.as_str();
            while !here.is_empty() && classifier.below(here).is_some() {
                if !folders.entry(folder(here)).or_default().insert(base_name(here)) {
                    break;
                }
                here = folder(here);
            }
        }
        let had = !self.known.is_empty();
        let stays = |finding: &Finding| !self.whole && !folders.contains_key(folder(&finding.path));
        let mut found: Vec<Finding> = self.known.iter().filter(|it| stays(it)).cloned().collect();
        for (folder, listed) in folders {
            // Where all is read, the changes name everything that is there.
            let names = match self.whole {
                true => Vec::new(),
                false => mirror.names(commit, folder)?,
            };
            let names = names.iter().map(String::as_str);
            let listed = listed.into_iter().filter(|_| self.whole);
            for (name, other) in lookalikes(names.chain(listed)) {
                let path = match folder {
                    "" => name.to_owned(),
                    folder => format!("{folder}/{name}"),
                };
                if classifier.below(&path).is_some() {
                    let said = lookalike_message(other);
                    found.push(Finding::of_file(
                        &path,
                        Severity::Warning,
                        rule::LOOKALIKE_NAME,
                        said,
                    ));
                }
            }
        }
        Ok((had, found))
    }
}

/// What is to be read, and what is known without reading.
pub(super) struct Plan {
    pub(super) changes: Vec<FileChange>,
    pub(super) whole: bool,
    /// What was said before of names that are one on some machines is said anew.
    pub(super) names_anew: bool,
    pub(super) wanted: Vec<Wanted>,
    pub(super) findings: Vec<Finding>,
    /// What is there and is left alone, and whether it is a file.
    pub(super) unread: Vec<(String, bool)>,
}

/// Files whose presence alters what the files around them mean.
struct Special {
    kustomizations: Vec<(String, Option<Oid>)>,
    charts: Vec<String>,
    /// What kustomizations used before.
    used: Vec<String>,
    /// Old and new contents of kustomizations that changed; charts that came or went.
    changed: Vec<(String, Option<Oid>, Option<Oid>)>,
    charts_changed: bool,
}

impl Special {
    fn of(changes: &[FileChange], known: &[Finding], classifier: &Classifier) -> Self {
        let mut special = Self {
            kustomizations: Vec::new(),
            charts: Vec::new(),
            used: Vec::new(),
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
                    special.charts.push(change.path.clone());
                }
            }
        }
        for finding in known {
            let decided = decided.contains(finding.path.as_str());
            if finding.rule == rule::KUSTOMIZE_INPUT {
                special.used.push(finding.path.clone());
            } else if decided {
                continue;
            } else if finding.rule == rule::KUSTOMIZE && is_kustomization(&finding.path) {
                special.kustomizations.push((finding.path.clone(), None));
            } else if finding.rule == rule::HELM && is_chart(&finding.path) {
                special.charts.push(finding.path.clone());
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
            // `None` where nobody knows.
            let inputs = |blob: &Option<Oid>| -> Result<Option<Vec<String>>, EngineError> {
                let Some(blob) = blob else { return Ok(Some(Vec::new())) };
                let bytes = mirror.blob_up_to(*blob, FILE_LIMIT)?;
                Ok(bytes.map(|bytes| inputs(&String::from_utf8_lossy(&bytes), folder(path))))
            };
            let (old, new) = (inputs(old)?, inputs(new)?);
            if old.is_none() || old != new {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What is left alone, and what is wrong with the files that say so.
    fn aside(
        &self,
        mirror: &hedgerow_git::Mirror,
        commit: Oid,
    ) -> Result<(Aside, Vec<Finding>), EngineError> {
        let (mut aside, mut findings) = (Aside::none(), Vec::new());
        for chart in &self.charts {
            aside.add(chart, "");
        }
        for (path, blob) in &self.kustomizations {
            let blob = match blob {
                Some(blob) => Some(*blob),
                None => mirror.blob_at(commit, path)?.map(|(blob, _)| blob),
            };
            let Some(blob) = blob else { continue };
            let finding = match mirror.blob_up_to(blob, FILE_LIMIT)? {
                Some(bytes) => {
                    let text = String::from_utf8_lossy(&bytes);
                    if aside.add(path, &text) {
                        continue;
                    }
                    broken(&text).map(|error| Finding {
                        line: i64::from(error.line),
                        column: i64::from(error.column),
                        ..Finding::of_file(path, Severity::Error, rule::YAML, error.message)
                    })
                }
                None => Some(too_large(path, mirror.blob_size(blob)?)),
            };
            // What it used when it could be read it may use still.
            self.used.iter().for_each(|input| aside.keep(input, path));
            findings.extend(finding);
        }
        Ok((aside, findings))
    }
}
