//! What SQLite's errors say about the database as a whole.

use super::now;
use crate::trouble::Trouble;

/// A small write whose commit reaches the disk: the number in the file's header that SQLite leaves to
/// its users, and that nothing reads.
pub(crate) const TOUCH: &str = "PRAGMA user_version = 1";

/// The newest change of the tables that the database has, for [`crate::dialect::open::newest`].
pub(crate) const NEWEST_CHANGE: &str = "SELECT max(version) FROM _sqlx_migrations";

/// Whether somebody else has the database's lock (SQLITE_BUSY, SQLITE_LOCKED).
pub(crate) fn is_locked(error: &sqlx::Error) -> bool {
    matches!(code(error), Some((5 | 6, _)))
}

/// What an error says about the database as a whole, if anything.
pub(crate) fn of_error(error: &sqlx::Error) -> Option<Trouble> {
    let (code, message) = code(error)?;
    of_code(code, message)
}

/// By the primary result code (<https://sqlite.org/rescode.html>).
fn of_code(code: i32, message: &str) -> Option<Trouble> {
    let reason = || message.to_owned();
    Some(match code {
        5 | 6 => Trouble::Locked { since: now() },
        8 => Trouble::ReadOnly,
        10 | 14 => Trouble::Failing { reason: reason() },
        11 | 26 => Trouble::Damaged { reason: reason() },
        13 => Trouble::Full,
        _ => return None,
    })
}

/// The primary code of an error of the database, and its message.
fn code(error: &sqlx::Error) -> Option<(i32, &str)> {
    let error = error.as_database_error()?;
    let extended: i32 = error.code()?.parse().ok()?;
    Some((extended & 0xff, error.message()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_concern_the_whole_database_are_told_from_those_of_a_statement() {
        let word = |code| of_code(code, "m").map(|trouble| trouble.word());
        let told = [
            (5, "locked"),
            (6, "locked"),
            (8, "read-only"),
            (10, "failing"),
            (11, "damaged"),
            (13, "full"),
            (14, "failing"),
            (26, "damaged"),
        ];
        for (code, expected) in told {
            assert_eq!(word(code), Some(expected), "{code}");
        }
        // SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_INTERRUPT.
        assert!([1, 19, 9].into_iter().all(|code| word(code).is_none()));
    }
}
