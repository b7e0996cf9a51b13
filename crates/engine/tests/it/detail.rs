//! One resource in full, its history, and finding one's way.

use hedgerow_engine::EngineError;
use hedgerow_engine::views::{
    CheckRequest, DraftEdit, FieldState, FileArea, FoundWhat, HistoryEntry, PageRequest,
    ResourceDetail, Scope,
};
use hedgerow_model::{ConflictState, Layout, ResourceState};

use crate::support::{World, vpc};

async fn world(files: &[(&str, &str)]) -> World {
    let world = World::with(files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

async fn detail(world: &World, kind: &str, name: &str) -> ResourceDetail {
    world.engine.resource("env", kind, "-", name).await.unwrap()
}

async fn history(world: &World, name: &str) -> Vec<HistoryEntry> {
    let mut all = Vec::new();
    let mut ask = Some(PageRequest::first(2));
    while let Some(asked) = ask {
        let page = world.engine.history("env", "VPC", "-", name, &asked).await.unwrap();
        ask = asked.behind(&page);
        all.extend(page.items);
    }
    all
}

fn described(entries: &[HistoryEntry]) -> Vec<String> {
    entries.iter().map(|entry| format!("{}: {}", entry.subject, entry.what)).collect()
}

const ATTACHMENT: &str = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\nmetadata:\n  \
    name: at\nspec:\n  subnet: a/default\n  connection: s1\n";

#[tokio::test]
async fn a_resource_tells_its_references_both_ways() {
    let world = world(&[("env/a.yaml", &vpc("a", 1001)), ("env/at.yaml", ATTACHMENT)]).await;
    let vpc = detail(&world, "vpc", "a").await;
    assert_eq!(vpc.row.state, ResourceState::InSync);
    assert_eq!(vpc.referenced_by.len(), 1);
    assert_eq!(vpc.referenced_by[0].name, "at");
    assert_eq!(vpc.referenced_by[0].field.to_string(), "spec.subnet");
    assert_eq!(vpc.documents.len(), 1);
    assert_eq!(vpc.evidence.commit, world.remote.head("main"));
    let attachment = detail(&world, "VPCAttachment.vpc.githedgehog.com", "at").await;
    let to: Vec<_> = attachment
        .references
        .iter()
        .map(|reference| (reference.kind.as_str(), reference.name.as_str(), reference.exists))
        .collect();
    assert_eq!(to, [("Connection", "s1", Some(false)), ("VPC", "a", Some(true))]);
    assert!(attachment.findings.is_empty(), "no source has any Connection: nothing can be said");
}

#[tokio::test]
async fn the_fields_of_a_resource_tell_who_changed_what() {
    let world = world(&[("env/a.yaml", &vpc("a", 1001))]).await;
    world.set("env", "c", "VPC/a", "spec.subnets.default.vlan=1002").await;
    world.set("env", "c", "VPC/a", "spec.mode=l3vni").await;
    world.remote.commit("main", "theirs", &[("env/a.yaml", Some(&vpc("a", 1003)))]);
    world.sync("env").await;
    let detail = detail(&world, "VPC", "a").await;
    assert_eq!(detail.row.state, ResourceState::Conflict);
    let state = |path: &str| {
        let row = detail.fields.iter().find(|row| row.path.to_string() == path);
        row.map(|row| row.state)
    };
    assert_eq!(state("metadata.name"), Some(FieldState::Same));
    assert_eq!(state("spec.subnets.default.vlan"), Some(FieldState::Conflict));
    assert_eq!(state("spec.mode"), Some(FieldState::Draft));
    assert_eq!(detail.conflicts.len(), 1);
    assert_eq!(detail.conflicts[0].state, ConflictState::Open);
    let draft = &detail.drafts[0];
    assert_eq!((draft.change.as_str(), draft.state.as_str(), draft.revision), ("c", "conflict", 2));
    assert!(draft.text.as_ref().unwrap().contains("1002"));
    assert!(draft.base_text.as_ref().unwrap().contains("1001"));
}

#[tokio::test]
async fn a_resource_that_only_a_draft_has_is_shown_and_has_no_history() {
    let world = world(&[("env/a.yaml", &vpc("a", 1001))]).await;
    world.edit("env", "c", DraftEdit::Documents { text: vpc("new", 1009) }).await;
    let detail = detail(&world, "VPC", "new").await;
    assert_eq!((detail.row.path, detail.row.text), (None, None));
    assert!(detail.fields.iter().any(|row| row.state == FieldState::Draft && row.git.is_none()));
    assert!(history(&world, "new").await.is_empty());
    let missing = world.engine.resource("env", "VPC", "-", "nobody").await;
    assert!(matches!(missing, Err(EngineError::NotFound { .. })));
}

#[tokio::test]
async fn history_is_that_of_the_resource_and_not_of_its_file() {
    let (a, b) = (vpc("a", 1001), vpc("b", 1002));
    let world = world(&[("env/all.yaml", &format!("{a}---\n{b}"))]).await;
    let commit = |message: &str, edits: &[(&str, Option<&str>)]| {
        world.remote.commit("main", message, edits);
    };
    let (a2, b2) = (vpc("a", 1005), vpc("b", 1006));
    commit("only b", &[("env/all.yaml", Some(&format!("{a}---\n{b2}")))]);
    commit("edit a", &[("env/all.yaml", Some(&format!("{a2}---\n{b2}")))]);
    commit("move a", &[("env/all.yaml", Some(&b2)), ("env/a.yaml", Some(&a2))]);
    let off: String = a2.lines().map(|line| format!("# {line}\n")).collect();
    commit("switch off", &[("env/a.yaml", Some(&off))]);
    commit("switch on", &[("env/a.yaml", Some(&a2))]);
    commit("delete", &[("env/a.yaml", None)]);
    commit("back", &[("env/a.yaml", Some(&a2))]);
    world.sync("env").await;
    let entries = history(&world, "a").await;
    assert_eq!(
        described(&entries),
        [
            "back: added",
            "delete: deleted",
            "switch on: uncommented",
            "switch off: commented out",
            "move a: moved",
            "edit a: changed",
            "Start: added",
        ]
    );
    assert_eq!(entries[4].from_path.as_deref(), Some("env/all.yaml"));
    assert_eq!(entries[4].diff, "");
    let diff = &entries[5].diff;
    assert!(diff.contains("-      vlan: 1001\n"), "{diff}");
    assert!(diff.contains("+      vlan: 1005\n"), "{diff}");
    assert!(!entries[5].diff.contains("1006"));
}

#[tokio::test]
async fn a_deleted_resource_keeps_its_history() {
    let (a, b) = (vpc("a", 1001), vpc("b", 1002));
    let world = world(&[("env/all.yaml", &format!("{a}---\n{b}"))]).await;
    let commit = |message: &str, edits: &[(&str, Option<&str>)]| {
        world.remote.commit("main", message, edits);
    };
    commit("move a", &[("env/all.yaml", Some(&b)), ("env/a.yaml", Some(&a))]);
    commit("delete a", &[("env/a.yaml", None)]);
    commit("beside it", &[("other/file.yaml", Some(&vpc("a", 1009)))]);
    commit("another", &[("env/all.yaml", Some(&vpc("b", 1006)))]);
    world.sync("env").await;
    let entries = history(&world, "a").await;
    assert_eq!(described(&entries), ["delete a: deleted", "move a: moved", "Start: added"]);
    assert_eq!(entries[0].path, "env/a.yaml");
    assert!(entries[0].diff.contains("-      vlan: 1001\n"), "{}", entries[0].diff);
    let (ask, kind) = (PageRequest::first(1), "vpc.vpc.githedgehog.com");
    let by_group = world.engine.history("env", kind, "default", "a", &ask).await.unwrap();
    assert_eq!(by_group.items[0].what, "deleted");
    // What nobody ever had, also of a kind that nothing defines.
    for kind in ["VPC", "Nothing", "Nothing.example.net"] {
        let ask = PageRequest::first(9);
        let missing = world.engine.history("env", kind, "-", "ghost", &ask).await;
        assert!(matches!(missing, Err(EngineError::NotFound { .. })), "{kind}: {missing:?}");
    }
    // One that is drafted again is the one that was deleted.
    let restore = DraftEdit::Restore { resource: "VPC/a".into(), at: entries[2].commit.clone() };
    world.edit("env", "again", restore).await;
    assert_eq!(history(&world, "a").await.len(), 3);
}

#[tokio::test]
async fn what_is_not_read_is_in_no_history_of_what_was_deleted() {
    let (a, b) = (vpc("a", 1001), vpc("b", 1002));
    let files = [
        ("dc/managed/a.yaml", a.as_str()),
        ("dc/unmanaged/a.yaml", &a),
        ("dc/unmanaged/b.yaml", &b),
    ];
    let world = World::with(&files).await;
    world.fabric("dc", "dc", Layout::Managed).await;
    let commit = |message: &str, path: &str| {
        world.remote.commit("main", message, &[(path, None)]);
    };
    commit("it goes", "dc/managed/a.yaml");
    commit("an example goes", "dc/unmanaged/a.yaml");
    commit("another example goes", "dc/unmanaged/b.yaml");
    world.sync("dc").await;
    let of = async |name: &str| {
        world.engine.history("dc", "VPC", "-", name, &PageRequest::first(9)).await
    };
    assert_eq!(described(&of("a").await.unwrap().items), ["it goes: deleted", "Start: added"]);
    assert!(matches!(of("b").await, Err(EngineError::NotFound { .. })), "it was no resource");
}

#[tokio::test]
async fn what_could_not_be_read_on_the_way_is_not_said_to_be_nothing() {
    let world = world(&[("env/a.yaml", &vpc("a", 1001)), ("env/b.yaml", &vpc("b", 1002))]).await;
    let broken = "kind: [ # a\n";
    world.remote.commit("main", "broken", &[("env/a.yaml", Some(broken))]);
    world.sync("env").await;
    world.remote.commit("main", "gone", &[("env/a.yaml", None)]);
    world.sync("env").await;
    let page = world.engine.history("env", "VPC", "-", "a", &PageRequest::first(9)).await.unwrap();
    assert!(page.items.is_empty() && page.next.is_none(), "{:?}", described(&page.items));
}

#[tokio::test]
async fn a_deletion_is_found_behind_a_merge_whose_other_side_never_had_it() {
    let world = world(&[("env/z.yaml", &vpc("z", 1002))]).await;
    let git = |arguments: &[&str]| world.remote.work_git(arguments);
    world.remote.git(&["branch", "side", "main"]);
    world.remote.commit("main", "on main", &[("env/a.yaml", Some(&vpc("a", 1001)))]);
    let main = world.remote.commit("main", "deleted on main", &[("env/a.yaml", None)]);
    world.remote.commit("side", "on the side", &[("env/z.yaml", Some(&vpc("z", 1004)))]);
    git(&["merge", "-q", "--no-ff", "--no-commit", &main]);
    world.remote.commit_work_tree("main", "merged");
    world.sync("env").await;
    let found = history(&world, "a").await;
    assert_eq!(described(&found), ["deleted on main: deleted", "on main: added"]);
}

#[tokio::test]
async fn of_a_kind_that_nothing_defines_a_deleted_resource_is_named_with_its_group() {
    let thing = "apiVersion: example.net/v1\nkind: Thing\nmetadata:\n  name: a\n";
    let world = world(&[("env/thing.yaml", thing), ("env/b.yaml", &vpc("b", 1002))]).await;
    world.remote.commit("main", "gone", &[("env/thing.yaml", None)]);
    world.sync("env").await;
    let ask = PageRequest::first(9);
    let page = world.engine.history("env", "Thing.example.net", "-", "a", &ask).await.unwrap();
    assert_eq!(described(&page.items), ["gone: deleted", "Start: added"]);
}

#[tokio::test]
async fn a_deletion_that_a_merge_brought_is_told_where_it_was_made() {
    let world = world(&[("env/a.yaml", &vpc("a", 1001)), ("env/z.yaml", &vpc("z", 1002))]).await;
    let git = |arguments: &[&str]| world.remote.work_git(arguments);
    world.remote.git(&["branch", "side", "main"]);
    let side = world.remote.commit("side", "deleted on the side", &[("env/a.yaml", None)]);
    world.remote.commit("main", "on main", &[("env/z.yaml", Some(&vpc("z", 1004)))]);
    git(&["merge", "-q", "--no-ff", "--no-commit", &side]);
    world.remote.commit_work_tree("main", "merged");
    world.sync("env").await;
    assert_eq!(
        described(&history(&world, "a").await),
        ["deleted on the side: deleted", "Start: added"]
    );
}

#[tokio::test]
async fn a_published_change_is_named_in_the_history() {
    let world = world(&[("env/a.yaml", &vpc("a", 1001))]).await;
    world.set("env", "raise it", "VPC/a", "spec.subnets.default.vlan=1002").await;
    world.publish("raise it").await;
    let entries = history(&world, "a").await;
    assert_eq!(entries[0].change.as_deref(), Some("raise it"));
    assert_eq!(entries[1].change, None);
}

#[tokio::test]
async fn both_sides_of_a_merge_are_in_the_history() {
    let world = world(&[("env/a.yaml", &vpc("a", 1001)), ("env/z.yaml", &vpc("z", 1002))]).await;
    let git = |arguments: &[&str]| world.remote.work_git(arguments);
    world.remote.git(&["branch", "side", "main"]);
    let side = world.remote.commit("side", "on the side", &[("env/a.yaml", Some(&vpc("a", 1003)))]);
    world.remote.commit("main", "on main", &[("env/z.yaml", Some(&vpc("z", 1004)))]);
    git(&["merge", "-q", "--no-ff", "--no-commit", &side]);
    world.remote.commit_work_tree("main", "merged");
    world.sync("env").await;
    assert_eq!(described(&history(&world, "a").await), ["on the side: changed", "Start: added"]);
    assert_eq!(described(&history(&world, "z").await), ["on main: changed", "Start: added"]);
}

#[tokio::test]
async fn a_made_up_cursor_shows_nothing_outside_the_directory() {
    let world = world(&[("env/a.yaml", &vpc("a", 1001)), ("secret/a.yaml", &vpc("a", 1002))]).await;
    let page = world.engine.history("env", "VPC", "-", "a", &PageRequest::first(1)).await.unwrap();
    assert!(page.items[0].diff.contains("1001"));
    // base64url of ["history",[["<commit>","secret/a.yaml"]]]
    let made_up = serde_json::json!(["history", [[page.items[0].commit, "secret/a.yaml"]]]);
    let cursor = base64url(made_up.to_string().as_bytes());
    let ask = PageRequest { limit: None, cursor: Some(cursor) };
    let refused = world.engine.history("env", "VPC", "-", "a", &ask).await;
    assert!(matches!(refused, Err(EngineError::Malformed(_))), "{refused:?}");
}

fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let digit = (bits >> (18 - 6 * place)) & 63;
            text.push(char::from(DIGITS[usize::try_from(digit).unwrap()]));
        }
    }
    text
}

