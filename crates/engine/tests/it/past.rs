//! A fabric as it was at a commit or a time, and what differs between two.

use hedgerow_engine::EngineError;
use hedgerow_engine::views::{
    FabricAt, PageRequest, PastComparison, PointQuery, ResourceQuery, Since,
};
use hedgerow_model::{Layout, Standing};
use hedgerow_plan::Became;

use crate::support::{World, vpc};

fn commit(commit: &str) -> PointQuery {
    PointQuery { commit: Some(commit.to_owned()), time: None }
}

fn time(time: i64) -> PointQuery {
    PointQuery { commit: None, time: Some(time) }
}

fn head(world: &World) -> String {
    world.remote.git(&["rev-parse", "main"]).trim().to_owned()
}

/// A fabric with `a`, `b` and `c`, and what was done to it since.
async fn world() -> (World, String) {
    let first = format!("{}---\n{}", vpc("a", 1001), vpc("b", 1002));
    let world = World::with(&[
        ("env/one.yaml", first.as_str()),
        ("env/c.yaml", &vpc("c", 1003)),
        ("env/stays.yaml", &vpc("stays", 1009)),
        ("env/notes.txt", "not read\n"),
        ("other/x.yaml", &vpc("x", 1008)),
    ])
    .await;
    world.fabric("env", "env", Layout::InPlace).await;
    let then = head(&world);
    (world, then)
}

async fn at(world: &World, point: &PointQuery) -> Result<FabricAt, EngineError> {
    world.engine.fabric_at("env", point, None, &PageRequest::default()).await
}

async fn compare(
    world: &World,
    from: &PointQuery,
    to: &PointQuery,
) -> Result<PastComparison, EngineError> {
    world.engine.compare("env", (from, to), &PageRequest::default()).await
}

fn told(view: &FabricAt) -> Vec<String> {
    view.items.iter().map(|it| format!("{} {} {:?}", it.name, it.standing, it.since)).collect()
}

#[tokio::test]
async fn a_fabric_is_listed_as_it_was_with_what_became_of_each_resource() {
    let (world, then) = world().await;
    let off = hedgerow_yaml::comment_out(&vpc("c", 1003));
    world.remote.commit(
        "main",
        "Much",
        &[
            ("env/one.yaml", Some(&vpc("a", 1777))),
            ("env/c.yaml", Some(&off)),
            ("env/new.yaml", Some(&vpc("new", 1005))),
        ],
    );
    world.sync("env").await;
    let view = at(&world, &commit(&then[..10])).await.unwrap();
    assert_eq!(told(&view), ["a live Changed", "b live Gone", "c live Changed", "stays live Same"]);
    assert_eq!((view.point.commit.as_str(), view.point.subject.as_str()), (&*then, "Start"));
    assert_eq!((view.point.is_now, view.point.on_branch, view.resources), (false, true, 4));
    assert_eq!((view.branch.as_str(), view.unread.len()), ("main", 0));
    assert_eq!((view.items[1].path.as_str(), view.items[1].line > 1), ("env/one.yaml", true));
    // Now is a point like any other.
    let now = at(&world, &PointQuery::default()).await.unwrap();
    assert!(now.point.is_now);
    assert_eq!(
        told(&now),
        ["a live Same", "c commented out Same", "new live Same", "stays live Same"]
    );
    let query = ResourceQuery::default();
    let today = world.engine.resources("env", &query, &PageRequest::default()).await.unwrap();
    assert_eq!(today.items.len(), now.items.len());
}

#[tokio::test]
async fn the_pages_of_a_list_are_those_of_one_commit() {
    let (world, then) = world().await;
    let ask = PageRequest::first(2);
    let first = world.engine.fabric_at("env", &time(i64::MAX / 2), None, &ask).await.unwrap();
    assert_eq!(first.point.commit, then);
    world.remote.commit("main", "Less", &[("env/stays.yaml", None)]);
    world.sync("env").await;
    let next = PageRequest { limit: Some(2), cursor: first.next.clone() };
    let second = world.engine.fabric_at("env", &time(i64::MAX / 2), None, &next).await.unwrap();
    assert_eq!(second.point.commit, then);
    assert_eq!(told(&second), ["c live Same", "stays live Gone"]);
    assert_eq!(second.next, None);
    let vpcs = world.engine.fabric_at("env", &commit(&then), Some("vpcs"), &ask).await.unwrap();
    assert_eq!(vpcs.resources, 4);
    let none = world.engine.fabric_at("env", &commit(&then), Some("Switch"), &ask).await.unwrap();
    assert_eq!(none.resources, 0);
}

