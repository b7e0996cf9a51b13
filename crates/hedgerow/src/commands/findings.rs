//! `hedgerow findings FABRIC`: what is wrong in its files, and what stays in raw/ and why.

use std::collections::BTreeSet;

use hedgerow_engine::views::FindingView;

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, finding};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let path = ["fabrics", args.fabric.as_str(), "findings"];
    let answer = session.client()?.list::<FindingView>(&path, &[("limit", "1000")], None)?;
    if session.is_json() {
        output::json(&answer.json)?;
    } else if answer.value.is_empty() {
        output::line("no findings")?;
    } else {
        let told = finding::in_order(&answer.value);
        let lines: Vec<String> = told.into_iter().map(finding::line).collect();
        output::line(&lines.join("\n"))?;
        for offer in offers(&args.fabric, &answer.value) {
            output::note(&offer);
        }
    }
    Ok(Exit::Done)
}

/// What to type where findings offer a migration: once for each.
fn offers(fabric: &str, findings: &[FindingView]) -> Vec<String> {
    let offered: BTreeSet<&str> =
        findings.iter().filter_map(|it| it.migration.as_deref()).collect();
    let fabric = output::quoted(fabric);
    let typed = |id: &str| {
        format!(
            "`hedgerow migrate {fabric} --only {id}` shows what the migration `{id}` would change"
        )
    };
    offered.into_iter().map(typed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_migration_is_offered_once() {
        let finding = |migration: Option<&str>| {
            let json = serde_json::json!({
                "path": "a", "line": 1, "column": 1, "severity": "error", "rule": "not-served", "message": "x",
                "migration": migration,
            });
            serde_json::from_value::<FindingView>(json).unwrap()
        };
        let all = [finding(Some("vpc-v1beta1")), finding(None), finding(Some("vpc-v1beta1"))];
        assert_eq!(
            offers("a b", &all),
            [
                "`hedgerow migrate 'a b' --only vpc-v1beta1` shows what the migration `vpc-v1beta1` would change"
            ]
        );
    }
}
