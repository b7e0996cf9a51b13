-- Rules that a fabric declares itself. No row: none.
CREATE TABLE declaration (
  fabric_id INTEGER PRIMARY KEY REFERENCES fabric (id) ON DELETE CASCADE,
  revision  INTEGER NOT NULL,            -- of the fabric's settings when it was written: tells two texts apart
  text      TEXT NOT NULL                -- YAML, as a person wrote it
) STRICT;
