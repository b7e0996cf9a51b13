//! Our reading: what schema check and rules say of one edit of a fabric.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use hedgerow_model::{Identity, Severity};
use hedgerow_rules::{Edit, Inventory, Kind, Object, Settings, find};
use hedgerow_schema::Catalogue;
use serde_json::{Value, json};

/// A fabric as it is stored.
#[derive(Default)]
pub(super) struct Fabric {
    catalogue: Catalogue,
    settings: Settings,
    stored: BTreeMap<Identity, Arc<Object>>,
    inventory: Inventory,
}

/// Something that is refused.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Refusal {
    /// By a rule.
    Rule(&'static str, String),
    /// By the schema check.
    Schema(Kind, &'static str, String),
}

impl Refusal {
    /// Whether it stands for a clause.
    pub(super) fn is_of(&self, clause: &str) -> bool {
        match self {
            Self::Rule(id, _) => *id == clause,
            Self::Schema(kind, id, _) => find(clause).is_some_and(|rule| {
                let held = rule.held_by_schema();
                // Beside the clauses that it holds alone, it knows the plain values of many others.
                rule.kinds.contains(kind) && (held.is_empty() || held.contains(id))
            }),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(id, field) => write!(f, "{id} {field}"),
            Self::Schema(kind, id, field) => {
                write!(f, "the schema check, {id} {} {field}", kind.name())
            }
        }
    }
}

/// What is said of an edit.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) errors: BTreeSet<Refusal>,
    pub(super) warnings: BTreeSet<&'static str>,
    /// The rules that other resources break by the edit.
    pub(super) of_others: BTreeSet<&'static str>,
    /// The rules that could not be judged.
    pub(super) unchecked: BTreeSet<&'static str>,
    /// Whether the schema check warns of a number that only API servers since Kubernetes 1.36 refuse.
    pub(super) is_refused_since_1_36: bool,
    /// The fields that a rule refuses and that are null.
    nulls: BTreeSet<String>,
}

impl Said {
    /// Whether the schema check refuses anything, or an API server's does that is new enough.
    pub(super) fn is_refused_by_schema(&self) -> bool {
        let is_of_schema = |error: &Refusal| matches!(error, Refusal::Schema(..));
        self.is_refused_since_1_36 || self.errors.iter().any(is_of_schema)
    }

    /// Whether an API server may allow what the clauses refuse, or refuse what they allow.
    pub(super) fn is_told_otherwise_by_servers(&self) -> bool {
        self.is_refused_since_1_36 || !self.nulls.is_empty()
    }

    /// Whether what a rule refuses is a null.
    pub(super) fn is_about_null(&self, error: &Refusal) -> bool {
        matches!(error, Refusal::Rule(_, field) if self.nulls.contains(field))
    }

    /// The fields that are refused by a rule and by the schema check. What a change would break is another matter.
    pub(super) fn twice(&self) -> Vec<&str> {
        let of_schema = |wanted: &str| {
            self.errors
                .iter()
                .any(|error| matches!(error, Refusal::Schema(_, _, field) if field == wanted))
        };
        let by_rules = self.errors.iter().filter_map(|error| match error {
            Refusal::Rule(id, field) if !id.ends_with("-shrink") => Some(field.as_str()),
            Refusal::Rule(..) | Refusal::Schema(..) => None,
        });
        by_rules.filter(|field| of_schema(field)).collect()
    }
}

impl Fabric {
    /// The fabric is installed otherwise from now on.
    pub(super) fn configure(&mut self, config: &Value, clear: bool) {
        let settings = settings(config);
        if settings == self.settings && !clear {
            return;
        }
        if clear {
            self.stored.clear();
        }
        self.settings = settings.clone();
        self.inventory = Inventory::new(Some(settings), []);
        let all = self.stored.values().map(|object| Edit::Set(Arc::clone(object)));
        self.inventory.apply(all.collect());
    }

    /// Whether an edit follows on what is stored: only what is not there can be created.
    pub(super) fn is_possible(&self, op: &str, manifest: &Value) -> bool {
        self.stored.contains_key(self.edit(op, manifest).identity()) == (op != "create")
    }

    /// What the cluster would say of an edit, which is not made.
    pub(super) fn judge(&mut self, op: &str, manifest: &Value) -> Said {
        let mut said = Said::default();
        let edit = self.edit(op, manifest);
        let value = hedgerow_model::Value::from(manifest);
        if op != "delete" {
            let kind = Kind::of(edit.identity());
            let validation = self.catalogue.validate(&value);
            said.is_refused_since_1_36 =
                validation.warnings.iter().any(|found| found.rule == hedgerow_schema::Rule::Format);
            let refused = validation
                .violations
                .into_iter()
                .map(|found| Refusal::Schema(kind, found.rule.as_str(), found.path.to_string()));
            said.errors.extend(refused);
        }
        let edits = [edit];
        let run = self.inventory.dry_run(&edits);
        let is_edited = |identity: &Identity| identity == edits[0].identity();
        said.unchecked =
            run.unchecked.iter().map(|(_, unchecked)| id_of(&unchecked.rule)).collect();
        // What others get by the edit is no reason to refuse it.
        let others = run.introduced().filter(|found| !is_edited(&found.subject));
        said.of_others = others.map(|found| id_of(&found.rule)).collect();
        for found in run.after.iter().filter(|found| is_edited(&found.subject)) {
            match found.severity {
                Severity::Error => {
                    if value.lookup(&found.field) == Some(&hedgerow_model::Value::Null) {
                        said.nulls.insert(found.field.to_string());
                    }
                    said.errors.insert(Refusal::Rule(id_of(&found.rule), found.field.to_string()));
                }
                _ => {
                    said.warnings.insert(id_of(&found.rule));
                }
            }
        }
        said
    }

    /// The object as it is expected to be stored.
    pub(super) fn as_stored(&self, manifest: &Value) -> Value {
        Value::from(&self.catalogue.as_stored(&hedgerow_model::Value::from(manifest)))
    }

    /// Makes an edit.
    pub(super) fn accept(&mut self, op: &str, manifest: &Value) {
        let edit = self.edit(op, manifest);
        match &edit {
            Edit::Set(object) => self.stored.insert(object.identity().clone(), Arc::clone(object)),
            Edit::Remove(identity) => self.stored.remove(identity),
        };
        self.inventory.apply(vec![edit]);
    }

    fn edit(&self, op: &str, manifest: &Value) -> Edit {
        let object = Object::new(&self.catalogue, &hedgerow_model::Value::from(manifest));
        let object = object.unwrap_or_else(|| panic!("no object: {manifest}"));
        match op {
            "delete" => Edit::Remove(object.identity().clone()),
            _ => Edit::Set(Arc::new(object)),
        }
    }
}

/// The configuration in our words.
fn settings(config: &Value) -> Settings {
    let mut settings = serde_json::Map::new();
    for (key, value) in config.as_object().into_iter().flatten() {
        let key = match key.as_str() {
            "gatewayEnabled" => "gateway",
            "fabricMTU" => "fabricMtu",
            key => key,
        };
        settings.insert(key.to_owned(), value.clone());
    }
    serde_json::from_value(json!(settings)).unwrap()
}

/// The id of a clause.
fn id_of(rule: &str) -> &'static str {
    hedgerow_rules::find(rule).unwrap_or_else(|| panic!("{rule} is not a clause")).id
}
