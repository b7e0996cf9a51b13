//! The engine's face: verifying.

use hedgerow_model::VerifyReport;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::VerifyRequest;

impl Engine {
    /// Reads Git, the database and the cluster of a fabric afresh, compares them, and repairs the database where that
    /// is asked for.
    ///
    /// # Errors
    /// When there is no such fabric, another one is being verified for long, or the database does not answer. A side
    /// that does not answer is in the report.
    pub async fn verify(
        &self,
        fabric: &str,
        request: VerifyRequest,
    ) -> Result<VerifyReport, EngineError> {
        self.core.verify().run(fabric, request.repair, &self.actor).await
    }

    /// The report of a fabric's last verification.
    ///
    /// # Errors
    /// When there is no such fabric, or it was never verified.
    pub async fn verified(&self, fabric: &str) -> Result<VerifyReport, EngineError> {
        self.core.verify().last(fabric).await
    }
}
