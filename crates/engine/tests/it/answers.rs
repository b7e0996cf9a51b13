//! Remotes that take a push and do not say so.

use hedgerow_engine::views::PublishRequest;
use hedgerow_engine::{Engine, EngineError};
use hedgerow_model::{ChangeState, Layout};
use hedgerow_testkit::Cut;

use crate::served::{Served, settings};
use crate::support::vpc;

const FIELD: &str = "spec.subnets.default.vlan=3001";
const FILE: &str = "env/net.yaml";

async fn drafted() -> Served {
    let served = Served::with(&[(FILE, &vpc("a", 1001))]).await;
    served.world.fabric("env", "env", Layout::InPlace).await;
    served.world.set("env", "c", "VPC/a", FIELD).await;
    served
}

fn is_there_once(served: &Served) {
    let remote = &served.world.remote;
    assert_eq!(remote.read("main", FILE).unwrap(), vpc("a", 1001).replace("1001", "3001"));
    assert_eq!(remote.subjects("main").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_answer_is_settled_by_looking_at_the_remote() {
    for cut in [Cut::BeforeHead, Cut::AfterHead] {
        let served = drafted().await;
        served.server.cut_answers_of_pushes(1, cut);
        let report = served.world.publish("c").await;
        assert_eq!(report.state, ChangeState::Published, "{cut:?}: {report:?}");
        assert_eq!(report.commit, served.world.remote.head("main"));
        is_there_once(&served);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remote_that_takes_a_push_and_goes_away_is_asked_when_it_is_back() {
    for restart in [false, true] {
        let mut served = drafted().await;
        // The push is taken, the answer is cut, and from then on nothing is answered.
        served.world.remote.hook("post-receive", "touch \"$GIT_DIR/taken\"");
        served.server.cut_answers_of_pushes(9, Cut::AfterHead);
        let engine = served.world.engine.clone();
        let publishing =
            tokio::spawn(async move { engine.publish("c", PublishRequest::default()).await });
        let taken = served.world.remote.path().join("taken");
        while !taken.exists() {
            tokio::task::yield_now().await;
        }
        served.server.answer_with(Some(("503 Service Unavailable", "later")));
        let answer = publishing.await.unwrap();
        match answer {
            // The look at the remote was faster than the outage.
            Ok(report) => assert_eq!(report.state, ChangeState::Published, "{report:?}"),
            Err(error) => assert!(matches!(error, EngineError::Remote(_)), "{error}"),
        }
        if restart {
            served.world.engine.shutdown().await;
            served.world.engine = Engine::open(settings(&served.world.folder)).await.unwrap();
        }
        served.server.answer_with(None);
        served.world.sync("env").await;
        let change = served.world.engine.change("c").await.unwrap();
        assert_eq!(change.state, ChangeState::Published, "{change:?}");
        assert_eq!(change.commit, served.world.remote.head("main"));
        is_there_once(&served);
    }
}
