//! How far the resources of a published change are in the cluster.

use hedgerow_model::{DriftStanding, Drifted, Moved};

/// What is known of a resource of a published change.
#[derive(Clone, Copy, Debug)]
pub struct Published<'a> {
    /// Whether its kind was listed whole and is followed now.
    pub is_known: bool,
    /// What differs of it.
    pub drift: Option<&'a Drifted>,
    /// Whether it was compared with what Git has now, and both say the same.
    pub is_level: bool,
    /// Whether neither Git nor the cluster has it.
    pub is_gone: bool,
}

/// How far they are, in figures: Git has their commit or a later one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// The cluster has them as Git has them.
    pub level: usize,
    /// Those of these that neither has any more.
    pub gone: usize,
    /// The cluster has yet to follow.
    pub waiting: usize,
    /// The cluster has them otherwise for reasons of its own.
    pub otherwise: usize,
    /// Nothing is known of them now.
    pub unknown: usize,
}

impl Reached {
    /// Of how many resources this is.
    #[must_use]
    pub fn all(self) -> usize {
        self.level + self.waiting + self.otherwise + self.unknown
    }

    /// As a sentence.
    #[must_use]
    pub fn told(self) -> String {
        let Self { level, gone, waiting, otherwise, unknown } = self;
        let all = self.all();
        if level == all {
            return match (all, gone) {
                (1, 0) => "applied: the cluster has its resource as Git has it".to_owned(),
                (_, 0) => format!("applied: the cluster has all {all} resources as Git has them"),
                (1, _) => "applied: its resource is gone from the cluster too".to_owned(),
                (_, gone) if gone == all => {
                    format!("applied: all {all} resources are gone from the cluster too")
                }
                _ => format!(
                    "applied: of {all} resources the cluster has {} as Git has them; gone there too: {gone}",
                    all - gone
                ),
            };
        }
        let (its, none) = match all {
            1 => ("its resource is".to_owned(), "its resource is not".to_owned()),
            _ => (format!("its {all} resources are"), format!("none of its {all} resources is")),
        };
        match all {
            _ if waiting == all => return format!("{none} applied yet"),
            _ if otherwise == all => return format!("{its} there otherwise than in Git"),
            _ if unknown == all => {
                return format!("whether {its} there as in Git is not known now");
            }
            _ => {}
        }
        let mut parts = vec![format!("the cluster has {level} of {all} resources as Git has them")];
        for (count, what) in [
            (waiting, "not applied yet"),
            (otherwise, "otherwise there"),
            (unknown, "not known now"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        }
        parts.join(", ")
    }
}

/// How far resources are. What was not compared is not level, and what is not known is nothing else.
#[must_use]
pub fn reached<'a>(resources: impl IntoIterator<Item = Published<'a>>) -> Reached {
    let mut reached = Reached::default();
    for Published { is_known, drift, is_level, is_gone } in resources {
        let place = match drift {
            _ if !is_known => &mut reached.unknown,
            Some(drift) if drift.standing == DriftStanding::InSync => &mut reached.level,
            Some(drift) if drift.moved == Some(Moved::Git) => &mut reached.waiting,
            Some(_) => &mut reached.otherwise,
            None if is_level => &mut reached.level,
            None if is_gone => {
                reached.gone += 1;
                &mut reached.level
            }
            None => &mut reached.unknown,
        };
        *place += 1;
    }
    reached
}

#[cfg(test)]
mod tests {
    use hedgerow_model::Identity;

    use super::*;

    fn drift(standing: DriftStanding, moved: Option<Moved>) -> Drifted {
        Drifted {
            identity: Identity::new("g", "K", "a"),
            standing,
            moved,
            fields: Vec::new(),
            ignored: false,
            severity: hedgerow_model::Severity::Warning,
            resource_version: None,
            blob: None,
            since: 0,
        }
    }

    #[test]
    fn only_what_was_compared_and_is_known_now_is_applied() {
        let ahead = drift(DriftStanding::Missing, Some(Moved::Git));
        let edited = drift(DriftStanding::Differs, Some(Moved::Cluster));
        let owned = drift(DriftStanding::InSync, None);
        let level = Published { is_known: true, drift: None, is_level: true, is_gone: false };
        let gone = Published { is_level: false, is_gone: true, ..level };
        let of = |all: &[Published<'_>]| reached(all.iter().copied());
        let all = of(&[level, gone, Published { drift: Some(&owned), is_level: false, ..level }]);
        assert_eq!(all, Reached { level: 3, gone: 1, ..Reached::default() });
        assert_eq!(
            all.told(),
            "applied: of 3 resources the cluster has 2 as Git has them; gone there too: 1"
        );
        let two = of(&[level, level]);
        assert_eq!(two.told(), "applied: the cluster has all 2 resources as Git has them");
        assert_eq!(of(&[gone]).told(), "applied: its resource is gone from the cluster too");
        let none = of(&[gone, gone]);
        assert_eq!(none.told(), "applied: all 2 resources are gone from the cluster too");
        assert_eq!(of(&[level]).told(), "applied: the cluster has its resource as Git has it");
        let some = of(&[
            level,
            Published { drift: Some(&ahead), is_level: false, ..level },
            Published { drift: Some(&ahead), is_level: false, ..level },
            Published { drift: Some(&edited), is_level: false, ..level },
            Published { is_known: false, ..level },
            Published { is_level: false, ..level },
        ]);
        assert_eq!(some, Reached { level: 1, gone: 0, waiting: 2, otherwise: 1, unknown: 2 });
        assert_eq!(
            some.told(),
            "the cluster has 1 of 6 resources as Git has them, 2 not applied yet, 1 otherwise there, 2 not known now"
        );
        let ahead = Published { drift: Some(&ahead), is_level: false, ..level };
        let edited = Published { drift: Some(&edited), is_level: false, ..level };
        let unknown = Published { is_known: false, ..level };
        for (one, alone, several) in [
            (ahead, "its resource is not applied yet", "none of its 2 resources is applied yet"),
            (
                edited,
                "its resource is there otherwise than in Git",
                "its 2 resources are there otherwise than in Git",
            ),
            (
                unknown,
                "whether its resource is there as in Git is not known now",
                "whether its 2 resources are there as in Git is not known now",
            ),
        ] {
            assert_eq!(of(&[one]).told(), alone);
            assert_eq!(of(&[one, one]).told(), several);
        }
        let one = of(&[level, Published { is_known: false, ..level }]);
        assert_eq!(one.told(), "the cluster has 1 of 2 resources as Git has them, 1 not known now");
    }
}
