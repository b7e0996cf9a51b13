//! One kind beside a fabric's resources, and what is known of its objects.

use std::collections::{BTreeMap, BTreeSet};

use hedgerow_cluster::{Observed, ServedKind, Told};
use hedgerow_drift::agents::agent;
use hedgerow_drift::applier::{
    Kustomization, Origin, Repository, Says, application, kustomization, points_at, repository,
};
use hedgerow_model::{Agent, Applier, GroupKind};

use super::super::kind::Seen;
use super::super::kinds::Unit;

/// The most objects of a kind that are kept: of more, nothing is concluded.
const MOST: usize = 5_000;

/// Which kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Applications,
    Kustomizations,
    Repositories,
    Agents,
}

impl What {
    pub(super) const ALL: &'static [Self] =
        &[Self::Applications, Self::Kustomizations, Self::Repositories, Self::Agents];

    pub(super) fn groups() -> Vec<&'static str> {
        Self::ALL.iter().map(|it| it.kind().0).collect()
    }

    fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Applications => ("argoproj.io", "Application"),
            Self::Kustomizations => ("kustomize.toolkit.fluxcd.io", "Kustomization"),
            Self::Repositories => ("source.toolkit.fluxcd.io", "GitRepository"),
            Self::Agents => ("agent.githedgehog.com", "Agent"),
        }
    }

    /// The group, and the word of its paths.
    pub(super) fn resource(self) -> (&'static str, &'static str) {
        let plural = match self {
            Self::Applications => "applications",
            Self::Kustomizations => "kustomizations",
            Self::Repositories => "gitrepositories",
            Self::Agents => "agents",
        };
        (self.kind().0, plural)
    }

    pub(super) fn is(self, kind: &GroupKind) -> bool {
        (kind.group.as_str(), kind.kind.as_str()) == self.kind()
    }

    /// Whether its objects may be in any namespace.
    pub(super) fn is_anywhere(self) -> bool {
        self != Self::Agents
    }

    /// Where they are as a rule, if not where the fabric is.
    pub(super) fn usual_namespace(self) -> Option<&'static str> {
        match self {
            Self::Applications => Some("argocd"),
            Self::Kustomizations | Self::Repositories => Some("flux-system"),
            Self::Agents => None,
        }
    }

    /// Whose objects they are, where they are an applier's.
    pub(super) fn applier(self) -> Option<Applier> {
        match self {
            Self::Applications => Some(Applier::Argo),
            Self::Kustomizations | Self::Repositories => Some(Applier::Flux),
            Self::Agents => None,
        }
    }
}

/// A kind that may not be read.
#[derive(Clone, Debug)]
pub(super) struct Denied {
    pub(super) what: What,
    pub(super) missing: Vec<String>,
}

impl Denied {
    pub(super) fn of(what: What, kind: &ServedKind, namespaces: &[String]) -> Self {
        let first = namespaces.first().map(String::as_str);
        let namespace = what.usual_namespace().or(first).unwrap_or("default");
        let missing = ["list", "watch"].map(|verb| {
            format!("{verb} {}.{} in namespace {namespace}", kind.plural, kind.kind.group)
        });
        Self { what, missing: missing.to_vec() }
    }
}

/// What is kept of an object.
#[derive(Clone, Debug)]
pub(super) enum Kept {
    Application(Vec<Says>),
    Kustomization(Kustomization),
    Repository(Repository),
    Agent(Agent),
}

/// A namespace and a name.
type Name = (String, String);

/// A kind that is followed.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) what: What,
    pub(super) unit: Unit,
    /// Whether it was listed whole.
    is_listed: bool,
    /// Why nothing is known of it.
    pub(super) away: Option<String>,
    pub(super) objects: BTreeMap<Name, Kept>,
    /// Those that were in the list that is being read.
    listing: BTreeSet<Name>,
    /// Whether there are more than are kept.
    pub(super) is_too_many: bool,
}

impl Part {
    pub(super) fn new(what: What, unit: Unit) -> Self {
        Self {
            what,
            unit,
            is_listed: false,
            away: None,
            objects: BTreeMap::new(),
            listing: BTreeSet::new(),
            is_too_many: false,
        }
    }

    /// Whether it is known, or known why not.
    pub(super) fn is_settled(&self) -> bool {
        self.is_listed || self.away.is_some()
    }

    fn here(&mut self, seen: &Observed, origin: &Origin<'_>) -> Name {
        let name = name_of(seen);
        match kept(self.what, seen, origin) {
            Some(kept) if self.objects.len() < MOST || self.objects.contains_key(&name) => {
                self.objects.insert(name.clone(), kept);
            }
            Some(_) => self.is_too_many = true,
            None => {
                self.objects.remove(&name);
            }
        }
        name
    }
}

fn name_of(seen: &Observed) -> Name {
    (seen.identity.namespace.clone(), seen.identity.name.clone())
}

