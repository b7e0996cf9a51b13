//! Who may begin next: decided without waiting, without a clock.
//!
//! Each has a share of what is worked on at once and a bounded queue of their own; whoever has waited
//! longest since their last turn is next. Nobody passes somebody who may begin and only lacks room, so
//! that large requests get their turn among small ones.

use std::collections::{BTreeMap, VecDeque};

/// How much at once, in units of work, and how many may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// Of all together.
    pub(crate) all: usize,
    /// Of one. A request that weighs more weighs so much: it runs alone.
    pub(crate) each: usize,
    /// How many may wait.
    pub(crate) waiting: usize,
    /// How many of one may wait.
    pub(crate) waiting_each: usize,
}

/// A request that was let into the queue.
pub(super) type Ticket = u64;

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// Whoever asks has too many waiting.
    Own,
    /// All together have.
    All,
}

/// A request that begins now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Begins<W> {
    pub(super) ticket: Ticket,
    pub(super) who: W,
    /// To be given back at its end.
    pub(super) weight: usize,
}

/// What one has.
#[derive(Debug, Default)]
struct Own {
    running: usize,
    waiting: VecDeque<(Ticket, usize)>,
}

/// Those who work and those who wait.
#[derive(Debug)]
pub(super) struct Queue<W> {
    bounds: Bounds,
    running: usize,
    waiting: usize,
    own: BTreeMap<W, Own>,
    /// Those who have something waiting, whose turn is next first.
    turn: VecDeque<W>,
    next: Ticket,
}

