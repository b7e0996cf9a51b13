//! A fabric as it was at a commit, and what differs between two of its commits.
//!
//! The cost follows what changed in between: what did not is in the database. What cannot be read, and what is not in the
//! branch, is said.

mod error;
mod files;
mod point;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use hedgerow_git::{Mirror, Oid};
use hedgerow_model::{Document, EntryKind, Fabric, Finding, Identity, Source, Standing, rule};
use hedgerow_plan::{
    Area, Classifier, FILE_LIMIT, PastDifference, PastDocument, UnreadThen, compare_past,
};
use hedgerow_store::DocumentLine;

pub use error::PastError;
pub(crate) use files::{changed_files, old_file};

use self::files::Reading;
use self::point::point;
use super::Reads;
use super::resources::{Filter, Key};
use crate::core::{blocking, held};
use crate::error::EngineError;
use crate::views::{
    FabricAt, FileAt, Page, PageRequest, PastChange, PastComparison, PastField, PastResource,
    PointQuery, RESOURCES, Since, USUAL,
};

/// How often the branch may move while somebody looks back.
const TRIES: usize = 5;

/// How many places that cannot be read are listed.
const UNREAD: usize = 100;

/// How many fields of a resource are listed.
const FIELDS: usize = 100;

impl Reads<'_> {
    /// The resources of a fabric as they were at a point of its branch.
    pub(super) async fn fabric_at(
        &self,
        fabric: &str,
        query: &PointQuery,
        kind: Option<&str>,
        ask: &PageRequest,
    ) -> Result<FabricAt, EngineError> {
        const LIST: &str = "fabric-at";
        let (limit, after) = (ask.limit(RESOURCES)?, ask.after::<(String, Key)>(LIST)?);
        let fabric = self.fabric_named(fabric).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        let filter = kind.map_or_else(Filter::default, |kind| Filter::of_kind(kind, &catalogue));
        for _ in 0..TRIES {
            let source = self.source_of(&fabric).await?;
            let (mirror, head) = self.mirror_and_head(&fabric, &source).await?;
            let branch = self.branch_of(&source).await?;
            // The pages of one list are those of one commit.
            let query = match &after {
                Some((commit, _)) => PointQuery { commit: Some(commit.clone()), time: None },
                None => query.clone(),
            };
            let (read, of, known, held) = (mirror, source.clone(), catalogue.clone(), held());
            let named = branch.clone();
            let (point, changed, mut then) = blocking(move || {
                let (commit, point) = point(&read, (&named, head), &query)?;
                let changed = changed_files(&read, &of, (commit, head))?;
                let between = (commit, head);
                let reading = Reading { mirror: &read, catalogue: &known, held, between };
                let then = reading.of_first(&changed)?;
                Ok::<_, EngineError>((point, changed, then))
            })
            .await??;
            let changed: HashSet<String> = changed.into_iter().map(|file| file.path).collect();
            then.documents.retain(|document| filter.takes(&document.identity));
            let still = self.lines_of(&fabric, &filter, &changed).await?;
            let unread = self.still_unread(&source, &changed).await?;
            let ids: Vec<Identity> = then.documents.iter().map(|it| it.identity.clone()).collect();
            let now = self.store.documents_of_all(fabric.id, &ids).await?;
            // What did not change since is as the walk began.
            if self.source_of(&fabric).await?.ingested_commit != source.ingested_commit {
                continue;
            }
            let all = resources(still, then.documents, &now);
            let resources = all.len();
            let commit = point.commit.clone();
            let rows = all
                .into_iter()
                .filter(|(at, _)| after.as_ref().is_none_or(|(_, after)| at > after))
                .take(usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1))
                .collect();
            let page = Page::cut(rows, limit, LIST, |(at, _)| (commit.clone(), at.clone()));
            let (unread, more_unread) = listed(then.unread.into_iter().chain(unread));
            return Ok(FabricAt {
                fabric: fabric.name,
                branch,
                directory: source.directory,
                point,
                resources,
                items: page.items.into_iter().map(|(_, row)| row).collect(),
                next: page.next,
                unread,
                more_unread,
            });
        }
        Err(EngineError::Moved("the branch keeps changing; ask again".to_owned()))
    }

    /// What differs between two points of a fabric's branch.
    pub(super) async fn compare(
        &self,
        fabric: &str,
        (from, to): (&PointQuery, &PointQuery),
        ask: &PageRequest,
    ) -> Result<PastComparison, EngineError> {
        const LIST: &str = "comparison";
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<(String, String, Key)>(LIST)?);
        let fabric = self.fabric_named(fabric).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        let source = self.source_of(&fabric).await?;
        let (mirror, head) = self.mirror_and_head(&fabric, &source).await?;
        let branch = self.branch_of(&source).await?;
        let commit = |commit: &String| PointQuery { commit: Some(commit.clone()), time: None };
        let (from, to) = match &after {
            Some((from, to, _)) => (commit(from), commit(to)),
            None => (from.clone(), to.clone()),
        };
        let held = held();
        let (from, to, old, new, mut found) = blocking(move || {
            let (from, from_point) = point(&mirror, (&branch, head), &from)?;
            let (to, to_point) = point(&mirror, (&branch, head), &to)?;
            let changed = changed_files(&mirror, &source, (from, to))?;
            let between = (from, to);
            let reading = Reading { mirror: &mirror, catalogue: &catalogue, held, between };
            let [old, new] = reading.of_both(&changed)?;
            let found = compare_past(&old, &new, &catalogue);
            Ok::<_, EngineError>((from_point, to_point, old.unread, new.unread, found))
        })
        .await??;
        found.sort_by_cached_key(|difference| Key::of(&difference.identity));
        let differences = found.len();
        let rows: Vec<PastDifference> = found
            .into_iter()
            .filter(|it| after.as_ref().is_none_or(|(_, _, after)| Key::of(&it.identity) > *after))
            .take(usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1))
            .collect();
        let page = Page::cut(rows, limit, LIST, |it| {
            (from.commit.clone(), to.commit.clone(), Key::of(&it.identity))
        });
        let page = page.map(change);
        let ((unread_from, more_from), (unread_to, more_to)) = (listed(old), listed(new));
        Ok(PastComparison {
            fabric: fabric.name,
            from,
            to,
            differences,
            items: page.items,
            next: page.next,
            unread_from,
            unread_to,
            more_unread: more_from || more_to,
        })
    }

    /// A file of a fabric's directory as it was at a point of its branch.
    pub(super) async fn file_at(
        &self,
        fabric: &str,
        path: &str,
        query: &PointQuery,
    ) -> Result<FileAt, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let source = self.source_of(&fabric).await?;
        let (mirror, head) = self.mirror_and_head(&fabric, &source).await?;
        let branch = self.branch_of(&source).await?;
        let (path, query) = (path.to_owned(), query.clone());
        blocking(move || {
            let (commit, point) = point(&mirror, (&branch, head), &query)?;
            let classifier = Classifier::new(&source)?;
            let commit_of = point.commit.clone();
            let none = || PastError::NoFile { path: path.clone(), commit: commit_of.clone() };
            // What Hedgerow does not read, it does not show.
            if classifier.area(&path, EntryKind::File) == Area::Unmanaged {
                return Err(none().into());
            }
            let found = mirror.blob_at(commit, &path)?.filter(|(_, kind)| kind.is_file());
            let Some((blob, _)) = found else { return Err(none().into()) };
            let content = mirror.blob_up_to(blob, FILE_LIMIT)?;
            match content.and_then(|content| String::from_utf8(content).ok()) {
                Some(text) => Ok(FileAt { path, commit: point.commit, text }),
                None => Err(PastError::NotShown { path, commit: point.commit }.into()),
            }
        })
        .await?
    }

    async fn mirror_and_head(
        &self,
        fabric: &Fabric,
        source: &Source,
    ) -> Result<(Mirror, Oid), EngineError> {
        let found = self.read_from(source).await?;
        found.ok_or_else(|| PastError::NeverSynced { fabric: fabric.name.clone() }.into())
    }

    async fn branch_of(&self, source: &Source) -> Result<String, EngineError> {
        Ok(self.store.queue_with_repository(source.queue_id).await?.0.branch)
    }

    /// The documents of a fabric in files that did not change.
    async fn lines_of(
        &self,
        fabric: &Fabric,
        filter: &Filter,
        changed: &HashSet<String>,
    ) -> Result<Vec<DocumentLine>, EngineError> {
        let all = self.store.document_lines(fabric.id, &filter.stored, None, i64::MAX);
        let mut lines = all.await?;
        lines.retain(|line| !changed.contains(&line.path));
        Ok(lines)
    }

    /// What cannot be read in files that did not change.
    async fn still_unread(
        &self,
        source: &Source,
        changed: &HashSet<String>,
    ) -> Result<Vec<UnreadThen>, EngineError> {
        const RULES: [&str; 4] =
            [rule::YAML, rule::NOT_UNDERSTOOD, rule::NOT_AN_OBJECT, rule::TOO_LARGE];
        let found = self.store.findings_by_rule(source.id, &RULES).await?;
        let still = found.into_iter().filter(|finding| !changed.contains(&finding.path));
        Ok(still.map(unread_place).collect())
    }
}

