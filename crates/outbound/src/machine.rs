//! The machine: after each outcome, what is done next.
//!
//! The first attempt is made on the head that is known, without a look: a push proves the head that
//! it was made for. After a refused lease the pause comes first, then a look, and then merge and push
//! at once: whoever pauses between look and push loses the next race as well.

use std::collections::VecDeque;
use std::time::Duration;

use crate::words::{Bounds, End, Merged, Moment, Next, OutOfOrder, Outcome, Pushed, Why};

/// What was asked for last, and how it continues.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Asked<C, R> {
    Pause,
    /// A look before the next attempt.
    Look,
    /// A look that confirms the head on which merging held something back.
    Proof,
    Merge,
    Commit,
    Push,
    /// Held, so that the others continue without it.
    HoldOne(Why<R>),
    /// Steps of an ending; these are left.
    Closing(VecDeque<Next<C, R>>),
    Nothing,
}

impl<C, R> Asked<C, R> {
    fn name(&self) -> &'static str {
        match self {
            Self::Pause => "a pause",
            Self::Look | Self::Proof => "a look",
            Self::Merge => "a merge",
            Self::Commit => "a commit",
            Self::Push => "a push",
            Self::HoldOne(_) => "a hold",
            Self::Closing(_) => "a step of the ending",
            Self::Nothing => "nothing",
        }
    }
}

/// One run: its state as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Machine<C, R> {
    bounds: Bounds,
    attempt: u32,
    /// How many may be committed at once; fewer after a refusal, to find out who is meant.
    limit: Option<usize>,
    /// The next pause, before jitter.
    pause: Duration,
    /// Whether the remote confirmed a head during this run.
    looked: bool,
    /// Why it could not be asked to.
    doubt: Option<R>,
    /// The changes of the run that are not settled, in the order they were queued.
    waiting: Vec<C>,
    merged: Merged<C>,
    asked: Asked<C, R>,
}

impl<C: Copy + PartialEq, R: Clone> Machine<C, R> {
    /// Starts a run over these changes, in the order they were queued.
    #[must_use]
    pub fn start(changes: Vec<C>, bounds: Bounds) -> (Self, Next<C, R>) {
        let machine = Self {
            bounds,
            attempt: 0,
            limit: None,
            pause: bounds.first_pause,
            looked: false,
            doubt: None,
            waiting: changes,
            merged: Merged::default(),
            asked: Asked::Nothing,
        };
        machine.next_attempt()
    }

    /// The number of the attempt that is under way, from 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// What is done next, after what was asked for went like this.
    ///
    /// # Errors
    /// [`OutOfOrder`] when nothing of the kind was asked for.
    pub fn step(
        mut self,
        outcome: Outcome<C, R>,
        at: Moment,
    ) -> Result<(Self, Next<C, R>), OutOfOrder> {
        let asked = std::mem::replace(&mut self.asked, Asked::Nothing);
        Ok(match (asked, outcome) {
            (Asked::Pause, Outcome::Paused) => self.ask(Asked::Look, Next::Look),
            (Asked::Look, Outcome::Looked { landed, .. }) => {
                self.looked = true;
                self.waiting.retain(|change| !landed.contains(change));
                self.next_attempt()
            }
            (Asked::Look, Outcome::Unreached(reason)) => self.end(End::Unsettled(reason)),
            (Asked::Merge, Outcome::Merged(merged)) => self.after_merge(merged),
            (Asked::Proof, Outcome::Looked { moved, landed }) => {
                self.looked = true;
                self.waiting.retain(|change| !landed.contains(change));
                if moved { self.next_attempt() } else { self.commit() }
            }
            (Asked::Proof, Outcome::Unreached(reason)) => {
                self.looked = true;
                self.doubt = Some(reason);
                self.commit()
            }
            (Asked::Commit, Outcome::Committed) => self.ask(Asked::Push, Next::Push),
            (Asked::Commit, Outcome::Unbuildable(change, reason)) => {
                self.waiting.retain(|other| *other != change);
                self.hold_one(change, Why::Refused(reason))
            }
            (Asked::Commit | Asked::Push, Outcome::Pushed(pushed)) => self.after_push(pushed, at),
            (Asked::HoldOne(why), Outcome::Done) => {
                if self.waiting.is_empty() {
                    self.end(End::Failed(why))
                } else {
                    self.next_attempt()
                }
            }
            (Asked::Closing(left), Outcome::Done) => self.close(left),
            (asked, outcome) => {
                return Err(OutOfOrder { told: outcome_name(&outcome), asked: asked.name() });
            }
        })
    }

    fn ask(mut self, asked: Asked<C, R>, next: Next<C, R>) -> (Self, Next<C, R>) {
        self.asked = asked;
        (self, next)
    }

    fn end(self, end: End<C, R>) -> (Self, Next<C, R>) {
        self.ask(Asked::Nothing, Next::End(end))
    }

    fn next_attempt(mut self) -> (Self, Next<C, R>) {
        self.attempt += 1;
        self.doubt = None;
        self.merged = Merged::default();
        if self.waiting.is_empty() {
            return self.end(End::Nothing { later: Vec::new(), doubt: None });
        }
        let next = Next::Merge { changes: self.waiting.clone(), limit: self.limit };
        self.ask(Asked::Merge, next)
    }

