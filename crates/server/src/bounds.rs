//! How much may be asked of the server at once, and how long a client may take.

use std::time::Duration;

/// How much may be asked of the server at once, and how long a client may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The most connections at once. [`Bounds::connections_for`] says how many a process can afford.
    pub connections: usize,
    /// The most streams of events at once of one account; of all together, half of the connections.
    pub streams_each: usize,
    /// How long the head of a request may take to arrive, and a connection may be idle: longer than proxies
    /// keep a connection, so that none sends a request on one that is being closed.
    pub head: Duration,
    /// How long a short body may take to arrive; a long one may take a second more for each 128 KiB.
    pub body: Duration,
    /// How long a client may leave an answer unread.
    pub unread: Duration,
    /// How many megabytes of texts are worked on at once: in checks, in saves and in previews each.
    pub work_megabytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 512,
            streams_each: 32,
            head: Duration::from_secs(75),
            body: Duration::from_secs(30),
            unread: Duration::from_secs(60),
            work_megabytes: 4,
        }
    }
}

impl Bounds {
    /// The most connections of a process that may open so many files, when `wanted` were asked for: a half,
    /// less what the database and git need in any case, is left for the mirrors.
    #[must_use]
    pub fn connections_for(files: u64, wanted: usize) -> usize {
        /// What the database, the log and the runs of git need.
        const OTHERS: u64 = 48;
        let affordable = (files.saturating_sub(OTHERS) / 2).max(files / 8).max(4);
        wanted.min(usize::try_from(affordable).unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_the_rest() {
        assert_eq!(Bounds::connections_for(1_048_576, 512), 512);
        assert_eq!(Bounds::connections_for(1024, 512), 488);
        assert_eq!(Bounds::connections_for(256, 512), 104);
        assert_eq!(Bounds::connections_for(64, 512), 8);
        assert_eq!(Bounds::connections_for(8, 512), 4);
    }
}
