//! The resources of fabrics as the database has them, for the rules between them: built when they are first
//! asked for, brought up to date by what an ingest touched, dropped when nobody asks any more.

use std::collections::{BTreeSet, HashMap};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hedgerow_model::{Document, FabricId, Identity, Standing, Value, hex};
use hedgerow_plan::{Standpoint, object};
use hedgerow_rules::{Declarations, Edit, GIVEN, Inventory, Kind, Object, Settings};
use hedgerow_schema::Catalogue;
use hedgerow_store::{Given, Ruling};
use sha2::{Digest, Sha256};
use tokio::sync::OwnedMutexGuard;

use super::{Core, blocking, lock, on_all_processors};
use crate::error::EngineError;

/// The version of the rules: to be raised with every change of them that would say something else of the
/// same resources. Each fabric is then judged again, without a new commit.
const RULES: u32 = 6;

/// More resources than these are not followed one by one; the inventory is built anew.
const MOST_TOUCHED: usize = 5_000;

/// How long an inventory is kept that nobody asks for.
const UNUSED: Duration = Duration::from_mins(15);

/// Inventories of more resources together are not kept for whoever may ask next: some 2 kB each.
const MOST_KEPT: usize = 20_000;

/// How many texts are in memory at once while an inventory is built, and as many again that are being read.
const READ_AT_ONCE: usize = 1_000;

/// What an inventory says of: what the database has read, and what judging goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// How many ingests wrote its documents.
    written: i64,
    ruling: String,
}

impl Mark {
    fn standpoint(&self) -> Standpoint {
        // As one word: settings may be long, and it is kept with every change.
        let digest = Sha256::digest(self.ruling.as_bytes());
        Standpoint { written: self.written, ruling: hex(digest.get(..8).unwrap_or_default()) }
    }
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.written, self.ruling)
    }
}

/// An ingest: which one it is, and whose documents it wrote.
#[derive(Debug)]
struct Moved {
    written: i64,
    touched: Vec<Identity>,
}

#[derive(Default)]
struct Kept {
    /// `None` before it is built.
    mark: Option<Mark>,
    inventory: Inventory,
    /// The fabric declares rules that this program cannot read.
    lacks_declared: bool,
    /// Why what the cluster has that the fabric writes itself was not read.
    given_problem: Option<String>,
    used: Option<Instant>,
    /// Whose verdicts may not be written down as they are; `None` for everybody's.
    unsaid: Option<BTreeSet<Identity>>,
}

impl Kept {
    /// Every verdict of the inventory that was built from this is written down. One that was built since, after
    /// a setting of the rules, has not been.
    fn said(&mut self, mark: &str) {
        if self.mark.as_ref().is_some_and(|of| of.to_string() == mark) {
            self.unsaid = Some(BTreeSet::new());
        }
    }
}

/// An inventory, held: nobody else asks it meanwhile.
pub(crate) struct HeldInventory(OwnedMutexGuard<Kept>);

impl HeldInventory {
    /// Whose verdicts may not be written down as they are; `None` for everybody's.
    pub(crate) fn unsaid(&self) -> Option<Vec<Identity>> {
        self.0.unsaid.as_ref().map(|unsaid| unsaid.iter().cloned().collect())
    }

    /// Has all verdicts told, whatever was written of them.
    pub(crate) fn is_unsaid(&mut self) {
        self.0.unsaid = None;
    }

    /// Whether the fabric declares rules that this program cannot read, so that none of them is checked.
    pub(crate) fn lacks_declared(&self) -> bool {
        self.0.lacks_declared
    }

    /// Why what the fabric writes in its cluster was not read from there, where it was not.
    pub(crate) fn given_problem(&self) -> Option<&str> {
        self.0.given_problem.as_deref()
    }

    /// The same, to be kept with changes that are held against it.
    pub(crate) fn standpoint(&self) -> Standpoint {
        self.0.mark.as_ref().map(Mark::standpoint).unwrap_or_default()
    }

    /// What it was built from.
    pub(crate) fn mark(&self) -> String {
        self.0.mark.as_ref().map(ToString::to_string).unwrap_or_default()
    }
}

