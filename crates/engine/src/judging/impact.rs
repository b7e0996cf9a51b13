//! What would break if resources went: before somebody deletes them or comments them out.

use std::collections::BTreeSet;

use hedgerow_model::{ChangeId, Fabric, FieldPath, Identity};
use hedgerow_rules::{Affected, Edit, Impact, Inventory, Object, Violation, impact};

use super::Judging;
use super::open::OpenChange;
use crate::core::{Core, blocking};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::{AffectedRule, AffectedView, ImpactView, NamedAt, PlannedUse, ResourceName};

/// Most resources that may be asked about at once.
const MOST_ASKED: usize = 1_000;

/// Most resources that are listed.
const MOST_AFFECTED: usize = 500;

/// Most uses by open changes that are listed.
const MOST_PLANNED: usize = 50;

impl Engine {
    /// What would break if resources were deleted or commented out together, each `KIND/NAME` or
    /// `KIND/NAMESPACE/NAME`; with `change`, as that change would leave the fabric.
    ///
    /// # Errors
    /// When there is no such fabric, resource or change, or the change is of another fabric or over; when nothing is
    /// named, or more than 1,000 resources are.
    pub async fn impact(
        &self,
        fabric: &str,
        resources: &[String],
        change: Option<&str>,
    ) -> Result<ImpactView, EngineError> {
        if resources.is_empty() || resources.len() > MOST_ASKED {
            let message = format!("name from 1 to {MOST_ASKED} resources, not {}", resources.len());
            return Err(EngineError::Invalid(message));
        }
        let core: &Core = &self.core;
        let fabric = core.fabric_named(fabric).await?;
        let mut identities = BTreeSet::new();
        for typed in resources {
            identities.insert(core.judging().named(&fabric, typed).await?);
        }
        let change = match change {
            Some(typed) => Some(core.change_named(typed).await?),
            None => None,
        };
        if let Some(change) = change.as_ref().filter(|change| change.fabric_id != fabric.id) {
            let (change, fabric) = (&change.name, &fabric.name);
            let message = format!("change `{change}` is not one of fabric `{fabric}`");
            return Err(EngineError::Invalid(message));
        }
        let identities = identities.into_iter().collect();
        core.judging()
            .impact(&fabric, identities, change.map(|change| (change.id, change.name)))
            .await
    }
}

impl Judging<'_> {
    /// The resource that somebody names.
    async fn named(&self, fabric: &Fabric, typed: &str) -> Result<Identity, EngineError> {
        let parts: Vec<&str> = typed.split('/').collect();
        let (kind, namespace, name) = match parts.as_slice() {
            [kind, name] => (*kind, Identity::DEFAULT_NAMESPACE, *name),
            [kind, namespace, name] => (*kind, *namespace, *name),
            _ => {
                let message = format!("`{typed}`: write it as KIND/NAME or KIND/NAMESPACE/NAME");
                return Err(EngineError::Invalid(message));
            }
        };
        self.reads().identity_named(fabric, kind, namespace, name).await
    }

    async fn impact(
        &self,
        fabric: &Fabric,
        identities: Vec<Identity>,
        change: Option<(ChangeId, String)>,
    ) -> Result<ImpactView, EngineError> {
        // Before the resources: they may be newer than what is said of them, never older.
        let evidence = self.evidence(fabric).await?;
        let open = self.open_changes(fabric, |_| true).await?;
        let (id, change) = change.unzip();
        let (mine, others): (Vec<OpenChange>, Vec<OpenChange>) =
            open.changes.into_iter().partition(|one| Some(one.id) == id);
        let mine: Vec<Edit> = mine.into_iter().flat_map(|one| one.edits).collect();
        let mut inventory = self.inventory(fabric.id).await?;
        let resources = identities.iter().map(ResourceName::from).collect();
        let (live, found, planned) = blocking(move || {
            inventory.with(mine, |changed| {
                let live = identities.iter().any(|one| changed.object(one).is_some());
                let found = impact(changed, &identities);
                (live, found, planned(changed, &others, &identities))
            })
        })
        .await?;
        let more_planned = planned.len().saturating_sub(MOST_PLANNED);
        let Impact { affected, is_complete, mut unchecked } = found;
        unchecked.extend(open.left_out);
        let mut layers = Vec::new();
        for one in &affected {
            if layers.len() < one.layer {
                layers.resize(one.layer, 0);
            }
            if let Some(count) = layers.get_mut(one.layer.saturating_sub(1)) {
                *count += 1;
            }
        }
        Ok(ImpactView {
            resources,
            live,
            change,
            affected: affected.iter().take(MOST_AFFECTED).map(affected_view).collect(),
            layers,
            complete: is_complete,
            planned: planned.into_iter().take(MOST_PLANNED).collect(),
            more_planned,
            unchecked,
            evidence,
        })
    }
}

/// What changes would add that refers to some resources, and does not do so yet.
fn planned(inventory: &Inventory, changes: &[OpenChange], targets: &[Identity]) -> Vec<PlannedUse> {
    let mut found = BTreeSet::new();
    for change in changes {
        for edit in &change.edits {
            let Edit::Set(object) = edit else { continue };
            if targets.contains(object.identity()) {
                continue;
            }
            let before = inventory.object(object.identity());
            let refers = |object: &Object, target: &Identity| {
                object.refers_to(target) || inventory.refers(object, target)
            };
            let is_new = |target: &Identity| {
                refers(object, target) && !before.is_some_and(|before| refers(before, target))
            };
            if targets.iter().any(is_new) {
                let resource = ResourceName::from(object.identity());
                found.insert(PlannedUse { change: change.name.clone(), resource });
            }
        }
    }
    found.into_iter().collect()
}

fn affected_view(affected: &Affected) -> AffectedView {
    let named = |(field, target): &(FieldPath, Identity)| NamedAt {
        field: field.clone(),
        target: ResourceName::from(target),
    };
    AffectedView {
        resource: ResourceName::from(&*affected.identity),
        layer: affected.layer,
        names: affected.names.iter().map(named).collect(),
        broken: affected.broken.iter().map(broken_rule).collect(),
        more_broken: affected.more_broken,
        stays: affected.stays,
    }
}

fn broken_rule(violation: &Violation) -> AffectedRule {
    AffectedRule {
        rule: violation.rule.to_string(),
        severity: violation.severity,
        subject: ResourceName::from(&*violation.subject),
        field: Some(violation.field.clone()).filter(|field| !field.segments().is_empty()),
        // What refers to it is named rightly: it is what would be gone.
        message: match &violation.missing {
            Some(missing) => format!("refers to {missing}, which would be gone"),
            None => violation.message.clone(),
        },
    }
}
