//! Fabrics and repositories that move: nothing that was written is lost, nothing that was not understood
//! deletes, and what was previewed is what happens.

use hedgerow_engine::views::{
    FabricMove, FabricPlace, Kin, MoveView, NewCredential, NewRepository, NewSecret, PageRequest,
    PublishRequest, RepositoryPlace, Scope,
};
use hedgerow_engine::{Class, Engine};
use hedgerow_model::{ChangeState, CredentialKind, Layout, ResourceState};
use hedgerow_testkit::{GitServer, TestRepository};

use crate::served::Served;
use crate::support::{World, new_fabric, vpc};

pub(crate) const VLAN: &str = "spec.subnets.default.vlan";

pub(crate) fn to(branch: &str, directory: &str) -> FabricPlace {
    FabricPlace {
        branch: Some(branch.to_owned()),
        directory: Some(directory.to_owned()),
        ..FabricPlace::default()
    }
}

pub(crate) fn at(url: &str) -> RepositoryPlace {
    RepositoryPlace { url: url.to_owned(), ..RepositoryPlace::default() }
}

/// What is added, changed and deleted, as far as it is told.
fn differs(of: &FabricMove) -> (Vec<&str>, Vec<&str>, Vec<&str>) {
    let report = of.report.as_ref().unwrap();
    (
        report.added.iter().map(String::as_str).collect(),
        report.changed.iter().map(String::as_str).collect(),
        report.deleted.iter().map(String::as_str).collect(),
    )
}

async fn moved(world: &World, place: FabricPlace) -> (MoveView, MoveView) {
    let before = world.states("f").await;
    let preview = world.engine.preview_fabric_move("f", place.clone()).await.unwrap();
    assert_eq!(world.states("f").await, before, "a preview changes nothing");
    assert_eq!(preview.moved_at, None);
    let place = FabricPlace { previewed: Some(preview.head.clone()), ..place };
    let done = world.engine.move_fabric("f", place, None).await.unwrap();
    assert!(done.moved_at.is_some());
    (preview, done)
}

async fn fabric_at(files: &[(&str, &str)], directory: &str) -> World {
    let world = World::with(files).await;
    world.fabric("f", directory, Layout::InPlace).await;
    world
}

#[tokio::test]
async fn a_fabric_follows_its_directory_with_its_drafts() {
    let world =
        fabric_at(&[("old/a.yaml", &vpc("a", 1001)), ("old/b.yaml", "kind: [\n")], "old").await;
    world.set("f", "c", "VPC/a", &format!("{VLAN}=1002")).await;
    world.remote.work_git(&["mv", "old", "new"]);
    world.remote.commit_work_tree("main", "Rename");
    let (preview, done) = moved(&world, to("main", "new/")).await;
    assert_eq!(preview.fabrics[0].history, Kin::Continues);
    assert_eq!((preview.fabrics[0].drafts, done.fabrics[0].drafts), (1, 1));
    let nothing = (vec![], vec![], vec![]);
    assert_eq!(differs(&preview.fabrics[0]), nothing);
    assert_eq!(differs(&done.fabrics[0]), nothing);
    assert_eq!(done.to, "`new` on branch `main` of repository `origin`");
    assert_eq!(world.states("f").await, [("VPC/a".to_owned(), ResourceState::Draft)]);
    assert_eq!(world.get("f", "VPC/a").await.path.as_deref(), Some("new/a.yaml"));
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    assert!(world.remote.read("main", "new/a.yaml").unwrap().contains("1002"));
    assert_eq!(world.remote.read("main", "old/a.yaml"), None);
    assert!(world.sync("f").await.nothing_new);
    let again = world.engine.move_fabric("f", to("main", "new"), None).await.unwrap();
    assert!(again.there && again.fabrics.is_empty());
}

