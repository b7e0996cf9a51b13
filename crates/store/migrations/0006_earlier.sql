-- What Git had of resources before it was changed there: who saves a text without saying what it was
-- read from is asked when the text would put such a thing back. The newest few of a resource are kept.

CREATE TABLE earlier (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  fabric_id    INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  kind         TEXT NOT NULL,
  name         TEXT NOT NULL,
  namespace    TEXT NOT NULL,
  grp          TEXT NOT NULL,
  standing     TEXT NOT NULL,            -- live, commented out, unreadable
  text         TEXT NOT NULL,            -- its own text
  held_at      TEXT NOT NULL,            -- the newest commit at which it was known to be so
  until_commit TEXT NOT NULL,            -- the commit that was read next
  at           INTEGER NOT NULL          -- when that one was read
) STRICT;
CREATE INDEX earlier_identity ON earlier (fabric_id, kind, name, namespace, grp, id);
CREATE INDEX earlier_at ON earlier (at);
