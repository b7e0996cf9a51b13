//! A policy as TOML, written.

use hedgerow_model::Policy;
use toml_edit::Value;

/// The text of a file that says what a policy says.
#[must_use]
pub fn write_policy(policy: &Policy) -> String {
    let mut tables = Vec::new();
    for owner in &policy.owners {
        let kind = owner.kind.as_deref();
        let path = owner.path.to_string();
        let keys = [("kind", kind), ("path", Some(&path)), ("owner", Some(owner.owner.as_str()))];
        tables.push(table("owners", &keys, false));
    }
    for rule in &policy.rules {
        let path = rule.path.as_ref().map(ToString::to_string);
        let keys = [
            ("name", Some(rule.name.as_str())),
            ("kind", rule.kind.as_deref()),
            ("path", path.as_deref()),
            ("conflict", rule.conflict.map(hedgerow_model::ConflictKind::as_str)),
            ("take", Some(rule.take.as_str())),
        ];
        tables.push(table("rules", &keys, rule.off));
    }
    for of in &policy.severities {
        let path = of.path.as_ref().map(ToString::to_string);
        let keys = [
            ("kind", of.kind.as_deref()),
            ("path", path.as_deref()),
            ("standing", of.standing.map(hedgerow_model::DriftStanding::as_str)),
            ("severity", Some(of.severity.as_str())),
        ];
        tables.push(table("severities", &keys, false));
    }
    tables.join("\n")
}

fn table(name: &str, keys: &[(&str, Option<&str>)], off: bool) -> String {
    let mut text = format!("[[{name}]]\n");
    for (key, value) in keys {
        if let Some(value) = value {
            text.push_str(&format!("{key} = {}\n", Value::from(*value)));
        }
    }
    if off {
        text.push_str("off = true\n");
    }
    text
}
