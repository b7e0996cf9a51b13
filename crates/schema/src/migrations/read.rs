//! Reading the files that say what changed. They are part of the program, and a test reads each of them.

use hedgerow_model::{FieldPattern, Value};
use serde::Deserialize;

use super::{Migration, Step};

/// The files, in the order in which they are applied: versions first.
pub(super) const FILES: &[(&str, &str)] = &[
    ("wiring-v1beta1", include_str!("known/wiring-v1beta1.yaml")),
    ("vpc-v1beta1", include_str!("known/vpc-v1beta1.yaml")),
    ("gateway-link-switch", include_str!("known/gateway-link-switch.yaml")),
    ("permit-action", include_str!("known/permit-action.yaml")),
    ("mclag-removed", include_str!("known/mclag-removed.yaml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    clause: String,
    since: String,
    source: String,
    group: String,
    #[serde(default)]
    kinds: Vec<String>,
    version: Option<WrittenVersion>,
    rename: Option<WrittenRename>,
    removed: Option<WrittenRemoved>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenVersion {
    from: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRename {
    at: String,
    from: String,
    to: String,
    #[serde(default)]
    values: Vec<WrittenValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenValue {
    from: Value,
    to: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRemoved {
    at: Vec<String>,
    instead: String,
}

/// All of them; one that cannot be read is left out, which the test of the files does not let through.
pub(super) fn all() -> Vec<Migration> {
    FILES.iter().filter_map(|(_, text)| read(text).ok()).collect()
}

/// Reads one file.
pub(super) fn read(text: &str) -> Result<Migration, String> {
    let value = hedgerow_yaml::read_value(text).map_err(|error| error.to_string())?;
    let json = serde_json::to_value(&value).map_err(|error| error.to_string())?;
    let written: Written = serde_json::from_value(json).map_err(|error| error.to_string())?;
    let Written { id, clause, since, source, group, kinds, version, rename, removed } = written;
    let step = match (version, rename, removed) {
        (Some(WrittenVersion { from, to }), None, None) => Step::Version { from, to },
        (None, Some(WrittenRename { at, from, to, values }), None) => {
            let values = values.into_iter().map(|value| (value.from, value.to)).collect();
            Step::Rename { at: pattern(&at)?, from, to, values }
        }
        (None, None, Some(WrittenRemoved { at, instead })) => {
            let at = at.iter().map(|at| pattern(at)).collect::<Result<_, _>>()?;
            Step::Removed { at, instead }
        }
        _ => return Err("it has exactly one of `version`, `rename` and `removed`".to_owned()),
    };
    Ok(Migration { id, clause, since, source, group, kinds, step })
}

fn pattern(text: &str) -> Result<FieldPattern, String> {
    text.parse().map_err(|error: hedgerow_model::PathError| error.to_string())
}
