//! VPCs that swap VLANs: one of them steps aside to a VLAN that is free, so that there is an order for the rest.

use std::sync::Arc;

use hedgerow_model::{Severity, Value};
use hedgerow_schema::Catalogue;

use crate::dry_run::Edit;
use crate::free::{Most, Planned, free_vlans};
use crate::inventory::Inventory;
use crate::object::{Kind, Object};
use crate::order::waits;
use crate::sequence::{Act, sequence};
use crate::vpc::subnets;

/// Most edits of a circle that are tried.
const MOST_TRIED: usize = 8;

/// What one of those that wait for each other becomes in between.
#[derive(Clone, Debug, PartialEq)]
pub struct Aside {
    /// Its place among the edits.
    pub at: usize,
    /// What is wanted of it, but for the VLANs of subnets that change theirs: those are free ones.
    pub value: Value,
    /// The VLANs that it takes in between.
    pub vlans: Vec<String>,
}

/// How one of the `stuck` edits steps aside, so that fewer wait for each other. `wanted` has the edits, each with what is
/// written of the resource; the inventory is the cluster before them, and is left as it is. Nothing where that helps none,
/// where the cluster would not take it, or where it is not known which VLANs are free.
pub fn step_aside(
    inventory: &mut Inventory,
    catalogue: &Catalogue,
    wanted: &[(Edit, Option<&Value>)],
    stuck: &[usize],
) -> Option<Aside> {
    let edits: Vec<Edit> = wanted.iter().map(|(edit, _)| edit.clone()).collect();
    let planned: Vec<Planned> = edits
        .iter()
        .filter_map(|edit| match edit {
            Edit::Set(object) => {
                Some(Planned { change: Arc::from(""), object: Arc::clone(object) })
            }
            Edit::Remove(_) => None,
        })
        .collect();
    stuck.iter().take(MOST_TRIED).find_map(|at| {
        let (Edit::Set(new), Some(value)) = wanted.get(*at)? else { return None };
        let (value, vlans) = moved(inventory, &planned, new, value)?;
        let between = Edit::Set(Arc::new(Object::new(catalogue, &value)?));
        let refuses = |it: &&crate::report::Violation| it.severity == Severity::Error;
        if inventory.dry_run(std::slice::from_ref(&between)).introduced().any(|it| refuses(&it)) {
            return None;
        }
        let after = inventory.with(vec![between], |inventory| waits(inventory, &edits));
        let acts: Vec<Act<'_>> = edits
            .iter()
            .zip(after)
            .map(|(edit, after)| Act {
                identity: edit.identity(),
                removes: matches!(edit, Edit::Remove(_)),
                after,
            })
            .collect();
        let helps = sequence(&acts).stuck.len() < stuck.len();
        helps.then_some(Aside { at: *at, value, vlans })
    })
}