impl<W: Copy + Ord> Queue<W> {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            running: 0,
            waiting: 0,
            own: BTreeMap::new(),
            turn: VecDeque::new(),
            next: 0,
        }
    }

    /// Asks to begin. What is let in waits until it is among those that begin.
    pub(super) fn ask(&mut self, who: W, weight: usize) -> Result<Ticket, Full> {
        let Bounds { all, each, waiting, waiting_each } = self.bounds;
        let weight = weight.clamp(1, each.min(all).max(1));
        let own = self.own.entry(who).or_default();
        let at_once = self.turn.is_empty() && self.running + weight <= all;
        let alone = own.waiting.is_empty() && own.running + weight <= each;
        let full = match (alone, at_once) {
            (true, true) => None,
            (false, _) if own.waiting.len() >= waiting_each => Some(Full::Own),
            _ if self.waiting >= waiting => Some(Full::All),
            _ => None,
        };
        if let Some(full) = full {
            self.forget(who);
            return Err(full);
        }
        let ticket = self.next;
        self.next += 1;
        if own.waiting.is_empty() {
            self.turn.push_back(who);
        }
        own.waiting.push_back((ticket, weight));
        self.waiting += 1;
        Ok(ticket)
    }

    /// Those that begin now, in order.
    pub(super) fn begin(&mut self) -> Vec<Begins<W>> {
        let mut begun = Vec::new();
        while let Some((at, who, ticket, weight)) = self.first() {
            if self.running + weight > self.bounds.all {
                break;
            }
            self.turn.remove(at);
            let own = self.own.entry(who).or_default();
            own.waiting.pop_front();
            own.running += weight;
            if !own.waiting.is_empty() {
                self.turn.push_back(who);
            }
            self.waiting -= 1;
            self.running += weight;
            begun.push(Begins { ticket, who, weight });
        }
        begun
    }

    /// The first whose own share has room.
    fn first(&self) -> Option<(usize, W, Ticket, usize)> {
        self.turn.iter().enumerate().find_map(|(at, who)| {
            let own = self.own.get(who)?;
            let (ticket, weight) = *own.waiting.front()?;
            (own.running + weight <= self.bounds.each).then_some((at, *who, ticket, weight))
        })
    }

    /// What began has ended.
    pub(super) fn end(&mut self, who: W, weight: usize) {
        self.running -= weight.min(self.running);
        if let Some(own) = self.own.get_mut(&who) {
            own.running -= weight.min(own.running);
        }
        self.forget(who);
    }

    /// What waits does so no more. Nothing where it has begun.
    pub(super) fn leave(&mut self, who: W, ticket: Ticket) {
        let Some(own) = self.own.get_mut(&who) else { return };
        let before = own.waiting.len();
        own.waiting.retain(|(waiting, _)| *waiting != ticket);
        self.waiting -= before - own.waiting.len();
        if own.waiting.is_empty() {
            self.turn.retain(|turn| *turn != who);
        }
        self.forget(who);
    }

    /// Nothing is kept of those who have nothing.
    fn forget(&mut self, who: W) {
        if self.own.get(&who).is_some_and(|own| own.running == 0 && own.waiting.is_empty()) {
            self.own.remove(&who);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue() -> Queue<char> {
        Queue::new(Bounds { all: 4, each: 3, waiting: 5, waiting_each: 3 })
    }

    /// Asks for each, and says who begins.
    fn asked(queue: &mut Queue<char>, asks: &[(char, usize)]) -> String {
        let mut begun = String::new();
        for &(who, weight) in asks {
            assert!(queue.ask(who, weight).is_ok(), "{who} {weight} {queue:?}");
            begun.extend(queue.begin().into_iter().map(|it| it.who));
        }
        begun
    }

    fn ended(queue: &mut Queue<char>, who: char, weight: usize) -> String {
        queue.end(who, weight);
        queue.begin().into_iter().map(|it| it.who).collect()
    }

    #[test]
    fn one_leaves_room_for_the_others() {
        let mut queue = queue();
        assert_eq!(asked(&mut queue, &[('a', 2), ('a', 2), ('a', 1), ('b', 1)]), "ab");
        assert_eq!(ended(&mut queue, 'a', 2), "aa");
    }

    #[test]
    fn turns_go_round() {
        let mut queue = queue();
        let asks = [('a', 3), ('b', 1), ('a', 3), ('a', 3), ('b', 3), ('c', 3)];
        assert_eq!(asked(&mut queue, &asks), "ab");
        assert_eq!(ended(&mut queue, 'a', 3), "a");
        assert_eq!(ended(&mut queue, 'b', 1), "", "three of b's do not fit beside a");
        assert_eq!(ended(&mut queue, 'a', 3), "b");
        assert_eq!(ended(&mut queue, 'b', 3), "c");
        assert_eq!(ended(&mut queue, 'c', 3), "a");
    }

    #[test]
    fn the_small_do_not_pass_the_large_that_waits_for_room() {
        let mut queue = queue();
        assert_eq!(asked(&mut queue, &[('a', 2), ('b', 3), ('c', 1)]), "a");
        assert_eq!(ended(&mut queue, 'a', 2), "bc");
    }

    #[test]
    fn what_weighs_more_than_a_share_runs_alone() {
        let mut queue = queue();
        assert_eq!(asked(&mut queue, &[('a', 100), ('a', 1)]), "a");
        assert_eq!(ended(&mut queue, 'a', 3), "a");
        let mut one = Queue::new(Bounds { all: 1, each: 3, waiting: 1, waiting_each: 1 });
        assert_eq!(asked(&mut one, &[('a', 9)]), "a");
    }

    #[test]
    fn queues_are_bounded_for_each_and_for_all() {
        let mut queue = queue();
        asked(&mut queue, &[('a', 3), ('a', 1), ('a', 1), ('a', 1)]);
        assert_eq!(queue.ask('a', 1), Err(Full::Own));
        assert_eq!(asked(&mut queue, &[('b', 1)]), "b", "others are not refused");
        asked(&mut queue, &[('c', 1), ('c', 1)]);
        assert_eq!(queue.ask('d', 1), Err(Full::All));
        assert_eq!(queue.own.len(), 3, "nothing is kept of who was refused");
    }

    #[test]
    fn without_queues_it_is_told_whose_share_is_used_up() {
        let mut queue = Queue::new(Bounds { all: 3, each: 2, waiting: 0, waiting_each: 0 });
        assert_eq!(asked(&mut queue, &[('a', 1), ('a', 1)]), "aa");
        assert_eq!(queue.ask('a', 1), Err(Full::Own));
        assert_eq!(asked(&mut queue, &[('b', 1)]), "b");
        assert_eq!(queue.ask('b', 1), Err(Full::All));
    }

    #[test]
    fn who_leaves_makes_room_and_is_forgotten() {
        let mut queue = queue();
        asked(&mut queue, &[('a', 3), ('c', 1)]);
        let ticket = queue.ask('b', 3).unwrap();
        let other = queue.ask('d', 1).unwrap();
        assert_eq!(queue.begin(), []);
        queue.leave('b', ticket);
        queue.leave('b', ticket);
        queue.end('c', 1);
        assert_eq!(queue.begin().first().map(|it| it.ticket), Some(other));
        queue.end('a', 3);
        queue.end('d', 1);
        assert!(queue.own.is_empty() && queue.turn.is_empty(), "{queue:?}");
        assert_eq!((queue.running, queue.waiting), (0, 0));
    }
}
