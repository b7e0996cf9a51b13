//! What happens, for live views.

use hedgerow_model::{ChangeState, RunKind, RunState};
use serde::{Deserialize, Serialize};

use super::Scope;

/// How many resources an event names.
pub const NAMED: usize = 200;

/// Something that happened, for live views.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A step of a run began.
    Progress {
        /// The fabric, when it is about one.
        fabric: Option<String>,
        /// What is being done.
        step: String,
        /// How far, when known.
        done: Option<u64>,
        /// Of how many.
        total: Option<u64>,
    },
    /// A fabric's desired state changed, or what the rules say of it.
    Ingested {
        /// The fabric.
        fabric: String,
        /// The commit.
        commit: String,
        /// The resources that are new, changed, gone or judged otherwise, as `KIND/NAME` or
        /// `KIND/NAMESPACE/NAME`; at most 200.
        resources: Vec<String>,
        /// Whether there are more than those: whatever is shown must be asked for again.
        more: bool,
    },
    /// Fabrics agree with a newer commit of their branch, which changes nothing of them.
    Carried {
        /// The fabrics.
        fabrics: Vec<String>,
        /// The commit.
        commit: String,
    },
    /// A change moved to another state, was approved or edited.
    Change {
        /// Its id.
        id: String,
        /// What people call it.
        change: String,
        /// The fabric.
        fabric: String,
        /// The state.
        state: ChangeState,
        /// The resources it has drafts of, as `KIND/NAME` or `KIND/NAMESPACE/NAME`; at most 200.
        resources: Vec<String>,
        /// Whether there are more than those.
        more: bool,
    },
    /// Drafts were saved or thrown away.
    Drafts {
        /// The fabric.
        fabric: String,
        /// The change's id.
        id: String,
        /// What people call it.
        change: String,
        /// The resources, as `KIND/NAME` or `KIND/NAMESPACE/NAME`; at most 200.
        resources: Vec<String>,
        /// Whether there are more than those.
        more: bool,
        /// The name of who did it.
        author: String,
    },
    /// Conflicts were opened, resolved or superseded.
    Conflicts {
        /// The fabric.
        fabric: String,
        /// The resources they are about, as `KIND/NAME` or `KIND/NAMESPACE/NAME`; at most 200.
        resources: Vec<String>,
        /// Whether there are more than those.
        more: bool,
    },
    /// What a fabric's cluster has is another, how that stands to Git, or whether it is known.
    Cluster {
        /// The fabric.
        fabric: String,
        /// The resources, as `KIND/NAME` or `KIND/NAMESPACE/NAME`; at most 200.
        resources: Vec<String>,
        /// Whether there are more than those.
        more: bool,
    },
    /// An applier undid edits in a fabric's cluster.
    Undone {
        /// The fabric.
        fabric: String,
        /// The resources, as `KIND/NAME` or `KIND/NAMESPACE/NAME`; at most 200.
        resources: Vec<String>,
        /// Whether there are more than those.
        more: bool,
    },
    /// A run began, continued to another state, or ended.
    Run {
        /// Its number.
        id: i64,
        /// What it does.
        kind: RunKind,
        /// The fabrics it is about.
        fabrics: Vec<String>,
        /// Where it is.
        state: RunState,
    },
    /// A fabric was connected, disconnected, or its settings or its remote's answer changed.
    Fabric {
        /// The fabric.
        fabric: String,
    },
    /// A filter of a list was shared, changed or removed.
    Filters {
        /// The fabric that it is a list of; absent for lists of all fabrics.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fabric: Option<String>,
    },
    /// A repository was connected or disconnected, began or ceased to answer.
    Repository {
        /// The repository.
        repository: String,
        /// The fabrics that use it.
        fabrics: Vec<String>,
        /// Why it does not answer or takes nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        problem: Option<String>,
    },
}

/// The resources that an event names, and whether there are more: each once, in the order of their names.
pub(crate) fn named(resources: impl IntoIterator<Item = String>) -> (Vec<String>, bool) {
    let mut names: Vec<String> = resources.into_iter().collect();
    names.sort_unstable();
    names.dedup();
    let more = names.len() > NAMED;
    names.truncate(NAMED);
    (names, more)
}

impl Event {
    /// A step that began, without figures.
    pub(crate) fn progress(fabric: Option<&str>, step: &str) -> Self {
        let (fabric, step) = (fabric.map(str::to_owned), step.to_owned());
        Self::Progress { fabric, step, done: None, total: None }
    }

