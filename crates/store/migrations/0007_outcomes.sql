-- How each step of a run ended; NULL where that was not recorded.
ALTER TABLE run_step ADD COLUMN outcome TEXT;

-- Whether publishing the draft would break a rule that Git does not break; NULL: not looked at yet.
ALTER TABLE draft ADD COLUMN invalid INTEGER;
