//! Git takes what the cluster has: values that drifted, resources that are gone there, resources that only it has.

use std::collections::{BTreeMap, BTreeSet};

use hedgerow_drift::without_noise;
use hedgerow_model::{
    Actual, DriftStanding, Drifted, Fabric, FieldDrift, FieldPath, Identity, Moved, Watched,
};
use hedgerow_yaml::{EmitOptions, emit};

use super::sides::object;
use super::{ClusterTrouble, Observe};
use crate::drafts::{Take, Taking, left_view};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::{LeftView, TakeRequest, TakeView};

/// The most resources of one request.
const MOST: usize = 1_000;

/// What Git is to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Values that drifted, and that a resource is gone.
    Values,
    /// Resources that only the cluster has.
    Resources,
}

impl Engine {
    /// Takes values that the cluster has otherwise than Git into a change, and that it no longer has a resource; or
    /// shows what that would be. Where Git itself moved on, a field is taken only when it is named.
    ///
    /// # Errors
    /// When there is no such resource or drift, what the cluster has is not known now, or it moved since it was looked at.
    pub async fn accept_drift(
        &self,
        fabric: &str,
        request: TakeRequest,
    ) -> Result<TakeView, EngineError> {
        self.core.observe().take(fabric, What::Values, request, &self.actor).await
    }

    /// Takes resources that only the cluster has into a change, without what the server keeps in them; or shows what that
    /// would be.
    ///
    /// # Errors
    /// As [`Engine::accept_drift`].
    pub async fn import_resources(
        &self,
        fabric: &str,
        request: TakeRequest,
    ) -> Result<TakeView, EngineError> {
        self.core.observe().take(fabric, What::Resources, request, &self.actor).await
    }
}

