//! `hedgerow rules FABRIC installation`: how the fabric is installed, shown, given and taken back.

use std::path::{Path, PathBuf};

use hedgerow_engine::views::RulesView;
use hedgerow_model::Value;
use hedgerow_yaml::Limits;
use serde_json::{Value as Json, json};

use super::{Session, rules};
use crate::exit::Failure;
use crate::offline::files;
use crate::output::{self, Table};

#[derive(clap::Args)]
#[group(multiple = false)]
pub(crate) struct Args {
    /// It is installed with the installer's defaults.
    #[arg(long)]
    defaults: bool,
    /// A YAML or JSON file with what differs from the installer's defaults; it takes the place of what was given
    /// before.
    #[arg(long, short, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Take back what was given: rules that depend on it are not checked any more.
    #[arg(long)]
    forget: bool,
}

pub(super) fn run(fabric: &str, args: &Args, session: &Session) -> Result<(), Failure> {
    let path = ["fabrics", fabric, "installation"];
    let json = if args.forget {
        session.client()?.delete(&path)?
    } else if args.defaults {
        session.client()?.put::<RulesView>(&path, &[], &json!({}))?.json
    } else if let Some(file) = &args.file {
        let given = read(file)?;
        session.client()?.put::<RulesView>(&path, &[], &given)?.json
    } else {
        rules::ask(fabric, session)?.json
    };
    if session.is_json() {
        return output::json(&part(&json));
    }
    output::print(&table(&json))
}

/// What a file says. What the settings are, the server knows.
fn read(path: &Path) -> Result<Json, Failure> {
    let text = files::read(path)?;
    let unusable = |why: String| Failure::usage(format!("{}: {why}", path.display()));
    let read = hedgerow_yaml::read(&text, &Limits::default())
        .map_err(|error| unusable(format!("line {}: {}", error.line, error.message)))?;
    match read.value() {
        Value::Null => Ok(json!({})),
        value @ Value::Map(_) => {
            serde_json::to_value(value).map_err(|error| unusable(error.to_string()))
        }
        _ => Err(unusable("it must be a map of settings to values".to_owned())),
    }
}

/// What an answer says of the installation alone.
fn part(answer: &Json) -> Json {
    let of = |name: &str| answer.get(name).cloned().unwrap_or(Json::Null);
    let mut part = json!({"installation": of("installation"), "settings": of("settings")});
    if let (Some(part), Some(problem)) = (part.as_object_mut(), answer.get("installation_problem"))
    {
        part.insert("installation_problem".to_owned(), problem.clone());
    }
    part
}

/// Every setting, with what is given beside the default.
fn table(answer: &Json) -> String {
    let given = answer.get("installation").filter(|given| !given.is_null());
    let mut table = Table::new(&["setting", "value", "default"], "no settings");
    for setting in answer["settings"].as_array().into_iter().flatten() {
        let name = setting["name"].as_str().unwrap_or_default();
        let default = plain(&setting["default"]);
        let value = match given {
            None => "-".to_owned(),
            Some(given) => given.get(name).map_or_else(|| default.clone(), plain),
        };
        table.row([name.to_owned(), value, default]);
    }
    table.note(match given.map(|given| given.as_object().is_some_and(serde_json::Map::is_empty)) {
        None => {
            "not given: rules that depend on it are not checked; `--defaults` or `-f FILE` gives it"
        }
        Some(true) => "given: the installer's defaults",
        Some(false) => "given: with what differs from the installer's defaults",
    });
    if let Some(problem) = answer["installation_problem"].as_str() {
        table.note(&format!("it counts as not given: {problem}"));
    }
    table.text()
}

/// A value on one line, without quotes around a text.
fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Json::Object(map) => match (map.get("from"), map.get("to")) {
            (Some(from), Some(to)) if map.len() == 2 => format!("{from}-{to}"),
            _ => value.to_string(),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(installation: &Json) -> Json {
        json!({"installation": installation, "rules": [], "settings": [
            {"name": "mode", "default": "spine-leaf"},
            {"name": "reservedVlans", "default": [{"from": 1, "to": 2}, {"from": 7, "to": 9}]},
        ]})
    }

    #[test]
    fn what_is_given_stands_beside_the_defaults() {
        let text = table(&answer(&json!({"mode": "collapsed-core"})));
        assert!(text.contains("mode           collapsed-core  spine-leaf\n"), "{text}");
        assert!(text.contains("reservedVlans  1-2, 7-9        1-2, 7-9\n"), "{text}");
        assert!(text.ends_with("what differs from the installer's defaults\n"), "{text}");
    }

    #[test]
    fn not_given_is_not_the_defaults() {
        let text = table(&answer(&Json::Null));
        assert!(text.contains("mode           -      spine-leaf\n"), "{text}");
        assert!(text.contains("not given: rules that depend on it are not checked"), "{text}");
        assert!(table(&answer(&json!({}))).ends_with("given: the installer's defaults\n"));
    }

    #[test]
    fn a_program_gets_the_installation_alone() {
        let part = part(&answer(&json!({})));
        assert_eq!(part["installation"], json!({}));
        assert_eq!(part.get("rules"), None);
    }

    #[test]
    fn a_file_is_a_map_in_yaml_or_json_or_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lab.yaml");
        for (text, json) in [
            ("gateway: true\nmode: spine-leaf\n", json!({"gateway": true, "mode": "spine-leaf"})),
            ("{\"spineAsn\": 65000}", json!({"spineAsn": 65000})),
            ("# nothing differs\n", json!({})),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(read(&path).unwrap(), json, "{text}");
        }
        for text in ["- a\n", "spine-leaf\n", "a: [\n"] {
            std::fs::write(&path, text).unwrap();
            let failure = read(&path).unwrap_err();
            assert!(failure.to_string().contains("lab.yaml"), "{failure}");
        }
    }
}
