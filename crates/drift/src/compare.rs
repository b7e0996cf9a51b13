//! A resource as Git wants it beside the same one in the cluster.

use hedgerow_merge::changes;
use hedgerow_model::{FieldPath, Identity, Value};
use hedgerow_schema::Catalogue;
use serde::{Deserialize, Serialize};

use crate::managers::{Manager, Managers};
use crate::normal::normalise;

/// How a resource in the cluster stands to Git.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It says what Git wants.
    InSync,
    /// It says something else.
    Differs,
    /// Git wants it, and the cluster does not have it.
    Missing,
    /// The cluster has it, and Git does not.
    Extra,
    /// The cluster deletes it, and something still holds it.
    Deleting,
}

/// A field that says something else in the cluster than Git wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDrift {
    /// Where.
    pub path: FieldPath,
    /// What Git wants, with what the cluster fills in; `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desired: Option<Value>,
    /// What the cluster has; `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Value>,
    /// Who wrote it in the cluster, where that is known; of a field that is not there nobody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager: Option<Manager>,
}

/// How a resource differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// How it stands.
    pub standing: Standing,
    /// The fields that differ, in the order of the cluster's object; only of a resource that both have.
    pub fields: Vec<FieldDrift>,
}

/// Compares a resource as Git wants it with the object of the cluster; nothing where neither has it, or only the
/// cluster does and a controller made it for another object, with which it comes and goes.
///
/// A deletion that is under way is told before differences: what somebody deletes, nobody has to correct.
#[must_use]
pub fn compare(
    desired: Option<&Value>,
    actual: Option<&Value>,
    catalogue: &Catalogue,
) -> Option<Drift> {
    let whole = |standing| Some(Drift { standing, fields: Vec::new() });
    let (desired, actual) = match (desired, actual) {
        (None, None) => return None,
        (Some(_), None) => return whole(Standing::Missing),
        (_, Some(actual)) if is_deleting(actual) => return whole(Standing::Deleting),
        (None, Some(actual)) if is_owned(actual) => return None,
        (None, Some(_)) => return whole(Standing::Extra),
        (Some(desired), Some(actual)) => (desired, actual),
    };
    let kind = Identity::of(desired)?.group_kind();
    let (want, have) = (normalise(desired, catalogue), normalise(actual, catalogue));
    let types = catalogue.list_types(&kind);
    let managers = Managers::of(actual);
    let fields: Vec<FieldDrift> = changes(&want, &have, types.as_ref())
        .into_iter()
        .map(|change| FieldDrift {
            manager: change
                .to
                .as_ref()
                .and_then(|_| managers.of_field(&change.path, actual))
                .cloned(),
            path: change.path,
            desired: change.from,
            actual: change.to,
        })
        .collect();
    let standing = if fields.is_empty() { Standing::InSync } else { Standing::Differs };
    Some(Drift { standing, fields })
}

fn is_deleting(actual: &Value) -> bool {
    actual.at(&["metadata", "deletionTimestamp"]).is_some_and(|time| *time != Value::Null)
}

/// Whether a controller made an object for another one.
fn is_owned(actual: &Value) -> bool {
    let owners = actual.at(&["metadata", "ownerReferences"]).and_then(Value::as_list);
    let controls = |owner: &Value| owner.get("controller").and_then(Value::as_bool) == Some(true);
    owners.unwrap_or_default().iter().any(controls)
}
