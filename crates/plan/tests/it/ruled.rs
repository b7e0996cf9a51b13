//! Changes held against the rules between resources, one on another and beside what others pushed.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::mpsc::{Sender, channel};

use hedgerow_model::{Draft, FabricId, Identity, Judged, Layout, Severity};
use hedgerow_plan::{Fate, Held, Ready, Stack, Standpoint, Touched, stands_beside};
use hedgerow_rules::{Inventory, Object};
use rstest::rstest;

use crate::support::{NEVER_LARGE, World, change, commented, draft, fate_text, live, value};

pub(crate) fn vpc(name: &str, net: u8, vlan: u16) -> String {
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: {name}\nspec:\n  subnets:\n    \
         web:\n      subnet: 10.0.{net}.0/24\n      vlan: {vlan}\n"
    )
}

pub(crate) fn vpc_id(name: &str) -> Identity {
    Identity::new("vpc.githedgehog.com", "VPC", name)
}

fn path(name: &str) -> String {
    format!("dc/vpcs/{name}.yaml")
}

fn world(vpcs: &[(&str, u8, u16)]) -> World {
    let files = vpcs.iter().map(|(name, net, vlan)| (path(name), vpc(name, *net, *vlan)));
    World::new(Layout::InPlace, files)
}

fn inventory(world: &World) -> Inventory {
    let documents = world.documents();
    let read = |text: &str| Object::new(&world.catalogue, &value(text)).unwrap();
    Inventory::new(None, documents.iter().map(|document| read(&document.text)))
}

/// An inventory that comes back when it is no longer held.
struct Lent(Option<Inventory>, Sender<Inventory>);

impl Deref for Lent {
    type Target = Inventory;

