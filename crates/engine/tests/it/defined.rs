//! The rules that a kind's definition carries itself: in what Git has, while somebody types, in drafts,
//! previews and publishes.

use hedgerow_engine::views::{CheckRequest, NewFabric, PageRequest};
use hedgerow_model::{ChangeState, CrdFile, Layout};

use crate::support::{World, new_fabric};

const DEFINITION: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.example.net}
spec:
  group: example.net
  names: {kind: Gadget, plural: gadgets}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            x-kubernetes-validations:
            - {rule: self.min <= self.max, message: min is above max, fieldPath: .min}
            - {rule: self.id == oldSelf.id, message: id must not change}
            - {rule: 'self.nonsense('}
            properties:
              id: {type: string}
              min: {type: integer, default: 0}
              max: {type: integer, default: 10}
";

fn gadget(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: example.net/v1\nkind: Gadget\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n"
    )
}

async fn world() -> World {
    let (good, bad) = (gadget("good", "id: a"), gadget("bad", "id: b, min: 11"));
    let world = World::with(&[("env/good.yaml", &good), ("env/bad.yaml", &bad)]).await;
    let crd = CrdFile { name: "gadgets.yaml".into(), text: DEFINITION.into() };
    let fabric = new_fabric("env", "env", Layout::InPlace);
    world.engine.add_fabric(NewFabric { crds: vec![crd], ..fabric }).await.unwrap();
    world.sync("env").await;
    world
}

#[tokio::test]
async fn git_is_held_against_the_definitions_rules_and_what_cannot_be_read_is_said_once() {
    let world = world().await;
    let found = world.findings("env").await;
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (found.rule.as_str(), found.path.as_str(), found.line),
        ("schema-rule", "env/bad.yaml", 4)
    );
    assert_eq!(
        (found.message.as_str(), found.resource.as_deref()),
        ("min is above max", Some("Gadget/bad"))
    );
    let all = world.engine.findings("env", &PageRequest::first(1000)).await.unwrap().items;
    let unread = all.iter().filter(|finding| finding.message.contains("self.nonsense("));
    assert_eq!(unread.map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["not-checked"]);
}

#[tokio::test]
async fn a_text_is_checked_against_what_git_has_of_its_resources() {
    let world = world().await;
    let checked = async |text: String| {
        let view = world
            .engine
            .check("env", CheckRequest { text, path: None, change: None })
            .await
            .unwrap();
        assert!(view.unchecked.iter().any(|why| why.contains("self.nonsense(")), "{view:?}");
        view.findings.into_iter().map(|finding| finding.message).collect::<Vec<_>>()
    };
    assert_eq!(checked(gadget("good", "id: c")).await, ["id must not change"]);
    assert_eq!(checked(gadget("good", "id: a, max: 5")).await, [""; 0]);
    assert_eq!(checked(gadget("new", "id: c")).await, [""; 0]);
    let two = format!("{}---\n{}", gadget("new", "id: c, min: 20"), gadget("good", "id: c"));
    assert_eq!(checked(two).await, ["min is above max", "id must not change"]);
}

#[tokio::test]
async fn a_change_that_breaks_a_definitions_rule_is_invalid_and_stopped() {
    let world = world().await;
    world.set("env", "c", "Gadget/good", "spec.id=other").await;
    let view = world.engine.change("c").await.unwrap();
    assert_eq!(view.drafts[0].state, "invalid");
    let diff = world.engine.diff("c").await.unwrap();
    let problems: Vec<&str> = diff.problems.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(problems, ["id must not change"]);
    assert!(diff.unchecked.iter().any(|why| why.contains("self.nonsense(")), "{diff:?}");
    assert_eq!(world.publish("c").await.state, ChangeState::Invalid);
    world.set("env", "c", "Gadget/good", "spec.id=a").await;
    world.set("env", "c", "Gadget/good", "spec.max=5").await;
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    // What Git breaks already stops nobody.
    world.set("env", "d", "Gadget/bad", "spec.min=12").await;
    assert_eq!(world.publish("d").await.state, ChangeState::Published);
}
