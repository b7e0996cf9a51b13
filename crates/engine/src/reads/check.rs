//! Checking a text as a draft would be, without saving anything: for an editor.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use hedgerow_model::{FabricId, FieldPath, Finding, Identity, Severity, Standing, Value, rule};
use hedgerow_plan::{
    DocumentState, FILE_LIMIT, Few, Stands, check_after, is_too_large, limits, looks_like_template,
    rule_finding, value_of,
};
use hedgerow_rules::{DryRun, Edit, Object, Violation, not_checked};
use hedgerow_schema::{Before, Catalogue, position_of};
use hedgerow_yaml::{Content, Document};

use super::Reads;
use super::views_of::finding_view;
use crate::core::{Held, blocking, held, is_abandoned};
use crate::drafts::pictures_in;
use crate::error::EngineError;
use crate::views::{CheckRequest, CheckView};

impl Reads<'_> {
    pub(super) async fn check_text(
        &self,
        fabric: &str,
        request: CheckRequest,
    ) -> Result<CheckView, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        fits_one_file(&request.text)?;
        let catalogue = self.catalogue(fabric.id).await?;
        let text = request.text;
        let path = request.path.unwrap_or_default();
        let wanted = Wanted::now();
        let before = self.before(fabric.id, &catalogue, &text, &wanted).await?;
        let while_wanted = wanted.clone();
        let (path, text, read) = blocking(move || {
            let read = read(&path, &text, &catalogue, &before, &while_wanted);
            (path, text, read)
        })
        .await?;
        let Read { first, resources, edits, findings, unread, values } =
            read.ok_or_else(abandoned)?;
        // What its change has beside it is there for it: a resource that it refers to may be new as well.
        let beside = match &request.change {
            Some(change) => {
                let own = first.keys().cloned().collect();
                self.judging().edits_of_change(&fabric, change, &own).await?
            }
            None => Vec::new(),
        };
        // Held for no longer than that: others ask it too.
        let mut inventory = self.inventory(fabric.id).await?;
        let run = blocking(move || inventory.with(beside, |beside| beside.dry_run(&edits))).await?;
        let view = blocking(move || view(&path, &text, &first, findings, resources, &run, &wanted));
        let mut view = view.await?.ok_or_else(abandoned)?;
        view.also = self.also_in_other_changes(&fabric, request.change.as_deref(), &values).await?;
        view.not_possible += unread.len();
        view.unchecked.extend(unread);
        Ok(view)
    }

    /// What Git has of the text's resources whose definitions have rules that compare with that.
    async fn before(
        &self,
        fabric: FabricId,
        catalogue: &Catalogue,
        text: &str,
        wanted: &Wanted,
    ) -> Result<Compared, EngineError> {
        if !catalogue.kinds().any(|kind| catalogue.compares(&kind.group_kind)) {
            return Ok(Compared::default());
        }
        let (catalogue, text, wanted) = (catalogue.clone(), text.to_owned(), wanted.clone());
        let ids = blocking(move || compared(&text, &catalogue, &wanted)).await?;
        let ids = ids.ok_or_else(abandoned)?;
        let documents = self.store.documents_of_all(fabric, &ids).await?;
        let pictures = pictures_in(ids, documents);
        let value = |picture: Option<&DocumentState>| {
            let live = picture.filter(|picture| picture.standing == Standing::Live)?;
            value_of(&live.text)
        };
        let known = move |(id, stands): (Identity, Stands)| Some((id, value(stands.only()?)));
        blocking(move || pictures.into_iter().filter_map(known).collect()).await
    }
}

/// Refuses a text that would be no file.
pub(super) fn fits_one_file(text: &str) -> Result<(), EngineError> {
    match is_too_large(text) {
        true => Err(EngineError::Invalid(format!(
            "the text has {} bytes, above the limit of {FILE_LIMIT} for one file; split it",
            text.len()
        ))),
        false => Ok(()),
    }
}

/// Of how many resources of a text it is kept what they say.
const MANY: usize = 100;

/// What Git has live of resources; of others nobody asked.
type Compared = HashMap<Identity, Option<Value>>;

/// The resources of a text whose definitions have rules that compare; nothing when nobody waits for it any
/// more.
fn compared(text: &str, catalogue: &Catalogue, wanted: &Wanted) -> Option<Vec<Identity>> {
    let mut found = Vec::new();
    for document in hedgerow_yaml::read_each(text, &limits()) {
        wanted.still()?;
        let Content::Object(read) = &document.content else { continue };
        let identity = Identity::of(read.value());
        found.extend(identity.filter(|identity| catalogue.compares(&identity.group_kind())));
    }
    Some(found)
}

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
    EngineError::Internal("the check was cancelled".to_owned())
}

