-- What becomes of what a cluster refuses, and acts in a cluster that wait for a second person.

ALTER TABLE fabric ADD COLUMN refused TEXT NOT NULL DEFAULT 'hold';      -- hold, undo
ALTER TABLE fabric ADD COLUMN undo_since INTEGER;                        -- since when it is `undo` and Hedgerow applies; NULL: it is not
ALTER TABLE applied ADD COLUMN judged INTEGER NOT NULL DEFAULT 0;        -- 1: refused for what the object says, not for who asks
ALTER TABLE applied ADD COLUMN answer TEXT;                              -- what was done in Git because it was refused, or why nothing was

-- Texts that were taken back in Git because the cluster refused them: none of them is taken back twice.
CREATE TABLE taken_back (
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  kind      TEXT NOT NULL,
  name      TEXT NOT NULL,
  namespace TEXT NOT NULL,
  grp       TEXT NOT NULL,
  digest    TEXT NOT NULL,               -- of the text that was refused; empty: it was to be deleted
  change_id TEXT NOT NULL REFERENCES change (id) ON DELETE CASCADE, -- the change that takes it back
  at        INTEGER NOT NULL,
  PRIMARY KEY (fabric_id, kind, name, namespace, grp, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX taken_back_change ON taken_back (change_id);

-- Acts in a fabric's cluster that somebody asked for and somebody else has to approve. A row goes when that is over.
CREATE TABLE act_request (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  what      TEXT NOT NULL,               -- reapply, apply
  asked     TEXT NOT NULL,               -- JSON: the resources, and what was asked for them
  acts      TEXT NOT NULL,               -- JSON list: what would be done, one line for each resource
  digest    TEXT NOT NULL,               -- of what would be done, as both sides were
  user_id   INTEGER,                     -- who asked; NULL: nobody with an account
  login     TEXT NOT NULL,
  name      TEXT NOT NULL,
  email     TEXT NOT NULL,
  at        INTEGER NOT NULL,
  UNIQUE (fabric_id, digest)
) STRICT;
