//! The rows of the report, one file per group.

mod appliers;
mod apply;
mod blame;
mod burst;
mod changed_file;
mod checks;
mod cluster;
mod conflicts;
mod cycle;
mod documents;
mod first_ingest;
mod idle;
mod merge;
mod merge_process;
mod publish;
mod races;
mod reading;
mod references;
mod rules;

use anyhow::Result;
use clap::ValueEnum;
use serde::Deserialize;

use crate::options::Sizes;
use crate::row::Row;

/// Rows that share what they are measured on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Group {
    /// Reading YAML and validating objects.
    Reading,
    /// Three-way merges of one resource.
    Merge,
    /// Files of many documents, and the hostile set.
    Documents,
    /// The first ingest of an estate.
    FirstIngest,
    /// The ingest of one changed file.
    ChangedFile,
    /// A resource in full, and the ingest of one deletion.
    References,
    /// Who set each field of a resource.
    Blame,
    /// The rules over a whole fabric.
    Rules,
    /// The publish of one change.
    Publish,
    /// Publishes against others who push without a pause.
    Races,
    /// Many changes published at once.
    Burst,
    /// The two-way cycle of a small fabric.
    Cycle,
    /// The two-way cycle with conflicts.
    Conflicts,
    /// Many large texts checked at once.
    Checks,
    /// A fabric in a cluster that is followed.
    Cluster,
    /// Objects applied to a cluster.
    Apply,
    /// Beside Argo CD and Flux.
    Appliers,
    /// A server with nothing to do.
    Idle,
}

impl Group {
    /// Every group, in the order of the report.
    pub(crate) const ALL: [Self; 18] = [
        Self::Reading,
        Self::Merge,
        Self::Documents,
        Self::FirstIngest,
        Self::ChangedFile,
        Self::References,
        Self::Blame,
        Self::Rules,
        Self::Publish,
        Self::Races,
        Self::Burst,
        Self::Cycle,
        Self::Conflicts,
        Self::Checks,
        Self::Cluster,
        Self::Apply,
        Self::Appliers,
        Self::Idle,
    ];

    /// What it is called on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Merge => "merge",
            Self::Documents => "documents",
            Self::FirstIngest => "first-ingest",
            Self::ChangedFile => "changed-file",
            Self::References => "references",
            Self::Blame => "blame",
            Self::Rules => "rules",
            Self::Publish => "publish",
            Self::Races => "races",
            Self::Burst => "burst",
            Self::Cycle => "cycle",
            Self::Conflicts => "conflicts",
            Self::Checks => "checks",
            Self::Cluster => "cluster",
            Self::Apply => "apply",
            Self::Appliers => "appliers",
            Self::Idle => "idle",
        }
    }

    /// Whether it needs a counterpart that takes minutes to build.
    pub(crate) fn needs_rigs(self) -> bool {
        matches!(self, Self::Apply | Self::Appliers)
    }

    /// Measures it in this process.
    pub(crate) fn measure(self, sizes: &Sizes) -> Result<Vec<Row>> {
        match self {
            Self::Reading => reading::measure(sizes),
            Self::Merge => merge::measure(sizes),
            Self::Documents => documents::measure(sizes),
            Self::FirstIngest => first_ingest::measure(sizes),
            Self::ChangedFile => changed_file::measure(sizes),
            Self::References => references::measure(sizes),
            Self::Blame => blame::measure(sizes),
            Self::Rules => rules::measure(sizes),
            Self::Publish => publish::measure(sizes),
            Self::Races => races::measure(sizes),
            Self::Burst => burst::measure(sizes),
            Self::Cycle => cycle::measure(sizes),
            Self::Conflicts => conflicts::measure(sizes),
            Self::Checks => checks::measure(sizes),
            Self::Cluster => cluster::measure(sizes),
            Self::Apply => apply::measure(sizes),
            Self::Appliers => appliers::measure(sizes),
            Self::Idle => idle::measure(sizes),
        }
    }
}

/// One run of a case that wants a process to itself; gives its figures as JSON.
pub(crate) fn once(case: &str) -> Result<String> {
    match serde_json::from_str(case)? {
        Once::FirstIngest(case) => first_ingest::once(case),
        Once::Cluster(case) => cluster::once(&case),
        Once::Beside(case) => appliers::once(&case),
    }
}

/// A case that wants a process to itself.
#[derive(Deserialize)]
enum Once {
    FirstIngest(first_ingest::Case),
    Cluster(cluster::Case),
    Beside(appliers::Case),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_knows_each_group_by_its_name() {
        for group in Group::ALL {
            assert_eq!(Group::from_str(group.name(), false), Ok(group));
        }
    }
}
