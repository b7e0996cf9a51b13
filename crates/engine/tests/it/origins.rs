//! The base of a draft is what its author read, whichever way it is saved and whenever Git moves.

use hedgerow_engine::EngineError;
use hedgerow_engine::views::{
    ChangeView, DraftEdit, DraftRequest, PageRequest, ResourceQuery, ResourceView, Scope,
    ShownState,
};
use hedgerow_model::{ChangeState, Layout, Person};

use crate::support::{World, request, vpc};

const FILE: &str = "env/web.yaml";
const RESOURCE: &str = "VPC/web";

/// The text with another VLAN: what the author of every test here wants.
fn edited(text: &str) -> String {
    assert!(text.contains("vlan: 1001"), "{text}");
    text.replace("vlan: 1001", "vlan: 1500")
}

/// Git's own edit, in another line.
fn moved(text: &str) -> String {
    text.replace("10.0.1.0/24", "10.9.9.0/24")
}

async fn world() -> World {
    let world = World::with(&[(FILE, &vpc("web", 1001)), ("env/b.yaml", &vpc("b", 1002))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| format!("{}\n", line.split(" #").next().unwrap_or(line))).collect()
}

impl World {
    fn git_moves(&self) {
        self.remote.commit("main", "Moved", &[(FILE, Some(&moved(&vpc("web", 1001))))]);
    }

    async fn save(
        &self,
        edits: Vec<DraftEdit>,
        base: Option<&str>,
    ) -> Result<ChangeView, EngineError> {
        let request = DraftRequest { base: base.map(str::to_owned), ..request("c", edits) };
        self.engine.save_drafts("env", request).await
    }

    async fn drafted(&self, only: &str) -> ResourceView {
        let query = ResourceQuery {
            only: Some(only.to_owned()),
            content: true,
            picture: ShownState::Draft,
            ..ResourceQuery::default()
        };
        self.engine.resources("env", &query, &PageRequest::default()).await.unwrap().items.remove(0)
    }
}

/// The ways in which an edit of what was read is saved: edits and the commit that is named beside them.
fn ways(read: &ResourceView) -> Vec<(&'static str, DraftEdit, Option<String>)> {
    let (text, said) = (read.text.clone().unwrap(), read.read_at.clone().unwrap());
    let (commit, line) = (said.commit, said.line);
    let resource = RESOURCE.to_owned();
    let documents = |text: String| DraftEdit::Documents { text };
    let exact = |text: String, base: Option<&str>| DraftEdit::Text {
        resource: RESOURCE.to_owned(),
        text,
        revision: None,
        base: base.map(str::to_owned),
    };
    let new = edited(&text);
    vec![
        ("documents with the line", documents(format!("{line}\n{new}")), None),
        ("the line further down", documents(format!("{new}{line}\n")), None),
        ("values with the line", documents(format!("{line}\n{}", without_comments(&new))), None),
        ("documents beside a commit", documents(new.clone()), Some(commit.clone())),
        ("a commit in short", documents(new.clone()), Some(commit[..9].to_owned())),
        ("a text with the line", exact(format!("{line}\n{new}"), None), None),
        ("a text beside a commit", exact(new.clone(), None), Some(commit.clone())),
        ("a text with its base", exact(new, Some(&text)), None),
        (
            "a field beside a commit",
            DraftEdit::set(resource, vec!["spec.subnets.default.vlan=1500".into()]),
            Some(commit),
        ),
    ]
}

#[tokio::test]
async fn whichever_way_an_edit_is_saved_what_git_gained_since_it_was_read_stays() {
    let ways_of = ways(&world().await.get("env", RESOURCE).await).len();
    for at in 0..ways_of {
        for moves in ["before it is read", "before it is saved", "after it is saved", "never"] {
            let world = world().await;
            if moves == "before it is read" {
                world.git_moves();
                world.sync("env").await;
            }
            let (way, edit, base) = ways(&world.get("env", RESOURCE).await).remove(at);
            if moves == "before it is saved" {
                world.git_moves();
                world.sync("env").await;
            }
            world.save(vec![edit], base.as_deref()).await.unwrap();
            if moves == "after it is saved" {
                world.git_moves();
            }
            let done = world.publish("c").await;
            assert_eq!(done.state, ChangeState::Published, "{way}, {moves}: {done:?}");
            let expected = match moves {
                "never" => edited(&vpc("web", 1001)),
                _ => edited(&moved(&vpc("web", 1001))),
            };
            assert_eq!(world.remote.read("main", FILE).unwrap(), expected, "{way}, {moves}");
        }
    }
}

#[tokio::test]
async fn what_both_changed_is_a_conflict_and_so_is_deleting_what_changed() {
    let resource = || RESOURCE.to_owned();
    let deletes: [fn(String) -> DraftEdit; 2] =
        [|resource| DraftEdit::Delete { resource }, |resource| DraftEdit::CommentOut { resource }];
    for edit in deletes
        .map(|of| of(resource()))
        .into_iter()
        .chain([DraftEdit::set(resource(), vec!["spec.subnets.default.subnet=10.7.7.0/24".into()])])
    {
        let world = world().await;
        let commit = world.get("env", RESOURCE).await.read_at.unwrap().commit;
        world.git_moves();
        world.sync("env").await;
        world.save(vec![edit.clone()], Some(&commit)).await.unwrap();
        assert_eq!(world.open_conflicts("env").await.len(), 1, "{edit:?}");
        assert_eq!(world.publish("c").await.state, ChangeState::Conflicted, "{edit:?}");
    }
}

#[tokio::test]
async fn a_text_that_does_not_say_what_it_was_read_from_takes_nothing_back_unasked() {
    let world = world().await;
    let read = world.get("env", RESOURCE).await;
    let text = edited(read.text.as_deref().unwrap());
    world.git_moves();
    world.sync("env").await;
    let head = world.get("env", RESOURCE).await.read_at.unwrap().commit;
    let exact = DraftEdit::Text {
        resource: RESOURCE.into(),
        text: text.clone(),
        revision: Some(0),
        base: None,
    };
    for edit in [DraftEdit::Documents { text: text.clone() }, exact] {
        let error = world.save(vec![edit], None).await.unwrap_err();
        assert_eq!(error.code(), "base-needed");
        let then = read.read_at.as_ref().unwrap().commit.get(..10).unwrap().to_owned();
        for part in ["spec.subnets.default.subnet", &then, &head[..10]] {
            assert!(error.to_string().contains(part), "{error}");
        }
    }
    // Named as the one of now it is meant so.
    world.save(vec![DraftEdit::Documents { text }], Some(&head)).await.unwrap();
    world.publish("c").await;
    assert_eq!(world.remote.read("main", FILE).unwrap(), edited(&vpc("web", 1001)));
    // Who published it knows of it: back again is not a question.
    let back = moved(&vpc("web", 1001));
    world.save(vec![DraftEdit::Documents { text: back }], None).await.unwrap();
}

#[tokio::test]
async fn what_is_gone_from_git_is_not_brought_back_unasked() {
    let world = world().await;
    let read = world.get("env", RESOURCE).await;
    let text = edited(read.text.as_deref().unwrap());
    let said = read.read_at.unwrap();
    world.remote.commit("main", "Gone", &[(FILE, None)]);
    world.sync("env").await;
    let error =
        world.save(vec![DraftEdit::Documents { text: text.clone() }], None).await.unwrap_err();
    assert_eq!(error.code(), "base-needed", "{error}");
    let lined = DraftEdit::Documents { text: format!("{}\n{text}", said.line) };
    world.save(vec![lined], None).await.unwrap();
    assert_eq!(world.open_conflicts("env").await.len(), 1, "edited here, deleted there");
}

#[tokio::test]
async fn a_text_that_was_read_from_a_draft_is_saved_only_while_that_draft_stands() {
    let world = world().await;
    world.set("env", "c", RESOURCE, "spec.subnets.default.vlan=1300").await;
    let read = world.drafted(RESOURCE).await;
    let line = read.read_at.clone().unwrap().line;
    let text = read.text.unwrap();
    assert!(line.contains("revision 1") && text.contains("vlan: 1300"), "{line}");
    let lined = |vlan: u16| DraftEdit::Documents {
        text: format!("{line}\n{}", text.replace("vlan: 1300", &format!("vlan: {vlan}"))),
    };
    // In another change: what was edited since it was read, and nothing of the draft.
    let other = DraftRequest { change: Some("d".into()), ..request("d", vec![lined(1400)]) };
    world.engine.save_drafts("env", other).await.unwrap();
    world.save(vec![lined(1500)], None).await.unwrap();
    let error = world.save(vec![lined(1600)], None).await.unwrap_err();
    assert!(error.to_string().contains("has changed in the meantime"), "{error}");
    let elsewhere = DraftRequest { change: Some("e".into()), ..request("e", vec![lined(1700)]) };
    let error = world.engine.save_drafts("env", elsewhere).await.unwrap_err();
    assert!(error.to_string().contains("read it again"), "{error}");
}

#[tokio::test]
async fn what_somebody_else_drafts_is_not_taken_back_by_a_text_that_was_read_from_git() {
    let world = world().await;
    let read = world.get("env", RESOURCE).await;
    let (text, line) = (read.text.unwrap(), read.read_at.unwrap().line);
    let ben = Person { name: "Ben".into(), email: "ben@example.org".into() };
    let fields = vec!["spec.subnets.default.subnet=10.5.5.0/24".to_owned()];
    let set = DraftEdit::set(RESOURCE, fields);
    let of_ben = DraftRequest { author: Some(ben), ..request("c", vec![set]) };
    world.engine.save_drafts("env", of_ben).await.unwrap();
    for text in [edited(&text), format!("{line}\n{}", edited(&text))] {
        let error = world.save(vec![DraftEdit::Documents { text }], None).await.unwrap_err();
        assert_eq!(error.code(), "draft-of-another", "{error}");
        assert!(error.to_string().contains("Ben"), "{error}");
    }
    let both = format!("{line}\n{}", edited(&text.replace("10.0.1.0/24", "10.5.5.0/24")));
    world.save(vec![DraftEdit::Documents { text: both }], None).await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_the_base_is_said_and_nothing_is_saved() {
    let world = world().await;
    let commit = world.get("env", RESOURCE).await.read_at.unwrap().commit;
    let broken = "kind: [\n";
    world.remote.commit("main", "Broken", &[(FILE, Some(broken))]);
    world.sync("env").await;
    let at_broken = world.get("env", "VPC/b").await.read_at.unwrap().commit;
    world.git_moves();
    world.sync("env").await;
    let text = edited(&vpc("web", 1001));
    let documents = |text: &str| vec![DraftEdit::Documents { text: text.to_owned() }];
    let unknown = "0123456789abcdef0123456789abcdef01234567";
    let new = text.replace("name: web", "name: new");
    for (edits, base, part) in [
        (documents(&text), Some(unknown), "not in the history"),
        (documents(&text), Some("main"), "is not a commit"),
        (documents(&format!("# hedgerow: read at yesterday\n{text}")), None, "line 1"),
        (documents(&text), Some(at_broken.as_str()), "cannot be read as resources there"),
        (documents(&format!("{text}---\n{new}---\n{text}")), None, "in the request twice"),
        (
            vec![DraftEdit::Delete { resource: "VPC/later".into() }],
            Some(commit.as_str()),
            "did not exist",
        ),
    ] {
        if part == "did not exist" {
            world.remote.commit("main", "Later", &[("env/l.yaml", Some(&vpc("later", 1009)))]);
            world.sync("env").await;
        }
        let error = world.save(edits, base).await.unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
    let (all, ask) = (Scope::All, PageRequest::default());
    let changes = world.engine.changes(&all, Some("env"), true, &ask);
    assert!(changes.await.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_text_that_was_read_before_history_was_rewritten_keeps_its_base() {
    let world = world().await;
    let read = world.get("env", RESOURCE).await;
    let said = read.read_at.unwrap();
    world.git_moves();
    let anew = world.remote.git(&[
        "-c",
        "user.name=Ben",
        "-c",
        "user.email=ben@example.org",
        "commit-tree",
        "main^{tree}",
        "-m",
        "Anew",
    ]);
    world.remote.git(&["update-ref", "refs/heads/main", anew.trim()]);
    world.sync("env").await;
    let text = edited(read.text.as_deref().unwrap());
    let edit = |text: String| vec![DraftEdit::Documents { text }];
    let short = world.save(edit(text.clone()), Some(&said.commit[..9])).await.unwrap_err();
    assert_eq!(short.code(), "unknown-commit");
    world.save(edit(format!("{}\n{text}", said.line)), None).await.unwrap();
    world.publish("c").await;
    assert_eq!(world.remote.read("main", FILE).unwrap(), edited(&moved(&vpc("web", 1001))));
}

#[tokio::test]
async fn a_text_of_unknown_origin_is_asked_about_wherever_others_changed_what_it_says() {
    let text = vpc("web", 1001);
    for git in [
        text.replace("vlan: 1001", "vlan: 1007"),
        text.replace("# web: made by hand", "# do not touch"),
        text.replace(" # rack 0", " # rack 9"),
    ] {
        assert_ne!(git, text);
        let world = world().await;
        world.remote.commit("main", "Moved", &[(FILE, Some(&git))]);
        world.sync("env").await;
        let edits = vec![DraftEdit::Documents { text: edited(&text) }];
        let error = world.save(edits, None).await.unwrap_err();
        assert_eq!(error.code(), "base-needed", "{git}");
    }
}

#[tokio::test]
async fn of_several_that_were_read_only_those_that_were_edited_are_saved() {
    let world = world().await;
    let mut file = String::new();
    for name in ["VPC/web", "VPC/b"] {
        let read = world.get("env", name).await;
        file.push_str(&format!("---\n{}\n{}", read.read_at.unwrap().line, read.text.unwrap()));
    }
    let documents = |text: String| vec![DraftEdit::Documents { text }];
    let error = world.save(documents(file.clone()), None).await.unwrap_err();
    assert!(error.to_string().contains("nothing to save"), "{error}");
    let change = world.save(documents(edited(&file)), None).await.unwrap();
    let names: Vec<_> = change.drafts.iter().map(|draft| draft.name.as_str()).collect();
    assert_eq!(names, ["web"]);
    // What somebody drafts of the other is not taken back by its old text.
    world.set("env", "c", "VPC/b", "spec.subnets.default.vlan=1777").await;
    let again = edited(&file).replace("vlan: 1500", "vlan: 1501");
    let change = world.save(documents(again), None).await.unwrap();
    assert_eq!(change.drafts.len(), 2);
}

#[tokio::test]
async fn what_was_kept_of_a_place_that_is_not_understood_is_no_sign_that_nothing_was_there() {
    let world = world().await;
    world.remote.commit("main", "Broken", &[(FILE, Some("<html>\n"))]);
    world.sync("env").await;
    let read = world.get("env", RESOURCE).await;
    world.git_moves();
    world.sync("env").await;
    let (text, line) = (edited(&read.text.unwrap()), read.read_at.unwrap().line);
    let edits = vec![DraftEdit::Documents { text: format!("{line}\n{text}") }];
    let error = world.save(edits, None).await.unwrap_err();
    assert!(error.to_string().contains("cannot be read as resources there"), "{error}");
}