impl Deref for HeldInventory {
    type Target = Inventory;

    fn deref(&self) -> &Inventory {
        &self.0.inventory
    }
}

impl DerefMut for HeldInventory {
    fn deref_mut(&mut self) -> &mut Inventory {
        &mut self.0.inventory
    }
}

/// What is to be judged again, by a job.
#[derive(Debug, Default)]
pub(crate) struct Due {
    /// Fabrics where Git moved: with their open changes.
    pub(crate) moved: BTreeSet<FabricId>,
    /// Fabrics where a change was edited, or is over: its changes among each other.
    pub(crate) edited: BTreeSet<FabricId>,
}

/// Those of this process.
#[derive(Default)]
pub(super) struct Inventories {
    kept: Mutex<HashMap<FabricId, Arc<tokio::sync::Mutex<Kept>>>>,
    moved: Mutex<HashMap<FabricId, Vec<Moved>>>,
    due: Mutex<Due>,
    wake: tokio::sync::Notify,
}

impl Inventories {
    pub(super) fn forget(&self, fabric: FabricId) {
        lock(&self.kept).remove(&fabric);
        lock(&self.moved).remove(&fabric);
    }

    /// Whose documents ingests wrote since `from`, where they lead to `to`.
    fn touched(&self, fabric: FabricId, from: &Mark, to: &Mark) -> Option<BTreeSet<Identity>> {
        if from.ruling != to.ruling {
            return None;
        }
        let moved = lock(&self.moved).remove(&fabric)?;
        let mut at = from.written;
        let mut touched = BTreeSet::new();
        for step in moved {
            if step.written == at + 1 {
                at += 1;
            }
            // Of all: one may be of an ingest that was dropped, and made again.
            touched.extend(step.touched);
        }
        // What the cluster has of these counts again once Git no longer has it.
        let is_given = |id: &Identity| GIVEN.contains(&Kind::of(id));
        (at == to.written && !touched.iter().any(is_given)).then_some(touched)
    }

    /// Drops those that nobody asked for so long; of the others the ones that were asked for longest ago, until
    /// so many resources are left. Who holds one keeps it.
    fn drop_unused(&self, now: Instant, after: Duration, most: usize) {
        let mut kept = lock(&self.kept);
        let mut idle: Vec<(Option<Instant>, FabricId, usize)> = Vec::new();
        for (fabric, one) in kept.iter() {
            if let Ok(one) = one.try_lock() {
                idle.push((one.used, *fabric, one.inventory.len()));
            }
        }
        idle.sort_unstable_by_key(|(used, ..)| *used);
        let mut left: usize = idle.iter().map(|(.., resources)| resources).sum();
        for (used, fabric, resources) in idle {
            let is_used = used.is_some_and(|used| now.duration_since(used) < after);
            if is_used && left <= most {
                break;
            }
            left -= resources;
            kept.remove(&fabric);
        }
        lock(&self.moved).retain(|fabric, _| kept.contains_key(fabric));
    }
}

