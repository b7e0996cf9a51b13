//! Work that nobody asks for: one file per job, each with its name, what holds once it was done, and
//! when it is done again. One loop drives them all.

mod apply_direct;
mod each;
mod fill_edges;
mod follow_clusters;
mod forget_earlier;
mod hear_others;
mod judge;
mod pass_on_events;
mod poll;
mod publish_due;
mod read_by_new_kinds;
mod tidy_mirrors;
mod verify_due;
mod warn_of_expiry;
mod watch_database;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::core::Core;

pub(crate) use watch_database::rescue;

crate::core::capability! {
    /// Work that nobody asks for: one file per job.
    Jobs, jobs
}

/// How soon what did not work out is tried again; doubled each time, up to the polling period.
const FIRST_RETRY: Duration = Duration::from_secs(1);

/// A piece of work that nobody asks for.
trait Job: Send + 'static {
    /// What it is called in logs.
    const NAME: &'static str;
    /// What holds once it was done.
    const HOLDS: &'static str;

    /// Does it, and says when it is to be done again. What fails is logged by the job, which knows
    /// how much it matters.
    fn run(&mut self, core: &Arc<Core>) -> impl Future<Output = Again> + Send;
}

/// When a job is done again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    /// After so long.
    After(Duration),
    /// After so long, or as soon as something may be due earlier.
    AfterOrDue(Duration),
    /// After so long, or as soon as something was told.
    AfterOrTold(Duration),
    /// Not in this process.
    Never,
}

/// Starts every job; each goes on until `stop`.
pub(crate) fn start(core: &Arc<Core>, tasks: &TaskTracker, stop: &CancellationToken) {
    let every = Starter { core, tasks, stop };
    every.start(fill_edges::FillEdges::default());
    every.start(pass_on_events::PassOnEvents::default());
    every.start(follow_clusters::FollowClusters::default());
    every.start(hear_others::HearOthers);
    every.start(read_by_new_kinds::ReadByNewKinds::default());
    every.start(apply_direct::ApplyDirect::default());
    every.start(judge::Judge::default());
    every.start(poll::Poll::default());
    every.start(publish_due::PublishDue::default());
    every.start(warn_of_expiry::WarnOfExpiry);
    every.start(forget_earlier::ForgetEarlier);
    every.start(tidy_mirrors::TidyMirrors);
    every.start(verify_due::VerifyDue::default());
    every.start(watch_database::WatchDatabase::default());
}

struct Starter<'a> {
    core: &'a Arc<Core>,
    tasks: &'a TaskTracker,
    stop: &'a CancellationToken,
}

impl Starter<'_> {
    fn start<J: Job>(&self, job: J) {
        let stop = self.stop.clone();
        self.tasks.spawn(stop.run_until_cancelled_owned(keep_doing(job, self.core.clone())));
    }
}

/// Does a job again and again, as it says.
async fn keep_doing<J: Job>(mut job: J, core: Arc<Core>) {
    tracing::debug!(job = J::NAME, holds = J::HOLDS, "a job starts");
    loop {
        match job.run(&core).await {
            Again::After(pause) => tokio::time::sleep(pause).await,
            Again::AfterOrDue(pause) => {
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = core.store.wakeups().due() => {}
                }
            }
            Again::AfterOrTold(pause) => {
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = core.store.wakeups().events() => {}
                }
            }
            Again::Never => return,
        }
    }
}

/// The pauses between tries of what does not work out.
#[derive(Debug)]
struct Retries(Duration);

impl Default for Retries {
    fn default() -> Self {
        Self(FIRST_RETRY)
    }
}

impl Retries {
    /// The pause before the next try: twice the last one, never more than `longest`.
    fn next(&mut self, longest: Duration) -> Duration {
        let pause = self.0.min(longest);
        self.0 = pause * 2;
        pause
    }

    /// It worked out: the next trouble starts anew.
    fn over(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_ever_later_up_to_the_longest_pause_and_soon_again_once_it_worked() {
        let mut retries = Retries::default();
        let longest = Duration::from_secs(5);
        let pauses: Vec<u64> = (0..5).map(|_| retries.next(longest).as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 5, 5]);
        retries.over();
        assert_eq!(retries.next(longest), FIRST_RETRY);
    }
}
