//! Changes merged one on another onto a head: what a publish will commit, or what stops it.
//!
//! Pure but for reading blobs of the mirror. The same function serves the preview and the publish,
//! so that what was previewed is what is applied (law 9).

mod choice;
mod files;
mod places;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_merge::FieldConflict;
use hedgerow_model::{
    Change, Conflict, Document, Draft, Fabric, FabricId, Finding, GroupKind, Identity, Person,
    Reason, Source, Standing,
};
use hedgerow_rules::{Edit, Violation};
use hedgerow_schema::Catalogue;

use crate::area::Classifier;
use crate::aside::Aside;
use crate::combine::{Combined, DocumentState, combine};
use crate::files::Files;
use crate::introduced::{Introduced, introduced, locate};
use crate::judged::{Checks, Held, Judged, Judgement, edits_of, finding};
use crate::names::apart;
use crate::overlay::{FileEdit, FileError, Overlay};
use crate::parse::unread;
use crate::placement::Surroundings;
use crate::read_back::Reader;
use crate::records::of_draft;
use crate::returned::LastPlace;
use crate::together::{Meant, Together, sort};
use choice::{Chosen, chosen, clear};
use files::{aside, committed_picture, picture, relist, write};
pub(crate) use files::{left_alone, may_stand_in};

/// A change with all that merging it needs.
pub struct Input {
    /// The change.
    pub change: Change,
    /// Its drafts.
    pub drafts: Vec<Draft>,
    /// Its fabric.
    pub fabric: Fabric,
    /// Where the fabric's resources live.
    pub source: Source,
    /// The fabric's kinds.
    pub catalogue: Catalogue,
    /// Conflict records of its drafts.
    pub stored: Vec<Conflict>,
    /// Where its resources are at the head.
    pub places: HashMap<Identity, Vec<Document>>,
    /// What placing new resources needs, by kind.
    pub around: HashMap<GroupKind, Surroundings>,
    /// Where its resources stood that are nowhere at the head.
    pub last: HashMap<Identity, LastPlace>,
    /// The source's kustomizations and charts, by their paths.
    pub special: Vec<String>,
    /// Files that kustomizations used the last time they could be read.
    pub used: Vec<String>,
    /// How many resources the fabric has live.
    pub resources: usize,
    /// Who wrote some of it, beside whoever opened it.
    pub coauthors: Vec<Person>,
    /// Why it may not be published yet: its fabric asks for four eyes, and nobody approved what the
    /// drafts above say.
    pub unapproved: Option<Reason>,
}

/// What became of a change.
pub enum Fate {
    /// It is in the overlay; these paths and contents are its commit.
    Ready(Vec<FileEdit>),
    /// Git has it already.
    Nothing,
    /// It disagrees with Git, or with the cluster.
    Conflicted(Vec<Disagreement>),
    /// It breaks rules together with what came to Git after its drafts were saved.
    Together(Vec<(Together, Finding)>),
    /// It breaks rules that Git does not break.
    Invalid(Vec<Finding>),
    /// A person must do something first.
    Waiting(Reason),
    /// It only disagrees with a change before it in the stack: it waits for that one's outcome.
    Deferred,
}

/// A draft of a change that disagrees with Git or with the cluster.
pub struct Disagreement {
    /// The draft.
    pub draft: Draft,
    /// What it and Git both changed.
    pub with_git: Vec<FieldConflict>,
    /// The records of what it and the cluster both changed.
    pub with_cluster: Vec<Conflict>,
}

/// Bounds on deletions that need no confirmation.
#[derive(Clone, Copy, Debug)]
pub struct LargeDeletion {
    /// From this many resources on,
    pub count: usize,
    /// if they are at least this part of the fabric, in percent.
    pub percent: usize,
}

impl LargeDeletion {
    /// Whether deleting `deleted` of `resources` needs a person's confirmation.
    #[must_use]
    pub fn is_large(self, deleted: usize, resources: usize) -> bool {
        deleted >= self.count && deleted * 100 >= resources * self.percent
    }
}

/// The changes so far.
pub struct Stack<F> {
    overlay: Overlay<F>,
    /// Files of resources that earlier changes of the stack touched.
    placed: HashMap<(FabricId, Identity), String>,
    /// The rules by which each fabric's files are read: nothing that a change writes alters them.
    rules: HashMap<FabricId, (Classifier, Aside)>,
    /// The resources of each fabric, for the rules between them.
    judged: HashMap<FabricId, Judged>,
    /// What was checked of the last change.
    checks: Checks,
    large: LargeDeletion,
}

