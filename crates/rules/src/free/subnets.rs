//! Free subnets of an IPv4Namespace.

use std::collections::HashSet;
use std::iter::Peekable;
use std::mem::{Discriminant, discriminant};
use std::net::Ipv4Addr;

use ipnet::{IpNet, Ipv4Net};

use super::{Free, Most, NotFound, Planned, Source, TakenBy, source, taken_by};
use crate::inventory::Inventory;
use crate::key::{Key, Sort};
use crate::net;
use crate::object::{Kind, Object};
use crate::report::Why;
use crate::vpc::subnets;

/// The longest prefix that a subnet of a VPC may have.
pub const LONGEST: u8 = 30;

/// The first prefixes of a length that lie inside one entry of an IPv4Namespace, and overlap no subnet
/// of a VPC there. The cost is that of the taken prefixes up to the last one found, whatever the size of the
/// entries.
///
/// # Errors
/// When other IPv4Namespaces are there, and this one is not.
pub fn free_subnets(
    inventory: &Inventory,
    planned: &[Planned],
    namespace: &str,
    length: u8,
    most: Most,
) -> Result<Free, NotFound> {
    let (of, source) = source(inventory, planned, Kind::Ipv4Namespace, namespace)?;
    let mut answer = Free::of(of, most);
    let entries = match source {
        Source::There(object) => entries(object, length, &mut answer),
        Source::NotHeld => {
            answer.is_known = false;
            let why = Why::KindNotHeld(Kind::Ipv4Namespace);
            answer.unchecked.push(format!("{why}, so the prefixes that exist are not known"));
            vec![Ipv4Net::default()]
        }
    };
    let mut extra: Vec<Block<'_>> = Vec::new();
    match inventory.settings() {
        None => {
            let why = Why::NoSettings;
            answer.unchecked.push(format!("{why}: reserved subnets are not excluded"));
        }
        Some(settings) => extra.extend(
            settings
                .reserved_subnets
                .iter()
                .filter_map(|net| Some(Block { net: four(*net)?, who: Who::Reserved })),
        ),
    }
    extra.extend(planned_blocks(inventory, planned, namespace));
    extra.sort_by_key(|block| order(block.net));
    let key = Key::new(Sort::Networks, namespace);
    let mut search = Search { answer, length, next: 0, wide: HashSet::new() };
    for entry in entries {
        let held = inventory
            .overlapping_in_order(&key, IpNet::V4(entry))
            .filter_map(|(net, owners)| Some(Block { net: four(net)?, who: Who::Held(owners) }));
        let others = extra.iter().copied().filter(|block| meet(block.net, entry));
        search.sweep(inventory, entry, Merged { left: held.peekable(), right: others.peekable() });
        if search.is_full() {
            break;
        }
    }
    Ok(search.answer)
}

/// The prefixes of a namespace in order, the wider first.
fn entries(namespace: &Object, length: u8, answer: &mut Free) -> Vec<Ipv4Net> {
    let written = namespace.spec.get("subnets").items().iter();
    let nets: Vec<IpNet> = written.filter_map(|entry| net::prefix(entry.text())).collect();
    if nets.iter().any(|net| matches!(net, IpNet::V6(_))) {
        answer.unchecked.push(format!("the IPv6 prefixes of {} are not considered", answer.of));
    }
    let mut nets: Vec<Ipv4Net> = nets.into_iter().filter_map(four).collect();
    if !nets.is_empty() && nets.iter().all(|net| net.prefix_len() > length) {
        answer.unchecked.push(format!("every prefix of {} is smaller than a /{length}", answer.of));
    }
    nets.sort_by_key(|net| order(*net));
    nets.dedup();
    nets
}

fn four(net: IpNet) -> Option<Ipv4Net> {
    let IpNet::V4(net) = net else { return None };
    Some(net.trunc())
}

fn order(net: Ipv4Net) -> (u32, u8) {
    (u32::from(net.network()), net.prefix_len())
}

fn meet(a: Ipv4Net, b: Ipv4Net) -> bool {
    net::overlap(IpNet::V4(a), IpNet::V4(b))
}

/// A prefix that is taken.
#[derive(Clone, Copy)]
struct Block<'i> {
    net: Ipv4Net,
    who: Who<'i>,
}

