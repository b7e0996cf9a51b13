-- What the cluster of a fabric has that the fabric writes there itself and that rules are judged by: switch profiles.
CREATE TABLE cluster_given (
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  kind      TEXT NOT NULL,
  name      TEXT NOT NULL,
  namespace TEXT NOT NULL,
  grp       TEXT NOT NULL,
  object    TEXT NOT NULL,                 -- JSON: what it is known by, and its spec
  PRIMARY KEY (fabric_id, kind, name, namespace, grp)
) STRICT;
ALTER TABLE fabric ADD COLUMN given TEXT;          -- digest of what the cluster has of it; NULL: never read
ALTER TABLE fabric ADD COLUMN given_problem TEXT;  -- why it was not read when it was asked for last
