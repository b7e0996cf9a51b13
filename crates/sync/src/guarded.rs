//! Writes that only hold when what somebody looked at is still so.

use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::ChangeView;

impl Engine {
    /// Throws a change and its drafts away, if it is still what somebody looked at: no draft of
    /// another person goes unseen.
    ///
    /// # Errors
    /// [`EngineError::Moved`] when it is not; else as [`Engine::discard`].
    pub async fn discard_seen(
        &self,
        change: &str,
        seen: impl FnOnce(&ChangeView) -> bool + Send,
    ) -> Result<ChangeView, EngineError> {
        let fabric = self.core.change_named(change).await?.fabric_id;
        // Drafts are saved under this lock.
        let _edits = self.core.lock_fabric(fabric).await;
        let view = self.change(change).await?;
        if !seen(&view) {
            return Err(EngineError::Moved(format!(
                "change `{}` was edited since it was looked at; look again and repeat",
                view.change
            )));
        }
        self.discard(change).await
    }
}
