//! Laws of the inventory over random fabrics and edits.

mod fabrics;
mod tally;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use hedgerow_model::{Identity, Value};
use hedgerow_schema::Catalogue;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::{Inventory, Verdict};
use crate::key::{Index, Key, Sort};
use crate::rule::Judge;
use crate::subject::Read;
use crate::{Declarations, Edit, Object, RULES, Settings, Violation, declared_word};
use fabrics::{Resource, resource};

fn object(resource: &Resource) -> Object {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::builtin);
    Object::new(&CATALOGUE, &Value::from(&resource.manifest())).unwrap()
}

/// A step of a change, by place where it is about a resource that is there.
#[derive(Clone, Debug)]
enum Step {
    Set(Resource),
    Remove(usize),
    /// Gone under its name, there under another one.
    Rename(usize, u8),
    /// Gone from its namespace, there in the other one.
    Move(usize),
    /// Set to what another random resource of its identity would be.
    Change(usize, Resource),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => resource().prop_map(Step::Set),
        2 => any::<usize>().prop_map(Step::Remove),
        1 => (any::<usize>(), 0_u8..4).prop_map(|(at, name)| Step::Rename(at, name)),
        1 => any::<usize>().prop_map(Step::Move),
        2 => (any::<usize>(), resource()).prop_map(|(at, other)| Step::Change(at, other)),
    ]
}

/// What is there, beside the inventory.
type Model = BTreeMap<Identity, Resource>;

/// The edits of a step, and the model after it.
fn edits(model: &mut Model, step: &Step) -> Vec<Edit> {
    let at = |at: usize| model.values().nth(at % model.len().max(1)).cloned();
    let mut edits = Vec::new();
    let (gone, new) = match step {
        Step::Set(resource) => (None, Some(resource.clone())),
        Step::Remove(place) => (at(*place), None),
        Step::Rename(place, name) => {
            let old = at(*place);
            (old.clone(), old.map(|old| Resource { name: *name, ..old }))
        }
        Step::Move(place) => {
            let old = at(*place);
            (old.clone(), old.map(|old| Resource { is_elsewhere: !old.is_elsewhere, ..old }))
        }
        Step::Change(place, other) => {
            (None, at(*place).map(|old| Resource { drawn: other.drawn.clone(), ..old }))
        }
    };
    if let Some(gone) = gone {
        model.remove(&gone.identity());
        edits.push(Edit::Remove(gone.identity()));
    }
    if let Some(new) = new {
        edits.push(Edit::Set(Arc::new(object(&new))));
        model.insert(new.identity(), new);
    }
    edits
}

/// Everything that is said, as texts that can be compared: of how many resources.
fn said(inventory: &Inventory) -> BTreeMap<String, usize> {
    let mut all = counted(inventory.violations());
    assert_eq!(inventory.count_violations(), all.values().sum::<usize>());
    assert_eq!(inventory.not_checked(), crate::not_checked(inventory.unchecked()));
    for (identity, unchecked) in inventory.unchecked() {
        *all.entry(format!("{identity:?} {unchecked:?}")).or_default() += 1;
    }
    all
}

fn counted<'v>(violations: impl IntoIterator<Item = &'v Violation>) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for violation in violations {
        *all.entry(format!("{violation:?}")).or_default() += 1;
    }
    all
}

/// What `a` has more of than `b`.
fn more(a: &BTreeMap<String, usize>, b: &BTreeMap<String, usize>) -> Vec<(String, usize)> {
    let more = a.iter().map(|(text, count)| {
        (text.clone(), count.saturating_sub(b.get(text).copied().unwrap_or_default()))
    });
    more.filter(|(_, count)| *count > 0).collect()
}

fn is_of_state(violation: &Violation) -> bool {
    let rule = RULES.iter().find(|rule| rule.id == violation.rule);
    // What removes the last one of a kind breaks who refers to it, which nothing is said of afterwards.
    let is_declared = declared_word(&violation.rule).is_some_and(|word| word != "group");
    is_declared || rule.is_some_and(|rule| rule.judge.state().is_some() && !is_of_creation(rule.id))
}

/// Whether a text names a rule that says more of a resource that an edit creates than of one that is there.
fn is_of_creation(text: &str) -> bool {
    let mut rules = RULES.iter().filter(|rule| matches!(rule.judge, Judge::StateAndCreation(..)));
    rules.any(|rule| text.contains(rule.id))
}

