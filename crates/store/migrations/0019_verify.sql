-- What was found when Git, the database and the cluster of a fabric were last read afresh and compared.
CREATE TABLE verification (
  fabric_id  INTEGER PRIMARY KEY REFERENCES fabric (id) ON DELETE CASCADE,
  outcome    TEXT NOT NULL,              -- agrees, differs, incomplete
  started_at INTEGER NOT NULL,
  ended_at   INTEGER NOT NULL,
  found      INTEGER NOT NULL,           -- how many differences
  report     TEXT NOT NULL               -- JSON
) STRICT;
