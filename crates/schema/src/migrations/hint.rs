//! What to say of a field that a kind does not have, where another version of the fabric has it.

use hedgerow_model::{FieldPath, FieldPattern, GroupKind, PatternStep, Segment, Value};

use super::{Migration, Step};
use crate::node::Node;

/// Between these a sentence names the migration that it offers.
const OFFER: [&str; 2] = ["; the migration `", "` brings it there"];

/// Behind what is wrong: that a migration brings it to the newer form.
pub(crate) fn offer(migration: &str) -> String {
    let [before, behind] = OFFER;
    format!("{before}{migration}{behind}")
}

/// The migration that what is said of a document offers.
#[must_use]
pub fn offered_in(message: &str) -> Option<&'static Migration> {
    let [before, behind] = OFFER;
    let (_, rest) = message.rsplit_once(before)?;
    Migration::named(rest.split_once(behind)?.0)
}

/// What to say of a field that only other versions of the fabric have. `own` is the map that lacks it, where its schema is
/// that of the fabric's own cluster: then no other definitions are to be given.
pub(crate) fn of_other_version(
    kind: &GroupKind,
    path: &FieldPath,
    own: Option<&Node>,
) -> Option<String> {
    let (Segment::Key(field), maps) = path.segments().split_last()? else { return None };
    Migration::of(kind).find_map(|migration| {
        let Step::Rename { at, from, to, values } = &migration.step else { return None };
        if !leads_to(at, maps) {
            return None;
        }
        let since = &migration.since;
        if field == from {
            let otherwise = match own {
                Some(own) if own.properties.contains_key(to) => offer(&migration.id),
                Some(_) => String::new(),
                None => "; for an older fabric give its CRDs".to_owned(),
            };
            return Some(format!("since {since} it is `{to}`{otherwise}"));
        }
        (field == to).then(|| {
            let of = words(values);
            let otherwise = if own.is_some() { "" } else { "; give the CRDs of your fabric" };
            format!("before {since} it is `{from}`{of}{otherwise}")
        })
    })
}

/// Whether a pattern leads to a place; its items are named by their positions.
fn leads_to(pattern: &FieldPattern, place: &[Segment]) -> bool {
    let fits = |(step, segment): (&PatternStep, &Segment)| match step {
        PatternStep::One(wanted) => wanted == segment,
        PatternStep::Each => true,
    };
    pattern.steps().len() == place.len() && pattern.steps().iter().zip(place).all(fits)
}

/// The values of the older form, where it has others.
fn words(values: &[(Value, Value)]) -> String {
    match values {
        [] => String::new(),
        values => {
            let older: Vec<String> = values.iter().map(|(older, _)| older.to_string()).collect();
            format!(", {}", older.join(" or "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_another_version_is_told_with_its_name_in_this_one() {
        let said = |group: &str, kind: &str, path: &str| {
            let kind = GroupKind::new(format!("{group}.githedgehog.com"), kind);
            of_other_version(&kind, &path.parse().unwrap(), None)
        };
        let acl = |path: &str| said("vpc", "ExternalAttachment", path);
        assert_eq!(
            acl("spec.inboundACL.statements[0].permit").as_deref(),
            Some("since fabric v0.126 it is `action`; for an older fabric give its CRDs")
        );
        assert_eq!(
            acl("spec.inboundACL.statements[3].action").as_deref(),
            Some(
                "before fabric v0.126 it is `permit`, true or false; give the CRDs of your fabric"
            )
        );
        let of_cluster = |path: &str| {
            let kind = GroupKind::new("vpc.githedgehog.com", "ExternalAttachment");
            let mut map = Node::default();
            map.properties.insert("action".to_owned(), Node::default());
            of_other_version(&kind, &path.parse().unwrap(), Some(&map))
        };
        assert_eq!(
            of_cluster("spec.inboundACL.statements[0].permit").as_deref(),
            Some(
                "since fabric v0.126 it is `action`; the migration `permit-action` brings it there"
            )
        );
        let offered =
            of_cluster("spec.inboundACL.statements[0].permit").unwrap() + " (as cluster a says)";
        assert_eq!(offered_in(&offered).map(|it| it.id.as_str()), Some("permit-action"));
        assert_eq!(offered_in(&offer("nonsense")), None);
        assert_eq!(offered_in("is missing"), None);
        assert_eq!(
            of_cluster("spec.inboundACL.statements[3].action").as_deref(),
            Some("before fabric v0.126 it is `permit`, true or false")
        );
        assert_eq!(acl("spec.statements[0].permit"), None);
        assert_eq!(acl("spec.inboundACL.statements[0].seq"), None);
        let link = |path: &str| said("wiring", "Connection", path);
        assert_eq!(
            link("spec.gateway.links[0].spine").as_deref(),
            Some("since fabric v0.88 it is `switch`; for an older fabric give its CRDs")
        );
        assert_eq!(
            link("spec.gateway.links[0].switch").as_deref(),
            Some("before fabric v0.88 it is `spine`; give the CRDs of your fabric")
        );
        assert_eq!(link("spec.fabric.links[0].switch"), None);
        assert_eq!(said("wiring", "Switch", "spec.permit"), None);
    }
}