/// Whether indices and readers hold what the entries say, and nothing else.
pub(crate) fn is_consistent(inventory: &Inventory) -> Result<(), String> {
    let mut keys: HashMap<Key, BTreeSet<u32>> = HashMap::new();
    let mut readers: HashMap<Read, BTreeSet<u32>> = HashMap::new();
    let mut networks: HashMap<Key, BTreeSet<u32>> = HashMap::new();
    let mut held = HashMap::new();
    for (id, entry) in (0_u32..).zip(&inventory.entries) {
        let Some(entry) = entry else { continue };
        let Index { keys: met, found, networks: nets } = &entry.index;
        met.iter().chain(found).for_each(|key| {
            keys.entry(key.clone()).or_default().insert(id);
        });
        for (space, net) in nets {
            networks.entry(space.clone()).or_default().insert(id);
            if !inventory.overlapping(space, *net).any(|one| one == id) {
                return Err(format!("{net} of {} is not found", entry.object.identity));
            }
        }
        for read in &entry.verdict.reads {
            readers.entry(read.clone()).or_default().insert(id);
        }
        *held.entry(entry.object.kind).or_insert(0) += 1;
        if inventory.id(&entry.object.identity) != Some(id) {
            return Err(format!("{} is not at its place", entry.object.identity));
        }
    }
    let sets = |ids: &[u32]| ids.iter().copied().collect::<BTreeSet<u32>>();
    let kept: HashMap<_, _> =
        inventory.keys.iter().map(|(key, ids)| (key.clone(), sets(ids))).collect();
    let read: HashMap<_, _> =
        inventory.readers.iter().map(|(read, ids)| (read.clone(), sets(ids))).collect();
    let spaces: BTreeSet<_> = inventory.networks.keys().collect();
    let counts: HashMap<_, _> = inventory
        .held
        .iter()
        .map(|(kind, count)| (*kind, *count))
        .filter(|one| one.1 > 0)
        .collect();
    if kept != keys || spaces != networks.keys().collect() || counts != held {
        return Err("the index is not that of the entries".to_owned());
    }
    if read != readers {
        return Err("the readers are not those of the verdicts".to_owned());
    }
    let doubles = |ids: &[u32]| ids.len() != sets(ids).len();
    if inventory.keys.values().any(|ids| doubles(ids))
        || inventory.readers.values().any(|ids| doubles(ids))
    {
        return Err("somebody is found twice".to_owned());
    }
    let free = inventory.entries.iter().filter(|entry| entry.is_none()).count();
    (free == sets(&inventory.free).len() && free == inventory.free.len())
        .then_some(())
        .ok_or_else(|| "free places are not those that are free".to_owned())
}

/// Rules that a fabric declares of kinds that clauses judge too.
const DECLARED: &str = "\
vlan: {unique: {of: {kind: VPC, path: 'spec.subnets[*].vlan', scope: spec.ipv4Namespace}}}
asn: {level: warning, unique: {of: [{kind: Switch, path: spec.asn}, {kind: Gateway, path: spec.asn}]}}
group: {reference: {from: {kind: Switch, path: 'spec.groups[*]'}, to: {kind: SwitchGroup}}}
role: {reference: {from: {kind: Switch, path: spec.profile}, to: {kind: Switch, path: spec.profile, namespace: any}}}
nets: {no-overlap: {of: {kind: VPC, path: 'spec.subnets[*].subnet'}, within: namespace}}
asns: {range: {of: {kind: Switch, path: spec.asn}, from: 65101}}
";

fn fresh(settings: Option<&Settings>, model: &Model) -> Inventory {
    let declared = Declarations::read(DECLARED, &Catalogue::builtin()).unwrap();
    Inventory::ruled(settings.cloned(), Vec::new(), declared, model.values().map(object))
}

fn settings() -> impl Strategy<Value = Option<Settings>> {
    let on = Settings { gateway: true, gateway_communities: 1, ..Settings::default() };
    prop_oneof![3 => Just(Some(on)), 1 => Just(None)]
}

