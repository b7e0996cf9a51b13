//! The live resources of a fabric, indexed, each with its verdict.

mod edits;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::is_consistent;

pub(crate) use edits::Made;

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
        for entry in self.entries.iter().flatten().filter(|entry| !entry.object.is_given) {
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

    /// The kinds of which there are resources, among those that clauses know, by name.
    #[must_use]
    pub fn held_kinds(&self) -> Vec<String> {
        let held = self.held.iter().filter(|(_, count)| **count > 0);
        let mut names: Vec<String> = held
            .filter(|(kind, _)| **kind != Kind::Other)
            .map(|(kind, _)| kind.name().to_owned())
            .collect();
        names.sort_unstable();
        names
    }

    /// What is answered where these kinds count as held: a reference to one of them that is missing is broken,
    /// and not only unchecked. `None` where each of them is held anyway.
    pub fn assuming<T>(&mut self, kinds: &[String], ask: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let gone: Vec<Kind> = Kind::ALL
            .iter()
            .copied()
            .filter(|kind| !self.holds(*kind) && kinds.iter().any(|held| held == kind.name()))
            .collect();
        if gone.is_empty() {
            return None;
        }
        self.assumed.extend(&gone);
        let answer = ask(self);
        self.assumed.retain(|kind| !gone.contains(kind));
        Some(answer)
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

    fn entry(&self, id: u32) -> Option<&Entry> {
        self.entries.get(id as usize).and_then(Option::as_ref)
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
        let judged = self.by_id(id).filter(|object| !object.is_given);
        let Some(object) = judged else { return Verdict::default() };
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
}
