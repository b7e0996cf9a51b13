//! What becomes of what the cluster refuses: whether it is taken back in Git, and as what.

use hedgerow_model::{Applied, ApplyOutcome, Millis, OnRefusal};

/// How often the cluster has to refuse the same before it is taken back. With the pauses between tries that is most of
/// a minute, in which what it waits for may come.
pub const TRIES: i64 = 3;

/// Whether what the cluster refused is taken back now. Only what it refused for what the object says: a permission that
/// lacks, a field of somebody else, a cluster that is away say nothing of what Git has.
#[must_use]
pub fn is_due(on: OnRefusal, applied: &Applied) -> bool {
    on == OnRefusal::Undo
        && applied.outcome == ApplyOutcome::Refused
        && applied.judged
        && applied.tries >= TRIES
}

/// What is known of a resource whose text, or whose end, the cluster refuses.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// What Git has of it; `None`: nothing.
    pub now: Option<&'a str>,
    /// The last change that was published with it.
    pub published: Option<Published<'a>>,
    /// The text that Git and the cluster last agreed on; empty: both had it and never agreed.
    pub agreed: Option<&'a str>,
    /// Since when it differs because of Git.
    pub differs_since: Millis,
    /// Since when refusals are taken back: what came before was not published under that rule.
    pub undo_since: Millis,
    /// Whether this very text was taken back before.
    pub was_taken_back: bool,
}

/// A change that was published with a resource.
#[derive(Clone, Copy, Debug)]
pub struct Published<'a> {
    /// What its commit made of the resource.
    pub after: Option<&'a str>,
    /// What the resource was before that commit.
    pub before: Option<&'a str>,
    /// When.
    pub at: Millis,
    /// Whether the change itself takes something back that the cluster refused.
    pub takes_back: bool,
}

/// What is published so that Git no longer has what the cluster refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inverse<'a> {
    /// The inverse of the change that was published with it: all of that change.
    OfTheChange,
    /// The resource as Git and the cluster last agreed on it.
    Agreed(&'a str),
    /// Nothing; why, as a sentence.
    Nothing(&'static str),
}

/// What takes back what the cluster refuses. A change is taken back as a whole where it made of the resource what is
/// there now; else it came with a commit that is nobody's change, and only the resource goes back, to what is known to
/// have been fine.
#[must_use]
pub fn inverse(known: Known<'_>) -> Inverse<'_> {
    if known.was_taken_back {
        return Inverse::Nothing("it was taken back once, and somebody brought it again");
    }
    if let Some(published) = known.published
        && published.after == known.now
        && published.before != published.after
    {
        return match published {
            Published { takes_back: true, .. } => {
                Inverse::Nothing("it came with a change that takes back what the cluster refused")
            }
            Published { at, .. } if at < known.undo_since => Inverse::Nothing(
                "it was published before the fabric was set to take back what is refused",
            ),
            _ => Inverse::OfTheChange,
        };
    }
    match known.agreed {
        _ if known.differs_since < known.undo_since => {
            Inverse::Nothing("Git had it before the fabric was set to take back what is refused")
        }
        None => Inverse::Nothing(
            "it came with a commit that was not made by Hedgerow, and the cluster never had it: take it out of Git yourself",
        ),
        Some("") => Inverse::Nothing("Git and the cluster never said the same of it"),
        Some(agreed) if Some(agreed) == known.now => {
            Inverse::Nothing("Git says what both agreed on")
        }
        Some(agreed) => Inverse::Agreed(agreed),
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{ApplyAct, Identity};

    use super::*;

    fn refused() -> Applied {
        Applied {
            identity: Identity::new("g", "K", "x"),
            act: ApplyAct::Update,
            outcome: ApplyOutcome::Refused,
            detail: None,
            digest: Some("d".into()),
            at: 1,
            tries: TRIES,
            retry_at: None,
            judged: true,
            answer: None,
        }
    }

    #[test]
    fn only_what_was_refused_often_for_what_it_says_is_taken_back_and_only_where_that_is_asked_for()
    {
        assert!(is_due(OnRefusal::Undo, &refused()));
        assert!(!is_due(OnRefusal::Hold, &refused()));
        let twice = Applied { tries: TRIES - 1, ..refused() };
        let not_judged = Applied { judged: false, ..refused() };
        let answered = Applied { outcome: ApplyOutcome::OfOthers, ..refused() };
        for other in [twice, not_judged, answered] {
            assert!(!is_due(OnRefusal::Undo, &other), "{other:?}");
        }
    }

    const CHANGE: Published<'static> =
        Published { after: Some("new"), before: Some("old"), at: 20, takes_back: false };

    const KNOWN: Known<'static> = Known {
        now: Some("new"),
        published: Some(CHANGE),
        agreed: Some("old"),
        differs_since: 20,
        undo_since: 10,
        was_taken_back: false,
    };

    fn is_held(known: Known<'_>, part: &str) {
        let Inverse::Nothing(why) = inverse(known) else { panic!("{known:?}") };
        assert!(why.contains(part), "{why}");
    }

    #[test]
    fn a_change_goes_as_a_whole_where_it_made_what_is_there() {
        assert_eq!(inverse(KNOWN), Inverse::OfTheChange);
        let added = Published { before: None, ..CHANGE };
        let known = Known { published: Some(added), agreed: None, ..KNOWN };
        assert_eq!(inverse(known), Inverse::OfTheChange);
        let deleted = Published { after: None, ..CHANGE };
        let known = Known { now: None, published: Some(deleted), ..KNOWN };
        assert_eq!(inverse(known), Inverse::OfTheChange);
    }

    #[test]
    fn what_came_with_another_commit_goes_back_to_what_both_agreed_on() {
        for known in [
            Known { published: None, ..KNOWN },
            // Somebody went on from what the change made of it.
            Known { now: Some("newer"), ..KNOWN },
            // The change has it as it was.
            Known { published: Some(Published { before: Some("new"), ..CHANGE }), ..KNOWN },
            Known { now: None, ..KNOWN },
        ] {
            assert_eq!(inverse(known), Inverse::Agreed("old"), "{known:?}");
        }
    }

    #[test]
    fn without_evidence_of_what_was_there_before_nothing_goes() {
        is_held(Known { was_taken_back: true, ..KNOWN }, "once");
        is_held(Known { undo_since: 21, ..KNOWN }, "published before");
        let again = Published { takes_back: true, ..CHANGE };
        is_held(Known { published: Some(again), ..KNOWN }, "takes back");
        let pushed = Known { published: None, ..KNOWN };
        is_held(Known { undo_since: 21, ..pushed }, "had it before");
        is_held(Known { agreed: None, ..pushed }, "never had it");
        is_held(Known { agreed: Some(""), ..pushed }, "never said the same");
        is_held(Known { agreed: Some("new"), ..pushed }, "both agreed on");
    }
}
