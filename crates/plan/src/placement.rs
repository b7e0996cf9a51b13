//! Which file a new resource goes to.

use std::collections::BTreeMap;

use hedgerow_model::{GroupKind, Identity, Layout, Source};
use hedgerow_schema::Catalogue;

use crate::area::{base_name, folder, prefix};

/// A document of the same kind that exists already.
#[derive(Clone, Debug)]
pub struct Sibling {
    /// The file.
    pub path: String,
    /// The namespace of the resource.
    pub namespace: String,
    /// The name of the resource.
    pub name: String,
}

/// What placing needs to know beside the identity.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The kind's plural.
    pub plural: String,
    /// Whether `managed/<plural>/` holds documents of another group.
    pub plural_taken: bool,
    /// Documents of the same kind.
    pub siblings: Vec<Sibling>,
}

impl Surroundings {
    /// Of a kind of which nothing else is there.
    #[must_use]
    pub fn alone(plural: String) -> Self {
        Self { plural, plural_taken: false, siblings: Vec::new() }
    }
}

/// The plural of a kind; of one without a schema, or whose schema names none, its name in lower case
/// with an `s`. Never empty: it is a folder's name.
#[must_use]
pub fn plural(catalogue: &Catalogue, kind: &GroupKind) -> String {
    let named = catalogue.kind(kind).map(|info| info.plural.clone());
    named
        .filter(|plural| !plural.is_empty())
        .unwrap_or_else(|| format!("{}s", kind.kind.to_lowercase()))
}

/// The path for a resource without a file. `placed` is what was given a place since the surroundings
/// were looked at: of two groups with one plural, the later one's folder says its group.
pub(crate) fn place<'p>(
    source: &Source,
    identity: &Identity,
    around: &Surroundings,
    placed: impl IntoIterator<Item = (&'p Identity, &'p str)>,
) -> String {
    let directory = prefix(&source.directory);
    match source.layout {
        Layout::Managed => managed(&directory, identity, around, placed),
        Layout::InPlace => beside(identity, &around.siblings.iter().collect::<Vec<_>>(), None)
            .unwrap_or_else(|| format!("{directory}{}/{}", around.plural, default_name(identity))),
    }
}

fn default_name(identity: &Identity) -> String {
    if identity.namespace == Identity::DEFAULT_NAMESPACE {
        format!("{}.yaml", identity.name)
    } else {
        format!("{}/{}.yaml", identity.namespace, identity.name)
    }
}

fn managed<'p>(
    directory: &str,
    identity: &Identity,
    around: &Surroundings,
    placed: impl IntoIterator<Item = (&'p Identity, &'p str)>,
) -> String {
    let all = format!("{directory}managed/");
    let shared = format!("{all}{}/", around.plural);
    let below = placed.into_iter().filter(|(_, path)| path.starts_with(&shared));
    let groups: Vec<&str> = below.map(|(placed, _)| placed.group.as_str()).collect();
    let ours = groups.contains(&identity.group.as_str())
        || around.siblings.iter().any(|sibling| sibling.path.starts_with(&shared));
    let taken = around.plural_taken || (!ours && !groups.is_empty());
    let group = if taken { format!(".{}", identity.group) } else { String::new() };
    let usual = format!("{all}{}{group}/{}", around.plural, default_name(identity));
    // Files that lie directly in managed/ are no folder that somebody chose for a kind.
    let is_beside =
        |it: &&Sibling| it.namespace == identity.namespace && folder(&it.path).starts_with(&all);
    let siblings: Vec<&Sibling> = around.siblings.iter().filter(is_beside).collect();
    beside(identity, &siblings, Some(folder(&usual))).unwrap_or(usual)
}

/// What is around a resource's name in its file's name, where the name is as a word.
fn around_name<'f>(file: &'f str, name: &str) -> Option<(&'f str, &'f str)> {
    let (before, after) = file.split_once(name)?;
    let apart = |c: Option<char>| c.is_none_or(|c| matches!(c, '-' | '_' | '.'));
    (apart(before.chars().next_back()) && apart(after.chars().next())).then_some((before, after))
}

