//! The live resources of a fabric, indexed, each with its verdict.

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::is_consistent;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use hedgerow_model::{Identity, RuleLevel};
use ipnet::IpNet;
use smallvec::SmallVec;

use crate::declared::{self, Declarations};
use crate::dry_run::{DryRun, Edit};
use crate::key::{Index, Key, Sort};
use crate::networks::Networks;
use crate::not_checked::NotChecked;
use crate::object::{Kind, Object};
use crate::report::{Report, RuleId, Unchecked, Violation};
use crate::rule::Rule;
use crate::rules::RULES;
use crate::settings::Settings;
use crate::subject::{Read, Subject};

/// How often rules were judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many rules were judged, of at least one resource each.
    pub rules: usize,
    /// How often a rule was judged of a resource that does not break it.
    pub passed: usize,
    /// How often a rule could not be judged of a resource.
    pub not_possible: usize,
}

/// What the rules say of a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) violations: Box<[Violation]>,
    pub(crate) unchecked: Box<[Unchecked]>,
    pub(crate) reads: Box<[Read]>,
}

#[derive(Debug)]
struct Entry {
    object: Arc<Object>,
    index: Index,
    verdict: Verdict,
}

/// A resource that was taken out, with what was said of it.
#[derive(Debug)]
pub(crate) struct Removed {
    id: u32,
    pub(crate) object: Arc<Object>,
    verdict: Verdict,
}

/// An edit that was made: what it put in, and what was there before.
#[derive(Debug)]
pub(crate) struct Made {
    new: Option<u32>,
    pub(crate) old: Option<Removed>,
}

/// The live resources of a fabric. See the crate.
#[derive(Debug, Default)]
pub struct Inventory {
    settings: Option<Arc<Settings>>,
    levels: HashMap<String, RuleLevel>,
    declared: Arc<Declarations>,
    entries: Vec<Option<Entry>>,
    free: Vec<u32>,
    ids: HashMap<Arc<Identity>, u32>,
    keys: HashMap<Key, SmallVec<[u32; 2]>>,
    networks: HashMap<Key, Networks>,
    held: HashMap<Kind, usize>,
    /// Kinds that count as held although the last resource of them may be gone.
    assumed: BTreeSet<Kind>,
    /// The same, of the kinds that declared references lead to.
    assumed_targets: BTreeSet<Key>,
    /// Whose verdict is based on what.
    readers: HashMap<Read, SmallVec<[u32; 4]>>,
    /// How many rules are broken.
    broken: usize,
    not_checked: NotChecked,
}

impl Inventory {
    /// An inventory of these resources, each judged. Of two of one identity the first counts.
    #[must_use]
    pub fn new(settings: Option<Settings>, objects: impl IntoIterator<Item = Object>) -> Self {
        Self::ruled(settings, Vec::new(), Declarations::default(), objects)
    }

    /// An inventory under a fabric's own levels, rules by their ids, each `warning` or `off`; and under the rules that
    /// it declares.
    #[must_use]
    pub fn ruled(
        settings: Option<Settings>,
        levels: Vec<(String, String)>,
        declared: Declarations,
        objects: impl IntoIterator<Item = Object>,
    ) -> Self {
        let levels = levels.into_iter().filter_map(|(id, level)| Some((id, level.parse().ok()?)));
        let levels = levels.collect();
        let declared = Arc::new(declared);
        let mut new =
            Self { settings: settings.map(Arc::new), levels, declared, ..Self::default() };
        for object in objects {
            if !new.ids.contains_key(&object.identity) {
                let object = new.declared.slim(Arc::new(object));
                new.insert(object, None);
            }
        }
        for id in (0..).take(new.entries.len()) {
            new.judge_and_keep(id);
        }
        new
    }

    /// How many resources it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The resource of an identity.
    #[must_use]
    pub fn object(&self, identity: &Identity) -> Option<&Object> {
        self.id(identity).and_then(|id| self.by_id(id))
    }

    /// Everything that is broken.
    pub fn violations(&self) -> impl Iterator<Item = &Violation> {
        self.entries.iter().flatten().flat_map(|entry| &entry.verdict.violations)
    }