#[derive(Clone, Copy)]
enum Who<'i> {
    Reserved,
    /// By places in the inventory.
    Held(&'i [u32]),
    Planned(&'i Planned),
}

/// What changes would take beside what their VPCs have already.
fn planned_blocks<'i>(
    inventory: &Inventory,
    planned: &'i [Planned],
    namespace: &str,
) -> Vec<Block<'i>> {
    let mut found = Vec::new();
    let vpcs = planned.iter().filter(|one| one.object.kind == Kind::Vpc);
    for one in vpcs.filter(|one| one.object.spec.get("ipv4Namespace").text() == namespace) {
        let before = inventory
            .object(&one.object.identity)
            .filter(|before| before.spec.get("ipv4Namespace").text() == namespace);
        for net in subnets(&one.object).filter_map(|subnet| four(subnet.net()?)) {
            let mut had = before.into_iter().flat_map(subnets).filter_map(|it| four(it.net()?));
            if !had.any(|had| had == net) {
                found.push(Block { net, who: Who::Planned(one) });
            }
        }
    }
    found
}

/// Two sources in order, as one in order.
struct Merged<'i, L: Iterator<Item = Block<'i>>, R: Iterator<Item = Block<'i>>> {
    left: Peekable<L>,
    right: Peekable<R>,
}

impl<'i, L: Iterator<Item = Block<'i>>, R: Iterator<Item = Block<'i>>> Iterator
    for Merged<'i, L, R>
{
    type Item = Block<'i>;

    fn next(&mut self) -> Option<Block<'i>> {
        match (self.left.peek(), self.right.peek()) {
            (Some(left), Some(right)) if order(right.net) < order(left.net) => self.right.next(),
            (Some(_), _) => self.left.next(),
            (None, _) => self.right.next(),
        }
    }
}

struct Search<'i> {
    answer: Free,
    length: u8,
    /// The first address that was not looked at.
    next: u64,
    /// What is taken and reaches beyond an entry.
    wide: HashSet<(Ipv4Net, Discriminant<Who<'i>>)>,
}

impl<'i> Search<'i> {
    fn is_full(&self) -> bool {
        self.answer.is_known && self.answer.is_full()
    }

    fn sweep(
        &mut self,
        inventory: &Inventory,
        entry: Ipv4Net,
        blocks: impl Iterator<Item = Block<'i>>,
    ) {
        let end = end(entry);
        self.next = self.aligned(self.next.max(start(entry)));
        for block in blocks {
            self.add_free_before(start(block.net).min(end));
            if self.is_full() {
                return;
            }
            // One that is taken of several entries is told once.
            let is_inside = net::within(IpNet::V4(block.net), IpNet::V4(entry));
            if is_inside || self.wide.insert((block.net, discriminant(&block.who))) {
                self.add_taken(inventory, block);
            }
            self.next = self.next.max(self.aligned(self::end(block.net)));
        }
        self.add_free_before(end);
    }

    /// What is free before an address.
    fn add_free_before(&mut self, before: u64) {
        let size = self.size();
        while self.answer.is_known && !self.is_full() && self.next + size <= before {
            if let Ok(first) = u32::try_from(self.next) {
                self.answer.free.push(format!("{}/{}", Ipv4Addr::from(first), self.length));
            }
            self.next += size;
        }
    }

    fn add_taken(&mut self, inventory: &Inventory, block: Block<'_>) {
        let by = |object: &Object, change| {
            let subnet = subnets(object).find(|it| it.net().and_then(four) == Some(block.net));
            subnet.map(|subnet| taken_by(object, subnet.at(["subnet"]), change))
        };
        match block.who {
            Who::Reserved => self.answer.add_taken(TakenBy::Reserved, || block.net.to_string()),
            Who::Planned(planned) => {
                if let Some(by) = by(&planned.object, Some(&planned.change)) {
                    self.answer.add_taken(by, || block.net.to_string());
                }
            }
            Who::Held(owners) => {
                let mut owners: Vec<&Object> =
                    owners.iter().filter_map(|id| inventory.by_id(*id)).collect();
                owners.sort_by(|a, b| a.identity.cmp(&b.identity));
                for by in owners.into_iter().filter_map(|owner| by(owner, None)) {
                    self.answer.add_taken(by, || block.net.to_string());
                }
            }
        }
    }

    fn size(&self) -> u64 {
        1 << 32_u8.saturating_sub(self.length)
    }

    fn aligned(&self, address: u64) -> u64 {
        address.next_multiple_of(self.size())
    }
}

fn start(net: Ipv4Net) -> u64 {
    u32::from(net.network()).into()
}

/// The first address behind a prefix.
fn end(net: Ipv4Net) -> u64 {
    u64::from(u32::from(net.broadcast())) + 1
}