    /// The word for it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Progress { .. } => "progress",
            Self::Ingested { .. } => "ingested",
            Self::Carried { .. } => "carried",
            Self::Change { .. } => "change",
            Self::Drafts { .. } => "drafts",
            Self::Conflicts { .. } => "conflicts",
            Self::Cluster { .. } => "cluster",
            Self::Undone { .. } => "undone",
            Self::Run { .. } => "run",
            Self::Fabric { .. } => "fabric",
            Self::Filters { .. } => "filters",
            Self::Repository { .. } => "repository",
        }
    }

    /// The one fabric that it is about.
    pub(crate) fn fabric(&self) -> Option<&str> {
        match self {
            Self::Progress { fabric, .. } | Self::Filters { fabric } => fabric.as_deref(),
            Self::Ingested { fabric, .. }
            | Self::Change { fabric, .. }
            | Self::Drafts { fabric, .. }
            | Self::Conflicts { fabric, .. }
            | Self::Cluster { fabric, .. }
            | Self::Undone { fabric, .. }
            | Self::Fabric { fabric } => Some(fabric),
            Self::Carried { .. } | Self::Run { .. } | Self::Repository { .. } => None,
        }
    }

    /// What of it a listener may know; `None` where that is nothing. What is about no fabric is for
    /// those who may know of all.
    #[must_use]
    pub fn within(&self, scope: &Scope) -> Option<Self> {
        let Scope::Fabrics(known) = scope else { return Some(self.clone()) };
        let mut event = self.clone();
        let visible = match &mut event {
            Self::Progress { fabric, .. } => fabric.as_ref().is_some_and(|f| known.contains(f)),
            // One of a list of all fabrics names none.
            Self::Filters { fabric } => fabric.as_ref().is_none_or(|f| known.contains(f)),
            Self::Ingested { fabric, .. }
            | Self::Change { fabric, .. }
            | Self::Drafts { fabric, .. }
            | Self::Conflicts { fabric, .. }
            | Self::Cluster { fabric, .. }
            | Self::Undone { fabric, .. }
            | Self::Fabric { fabric } => known.contains(fabric),
            Self::Carried { fabrics, .. }
            | Self::Run { fabrics, .. }
            | Self::Repository { fabrics, .. } => {
                fabrics.retain(|fabric| known.contains(fabric));
                !fabrics.is_empty()
            }
        };
        visible.then_some(event)
    }

    /// Whether it is about this fabric, or about none in particular.
    #[must_use]
    pub fn concerns(&self, wanted: &str) -> bool {
        match self {
            Self::Progress { fabric, .. } | Self::Filters { fabric } => {
                fabric.as_ref().is_none_or(|fabric| fabric == wanted)
            }
            Self::Ingested { fabric, .. }
            | Self::Change { fabric, .. }
            | Self::Drafts { fabric, .. }
            | Self::Conflicts { fabric, .. }
            | Self::Cluster { fabric, .. }
            | Self::Undone { fabric, .. }
            | Self::Fabric { fabric } => fabric == wanted,
            Self::Carried { fabrics, .. }
            | Self::Run { fabrics, .. }
            | Self::Repository { fabrics, .. } => {
                fabrics.is_empty() || fabrics.iter().any(|fabric| fabric == wanted)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(names: &[&str]) -> Scope {
        Scope::Fabrics(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn nobody_hears_of_a_fabric_they_may_not_know_of() {
        let conflicts = Event::Conflicts { fabric: "a".into(), resources: vec![], more: false };
        assert_eq!(conflicts.within(&Scope::All), Some(conflicts.clone()));
        assert_eq!(conflicts.within(&scope(&["a"])), Some(conflicts.clone()));
        assert_eq!(conflicts.within(&scope(&["b"])), None);
        let run = |fabrics: &[&str]| Event::Run {
            id: 1,
            kind: RunKind::Publish,
            fabrics: fabrics.iter().map(|&name| name.to_owned()).collect(),
            state: RunState::Merging,
        };
        assert_eq!(run(&["a", "b"]).within(&scope(&["b", "c"])), Some(run(&["b"])));
        assert_eq!(run(&["a"]).within(&scope(&["b"])), None);
        let whole = Event::Progress { fabric: None, step: "x".into(), done: None, total: None };
        assert_eq!(whole.within(&scope(&["a"])), None);
        let filters = |fabric: Option<&str>| Event::Filters { fabric: fabric.map(str::to_owned) };
        assert_eq!(filters(Some("a")).within(&scope(&["b"])), None);
        assert_eq!(filters(None).within(&scope(&["b"])), Some(filters(None)));
    }

    #[test]
    fn an_event_names_each_resource_once_and_says_when_there_are_more() {
        let twice = ["VPC/b", "VPC/a", "VPC/b"].map(str::to_owned);
        assert_eq!(named(twice), (vec!["VPC/a".to_owned(), "VPC/b".to_owned()], false));
        let many = |count: usize| named((0..count).map(|number| format!("VPC/{number:04}")));
        assert_eq!((many(NAMED).0.len(), many(NAMED).1), (NAMED, false));
        assert_eq!((many(NAMED + 1).0.len(), many(NAMED + 1).1), (NAMED, true));
    }

    #[test]
    fn a_listener_to_one_fabric_hears_nothing_of_another() {
        let of = |fabric: &str| Event::Fabric { fabric: fabric.to_owned() };
        assert!(of("a").concerns("a"));
        assert!(!of("b").concerns("a"));
        let whole = Event::Progress { fabric: None, step: "x".into(), done: None, total: None };
        assert!(whole.concerns("a"));
    }
}
