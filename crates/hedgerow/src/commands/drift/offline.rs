//! `hedgerow drift DIR --actual FILE`: manifests beside what `kubectl get -o yaml` says.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use hedgerow_drift::{Drift, Managers, compare};
use hedgerow_model::{DriftStanding as Standing, FieldDrift, GroupKind, Identity, Value};
use hedgerow_schema::{Catalogue, list_objects};
use hedgerow_yaml::{Content, Limits};
use serde_json::json;

use super::Args;
use crate::exit::{Exit, Failure};
use crate::offline::{area, crds, files};
use crate::output::{self, Table, short};

/// The most bytes that are read of what the cluster has.
const LARGEST: u64 = 64 << 20;

/// The longest value of a table, in characters.
const VALUE: usize = 40;

pub(super) fn run(args: &Args, actual: &Path, json: bool) -> Result<Exit, Failure> {
    let catalogue = crds::catalogue(args.crds.as_deref())?;
    let (desired, unread) = desired(args)?;
    let actual = read_actual(actual)?;
    let found = beside(&desired, &actual, &catalogue);
    for file in &unread {
        output::note(&format!(
            "{file} cannot be read, so what it holds is not judged as missing or extra"
        ));
    }
    let Found { drifts, unasked } = found;
    if !actual.is_empty() && actual.values().all(|object| Managers::of(object).is_empty()) {
        output::note(
            "who wrote what is not known: `kubectl get` tells it with --show-managed-fields",
        );
    }
    // A file that is not understood may hold whatever seems to be extra.
    let told: Vec<&(Identity, Drift)> = drifts
        .iter()
        .filter(|(_, drift)| drift.standing != Standing::InSync)
        .filter(|(_, drift)| drift.standing != Standing::Extra || unread.is_empty())
        .collect();
    for (kind, many) in &unasked {
        output::note(&format!(
            "not judged: {many} of {}, of which the cluster's objects have none",
            kind.kind
        ));
    }
    if json {
        let rows: Vec<_> = told
            .iter()
            .map(|(identity, drift)| json!({ "resource": identity, "standing": drift.standing, "fields": drift.fields }))
            .collect();
        output::json(&rows)?;
    } else {
        output::print(&table(&told).text())?;
        let same = drifts.iter().filter(|(_, it)| it.standing == Standing::InSync).count();
        output::line(&format!("{same} as in the files, {} not", told.len()))?;
    }
    Ok(if told.is_empty() { Exit::Done } else { Exit::Refused })
}

/// What the comparison found.
struct Found {
    /// Each resource that is on either side, in the order of identities.
    drifts: Vec<(Identity, Drift)>,
    /// Kinds that only the files have, with how many: it is not known whether the cluster was asked for them.
    unasked: BTreeMap<GroupKind, usize>,
}

fn beside(
    desired: &BTreeMap<Identity, Value>,
    actual: &BTreeMap<Identity, Value>,
    catalogue: &Catalogue,
) -> Found {
    let asked: BTreeSet<GroupKind> = actual.keys().map(Identity::group_kind).collect();
    let mut unasked = BTreeMap::new();
    let mut drifts = Vec::new();
    for identity in desired.keys().chain(actual.keys()).collect::<BTreeSet<_>>() {
        let kind = identity.group_kind();
        if !asked.contains(&kind) {
            *unasked.entry(kind).or_default() += 1;
            continue;
        }
        let drift = compare(desired.get(identity), actual.get(identity), None, catalogue);
        drifts.extend(drift.map(|drift| (identity.clone(), drift)));
    }
    Found { drifts, unasked }
}

/// The resources of the manifests, and the files that cannot be read.
fn desired(args: &Args) -> Result<(BTreeMap<Identity, Value>, Vec<String>), Failure> {
    let mut found = BTreeMap::new();
    let mut unread = Vec::new();
    for path in area::sorted(&args.of, &args.exclude)?.files {
        let name = path.display().to_string();
        let Ok(text) = files::read(&path) else {
            unread.push(name);
            continue;
        };
        let Ok(objects) = objects(&text) else {
            unread.push(name);
            continue;
        };
        for (identity, object) in objects {
            if found.insert(identity.clone(), object).is_some() {
                return Err(Failure::usage(format!(
                    "{identity} is in the files more than once ({name} is one of them): keep one first"
                )));
            }
        }
    }
    Ok((found, unread))
}

