//! What a fabric's findings say of both resources, and how they are counted.

use hedgerow_engine::views::{FindingView, PageRequest};
use hedgerow_model::{Layout, Severity};

use crate::support::{NAMESPACES, World};

/// A VPC behind two lines of comments, whose VLAN is 1001.
fn vpc(name: &str, subnet: &str) -> String {
    format!(
        "# {name}\n#\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {{name: {name}}}\n\
         spec: {{subnets: {{web: {{subnet: {subnet}, vlan: 1001}}}}}}\n"
    )
}

async fn shared_vlan() -> World {
    let (a, b) = (vpc("a", "10.0.1.0/24"), vpc("b", "10.0.2.0/24"));
    let both = format!("{NAMESPACES}---\n{b}");
    let world = World::with(&[("env/a.yaml", &a), ("env/rest.yaml", &both)]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

#[tokio::test]
async fn a_finding_names_the_place_of_the_other_resource_where_git_has_it() {
    let world = shared_vlan().await;
    let find = |all: Vec<FindingView>, of: &str| -> FindingView {
        let is_it =
            |one: &FindingView| one.rule == "vpc-vlan-other" && one.resource.as_deref() == Some(of);
        all.into_iter().find(is_it).unwrap()
    };
    let other = |finding: &FindingView| {
        (finding.other.clone().unwrap(), finding.other_path.clone(), finding.other_line)
    };
    let of_a = find(world.findings("env").await, "VPC/a");
    assert_eq!((of_a.path.as_str(), of_a.line), ("env/a.yaml", 6));
    let (name, path, line) = other(&of_a);
    assert_eq!((name.as_str(), path.as_deref()), ("VPC/b", Some("env/rest.yaml")));
    let text = world.remote.read("main", "env/rest.yaml").unwrap();
    let line = usize::try_from(line.unwrap()).unwrap();
    assert_eq!(text.lines().nth(line - 1), Some("# b"), "where its document begins");
    let of_b = find(world.findings("env").await, "VPC/b");
    assert_eq!(other(&of_b).1.as_deref(), Some("env/a.yaml"));

    // A page of one finding looks up one resource.
    let mut listed = 0;
    let mut ask = PageRequest::first(1);
    loop {
        let page = world.engine.findings("env", &ask).await.unwrap();
        for finding in &page.items {
            assert_eq!(finding.other_path.is_some(), finding.other.is_some(), "{finding:?}");
        }
        listed += page.items.len();
        let Some(next) = page.next else { break };
        ask.cursor = Some(next);
    }
    let all = world.engine.findings("env", &PageRequest::first(1000)).await.unwrap();
    assert_eq!(listed, all.items.len());
}

#[tokio::test]
async fn a_fabric_counts_the_rules_that_it_breaks_and_what_was_not_checked_apart() {
    let world = shared_vlan().await;
    let fabric = world.engine.fabric("env").await.unwrap();
    let told: Vec<_> =
        fabric.rules.iter().map(|it| (it.rule.as_str(), it.severity, it.count)).collect();
    assert_eq!(told[0], ("vpc-vlan-other", Severity::Error, 2), "{told:?}");
    let last = fabric.rules.last().unwrap();
    assert_eq!((last.rule.as_str(), last.severity), ("not-checked", Severity::Info));
    assert_eq!((fabric.errors, fabric.warnings), (2, 0), "{told:?}");
}
