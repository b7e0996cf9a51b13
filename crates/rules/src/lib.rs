//! Whether a fabric would work: the rules of the cluster's webhooks, clause by clause.
//!
//! A [`Rule`] is one clause, in a file of its own under `rules/`: which kinds it judges, what it says, a
//! violating and a conforming example. An [`Inventory`] holds the live resources of a fabric, as the
//! cluster would store them (after defaulting), with what rules index of them; an edit costs what changed
//! and its neighbours. [`Inventory::dry_run`] says what a set of edits would break and mend, [`swaps`] which
//! of them the cluster would refuse in any order.
//!
//! A fabric may declare rules of its own, for kinds that no clause knows ([`Declarations`]): they are judged by
//! the same inventory.
//!
//! Pure: no I/O, no clock. What the cluster refuses is an error; what it accepts although it breaks
//! something is a warning. What cannot be judged, for want of the fabric's [`Settings`], of a switch
//! profile or of the kind that is referred to, is [`Unchecked`] and never counts as passed.

mod acl;
mod aside;
mod attachment;
mod connection;
mod declared;
mod directory;
mod dry_run;
mod free;
mod go;
mod impact;
mod inventory;
mod key;
mod labels;
mod mac;
mod net;
mod networks;
mod not_checked;
mod object;
mod order;
mod peering;
mod profile;
mod report;
mod rule;
mod rules;
mod sequence;
mod settings;
mod sought;
mod subject;
mod switch;
mod tree;
mod vlan_namespace;
mod vpc;

pub use aside::{Aside, step_aside};
pub use declared::{
    Declarations, Declared, LONGEST_DECLARATIONS, MOST_DECLARATIONS, Note, Problem, declare,
    declared_word,
};
pub use directory::{CheckedDirectory, Judging, check_directory};
pub use dry_run::{DryRun, Edit, same};
pub use free::{
    Free, LONGEST as LONGEST_SUBNET, Most, NotFound, Planned, Taken, TakenBy, free_ports,
    free_subnets, free_vlans,
};
pub use impact::{Affected, Impact, impact};
pub use inventory::{Inventory, Tally};
pub use labels::{computed_labels, is_computed_label};
pub use mac::mac_spelled;
pub use not_checked::not_checked;
pub use object::{GIVEN, Kind, Object};
pub use order::{swaps, waits};
pub use report::{Other, Unchecked, Violation, Why};
pub use rule::Rule;
pub use rules::{RULES, find, near};
pub use sequence::{Act, Sequence, sequence};
pub use settings::{Form, SETTINGS, Setting, Settings, VlanRange};
pub use sought::{How, Met, Sought};
