//! `hedgerow rules FABRIC`: the rules between resources, each with its level and how often it is broken; `set`
//! and `show` for one of them.

use hedgerow_engine::views::{Judged, RuleFindings, RuleView, RulesView, SetRule};
use hedgerow_model::{RuleLevel, Severity};

use super::{Session, declared, installation};
use crate::client::Answer;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, short_commit};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Set how much a rule may matter in the fabric
    Set {
        /// The rule's id.
        id: String,
        /// `error` (as the rule says), `warning` (it is said, and stops nothing) or `off`.
        #[arg(value_parser = str::parse::<RuleLevel>)]
        level: RuleLevel,
    },
    /// One rule, with its examples
    Show {
        /// The rule's id.
        id: String,
    },
    /// The rules that the fabric declares itself, for kinds that Hedgerow knows nothing of
    Declared(declared::Args),
    /// How the fabric is installed, which some rules depend on
    Installation(installation::Args),
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let fabric = args.fabric.as_str();
    match &args.command {
        None => list(fabric, session)?,
        Some(Command::Set { id, level }) => set(fabric, id, *level, session)?,
        Some(Command::Show { id }) => show(fabric, id, session)?,
        Some(Command::Declared(args)) => declared::run(fabric, args, session)?,
        Some(Command::Installation(args)) => installation::run(fabric, args, session)?,
    }
    Ok(Exit::Done)
}

/// The rules of a fabric.
pub(super) fn ask(fabric: &str, session: &Session) -> Result<Answer<RulesView>, Failure> {
    session.client()?.get(&["fabrics", fabric, "rules"], &[])
}

fn list(fabric: &str, session: &Session) -> Result<(), Failure> {
    let answer = ask(fabric, session)?;
    if session.is_json() {
        return output::json(&answer.json);
    }
    output::print(&table(&answer.value))
}

fn table(view: &RulesView) -> String {
    let mut table = Table::new(&["id", "level", "broken", "what"], "no rules");
    for rule in &view.rules {
        table.row([rule.id.clone(), level(rule), broken(rule), rule.meaning.clone()]);
    }
    for line in below(view) {
        table.note(&line);
    }
    table.text()
}

/// What is said below the table: what the figures are of, and what they do not cover.
fn below(view: &RulesView) -> Vec<String> {
    let commit = short_commit(view.commit.as_deref());
    let mut lines = vec![match view.judged {
        Judged::Current => format!("judged at {commit}"),
        Judged::Behind => format!("not judged at {commit} yet: the figures are of before"),
        Judged::Never => "never read from Git: nothing is known of it".to_owned(),
    }];
    if view.more {
        lines.push("so much is broken that not all of it is counted".to_owned());
    }
    lines.extend(
        view.installation_problem.iter().map(|why| format!("installation settings: {why}")),
    );
    lines.extend(view.declared.problem.iter().map(|why| format!("declared rules: {why}")));
    lines.extend(view.not_checked.iter().cloned());
    lines
}

/// A rule's level: as it says, unless somebody set it.
pub(super) fn level(rule: &RuleView) -> String {
    match rule.level {
        _ if !rule.can_be_set => format!("{} (schema)", rule.severity),
        RuleLevel::Error => rule.severity.to_string(),
        set => format!("{set} (set)"),
    }
}

pub(super) fn broken(rule: &RuleView) -> String {
    match rule.broken {
        _ if rule.level == RuleLevel::Off => "-".to_owned(),
        None => "-".to_owned(),
        Some(RuleFindings { errors: 0, warnings: 0 }) => "0".to_owned(),
        Some(RuleFindings { errors, warnings: 0 }) => counted(errors, Severity::Error),
        Some(RuleFindings { errors: 0, warnings }) => counted(warnings, Severity::Warning),
        Some(RuleFindings { errors, warnings }) => {
            format!(
                "{}, {}",
                counted(errors, Severity::Error),
                counted(warnings, Severity::Warning)
            )
        }
    }
}

fn counted(count: i64, severity: Severity) -> String {
    let many = if count == 1 { "" } else { "s" };
    format!("{count} {severity}{many}")
}

fn set(fabric: &str, id: &str, level: RuleLevel, session: &Session) -> Result<(), Failure> {
    let path = ["fabrics", fabric, "rules", id];
    let answer = session.client()?.put::<RuleView>(&path, &[], &SetRule { level })?;
    if session.is_json() {
        return output::json(&answer.json);
    }
    let rule = answer.value;
    let told = match rule.level {
        RuleLevel::Error => format!("as it says: {}", rule.severity),
        level => level.to_string(),
    };
    let broken = match broken(&rule).as_str() {
        "-" => String::new(),
        broken => format!("; broken now: {broken}"),
    };
    output::line(&format!("rule {} in fabric {fabric}: {told}{broken}", rule.id))
}

fn show(fabric: &str, id: &str, session: &Session) -> Result<(), Failure> {
    let answer = ask(fabric, session)?;
    let listed = answer.json["rules"].as_array().into_iter().flatten();
    let Some(json) = listed.clone().find(|rule| rule["id"] == id) else {
        return Err(unknown(id, &answer.value));
    };
    if session.is_json() {
        return output::json(json);
    }
    let rule = answer.value.rules.iter().find(|rule| rule.id == id);
    rule.map_or(Ok(()), |rule| output::print(&clause(rule)))
}

