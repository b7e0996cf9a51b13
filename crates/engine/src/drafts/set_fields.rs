//! Setting the same fields of several resources: what would become of each, and their drafts.

use std::collections::HashMap;
use std::sync::Arc;

use hedgerow_model::{Actor, ChangeId, Draft, Fabric, Finding, Identity, Person};
use hedgerow_plan::{object, unified_diff};
use hedgerow_schema::Catalogue;

use super::approvals::check_message;
use super::asked::{Asked, Wish};
use super::authorship::in_the_name_of;
use super::destination::Opening;
use super::edits::Wanted;
use super::migrate::spelled;
use super::naming::Named;
use super::save::At;
use super::set_each::{Each, Fate, Setting, each};
use super::{DraftError, Drafts};
use crate::core::blocking;
use crate::error::EngineError;
use crate::reads::finding_view;
use crate::views::{SetFieldsOf, SetFieldsOutcome, SetFieldsRequest, SetFieldsView};

/// Most resources of one request.
const RESOURCES: usize = 500;

/// Most fields of one request.
const FIELDS: usize = 20;

/// How many bytes of diffs an answer has, about.
const DIFFS: usize = 1 << 20;

/// Most findings that are told of a resource.
const FINDINGS: usize = 20;

impl Drafts<'_> {
    /// Sets fields of several resources, as drafts of a change: those that can be; or tells what would become of each.
    pub(crate) async fn set_fields(
        &self,
        fabric: &str,
        request: SetFieldsRequest,
        actor: &Actor,
    ) -> Result<SetFieldsView, EngineError> {
        may_be_asked(&request)?;
        let fabric = self.fabric_named(fabric).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        let author = in_the_name_of(actor, request.author.clone())?;
        // Before the lock: it is held while a directory is read for the first time.
        self.known_source(&fabric).await?;
        // What the database agrees with stays so while texts are compared with it.
        let edits_of_fabric = self.lock_fabric(fabric.id).await;
        let source = self.known_source(&fabric).await?;
        let to = self.change_for(&fabric, request.change.as_deref(), &author).await?;
        let change = to.change;
        let known = (!to.is_new).then_some(change);
        let drafts = match known {
            Some(change) => self.store.drafts_of_all(&[change]).await?,
            None => Vec::new(),
        };
        let mut all =
            self.each_of(&fabric, &source, &catalogue, (known, &author), &request).await?;
        self.keep_owners(&fabric, &catalogue, &mut all).await?;
        self.keep_rules(&fabric, &catalogue, drafts, &mut all).await?;
        let (mut view, wanted) = answer(&fabric, all);
        if request.preview || wanted.is_empty() {
            return Ok(view);
        }
        let at = At { fabric: &fabric, source: &source, catalogue: &catalogue };
        let opening = Opening { to, message: request.message.as_deref() };
        let saved = self.save_into(&at, opening, wanted, (actor, &author), edits_of_fabric).await?;
        view.saved = Some(saved);
        Ok(view)
    }

    /// What becomes of each by itself.
    async fn each_of(
        &self,
        fabric: &Fabric,
        source: &hedgerow_model::Source,
        catalogue: &Catalogue,
        (change, author): (Option<ChangeId>, &Person),
        request: &SetFieldsRequest,
    ) -> Result<Vec<Each>, EngineError> {
        let read = |typed: &String| {
            Asked::Named(Named::read(typed, catalogue), Wish::Set(Vec::new(), request.shared), None)
        };
        let asked: Vec<Asked> = request.resources.iter().map(read).collect();
        let desk = self.desk((fabric, source), change, author, &asked).await?;
        let named = asked.into_iter().zip(&request.resources).filter_map(|(asked, typed)| {
            let Asked::Named(named, ..) = asked else { return None };
            Some((typed.clone(), named))
        });
        let named: Vec<_> = named.collect();
        let (catalogue, name, request) = (catalogue.clone(), fabric.name.clone(), request.clone());
        blocking(move || {
            let setting =
                Setting { fields: &request.fields, shared: request.shared, seen: &request.seen };
            each(named, &setting, &desk, &catalogue, &name)
        })
        .await?
    }

    /// Leaves out what would change a field that belongs to Git or to the cluster, as no draft may.
    async fn keep_owners(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        all: &mut [Each],
    ) -> Result<(), EngineError> {
        let wanted: Vec<Wanted> = wanted_of(all).cloned().collect();
        let kept = self.conflicts().kept_from_drafts(fabric.id, catalogue, &wanted).await?;
        let mut why: HashMap<Identity, String> = HashMap::new();
        for error in kept {
            let said = error.to_string();
            let (DraftError::BelongsToGit { identity, .. }
            | DraftError::BelongsToCluster { identity, .. }) = error
            else {
                continue;
            };
            why.insert(identity, said);
        }
        turn(all, |identity| why.remove(identity).map(Fate::Refused));
        Ok(())
    }

    /// Leaves out what would break a rule between resources that is not broken without it.
    async fn keep_rules(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        drafts: Vec<Draft>,
        all: &mut [Each],
    ) -> Result<(), EngineError> {
        let live = |wanted: &Wanted| wanted.live_target().map(str::to_owned);
        let texts: Vec<String> = wanted_of(all).filter_map(live).collect();
        if texts.is_empty() {
            return Ok(());
        }
        let kinds = catalogue.clone();
        let objects = blocking(move || {
            texts.iter().filter_map(|text| object(&kinds, text)).map(Arc::new).collect()
        });
        let objects = objects.await?;
        let mut broken = self.judging().added_by(fabric, drafts, objects).await?;
        turn(all, |identity| broken.remove(identity).map(Fate::Broken));
        Ok(())
    }
}

