//! Before somebody adds or removes: what is free, and what would break.

use axum::Json;
use axum::extract::State;
use hedgerow_engine::views::{FreeRequest, FreeView, FreeWhat, ImpactView};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Body, Named, Parameters};
use crate::problem::{Problem, Problems};
use crate::state::App;

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FreeQuery {
    /// `vlan`, `subnet` or `port`.
    #[param(inline)]
    what: FreeWhat,
    /// The length of a subnet, in bits; needed for `subnet`, and for nothing else.
    #[param(minimum = 0, maximum = 30)]
    length: Option<u8>,
    /// The VLANNamespace or IPv4Namespace; `default` when left out. Not for `port`.
    namespace: Option<String>,
    /// The Switch; needed for `port`, and for nothing else.
    switch: Option<String>,
    /// How many at most, from 1 to 1000; 5 when left out.
    #[param(minimum = 1, maximum = 1000)]
    count: Option<usize>,
    /// How many of those that are taken are listed at most, up to 1000; 20 when left out. The others are counted.
    #[param(minimum = 0, maximum = 1000)]
    taken: Option<usize>,
}

/// What would go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImpactRequest {
    /// The resources, from 1 to 1,000, each `KIND/NAME` or `KIND/NAMESPACE/NAME`; the kind may be `KIND.GROUP`.
    resources: Vec<String>,
    /// The name or id of an open change: the answer is as the fabric would be with it.
    change: Option<String>,
}

/// The next free VLANs, subnets or ports
///
/// With the reason why those in between are taken, and by whom: by what Git has, by an open change, or
/// reserved by the fabric's settings. What could not be taken into account is said.
#[utoipa::path(get, path = "/fabrics/{fabric}/free", tag = "fabrics", operation_id = "findFree",
    params(("fabric" = String, Path, description = "Its name."), FreeQuery),
    responses((status = 200, description = "What is free.", body = FreeView), Problems))]
pub(crate) async fn free(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<FreeQuery>,
) -> Result<Json<FreeView>, Problem> {
    let FreeQuery { what, length, namespace, switch, count, taken } = query;
    let request = FreeRequest { what, length, namespace, switch, count, taken };
    Ok(Json(app.engine.free(&fabric, request).await?))
}

/// What would break if resources went
///
/// Who refers to them, which rules would be broken, and what could not stay without those, layer by layer.
/// Deleted and commented out are the same here.
#[utoipa::path(post, path = "/fabrics/{fabric}/impact", tag = "fabrics", operation_id = "getImpact",
    params(("fabric" = String, Path, description = "The fabric's name.")),
    request_body = ImpactRequest,
    responses((status = 200, description = "What would break.", body = ImpactView), Problems))]
pub(crate) async fn impact(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Body(request): Body<ImpactRequest>,
) -> Result<Json<ImpactView>, Problem> {
    let ImpactRequest { resources, change } = request;
    Ok(Json(app.engine.impact(&fabric, &resources, change.as_deref()).await?))
}
