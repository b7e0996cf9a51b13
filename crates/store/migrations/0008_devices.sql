-- Browsers that somebody came in with are recognised at the next log-in (device cookies).

-- Counts when all of an account's sessions were ended: browsers that were given a cookie before are strangers then.
ALTER TABLE user ADD COLUMN devices INTEGER NOT NULL DEFAULT 0;
