-- Two resources that break a rule together.
ALTER TABLE change ADD COLUMN judged TEXT;                    -- JSON: what it broke when it was judged first; NULL: not judged since it was edited
ALTER TABLE conflict ADD COLUMN together TEXT;                -- JSON: the rule and the other resource

-- Open changes that would break a rule together, each pair once: the one that was opened first comes first.
CREATE TABLE clash (
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  change_id TEXT NOT NULL REFERENCES change (id) ON DELETE CASCADE,
  with_id   TEXT NOT NULL REFERENCES change (id) ON DELETE CASCADE,
  broken    TEXT NOT NULL,             -- JSON: the rules that they would break
  PRIMARY KEY (change_id, with_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX clash_fabric ON clash (fabric_id);
CREATE INDEX clash_with ON clash (with_id);

-- Nothing asks for it since what refers to a missing resource is said by rules.
DROP INDEX finding_target;
