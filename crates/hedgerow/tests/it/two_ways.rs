use hedgerow_testkit::TestRepository;
use serde_json::Value as Json;

use crate::support::{Ran, Server, folder, run_with_input};

const FILE: &str = "\
# The shop.
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: web
spec:
  subnets:
    front:
      subnet: 10.0.1.0/24
      vlan: 1001   # behind the balancer
---
# The archive.
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: archive
spec:
  subnets:
    default: {subnet: 10.0.2.0/24, vlan: 1002}
";

struct World {
    server: Server,
    repository: TestRepository,
    _folder: tempfile::TempDir,
}

impl World {
    /// A server with one fabric, `env`, in place in a repository with one file.
    fn new() -> Self {
        let folder = folder(&[]);
        let repository = TestRepository::create(folder.path().join("net.git"));
        repository.commit("main", "first", &[("env/vpcs.yaml", Some(FILE))]);
        let server = Server::start("serve", &folder.path().join("data"), &[]);
        let url = repository.url();
        server.run(&format!("repo add net {url} --branch main")).ok();
        server.run("fabric add env --repo net --dir env --layout in-place").ok();
        server.run("sync env").ok();
        Self { server, repository, _folder: folder }
    }

    fn file(&self) -> String {
        self.repository.read("main", "env/vpcs.yaml").unwrap()
    }
}

fn has(object: &Json, fields: &[&str]) {
    for field in fields {
        assert!(object.get(field).is_some(), "{field} is missing in {object}");
    }
}

#[test]
fn lists_are_arrays_of_objects_with_the_promised_fields() {
    let world = World::new();
    let status = world.server.run("status -o json").ok().json();
    has(&status[0], &["fabric", "state", "commit", "resources"]);
    let one = world.server.run("status env -o json").ok().json();
    assert_eq!(one.as_array().unwrap().len(), 1);
    assert_eq!(one[0]["resources"], 2);
    let resources = world.server.run("get env -o json").ok().json();
    assert_eq!(resources.as_array().unwrap().len(), 2);
    has(&resources[0], &["kind", "namespace", "name", "state", "path"]);
    for list in ["repo list", "fabric list", "findings env", "changes", "conflicts", "runs env"] {
        assert!(world.server.run(&format!("{list} -o json")).ok().json().is_array(), "{list}");
    }
}

#[test]
fn a_resource_is_shown_in_its_own_text() {
    let world = World::new();
    let text = world.server.run("get env VPC/archive -o yaml").ok().out;
    let (line, text) = text.split_once('\n').unwrap();
    assert!(line.starts_with("# hedgerow: read at "), "{line}");
    assert_eq!(text, FILE.split_once("---\n").unwrap().1);
    let ran = world.server.run("get env VPC/nothing");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(world.server.run("get nowhere").code, 1);
}

#[test]
fn a_field_that_is_drafted_and_published_changes_one_line() {
    let world = World::new();
    world.server.run("draft env --change vlan --set VPC/web spec.subnets.front.vlan=1009").ok();
    let diff = world.server.run("diff vlan").ok().out;
    assert!(diff.contains("-      vlan: 1001   # behind the balancer\n"), "{diff}");
    assert!(diff.contains("+      vlan: 1009   # behind the balancer\n"), "{diff}");
    assert_eq!(world.file(), FILE, "a draft changes nothing in Git");
    let published = world.server.run("publish vlan -o json").ok().json();
    has(&published, &["change", "state", "commit"]);
    assert_eq!(published["state"], "published");
    assert_eq!(published["commit"].as_str(), world.repository.head("main").as_deref());
    assert_eq!(world.file(), FILE.replace("vlan: 1001", "vlan: 1009"));
}

