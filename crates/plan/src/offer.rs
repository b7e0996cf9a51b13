//! What migrations would make of a resource's text: the text in the newer form, and what has to be done by hand.
//! Pure.

use hedgerow_model::{FieldPath, GroupKind};
use hedgerow_schema::Catalogue;
use hedgerow_schema::migrations::{Migration, Place, apply};

use crate::parse::limits;

/// What migrations make of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migrated {
    /// The text in the newer form; `None` where nothing is brought to it.
    pub text: Option<String>,
    /// How many places each migration brings to the newer form, by their names.
    pub done: Vec<(&'static str, usize)>,
    /// Places that stay.
    pub left: Vec<LeftPlace>,
}

/// A place that stays in the older form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftPlace {
    /// The migration.
    pub migration: &'static str,
    /// The field.
    pub path: FieldPath,
    /// Why, and what to do by hand.
    pub why: String,
}

/// The migrations that a fabric is offered for a kind; `only` those of these names, all where there are none.
pub fn offered(
    catalogue: &Catalogue,
    kind: &GroupKind,
    only: &[String],
) -> Vec<&'static Migration> {
    Migration::of(kind)
        .filter(|migration| only.is_empty() || only.contains(&migration.id))
        .filter(|migration| migration.fits(catalogue, kind))
        .collect()
}

/// Brings a text to the newer form. One that has no word of the older one is not even read.
#[must_use]
pub fn migrate_text(
    text: &str,
    catalogue: &Catalogue,
    kind: &GroupKind,
    offered: &[&'static Migration],
) -> Migrated {
    let mut migrated = Migrated::default();
    let mut offered = offered.to_vec();
    offered.retain(|migration| migration.words().iter().any(|word| text.contains(word)));
    if offered.is_empty() {
        return migrated;
    }
    let Ok(read) = hedgerow_yaml::read(text, &limits()) else { return migrated };
    let mut places: Vec<(&'static Migration, Place)> = Vec::new();
    for migration in offered {
        for place in migration.places(read.value()) {
            match &place.blocked {
                Some(blocked) => migrated.left.push(LeftPlace {
                    migration: &migration.id,
                    path: place.path.clone(),
                    why: blocked.to_string(),
                }),
                None => places.push((migration, place)),
            }
        }
    }
    let all: Vec<Place> = places.iter().map(|(_, place)| place.clone()).collect();
    if all.is_empty() {
        return migrated;
    }
    let types = catalogue.list_types(kind);
    match apply(text, &read, &all, types.as_ref()) {
        Ok(text) => migrated.text = Some(text),
        Err(error) => {
            let left = places.into_iter().map(|(migration, place)| LeftPlace {
                migration: &migration.id,
                path: place.path,
                why: error.to_string(),
            });
            migrated.left.extend(left);
            return migrated;
        }
    }
    for (migration, _) in places {
        match migrated.done.iter_mut().find(|(id, _)| *id == migration.id) {
            Some((_, count)) => *count += 1,
            None => migrated.done.push((&migration.id, 1)),
        }
    }
    migrated
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "apiVersion: vpc.githedgehog.com/v1alpha2\nkind: ExternalAttachment\nmetadata: {name: x}\n\
        spec:\n  inboundACL:\n    statements:\n    - {seq: 1, permit: true}\n    - {seq: 2, permit: 'no'}\n";

    fn migrate(text: &str, only: &[&str]) -> Migrated {
        let kind = GroupKind::new("vpc.githedgehog.com", "ExternalAttachment");
        let only: Vec<String> = only.iter().map(|id| (*id).to_owned()).collect();
        let catalogue = Catalogue::builtin();
        migrate_text(text, &catalogue, &kind, &offered(&catalogue, &kind, &only))
    }

    #[test]
    fn all_or_some_migrations_are_applied_at_once() {
        let all = migrate(OLD, &[]);
        let new = OLD.replace("v1alpha2", "v1beta1").replace("permit: true", "action: permit");
        assert_eq!(all.text.as_deref(), Some(&*new));
        assert_eq!(all.done, [("vpc-v1beta1", 1), ("permit-action", 1)]);
        assert_eq!(all.left.len(), 1);
        assert_eq!(all.left[0].path.to_string(), "spec.inboundACL.statements[1].permit");
        let version = migrate(OLD, &["vpc-v1beta1"]);
        assert_eq!(version.text, Some(OLD.replace("v1alpha2", "v1beta1")));
        assert!(version.left.is_empty());
    }

    #[test]
    fn what_is_new_already_or_cannot_be_read_is_left_alone() {
        let again = migrate(&migrate(OLD, &[]).text.unwrap(), &[]);
        assert_eq!((again.text, again.left.len()), (None, 1));
        assert_eq!(migrate("permit: [", &[]), Migrated::default());
    }

    #[test]
    fn what_cannot_be_edited_without_a_loss_is_told() {
        let shared = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: ExternalAttachment\nmetadata: {name: x}\n\
            spec:\n  inboundACL:\n    statements:\n    - &a {seq: 1, permit: true}\n    - {<<: *a, seq: 2}\n";
        let left = migrate(shared, &[]);
        assert_eq!(left.text, None);
        assert!(left.left[0].why.contains("<<"), "{left:?}");
    }
}
