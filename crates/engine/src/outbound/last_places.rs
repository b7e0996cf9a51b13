//! Where resources stood that Git has no more: what comes back, by a revert or a restoration, goes there again.

use std::collections::{BTreeMap, HashMap};

use hedgerow_git::Mirror;
use hedgerow_model::{Draft, Identity, Source};
use hedgerow_plan::{Area, Classifier, FILE_LIMIT, LastPlace, Memo, prefix};

use crate::core::{Core, blocking, oid};
use crate::error::EngineError;

/// How many files may have changed where one resource went.
const FILES: usize = 2_000;

/// How many commits are looked into for the resources of one fabric.
const COMMITS: usize = 20;

/// Where the resources of drafts stood last that have no document now, as far as the database remembers when they went.
pub(crate) async fn last_places(
    core: &Core,
    source: &Source,
    drafts: &[&Draft],
) -> Result<HashMap<Identity, LastPlace>, EngineError> {
    let Some(first) = drafts.first() else { return Ok(HashMap::new()) };
    let ids: Vec<Identity> = drafts.iter().map(|draft| draft.identity.clone()).collect();
    // Of each resource the newest: when it went.
    let mut went: BTreeMap<(String, String), Vec<Identity>> = BTreeMap::new();
    let mut seen = std::collections::HashSet::new();
    for (one, _) in core.store.earlier_of(source.fabric_id, &ids, &first.author).await? {
        if seen.insert(one.identity.clone()) {
            went.entry((one.held_at, one.until)).or_default().push(one.identity);
        }
    }
    if went.is_empty() {
        return Ok(HashMap::new());
    }
    let mirror = core.mirror_of(source.queue_id).await?;
    let source = source.clone();
    blocking(move || {
        let mut found = HashMap::new();
        for ((held, until), ids) in went.into_iter().rev().take(COMMITS) {
            // Where a commit or a file cannot be read any more, the resource has no place.
            let places = in_commit(&mirror, &source, (&held, &until), &ids);
            found.extend(places.unwrap_or_default());
        }
        found
    })
    .await
}

/// Where resources stood in the files that changed between two commits.
fn in_commit(
    mirror: &Mirror,
    source: &Source,
    (held, until): (&str, &str),
    ids: &[Identity],
) -> Result<Vec<(Identity, LastPlace)>, EngineError> {
    let (held, until) = (oid(held)?, oid(until)?);
    if !mirror.commit_exists(held) || !mirror.commit_exists(until) {
        return Ok(Vec::new());
    }
    let [then, later] = [held, until].map(|commit| mirror.dir_tree(commit, &source.directory));
    let changes = mirror.diff(then?, later?)?;
    if changes.len() > FILES {
        return Ok(Vec::new());
    }
    let classifier = Classifier::new(source)?;
    let below = prefix(&source.directory);
    let memo = Memo::default();
    let mut found = Vec::new();
    for change in changes {
        let path = format!("{below}{}", change.path);
        let Some((blob, kind)) = change.old else { continue };
        if classifier.area(&path, kind) != Area::Managed {
            continue;
        }
        let content = mirror.blob_up_to(blob, FILE_LIMIT)?;
        let Some(text) = content.and_then(|content| String::from_utf8(content).ok()) else {
            continue;
        };
        for id in ids.iter().filter(|id| text.contains(&id.name)) {
            if memo.find(&text, id).is_some() {
                found.push((id.clone(), LastPlace { path: path.clone(), text: text.clone() }));
            }
        }
    }
    Ok(found)
}
