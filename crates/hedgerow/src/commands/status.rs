//! `hedgerow status [FABRIC]`: how the fabrics stand, and what that was concluded from.

use hedgerow_engine::views::{
    FabricClusterView, FabricView, RuleCount, SeverityCounts, VerifiedView,
};
use hedgerow_model::{ApplyMode, OnRefusal, VerifyOutcome, rule};
use serde_json::json;

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age, hint, short_commit};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only this fabric, in more words.
    fabric: Option<String>,
}

impl Args {
    /// Every fabric.
    pub(crate) fn all() -> Self {
        Self { fabric: None }
    }
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let client = session.client()?;
    match &args.fabric {
        Some(fabric) => {
            let answer = client.get::<FabricView>(&["fabrics", fabric], &[])?;
            if session.is_json() {
                output::json(&json!([answer.json]))?;
            } else {
                output::print(&card(&answer.value))?;
            }
        }
        None => {
            let answer = client.list::<FabricView>(&["fabrics"], &[("limit", "1000")], None)?;
            if session.is_json() {
                output::json(&answer.json)?;
            } else {
                output::print(&table(answer.value).text())?;
            }
        }
    }
    Ok(Exit::Done)
}

fn table(fabrics: Vec<FabricView>) -> Table {
    let mut table = Table::new(
        &[
            "fabric",
            "state",
            "commit",
            "resources",
            "drafts",
            "conflicts",
            "errors",
            "warnings",
            "looked at",
        ],
        "no fabrics; connect one with `hedgerow fabric add NAME --repo NAME --dir PATH`",
    );
    for fabric in fabrics {
        table.row([
            fabric.fabric,
            fabric.state,
            short_commit(fabric.commit.as_deref()),
            fabric.resources.to_string(),
            fabric.drafts.to_string(),
            fabric.conflicts.to_string(),
            fabric.errors.to_string(),
            fabric.warnings.to_string(),
            age(fabric.looked_at),
        ]);
    }
    table
}

fn card(fabric: &FabricView) -> String {
    let directory = if fabric.directory.is_empty() { "." } else { &fabric.directory };
    let aside = match fabric.resources_aside {
        0 => String::new(),
        aside => format!(", {aside} commented out or unreadable"),
    };
    let sentence = hint::behind(&fabric.sentence, hint::of_fabric(fabric));
    let mut text = format!("{}: {}\n{sentence}\n", fabric.fabric, fabric.state);
    let mut line = |what: &str, value: String| text.push_str(&format!("  {what:<11}{value}\n"));
    line(
        "source",
        format!(
            "{directory} of {}, branch {}, {}",
            fabric.repository, fabric.branch, fabric.layout
        ),
    );
    line("commit", fabric.commit.clone().unwrap_or_else(|| "-".to_owned()));
    line("looked at", age(fabric.looked_at));
    line("resources", format!("{}{aside}", fabric.resources));
    line("drafts", fabric.drafts.to_string());
    line("conflicts", fabric.conflicts.to_string());
    line("findings", format!("{} errors, {} warnings", fabric.errors, fabric.warnings));
    for rule in &fabric.rules {
        line("", by_rule(rule));
    }
    line("publish", fabric.publish.to_string());
    if let Some(state) = fabric.policy_file {
        let fabric = output::quoted(&fabric.fabric);
        line("policy", format!("in the repository: {state}; `hedgerow policy show {fabric}`"));
    }
    if let Some(cluster) = &fabric.cluster {
        line("cluster", cluster_line(cluster));
        if let Some(applier) = &cluster.applier {
            line("applied", known(&applier.sentence, applier.unknown_since));
        }
        if let Some(switches) = &cluster.switches {
            line("switches", known(&switches.sentence, switches.unknown_since));
        }
    }
    if let Some(verified) = &fabric.verified {
        line("verified", verified_line(verified, &fabric.fabric));
    }
    if let Some(problem) = &fabric.problem {
        line("problem", problem.clone());
    }
    text
}

