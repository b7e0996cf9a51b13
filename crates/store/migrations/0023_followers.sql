-- Which server follows the cluster of a fabric, and which one writes to it: one at a time each. A row stays when its lease
-- ends: its number goes on counting.
CREATE TABLE fabric_lease (
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  work      TEXT NOT NULL,                 -- follow, apply
  holder    TEXT,                          -- a server's run; NULL: nobody
  fence     INTEGER NOT NULL,              -- counts the holders: a write with an older number is refused
  until     INTEGER NOT NULL,              -- from when on another may take it
  PRIMARY KEY (fabric_id, work)
) STRICT, WITHOUT ROWID;

-- What the server that follows a fabric's cluster is told by the others; it takes the row away when it has heard it.
CREATE TABLE follower_note (
  id        INTEGER PRIMARY KEY,
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  note      TEXT NOT NULL,                 -- JSON
  UNIQUE (fabric_id, note)
) STRICT;

-- How much drift matters, as the policy says.
ALTER TABLE drift ADD COLUMN severity TEXT NOT NULL DEFAULT 'warning';   -- error, warning, info
