//! What happens, for live views.

use hedgerow_model::ChangeState;
use serde::Serialize;

/// Something that happened, for live views.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A step of a run began.
    Progress {
        /// The fabric, when it is about one.
        fabric: Option<String>,
        /// What is being done.
        step: String,
        /// How far, when known.
        done: Option<u64>,
        /// Of how many.
        total: Option<u64>,
    },
    /// A fabric's desired state changed.
    Ingested {
        /// The fabric.
        fabric: String,
        /// The commit.
        commit: String,
    },
    /// A change moved to another state.
    Change {
        /// Its id.
        id: String,
        /// The state.
        state: ChangeState,
    },
    /// Conflicts were opened, resolved or superseded.
    Conflicts {
        /// The fabric.
        fabric: String,
    },
}
