//! Job: looks at the database when nobody writes, tells its trouble in the log and as a figure, and has it
//! copied when its file is gone. Period: a second; what tries a write, ten seconds, or a second while there is
//! trouble.

use std::mem::discriminant;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hedgerow_store::Trouble;

use super::{Again, Job};
use crate::core::Core;

const PERIOD: Duration = Duration::from_secs(1);
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// What is known, and since when.
#[derive(Debug, Default)]
pub(super) struct WatchDatabase {
    looked: Option<Instant>,
    trouble: Option<(Trouble, Instant)>,
}

impl Job for WatchDatabase {
    const NAME: &'static str = "watch-database";
    const HOLDS: &'static str = "the log and the figures tell why the database takes no writes, and one whose file is \
        gone is copied";

    async fn run(&mut self, core: &Arc<Core>) -> Again {
        let found = self.look(core).await;
        let before = self.trouble.as_ref().map(|(trouble, _)| trouble);
        match news(before, found.as_ref()) {
            News::None => {}
            News::Began(trouble) => {
                tracing::error!(kind = trouble.word(), %trouble, "the database takes no writes");
                figure(Some(trouble));
                self.trouble = Some((trouble.clone(), Instant::now()));
            }
            News::Over => {
                let lasted = self.trouble.take().map(|(_, began)| began.elapsed().as_secs());
                tracing::info!(lasted_s = lasted, "the database takes writes again");
                figure(None);
            }
        }
        if let Some(Trouble::Lost { .. }) = found {
            // To its end, also when the server stops meanwhile.
            let core = core.clone();
            let _ = tokio::spawn(async move { rescue(&core).await }).await;
            return Again::After(LOOK_EVERY);
        }
        Again::After(PERIOD)
    }
}

impl WatchDatabase {
    async fn look(&mut self, core: &Core) -> Option<Trouble> {
        match self.looked {
            None => figure(None),
            Some(at) if at.elapsed() < LOOK_EVERY && core.store.trouble().is_ok() => return None,
            Some(_) => {}
        }
        self.looked = Some(Instant::now());
        core.store.look().await.err()
    }
}

/// What is to be told.
#[derive(Debug, PartialEq, Eq)]
enum News<'a> {
    None,
    Began(&'a Trouble),
    Over,
}

/// Trouble is told when it begins, becomes another, and ends; not at each look.
fn news<'a>(before: Option<&Trouble>, found: Option<&'a Trouble>) -> News<'a> {
    match (before, found) {
        (None, None) => News::None,
        (Some(_), None) => News::Over,
        (Some(before), Some(found)) if discriminant(before) == discriminant(found) => News::None,
        (_, Some(found)) => News::Began(found),
    }
}

/// One figure for each kind: 1 while it lasts.
fn figure(trouble: Option<&Trouble>) {
    for word in Trouble::WORDS {
        let lasts = trouble.is_some_and(|trouble| trouble.word() == word);
        metrics::gauge!("hedgerow_database_trouble", "kind" => word)
            .set(f64::from(u8::from(lasts)));
    }
}

/// Copies a database whose file is gone, once, and says where the copy is.
pub(crate) async fn rescue(core: &Core) {
    match core.store.rescue().await {
        Ok(None) => {}
        Ok(Some(copy)) => tracing::warn!(
            copy = %copy.display(),
            "the database's file is gone: all that was saved is in this copy. Stop the server, and give the \
             copy the name of the database"
        ),
        Err(error) => tracing::error!(
            %error,
            "the database's file is gone, and no copy of what was saved could be written; it is tried again, and \
             when the server stops"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_told_when_it_begins_changes_and_ends() {
        let lock = |since| Trouble::Locked { since };
        let full = Trouble::Full;
        assert_eq!(news(None, None), News::None);
        assert_eq!(news(None, Some(&full)), News::Began(&full));
        assert_eq!(news(Some(&lock(1)), Some(&lock(2))), News::None);
        assert_eq!(news(Some(&lock(1)), Some(&full)), News::Began(&full));
        assert_eq!(news(Some(&full), None), News::Over);
    }
}