impl Core {
    /// The resources of a fabric, as the database has them. It is built where it is not there; who holds it
    /// asks no database meanwhile.
    pub(crate) async fn inventory(&self, fabric: FabricId) -> Result<HeldInventory, EngineError> {
        let kept = Arc::clone(lock(&self.inventories.kept).entry(fabric).or_default());
        let mut kept = kept.lock_owned().await;
        let (mark, ruling) = self.mark(fabric).await?;
        kept.used = Some(Instant::now());
        if kept.mark.as_ref() == Some(&mark) {
            return Ok(HeldInventory(kept));
        }
        let catalogue = self.catalogue(fabric).await?;
        let known = kept.mark.take();
        let touched = known.and_then(|known| self.inventories.touched(fabric, &known, &mark));
        if let Some(touched) = touched {
            let ids: Vec<Identity> = touched.into_iter().collect();
            let documents = self.store.documents_of_all(fabric, &ids).await?;
            return blocking(move || {
                let that_count = that_count(documents);
                let edit = |id: &Identity| match that_count.get(id) {
                    Some(document) => {
                        Some(Edit::Set(Arc::new(object(&catalogue, &document.text)?)))
                    }
                    None => Some(Edit::Remove(id.clone())),
                };
                let edits = ids.iter().filter_map(edit).collect();
                let concerned = kept.inventory.apply(edits);
                if let Some(unsaid) = &mut kept.unsaid {
                    unsaid.extend(concerned.iter().map(|identity| (**identity).clone()));
                    unsaid.extend(ids);
                }
                kept.mark = Some(mark);
                HeldInventory(kept)
            })
            .await;
        }
        let mut objects = self.objects(fabric, &catalogue).await?;
        // Behind those of Git: of two the first counts.
        objects.extend(self.given_objects(fabric, &catalogue).await?);
        let settings = settings(&ruling);
        let is_said = ruling.judged.as_deref() == Some(mark.to_string().as_str());
        let declared = match ruling.declared {
            Some(_) => self.store.declaration(fabric).await?.map(|declared| declared.text),
            None => None,
        };
        let levels = ruling.levels;
        let held = blocking(move || {
            let declared = declarations(declared.as_deref(), &catalogue);
            kept.lacks_declared = declared.is_none();
            kept.given_problem = ruling.given_problem;
            kept.inventory =
                Inventory::ruled(settings, levels, declared.unwrap_or_default(), objects);
            kept.unsaid = is_said.then(BTreeSet::new);
            kept.mark = Some(mark);
            HeldInventory(kept)
        })
        .await?;
        // The one that is held counts too, and stays.
        let others = MOST_KEPT.saturating_sub(held.len());
        self.inventories.drop_unused(Instant::now(), UNUSED, others);
        Ok(held)
    }

    /// The resources of a fabric, read while the next texts come from the database. What an ingest writes meanwhile
    /// is read again: it is no part of the mark.
    async fn objects(
        &self,
        fabric: FabricId,
        catalogue: &Catalogue,
    ) -> Result<Vec<Object>, EngineError> {
        let mut all = Vec::new();
        let mut texts = self.store.texts(fabric, None, READ_AT_ONCE).await?;
        while let Some((last, _)) = texts.last() {
            let last = last.clone();
            let is_last = texts.len() < READ_AT_ONCE;
            let catalogue = catalogue.clone();
            let next = async {
                match is_last {
                    true => Ok(Vec::new()),
                    false => self.store.texts(fabric, Some(&last), READ_AT_ONCE).await,
                }
            };
            let (read, next) = tokio::join!(blocking(move || objects(&catalogue, &texts)), next);
            all.extend(read?);
            texts = next?;
        }
        Ok(all)
    }

    /// What the fabric writes in its cluster itself, as it was read from there.
    async fn given_objects(
        &self,
        fabric: FabricId,
        catalogue: &Catalogue,
    ) -> Result<Vec<Object>, EngineError> {
        let given = self.store.given(fabric).await?;
        let catalogue = catalogue.clone();
        let object = move |given: &Given| {
            let json: serde_json::Value = serde_json::from_str(&given.object).ok()?;
            Some(Object::new(&catalogue, &Value::from(&json))?.given())
        };
        blocking(move || given.iter().filter_map(object).collect()).await
    }

    /// The inventory of a fabric is built anew, whatever is known of it.
    pub(crate) fn forget_inventory(&self, fabric: FabricId) {
        self.inventories.forget(fabric);
    }

    /// Every verdict of the inventory that was built from this is written down.
    pub(crate) async fn said(&self, fabric: FabricId, mark: &str) {
        let kept = lock(&self.inventories.kept).get(&fabric).cloned();
        if let Some(kept) = kept {
            kept.lock().await.said(mark);
        }
    }

