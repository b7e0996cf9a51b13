//! Telling live views what happened.

use std::sync::Arc;

use super::Core;
use crate::told::Listener;
use crate::views::Event;

/// Where what happened is told, and who listens hears it.
pub(crate) trait Events: Send + Sync {
    /// Tells whoever listens. Nobody listening is fine.
    fn tell(&self, event: Event);

    /// Listens from behind the event with the id `since`, or from now on.
    fn listen(self: Arc<Self>, since: Option<&str>) -> Listener;
}

impl Core {
    /// Tells whoever listens. Nobody listening is fine.
    pub(crate) fn tell(&self, event: Event) {
        self.events.tell(event);
    }

    /// Tells what is being done. Nobody needs to know it later.
    pub(crate) fn progress(&self, fabric: Option<&str>, step: &str) {
        self.tell(Event::Progress {
            fabric: fabric.map(str::to_owned),
            step: step.to_owned(),
            done: None,
            total: None,
        });
    }
}
