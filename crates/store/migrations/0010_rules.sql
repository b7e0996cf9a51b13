-- The rules between resources.
ALTER TABLE source ADD COLUMN written INTEGER NOT NULL DEFAULT 0; -- counts the ingests that wrote its documents
ALTER TABLE fabric ADD COLUMN installation TEXT;              -- JSON: how the fabric is installed; NULL: not said
ALTER TABLE fabric ADD COLUMN judged TEXT;                    -- what its findings by rule were concluded from
ALTER TABLE finding ADD COLUMN judged INTEGER NOT NULL DEFAULT 0; -- whether a rule between resources says it
ALTER TABLE draft ADD COLUMN broken INTEGER NOT NULL DEFAULT 0;  -- whether its change breaks a rule between resources
CREATE INDEX finding_judged ON finding (fabric_id, judged, subject);

-- Rules that somebody set for a fabric: a warning, or off. No row: as the rule says.
CREATE TABLE rule_level (
  fabric_id INTEGER NOT NULL REFERENCES fabric (id) ON DELETE CASCADE,
  rule      TEXT NOT NULL,
  level     TEXT NOT NULL,               -- warning, off
  PRIMARY KEY (fabric_id, rule)
) STRICT, WITHOUT ROWID;

-- What was said of references is said by rules from now on.
DELETE FROM finding WHERE rule IN ('reference', 'subnet');
