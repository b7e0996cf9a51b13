-- The kinds of fabrics as their clusters have them: what documents and drafts are held against. Their definitions are in
-- cluster_definition, under PLURAL.GROUP.
CREATE TABLE cluster_kind (
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  grp       TEXT NOT NULL,
  kind      TEXT NOT NULL,
  plural    TEXT NOT NULL,               -- the word of its paths; empty: not known
  versions  TEXT NOT NULL,               -- JSON list: those that are served, the preferred one first; empty: not defined
  problem   TEXT,                        -- why its definition is not used
  since     INTEGER NOT NULL,            -- since when it is so
  told_at   INTEGER NOT NULL,            -- when the cluster last said so
  PRIMARY KEY (fabric_id, kind, grp)
) STRICT, WITHOUT ROWID;

ALTER TABLE fabric ADD COLUMN kinds_told TEXT;   -- digest of what its cluster told of its kinds; NULL: nothing
