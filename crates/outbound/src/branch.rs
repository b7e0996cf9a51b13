//! What a branch's head says of a commit.

/// Where a commit is, seen from a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Containment {
    /// The head contains it.
    Contained,
    /// It is known, and the head does not contain it.
    Elsewhere,
    /// Nobody here has it. What a head contains is here, so the head does not contain it.
    Missing,
    /// It could not be found out.
    Unknown,
}

/// What a look at the remote tells of a push whose answer did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arrival<O> {
    /// It arrived; the branch is here now.
    Arrived(O),
    /// The branch is where it was: nothing arrived.
    Unmoved,
    /// Others moved the branch, and nothing of ours is there.
    Moved,
    /// Nobody can say.
    Unknown,
}

/// Whether a push of `new` onto `head` arrived, now that the branch is at `remote`. `place` is
/// where `new` is, seen from there.
pub fn arrived<O: PartialEq>(
    remote: Option<O>,
    head: Option<O>,
    new: &O,
    place: Containment,
) -> Arrival<O> {
    if remote == head {
        return Arrival::Unmoved;
    }
    match remote {
        Some(remote) if remote == *new || place == Containment::Contained => {
            Arrival::Arrived(remote)
        }
        Some(_) if place == Containment::Unknown => Arrival::Unknown,
        _ => Arrival::Moved,
    }
}

/// Whether a history was rewritten: the head that was known is not part of it any more. `known` is
/// where that is, seen from the new head; none when no head was known.
#[must_use]
pub fn rewritten(known: Option<Containment>) -> bool {
    matches!(known, Some(Containment::Elsewhere | Containment::Missing))
}

/// Whether the branch lost a published change: its commit is not part of it any more. What cannot
/// be found out is not lost.
#[must_use]
pub fn lost(commit: Containment) -> bool {
    matches!(commit, Containment::Elsewhere | Containment::Missing)
}

/// Whether a pushed head is Hedgerow's own: nothing of others came on top, so what is gone under it
/// was meant to go.
pub fn ours<'a, O: PartialEq + 'a>(head: &O, landed: impl IntoIterator<Item = &'a O>) -> bool {
    landed.into_iter().any(|commit| commit == head)
}

/// What is recorded of how far a branch was read, held against where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recorded {
    /// Up to its head.
    Level,
    /// Up to a commit that is known: the next look reads what came since.
    Late,
    /// Up to something that nobody has.
    Wrong,
}

/// How what is recorded stands to the head. `place` is where it is, seen from there; what cannot be found out is
/// not called wrong.
#[must_use]
pub fn recorded(is_head: bool, place: Containment) -> Recorded {
    match (is_head, place) {
        (true, _) => Recorded::Level,
        (false, Containment::Missing) => Recorded::Wrong,
        (false, _) => Recorded::Late,
    }
}
