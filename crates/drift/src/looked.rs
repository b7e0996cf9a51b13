//! An object in the cluster beside what is written down of it, looked at twice: while somebody looks, both move.

/// One side of a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The cluster's version of the object.
    pub version: String,
    /// The digest of what it says.
    pub digest: String,
}

/// Both sides at one time; nothing where a side does not have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The cluster.
    pub cluster: Option<Sight>,
    /// The database.
    pub written: Option<Sight>,
}

/// What looking again says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    /// Both say the same.
    Same,
    /// They say something else, and neither moved meanwhile.
    Differs,
    /// One of them moved: nothing is concluded.
    Moves,
}

impl Look {
    /// Whether both say the same. The cluster's version moves also where nothing changes of what is kept.
    #[must_use]
    pub fn is_same(&self) -> bool {
        let digest = |side: &Option<Sight>| side.as_ref().map(|sight| sight.digest.clone());
        digest(&self.cluster) == digest(&self.written)
    }
}

/// What is concluded from a look and an earlier one; without an earlier one nothing is.
#[must_use]
pub fn looked(before: Option<&Look>, now: &Look) -> Looked {
    if now.is_same() {
        return Looked::Same;
    }
    match before == Some(now) {
        true => Looked::Differs,
        false => Looked::Moves,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(cluster: Option<(&str, &str)>, written: Option<(&str, &str)>) -> Look {
        let sight = |side: Option<(&str, &str)>| {
            side.map(|(version, digest)| Sight { version: version.into(), digest: digest.into() })
        };
        Look { cluster: sight(cluster), written: sight(written) }
    }

    #[test]
    fn only_what_stays_otherwise_while_neither_side_moves_differs() {
        let differs = look(Some(("5", "a")), Some(("4", "b")));
        assert_eq!(looked(Some(&differs), &differs), Looked::Differs);
        assert_eq!(looked(None, &differs), Looked::Moves, "it was looked at once");
        for moved in [
            look(Some(("6", "a")), Some(("4", "b"))),
            look(Some(("5", "c")), Some(("4", "b"))),
            look(Some(("5", "a")), Some(("5", "b"))),
            look(None, Some(("4", "b"))),
            look(Some(("5", "a")), None),
        ] {
            assert_eq!(looked(Some(&differs), &moved), Looked::Moves, "{moved:?}");
            assert_eq!(looked(Some(&moved), &moved), Looked::Differs, "{moved:?}");
        }
    }

    #[test]
    fn what_says_the_same_is_the_same_in_whatever_version() {
        let same = look(Some(("6", "a")), Some(("4", "a")));
        let differs = look(Some(("5", "a")), Some(("4", "b")));
        assert_eq!(looked(Some(&differs), &same), Looked::Same, "the watcher was late");
        assert_eq!(looked(Some(&differs), &look(None, None)), Looked::Same, "both lost it");
    }
}
