//! A resource that is judged, and what its judge may read of others.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use hedgerow_model::{FieldPath, Identity};
use ipnet::IpNet;

use crate::declared::Declarations;
use crate::inventory::Inventory;
use crate::key::{CROWD, Key, Sort};
use crate::object::{Kind, Object};
use crate::report::{Report, Why};
use crate::settings::Settings;
use crate::tree::Tree;

/// What a verdict was based on, beside the resource and who shares its keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Read {
    /// A resource, or that there is none.
    Resource(Arc<Identity>),
    /// Whether there is any resource of a kind.
    Kind(Kind),
    /// Who is found under a key.
    Key(Key),
    /// Whether anybody is found under a key.
    Any(Key),
}

/// Where a reference leads.
enum Found<'i> {
    There(&'i Object),
    Missing,
    /// No resource of the kind is there at all, so nothing can be said.
    NotHeld,
}

/// A resource that is judged. Everything that is read of others through it is noted: when that changes,
/// the resource is judged again.
pub(crate) struct Subject<'i> {
    inventory: &'i Inventory,
    object: &'i Object,
    id: Option<u32>,
    reads: RefCell<BTreeSet<Read>>,
}

impl std::fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Subject({})", self.object.identity)
    }
}

impl std::ops::Deref for Subject<'_> {
    type Target = Object;

    fn deref(&self) -> &Object {
        self.object
    }
}

impl<'i> Subject<'i> {
    /// `id` is its place in the inventory; `None` for one that is no longer there.
    pub(crate) fn new(inventory: &'i Inventory, object: &'i Object, id: Option<u32>) -> Self {
        Self { inventory, object, id, reads: RefCell::default() }
    }

    pub(crate) fn reads(self) -> Box<[Read]> {
        self.reads.into_inner().into_iter().collect()
    }

