//! The rules over a whole fabric: the first look, its memory, and drafts held against it.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use hedgerow_model::{Value, thousands};
use hedgerow_rules::{Edit, Inventory, Object, Settings, swaps};
use hedgerow_schema::Catalogue;
use hedgerow_yaml::read_value;

use crate::data::{Resource, Version, estate};
use crate::measure::{Sample, ms_since, repeat};
use crate::options::Sizes;
use crate::process;
use crate::row::{Row, Target, Unit};

/// The text that every prefix of a VPC of the data ends with, and what a draft makes of it: a part of it.
const WHOLE: &str = ".0/24";
const PART: &str = ".128/25";

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    let texts: Vec<String> = estate(1, sizes.small).map(text).collect();
    let read = || -> Result<Vec<Value>> {
        texts.iter().map(|text| read_value(text).context("a text of the benchmark")).collect()
    };
    let values = read()?;
    let catalogue = Catalogue::builtin();
    let build = || {
        let objects = values.iter().filter_map(|value| Object::new(&catalogue, value));
        Inventory::new(Some(Settings::default()), objects)
    };
    // The first one is measured by its memory: later ones use what it leaves behind.
    let before = process::anonymous_mb()?;
    let mut inventory = build();
    let memory = process::anonymous_mb()? - before;
    let reading = repeat(sizes.runs, || drop(black_box(read())));
    let building: Sample = (0..sizes.runs)
        .map(|_| {
            let began = Instant::now();
            let built = build();
            let time = ms_since(began);
            drop(black_box(built));
            time
        })
        .collect();

    let drafts = drafts(sizes, &catalogue)?;
    let broken = inventory.violations().count();
    let mut single = Vec::new();
    let mut each = Sample::default();
    for _ in 0..=sizes.runs {
        let began = Instant::now();
        for draft in &drafts {
            let began = Instant::now();
            black_box(inventory.dry_run(std::slice::from_ref(draft)));
            single.push(ms_since(began));
        }
        each.add(ms_since(began));
    }
    let one: Sample = single.into_iter().collect();
    let at_once = repeat(sizes.runs, || drop(black_box(inventory.dry_run(&drafts))));
    let order = repeat(sizes.runs, || drop(black_box(swaps(&mut inventory, &drafts))));
    if inventory.violations().count() != broken {
        bail!("a dry run changed what is broken");
    }

    let among = thousands(values.len());
    let (count, memory) = (thousands(drafts.len()), Sample::from_iter([memory.max(0.0)]));
    let row = |work: String, sample: &Sample, most: f64| {
        Row::new(work, Unit::Milliseconds, sample).target(sizes.full, Target::AtMost(most))
    };
    Ok(vec![
        row(format!("rules: first look at {among} resources"), &building, 300.0)
            .beside("reading them", &reading)
            .note(format!("from values that were read; {} broken rules", thousands(broken))),
        Row::new(format!("rules: memory of {among} resources"), Unit::Megabytes, &memory)
            .target(sizes.full, Target::AtMost(30.0))
            .note("resources, index and verdicts, without the values they were made from"),
        row(format!("rules: one draft among {among} resources"), &one, 5.0)
            .note("a VPC with another prefix, judged with its neighbours"),
        row(format!("rules: {count} drafts, one by one"), &each, 1000.0),
        row(format!("rules: {count} drafts of one change"), &at_once, 1000.0),
        row(format!("rules: what cannot be ordered among {count} drafts"), &order, 1000.0),
    ])
}

fn text(resource: Resource) -> String {
    resource.text(Version::default())
}

/// VPCs, each with another prefix.
fn drafts(sizes: &Sizes, catalogue: &Catalogue) -> Result<Vec<Edit>> {
    let texts = estate(1, sizes.small).map(text).filter(|text| text.contains(WHOLE));
    let changed = texts.take(sizes.burst_changes).map(|text| text.replace(WHOLE, PART));
    changed
        .map(|text| {
            let value = read_value(&text).context("a text of the benchmark")?;
            let object = Object::new(catalogue, &value).context("no object")?;
            Ok(Edit::Set(Arc::new(object)))
        })
        .collect()
}
