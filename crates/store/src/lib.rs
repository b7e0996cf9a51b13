//! The database behind a domain interface: SQLite, migrations, the journal of runs.
