//! Job: warns of credentials and certificates that expire soon. Period: a day.

use std::sync::Arc;
use std::time::Duration;

use super::{Again, Job};
use crate::core::Core;

const A_DAY: Duration = Duration::from_secs(86_400);

#[derive(Debug)]
pub(super) struct WarnOfExpiry;

impl Job for WarnOfExpiry {
    const NAME: &'static str = "warn-of-expiry";
    const HOLDS: &'static str = "the log names every credential and certificate that expires soon";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        if let Err(error) = core.admin().warn_of_expiry().await {
            tracing::error!(%error, "credentials cannot be listed");
        }
        if let Err(error) = core.admin().warn_of_certificates().await {
            tracing::error!(%error, "the ways to remotes cannot be listed");
        }
        Again::After(A_DAY)
    }
}
