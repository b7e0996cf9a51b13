//! A branch and a directory are picked from what a repository has; looking writes nothing.

use hedgerow_engine::Class;
use hedgerow_engine::views::LookQuery;
use hedgerow_model::Layout;

use crate::support::{World, vpc};

fn at(branch: Option<&str>, directory: &str) -> LookQuery {
    LookQuery {
        branch: branch.map(str::to_owned),
        directory: directory.to_owned(),
        ..LookQuery::default()
    }
}

#[tokio::test]
async fn what_a_directory_has_is_what_its_fabric_has_then() {
    let odd = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: odd}\nspec: {mode: 3}\n";
    let files = [
        ("east/a.yaml", vpc("a", 1001)),
        ("east/again.yaml", vpc("a", 1001)),
        ("east/b.yaml", format!("{}---\n{odd}", vpc("b", 1002))),
        ("east/broken.yaml", "kind: [\n".to_owned()),
        ("east/notes.txt", "kind: [\n".to_owned()),
        ("west/managed/c.yaml", vpc("c", 1003)),
        ("west/raw/d.yaml", vpc("d", 1004)),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let world = World::with(&files).await;
    let root = world.engine.look_at("origin", at(None, "/")).await.unwrap();
    let shown: Vec<_> =
        root.directories.iter().map(|it| (it.name.as_str(), it.yaml_files)).collect();
    assert_eq!(shown, [("east", 4), ("west", 2)]);
    assert!(root.exists && root.taken_by.is_none());

    let east = world.engine.look_at("origin", at(None, "east/")).await.unwrap();
    assert_eq!((east.directory.as_str(), east.layout), ("east", Layout::InPlace));
    assert_eq!((east.files, east.files_read, east.is_whole), (4, 4, true));
    assert_eq!((east.resources, east.kinds[0].kind.as_str()), (3, "VPC"));
    assert_eq!(east.twice, ["VPC/a"]);
    let paths: Vec<&str> = east.findings.iter().map(|it| it.path.as_str()).collect();
    assert!(paths.contains(&"east/broken.yaml") && paths.contains(&"east/b.yaml"), "{paths:?}");
    let west = world.engine.look_at("origin", at(None, "west")).await.unwrap();
    assert_eq!((west.layout, west.resources), (Layout::Managed, 1));

    // The fabric that is connected then has just that, and stands in the way of others.
    world.fabric("f", "east", Layout::InPlace).await;
    let view = world.engine.fabric("f").await.unwrap();
    assert_eq!(view.resources, 3);
    for (directory, taken) in [("", true), ("east", true), ("east/a", true), ("west", false)] {
        let look = world.engine.look_at("origin", at(None, directory)).await.unwrap();
        assert_eq!(look.taken_by.is_some_and(|it| it.fabric == "f"), taken, "{directory}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_place_to_begin_and_what_cannot_be_is_refused() {
    let world = World::with(&[("env/a.yaml", &vpc("a", 1001))]).await;
    let branches = world.engine.branches("origin").await.unwrap();
    assert_eq!((branches.default_branch.as_deref(), branches.total), (Some("main"), 1));
    let none = world.engine.look_at("origin", at(None, "later")).await.unwrap();
    assert!(!none.exists && none.commit.is_some() && none.is_whole);
    let later = world.engine.look_at("origin", at(Some("later"), "")).await.unwrap();
    assert!(!later.exists && later.commit.is_none());
    for query in [at(None, "../x"), at(Some("no branch"), "")] {
        let error = world.engine.look_at("origin", query).await.unwrap_err();
        assert_eq!(error.class(), Class::Invalid, "{error}");
    }
    let error = world.engine.branches("other").await.unwrap_err();
    assert_eq!(error.class(), Class::NotFound);
    let moved = world.remote.path().with_extension("gone");
    std::fs::rename(world.remote.path(), &moved).unwrap();
    for error in [
        world.engine.branches("origin").await.unwrap_err(),
        world.engine.look_at("origin", at(None, "env")).await.unwrap_err(),
    ] {
        assert_eq!(error.class(), Class::Remote, "{error}");
    }
}
