//! Events on their way from the outbox to whoever listens.
//!
//! What happened is written in the transaction that did it (`told`); here it is read and given to
//! those who listen, in the order of its numbers. Whoever lost the connection says the last id it
//! heard, also to another server or after a restart, and hears the rest from the database. Progress
//! is not kept: it has no id, and who is away misses it.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex};

use hedgerow_store::{EventMark, Store, StoreError, StoredEvent};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::{Core, lock};
use crate::views::Event;

/// How many events a listener may be behind before it reads them from the database.
const LIVE: usize = 1024;

/// How many events are read at once.
const PAGE: i64 = 256;

/// Where in the order of events somebody is: behind the one with this id. In text `NUMBER-TIME`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventId(EventMark);

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0.number, self.0.at)
    }
}

impl FromStr for EventId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, at) = text.split_once('-').unwrap_or((text, ""));
        Ok(Self(EventMark { number: number.parse()?, at: at.parse()? }))
    }
}

/// What a listener hears.
#[derive(Clone, Debug)]
pub enum StreamItem {
    /// Something that happened; its id, where it is kept.
    Event(Option<EventId>, Arc<Event>),
    /// Something was missed that is not kept any more, or that this program does not understand:
    /// what is shown must be asked for again. Goes on behind this id.
    Reset(EventId),
}

/// Where events come in, and go out to whoever listens.
#[derive(Debug)]
pub(crate) struct Events {
    store: Store,
    live: broadcast::Sender<StreamItem>,
    /// How far the outbox was read. Held while what was read goes out, so that whoever begins to
    /// listen hears what is behind it and nothing twice.
    read: Mutex<EventMark>,
}

/// Somebody who listens.
#[derive(Debug)]
pub struct Listener {
    store: Store,
    live: broadcast::Receiver<StreamItem>,
    /// The last one that was heard.
    at: EventMark,
    /// From the database, and not given yet.
    waiting: VecDeque<StreamItem>,
    /// What is to be done before what is live is listened to.
    behind: Behind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Behind {
    /// Nothing.
    No,
    /// What came since is read from the database.
    Missed,
    /// As before, once it is clear that `at` is one of this database's events.
    Unproven,
    /// It is told that everything must be asked for again.
    Lost,
}

impl Events {
    /// Whoever listens hears what happens from now on.
    pub(crate) async fn open(store: Store) -> Result<Self, StoreError> {
        let read = Mutex::new(store.newest_event().await?);
        Ok(Self { store, live: broadcast::Sender::new(LIVE), read })
    }

    /// Tells what nobody needs to know later.
    pub(crate) fn progress(&self, event: Event) {
        // Nobody listening is fine.
        let _ = self.live.send(StreamItem::Event(None, Arc::new(event)));
    }

    /// Reads what was written since, and tells it. Says how much it was.
    pub(crate) async fn pass_on(&self) -> Result<usize, StoreError> {
        let mut count = 0;
        loop {
            let from = *lock(&self.read);
            let page = self.store.events_after(from.number, PAGE).await?;
            count += page.events.len();
            let mut read = lock(&self.read);
            if page.missed {
                *read = page.newest;
                let _ = self.live.send(StreamItem::Reset(EventId(page.newest)));
            }
            for event in &page.events {
                *read = mark(event);
                let _ = self.live.send(heard(event));
            }
            if page.events.is_empty() {
                return Ok(count);
            }
        }
    }

    /// Where somebody who begins to listen now begins: behind all that was told until now.
    pub(crate) fn newest(&self) -> EventId {
        EventId(*lock(&self.read))
    }

    /// Listens from behind the event with the id `since`, or from now on.
    pub(crate) fn listen(&self, since: Option<&str>) -> Listener {
        let read = lock(&self.read);
        let (at, behind) = match since.map(str::parse::<EventId>) {
            None => (*read, Behind::No),
            Some(Ok(EventId(at))) => (at, Behind::Unproven),
            Some(Err(_)) => (*read, Behind::Lost),
        };
        Listener {
            store: self.store.clone(),
            live: self.live.subscribe(),
            at,
            waiting: VecDeque::new(),
            behind,
        }
    }
}

fn mark(event: &StoredEvent) -> EventMark {
    EventMark { number: event.id, at: event.at }
}

fn heard(event: &StoredEvent) -> StreamItem {
    let id = EventId(mark(event));
    match serde_json::from_str(&event.payload) {
        Ok(told) => StreamItem::Event(Some(id), Arc::new(told)),
        Err(error) => {
            tracing::warn!(event = event.id, kind = event.kind, %error, "an event could not be read");
            StreamItem::Reset(id)
        }
    }
}

impl StreamItem {
    fn mark(&self) -> Option<EventMark> {
        match self {
            Self::Event(id, _) => id.map(|id| id.0),
            Self::Reset(id) => Some(id.0),
        }
    }
}

impl Listener {
    /// The id of the last event that was heard: what to continue from.
    #[must_use]
    pub fn id(&self) -> EventId {
        EventId(self.at)
    }

