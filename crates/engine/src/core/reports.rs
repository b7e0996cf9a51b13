//! First reports of fabrics that were read along with another: for whoever asks next. Another server
//! has none to tell, and says that there is nothing new: nothing is lost but a summary.

use std::collections::HashMap;
use std::sync::Mutex;

use hedgerow_model::FabricId;

use super::{Core, lock};
use crate::views::SyncReport;

#[derive(Debug, Default)]
pub(super) struct Untold(Mutex<HashMap<FabricId, SyncReport>>);

impl Untold {
    pub(super) fn forget(&self, id: FabricId) {
        lock(&self.0).remove(&id);
    }
}

impl Core {
    /// Keeps the first report of a fabric that nobody asked to sync yet.
    pub(crate) fn keep_untold(&self, id: FabricId, report: SyncReport) {
        lock(&self.untold.0).insert(id, report);
    }

    /// The first report of a fabric, once.
    pub(crate) fn untold(&self, id: FabricId) -> Option<SyncReport> {
        lock(&self.untold.0).remove(&id)
    }
}
