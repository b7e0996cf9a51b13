//! A row of the report: what was measured, beside what, against which target.

use serde::{Deserialize, Serialize};

use crate::measure::Sample;

/// A figure with its spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figure {
    /// The median.
    pub(crate) median: f64,
    /// The smallest of the runs.
    pub(crate) least: f64,
    /// The largest of the runs.
    pub(crate) most: f64,
    /// How many runs there were.
    pub(crate) runs: usize,
}

impl From<&Sample> for Figure {
    fn from(sample: &Sample) -> Self {
        Self {
            median: sample.median(),
            least: sample.least(),
            most: sample.most(),
            runs: sample.count(),
        }
    }
}

/// What a figure is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Unit {
    /// Milliseconds.
    #[serde(rename = "ms")]
    Milliseconds,
    /// Microseconds.
    #[serde(rename = "us")]
    Microseconds,
    /// Megabytes, of a million bytes.
    #[serde(rename = "MB")]
    Megabytes,
    /// Megabytes in a second: more is better.
    #[serde(rename = "MB/s")]
    Throughput,
    /// Percent of a core.
    #[serde(rename = "% of a core")]
    Core,
    /// A number of things.
    #[serde(rename = "count")]
    Count,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// At most so much, in the figure's unit.
    AtMost(f64),
    /// At most this share of the anchor.
    OfAnchor(f64),
}

/// What a figure is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Anchor {
    /// What was done.
    pub(crate) what: String,
    /// Its figure, in the row's unit; `None` when it cannot be had here.
    pub(crate) figure: Option<Figure>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    /// What was done.
    pub(crate) work: String,
    /// What it took.
    pub(crate) measured: Figure,
    /// In what.
    pub(crate) unit: Unit,
    /// What it is compared with.
    pub(crate) anchor: Option<Anchor>,
    /// What it should take. Only rows of the full sizes have one.
    pub(crate) target: Option<Target>,
    /// How it was measured, where that is not plain; and where its time went.
    pub(crate) note: String,
}

impl Row {
    /// A row without anchor and target.
    pub(crate) fn new(work: impl Into<String>, unit: Unit, sample: &Sample) -> Self {
        Self {
            work: work.into(),
            measured: sample.into(),
            unit,
            anchor: None,
            target: None,
            note: String::new(),
        }
    }

    /// Compared with this.
    pub(crate) fn beside(mut self, what: impl Into<String>, sample: &Sample) -> Self {
        self.anchor = Some(Anchor { what: what.into(), figure: Some(sample.into()) });
        self
    }

    /// Compared with this where it could be measured; `None` says that it is absent here.
    pub(crate) fn beside_if(self, what: impl Into<String>, sample: Option<&Sample>) -> Self {
        match sample {
            Some(sample) => self.beside(what, sample),
            None => Self { anchor: Some(Anchor { what: what.into(), figure: None }), ..self },
        }
    }

    /// With a target, where the sizes are those it speaks of.
    pub(crate) fn target(mut self, full: bool, target: Target) -> Self {
        self.target = full.then_some(target);
        self
    }

    /// With a word on how it was measured.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// The measured median over the anchor's.
    pub(crate) fn ratio(&self) -> Option<f64> {
        let anchor = self.anchor.as_ref()?.figure.as_ref()?.median;
        (anchor > 0.0).then(|| self.measured.median / anchor)
    }

    /// Whether the target is met; `None` without one, or without the anchor that it needs.
    pub(crate) fn met(&self) -> Option<bool> {
        match self.target? {
            Target::AtMost(most) => Some(self.measured.median <= most),
            Target::OfAnchor(share) => self.ratio().map(|ratio| ratio <= share),
        }
    }
}

/// Everything that one run of the program measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    /// Whether the sizes were small: then the figures say nothing.
    pub(crate) quick: bool,
    /// Whether the program was built with optimisation.
    pub(crate) optimised: bool,
    /// Cores of the machine.
    pub(crate) cores: usize,
    /// The version of git, the anchor and the one that Hedgerow used.
    pub(crate) git: String,
    /// Python and PyYAML, where there.
    pub(crate) pyyaml: Option<String>,
    /// The rows.
    pub(crate) rows: Vec<Row>,
}

impl Report {
    /// A report without rows.
    pub(crate) fn begin(quick: bool) -> Self {
        Self {
            quick,
            optimised: !cfg!(debug_assertions),
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            git: crate::anchor::git::version(),
            pyyaml: crate::anchor::pyyaml::version(),
            rows: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(measured: f64, anchor: f64) -> Row {
        let sample = |value: f64| Sample::from_iter([value]);
        Row::new("work", Unit::Milliseconds, &sample(measured)).beside("anchor", &sample(anchor))
    }

    #[test]
    fn a_target_is_met_by_its_median_or_by_its_ratio() {
        assert_eq!(row(3.0, 4.0).met(), None);
        assert_eq!(row(3.0, 4.0).target(true, Target::AtMost(3.0)).met(), Some(true));
        assert_eq!(row(3.0, 4.0).target(true, Target::AtMost(2.9)).met(), Some(false));
        assert_eq!(row(3.0, 4.0).target(true, Target::OfAnchor(0.8)).met(), Some(true));
        assert_eq!(row(3.6, 4.0).target(true, Target::OfAnchor(0.8)).met(), Some(false));
    }

    #[test]
    fn small_sizes_have_no_target() {
        assert_eq!(row(3.0, 4.0).target(false, Target::AtMost(1.0)).met(), None);
    }

    #[test]
    fn an_absent_anchor_gives_no_ratio() {
        let row = Row::new("work", Unit::Milliseconds, &Sample::from_iter([1.0]))
            .beside_if("PyYAML", None)
            .target(true, Target::OfAnchor(0.5));
        assert_eq!((row.ratio(), row.met()), (None, None));
    }
}