#[tokio::test]
async fn two_points_are_compared_field_by_field_in_both_directions() {
    let (world, then) = world().await;
    let renumbered = vpc("a", 1001).replace("vlan: 1001", "vlan: 1777");
    world.remote.commit(
        "main",
        "Much",
        &[
            ("env/one.yaml", Some(&renumbered)),
            ("env/moved.yaml", Some(&vpc("c", 1003))),
            ("env/c.yaml", None),
            ("env/new.yaml", Some(&vpc("new", 1005))),
        ],
    );
    world.sync("env").await;
    let words = |view: &PastComparison| -> Vec<String> {
        let fields = |it: &hedgerow_engine::views::PastChange| -> String {
            let told = it.fields.iter().map(|field| {
                let value = |value: &Option<hedgerow_model::Value>| {
                    value.as_ref().map_or("-".to_owned(), ToString::to_string)
                };
                format!(" {}: {}>{}", field.path, value(&field.from), value(&field.to))
            });
            told.collect()
        };
        view.items.iter().map(|it| format!("{} {:?}{}", it.name, it.became, fields(it))).collect()
    };
    let forth = compare(&world, &commit(&then), &PointQuery::default()).await.unwrap();
    assert_eq!(
        words(&forth),
        ["a Changed spec.subnets.default.vlan: 1001>1777", "b Deleted", "c Moved", "new Added"]
    );
    assert_eq!((forth.differences, forth.to.is_now), (4, true));
    let back = compare(&world, &PointQuery::default(), &commit(&then)).await.unwrap();
    assert_eq!(
        words(&back),
        ["a Changed spec.subnets.default.vlan: 1777>1001", "b Added", "c Moved", "new Deleted"]
    );
    let same = compare(&world, &commit(&then), &commit(&then)).await.unwrap();
    assert_eq!(same.differences, 0);
    let ask = PageRequest::first(3);
    let page = world.engine.compare("env", (&commit(&then), &PointQuery::default()), &ask).await;
    let next = PageRequest { limit: Some(3), cursor: page.unwrap().next };
    let last = world.engine.compare("env", (&commit(&then), &PointQuery::default()), &next).await;
    assert_eq!(words(&last.unwrap()), ["new Added"]);
}

#[tokio::test]
async fn what_hedgerow_took_from_the_drop_box_was_there_before() {
    let world = World::with(&[
        ("env/managed/vpcs/b.yaml", vpc("b", 1002).as_str()),
        ("env/raw/notes.yaml", "kind: [\n"),
        ("env/raw/kit/a.yaml", &vpc("a", 1001)),
    ])
    .await;
    let dropped = head(&world);
    world.fabric("env", "env", Layout::Managed).await;
    world.sync("env").await;
    assert_ne!(head(&world), dropped, "it was moved");
    let found = compare(&world, &commit(&dropped), &PointQuery::default()).await.unwrap();
    let [a] = found.items.as_slice() else { panic!("{found:?}") };
    assert_eq!((a.name.as_str(), a.became, a.unsure.as_deref()), ("a", Became::Moved, None));
    assert_eq!(a.from_path.as_deref(), Some("env/raw/kit/a.yaml"));
    assert_eq!(a.path.as_deref(), Some("env/managed/vpcs/a.yaml"));
    assert_eq!(found.unread_from.len(), 0, "what is in the drop box hides no resource");
    let then = at(&world, &commit(&dropped)).await.unwrap();
    assert_eq!(told(&then), ["b live Same"], "it was no resource yet");
}

#[tokio::test]
async fn what_could_not_be_read_then_is_said_and_nothing_is_deleted_for_sure() {
    let (world, _) = world().await;
    world.remote.commit("main", "Break", &[("env/one.yaml", Some("kind: [\n"))]);
    world.sync("env").await;
    let broken = head(&world);
    // As it is now: what is kept is told apart.
    let now = at(&world, &PointQuery::default()).await.unwrap();
    assert_eq!(now.items[0].standing, Standing::Unreadable);
    assert_eq!(now.unread[0].path, "env/one.yaml");
    let two = format!("{}---\n{}", vpc("a", 1001), vpc("b", 1002));
    world.remote.commit("main", "Correct", &[("env/one.yaml", Some(&two))]);
    world.sync("env").await;
    let view = at(&world, &commit(&broken)).await.unwrap();
    assert_eq!(told(&view), ["c live Same", "stays live Same"]);
    assert_eq!((view.unread.len(), view.unread[0].path.as_str()), (1, "env/one.yaml"));
    assert!(view.unread[0].line.is_some() && !view.unread[0].why.is_empty(), "{view:?}");
    let since = compare(&world, &commit(&broken), &PointQuery::default()).await.unwrap();
    assert_eq!(since.items.len(), 2);
    for it in &since.items {
        assert_eq!((it.became, it.unsure.as_deref()), (Became::Added, Some("env/one.yaml")));
    }
    assert_eq!((since.unread_from.len(), since.unread_to.len()), (1, 0));
}

#[tokio::test]
async fn a_time_means_the_commit_that_the_branch_had_then() {
    let (world, then) = world().await;
    let made = at(&world, &commit(&then)).await.unwrap().point.at;
    let found = at(&world, &time(made)).await.unwrap();
    assert_eq!(found.point.commit, then);
    let early = at(&world, &time(made - 1)).await.unwrap_err();
    assert_eq!(early.code(), "before-history");
    let begins = hedgerow_model::day_and_clock(made);
    let said = format!("the history of branch main begins at {begins}");
    assert!(early.to_string().contains(&said), "{early}");
}

