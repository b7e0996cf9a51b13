-- What is known of a fabric's cluster that is none of its resources, and what appliers put back there.

-- The appliers beside a fabric; its switches' agents.
CREATE TABLE beside (
  fabric_id  INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  what       TEXT NOT NULL,              -- appliers, agents
  said       TEXT NOT NULL,              -- JSON
  seen_at    INTEGER NOT NULL,           -- when the cluster last told of it
  away_since INTEGER,                    -- since when nothing is known of it; NULL: it is followed
  problem    TEXT,                       -- why
  PRIMARY KEY (fabric_id, what)
) STRICT, WITHOUT ROWID;

-- Edits in the cluster that an applier undid.
CREATE TABLE healed (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  kind      TEXT NOT NULL,
  name      TEXT NOT NULL,
  namespace TEXT NOT NULL,
  grp       TEXT NOT NULL,
  path      TEXT NOT NULL,               -- the field
  edited    TEXT,                        -- JSON: what it was set to; NULL: it was taken away
  edited_by TEXT NOT NULL,               -- JSON: the field manager who did
  back      TEXT,                        -- JSON: what was put back; NULL: what was added was taken away again
  back_by   TEXT NOT NULL,               -- JSON: the applier's field manager
  at        INTEGER NOT NULL             -- when that was seen
) STRICT;
CREATE INDEX healed_fabric ON healed (fabric_id, id);
CREATE INDEX healed_resource ON healed (fabric_id, kind, name, namespace, grp, id);
