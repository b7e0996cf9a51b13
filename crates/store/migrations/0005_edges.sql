-- What resources refer to. An edge hangs on the row that it was read from and goes with it, so that no
-- edge outlives its text. Only live documents, and drafts that want something live, have edges.

CREATE TABLE edge (
  document_id  INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  seq          INTEGER NOT NULL,         -- among the document's references, as they are written
  fabric_id    INTEGER NOT NULL,
  field        TEXT NOT NULL,            -- where it is named
  part         TEXT,                     -- what of the target is meant: a subnet, a port
  implied      INTEGER NOT NULL,         -- 1: a default that nobody wrote
  to_kind      TEXT NOT NULL,
  to_name      TEXT NOT NULL,
  to_namespace TEXT NOT NULL,
  to_grp       TEXT NOT NULL,
  PRIMARY KEY (document_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX edge_to ON edge (fabric_id, to_kind, to_name, to_namespace, to_grp);

CREATE TABLE draft_edge (
  draft_id     INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  seq          INTEGER NOT NULL,
  fabric_id    INTEGER NOT NULL,
  field        TEXT NOT NULL,
  part         TEXT,
  implied      INTEGER NOT NULL,
  to_kind      TEXT NOT NULL,
  to_name      TEXT NOT NULL,
  to_namespace TEXT NOT NULL,
  to_grp       TEXT NOT NULL,
  PRIMARY KEY (draft_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_edge_to ON draft_edge (fabric_id, to_kind, to_name, to_namespace, to_grp);

-- Which version of the program's reading code wrote the source's rows; 0: one from before edges.
ALTER TABLE source ADD COLUMN reader INTEGER NOT NULL DEFAULT 0;

-- NULL: `edge` holds what every document of the source refers to. Else it does up to this path, and
-- what the others refer to is not known yet.
ALTER TABLE source ADD COLUMN edges_after TEXT;
UPDATE source SET edges_after = '' WHERE ingested_commit IS NOT NULL;

-- 1: its edges are not written yet.
ALTER TABLE draft ADD COLUMN edges_due INTEGER NOT NULL DEFAULT 0;
UPDATE draft SET edges_due = 1;
CREATE INDEX draft_edges_due ON draft (id) WHERE edges_due = 1;