    /// What an inventory of the fabric would be built from now.
    pub(crate) async fn mark(&self, fabric: FabricId) -> Result<(Mark, Ruling), EngineError> {
        let ruling = self.store.ruling(fabric).await?;
        let levels: Vec<String> =
            ruling.levels.iter().map(|(rule, level)| format!("{rule}={level}")).collect();
        let installation = ruling.installation.as_deref().unwrap_or("-");
        let declared = ruling.declared.map(|revision| format!(" declared={revision}"));
        let declared = declared.unwrap_or_default();
        // As the cluster defines the kinds now: their defaults and lists are in the inventory.
        let told = ruling.kinds_told.as_deref().map(|told| format!(" told={told}"));
        let told = told.unwrap_or_default();
        let given = ruling.given.as_deref().map(|given| format!(" given={given}"));
        let given = given.unwrap_or_default();
        let why = ruling.given_problem.as_deref().map(|why| format!(" given-problem={why}"));
        let why = why.unwrap_or_default();
        let levels = levels.join(",");
        let gone_by = format!("{RULES} {installation} {levels}{declared}{told}{given}{why}");
        Ok((Mark { written: ruling.written, ruling: gone_by }, ruling))
    }

    /// An ingest is about to write the documents of these resources.
    pub(crate) fn touches(
        &self,
        fabric: FabricId,
        written: i64,
        touched: impl ExactSizeIterator<Item = Identity> + Clone,
    ) {
        self.observed.touches(fabric, touched.clone());
        if !lock(&self.inventories.kept).contains_key(&fabric) {
            return;
        }
        let mut moved = lock(&self.inventories.moved);
        let steps = moved.entry(fabric).or_default();
        let so_far: usize = steps.iter().map(|step| step.touched.len()).sum();
        if so_far + touched.len() > MOST_TOUCHED {
            // Steps that lead nowhere: it is built anew.
            steps.clear();
            return;
        }
        steps.push(Moved { written, touched: touched.collect() });
    }

    /// A fabric is to be judged again with its open changes: by a job, so that whoever moved Git does not wait
    /// for what others draft.
    pub(crate) fn is_due(&self, fabric: FabricId) {
        lock(&self.inventories.due).moved.insert(fabric);
        self.inventories.wake.notify_one();
    }

    /// The open changes of a fabric are to be held against each other again: by a job, so that whoever edited
    /// one does not wait for those of others.
    pub(crate) fn changes_moved(&self, fabric: FabricId) {
        lock(&self.inventories.due).edited.insert(fabric);
        self.inventories.wake.notify_one();
    }

    /// Takes what is to be judged again.
    pub(crate) fn take_due(&self) -> Due {
        std::mem::take(&mut *lock(&self.inventories.due))
    }

    /// Waits until some fabric is due, at most so long.
    pub(crate) async fn until_due(&self, longest: Duration) {
        let _ = tokio::time::timeout(longest, self.inventories.wake.notified()).await;
    }

    /// Drops the inventories that nobody asks for any more.
    pub(crate) fn drop_unused_inventories(&self) {
        self.inventories.drop_unused(Instant::now(), UNUSED, MOST_KEPT);
    }
}

/// How a fabric is installed, as far as that is known. What an older program cannot read counts as not said.
fn settings(ruling: &Ruling) -> Option<Settings> {
    serde_json::from_str(ruling.installation.as_deref()?).ok()
}

/// The rules that a fabric declares; `None` where this program cannot read them, because another one wrote them.
fn declarations(text: Option<&str>, catalogue: &Catalogue) -> Option<Declarations> {
    let Some(text) = text else { return Some(Declarations::default()) };
    Declarations::read(text, catalogue).ok()
}

/// The document of each resource that counts: a live one before what is kept of an unreadable one, the first
/// by its path; none for a resource that is in comments only.
pub(crate) fn that_count(documents: Vec<Document>) -> HashMap<Identity, Document> {
    let mut found: HashMap<Identity, Document> = HashMap::new();
    let is_better = |one: &Document, other: &Document| {
        let rank = |document: &Document| document.standing != Standing::Live;
        (rank(one), &one.path, one.ordinal) < (rank(other), &other.path, other.ordinal)
    };
    for document in documents {
        let known = found.get(&document.identity);
        if document.standing != Standing::CommentedOut
            && known.is_none_or(|known| is_better(&document, known))
        {
            found.insert(document.identity.clone(), document);
        }
    }
    found
}

