//! Bringing resources to the form of their fabric's version.

use hedgerow_engine::views::MigrateRequest;
use hedgerow_model::{ChangeState, FieldOwner, Layout, Owner, Policy};

use crate::support::{World, vpc};

fn attachment(name: &str, what: &str) -> String {
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: ExternalAttachment\nmetadata:\n  name: {name}\nspec:\n  \
         external: internet\n  connection: c-{name}\n  switch: {{}}\n  neighbor: {{}}\n  static: {{remoteIP: 203.0.113.1}}\n  \
         inboundACL:\n    statements:\n    - seq: 10 # web\n      {what}\n      protocol: tcp\n      srcPrefix: 0.0.0.0/0\n      \
         dstPrefix: 10.0.1.0/24\n"
    )
}

async fn world(one: &str, two: &str) -> World {
    let files = [
        ("env/one.yaml", format!("{}---\n{}", attachment("a", one), vpc("v", 1001))),
        ("env/two.yaml", attachment("b", two)),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let world = World::with(&files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

fn request(change: Option<&str>) -> MigrateRequest {
    let preview = change.is_none();
    MigrateRequest { change: change.map(str::to_owned), preview, ..MigrateRequest::default() }
}

#[tokio::test]
async fn what_was_previewed_is_what_is_drafted() {
    let world = world("permit: true # ask Ann", "permit: 'yes'").await;
    let listed = world.engine.migrations("env").await.unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!((listed[0].id.as_str(), listed[0].count, listed[0].places), ("permit-action", 2, 1));
    assert_eq!(
        (listed[0].left.len(), listed[0].left[0].resource.as_str()),
        (1, "ExternalAttachment/b")
    );
    let preview = world.engine.migrate("env", request(None)).await.unwrap();
    assert_eq!((preview.count, preview.shown, preview.left_count), (1, 1, 1), "{preview:?}");
    let lines: Vec<&str> = preview
        .diff
        .lines()
        .filter(|line| {
            line.starts_with(['-', '+']) && !line.starts_with("---") && !line.starts_with("+++")
        })
        .collect();
    assert_eq!(lines, ["-      permit: true # ask Ann", "+      action: permit # ask Ann"]);
    let before = world.remote.read("main", "env/one.yaml").unwrap();
    let saved = world.engine.migrate("env", request(Some("acls"))).await.unwrap().saved.unwrap();
    assert_eq!((saved.change.as_str(), saved.drafts.len()), ("acls", 1));
    let diff = world.engine.diff("acls").await.unwrap();
    assert_eq!(diff.diff, preview.diff);
    assert_eq!(world.publish("acls").await.state, ChangeState::Published);
    let after = world.remote.read("main", "env/one.yaml").unwrap();
    assert_eq!(after, before.replace("permit: true", "action: permit"));
    let again = world.engine.migrate("env", request(Some("acls"))).await.unwrap();
    assert!(again.saved.is_none() && again.count == 0);
}

#[tokio::test]
async fn a_draft_of_the_same_change_is_migrated_and_one_of_another_is_told_and_lands_in_the_newer_form()
 {
    let world = world("permit: true", "permit: true").await;
    let field = "spec.inboundACL.statements[seq=10].permit=false";
    world.set("env", "mine", "ExternalAttachment/a", field).await;
    world.set("env", "other", "ExternalAttachment/b", field).await;
    let told = world.engine.migrate("env", request(Some("mine"))).await.unwrap();
    assert_eq!(told.count, 2);
    assert_eq!(told.elsewhere.len(), 1, "{told:?}");
    assert_eq!(told.elsewhere[0].change, "other");
    assert_eq!(world.publish("mine").await.state, ChangeState::Published);
    assert!(world.remote.read("main", "env/one.yaml").unwrap().contains("action: deny"));
    assert!(world.remote.read("main", "env/two.yaml").unwrap().contains("action: permit"));
    let report = world.publish("other").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert!(world.remote.read("main", "env/two.yaml").unwrap().contains("action: deny"));
}

#[tokio::test]
async fn only_what_is_named_is_migrated_and_what_is_not_there_is_refused() {
    let world = world("permit: true", "permit: false").await;
    let of = |resource: &str, migration: &str| MigrateRequest {
        resources: vec![resource.to_owned()],
        migrations: vec![migration.to_owned()],
        ..request(None)
    };
    let one =
        world.engine.migrate("env", of("ExternalAttachment/b", "permit-action")).await.unwrap();
    assert_eq!(one.resources, ["ExternalAttachment/b"]);
    let none = world.engine.migrate("env", of("VPC/v", "permit-action")).await.unwrap();
    assert_eq!(none.count, 0);
    let gone = world.engine.migrate("env", of("ExternalAttachment/z", "permit-action")).await;
    assert!(gone.unwrap_err().to_string().contains("ExternalAttachment/z"));
    let unknown = world.engine.migrate("env", of("VPC/v", "nothing")).await.unwrap_err();
    assert!(unknown.to_string().contains("permit-action"), "{unknown}");
}

#[tokio::test]
async fn a_resource_whose_fields_belong_to_git_is_left_out_and_told() {
    let world = world("permit: true", "permit: false").await;
    let owner = FieldOwner {
        kind: None,
        path: "spec.inboundACL.statements[*].action".parse().unwrap(),
        owner: Owner::Git,
    };
    let policy = Policy { owners: vec![owner], ..Policy::default() };
    world.engine.set_policy(Some("env"), policy, Some(0)).await.unwrap();
    let before = world.remote.head("main");
    for change in [None, Some("acls")] {
        let told = world.engine.migrate("env", request(change)).await.unwrap();
        assert_eq!((told.count, told.left_count), (0, 2), "{told:?}");
        assert!(told.saved.is_none() && told.diff.is_empty());
        let left = &told.left[0];
        assert_eq!(left.resource, "ExternalAttachment/a");
        assert!(left.path.to_string().ends_with("[seq=10].action"), "{left:?}");
        assert!(left.why.contains("belongs to Git, says the policy"), "{left:?}");
    }
    assert_eq!(world.remote.head("main"), before);
    // What it does not own goes on.
    let owner = FieldOwner {
        kind: None,
        path: "spec.inboundACL.statements[*].protocol".parse().unwrap(),
        owner: Owner::Git,
    };
    let policy = Policy { owners: vec![owner], ..Policy::default() };
    world.engine.set_policy(Some("env"), policy, Some(1)).await.unwrap();
    let told = world.engine.migrate("env", request(Some("acls"))).await.unwrap();
    assert_eq!((told.count, told.left_count), (2, 0), "{told:?}");
}
