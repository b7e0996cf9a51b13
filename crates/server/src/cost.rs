//! What the operations of the API may cost: how long a request may be, and how its work is bounded.

use std::time::Duration;

use crate::admission::{Admission, Bounds};
use crate::permissions::Need;

/// The most bytes of a request of somebody who is not known yet, or about their own account.
const STRANGERS: usize = 16 << 10;

/// The most bytes of a request without a line in the table.
const USUAL: usize = 256 << 10;

/// The most bytes of a request with one text of at most 4 MiB, as JSON writes it.
const ONE_TEXT: usize = 9 << 20;

/// The most bytes of a request with the texts of several drafts.
const TEXTS: usize = 16 << 20;

/// The most bytes of a request with the definitions of a fabric's kinds.
const DEFINITIONS: usize = 32 << 20;

/// The bytes that weigh one unit of work.
const UNIT: usize = 1 << 20;

/// The megabytes of bodies of costly requests in memory.
const BODIES: usize = 64;

/// A body may take a second more for each so many bytes.
const BYTES_A_SECOND: usize = 128 << 10;

/// What the work of an operation counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// A text is read and thrown away.
    Check,
    /// Texts are written down.
    Save,
    /// What would be pushed is computed.
    Preview,
}

/// What an operation may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    /// The most bytes of its request.
    pub(crate) bytes: usize,
    /// What it counts as; nothing for what costs little.
    pub(crate) lane: Option<Lane>,
}

/// The operations that cost more than the usual, by their `operationId`.
const TABLE: &[(&str, usize, Lane)] = &[
    ("checkText", ONE_TEXT, Lane::Check),
    ("editText", ONE_TEXT, Lane::Check),
    ("findFree", USUAL, Lane::Check),
    ("getImpact", USUAL, Lane::Check),
    ("getResourceAt", USUAL, Lane::Check),
    ("listCommits", USUAL, Lane::Check),
    ("getFabricAt", USUAL, Lane::Check),
    ("compareFabric", USUAL, Lane::Check),
    ("lookAtDirectory", USUAL, Lane::Check),
    ("getFileAt", USUAL, Lane::Check),
    ("getResourceBlame", USUAL, Lane::Check),
    ("getResourceHistory", USUAL, Lane::Check),
    ("saveDrafts", TEXTS, Lane::Save),
    ("resolveConflict", ONE_TEXT, Lane::Save),
    ("revertChange", USUAL, Lane::Save),
    ("splitChange", USUAL, Lane::Save),
    ("renameChange", USUAL, Lane::Save),
    ("undoSave", USUAL, Lane::Save),
    ("listMigrations", USUAL, Lane::Check),
    ("migrate", USUAL, Lane::Save),
    ("setFields", USUAL, Lane::Save),
    ("acceptDrift", USUAL, Lane::Save),
    ("importResources", USUAL, Lane::Save),
    ("addCluster", ONE_TEXT, Lane::Check),
    ("rotateCluster", ONE_TEXT, Lane::Check),
    ("reopenConflict", USUAL, Lane::Save),
    ("resolveConflicts", ONE_TEXT, Lane::Save),
    ("keepCopy", ONE_TEXT, Lane::Save),
    ("tryDecisions", ONE_TEXT, Lane::Check),
    ("setPolicy", USUAL, Lane::Save),
    ("setDefaultPolicy", USUAL, Lane::Save),
    ("tryPolicy", USUAL, Lane::Check),
    ("undoPolicy", USUAL, Lane::Save),
    ("acceptPolicy", USUAL, Lane::Save),
    ("dismissPolicy", USUAL, Lane::Save),
    ("addFabric", DEFINITIONS, Lane::Save),
    ("updateFabric", DEFINITIONS, Lane::Save),
    ("setRule", USUAL, Lane::Save),
    ("declareRules", ONE_TEXT, Lane::Save),
    ("setInstallation", USUAL, Lane::Save),
    ("forgetInstallation", USUAL, Lane::Save),
    ("diffChange", USUAL, Lane::Preview),
    ("previewDirectory", USUAL, Lane::Preview),
];

