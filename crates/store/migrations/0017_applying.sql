-- Fabrics whose clusters are brought to what Git wants, and what was done to each resource there.

ALTER TABLE fabric ADD COLUMN apply TEXT NOT NULL DEFAULT 'observe';   -- observe, direct
ALTER TABLE fabric ADD COLUMN prune INTEGER NOT NULL DEFAULT 0;        -- 1: what Git no longer has is deleted in the cluster

-- What was last done to a resource in the cluster. Written before it is begun, and when it ended.
CREATE TABLE applied (
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  kind      TEXT NOT NULL,
  name      TEXT NOT NULL,
  namespace TEXT NOT NULL,
  grp       TEXT NOT NULL,
  act       TEXT NOT NULL,               -- create, update, delete
  outcome   TEXT NOT NULL,               -- trying, done, refused, of-others, waits, left
  detail    TEXT,                        -- why
  digest    TEXT,                        -- of the text that was to be applied; NULL: it was to be deleted
  at        INTEGER NOT NULL,
  tries     INTEGER NOT NULL,            -- how often the same was tried
  retry_at  INTEGER,                     -- before it the same is not tried again without being asked to
  deleted_at INTEGER,                    -- when it was last deleted; whatever was done to it since
  PRIMARY KEY (fabric_id, kind, name, namespace, grp)
) STRICT, WITHOUT ROWID;
