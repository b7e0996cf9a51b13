//! Cost follows the change, not the estate (law 10): what is asked of the database is counted, in
//! estates of two sizes.

use std::collections::HashMap;
use std::sync::{Mutex, Once, PoisonError};

use hedgerow_engine::views::CheckRequest;
use hedgerow_model::Layout;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Instrument as _, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

use crate::support::{World, vpc_apart};

/// The span within which statements are counted.
const COUNTED: &str = "counted";

/// Statements, and the rows that they gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) statements: u64,
    pub(crate) rows: u64,
}

static COSTS: Mutex<Option<HashMap<u64, Cost>>> = Mutex::new(None);

/// Counts what the database's driver tells of each statement.
struct Counter;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Counter {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        if attributes.metadata().name() == COUNTED {
            costs(|costs| costs.insert(id.into_u64(), Cost::default()));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut rows = Rows::default();
        event.record(&mut rows);
        // A pool opens connections when it needs them: that is not what the work asks.
        if rows.of_a_connection {
            return;
        }
        for span in context.event_scope(event).into_iter().flatten() {
            costs(|costs| {
                if let Some(cost) = costs.get_mut(&span.id().into_u64()) {
                    cost.statements += 1;
                    cost.rows += rows.returned;
                }
            });
        }
    }
}

fn costs<T>(with: impl FnOnce(&mut HashMap<u64, Cost>) -> T) -> T {
    with(COSTS.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default())
}

#[derive(Default)]
struct Rows {
    returned: u64,
    of_a_connection: bool,
}

impl Visit for Rows {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "rows_returned" {
            self.returned = value;
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "summary" {
            self.of_a_connection = value.starts_with("PRAGMA");
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

/// What a piece of work asks of the database.
pub(crate) async fn counted<T>(work: impl Future<Output = T>) -> (T, Cost) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let statements = tracing_subscriber::filter::Targets::new()
            .with_target("sqlx::query", tracing::Level::DEBUG)
            .with_target(module_path!(), tracing::Level::INFO);
        let counter = tracing_subscriber::registry().with(Counter.with_filter(statements));
        tracing::subscriber::set_global_default(counter).unwrap();
    });
    let span = tracing::info_span!(COUNTED);
    let id = span.id().unwrap().into_u64();
    let done = work.instrument(span).await;
    (done, costs(|costs| costs.remove(&id)).unwrap())
}

/// So many VPCs and attachments to them, each in a file of its own.
async fn estate(vpcs: usize) -> World {
    let mut files: Vec<(String, String)> = Vec::new();
    for n in 0..vpcs {
        let attachment = format!(
            "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\nmetadata:\n  name: at-{n}\n\
             spec:\n  subnet: v-{n}/default\n  connection: v-0\n"
        );
        files.push((
            format!("env/v-{n}.yaml"),
            vpc_apart(&format!("v-{n}"), u16::try_from(n).unwrap()),
        ));
        files.push((format!("env/at-{n}.yaml"), attachment));
    }
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let world = World::with(&files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

/// One VPC is deleted; the attachment to another is shown in full, and checked as a text.
async fn costs_in(vpcs: usize) -> [Cost; 3] {
    let world = estate(vpcs).await;
    let (shown, showing) = counted(world.engine.resource("env", "VPC", "-", "v-3")).await;
    assert_eq!(shown.unwrap().referenced_by.len(), 1);
    let text = world.get("env", "VPCAttachment/at-3").await.text.unwrap();
    let request = CheckRequest { text, path: None, change: None };
    let (checked, checking) = counted(world.engine.check("env", request)).await;
    let checked = checked.unwrap();
    assert_eq!(checked.findings, []);
    assert!(checked.unchecked.iter().any(|why| why.contains("Connection")), "none is there");
    world.remote.commit("main", "gone", &[("env/v-2.yaml", None)]);
    let (report, deleting) = counted(world.engine.sync("env")).await;
    let report = report.unwrap();
    assert_eq!(report.deleted, ["VPC/v-2"]);
    assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
    assert!(report.findings[0].message.contains("VPC/v-2"));
    world.engine.shutdown().await;
    [showing, checking, deleting]
}

#[tokio::test]
async fn one_deletion_a_resource_in_full_and_a_check_cost_the_same_in_a_larger_estate() {
    let small = costs_in(10).await;
    let large = costs_in(120).await;
    eprintln!("shown, checked, deleted: {small:?}");
    assert!(small.iter().all(|cost| cost.statements > 0 && cost.rows > 0), "{small:?}");
    assert_eq!(small, large);
}
