//! A fabric's policy in its repository, from the command line.

use hedgerow_testkit::TestRepository;

use crate::support::{Server, folder};

const FILE: &str = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: web}\n\
                    spec: {subnets: {default: {subnet: 10.0.2.0/24, vlan: 1002}}}\n";

const POLICY: &str =
    "[[rules]]\nname = \"vlans\"\npath = \"spec.subnets.*.vlan\"\ntake = \"git\"\n";

#[test]
fn what_is_pushed_is_shown_and_accepted_as_it_was_shown() {
    let folder = folder(&[]);
    let repository = TestRepository::create(folder.path().join("net.git"));
    repository.commit("main", "first", &[("env/vpcs.yaml", Some(FILE))]);
    let server = Server::start("serve", &folder.path().join("data"), &[]);
    server.run(&format!("repo add net {}", repository.url())).ok();
    server.run("fabric add env --repo net --dir env --layout in-place").ok();
    server.run("sync env").ok();
    let none = server.run("policy accept env");
    assert_eq!(none.code, 1, "{none:?}");
    assert!(none.err.contains("the repository of env has no policy"), "{none:?}");

    let file = ".hedgerow/env.toml";
    let commit = repository.commit("main", "a policy", &[(file, Some(POLICY))]);
    let synced = server.run("sync env").ok();
    assert!(synced.out.contains("it decides nothing until a person"), "{synced:?}");
    assert!(synced.out.contains("see `hedgerow policy show env`"), "{synced:?}");
    let status = server.run("status env").ok();
    assert!(status.out.contains("in the repository: waiting"), "{status:?}");
    let shown = server.run("policy show env").ok();
    assert!(shown.out.contains("no rules: people decide every conflict"), "{shown:?}");
    assert!(shown.out.contains("which waits to be accepted"), "{shown:?}");
    assert!(shown.out.contains("added") && shown.out.contains("vlans"), "{shown:?}");
    let tried = server.run("policy try env --proposed").ok();
    assert!(tried.out.contains("no conflicts on record"), "{tried:?}");

    // Looked at, and not agreed to; then something else than what was shown.
    let asked = server.run("policy accept env").ok();
    assert!(asked.err.contains(&format!("--yes --commit {}", &commit[..10])), "{asked:?}");
    repository.commit("main", "other", &[(file, Some(&POLICY.replace("git", "draft")))]);
    server.run("sync env").ok();
    let refused = server.run(&format!("policy accept env --yes --commit {}", &commit[..10]));
    assert_eq!(refused.code, 1, "{refused:?}");
    let policy = server.run("policy list env -o json").ok().json();
    assert_eq!(policy["revision"], 0);
    server.run("policy dismiss env").ok();
    assert!(server.run("policy show env").ok().out.contains("dismissed at"));
    assert_eq!(server.run("policy dismiss env").code, 1);
    server.run("policy accept env --yes").ok();
    let toml = server.run("policy show env --toml").ok();
    assert_eq!(toml.out, POLICY.replace("git", "draft"));

    // What is wrong with a file is said with its place.
    repository.commit("main", "broken", &[(file, Some("[[rules]]\nname = \"a\"\n"))]);
    server.run("sync env").ok();
    let broken = server.run("policy show env").ok();
    assert!(broken.out.contains(".hedgerow/env.toml:1:1: a rule needs `take`"), "{broken:?}");
    assert_eq!(server.run("policy accept env --yes").code, 1);
    let own = folder.path().join("own.toml");
    std::fs::write(&own, toml.out).unwrap();
    server.run(&format!("policy set env -f {}", own.display())).ok();
}
