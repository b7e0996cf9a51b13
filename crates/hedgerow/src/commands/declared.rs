//! `hedgerow rules FABRIC declared`: the rules that a fabric declares itself, shown, written and removed.

use std::path::PathBuf;

use hedgerow_engine::views::{DeclareRules, DeclaredView, RulesView};
use hedgerow_rules::declared_word;
use serde_json::Value as Json;

use super::{Session, rules};
use crate::exit::Failure;
use crate::offline::files;
use crate::output::{self, Table};

#[derive(clap::Args)]
#[group(multiple = false)]
pub(crate) struct Args {
    /// A YAML or JSON file with an entry for each rule, under the name that it is to have; it takes the place of
    /// what was declared before.
    #[arg(long, short, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Print the text that declares them.
    #[arg(long)]
    text: bool,
    /// Remove them all.
    #[arg(long)]
    forget: bool,
}

pub(super) fn run(fabric: &str, args: &Args, session: &Session) -> Result<(), Failure> {
    let text = match &args.file {
        Some(path) => Some(files::read(path)?),
        None => args.forget.then(String::new),
    };
    let answer = match text {
        Some(text) => {
            let path = ["fabrics", fabric, "declared-rules"];
            session.client()?.put::<RulesView>(&path, &[], &DeclareRules { text })?
        }
        None => rules::ask(fabric, session)?,
    };
    if session.is_json() {
        return output::json(&part(&answer.json));
    }
    if args.text {
        return output::print(&shown(&answer.value.declared));
    }
    output::print(&table(&answer.value))
}

/// The text, as it can be written again; what a terminal would act on is left out.
fn shown(declared: &DeclaredView) -> String {
    let lines: Vec<String> = declared.text.lines().map(output::harmless).collect();
    if lines.is_empty() { String::new() } else { lines.join("\n") + "\n" }
}

/// What an answer says of the declared rules alone.
fn part(answer: &Json) -> Json {
    let mut part = answer.get("declared").cloned().unwrap_or(Json::Null);
    let own = answer["rules"].as_array().into_iter().flatten();
    let own = own.filter(|rule| rule["id"].as_str().and_then(declared_word).is_some());
    if let Some(part) = part.as_object_mut() {
        part.insert("rules".to_owned(), own.cloned().collect());
    }
    part
}

/// Every declared rule, and below what cannot be verified of it.
fn table(view: &RulesView) -> String {
    if let Some(problem) = &view.declared.problem {
        return output::harmless(&format!("the rules count as not declared: {problem}")) + "\n";
    }
    let mut table = Table::new(
        &["id", "level", "broken", "what"],
        "no rules are declared; `-f FILE` declares some",
    );
    for rule in view.rules.iter().filter(|rule| declared_word(&rule.id).is_some()) {
        let (level, broken) = (rules::level(rule), rules::broken(rule));
        table.row([rule.id.clone(), level, broken, rule.meaning.clone()]);
    }
    for note in &view.declared.notes {
        table.note(&format!("{}: {}", note.rule, note.message));
    }
    table.text()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(rules: &Json, problem: Option<&str>) -> Json {
        let note = json!({"rule": "declared/vni", "message": "`spec.vni` is not verified"});
        let mut declared = json!({"text": "vni: {}\n", "notes": [note]});
        if let Some(problem) = problem {
            declared["problem"] = json!(problem);
        }
        json!({"fabric": "f", "judged": "current", "more": false, "not_checked": [], "rules": rules,
            "installation": null, "settings": [], "declared": declared})
    }

    fn rule(id: &str, level: &str) -> Json {
        json!({"id": id, "kinds": ["K"], "severity": "error", "meaning": "is used twice", "action": "x",
            "level": level, "can_be_set": true, "schema": [], "broken": {"errors": 2, "warnings": 0},
            "before": "", "violating": "", "conforming": ""})
    }

    fn table_of(answer: &Json) -> String {
        table(&serde_json::from_value(answer.clone()).unwrap())
    }

    #[test]
    fn the_declared_rules_are_listed_with_what_is_not_verified() {
        let rules = json!([rule("vpc-mode", "error"), rule("declared/vni", "error")]);
        assert_eq!(
            table_of(&answer(&rules, None)),
            "ID            LEVEL  BROKEN    WHAT\n\
             declared/vni  error  2 errors  is used twice\n\
             declared/vni: `spec.vni` is not verified\n"
        );
        let part = part(&answer(&rules, None));
        assert_eq!(part["rules"].as_array().map(Vec::len), Some(1));
        assert_eq!(part["text"], "vni: {}\n");
    }

    #[test]
    fn none_declared_and_none_that_can_be_read_are_told_apart() {
        assert!(table_of(&answer(&json!([]), None)).starts_with("no rules are declared"));
        let text = table_of(&answer(&json!([]), Some("they cannot be read")));
        assert!(text.contains("count as not declared: they cannot be read"), "{text}");
    }
}
