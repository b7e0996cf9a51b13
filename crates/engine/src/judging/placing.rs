//! Where in its file a broken rule is.

use std::collections::{BTreeSet, HashMap};

use hedgerow_model::{Document, FabricId, Finding, Identity};
use hedgerow_plan::{limits, rule_finding};
use hedgerow_rules::Violation;
use hedgerow_schema::position_of;

use super::Judging;
use crate::core::{blocking, that_count};
use crate::error::EngineError;

impl Judging<'_> {
    /// Violations as findings, each at its place in Git. Those of resources that Git does not have are left
    /// out.
    pub(super) async fn placed(
        &self,
        fabric: FabricId,
        violations: Vec<Violation>,
    ) -> Result<Vec<Finding>, EngineError> {
        let subjects: BTreeSet<Identity> =
            violations.iter().map(|violation| (*violation.subject).clone()).collect();
        let subjects: Vec<Identity> = subjects.into_iter().collect();
        let documents = self.store.documents_of_all(fabric, &subjects).await?;
        blocking(move || in_documents(&violations, documents)).await
    }
}

fn in_documents(violations: &[Violation], documents: Vec<Document>) -> Vec<Finding> {
    let of = that_count(documents);
    let read: HashMap<&Identity, _> = of
        .iter()
        .filter_map(|(identity, document)| {
            Some((identity, hedgerow_yaml::read(&document.text, &limits()).ok()?))
        })
        .collect();
    let place = |violation: &Violation| {
        let document = of.get(&*violation.subject)?;
        let mut finding = rule_finding(violation);
        finding.path.clone_from(&document.path);
        let at = read
            .get(&*violation.subject)
            .map(|read| position_of(read, &violation.field, &violation.rule));
        // The lines of its own text, from 1, behind those above it in the file.
        finding.line = document.line + at.map_or(0, |at| i64::from(at.line) - 1);
        finding.column = at.map_or(0, |at| i64::from(at.column));
        Some(finding)
    };
    violations.iter().filter_map(place).collect()
}
