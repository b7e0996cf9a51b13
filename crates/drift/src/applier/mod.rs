//! What follows from what Argo CD and Flux say of themselves.
//!
//! Which of their objects brings a fabric's directory is told by where it points, never by its name; that it applied a
//! commit counts only for a commit of the fabric's branch.

mod address;
mod argo;
mod flux;
mod waiting;

use hedgerow_model::{AppliedBy, Applier, ApplierStanding, NotTheOne, RefusedThere};
use serde_json::Value as Json;

pub use address::same_address;
pub use argo::application;
pub use flux::{Kustomization, Repository, joined, kustomization, repository};
pub use waiting::waiting_for;

/// The most resources of which an applier says that it could not apply them.
const REFUSED: usize = 100;

/// The longest sentence of an applier that is repeated, in characters.
const LONGEST: usize = 500;

/// Where a fabric's resources are in Git, and the cluster they are for.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The address of the repository.
    pub url: &'a str,
    /// The branch.
    pub branch: &'a str,
    /// The folder with the resources.
    pub folder: &'a str,
    /// The address of the cluster's API.
    pub server: &'a str,
}

/// What of a repository is pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A branch.
    Branch(String),
    /// The branch that the repository has as its first.
    First,
    /// Something that does not move along with a branch.
    Other(String),
}

/// Into which cluster resources are brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The one that the object itself is in.
    Here,
    /// The one with this name or address.
    Named(String),
}

/// What an Application or Kustomization says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Says {
    /// Whose object it is.
    pub applier: Applier,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The repository that it points at.
    pub url: String,
    /// What of it.
    pub reference: Reference,
    /// The folder.
    pub path: String,
    /// Whether it brings what is in folders below as well.
    pub recurses: bool,
    /// Into which cluster.
    pub target: Target,
    /// Whether what it says is about where it points now.
    pub is_current: bool,
    /// The commit that it applied, as far as it says.
    pub applied: Option<String>,
    /// When.
    pub applied_at: Option<String>,
    /// The commit that it wants to apply.
    pub wanted: Option<String>,
    /// How it calls its state.
    pub says: Option<String>,
    /// What it says is wrong.
    pub problem: Option<String>,
    /// Whether that keeps it from applying.
    pub is_failing: bool,
    /// Whether it is at it.
    pub is_running: bool,
    /// Whether it does nothing by itself.
    pub suspended: bool,
    /// Whether it puts back what is changed in the cluster.
    pub self_heals: bool,
    /// Whether it deletes.
    pub prunes: bool,
    /// What it could not apply.
    pub refused: Vec<RefusedThere>,
}

/// How a commit stands to what Git has of a fabric now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It is the head of the branch.
    Head,
    /// It is an earlier one, and nothing of the fabric's folder changed since.
    Level,
    /// It is an earlier one.
    Earlier,
    /// It is known, and not in the branch.
    Elsewhere,
    /// Nothing is known of it.
    NotRead,
}

/// Why an object is not the one of a fabric: nothing where it is about something else altogether.
pub type Not = Option<NotTheOne>;

/// Whether an object brings a fabric's folder to its cluster, by where it points; with whether it reads Git at another
/// address, so that only its commits can tell that it is the same repository.
///
/// # Errors
/// Where it does not.
pub fn points_at(says: &Says, origin: &Origin<'_>) -> Result<bool, Not> {
    let (path, folder) = (plain(&says.path), plain(origin.folder));
    let is_above = path.is_empty()
        || folder.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'));
    let other_address = !same_address(&says.url, origin.url);
    if path != folder && !(is_above && says.recurses) {
        return Err(None);
    }
    let not = |why: String| {
        let Says { applier, namespace, name, .. } = says.clone();
        Err(Some(NotTheOne { applier, namespace, name, why }))
    };
    if let Target::Named(target) = &says.target
        && !same_address(target, origin.server)
    {
        // Of another repository and another cluster: it only has a folder of the same name.
        if other_address {
            return Err(None);
        }
        return not(format!("it brings this directory to another cluster, `{target}`"));
    }
    match &says.reference {
        Reference::First => Ok(other_address),
        Reference::Branch(branch) if branch == origin.branch => Ok(other_address),
        _ if other_address => Err(None),
        Reference::Branch(branch) => not(format!(
            "it brings this directory from branch `{branch}`, and the fabric is in `{}`",
            origin.branch
        )),
        Reference::Other(what) => not(format!(
            "it is pointed at `{what}`, and does not follow branch `{}`",
            origin.branch
        )),
    }
}

/// What is concluded of an object that points at a fabric's folder. `relation` is how the commit that it applied stands to
/// `head`, which Git has now; nothing where it applied none.
///
/// # Errors
/// Where it is not the one after all: it reads Git elsewhere, and no commit shows that to be the same repository.
pub fn conclude(
    says: &Says,
    other_address: bool,
    relation: Option<Relation>,
    head: Option<&str>,
) -> Result<AppliedBy, NotTheOne> {
    let is_proven = matches!(relation, Some(Relation::Head | Relation::Level | Relation::Earlier));
    let doubtful = other_address || says.reference == Reference::First;
    if doubtful && !is_proven {
        let url = &says.url;
        return Err(NotTheOne {
            applier: says.applier,
            namespace: says.namespace.clone(),
            name: says.name.clone(),
            why: format!(
                "it reads {} at {url}, and no commit of it shows that this is the fabric's branch",
                if says.reference == Reference::First { "the first branch" } else { "Git" }
            ),
        });
    }
    let (standing, sentence) = standing(says, relation, head);
    Ok(AppliedBy {
        applier: says.applier,
        namespace: says.namespace.clone(),
        name: says.name.clone(),
        standing,
        sentence,
        commit: says.applied.clone(),
        applied_at: says.applied_at.clone(),
        says: says.says.clone(),
        problem: says.problem.clone(),
        suspended: says.suspended,
        self_heals: says.self_heals,
        prunes: says.prunes,
        other_address,
        refused: says.refused.clone(),
    })
}

