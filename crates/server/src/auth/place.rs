//! Which fabrics a path leads to.

use axum::extract::RawPathParams;
use hedgerow_access::Access;
use hedgerow_engine::{ChangeError, EngineError};
use hedgerow_model::{Change, ChangeId, ChangeState, ConflictId, Permission, RunId};
use hedgerow_store::{Store, StoreError};

use crate::permissions::PathParameter;
use crate::problem::Problem;

/// Where a path leads.
#[derive(Debug, Default)]
pub(super) struct Target {
    /// What sort of thing it names.
    pub(super) what: &'static str,
    /// By what.
    pub(super) name: String,
    /// The names of the fabrics it belongs to; none when it does not exist.
    pub(super) fabrics: Vec<String>,
    /// The change it is, where it is one.
    pub(super) change: Option<ChangeId>,
}

/// Finds it. What the caller does not see is left out, so that it cannot be told from what is not
/// there.
pub(super) async fn find(
    store: &Store,
    access: &Access,
    place: PathParameter,
    params: &RawPathParams,
) -> Result<Target, Problem> {
    let what = match place {
        PathParameter::Fabric => "fabric",
        PathParameter::Change | PathParameter::Published => "change",
        PathParameter::Conflict => "conflict",
        PathParameter::Run => "run",
        PathParameter::Repository => "repository",
    };
    let Some((_, name)) = params.iter().find(|(key, _)| *key == what) else {
        return Err(Problem::internal(&format!("the path has no `{{{what}}}`")));
    };
    let mut target = Target { what, name: name.to_owned(), ..Target::default() };
    match place {
        PathParameter::Fabric => target.fabrics.push(name.to_owned()),
        PathParameter::Change => {
            if let Some((change, fabric)) = meant(store, access, name).await? {
                target.fabrics.push(fabric);
                target.change = Some(change.id);
            }
        }
        PathParameter::Published => {
            if let Some((change, fabric)) = published(store, access, name).await? {
                target.fabrics.push(fabric);
                target.change = Some(change.id);
            }
        }
        PathParameter::Conflict => {
            let id = ConflictId(number(name)?);
            if let Some(conflict) = store.conflict(id).await.map_err(Problem::from)? {
                let fabric = store.fabric(conflict.fabric_id).await.map_err(Problem::from)?;
                target.fabrics.extend(fabric.map(|fabric| fabric.name));
            }
        }
        PathParameter::Run => {
            let id = RunId(number(name)?);
            target.fabrics = of_run(store, access, id).await.map_err(Problem::from)?;
        }
        PathParameter::Repository => {
            target.fabrics = store.fabrics_in_repository(name).await.map_err(Problem::from)?;
        }
    }
    Ok(target)
}

/// The published change that somebody means by a name or id, among those they see; where none of the name is
/// published, one that is not, so that this can be said.
async fn published(
    store: &Store,
    access: &Access,
    typed: &str,
) -> Result<Option<(Change, String)>, Problem> {
    let mut seen = seen(store, access, typed).await?;
    seen.sort_by_key(|(change, _)| std::cmp::Reverse(change.id));
    let is_published = |change: &Change| change.state == ChangeState::Published;
    let all: Vec<(ChangeId, String)> = seen
        .iter()
        .filter(|(change, _)| is_published(change))
        .map(|(change, _)| (change.id, change.commit.clone().unwrap_or_default()))
        .collect();
    if all.len() > 1 {
        let several = ChangeError::SeveralPublished { name: typed.to_owned(), several: all };
        return Err(EngineError::from(several).into());
    }
    let at = seen.iter().position(|(change, _)| is_published(change)).unwrap_or_default();
    Ok(seen.into_iter().nth(at))
}

/// The changes of a name, or the one of an id, that somebody sees, each with its fabric.
async fn seen(
    store: &Store,
    access: &Access,
    typed: &str,
) -> Result<Vec<(Change, String)>, Problem> {
    let ids: Vec<ChangeId> = match typed.parse::<ChangeId>() {
        Ok(id) => vec![id],
        Err(_) => {
            let named = store.changes_by_name(typed).await.map_err(Problem::from)?;
            named.into_iter().map(|change| change.id).collect()
        }
    };
    let mut seen = store.changes_with_fabrics(&ids).await.map_err(Problem::from)?;
    seen.retain(|(_, fabric)| access.sees(fabric));
    Ok(seen)
}

/// The change that somebody means by a name or id: among those they see, one that is not over before
/// one that is, the newest of those.
async fn meant(
    store: &Store,
    access: &Access,
    typed: &str,
) -> Result<Option<(Change, String)>, Problem> {
    let mut seen = seen(store, access, typed).await?;
    seen.sort_by_key(|(change, _)| (change.state.is_final(), std::cmp::Reverse(change.id)));
    let open = seen.iter().filter(|(change, _)| !change.state.is_final());
    let fabrics: std::collections::BTreeSet<&str> =
        open.map(|(_, fabric)| fabric.as_str()).collect();
    if fabrics.len() > 1 {
        let fabrics: Vec<&str> = fabrics.into_iter().collect();
        return Err(Problem::invalid(format!(
            "the fabrics {} each have an open change `{typed}`; use its id, which GET \
             /api/v1/changes lists",
            fabrics.join(", ")
        )));
    }
    Ok(seen.into_iter().next())
}

/// Of the fabrics that somebody sees, those that a run is about.
async fn of_run(store: &Store, access: &Access, id: RunId) -> Result<Vec<String>, StoreError> {
    let Some(seen) = access.where_allowed(Permission::Read) else { return Ok(Vec::new()) };
    store.fabrics_run_is_about(id, &Vec::from_iter(seen)).await
}

fn number(text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| Problem::malformed(format!("`{text}` in the path is not a number")))
}
