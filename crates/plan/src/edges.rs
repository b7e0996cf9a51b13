//! What a text refers to, as edges; and which version of the reading code is at work.

use hedgerow_model::{Edge, Source, Value};

use crate::parse::limits;

/// The version of what turns files into rows: parsing, validation, facts, references. To be raised with
/// every change of them that would write other rows for the same files: each source is then read again
/// at its next ingest.
pub const READER: i64 = 6;

/// Whether another version wrote the rows of a source that Git still has: then it is read again, whole.
pub fn is_stale(source: &Source) -> bool {
    source.ingested_commit.is_some() && source.ingested_tree.is_some() && source.reader != READER
}

/// Everything that an object refers to, as it is written.
pub fn edges_of(object: &Value) -> impl Iterator<Item = Edge> {
    hedgerow_schema::references(object).into_iter().map(|reference| Edge {
        field: reference.path,
        target: reference.target,
        part: reference.part,
        implied: reference.implied,
    })
}

/// What a text refers to; nothing when it cannot be read.
pub fn edges_of_text(text: &str) -> Vec<Edge> {
    hedgerow_yaml::read(text, &limits())
        .map(|read| edges_of(read.value()).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{FabricId, Layout, QueueId, SourceId};

    use super::*;

    #[test]
    fn a_source_is_stale_when_another_version_read_what_git_still_has() {
        let source = |commit: Option<&str>, tree: Option<&str>, reader| Source {
            id: SourceId(1),
            fabric_id: FabricId(1),
            queue_id: QueueId(1),
            directory: "dc".into(),
            layout: Layout::Managed,
            exclude: Vec::new(),
            ingested_commit: commit.map(str::to_owned),
            ingested_tree: tree.map(str::to_owned),
            considered_tree: None,
            policy_tree: None,
            ingested_at: None,
            reader,
        };
        assert!(is_stale(&source(Some("c"), Some("t"), READER - 1)));
        assert!(!is_stale(&source(Some("c"), Some("t"), READER)));
        assert!(is_stale(&source(Some("c"), Some("t"), READER + 1)), "the program went back");
        assert!(!is_stale(&source(Some("c"), None, 0)), "its directory is gone: nothing to read");
        assert!(!is_stale(&source(None, None, 0)), "it was never read");
    }

    #[test]
    fn a_text_that_cannot_be_read_refers_to_nothing() {
        assert_eq!(edges_of_text("kind: ["), []);
        let text = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\nmetadata: {name: a}\n\
            spec: {connection: c, subnet: v/web}\n";
        let told: Vec<String> = edges_of_text(text)
            .into_iter()
            .map(|edge| format!("{} {} {:?}", edge.field, edge.target, edge.part))
            .collect();
        assert_eq!(told, ["spec.connection Connection/c None", "spec.subnet VPC/v Some(\"web\")"]);
    }
}
