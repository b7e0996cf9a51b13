//! What happened, kept for a while, so that whoever lost the connection hears what was missed.
//!
//! Every event has an id, `EPOCH-SEQ`: the epoch is this process's, the number counts. A listener
//! says the last id it heard; when the log still has everything since, it goes on from there, else
//! it is told to ask for everything anew.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::core::Events;
use crate::views::Event;

/// How many events are kept.
const KEPT: usize = 4096;

/// Something that happened, with its id.
#[derive(Debug)]
pub struct Told {
    /// Names it: `EPOCH-SEQ`.
    pub id: String,
    /// What happened.
    pub event: Event,
}

/// The newest events.
#[derive(Debug)]
pub(crate) struct EventLog {
    epoch: String,
    kept: Mutex<VecDeque<Arc<Told>>>,
    /// The number of the newest event; 0 before the first.
    newest: watch::Sender<u64>,
}

/// What a listener hears next.
#[derive(Clone, Debug)]
pub enum Heard {
    /// Something that happened.
    Event(Arc<Told>),
    /// Something was missed that is not kept any more: what is shown must be asked for anew. Goes on
    /// behind this id.
    Reset(String),
}

/// Somebody who listens.
#[derive(Debug)]
pub struct Listener {
    log: Arc<EventLog>,
    newest: watch::Receiver<u64>,
    /// The number of the last event heard.
    at: u64,
    reset: bool,
}

impl EventLog {
    pub(crate) fn new() -> Self {
        Self {
            epoch: format!("{:08x}", rand::random::<u32>()),
            kept: Mutex::default(),
            newest: watch::Sender::new(0),
        }
    }

    fn id(&self, number: u64) -> String {
        format!("{}-{number}", self.epoch)
    }

    /// The number of an id of this process; `None` for another's.
    fn number(&self, id: &str) -> Option<u64> {
        id.strip_prefix(self.epoch.as_str())?.strip_prefix('-')?.parse().ok()
    }

    /// The event behind `at`: `None` when there is none yet, a reset when it is not kept any more.
    fn after(&self, at: u64) -> Option<(u64, Heard)> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = *self.newest.borrow();
        if at >= newest {
            return None;
        }
        let back = usize::try_from(newest - at).unwrap_or(usize::MAX);
        match kept.len().checked_sub(back).and_then(|place| kept.get(place)) {
            Some(told) => Some((at + 1, Heard::Event(told.clone()))),
            None => Some((newest, Heard::Reset(self.id(newest)))),
        }
    }
}

impl Events for EventLog {
    fn tell(&self, event: Event) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let number = *self.newest.borrow() + 1;
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(Arc::new(Told { id: self.id(number), event }));
        self.newest.send_replace(number);
    }

    fn listen(self: Arc<Self>, since: Option<&str>) -> Listener {
        let newest = self.newest.subscribe();
        let now = *newest.borrow();
        let known = since.map(|since| self.number(since).filter(|at| *at <= now));
        Listener {
            newest,
            at: known.flatten().unwrap_or(now),
            reset: matches!(known, Some(None)),
            log: self,
        }
    }
}

impl Listener {
    /// The id of the last event that was heard: what to go on from.
    #[must_use]
    pub fn id(&self) -> String {
        self.log.id(self.at)
    }

    /// What happens next; waits for it. `None` once nothing can happen any more.
    pub async fn next(&mut self) -> Option<Heard> {
        if std::mem::take(&mut self.reset) {
            return Some(Heard::Reset(self.id()));
        }
        loop {
            self.newest.mark_unchanged();
            if let Some((at, heard)) = self.log.after(self.at) {
                self.at = at;
                return Some(heard);
            }
            self.newest.changed().await.ok()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(n: usize) -> Event {
        Event::Fabric { fabric: n.to_string() }
    }

    async fn hear(listener: &mut Listener) -> String {
        match listener.next().await.unwrap() {
            Heard::Event(told) => match &told.event {
                Event::Fabric { fabric } => fabric.clone(),
                other => panic!("{other:?}"),
            },
            Heard::Reset(_) => "reset".to_owned(),
        }
    }

    #[tokio::test]
    async fn whoever_comes_back_hears_what_was_missed_once_and_in_order() {
        let log = Arc::new(EventLog::new());
        let mut first = log.clone().listen(None);
        log.tell(of(1));
        assert_eq!(hear(&mut first).await, "1");
        let id = first.id();
        drop(first);
        log.tell(of(2));
        log.tell(of(3));
        let mut again = log.clone().listen(Some(&id));
        log.tell(of(4));
        for wanted in ["2", "3", "4"] {
            assert_eq!(hear(&mut again).await, wanted);
        }
    }

    #[tokio::test]
    async fn what_is_not_kept_any_more_is_a_reset_and_then_goes_on() {
        let log = Arc::new(EventLog::new());
        let mut slow = log.clone().listen(None);
        for n in 0..=KEPT {
            log.tell(of(n));
        }
        assert_eq!(hear(&mut slow).await, "reset");
        log.tell(of(9));
        assert_eq!(hear(&mut slow).await, "9");
    }

    #[tokio::test]
    async fn the_oldest_that_is_kept_is_still_heard() {
        let log = Arc::new(EventLog::new());
        let mut slow = log.clone().listen(None);
        for n in 1..=KEPT {
            log.tell(of(n));
        }
        assert_eq!(hear(&mut slow).await, "1");
    }

    #[tokio::test]
    async fn an_id_of_another_process_or_of_nobody_is_a_reset() {
        let log = Arc::new(EventLog::new());
        log.tell(of(1));
        for id in ["00-1", "nonsense", "", &log.id(7)] {
            let mut listener = log.clone().listen(Some(id));
            assert_eq!(hear(&mut listener).await, "reset", "{id}");
        }
    }

    #[tokio::test]
    async fn a_listener_waits_for_what_is_not_there_yet() {
        let log = Arc::new(EventLog::new());
        let mut listener = log.clone().listen(None);
        let heard = tokio::spawn(async move { hear(&mut listener).await });
        tokio::task::yield_now().await;
        log.tell(of(5));
        assert_eq!(heard.await.unwrap(), "5");
    }
}
