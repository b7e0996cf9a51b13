//! What a rule may cost. A unit is about one step of a rule, one item of a list, or ten bytes of text, as
//! Kubernetes counts; it bounds the memory as well, because what is made is paid for before it is made.

use super::Cel;

/// Most units for one rule at one place of an object, its message included. Kubernetes stops at a million; what
/// is above this is rare, and would be felt here for each of many objects.
const EACH: u64 = 200_000;

/// Most units for all rules and places of an object together.
const ALL: u64 = 1_000_000;

/// The rule cost more than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooCostly;

/// What is left to be spent on an object.
#[derive(Debug)]
pub(super) struct Budget {
    all: u64,
    each: u64,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { all: ALL, each: EACH }
    }

    /// The next rule, or the next place. False where nothing is left for it.
    pub(super) fn next(&mut self) -> bool {
        self.each = EACH.min(self.all);
        self.all > 0
    }

    /// Whether it is the object that cost too much and not one rule.
    pub(super) fn is_spent(&self) -> bool {
        self.all == 0
    }

    pub(super) fn left(&self) -> u64 {
        self.each
    }

    pub(super) fn pay(&mut self, units: u64) -> Result<(), TooCostly> {
        if units > self.each {
            self.all -= self.each;
            self.each = 0;
            return Err(TooCostly);
        }
        self.each -= units;
        self.all -= units;
        Ok(())
    }
}

/// What it costs to look at a text.
pub(super) fn of_text(bytes: usize) -> u64 {
    1 + u64::try_from(bytes).unwrap_or(u64::MAX) / 10
}

/// What it costs to look at all of a value; more than `most` is not counted.
pub(super) fn of_value(value: &Cel, most: u64) -> u64 {
    let mut sum = 1;
    match value {
        Cel::String(text) => sum = of_text(text.len()),
        Cel::Bytes(bytes) => sum = of_text(bytes.len()),
        Cel::List(items) => {
            for item in items.iter() {
                sum += of_value(item, most.saturating_sub(sum));
                if sum > most {
                    break;
                }
            }
        }
        Cel::Map(map) => {
            for (key, value) in map.map.iter() {
                sum += match key {
                    kube_cel::cel::objects::Key::String(text) => of_text(text.len()),
                    _ => 1,
                };
                sum += of_value(value, most.saturating_sub(sum));
                if sum > most {
                    break;
                }
            }
        }
        _ => {}
    }
    sum
}

/// What a function of the library costs at most, with what it makes. The first value is the one that it is
/// called on. `most`: above it, nobody asks how much.
pub(super) fn of_call(name: &str, values: &[Cel], most: u64) -> u64 {
    let all: u64 = values.iter().map(|value| of_value(value, most)).sum();
    let text = |at: usize| match values.get(at) {
        Some(Cel::String(text)) => text.as_str(),
        _ => "",
    };
    let long = |at: usize| u64::try_from(text(at).len()).unwrap_or(u64::MAX);
    let made = match name {
        // Each place where the first is found becomes the second, and without a first each character is one.
        "replace" => {
            let places = long(0) / long(1).max(1) + 1;
            places.saturating_mul(long(2)) / 10
        }
        "join" => all.saturating_mul(long(1)) / 10,
        // Figures may be asked for with any number of digits.
        "format" => all.saturating_mul(4).saturating_add(digits(text(0))),
        "lists.range" => match values.first() {
            Some(Cel::Int(count)) => u64::try_from(*count).unwrap_or(0),
            _ => 0,
        },
        // The shorter text is compared at each place of the longer.
        "indexOf" | "lastIndexOf" => long(0).saturating_mul(long(1)) / 100,
        // Each piece is a text of its own.
        "split" => long(0),
        "sort" => all.saturating_mul(16),
        // Each item is compared with each.
        "distinct" | "sets.contains" | "sets.equivalent" | "sets.intersects" => {
            all.saturating_mul(all)
        }
        _ => 0,
    };
    all.saturating_add(made)
}

/// The sum of the numbers in a text.
fn digits(text: &str) -> u64 {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|number| !number.is_empty())
        .map(|number| number.parse().unwrap_or(u64::MAX))
        .fold(0, u64::saturating_add)
}
