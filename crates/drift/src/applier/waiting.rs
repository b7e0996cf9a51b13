//! What a resource waits for in the cluster, where Git is ahead.

use hedgerow_model::{ApplierStanding, Appliers, Identity, RefusedThere};

use super::short;

/// Why the cluster has yet to follow Git in a resource, where it is known who brings it there: one applier, and not
/// several.
#[must_use]
pub fn waiting_for(appliers: &Appliers, id: &Identity) -> Option<String> {
    let [one] = appliers.found.as_slice() else { return None };
    if appliers.more > 0 {
        return None;
    }
    let who = one.applier.title();
    if let Some(refused) = one.refused.iter().find(|it| is_of(it, id)) {
        return Some(format!("{who} does not get it applied: {}", refused.message));
    }
    let head = appliers.head.as_deref().map(short)?;
    match one.standing {
        ApplierStanding::Behind => Some(format!("{who} has yet to apply {head}")),
        ApplierStanding::Suspended => {
            Some(format!("{who} does not apply automatically, and was not told to apply {head}"))
        }
        ApplierStanding::Failing => {
            let why = one.problem.as_deref().unwrap_or("it does not say why");
            Some(format!("{who} fails: {why}"))
        }
        // It says that it is done, and the cluster has something else: that is not for it to explain.
        ApplierStanding::Applied => {
            Some(format!("{who} says that it applied {head}, and the cluster has something else"))
        }
        ApplierStanding::Unproven | ApplierStanding::Unknown => None,
    }
}

fn is_of(refused: &RefusedThere, id: &Identity) -> bool {
    refused.kind == id.kind
        && refused.name == id.name
        && refused.group.as_ref().is_none_or(|group| *group == id.group)
        && (refused.namespace.is_empty() || refused.namespace == id.namespace)
}