impl Observe<'_> {
    async fn take(
        &self,
        fabric: &str,
        what: What,
        request: TakeRequest,
        actor: &hedgerow_model::Actor,
    ) -> Result<TakeView, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let states = self.followed(&fabric).await?;
        if request.path.is_some() && request.resources.len() != 1 {
            return Err(EngineError::Invalid(
                "a field is of one resource: name that alone".to_owned(),
            ));
        }
        let drifts = self.asked(&fabric, what, &request).await?;
        let ids: Vec<Identity> = drifts.keys().cloned().collect();
        let actual: BTreeMap<Identity, Actual> = self
            .store
            .actual_of_all(fabric.id, &ids)
            .await?
            .into_iter()
            .map(|actual| (actual.identity.clone(), actual))
            .collect();
        let catalogue = self.catalogue(fabric.id).await?;
        let (mut takings, mut left, mut seen) = (Vec::new(), Vec::new(), BTreeMap::new());
        let is_one = drifts.len() == 1;
        for (identity, drift) in drifts {
            match known(&states, &identity) {
                Ok(()) => {}
                Err(trouble) if is_one => return Err(trouble.into()),
                // The others are taken all the same.
                Err(trouble) => {
                    left.push(left_view(&identity, FieldPath::root(), trouble.to_string()));
                    continue;
                }
            }
            let has = actual.get(&identity);
            let version = has.map(|has| has.resource_version.clone()).unwrap_or_default();
            let resource = identity.to_string();
            if request.seen.get(&resource).is_some_and(|seen| *seen != version) {
                return Err(EngineError::Moved(format!(
                    "the cluster has changed {resource} since it was looked at; reload and try again"
                )));
            }
            seen.insert(resource, version);
            let value = has.and_then(|has| object(&has.object));
            let wanted = match (what, drift.standing, value) {
                (What::Values, DriftStanding::Missing, _) => gone(&drift),
                (What::Values, DriftStanding::Differs, Some(value)) => {
                    let fields = chosen(&identity, drift.fields, request.path.as_ref(), &mut left);
                    match fields {
                        fields if fields.is_empty() => continue,
                        fields => Ok(Take::Fields(value, fields)),
                    }
                }
                (What::Resources, DriftStanding::Extra, Some(value)) => {
                    let plain = without_noise(&value, &catalogue);
                    Ok(Take::Whole(emit(&plain, &EmitOptions::default())))
                }
                (_, DriftStanding::Deleting, _) => {
                    Err("the cluster is deleting it; wait until it is gone".to_owned())
                }
                (What::Values, DriftStanding::Extra, _) => {
                    Err("only the cluster has it: import it instead".to_owned())
                }
                (What::Resources, ..) => Err("Git has it: accept its values instead".to_owned()),
                _ => Err("what the cluster has of it is not understood".to_owned()),
            };
            match wanted {
                Ok(what) => takings.push(Taking { identity, what }),
                Err(why) => left.push(left_view(&identity, FieldPath::root(), why)),
            }
        }
        let view = self.drafts().take(&fabric, takings, left, &request, actor).await?;
        Ok(TakeView { seen, ..view })
    }

    /// The drift that is asked for: of the resources that are named, or of all that it can be about.
    async fn asked(
        &self,
        fabric: &Fabric,
        what: What,
        request: &TakeRequest,
    ) -> Result<BTreeMap<Identity, Drifted>, EngineError> {
        if request.resources.is_empty() && !request.all {
            return Err(EngineError::Invalid("name the resources, or say all".to_owned()));
        }
        if request.resources.len() > MOST {
            return Err(EngineError::Invalid(format!("at most {MOST} resources at once")));
        }
        let mut found = BTreeMap::new();
        if request.resources.is_empty() {
            let limit = i64::try_from(MOST).unwrap_or(i64::MAX);
            let mut after: Option<Identity> = None;
            loop {
                let some =
                    self.store.drifts_after(fabric.id, None, None, after.as_ref(), limit).await?;
                let Some(last) = some.last() else { return Ok(found) };
                after = Some(last.identity.clone());
                let fits = |drift: &Drifted| {
                    let extra = drift.standing == DriftStanding::Extra;
                    !drift.ignored
                        && extra == (what == What::Resources)
                        && drift.moved != Some(Moved::Git)
                };
                found.extend(some.into_iter().filter(fits).map(|it| (it.identity.clone(), it)));
                if found.len() > MOST {
                    return Err(EngineError::Invalid(format!(
                        "there are more than {MOST}: name some of them"
                    )));
                }
            }
        }
        let mut ids = BTreeSet::new();
        for typed in &request.resources {
            ids.insert(self.named(fabric, typed).await?);
        }
        let ids: Vec<Identity> = ids.into_iter().collect();
        for drift in self.store.drifts_of_all(fabric.id, &ids).await? {
            found.insert(drift.identity.clone(), drift);
        }
        match ids.into_iter().find(|id| !found.contains_key(id)) {
            Some(resource) => Err(ClusterTrouble::NoDrift { resource }.into()),
            None => Ok(found),
        }
    }
}

/// Whether what the cluster has of a resource is known now.
pub(super) fn known(states: &[Watched], identity: &Identity) -> Result<(), ClusterTrouble> {
    let state = states.iter().find(|it| it.has(identity));
    let (since, why) = match state {
        None => (None, "its kind is not looked at there".to_owned()),
        Some(state) => match state.away_since {
            None => return Ok(()),
            since => {
                (since, state.problem.clone().unwrap_or_else(|| "it is being read".to_owned()))
            }
        },
    };
    Err(ClusterTrouble::NotKnown { resource: identity.clone(), since, why })
}

/// That a resource is gone is taken only where the cluster had it as Git has it.
fn gone(drift: &Drifted) -> Result<Take, String> {
    match drift.moved {
        Some(Moved::Cluster) => Ok(Take::Gone),
        Some(Moved::Both) => {
            Err("it is gone in the cluster, and Git changed it since: delete it in a draft if it is to go".to_owned())
        }
        _ => Err("as far as is known the cluster never had it: it has yet to be applied".to_owned()),
    }
}

