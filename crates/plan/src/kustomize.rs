//! What a `kustomization.yaml` says of the files around it, and adding a resource to its list.

use hedgerow_model::{AllAtomic, Value};
use hedgerow_yaml::Rewrite;

use crate::parse::limits;

/// Joins a path that a kustomization names to its folder; `None` when it leaves the folder upwards,
/// is a URL or an inline text.
fn join(folder: &str, named: &str) -> Option<String> {
    if named.contains(['\n', ':']) || named.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in named.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_list).unwrap_or_default().iter().filter_map(Value::as_str)
}

fn maps(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_list).unwrap_or_default().iter()
}

/// What keeps a kustomization from being read, with its line and column; nothing where it is read.
pub fn broken(text: &str) -> Option<hedgerow_yaml::ReadError> {
    hedgerow_yaml::read(text, &limits()).err()
}

/// The files that this kustomization uses as something else than a resource: patches, generator
/// inputs, values. They are not resources, though some look like it.
pub fn inputs(text: &str, folder: &str) -> Vec<String> {
    let Ok(document) = hedgerow_yaml::read(text, &limits()) else { return Vec::new() };
    let value = document.value();
    let mut named: Vec<&str> = Vec::new();
    for key in
        ["patchesStrategicMerge", "generators", "transformers", "validators", "configurations"]
    {
        named.extend(strings(value.get(key)));
    }
    for key in ["patches", "patchesJson6902", "replacements"] {
        named.extend(
            maps(value.get(key)).filter_map(|item| item.get("path").and_then(Value::as_str)),
        );
    }
    for key in ["configMapGenerator", "secretGenerator"] {
        for item in maps(value.get(key)) {
            for list in ["files", "envs"] {
                // `key=file` names the file behind the sign.
                named.extend(
                    strings(item.get(list))
                        .map(|file| file.split_once('=').map_or(file, |(_, file)| file)),
                );
            }
        }
    }
    for item in maps(value.get("helmCharts")) {
        named.extend(item.get("valuesFile").and_then(Value::as_str));
    }
    named.into_iter().filter_map(|named| join(folder, named)).collect()
}

/// Whether this kustomization lists `file` among its resources.
pub(crate) fn lists(text: &str, folder: &str, file: &str) -> bool {
    let Ok(document) = hedgerow_yaml::read(text, &limits()) else { return false };
    strings(document.value().get("resources"))
        .any(|named| join(folder, named).as_deref() == Some(file))
}

/// The kustomization with `file` added to or taken from its resources; `None` when nothing changes.
///
/// # Errors
/// When the text cannot be edited losslessly.
pub(crate) fn relist(
    text: &str,
    folder: &str,
    file: &str,
    present: bool,
) -> Result<Option<String>, String> {
    if lists(text, folder, file) == present {
        return Ok(None);
    }
    let document = hedgerow_yaml::read(text, &limits()).map_err(|error| error.to_string())?;
    let mut target = document.value().clone();
    let Some(Value::List(items)) = target.as_map_mut().and_then(|map| map.get_mut("resources"))
    else {
        return Ok(None);
    };
    if present {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let Some(below) = file.strip_prefix(&prefix) else { return Ok(None) };
        let dotted = items.iter().all(|item| item.as_str().is_some_and(|s| s.starts_with("./")));
        let named = if dotted && !items.is_empty() { format!("./{below}") } else { below.into() };
        items.push(Value::String(named));
    } else {
        items.retain(|item| {
            item.as_str().and_then(|named| join(folder, named)).as_deref() != Some(file)
        });
    }
    let rewrite = Rewrite { types: &AllAtomic, comments: &[] };
    hedgerow_yaml::rewrite(text, &target, &rewrite).map(Some).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
resources: # in the order they were built
- vpcs.yaml
- sub/b.yaml
patches:
- path: patch.yaml
- patch: |-
    - op: remove
";

    #[test]
    fn patches_are_inputs_and_resources_are_not() {
        assert_eq!(inputs(TEXT, "env"), ["env/patch.yaml"]);
    }

    #[test]
    fn a_new_file_is_added_at_the_end_and_nothing_else_changes() {
        let text = relist(TEXT, "env", "env/c.yaml", true).unwrap().unwrap();
        assert_eq!(text, TEXT.replace("- sub/b.yaml\n", "- sub/b.yaml\n- c.yaml\n"));
        assert_eq!(relist(&text, "env", "env/c.yaml", true).unwrap(), None);
        assert_eq!(relist(&text, "env", "env/c.yaml", false).unwrap().unwrap(), TEXT);
    }

    #[test]
    fn a_path_that_leaves_the_repository_is_none() {
        assert_eq!(join("a", "../b.yaml").as_deref(), Some("b.yaml"));
        assert_eq!(join("a", "../../b.yaml"), None);
        assert_eq!(join("", "https://example.org/x.yaml"), None);
    }

    #[test]
    fn a_list_keeps_its_way_of_naming_files() {
        let added = |text: &str| relist(text, "", "c.yaml", true).unwrap().unwrap();
        assert_eq!(added("resources: []\n"), "resources:\n  - c.yaml\n");
        assert_eq!(added("resources: [./a.yaml]\n"), "resources: [./a.yaml, ./c.yaml]\n");
        assert_eq!(
            added("resources: [./a.yaml, b.yaml]\n"),
            "resources: [./a.yaml, b.yaml, c.yaml]\n"
        );
    }

    #[test]
    fn what_has_no_list_or_stands_elsewhere_is_not_added() {
        assert_eq!(relist("a: 1\n", "", "c.yaml", true), Ok(None));
        assert_eq!(relist("resources: [a.yaml]\n", "x", "y/c.yaml", true), Ok(None));
        assert_eq!(relist("resources: [a.yaml]\n", "x", "x/c.yaml", false), Ok(None));
        assert!(relist("resources: [", "", "c.yaml", true).is_err());
    }

    #[test]
    fn a_file_is_taken_from_the_list_however_it_is_named() {
        let text = "resources: [./a.yaml, sub/../a.yaml, b.yaml]\n";
        assert_eq!(relist(text, "x", "x/a.yaml", false).unwrap().unwrap(), "resources: [b.yaml]\n");
    }
}
