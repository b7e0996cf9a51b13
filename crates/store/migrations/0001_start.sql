-- Times are milliseconds since 1970. Words (states, kinds) are those of hedgerow-model.
-- Object ids are hexadecimal. An absent value is NULL; JSON null is the text `null`.

CREATE TABLE repository (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  name           TEXT NOT NULL UNIQUE,
  url            TEXT NOT NULL,
  canonical      TEXT NOT NULL UNIQUE,   -- one repository, one record, however it is spelled
  default_branch TEXT NOT NULL,
  credential     TEXT,                   -- the name of a credential, never the secret
  created_at     INTEGER NOT NULL
) STRICT;

-- One per repository and branch: everything pushed there goes through it.
CREATE TABLE queue (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repository (id),
  branch        TEXT NOT NULL,
  head          TEXT,                    -- the newest commit that was ingested
  looked_at     INTEGER,                 -- when the remote last answered
  problem       TEXT,                    -- why it was not reached
  push_problem  TEXT,                    -- why it is read-only, until a push succeeds
  UNIQUE (repository_id, branch)
) STRICT;

CREATE TABLE fabric (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT NOT NULL UNIQUE,
  publish_mode  TEXT NOT NULL,
  quiet_seconds INTEGER NOT NULL,        -- how long a draft rests before automatic publishing
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE fabric_crd (
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  name      TEXT NOT NULL,
  text      TEXT NOT NULL,
  PRIMARY KEY (fabric_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  fabric_id       INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  queue_id        INTEGER NOT NULL REFERENCES queue (id),
  directory       TEXT NOT NULL,         -- without leading or trailing slash; empty for the root
  layout          TEXT NOT NULL,
  exclude         TEXT NOT NULL,         -- JSON list of globs below the directory
  ingested_commit TEXT,
  ingested_tree   TEXT,                  -- the directory's tree at that commit; NULL when it did not exist
  considered_tree TEXT,                  -- the directory's tree whose raw/ was last normalised
  ingested_at     INTEGER,
  UNIQUE (queue_id, directory)
) STRICT;
CREATE INDEX source_fabric ON source (fabric_id);

-- The documents of managed files. A resource is what the documents of one identity make of it.
CREATE TABLE document (
  id        INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  fabric_id INTEGER NOT NULL,
  path      TEXT NOT NULL,               -- in the repository
  ordinal   INTEGER NOT NULL,            -- position among the file's documents
  kind      TEXT NOT NULL,
  name      TEXT NOT NULL,
  namespace TEXT NOT NULL,
  grp       TEXT NOT NULL,
  version   TEXT NOT NULL,
  standing  TEXT NOT NULL,               -- live, commented out, unreadable
  validity  TEXT NOT NULL,               -- valid, invalid, unvalidated
  line      INTEGER NOT NULL,            -- of its own text in the file, from 1
  blob      TEXT NOT NULL,
  text      TEXT NOT NULL                -- its own text
) STRICT;
CREATE UNIQUE INDEX document_place ON document (source_id, path, standing, ordinal);
CREATE INDEX document_identity ON document (fabric_id, kind, name, namespace, grp);

-- What is wrong with a file, a document or a reference. Recomputed when its file changes.
CREATE TABLE finding (
  id        INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  fabric_id INTEGER NOT NULL,
  path      TEXT NOT NULL,
  line      INTEGER NOT NULL,
  col       INTEGER NOT NULL,
  severity  TEXT NOT NULL,
  rule      TEXT NOT NULL,
  message   TEXT NOT NULL,
  subject   TEXT,                        -- JSON identity of the resource it is about
  field     TEXT,
  target    TEXT                         -- JSON identity that a reference misses
) STRICT;
CREATE INDEX finding_place ON finding (source_id, path);
CREATE INDEX finding_rule ON finding (source_id, rule);
CREATE INDEX finding_fabric ON finding (fabric_id);
CREATE INDEX finding_target ON finding (fabric_id, target) WHERE target IS NOT NULL;

-- The raw text each resource was last normalised from: the base when raw/ brings it again.
CREATE TABLE normalised (
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  kind      TEXT NOT NULL,
  name      TEXT NOT NULL,
  namespace TEXT NOT NULL,
  grp       TEXT NOT NULL,
  text      TEXT NOT NULL,
  PRIMARY KEY (source_id, kind, name, namespace, grp)
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
  id            TEXT PRIMARY KEY,
  fabric_id     INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  name          TEXT NOT NULL,
  state         TEXT NOT NULL,
  reason        TEXT,
  message       TEXT,
  author_name   TEXT NOT NULL,
  author_email  TEXT NOT NULL,
  confirmed     INTEGER NOT NULL DEFAULT 0, -- a person confirmed its large deletion
  previewed     TEXT,                    -- the head a person looked at before publishing
  publish_after INTEGER,                 -- when automatic publishing takes it
  commit_oid    TEXT,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  queued_at     INTEGER,
  published_at  INTEGER
) STRICT;
CREATE INDEX change_fabric ON change (fabric_id, state);
CREATE INDEX change_name ON change (name);
CREATE INDEX change_waiting ON change (state, publish_after);

CREATE TABLE draft (
  id           INTEGER PRIMARY KEY,
  change_id    TEXT NOT NULL REFERENCES change (id) ON DELETE CASCADE,
  fabric_id    INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  name         TEXT NOT NULL,
  namespace    TEXT NOT NULL,
  grp          TEXT NOT NULL,
  base_text     TEXT,                    -- NULL: there was no document
  base_standing TEXT NOT NULL,           -- live, commented out: how it stood then
  text         TEXT,                     -- NULL: delete it
  standing     TEXT NOT NULL,            -- live, commented out: what the draft wants it to be
  outdated     INTEGER NOT NULL DEFAULT 0,
  author_name  TEXT NOT NULL,
  author_email TEXT NOT NULL,
  revision     INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  UNIQUE (change_id, kind, name, namespace, grp)
) STRICT;
CREATE INDEX draft_identity ON draft (fabric_id, kind, name, namespace, grp);

CREATE TABLE conflict (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  fabric_id  INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  change_id  TEXT REFERENCES change (id) ON DELETE CASCADE,
  draft_id   INTEGER REFERENCES draft (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  namespace  TEXT NOT NULL,
  grp        TEXT NOT NULL,
  path       TEXT NOT NULL,
  disagreement TEXT NOT NULL,            -- edit/edit, edit/delete, …
  base       TEXT,                       -- JSON
  draft      TEXT,
  git        TEXT,
  git_commit TEXT NOT NULL,
  detail     TEXT,                       -- what a person needs to know beside the values
  state      TEXT NOT NULL,
  decision   TEXT,                       -- JSON
  decided_by TEXT,
  opened_at  INTEGER NOT NULL,
  closed_at  INTEGER
) STRICT;
CREATE INDEX conflict_fabric ON conflict (fabric_id, state);
CREATE INDEX conflict_draft ON conflict (draft_id);
CREATE INDEX conflict_change ON conflict (change_id);

CREATE TABLE run (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL,
  queue_id   INTEGER NOT NULL REFERENCES queue (id),
  fabric_id  INTEGER,
  state      TEXT NOT NULL,
  reason     TEXT,
  started_at INTEGER NOT NULL,
  ended_at   INTEGER,
  summary    TEXT                        -- JSON
) STRICT;
CREATE INDEX run_unfinished ON run (state) WHERE ended_at IS NULL;
CREATE INDEX run_fabric ON run (fabric_id, id);
CREATE INDEX run_queue ON run (queue_id, id);

CREATE TABLE run_step (
  run_id      INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  seq         INTEGER NOT NULL,
  name        TEXT NOT NULL,
  detail      TEXT,
  at          INTEGER NOT NULL,
  duration_us INTEGER NOT NULL,
  PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;

-- Every commit a publish built, before it is pushed: what recovery looks for on the remote.
CREATE TABLE attempt (
  run_id    INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  number    INTEGER NOT NULL,            -- of the attempt, from 1
  position  INTEGER NOT NULL,            -- in the stack, from 0
  change_id TEXT,                        -- NULL for a commit that is no change's (normalise, repair)
  parent    TEXT,                        -- of the stack; NULL for an empty branch
  oid       TEXT NOT NULL,
  at        INTEGER NOT NULL,
  superseded INTEGER NOT NULL DEFAULT 0, -- the change was queued anew since, perhaps with other drafts
  PRIMARY KEY (run_id, number, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_change ON attempt (change_id);
CREATE INDEX attempt_oid ON attempt (oid);
