//! One act, as it is sent to the cluster.

use hedgerow_cluster::{Act, Cluster, ClusterError, Observed, ServedKind, Write};
use serde_json::{Value as Json, json};

use super::survey::{Planned, There};
use crate::observe::{in_its_namespace, kept};

/// Sends one act. That something is gone already is as good as having deleted it. An update is of the very object that
/// was compared: one that is gone is not made again by it. Nor is one that appeared since written into by making it.
pub(super) async fn send(
    cluster: &Cluster,
    kind: &ServedKind,
    planned: &Planned,
    take_over: bool,
    write: Write<'_>,
) -> Result<(), ClusterError> {
    let id = &planned.identity;
    let at = (kind, id.namespace.as_str(), id.name.as_str());
    match &planned.object {
        None => match delete(cluster, at, planned.there.as_ref(), write).await {
            Err(ClusterError::NotFound) => Ok(()),
            ended => ended,
        },
        Some(object) => {
            let mut object: Json = in_its_namespace(object.clone(), kind, id);
            let Some(there) = &planned.there else {
                return create(cluster, at, &object, write).await;
            };
            object["metadata"]["uid"] = json!(there.uid);
            if take_over {
                // Nothing but its version guards what others wrote.
                let seen = as_compared(cluster, at, Some(there)).await?;
                object["metadata"]["resourceVersion"] = json!(seen.resource_version);
            }
            cluster.act(at, &Act::Apply { object: &object, take_over }, write).await.map(drop)
        }
    }
}

/// Makes an object, provided that there is none: applying would write into one that appeared since, and what is in it was
/// never compared. The dry run tells: what was there has fields of others. In the moment after it, fields that others set
/// otherwise still stand in the way.
async fn create(
    cluster: &Cluster,
    at: (&ServedKind, &str, &str),
    object: &Json,
    write: Write<'_>,
) -> Result<(), ClusterError> {
    match cluster.act(at, &Act::Apply { object, take_over: false }, write).await {
        Ok(made) if write.dry_run && !is_of(&made, write.manager) => Err(moved()),
        Err(ClusterError::Conflict { .. }) => Err(moved()),
        ended => ended.map(drop),
    }
}

/// Whether nobody but this field manager has written into an object.
fn is_of(object: &Json, manager: &str) -> bool {
    let entries = object["metadata"]["managedFields"].as_array();
    entries.is_none_or(|entries| entries.iter().all(|entry| entry["manager"] == manager))
}

/// Deletes an object, provided that it says what it said when it was compared: it is read again, and deleted as it was
/// read, so that an edit that nobody has seen is not lost with it.
async fn delete(
    cluster: &Cluster,
    at: (&ServedKind, &str, &str),
    there: Option<&There>,
    write: Write<'_>,
) -> Result<(), ClusterError> {
    let seen = as_compared(cluster, at, there).await?;
    let resource_version = Some(seen.resource_version.as_str());
    cluster.act(at, &Act::Delete { uid: &seen.uid, resource_version }, write).await.map(drop)
}

/// An object as it is now, provided that it says what it said when it was compared.
async fn as_compared(
    cluster: &Cluster,
    at: (&ServedKind, &str, &str),
    there: Option<&There>,
) -> Result<Observed, ClusterError> {
    let (kind, namespace, name) = at;
    let object = cluster.object(kind, namespace, name).await?.ok_or(ClusterError::NotFound)?;
    let seen = Observed::take(object, kind).ok_or_else(moved)?;
    match there.is_some_and(|there| there.digest == kept(&seen).1) {
        true => Ok(seen),
        false => Err(moved()),
    }
}

fn moved() -> ClusterError {
    ClusterError::Conflict {
        message: "it changed since it was compared; it is compared again first".to_owned(),
        fields: Vec::new(),
    }
}