#[tokio::test]
async fn a_text_is_checked_without_being_saved() {
    let world = world(&[("env/a.yaml", &vpc("a", 1001))]).await;
    let text = format!(
        "{}---\nkind: [\n---\n{}---\n{}",
        vpc("new", 1002).replace("vlan: 1002", "vlan: many"),
        ATTACHMENT,
        vpc("new", 1003)
    );
    let request = CheckRequest { text: text.clone(), path: None, change: None };
    let view = world.engine.check("env", request).await.unwrap();
    assert_eq!(view.resources, ["VPC/new", "VPCAttachment/at"]);
    let line_of = |part: &str| 1 + text[..text.find(part).unwrap()].matches('\n').count() as i64;
    let at = |rule: &str| view.findings.iter().find(|finding| finding.rule == rule).unwrap();
    assert_eq!(at("type").line, line_of("vlan: many"));
    assert!(at("yaml").line >= line_of("kind: ["));
    let unchecked = view.unchecked.iter().find(|said| said.contains("Connection")).unwrap();
    assert!(unchecked.contains("attach-form"), "{unchecked}");
    assert_eq!(at("duplicate-identity").resource.as_deref(), Some("VPC/new"));
    assert!(
        world
            .engine
            .changes(&Scope::All, None, true, &PageRequest::default())
            .await
            .unwrap()
            .items
            .is_empty()
    );
}