/// The objects that the cluster has.
fn read_actual(path: &Path) -> Result<BTreeMap<Identity, Value>, Failure> {
    let name = if path == Path::new("-") {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    };
    let unusable = |why: String| Failure::usage(format!("{name}: {why}"));
    let mut bytes = Vec::new();
    let read = match path == Path::new("-") {
        true => std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes),
        false => std::fs::File::open(path)
            .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)),
    };
    read.map_err(|error| unusable(error.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(unusable(format!(
            "it has more than {} MiB; ask for fewer kinds at once",
            LARGEST >> 20
        )));
    }
    let text = String::from_utf8(bytes).map_err(|_| unusable("it is not UTF-8 text".to_owned()))?;
    Ok(objects(&text).map_err(unusable)?.into_iter().collect())
}

/// The objects of a text, those of lists among them; the error says what is not one.
fn objects(text: &str) -> Result<Vec<(Identity, Value)>, String> {
    let mut found = Vec::new();
    for document in hedgerow_yaml::read_each(text, &Limits::default()) {
        let value = match document.content {
            Content::Empty => continue,
            Content::Broken(error) => {
                return Err(format!("line {}: {}", error.line, error.message));
            }
            Content::Object(read) => read.into_value(),
        };
        let items = match list_objects(&value) {
            Some(items) => items.to_vec(),
            None => vec![value],
        };
        for object in items {
            let identity = Identity::of(&object)
                .ok_or_else(|| "something in it is not a Kubernetes object".to_owned())?;
            found.push((identity, object));
        }
    }
    Ok(found)
}

fn table(told: &[&(Identity, Drift)]) -> Table {
    let mut table =
        Table::new(&["resource", "drift", "files", "cluster", "by", "when"], "no drift");
    let text = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "-".to_owned(), |value| short(&value.plain_text(), VALUE))
    };
    for (identity, drift) in told {
        let whole = |what: &str| {
            [identity.to_string(), what.to_owned()].into_iter().chain(["-"; 4].map(str::to_owned))
        };
        match drift.standing {
            Standing::InSync => {}
            Standing::Missing => table.row(whole("missing in the cluster")),
            Standing::Extra => table.row(whole("only in the cluster")),
            Standing::Deleting => table.row(whole("being deleted in the cluster")),
            Standing::Differs => {
                for FieldDrift { path, desired, actual, manager, .. } in &drift.fields {
                    let (by, when) = match manager {
                        Some(by) => (by.name.clone(), by.time.clone().unwrap_or_default()),
                        None => ("-".to_owned(), "-".to_owned()),
                    };
                    let path = path.to_string();
                    table.row([identity.to_string(), path, text(desired), text(actual), by, when]);
                }
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> BTreeMap<Identity, Value> {
        objects(text).unwrap().into_iter().collect()
    }

    #[test]
    fn a_kind_that_the_cluster_was_not_asked_for_is_not_missing() {
        let object = |kind: &str, name: &str| {
            format!(
                "---\napiVersion: wiring.githedgehog.com/v1beta1\nkind: {kind}\nmetadata: {{name: {name}}}\n"
            )
        };
        let desired =
            of(&(object("Server", "a") + &object("Server", "b") + &object("Switch", "s")));
        let actual = of(&(object("Server", "a") + &object("Server", "c")));
        let Found { drifts, unasked } = beside(&desired, &actual, &Catalogue::builtin());
        let told: Vec<_> =
            drifts.iter().map(|(id, drift)| (id.name.as_str(), drift.standing)).collect();
        let expected = [("a", Standing::InSync), ("b", Standing::Missing), ("c", Standing::Extra)];
        assert_eq!(told, expected);
        assert_eq!(unasked.into_values().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_list_of_kubectl_is_its_objects_and_anything_else_is_refused() {
        let list = r#"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"A","metadata":{"name":"x"}}]}"#;
        assert_eq!(of(list).len(), 1);
        assert!(objects("No resources found\n").is_err());
        assert!(objects("a: [\n").unwrap_err().starts_with("line "));
    }
}
