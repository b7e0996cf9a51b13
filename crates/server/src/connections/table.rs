//! Which connections are open, and which of them is closed when there is no room for a new one: decided
//! without a clock and without a socket.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

/// A connection, counted from the first one on.
pub(super) type Id = u64;

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doing {
    /// Nothing was asked on it yet.
    Silent,
    /// What was asked is answered.
    Idle,
    /// A request is being answered.
    Answering,
}

/// One connection.
#[derive(Debug)]
struct Open {
    from: IpAddr,
    doing: Doing,
    /// Since when, on a clock of the server's own.
    since: Duration,
    asked: usize,
}

/// The open connections.
#[derive(Debug, Default)]
pub(super) struct Table {
    open: BTreeMap<Id, Open>,
    next: Id,
}

impl Table {
    /// Adds one.
    pub(super) fn add(&mut self, from: IpAddr, now: Duration) -> Id {
        let id = self.next;
        self.next += 1;
        self.open.insert(id, Open { from, doing: Doing::Silent, since: now, asked: 0 });
        id
    }

    /// It is closed.
    pub(super) fn remove(&mut self, id: Id) {
        self.open.remove(&id);
    }

    /// A request begins on it.
    pub(super) fn asks(&mut self, id: Id) {
        if let Some(open) = self.open.get_mut(&id) {
            open.asked += 1;
            open.doing = Doing::Answering;
        }
    }

    /// A request on it is answered whole.
    pub(super) fn answered(&mut self, id: Id, now: Duration) {
        if let Some(open) = self.open.get_mut(&id) {
            open.asked = open.asked.saturating_sub(1);
            if open.asked == 0 {
                (open.doing, open.since) = (Doing::Idle, now);
            }
        }
    }

    /// How many are open.
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// The one to be closed for a new one: the oldest on which nothing was asked yet, else the oldest that
    /// is idle, of the address that has most of these. None that is being answered, nor one that does
    /// nothing only since `since`: its request may be on its way.
    pub(super) fn victim(&self, since: Duration) -> Option<Id> {
        let free = self.open.iter();
        let free = free.filter(|(_, open)| open.doing != Doing::Answering && open.since <= since);
        let kind = free.clone().map(|(_, open)| open.doing).min()?;
        let of_kind = free.filter(|(_, open)| open.doing == kind);
        let mut of: BTreeMap<IpAddr, (usize, Id)> = BTreeMap::new();
        for (id, open) in of_kind {
            of.entry(open.from).or_insert((0, *id)).0 += 1;
        }
        let most = of.values().max_by_key(|(count, oldest)| (*count, std::cmp::Reverse(*oldest)));
        most.map(|(_, oldest)| *oldest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(9);

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn the_oldest_silent_one_of_the_address_with_most_is_closed() {
        let mut table = Table::default();
        let ids = [1, 2, 2, 2, 1].map(|last| table.add(address(last), NOW));
        assert_eq!(table.victim(NOW), Some(ids[1]));
        table.remove(ids[1]);
        assert_eq!(table.victim(NOW), Some(ids[0]), "as many: the oldest of all");
    }

    #[test]
    fn idle_ones_go_when_none_is_silent_and_busy_ones_never() {
        let mut table = Table::default();
        let (busy, idle) = (table.add(address(1), NOW), table.add(address(2), NOW));
        table.asks(busy);
        table.asks(idle);
        assert_eq!(table.victim(NOW), None);
        table.answered(idle, NOW);
        assert_eq!(table.victim(NOW), Some(idle));
        let silent = table.add(address(3), NOW);
        assert_eq!(table.victim(NOW), Some(silent));
        table.remove(silent);
        table.asks(idle);
        assert_eq!((table.victim(NOW), table.len()), (None, 2));
    }

    #[test]
    fn a_connection_with_two_requests_is_busy_until_both_are_answered() {
        let mut table = Table::default();
        let id = table.add(address(1), NOW);
        table.asks(id);
        table.asks(id);
        table.answered(id, NOW);
        assert_eq!(table.victim(NOW), None);
        table.answered(id, NOW);
        assert_eq!(table.victim(NOW), Some(id));
    }

    #[test]
    fn one_that_came_just_now_is_given_time_to_ask() {
        let mut table = Table::default();
        let id = table.add(address(1), NOW);
        assert_eq!(table.victim(Duration::from_secs(8)), None);
        table.asks(id);
        table.answered(id, Duration::from_secs(20));
        assert_eq!(table.victim(Duration::from_secs(19)), None);
        assert_eq!(table.victim(Duration::from_secs(20)), Some(id));
    }
}