fn cases() -> ProptestConfig {
    ProptestConfig { cases: 192, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    /// After any edits, what is said is what a new inventory of the same resources says; and a dry run of
    /// them before said just that, and left everything as it was.
    #[test]
    fn edits_end_where_a_new_inventory_begins(
        settings in settings(),
        first in proptest::collection::vec(resource(), 0..24),
        changes in proptest::collection::vec(proptest::collection::vec(step(), 1..6), 1..5),
    ) {
        let mut model: Model = first.iter().map(|one| (one.identity(), one.clone())).collect();
        let mut inventory = fresh(settings.as_ref(), &model);
        for change in &changes {
            let edits: Vec<Edit> =
                change.iter().flat_map(|step| edits(&mut model, step)).collect();
            let before = said(&inventory);
            let verdicts: Vec<Option<Verdict>> = (0_u32..)
                .take(inventory.entries.len())
                .map(|id| inventory.verdict(id).cloned())
                .collect();
            let run = inventory.dry_run(&edits);
            prop_assert_eq!(&said(&inventory), &before, "a dry run changed what is said");
            for (id, verdict) in (0_u32..).zip(&verdicts) {
                prop_assert_eq!(inventory.verdict(id), verdict.as_ref());
            }
            prop_assert_eq!(is_consistent(&inventory), Ok(()));

            inventory.apply(edits);
            let after = said(&inventory);
            let expected = said(&fresh(settings.as_ref(), &model));
            prop_assert_eq!(more(&after, &expected), [], "too much is said");
            prop_assert_eq!(more(&expected, &after), [], "something is not said");
            prop_assert_eq!(is_consistent(&inventory), Ok(()));

            let was = counted(run.before.iter().filter(|violation| is_of_state(violation)));
            let would_be = counted(run.after.iter().filter(|violation| is_of_state(violation)));
            let broken: Vec<_> = more(&would_be, &was);
            let mended: Vec<_> = more(&was, &would_be);
            let of_violations = |all: &BTreeMap<String, usize>| -> BTreeMap<String, usize> {
                all.iter().filter(|(text, _)| text.starts_with("Violation") && !text.contains("declared/group")).map(|(text, count)| (text.clone(), *count)).filter(|(text, _)| !is_of_creation(text)).collect()
            };
            let (before, after) = (of_violations(&before), of_violations(&after));
            prop_assert_eq!(broken, more(&after, &before), "what a dry run breaks");
            prop_assert_eq!(mended, more(&before, &after), "what a dry run mends");
        }
    }
}

/// Of more than are listed, the same are listed whoever came first.
#[test]
fn what_is_listed_does_not_depend_on_who_came_first() {
    let catalogue = Catalogue::builtin();
    let vpc = |number: usize| {
        let text = format!(
            "{{apiVersion: vpc.githedgehog.com/v1beta1, kind: VPC, metadata: {{name: v-{number}}}, \
             spec: {{subnets: {{web: {{subnet: 10.0.1.0/24, vlan: 1001}}}}}}}}"
        );
        Object::new(&catalogue, &hedgerow_yaml::read_value(&text).unwrap()).unwrap()
    };
    let forwards = said(&Inventory::new(None, (0..40).map(vpc)));
    let backwards = said(&Inventory::new(None, (0..40).rev().map(vpc)));
    assert_eq!(forwards, backwards);
    let of_vlans = forwards.keys().filter(|text| text.contains("vpc-vlan-other")).count();
    assert_eq!(of_vlans, 40 * 20, "20 are listed of each");
}

/// The random fabrics reach every sort of key that the clauses' examples are indexed by, with several
/// resources under one key.
#[test]
fn random_fabrics_reach_every_sort_of_key() {
    let mut runner = TestRunner::deterministic();
    let mut alone: BTreeMap<Sort, usize> = BTreeMap::new();
    let mut meet: BTreeMap<Sort, usize> = BTreeMap::new();
    let fabric = proptest::collection::vec(resource(), 24);
    for _ in 0..200 {
        let fabric = fabric.new_tree(&mut runner).unwrap().current();
        let inventory = Inventory::new(None, fabric.iter().map(object));
        for (key, ids) in &inventory.keys {
            *alone.entry(key.sort).or_default() += 1;
            *meet.entry(key.sort).or_default() += usize::from(ids.len() > 1);
        }
        for entry in inventory.entries.iter().flatten() {
            for (space, net) in &entry.index.networks {
                *alone.entry(space.sort).or_default() += 1;
                let several = inventory.overlapping(space, *net).collect::<BTreeSet<_>>().len() > 1;
                *meet.entry(space.sort).or_default() += usize::from(several);
            }
        }
    }
    let catalogue = Catalogue::builtin();
    let mut wanted = BTreeSet::new();
    for rule in RULES {
        for text in [rule.before, rule.violating, rule.conforming] {
            let values = crate::rules::tests::values(text);
            for object in values.iter().filter_map(|value| Object::new(&catalogue, value)) {
                let index = Index::of(&object, &Declarations::default());
                wanted.extend(index.keys.iter().chain(&index.found).map(|key| key.sort));
                wanted.extend(index.networks.iter().map(|(space, _)| space.sort));
            }
        }
    }
    assert!(wanted.len() > 5);
    for sort in wanted {
        let count = |counts: &BTreeMap<Sort, usize>| counts.get(&sort).copied().unwrap_or_default();
        assert!(
            count(&meet) >= 5,
            "{sort:?}: {} keys, {} with several resources",
            count(&alone),
            count(&meet)
        );
    }
}
