//! The time of day.

use std::time::{SystemTime, UNIX_EPOCH};

use hedgerow_model::Millis;

/// Now, in milliseconds since 1970.
pub(crate) fn now() -> Millis {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX))
}
