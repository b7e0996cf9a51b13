//! What reading a place for the first time would find, without writing anything: by the very reader of an ingest.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::{Duration, Instant};

use hedgerow_git::Oid;
use hedgerow_model::{Fabric, Finding, GroupKind, Identity, Severity, Source};
use hedgerow_schema::Catalogue;

use super::pipeline::{self, Taken};
use super::prepare::Reads;
use super::{Ingest, SourceWork, listed};
use crate::core::{Branch, blocking};
use crate::error::EngineError;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Glimpse {
    /// How many files may hold resources.
    pub(crate) files: usize,
    /// How many of them were read.
    pub(crate) read: usize,
    /// Live resources by their kind.
    pub(crate) kinds: BTreeMap<GroupKind, usize>,
    /// Resources that are in comments, and nowhere else.
    pub(crate) commented: usize,
    /// How many findings are errors, and how many are warnings.
    pub(crate) counts: (usize, usize),
    /// The first errors, and the first warnings.
    pub(crate) findings: (Vec<Finding>, Vec<Finding>),
    /// Resources that are there more than once.
    pub(crate) twice: BTreeSet<Identity>,
    live: HashSet<Identity>,
    aside: HashSet<Identity>,
}

/// What a glimpse may cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GlimpseBounds {
    /// Most files.
    pub(crate) files: usize,
    /// No file is begun after so long.
    pub(crate) time: Duration,
    /// Most findings of each severity that are kept.
    pub(crate) told: usize,
}

impl Ingest<'_> {
    /// Looks at a directory as if it were a fabric's; its kinds are those that this program knows. `source` and `fabric`
    /// are of no rows.
    pub(crate) async fn glimpse(
        &self,
        branch: &Branch,
        (source, fabric): (Source, Fabric),
        head: Oid,
        bounds: GlimpseBounds,
    ) -> Result<Glimpse, EngineError> {
        let began = Instant::now();
        let mirror = branch.mirror.clone();
        let found = blocking(move || {
            let tree = mirror.dir_tree(head, &source.directory)?;
            listed(&mirror, source, tree)
        })
        .await??;
        let job = SourceWork {
            source: found.source,
            fabric,
            catalogue: Catalogue::builtin(),
            changes: found.changes,
            whole: true,
            first: true,
            tree: found.tree,
            anew: HashSet::new(),
        };
        let plan = self.plan(&mut Reads::Store(&self.store), branch, &job, head).await?;
        let mut glimpse = Glimpse { files: plan.wanted.len(), ..Glimpse::default() };
        for finding in plan.findings {
            glimpse.note(finding, bounds.told);
        }
        let wanted = plan.wanted.into_iter().take(bounds.files).collect();
        let mut files = pipeline::start(self.reading(branch, &job), wanted);
        while began.elapsed() < bounds.time
            && let Some(taken) = files.next().await
        {
            glimpse.take(taken.map_err(EngineError::Internal)?, bounds.told);
        }
        glimpse.end();
        Ok(glimpse)
    }
}

impl Glimpse {
    /// Whether all files were read.
    pub(crate) fn is_whole(&self) -> bool {
        self.read == self.files
    }

    fn take(&mut self, Taken { parsed, .. }: Taken, told: usize) {
        self.read += 1;
        for document in parsed.live {
            let identity = document.identity;
            if self.live.contains(&identity) {
                self.twice.insert(identity);
                continue;
            }
            *self.kinds.entry(identity.group_kind()).or_default() += 1;
            self.live.insert(identity);
        }
        self.aside.extend(parsed.commented.into_iter().map(|document| document.identity));
        for finding in parsed.findings {
            self.note(finding, told);
        }
    }

    fn note(&mut self, finding: Finding, told: usize) {
        let (count, kept) = match finding.severity {
            Severity::Error => (&mut self.counts.0, &mut self.findings.0),
            Severity::Warning => (&mut self.counts.1, &mut self.findings.1),
            Severity::Info => return,
        };
        *count += 1;
        // Files arrive in no particular order: the first by their place are kept.
        let place = |it: &Finding| (it.path.clone(), it.line, it.message.clone());
        let at = kept.partition_point(|it| place(it) <= place(&finding));
        if at < told {
            kept.insert(at, finding);
            kept.truncate(told);
        }
    }

    fn end(&mut self) {
        // A live document of the same identity wins.
        self.commented = self.aside.difference(&self.live).count();
        self.aside = HashSet::new();
        self.live = HashSet::new();
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::rule;
    use hedgerow_plan::parse_file;

    use super::*;

    fn taken(path: &str, text: &str) -> Taken {
        let parsed = parse_file(path, text.as_bytes().to_vec(), &Catalogue::builtin());
        Taken { path: path.to_owned(), blob: Oid::EMPTY_TREE, parsed }
    }

    fn thing(name: &str) -> String {
        format!(
            "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: {name}\nspec:\n  mode: l2vni\n"
        )
    }

    #[test]
    fn each_resource_counts_once_and_what_stands_twice_is_named() {
        let mut glimpse = Glimpse { files: 3, ..Glimpse::default() };
        glimpse.take(taken("a.yaml", &thing("a")), 9);
        glimpse.take(taken("b.yaml", &format!("{}---\n{}", thing("a"), thing("b"))), 9);
        let aside: String = thing("a").lines().map(|line| format!("# {line}\n")).collect();
        let other: String = thing("c").lines().map(|line| format!("# {line}\n")).collect();
        assert!(!glimpse.is_whole());
        glimpse.take(taken("c.yaml", &format!("{aside}---\n{other}")), 9);
        glimpse.end();
        assert!(glimpse.is_whole());
        assert_eq!(glimpse.kinds.values().copied().collect::<Vec<_>>(), [2]);
        assert_eq!(glimpse.commented, 1, "the one that is live too does not count");
        let twice: Vec<&str> = glimpse.twice.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(twice, ["a"]);
    }

    #[test]
    fn the_first_findings_by_their_place_are_kept_and_all_are_counted() {
        let mut glimpse = Glimpse::default();
        let of = |path: &str, severity| Finding::of_file(path, severity, rule::YAML, "odd");
        for path in ["d", "b", "c", "a"] {
            glimpse.note(of(path, Severity::Error), 2);
        }
        glimpse.note(of("x", Severity::Warning), 2);
        glimpse.note(of("y", Severity::Info), 2);
        assert_eq!(glimpse.counts, (4, 1));
        let paths = |all: &[Finding]| all.iter().map(|it| it.path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&glimpse.findings.0), ["a", "b"]);
        assert_eq!(paths(&glimpse.findings.1), ["x"]);
    }
}
