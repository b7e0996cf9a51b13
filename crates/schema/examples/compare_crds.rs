//! Compares the built-in kinds with the CRDs of a fabric: `compare_crds CRDS`.
//!
//! Prints what either has and the other lacks, field by field, descriptions aside. With the CRDs of a
//! newer fabric this is the list of what to change in `builtin/`.

#![expect(clippy::print_stdout, reason = "a program whose purpose is to print")]

use std::error::Error;

use hedgerow_schema::{Catalogue, Origin};
use serde_json::Value as Json;

fn main() -> Result<(), Box<dyn Error>> {
    let directory = std::env::args().nth(1).ok_or("usage: compare_crds CRDS")?;
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        files.push((path.display().to_string(), std::fs::read_to_string(&path)?));
    }
    let builtin = Catalogue::builtin();
    let (crds, _) = Catalogue::with_crds(&files);
    let mut differences = 0;
    for ours in builtin.kinds().filter(|info| info.has_schema) {
        let kind = &ours.group_kind;
        let Some(theirs) = crds.kind(kind).filter(|info| info.origin == Origin::Crd) else {
            println!("{kind}: only built in");
            continue;
        };
        let names =
            (&ours.plural, &ours.singular, &ours.short_names, ours.namespaced, &ours.versions);
        let other = (
            &theirs.plural,
            &theirs.singular,
            &theirs.short_names,
            theirs.namespaced,
            &theirs.versions,
        );
        if names != other {
            println!("{kind}: {names:?} is {other:?} in the CRD");
            differences += 1;
        }
        for version in &theirs.versions {
            let (Some(a), Some(b)) =
                (builtin.json_schema(kind, version), crds.json_schema(kind, version))
            else {
                println!("{kind}: {version} is not built in");
                continue;
            };
            compare(&kind.kind, a, b, &mut differences);
        }
    }
    println!("{differences} differences");
    Ok(())
}

fn compare(path: &str, ours: &Json, theirs: &Json, differences: &mut usize) {
    let mut say = |message: String| {
        println!("{path}: {message}");
        *differences += 1;
    };
    for key in ["type", "format", "enum", "default", "minimum", "maximum", "minItems", "maxItems"] {
        if ours.get(key) != theirs.get(key) {
            say(format!("{key} {:?} is {:?} in the CRD", ours.get(key), theirs.get(key)));
        }
    }
    if ours.get("pattern").is_some() != theirs.get("pattern").is_some() {
        say("only one has a pattern".to_owned());
    }
    let required = |of: &Json| {
        let mut names: Vec<String> = of["required"]
            .as_array()
            .map(|names| names.iter().map(ToString::to_string).collect())
            .unwrap_or_default();
        names.sort();
        names
    };
    // GatewayGroup requires metadata, which every object needs anyway.
    let (a, b) = (required(ours), required(theirs));
    if a != b {
        say(format!("required {a:?} is {b:?} in the CRD"));
    }
    let fields = |of: &'_ Json| of["properties"].as_object().cloned().unwrap_or_default();
    let (a, b) = (fields(ours), fields(theirs));
    for name in a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))) {
        if matches!(name.as_str(), "status" | "metadata") {
            continue;
        }
        match (a.get(name), b.get(name)) {
            (Some(a), Some(b)) => compare(&format!("{path}.{name}"), a, b, differences),
            (Some(_), None) => {
                println!("{path}.{name}: not in the CRD");
                *differences += 1;
            }
            _ => {
                println!("{path}.{name}: only in the CRD");
                *differences += 1;
            }
        }
    }
    for key in ["items", "additionalProperties"] {
        match (ours.get(key), theirs.get(key)) {
            (Some(a), Some(b)) => compare(&format!("{path}.{key}"), a, b, differences),
            (None, None) => {}
            _ => {
                println!("{path}: only one has {key}");
                *differences += 1;
            }
        }
    }
}
