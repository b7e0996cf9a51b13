//! What is said of runs, changes and drafts is what is so: outcomes, states, counts.

use hedgerow_engine::Engine;
use hedgerow_engine::views::{DraftEdit, PageRequest, Resolution, RunView, Scope};
use hedgerow_model::{
    ChangeState, ConflictId, Layout, Reason, RunId, RunOutcome, Side, StepOutcome, Unread,
};

use crate::support::{World, config, request, vpc};

const VLAN: &str = "spec.subnets.default.vlan";

impl World {
    /// The newest run that publishes, with its steps.
    async fn last_publish(&self) -> RunView {
        let runs =
            self.engine.runs(&Scope::All, None, &PageRequest::first(50)).await.unwrap().items;
        let run = runs.iter().find(|run| run.kind == hedgerow_model::RunKind::Publish).unwrap();
        self.engine.run(&Scope::All, RunId(run.id)).await.unwrap()
    }

    async fn state(&self, change: &str) -> (ChangeState, Option<Reason>, String) {
        let view = self.engine.change(change).await.unwrap();
        (view.state, view.reason, view.drafts[0].state.clone())
    }
}

fn outcome(run: &RunView, step: &str) -> Option<StepOutcome> {
    run.steps.iter().rev().find(|one| one.name == step).and_then(|step| step.outcome)
}

async fn many(count: u16) -> World {
    let files: Vec<(String, String)> = (0..count)
        .map(|n| (format!("env/v{n}.yaml"), vpc(&format!("v{n}"), 1000 + n % 3000)))
        .collect();
    let start: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    World::with(&start).await
}

#[tokio::test]
async fn a_held_deletion_is_no_publish_that_is_done() {
    let world = many(12).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let deletions: Vec<DraftEdit> =
        (0..12).map(|n| DraftEdit::Delete { resource: format!("VPC/v{n}") }).collect();
    world.engine.save_drafts("env", request("drop-all", deletions)).await.unwrap();
    world.publish("drop-all").await;
    let run = world.last_publish().await;
    assert_eq!(run.outcome, RunOutcome::Stopped);
    let [held] = &run.settled[..] else { panic!("{run:?}") };
    assert_eq!((&*held.change, held.state), ("drop-all", ChangeState::Waiting));
    assert_eq!(held.reason, Some(Reason::LargeDeletion { deleted: 12, of: 12 }));
    assert_eq!(outcome(&run, "merging"), Some(StepOutcome::Stopped));
    let said = run.steps.iter().find(|step| step.name == "merging").unwrap().detail.clone();
    assert!(
        said.as_ref().unwrap().contains("drop-all is waiting: it deletes 12 of 12"),
        "{said:?}"
    );
}

#[tokio::test]
async fn a_push_that_a_hook_declined_is_not_done_and_one_that_went_is() {
    let world = many(3).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/v1", &format!("{VLAN}=3001")).await;
    world.remote.hook("pre-receive", "echo 'the change window is closed' >&2; exit 1");
    world.publish("c").await;
    let run = world.last_publish().await;
    assert_eq!(run.outcome, RunOutcome::Failed);
    assert_eq!(outcome(&run, "pushing"), Some(StepOutcome::Refused));
    let pushing = run.steps.iter().find(|step| step.name == "pushing").unwrap();
    assert!(pushing.detail.as_ref().unwrap().contains("the change window is closed"));
    assert_eq!(&*run.settled[0].change, "c");
    world.remote.remove_hook("pre-receive");
    world.publish("c").await;
    let run = world.last_publish().await;
    assert_eq!((run.outcome, run.settled.len()), (RunOutcome::Done, 0));
    assert!(run.steps.iter().all(|step| step.outcome == Some(StepOutcome::Done)), "{run:?}");
    world.set("env", "again", "VPC/v1", &format!("{VLAN}=3002")).await;
    world.remote.commit(
        "main",
        "Same",
        &[("env/v1.yaml", Some(&vpc("v1", 1001).replace("1001", "3002")))],
    );
    world.sync("env").await;
    world.publish("again").await;
    let run = world.last_publish().await;
    assert_eq!((run.outcome, &*run.settled[0].change), (RunOutcome::Nothing, "again"));
}

#[tokio::test]
async fn all_are_counted_though_the_first_are_named() {
    let world = many(520).await;
    let first = world.fabric("env", "env", Layout::InPlace).await;
    assert_eq!((first.counts.added, first.added.len(), first.alerts.len()), (520, 500, 0));
    let runs = world.engine.runs(&Scope::All, None, &PageRequest::first(50)).await.unwrap().items;
    assert_eq!(runs[0].summary.as_ref().unwrap()["fabrics"]["env"]["added"], 520);
    let files: Vec<(String, String)> = (0..510)
        .map(|n| {
            (format!("env/v{n}.yaml"), vpc(&format!("v{n}"), 1).replace("vlan: 1\n", "vlna: 1\n"))
        })
        .collect();
    let edits: Vec<_> = files.iter().map(|(path, text)| (&**path, Some(&**text))).collect();
    world.remote.commit("main", "All", &edits);
    let second = world.sync("env").await;
    assert_eq!((second.counts.changed, second.changed.len()), (510, 500));
    assert!(second.counts.findings >= 510, "{:?}", second.counts);
    assert_eq!(second.findings.len(), 500);
}

