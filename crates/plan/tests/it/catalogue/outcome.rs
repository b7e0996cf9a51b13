//! What comes out of a case.

use std::collections::BTreeSet;
use std::fmt;

use hedgerow_model::{
    Conflict, ConflictKind, ConflictState, Document, Draft, FieldPath, Identity, Judged,
    NewConflict, SourceId, Standing, Validity, Value,
};
use hedgerow_plan::{
    DocumentState, InCluster, Meant, Standpoint, edits_of, errors, errors_since, merge_for_trial,
    object, of_draft, record, sort, to_note, would_be,
};
use hedgerow_rules::Inventory;
use hedgerow_schema::Catalogue;

use super::case::{Case, Others};
use crate::support::{conflict, value};

#[derive(PartialEq)]
pub(super) enum Outcome {
    /// The document as it is to be; `None`: there is none.
    Merged(Option<DocumentState>),
    Conflicts(Vec<Disagreement>),
    /// The rules that the draft breaks with what Git had when it was saved.
    Invalid(BTreeSet<String>),
    /// It cannot be done without a loss.
    Refused,
}

/// A conflict as it is written down.
#[derive(Clone, PartialEq)]
pub(super) struct Disagreement {
    kind: ConflictKind,
    path: FieldPath,
    base: Option<Value>,
    draft: Option<Value>,
    git: Option<Value>,
    /// The rule, the other resource, the place in it and the value there.
    together: Option<(String, String, String, Option<Value>)>,
}

const KEYS: &[&str] = &[
    "kind",
    "path",
    "base",
    "draft",
    "git",
    "rule",
    "other",
    "other_path",
    "other_value",
    "take",
    "value",
];

impl Disagreement {
    pub(super) fn read(from: &Value) -> Self {
        for (key, _) in from.as_map().unwrap() {
            assert!(KEYS.contains(&key.as_str()), "{key} is no key of a conflict");
        }
        let text = |key: &str| from.get(key).and_then(Value::as_str);
        let path = |key: &str| match text(key) {
            None | Some("") => FieldPath::root(),
            Some(path) => path.parse().unwrap(),
        };
        let value = |key: &str| from.get(key).cloned();
        Self {
            kind: text("kind").unwrap().parse().unwrap(),
            path: path("path"),
            base: value("base"),
            draft: value("draft"),
            git: value("git"),
            together: text("rule").map(|rule| {
                let other = text("other").unwrap().to_owned();
                (rule.to_owned(), other, path("other_path").to_string(), value("other_value"))
            }),
        }
    }

    fn of(what: &NewConflict) -> Self {
        Self {
            kind: what.kind,
            path: what.path.clone(),
            base: what.base.clone(),
            draft: what.draft.clone(),
            git: what.git.clone(),
            together: what.together.as_ref().map(|together| {
                let (rule, other) = (together.rule.clone(), together.other.to_string());
                (rule, other, together.other_path.to_string(), together.other_value.clone())
            }),
        }
    }
}

impl Outcome {
    pub(super) fn of(case: &Case) -> Self {
        let Case { draft, catalogue, git, .. } = case;
        let mut stored: Vec<Conflict> = Vec::new();
        for (met, decision) in &case.decided {
            let now =
                merge_for_trial(draft, git.as_ref(), &InCluster::Nowhere, catalogue, &stored, "c1")
                    .records
                    .open;
            let found = now.into_iter().find(|now| Disagreement::of(now) == *met);
            let what = found
                .unwrap_or_else(|| panic!("{}: what is decided is not met: {met}", case.about));
            let number = i64::try_from(stored.len()).unwrap() + 1;
            stored.push(Conflict {
                what,
                state: ConflictState::Resolved,
                decision: Some(decision.clone()),
                ..conflict(number, draft, "spec", [1, 2, 3])
            });
        }
        let own = of_draft(&stored, draft);
        let trial =
            merge_for_trial(draft, git.as_ref(), &InCluster::Nowhere, catalogue, &own, "c1");
        if !trial.records.open.is_empty() {
            return Self::Conflicts(trial.records.open.iter().map(Disagreement::of).collect());
        }
        let Some(target) = would_be(draft, git.as_ref(), catalogue, &own) else {
            return Self::Refused;
        };
        match &case.others {
            Some(others) => beside(case, others, target),
            None => Self::Merged(target),
        }
    }