/// The fields that are taken: the one that was named, or those of which the cluster alone moved.
fn chosen(
    identity: &Identity,
    fields: Vec<FieldDrift>,
    path: Option<&FieldPath>,
    left: &mut Vec<LeftView>,
) -> Vec<FieldDrift> {
    if let Some(path) = path {
        let named: Vec<FieldDrift> =
            fields.into_iter().filter(|field| path.contains(&field.path)).collect();
        if named.is_empty() {
            let why = "the cluster has what Git wants there".to_owned();
            left.push(left_view(identity, path.clone(), why));
        }
        return named;
    }
    let mut chosen = Vec::new();
    for field in fields {
        let why = match field.moved {
            Some(Moved::Git) => "Git moved on, and the cluster has yet to follow",
            Some(Moved::Both) => {
                "both sides changed it: decide the conflict, or name the field to take the cluster's value"
            }
            Some(Moved::Cluster) | None => {
                chosen.push(field);
                continue;
            }
        };
        left.push(left_view(identity, field.path, why.to_owned()));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use hedgerow_model::GroupKind;

    use super::*;

    fn field(path: &str, moved: Option<Moved>) -> FieldDrift {
        FieldDrift {
            path: path.parse().unwrap(),
            desired: None,
            actual: None,
            moved,
            manager: None,
        }
    }

    #[test]
    fn where_git_moved_a_field_is_taken_only_when_it_is_named() {
        let id = Identity::new("g", "K", "x");
        let fields = vec![
            field("spec.a", Some(Moved::Cluster)),
            field("spec.b", Some(Moved::Git)),
            field("spec.c", Some(Moved::Both)),
            field("spec.d", None),
        ];
        let of = |path: Option<&str>| {
            let (path, mut left) = (path.map(|path| path.parse().unwrap()), Vec::new());
            let taken = chosen(&id, fields.clone(), path.as_ref(), &mut left);
            let taken: Vec<_> = taken.into_iter().map(|it| it.path.to_string()).collect();
            (taken, left.into_iter().map(|it| it.path.to_string()).collect::<Vec<_>>())
        };
        let both = |taken: &[&str], left: &[&str]| {
            let owned = |of: &[&str]| of.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
            (owned(taken), owned(left))
        };
        assert_eq!(of(None), both(&["spec.a", "spec.d"], &["spec.b", "spec.c"]));
        assert_eq!(of(Some("spec.c")), both(&["spec.c"], &[]));
        assert_eq!(of(Some("spec")), both(&["spec.a", "spec.b", "spec.c", "spec.d"], &[]));
        assert_eq!(of(Some("spec.z")), both(&[], &["spec.z"]));
    }

    #[test]
    fn a_resource_goes_only_where_the_cluster_had_it_as_git_has_it() {
        let drift = |moved| Drifted {
            identity: Identity::new("g", "K", "x"),
            standing: DriftStanding::Missing,
            moved,
            fields: Vec::new(),
            ignored: false,
            severity: hedgerow_model::Severity::Warning,
            resource_version: None,
            blob: None,
            since: 0,
        };
        assert!(matches!(gone(&drift(Some(Moved::Cluster))), Ok(Take::Gone)));
        for moved in [None, Some(Moved::Git), Some(Moved::Both)] {
            assert!(gone(&drift(moved)).is_err());
        }
    }

    #[test]
    fn nothing_is_taken_of_what_is_not_known_now() {
        let state = |away_since| Watched {
            kind: GroupKind::new("g", "K"),
            namespace: "default".into(),
            version: "v1".into(),
            resource_version: None,
            listed_at: Some(1),
            seen_at: Some(1),
            away_since,
            problem: None,
        };
        let id = Identity::new("g", "K", "x");
        assert!(known(&[state(None)], &id).is_ok());
        assert!(known(&[state(Some(1))], &id).is_err());
        assert!(known(&[], &id).is_err());
    }
}
