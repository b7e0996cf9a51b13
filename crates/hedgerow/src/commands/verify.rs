//! `hedgerow verify FABRIC`: whether the database has what Git and the cluster have.

use hedgerow_engine::views::VerifyRequest;
use hedgerow_model::{
    VerifyDifference, VerifyHow, VerifyOutcome, VerifyPart, VerifyReport, VerifySide, VerifyState,
};

use super::Session;
use crate::exit::{Exit, Failure};
use crate::output::{self, Table, age, short, short_commit};

/// The longest value of a table, in characters.
const VALUE: usize = 40;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// Repair the database from Git and the cluster; what people wrote is never changed.
    #[arg(long)]
    repair: bool,
    /// Only show what the last verification said.
    #[arg(long, conflicts_with = "repair")]
    last: bool,
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let path = ["fabrics", args.fabric.as_str(), "verify"];
    let client = session.client()?;
    let answer = match args.last {
        true => client.get::<VerifyReport>(&path, &[])?,
        false => {
            let step = format!("verifying {}", args.fabric);
            let progress = client.progress(&step, Some(&args.fabric));
            let answer = client.post::<VerifyReport>(&path, &VerifyRequest { repair: args.repair });
            progress.finish();
            answer?
        }
    };
    if session.is_json() {
        output::json(&answer.json)?;
    } else {
        output::print(&describe(&answer.value))?;
    }
    Ok(match answer.value.outcome {
        VerifyOutcome::Agrees => Exit::Done,
        VerifyOutcome::Differs | VerifyOutcome::Incomplete => Exit::Refused,
    })
}

/// A report for people.
fn describe(report: &VerifyReport) -> String {
    let mut text = format!("{}: {}\n", report.fabric, headline(report));
    for (name, side, what) in [
        ("Git", &report.git, "files read"),
        ("database", &report.database, "rows read"),
        ("cluster", &report.cluster, "objects read"),
    ] {
        text.push_str(&format!("  {name:<9} {}\n", side_line(side, what)));
        for why in &side.not_checked {
            text.push_str(&format!("            not checked: {}\n", output::harmless(why)));
        }
    }
    if let Some(drift) = report.drift {
        let fabric = output::quoted(&report.fabric);
        let more =
            if drift > 0 { format!("; see `hedgerow drift {fabric}`") } else { String::new() };
        text.push_str(&format!("  drift     {drift} resources{more}\n"));
    }
    for late in &report.late {
        text.push_str(&format!("  late      {}\n", output::harmless(late)));
    }
    if let Some(repair) = &report.repair {
        let problem = repair.problem.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        text.push_str(&format!("  repaired  {} of {}{problem}\n", repair.repaired, repair.found));
    }
    if report.differences.is_empty() {
        return text;
    }
    text.push('\n');
    let mut table = Table::new(&["WHAT", "HOW", "OF", "DATABASE", "SHOULD BE", "READ FROM"], "");
    for difference in &report.differences {
        table.row(row(difference));
    }
    text.push_str(&table.text());
    if report.more > 0 {
        text.push_str(&format!("and {} more\n", report.more));
    }
    let mut advice: Vec<&str> =
        report.differences.iter().filter_map(|it| it.advice.as_deref()).collect();
    advice.sort_unstable();
    advice.dedup();
    for advice in advice {
        text.push_str(&format!("note: {advice}\n"));
    }
    if report.differences.iter().any(|it| it.can_repair) {
        let fabric = output::quoted(&report.fabric);
        text.push_str(&format!("repair the database with `hedgerow verify {fabric} --repair`\n"));
    }
    text
}

fn headline(report: &VerifyReport) -> String {
    let took = u64::try_from(report.ended_at - report.started_at).unwrap_or_default();
    let took = format!("{} in {}.{} s", age(Some(report.ended_at)), took / 1000, took % 1000 / 100);
    match report.outcome {
        VerifyOutcome::Agrees => format!("all agrees ({took})"),
        VerifyOutcome::Differs if report.total() == 1 => format!("1 difference ({took})"),
        VerifyOutcome::Differs => format!("{} differences ({took})", report.total()),
        VerifyOutcome::Incomplete => {
            format!("nothing differs of what was checked, and not all was ({took})")
        }
    }
}

fn side_line(side: &VerifySide, what: &str) -> String {
    let from = match side.from.as_deref() {
        Some(from) if from.len() == 40 => format!("{}, ", short_commit(Some(from))),
        Some(from) => format!("{from}, "),
        None => String::new(),
    };
    match side.state {
        VerifyState::Checked => format!("{from}{} {what}", side.read),
        VerifyState::Partly => format!("{from}{} {what}, not all", side.read),
        VerifyState::NotChecked => "not checked".to_owned(),
        VerifyState::None => "none".to_owned(),
    }
}

fn row(difference: &VerifyDifference) -> [String; 6] {
    let of = match (&difference.resource, &difference.path, difference.part) {
        (Some(resource), Some(path), VerifyPart::Document) => format!("{resource} in {path}"),
        (Some(resource), ..) => resource.clone(),
        (None, Some(path), _) => path.clone(),
        (None, None, _) => String::new(),
    };
    let of = match difference.fields.is_empty() {
        true => of,
        false => format!("{of} {}", difference.fields.join(", ")).trim().to_owned(),
    };
    let value = |side: &Option<String>| {
        side.as_deref().map_or_else(|| "-".to_owned(), |text| short(text, VALUE))
    };
    let how = match difference.how {
        VerifyHow::Changed => "says something else",
        VerifyHow::Missing => "is missing",
        VerifyHow::Extra => "is one too many",
    };
    [
        difference.part.to_string(),
        how.to_owned(),
        of,
        value(&difference.database),
        value(&difference.evidence),
        difference.read_from.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> VerifyReport {
        let mut report = VerifyReport::new("lab", "ada", 0);
        report.git.state = VerifyState::Checked;
        report.git.from = Some("0123456789abcdef0123456789abcdef01234567".into());
        report.git.read = 7;
        report.database.read = 9;
        report
    }

    #[test]
    fn what_agrees_is_told_with_how_much_was_read() {
        let mut report = report();
        report.conclude(Vec::new(), 1234);
        let text = describe(&report);
        assert!(text.starts_with("lab: all agrees"), "{text}");
        assert!(text.contains("  Git       0123456789, 7 files read\n"), "{text}");
        assert!(text.contains("  cluster   none\n"), "{text}");
    }

    #[test]
    fn a_side_that_is_away_is_said_and_a_difference_comes_with_what_to_do() {
        let mut report = report();
        report.cluster.is_away("it is not reached".into());
        report.conclude(Vec::new(), 1);
        let text = describe(&report);
        assert!(text.contains("nothing differs of what was checked, and not all was"), "{text}");
        assert!(text.contains("not checked: it is not reached"), "{text}");
        let difference = VerifyDifference {
            part: VerifyPart::Document,
            how: VerifyHow::Changed,
            resource: Some("VPC/web".into()),
            path: Some("dc/web.yaml".into()),
            fields: vec!["text".into()],
            database: Some("vlan: 1".into()),
            evidence: Some("vlan: 2".into()),
            read_from: "commit 0123456789".into(),
            can_repair: true,
            advice: Some("look at it".into()),
        };
        report.conclude(vec![difference], 1);
        let text = describe(&report);
        for part in ["1 difference", "VPC/web in dc/web.yaml text", "vlan: 1", "note: look at it"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(text.contains("hedgerow verify lab --repair"), "{text}");
    }
}
