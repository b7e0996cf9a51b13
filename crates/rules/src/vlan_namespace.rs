//! The ranges of a VLANNamespace, as the cluster reads them.

use crate::object::Object;
use crate::tree::Tree;

/// The first VLAN that a range may have.
pub(crate) const FIRST: i64 = 1;
/// The last VLAN that a range may have.
pub(crate) const LAST: i64 = 4094;

/// A range of VLANs, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) from: i64,
    pub(crate) to: i64,
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{}-{}", self.from, self.to)
        }
    }
}

impl Range {
    /// The range of an item of `ranges`, valid or not.
    pub(crate) fn of(item: &Tree) -> Self {
        let from = item.get("from").int();
        let to = item.get("to").int();
        Self { from, to: if to == 0 { from } else { to } }
    }

    /// Whether the cluster accepts it.
    pub(crate) fn is_valid(self) -> bool {
        FIRST <= self.from && self.from <= self.to && self.to <= LAST
    }

    /// Whether two valid ranges have a VLAN in common.
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

/// The ranges in the order in which they are written. `None` where one is invalid: then the cluster empties
/// the list.
pub(crate) fn ranges(namespace: &Object) -> Option<Vec<Range>> {
    let items = namespace.spec.get("ranges").items();
    items.iter().map(Range::of).map(|range| range.is_valid().then_some(range)).collect()
}

/// The VLANs of some ranges, to be asked for often.
#[derive(Debug)]
pub(crate) struct Vlans(Vec<Range>);

impl Vlans {
    pub(crate) fn new(mut ranges: Vec<Range>) -> Self {
        ranges.sort_by_key(|range| (range.from, range.to));
        let mut joined: Vec<Range> = Vec::new();
        for range in ranges {
            match joined.last_mut() {
                Some(last) if range.from <= last.to.saturating_add(1) => {
                    last.to = last.to.max(range.to);
                }
                _ => joined.push(range),
            }
        }
        Self(joined)
    }

    /// The ranges, none of which meet or overlap, in order.
    pub(crate) fn ranges(&self) -> &[Range] {
        &self.0
    }

    /// Whether a VLAN is among them.
    pub(crate) fn contains(&self, vlan: i64) -> bool {
        let behind = self.0.partition_point(|range| range.from <= vlan);
        behind.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|range| vlan <= range.to)
    }
}

/// `1000-1999, 2001`; of many only the first.
impl std::fmt::Display for Vlans {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const NAMED: usize = 4;
        let named: Vec<String> = self.0.iter().take(NAMED).map(ToString::to_string).collect();
        f.write_str(&named.join(", "))?;
        if self.0.len() > NAMED { f.write_str(", …") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vlans(ranges: &[(i64, i64)]) -> Vlans {
        Vlans::new(ranges.iter().map(|(from, to)| Range { from: *from, to: *to }).collect())
    }

    #[test]
    fn a_vlan_is_found_in_any_of_the_ranges() {
        let all = vlans(&[(20, 29), (5, 5), (25, 27), (30, 31)]);
        let found: Vec<i64> = (0..40).filter(|vlan| all.contains(*vlan)).collect();
        let expected: Vec<i64> = std::iter::once(5).chain(20..=31).collect();
        assert_eq!(found, expected);
        assert_eq!(all.to_string(), "5, 20-31");
        assert!(!vlans(&[]).contains(0));
    }

    #[test]
    fn of_many_ranges_only_the_first_are_named() {
        let many = vlans(&[(1, 1), (3, 3), (5, 5), (7, 7), (9, 9)]);
        assert_eq!(many.to_string(), "1, 3, 5, 7, …");
    }
}