/// A text by itself.
#[derive(Default)]
struct Read {
    /// Each identity with the index of the first document that has it.
    first: HashMap<Identity, usize>,
    /// The same, as they are shown, in the order of the text.
    resources: Vec<String>,
    /// The same, for the rules between resources.
    edits: Vec<Edit>,
    findings: Few,
    /// Rules of its kinds' definitions that cannot be read.
    unread: BTreeSet<String>,
    /// What each resource says.
    values: Vec<(Identity, Value)>,
}

/// Reads a text, document by document; nothing when nobody waits for it any more.
fn read(
    path: &str,
    text: &str,
    catalogue: &Catalogue,
    before: &Compared,
    wanted: &Wanted,
) -> Option<Read> {
    let mut all = Read::default();
    let template = looks_like_template(text);
    for (index, document) in hedgerow_yaml::read_each(text, &limits()).enumerate() {
        wanted.still()?;
        let of_git = |identity: &Identity| match (before.get(identity), &document.content) {
            (None, _) => Before::Unknown,
            (Some(None), _) => Before::Nothing,
            // What says the same is no change.
            (Some(Some(git)), Content::Object(read)) if git == read.value() => Before::Unknown,
            (Some(Some(git)), _) => Before::Was(git),
        };
        let content = &document.content;
        all.findings.extend(check_after(path, template, index, content, catalogue, of_git));
        let Content::Object(read) = content else { continue };
        let Some(identity) = Identity::of(read.value()) else { continue };
        if all.first.contains_key(&identity) {
            let said = "is already in this text; a resource can have only one document".to_owned();
            let root = FieldPath::root();
            let rule = rule::DUPLICATE_IDENTITY;
            all.findings.add(at(path, read, &identity, &root, Severity::Error, rule, said));
            continue;
        }
        all.resources.push(identity.to_string());
        all.unread.extend(catalogue.unchecked_of(&identity.group_kind()));
        all.edits.extend(Object::new(catalogue, read.value()).map(|it| Edit::Set(Arc::new(it))));
        if all.values.len() <= MANY {
            all.values.push((identity.clone(), read.value().clone()));
        }
        all.first.insert(identity, index);
    }
    Some(all)
}

/// What is wrong with a text, by itself and beside the fabric's resources; nothing when nobody waits for it
/// any more.
fn view(
    path: &str,
    text: &str,
    first: &HashMap<Identity, usize>,
    mut findings: Few,
    resources: Vec<String>,
    run: &DryRun,
    wanted: &Wanted,
) -> Option<CheckView> {
    wanted.still()?;
    let mut broken: HashMap<&Identity, Vec<&Violation>> = HashMap::new();
    for violation in &run.after {
        broken.entry(&violation.subject).or_default().push(violation);
    }
    broken.retain(|identity, _| first.contains_key(*identity));
    if !broken.is_empty() {
        for (index, document) in hedgerow_yaml::read_each(text, &limits()).enumerate() {
            wanted.still()?;
            let Content::Object(read) = &document.content else { continue };
            let Some(identity) = Identity::of(read.value()) else { continue };
            if first.get(&identity) != Some(&index) {
                continue;
            }
            for violation in broken.remove(&identity).unwrap_or_default() {
                let mut finding = rule_finding(violation);
                let at = position_of(read, &violation.field, &violation.rule);
                path.clone_into(&mut finding.path);
                (finding.line, finding.column) = (i64::from(at.line), i64::from(at.column));
                findings.add(finding);
            }
        }
    }
    // As of what passed, and as a change counts them: also of what the text concerns elsewhere.
    let unchecked =
        not_checked(run.unchecked.iter().map(|(identity, unchecked)| (&**identity, unchecked)));
    let mut findings = findings.listed(path);
    // In the order of the text; behind them that there are more.
    findings.sort_by_key(|it| (it.rule == rule::TOO_MANY && it.line == 0, it.line, it.column));
    Some(CheckView {
        findings: findings.iter().map(finding_view).collect(),
        resources,
        passed: run.passed(),
        not_possible: run.not_possible(),
        unchecked,
        also: Vec::new(),
    })
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
    use hedgerow_rules::Inventory;

    use super::*;
    use crate::core::for_request;

    #[tokio::test]
    async fn a_check_stops_when_nobody_waits_for_it() {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\na: 1\n";
        let catalogue = Catalogue::builtin();
        let read_for = |wanted: &Wanted| read("", text, &catalogue, &Compared::new(), wanted);
        let view_for = |read: Read, wanted: &Wanted| {
            let run = Inventory::default().dry_run(&read.edits);
            view("", text, &read.first, read.findings, read.resources, &run, wanted)
        };
        let hung_up = for_request(Arc::new(()), async {
            let waiting = Wanted::now();
            let view = view_for(read_for(&waiting).unwrap(), &waiting);
            assert_eq!(view.map(|view| view.resources.len()), Some(1));
            waiting
        })
        .await;
        assert!(read_for(&hung_up).is_none());
        let read = read_for(&Wanted(None)).unwrap();
        assert!(view_for(read, &hung_up).is_none());
    }
}
