//! The report as a table for people.

use std::fmt::Write as _;

use crate::row::{Figure, Report, Row, Target, Unit};

/// A head line about the machine, one line per row, then the notes.
pub(crate) fn of(report: &Report) -> String {
    let mut text = format!(
        "{} cores; {}; {}{}{}\n\n",
        report.cores,
        report.git,
        report.pyyaml.as_deref().unwrap_or("PyYAML with its C loader is absent"),
        if report.optimised { "" } else { "; NOT optimised" },
        if report.quick { "; QUICK: small sizes, the figures say nothing" } else { "" },
    );
    let head = ["work", "measured", "anchor", "ratio", "target", "met"].map(str::to_owned);
    let lines: Vec<[String; 6]> =
        std::iter::once(head).chain(report.rows.iter().map(cells)).collect();
    let width = |column: usize| {
        lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default()
    };
    let widths: [usize; 6] = std::array::from_fn(width);
    for (number, line) in lines.iter().enumerate() {
        let mut row = String::new();
        for (cell, width) in line.iter().zip(widths) {
            let _ = write!(row, "{cell:width$}  ");
        }
        text.push_str(row.trim_end());
        text.push('\n');
        if number == 0 {
            let rule: usize = widths.iter().map(|width| width + 2).sum();
            text.push_str(&"-".repeat(rule.saturating_sub(2)));
            text.push('\n');
        }
    }
    text.push('\n');
    for row in report.rows.iter().filter(|row| !row.note.is_empty()) {
        let _ = writeln!(text, "{}: {}", row.work, row.note);
    }
    text
}

fn cells(row: &Row) -> [String; 6] {
    let anchor = row.anchor.as_ref().map_or_else(String::new, |anchor| match &anchor.figure {
        Some(figure) => format!("{} ({})", quantity(figure.median, row.unit), anchor.what),
        None => format!("absent ({})", anchor.what),
    });
    let target = match row.target {
        None => String::new(),
        Some(Target::AtMost(most)) => format!("≤ {}", quantity(most, row.unit)),
        Some(Target::OfAnchor(share)) => format!("≤ {share} × anchor"),
    };
    let met = match row.met() {
        None => "",
        Some(true) => "yes",
        Some(false) => "NO",
    };
    let ratio = row.ratio().map_or_else(String::new, |ratio| format!("{} ×", rounded(ratio)));
    [row.work.clone(), figure(&row.measured, row.unit), anchor, ratio, target, met.to_owned()]
}

fn figure(figure: &Figure, unit: Unit) -> String {
    let median = quantity(figure.median, unit);
    if figure.runs <= 1 || figure.least == figure.most {
        return median;
    }
    let (least, most) = (quantity(figure.least, unit), quantity(figure.most, unit));
    format!("{median} ({least} – {most}, {} runs)", figure.runs)
}

fn quantity(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Milliseconds if value >= 1000.0 => format!("{} s", rounded(value / 1e3)),
        Unit::Milliseconds if value < 0.1 => format!("{} µs", rounded(value * 1e3)),
        Unit::Milliseconds => format!("{} ms", rounded(value)),
        Unit::Microseconds => format!("{} µs", rounded(value)),
        Unit::Megabytes => format!("{} MB", rounded(value)),
        Unit::Throughput => format!("{} MB/s", rounded(value)),
        Unit::Core => format!("{} %", rounded(value)),
        Unit::Count => rounded(value),
    }
}

/// Three digits that count, and no more.
fn rounded(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Sample;

    #[test]
    fn quantities_have_three_digits_and_a_fitting_unit() {
        assert_eq!(quantity(1234.5, Unit::Milliseconds), "1.23 s");
        assert_eq!(quantity(12.34, Unit::Milliseconds), "12.3 ms");
        assert_eq!(quantity(0.0123, Unit::Milliseconds), "12.3 µs");
        assert_eq!(quantity(60.0, Unit::Megabytes), "60 MB");
        assert_eq!(quantity(2.0, Unit::Count), "2");
        assert_eq!(quantity(1000.0, Unit::Count), "1000");
    }

    #[test]
    fn a_table_says_what_is_missed_and_what_is_absent() {
        let row = Row::new("work", Unit::Milliseconds, &Sample::from_iter([5.0, 6.0, 7.0]))
            .beside_if("PyYAML", None)
            .target(true, Target::AtMost(3.0))
            .note("how");
        let report = Report {
            quick: false,
            optimised: true,
            cores: 2,
            git: "git version 2".to_owned(),
            pyyaml: None,
            rows: vec![row],
        };
        let text = of(&report);
        assert!(text.contains("6 ms (5 ms – 7 ms, 3 runs)"), "{text}");
        assert!(text.contains("absent (PyYAML)") && text.contains("NO"), "{text}");
        assert!(text.ends_with("work: how\n"), "{text}");
    }
}
