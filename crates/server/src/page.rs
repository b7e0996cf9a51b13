//! The parameters of pages.

use hedgerow_engine::views::PageRequest;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which page of a list is asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// How many at most, from 1 to 1000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

impl PageQuery {
    /// The page that the engine is asked for.
    pub(crate) fn request(self) -> PageRequest {
        page_request(self.limit, self.cursor)
    }
}

/// The page that the engine is asked for.
pub(crate) fn page_request(limit: Option<i64>, cursor: Option<String>) -> PageRequest {
    PageRequest { limit, cursor }
}