/// What the last verification came to.
fn verified_line(verified: &VerifiedView, fabric: &str) -> String {
    let more = format!("; `hedgerow verify {} --last`", output::quoted(fabric));
    let said = match (verified.outcome, verified.differences) {
        (VerifyOutcome::Agrees, _) => "all agreed".to_owned(),
        (VerifyOutcome::Differs, 1) => format!("1 difference{more}"),
        (VerifyOutcome::Differs, many) => format!("{many} differences{more}"),
        (VerifyOutcome::Incomplete, _) => format!("not all was checked{more}"),
    };
    format!("{}: {said}", age(Some(verified.at)))
}

/// What is said of it, and since when that is not known.
fn known(sentence: &str, unknown_since: Option<i64>) -> String {
    match unknown_since {
        None => sentence.to_owned(),
        Some(since) => format!("not known since {}; before: {sentence}", age(Some(since))),
    }
}

/// What is known of a fabric's cluster, and from when.
fn cluster_line(cluster: &FabricClusterView) -> String {
    let seen = cluster.seen_at.map(|at| format!(", seen {}", age(Some(at)))).unwrap_or_default();
    let known = match (cluster.known, cluster.unknown_since) {
        (true, _) => format!("{} kinds followed{seen}", cluster.kinds),
        (false, Some(since)) => format!(
            "{} of {} kinds unknown, the longest since {}{}",
            cluster.unknown_kinds,
            cluster.kinds,
            age(Some(since)),
            cluster.problem.as_ref().map(|why| format!(": {why}")).unwrap_or_default()
        ),
        (false, None) => cluster.problem.clone().unwrap_or_else(|| "being read".to_owned()),
    };
    let mut parts =
        vec![format!("{} ({}): {known}", cluster.cluster, cluster.namespaces.join(", "))];
    if cluster.apply == ApplyMode::Direct {
        let prune = if cluster.prune { ", with deletions" } else { "" };
        let undo = match cluster.refused {
            OnRefusal::Undo => ", what is refused is taken back",
            OnRefusal::Hold => "",
        };
        parts.push(format!("applied by Hedgerow{prune}{undo}"));
    }
    let drifted = drifted(cluster);
    for (count, what) in [
        (cluster.drifted, drifted.as_str()),
        (cluster.ahead, "not applied yet"),
        (cluster.ignored, "ignored"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    parts.join(", ")
}

/// `drifted`, with how many of those are not warnings, where there are any.
fn drifted(cluster: &FabricClusterView) -> String {
    let SeverityCounts { error, info, .. } = cluster.severities;
    let errors = (error > 0).then(|| format!("{error} error{}", if error == 1 { "" } else { "s" }));
    let infos = (info > 0).then(|| format!("{info} info"));
    let parts: Vec<String> = errors.into_iter().chain(infos).collect();
    match parts.is_empty() {
        true => "drifted".to_owned(),
        false => format!("drifted ({})", parts.join(", ")),
    }
}

/// `3 errors by rule vpc-vlan-other`; that something could not be checked is neither error nor warning.
fn by_rule(RuleCount { rule: id, severity, count }: &RuleCount) -> String {
    match id == rule::NOT_CHECKED {
        true => "not everything could be checked; `hedgerow findings` says why".to_owned(),
        false => format!("{count} {severity}{} by rule {id}", if *count == 1 { "" } else { "s" }),
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::Severity;

    use super::*;

    #[test]
    fn rules_are_counted_and_what_was_not_checked_is_no_problem() {
        let count = |rule: &str, severity, count| RuleCount { rule: rule.into(), severity, count };
        for (counted, expected) in [
            (count("vpc-mode", Severity::Error, 3), "3 errors by rule vpc-mode"),
            (count("deprecated", Severity::Warning, 1), "1 warning by rule deprecated"),
            (
                count(rule::NOT_CHECKED, Severity::Info, 2),
                "not everything could be checked; `hedgerow findings` says why",
            ),
        ] {
            assert_eq!(by_rule(&counted), expected);
        }
    }
}
