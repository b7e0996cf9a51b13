//! `hedgerow policy …`: which conflicts are settled without a person: shown, written, tried, taken back.

use std::path::{Path, PathBuf};

use hedgerow_engine::views::{PolicyUndone, PolicyView, UsedView};
use hedgerow_model::{
    ConflictKind, FieldOwner, Owner, PathMask, Policy, PolicyRule, RuleUsed, Settle,
};

use super::{Session, trial};
use crate::client::Answer;
use crate::exit::{Exit, Failure};
use crate::offline::files;
use crate::output::{self, Table, quoted};

/// How the policy for all fabrics is named: no fabric is called so.
pub(super) const ALL: &str = "@all";

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Args)]
struct Of {
    /// The fabric; `@all` for the policy that holds for all, after each fabric's own.
    fabric: String,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Its rules in their order, and how often each decided in the last thirty days
    List(Of),
    /// Write it whole, from a YAML or JSON file
    Set {
        #[command(flatten)]
        of: Of,
        /// The file, with `rules` and `owners` as `list -o json` shows them in `policy`.
        #[arg(long, short, value_name = "FILE")]
        file: PathBuf,
    },
    /// Add a rule, last or before another one
    Add(Add),
    /// Say whom a field belongs to: git (drafts do not change it), page (the draft holds) or cluster
    Own {
        #[command(flatten)]
        of: Of,
        /// The field, as in `spec.subnets.*.vlan` or `**.description`.
        path: PathMask,
        /// Whom it belongs to; `nobody` takes that back.
        #[arg(long, value_name = "OWNER")]
        owner: String,
        /// Only of this kind.
        #[arg(long, value_name = "KIND")]
        kind: Option<String>,
    },
    /// Remove a rule
    Remove {
        #[command(flatten)]
        of: Of,
        /// Its name.
        rule: String,
    },
    /// Switch a rule on
    On {
        #[command(flatten)]
        of: Of,
        /// Its name.
        rule: String,
    },
    /// Switch a rule off: it is kept, and decides nothing
    Off {
        #[command(flatten)]
        of: Of,
        /// Its name.
        rule: String,
    },
    /// What the policy, or one in a file, would say to the conflicts on record; nothing is written
    Try {
        #[command(flatten)]
        of: Of,
        /// The policy to try; the one in force when left out.
        #[arg(long, short, value_name = "FILE")]
        file: Option<PathBuf>,
        /// As if these rules were switched on.
        #[arg(long, value_name = "RULE")]
        with: Vec<String>,
        /// Where the policy for all is tried, behind the fabric's own; every fabric that you may read when left out.
        #[arg(long = "in", value_name = "FABRIC")]
        within: Vec<String>,
    },
    /// Take back what a rule decided, as long as nothing was published of it
    Undo {
        /// The fabric.
        fabric: String,
        /// The rule's name; or, with `--field`, the field that belongs to somebody.
        rule: String,
        /// The name is that of a field.
        #[arg(long)]
        field: bool,
        /// It is of the policy for all fabrics.
        #[arg(long)]
        everywhere: bool,
    },
}

#[derive(clap::Args)]
struct Add {
    #[command(flatten)]
    of: Of,
    /// Its name.
    rule: String,
    /// What it does: git, draft, newest, union, manual or cluster.
    #[arg(long, value_name = "OUTCOME", value_parser = str::parse::<Settle>)]
    take: Settle,
    /// Only resources of this kind.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only this field, with all that is below, as in `spec.subnets.*.vlan` or `**.description`.
    #[arg(long, value_name = "PATH")]
    path: Option<PathMask>,
    /// Only conflicts of this sort, as in `edit/edit`. A whole resource is only decided by a rule that names one.
    #[arg(long = "type", value_name = "TYPE", value_parser = str::parse::<ConflictKind>)]
    sort: Option<ConflictKind>,
    /// Put it before this rule.
    #[arg(long, value_name = "RULE")]
    before: Option<String>,
    /// Add it switched off.
    #[arg(long)]
    off: bool,
}

