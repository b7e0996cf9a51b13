//! What the program is asked, and how large the cases are.

use std::path::PathBuf;

use clap::Parser;

use crate::rows::Group;

/// Measures Hedgerow beside git and PyYAML.
#[derive(Debug, Parser)]
#[command(name = "hedgerow-bench")]
pub(crate) struct Options {
    /// Only the groups whose name contains this.
    filter: Option<String>,
    /// Small sizes: whether everything still works, not how fast it is.
    #[arg(long)]
    pub(crate) quick: bool,
    /// How often each case is run (a few quick ones are run more often); the median is shown.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) runs: Option<u16>,
    /// Measures the idle server too: a minute of doing nothing.
    #[arg(long)]
    idle: bool,
    /// Measures what concerns clusters on a real API server, and beside other programs (the rigs of `cargo xtask rig`,
    /// which are built when they were not yet).
    #[arg(long)]
    pub(crate) rigs: bool,
    /// Writes every figure to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// The usual sizes (the default).
    #[arg(long, hide = true, conflicts_with = "quick")]
    full: bool,
    /// One group in this process, its rows printed as JSON.
    #[arg(long, hide = true, value_enum)]
    pub(crate) group: Option<Group>,
    /// One run of a case whose process is measured, as JSON.
    #[arg(long, hide = true)]
    pub(crate) one: Option<String>,
}

impl Options {
    /// Whether a group was asked for.
    pub(crate) fn wants(&self, group: Group) -> bool {
        if (group == Group::Idle && !self.idle) || (group.needs_rigs() && !self.rigs) {
            return false;
        }
        self.filter.as_ref().is_none_or(|filter| group.name().contains(filter.as_str()))
    }
}

/// How large the cases are.
#[derive(Clone, Debug)]
pub(crate) struct Sizes {
    /// Whether these are the sizes that the targets speak of.
    pub(crate) full: bool,
    /// How often each case is run.
    pub(crate) runs: usize,
    /// How often a quick step is repeated.
    pub(crate) repeats: usize,
    /// Resources of the smaller estate.
    pub(crate) small: usize,
    /// Resources of the larger estate.
    pub(crate) large: usize,
    /// Documents of one file.
    pub(crate) documents: [usize; 3],
    /// Documents of one file that is synced.
    pub(crate) documents_synced: usize,
    /// Bytes of a text of the hostile set.
    pub(crate) hostile_bytes: usize,
    /// Texts that are checked at once.
    pub(crate) checks: usize,
    /// Bytes of each.
    pub(crate) check_bytes: usize,
    /// Fabrics of the larger estate where it has many.
    pub(crate) fabrics: usize,
    /// Fabrics that publish at once.
    pub(crate) burst_fabrics: usize,
    /// Resources of each of them.
    pub(crate) burst_resources: usize,
    /// Changes that they publish at once.
    pub(crate) burst_changes: usize,
    /// Commits of the histories that are looked through.
    pub(crate) histories: [usize; 2],
    /// How many of them changed a resource.
    pub(crate) touches: usize,
    /// Resources of the small two-way cycle.
    pub(crate) cycle: usize,
    /// Resources of the cycles with conflicts.
    pub(crate) conflict_cycle: usize,
    /// How many of them conflict.
    pub(crate) conflicts: [usize; 3],
    /// Objects of a cluster.
    pub(crate) objects: usize,
    /// Objects that are applied.
    pub(crate) applied: usize,
    /// Repositories that an idle server polls.
    pub(crate) idle_repositories: usize,
    /// How long it is watched, in seconds.
    pub(crate) idle_seconds: u64,
    /// Iterations of what takes microseconds.
    pub(crate) iterations: usize,
}

impl Sizes {
    /// The full sizes, or small ones of the same shape.
    pub(crate) fn of(quick: bool, runs: Option<u16>) -> Self {
        let runs = runs.map(usize::from);
        if quick {
            return Self {
                full: false,
                runs: runs.unwrap_or(2),
                repeats: 2,
                small: 60,
                large: 120,
                documents: [10, 20, 40],
                documents_synced: 100,
                hostile_bytes: 8_000,
                checks: 3,
                check_bytes: 20_000,
                fabrics: 6,
                burst_fabrics: 3,
                burst_resources: 20,
                burst_changes: 12,
                histories: [20, 40],
                touches: 10,
                cycle: 10,
                conflict_cycle: 20,
                conflicts: [0, 2, 4],
                objects: 70,
                applied: 28,
                idle_repositories: 2,
                idle_seconds: 1,
                iterations: 20,
            };
        }
        Self {
            full: true,
            runs: runs.unwrap_or(5),
            repeats: 20,
            small: 10_000,
            large: 100_000,
            documents: [1_000, 10_000, 50_000],
            documents_synced: 20_000,
            hostile_bytes: 4_000_000,
            checks: 20,
            check_bytes: 1_400_000,
            fabrics: 1_000,
            burst_fabrics: 50,
            burst_resources: 200,
            burst_changes: 1_000,
            histories: [1_000, 5_000],
            touches: 200,
            cycle: 100,
            conflict_cycle: 1_000,
            conflicts: [0, 10, 50],
            objects: 10_000,
            applied: 1_000,
            idle_repositories: 20,
            idle_seconds: 60,
            iterations: 2_000,
        }
    }
}