    fn after_merge(mut self, merged: Merged<C>) -> (Self, Next<C, R>) {
        // A push proves the head it was made for; without one, nothing does.
        let unproven = merged.ready.is_empty() && !merged.present.is_empty();
        // Nothing is held back for the sake of a head that is not the newest any more.
        let stopped = !merged.stopped.is_empty();
        self.merged = merged;
        if (stopped || unproven) && !self.looked {
            return self.ask(Asked::Proof, Next::Look);
        }
        self.commit()
    }

    fn commit(self) -> (Self, Next<C, R>) {
        let doubt = self.doubt.clone();
        if self.merged.ready.is_empty() {
            let later = self.merged.later.clone();
            return self.end(End::Nothing { later, doubt });
        }
        self.ask(Asked::Commit, Next::Commit { doubt })
    }

    fn after_push(mut self, pushed: Pushed<R>, at: Moment) -> (Self, Next<C, R>) {
        let Merged { ready, later, .. } = std::mem::take(&mut self.merged);
        // What merging settled was written with the journal.
        self.waiting.retain(|change| ready.contains(change) || later.contains(change));
        let impatient = at.elapsed > self.bounds.patience;
        let spent = impatient && self.attempt >= self.bounds.least_attempts;
        match pushed {
            Pushed::Accepted => self.end(End::Published { landed: ready, later }),
            Pushed::Moved if spent => {
                let attempts = self.attempt;
                self.give_up(Why::KeptMoving { attempts })
            }
            Pushed::Moved => {
                let longest = self.bounds.longest_pause;
                self.pause(at, longest)
            }
            Pushed::Retry(reason) if impatient => {
                let note = Next::NoteUnreached(reason.clone());
                self.give_up_after([note], Why::Unreached(reason))
            }
            Pushed::Retry(_) => {
                let longest = self.bounds.longest_rest;
                self.pause(at, longest)
            }
            Pushed::Declined(reason) if ready.len() > 1 && spent => {
                self.give_up(Why::Refused(reason))
            }
            // No race was lost: half of them are tried at once.
            Pushed::Declined(_) if ready.len() > 1 => {
                self.limit = Some(ready.len() / 2);
                self.next_attempt()
            }
            Pushed::Declined(reason) => {
                self.limit = None;
                self.waiting = later;
                self.hold(ready, Why::Refused(reason))
            }
            Pushed::Refused(reason) => {
                let why = Why::Refused(reason);
                let hold = held(ready, why.clone());
                let again = (!later.is_empty()).then_some(Next::QueueAgain(later));
                let steps = [hold].into_iter().chain(again).chain([Next::End(End::Failed(why))]);
                self.close(steps.collect())
            }
            Pushed::ReadOnly(reason) => {
                let why = Why::Refused(reason.clone());
                let hold = held(self.waiting.clone(), why.clone());
                let end = Next::End(End::Failed(why));
                self.close(VecDeque::from([Next::NoteReadOnly(reason), hold, end]))
            }
            Pushed::Unknown(reason) => self.end(End::Unsettled(reason)),
        }
    }

    /// The pause before the next look: between half of it and all of it, so that those who lost the
    /// same race do not meet again.
    fn pause(mut self, at: Moment, longest: Duration) -> (Self, Next<C, R>) {
        let pause = self.pause.min(longest);
        self.pause = pause * 2;
        let pause = pause.mul_f64(0.5 + at.jitter.clamp(0.0, 1.0) / 2.0);
        self.ask(Asked::Pause, Next::Pause(pause))
    }

    fn hold_one(self, change: C, why: Why<R>) -> (Self, Next<C, R>) {
        self.hold(vec![change], why)
    }

    fn hold(self, changes: Vec<C>, why: Why<R>) -> (Self, Next<C, R>) {
        self.ask(Asked::HoldOne(why.clone()), held(changes, why))
    }

    fn give_up(self, why: Why<R>) -> (Self, Next<C, R>) {
        self.give_up_after([], why)
    }

    /// What did not land for a passing reason waits, and is tried again by itself.
    fn give_up_after<const N: usize>(
        self,
        notes: [Next<C, R>; N],
        why: Why<R>,
    ) -> (Self, Next<C, R>) {
        let mut steps = VecDeque::from(notes);
        steps.push_back(Next::Hold {
            changes: self.waiting.clone(),
            why: why.clone(),
            retry: Some(self.bounds.retry_after),
        });
        steps.push_back(Next::End(End::Failed(why)));
        self.close(steps)
    }

    fn close(self, mut steps: VecDeque<Next<C, R>>) -> (Self, Next<C, R>) {
        match steps.pop_front() {
            Some(Next::End(end)) => self.end(end),
            Some(next) => self.ask(Asked::Closing(steps), next),
            None => self.end(End::Nothing { later: Vec::new(), doubt: None }),
        }
    }
}

/// Held until a person does something about it.
fn held<C, R>(changes: Vec<C>, why: Why<R>) -> Next<C, R> {
    Next::Hold { changes, why, retry: None }
}

fn outcome_name<C, R>(outcome: &Outcome<C, R>) -> &'static str {
    match outcome {
        Outcome::Paused => "a pause is over",
        Outcome::Looked { .. } => "the remote was looked at",
        Outcome::Unreached(_) => "the remote was not reached",
        Outcome::Merged(_) => "changes were merged",
        Outcome::Committed => "commits were journaled",
        Outcome::Unbuildable(..) => "a commit cannot be built",
        Outcome::Pushed(_) => "a push ended",
        Outcome::Done => "something is durable",
    }
}