#[tokio::test]
async fn a_change_is_conflicted_as_long_as_conflicts_of_it_are_open() {
    let world = many(3).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/v1", &format!("{VLAN}=3001")).await;
    assert_eq!(world.state("c").await, (ChangeState::Open, None, "merges cleanly".into()));
    let theirs = vpc("v1", 1001).replace("vlan: 1001", "vlan: 2002");
    world.remote.commit("main", "Theirs", &[("env/v1.yaml", Some(&theirs))]);
    world.sync("env").await;
    let reason = Some(Reason::Conflicts { count: 1 });
    assert_eq!(world.state("c").await, (ChangeState::Conflicted, reason, "conflict".into()));
    let all = world
        .engine
        .changes(&Scope::All, Some("env"), false, &PageRequest::first(9))
        .await
        .unwrap();
    assert_eq!(all.items[0].state, ChangeState::Conflicted);
    world.remote.commit("main", "Back", &[("env/v1.yaml", Some(&vpc("v1", 1001)))]);
    world.sync("env").await;
    assert_eq!(world.state("c").await.0, ChangeState::Open);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_breaks_its_schema_does_not_merge_cleanly() {
    let world = many(3).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let broken = vpc("v1", 1001).replace("subnet: 10", "sbunet: 10");
    let text = |text: String| DraftEdit::Text {
        resource: "VPC/v1".into(),
        text,
        revision: None,
        base: None,
    };
    world.edit("env", "c", text(broken.clone())).await;
    assert_eq!(world.state("c").await.2, "invalid");
    let detail = world.engine.resource("env", "VPC", "default", "v1").await.unwrap();
    assert_eq!(detail.drafts[0].state, "invalid");
    let diff = world.engine.diff("c").await.unwrap();
    assert!(diff.problems.iter().all(|one| one.path == "env/v1.yaml" && one.line > 0), "{diff:?}");
    // What Git breaks in the same way is not the draft's doing any more.
    world.remote.commit("main", "Theirs", &[("env/v1.yaml", Some(&broken))]);
    world.sync("env").await;
    world.engine.start();
    while world.state("c").await.2 == "invalid" {
        tokio::task::yield_now().await;
    }
    world.set("env", "d", "VPC/v2", &format!("{VLAN}=1300")).await;
    assert_eq!(world.state("d").await.2, "merges cleanly");
    let new = vpc("new", 1001).replace("subnet: 10", "sbunet: 10");
    world.edit("env", "e", DraftEdit::Documents { text: new }).await;
    assert_eq!(world.state("e").await.2, "invalid");
    world.engine.shutdown().await;
}

#[tokio::test]
async fn what_is_published_into_a_directory_that_is_gone_has_a_usable_path() {
    let files = [("fab/managed/vpcs/web.yaml", &*vpc("web", 1001)), ("else/x.yaml", "a: 1\n")];
    let world = World::with(&files).await;
    world.fabric("fab", "fab", Layout::Managed).await;
    world.set("fab", "c", "VPC/web", &format!("{VLAN}=1300")).await;
    world.remote.commit("main", "Gone", &[("fab/managed/vpcs/web.yaml", None)]);
    world.sync("fab").await;
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Conflicted, "{report:?}");
    for conflict in report.conflicts {
        let take = Resolution::Take(Side::Draft);
        world.engine.resolve(ConflictId(conflict.id), take, None).await.unwrap();
    }
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    let text = world.remote.read("main", "fab/managed/vpcs/web.yaml").unwrap();
    assert!(text.contains("vlan: 1300"), "{text}");
}

#[tokio::test]
async fn an_edit_of_what_is_not_understood_is_refused_as_that() {
    let world =
        World::with(&[("env/a.yaml", &vpc("web", 1001)), ("env/b.yaml", &vpc("b", 2))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    for (text, unread) in [
        (
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n",
            Unread::NotUnderstood,
        ),
        ("kind: [\n", Unread::Broken),
    ] {
        world.remote.commit("main", "Other", &[("env/a.yaml", Some(text))]);
        world.sync("env").await;
        let refused = world.try_set("env", "c", "VPC/web", &format!("{VLAN}=1300")).await;
        let refused = refused.unwrap_err().to_string();
        let right = refused.contains("cannot be parsed") == (unread == Unread::Broken);
        assert!(right, "{refused}");
        assert_eq!(
            refused.contains("not a valid Kubernetes object"),
            unread == Unread::NotUnderstood,
            "{refused}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_of_an_earlier_program_are_looked_at_once() {
    let world = many(3).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let new = vpc("new", 1001).replace("subnet: 10", "sbunet: 10");
    world.edit("env", "c", DraftEdit::Documents { text: new }).await;
    world.engine.shutdown().await;
    let url = format!("sqlite://{}", config(&world.folder).database.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    sqlx::query("UPDATE draft SET invalid = NULL, broken = 0").execute(&pool).await.unwrap();
    pool.close().await;
    let engine = Engine::open(config(&world.folder)).await.unwrap();
    let world = World { engine, ..world };
    assert_eq!(world.state("c").await.2, "merges cleanly");
    world.engine.start();
    while world.state("c").await.2 != "invalid" {
        tokio::task::yield_now().await;
    }
    world.engine.shutdown().await;
}