#[test]
fn the_same_field_on_both_sides_is_a_conflict_that_a_person_settles() {
    let world = World::new();
    world.server.run("draft env --change vlan --set VPC/web spec.subnets.front.vlan=1009").ok();
    let theirs = FILE.replace("vlan: 1001", "vlan: 1005");
    let head = world.repository.commit("main", "five", &[("env/vpcs.yaml", Some(&theirs))]);
    let ran = world.server.run("publish vlan -o json");
    assert_eq!(ran.code, 1, "{ran:?}");
    let report = ran.json();
    assert_eq!(report["state"], "conflicted");
    has(&report, &["change", "state", "reason"]);
    assert_eq!(world.repository.head("main"), Some(head), "nothing was pushed");

    let conflicts = world.server.run("conflicts env -o json").ok().json();
    let conflict = &conflicts[0];
    has(conflict, &["id", "kind", "name", "path", "base", "draft", "git"]);
    assert_eq!(
        (&conflict["base"], &conflict["draft"], &conflict["git"]),
        (&1001.into(), &1009.into(), &1005.into())
    );
    let id = conflict["id"].as_i64().unwrap();
    assert_eq!(world.server.run(&format!("resolve {} --take git", id + 1000)).code, 1);
    world.server.run(&format!("resolve {id} --value 1007")).ok();
    world.server.run("publish vlan").ok();
    assert_eq!(world.file(), FILE.replace("vlan: 1001", "vlan: 1007"));
    assert_eq!(world.server.run("conflicts env -o json").ok().json(), Json::Array(Vec::new()));
}

#[test]
fn the_policy_for_all_is_tried_behind_that_of_each_fabric() {
    let world = World::new();
    let set = "draft env --change wider --set VPC/web spec.subnets.front.vlan=1042";
    world.server.run(set).ok();
    let theirs = FILE.replace("vlan: 1001", "vlan: 1400");
    world.repository.commit("main", "theirs", &[("env/vpcs.yaml", Some(&theirs))]);
    world.server.run("sync env").ok();
    world.server.run("policy add @all vlans --path **.vlan --take git --off").ok();
    let tried = world.server.run("policy try @all --with vlans -o json").ok().json();
    assert_eq!(tried[0]["fabric"], "env");
    let one = &tried[0]["tried"]["conflicts"][0];
    assert_eq!(
        (&one["decision"]["take"], &one["rule"]["everywhere"]),
        (&"git".into(), &true.into())
    );
    let shown = world.server.run("policy try @all --with vlans --in env").ok();
    assert!(shown.out.contains("env") && shown.out.contains("1 would be decided"), "{shown:?}");
    // The one that is saved has it switched off.
    let saved = world.server.run("policy try @all").ok();
    assert!(saved.out.contains("0 would be decided, 1 left to people"), "{saved:?}");
    assert_eq!(world.server.run("policy try env --in env").code, 2);
}

#[test]
fn documents_come_from_standard_input_too_and_a_draft_can_be_thrown_away() {
    let world = World::new();
    let mut command = world.server.command();
    command.args([
        "draft",
        "env",
        "--change",
        "new",
        "-f",
        "-",
        "--author",
        "Ada <ada@example.net>",
    ]);
    let server = "apiVersion: wiring.githedgehog.com/v1beta1\nkind: Server\nmetadata:\n  name: s\n";
    run_with_input(command, server).ok();
    let changes = world.server.run("changes env -o json").ok().json();
    assert_eq!(changes[0]["drafts"][0]["author"]["name"], "Ada");
    let draft = world.server.run("get env Server/s --state draft -o json").ok().json();
    assert_eq!(draft[0]["name"], "s");
    world.server.run("discard new").ok();
    assert_eq!(world.server.run("changes env -o json").ok().json(), Json::Array(Vec::new()));
    assert_eq!(world.server.run("publish new").code, 1);
}

#[test]
fn a_run_can_be_looked_at_step_by_step() {
    let world = World::new();
    world.server.run("draft env --change off --delete VPC/archive").ok();
    world.server.run("publish off").ok();
    let runs = world.server.run("runs env -o json").ok().json();
    let id = runs[0]["id"].as_i64().unwrap();
    let run = world.server.run(&format!("run {id} -o json")).ok().json();
    has(&run, &["id", "kind", "state", "started_at"]);
    assert!(world.server.run(&format!("run {id}")).ok().out.starts_with(&format!("run {id}: ")));
}