    /// What happens next; waits for it. `None` once nothing can happen any more, or when the database
    /// does not answer: whoever listens comes back with the last id.
    pub async fn next(&mut self) -> Option<StreamItem> {
        loop {
            if let Some(heard) = self.waiting.pop_front() {
                return Some(self.note(heard));
            }
            if self.behind != Behind::No {
                if let Err(error) = self.catch_up().await {
                    tracing::warn!(%error, "missed events could not be read");
                    return None;
                }
                continue;
            }
            match self.live.recv().await {
                Ok(heard) if heard.mark().is_some_and(|mark| mark.number <= self.at.number) => {}
                Ok(heard) => return Some(self.note(heard)),
                Err(RecvError::Lagged(_)) => self.behind = Behind::Missed,
                Err(RecvError::Closed) => return None,
            }
        }
    }

    fn note(&mut self, heard: StreamItem) -> StreamItem {
        self.at = heard.mark().unwrap_or(self.at);
        heard
    }

    /// Reads the next few of what was missed. Changes nothing until it has them.
    async fn catch_up(&mut self) -> Result<(), StoreError> {
        let page = self.store.events_after(self.at.number, PAGE).await?;
        let lost = match self.behind {
            Behind::Lost => true,
            Behind::Unproven => page.missed || !self.store.knows_event(self.at).await?,
            Behind::Missed | Behind::No => page.missed,
        };
        if lost {
            self.at = page.newest;
            self.waiting.push_back(StreamItem::Reset(EventId(page.newest)));
            self.behind = Behind::Missed;
        } else if page.events.is_empty() {
            self.behind = Behind::No;
        } else {
            self.waiting.extend(page.events.iter().map(heard));
            self.behind = Behind::Missed;
        }
        Ok(())
    }
}

impl Core {
    /// Tells what is being done. Nobody needs to know it later.
    pub(crate) fn progress(&self, fabric: Option<&str>, step: &str) {
        self.events.progress(Event::progress(fabric, step));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct World {
        _dir: tempfile::TempDir,
        store: Store,
        events: Events,
    }

    impl World {
        async fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let store = Store::open(&dir.path().join("db")).await.unwrap();
            let events = Events::open(store.clone()).await.unwrap();
            Self { _dir: dir, store, events }
        }

        /// Writes events of these fabrics, each at the time of its name.
        async fn write(&self, fabrics: std::ops::RangeInclusive<i64>) {
            let mut tx = self.store.write().await.unwrap();
            for n in fabrics {
                let event = Event::Fabric { fabric: n.to_string() };
                tx.add_event("fabric", None, serde_json::to_string(&event).unwrap(), n);
            }
            tx.commit().await.unwrap();
        }

        async fn tell(&self, fabrics: std::ops::RangeInclusive<i64>) {
            self.write(fabrics).await;
            self.events.pass_on().await.unwrap();
        }

        async fn prune(&self, keep: i64) {
            let mut tx = self.store.write().await.unwrap();
            tx.prune_events(keep, 0, 1_000_000).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    async fn hear(listener: &mut Listener) -> String {
        match listener.next().await.unwrap() {
            StreamItem::Event(_, event) => match &*event {
                Event::Fabric { fabric } => fabric.clone(),
                Event::Progress { step, .. } => step.clone(),
                other => panic!("{other:?}"),
            },
            StreamItem::Reset(_) => "reset".to_owned(),
        }
    }

    async fn hear_all(listener: &mut Listener, wanted: std::ops::RangeInclusive<i64>) {
        for n in wanted {
            assert_eq!(hear(listener).await, n.to_string());
        }
    }

    #[tokio::test]
    async fn whoever_comes_back_hears_what_was_missed_once_and_in_order() {
        let world = World::new().await;
        let mut first = world.events.listen(None);
        world.tell(1..=1).await;
        hear_all(&mut first, 1..=1).await;
        let id = first.id().to_string();
        drop(first);
        // More than are read at once, and some that are not passed on yet when it comes back.
        world.tell(2..=PAGE * 2).await;
        world.write(PAGE * 2 + 1..=PAGE * 2 + 2).await;
        let mut again = world.events.listen(Some(&id));
        hear_all(&mut again, 2..=PAGE * 2 + 2).await;
        world.tell(PAGE * 2 + 3..=PAGE * 2 + 4).await;
        hear_all(&mut again, PAGE * 2 + 3..=PAGE * 2 + 4).await;
    }

    #[tokio::test]
    async fn another_server_and_one_that_was_started_again_go_on_where_somebody_was() {
        let world = World::new().await;
        world.tell(1..=3).await;
        let mut first = world.events.listen(Some("0-0"));
        hear_all(&mut first, 1..=2).await;
        let other = Events::open(world.store.clone()).await.unwrap();
        let mut again = other.listen(Some(&first.id().to_string()));
        hear_all(&mut again, 3..=3).await;
        world.write(4..=4).await;
        other.pass_on().await.unwrap();
        hear_all(&mut again, 4..=4).await;
    }

    #[tokio::test]
    async fn a_slow_listener_reads_what_it_missed_and_misses_nothing() {
        let world = World::new().await;
        let mut slow = world.events.listen(None);
        let many = i64::try_from(LIVE).unwrap() + 10;
        for from in (1..=many).step_by(100) {
            world.tell(from..=(from + 99).min(many)).await;
        }
        hear_all(&mut slow, 1..=many).await;
    }

    #[tokio::test]
    async fn what_is_not_kept_any_more_is_a_reset_and_then_goes_on() {
        let world = World::new().await;
        world.tell(1..=1).await;
        let mut first = world.events.listen(Some("0-0"));
        hear_all(&mut first, 1..=1).await;
        let id = first.id().to_string();
        world.tell(2..=9).await;
        world.prune(4).await;
        let mut again = world.events.listen(Some(&id));
        assert_eq!(hear(&mut again).await, "reset");
        assert_eq!(again.id().to_string(), "9-9");
        world.tell(10..=10).await;
        hear_all(&mut again, 10..=10).await;
    }

    #[tokio::test]
    async fn an_id_of_another_database_or_of_nobody_is_a_reset() {
        let world = World::new().await;
        world.tell(1..=2).await;
        for id in
            ["2-1", "3-3", "00-1", "nonsense", "", "-", "1", "1-", "-1-0", "9999999999999999999-1"]
        {
            let mut listener = world.events.listen(Some(id));
            assert_eq!(hear(&mut listener).await, "reset", "{id}");
            assert_eq!(listener.id().to_string(), "2-2", "{id}");
        }
    }

    #[tokio::test]
    async fn an_event_that_is_not_understood_is_a_reset() {
        let world = World::new().await;
        let mut live = world.events.listen(None);
        let mut tx = world.store.write().await.unwrap();
        tx.add_event("newer", None, r#"{"event":"of-a-newer-program"}"#.to_owned(), 1);
        tx.commit().await.unwrap();
        world.tell(2..=2).await;
        let mut again = world.events.listen(Some("0-0"));
        for listener in [&mut live, &mut again] {
            assert_eq!(hear(listener).await, "reset");
            hear_all(listener, 2..=2).await;
        }
    }

    #[tokio::test]
    async fn progress_is_heard_at_once_and_moves_nobodys_place() {
        let world = World::new().await;
        world.tell(1..=1).await;
        let mut listener = world.events.listen(None);
        world.events.progress(Event::progress(None, "fetching"));
        assert_eq!(hear(&mut listener).await, "fetching");
        assert_eq!(listener.id().to_string(), "1-1");
    }

    #[tokio::test]
    async fn a_listener_waits_for_what_is_not_there_yet_and_ends_with_the_engine() {
        let world = World::new().await;
        let mut listener = world.events.listen(None);
        let heard = tokio::spawn(async move { (hear(&mut listener).await, listener) });
        tokio::task::yield_now().await;
        world.tell(5..=5).await;
        let (told, mut listener) = heard.await.unwrap();
        assert_eq!(told, "5");
        drop(world);
        assert!(listener.next().await.is_none());
    }
}
