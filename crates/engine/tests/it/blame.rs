//! Who set which field, as the mirror tells it.

use std::time::Duration;

use hedgerow_engine::views::{BlameRow, DraftEdit, DraftRequest};
use hedgerow_engine::{Class, Engine, EngineConfig, EngineError};
use hedgerow_model::{ConflictId, Decision, Layout, Person, Settle, Side};

use crate::policies::{of, rule};
use crate::support::{World, config, request, vpc};

const FILE: &str = "env/a.yaml";

async fn world(text: &str) -> World {
    let world = World::with(&[(FILE, text), ("README.md", "x\n")]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

async fn blame(world: &World, path: Option<&str>) -> Result<Vec<BlameRow>, EngineError> {
    Ok(world.engine.blame("env", ("VPC", "-", "a"), path).await?.items)
}

/// Who set one field: the subject of the commit, or the digits before which it is unknown.
async fn who(world: &World, path: &str) -> String {
    let rows = blame(world, Some(path)).await.unwrap();
    let said = |row: &BlameRow| {
        row.subject.clone().unwrap_or_else(|| format!("?{}", row.unknown_before.clone().unwrap()))
    };
    rows.iter().map(said).collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn a_field_is_followed_through_moves_and_texts_that_nobody_can_read() {
    let first = vpc("a", 1001);
    let world = world(&first).await;
    let second = first.replace("vlan: 1001", "vlan: 1002");
    let commit = |message: &str, edits: &[(&str, Option<&str>)]| {
        world.remote.commit("main", message, edits);
    };
    commit("another vlan", &[(FILE, Some(&second))]);
    commit("move", &[(FILE, None), ("env/deep/all.yaml", Some(&second))]);
    let shared = format!("# moved\n{}---\n{second}", vpc("b", 1003));
    commit("another document", &[("env/deep/all.yaml", Some(&shared))]);
    commit("broken", &[("env/deep/all.yaml", Some(&shared.replace("subnets:", "subnets: : [")))]);
    commit("noise", &[("README.md", Some("y\n"))]);
    commit("mended", &[("env/deep/all.yaml", Some(&shared))]);
    let quoted = shared.replace("name: a\n", "name: \"a\"   # the same\n");
    commit("quoted", &[("env/deep/all.yaml", Some(&quoted))]);
    let items = "apiVersion: v1\nkind: List\nitems:\n".to_owned()
        + &format!("- {}", second.lines().skip(1).collect::<Vec<_>>().join("\n  "))
        + "\n";
    commit("a list", &[("env/deep/all.yaml", Some(&vpc("b", 1003))), ("env/l.yaml", Some(&items))]);
    world.sync("env").await;
    let rows = blame(&world, None).await.unwrap();
    let told: Vec<String> = rows
        .iter()
        .map(|row| {
            let (subject, file) = (row.subject.as_deref(), row.file.as_deref());
            format!("{} {} {}", row.path, subject.unwrap_or("?"), file.unwrap_or("?"))
        })
        .collect();
    assert_eq!(
        told,
        [
            "apiVersion Start env/a.yaml",
            "kind Start env/a.yaml",
            "metadata.name Start env/a.yaml",
            "spec.subnets.default.subnet Start env/a.yaml",
            "spec.subnets.default.vlan another vlan env/a.yaml",
        ]
    );
    assert!(rows.iter().all(|row| row.known && row.author.is_some() && row.time.is_some()));
    // Once more, from what is kept.
    assert_eq!(blame(&world, None).await.unwrap().len(), rows.len());
}

#[tokio::test]
async fn a_merge_leaves_each_side_what_it_set() {
    let text = vpc("a", 1001);
    let world = world(&text).await;
    world.remote.git(&["branch", "side", "main"]);
    let side = text.replace("vlan: 1001", "vlan: 1003");
    let side = world.remote.commit("side", "on the side", &[(FILE, Some(&side))]);
    let main = text.replace("metadata:\n", "metadata:\n  labels: {team: core}\n");
    world.remote.commit("main", "on main", &[(FILE, Some(&main))]);
    world.remote.work_git(&["merge", "-q", "--no-ff", "--no-commit", &side]);
    world.remote.commit_work_tree("main", "merged");
    world.sync("env").await;
    assert_eq!(who(&world, "spec.subnets.default").await, "Start, on the side");
    assert_eq!(who(&world, "metadata").await, "on main, Start");
}

#[tokio::test]
async fn a_published_change_is_named_with_the_author_of_the_draft_and_the_policy() {
    let world = world(&vpc("a", 1001)).await;
    world.remote.commit("main", "b", &[("env/b.yaml", Some(&vpc("b", 1002)))]);
    world.sync("env").await;
    world.set("env", "wider", "VPC/b", "spec.subnets.default.vlan=1012").await;
    let edit = DraftEdit::set("VPC/a", vec!["spec.subnets.default.vlan=1011".to_owned()]);
    let zoe = Person { name: "Zoe".into(), email: "zoe@example.org".into() };
    let asked = DraftRequest { author: Some(zoe), ..request("wider", vec![edit]) };
    world.engine.save_drafts("env", asked).await.unwrap();
    let policy = of(vec![rule("vlans", "spec.subnets.default.vlan", Settle::Draft)]);
    world.engine.set_policy(Some("env"), policy, Some(0)).await.unwrap();
    world.remote.commit("main", "theirs", &[(FILE, Some(&vpc("a", 1001).replace("1001", "1009")))]);
    world.sync("env").await;
    world.publish("wider").await;
    let rows = blame(&world, Some("spec.subnets.default.vlan")).await.unwrap();
    let row = &rows[0];
    assert_eq!(row.author.as_deref(), Some("Zoe <zoe@example.org>"));
    assert_eq!(row.change.as_deref(), Some("wider"));
    assert_eq!(row.commit, world.remote.head("main"));
    assert_eq!(row.policy.as_deref(), Some("policy vlans"));
    // Whatever a message claims, a field of another commit is not of the change.
    let id = row.change_id.clone().unwrap();
    let text = vpc("a", 1001).replace("vlan: 1001", "vlan: 1020");
    let forged = format!("forged\n\nHedgerow-Change: {}", id.replace(['0', '1'], "2"));
    world.remote.commit("main", &forged, &[(FILE, Some(&text))]);
    world.sync("env").await;
    let rows = blame(&world, Some("spec.subnets.default.vlan")).await.unwrap();
    assert_eq!((rows[0].subject.as_deref(), &rows[0].change), (Some("forged"), &None));
}

#[tokio::test]
async fn what_came_out_of_raw_names_its_file_and_whoever_wrote_it() {
    let world = World::with(&[("env/raw/all.yaml", &vpc("a", 1001))]).await;
    let report = world.fabric("env", "env", Layout::Managed).await;
    assert_eq!(report.normalised, ["VPC/a"]);
    let rows = blame(&world, None).await.unwrap();
    for row in &rows {
        assert_eq!(row.raw.as_deref(), Some("env/raw/all.yaml"), "{row:?}");
        assert_eq!(row.subject.as_deref(), Some("Start"), "{row:?}");
    }
}

#[tokio::test]
async fn what_is_not_found_in_time_is_unknown_before_the_oldest_commit_that_has_it() {
    let world = world(&vpc("a", 1001)).await;
    let head = world.remote.commit("main", "noise", &[("README.md", Some("y\n"))]);
    world.sync("env").await;
    let World { folder, remote, engine } = world;
    drop(engine);
    let hasty = EngineConfig { blame_patience: Duration::ZERO, ..config(&folder) };
    let hasty = World { engine: Engine::open(hasty).await.unwrap(), folder, remote };
    for row in blame(&hasty, None).await.unwrap() {
        assert!(!row.known && row.author.is_none() && row.commit.is_none(), "{row:?}");
        assert_eq!(row.unknown_before.as_ref(), Some(&head));
    }
}

#[tokio::test]
async fn a_commit_of_very_many_files_costs_no_more_than_its_bounds() {
    let world = world(&vpc("a", 1001)).await;
    let names: Vec<String> = (0..2100).map(|at| format!("env/notes/{at}.yaml")).collect();
    let notes = |text| names.iter().map(|name| (name.as_str(), Some(text))).collect::<Vec<_>>();
    world.remote.commit("main", "notes", &notes("# one\n"));
    let (a, z) = (vpc("a", 1001), vpc("z", 1002));
    let mut all = notes("# two\n");
    all.extend([(FILE, None), ("env/moved/a.yaml", Some(a.as_str())), ("env/z.yaml", Some(&z))]);
    let head = world.remote.commit("main", "everything", &all);
    world.sync("env").await;
    // Where it most likely was is looked at first.
    assert!(
        blame(&world, None)
            .await
            .unwrap()
            .iter()
            .all(|row| row.subject.as_deref() == Some("Start"))
    );
    let found = world.engine.blame("env", ("VPC", "-", "z"), None).await.unwrap();
    assert!(found.items.iter().all(|row| !row.known && row.unknown_before.as_ref() == Some(&head)));
}

#[tokio::test]
async fn what_cannot_be_answered_is_said_plainly() {
    let world = world(&vpc("a", 1001)).await;
    let refusal = async |path: Option<&str>| {
        let error = blame(&world, path).await.unwrap_err();
        (error.class(), error.to_string())
    };
    let (class, said) = refusal(Some("spec.nothing")).await;
    assert_eq!(
        (class, said.as_str()),
        (Class::NotFound, "VPC/a has nothing at `spec.nothing` in Git")
    );
    assert_eq!(refusal(Some("spec..x")).await.0, Class::Malformed);
    world.set("env", "c", "VPC/a", "spec.subnets.default.vlan=1002").await;
    world.remote.commit("main", "b", &[("env/b.yaml", Some(&vpc("b", 1002)))]);
    let broken = vpc("a", 1001).replace("spec:", "spec: : [");
    world.remote.commit("main", "broken", &[(FILE, Some(&broken))]);
    world.sync("env").await;
    let (class, said) = refusal(None).await;
    assert_eq!(class, Class::Refused);
    assert!(said.starts_with("env/a.yaml cannot be read at "), "{said}");
    world.remote.commit("main", "gone", &[(FILE, None)]);
    world.sync("env").await;
    let (class, said) = refusal(None).await;
    assert_eq!(class, Class::Refused);
    assert!(said.contains("VPC/a is not in Git"), "{said}");
}

const LINKS: &str = "env/links.yaml";

/// A connection of a gateway; `name` is what the switch's end of its cable is called.
fn gateway_link(version: &str, name: &str, ip: &str) -> String {
    format!(
        "apiVersion: wiring.githedgehog.com/{version}\nkind: Connection\nmetadata:\n  name: g--s\nspec:\n  gateway:\n    \
         links:\n    - gateway: {{port: g/enp2s1, ip: 172.30.128.1/31}}\n      {name}: {{port: s/E1/1, ip: {ip}}}\n"
    )
}

async fn who_set(world: &World, path: &str) -> Vec<String> {
    let asked = ("Connection", "-", "g--s");
    let rows = world.engine.blame("env", asked, Some(path)).await.unwrap().items;
    let subject = |commit: &String| world.remote.git(&["log", "-1", "--format=%s", commit]);
    rows.iter()
        .map(|row| {
            let renamed = row.renamed_by.as_ref();
            let renamed = renamed.map(|commit| format!(", renamed by {}", subject(commit)));
            format!("{}{}", row.subject.as_deref().unwrap(), renamed.unwrap_or_default())
        })
        .collect()
}

#[tokio::test]
async fn a_value_belongs_to_whoever_set_it_and_not_to_who_migrated_the_resource() {
    let link = |version, name, ip| gateway_link(version, name, ip);
    let world = World::with(&[(LINKS, &link("v1alpha2", "spine", "172.30.128.0/31"))]).await;
    let commit = |message: &str, text: &str| {
        world.remote.commit("main", message, &[(LINKS, Some(text))]);
    };
    commit("another address", &link("v1alpha2", "spine", "172.30.128.2/31"));
    commit("migrated", &link("v1beta1", "switch", "172.30.128.2/31"));
    world.fabric("env", "env", Layout::InPlace).await;
    assert_eq!(who_set(&world, "apiVersion").await, ["Start, renamed by migrated"]);
    let end = "spec.gateway.links[0].switch";
    assert_eq!(
        who_set(&world, end).await,
        ["Start, renamed by migrated", "another address, renamed by migrated"]
    );
    assert_eq!(who_set(&world, "spec.gateway.links[0].gateway").await, ["Start", "Start"]);
    commit("yet another", &link("v1beta1", "switch", "172.30.128.4/31"));
    world.sync("env").await;
    assert_eq!(who_set(&world, end).await, ["Start, renamed by migrated", "yet another"]);
}

#[tokio::test]
async fn the_newer_value_is_that_of_who_set_it_however_late_it_was_migrated() {
    let link = |name, ip| gateway_link("v1beta1", name, ip);
    let world = World::with(&[(LINKS, &link("spine", "172.30.128.0/31"))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let field = "spec.gateway.links[0].spine.ip=172.30.128.6/31";
    world.set("env", "c", "Connection/g--s", field).await;
    let theirs = link("spine", "172.30.128.2/31");
    world.remote.commit("main", "another address", &[(LINKS, Some(&theirs))]);
    world.sync("env").await;
    assert_eq!(world.open_conflicts("env").await.len(), 1);
    // Whose clock is ahead of ours: of what that commit set, nobody knows when it was set.
    let migrated = link("switch", "172.30.128.2/31");
    std::fs::write(world.remote.work_tree().join(LINKS), migrated).unwrap();
    let late =
        ["commit", "--quiet", "--all", "--date", "4000000000 +0000", "--message", "migrated"];
    world.remote.work_git(&late);
    world.remote.commit_work_tree("main", "nothing");
    world.sync("env").await;
    let open = world.open_conflicts("env").await;
    assert_eq!(open.len(), 1, "{open:?}");
    assert!(open[0].path.to_string().ends_with(".switch.ip"), "{:?}", open[0].path);
    let policy = of(vec![rule("newer", "spec", Settle::Newest)]);
    world.engine.set_policy(Some("env"), policy, Some(0)).await.unwrap();
    let conflict = world.engine.conflict(ConflictId(open[0].id)).await.unwrap();
    assert_eq!(conflict.decision, Some(Decision::Take(Side::Draft)), "{conflict:?}");
}