#[tokio::test]
async fn what_differs_on_another_branch_is_previewed_and_meets_the_drafts() {
    let files = [("dc/a.yaml", &*vpc("a", 1001)), ("dc/b.yaml", &vpc("b", 1002))];
    let world = fabric_at(&files, "dc").await;
    world.set("f", "c", "VPC/a", &format!("{VLAN}=3001")).await;
    let edits = [
        ("dc/a.yaml", Some(&*vpc("a", 2001))),
        ("dc/b.yaml", None),
        ("dc/d.yaml", Some(&vpc("d", 1004))),
    ];
    world.remote.git(&["branch", "next", "main"]);
    world.remote.checkout("next");
    world.remote.commit("next", "Differ", &edits);
    let (preview, done) = moved(&world, to("next", "dc")).await;
    for view in [&preview, &done] {
        let of = &view.fabrics[0];
        assert_eq!(differs(of), (vec!["VPC/d"], vec!["VPC/a"], vec!["VPC/b"]));
        assert_eq!(of.report.as_ref().unwrap().conflicts_opened, 1);
        assert_eq!(view.head, world.remote.head("next").unwrap());
    }
    assert_eq!(world.open_conflicts("f").await.len(), 1);
    let view = world.engine.fabric("f").await.unwrap();
    assert_eq!((view.branch.as_str(), view.drafts), ("next", 1));
    assert_eq!(view.commit, world.remote.head("next"));
    // Only branches in use are told of.
    let repositories =
        world.engine.repositories(&Scope::All, &PageRequest::default()).await.unwrap();
    let branches: Vec<_> = repositories.items[0].queues.iter().map(|of| &*of.branch).collect();
    assert_eq!(branches, ["next"]);
}

#[tokio::test]
async fn what_is_not_understood_at_the_new_place_deletes_nothing() {
    let world =
        fabric_at(&[("old/a.yaml", &vpc("a", 1001)), ("old/b.yaml", &vpc("b", 1002))], "old").await;
    world.remote.commit("main", "New", &[("new/a.yaml", Some("kind: [\n"))]);
    let (_, done) = moved(&world, to("main", "new")).await;
    assert_eq!(differs(&done.fabrics[0]), (vec![], vec![], vec!["VPC/b"]));
    assert_eq!(world.states("f").await, [("VPC/a".to_owned(), ResourceState::Unreadable)]);
}

#[tokio::test]
async fn a_fabric_is_moved_to_nowhere_only_where_nothing_was_read() {
    let world = fabric_at(&[("dc/a.yaml", &vpc("a", 1001))], "dc").await;
    for (place, missing) in
        [(to("gone", "dc"), "branch `gone`"), (to("main", "x"), "directory `x`")]
    {
        let preview = world.engine.preview_fabric_move("f", place.clone()).await.unwrap();
        assert!(preview.fabrics[0].obstacle.as_ref().unwrap().starts_with(missing));
        let error = world.engine.move_fabric("f", place, None).await.unwrap_err();
        assert!(error.to_string().contains(missing), "{error}");
        assert_eq!(error.code(), "nothing-there");
    }
    world.engine.add_fabric(new_fabric("g", "later", Layout::Managed)).await.unwrap();
    let done = world.engine.move_fabric("g", to("gone", "x"), None).await.unwrap();
    assert_eq!((done.fabrics[0].history, done.head.as_str()), (Kin::Absent, ""));
    assert_eq!(world.engine.fabric("g").await.unwrap().branch, "gone");
}

#[tokio::test]
async fn no_two_fabrics_come_to_share_files_and_nothing_moves_that_was_not_looked_at() {
    let files = [("a/x.yaml", &*vpc("a", 1001)), ("b/y.yaml", &vpc("b", 1002))];
    let world = fabric_at(&files, "a").await;
    world.fabric("g", "b", Layout::InPlace).await;
    for place in [to("main", "b"), to("main", "")] {
        for error in [
            world.engine.preview_fabric_move("f", place.clone()).await.unwrap_err(),
            world.engine.move_fabric("f", place, None).await.unwrap_err(),
        ] {
            assert_eq!(error.code(), "directory-taken", "{error}");
        }
    }
    let preview = world.engine.preview_fabric_move("f", to("main", "a/sub")).await.unwrap();
    world.remote.commit("main", "Sub", &[("a/sub/x.yaml", Some(&vpc("a", 1001)))]);
    let place = FabricPlace { previewed: Some(preview.head), ..to("main", "a/sub") };
    let error = world.engine.move_fabric("f", place, None).await.unwrap_err();
    assert_eq!(error.class(), Class::Moved, "{error}");
    // Into its own folder it may go.
    world.engine.move_fabric("f", to("main", "a/sub"), None).await.unwrap();
}

