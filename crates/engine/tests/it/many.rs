//! A file with very many mistakes costs its own findings a bound, and nobody else theirs.

use hedgerow_model::Layout;

use crate::support::{World, vpc};

/// A file with `count` documents that are no objects, references that lead nowhere, and identities that stand
/// twice: each is a mistake of its own.
fn hostile(count: usize) -> String {
    let mut text = "---\na: 1\n".repeat(count);
    for at in 0..count {
        let attachment = format!(
            "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\nmetadata: {{name: a{at}}}\n\
             spec: {{connection: none-{at}, subnet: none-{at}/default}}\n"
        );
        text.push_str(&attachment.repeat(2));
    }
    text
}

#[tokio::test]
async fn of_a_file_with_very_many_mistakes_the_first_are_listed_and_the_others_counted() {
    let count = 1100;
    let (bad, good) = (hostile(count), "apiVersion: v1\nkind: Unknown\nmetadata: {name: x}\n");
    let files = [("env/bad.yaml", bad.as_str()), ("env/good.yaml", good)];
    let world = World::with(&files).await;
    for read_again in [false, true] {
        if read_again {
            let changed = format!("# again\n{bad}");
            world.remote.commit("main", "Again", &[("env/bad.yaml", Some(&changed))]);
            world.sync("env").await;
        } else {
            world.fabric("env", "env", Layout::InPlace).await;
        }
        let findings = world.engine.store().findings(hedgerow_model::FabricId(1)).await.unwrap();
        let of = |path: &str, rule: &str| {
            findings.iter().filter(|it| it.path == path && it.rule == rule).count()
        };
        // Of what stands in it and of identities that stand twice, a thousand each.
        assert_eq!(of("env/bad.yaml", "not-an-object"), 1000, "{read_again}");
        assert_eq!(of("env/bad.yaml", "duplicate-identity"), 1000, "{read_again}");
        assert_eq!(of("env/bad.yaml", "too-many"), 2, "{read_again}");
        assert_eq!(of("env/good.yaml", "unknown-kind"), 1, "{read_again}");
    }
    world.remote.commit("main", "Mended", &[("env/bad.yaml", Some(&vpc("web", 1001)))]);
    world.sync("env").await;
    assert_eq!(world.findings("env").await.len(), 1, "what is mended is gone");
}

#[tokio::test]
async fn an_identity_in_very_many_files_is_told_at_each_in_few_words() {
    let text = vpc("web", 1001);
    let names: Vec<String> = (0..60).map(|at| format!("env/f{at}.yaml")).collect();
    let files: Vec<(&str, &str)> =
        names.iter().map(|name| (name.as_str(), text.as_str())).collect();
    let world = World::with(&files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let mut findings = world.engine.store().findings(hedgerow_model::FabricId(1)).await.unwrap();
    findings.retain(|finding| finding.rule != "not-checked");
    assert_eq!(findings.len(), 60);
    for finding in findings {
        assert!(finding.message.len() < 300, "{}", finding.message);
        assert!(finding.message.contains("and in 54 more files"), "{}", finding.message);
    }
}
