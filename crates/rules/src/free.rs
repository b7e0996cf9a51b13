//! What is free: the next VLANs of a VLANNamespace, subnets of an IPv4Namespace, ports of a Switch; and by
//! whom those in between are taken.
//!
//! What somebody has planned in a change that is not published counts as taken, beside what the inventory has.
//! What is not known is said, and nothing is invented: without its profile, no port of a Switch is free.

mod ports;
mod subnets;
#[cfg(test)]
mod tests;
mod vlans;

use std::sync::Arc;

use hedgerow_model::{FieldPath, Identity};

use crate::inventory::Inventory;
use crate::object::{Kind, Object};

pub use ports::free_ports;
pub use subnets::{LONGEST, free_subnets};
pub use vlans::free_vlans;

/// Most names that are offered where one is not there.
const MOST_NAMES: usize = 20;

/// How much is listed at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    /// How many free ones are looked for.
    pub free: usize,
    /// How many of those that are taken; the others are counted.
    pub taken: usize,
}

/// What a change that is not published would make of a resource.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The change, as people call it.
    pub change: Arc<str>,
    /// The resource as it would be.
    pub object: Arc<Object>,
}

/// What is free, and what in between is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Free {
    /// What it is chosen from: a namespace or a Switch.
    pub of: Identity,
    /// Whether it is known what there is to choose from. If not, nothing is free, and what is in use is
    /// listed as taken.
    pub is_known: bool,
    /// The first free ones, in order: a VLAN, a prefix or a port.
    pub free: Vec<String>,
    /// The first that are taken before the last free one, in order; all of them where there are fewer free
    /// ones than were asked for.
    pub taken: Vec<Taken>,
    /// How many more of those there are.
    pub more_taken: usize,
    /// What was not taken into account, a sentence each.
    pub unchecked: Vec<String>,
    most: Most,
}

/// What is not free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// A VLAN, a range of them, a prefix or a port.
    pub what: String,
    /// Why.
    pub by: TakenBy,
}

/// Why something is not free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenBy {
    /// The fabric uses it for itself, by its settings.
    Reserved,
    /// A resource has it.
    Resource {
        /// The resource.
        identity: Arc<Identity>,
        /// Its field.
        field: FieldPath,
        /// The change that would bring this about; `None` for what the inventory has.
        change: Option<Arc<str>>,
    },
}

/// What is to be chosen from is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFound {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The names that there are, in order; the first ones.
    pub names: Vec<String>,
}

impl std::fmt::Display for NotFound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kind, name, names } = self;
        write!(f, "there is no {} `{name}`; those that exist: {}", kind.name(), names.join(", "))
    }
}

impl Free {
    fn of(of: Identity, most: Most) -> Self {
        Self {
            of,
            is_known: true,
            free: Vec::new(),
            taken: Vec::new(),
            more_taken: 0,
            unchecked: Vec::new(),
            most,
        }
    }

    /// Whether as many free ones are found as were asked for.
    fn is_full(&self) -> bool {
        self.free.len() >= self.most.free
    }

    fn add_taken(&mut self, by: TakenBy, what: impl FnOnce() -> String) {
        if self.taken.len() < self.most.taken {
            self.taken.push(Taken { what: what(), by });
        } else {
            self.more_taken += 1;
        }
    }
}

/// Where it is chosen from.
enum Source<'i> {
    /// The inventory has it, or a change would bring it.
    There(&'i Object),
    /// No resource of the kind is held, so nothing is known of this one.
    NotHeld,
}

fn source<'i>(
    inventory: &'i Inventory,
    planned: &'i [Planned],
    kind: Kind,
    name: &str,
) -> Result<(Identity, Source<'i>), NotFound> {
    let identity = kind.identity(Identity::DEFAULT_NAMESPACE, name);
    let of_change = || planned.iter().map(|one| &*one.object).find(|one| *one.identity == identity);
    match inventory.object(&identity).or_else(of_change) {
        Some(object) => Ok((identity, Source::There(object))),
        None if inventory.holds(kind) => {
            let names = inventory.names(kind, MOST_NAMES);
            let names = names.into_iter().map(str::to_owned).collect();
            Err(NotFound { kind, name: name.to_owned(), names })
        }
        None => Ok((identity, Source::NotHeld)),
    }
}

/// Something is taken by a field of an object.
fn taken_by(object: &Object, field: FieldPath, change: Option<&Arc<str>>) -> TakenBy {
    TakenBy::Resource { identity: Arc::clone(&object.identity), field, change: change.cloned() }
}
