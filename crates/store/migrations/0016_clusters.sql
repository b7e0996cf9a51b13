-- Clusters, what of them was seen, and how that differs from what Git wants.

CREATE TABLE cluster (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL UNIQUE,
  server     TEXT NOT NULL,              -- the address of its API
  identity   TEXT,                       -- what tells it from every other one; NULL: it did not tell
  version    TEXT,                       -- of its program, as it told last
  login      TEXT NOT NULL,              -- token, certificate, service-account
  sealed     BLOB NOT NULL,              -- how it is reached and who asks
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,              -- a login
  rotated_at INTEGER,
  expires_at INTEGER,                    -- when the certificate it logs in with ends
  state      TEXT NOT NULL,              -- works, failed, unreadable, untested
  problem    TEXT,
  checked_at INTEGER,
  revision   INTEGER NOT NULL            -- counts a person's edits
) STRICT;

ALTER TABLE fabric ADD COLUMN cluster_id INTEGER REFERENCES cluster (id);
ALTER TABLE fabric ADD COLUMN namespaces TEXT;   -- JSON list: where its resources live in the cluster; NULL: no cluster
CREATE INDEX fabric_cluster ON fabric (cluster_id) WHERE cluster_id IS NOT NULL;

-- The definitions of a fabric's kinds as its cluster has them.
CREATE TABLE cluster_definition (
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  name      TEXT NOT NULL,
  text      TEXT NOT NULL,
  PRIMARY KEY (fabric_id, name)
) STRICT, WITHOUT ROWID;

-- Each kind of a fabric that is looked at in its cluster, in a namespace.
CREATE TABLE watched (
  fabric_id        INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  kind             TEXT NOT NULL,
  grp              TEXT NOT NULL,
  namespace        TEXT NOT NULL,
  version          TEXT NOT NULL,        -- in which it is asked for
  resource_version TEXT,                 -- up to which it was seen; NULL: it has to be listed
  listed_at        INTEGER,              -- when it was last listed whole; NULL: never, so nothing of it is missing
  seen_at          INTEGER,              -- when the cluster last told of it
  away_since       INTEGER,              -- since when nothing is known of it; NULL: it is followed
  problem          TEXT,                 -- why
  PRIMARY KEY (fabric_id, kind, grp, namespace)
) STRICT, WITHOUT ROWID;

-- What the cluster has, as it was seen last.
CREATE TABLE actual (
  id               INTEGER PRIMARY KEY,
  fabric_id        INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  kind             TEXT NOT NULL,
  name             TEXT NOT NULL,
  namespace        TEXT NOT NULL,
  grp              TEXT NOT NULL,
  version          TEXT NOT NULL,
  uid              TEXT NOT NULL,
  resource_version TEXT NOT NULL,        -- when what is kept of it last changed
  generation       INTEGER,
  digest           TEXT NOT NULL,        -- of the object
  object           TEXT NOT NULL,        -- JSON, without its status
  changed_at       INTEGER NOT NULL      -- when it was seen to have changed
) STRICT;
CREATE UNIQUE INDEX actual_identity ON actual (fabric_id, kind, name, namespace, grp);

-- What Git and the cluster last agreed on: the document's own text.
CREATE TABLE agreed (
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  kind      TEXT NOT NULL,
  name      TEXT NOT NULL,
  namespace TEXT NOT NULL,
  grp       TEXT NOT NULL,
  text      TEXT NOT NULL,
  at        INTEGER NOT NULL,
  PRIMARY KEY (fabric_id, kind, name, namespace, grp)
) STRICT, WITHOUT ROWID;

-- The resources of which the cluster has something else than Git wants.
CREATE TABLE drift (
  fabric_id        INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  kind             TEXT NOT NULL,
  name             TEXT NOT NULL,
  namespace        TEXT NOT NULL,
  grp              TEXT NOT NULL,
  standing         TEXT NOT NULL,        -- differs, missing, extra, deleting
  fields           TEXT NOT NULL,        -- JSON list: the fields that differ, with who wrote them
  moved            TEXT,                 -- git, cluster, both: since both last agreed; NULL: it is not known
  ignored          INTEGER NOT NULL,     -- 1: everything of it is ignored
  resource_version TEXT,                 -- of the object it was concluded from; NULL: there was none
  blob             TEXT,                 -- of the file it was concluded from; NULL: there was none
  since            INTEGER NOT NULL,     -- when it was first seen so
  PRIMARY KEY (fabric_id, kind, name, namespace, grp)
) STRICT, WITHOUT ROWID;

-- Drift that a person does not want to hear of.
CREATE TABLE drift_ignored (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  fabric_id  INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  namespace  TEXT NOT NULL,
  grp        TEXT NOT NULL,
  path       TEXT NOT NULL,              -- the field and what is below it; empty: all of the resource
  until      INTEGER,                    -- NULL: until it is taken back
  reason     TEXT,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,              -- a login
  UNIQUE (fabric_id, kind, name, namespace, grp, path)
) STRICT;