#[test]
fn a_preview_that_git_has_left_behind_is_not_published() {
    let world = World::new();
    world.server.run("draft env --change vlan --set VPC/web spec.subnets.front.vlan=1009").ok();
    let head = world.repository.head("main").unwrap();
    let theirs = FILE.replace("vlan: 1002", "vlan: 1022");
    world.repository.commit("main", "moved", &[("env/vpcs.yaml", Some(&theirs))]);
    world.server.run("sync env").ok();
    let ran = world.server.run(&format!("publish vlan --previewed {head}"));
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(world.file(), theirs);
    world.server.run("publish vlan").ok();
}

#[test]
fn a_publish_that_is_refused_says_why_on_standard_error_and_nothing_else_where_results_go() {
    let world = World::new();
    let broken = FILE.split_once("---\n").unwrap().0.replace("subnet: 10.0.1", "sbunet: 10.0.1");
    let mut command = world.server.command();
    command.args(["draft", "env", "--change", "typo", "-f", "-"]);
    assert_eq!(run_with_input(command, &broken).code, 0);
    let diff = world.server.run("diff typo").ok();
    let line = "error: env/vpcs.yaml:9:7: VPC/web: spec.subnets.front.sbunet is not a known field";
    assert!(diff.err.contains(line), "{diff:?}");
    let changes = world.server.run("changes -o json").ok().json();
    assert_eq!(changes[0]["drafts"][0]["state"], "invalid");

    let ran = world.server.run("publish typo");
    assert_eq!((ran.code, &*ran.out), (1, ""), "{ran:?}");
    let said = "not published: typo is invalid: VPC/web: spec.subnets.front.sbunet is not a known \
                field";
    let rule = "[unknown-field] (env/vpcs.yaml:9)";
    assert!(ran.err.contains(said) && ran.err.contains(rule), "{ran:?}");
    let ran = world.server.run("publish typo -o json");
    assert_eq!((ran.code, &ran.json()["state"]), (1, &"invalid".into()));
    assert!(ran.err.contains("not published: typo is invalid"), "{ran:?}");

    let runs = world.server.run("runs env").ok().out;
    assert!(runs.contains("stopped") && runs.contains("typo is invalid"), "{runs}");
}

#[test]
fn a_filter_is_saved_listed_changed_and_removed() {
    let world = World::new();
    let save =
        ["filter", "save", "All VPCs", "--list", "resources", "--fabric", "env", "q=kind:vpc"];
    let save = |more: &[&str]| -> Ran {
        world.server.command().args(save).args(more).output().unwrap().into()
    };
    // The installation's own token is not a person.
    assert_eq!(save(&[]).code, 1);
    assert_eq!(save(&["--shared"]).ok().out, "saved shared filter 1 'All VPCs': q=kind:vpc\n");
    let again = save(&["--shared"]);
    assert!(again.code == 1 && again.err.contains("is called `All VPCs` already"), "{again:?}");
    let listed = world.server.run("filter list --list resources --fabric env -o json").ok().json();
    assert_eq!((&listed[0]["id"], &listed[0]["query"]["q"]), (&1.into(), &"kind:vpc".into()));
    let listed = world.server.run("filter list").ok().out;
    assert!(listed.contains("All VPCs") && listed.contains("q=kind:vpc"), "{listed}");
    let set = world.server.run("filter set 1 q=kind:switch --name Switches").ok().out;
    assert_eq!(set, "changed shared filter 1 Switches: q=kind:switch\n");
    assert_eq!(world.server.run("filter save x --list nowhere q=a").code, 2);
    world.server.run("filter remove 1").ok();
    assert_eq!(world.server.run("filter list").ok().out, "no saved filters\n");
}
