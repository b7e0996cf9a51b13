//! What the server is told on its command line.

use std::path::PathBuf;

use anyhow::{Context, bail};
use hedgerow_engine::POINTS;

/// What the server is told on its command line.
#[derive(Debug)]
pub(crate) struct Arguments {
    /// `--data DIR`: the database and the mirrors.
    pub(crate) data: PathBuf,
    /// `--ready FILE`: written once requests are answered.
    pub(crate) ready: PathBuf,
    /// `--die POINT:COUNT`: die when this point is passed for the COUNT-th time, from 1.
    pub(crate) die: Option<(&'static str, usize)>,
}

impl Arguments {
    pub(crate) fn read(mut given: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let (mut data, mut ready, mut die) = (None, None, None);
        while let Some(name) = given.next() {
            let value = given.next().with_context(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--data" => data = Some(PathBuf::from(value)),
                "--ready" => ready = Some(PathBuf::from(value)),
                "--die" => die = Some(point(&value)?),
                _ => bail!("{name} is not known; there are --data, --ready and --die"),
            }
        }
        Ok(Self {
            data: data.context("--data DIR is missing")?,
            ready: ready.context("--ready FILE is missing")?,
            die,
        })
    }
}

fn point(text: &str) -> anyhow::Result<(&'static str, usize)> {
    let (name, count) = text.rsplit_once(':').context("--die takes POINT:COUNT")?;
    let name = POINTS
        .iter()
        .copied()
        .find(|point| *point == name)
        .with_context(|| format!("`{name}` is not a point of the engine"))?;
    let count = count.parse().with_context(|| format!("`{count}` is not a count"))?;
    Ok((name, count))
}
