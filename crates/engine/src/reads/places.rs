//! Findings with the places of both resources that they are about.

use std::collections::{BTreeSet, HashMap};

use hedgerow_model::{FabricId, Finding, Identity};
use hedgerow_store::{DocumentFilter, DocumentLine};

use super::Reads;
use super::views_of::{best_of, finding_view};
use crate::error::EngineError;
use crate::views::FindingView;

/// How many resources are looked up by one query.
const AT_ONCE: usize = 200;

/// Most documents that one query gives: a resource may be in several files.
const MOST: i64 = 2000;

impl Reads<'_> {
    /// Findings as views, each with the place of the other resource where Git has it. Costs one query for
    /// every 200 other resources, none where there are none.
    pub(crate) async fn finding_views(
        &self,
        fabric: FabricId,
        findings: &[Finding],
    ) -> Result<Vec<FindingView>, EngineError> {
        let others: BTreeSet<&Identity> =
            findings.iter().filter_map(|finding| finding.target.as_ref()).collect();
        let others: Vec<&Identity> = others.into_iter().collect();
        let mut lines: HashMap<Identity, Vec<DocumentLine>> = HashMap::new();
        for chunk in others.chunks(AT_ONCE) {
            let named = chunk.iter().map(|it| {
                let Identity { kind, namespace, name, .. } = (*it).clone();
                (kind, namespace, name)
            });
            let filter = DocumentFilter { named: named.collect(), ..DocumentFilter::default() };
            for line in self.store.document_lines(fabric, &filter, None, MOST).await? {
                lines.entry(line.identity.clone()).or_default().push(line);
            }
        }
        let view = |finding: &Finding| {
            let lines = finding.target.as_ref().and_then(|other| lines.get(other));
            let place = lines.and_then(|lines| best_of(lines));
            FindingView {
                other_path: place.map(|place| place.path.clone()),
                other_line: place.map(|place| place.line).filter(|line| *line > 0),
                ..finding_view(finding)
            }
        };
        Ok(findings.iter().map(view).collect())
    }
}