#[derive(Default)]
struct Step {
    placed: Vec<(Identity, String)>,
    /// Files out of which a document of a resource was taken that has another one.
    cleared: Vec<(Identity, String)>,
    /// What is meant to be read of each of those.
    meant: Vec<Option<DocumentState>>,
    /// The same, as the rules between resources see it.
    edits: Vec<Edit>,
    deleted: usize,
    violations: Vec<Finding>,
    /// What definitions ask of the resources and could not be judged.
    unchecked: BTreeSet<String>,
    conflicts: Vec<Disagreement>,
    together: Vec<(Together, Finding)>,
    /// Whether something conflicts with an earlier change of the stack only.
    with_neighbour: bool,
}

impl<F: Files> Stack<F> {
    /// No change yet, on the files of a commit.
    ///
    /// `held` are the resources of each fabric at that commit; a fabric without is not held against the
    /// rules between resources.
    pub fn new(files: F, large: LargeDeletion, held: HashMap<FabricId, Held>) -> Self {
        let judged = |(fabric, held)| (fabric, Judged::new(held));
        Self {
            overlay: Overlay::new(files),
            placed: HashMap::new(),
            rules: HashMap::new(),
            judged: held.into_iter().map(judged).collect(),
            checks: Checks::default(),
            large,
        }
    }

    /// What was checked of the change that was added last.
    pub fn checks(&mut self) -> Checks {
        std::mem::take(&mut self.checks)
    }

    /// A unified diff from the commit to the changes so far.
    ///
    /// # Errors
    /// When the commit cannot be read.
    pub fn diff(&self) -> Result<String, FileError> {
        self.overlay.diff()
    }

    /// Merges a change onto the stack. Unless it is [`Fate::Ready`], the stack stays as it was.
    pub fn add(&mut self, input: &Input) -> Fate {
        let (fate, step) = self.weigh(input);
        match &fate {
            Fate::Ready(_) => {
                for (identity, path) in step.placed {
                    self.placed.insert((input.fabric.id, identity), path);
                }
                if let Some(judged) = self.judged.get_mut(&input.fabric.id) {
                    judged.keep(step.edits);
                }
            }
            _ => self.overlay.roll_back(),
        }
        fate
    }

    /// Merges a change onto the stack, to be looked at: with the diff of it where all its drafts merge, also of one that
    /// breaks a rule or has to be confirmed. Whoever decides on it looks at that.
    ///
    /// # Errors
    /// When the commit cannot be read.
    pub(crate) fn look(mut self, input: &Input) -> Result<(Fate, String, Checks), FileError> {
        let (fate, _) = self.weigh(input);
        match &fate {
            Fate::Ready(_) => {}
            Fate::Invalid(_) | Fate::Together(_) | Fate::Waiting(Reason::LargeDeletion { .. }) => {
                self.overlay.settle()?;
            }
            _ => self.overlay.roll_back(),
        }
        Ok((fate, self.diff()?, self.checks()))
    }

    fn weigh(&mut self, input: &Input) -> (Fate, Step) {
        let mut step = Step::default();
        self.checks = Checks::default();
        let fate = self.merge(input, &mut step);
        self.checks.not_possible += step.unchecked.len();
        self.checks.unchecked.extend(std::mem::take(&mut step.unchecked));
        (fate, step)
    }

    fn merge(&mut self, input: &Input, step: &mut Step) -> Fate {
        for draft in &input.drafts {
            if let Err(reason) = self.draft(input, draft, step) {
                return Fate::Waiting(reason);
            }
        }
        if !step.conflicts.is_empty() {
            return Fate::Conflicted(std::mem::take(&mut step.conflicts));
        }
        if step.with_neighbour {
            return Fate::Deferred;
        }
        if self.waits_for_neighbour(input, step) && step.violations.is_empty() {
            return Fate::Deferred;
        }
        if !step.violations.is_empty() {
            return Fate::Invalid(std::mem::take(&mut step.violations));
        }
        if !step.together.is_empty() {
            return Fate::Together(std::mem::take(&mut step.together));
        }
        if let Err(reason) = self.read_back(input, step) {
            return Fate::Waiting(reason);
        }
        if self.large.is_large(step.deleted, input.resources) && !input.change.confirmed {
            return Fate::Waiting(Reason::LargeDeletion {
                deleted: step.deleted,
                of: input.resources,
            });
        }
        match self.overlay.settle() {
            Ok(edits) if edits.is_empty() => Fate::Nothing,
            Ok(edits) => Fate::Ready(edits),
            Err(error) => Fate::Waiting(error.into()),
        }
    }