#[tokio::test]
async fn a_fabric_may_move_to_another_repository() {
    let world = fabric_at(&[("dc/a.yaml", &vpc("a", 1001))], "dc").await;
    let other = TestRepository::create(world.folder.path().join("other.git"));
    other.commit("main", "Start", &[("net/a.yaml", Some(&vpc("a", 1001)))]);
    let new = NewRepository {
        name: "other".into(),
        url: other.url(),
        branch: None,
        credential: None,
        transport: None,
    };
    world.engine.add_repository(new).await.unwrap();
    world.set("f", "c", "VPC/a", &format!("{VLAN}=1002")).await;
    let place = FabricPlace { repository: Some("other".into()), ..to("main", "net") };
    let (preview, _) = moved(&world, place).await;
    assert_eq!(preview.fabrics[0].history, Kin::Unrelated);
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    assert!(other.read("main", "net/a.yaml").unwrap().contains("1002"));
    assert!(world.remote.read("main", "dc/a.yaml").unwrap().contains("1001"));
}

fn mirrors(world: &World) -> Vec<String> {
    let entries = std::fs::read_dir(world.folder.path().join("data/mirrors")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".git")).collect();
    names.sort();
    names
}

pub(crate) async fn url_of(engine: &Engine) -> String {
    engine.repositories(&Scope::All, &PageRequest::default()).await.unwrap().items.remove(0).url
}

#[tokio::test]
async fn another_spelling_of_the_same_remote_keeps_the_mirror() {
    let world = fabric_at(&[("dc/a.yaml", &vpc("a", 1001))], "dc").await;
    let link = world.folder.path().join("link.git");
    std::os::unix::fs::symlink(world.remote.path(), &link).unwrap();
    let other = link.display().to_string();
    let before = mirrors(&world);
    let preview = world.engine.preview_repository_move("origin", at(&other)).await.unwrap();
    assert!(preview.same_remote && !preview.there);
    assert_eq!(differs(&preview.fabrics[0]), (vec![], vec![], vec![]));
    world.engine.move_repository("origin", at(&other), None).await.unwrap();
    assert_eq!(url_of(&world.engine).await, other);
    assert_eq!(mirrors(&world), before);
    world.set("f", "c", "VPC/a", &format!("{VLAN}=1002")).await;
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
}

#[tokio::test]
async fn a_repository_that_was_moved_goes_on_where_it_is_now() {
    let mut world = fabric_at(&[("dc/a.yaml", &vpc("a", 1001))], "dc").await;
    world.set("f", "c", "VPC/a", &format!("{VLAN}=1002")).await;
    let path = world.folder.path().join("renamed.git");
    std::fs::rename(world.remote.path(), &path).unwrap();
    world.engine.sync("f").await.unwrap_err();
    // It waits for a remote that does not come back.
    let report = world.engine.publish("c", PublishRequest::default()).await.unwrap();
    assert_ne!(report.state, ChangeState::Published);
    let url = format!("file://{}", path.display());
    let preview = world.engine.preview_repository_move("origin", at(&url)).await.unwrap();
    assert_eq!((preview.fabrics[0].history, preview.same_remote), (Kin::Continues, false));
    assert_ne!(url_of(&world.engine).await, url);
    let place = RepositoryPlace { previewed: Some(preview.head.clone()), ..at(&url) };
    world.engine.move_repository("origin", place, None).await.unwrap();
    assert_eq!(world.states("f").await, [("VPC/a".to_owned(), ResourceState::Draft)]);
    let view = world.engine.fabric("f").await.unwrap();
    assert_eq!((view.problem, view.drafts), (None, 1));
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    world.remote = TestRepository::create(&path);
    assert!(world.remote.read("main", "dc/a.yaml").unwrap().contains("1002"));
}

#[tokio::test]
async fn two_remotes_are_never_mixed() {
    let world =
        fabric_at(&[("dc/a.yaml", &vpc("a", 1001)), ("dc/b.yaml", &vpc("b", 1002))], "dc").await;
    world.set("f", "c", "VPC/a", &format!("{VLAN}=3001")).await;
    let other = TestRepository::create(world.folder.path().join("other.git"));
    other.commit("main", "Another", &[("dc/a.yaml", Some(&vpc("a", 1001)))]);
    let preview = world.engine.preview_repository_move("origin", at(&other.url())).await.unwrap();
    assert_eq!(preview.fabrics[0].history, Kin::Unrelated);
    assert_eq!(differs(&preview.fabrics[0]), (vec![], vec![], vec!["VPC/b"]));
    // A sync before the move is one of the old remote, whatever was looked at.
    assert!(world.sync("f").await.nothing_new);
    let done = world.engine.move_repository("origin", at(&other.url()), None).await.unwrap();
    assert_eq!(differs(&done.fabrics[0]), (vec![], vec![], vec!["VPC/b"]));
    assert_eq!(mirrors(&world).len(), 2);
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    assert!(other.read("main", "dc/a.yaml").unwrap().contains("3001"));
    assert!(world.remote.read("main", "dc/a.yaml").unwrap().contains("1001"));
    // And back.
    world.engine.move_repository("origin", at(&world.remote.url()), None).await.unwrap();
    assert_eq!(world.states("f").await.len(), 2);
    // What was published there is not here: it can be published again.
    let change = world.engine.change("c").await.unwrap();
    assert_eq!(change.state, ChangeState::RewrittenUpstream);
}

