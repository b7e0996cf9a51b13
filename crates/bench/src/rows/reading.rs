//! How fast YAML is read, and what validating an object costs.

use hedgerow_model::thousands;
use std::hint::black_box;

use anyhow::{Context, Result, bail};
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Content, Limits, read_all};

use crate::anchor::pyyaml;
use crate::data::{Resource, Version, estate};
use crate::measure::{Sample, repeat};
use crate::options::Sizes;
use crate::row::{Row, Unit};

pub(super) fn measure(sizes: &Sizes) -> Result<Vec<Row>> {
    let texts: Vec<String> = estate(1, sizes.small)
        .map(|resource: Resource| resource.text(Version::default()))
        .collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let limits = Limits::default();
    let mut objects = Vec::new();
    for text in &texts {
        for document in read_all(text, &limits) {
            let Content::Object(document) = document.content else { bail!("unreadable: {text}") };
            objects.push(document.into_value());
        }
    }
    let reading = repeat(sizes.runs, || {
        for text in &texts {
            black_box(read_all(black_box(text), &limits));
        }
    });
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let python = pyyaml::parse(texts.iter().cloned(), folder.path(), sizes.runs)?;
    let rate = |sample: &Sample| sample.map(|ms| bytes as f64 / 1e6 / (ms / 1e3));

    let catalogue = Catalogue::builtin();
    let validating = repeat(sizes.runs, || {
        for object in &objects {
            black_box(catalogue.validate(black_box(object)));
        }
    });
    let each = 1e3 / objects.len() as f64;
    let files = thousands(texts.len());
    Ok(vec![
        Row::new("reading YAML, on one core", Unit::Throughput, &rate(&reading))
            .beside_if("PyYAML's C loader", python.as_ref().map(rate).as_ref())
            .note(format!(
                "{files} files of {} bytes, with positions; more is better",
                bytes / texts.len().max(1)
            )),
        Row::new("validating one object", Unit::Microseconds, &validating.scaled(each))
            .beside("reading it", &reading.scaled(each))
            .note("against the built-in catalogue, five kinds in turn"),
    ])
}