/// Refuses what is too much, or no field.
fn may_be_asked(request: &SetFieldsRequest) -> Result<(), EngineError> {
    if let Some(message) = &request.message {
        check_message(message)?;
    }
    let bounded = [
        ("resources", request.resources.len(), RESOURCES),
        ("fields", request.fields.len(), FIELDS),
    ];
    for (what, many, most) in bounded {
        if many == 0 || many > most {
            return Err(EngineError::Invalid(format!("name from 1 to {most} {what}, not {many}")));
        }
    }
    for field in &request.fields {
        let (path, value) = hedgerow_model::parse_assignment(field).map_err(DraftError::Text)?;
        if let Some(value) = value {
            hedgerow_yaml::read_value(value).map_err(|error| {
                DraftError::Text(format!("the value `{value}` of `{path}` is not YAML: {error}"))
            })?;
        }
    }
    Ok(())
}

fn wanted_of(all: &[Each]) -> impl Iterator<Item = &Wanted> {
    all.iter().filter_map(|one| match &one.fate {
        Fate::Set { wanted, .. } => Some(&**wanted),
        _ => None,
    })
}

/// Gives those that would be set another fate, where there is one for them.
fn turn(all: &mut [Each], mut fate: impl FnMut(&Identity) -> Option<Fate>) {
    for one in all {
        if let Fate::Set { wanted, .. } = &one.fate
            && let Some(fate) = fate(wanted.identity())
        {
            one.fate = fate;
        }
    }
}

/// What is told of each, and what is to be saved.
fn answer(fabric: &Fabric, all: Vec<Each>) -> (SetFieldsView, Vec<Wanted>) {
    let mut room = DIFFS;
    let (mut resources, mut saved) = (Vec::with_capacity(all.len()), Vec::new());
    let shown = |findings: Vec<Finding>| findings.iter().take(FINDINGS).map(finding_view).collect();
    for Each { typed: resource, version, fate } in all {
        let outcome = match fate {
            Fate::Set { wanted, before, findings } => {
                let name = spelled(wanted.identity());
                let diff = unified_diff(&name, Some(&before), wanted.target_text());
                let diff = if diff.len() > room { String::new() } else { diff };
                room -= diff.len();
                saved.push(*wanted);
                SetFieldsOutcome::Set { diff, findings: shown(findings) }
            }
            Fate::Already => SetFieldsOutcome::Already,
            Fate::Refused(why) => SetFieldsOutcome::Refused { why },
            Fate::Broken(findings) => SetFieldsOutcome::Broken { findings: shown(findings) },
            Fate::Moved(by) => SetFieldsOutcome::Moved { by },
        };
        resources.push(SetFieldsOf { resource, version, outcome });
    }
    let view =
        SetFieldsView { fabric: fabric.name.clone(), count: saved.len(), resources, saved: None };
    (view, saved)
}