#[tokio::test]
async fn a_remote_without_the_branch_or_that_is_connected_already_is_refused() {
    let world = fabric_at(&[("dc/a.yaml", &vpc("a", 1001))], "dc").await;
    let other = TestRepository::create(world.folder.path().join("other.git"));
    other.commit("trunk", "Start", &[("dc/a.yaml", Some(&vpc("a", 1001)))]);
    let error = world.engine.move_repository("origin", at(&other.url()), None).await.unwrap_err();
    assert_eq!(error.code(), "nothing-there", "{error}");
    let shown = |url: &str| url.trim_start_matches("file://").to_owned();
    assert_eq!(shown(&url_of(&world.engine).await), shown(&world.remote.url()));
    let new = NewRepository {
        name: "other".into(),
        url: other.url(),
        branch: None,
        credential: None,
        transport: None,
    };
    world.engine.add_repository(new).await.unwrap();
    let error = world.engine.move_repository("origin", at(&other.url()), None).await.unwrap_err();
    assert_eq!(error.code(), "exists-already", "{error}");
    let gone = format!("{}-gone", other.url());
    let error = world.engine.move_repository("origin", at(&gone), None).await.unwrap_err();
    assert_eq!(error.class(), Class::Remote, "{error}");
    assert_eq!(shown(&url_of(&world.engine).await), shown(&world.remote.url()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_is_not_sent_to_another_host_and_can_be_exchanged_with_the_url() {
    let Served { world, server } = Served::with(&[("dc/a.yaml", &vpc("a", 1001))]).await;
    let elsewhere = GitServer::start(world.folder.path().join("remotes"));
    elsewhere.require("bot", "other-sesame");
    let store = async |name: &str, secret: &str| {
        let new = NewCredential {
            name: name.into(),
            kind: CredentialKind::Token,
            user: Some("bot".into()),
            secret: NewSecret::new(secret.to_owned()),
            host: None,
            known_hosts: None,
            expires_at: None,
        };
        world.engine.add_credential(new).await.unwrap();
    };
    store("here", "open-sesame").await;
    store("there", "other-sesame").await;
    let named = |name: &str, url: String| RepositoryPlace {
        credential: Some(Some(name.to_owned())),
        ..at(&url)
    };
    let here = named("here", server.url("net.git"));
    world.engine.move_repository("origin", here, None).await.unwrap();
    let url = elsewhere.url("net.git");
    let error = world.engine.move_repository("origin", at(&url), None).await.unwrap_err();
    assert_eq!(error.code(), "other-host", "{error}");
    assert!(elsewhere.requests().is_empty(), "nothing was sent");
    world.engine.move_repository("origin", named("there", url.clone()), None).await.unwrap();
    assert_eq!(url_of(&world.engine).await, url);
}

#[tokio::test]
async fn a_fabric_whose_remote_is_gone_is_removed_with_the_drafts_that_were_looked_at() {
    let world = fabric_at(&[("dc/a.yaml", &vpc("a", 1001))], "dc").await;
    world.set("f", "c", "VPC/a", &format!("{VLAN}=1002")).await;
    std::fs::remove_dir_all(world.remote.path()).unwrap();
    let error = world.engine.remove_fabric("f", None).await.unwrap_err();
    assert_eq!(error.code(), "drafts-left");
    for seen in [0, 2] {
        let error = world.engine.discard_fabric("f", None, seen).await.unwrap_err();
        assert_eq!(error.class(), Class::Moved, "{error}");
    }
    world.engine.discard_fabric("f", None, 1).await.unwrap();
    assert!(world.engine.fabric("f").await.is_err());
    let filter = hedgerow_store::AuditFilter {
        action: Some("change.discard".parse().unwrap()),
        ..Default::default()
    };
    let told = world.engine.store().audit_page(&filter, None, 9).await.unwrap();
    assert_eq!(told.len(), 1);
    let before = told[0].before.as_ref().unwrap().to_string();
    assert!(before.contains("1002"), "what was thrown away is told: {before}");
    world.engine.remove_repository("origin", None).await.unwrap();
}
