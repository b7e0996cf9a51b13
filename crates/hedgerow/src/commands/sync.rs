//! `hedgerow sync FABRIC`: waits; prints what it did.

use hedgerow_engine::views::SyncReport;

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, finding, short_commit};

/// The most names that are printed of one sort.
const NAMES: usize = 10;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let client = session.client()?;
    let progress = client.progress(&format!("syncing {}", args.fabric), Some(&args.fabric));
    let report = client.post::<SyncReport>(&["fabrics", &args.fabric, "sync"], &());
    progress.finish();
    let report = report?;
    if session.is_json() {
        output::json(&report.json)?;
    } else {
        output::print(&describe_report(&report.value))?;
    }
    Ok(Exit::Done)
}

/// What a sync did, for people.
pub(crate) fn describe_report(report: &SyncReport) -> String {
    let mut lines = Vec::new();
    let commit = short_commit(report.commit.as_deref());
    if report.nothing_new {
        lines.push(format!("{}: nothing new at {commit}", report.fabric));
    } else {
        let from = match &report.from {
            Some(from) if Some(from) != report.commit.as_ref() => {
                format!("{} to ", short_commit(Some(from)))
            }
            _ => String::new(),
        };
        lines.push(format!("{}: {from}{commit} in {:.0} ms", report.fabric, report.duration_ms));
    }
    if report.rewritten {
        lines.push("the branch's history was rewritten; drafts were kept".to_owned());
    }
    let counts = report.counts;
    for (what, count, names) in [
        ("added", counts.added, &report.added),
        ("changed", counts.changed, &report.changed),
        ("moved", counts.moved, &report.moved),
        ("deleted", counts.deleted, &report.deleted),
        ("commented out", counts.commented_out, &report.commented_out),
        ("unreadable, last good text kept", counts.unreadable, &report.unreadable),
        ("outdated drafts", report.outdated.len(), &report.outdated),
    ] {
        if count > 0 {
            lines.push(format!("{count:>6} {what}: {}", some(names)));
        }
    }
    if !report.normalised.is_empty() {
        lines.push(format!(
            "{:>6} moved from raw/ to managed/ by commit {}: {}",
            report.normalised.len(),
            short_commit(report.normalise_commit.as_deref()),
            some(&report.normalised)
        ));
    }
    if report.conflicts_opened > 0 {
        lines.push(format!(
            "{:>6} {} opened; see `hedgerow conflicts {}`",
            report.conflicts_opened,
            if report.conflicts_opened == 1 { "conflict" } else { "conflicts" },
            report.fabric
        ));
    }
    lines.extend(report.alerts.iter().map(|alert| format!("alert: {alert}")));
    if report.policy_file {
        lines.push(format!("see `hedgerow policy show {}`", report.fabric));
    }
    let told = finding::in_order(&report.findings);
    lines.extend(told.into_iter().take(2 * NAMES).map(finding::line));
    let findings = counts.findings.max(report.findings.len());
    if findings > 2 * NAMES {
        lines.push(format!(
            "and {} more findings; see `hedgerow findings {}`",
            findings - 2 * NAMES,
            report.fabric
        ));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn some(names: &[String]) -> String {
    let mut text = names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > NAMES {
        text.push_str(", …");
    }
    text
}

#[cfg(test)]
mod tests {
    use hedgerow_engine::views::SyncCounts;

    use super::*;

    #[test]
    fn a_sync_without_news_is_one_line() {
        let report = SyncReport {
            fabric: "a".into(),
            nothing_new: true,
            commit: Some("0123456789abcdef".into()),
            ..SyncReport::default()
        };
        assert_eq!(describe_report(&report), "a: nothing new at 0123456789\n");
    }

    #[test]
    fn what_was_done_is_told_with_counts_and_names() {
        let report = SyncReport {
            fabric: "a".into(),
            from: Some("0000000000aa".into()),
            commit: Some("1111111111bb".into()),
            added: vec!["VPC/one".into(), "VPC/two".into()],
            counts: SyncCounts { added: 10_002, ..SyncCounts::default() },
            conflicts_opened: 1,
            alerts: vec!["much was deleted".into()],
            duration_ms: 12.3,
            ..SyncReport::default()
        };
        assert_eq!(
            describe_report(&report),
            "a: 0000000000 to 1111111111 in 12 ms\n \
             10002 added: VPC/one, VPC/two\n     \
             1 conflict opened; see `hedgerow conflicts a`\n\
             alert: much was deleted\n"
        );
    }
}