fn unread_place(finding: Finding) -> UnreadThen {
    let line = u32::try_from(finding.line).ok().filter(|line| *line > 0);
    UnreadThen { path: finding.path, line, why: finding.message }
}

/// As many as are listed, and whether there are more.
fn listed(places: impl IntoIterator<Item = UnreadThen>) -> (Vec<UnreadThen>, bool) {
    let mut all: Vec<UnreadThen> = places.into_iter().take(UNREAD + 1).collect();
    let more = all.len() > UNREAD;
    all.truncate(UNREAD);
    (all, more)
}

/// A resource for each identity, with what it is now: `still` are documents in files that did not change, `then` those
/// of the others as they were, `now` what there is today of what these have.
fn resources(
    still: Vec<DocumentLine>,
    then: Vec<PastDocument>,
    now: &[Document],
) -> Vec<(Key, PastResource)> {
    let mut today: HashMap<&Identity, Vec<&Document>> = HashMap::new();
    for document in now {
        today.entry(&document.identity).or_default().push(document);
    }
    let mut found: BTreeMap<Key, PastResource> = BTreeMap::new();
    let mut add = |(key, row): (Key, PastResource)| match found.entry(key) {
        Entry::Vacant(entry) => {
            entry.insert(row);
        }
        Entry::Occupied(mut entry) => {
            let known = entry.get_mut();
            let copies = known.copies.unwrap_or(1) + 1;
            if row.standing.rank() < known.standing.rank() {
                *known = row;
            }
            known.copies = Some(copies);
        }
    };
    for DocumentLine { identity, version, standing, path, line, .. } in still {
        add(row(identity, version, path, line, standing, Since::Same));
    }
    for document in then {
        let since = since(&document, today.get(&document.identity).map_or(&[], Vec::as_slice));
        let PastDocument { identity, version, path, line, state } = document;
        add(row(identity, version, path, i64::from(line), state.standing, since));
    }
    found.into_iter().collect()
}

