//! Checking a text as a draft would be, without saving anything: for an editor.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use hedgerow_model::{FieldPath, Finding, Identity, Severity, Standing, Value, rule};
use hedgerow_plan::{FILE_LIMIT, check, is_too_large, limits, looks_like_template};
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Content, Document};

use super::Reads;
use super::views_of::finding_view;
use crate::core::{Held, blocking, held, is_abandoned};
use crate::error::EngineError;
use crate::views::{CheckRequest, CheckView};

impl Reads<'_> {
    pub(super) async fn check_text(
        &self,
        fabric: &str,
        request: CheckRequest,
    ) -> Result<CheckView, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        if is_too_large(&request.text) {
            return Err(EngineError::Invalid(format!(
                "the text has {} bytes, above the limit of {FILE_LIMIT} for one file; split it",
                request.text.len()
            )));
        }
        let catalogue = self.catalogue(fabric.id).await?;
        let text = request.text;
        let path = request.path.unwrap_or_default();
        let wanted = Wanted::now();
        let while_wanted = wanted.clone();
        let (text, subjects) = blocking(move || {
            let subjects = subjects(&text, &while_wanted);
            (text, subjects)
        })
        .await?;
        let subjects = subjects.ok_or_else(abandoned)?;
        let looked_up: Vec<Identity> = subjects.looked_up.iter().cloned().collect();
        let named: Vec<Identity> = subjects.named.iter().cloned().collect();
        let texts = self.store.documents_of_all(fabric.id, &looked_up).await?;
        let stored = Stored {
            texts: texts
                .into_iter()
                .filter(|document| document.standing != Standing::CommentedOut)
                .map(|document| (document.identity, document.text))
                .collect(),
            there: self.store.present(fabric.id, &named).await?.into_iter().collect(),
        };
        let checked =
            blocking(move || checked(&path, &text, &subjects, &catalogue, &stored, &wanted));
        checked.await?.ok_or_else(abandoned)
    }
}

/// The most findings that are listed of one text. An editor shows a few; a text of four megabytes can
/// have half a million.
const MOST_FINDINGS: usize = 1000;

/// Whether somebody still waits for the answer.
#[derive(Clone)]
struct Wanted(Option<Arc<Held>>);

impl Wanted {
    fn now() -> Self {
        Self(held())
    }

    fn still(&self) -> Option<()> {
        (!is_abandoned(self.0.as_ref())).then_some(())
    }
}

/// Nobody hears this: it is the end of a check that nobody waits for.
fn abandoned() -> EngineError {
    EngineError::Internal("nobody waits for the check any more".to_owned())
}

/// What a text is about.
#[derive(Default)]
struct Subjects {
    /// Each identity with the index of the first document that has it, and its value where references
    /// look into it.
    first: HashMap<Identity, (usize, Option<Value>)>,
    /// What the text would replace, and what its references look into.
    looked_up: HashSet<Identity>,
    /// What else it refers to.
    named: HashSet<Identity>,
}

/// What a text is about, document by document; nothing when nobody waits for it any more.
fn subjects(text: &str, wanted: &Wanted) -> Option<Subjects> {
    let mut subjects = Subjects::default();
    for (index, document) in hedgerow_yaml::read_each(text, &limits()).enumerate() {
        wanted.still()?;
        let Content::Object(read) = document.content else { continue };
        for reference in hedgerow_schema::references(read.value()) {
            let Subjects { looked_up, named, .. } = &mut subjects;
            let looks_inside = reference.looks_inside();
            if looks_inside { looked_up } else { named }.insert(reference.target);
        }
        let Some(identity) = Identity::of(read.value()) else { continue };
        subjects.looked_up.insert(identity.clone());
        let looked_into = hedgerow_schema::is_looked_into(&identity);
        subjects
            .first
            .entry(identity)
            .or_insert_with(|| (index, looked_into.then(|| read.into_value())));
    }
    Some(subjects)
}

/// What Git has of what a text is about.
struct Stored {
    /// What it would replace, and what its references look into.
    texts: HashMap<Identity, String>,
    /// What else it refers to and is there.
    there: HashSet<Identity>,
}

impl Stored {
    fn has(&self, target: &Identity) -> bool {
        self.there.contains(target) || self.texts.contains_key(target)
    }
}

/// Stands for the object of a target that nothing looks into.
static THERE: Value = Value::Null;