impl Cost {
    /// Of an operation that needs `need`.
    pub(crate) fn of(operation: &str, need: Option<Need>) -> Self {
        let line = TABLE.iter().find(|(id, ..)| *id == operation);
        match (line, need) {
            (Some((_, bytes, lane)), _) => Self { bytes: *bytes, lane: Some(*lane) },
            (None, Some(Need::Nothing | Need::Session)) => Self { bytes: STRANGERS, lane: None },
            (None, _) => Self { bytes: USUAL, lane: None },
        }
    }

    /// What a request of this length weighs; one whose length is not said weighs the most.
    pub(crate) fn weight(self, length: Option<usize>) -> usize {
        length.unwrap_or(self.bytes).div_ceil(UNIT).max(1)
    }

    /// How long a body may take to arrive, when a short one may take `patience`.
    pub(crate) fn patience(self, length: Option<usize>, patience: Duration) -> Duration {
        let seconds = length.unwrap_or(self.bytes).min(self.bytes) / BYTES_A_SECOND;
        patience + Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
    }
}

/// What bounds the work of all requests.
#[derive(Clone)]
pub(crate) struct Lanes {
    bodies: Admission,
    check: Admission,
    save: Admission,
    preview: Admission,
    streams: Admission,
}

impl Lanes {
    /// Within these bounds.
    pub(crate) fn new(told: &crate::Bounds) -> Self {
        let of = |all: usize| {
            Admission::new(Bounds {
                all,
                // The rest is for others.
                each: (all * 3 / 4).max(1),
                waiting: 256,
                waiting_each: 32,
            })
        };
        let work = || of(told.work_megabytes.max(2));
        let streams = Admission::new(Bounds {
            all: (told.connections / 2).max(1),
            each: told.streams_each.max(1),
            waiting: 0,
            waiting_each: 0,
        });
        Self { bodies: of(BODIES), check: work(), save: work(), preview: work(), streams }
    }

    /// What bounds the bodies in memory.
    pub(crate) fn bodies(&self) -> &Admission {
        &self.bodies
    }

    /// What bounds the streams of events.
    pub(crate) fn streams(&self) -> &Admission {
        &self.streams
    }

    /// What bounds the work.
    pub(crate) fn of(&self, lane: Lane) -> &Admission {
        match lane {
            Lane::Check => &self.check,
            Lane::Save => &self.save,
            Lane::Preview => &self.preview,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_an_operation() {
        let policy = crate::permissions::table();
        for (id, ..) in TABLE {
            assert!(policy.contains_key(id), "{id}");
        }
    }

    #[test]
    fn strangers_send_little() {
        assert_eq!(Cost::of("logIn", Some(Need::Nothing)).bytes, STRANGERS);
        assert_eq!(Cost::of("updateMe", Some(Need::Session)).bytes, STRANGERS);
        assert_eq!(Cost::of("search", Some(Need::Known)), Cost { bytes: USUAL, lane: None });
    }

    #[test]
    fn a_request_weighs_what_it_says_or_what_it_may() {
        let check = Cost::of("checkText", Some(Need::Known));
        assert_eq!(check.weight(Some(0)), 1);
        assert_eq!(check.weight(Some(UNIT)), 1);
        assert_eq!(check.weight(Some(UNIT + 1)), 2);
        assert_eq!(check.weight(None), 9);
    }

    #[test]
    fn a_long_body_may_take_longer() {
        let check = Cost::of("checkText", Some(Need::Known));
        let patience = |length| check.patience(length, Duration::from_secs(30)).as_secs();
        assert_eq!(patience(Some(1000)), 30);
        assert_eq!(patience(Some(1 << 20)), 38);
        assert_eq!(patience(None), 30 + 72);
        assert_eq!(patience(Some(usize::MAX)), 30 + 72, "it is refused anyway");
    }
}
