//! The steps of a run as they are taken, with their times.

use std::time::Instant;

use hedgerow_model::RunStep;

use crate::core::now;

/// Collects the steps of a run.
#[derive(Debug)]
pub(crate) struct Journal {
    steps: Vec<RunStep>,
    began: Instant,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self { steps: Vec::new(), began: Instant::now() }
    }

    /// Ends the step that began with the last call.
    pub(crate) fn step(&mut self, name: &str, detail: Option<String>) {
        let took = self.began.elapsed();
        let duration_us = i64::try_from(took.as_micros()).unwrap_or(i64::MAX);
        self.steps.push(RunStep {
            name: name.to_owned(),
            detail,
            at: now() - duration_us / 1000,
            duration_us,
        });
        self.began = Instant::now();
    }

    pub(crate) fn steps(&self) -> &[RunStep] {
        &self.steps
    }
}
