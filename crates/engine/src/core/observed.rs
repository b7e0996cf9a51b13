//! What those who follow fabrics' clusters have to look at.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use hedgerow_model::{FabricId, Identity};
use tokio::sync::Notify;

use super::lock;

/// More resources than these are not looked at one by one: all are.
const MOST: usize = 5_000;

/// Fabrics whose clusters are followed here.
#[derive(Default)]
pub(crate) struct Observed {
    due: Mutex<HashMap<FabricId, Arc<Due>>>,
    applying: Mutex<HashMap<FabricId, Arc<Applying>>>,
    /// How often it was said where fabrics live, since this process began.
    placed: Mutex<HashMap<FabricId, i64>>,
    /// Woken when the branches of fabrics moved.
    heads: Mutex<HashMap<FabricId, Arc<Notify>>>,
    /// A cluster or where a fabric lives was changed.
    settings: Notify,
}

/// What of a fabric is to be compared again.
#[derive(Debug, Default)]
pub(crate) struct Due {
    touched: Mutex<Named>,
    /// Objects that are known to be written down wrong, where some are.
    wrong: Mutex<Option<BTreeSet<Identity>>>,
    wake: Notify,
}

/// What was named since it was last taken, and whether anybody named anything: nothing at all, perhaps.
#[derive(Debug, Default)]
struct Named {
    touched: Touched,
    any: bool,
}

/// What who brings a fabric's cluster to what Git wants waits for.
#[derive(Debug, Default)]
pub(crate) struct Applying {
    compared: Notify,
}

impl Applying {
    /// Both sides were compared, and something came of it.
    pub(crate) fn compared(&self) {
        self.compared.notify_one();
    }

    /// Ends when both sides were compared since the last time, or after `longest`.
    pub(crate) async fn until_compared(&self, longest: std::time::Duration) {
        let _ = tokio::time::timeout(longest, self.compared.notified()).await;
    }
}

/// Which resources Git moved.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Touched {
    These(BTreeSet<Identity>),
    All,
    /// What is written down of the cluster is wrong: of these objects, and perhaps of others that it has or has not.
    Wrong(BTreeSet<Identity>),
}

impl Default for Touched {
    fn default() -> Self {
        Self::These(BTreeSet::new())
    }
}

impl Due {
    /// Ends when something is to be compared, and says what.
    pub(crate) async fn touched(&self) -> Touched {
        self.wake.notified().await;
        if let Some(wrong) = lock(&self.wrong).take() {
            return Touched::Wrong(wrong);
        }
        std::mem::take(&mut *lock(&self.touched)).touched
    }
}

impl Observed {
    /// What of a fabric is to be compared again; from now on it is collected.
    pub(crate) fn follow(&self, fabric: FabricId) -> Arc<Due> {
        lock(&self.due).entry(fabric).or_default().clone()
    }

    /// What is woken when a fabric's branch moved, whether or not anything of the fabric did.
    pub(crate) fn heads(&self, fabric: FabricId) -> Arc<Notify> {
        lock(&self.heads).entry(fabric).or_default().clone()
    }

    /// The branch of these fabrics moved.
    pub(crate) fn head_moved(&self, fabrics: impl Iterator<Item = FabricId>) {
        let known = lock(&self.heads);
        for fabric in fabrics {
            if let Some(heads) = known.get(&fabric) {
                heads.notify_one();
            }
        }
    }

    /// Who brings a fabric's cluster to what Git wants.
    pub(crate) fn applying(&self, fabric: FabricId) -> Arc<Applying> {
        lock(&self.applying).entry(fabric).or_default().clone()
    }

    pub(crate) fn forget(&self, fabric: FabricId) {
        lock(&self.due).remove(&fabric);
        lock(&self.heads).remove(&fabric);
    }

    /// Git is about to say something else of these resources; [`Self::moved`] follows once it does.
    pub(crate) fn touches(&self, fabric: FabricId, touched: impl Iterator<Item = Identity>) {
        let Some(due) = lock(&self.due).get(&fabric).cloned() else { return };
        let mut known = lock(&due.touched);
        known.any = true;
        let Touched::These(ids) = &mut known.touched else { return };
        ids.extend(touched);
        if ids.len() > MOST {
            known.touched = Touched::All;
        }
    }

    /// Git says something else of what was touched; of all of it, where nobody named what; of nothing, where nothing was
    /// named.
    pub(crate) fn moved(&self, fabric: FabricId) {
        let Some(due) = lock(&self.due).get(&fabric).cloned() else { return };
        {
            let mut known = lock(&due.touched);
            if matches!(&known.touched, Touched::These(ids) if ids.is_empty()) {
                if std::mem::take(&mut known.any) {
                    return;
                }
                known.touched = Touched::All;
            }
        }
        due.wake.notify_one();
    }

    /// What was touched of a fabric whose cluster another server follows: all, where nobody collected it.
    pub(crate) fn take_touched(&self, fabric: FabricId) -> Touched {
        let Some(due) = lock(&self.due).get(&fabric).cloned() else { return Touched::All };
        let Named { touched, any } = std::mem::take(&mut *lock(&due.touched));
        match touched {
            Touched::These(ids) if ids.is_empty() && !any => Touched::All,
            touched => touched,
        }
    }

    /// What is written down of a fabric's cluster is wrong: it is listed again, and these objects are written whatever is
    /// known of them.
    pub(crate) fn list_again(&self, fabric: FabricId, wrong: BTreeSet<Identity>) {
        let due = self.follow(fabric);
        lock(&due.wrong).get_or_insert_default().extend(wrong);
        due.wake.notify_one();
    }

    /// The cluster is to be asked again what it serves, and all is compared.
    pub(crate) fn ask_again(&self, fabric: FabricId) {
        let Some(due) = lock(&self.due).get(&fabric).cloned() else { return };
        lock(&due.touched).touched = Touched::All;
        due.wake.notify_one();
    }

    /// It was said where a fabric lives.
    pub(crate) fn placed(&self, fabric: FabricId) {
        *lock(&self.placed).entry(fabric).or_default() += 1;
    }

    /// How often that was said, since this process began.
    pub(crate) fn times_placed(&self, fabric: FabricId) -> i64 {
        lock(&self.placed).get(&fabric).copied().unwrap_or_default()
    }

    /// A cluster, or where a fabric lives, is another one now.
    pub(crate) fn settings_moved(&self) {
        self.settings.notify_one();
    }

    /// Ends when settings moved.
    pub(crate) async fn until_settings(&self) {
        self.settings.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> Identity {
        Identity::new("g", "K", name)
    }

    #[tokio::test]
    async fn what_git_touched_is_compared_once_it_says_so() {
        let (observed, fabric) = (Observed::default(), FabricId(1));
        observed.touches(fabric, [id("before")].into_iter());
        let due = observed.follow(fabric);
        observed.touches(fabric, [id("a"), id("b")].into_iter());
        observed.touches(FabricId(2), [id("other")].into_iter());
        observed.moved(fabric);
        assert_eq!(due.touched().await, Touched::These([id("a"), id("b")].into()));
        observed.moved(fabric);
        assert_eq!(due.touched().await, Touched::All, "nobody named what: all of it");
        observed.touches(fabric, std::iter::empty());
        observed.moved(fabric);
        let nothing = tokio::time::timeout(std::time::Duration::ZERO, due.touched()).await;
        assert!(nothing.is_err(), "nothing was named, so nothing is compared");
        observed.touches(fabric, (0..=MOST).map(|n| id(&n.to_string())));
        observed.moved(fabric);
        assert_eq!(due.touched().await, Touched::All, "too many to name");
    }
}
