-- Why a change or a run is where it is: JSON, an object with a `kind` (hedgerow-model, Reason). What was a sentence so far
-- stays one.
UPDATE change SET reason = json_object('kind', 'sentence', 'text', reason) WHERE reason IS NOT NULL;
UPDATE run SET reason = json_object('kind', 'sentence', 'text', reason) WHERE reason IS NOT NULL;

-- Who disagrees: a JSON list of parties (hedgerow-model, Party). `change_id` and `draft_id` say the same of a draft, for
-- foreign keys and indexes.
ALTER TABLE conflict ADD COLUMN parties TEXT NOT NULL DEFAULT '[]';
UPDATE conflict SET parties = json_array(
  json_object('party', 'draft', 'change', change_id, 'draft', draft_id),
  json_object('party', 'git', 'commit', git_commit)
) WHERE change_id IS NOT NULL AND draft_id IS NOT NULL;
UPDATE conflict SET parties = json_array(json_object('party', 'git', 'commit', git_commit))
WHERE change_id IS NULL AND disagreement = 'duplicate identity';
-- What is left is between raw/ and managed/: its detail reads `draft is FILE, git is FILE`.
UPDATE conflict SET parties = json_array(
  json_object('party', 'raw', 'path', substr(detail, 10, instr(detail, ', git is ') - 10)),
  json_object('party', 'git', 'commit', git_commit, 'path', substr(detail, instr(detail, ', git is ') + 9))
) WHERE parties = '[]' AND detail LIKE 'draft is %, git is %';
UPDATE conflict SET parties = json_array(
  json_object('party', 'raw', 'path', ''), json_object('party', 'git', 'commit', git_commit)
) WHERE parties = '[]';
ALTER TABLE conflict DROP COLUMN git_commit;