/// A VPC as it is wanted, with free VLANs for the subnets that change theirs.
fn moved(
    inventory: &Inventory,
    planned: &[Planned],
    new: &Object,
    value: &Value,
) -> Option<(Value, Vec<String>)> {
    if new.kind != Kind::Vpc {
        return None;
    }
    let old = inventory.object(new.identity())?;
    let vlan = |of: &Object, name: &str| {
        subnets(of).find(|it| it.name == name).map(|it| it.fields.get("vlan").clone())
    };
    let changed: Vec<String> = subnets(new)
        .filter(|subnet| {
            vlan(old, subnet.name).is_some_and(|was| was != *subnet.fields.get("vlan"))
        })
        .map(|subnet| subnet.name.to_owned())
        .collect();
    let namespace = new.spec.get("vlanNamespace").text();
    let most = Most { free: changed.len(), taken: 0 };
    let free = free_vlans(inventory, planned, namespace, most).ok()?;
    if changed.is_empty() || !free.is_known || free.free.len() < changed.len() {
        return None;
    }
    let mut value = value.clone();
    let mut vlans = Vec::new();
    for (name, vlan) in changed.iter().zip(free.free) {
        let subnet = value.as_map_mut()?.get_mut("spec")?.as_map_mut()?.get_mut("subnets")?;
        let fields = subnet.as_map_mut()?.get_mut(name.as_str())?.as_map_mut()?;
        fields.insert("vlan".to_owned(), Value::from(vlan.parse::<i64>().ok()?));
        vlans.push(vlan);
    }
    Some((value, vlans))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::Settings;
    use crate::rules::tests::values;

    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::builtin);

    fn namespaces(last: u16) -> String {
        format!(
            "---\napiVersion: wiring.githedgehog.com/v1beta1\nkind: VLANNamespace\nmetadata: {{name: default}}\n\
             spec: {{ranges: [{{from: 1000, to: {last}}}]}}\n\
             ---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: IPv4Namespace\nmetadata: {{name: default}}\n\
             spec: {{subnets: [10.0.0.0/16]}}\n"
        )
    }

    fn vpc(name: &str, vlan: u16, subnet: u8) -> String {
        format!(
            "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {{name: {name}}}\n\
             spec: {{subnets: {{web: {{subnet: 10.0.{subnet}.0/24, vlan: {vlan}}}}}}}\n"
        )
    }

    /// How the VPCs of `after` get there from `before`: who steps aside, to which VLANs, and what is stuck then.
    fn aside(
        last: Option<u16>,
        before: &[String],
        after: &[String],
    ) -> Option<(String, Vec<String>)> {
        let world = [last.map(namespaces).unwrap_or_default(), before.concat()].concat();
        let objects = values(&world);
        let objects = objects.iter().filter_map(|value| Object::new(&CATALOGUE, value));
        let mut inventory = Inventory::new(Some(Settings::default()), objects);
        let wanted = values(&after.concat());
        let wanted: Vec<(Edit, Option<&Value>)> = wanted
            .iter()
            .map(|value| {
                let object = Object::new(&CATALOGUE, value).unwrap();
                (Edit::Set(Arc::new(object)), Some(value))
            })
            .collect();
        let edits: Vec<Edit> = wanted.iter().map(|(edit, _)| edit.clone()).collect();
        let after = waits(&mut inventory, &edits);
        let acts: Vec<Act<'_>> = edits
            .iter()
            .zip(after)
            .map(|(edit, after)| Act { identity: edit.identity(), removes: false, after })
            .collect();
        let stuck = sequence(&acts).stuck;
        let found = step_aside(&mut inventory, &CATALOGUE, &wanted, &stuck)?;
        assert!(stuck.contains(&found.at));
        let name = wanted[found.at].0.identity().name.clone();
        let again = values(&before.concat());
        assert!(again.iter().all(|value| {
            let object = Object::new(&CATALOGUE, value).unwrap();
            inventory.object(object.identity()) == Some(&object)
        }));
        Some((name, found.vlans))
    }

    #[test]
    fn of_a_swap_one_steps_aside_to_what_nobody_has_or_wants() {
        let before = [vpc("a", 1000, 1), vpc("b", 1001, 2)];
        let swapped = [vpc("a", 1001, 1), vpc("b", 1000, 2)];
        assert_eq!(aside(Some(1009), &before, &swapped), Some(("a".into(), vec!["1002".into()])));
        // A third one that wants 1002 keeps it free of others.
        let third = [swapped.concat(), vpc("c", 1002, 3)];
        assert_eq!(aside(Some(1009), &before, &third), Some(("a".into(), vec!["1003".into()])));
    }

    #[test]
    fn nobody_steps_aside_where_that_is_not_known_to_help() {
        let before = [vpc("a", 1000, 1), vpc("b", 1001, 2)];
        let swapped = [vpc("a", 1001, 1), vpc("b", 1000, 2)];
        assert_eq!(aside(Some(1001), &before, &swapped), None, "no VLAN is free");
        assert_eq!(aside(None, &before, &swapped), None, "it is not known which are free");
        let subnets = [vpc("a", 1000, 2), vpc("b", 1001, 1)];
        assert_eq!(aside(Some(1009), &before, &subnets), None, "they swap something else");
        let both = [vpc("a", 1001, 2), vpc("b", 1000, 1)];
        assert_eq!(aside(Some(1009), &before, &both), None, "they swap something else as well");
        let chain = [vpc("a", 1001, 1), vpc("b", 1005, 2)];
        assert_eq!(aside(Some(1009), &before, &chain), None, "there is an order");
    }

    #[test]
    fn of_a_longer_circle_one_is_enough() {
        let before = [vpc("a", 1000, 1), vpc("b", 1001, 2), vpc("c", 1002, 3)];
        let turned = [vpc("a", 1001, 1), vpc("b", 1002, 2), vpc("c", 1000, 3)];
        assert_eq!(aside(Some(1009), &before, &turned), Some(("a".into(), vec!["1003".into()])));
    }
}
