//! The endpoints, one file per group. Each handler reads the request, asks the engine one thing
//! and gives its answer on.

mod apply;
mod approvals;
mod audit;
mod beside;
mod browse;
mod changes;
mod clusters;
mod conflicts;
mod copies;
mod credentials;
mod demo;
mod directory;
mod drafts;
mod drift;
mod fabrics;
mod filters;
mod free;
mod me;
mod migrations;
mod past;
mod places;
mod policies;
mod publish;
mod repositories;
mod resource;
mod resources;
mod roles;
mod rules;
mod runs;
mod session;
mod settling;
mod setup;
mod tokens;
mod tour;
mod users;
mod verify;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use demo::{Demo, DemoPerson};
pub use tour::{Tour, TourDirection, TourEvidence, TourStep};

use crate::state::App;

/// Every endpoint below `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(setup::show, setup::set_up))
        .routes(routes!(session::log_in, session::log_out))
        .routes(routes!(me::show, me::update))
        .routes(routes!(me::password))
        .routes(routes!(session::list))
        .routes(routes!(session::end))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
        .routes(routes!(roles::list))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::show, users::update, users::remove))
        .routes(routes!(audit::list))
        .routes(routes!(audit::export))
        .routes(routes!(audit::verify))
        .routes(routes!(credentials::list, credentials::add))
        .routes(routes!(credentials::show, credentials::update, credentials::remove))
        .routes(routes!(credentials::rotate))
        .routes(routes!(credentials::test))
        .routes(routes!(repositories::list, repositories::add))
        .routes(routes!(repositories::show, repositories::update, repositories::remove))
        .routes(routes!(repositories::test))
        .routes(routes!(repositories::branches))
        .routes(routes!(repositories::look))
        .routes(routes!(places::preview_repository))
        .routes(routes!(places::move_repository))
        .routes(routes!(fabrics::list, fabrics::add))
        .routes(routes!(fabrics::show, fabrics::update, fabrics::remove))
        .routes(routes!(fabrics::sync))
        .routes(routes!(verify::last, verify::verify))
        .routes(routes!(rules::list))
        .routes(routes!(rules::set))
        .routes(routes!(rules::declare))
        .routes(routes!(rules::set_installation, rules::forget_installation))
        .routes(routes!(resources::list))
        .routes(routes!(resources::last_commits))
        .routes(routes!(resource::show))
        .routes(routes!(resource::history))
        .routes(routes!(resource::blame))
        .routes(routes!(resource::at))
        .routes(routes!(past::commits))
        .routes(routes!(past::fabric))
        .routes(routes!(past::compare))
        .routes(routes!(past::file))
        .routes(routes!(free::impact))
        .routes(routes!(free::free))
        .routes(routes!(migrations::list))
        .routes(routes!(migrations::migrate))
        .routes(routes!(resources::findings))
        .routes(routes!(browse::kinds))
        .routes(routes!(browse::schema))
        .routes(routes!(browse::files))
        .routes(routes!(browse::check))
        .routes(routes!(browse::edit))
        .routes(routes!(browse::search))
        .routes(routes!(drafts::save))
        .routes(routes!(drafts::set))
        .routes(routes!(filters::list, filters::save))
        .routes(routes!(filters::change, filters::remove))
        .routes(routes!(directory::preview, directory::apply))
        .routes(routes!(places::preview_fabric))
        .routes(routes!(places::move_fabric))
        .routes(routes!(changes::list))
        .routes(routes!(changes::show, changes::discard))
        .routes(routes!(changes::diff))
        .routes(routes!(changes::revert))
        .routes(routes!(changes::split))
        .routes(routes!(changes::rename))
        .routes(routes!(changes::undo))
        .routes(routes!(approvals::approve, approvals::withdraw))
        .routes(routes!(publish::publish))
        .routes(routes!(conflicts::list))
        .routes(routes!(conflicts::show))
        .routes(routes!(conflicts::set))
        .routes(routes!(conflicts::resolve))
        .routes(routes!(conflicts::reopen))
        .routes(routes!(settling::resolve))
        .routes(routes!(settling::result))
        .routes(routes!(copies::list))
        .routes(routes!(copies::keep))
        .routes(routes!(settling::assign))
        .routes(routes!(settling::remark))
        .routes(routes!(policies::show, policies::set))
        .routes(routes!(policies::show_default, policies::set_default))
        .routes(routes!(policies::try_it))
        .routes(routes!(policies::undo))
        .routes(routes!(policies::accept))
        .routes(routes!(policies::dismiss))
        .routes(routes!(clusters::list, clusters::add))
        .routes(routes!(clusters::show, clusters::remove))
        .routes(routes!(clusters::rotate))
        .routes(routes!(clusters::test))
        .routes(routes!(clusters::place, clusters::clear))
        .routes(routes!(clusters::manifest))
        .routes(routes!(drift::list))
        .routes(routes!(drift::actual))
        .routes(routes!(drift::watched))
        .routes(routes!(beside::appliers))
        .routes(routes!(beside::undone))
        .routes(routes!(beside::switches))
        .routes(routes!(drift::accept))
        .routes(routes!(drift::import))
        .routes(routes!(drift::reapply))
        .routes(routes!(apply::list, apply::apply))
        .routes(routes!(apply::requests))
        .routes(routes!(apply::approve))
        .routes(routes!(apply::decline))
        .routes(routes!(drift::ignore, drift::heed))
        .routes(routes!(runs::list))
        .routes(routes!(runs::show))
        .routes(routes!(crate::events::listen))
        .routes(routes!(tour::show))
}
