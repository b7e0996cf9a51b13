-- People, what they may do and did, sealed secrets, and what pages need.

CREATE TABLE user (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  login      TEXT NOT NULL COLLATE NOCASE UNIQUE,
  name       TEXT NOT NULL,
  email      TEXT NOT NULL,
  password   TEXT NOT NULL,              -- argon2, as a PHC text
  active     INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at    INTEGER,
  revision   INTEGER NOT NULL            -- counts the edits of the row and of its roles
) STRICT;

CREATE TABLE role_grant (
  id        INTEGER PRIMARY KEY,
  user_id   INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  fabric_id INTEGER REFERENCES fabric (id) ON DELETE CASCADE, -- NULL: all of them, now and later
  role      TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX role_grant_once ON role_grant (user_id, coalesce(fabric_id, 0));
CREATE INDEX role_grant_fabric ON role_grant (fabric_id);

CREATE TABLE session (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256     BLOB NOT NULL UNIQUE,       -- of the secret in the cookie
  user_id    INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  origin     TEXT,                       -- the network address it began at
  agent      TEXT                        -- what the browser calls itself
) STRICT;
CREATE INDEX session_user ON session (user_id, id);

CREATE TABLE api_token (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id    INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  sha256     BLOB NOT NULL UNIQUE,
  scopes     TEXT NOT NULL,              -- JSON list of permissions
  fabrics    TEXT,                       -- JSON list of fabrics' rows; NULL: wherever its owner may
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER,
  used_from  TEXT,
  UNIQUE (user_id, name)
) STRICT;

-- Everybody who wrote a draft of a change, also when somebody else wrote over it since.
CREATE TABLE change_author (
  change_id TEXT NOT NULL REFERENCES change (id) ON DELETE CASCADE,
  login     TEXT NOT NULL COLLATE NOCASE,
  user_id   INTEGER REFERENCES user (id) ON DELETE SET NULL,
  name      TEXT NOT NULL,
  email     TEXT NOT NULL,
  at        INTEGER NOT NULL,            -- of the newest edit
  PRIMARY KEY (change_id, login)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_author_user ON change_author (user_id) WHERE user_id NOT NULL;

CREATE TABLE approval (
  change_id TEXT NOT NULL REFERENCES change (id) ON DELETE CASCADE,
  login     TEXT NOT NULL COLLATE NOCASE,
  user_id   INTEGER REFERENCES user (id) ON DELETE SET NULL,
  name      TEXT NOT NULL,
  email     TEXT NOT NULL,
  revision  TEXT NOT NULL,               -- the change's texts that were approved
  comment   TEXT,
  at        INTEGER NOT NULL,
  PRIMARY KEY (change_id, login)
) STRICT, WITHOUT ROWID;
CREATE INDEX approval_user ON approval (user_id) WHERE user_id NOT NULL;

ALTER TABLE fabric ADD COLUMN four_eyes INTEGER NOT NULL DEFAULT 0; -- a change needs another person

-- Who asked to publish.
ALTER TABLE change ADD COLUMN requested_login TEXT;
ALTER TABLE change ADD COLUMN requested_by TEXT;
ALTER TABLE change ADD COLUMN requested_email TEXT;
CREATE INDEX change_page ON change (fabric_id, id);
CREATE INDEX change_active ON change (id) WHERE state NOT IN ('published', 'discarded');

CREATE INDEX conflict_state ON conflict (state);

-- The key facts of its kind, before the text: a summary does not read behind it.
CREATE TABLE document_new (
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
  facts     TEXT,                        -- JSON; NULL: none were computed
  text      TEXT NOT NULL                -- its own text
) STRICT;
INSERT INTO document_new (id, source_id, fabric_id, path, ordinal, kind, name, namespace, grp,
    version, standing, validity, line, blob, text)
  SELECT id, source_id, fabric_id, path, ordinal, kind, name, namespace, grp, version, standing,
    validity, line, blob, text FROM document;
DROP TABLE document;
ALTER TABLE document_new RENAME TO document;
CREATE UNIQUE INDEX document_place ON document (source_id, path, standing, ordinal);
CREATE INDEX document_identity ON document (fabric_id, kind, name, namespace, grp, standing);

DROP INDEX finding_fabric;
CREATE INDEX finding_page ON finding (fabric_id, path, line, col);

CREATE TABLE credential (
  name        TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,             -- token, ssh-key
  user_name   TEXT,
  host        TEXT,                      -- the only host it is used for; NULL: any
  known_hosts TEXT,
  sealed      BLOB NOT NULL,
  pending     BLOB,                      -- sealed: the next one, until it was tested
  created_at  INTEGER NOT NULL,
  created_by  TEXT NOT NULL,             -- a login
  rotated_at  INTEGER,
  expires_at  INTEGER,
  state       TEXT NOT NULL,             -- works, failed, unreadable, untested
  problem     TEXT,
  checked_at  INTEGER,
  revision    INTEGER NOT NULL           -- counts a person's edits
) STRICT, WITHOUT ROWID;

-- Keys of the audit's chain, sealed. The newest is in use.
CREATE TABLE audit_key (
  id         INTEGER PRIMARY KEY,
  sealed     BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- Append-only, and chained by a key that the database does not hold in the clear: the triggers stop
-- mistakes, the chain shows intent.
CREATE TABLE audit (
  seq      INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  kind     TEXT NOT NULL,                -- of actor
  user_id  INTEGER,
  login    TEXT NOT NULL,
  name     TEXT NOT NULL,
  email    TEXT NOT NULL,
  token    TEXT,                         -- the name of the token that was used
  origin   TEXT,                         -- the network address
  action   TEXT NOT NULL,
  outcome  TEXT NOT NULL,
  fabric   TEXT,
  subject  TEXT,
  detail   TEXT,
  before   TEXT,                         -- JSON
  after    TEXT,                         -- JSON
  key_id   INTEGER NOT NULL,
  prev     BLOB NOT NULL,                -- the mac of the entry before
  mac      BLOB NOT NULL                 -- over all of the above
) STRICT;
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_login ON audit (login COLLATE NOCASE);
CREATE INDEX audit_action ON audit (action);
CREATE INDEX audit_fabric ON audit (fabric) WHERE fabric NOT NULL;
CREATE INDEX audit_trouble ON audit (seq) WHERE outcome <> 'done';
CREATE TRIGGER audit_is_not_edited BEFORE UPDATE ON audit
  BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit
  BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;

-- The newest entry: without it, cutting off the end would leave a chain without a fault.
CREATE TABLE audit_head (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  seq    INTEGER NOT NULL,
  mac    BLOB NOT NULL,                  -- of that entry
  key_id INTEGER NOT NULL,
  seal   BLOB NOT NULL                   -- over the above
) STRICT;
