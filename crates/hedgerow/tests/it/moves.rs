//! Moving a repository and a fabric from the command line.

use hedgerow_testkit::TestRepository;
use serde_json::Value as Json;

use crate::support::{Server, folder};

const FILE: &str = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: web}\n\
                    spec: {subnets: {default: {subnet: 10.0.2.0/24, vlan: 1002}}}\n";

#[test]
fn what_moved_is_followed_as_it_was_shown() {
    let folder = folder(&[]);
    let repository = TestRepository::create(folder.path().join("net.git"));
    repository.commit("main", "first", &[("env/vpcs.yaml", Some(FILE))]);
    let server = Server::start("serve", &folder.path().join("data"), &[]);
    server.run(&format!("repo add net {}", repository.url())).ok();
    server.run("fabric add env --repo net --dir env --layout in-place").ok();
    server.run("sync env").ok();
    server.run("draft env --change c --set VPC/web spec.subnets.default.vlan=1003").ok();

    let moved = folder.path().join("moved.git");
    std::fs::rename(repository.path(), &moved).unwrap();
    let url = moved.display().to_string();
    // Looked at, and not agreed to.
    let shown = server.run(&format!("repo set net --url {url}")).ok();
    assert!(shown.out.contains("branch main continues from what was read"), "{shown:?}");
    assert!(shown.out.contains("1 draft is kept"), "{shown:?}");
    assert!(shown.err.contains("--yes"), "{shown:?}");
    let done = server.run(&format!("repo set net --url {url} --yes")).ok();
    assert!(done.out.contains(&format!("moved to {url}")), "{done:?}");
    let there = server.run(&format!("repo set net --url {url} --yes -o json")).ok();
    let there: Json = serde_json::from_str(&there.out).unwrap();
    assert_eq!(there["there"], true);

    let nowhere = server.run("fabric set env --branch gone --yes");
    assert_eq!(nowhere.code, 1, "{nowhere:?}");
    assert!(nowhere.out.contains("branch `gone` does not exist in that repository"), "{nowhere:?}");

    std::fs::remove_dir_all(&moved).unwrap();
    let refused = server.run("fabric remove env");
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("--discard-drafts"), "{refused:?}");
    let asked = server.run("fabric remove env --discard-drafts").ok();
    assert!(asked.out.contains("c: edit VPC/web"), "{asked:?}");
    server.run("status env").ok();
    server.run("fabric remove env --discard-drafts --yes").ok();
    server.run("repo remove net").ok();
}