    /// The kinds of conflict that it has, each once.
    pub(super) fn kinds(&self) -> BTreeSet<ConflictKind> {
        match self {
            Self::Conflicts(all) => all.iter().map(|one| one.kind).collect(),
            _ => BTreeSet::new(),
        }
    }
}

/// A draft that merges cleanly, held against the other resources of its fabric.
fn beside(case: &Case, others: &Others, target: Option<DocumentState>) -> Outcome {
    let Case { draft, catalogue, base, git, .. } = case;
    let inventory = |others: &[String], own: &Option<DocumentState>| {
        let own = own.as_ref().filter(|own| own.standing == Standing::Live).map(|own| &own.text);
        let all = others.iter().chain(own);
        Inventory::new(None, all.map(|text| read(catalogue, text)))
    };
    let mine = DocumentState::wanted_by(draft);
    let edits =
        |target: &Option<DocumentState>| edits_of(catalogue, [(&draft.identity, target.as_ref())]);
    let broken = |inventory: &mut Inventory, target| errors(inventory, &edits(target));
    let was = broken(&mut inventory(&others.base, base), &mine);
    let was: Vec<_> = was.iter().collect();
    let at = |written| Standpoint { written, ruling: String::new() };
    let held = inventory(&others.base, base).held_kinds();
    let judged: Option<Judged> = to_note(None, &was, held, &at(1));
    let now = errors_since(&mut inventory(&others.git, git), &edits(&target), judged.as_ref());
    let drafts: &[Draft] = std::slice::from_ref(draft);
    let meant = Meant { catalogue, edits: &edits(&target) };
    let sorted = sort(&now, judged.as_ref(), drafts, &[], &at(2), meant);
    if !sorted.together.is_empty() {
        let all = sorted.together.into_iter().map(|together| {
            let wanted = |text: &&String| {
                Identity::of(&value(text)).is_some_and(|other| other == together.broken.other)
            };
            let other = others.git.iter().find(wanted).map(|text| document(text));
            Disagreement::of(&record(together, draft, git.as_ref(), other.as_ref(), "c1"))
        });
        return Outcome::Conflicts(all.collect());
    }
    if sorted.invalid.is_empty() {
        return Outcome::Merged(target);
    }
    Outcome::Invalid(sorted.invalid.iter().map(|violation| violation.rule.to_string()).collect())
}

fn read(catalogue: &Catalogue, text: &str) -> hedgerow_rules::Object {
    object(catalogue, text).unwrap_or_else(|| panic!("this is no resource:\n{text}"))
}

fn document(text: &str) -> Document {
    Document {
        source_id: SourceId(1),
        fabric_id: hedgerow_model::FabricId(1),
        path: "other.yaml".to_owned(),
        ordinal: 0,
        identity: Identity::of(&value(text)).unwrap(),
        version: String::new(),
        standing: Standing::Live,
        validity: Validity::Valid,
        line: 1,
        blob: String::new(),
        facts: None,
        text: text.to_owned(),
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at `{}`", self.kind, self.path)?;
        for (side, value) in [("base", &self.base), ("draft", &self.draft), ("git", &self.git)] {
            match value {
                Some(value) => write!(f, ", {side} {}", serde_json::Value::from(value))?,
                None => write!(f, ", {side} nothing")?,
            }
        }
        if let Some((rule, other, path, value)) = &self.together {
            write!(f, "; {rule} with {other} at `{path}`")?;
            if let Some(value) = value {
                write!(f, " {}", serde_json::Value::from(value))?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Merged(None) => f.write_str("no document"),
            Self::Merged(Some(DocumentState { standing, text })) => {
                write!(f, "a document that is {standing}:\n{text}")
            }
            Self::Conflicts(all) => {
                f.write_str("conflicts:")?;
                all.iter().try_for_each(|one| write!(f, "\n  {one}"))
            }
            Self::Invalid(rules) => write!(f, "an invalid change: {rules:?}"),
            Self::Refused => f.write_str("a refusal"),
        }
    }
}
