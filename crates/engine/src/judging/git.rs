//! What Git has, held against the rules.

use std::collections::HashSet;

use hedgerow_model::{Fabric, FabricId, FieldPath, Finding, Identity, Severity, Source, rule};
use hedgerow_rules::Violation;

use super::Judging;
use crate::core::{Due, HeldInventory};
use crate::error::EngineError;

/// Most broken rules that are listed for a fabric.
pub(super) const MOST: usize = 10_000;

/// Most rules of definitions that are listed because they cannot be read, and most definitions of which something is said.
const MOST_UNREAD: usize = 100;

/// What a finding by rule is known by: everything but its place.
pub(super) type Said =
    (String, Severity, Option<Identity>, Option<FieldPath>, Option<Identity>, String, String, i64);

pub(super) fn said(finding: &Finding) -> Said {
    let Finding { rule, severity, subject, field, target, message, path, line, .. } =
        finding.clone();
    (rule, severity, subject, field, target, message, path, line)
}

impl Judging<'_> {
    /// Brings what is said of a fabric to what Git has; gives what is new. Costs nothing where it is so
    /// already.
    pub(crate) async fn judge(&self, fabric: &Fabric) -> Result<Vec<Finding>, EngineError> {
        // No ingest moves the documents meanwhile.
        let _edits = self.lock_fabric(fabric.id).await;
        let (mark, ruling) = self.mark(fabric.id).await?;
        if ruling.judged.as_deref() == Some(mark.to_string().as_str()) {
            return Ok(Vec::new());
        }
        let sources = self.store.sources_of_fabric(fabric.id).await?;
        let Some(source) = sources.into_iter().next() else { return Ok(Vec::new()) };
        let inventory = self.inventory(fabric.id).await?;
        let mark = inventory.mark();
        let (now, about) = self.say(fabric.id, &source, inventory).await?;
        let known = self.store.judged_findings(fabric.id, about.as_deref()).await?;
        let wanted: HashSet<Said> = now.iter().map(said).collect();
        let mut there: HashSet<Said> = HashSet::new();
        let (mut gone, mut no_longer) = (Vec::new(), Vec::new());
        for (row, finding) in &known {
            let said = said(finding);
            // A row that is there twice is one too many.
            if wanted.contains(&said) && there.insert(said) {
                continue;
            }
            gone.push(*row);
            no_longer.push(finding);
        }
        let new: Vec<Finding> =
            now.into_iter().filter(|finding| !there.contains(&said(finding))).collect();
        let mut tx = self.store.write().await?;
        tx.remove_findings(&gone).await?;
        tx.add_judged_findings(source.id, fabric.id, &new).await?;
        tx.set_judged(fabric.id, &mark).await?;
        if !gone.is_empty() || !new.is_empty() {
            // Its list of resources stays as it is: findings by rule are on other pages.
            let commit = source.ingested_commit.as_deref().unwrap_or_default();
            let changed = new.iter().chain(no_longer);
            self.record().emit_judged(&mut tx, &fabric.name, commit, changed)?;
        }
        tx.commit().await?;
        self.said(fabric.id, &mark).await;
        Ok(new)
    }

    /// What is to be said of a fabric, and of which resources; of all where none are named.
    pub(super) async fn say(
        &self,
        fabric: FabricId,
        source: &Source,
        inventory: HeldInventory,
    ) -> Result<(Vec<Finding>, Option<Vec<Identity>>), EngineError> {
        let all = inventory.count_violations();
        // Where not all is listed, nobody knows which are.
        let about = inventory.unsaid().filter(|_| all <= MOST);
        let violations: Vec<Violation> = match &about {
            Some(about) => {
                about.iter().flat_map(|one| inventory.violations_of(one)).cloned().collect()
            }
            None => inventory.violations().take(MOST).cloned().collect(),
        };
        let unchecked = inventory.not_checked();
        let lacks_declared = inventory.lacks_declared();
        let given_problem = inventory.given_problem().map(str::to_owned);
        drop(inventory);
        let catalogue = self.catalogue(fabric).await?;
        let mut now = self.placed(fabric, violations).await?;
        let general = |severity, rule, message: String| {
            Finding::of_file(&source.directory, severity, rule, message)
        };
        now.extend(
            unchecked.into_iter().map(|why| general(Severity::Info, rule::NOT_CHECKED, why)),
        );
        if lacks_declared {
            let why = "the rules that the fabric declares cannot be read by this version, so none of them is \
                       checked: correct them where its rules are shown";
            now.push(general(Severity::Warning, rule::NOT_CHECKED, why.to_owned()));
        }
        if let Some(why) = given_problem {
            let why = format!(
                "what the cluster has that the fabric writes itself is not read ({why}); what was read before counts"
            );
            now.push(general(Severity::Info, rule::NOT_CHECKED, why));
        }
        // The definitions' own rules that cannot be read here: once for the fabric, not at each resource.
        let mut unread = catalogue.unchecked();
        let listed = unread.by_ref().take(MOST_UNREAD);
        now.extend(listed.map(|why| general(Severity::Info, rule::NOT_CHECKED, why)));
        let more = unread.count();
        if more > 0 {
            let more = format!("{more} more rules of definitions are not checked");
            now.push(general(Severity::Info, rule::NOT_CHECKED, more));
        }
        let notes = catalogue.cluster_notes();
        let more = notes.len().saturating_sub(MOST_UNREAD);
        let listed = notes.into_iter().take(MOST_UNREAD);
        now.extend(listed.map(|(severity, why)| general(severity, rule::CLUSTER_DEFINITION, why)));
        if more > 0 {
            let more = format!("{more} more kinds are told of by the fabric's kinds");
            now.push(general(Severity::Info, rule::CLUSTER_DEFINITION, more));
        }
        if all > MOST {
            let more = format!("{} more broken rules are not listed", all - MOST);
            now.push(general(Severity::Warning, rule::TOO_MANY, more));
        }
        Ok((now, about))
    }

    /// Judges a fabric after its documents were written. What goes wrong is made up for later.
    pub(crate) async fn after_ingest(&self, fabric: FabricId) -> Vec<Finding> {
        let judged = async {
            let Some(fabric) = self.store.fabric(fabric).await? else { return Ok(Vec::new()) };
            self.judge(&fabric).await
        };
        let judged: Result<_, EngineError> = judged.await;
        self.is_due(fabric);
        self.git_moved(fabric).await;
        judged.unwrap_or_else(|error| {
            tracing::warn!(%error, "a fabric could not be held against the rules yet");
            Vec::new()
        })
    }

    /// Judges a fabric and its open changes at once, after a setting of the rules.
    ///
    /// # Errors
    /// When the database does not answer: a job makes up for it.
    pub(crate) async fn judge_now(&self, fabric: &Fabric) -> Result<(), EngineError> {
        self.judge(fabric).await?;
        self.judge_changes(fabric).await
    }

    /// Judges every fabric of which what is said does not go by what Git has: after a start, and after what
    /// went wrong.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn judge_all(&self) -> Result<(), EngineError> {
        for fabric in self.store.fabrics_read().await? {
            let (mark, ruling) = self.mark(fabric).await?;
            if ruling.judged.as_deref() == Some(mark.to_string().as_str()) {
                continue;
            }
            if let Some(fabric) = self.store.fabric(fabric).await? {
                self.judge_now(&fabric).await?;
            }
        }
        Ok(())
    }

    /// Holds the open changes of each fabric against each other: after a start.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn find_all_clashes(&self) -> Result<(), EngineError> {
        for fabric in self.store.fabrics_with_changes().await? {
            if let Some(fabric) = self.store.fabric(fabric).await? {
                self.find_clashes(&fabric).await?;
            }
        }
        Ok(())
    }

    /// Judges the fabrics where Git moved, with their open changes, and those where only a change was edited.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn judge_due(&self) -> Result<(), EngineError> {
        let Due { moved, edited } = self.take_due();
        for fabric in moved.union(&edited) {
            let Some(known) = self.store.fabric(*fabric).await? else { continue };
            if moved.contains(fabric) {
                self.judge_now(&known).await?;
            }
            self.find_clashes(&known).await?;
            self.conflicts().settle_by_policy(*fabric).await?;
        }
        Ok(())
    }
}