/// The resources of texts, read on all processors.
fn objects(catalogue: &Catalogue, texts: &[(Identity, String)]) -> Vec<Object> {
    let read = |(_, text): &(Identity, String)| object(catalogue, text);
    on_all_processors(texts, read).into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{SourceId, Validity};

    use super::*;

    fn document(path: &str, standing: Standing) -> Document {
        Document {
            source_id: SourceId(1),
            fabric_id: FabricId(1),
            path: path.to_owned(),
            ordinal: 0,
            identity: Identity::new("g", "K", "a"),
            version: "v1".to_owned(),
            standing,
            validity: Validity::Valid,
            line: 1,
            blob: String::new(),
            facts: None,
            text: String::new(),
        }
    }

    #[test]
    fn a_live_document_counts_before_what_is_kept_and_what_is_in_comments_never() {
        let counts = |documents: &[(&str, Standing)]| {
            let documents = documents.iter().map(|(path, standing)| document(path, *standing));
            that_count(documents.collect()).into_values().next().map(|document| document.path)
        };
        let (live, kept, off) = (Standing::Live, Standing::Unreadable, Standing::CommentedOut);
        assert_eq!(counts(&[("a", kept), ("b", live), ("c", live)]).as_deref(), Some("b"));
        assert_eq!(counts(&[("c", live), ("b", live), ("a", off)]).as_deref(), Some("b"));
        assert_eq!(counts(&[("b", kept), ("a", off)]).as_deref(), Some("b"));
        assert_eq!(counts(&[("a", off)]), None);
    }

    #[test]
    fn rules_that_cannot_be_read_are_not_taken_for_none() {
        let read = |text| declarations(text, &Catalogue::builtin()).map(|it| it.rules().len());
        assert_eq!(read(None), Some(0));
        let rule = "a: {range: {of: {kind: VPC, path: 'spec.subnets[*].vlan'}, from: 2}}";
        assert_eq!(read(Some(rule)), Some(1));
        assert_eq!(read(Some("a: {a rule of the future: {}}")), None);
    }

    #[test]
    fn only_what_was_written_down_counts_as_said() {
        let mark = |written| Mark { written, ruling: "x".to_owned() };
        let mut kept = Kept { mark: Some(mark(2)), ..Kept::default() };
        kept.said(&mark(1).to_string());
        assert_eq!(kept.unsaid, None, "it was built anew meanwhile");
        kept.said(&mark(2).to_string());
        assert_eq!(kept.unsaid, Some(BTreeSet::new()));
    }

    #[test]
    fn inventories_are_dropped_when_nobody_asks_and_the_oldest_where_they_are_too_large() {
        let catalogue = Catalogue::builtin();
        let inventory = |count: usize| {
            let text = |at| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{at}}}\n");
            Inventory::new(None, (0..count).filter_map(|at| object(&catalogue, &text(at))))
        };
        let all = Inventories::default();
        let began = Instant::now();
        let now = began + Duration::from_secs(300);
        for (fabric, count, age) in [(1, 4, 300), (2, 4, 200), (3, 4, 100)] {
            let used = Some(now - Duration::from_secs(age));
            let kept = Kept { inventory: inventory(count), used, ..Kept::default() };
            let kept = Arc::new(tokio::sync::Mutex::new(kept));
            lock(&all.kept).insert(FabricId(fabric), kept);
        }
        let left = || {
            let mut left: Vec<i64> = lock(&all.kept).keys().map(|fabric| fabric.0).collect();
            left.sort_unstable();
            left
        };
        let (long, much) = (Duration::from_secs(3600), 12);
        all.drop_unused(now, long, much);
        assert_eq!(left(), [1, 2, 3]);
        all.drop_unused(now, Duration::from_secs(250), much);
        assert_eq!(left(), [2, 3], "the first was not asked for so long");
        let held = lock(&all.kept).get(&FabricId(2)).cloned().unwrap();
        let guard = held.try_lock().unwrap();
        all.drop_unused(now, long, 3);
        assert_eq!(left(), [2], "who holds one keeps it");
        drop(guard);
        all.drop_unused(now, long, 4);
        assert_eq!(left(), [2]);
        all.drop_unused(now, long, 3);
        assert_eq!(left(), [0; 0]);
    }
}