    fn deref(&self) -> &Inventory {
        self.0.as_ref().unwrap()
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Inventory {
        self.0.as_mut().unwrap()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.1.send(self.0.take().unwrap()).unwrap();
    }
}

/// A draft of a VPC, on what the world has.
fn wants(world: &World, name: &str, text: Option<String>) -> Draft {
    draft(1, vpc_id(name), world.picture(&vpc_id(name)), text.and_then(live))
}

/// Git after two ingests.
fn now() -> Standpoint {
    Standpoint { written: 2, ruling: "r".to_owned() }
}

/// What becomes of changes of one draft each, one on another; the inventory is as it was afterwards.
fn stacked(world: &World, drafts: &[Draft]) -> Vec<Fate> {
    stacked_as(world, drafts, None)
}

/// The same, of changes that were judged when they were edited.
fn stacked_as(world: &World, drafts: &[Draft], judged: Option<&Judged>) -> Vec<Fate> {
    let (sender, back) = channel();
    let inventory_of_head = Box::new(Lent(Some(inventory(world)), sender));
    let held = Held { inventory: inventory_of_head, at: now() };
    let held = HashMap::from([(FabricId(1), held)]);
    let mut stack = Stack::new(world.files.clone(), NEVER_LARGE, held);
    let input = |draft| {
        let mut input = world.input(std::slice::from_ref(draft));
        input.change.judged = judged.cloned();
        input
    };
    let fates: Vec<Fate> = drafts.iter().map(|draft| stack.add(&input(draft))).collect();
    drop(stack);
    let (after, before) = (back.recv().unwrap(), inventory(world));
    assert_eq!(after.len(), before.len());
    assert!(after.violations().eq(before.violations()), "it is given back as it was");
    for document in world.documents() {
        assert_eq!(after.object(&document.identity), before.object(&document.identity));
    }
    fates
}

#[test]
fn a_change_that_breaks_a_rule_with_git_is_invalid_and_names_both() {
    let world = world(&[("a", 1, 1001), ("b", 2, 1002)]);
    let fates = stacked(&world, &[wants(&world, "a", Some(vpc("a", 1, 1002)))]);
    let [Fate::Invalid(findings)] = fates.as_slice() else { panic!("{}", fate_text(&fates[0])) };
    assert_eq!(findings.len(), 1, "the pair is told once: {findings:?}");
    let finding = &findings[0];
    assert_eq!((finding.rule.as_str(), finding.severity), ("vpc-vlan-other", Severity::Error));
    assert_eq!((&finding.subject, &finding.target), (&Some(vpc_id("a")), &Some(vpc_id("b"))));
    assert_eq!((finding.path.as_str(), finding.line), (path("a").as_str(), 9));
}

#[test]
fn what_came_to_git_after_the_edit_is_a_conflict_with_its_place() {
    let world = world(&[("a", 1, 1001), ("b", 2, 1002)]);
    let draft = wants(&world, "a", Some(vpc("a", 1, 1002)));
    let judged = Judged {
        written: 1,
        ruling: "r".to_owned(),
        held: Vec::new(),
        breaks: Vec::new(),
        more: false,
    };
    let fates = stacked_as(&world, std::slice::from_ref(&draft), Some(&judged));
    let [Fate::Together(found)] = fates.as_slice() else { panic!("{}", fate_text(&fates[0])) };
    let [(together, finding)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((together.draft, &together.broken.other), (draft.id, &vpc_id("b")));
    assert_eq!((finding.path.as_str(), finding.line), (path("a").as_str(), 9));
    // Beside what is its own mistake it is invalid.
    let schema = vpc("a", 1, 1002).replace("10.0.1.0/24", "10.0.1.0/240");
    let both = wants(&world, "a", Some(schema));
    let fates = stacked_as(&world, &[both], Some(&judged));
    assert!(matches!(fates.as_slice(), [Fate::Invalid(_)]), "{}", fate_text(&fates[0]));
}

#[test]
fn what_git_breaks_already_stops_nobody() {
    let world = world(&[("a", 1, 1001), ("b", 2, 1001)]);
    let fates = stacked(&world, &[wants(&world, "a", Some(vpc("a", 3, 1001)))]);
    assert!(matches!(fates.as_slice(), [Fate::Ready(_)]), "{}", fate_text(&fates[0]));
}

#[test]
fn a_change_that_breaks_a_rule_only_with_one_before_it_waits_for_that() {
    let world = world(&[("a", 1, 1001), ("b", 2, 1002)]);
    let taken = |name: &str, net: u8| wants(&world, name, Some(vpc(name, net, 1009)));
    let fates = stacked(&world, &[taken("a", 1), taken("b", 2), taken("a", 1)]);
    assert!(matches!(fates[0], Fate::Ready(_)), "{}", fate_text(&fates[0]));
    assert!(matches!(fates[1], Fate::Deferred), "{}", fate_text(&fates[1]));
}

#[test]
fn what_a_change_frees_the_next_one_may_take() {
    let world = world(&[("a", 1, 1001), ("b", 2, 1002)]);
    let gone = wants(&world, "b", None);
    let takes = wants(&world, "a", Some(vpc("a", 2, 1002)));
    let fates = stacked(&world, &[gone, takes.clone()]);
    assert!(fates.iter().all(|fate| matches!(fate, Fate::Ready(_))), "{}", fate_text(&fates[1]));
    assert!(matches!(stacked(&world, &[takes]).as_slice(), [Fate::Invalid(_)]), "not without it");
    // In comments it is free as well.
    let off = commented(vpc("b", 2, 1002));
    let off = draft(1, vpc_id("b"), world.picture(&vpc_id("b")), off);
    let takes = wants(&world, "a", Some(vpc("a", 2, 1002)));
    let fates = stacked(&world, &[off, takes]);
    assert!(fates.iter().all(|fate| matches!(fate, Fate::Ready(_))), "{}", fate_text(&fates[1]));
}

/// VPC a takes VLAN 1009 and 10.0.9.0/24, while others push.
#[rstest]
#[case::another_vlan("b", &vpc("b", 2, 1003), true)]
#[case::the_same_vlan("b", &vpc("b", 2, 1009), false)]
#[case::the_same_subnet("new", &vpc("new", 9, 1004), false)]
#[case::nothing_that_is_a_resource("new", "a: 1\n", true)]
#[case::what_had_the_vlan_goes("c", "# nothing any more\n", true)]
#[case::in_comments("new", &hedgerow_yaml::comment_out(&vpc("new", 9, 1009)), true)]
fn what_was_merged_stands_beside_what_others_pushed(
    #[case] theirs: &str,
    #[case] text: &str,
    #[case] expected: bool,
) {
    let world = world(&[("a", 1, 1001), ("b", 2, 1002), ("c", 3, 1003)]);
    let merged = Ready {
        change: change(),
        edits: vec![(path("a"), Some(vpc("a", 9, 1009).into_bytes()))],
        resources: vec![vpc_id("a")],
        message: String::new(),
    };
    let touched = Touched { path: path(theirs), content: Some(text.as_bytes().to_vec()) };
    let mut inventory = inventory(&world);
    let stood: Vec<Identity> = inventory
        .object(&vpc_id(theirs))
        .map(|object| object.identity().clone())
        .into_iter()
        .collect();
    let stands = stands_beside(&mut inventory, &world.catalogue, &[merged], &[touched], &stood);
    assert_eq!(stands, expected);
    let before = self::inventory(&world);
    assert!(inventory.violations().eq(before.violations()), "it is as it was");
    assert_eq!(inventory.object(&vpc_id("new")), None);
}

/// Others take away what the merged change needs.
#[test]
fn what_was_merged_does_not_stand_where_what_it_needs_is_gone() {
    let world = world(&[("a", 1, 1001), ("b", 2, 1002)]);
    let peering = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCPeering\nmetadata: {name: p}\nspec: \
                   {permit: [{a: {}, b: {}}]}\n";
    let merged = Ready {
        change: change(),
        edits: vec![("dc/p.yaml".into(), Some(peering.into()))],
        resources: vec![Identity::new("vpc.githedgehog.com", "VPCPeering", "p")],
        message: String::new(),
    };
    let off = hedgerow_yaml::comment_out(&vpc("b", 2, 1002));
    let touched = [Touched { path: path("b"), content: Some(off.into_bytes()) }];
    let stands = |stood: &[Identity], ready: &[Ready]| {
        stands_beside(&mut inventory(&world), &world.catalogue, ready, &touched, stood)
    };
    assert!(!stands(&[vpc_id("b")], std::slice::from_ref(&merged)));
    assert!(stands(&[vpc_id("b")], &[]), "only what is merged counts");
}