    /// The spec of the resource.
    pub(crate) fn spec(&self) -> &'i Tree {
        &self.object.spec
    }

    fn note(&self, read: Read) {
        self.reads.borrow_mut().insert(read);
    }

    fn find(&self, kind: Kind, name: &str) -> Found<'i> {
        let wanted = kind.identity(&self.identity.namespace, name);
        match self.inventory.object(&wanted) {
            Some(object) => {
                self.note(Read::Resource(Arc::clone(&object.identity)));
                Found::There(object)
            }
            None => {
                self.note(Read::Resource(Arc::new(wanted)));
                if self.holds(kind) { Found::Missing } else { Found::NotHeld }
            }
        }
    }

    /// Whether the sources hold any resource of a kind.
    pub(crate) fn holds(&self, kind: Kind) -> bool {
        self.note(Read::Kind(kind));
        self.inventory.holds(kind)
    }

    /// The resource of this name, in the namespace of this one. Where the sources hold no resource of its
    /// kind at all, the rule counts as not checked; where this one is missing, nothing is said: that is for
    /// [`Self::require`], in the rule of the reference.
    pub(crate) fn look(&self, report: &mut Report, kind: Kind, name: &str) -> Option<&'i Object> {
        match self.find(kind, name) {
            Found::There(object) => Some(object),
            Found::Missing => {
                if kind == Kind::SwitchProfile {
                    report.unchecked(Why::NoProfile(name.to_owned()));
                }
                None
            }
            Found::NotHeld => {
                report.unchecked(match kind {
                    Kind::SwitchProfile => Why::NoProfile(name.to_owned()),
                    kind => Why::KindNotHeld(kind),
                });
                None
            }
        }
    }

    /// The resource that `field` refers to; an error where it is missing.
    pub(crate) fn require(
        &self,
        report: &mut Report,
        field: FieldPath,
        kind: Kind,
        name: &str,
    ) -> Option<&'i Object> {
        self.require_for(report, field, kind, name, |wanted| {
            format!("refers to {wanted}, which does not exist: correct the name, or add it")
        })
    }

    /// The resource that `field` needs without naming it, such as a switch of the Connection that it names;
    /// an error of this message where it is missing.
    pub(crate) fn require_for(
        &self,
        report: &mut Report,
        field: FieldPath,
        kind: Kind,
        name: &str,
        message: impl FnOnce(&Identity) -> String,
    ) -> Option<&'i Object> {
        match self.find(kind, name) {
            Found::There(object) => Some(object),
            Found::Missing => {
                let missing = kind.identity(&self.identity.namespace, name);
                let message = message(&missing);
                report.error_missing(field, missing, message);
                None
            }
            Found::NotHeld => {
                report.unchecked(Why::KindNotHeld(kind));
                None
            }
        }
    }

    /// Whether resources of the kind are there, but not the one of this name. Nothing is reported.
    pub(crate) fn is_missing(&self, kind: Kind, name: &str) -> bool {
        matches!(self.find(kind, name), Found::Missing)
    }

    /// The others that are indexed by this, in the order of their identities. The resource itself must be
    /// indexed by it too.
    pub(crate) fn others(&self, sort: Sort, text: impl AsRef<str>) -> Vec<&'i Object> {
        let key = Key::new(sort, text);
        debug_assert!(
            self.id.is_none_or(|id| self.inventory.is_keyed(id, &key)),
            "{self:?} asks for {key:?} and is not indexed by it"
        );
        self.held(&key)
    }

    /// The others that are found under this, in the order of their identities, whether or not the resource
    /// itself is.
    pub(crate) fn holders(&self, sort: Sort, text: impl AsRef<str>) -> Vec<&'i Object> {
        let key = Key::new(sort, text);
        let held = self.held(&key);
        self.note(Read::Key(key));
        held
    }

    /// Whether any other resource of a kind is found under this. Where the sources hold no resource of the
    /// kind at all, the rule counts as not checked.
    pub(crate) fn has_holder(
        &self,
        report: &mut Report,
        kind: Kind,
        sort: Sort,
        text: impl AsRef<str>,
    ) -> Option<bool> {
        let key = Key::new(sort, text);
        let any = self.inventory.keyed(&key).any(|(id, _)| Some(id) != self.id);
        self.note(Read::Any(key));
        if !any && !self.holds(kind) {
            report.unchecked(Why::KindNotHeld(kind));
            return None;
        }
        Some(any)
    }

    fn held(&self, key: &Key) -> Vec<&'i Object> {
        let others = self.inventory.keyed(key).filter(|(id, _)| Some(*id) != self.id);
        in_order(others.map(|(_, object)| object).collect())
    }

    /// The others with a prefix that overlaps `net` in the index, each once, in the order of their
    /// identities. The resource itself must be indexed by `net` there.
    pub(crate) fn overlapping(
        &self,
        sort: Sort,
        text: impl AsRef<str>,
        net: IpNet,
    ) -> Vec<&'i Object> {
        let key = Key::new(sort, text);
        debug_assert!(
            self.id.is_none_or(|id| self.inventory.has_network(id, &key, net)),
            "{self:?} asks for {net} in {key:?} and is not indexed by it"
        );
        let ids: BTreeSet<u32> = self.inventory.overlapping(&key, net).collect();
        let others = ids.into_iter().filter(|id| Some(*id) != self.id);
        in_order(others.filter_map(|id| self.inventory.by_id(id)).collect())
    }

    /// The rules that the fabric declares.
    pub(crate) fn declared(&self) -> &'i Declarations {
        self.inventory.declared()
    }

    /// Whether any resource is found under this, the one that is judged included.
    pub(crate) fn is_any(&self, sort: Sort, text: impl AsRef<str>) -> bool {
        let key = Key::new(sort, text);
        let any = self.inventory.is_held(&key);
        self.note(Read::Any(key));
        any
    }

    /// Whether the sources hold any resource of a kind that a declared reference leads to.
    pub(crate) fn holds_any(&self, of_kind: Key) -> bool {
        let any = self.inventory.is_held(&of_kind) || self.inventory.is_assumed(&of_kind);
        self.note(Read::Any(of_kind));
        any
    }

    /// As [`Self::others`]; `None` where there are more than are named.
    pub(crate) fn few_others(&self, sort: Sort, text: impl AsRef<str>) -> Option<Vec<&'i Object>> {
        let key = Key::new(sort, text);
        if self.inventory.count_keyed(&key) > CROWD + usize::from(self.id.is_some()) {
            return None;
        }
        debug_assert!(
            self.id.is_none_or(|id| self.inventory.is_keyed(id, &key)),
            "{self:?} asks for {key:?} and is not indexed by it"
        );
        Some(self.held(&key))
    }

    /// As [`Self::overlapping`]; `None` where there are more than are named.
    pub(crate) fn few_overlapping(
        &self,
        sort: Sort,
        text: impl AsRef<str>,
        net: IpNet,
    ) -> Option<Vec<&'i Object>> {
        let key = Key::new(sort, text);
        let mut ids = BTreeSet::new();
        for id in self.inventory.overlapping(&key, net).filter(|id| Some(*id) != self.id) {
            ids.insert(id);
            if ids.len() > CROWD {
                return None;
            }
        }
        Some(in_order(ids.into_iter().filter_map(|id| self.inventory.by_id(id)).collect()))
    }

    /// Who refers to this resource, of a kind, in the order of their identities.
    pub(crate) fn referrers(&self, kind: Kind) -> Vec<&'i Object> {
        self.referrers_of(self.object.kind, kind)
    }

    /// Who refers, of a kind, to the resource of another kind that has the name of this one. Only for judges of
    /// updates and deletions.
    pub(crate) fn referrers_of(&self, target: Kind, kind: Kind) -> Vec<&'i Object> {
        let target = target.identity(&self.identity.namespace, self.name());
        let mut referrers = self.holders(Sort::Refers, target.to_string());
        referrers.retain(|object| object.kind == kind);
        referrers
    }

    /// The fabric's configuration. Where it is not given, the rule counts as not checked.
    pub(crate) fn settings(&self, report: &mut Report) -> Option<&'i Settings> {
        let settings = self.inventory.settings();
        if settings.is_none() {
            report.unchecked(Why::NoSettings);
        }
        settings
    }
}

/// So that what is said does not depend on when a resource came.
fn in_order(mut objects: Vec<&Object>) -> Vec<&Object> {
    objects.sort_by(|a, b| a.identity.cmp(&b.identity));
    objects
}
