//! The resources of fabrics as the database has them, for the rules between them: built when they are first
//! asked for, brought up to date by what an ingest touched, dropped when nobody asks any more.

use std::collections::{BTreeSet, HashMap};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hedgerow_model::{FabricId, Identity, Standing};
use hedgerow_plan::limits;
use hedgerow_rules::{Edit, Inventory, Object, Settings};
use hedgerow_schema::Catalogue;
use hedgerow_store::Ruling;
use tokio::sync::OwnedMutexGuard;

use super::{Core, blocking, lock};
use crate::error::EngineError;

/// The version of the rules: to be raised with every change of them that would say something else of the
/// same resources. Each fabric is then judged again, without a new commit.
const RULES: u32 = 1;

/// More resources than these are not followed one by one; the inventory is built anew.
const MOST_TOUCHED: usize = 5_000;

/// What an inventory says of: what the database has read, and what judging goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// How many ingests wrote its documents.
    written: i64,
    ruling: String,
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
    used: Option<Instant>,
    /// Whose verdicts may not be written down as they are; `None` for everybody's.
    unsaid: Option<BTreeSet<Identity>>,
}

/// An inventory, held: nobody else asks it meanwhile.
pub(crate) struct HeldInventory(OwnedMutexGuard<Kept>);

impl HeldInventory {
    /// Whose verdicts may not be written down as they are; `None` for everybody's.
    pub(crate) fn unsaid(&self) -> Option<Vec<Identity>> {
        self.0.unsaid.as_ref().map(|unsaid| unsaid.iter().cloned().collect())
    }

    /// Every verdict is written down.
    pub(crate) fn said(&mut self) {
        self.0.unsaid = Some(BTreeSet::new());
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

/// Those of this process.
#[derive(Default)]
pub(super) struct Inventories {
    kept: Mutex<HashMap<FabricId, Arc<tokio::sync::Mutex<Kept>>>>,
    moved: Mutex<HashMap<FabricId, Vec<Moved>>>,
    /// Fabrics whose open changes are to be judged again, since Git moved.
    due: Mutex<BTreeSet<FabricId>>,
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
        (at == to.written).then_some(touched)
    }

    fn drop_unused(&self, after: Duration) {
        let mut kept = lock(&self.kept);
        kept.retain(|_, one| {
            let Ok(one) = one.try_lock() else { return true };
            one.used.is_some_and(|used| used.elapsed() < after)
        });
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
            let mut texts: HashMap<Identity, Vec<(Standing, String, String)>> = HashMap::new();
            for document in self.store.documents_of_all(fabric, &ids).await? {
                let place = texts.entry(document.identity).or_default();
                place.push((document.standing, document.path, document.text));
            }
            let (mut kept, mark, written) = (kept, mark, ids.clone());
            return blocking(move || {
                let edits =
                    ids.into_iter().filter_map(|id| edit(&catalogue, &id, texts.remove(&id)));
                let edits: Vec<Edit> = edits.collect();
                let concerned = kept.inventory.apply(edits);
                if let Some(unsaid) = &mut kept.unsaid {
                    unsaid.extend(concerned.iter().map(|identity| (**identity).clone()));
                    unsaid.extend(written);
                }
                kept.mark = Some(mark);
                HeldInventory(kept)
            })
            .await;
        }
        let texts = self.store.texts(fabric).await?;
        let settings = settings(&ruling);
        let is_said = ruling.judged.as_deref() == Some(mark.to_string().as_str());
        let levels = ruling.levels;
        blocking(move || {
            let mut kept = kept;
            kept.inventory = Inventory::ruled(settings, levels, objects(&catalogue, texts));
            kept.unsaid = is_said.then(BTreeSet::new);
            kept.mark = Some(mark);
            HeldInventory(kept)
        })
        .await
    }

    /// What an inventory of the fabric would be built from now.
    pub(crate) async fn mark(&self, fabric: FabricId) -> Result<(Mark, Ruling), EngineError> {
        let ruling = self.store.ruling(fabric).await?;
        let levels: Vec<String> =
            ruling.levels.iter().map(|(rule, level)| format!("{rule}={level}")).collect();
        let installation = ruling.installation.as_deref().unwrap_or("-");
        let gone_by = format!("{RULES} {installation} {}", levels.join(","));
        Ok((Mark { written: ruling.written, ruling: gone_by }, ruling))
    }

    /// An ingest is about to write the documents of these resources.
    pub(crate) fn touches(
        &self,
        fabric: FabricId,
        written: i64,
        touched: impl ExactSizeIterator<Item = Identity>,
    ) {
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

    /// The open changes of a fabric are to be judged again: by a job, so that whoever moved Git does not wait
    /// for what others draft.
    pub(crate) fn changes_are_due(&self, fabric: FabricId) {
        lock(&self.inventories.due).insert(fabric);
        self.inventories.wake.notify_one();
    }

    /// Takes the fabrics whose open changes are to be judged again.
    pub(crate) fn take_due(&self) -> BTreeSet<FabricId> {
        std::mem::take(&mut *lock(&self.inventories.due))
    }

    /// Waits until changes of some fabric are due, at most so long.
    pub(crate) async fn until_due(&self, longest: Duration) {
        let _ = tokio::time::timeout(longest, self.inventories.wake.notified()).await;
    }

    /// Drops the inventories that nobody asked for so long.
    pub(crate) fn drop_unused_inventories(&self, after: Duration) {
        self.inventories.drop_unused(after);
    }
}

/// How a fabric is installed, as far as that is known. What an older program cannot read counts as not said.
fn settings(ruling: &Ruling) -> Option<Settings> {
    serde_json::from_str(ruling.installation.as_deref()?).ok()
}

/// What the documents of a resource make of it.
fn edit(
    catalogue: &Catalogue,
    identity: &Identity,
    documents: Option<Vec<(Standing, String, String)>>,
) -> Option<Edit> {
    let mut documents = documents.unwrap_or_default();
    documents.retain(|(standing, ..)| *standing != Standing::CommentedOut);
    // As those of a whole fabric are chosen: a live one before what is kept of an unreadable one.
    documents.sort_by(|a, b| (a.0 != Standing::Live, &a.1).cmp(&(b.0 != Standing::Live, &b.1)));
    let Some((_, _, text)) = documents.into_iter().next() else {
        return Some(Edit::Remove(identity.clone()));
    };
    Some(Edit::Set(Arc::new(object(catalogue, &text)?)))
}

fn object(catalogue: &Catalogue, text: &str) -> Option<Object> {
    Object::new(catalogue, hedgerow_yaml::read(text, &limits()).ok()?.value())
}

/// The resources of texts, read on all processors.
fn objects(catalogue: &Catalogue, mut texts: Vec<(Identity, Standing, String)>) -> Vec<Object> {
    texts.sort_by(|a, b| (&a.0, a.1 != Standing::Live).cmp(&(&b.0, b.1 != Standing::Live)));
    texts.dedup_by(|later, first| later.0 == first.0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let each = texts.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = texts
            .chunks(each)
            .map(|part| {
                scope.spawn(move || {
                    part.iter()
                        .filter_map(|(_, _, text)| object(catalogue, text))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
    })
}
