-- Filters of lists that were saved under a name: for one person, or for everybody who can see the list.
CREATE TABLE saved_filter (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id    INTEGER REFERENCES user (id) ON DELETE CASCADE,     -- whose; NULL: shared
  page       TEXT NOT NULL,                -- the list
  fabric_id  INTEGER REFERENCES fabric (id) ON DELETE CASCADE,   -- of which it is a list; NULL: of all
  name       TEXT NOT NULL,
  query      TEXT NOT NULL,                -- JSON object: the parameters of the list's address
  saved_by   TEXT NOT NULL,                -- the name of who saved it last
  saved_at   INTEGER NOT NULL,
  revision   INTEGER NOT NULL              -- counts its edits
) STRICT;
CREATE UNIQUE INDEX saved_filter_name ON saved_filter (COALESCE(user_id, 0), page, COALESCE(fabric_id, 0), name);
CREATE INDEX saved_filter_user ON saved_filter (user_id);
CREATE INDEX saved_filter_fabric ON saved_filter (fabric_id);
