//! Why the database takes no writes, as data with a plain sentence.

use std::fmt;

use hedgerow_model::{Millis, clock};

/// Why the database takes no writes. Its text is for whoever asked for one: it says what happened and
/// what to do, and names no path of the server's; those are in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Another program has locked it.
    Locked {
        /// Since when that is known.
        since: Millis,
    },
    /// No room on its disk.
    Full,
    /// Its file or file system can only be read.
    ReadOnly,
    /// Its disk fails, or does not answer.
    Failing {
        /// What the database said.
        reason: String,
    },
    /// What stands in its file is not a whole database any more.
    Damaged {
        /// What the database said.
        reason: String,
    },
    /// A file of the database that is open is no longer at its path. What is open is still there, until
    /// the process ends.
    Lost {
        /// The file's name, without its folder.
        file: String,
        /// Whether another file stands there now.
        replaced: bool,
    },
    /// Its tables are not those of this program.
    Foreign {
        /// What was found.
        reason: String,
    },
}

impl Trouble {
    /// The word of every kind.
    pub const WORDS: [&'static str; 7] =
        ["locked", "full", "read-only", "failing", "damaged", "lost", "foreign"];

    /// A stable code for programs, of an error that is this.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked { .. } => "database-locked",
            Self::Full => "database-full",
            Self::ReadOnly => "database-read-only",
            Self::Failing { .. } => "database-failing",
            Self::Damaged { .. } => "database-damaged",
            Self::Lost { .. } => "database-lost",
            Self::Foreign { .. } => "database-foreign",
        }
    }

    /// A stable word for figures.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Locked { .. } => "locked",
            Self::Full => "full",
            Self::ReadOnly => "read-only",
            Self::Failing { .. } => "failing",
            Self::Damaged { .. } => "damaged",
            Self::Lost { .. } => "lost",
            Self::Foreign { .. } => "foreign",
        }
    }

    /// After how many seconds it may be over by itself, or by somebody's hand without a restart.
    #[must_use]
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Locked { .. } => Some(5),
            Self::Full | Self::ReadOnly | Self::Failing { .. } => Some(30),
            Self::Damaged { .. } | Self::Lost { .. } | Self::Foreign { .. } => None,
        }
    }

    /// Whether a write that succeeds shows that it is over.
    pub(crate) fn ends_with_a_write(&self) -> bool {
        matches!(self, Self::Locked { .. } | Self::Full | Self::ReadOnly | Self::Failing { .. })
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked { since } => write!(
                f,
                "another program has locked the database since {} (a transaction left open in a database \
                 shell, a backup?); nothing was saved, reading continues. End it there, then repeat",
                clock(*since)
            ),
            Self::Full => f.write_str(
                "the disk of the database is full; nothing was saved, reading continues. Free some space, then \
                 repeat; the server need not be restarted",
            ),
            Self::ReadOnly => f.write_str(
                "the database can only be read: its file, folder or file system is read-only; nothing was \
                 saved. Make it writable, then repeat",
            ),
            Self::Failing { reason } => write!(
                f,
                "the disk of the database does not take writes ({reason}); nothing was saved. The system's log \
                 may say why; repeat when it does again"
            ),
            Self::Damaged { reason } => write!(
                f,
                "the database is damaged ({reason}); nothing was saved. Stop the server and put a backup in its \
                 place; Git has everything that was published"
            ),
            Self::Lost { file, replaced } => {
                let happened = match replaced {
                    false => "was deleted or moved away",
                    true => "was replaced by another file",
                };
                write!(
                    f,
                    "the database's file {file} {happened} while the server runs: nothing more is saved. What \
                     was saved before is still open in the server, which writes a copy of it beside the old \
                     place and names it in its log: stop the server and put the copy there"
                )
            }
            Self::Foreign { reason } => write!(
                f,
                "the database's tables are not those of this program ({reason}); nothing was saved. Stop the \
                 server, and start the version that the database belongs to"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_word_and_says_what_to_do() {
        let reason = || "x".to_owned();
        let all = [
            (Trouble::Locked { since: 0 }, "locked", Some(5), "End it there", true),
            (Trouble::Full, "full", Some(30), "Free some space", true),
            (Trouble::ReadOnly, "read-only", Some(30), "Make it writable", true),
            (Trouble::Failing { reason: reason() }, "failing", Some(30), "repeat", true),
            (Trouble::Damaged { reason: reason() }, "damaged", None, "backup", false),
            (Trouble::Lost { file: reason(), replaced: false }, "lost", None, "deleted", false),
            (Trouble::Lost { file: reason(), replaced: true }, "lost", None, "another file", false),
            (Trouble::Foreign { reason: reason() }, "foreign", None, "version", false),
        ];
        for (trouble, word, retry, says, ends) in all {
            assert_eq!((trouble.word(), trouble.retry_after()), (word, retry));
            assert_eq!(trouble.code(), format!("database-{word}"));
            assert!(Trouble::WORDS.contains(&word));
            assert!(trouble.to_string().contains(says), "{trouble}");
            assert_eq!(trouble.ends_with_a_write(), ends, "{trouble}");
        }
    }
}
