-- What several servers on one database need to agree on, and revisions of what people edit.

-- Who works on a queue. A row stays when its lease ends: its number goes on counting.
CREATE TABLE queue_lease (
  queue_id INTEGER PRIMARY KEY REFERENCES queue (id) ON DELETE CASCADE,
  holder   TEXT,                         -- a server's run; NULL: nobody
  fence    INTEGER NOT NULL,             -- counts the holders: a write with an older number is refused
  until    INTEGER NOT NULL              -- from when on another may take it
) STRICT;

-- What happened, newest last, for whoever listens. A number is never given twice.
CREATE TABLE event (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  kind    TEXT NOT NULL,
  fabric  TEXT,                          -- the name of the fabric it is about
  payload TEXT NOT NULL,                 -- JSON
  at      INTEGER NOT NULL
) STRICT;

-- Up to which event they are not kept any more: whoever heard less has missed some.
CREATE TABLE event_pruned (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  up_to INTEGER NOT NULL
) STRICT;
INSERT INTO event_pruned (one, up_to) VALUES (1, 0);

-- Counts the edits of a fabric's and a repository's settings, and of a change with its drafts.
ALTER TABLE fabric ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE repository ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE change ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
