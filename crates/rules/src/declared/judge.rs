//! How declared rules are judged.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use hedgerow_model::{FieldPath, Identity};
use ipnet::IpNet;

use super::index::{named, named_among, of_kind, prefix, shared, space, wanted};
use super::values::{Found, MOST as MOST_VALUES, Scalar, Values};
use super::words::{ending, short};
use super::{Declared, Place, Range, Says, Target, TargetNamespace, Within};
use crate::key::{CROWD, Sort};
use crate::net;
use crate::object::Object;
use crate::report::{Report, Why};
use crate::subject::Subject;

/// Judges a resource by the rules that its fabric declares.
pub(crate) fn judge(subject: &Subject<'_>, report: &mut Report) {
    for (rule, places) in subject.declared().judging(&subject.identity) {
        report.begin(rule.rule(), rule.level);
        match &rule.says {
            Says::Reference { to, .. } => references(rule, &places, to, subject, report),
            Says::Unique { within, .. } => unique(rule, &places, *within, subject, report),
            Says::NoOverlap { within, .. } => no_overlap(rule, &places, *within, subject, report),
            Says::Range { range, .. } => ranges(rule, &places, range, subject, report),
        }
    }
}

/// The values at a place; where not all are compared, the rule counts as not checked.
fn values<'o>(place: &Place, object: &'o Object, report: &mut Report) -> Vec<Found<'o>> {
    let Values { found, more } = Values::at(object, &place.path);
    if more {
        let why = format!("it has more than {MOST_VALUES} values at `{}`", place.path);
        report.unchecked(Why::Value(why));
    }
    found
}

/// A value as it is compared; where it cannot be, the rule counts as not checked.
fn text<'o>(place: &Place, found: &Found<'o>, report: &mut Report) -> Option<Cow<'o, str>> {
    let text = found.value.text();
    if text.is_none() {
        not_comparable(place, "a value that cannot be compared", report);
    }
    text
}

fn not_comparable(place: &Place, what: &str, report: &mut Report) {
    report.unchecked(Why::Value(format!("`{}` has {what}", place.path)));
}

fn references(
    rule: &Declared,
    places: &[&Place],
    to: &Target,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    for place in places {
        for found in values(place, subject, report) {
            if report.is_full() {
                return;
            }
            let Some(value) = text(place, &found, report) else { continue };
            let namespace = match wanted(to, place, subject, &found) {
                Ok(namespace) => namespace,
                Err(why) => {
                    report.unchecked(Why::Value(why));
                    continue;
                }
            };
            if subject.is_any(Sort::Named, named(to, &namespace, &value)) {
                continue;
            }
            if subject.is_any(Sort::NamedInPart, named_among(to, &namespace)) {
                let Place { kind, path, .. } = &to.place;
                let why = format!("not all values of {kind} at `{path}` can be compared");
                report.unchecked(Why::Value(why));
                continue;
            }
            if !subject.holds_any(of_kind(&to.place.kind)) {
                report.unchecked(Why::NoneOf(to.place.kind.clone()));
                continue;
            }
            let message = missing(to, &namespace, &value) + &ending(rule);
            match to.is_by_name() && to.namespace != TargetNamespace::Any {
                true => report.error_missing(found.at, of_name(to, &namespace, &value), message),
                false => report.error(found.at, message),
            }
        }
    }
}

/// The resource that a reference by name means.
fn of_name(to: &Target, namespace: &str, name: &str) -> Identity {
    let kind = &to.place.kind;
    Identity {
        namespace: namespace.to_owned(),
        ..Identity::new(kind.group.clone(), kind.kind.clone(), name)
    }
}

/// What is said of a reference that leads nowhere.
fn missing(to: &Target, namespace: &str, value: &str) -> String {
    let (kind, path, value) = (&to.place.kind, &to.place.path, short(value));
    let is_any = to.namespace == TargetNamespace::Any;
    if !to.is_by_name() {
        let place = if is_any || namespace == Identity::DEFAULT_NAMESPACE {
            String::new()
        } else {
            format!(" in namespace {namespace}")
        };
        return format!(
            "refers to the {} with `{path}` {value}{place}, which does not exist: correct it, or add it",
            kind.kind
        );
    }
    let namespace = if is_any { Identity::DEFAULT_NAMESPACE } else { namespace };
    let wanted = of_name(to, namespace, &value);
    let nowhere = if is_any { " in any namespace" } else { "" };
    format!("refers to {wanted}, which does not exist{nowhere}: correct the name, or add it")
}

fn unique(
    rule: &Declared,
    places: &[&Place],
    within: Within,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let mut own: HashMap<String, FieldPath> = HashMap::new();
    for place in places {
        for found in values(place, subject, report) {
            if report.is_full() {
                return;
            }
            let Some(value) = text(place, &found, report) else { continue };
            let space = match space(rule, (place, within), subject, &found) {
                Ok(space) => space,
                Err(why) => {
                    report.unchecked(Why::Value(why));
                    continue;
                }
            };
            let key = shared(&space, &value);
            let value = short(&value);
            match own.entry(key.clone()) {
                Entry::Occupied(first) => {
                    let first = first.get();
                    let message = format!("{value} is at {first} too: choose another value");
                    report.error(found.at, message + &ending(rule));
                    continue;
                }
                Entry::Vacant(free) => free.insert(found.at.clone()),
            };
            let Some(others) = subject.few_others(Sort::Shared, &key) else {
                let message = format!(
                    "{value} is used by more than {CROWD} other resources: choose another value"
                );
                report.error(found.at, message + &ending(rule));
                continue;
            };
            for other in others {
                let message =
                    format!("{value} is used by {}: choose another value", other.identity);
                let theirs = holder(rule, within, other, &key);
                report.error_with(found.at.clone(), (other, theirs), message + &ending(rule));
            }
        }
    }
}

