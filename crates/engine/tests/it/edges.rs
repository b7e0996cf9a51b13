//! Where a person's words could get lost between two features.

use hedgerow_engine::views::DraftEdit;
use hedgerow_model::{ChangeState, Layout, ResourceState};

use crate::support::{World, request, vpc};

const VLAN: &str = "spec.subnets.default.vlan";

fn two() -> String {
    format!("{}---\n{}", vpc("a", 1001), vpc("b", 1002))
}

#[tokio::test]
async fn an_edit_and_commenting_out_in_one_change_keep_the_edit() {
    let world = World::with(&[("env/net.yaml", &two())]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/a", &format!("{VLAN}=1777")).await;
    world.edit("env", "c", DraftEdit::CommentOut { resource: "VPC/a".into() }).await;
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    let text = world.remote.read("main", "env/net.yaml").unwrap();
    assert!(text.contains("#       vlan: 1777"), "{text}");
    assert!(text.ends_with(&vpc("b", 1002)));
}

#[tokio::test]
async fn deleting_what_is_commented_out_takes_it_out_of_the_file() {
    let world = World::with(&[("env/net.yaml", &two())]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.edit("env", "off", DraftEdit::CommentOut { resource: "VPC/b".into() }).await;
    world.publish("off").await;
    world.edit("env", "del", DraftEdit::Delete { resource: "VPC/b".into() }).await;
    let report = world.publish("del").await;
    assert!(report.commit.is_some(), "{report:?}");
    assert!(!world.remote.read("main", "env/net.yaml").unwrap().contains("name: b"));
    assert_eq!(world.states("env").await.len(), 1);
}

#[tokio::test]
async fn an_encrypted_document_is_never_written_over() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  p: ENC[x]\n\
                  sops:\n  mac: ENC[y]\n";
    let world = World::with(&[("dc/managed/secrets/db.yaml", secret)]).await;
    world.fabric("dc", "dc", Layout::Managed).await;
    let text = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  p: plain\n";
    world.edit("dc", "c", DraftEdit::Documents { text: text.into() }).await;
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Waiting, "{report:?}");
    assert_eq!(world.remote.read("main", "dc/managed/secrets/db.yaml").unwrap(), secret);
}

#[tokio::test]
async fn raw_does_not_replace_what_is_switched_off_in_managed() {
    let off = vpc("a", 1001).lines().map(|line| format!("# {line}\n")).collect::<String>();
    let world = World::with(&[("dc/managed/vpcs/a.yaml", &off)]).await;
    world.fabric("dc", "dc", Layout::Managed).await;
    let raw = vpc("a", 1555);
    let good = vpc("b", 1002);
    world.remote.commit(
        "main",
        "Drop",
        &[("dc/raw/a.yaml", Some(&raw)), ("dc/raw/b.yaml", Some(&good))],
    );
    let report = world.sync("dc").await;
    assert_eq!(report.normalised, ["VPC/b"]);
    assert_eq!(world.remote.read("main", "dc/managed/vpcs/a.yaml").unwrap(), off);
    assert_eq!(world.remote.read("main", "dc/raw/a.yaml").unwrap(), raw);
    let findings = world.findings("dc").await;
    assert!(findings.iter().any(|f| f.path == "dc/raw/a.yaml" && f.message.contains("comments")));
}

