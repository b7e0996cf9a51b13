//! Whether a file that is read again says what the database has of it already. Then nothing of it need be
//! written: what a look at a whole directory costs others follows from what changed in it.

use std::collections::BTreeMap;

use hedgerow_model::{Document, Edge, Finding, rule};

/// What is known of one file: its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRows {
    /// Its documents.
    pub documents: Vec<Document>,
    /// What its live documents refer to, by their place among them.
    pub edges: BTreeMap<i64, Vec<Edge>>,
    /// What is wrong in it.
    pub findings: Vec<Finding>,
}

/// Findings that are made of more than the file: they are kept up to date when what they are about
/// changes.
const OF_OTHERS: [&str; 2] = [rule::DUPLICATE_IDENTITY, rule::LOOKALIKE_NAME];

/// Findings that are not made of the file as it is alone, and that nothing keeps up to date: a file with
/// one of them is written anew.
const NOT_KNOWN: [&str; 2] = [rule::NOT_UNDERSTOOD, rule::TOO_MANY];

/// Whether what was read is what is held. Findings about other files are not compared.
#[must_use]
pub fn reads_the_same(held: &FileRows, read: &FileRows) -> bool {
    let unknown = |finding: &Finding| NOT_KNOWN.contains(&finding.rule.as_str());
    !held.findings.iter().chain(&read.findings).any(unknown)
        && held.edges == read.edges
        && in_order(&held.documents) == in_order(&read.documents)
        && of_file(&held.findings) == of_file(&read.findings)
}

fn in_order(documents: &[Document]) -> Vec<&Document> {
    let mut documents: Vec<&Document> = documents.iter().collect();
    documents.sort_by_key(|document| (document.standing.as_str(), document.ordinal));
    documents
}

fn of_file(findings: &[Finding]) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> =
        findings.iter().filter(|it| !OF_OTHERS.contains(&it.rule.as_str())).collect();
    findings.sort_by(|a, b| {
        (a.line, a.column, &a.rule, &a.message).cmp(&(b.line, b.column, &b.rule, &b.message))
    });
    findings
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{FabricId, FieldPath, Identity, Severity, SourceId, Standing, Validity};

    use super::*;

    fn document(ordinal: i64, standing: Standing) -> Document {
        Document {
            source_id: SourceId(1),
            fabric_id: FabricId(1),
            path: "a".into(),
            ordinal,
            identity: Identity::new("g", "K", "a"),
            version: "v1".into(),
            standing,
            validity: Validity::Valid,
            line: 1,
            blob: "b".into(),
            facts: None,
            text: "t".into(),
        }
    }

    fn edge(name: &str) -> Edge {
        Edge {
            field: FieldPath::of_keys(["spec"]),
            target: Identity::new("g", "K", name),
            part: None,
            implied: false,
        }
    }

    fn finding(rule: &str, message: &str) -> Finding {
        Finding::of_file("a", Severity::Warning, rule, message)
    }

    fn rows() -> FileRows {
        FileRows {
            documents: vec![document(0, Standing::Live), document(0, Standing::CommentedOut)],
            edges: [(0, vec![edge("x")])].into(),
            findings: vec![finding("yaml", "one"), finding("yaml", "two")],
        }
    }

    #[test]
    fn any_row_that_differs_makes_another_file_and_their_order_does_not() {
        let changed = |change: &dyn Fn(&mut FileRows)| {
            let mut other = rows();
            change(&mut other);
            (reads_the_same(&rows(), &other), reads_the_same(&other, &rows()))
        };
        for same in [
            &(|_: &mut FileRows| ()) as &dyn Fn(&mut FileRows),
            &|rows| rows.documents.reverse(),
            &|rows| rows.findings.reverse(),
            &|rows| rows.findings.push(finding(rule::DUPLICATE_IDENTITY, "x")),
            &|rows| rows.findings.push(finding(rule::LOOKALIKE_NAME, "x")),
        ] {
            assert_eq!(changed(same), (true, true));
        }
        for other in [
            &(|rows: &mut FileRows| rows.documents[0].text = "u".into()) as &dyn Fn(&mut FileRows),
            &|rows| rows.documents[0].validity = Validity::Invalid,
            &|rows| rows.documents[0].line = 2,
            &|rows| rows.documents[0].facts = Some("{}".into()),
            &|rows| rows.documents.push(document(1, Standing::Unreadable)),
            &|rows| rows.documents.truncate(1),
            &|rows| rows.edges.clear(),
            &|rows| rows.edges.get_mut(&0).unwrap().push(edge("y")),
            &|rows| rows.findings.truncate(1),
            &|rows| rows.findings[0].message = "three".into(),
            &|rows| rows.findings[0].severity = Severity::Error,
            &|rows| rows.findings.push(finding(rule::NOT_UNDERSTOOD, "x")),
            &|rows| rows.findings.push(finding(rule::TOO_MANY, "x")),
        ] {
            assert_eq!(changed(other), (false, false));
        }
        let mut told = rows();
        told.findings.push(finding(rule::TOO_MANY, "5 more"));
        assert!(!reads_the_same(&told, &told), "nobody knows which they are");
    }
}
