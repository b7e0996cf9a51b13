//! One kind in one namespace: listed, then followed, again and again.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use hedgerow_cluster::{Cluster, ClusterError, Failures, Next, Observed, Told, after};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::Instant;

use super::kinds::Unit;

/// What is told of a kind. The number is its place among those that are followed.
#[derive(Debug)]
pub(super) enum Seen {
    /// A list is begun: what was told of one that was not read to its end is void.
    Begun(usize),
    /// Objects that it has; a list is being read. With the place that they take among the pages that are kept at once.
    Some(usize, Vec<Observed>, Option<OwnedSemaphorePermit>),
    /// The list is read: it has the objects of these names, and no others, as of the resource version.
    Listed(usize, String, HashSet<String>),
    /// Something happened.
    Told(usize, Told),
    /// It is followed.
    Back(usize),
    /// Nothing is known of it from now on.
    Away(usize, String),
}

/// A watch that ends sooner and told nothing is no watch.
const SOON: Duration = Duration::from_secs(1);

/// A kind that is followed.
pub(super) struct Following {
    pub(super) cluster: Cluster,
    pub(super) unit: Unit,
    pub(super) place: usize,
    /// The resource version up to which it was seen.
    pub(super) at: Option<String>,
    /// Who lists at the same time.
    pub(super) lists: Arc<Semaphore>,
    /// How many pages are kept at once, from when one is asked for until it is written.
    pub(super) pages: Arc<Semaphore>,
    pub(super) out: mpsc::Sender<Seen>,
}

/// The writer is gone: so are those who tell it something.
struct NobodyListens;

impl Following {
    /// Follows the kind until nobody listens any more.
    pub(super) async fn go(mut self) {
        let mut failures = Failures::default();
        let mut next = if self.at.is_some() { Next::Watch } else { Next::List };
        loop {
            let done = match next {
                Next::List => self.list().await,
                Next::Watch => self.watch(&mut failures).await,
            };
            let Ok(ended) = done else { return };
            let in_a_row = failures.count(ended.as_ref().copied());
            let ahead = after(ended.as_ref().copied(), self.at.is_some(), in_a_row, rand::random());
            if ahead.is_away
                && let Err(error) = &ended
                && self.tell(Seen::Away(self.place, error.to_string())).await.is_err()
            {
                return;
            }
            tokio::time::sleep(ahead.pause).await;
            next = ahead.next;
        }
    }

    async fn tell(&self, seen: Seen) -> Result<(), NobodyListens> {
        self.out.send(seen).await.map_err(|_| NobodyListens)
    }

    /// Lists the kind. The inner result says how the list ended, the outer one that nobody listens.
    async fn list(&mut self) -> Result<Result<(), ClusterError>, NobodyListens> {
        let Ok(_turn) = self.lists.clone().acquire_owned().await else { return Err(NobodyListens) };
        self.tell(Seen::Begun(self.place)).await?;
        let (mut names, mut odd, mut next) = (HashSet::new(), 0, None);
        let version = loop {
            let Ok(held) = self.pages.clone().acquire_owned().await else {
                return Err(NobodyListens);
            };
            let page =
                self.cluster.list(&self.unit.kind, &self.unit.namespace, next.as_deref()).await;
            let page = match page {
                Ok(page) => page,
                Err(error) => return Ok(Err(error)),
            };
            odd += page.odd;
            names.extend(page.objects.iter().map(|object| object.identity.name.clone()));
            if !page.objects.is_empty() {
                self.tell(Seen::Some(self.place, page.objects, Some(held))).await?;
            }
            next = page.next;
            if next.is_none() {
                break page.resource_version;
            }
        };
        if odd > 0 {
            // What is not understood may be one of those that would be gone.
            let why = format!("{odd} things in the list are not objects of the kind");
            return Ok(Err(ClusterError::NotUnderstood(why)));
        }
        self.at = Some(version.clone());
        self.tell(Seen::Listed(self.place, version, names)).await?;
        Ok(Ok(()))
    }

    async fn watch(
        &mut self,
        failures: &mut Failures,
    ) -> Result<Result<(), ClusterError>, NobodyListens> {
        let Some(from) = &self.at else { return Ok(Err(ClusterError::Expired)) };
        let began = Instant::now();
        let watch = self.cluster.watch(&self.unit.kind, &self.unit.namespace, from).await;
        let mut watch = match watch {
            Ok(watch) => watch,
            Err(error) => return Ok(Err(error)),
        };
        self.tell(Seen::Back(self.place)).await?;
        let mut told_any = false;
        loop {
            let told = match watch.next().await {
                Ok(Some(told)) => told,
                Ok(None) if told_any || began.elapsed() > SOON => return Ok(Ok(())),
                Ok(None) => {
                    let why = "it ends what it was asked to tell at once".to_owned();
                    return Ok(Err(ClusterError::Unreachable(why)));
                }
                Err(error) => return Ok(Err(error)),
            };
            told_any = true;
            failures.hear();
            self.at = Some(match &told {
                Told::Here(object) | Told::Gone(object) => object.resource_version.clone(),
                Told::Bookmark(version) => version.clone(),
            });
            self.tell(Seen::Told(self.place, told)).await?;
        }
    }
}
