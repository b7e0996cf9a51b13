-- The cluster as a side of a disagreement.

ALTER TABLE conflict ADD COLUMN cluster TEXT;                          -- JSON: what the cluster has
ALTER TABLE conflict ADD COLUMN with_cluster INTEGER NOT NULL DEFAULT 0; -- 1: the cluster is a party

-- 1: it has values of the cluster, and is published only when somebody asks for it.
ALTER TABLE change ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;

-- From now on an empty text in `agreed` says that Git and the cluster both had the resource and never agreed on it.

CREATE INDEX conflict_with_cluster ON conflict (fabric_id, kind, name) WHERE with_cluster = 1;