    /// How many rules are broken; costs nothing.
    #[must_use]
    pub fn count_violations(&self) -> usize {
        self.broken
    }

    /// What could not be judged, a sentence for each reason, whatever the number of resources.
    #[must_use]
    pub fn not_checked(&self) -> Vec<String> {
        self.not_checked.sentences()
    }

    /// What could not be judged, with the resource.
    pub fn unchecked(&self) -> impl Iterator<Item = (&Identity, &Unchecked)> {
        self.entries.iter().flatten().flat_map(|entry| {
            entry.verdict.unchecked.iter().map(|unchecked| (entry.object.identity(), unchecked))
        })
    }

    /// How its resources were judged, as they are.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut rules = BTreeSet::new();
        let mut tally = Tally::default();
        for entry in self.entries.iter().flatten() {
            let Verdict { violations, unchecked, .. } = &entry.verdict;
            for rule in self.rules_judged(&entry.object) {
                if unchecked.iter().any(|unchecked| unchecked.rule == rule) {
                    tally.not_possible += 1;
                    continue;
                }
                if !violations.iter().any(|violation| violation.rule == rule) {
                    tally.passed += 1;
                }
                rules.insert(rule);
            }
        }
        Tally { rules: rules.len(), ..tally }
    }

    /// What takes edits back that are about to be applied.
    #[must_use]
    pub fn undo_of(&self, edits: &[Edit]) -> Vec<Edit> {
        let before = |edit: &Edit| match self.shared(edit.identity()) {
            Some(object) => Edit::Set(object),
            None => Edit::Remove(edit.identity().clone()),
        };
        edits.iter().map(before).collect()
    }

    /// What is answered of the resources as edits would leave them. They are as they were afterwards.
    pub fn with<T>(&mut self, edits: Vec<Edit>, ask: impl FnOnce(&mut Self) -> T) -> T {
        let undo = self.undo_of(&edits);
        self.apply(edits);
        let answer = ask(self);
        self.apply(undo);
        answer
    }

    /// What is broken by a resource.
    #[must_use]
    pub fn violations_of(&self, identity: &Identity) -> &[Violation] {
        let verdict = self.id(identity).and_then(|id| self.verdict(id));
        verdict.map(|verdict| &*verdict.violations).unwrap_or_default()
    }

    /// Makes edits and judges again what they concern: says what that is, beside the resources that are gone.
    pub fn apply(&mut self, edits: Vec<Edit>) -> Vec<Arc<Identity>> {
        let mut concerned = BTreeSet::new();
        for edit in edits {
            let edit = match edit {
                Edit::Set(object) => Edit::Set(self.declared.slim(object)),
                removal => removal,
            };
            self.make(&edit, &mut concerned);
        }
        for id in &concerned {
            self.judge_and_keep(*id);
        }
        let identity = |id: u32| Some(Arc::clone(&self.by_id(id)?.identity));
        concerned.into_iter().filter_map(identity).collect()
    }

    /// What edits would break and mend; nothing changes.
    pub fn dry_run(&mut self, edits: &[Edit]) -> DryRun {
        DryRun::of(self, edits)
    }

    pub(crate) fn settings(&self) -> Option<&Settings> {
        self.settings.as_deref()
    }

    /// Whether a resource names another one by a reference that the fabric declares.
    #[must_use]
    pub fn refers(&self, object: &Object, target: &Identity) -> bool {
        self.shared(target).is_some_and(|target| self.declared.names(object, &target))
    }

    /// Who names a resource by a reference that the fabric declares.
    #[must_use]
    pub fn declared_referrers(&self, target: &Identity) -> Vec<&Identity> {
        let entry = self.id(target).and_then(|id| self.entry(id));
        let found = entry.map(|entry| entry.index.found.as_slice()).unwrap_or_default();
        let named = found.iter().filter(|key| key.sort == Sort::Named);
        let readers = named.filter_map(|key| self.readers.get(&Read::Any(key.clone())));
        let ids: BTreeSet<u32> = readers.flatten().copied().collect();
        ids.into_iter().filter_map(|id| Some(self.by_id(id)?.identity())).collect()
    }

    /// The rules that the fabric declares.
    #[must_use]
    pub fn declared(&self) -> &Declarations {
        &self.declared
    }

    pub(crate) fn by_id(&self, id: u32) -> Option<&Object> {
        self.entry(id).map(|entry| &*entry.object)
    }

    pub(crate) fn shared(&self, identity: &Identity) -> Option<Arc<Object>> {
        self.id(identity).and_then(|id| self.entry(id)).map(|entry| Arc::clone(&entry.object))
    }

    pub(crate) fn id(&self, identity: &Identity) -> Option<u32> {
        self.ids.get(identity).copied()
    }

    pub(crate) fn verdict(&self, id: u32) -> Option<&Verdict> {
        self.entry(id).map(|entry| &entry.verdict)
    }

    pub(crate) fn holds(&self, kind: Kind) -> bool {
        self.assumed.contains(&kind) || self.held.get(&kind).is_some_and(|count| *count > 0)
    }

    /// From now on the kinds that are held count as held, whatever is removed: so that who refers to the
    /// last one of a kind is seen to break. Nothing is judged anew. Ends with
    /// [`Self::assume_nothing`].
    pub(crate) fn assume_held(&mut self) {
        let held = self.held.iter().filter(|(_, count)| **count > 0);
        self.assumed = held.map(|(kind, _)| *kind).collect();
        self.assumed_targets =
            self.declared.targets().filter(|target| self.keys.contains_key(target)).collect();
    }

    /// From now on the kinds of which edits remove resources count as held where declared references lead to them:
    /// so that who refers to the last one is seen to break. Gives what was assumed before, for
    /// [`Self::assume_again`].
    pub(crate) fn assume_targets(&mut self, edits: &[Edit]) -> BTreeSet<Key> {
        let before = self.assumed_targets.clone();
        let removed = edits.iter().filter_map(|edit| match edit {
            Edit::Remove(identity) => self.declared.target_of(identity),
            Edit::Set(_) => None,
        });
        let held: Vec<Key> = removed.filter(|target| self.keys.contains_key(target)).collect();
        self.assumed_targets.extend(held);
        before
    }

    pub(crate) fn assume_again(&mut self, targets: BTreeSet<Key>) {
        self.assumed_targets = targets;
    }

    pub(crate) fn assume_nothing(&mut self) {
        self.assumed.clear();
        self.assumed_targets.clear();
    }

    /// The names of the resources of a kind, in order; at most so many.
    pub(crate) fn names(&self, kind: Kind, most: usize) -> Vec<&str> {
        let objects = self.entries.iter().flatten().map(|entry| &*entry.object);
        let mut names: Vec<&str> =
            objects.filter(|object| object.kind == kind).map(|object| object.name()).collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(most);
        names
    }

    pub(crate) fn keyed(&self, key: &Key) -> impl Iterator<Item = (u32, &Object)> {
        let ids = self.keys.get(key).map(SmallVec::as_slice).unwrap_or_default();
        ids.iter().filter_map(|id| Some((*id, self.by_id(*id)?)))
    }

    /// Whether any resource is found under this.
    pub(crate) fn is_held(&self, key: &Key) -> bool {
        self.keys.contains_key(key)
    }

    pub(crate) fn is_assumed(&self, target: &Key) -> bool {
        self.assumed_targets.contains(target)
    }

    pub(crate) fn count_keyed(&self, key: &Key) -> usize {
        self.keys.get(key).map_or(0, SmallVec::len)
    }

    pub(crate) fn is_keyed(&self, id: u32, key: &Key) -> bool {
        self.keys.get(key).is_some_and(|ids| ids.contains(&id))
    }

    /// The prefixes of a space that overlap `net`, each with who has it, in the order of their first addresses.
    pub(crate) fn overlapping_in_order(
        &self,
        space: &Key,
        net: IpNet,
    ) -> impl Iterator<Item = (IpNet, &[u32])> {
        self.networks
            .get(space)
            .into_iter()
            .flat_map(move |networks| networks.overlapping_in_order(net))
    }

    pub(crate) fn overlapping(&self, space: &Key, net: IpNet) -> impl Iterator<Item = u32> {
        self.networks.get(space).into_iter().flat_map(move |networks| networks.overlapping(net))
    }

    pub(crate) fn has_network(&self, id: u32, space: &Key, net: IpNet) -> bool {
        let wanted = (space.clone(), net.trunc());
        self.entry(id).is_some_and(|entry| entry.index.networks.contains(&wanted))
    }

    /// Makes one edit and notes whose verdict may depend on it. Verdicts stay as they were, and the resource
    /// that is set has none.
    pub(crate) fn make(&mut self, edit: &Edit, concerned: &mut BTreeSet<u32>) -> Made {
        let old = self.id(edit.identity());
        concerned.extend(old.into_iter().flat_map(|id| self.neighbours(id)));
        let made = self.replace(edit);
        concerned.extend(made.new.into_iter().flat_map(|id| self.neighbours(id)));
        made
    }

    /// Makes one edit, whomever it concerns.
    pub(crate) fn replace(&mut self, edit: &Edit) -> Made {
        let at = self.id(edit.identity());
        let old = at.and_then(|id| self.remove(id));
        let new = match edit {
            Edit::Set(object) => Some(self.insert(Arc::clone(object), at)),
            Edit::Remove(_) => None,
        };
        Made { new, old }
    }

    /// Undoes an edit; of several, the last one first.
    pub(crate) fn undo(&mut self, made: Made) {
        if let Some(id) = made.new {
            self.remove(id);
        }
        if let Some(removed) = made.old {
            let id = self.insert(removed.object, Some(removed.id));
            self.keep(id, removed.verdict);
        }
    }

    fn entry(&self, id: u32) -> Option<&Entry> {
        self.entries.get(id as usize).and_then(Option::as_ref)
    }

    /// Puts a resource in, at the place that was its own before if there is one. Its verdict is to come.
    fn insert(&mut self, object: Arc<Object>, at: Option<u32>) -> u32 {
        let taken = at.and_then(|at| self.free.iter().rposition(|free| *free == at));
        let id = match taken {
            Some(position) => self.free.swap_remove(position),
            None => self.free.pop().unwrap_or_else(|| {
                self.entries.push(None);
                u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX)
            }),
        };
        let index = Index::of(&object, &self.declared);
        for key in index.keys.iter().chain(&index.found) {
            self.keys.entry(key.clone()).or_default().push(id);
        }
        for (space, net) in &index.networks {
            self.networks.entry(space.clone()).or_default().insert(*net, id);
        }
        *self.held.entry(object.kind).or_default() += 1;
        self.ids.insert(Arc::clone(&object.identity), id);
        if let Some(slot) = self.entries.get_mut(id as usize) {
            *slot = Some(Entry { object, index, verdict: Verdict::default() });
        }
        id
    }

    /// Takes a resource out.
    fn remove(&mut self, id: u32) -> Option<Removed> {
        let entry = self.entries.get_mut(id as usize)?.take()?;
        self.forget(id, &entry.verdict.reads);
        self.broken -= entry.verdict.violations.len();
        self.not_checked.remove(&entry.verdict.unchecked);
        for key in entry.index.keys.iter().chain(&entry.index.found) {
            if let Some(ids) = self.keys.get_mut(key) {
                ids.retain(|one| *one != id);
                if ids.is_empty() {
                    self.keys.remove(key);
                }
            }
        }
        for (space, net) in &entry.index.networks {
            if let Some(networks) = self.networks.get_mut(space) {
                networks.remove(*net, id);
                if networks.is_empty() {
                    self.networks.remove(space);
                }
            }
        }
        if let Some(count) = self.held.get_mut(&entry.object.kind) {
            *count -= 1;
        }
        self.ids.remove(&entry.object.identity);
        self.free.push(id);
        Some(Removed { id, object: entry.object, verdict: entry.verdict })
    }

    /// Whose verdict may depend on a resource that is there, itself included.
    fn neighbours(&self, id: u32) -> BTreeSet<u32> {
        let Some(entry) = self.entry(id) else { return BTreeSet::new() };
        let mut found: BTreeSet<u32> = self.readers_of(&entry.object.identity).collect();
        found.insert(id);
        for key in &entry.index.keys {
            let held = self.keys.get(key).map(SmallVec::as_slice).unwrap_or_default();
            if !key.sort.is_crowd(held.len()) {
                found.extend(held);
            }
        }
        for key in entry.index.keys.iter().chain(&entry.index.found) {
            found.extend(self.readers.get(&Read::Key(key.clone())).into_iter().flatten());
            // Only the first one that comes and the last one that goes make a difference to who asks, who
            // may be another one.
            if self.keys.get(key).is_none_or(|ids| ids.len() <= 2) {
                found.extend(self.readers.get(&Read::Any(key.clone())).into_iter().flatten());
            }
        }
        for (space, net) in &entry.index.networks {
            for (_, owners) in self.overlapping_in_order(space, *net) {
                if !space.sort.is_crowd(owners.len()) {
                    found.extend(owners);
                }
            }
        }
        found
    }

    /// Whose verdict is based on a resource, or on its absence, or on there being any of its kind.
    fn readers_of(&self, identity: &Identity) -> impl Iterator<Item = u32> {
        let kind = Kind::of(identity);
        // Only the first one that comes and the last one that goes make a difference.
        let of_kind = (self.held.get(&kind).copied().unwrap_or_default() <= 1)
            .then(|| self.readers.get(&Read::Kind(kind)))
            .flatten();
        let of_resource = self.readers.get(&Read::Resource(Arc::new(identity.clone())));
        of_resource.into_iter().chain(of_kind).flatten().copied()
    }

    /// The rules that judge a kind and are not switched off.
    pub(crate) fn rules_for(&self, kind: Kind) -> impl Iterator<Item = &'static Rule> {
        RULES
            .iter()
            .copied()
            .filter(move |rule| rule.kinds.contains(&kind) && self.level(rule) != RuleLevel::Off)
    }

    /// Those of them that judge a resource as it is, each with its judge.
    pub(crate) fn judges_of(
        &self,
        kind: Kind,
    ) -> impl Iterator<Item = (&'static Rule, fn(&Subject<'_>, &mut Report))> {
        self.rules_for(kind).filter_map(|rule| Some((rule, rule.judge.state()?)))
    }

    /// The ids of all rules that judge a resource as it is, those that the fabric declares too.
    pub(crate) fn rules_judged(&self, object: &Object) -> Vec<RuleId> {
        let clauses = self.judges_of(object.kind).map(|(rule, _)| RuleId::Borrowed(rule.id));
        let declared = self.declared.judging(&object.identity).into_iter();
        clauses.chain(declared.map(|(rule, _)| rule.rule())).collect()
    }

    pub(crate) fn level(&self, rule: &Rule) -> RuleLevel {
        self.levels.get(rule.id).copied().unwrap_or(RuleLevel::Error)
    }

    pub(crate) fn judge(&self, id: u32) -> Verdict {
        let Some(object) = self.by_id(id) else { return Verdict::default() };
        let subject = Subject::new(self, object, Some(id));
        let mut report = Report::new(object);
        for (rule, judge) in self.judges_of(object.kind) {
            report.begin(rule.id, self.level(rule));
            judge(&subject, &mut report);
        }
        declared::judge(&subject, &mut report);
        Verdict {
            violations: report.violations.into(),
            unchecked: report.unchecked.into(),
            reads: subject.reads(),
        }
    }

    fn judge_and_keep(&mut self, id: u32) {
        self.keep(id, self.judge(id));
    }

    /// A verdict is that of a resource from now on: it is judged again when what the verdict is based on changes.
    fn keep(&mut self, id: u32, verdict: Verdict) {
        let Some(Some(entry)) = self.entries.get_mut(id as usize) else { return };
        let old = std::mem::replace(&mut entry.verdict, verdict);
        self.broken = self.broken + entry.verdict.violations.len() - old.violations.len();
        self.not_checked.remove(&old.unchecked);
        self.not_checked.add(&entry.verdict.unchecked);
        let new = entry.verdict.reads.clone();
        if old.reads != new {
            self.forget(id, &old.reads);
            for read in new {
                self.readers.entry(read).or_default().push(id);
            }
        }
    }

    fn forget(&mut self, id: u32, reads: &[Read]) {
        for read in reads {
            if let Some(ids) = self.readers.get_mut(read) {
                ids.retain(|one| *one != id);
                if ids.is_empty() {
                    self.readers.remove(read);
                }
            }
        }
    }
}