    /// Holds what the step would make of its resources against the rules between them. Whether something is
    /// broken only together with an earlier change of the stack.
    fn waits_for_neighbour(&mut self, input: &Input, step: &mut Step) -> bool {
        let Some(judged) = self.judged.get_mut(&input.fabric.id) else { return false };
        let identities = step.placed.iter().map(|(identity, _)| identity);
        let meant = identities.zip(step.meant.iter().map(Option::as_ref));
        step.edits = edits_of(&input.catalogue, meant);
        let noted = input.change.judged.as_ref();
        let (judgement, mut checks) = judged.judge(&step.edits, noted);
        let at = judged.at.clone();
        for warning in &mut checks.warnings {
            self.locate(step, warning);
        }
        self.checks = checks;
        let broken = match judgement {
            Judgement::Sound => return false,
            Judgement::WithNeighbour => return true,
            Judgement::Broken(broken) => broken,
        };
        let located = |violation: &Violation| {
            let mut finding = finding(violation);
            self.locate(step, &mut finding);
            finding
        };
        let meant = Meant { catalogue: &input.catalogue, edits: &step.edits };
        let sorted = sort(&broken, noted, &input.drafts, &input.stored, &at, meant);
        let invalid: Vec<Finding> = sorted.invalid.into_iter().map(located).collect();
        let with_place = |one: Together| {
            let finding = located(&one.violation);
            (one, finding)
        };
        let together: Vec<_> = sorted.together.into_iter().map(with_place).collect();
        step.violations.extend(invalid);
        step.together = together;
        false
    }

    /// Fills in where a finding is, of a resource that the step places.
    fn locate(&self, step: &Step, finding: &mut Finding) {
        let Some(subject) = finding.subject.clone() else { return };
        let place = step.placed.iter().find(|(identity, _)| *identity == subject);
        let Some((_, path)) = place else { return };
        let text = self.overlay.text(path).ok().flatten().unwrap_or_default();
        locate(path, &text, &subject, std::slice::from_mut(finding));
    }

