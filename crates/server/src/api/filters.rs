//! Filters of lists, saved under a name: one's own, and those that are shared.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use hedgerow_access::{Access, Principal};
use hedgerow_engine::MayShare;
use hedgerow_engine::views::{FilterEdit, FilterView, NewFilter, Page};
use hedgerow_model::{FilterPage, Permission};

use crate::acting::Acting;
use crate::etag;
use crate::extract::{Body, Named, Parameters};
use crate::page::PageQuery;
use crate::principal::Caller;
use crate::problem::{Problem, Problems};
use crate::task::to_the_end;

/// What whoever asks may do with the filters that are shared.
struct May(Access);

impl MayShare for May {
    fn see(&self, page: FilterPage, fabric: Option<&str>) -> bool {
        let here = fabric.is_none_or(|fabric| self.0.sees(fabric));
        let somewhere = |permission| {
            // Nowhere is a set of fabrics as well.
            self.0.where_allowed(permission).is_none_or(|fabrics| !fabrics.is_empty())
        };
        here && page.asks().is_none_or(somewhere)
    }

    fn share(&self, _: FilterPage, fabric: Option<&str>) -> bool {
        match fabric {
            Some(fabric) => self.0.allows(Permission::Edit, fabric),
            None => self.0.administers(),
        }
    }
}

fn may(principal: Principal) -> May {
    May(principal.access)
}

/// The saved filters
///
/// One's own, and those that are shared of the lists that one may see.
#[utoipa::path(get, path = "/filters", tag = "people", operation_id = "listFilters",
    params(PageQuery),
    responses((status = 200, description = "In the order in which they were saved first.", body = Page<FilterView>), Problems))]
pub(crate) async fn list(
    Acting(engine): Acting,
    Caller(principal): Caller,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<FilterView>>, Problem> {
    Ok(Json(engine.saved_filters(&query.request(), &may(principal)).await?))
}

/// Save a filter under a name
///
/// For oneself, or with `shared` for everybody who can see the list. A name that is taken there is refused with 409.
#[utoipa::path(post, path = "/filters", tag = "people", operation_id = "saveFilter",
    request_body = NewFilter,
    responses((status = 201, description = "It is saved.", body = FilterView), Problems))]
pub(crate) async fn save(
    Acting(engine): Acting,
    Caller(principal): Caller,
    Body(new): Body<NewFilter>,
) -> Result<(StatusCode, Json<FilterView>), Problem> {
    let saved = async move { engine.save_filter(new, &may(principal)).await };
    Ok((StatusCode::CREATED, Json(to_the_end(saved).await?)))
}

/// Change a saved filter
///
/// Its name, what it says, whether it is shared.
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
    let done = async move { engine.change_filter(filter, edit, expected, &may(principal)).await };
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
    to_the_end(async move { engine.remove_filter(filter, expected, &may(principal)).await })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