fn since(then: &PastDocument, now: &[&Document]) -> Since {
    let same = |document: &&&Document| {
        document.standing == then.state.standing
            && document.text.trim_end() == then.state.text.trim_end()
    };
    match now {
        [] => Since::Gone,
        now if now.iter().any(|document| same(&document)) => Since::Same,
        now if now.iter().any(|document| document.standing == Standing::Unreadable) => {
            Since::Unknown
        }
        _ => Since::Changed,
    }
}

fn row(
    identity: Identity,
    version: String,
    path: String,
    line: i64,
    standing: Standing,
    since: Since,
) -> (Key, PastResource) {
    let key = Key::of(&identity);
    let Identity { group, kind, namespace, name } = identity;
    let copies = None;
    (
        key,
        PastResource { group, version, kind, namespace, name, standing, path, line, copies, since },
    )
}

fn change(difference: PastDifference) -> PastChange {
    let Identity { group, kind, namespace, name } = difference.identity;
    let more_fields = difference.fields.len() > FIELDS;
    let fields = difference.fields.into_iter().take(FIELDS);
    PastChange {
        group,
        kind,
        namespace,
        name,
        became: difference.became,
        from_path: difference.from_path,
        path: difference.path,
        fields: fields
            .map(|field| PastField { path: field.path, from: field.from, to: field.to })
            .collect(),
        more_fields,
        unsure: difference.unsure,
    }
}
