//! A resource as Git wants it beside the same one in the cluster.

use hedgerow_merge::changes;
use hedgerow_model::{DriftStanding, FieldDrift, FieldPath, Identity, Moved, Value};
use hedgerow_schema::Catalogue;

use crate::managers::Managers;
use crate::normal::normalise;

/// How a resource differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// How it stands.
    pub standing: DriftStanding,
    /// Which side moved since both last agreed, taken together; `None`: it is not known, or nothing differs.
    pub moved: Option<Moved>,
    /// The fields that differ, in the order of the cluster's object; only of a resource that both have.
    pub fields: Vec<FieldDrift>,
}

/// Compares a resource as Git wants it with the object of the cluster; nothing where neither has it, or only the
/// cluster does and a controller made it for another object, with which it comes and goes.
///
/// `agreed` is what both last agreed on; without it, it is not known which side moved. A deletion that is under way is
/// told before differences: what somebody deletes, nobody has to correct.
#[must_use]
pub fn compare(
    desired: Option<&Value>,
    actual: Option<&Value>,
    agreed: Option<&Value>,
    catalogue: &Catalogue,
) -> Option<Drift> {
    let whole = |standing, moved| Some(Drift { standing, moved, fields: Vec::new() });
    let same = |side: &Value| {
        agreed.map(|agreed| normalise(side, catalogue) == normalise(agreed, catalogue))
    };
    let (desired, actual) = match (desired, actual) {
        (None, None) => return None,
        // What never was in the cluster has yet to come there.
        (Some(desired), None) => {
            return whole(DriftStanding::Missing, gone(same(desired), Moved::Git, Moved::Cluster));
        }
        (_, Some(actual)) if is_deleting(actual) => {
            let by_git = desired.is_none() && agreed.is_some();
            return whole(
                DriftStanding::Deleting,
                Some(if by_git { Moved::Git } else { Moved::Cluster }),
            );
        }
        (None, Some(actual)) if is_owned(actual) => return None,
        (None, Some(actual)) => {
            return whole(DriftStanding::Extra, gone(same(actual), Moved::Cluster, Moved::Git));
        }
        (Some(desired), Some(actual)) => (desired, actual),
    };
    let kind = Identity::of(desired)?.group_kind();
    let (want, have) = (normalise(desired, catalogue), normalise(actual, catalogue));
    let in_sync = Drift { standing: DriftStanding::InSync, moved: None, fields: Vec::new() };
    if want == have {
        return Some(in_sync);
    }
    let types = catalogue.list_types(&kind);
    let managers = Managers::of(actual);
    let mut changes = changes(&want, &have, types.as_ref());
    changes.retain(|change| change.from.is_some() || !is_mark(&change.path, &managers, actual));
    if changes.is_empty() {
        return Some(in_sync);
    }
    let base = agreed.map(|agreed| normalise(agreed, catalogue));
    let fields: Vec<FieldDrift> = changes
        .into_iter()
        .map(|change| FieldDrift {
            moved: base.as_ref().map(|base| moved(base, &want, &have, &change.path)),
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
    Some(Drift { standing: DriftStanding::Differs, moved: together(&fields), fields })
}

/// Labels with which Argo CD marks what it applies, where it is told to track by label; others may write them too.
const MARKS: [&str; 2] = ["app.kubernetes.io/instance", "argocd.argoproj.io/instance"];

/// Whether a label is a mark of Argo CD's own: by its name, and by who wrote it.
pub(crate) fn is_mark(path: &FieldPath, managers: &Managers<'_>, actual: &Value) -> bool {
    MARKS.iter().any(|mark| *path == FieldPath::of_keys(["metadata", "labels", mark]))
        && managers.of_field(path, actual).is_some_and(|manager| manager.name.starts_with("argocd"))
}

/// Which side moved where one no longer has a resource: `is_agreed` tells whether the other has it as it was agreed,
/// nothing where nothing was. `never` moved where nothing was agreed, and `left` where what was agreed is what is left.
fn gone(is_agreed: Option<bool>, never: Moved, left: Moved) -> Option<Moved> {
    Some(match is_agreed {
        None => never,
        Some(true) => left,
        Some(false) => Moved::Both,
    })
}

/// Which side moved at a path.
fn moved(base: &Value, want: &Value, have: &Value, path: &FieldPath) -> Moved {
    let was = base.lookup(path);
    match (want.lookup(path) == was, have.lookup(path) == was) {
        (true, _) => Moved::Cluster,
        (false, true) => Moved::Git,
        (false, false) => Moved::Both,
    }
}

/// Which side moved, of all fields.
pub(crate) fn together(fields: &[FieldDrift]) -> Option<Moved> {
    let mut sides = fields.iter().map(|field| field.moved);
    let first = sides.next()??;
    sides.try_fold(first, |all, side| side.map(|side| if side == all { all } else { Moved::Both }))
}

pub(crate) fn is_deleting(actual: &Value) -> bool {
    actual.at(&["metadata", "deletionTimestamp"]).is_some_and(|time| *time != Value::Null)
}

/// Whether a controller made an object for another one.
fn is_owned(actual: &Value) -> bool {
    let owners = actual.at(&["metadata", "ownerReferences"]).and_then(Value::as_list);
    let controls = |owner: &Value| owner.get("controller").and_then(Value::as_bool) == Some(true);
    owners.unwrap_or_default().iter().any(controls)
}
