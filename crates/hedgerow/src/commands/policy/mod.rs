//! `hedgerow policy …`: which conflicts are settled without a person: shown, written, tried, taken back; and the
//! policy that a fabric has in its repository, accepted or dismissed.

mod file;
mod tables;
mod text;

use std::path::PathBuf;

use hedgerow_engine::views::{PolicyUndone, PolicyView};
use hedgerow_model::{
    ConflictKind, DriftStanding, FieldOwner, Owner, PathMask, Policy, PolicyRule, RuleUsed, Settle,
    Severity, SeverityRule,
};

use super::{Session, trial};
use crate::client::Answer;
use crate::exit::{Exit, Failure};
use crate::output::{self, quoted};

use tables::show;
use text::read;

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
    /// The same, with what the fabric's repository has for it in `.hedgerow/FABRIC.toml`
    Show {
        #[command(flatten)]
        of: Of,
        /// Print the policy in force as such a file.
        #[arg(long)]
        toml: bool,
    },
    /// Have what the repository has be the fabric's policy: shows what would be, `--yes` does it
    Accept {
        /// The fabric.
        fabric: String,
        /// Do it, without showing it first.
        #[arg(long)]
        yes: bool,
        /// Only what this commit brought, as it was shown; else it is refused.
        #[arg(long, value_name = "COMMIT")]
        commit: Option<String>,
    },
    /// Leave the policy as it is: what the repository has does not wait any more, until it changes
    Dismiss {
        /// The fabric.
        fabric: String,
    },
    /// Write it whole, from a TOML, YAML or JSON file
    Set {
        #[command(flatten)]
        of: Of,
        /// The file, with `rules`, `owners` and `severities` as `list -o json` shows them in `policy`.
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
    /// Say how much drift matters: error, warning or info
    Severity {
        #[command(flatten)]
        of: Of,
        /// How much; `usual` takes back what was said of the same kind, field and standing.
        severity: String,
        /// Only of this kind.
        #[arg(long, value_name = "KIND")]
        kind: Option<String>,
        /// Only of this field, with all that is below; whole resources too when left out.
        #[arg(long, value_name = "PATH")]
        path: Option<PathMask>,
        /// Only of resources that stand so: differs, missing, extra or deleting.
        #[arg(long, value_name = "STANDING", value_parser = str::parse::<DriftStanding>)]
        standing: Option<DriftStanding>,
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
        #[arg(long, short, value_name = "FILE", conflicts_with = "proposed")]
        file: Option<PathBuf>,
        /// Try what the repository has.
        #[arg(long)]
        proposed: bool,
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
        Command::Show { of, toml } => file::show(&ask(&of, session)?, toml, session)?,
        Command::Accept { fabric, yes, commit } => {
            file::accept(&Of { fabric }, yes, commit.as_deref(), session)?;
        }
        Command::Dismiss { fabric } => file::dismiss(&Of { fabric }, session)?,
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
        Command::Severity { of, severity, kind, path, standing } => {
            edit(&of, session, move |policy| {
                let known = policy.severities.len();
                policy
                    .severities
                    .retain(|it| (&it.kind, &it.path, it.standing) != (&kind, &path, standing));
                if severity != "usual" {
                    let severity: Severity = severity
                        .parse()
                        .map_err(|error| Failure::usage(format!("{error}, usual")))?;
                    policy.severities.push(SeverityRule { kind, path, standing, severity });
                } else if policy.severities.len() == known {
                    return Err(Failure::refused("nothing else is said of such drift"));
                }
                Ok(())
            })?;
        }
        Command::Remove { of, rule } => edit(&of, session, move |policy| {
            let at = place(policy, &rule)?;
            policy.rules.remove(at);
            Ok(())
        })?,
        Command::On { of, rule } => switch(&of, rule, false, session)?,
        Command::Off { of, rule } => switch(&of, rule, true, session)?,
        Command::Try { of, file, proposed, with, within } => {
            let known = || Ok(ask(&of, session)?.value);
            let policy = match (file, with.is_empty()) {
                (None, _) if proposed => Some(file::proposed(&known()?)?),
                (None, true) => None,
                (None, false) => Some(known()?.policy),
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
}