pub(crate) fn run(args: Args, session: &Session) -> Result<Exit, Failure> {
    match args.command {
        Command::List(of) => show(&ask(&of, session)?, session)?,
        Command::Set { of, file } => {
            let policy = read(&file)?;
            let revision = ask(&of, session)?.value.revision;
            write(&of, revision, &policy, session)?;
        }
        Command::Add(add) => {
            let Add { of, rule, take, kind, path, sort, before, off } = add;
            let new = PolicyRule { name: rule, kind, path, conflict: sort, take, off };
            edit(&of, session, move |policy| {
                let at = match before {
                    Some(before) => place(policy, &before)?,
                    None => policy.rules.len(),
                };
                policy.rules.insert(at, new);
                Ok(())
            })?;
        }
        Command::Own { of, path, owner, kind } => edit(&of, session, move |policy| {
            let known = policy.owners.len();
            policy.owners.retain(|one| one.path != path || one.kind != kind);
            if owner != "nobody" {
                let owner: Owner =
                    owner.parse().map_err(|error| Failure::usage(format!("{error}, nobody")))?;
                policy.owners.push(FieldOwner { kind, path, owner });
            } else if policy.owners.len() == known {
                return Err(Failure::refused(format!("`{path}` belongs to nobody already")));
            }
            Ok(())
        })?,
        Command::Remove { of, rule } => edit(&of, session, move |policy| {
            let at = place(policy, &rule)?;
            policy.rules.remove(at);
            Ok(())
        })?,
        Command::On { of, rule } => switch(&of, rule, false, session)?,
        Command::Off { of, rule } => switch(&of, rule, true, session)?,
        Command::Try { of, file, with, within } => {
            let policy = match (file, with.is_empty()) {
                (None, true) => None,
                (None, false) => Some(ask(&of, session)?.value.policy),
                (Some(file), _) => Some(read(&file)?),
            };
            return trial::run(&of.fabric, with_on(policy, &with)?, within, session);
        }
        Command::Undo { fabric, rule, field, everywhere } => {
            let (rule, owned) = if field { (None, Some(rule)) } else { (Some(rule), None) };
            return undo(&fabric, &RuleUsed { everywhere, rule, owned }, session);
        }
    }
    Ok(Exit::Done)
}

fn place(policy: &Policy, name: &str) -> Result<usize, Failure> {
    let found = policy.rules.iter().position(|rule| rule.name == name);
    found.ok_or_else(|| Failure::refused(format!("there is no rule `{name}` in this policy")))
}

/// Where a policy is in the API.
fn address(of: &Of) -> Vec<&str> {
    match of.fabric.as_str() {
        ALL => vec!["policy"],
        fabric => vec!["fabrics", fabric, "policy"],
    }
}

fn ask(of: &Of, session: &Session) -> Result<Answer<PolicyView>, Failure> {
    session.client()?.get(&address(of), &[])
}

fn switch(of: &Of, rule: String, off: bool, session: &Session) -> Result<(), Failure> {
    edit(of, session, move |policy| {
        let at = place(policy, &rule)?;
        policy.rules[at].off = off;
        Ok(())
    })
}

/// Reads the policy, changes it and writes it, unless another person wrote it in between.
fn edit(
    of: &Of,
    session: &Session,
    change: impl FnOnce(&mut Policy) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let view = ask(of, session)?.value;
    let mut policy = view.policy;
    change(&mut policy)?;
    write(of, view.revision, &policy, session)
}

fn write(of: &Of, revision: i64, policy: &Policy, session: &Session) -> Result<(), Failure> {
    let answer = session.client()?.put_at::<PolicyView>(&address(of), revision, policy)?;
    show(&answer, session)
}

fn read(file: &Path) -> Result<Policy, Failure> {
    let shown = file.display();
    let text = files::read(file)?;
    let value = hedgerow_yaml::read_value(&text)
        .map_err(|error| Failure::usage(format!("{shown}: {error}")))?;
    let json = serde_json::to_value(&value)
        .map_err(|error| Failure::usage(format!("{shown}: {error}")))?;
    let policy: Policy = serde_json::from_value(json)
        .map_err(|error| Failure::usage(format!("{shown}: {error}")))?;
    match policy.problems() {
        problems if problems.is_empty() => Ok(policy),
        problems => Err(Failure::usage(format!("{shown}: {}", problems.join("; ")))),
    }
}