fn standing(
    says: &Says,
    relation: Option<Relation>,
    head: Option<&str>,
) -> (ApplierStanding, String) {
    let who = says.applier.title();
    let applied = says.applied.as_deref().map(short);
    let head = head.map_or_else(|| "nothing".to_owned(), short);
    let at = says.applied_at.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
    let state = says.says.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
    let before = match (&applied, relation) {
        (Some(applied), Some(Relation::Head | Relation::Level | Relation::Earlier)) => {
            format!("; it applied {applied} before")
        }
        _ => String::new(),
    };
    if !says.is_current {
        return (
            ApplierStanding::Unknown,
            format!(
                "{who} has yet to look at what it points at now; what it said before is not about that"
            ),
        );
    }
    if says.is_failing {
        let why = says.problem.as_deref().unwrap_or("it does not say why");
        let of = match &says.wanted {
            Some(wanted) => format!(" at {}", short(wanted)),
            None => String::new(),
        };
        return (ApplierStanding::Failing, format!("{who} fails{of}: {why}{before}"));
    }
    let (Some(applied), Some(relation)) = (applied, relation) else {
        let why = match says.suspended {
            true => format!("{who} applied nothing yet and does not apply automatically{state}"),
            false => format!("{who} says of no commit that it applied it{state}"),
        };
        return (ApplierStanding::Unknown, why);
    };
    let by_hand = if says.suspended { "; it does not apply automatically" } else { "" };
    match relation {
        Relation::Head => (
            ApplierStanding::Applied,
            format!("commit {applied} applied by {who}{at}{state}{by_hand}"),
        ),
        Relation::Level => (
            ApplierStanding::Applied,
            format!(
                "commit {applied} applied by {who}{at}{state}; nothing of this directory changed up to {head}{by_hand}"
            ),
        ),
        Relation::Earlier if says.suspended => (
            ApplierStanding::Suspended,
            format!("{who} does not apply automatically: it applied {applied}{at}, Git has {head}"),
        ),
        Relation::Earlier if says.is_running => (
            ApplierStanding::Behind,
            format!("{who} is at it: it applied {applied}{at}, Git has {head}"),
        ),
        Relation::Earlier => (
            ApplierStanding::Behind,
            format!("{who} is behind: it applied {applied}{at}, Git has {head}"),
        ),
        Relation::Elsewhere => (
            ApplierStanding::Unproven,
            format!(
                "{who} says it applied {applied}{state}, which is not in the fabric's branch: that proves nothing"
            ),
        ),
        Relation::NotRead => (
            ApplierStanding::Unproven,
            format!(
                "{who} says it applied {applied}{state}, which was not read from the fabric's branch: either it is newer than the last look, or of something else"
            ),
        ),
    }
}

/// All of it in one sentence. `None`: the cluster serves neither's kinds, so there is nothing to say.
#[must_use]
pub fn in_one(appliers: &hedgerow_model::Appliers) -> Option<String> {
    let found = appliers.found.as_slice();
    if let [one] = found
        && appliers.more == 0
    {
        return Some(one.sentence.clone());
    }
    if !found.is_empty() {
        let names: Vec<String> = found
            .iter()
            .take(3)
            .map(|it| format!("{} {}/{}", it.applier.title(), it.namespace, it.name))
            .collect();
        return Some(format!(
            "{} objects bring this directory to the cluster, so that it is not known which of them applied what: {}{}",
            found.len() + appliers.more,
            names.join(", "),
            if found.len() + appliers.more > 3 { ", …" } else { "" },
        ));
    }
    if let Some(not) = appliers.not_read.first() {
        return Some(format!("what {} applied is not known: {}", not.applier.title(), not.problem));
    }
    if let Some(other) = appliers.others.first() {
        return Some(format!(
            "no applier brings this directory here; {} {}/{}: {}",
            other.applier.title(),
            other.namespace,
            other.name,
            other.why
        ));
    }
    let served: Vec<&str> = appliers.served.iter().map(|it| it.title()).collect();
    (!served.is_empty())
        .then(|| format!("nothing of {} points at this directory", served.join(" or ")))
}

/// A path without slashes at its ends and without `.`.
fn plain(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|it| !it.is_empty() && *it != ".").collect();
    parts.join("/")
}

/// As many characters of a commit as are shown everywhere.
fn short(commit: &str) -> String {
    commit.chars().take(10).collect()
}

/// A commit, where it is one: neither a version nor a word.
fn commit(text: &str) -> Option<String> {
    let is_one = matches!(text.len(), 40 | 64) && text.bytes().all(|it| it.is_ascii_hexdigit());
    is_one.then(|| text.to_ascii_lowercase())
}

/// A text of somebody else's, on one line and not too long.
fn told(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}

fn text<'j>(json: &'j Json, pointer: &str) -> Option<&'j str> {
    json.pointer(pointer).and_then(Json::as_str).filter(|it| !it.is_empty())
}

fn is(json: &Json, pointer: &str) -> bool {
    json.pointer(pointer).and_then(Json::as_bool) == Some(true)
}

#[cfg(test)]
mod tests;