#[tokio::test]
async fn what_the_fabric_never_changes_is_said_while_one_types() {
    let connection = "apiVersion: wiring.githedgehog.com/v1beta1\nkind: Connection\nmetadata:\n  name: c\n\
        spec:\n  unbundled:\n    link:\n      server: {port: s/e1}\n      switch: {port: l/E1/1}\n";
    let world = world(&[("env/c.yaml", connection)]).await;
    let text = connection
        .replace("unbundled", "bundled")
        .replace("link:\n      server", "links:\n    - server");
    let view =
        world.engine.check("env", CheckRequest { text, path: None, change: None }).await.unwrap();
    assert!(view.findings.iter().any(|finding| finding.rule == "conn-type-immutable"), "{view:?}");
}

#[tokio::test]
async fn files_are_listed_by_their_part_of_the_directory() {
    let files = [
        ("dc/managed/vpcs/a.yaml", vpc("a", 1001)),
        ("dc/managed/kustomization.yaml", "resources: []\n".to_owned()),
        ("dc/raw/odd.yaml", "not: [parsed\n".to_owned()),
        ("dc/unmanaged/notes.txt", "hello\n".to_owned()),
        ("dc/loose.yaml", vpc("l", 1002)),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let world = World::with(&files).await;
    world.fabric("dc", "dc", Layout::Managed).await;
    let all = world.engine.files("dc", None, &PageRequest::default()).await.unwrap().items;
    let areas: Vec<_> = all.iter().map(|file| (file.path.as_str(), file.area)).collect();
    assert_eq!(
        areas,
        [
            ("dc/loose.yaml", FileArea::Loose),
            ("dc/managed/kustomization.yaml", FileArea::Aside),
            ("dc/managed/vpcs/a.yaml", FileArea::Managed),
            ("dc/raw/odd.yaml", FileArea::Raw),
            ("dc/unmanaged/notes.txt", FileArea::Unmanaged),
        ]
    );
    assert_eq!(all[2].resources, ["VPC/a"]);
    for reasoned in [0, 1, 3] {
        assert!(!all[reasoned].findings.is_empty(), "{:?}", all[reasoned]);
    }
    let raw = world.engine.files("dc", Some(FileArea::Raw), &PageRequest::first(1)).await.unwrap();
    assert_eq!((raw.items.len(), raw.next), (1, None));
}

#[tokio::test]
async fn kinds_tell_how_many_there_are_and_what_is_worst() {
    let broken = vpc("b", 1002).replace("vlan: 1002", "vlan: many");
    let world = world(&[("env/a.yaml", &vpc("a", 1001)), ("env/b.yaml", &broken)]).await;
    let kinds = world.engine.kinds("env").await.unwrap().items;
    let vpcs = kinds.iter().find(|kind| kind.kind == "VPC").unwrap();
    assert_eq!(
        (vpcs.resources, vpcs.worst, vpcs.described),
        (2, Some(ResourceState::Invalid), true)
    );
    let none = kinds.iter().find(|kind| kind.kind == "Switch").unwrap();
    assert_eq!((none.resources, none.worst), (0, None));
    assert!(kinds.iter().all(|kind| kind.kind != "Agent"), "the fabric writes those itself");
    let schema = world.engine.kind_schema("env", "VPC").await.unwrap();
    assert_eq!(schema["properties"]["kind"]["enum"][0], "VPC");
    assert!(schema["properties"]["spec"]["properties"]["subnets"].is_object());
    assert!(world.engine.kind_schema("env", "Nothing").await.is_err());
}

#[tokio::test]
async fn a_search_finds_by_parts_of_names_and_by_number() {
    let world =
        world(&[("env/a.yaml", &vpc("web-1", 1001)), ("env/b.yaml", &vpc("my-web", 1002))]).await;
    world.set("env", "raise web", "VPC/web-1", "spec.subnets.default.vlan=1005").await;
    let search = async |text: &str| {
        let found = world.engine.search(&Scope::All, text, &PageRequest::default()).await.unwrap();
        found.items.into_iter().map(|found| (found.what, found.label)).collect::<Vec<_>>()
    };
    assert_eq!(
        search("web").await,
        [
            (FoundWhat::Resource, "VPC/web-1".to_owned()),
            (FoundWhat::Resource, "VPC/my-web".to_owned()),
            (FoundWhat::Change, "raise web".to_owned()),
        ]
    );
    assert_eq!(search("ENV").await, [(FoundWhat::Fabric, "env".to_owned())]);
    assert_eq!(search("1").await[0].0, FoundWhat::Run);
    let vlan = [(FoundWhat::Resource, "VPC/web-1".to_owned())];
    for text in ["VPC/web-1", "vpcs/web-1", "vpc web-1", "kind:vpc web-1", "VPC/default/web-1"] {
        assert_eq!(search(text).await, vlan, "{text}");
    }
    assert_eq!(search("kind:vpc").await.len(), 2);
    assert!(search("switch/web-1").await.is_empty());
    let called_so = (FoundWhat::Change, "raise web".to_owned());
    assert_eq!(search("raise web").await, [called_so]);
    assert_eq!(search("1001").await, vlan);
    assert_eq!(search("10.0.1.9").await, vlan);
    assert!(search("10.9.0.0").await.is_empty());
    let head = world.remote.head("main").unwrap();
    assert_eq!(
        search(&head[..9]).await[0].0,
        FoundWhat::Run,
        "a commit leads to the run that brought it"
    );
    assert!(search("%").await.is_empty());
    assert!(search(" ").await.is_empty());
}

#[tokio::test]
async fn a_text_with_very_many_findings_lists_the_first_and_counts_the_rest() {
    let world = world(&[("env/a.yaml", &vpc("a", 1001))]).await;
    let text = "---\na: 1\n".repeat(1200);
    let view =
        world.engine.check("env", CheckRequest { text, path: None, change: None }).await.unwrap();
    assert_eq!(view.findings.len(), 1001);
    let last = view.findings.last().unwrap();
    assert_eq!(last.rule, "too-many");
    assert!(last.message.starts_with("200 more"), "{}", last.message);
}

#[tokio::test]
async fn a_field_that_another_open_draft_edits_too_is_told_while_it_is_typed() {
    let world = World::with(&[("env/a.yaml", &vpc("a", 1300))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "theirs", "VPC/a", "spec.subnets.default.vlan=1400").await;
    world.set("env", "mine", "VPC/a", "metadata.labels.team=core").await;
    let also = async |text: String, change: Option<&str>| {
        let change = change.map(str::to_owned);
        let request = CheckRequest { text, path: None, change };
        let view = world.engine.check("env", request).await.unwrap();
        view.also.into_iter().map(|one| (one.path.to_string(), one.change)).collect::<Vec<_>>()
    };
    let typed = vpc("a", 1300).replace("vlan: 1300", "vlan: 1500");
    let theirs = [("spec.subnets.default.vlan".to_owned(), "theirs".to_owned())];
    assert_eq!(also(typed.clone(), Some("mine")).await, theirs);
    assert_eq!(also(typed, Some("theirs")).await, [], "one's own draft is no other's");
    assert_eq!(also(vpc("a", 1300), None).await, [], "nothing is edited");
    let same = vpc("a", 1300).replace("vlan: 1300", "vlan: 1400");
    assert_eq!(also(same, None).await, [], "both want the same");
}

#[tokio::test]
async fn what_a_text_refers_to_may_be_new_in_the_same_change() {
    let world = World::with(&[("env/a.yaml", &vpc("a", 1300))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let check = async |text: String, change: Option<&str>| {
        let request = CheckRequest { text, path: None, change: change.map(str::to_owned) };
        let view = world.engine.check("env", request).await.unwrap();
        view.findings.into_iter().map(|one| (one.rule, one.message)).collect::<Vec<_>>()
    };
    let says = |found: &[(String, String)], part: &str| {
        found.iter().any(|(_, message)| message.contains(part))
    };
    let attachment = ATTACHMENT.replace("a/default", "new/default");
    let missing = "VPC/new, which does not exist";
    let text = vpc("new", 1500);
    world.edit("env", "mine", DraftEdit::Documents { text }).await;
    for elsewhere in [None, Some("not yet"), Some("theirs")] {
        assert!(says(&check(attachment.clone(), elsewhere).await, missing), "{elsewhere:?}");
    }
    let mine = check(attachment, Some("mine")).await;
    assert!(!says(&mine, missing), "{mine:?}");
    // What another draft of the change takes is taken, and what the text says itself counts once.
    let same = check(vpc("b", 1500), Some("mine")).await;
    assert!(says(&same, "1500"), "{same:?}");
    assert!(!says(&check(vpc("b", 1500), None).await, "1500"));
    assert!(!says(&check(vpc("new", 1500), Some("mine")).await, "1500"));
}

/// Beside a VPC, what of it cannot be judged: the resources that refer to it among them.
#[tokio::test]
async fn a_typed_text_and_the_change_that_it_is_saved_in_count_the_same_checks() {
    let peering = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCPeering\nmetadata:\n  name: a--b\nspec:\n  \
                   permit:\n  - a: {}\n    b: {}\n";
    let world = World::with(&[
        ("env/a.yaml", vpc("a", 1300).as_str()),
        ("env/b.yaml", &vpc("b", 1301)),
        ("env/attached.yaml", ATTACHMENT),
        ("env/peering.yaml", peering),
    ])
    .await;
    world.fabric("env", "env", Layout::InPlace).await;
    let text = vpc("a", 1500);
    let request = CheckRequest { text: text.clone(), path: None, change: None };
    let typed = world.engine.check("env", request).await.unwrap();
    world.edit("env", "c", DraftEdit::Documents { text }).await;
    let saved = world.engine.diff("c").await.unwrap();
    assert!(saved.passed > 0 && saved.not_possible > 1, "{saved:?}");
    assert_eq!(
        (typed.passed, typed.not_possible, typed.unchecked),
        (saved.passed, saved.not_possible, saved.unchecked)
    );
}
