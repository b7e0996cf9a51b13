-- Policies that fabrics have in their repositories, as they were seen last. No row: none, and nothing of one in force.
CREATE TABLE policy_file (
  fabric_id    INTEGER PRIMARY KEY REFERENCES fabric (id) ON DELETE CASCADE,
  path         TEXT NOT NULL,            -- in the repository
  blob         TEXT,                     -- NULL: it was there, and is gone
  text         TEXT,                     -- as it was written; NULL: it is gone, or was not read
  unread       TEXT,                     -- why it was not read: symlink, too-large, …
  commit_oid   TEXT NOT NULL,            -- that brought it; where brought_by is NULL, in which it was seen
  brought_by   TEXT,                     -- that commit's author
  brought_at   INTEGER,                  -- when it was written, as the commit claims
  settled      TEXT,                     -- the blob that was last accepted, or last said what was in force
  dismissed_by TEXT,                     -- who dismissed what is there; NULL: nobody did
  dismissed_at INTEGER,
  attention    TEXT                      -- waiting, unreadable: what a person should look at; NULL: nothing
) STRICT;
CREATE INDEX policy_file_attention ON policy_file (attention) WHERE attention NOT NULL;

-- The tree of the branch's .hedgerow in which the policy of a source's fabric was last looked for, '' where there was
-- none; NULL: it was never looked for.
ALTER TABLE source ADD COLUMN policy_tree TEXT;