fn show(answer: &Answer<PolicyView>, session: &Session) -> Result<(), Failure> {
    if session.is_json() {
        return output::json(&answer.json);
    }
    let view = &answer.value;
    let mut table = Table::new(
        &["policy", "name", "kind", "path", "type", "take", "decided"],
        "no rules: people decide every conflict",
    );
    let own = view.fabric.as_deref().unwrap_or(ALL);
    rows(&mut table, own, &view.policy, &view.used, view.fabric.is_none());
    if let Some(all) = &view.everywhere {
        rows(&mut table, ALL, all, &view.used, true);
    }
    if let Some(settled) = view.settled {
        table.note(&format!(
            "{} open conflicts were decided by it, {} are left to people",
            settled.decided, settled.left
        ));
    }
    output::print(&table.text())
}

fn rows(table: &mut Table, name: &str, policy: &Policy, used: &[UsedView], everywhere: bool) {
    let any = |text: Option<String>| text.unwrap_or_else(|| "any".to_owned());
    let times = |rule: RuleUsed| {
        let found = used.iter().find(|one| one.rule == rule);
        found.map_or(0, |one| one.times).to_string()
    };
    for owner in &policy.owners {
        let owned = Some(owner.path.to_string());
        table.row([
            name.to_owned(),
            "-".to_owned(),
            any(owner.kind.clone()),
            owner.path.to_string(),
            "any".to_owned(),
            format!("belongs to {}", owner.owner),
            times(RuleUsed { everywhere, rule: None, owned }),
        ]);
    }
    for rule in &policy.rules {
        let off = if rule.off { " (off)" } else { "" };
        table.row([
            name.to_owned(),
            rule.name.clone(),
            any(rule.kind.clone()),
            any(rule.path.as_ref().map(ToString::to_string)),
            any(rule.conflict.map(|sort| sort.to_string())),
            format!("{}{off}", rule.take),
            times(RuleUsed { everywhere, rule: Some(rule.name.clone()), owned: None }),
        ]);
    }
}

/// A policy with some of its rules switched on.
fn with_on(policy: Option<Policy>, on: &[String]) -> Result<Option<Policy>, Failure> {
    let Some(mut policy) = policy else { return Ok(None) };
    for name in on {
        let at = place(&policy, name)?;
        policy.rules[at].off = false;
    }
    Ok(Some(policy))
}

fn undo(fabric: &str, rule: &RuleUsed, session: &Session) -> Result<Exit, Failure> {
    let path = ["fabrics", fabric, "policy", "undo"];
    let mut all = PolicyUndone { reopened: Vec::new(), refused: Vec::new(), more: false };
    loop {
        let done = session.client()?.post::<PolicyUndone>(&path, rule)?.value;
        let went_on = !done.reopened.is_empty();
        all.reopened.extend(done.reopened);
        all.refused = done.refused;
        if !done.more || !went_on {
            break;
        }
    }
    if session.is_json() {
        output::json(&all)?;
    } else {
        output::line(&match all.reopened.len() {
            0 => format!("{rule} decided nothing that can be taken back"),
            1 => "1 conflict is open again".to_owned(),
            many => format!("{many} conflicts are open again"),
        })?;
        for why in &all.refused {
            output::note(why);
        }
        if !all.reopened.is_empty() {
            let fabric = quoted(fabric);
            output::note(&format!("`hedgerow conflicts {fabric}` lists them"));
        }
    }
    Ok(if all.refused.is_empty() { Exit::Done } else { Exit::Refused })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fabric_and_all_of_them_have_places_of_their_own() {
        let of = |fabric: &str| Of { fabric: fabric.to_owned() };
        assert_eq!(address(&of("env")), ["fabrics", "env", "policy"]);
        assert_eq!(address(&of(ALL)), ["policy"]);
    }

    #[test]
    fn a_rule_that_is_off_is_shown_so_with_how_often_it_decided() {
        let rule = PolicyRule {
            name: "teams".into(),
            kind: None,
            path: Some("metadata.labels.team".parse().unwrap()),
            conflict: None,
            take: Settle::Newest,
            off: true,
        };
        let policy = Policy { rules: vec![rule], ..Policy::default() };
        let used = RuleUsed { everywhere: false, rule: Some("teams".into()), owned: None };
        let used = [UsedView { rule: used, times: 3 }];
        let mut table = Table::new(&["a", "b", "c", "d", "e", "f", "g"], "none");
        rows(&mut table, "env", &policy, &used, false);
        let text = table.text();
        assert!(text.contains("newest (off)") && text.contains('3'), "{text}");
    }
}
