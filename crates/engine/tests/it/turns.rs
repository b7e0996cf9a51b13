//! A large directory is read in turns with others who write, and a reading that is cut off leaves nothing
//! that counts.

use std::sync::Arc;

use hedgerow_engine::views::{PageRequest, ResourceQuery};
use hedgerow_engine::{Engine, NoSteps, SystemClock};
use hedgerow_model::Layout;

use crate::gate::{Gate, Stop};
use crate::support::{World, config, new_fabric, vpc};

const MANY: u16 = 1200;

async fn count(engine: &Engine) -> usize {
    let (query, ask) = (ResourceQuery::default(), PageRequest::first(5000));
    engine.resources("large", &query, &ask).await.unwrap().items.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn drafts_of_another_fabric_are_saved_while_a_large_one_is_read_for_the_first_time() {
    let large: Vec<(String, String)> =
        (0..MANY).map(|n| (format!("large/v{n}.yaml"), vpc(&format!("v{n}"), 1000 + n))).collect();
    let small = vec![("small/a.yaml".to_owned(), vpc("a", 1000))];
    let files: Vec<(&str, &str)> =
        large.iter().chain(&small).map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut world = World::with(&files).await;
    world.fabric("small", "small", Layout::InPlace).await;
    world.engine.add_fabric(new_fabric("large", "large", Layout::InPlace)).await.unwrap();
    world.engine.shutdown().await;
    let gate = Gate::before("ingest.batch-written");
    let clock = Arc::new(SystemClock);
    world.engine =
        Engine::open_with(config(&world.folder), gate.clone(), clock.clone()).await.unwrap();
    let engine = world.engine.clone();
    let reading = tokio::spawn(async move { engine.sync("large").await });
    gate.stopped().await;

    world.set("small", "c", "VPC/a", "spec.subnets.default.vlan=1001").await;
    let error = world.try_set("large", "c", "VPC/v1", "spec.x=1").await.unwrap_err();
    assert!(error.to_string().contains("large"), "{error}");
    assert!(count(&world.engine).await < usize::from(MANY), "it is not read to its end yet");

    // As if the process died there.
    reading.abort();
    gate.becomes(Stop::GoOn);
    let _ = reading.await;
    world.engine.shutdown().await;
    let opened = Engine::open_with(config(&world.folder), Arc::new(NoSteps), clock).await;
    world.engine = opened.unwrap();
    let report = world.sync("large").await;
    assert_eq!(report.counts.added, usize::from(MANY));
    assert_eq!(count(&world.engine).await, usize::from(MANY));
    assert!(world.sync("large").await.nothing_new);
}
