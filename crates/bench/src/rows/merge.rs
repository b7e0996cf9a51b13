//! The three-way merge of one resource of a hundred lines.

use std::hint::black_box;

use anyhow::{Context, Result, bail};
use hedgerow_merge::{Manual, Merged, Side, Way, merge_documents, merge_read, merge_values};
use hedgerow_model::GroupKind;
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Limits, read};

use crate::data::hundred_lines;
use crate::measure::repeat;
use crate::options::Sizes;
use crate::row::{Row, Target, Unit};

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    let types = Catalogue::builtin().list_types(&GroupKind::new("vpc.githedgehog.com", "VPC"));
    let types = types.as_ref();
    let base = hundred_lines();
    let draft = base.replace("vlan: 1003", "vlan: 1303").replace("# rack 5", "# rack 5, moved");
    let git = base.replace("vlan: 1007", "vlan: 1707").replace("10.0.2.99", "10.0.2.199");
    // Both touch one line, so that only the editor can bring them together.
    let line = "dnsServers: [10.0.4.1, 10.0.4.2]";
    let draft_near = draft.replace(line, "dnsServers: [10.0.4.1, 10.0.4.2, 10.0.4.3]");
    let git_near = git.replace(line, "dnsServers: [10.0.4.2]");

    let parse = |text: &str| read(text, &Limits::default()).context("a text of the benchmark");
    let (b, d, g) = (parse(&base)?, parse(&draft)?, parse(&git)?);
    let merge = |draft: &str, git: &str| -> Result<Merged> {
        Ok(merge_documents(Some(&base), Some(draft), Some(git), types, &mut Manual)?)
    };
    for (merged, way) in
        [(merge(&draft, &git)?, Way::Lines), (merge(&draft_near, &git_near)?, Way::Edits)]
    {
        if merged.way != way || !merged.conflicts.is_empty() {
            bail!("the merge went another way than {way:?}: {:?}", merged.way);
        }
    }
    let values = repeat(sizes.iterations, || {
        let (b, d, g) = (Some(b.value()), Some(d.value()), Some(g.value()));
        black_box(merge_values(b, d, g, types, &mut Manual));
    });
    let reading = repeat(sizes.iterations, || drop(black_box(parse(&base))));
    let lines = repeat(sizes.iterations, || drop(black_box(merge(&draft, &git))));
    let read_before = repeat(sizes.iterations, || {
        let side = |text, document| Some(Side { text, document });
        let (b, d, g) = (side(&base, &b), side(&draft, &d), side(&git, &g));
        drop(black_box(merge_read(b, d, g, types, &mut Manual)));
    });
    let edits = repeat(sizes.iterations, || drop(black_box(merge(&draft_near, &git_near))));
    let thrice = reading.scaled(3.0);
    let row = |what: &str, sample: &_, target: f64| {
        Row::new(format!("three-way merge of 100 lines: {what}"), Unit::Milliseconds, sample)
            .target(sizes.full, Target::AtMost(target))
    };
    Ok(vec![
        row("values", &values, 0.1),
        row("text, by lines", &lines, 0.5).beside("reading the three texts", &thrice).note(
            format!(
                "reads three texts and the result; {:.3} ms where the three were read before",
                read_before.median()
            ),
        ),
        row("text, by the editor", &edits, 1.5).beside("reading the three texts", &thrice),
        super::merge_process::measure(sizes)?,
    ])
}
