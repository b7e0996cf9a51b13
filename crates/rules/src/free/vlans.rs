//! Free VLANs of a VLANNamespace.

use std::collections::BTreeMap;

use super::{Free, Most, NotFound, Planned, Source, TakenBy, source, taken_by};
use crate::inventory::Inventory;
use crate::key::{Key, Sort};
use crate::object::{Kind, Object};
use crate::report::Why;
use crate::vlan_namespace::{FIRST, LAST, Range, Vlans, ranges};
use crate::vpc::{Subnet, subnets};

/// The first VLANs of a VLANNamespace that no VPC has. It looks at each VLAN at most once.
///
/// # Errors
/// When other VLANNamespaces are there, and this one is not.
pub fn free_vlans(
    inventory: &Inventory,
    planned: &[Planned],
    namespace: &str,
    most: Most,
) -> Result<Free, NotFound> {
    let (of, source) = source(inventory, planned, Kind::VlanNamespace, namespace)?;
    let mut answer = Free::of(of, most);
    let vlans = match source {
        Source::There(object) => {
            let ranges = ranges(object);
            if ranges.is_none() {
                answer.unchecked.push(format!(
                    "{} has an invalid range, so the cluster empties the whole list: correct the range first",
                    answer.of
                ));
            }
            Vlans::new(ranges.unwrap_or_default())
        }
        Source::NotHeld => {
            answer.is_known = false;
            let why = Why::KindNotHeld(Kind::VlanNamespace);
            answer.unchecked.push(format!("{why}, so the VLANs that exist are not known"));
            Vlans::new(vec![Range { from: FIRST, to: LAST }])
        }
    };
    if inventory.settings().is_none() {
        let why = Why::NoSettings;
        answer.unchecked.push(format!("{why}: reserved VLANs are not excluded"));
    }
    let search = Search { inventory, namespace, planned: planned_vlans(planned, namespace) };
    for range in vlans.ranges() {
        let mut vlan = range.from;
        while vlan <= range.to {
            if answer.is_known && answer.is_full() {
                return Ok(answer);
            }
            vlan = search.examine(&mut answer, vlan, range.to);
        }
    }
    Ok(answer)
}

struct Search<'i> {
    inventory: &'i Inventory,
    namespace: &'i str,
    planned: BTreeMap<i64, Vec<(&'i Planned, Subnet<'i>)>>,
}

impl Search<'_> {
    /// Says what is with a VLAN, and which one is next.
    fn examine(&self, answer: &mut Free, vlan: i64, last: i64) -> i64 {
        if let Some(to) = self.reserved(vlan) {
            let range = Range { from: vlan, to: to.min(last) };
            answer.add_taken(TakenBy::Reserved, || range.to_string());
            return range.to + 1;
        }
        let key = Key::new(Sort::Vlan, format!("{}/{vlan}", self.namespace));
        let mut holders: Vec<&Object> =
            self.inventory.keyed(&key).map(|(_, object)| object).collect();
        holders.sort_by(|a, b| a.identity.cmp(&b.identity));
        let mut is_taken = false;
        for holder in &holders {
            let Some(subnet) = subnets(holder).find(|subnet| subnet.vlan() == vlan) else {
                continue;
            };
            answer.add_taken(taken_by(holder, subnet.at(["vlan"]), None), || vlan.to_string());
            is_taken = true;
        }
        for (planned, subnet) in self.planned.get(&vlan).into_iter().flatten() {
            if holders.iter().all(|holder| holder.identity != planned.object.identity) {
                let by = taken_by(&planned.object, subnet.at(["vlan"]), Some(&planned.change));
                answer.add_taken(by, || vlan.to_string());
                is_taken = true;
            }
        }
        if !is_taken && answer.is_known {
            answer.free.push(vlan.to_string());
        }
        vlan + 1
    }

    /// The end of what is reserved from this VLAN on, if it is reserved.
    fn reserved(&self, vlan: i64) -> Option<i64> {
        let ranges = self.inventory.settings().into_iter().flat_map(|it| &it.reserved_vlans);
        let ends = ranges.map(|range| (i64::from(range.from), i64::from(range.to)));
        ends.filter(|(from, to)| (*from..=*to).contains(&vlan)).map(|(_, to)| to).max()
    }
}

fn planned_vlans<'i>(
    planned: &'i [Planned],
    namespace: &str,
) -> BTreeMap<i64, Vec<(&'i Planned, Subnet<'i>)>> {
    let mut found: BTreeMap<i64, Vec<(&Planned, Subnet<'_>)>> = BTreeMap::new();
    let vpcs = planned.iter().filter(|one| one.object.kind == Kind::Vpc);
    for one in vpcs.filter(|one| one.object.spec.get("vlanNamespace").text() == namespace) {
        for subnet in subnets(&one.object).filter(|subnet| subnet.vlan() != 0) {
            let at = found.entry(subnet.vlan()).or_default();
            let is_same = |(other, _): &(&Planned, _)| {
                other.object.identity == one.object.identity && other.change == one.change
            };
            if !at.iter().any(is_same) {
                at.push((one, subnet));
            }
        }
    }
    found
}