#[tokio::test]
async fn what_is_not_there_or_not_on_the_branch_is_told_apart() {
    let (world, then) = world().await;
    let ghost = at(&world, &commit("0123456789")).await.unwrap_err();
    assert_eq!(ghost.code(), "unknown-commit");
    let odd = at(&world, &commit("main")).await.unwrap_err();
    assert!(odd.to_string().contains("`main` is not a commit"), "{odd}");
    let both = PointQuery { commit: Some(then.clone()), time: Some(1) };
    assert!(at(&world, &both).await.unwrap_err().to_string().contains("give one of them"));
    // A history that is rewritten: the mirror still has what the branch has not.
    world.remote.commit("main", "Lost", &[("env/lost.yaml", Some(&vpc("lost", 1010)))]);
    world.sync("env").await;
    let lost = head(&world);
    world.remote.git(&["update-ref", "refs/heads/main", &then]);
    world.remote.commit("main", "Instead", &[("env/c.yaml", None)]);
    world.sync("env").await;
    let short = at(&world, &commit(&lost[..12])).await.unwrap_err();
    assert_eq!(short.code(), "commit-off-branch");
    let view = at(&world, &commit(&lost)).await.unwrap();
    assert!(!view.point.on_branch && !view.point.is_now);
    assert!(view.items.iter().any(|it| it.name == "lost" && it.since == Since::Gone));
}

#[tokio::test]
async fn the_text_of_a_file_is_shown_as_it_was_and_what_is_never_read_is_not() {
    let (world, then) = world().await;
    world.remote.commit("main", "Gone", &[("env/c.yaml", None)]);
    world.sync("env").await;
    let file =
        async |path: &str, point: &PointQuery| world.engine.file_at("env", path, point).await;
    let view = file("env/c.yaml", &commit(&then)).await.unwrap();
    assert_eq!((view.text, view.commit), (vpc("c", 1003), then.clone()));
    for (path, point) in [
        ("env/c.yaml", PointQuery::default()),
        ("env/notes.txt", commit(&then)),
        ("other/x.yaml", commit(&then)),
        ("env", commit(&then)),
        ("env/../other/x.yaml", commit(&then)),
    ] {
        let refused = file(path, &point).await.unwrap_err();
        assert!(refused.to_string().contains("is not a file that Hedgerow reads"), "{refused}");
    }
    world.remote.commit("main", "Bytes", &[("env/big.yaml", Some(&"#".repeat((4 << 20) + 1)))]);
    world.sync("env").await;
    let big = file("env/big.yaml", &PointQuery::default()).await.unwrap_err();
    assert!(big.to_string().contains("above 4 MiB"), "{big}");
}

/// The subjects of the commits that changed a fabric, in pages of so many.
async fn log(world: &World, fabric: &str, limit: i64) -> Vec<String> {
    let mut subjects = Vec::new();
    let mut ask = PageRequest { limit: Some(limit), cursor: None };
    loop {
        let page = world.engine.commits(fabric, &ask).await.unwrap();
        assert!(page.items.len() <= usize::try_from(limit).unwrap());
        subjects.extend(page.items.into_iter().map(|commit| commit.subject));
        let Some(next) = page.next else { return subjects };
        ask.cursor = Some(next);
    }
}

#[tokio::test]
async fn the_commits_of_a_fabric_are_those_of_the_branch_s_own_line_that_changed_its_directory() {
    let (world, _) = world().await;
    world.fabric("other", "other", Layout::InPlace).await;
    let remote = &world.remote;
    remote.commit("main", "Of the other", &[("other/x.yaml", Some(&vpc("x", 1018)))]);
    remote.commit("main", "One", &[("env/c.yaml", Some(&vpc("c", 1013)))]);
    remote.git(&["branch", "side", "main"]);
    remote.commit("side", "Beside", &[("env/stays.yaml", Some(&vpc("stays", 1019)))]);
    remote.commit("main", "Two", &[("env/c.yaml", Some(&vpc("c", 1023)))]);
    let tree = remote.git(&["merge-tree", "--write-tree", "main", "side"]);
    let merge =
        remote.git(&["commit-tree", tree.trim(), "-p", "main", "-p", "side", "-m", "Merge side"]);
    remote.git(&["update-ref", "refs/heads/main", merge.trim()]);
    world.sync("env").await;
    for limit in [1, 2, 3, 100] {
        let all = log(&world, "env", limit).await;
        assert_eq!(all, ["Merge side", "Two", "One", "Start"], "in pages of {limit}");
    }
    let other = log(&world, "other", 100).await;
    assert_eq!((other.len(), other[0].as_str()), (2, "Of the other"));
    // A commit names the change that it published, where it is one of the fabric.
    world.set("env", "bigger", "VPC/c", "spec.subnets.default.vlan=3001").await;
    world.publish("bigger").await;
    let page = world.engine.commits("env", &PageRequest::first(1)).await.unwrap();
    assert_eq!(page.items[0].change.as_deref(), Some("bigger"));
    for cursor in ["x", "commits"] {
        let ask = PageRequest { limit: None, cursor: Some(cursor.to_owned()) };
        assert!(world.engine.commits("env", &ask).await.is_err(), "{cursor}");
    }
}