/// What is kept of an object; nothing of one that has nothing to do with the fabric.
fn kept(what: What, seen: &Observed, origin: &Origin<'_>) -> Option<Kept> {
    let status = seen.status.as_ref();
    match what {
        What::Applications => {
            let mut says = application(&seen.object, status);
            says.retain(|it| points_at(it, origin) != Err(None));
            (!says.is_empty()).then_some(Kept::Application(says))
        }
        What::Kustomizations => kustomization(&seen.object, status).map(Kept::Kustomization),
        What::Repositories => repository(&seen.object, status).map(Kept::Repository),
        What::Agents => agent(&seen.object, status).map(Kept::Agent),
    }
}

/// Takes in what was told.
pub(super) fn take(parts: &mut [Part], seen: Seen, origin: &Origin<'_>) {
    let (Seen::Begun(place)
    | Seen::Some(place, ..)
    | Seen::Listed(place, ..)
    | Seen::Told(place, _)
    | Seen::Back(place)
    | Seen::Away(place, _)) = &seen;
    let Some(part) = parts.get_mut(*place) else { return };
    match seen {
        Seen::Begun(_) => {
            part.listing.clear();
            part.is_too_many = false;
        }
        Seen::Some(_, objects, _) => {
            for object in &objects {
                let name = part.here(object, origin);
                part.listing.insert(name);
            }
        }
        Seen::Listed(..) => {
            let listed = std::mem::take(&mut part.listing);
            part.objects.retain(|name, _| listed.contains(name));
            (part.is_listed, part.away) = (true, None);
        }
        Seen::Told(_, told) => {
            match told {
                Told::Here(object) => drop(part.here(&object, origin)),
                Told::Gone(object) => drop(part.objects.remove(&name_of(&object))),
                Told::Bookmark(_) => {}
            }
            part.away = None;
        }
        Seen::Back(_) => part.away = None,
        Seen::Away(_, problem) => part.away = Some(problem),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use hedgerow_model::Identity;
    use serde_json::json;

    use super::*;

    const ORIGIN: Origin<'static> =
        Origin { url: "https://git.example/n", branch: "main", folder: "dc", server: "https://s" };

    fn part() -> Part {
        let kind = ServedKind {
            kind: GroupKind::new("argoproj.io", "Application"),
            version: "v1alpha1".into(),
            plural: "applications".into(),
            namespaced: true,
            versions: vec!["v1alpha1".into()],
            verbs: Vec::new(),
        };
        Part::new(What::Applications, Unit { kind: kind.everywhere(), namespace: String::new() })
    }

    fn application(namespace: &str, name: &str, path: &str) -> Observed {
        let source = json!({"repoURL": ORIGIN.url, "targetRevision": "main", "path": path});
        let id = Identity::new("argoproj.io", "Application", name);
        Observed {
            identity: Identity { namespace: namespace.into(), ..id },
            version: "v1alpha1".into(),
            uid: "u".into(),
            resource_version: "1".into(),
            generation: None,
            object: json!({"metadata": {"name": name, "namespace": namespace}, "spec": {"source": source}}),
            status: None,
        }
    }

    fn names(parts: &[Part]) -> Vec<String> {
        parts[0].objects.keys().map(|(namespace, name)| format!("{namespace}/{name}")).collect()
    }

    #[test]
    fn what_a_list_no_longer_has_is_gone_and_what_is_not_the_fabric_s_is_not_kept() {
        let mut parts = [part()];
        let mut tell = |seen| {
            take(&mut parts, seen, &ORIGIN);
            (names(&parts), parts[0].is_settled())
        };
        let listed = || Seen::Listed(0, "1".into(), HashSet::new());
        tell(Seen::Begun(0));
        let some = vec![
            application("a", "x", "dc"),
            application("b", "x", "dc"),
            application("a", "y", "other"),
        ];
        assert!(!tell(Seen::Some(0, some, None)).1, "half a list is no list");
        assert_eq!(tell(listed()), (vec!["a/x".to_owned(), "b/x".to_owned()], true));
        // A list that was begun and not read to its end does not keep what the next one has not.
        tell(Seen::Begun(0));
        tell(Seen::Some(0, vec![application("a", "x", "dc")], None));
        tell(Seen::Begun(0));
        tell(Seen::Some(0, vec![application("b", "x", "dc")], None));
        assert_eq!(tell(listed()).0, ["b/x"]);
        let moved = Told::Here(Box::new(application("b", "x", "other")));
        assert!(tell(Seen::Told(0, moved)).0.is_empty());
        tell(Seen::Told(0, Told::Here(Box::new(application("a", "z", "dc")))));
        assert_eq!(tell(Seen::Away(0, "forbidden".into())).0, ["a/z"]);
        assert_eq!(parts[0].away.as_deref(), Some("forbidden"));
        take(&mut parts, Seen::Back(0), &ORIGIN);
        take(&mut parts, Seen::Told(0, Told::Gone(Box::new(application("a", "z", "dc")))), &ORIGIN);
        assert!(parts[0].objects.is_empty() && parts[0].away.is_none());
        take(&mut parts, Seen::Back(7), &ORIGIN);
    }
}