/// A rule with all that it says, for people.
fn clause(rule: &RuleView) -> String {
    let mut lines = vec![
        format!("{}: {}", rule.id, rule.meaning),
        format!("kinds: {}", rule.kinds.join(", ")),
        format!("what to do: {}", rule.action),
        format!("level: {}", level(rule)),
    ];
    if !rule.schema.is_empty() {
        let how = if rule.can_be_set { "partly held" } else { "held" };
        let ids = rule.schema.join(", ");
        lines.push(format!("{how} by the schema check, whose findings have the ids {ids}"));
    }
    match broken(rule).as_str() {
        "-" => {}
        broken => lines.push(format!("broken now: {broken}")),
    }
    for (title, text) in [
        ("before:", &rule.before),
        ("breaks it:", &rule.violating),
        ("does not break it:", &rule.conforming),
    ] {
        if !text.trim().is_empty() {
            lines.push(String::new());
            lines.push(title.to_owned());
            lines.extend(
                text.trim_matches('\n')
                    .lines()
                    .map(|line| format!("  {line}").trim_end().to_owned()),
            );
        }
    }
    let harmless: Vec<String> = lines.iter().map(|line| output::harmless(line)).collect();
    harmless.join("\n") + "\n"
}

fn unknown(id: &str, view: &RulesView) -> Failure {
    // Of the server's rules, which may be newer than this program.
    let near = hedgerow_rules::near(id);
    let known = |near: &&&str| view.rules.iter().any(|rule| rule.id == **near);
    let near: Vec<&str> = near.iter().filter(known).copied().collect();
    let meant = match near.as_slice() {
        [] => format!("; `hedgerow rules {}` lists them", view.fabric),
        near => format!("; did you mean {}?", near.join(", ")),
    };
    Failure::refused(format!("rule `{id}` does not exist{meant}"))
}

#[cfg(test)]
mod tests {
    use hedgerow_engine::views::DeclaredView;

    use super::*;

    fn rule(level: RuleLevel, broken: Option<(i64, i64)>) -> RuleView {
        RuleView {
            id: "vpc-mode".to_owned(),
            kinds: vec!["VPC".to_owned()],
            severity: Severity::Error,
            meaning: "is odd".to_owned(),
            action: "mend it".to_owned(),
            level,
            can_be_set: true,
            schema: Vec::new(),
            broken: broken.map(|(errors, warnings)| RuleFindings { errors, warnings }),
            before: String::new(),
            violating: "kind: VPC\n".to_owned(),
            conforming: "kind: VPC\nspec: {}\n".to_owned(),
        }
    }

    fn view(judged: Judged, rules: Vec<RuleView>) -> RulesView {
        RulesView {
            fabric: "f".to_owned(),
            judged,
            commit: Some("0123456789abcdef".to_owned()),
            more: false,
            not_checked: vec!["not checked for 1 resource, because x: y".to_owned()],
            rules,
            installation: None,
            installation_problem: None,
            declared: DeclaredView::default(),
            settings: Vec::new(),
        }
    }

    #[test]
    fn the_table_tells_level_and_figures_and_what_they_are_of() {
        let text = table(&view(Judged::Current, vec![rule(RuleLevel::Error, Some((2, 1)))]));
        assert_eq!(
            text,
            "ID        LEVEL  BROKEN               WHAT\n\
             vpc-mode  error  2 errors, 1 warning  is odd\n\
             judged at 0123456789\n\
             not checked for 1 resource, because x: y\n"
        );
        assert!(
            table(&view(Judged::Behind, vec![rule(RuleLevel::Off, None)]))
                .contains("not judged at")
        );
        assert!(
            table(&view(Judged::Never, vec![rule(RuleLevel::Off, None)])).contains("never read")
        );
        let more =
            RulesView { more: true, ..view(Judged::Current, vec![rule(RuleLevel::Off, None)]) };
        assert!(table(&more).contains("not all of it is counted"));
    }

    #[test]
    fn what_is_not_known_is_not_a_zero() {
        for (one, shown) in [
            (rule(RuleLevel::Error, Some((0, 0))), ("error", "0")),
            (rule(RuleLevel::Error, None), ("error", "-")),
            (rule(RuleLevel::Off, Some((0, 0))), ("off (set)", "-")),
            (rule(RuleLevel::Warning, Some((0, 1))), ("warning (set)", "1 warning")),
            (
                RuleView { can_be_set: false, ..rule(RuleLevel::Error, None) },
                ("error (schema)", "-"),
            ),
        ] {
            assert_eq!((level(&one).as_str(), broken(&one).as_str()), shown);
        }
    }

    #[test]
    fn a_rule_is_shown_with_its_examples() {
        let text = clause(&rule(RuleLevel::Error, Some((1, 0))));
        assert!(text.starts_with("vpc-mode: is odd\nkinds: VPC\nwhat to do: mend it\n"), "{text}");
        assert!(
            text.contains("broken now: 1 error\n\nbreaks it:\n  kind: VPC\n\ndoes not"),
            "{text}"
        );
        assert!(!text.contains("before:"), "{text}");
    }

    #[test]
    fn a_mistyped_rule_is_answered_with_those_that_the_server_has() {
        let view = view(Judged::Current, vec![rule(RuleLevel::Error, None)]);
        assert!(unknown("vpc-mod", &view).to_string().ends_with("did you mean vpc-mode?"));
        assert!(unknown("vpc-updat", &view).to_string().contains("`hedgerow rules f` lists"));
    }
}
