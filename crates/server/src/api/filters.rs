//! Filters of lists, saved under a name: one's own, and those that are shared.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use hedgerow_access::Principal;
use hedgerow_engine::FilterAccess;
use hedgerow_engine::views::{FilterEdit, FilterQuery, FilterView, NewFilter, Page};
use hedgerow_model::{FilterPage, Permission};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::acting::Acting;
use crate::etag;
use crate::extract::{Body, Named, Parameters};
use crate::page;
use crate::principal::Caller;
use crate::problem::{Problem, Problems};
use crate::task::to_the_end;

/// What the caller may do with saved filters.
struct May(Principal);

impl May {
    /// Whether something is allowed in one fabric at least.
    fn somewhere(&self, permission: Permission) -> bool {
        // Nowhere is a set of fabrics as well.
        self.0.access.where_allowed(permission).is_none_or(|fabrics| !fabrics.is_empty())
    }
}

impl FilterAccess for May {
    fn see(&self, page: FilterPage, fabric: Option<&str>) -> bool {
        fabric.is_none_or(|fabric| self.know(fabric))
            && page.asks().is_none_or(|permission| self.somewhere(permission))
    }

    fn share(&self, page: FilterPage, fabric: Option<&str>) -> bool {
        self.see(page, fabric)
            && match fabric {
                Some(fabric) => self.0.access.allows(Permission::Edit, fabric),
                None => self.0.access.administers(),
            }
    }

    fn know(&self, fabric: &str) -> bool {
        self.0.access.sees(fabric)
    }

    fn keep(&self) -> bool {
        self.0.token.is_none() || self.somewhere(Permission::Edit)
    }
}

/// Which saved filters are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FiltersQuery {
    /// Only those of this list.
    list: Option<FilterPage>,
    /// Only those of lists of this fabric.
    fabric: Option<String>,
    /// How many at most, from 1 to 1000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// The saved filters
///
/// Those of the person who asks, and the shared ones of the lists that they may see.
#[utoipa::path(get, path = "/filters", tag = "people", operation_id = "listFilters",
    params(FiltersQuery),
    responses((status = 200, description = "In the order in which they were saved first.", body = Page<FilterView>), Problems))]
pub(crate) async fn list(
    Acting(engine): Acting,
    Caller(principal): Caller,
    Parameters(query): Parameters<FiltersQuery>,
) -> Result<Json<Page<FilterView>>, Problem> {
    let ask = page::page_request(query.limit, query.cursor);
    let of = FilterQuery { list: query.list, fabric: query.fabric };
    Ok(Json(engine.saved_filters(&of, &ask, &May(principal)).await?))
}

/// Save a filter under a name
///
/// For the person who asks, or with `shared` for everybody who can see the list. A name that is taken there is refused with 409.
#[utoipa::path(post, path = "/filters", tag = "people", operation_id = "saveFilter",
    request_body = NewFilter,
    responses((status = 201, description = "It is saved.", body = FilterView), Problems))]
pub(crate) async fn save(
    Acting(engine): Acting,
    Caller(principal): Caller,
    Body(new): Body<NewFilter>,
) -> Result<(StatusCode, Json<FilterView>), Problem> {
    let saved = async move { engine.save_filter(new, &May(principal)).await };
    Ok((StatusCode::CREATED, Json(to_the_end(saved).await?)))
}

/// Change a saved filter
///
/// Its name, the parameters of the list's address, whether it is shared.
#[utoipa::path(patch, path = "/filters/{filter}", tag = "people", operation_id = "changeFilter",
    params(("filter" = i64, Path, description = "Its number."),
        ("if-match" = Option<String>, Header, description = "`\"rN\"`, with the `revision` that was looked at.")),
    request_body = FilterEdit,
    responses((status = 200, description = "As it is now.", body = FilterView), Problems))]
pub(crate) async fn change(
    Acting(engine): Acting,
    Caller(principal): Caller,
    Named(filter): Named<i64>,
    headers: HeaderMap,
    Body(edit): Body<FilterEdit>,
) -> Result<Response, Problem> {
    let expected = etag::revision(&headers)?;
    let done = async move { engine.change_filter(filter, edit, expected, &May(principal)).await };
    let view = to_the_end(done).await?;
    let revision = view.revision;
    Ok(etag::at_revision(view, Some(revision)))
}

/// Remove a saved filter
#[utoipa::path(delete, path = "/filters/{filter}", tag = "people", operation_id = "removeFilter",
    params(("filter" = i64, Path, description = "Its number."),
        ("if-match" = Option<String>, Header, description = "`\"rN\"`, with the `revision` that was looked at.")),
    responses((status = 204, description = "It is gone."), Problems))]
pub(crate) async fn remove(
    Acting(engine): Acting,
    Caller(principal): Caller,
    Named(filter): Named<i64>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let expected = etag::revision(&headers)?;
    to_the_end(async move { engine.remove_filter(filter, expected, &May(principal)).await })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