    /// Merges one draft onto the step's files.
    fn draft(&mut self, input: &Input, draft: &Draft, step: &mut Step) -> Result<(), Reason> {
        let identity = &draft.identity;
        let documents = input.places.get(identity).map_or(&[][..], Vec::as_slice);
        let live: Vec<&Document> =
            documents.iter().filter(|document| document.standing == Standing::Live).collect();
        if live.len() > 1 && draft.copies.is_empty() {
            let paths = live.iter().map(|document| document.path.clone()).collect();
            return Err(Reason::SeveralDocuments { resource: identity.clone(), paths });
        }
        let key = (input.fabric.id, identity.clone());
        let head = |path: &str| self.overlay.committed(path);
        let now = |path: &str| self.overlay.text(path);
        let Some(Chosen { stays, go }) = chosen(&self.overlay.memo, draft, &live, now)? else {
            if chosen(&self.overlay.memo, draft, &live, head)?.is_some() {
                step.with_neighbour = true;
                return Ok(());
            }
            let paths = live.iter().map(|document| document.path.clone()).collect();
            return Err(Reason::ChoiceOutdated { resource: identity.clone(), paths });
        };
        let (chosen_at, stays) = stays.unzip();
        let known = chosen_at.or_else(|| self.placed.get(&key).cloned()).or_else(|| {
            live.first()
                .copied()
                .or_else(|| aside(documents, draft))
                .map(|document| document.path.clone())
        });
        let git = match (stays, &known) {
            (Some(stays), _) => Some(stays),
            (None, Some(path)) => picture(&self.overlay, path, identity, documents)?,
            (None, None) => None,
        };
        let types = input.catalogue.list_types(&identity.group_kind());
        let stored = of_draft(&input.stored, draft);
        let Combined { target, conflicts, with_cluster, refused } =
            combine(draft, git.as_ref(), types.as_ref(), &stored);
        match (refused, &known) {
            (Some(Reason::Unreadable { resource, .. }), Some(path)) => {
                let unread = unread(self.overlay.text(path)?.as_deref());
                return Err(Reason::Unreadable { resource, unread });
            }
            (Some(reason), _) => return Err(reason),
            (None, _) => {}
        }
        if !conflicts.is_empty() {
            let at_head = chosen(&self.overlay.memo, draft, &live, head)?.and_then(|it| it.stays);
            let with_head = match &known {
                Some(path) => {
                    let head = match at_head {
                        Some((_, stays)) => Some(stays),
                        None => committed_picture(&self.overlay, path, identity)?,
                    };
                    combine(draft, head.as_ref(), types.as_ref(), &stored).conflicts
                }
                None => conflicts,
            };
            // Only what Git itself says is recorded; a neighbour's values may never get there.
            if with_head.is_empty() {
                step.with_neighbour = true;
            } else {
                let (draft, with_git) = (draft.clone(), with_head);
                let with_cluster = Vec::new();
                step.conflicts.push(Disagreement { draft, with_git, with_cluster });
            }
            return Ok(());
        }
        if !with_cluster.is_empty() {
            let (draft, with_git) = (draft.clone(), Vec::new());
            step.conflicts.push(Disagreement { draft, with_git, with_cluster });
            return Ok(());
        }
        if target == git && go.is_empty() {
            return Ok(());
        }
        for (path, text) in go {
            clear(&mut self.overlay, &path, identity, &text)?;
            relist(&mut self.overlay, input, &path, identity)?;
            step.cleared.push((identity.clone(), path));
        }
        let Introduced { mut broken, unchecked } =
            introduced(&input.catalogue, identity, git.as_ref(), target.as_ref());
        step.unchecked.extend(unchecked);
        let was_live = git.as_ref().is_some_and(|git| git.standing == Standing::Live);
        if was_live && target.as_ref().is_none_or(|now| now.standing != Standing::Live) {
            step.deleted += 1;
        }
        // What Git lost, or an earlier change deleted, goes back to where it was.
        let last = match &git {
            None => self.last_place(input, identity),
            Some(_) => None,
        };
        let path = match (known, &last) {
            (Some(path), _) if git.is_some() || !self.placed.contains_key(&key) => path,
            (_, Some(last)) => last.path.clone(),
            (_, None) => {
                let path = self.new_place(input, identity, &step.placed);
                apart(&path, |folder| self.overlay.names(folder))?
            }
        };
        if git.is_none() {
            may_stand_in(&self.overlay, &path, identity)?;
        }
        if target != git {
            let last = last.filter(|last| last.path == path);
            write(&mut self.overlay, &path, identity, target.as_ref(), last.as_ref())?;
        }
        if !broken.is_empty() {
            let text = self.overlay.text(&path)?.unwrap_or_default();
            locate(&path, &text, identity, &mut broken);
            step.violations.extend(broken);
        }
        relist(&mut self.overlay, input, &path, identity)?;
        step.placed.push((identity.clone(), path));
        step.meant.push(target);
        Ok(())
    }

    /// Holds what the step would write against the rules by which it will be read.
    fn read_back(&mut self, input: &Input, step: &Step) -> Result<(), Reason> {
        let (classifier, aside) = match self.rules.entry(input.fabric.id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let classifier = Classifier::new(&input.source)
                    .map_err(|error| Reason::FileUnreadable { detail: error.to_string() })?;
                let aside = left_alone(&self.overlay, &input.special, &input.used)?;
                new.insert((classifier, aside))
            }
        };
        let reader = Reader { classifier, catalogue: &input.catalogue, aside };
        for ((identity, path), meant) in step.placed.iter().zip(&step.meant) {
            let text = self.overlay.text(path)?;
            reader.finds(&self.overlay.memo, path, text.as_deref(), identity, meant.as_ref())?;
        }
        for (identity, path) in &step.cleared {
            if !step.placed.iter().any(|(placed, at)| placed == identity && at == path) {
                let text = self.overlay.text(path)?.unwrap_or_default();
                Reader::is_without(&self.overlay.memo, path, &text, identity)?;
            }
        }
        Ok(())
    }
}

/// The surroundings a set of drafts needs, as keys: kinds of drafts without a document, or begun
/// without one.
pub fn kinds_to_place(
    drafts: &[Draft],
    places: &HashMap<Identity, Vec<Document>>,
) -> BTreeMap<GroupKind, Identity> {
    drafts
        .iter()
        .filter(|draft| {
            let is_new = places.get(&draft.identity).is_none_or(Vec::is_empty);
            draft.text.is_some() && (is_new || draft.base_text.is_none())
        })
        .map(|draft| (draft.identity.group_kind(), draft.identity.clone()))
        .collect()
}
