//! Files of many documents, and the hostile set: that the cost of a text grows with its bytes.

use hedgerow_model::thousands;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use hedgerow_plan::parse_file;
use hedgerow_schema::Catalogue;

use crate::anchor::pyyaml;
use crate::data::{Resource, Version, directory, estate};
use crate::hostile::SHAPES;
use crate::measure::{Sample, ms_since, repeat};
use crate::options::Sizes;
use crate::process::processor_seconds;
use crate::repository::Bare;
use crate::rig::{Connected, Rig, block_on};
use crate::row::{Row, Target, Unit};

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for documents in sizes.documents {
        rows.push(parsing(sizes, documents)?);
    }
    rows.push(block_on(syncing(sizes))?);
    rows.push(growing(sizes)?);
    Ok(rows)
}

fn texts(documents: usize) -> impl Iterator<Item = String> {
    estate(1, documents).map(|resource: Resource| resource.text(Version::default()))
}

fn one_file(documents: usize) -> String {
    texts(documents).collect::<Vec<_>>().join("---\n")
}

/// What is done with a file of many documents: reading, kubectl's scanner, validation, references, and
/// the search for resources in comments.
fn parsing(sizes: &Sizes, documents: usize) -> Result<Row> {
    let file = one_file(documents);
    let catalogue = Catalogue::builtin();
    let mut live = 0;
    let time = repeat(sizes.runs, || {
        live = parse_file("all.yaml", file.clone().into_bytes(), &catalogue).live.len();
    });
    if live != documents {
        bail!("{live} of {documents} documents were read");
    }
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let python = pyyaml::parse(texts(documents), folder.path(), sizes.runs.min(3))?;
    let each = time.median() * 1e3 / documents.max(1) as f64;
    Ok(Row::new(
        format!("a file of {} documents, parsed", thousands(documents)),
        Unit::Milliseconds,
        &time,
    )
    .beside_if("PyYAML's C loader, parsing only", python.as_ref())
    .note(format!("{each:.1} us for each document: the same for each row")))
}

/// The sync of one file, in processor time of this process.
async fn syncing(sizes: &Sizes) -> Result<Row> {
    let documents = sizes.documents_synced;
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let mut time = Sample::default();
    let mut wall = Sample::default();
    for run in 0..sizes.runs {
        let path = format!("{}/managed/all.yaml", directory(0));
        let mut files = std::iter::once((path, small(documents)));
        let bare = Bare::create(folder.path().join(format!("{run}.git")), &mut files)?;
        let rig = Rig::open(&Connected::one(bare.url(), 1)).await?;
        let (before, _) = processor_seconds()?;
        let began = Instant::now();
        let (report, _) = rig.sync(0).await?;
        wall.add(ms_since(began));
        time.add((processor_seconds()?.0 - before) * 1e3);
        if report.counts.added != documents {
            bail!("{} of {documents} documents were added", report.counts.added);
        }
    }
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let parts = small(documents);
    let parts = parts.split("---\n").skip(1).map(str::to_owned);
    let python = pyyaml::parse(parts, folder.path(), sizes.runs.min(3))?;
    Ok(Row::new(
        format!("sync of {} documents in one file: processor time", thousands(documents)),
        Unit::Milliseconds,
        &time,
    )
    .beside_if("PyYAML's C loader, parsing only", python.as_ref())
    .target(sizes.full, Target::AtMost(600.0))
    .note(format!("two megabytes; {:.0} ms by the clock, git's fetch included", wall.median())))
}

/// Documents of a hundred bytes.
fn small(documents: usize) -> String {
    let text = |number| {
        format!(
            "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: IPv4Namespace\nmetadata: {{name: n{number}}}\n\
             spec: {{subnets: [10.0.0.0/16]}}\n"
        )
    };
    (0..documents).map(text).collect()
}

/// How much longer a byte of a long text takes than one of a shorter, of the shape where it is most.
fn growing(sizes: &Sizes) -> Result<Row> {
    let catalogue = Catalogue::builtin();
    let (short, long) = (sizes.hostile_bytes / 4, sizes.hostile_bytes);
    let per_megabyte = |shape: &crate::hostile::Shape, size: usize| {
        let text = shape.text(size);
        let megabytes = text.len() as f64 / 1e6;
        let times = repeat(sizes.runs.min(3), || {
            drop(parse_file("all.yaml", text.clone().into_bytes(), &catalogue));
        });
        Sample::from_iter([times.least() / megabytes])
    };
    let mut all: Vec<(&str, Sample, Sample)> = SHAPES
        .iter()
        .map(|shape| (shape.name, per_megabyte(shape, short), per_megabyte(shape, long)))
        .collect();
    let growth = |(_, short, long): &(&str, Sample, Sample)| long.median() / short.median();
    let slowest = all.iter().max_by(|a, b| a.2.median().total_cmp(&b.2.median()));
    let slowest = slowest.map(|(name, _, long)| format!("`{name}`, {:.0} ms", long.median()));
    all.sort_by(|a, b| growth(b).total_cmp(&growth(a)));
    let (name, before, after) = all.first().context("there are no shapes")?;
    let in_kb = |bytes: usize| format!("{} KB", thousands(bytes / 1000));
    Ok(Row::new(
        format!("a megabyte in texts of {}, worst of the hostile set", in_kb(long)),
        Unit::Milliseconds,
        after,
    )
    .beside(format!("the same shape in texts of {}", in_kb(short)), before)
    .target(sizes.full, Target::OfAnchor(2.0))
    .note(format!(
        "of {} shapes the one that grows most: `{name}`; the one that takes longest for a megabyte: {}",
        all.len(),
        slowest.unwrap_or_default()
    )))
}