/// The most common folder and naming of the siblings; `None` without siblings. Of two folders with as many, the `usual`
/// one.
fn beside(identity: &Identity, siblings: &[&Sibling], usual: Option<&str>) -> Option<String> {
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    let mut patterns: BTreeMap<(String, String), usize> = BTreeMap::new();
    for sibling in siblings {
        *folders.entry(folder(&sibling.path)).or_default() += 1;
        let alone = siblings.iter().filter(|other| other.path == sibling.path).count() == 1;
        if let Some((before, after)) = around_name(base_name(&sibling.path), &sibling.name)
            && alone
        {
            *patterns.entry((before.to_owned(), after.to_owned())).or_default() += 1;
        }
    }
    let rank = |(folder, count): &(&str, usize)| (*count, usual == Some(*folder), folder.len());
    let (folder, _) = folders.into_iter().max_by_key(rank)?;
    let file = match patterns.into_iter().max_by_key(|(_, count)| *count) {
        Some(((before, after), _)) => format!("{before}{}{after}", identity.name),
        None => format!("{}.yaml", identity.name),
    };
    Some(if folder.is_empty() { file } else { format!("{folder}/{file}") })
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{FabricId, QueueId, SourceId};

    use super::*;

    fn source(layout: Layout) -> Source {
        Source {
            id: SourceId(1),
            fabric_id: FabricId(1),
            queue_id: QueueId(1),
            directory: "dc".into(),
            layout,
            exclude: Vec::new(),
            ingested_commit: None,
            ingested_tree: None,
            considered_tree: None,
            policy_tree: None,
            ingested_at: None,
            reader: 0,
        }
    }

    fn around(siblings: &[(&str, &str)]) -> Surroundings {
        Surroundings {
            plural: "vpcs".into(),
            plural_taken: false,
            siblings: siblings
                .iter()
                .map(|(path, name)| Sibling {
                    path: (*path).into(),
                    namespace: Identity::DEFAULT_NAMESPACE.into(),
                    name: (*name).into(),
                })
                .collect(),
        }
    }

    #[test]
    fn a_managed_directory_has_a_folder_for_each_kind() {
        let id = Identity::new("vpc.githedgehog.com", "VPC", "a");
        let source = source(Layout::Managed);
        assert_eq!(place(&source, &id, &around(&[]), []), "dc/managed/vpcs/a.yaml");
        let other = Identity { namespace: "lab".into(), ..id.clone() };
        assert_eq!(place(&source, &other, &around(&[]), []), "dc/managed/vpcs/lab/a.yaml");
        let taken = Surroundings { plural_taken: true, ..around(&[]) };
        assert_eq!(place(&source, &id, &taken, []), "dc/managed/vpcs.vpc.githedgehog.com/a.yaml");
    }

    #[test]
    fn a_managed_directory_keeps_the_folder_that_people_chose_for_a_kind() {
        let id = Identity::new("vpc.githedgehog.com", "VPC", "new");
        let source = source(Layout::Managed);
        let cases: [(&[(&str, &str)], &str); 7] = [
            (&[("dc/managed/nets/a.yaml", "a")], "dc/managed/nets/new.yaml"),
            (
                &[("dc/managed/nets/all.yaml", "a"), ("dc/managed/nets/all.yaml", "b")],
                "dc/managed/nets/new.yaml",
            ),
            (&[("dc/managed/nets/vpc-a.yml", "a")], "dc/managed/nets/vpc-new.yml"),
            (
                &[("dc/managed/all.yaml", "a"), ("dc/managed/b.yaml", "b")],
                "dc/managed/vpcs/new.yaml",
            ),
            // What most of them do counts; of as many, the usual folder.
            (
                &[
                    ("dc/managed/nets/a.yaml", "a"),
                    ("dc/managed/nets/b.yaml", "b"),
                    ("dc/managed/vpcs/c.yaml", "c"),
                ],
                "dc/managed/nets/new.yaml",
            ),
            (
                &[("dc/managed/networks/a.yaml", "a"), ("dc/managed/vpcs/c.yaml", "c")],
                "dc/managed/vpcs/new.yaml",
            ),
            // What is not in managed/ is no neighbour there.
            (
                &[("dc/managed-by/nets/a.yaml", "a"), ("dc/raw/nets/b.yaml", "b")],
                "dc/managed/vpcs/new.yaml",
            ),
        ];
        for (siblings, path) in cases {
            assert_eq!(place(&source, &id, &around(siblings), []), path, "{siblings:?}");
        }
        let other = Identity { namespace: "lab".into(), ..id };
        let here = around(&[("dc/managed/nets/a.yaml", "a")]);
        assert_eq!(place(&source, &other, &here, []), "dc/managed/vpcs/lab/new.yaml");
    }

    #[test]
    fn in_place_a_new_file_is_named_like_its_siblings() {
        let id = Identity::new("vpc.githedgehog.com", "VPC", "new");
        let source = source(Layout::InPlace);
        let named = around(&[("dc/net/vpc-a.yml", "a"), ("dc/net/vpc-b.yml", "b")]);
        assert_eq!(place(&source, &id, &named, []), "dc/net/vpc-new.yml");
        let shared = around(&[("dc/all.yaml", "x1"), ("dc/all.yaml", "x2")]);
        assert_eq!(place(&source, &id, &shared, []), "dc/new.yaml");
        assert_eq!(place(&source, &id, &around(&[]), []), "dc/vpcs/new.yaml");
    }
}