/// What is wrong with a text; nothing when nobody waits for it any more.
fn checked(
    path: &str,
    text: &str,
    subjects: &Subjects,
    catalogue: &Catalogue,
    stored: &Stored,
    wanted: &Wanted,
) -> Option<CheckView> {
    let mut findings = Few::default();
    let mut resources: Vec<String> = Vec::new();
    // What Git has of what references look into.
    let mut before: HashMap<&Identity, Value> = HashMap::new();
    let stored_value = |identity: &Identity| {
        let text = stored.texts.get(identity)?;
        Some(hedgerow_yaml::read(text, &limits()).ok()?.into_value())
    };
    for identity in stored.texts.keys().filter(|it| hedgerow_schema::is_looked_into(it)) {
        wanted.still()?;
        before.extend(stored_value(identity).map(|value| (identity, value)));
    }
    let template = looks_like_template(text);
    for (index, document) in hedgerow_yaml::read_each(text, &limits()).enumerate() {
        wanted.still()?;
        findings.extend(check(path, template, index, &document.content, catalogue));
        let Content::Object(read) = &document.content else { continue };
        let Some(identity) = Identity::of(read.value()) else { continue };
        if subjects.first.get(&identity).is_some_and(|(first, _)| *first == index) {
            resources.push(identity.to_string());
        } else {
            let said = "stands in this text already; one identity has one document".to_owned();
            let root = FieldPath::root();
            let rule = rule::DUPLICATE_IDENTITY;
            findings.add(at(path, read, &identity, &root, Severity::Error, rule, said));
        }
        let find = |target: &Identity| match subjects.first.get(target) {
            Some((_, value)) => Some(value.as_ref().unwrap_or(&THERE)),
            None => before.get(target).or_else(|| stored.has(target).then_some(&THERE)),
        };
        for dangling in hedgerow_schema::check_references(catalogue, read.value(), find) {
            if dangling.severity == Severity::Info {
                continue;
            }
            let (rule, said) = (dangling.rule, dangling.message);
            let field = &dangling.reference.path;
            findings.add(at(path, read, &identity, field, dangling.severity, rule, said));
        }
        if let Some(old) = stored_value(&identity) {
            for change in hedgerow_schema::immutable_changes(&old, read.value()) {
                let rule = change.rule.as_str();
                let said = change.message;
                let field = &change.path;
                findings.add(at(path, read, &identity, field, Severity::Error, rule, said));
            }
        }
    }
    let findings = findings.listed(path);
    Some(CheckView { findings: findings.iter().map(finding_view).collect(), resources })
}

/// The first findings of a text, and how many more there are.
#[derive(Default)]
struct Few {
    kept: Vec<Finding>,
    more: usize,
}

impl Few {
    fn add(&mut self, finding: Finding) {
        if self.kept.len() < MOST_FINDINGS {
            self.kept.push(finding);
        } else {
            self.more += 1;
        }
    }

    fn extend(&mut self, findings: Vec<Finding>) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }

    /// In the order of the text; the last says that there are more.
    fn listed(mut self, path: &str) -> Vec<Finding> {
        self.kept.sort_by_key(|finding| (finding.line, finding.column));
        if self.more > 0 {
            let said = format!("{} more findings are not listed: mend these first", self.more);
            self.kept.push(Finding::of_file(path, Severity::Error, rule::TOO_MANY, said));
        }
        self.kept
    }
}

/// A finding at a field of a document; at the nearest that is there.
fn at(
    path: &str,
    read: &Document,
    subject: &Identity,
    field: &FieldPath,
    severity: Severity,
    rule: &str,
    message: String,
) -> Finding {
    let place = read.key_position(field).or_else(|| read.position(field));
    Finding {
        line: place.map_or(0, |place| i64::from(place.line)),
        column: place.map_or(0, |place| i64::from(place.column)),
        subject: Some(subject.clone()),
        field: (!field.segments().is_empty()).then(|| field.clone()),
        ..Finding::of_file(path, severity, rule, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::for_request;

    #[tokio::test]
    async fn a_check_stops_when_nobody_waits_for_it() {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\na: 1\n";
        let catalogue = Catalogue::builtin();
        let stored = Stored { texts: HashMap::new(), there: HashSet::new() };
        let of = |wanted: &Wanted| {
            let subjects = subjects(text, wanted)?;
            checked("", text, &subjects, &catalogue, &stored, wanted)
        };
        let hung_up = for_request(Arc::new(()), async {
            let waiting = Wanted::now();
            assert_eq!(of(&waiting).map(|view| view.resources.len()), Some(1));
            waiting
        })
        .await;
        assert!(subjects(text, &hung_up).is_none());
        let subjects = subjects(text, &Wanted(None)).unwrap();
        assert!(checked("", text, &subjects, &catalogue, &stored, &hung_up).is_none());
    }
}
