//! What an object was, in the form that a later version of it has: a value that only got its newer name is the same value.

use hedgerow_model::{GroupKind, ListTypes, Value};

use super::places::found;
use super::through::{Rename, Through};
use super::{Migration, Place, Step};

/// The places of what an object was that the object has in the newer form now. With them [`super::migrated`], the two
/// are in one form.
///
/// Where the object has nothing more in the older form, every place that can be brought along is: what was deleted
/// since too, so that a list of one form is compared with one of the same form. Else those are whose item is in the
/// newer form. Nothing is brought back to an older form.
#[must_use]
pub fn forward(kind: &GroupKind, was: &Value, is: &Value, types: &dyn ListTypes) -> Vec<Place> {
    let mut forward = Vec::new();
    for migration in Migration::of(kind) {
        let mut places = migration.places(was);
        places.retain(|place| place.blocked.is_none());
        if places.is_empty() {
            continue;
        }
        match &migration.step {
            Step::Version { .. } => {
                let version = is.get("apiVersion");
                forward.extend(places.into_iter().filter(|to| to.value.as_ref() == version));
            }
            Step::Rename { at, from, to, values } => {
                let maps = found(is, at);
                let has = |name: &str| maps.iter().any(|(_, map)| map.get(name).is_some());
                if !has(to) {
                    continue;
                }
                if has(from) {
                    let mut through = Through::default();
                    let rename = Rename { at, from, to, values };
                    rename.look(&mut through, [was, is, was], types);
                    places = through.base;
                }
                forward.extend(places);
            }
            Step::Removed { .. } => {}
        }
    }
    forward
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{AllAtomic, FieldPath, KeyPath, ListType};

    use super::*;
    use crate::migrations::migrated;

    struct BySeq;

    impl ListTypes for BySeq {
        fn list_type(&self, path: &FieldPath) -> ListType {
            match path.to_string().as_str() {
                "spec.inboundACL.statements" => ListType::Keyed(vec![KeyPath::new("seq")]),
                _ => ListType::Atomic,
            }
        }
    }

    fn acl(version: &str, statements: &str) -> Value {
        let text = format!(
            "{{apiVersion: vpc.githedgehog.com/{version}, spec: {{inboundACL: {{statements: [{statements}]}}}}}}"
        );
        hedgerow_yaml::read_value(&text).unwrap()
    }

    /// What an attachment was, in the form of what it is.
    fn brought(was: (&str, &str), is: (&str, &str)) -> Value {
        let kind = GroupKind::new("vpc.githedgehog.com", "ExternalAttachment");
        let was = acl(was.0, was.1);
        migrated(&was, &forward(&kind, &was, &acl(is.0, is.1), &BySeq))
    }

    #[test]
    fn what_was_is_brought_to_the_form_of_what_is() {
        let (old, new) = ("v1alpha2", "v1beta1");
        let two = "{seq: 1, permit: true}, {seq: 2, permit: false}";
        assert_eq!(
            brought((old, two), (new, "{seq: 1, action: deny}")),
            acl(new, "{seq: 1, action: permit}, {seq: 2, action: deny}"),
            "what is gone as well"
        );
        assert_eq!(brought((old, two), (old, two)), acl(old, two), "nobody migrated");
        assert_eq!(
            brought((new, two), (new, "{seq: 1, permit: false}, {seq: 2, action: transit}")),
            acl(new, "{seq: 1, permit: true}, {seq: 2, action: deny}"),
            "one of two"
        );
        let newer = "{seq: 1, action: permit}";
        assert_eq!(brought((new, newer), (old, two)), acl(new, newer), "never back");
    }

    #[test]
    fn what_has_no_newer_form_stays() {
        let odd = "{seq: 1, permit: 'yes'}, {seq: 2, permit: true, action: deny}";
        assert_eq!(
            brought(("v1beta1", odd), ("v1beta1", "{seq: 1, action: permit}")),
            acl("v1beta1", odd)
        );
        let kind = GroupKind::new("example.org", "ExternalAttachment");
        let (was, is) =
            (acl("v1", "{seq: 1, permit: true}"), acl("v1", "{seq: 1, action: permit}"));
        assert_eq!(forward(&kind, &was, &is, &AllAtomic), [], "another group");
    }
}
