//! Taking back what a commit did to resources: each is to be what it was before, and what came on top stays.

use std::collections::BTreeMap;

use hedgerow_model::Identity;

use crate::combine::DocumentState;

/// What resources were somewhere; `None` for one that was not there.
pub type Pictures = BTreeMap<Identity, Option<DocumentState>>;

/// An edit that takes back what a commit did to a resource: begun at what the commit made of it, so that what
/// others did since is merged with it and not taken back too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inverse {
    /// The resource.
    pub identity: Identity,
    /// What the commit made of it.
    pub base: Option<DocumentState>,
    /// What it was before.
    pub target: Option<DocumentState>,
}

/// What has to be edited so that a commit is taken back: `before` and `after` it resources were so, `now` they are
/// so. Left out are those that the commit did not touch, and those that are as before it already.
pub fn inverse(before: &Pictures, after: &Pictures, now: &Pictures) -> Vec<Inverse> {
    let of = |pictures: &Pictures, identity: &Identity| pictures.get(identity).cloned().flatten();
    let all = after.keys().map(|identity| Inverse {
        identity: identity.clone(),
        base: of(after, identity),
        target: of(before, identity),
    });
    all.filter(|one| one.base != one.target && of(now, &one.identity) != one.target).collect()
}

#[cfg(test)]
mod tests {
    use hedgerow_model::Standing;

    use super::*;

    fn pictures(said: &[(&str, Option<&str>)]) -> Pictures {
        let picture = |text: &str| match text.strip_prefix('#') {
            Some(text) => DocumentState { standing: Standing::CommentedOut, text: text.to_owned() },
            None => DocumentState { standing: Standing::Live, text: text.to_owned() },
        };
        let of = |name: &str| Identity::new("g", "K", name);
        said.iter().map(|(name, text)| (of(name), text.map(picture))).collect()
    }

    #[test]
    fn each_touched_resource_is_to_be_what_it_was_begun_at_what_the_commit_made_of_it() {
        let before = pictures(&[
            ("added", None),
            ("deleted", Some("1")),
            ("edited", Some("1")),
            ("off", Some("1")),
            ("same", Some("1")),
        ]);
        let after = pictures(&[
            ("added", Some("2")),
            ("deleted", None),
            ("edited", Some("2")),
            ("off", Some("#1")),
            ("same", Some("1")),
        ]);
        let all = inverse(&before, &after, &after);
        let names: Vec<&str> = all.iter().map(|one| one.identity.name.as_str()).collect();
        assert_eq!(names, ["added", "deleted", "edited", "off"]);
        for one in &all {
            assert_eq!((&one.base, &one.target), (&after[&one.identity], &before[&one.identity]));
        }
        // Whatever it is now, but for what it was before.
        let now = pictures(&[("edited", Some("3")), ("deleted", Some("1"))]);
        let names = inverse(&before, &after, &now);
        let names: Vec<&str> = names.iter().map(|one| one.identity.name.as_str()).collect();
        assert_eq!(names, ["edited", "off"], "what was added is gone, what was deleted is back");
    }
}
