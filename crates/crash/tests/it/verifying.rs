//! A server is killed while it repairs its database: what it has is then what it had, or what Git has.

use std::collections::BTreeMap;

use hedgerow_testkit::TestRepository;
use serde_json::{Value as Json, json};
use sqlx::{AssertSqlSafe, Row as _};
use tempfile::TempDir;

use crate::process::{Death, Server};

/// Before and after each group of writes of a repair.
const POINTS: [&str; 5] = [
    "ingest.prepared",
    "ingest.documents-written",
    "ingest.committed",
    "ingest.head-moved",
    "verify.read-again",
];

const VPCS: usize = 20;

fn vpc(at: usize) -> (String, String) {
    let subnets = json!({ "default": { "subnet": format!("10.0.{at}.0/24"), "vlan": 1000 + at } });
    let object = json!({
        "apiVersion": "vpc.githedgehog.com/v1beta1", "kind": "VPC", "metadata": { "name": format!("vpc-{at:02}") },
        "spec": { "subnets": subnets },
    });
    (format!("env/vpc-{at:02}.yaml"), format!("{object}\n"))
}

struct Story {
    folder: TempDir,
    remote: TestRepository,
}

impl Story {
    fn start(&self, death: Option<Death>) -> Server {
        Server::start(&self.folder.path().join("data"), death).unwrap()
    }

    /// Gives the text of each document, after some statements.
    fn documents(&self, statements: &[&str]) -> BTreeMap<String, String> {
        let file = self.folder.path().join("data/hedgerow.db");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let pool =
                sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
            for statement in statements {
                let text = AssertSqlSafe((*statement).to_owned());
                sqlx::query(text).execute(&pool).await.unwrap();
            }
            let rows =
                sqlx::query("SELECT path, text FROM document").fetch_all(&pool).await.unwrap();
            pool.close().await;
            rows.iter().map(|row| (row.get("path"), row.get("text"))).collect()
        })
    }
}

#[test]
fn a_repair_is_done_or_not_done_wherever_the_server_dies() {
    let folder = TempDir::new().unwrap();
    let remote = TestRepository::create(folder.path().join("remote.git"));
    let files: Vec<(String, String)> = (0..VPCS).map(vpc).collect();
    let files: Vec<_> =
        files.iter().map(|(path, text)| (path.as_str(), Some(text.as_str()))).collect();
    remote.commit("main", "Start", &files);
    let story = Story { folder, remote };
    let server = story.start(None);
    for (path, body) in [
        ("repositories", json!({ "name": "origin", "url": story.remote.url() })),
        (
            "fabrics",
            json!({ "name": "env", "repository": "origin", "directory": "env", "layout": "in-place" }),
        ),
        ("fabrics/env/sync", json!({})),
    ] {
        server.client.posted(path, &body).unwrap();
    }
    drop(server);
    let whole = story.documents(&[]);
    assert_eq!(whole.len(), VPCS);
    for point in POINTS {
        let damaged = story.documents(&[
            "UPDATE document SET text = 'x: 1' WHERE path LIKE '%vpc-01%'",
            "DELETE FROM document WHERE path LIKE '%vpc-02%'",
            "UPDATE document SET path = 'env/ghost.yaml' WHERE path LIKE '%vpc-03%'",
        ]);
        let server = story.start(Some(Death::Point(point, 1)));
        let asked = server.client.post("fabrics/env/verify", &json!({ "repair": true }));
        server.wait_for_death();
        assert!(asked.is_err(), "{point}: it answered");
        drop(server);
        let left = story.documents(&[]);
        assert!(left == damaged || left == whole, "{point}: half of it is left: {left:#?}");
        let server = story.start(None);
        let report =
            server.client.posted("fabrics/env/verify", &json!({ "repair": true })).unwrap();
        assert_eq!(report["outcome"], Json::from("agrees"), "{point}: {report:#}");
        drop(server);
        assert_eq!(story.documents(&[]), whole, "{point}");
    }
}
