//! Free ports of a Switch.

use std::collections::BTreeMap;

use super::{Free, Most, NotFound, Planned, Source, source, taken_by};
use crate::connection::shortest;
use crate::inventory::Inventory;
use crate::key::{Key, Sort};
use crate::object::{Kind, Object};
use crate::profile::{Profile, ProfilePort};
use crate::report::Why;
use crate::tree::Tree;

use hedgerow_model::{FieldPath, Identity};

/// The first ports of a Switch that no Connection has: data ports of its profile, under its breakouts.
/// Ports of Connections of types that were removed count as taken. The cost is that of the ports and the
/// Connections of the Switch.
///
/// # Errors
/// When other Switches are there, and this one is not.
pub fn free_ports(
    inventory: &Inventory,
    planned: &[Planned],
    switch: &str,
    most: Most,
) -> Result<Free, NotFound> {
    let (of, source) = source(inventory, planned, Kind::Switch, switch)?;
    let mut answer = Free::of(of, most);
    let mut uses = Uses::of(inventory, planned, &answer.of);
    let ports = match source {
        Source::There(switch) => ports(inventory, switch, &mut answer),
        Source::NotHeld => {
            answer.unchecked.push(Why::KindNotHeld(Kind::Switch).to_string());
            None
        }
    };
    let Some(mut ports) = ports else {
        answer.is_known = false;
        answer
            .unchecked
            .push("the ports that exist are not known; those in use are listed".to_owned());
        let mut used: Vec<Use<'_>> = uses.0.into_values().flatten().collect();
        used.sort_by_cached_key(|one| natural(&one.port));
        for one in used {
            answer.add_taken(one.by(), || one.port.clone());
        }
        return Ok(answer);
    };
    ports.sort_by_cached_key(|port| natural(port));
    for port in ports {
        if answer.is_full() {
            break;
        }
        match uses.0.remove(shortest(&format!("{switch}/{port}"))) {
            None => answer.free.push(port),
            Some(users) => {
                for one in users {
                    answer.add_taken(one.by(), || one.port.clone());
                }
            }
        }
    }
    Ok(answer)
}

/// The data ports of a Switch; `None` where its profile is not known.
fn ports(inventory: &Inventory, switch: &Object, answer: &mut Free) -> Option<Vec<String>> {
    let name = switch.spec.get("profile").text();
    if name.is_empty() {
        answer.unchecked.push(format!("{} names no profile", switch.identity));
        return None;
    }
    let wanted = Kind::SwitchProfile.identity(&switch.identity.namespace, name);
    let Some(profile) = inventory.object(&wanted) else {
        answer.unchecked.push(Why::NoProfile(name.to_owned()).to_string());
        return None;
    };
    let mut found = Vec::new();
    let mut left_out = 0;
    let breakouts = switch.spec.get("portBreakouts");
    for (port, what, _) in Profile::of(profile).ports() {
        match lanes(port, what, breakouts) {
            Lanes::NotForData => {}
            Lanes::Unknown => left_out += 1,
            Lanes::Of(1) => found.push(port.to_owned()),
            Lanes::Of(lanes) => found.extend((1..=lanes).map(|lane| format!("{port}/{lane}"))),
        }
    }
    if left_out > 0 {
        let ports = if left_out == 1 { "1 port is" } else { &format!("{left_out} ports are") };
        answer.unchecked.push(format!(
            "{ports} not considered: the profile {name} does not describe the breakout mode"
        ));
    }
    Some(found)
}

enum Lanes {
    NotForData,
    Unknown,
    Of(usize),
}

fn lanes(port: &str, what: ProfilePort<'_>, breakouts: &Tree) -> Lanes {
    match what {
        ProfilePort::Management => Lanes::NotForData,
        ProfilePort::Grouped | ProfilePort::Speed { .. } => Lanes::Of(1),
        ProfilePort::Breakout { modes, .. } => {
            let lanes = modes.lanes(modes.mode(port, breakouts));
            lanes.filter(|lanes| *lanes > 0).map_or(Lanes::Unknown, Lanes::Of)
        }
        ProfilePort::Undefined => Lanes::Unknown,
    }
}

/// A port that a Connection names.
struct Use<'i> {
    port: String,
    connection: &'i Object,
    field: FieldPath,
    planned: Option<&'i Planned>,
}

impl Use<'_> {
    fn by(&self) -> super::TakenBy {
        taken_by(self.connection, self.field.clone(), self.planned.map(|planned| &planned.change))
    }
}

/// Who uses the ports of a Switch, by `device/port` in the shortest spelling.
struct Uses<'i>(BTreeMap<String, Vec<Use<'i>>>);

impl<'i> Uses<'i> {
    fn of(inventory: &'i Inventory, planned: &'i [Planned], switch: &Identity) -> Self {
        let key = Key::new(Sort::Refers, switch.to_string());
        let mut objects: Vec<&Object> = inventory.keyed(&key).map(|(_, object)| object).collect();
        objects.sort_by(|a, b| a.identity.cmp(&b.identity));
        let mut uses = Self(BTreeMap::new());
        for object in objects {
            uses.add(object, None, switch);
        }
        for one in planned {
            uses.add(&one.object, Some(one), switch);
        }
        uses
    }

    fn add(&mut self, object: &'i Object, planned: Option<&'i Planned>, switch: &Identity) {
        if object.kind != Kind::Connection {
            return;
        }
        for reference in object.references() {
            let Some(port) = reference.part.filter(|_| reference.target == *switch) else {
                continue;
            };
            let place = shortest(&format!("{}/{port}", switch.name)).to_owned();
            let users = self.0.entry(place).or_default();
            // Once for each Connection, and not for a change that leaves it where it is.
            let is_known = |one: &Use<'_>| {
                one.connection.identity == object.identity
                    && one.planned.is_none_or(|it| planned.is_some_and(|me| me.change == it.change))
            };
            if !users.iter().any(is_known) {
                users.push(Use { port, connection: object, field: reference.path, planned });
            }
        }
    }
}

/// The order in which people count ports: `E1/2` before `E1/10`.
pub(super) fn natural(port: &str) -> Vec<(u128, String)> {
    let mut parts = Vec::new();
    let mut rest = port;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, behind) = rest.split_at(digits);
        let text = behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len());
        let (text, behind) = behind.split_at(text);
        parts.push((number.parse().unwrap_or_default(), text.to_owned()));
        rest = behind;
    }
    parts
}