/// The places of a rule that are of a resource's kind.
fn places_of<'r>(rule: &'r Declared, object: &'r Object) -> impl Iterator<Item = &'r Place> {
    let Identity { group, kind, .. } = &*object.identity;
    let is_own = move |place: &&Place| (&place.kind.kind, &place.kind.group) == (kind, group);
    rule.says.places().iter().filter(is_own)
}

/// The first field of a resource that has a value of a space.
fn holder(rule: &Declared, within: Within, object: &Object, key: &str) -> FieldPath {
    let mut found = places_of(rule, object).flat_map(|place| {
        let values = Values::at(object, &place.path).found.into_iter();
        values.filter(move |found| {
            let space = space(rule, (place, within), object, found);
            let value = found.value.text();
            space.is_ok_and(|space| value.is_some_and(|value| shared(&space, &value) == key))
        })
    });
    found.next().map_or_else(FieldPath::root, |found| found.at)
}

/// A prefix with its place and its space.
struct Taken {
    at: FieldPath,
    space: String,
    net: IpNet,
}

/// The prefixes of a resource that a rule compares.
fn taken(
    rule: &Declared,
    place: &Place,
    within: Within,
    found: Vec<Found<'_>>,
    object: &Object,
    mut not_possible: impl FnMut(String),
) -> Vec<Taken> {
    let mut all = Vec::new();
    for found in found {
        let Some(net) = prefix(found.value) else {
            not_possible(format!(
                "`{}` has a value that is not an address or a prefix",
                place.path
            ));
            continue;
        };
        match space(rule, (place, within), object, &found) {
            Ok(space) => all.push(Taken { at: found.at, space, net }),
            Err(why) => not_possible(why),
        }
    }
    all
}

fn no_overlap(
    rule: &Declared,
    places: &[&Place],
    within: Within,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let mut own: HashMap<String, Vec<Taken>> = HashMap::new();
    for place in places {
        let found = values(place, subject, report);
        let taken = taken(rule, place, within, found, subject, |why| {
            report.unchecked(Why::Value(why));
        });
        for one in taken {
            own.entry(one.space.clone()).or_default().push(one);
        }
    }
    let mut spaces: Vec<(String, Vec<Taken>)> = own.into_iter().collect();
    spaces.sort_by(|a, b| a.0.cmp(&b.0));
    for (space, own) in &spaces {
        let nets: Vec<IpNet> = own.iter().map(|one| one.net).collect();
        for (first, second) in net::overlaps(&nets) {
            if let (Some(first), Some(second)) = (own.get(first), own.get(second)) {
                let (net, taken, at) = (second.net, first.net, &first.at);
                let message = format!("{net} overlaps {taken} at {at}: choose another prefix");
                report.error(second.at.clone(), message + &ending(rule));
            }
        }
        for one in own {
            if report.is_full() {
                return;
            }
            beside_others(rule, within, (space, one), subject, report);
        }
    }
}

fn beside_others(
    rule: &Declared,
    within: Within,
    (space, one): (&str, &Taken),
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let net = one.net;
    let Some(others) = subject.few_overlapping(Sort::SharedNetworks, space, net) else {
        let message = format!(
            "{net} overlaps those of more than {CROWD} other resources: choose another prefix"
        );
        report.error(one.at.clone(), message + &ending(rule));
        return;
    };
    for other in others {
        let mut theirs = places_of(rule, other).flat_map(|place| {
            let found = Values::at(other, &place.path).found;
            taken(rule, place, within, found, other, |_| {})
        });
        let met = theirs.find(|their| their.space == space && net::overlap(their.net, net));
        if let Some(met) = met {
            let message =
                format!("{net} overlaps {} of {}: choose another prefix", met.net, other.identity);
            report.error_with(one.at.clone(), (other, met.at), message + &ending(rule));
        }
    }
}

fn ranges(
    rule: &Declared,
    places: &[&Place],
    range: &Range,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    for place in places {
        for found in values(place, subject, report) {
            if report.is_full() {
                return;
            }
            if !range.has(found.value) {
                let value = match found.value {
                    Scalar::Other => "a value of another type".to_owned(),
                    value => {
                        value.text().map_or_else(|| "a longer text".to_owned(), |it| short(&it))
                    }
                };
                let message = format!("must be {}, not {value}", range.words());
                report.error(found.at, message + &ending(rule));
            }
        }
    }
}

impl Range {
    fn has(&self, value: Scalar<'_>) -> bool {
        match value {
            Scalar::Int(value) => {
                self.has_numbers()
                    && self.from.is_none_or(|from| from <= value)
                    && self.to.is_none_or(|to| value <= to)
            }
            Scalar::Text(_) => {
                prefix(value).is_some_and(|net| self.inside.iter().any(|of| net::within(net, *of)))
            }
            Scalar::Bool(_) | Scalar::Other => false,
        }
    }
}
