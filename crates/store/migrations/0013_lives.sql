-- Records of disagreements outlive their drafts; what happened to them; policies.
CREATE TABLE conflict_ (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  fabric_id  INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  change_id  TEXT REFERENCES change (id) ON DELETE CASCADE,
  draft_id   INTEGER REFERENCES draft (id) ON DELETE SET NULL, -- NULL: it is gone, or was never a draft's
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  namespace  TEXT NOT NULL,
  grp        TEXT NOT NULL,
  path       TEXT NOT NULL,
  disagreement TEXT NOT NULL,            -- edit/edit, edit/delete, …
  base       TEXT,                       -- JSON
  draft      TEXT,
  git        TEXT,
  detail     TEXT,                       -- what a person needs to know beside the values
  state      TEXT NOT NULL,
  decision   TEXT,                       -- JSON
  decided_by TEXT,
  opened_at  INTEGER NOT NULL,
  closed_at  INTEGER,
  parties    TEXT NOT NULL DEFAULT '[]',
  together   TEXT,                       -- JSON: the rule and the other resource
  why        TEXT,                       -- what whoever decided said to it
  rule_used  TEXT,                       -- JSON: the rule of a policy that decided; NULL: a person did
  assignee   TEXT,                       -- a login
  successor  INTEGER,                    -- the record that took its place when a side moved
  draft_by   TEXT,                       -- who had written the draft's side when it was opened
  draft_at   INTEGER,                    -- and when
  git_at     INTEGER,                    -- when Git's value was set, where a policy had to know
  considered INTEGER NOT NULL DEFAULT 0  -- 0: the policy has not looked at it; 1: it has; 2: a decision was taken back, a person decides
) STRICT;
INSERT INTO conflict_ (id, fabric_id, change_id, draft_id, kind, name, namespace, grp, path, disagreement, base, draft,
    git, detail, state, decision, decided_by, opened_at, closed_at, parties, together, draft_by, draft_at)
  SELECT id, fabric_id, change_id, draft_id, kind, name, namespace, grp, path, disagreement, base, draft, git, detail,
    state, decision, decided_by, opened_at, closed_at, parties, together,
    (SELECT author_name || ' <' || author_email || '>' FROM draft WHERE draft.id = conflict.draft_id),
    (SELECT updated_at FROM draft WHERE draft.id = conflict.draft_id)
  FROM conflict;
-- What is numbered next is above every number that was given, also those that are gone.
DELETE FROM sqlite_sequence WHERE name = 'conflict_';
INSERT INTO sqlite_sequence (name, seq) SELECT 'conflict_', seq FROM sqlite_sequence WHERE name = 'conflict';
DROP TABLE conflict;
ALTER TABLE conflict_ RENAME TO conflict;
CREATE INDEX conflict_fabric ON conflict (fabric_id, state);
CREATE INDEX conflict_draft ON conflict (draft_id);
CREATE INDEX conflict_change ON conflict (change_id);
CREATE INDEX conflict_state ON conflict (state);
CREATE INDEX conflict_about ON conflict (fabric_id, kind, name, path);
CREATE INDEX conflict_successor ON conflict (successor) WHERE successor NOT NULL;

-- What people said about a conflict.
CREATE TABLE remark (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  conflict_id INTEGER NOT NULL REFERENCES conflict (id) ON DELETE CASCADE,
  author      TEXT NOT NULL,
  at          INTEGER NOT NULL,
  text        TEXT NOT NULL
) STRICT;
CREATE INDEX remark_conflict ON remark (conflict_id);

-- Which conflicts are settled without a person. No row: none.
CREATE TABLE policy (
  scope      TEXT PRIMARY KEY,           -- 'all', or the number of a fabric
  fabric_id  INTEGER REFERENCES fabric (id) ON DELETE CASCADE,
  revision   INTEGER NOT NULL,
  policy     TEXT NOT NULL               -- JSON
) STRICT;
CREATE INDEX policy_fabric ON policy (fabric_id);

-- What drafts said before each save, so that a save is undone; until their change is over.
CREATE TABLE saved (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  change_id TEXT NOT NULL REFERENCES change (id) ON DELETE CASCADE,
  at        INTEGER NOT NULL,
  author    TEXT NOT NULL
) STRICT;
CREATE INDEX saved_change ON saved (change_id);
CREATE TABLE saved_draft (
  saved_id      INTEGER NOT NULL REFERENCES saved (id) ON DELETE CASCADE,
  kind          TEXT NOT NULL,
  name          TEXT NOT NULL,
  namespace     TEXT NOT NULL,
  grp           TEXT NOT NULL,
  before        TEXT,                    -- JSON: the draft as it was; NULL: there was none
  revision      INTEGER NOT NULL,        -- of the draft that the save left; 0: it left none
  PRIMARY KEY (saved_id, kind, name, namespace, grp)
) STRICT, WITHOUT ROWID;