#[tokio::test]
async fn a_renamed_file_that_does_not_parse_keeps_its_resources() {
    let world = World::with(&[("env/a.yaml", &two())]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/a", &format!("{VLAN}=1777")).await;
    let broken = two().replace("kind: VPC", "kind: [VPC");
    world.remote.commit(
        "main",
        "Rename and break",
        &[("env/a.yaml", None), ("env/b.yaml", Some(&broken))],
    );
    let report = world.sync("env").await;
    assert_eq!((report.deleted.len(), report.unreadable.len()), (0, 2), "{report:?}");
    let states = world.states("env").await;
    assert_eq!(states.len(), 2);
    world.remote.commit("main", "Mend", &[("env/b.yaml", Some(&two()))]);
    world.sync("env").await;
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert!(world.states("env").await.iter().all(|(_, state)| *state == ResourceState::InSync));
}

#[tokio::test]
async fn agreeing_with_git_by_hand_leaves_no_conflict_behind() {
    let world = World::with(&[("env/net.yaml", &two())]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/a", &format!("{VLAN}=1777")).await;
    world.remote.commit("main", "x", &[("env/net.yaml", Some(&two().replace("1001", "1888")))]);
    world.sync("env").await;
    assert_eq!(world.publish("c").await.state, ChangeState::Conflicted);
    world.set("env", "c", "VPC/a", &format!("{VLAN}=1888")).await;
    assert!(world.open_conflicts("env").await.is_empty());
    assert_eq!(world.engine.change("c").await.unwrap().state, ChangeState::Open);
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(world.get("env", "VPC/a").await.state, ResourceState::InSync);
}

#[tokio::test]
async fn a_change_that_cannot_be_written_holds_up_no_other() {
    // A folder is where the new resource's file would go.
    let world = World::with(&[
        ("dc/managed/vpcs/a.yaml/keep.txt", "x\n"),
        ("dc/managed/vpcs/b.yaml", &vpc("b", 1002)),
    ])
    .await;
    world.fabric("dc", "dc", Layout::Managed).await;
    world.edit("dc", "bad", DraftEdit::Documents { text: vpc("a", 1001) }).await;
    world.set("dc", "good", "VPC/b", &format!("{VLAN}=1777")).await;
    let report = world.publish("bad").await;
    assert_eq!(report.state, ChangeState::Waiting, "{report:?}");
    assert!(report.reason.unwrap().to_string().contains("a.yaml"));
    assert_eq!(world.publish("good").await.state, ChangeState::Published);
    world.engine.discard("bad", None).await.unwrap();
}

#[tokio::test]
async fn a_kind_that_would_leave_the_directory_is_refused_when_it_is_saved() {
    let world = World::with(&[("dc/managed/vpcs/b.yaml", &vpc("b", 1002))]).await;
    world.fabric("dc", "dc", Layout::Managed).await;
    let text = "apiVersion: example.org/v1\nkind: ../../x\nmetadata:\n  name: a\n";
    let edit = DraftEdit::Documents { text: text.into() };
    let error = world.engine.save_drafts("dc", request("c", vec![edit])).await.unwrap_err();
    assert!(error.to_string().contains("not a kind"), "{error}");
}

#[tokio::test]
async fn a_kustomization_above_keeps_listing_what_is_there() {
    let world = World::with(&[
        ("env/kustomization.yaml", "resources:\n- vpcs/a.yaml # first\n- vpcs/b.yaml\n"),
        ("env/vpcs/a.yaml", &vpc("a", 1001)),
        ("env/vpcs/b.yaml", &vpc("b", 1002)),
    ])
    .await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.edit("env", "c", DraftEdit::Documents { text: vpc("c", 1003) }).await;
    world.edit("env", "c", DraftEdit::Delete { resource: "VPC/b".into() }).await;
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(
        world.remote.read("main", "env/kustomization.yaml").unwrap(),
        "resources:\n- vpcs/a.yaml # first\n- vpcs/c.yaml\n"
    );
}

#[tokio::test]
async fn what_was_switched_off_here_comes_back_and_not_an_old_copy_of_it() {
    let old: String = vpc("a", 1001).lines().map(|line| format!("# {line}\n")).collect();
    let world = World::with(&[("env/all.yaml", &two()), ("env/a-reset.yaml", &old)]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "new", "VPC/a", &format!("{VLAN}=1777")).await;
    world.publish("new").await;
    let before = world.remote.read("main", "env/all.yaml");
    world.edit("env", "off", DraftEdit::CommentOut { resource: "VPC/a".into() }).await;
    world.publish("off").await;
    world.edit("env", "on", DraftEdit::Uncomment { resource: "VPC/a".into() }).await;
    let report = world.publish("on").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(world.remote.read("main", "env/all.yaml"), before);
    assert_eq!(world.remote.read("main", "env/a-reset.yaml").unwrap(), old);
}

#[tokio::test]
async fn a_reference_to_what_went_is_found_until_it_is_back() {
    let attachment = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\nmetadata:\n  \
                      name: at\nspec:\n  connection: c\n  subnet: a/default\n";
    let files = [("env/a.yaml", vpc("a", 1001)), ("env/b.yaml", vpc("b", 1002))];
    let files = files.iter().map(|(path, text)| (*path, text.as_str()));
    let world = World::with(&files.chain([("env/at.yaml", attachment)]).collect::<Vec<_>>()).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let missing = async || {
        let findings = world.findings("env").await;
        findings.iter().filter(|f| f.rule == "attach-form" && f.message.contains("VPC/a")).count()
    };
    assert_eq!(missing().await, 0);
    let off: String = vpc("a", 1001).lines().map(|line| format!("# {line}\n")).collect();
    for gone in [None, Some(off.as_str())] {
        world.remote.commit("main", "Away", &[("env/a.yaml", gone)]);
        world.sync("env").await;
        assert_eq!(missing().await, 1);
        world.remote.commit("main", "Back", &[("env/a.yaml", Some(&vpc("a", 1001)))]);
        world.sync("env").await;
        assert_eq!(missing().await, 0);
    }
}

#[tokio::test]
async fn values_dropped_into_raw_leave_the_comments_in_managed() {
    let world = World::with(&[("dc/managed/vpcs/a.yaml", &vpc("a", 1001))]).await;
    world.fabric("dc", "dc", Layout::Managed).await;
    let values: String = vpc("a", 1001)
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| format!("{}\n", line.split(" #").next().unwrap()))
        .collect();
    let values = values.replace("  name: a\n", "  name: a\n  labels:\n    zone: one\n");
    world.remote.commit("main", "Drop", &[("dc/raw/a.yaml", Some(&values))]);
    let report = world.sync("dc").await;
    assert_eq!(report.normalised, ["VPC/a"]);
    let text = world.remote.read("main", "dc/managed/vpcs/a.yaml").unwrap();
    assert!(text.contains("zone: one") && text.contains("# a: made by hand"), "{text}");
    assert!(text.contains("# rack"), "{text}");
}

#[tokio::test]
async fn an_empty_repository_takes_its_first_publish() {
    let folder = tempfile::TempDir::new().unwrap();
    let remote = hedgerow_testkit::TestRepository::create(folder.path().join("remote.git"));
    let world = World::connected(folder, remote).await;
    world.fabric("dc", "dc", Layout::Managed).await;
    world.edit("dc", "first", DraftEdit::Documents { text: vpc("a", 1001) }).await;
    let report = world.publish("first").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(world.remote.read("main", "dc/managed/vpcs/a.yaml").unwrap(), vpc("a", 1001));
    assert_eq!(world.states("dc").await, [("VPC/a".to_owned(), ResourceState::InSync)]);
}

#[tokio::test]
async fn a_tree_that_is_too_deep_is_a_finding_and_no_crash() {
    let deep = format!("env/{}x.yaml", "a/".repeat(400));
    let world = World::with(&[("env/a.yaml", &vpc("a", 1001))]).await;
    world.remote.git(&["config", "core.protectNTFS", "false"]);
    let blob = world.remote.git(&["rev-parse", "main:env/a.yaml"]);
    let index = format!("100644 {blob}\t{deep}");
    world.remote.work_git(&["fetch", "--quiet", world.remote.path().to_str().unwrap(), "main"]);
    world.remote.work_git(&["read-tree", "FETCH_HEAD"]);
    world.remote.work_git(&[
        "update-index",
        "--add",
        "--cacheinfo",
        &index.replacen(' ', ",", 1).replacen('\t', ",", 1),
    ]);
    let tree = world.remote.work_git(&["write-tree"]);
    let commit = world.remote.work_git(&["commit-tree", "-m", "Deep", "-p", "FETCH_HEAD", &tree]);
    let url = world.remote.url();
    world.remote.work_git(&["push", "--quiet", &url, &format!("{commit}:refs/heads/main")]);
    let report = world.fabric("env", "env", Layout::InPlace).await;
    assert_eq!(report.added, ["VPC/a"]);
    assert!(report.findings.iter().any(|finding| finding.rule == "too-deep"), "{report:?}");
}

#[tokio::test]
async fn what_comes_to_stand_too_deep_deletes_nothing() {
    let place = format!("env/{}x.yaml", "a/".repeat(127));
    let below = format!("{place}/y.yaml");
    let world = World::with(&[(&place, &vpc("a", 1001)), ("env/b.yaml", &vpc("b", 1002))]).await;
    assert_eq!(world.fabric("env", "env", Layout::InPlace).await.added, ["VPC/a", "VPC/b"]);
    world.remote.commit("main", "Away", &[(&place, None)]);
    world.remote.commit("main", "Deeper", &[(&below, Some(&vpc("a", 1001)))]);
    let report = world.engine.sync("env").await.unwrap();
    assert!(report.deleted.is_empty(), "{report:?}");
    assert!(report.findings.iter().any(|finding| finding.rule == "too-deep"), "{report:?}");
    let states = world.states("env").await;
    assert_eq!(states[0], ("VPC/a".to_owned(), ResourceState::Unreadable), "{states:?}");
    world.remote.commit("main", "Back", &[(&below, None)]);
    world.remote.commit("main", "Again", &[(&place, Some(&vpc("a", 1001)))]);
    world.engine.sync("env").await.unwrap();
    assert_eq!(world.states("env").await[0].1, ResourceState::InSync);
}

#[tokio::test]
async fn a_mirror_deleted_under_a_running_server_is_made_anew() {
    let world = World::with(&[("env/net.yaml", &two())]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    std::fs::remove_dir_all(world.folder.path().join("data/mirrors")).unwrap();
    world.remote.commit("main", "x", &[("env/net.yaml", Some(&two().replace("1002", "1400")))]);
    assert_eq!(world.sync("env").await.changed, ["VPC/b"]);
}

#[tokio::test]
async fn what_a_rule_stops_is_shown_as_it_would_be_and_not_pushed() {
    let two = format!("{}---\n{}", vpc("a", 1001), vpc("b", 1002));
    let world = World::with(&[("env/net.yaml", &two)]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let head = world.remote.head("main");
    world.set("env", "c", "VPC/a", &format!("{VLAN}=1002")).await;
    let shown = world.engine.diff("c").await.unwrap();
    assert!(shown.problems.iter().any(|it| it.rule.starts_with("vpc-vlan")), "{shown:?}");
    assert!(shown.diff.contains("-      vlan: 1001\n+      vlan: 1002\n"), "{}", shown.diff);
    assert_eq!(world.publish("c").await.state, ChangeState::Invalid);
    assert_eq!(world.remote.head("main"), head);
    // The text of a conflict is nobody's yet.
    world.set("env", "d", "VPC/b", &format!("{VLAN}=1777")).await;
    world.remote.commit("main", "Git too", &[("env/net.yaml", Some(&two.replace("1002", "1888")))]);
    world.sync("env").await;
    let shown = world.engine.diff("d").await.unwrap();
    assert!(!shown.conflicts.is_empty() && shown.diff.is_empty(), "{shown:?}");
}
