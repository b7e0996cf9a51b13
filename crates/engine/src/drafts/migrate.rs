//! Bringing resources to the newer form of their kinds: what there is to do in a fabric, a preview, the drafts.

use std::collections::{BTreeMap, HashMap, HashSet};

use hedgerow_model::{
    Actor, Change, ChangeId, ChangeState, Document, Draft, Fabric, FieldPath, GroupKind, Identity,
    Standing,
};
use hedgerow_plan::{DocumentState, Migrated, migrate_text, offered};
use hedgerow_schema::Catalogue;
use hedgerow_schema::migrations::Migration;

use super::approvals::check_message;
use super::authorship::in_the_name_of;
use super::desk::git_picture;
use super::destination::Opening;
use super::edits::Wanted;
use super::naming::kind_name;
use super::save::{At, with_wanted};
use super::{DraftError, Drafts};
use crate::core::{blocking, now};
use crate::error::{EngineError, Thing};
use crate::views::{DraftElsewhere, LeftView, MigrateRequest, MigrateView, MigrationView};

/// How many texts are in memory at once.
const READ_AT_ONCE: usize = 500;

/// Most resources, places that stay and drafts elsewhere that an answer lists; it says how many there are.
const LISTED: usize = 100;

/// Most resources whose diff is shown.
const SHOWN: usize = 200;

/// What there is to do, resource by resource.
type Todo = BTreeMap<Identity, Migrated>;

impl Drafts<'_> {
    /// The migrations that concern what Git has in a fabric.
    pub(crate) async fn migrations(&self, fabric: &str) -> Result<Vec<MigrationView>, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        let todo = self.in_older_form(&fabric, &catalogue, &[], &[]).await?;
        let view = |migration: &Migration| view_of(migration, &todo);
        Ok(Migration::all().iter().map(view).filter(|view| view.count > 0).collect())
    }

    /// Brings resources to the newer form, as drafts of a change; or shows what that would be.
    pub(crate) async fn migrate(
        &self,
        fabric: &str,
        request: MigrateRequest,
        actor: &Actor,
    ) -> Result<MigrateView, EngineError> {
        if let Some(message) = &request.message {
            check_message(message)?;
        }
        if let Some(unknown) = request.migrations.iter().find(|id| Migration::named(id).is_none()) {
            let known: Vec<&str> = Migration::all().iter().map(|known| known.id.as_str()).collect();
            let known = known.join(", ");
            return Err(DraftError::Text(format!("`{unknown}` is not a migration: {known}")).into());
        }
        let fabric = self.fabric_named(fabric).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        let author = in_the_name_of(actor, request.author.clone())?;
        // What the database agrees with stays so while texts are compared with it.
        let edits_of_fabric = self.lock_fabric(fabric.id).await;
        let source = self.known_source(&fabric).await?;
        let to = self.change_for(&fabric, request.change.as_deref(), &author).await?;
        let only = (&*request.resources, &*request.migrations);
        let mut todo = self.in_older_form(&fabric, &catalogue, only.0, only.1).await?;
        let change = to.change;
        let drafts = match to.is_new {
            true => Vec::new(),
            false => self.store.drafts_of_all(&[change]).await?,
        };
        let mine: HashMap<Identity, Draft> =
            drafts.iter().map(|draft| (draft.identity.clone(), draft.clone())).collect();
        self.of_drafts(&mine, &catalogue, only, &mut todo);
        self.refuse_unknown(&fabric, &request.resources, &todo, &mine).await?;
        let (mut wanted, mut left) = self.wanted_of(&fabric, &todo, &mine).await?;
        left.extend(self.leave_to_owners(&fabric, &catalogue, &mut wanted).await?);
        let mut view = answer(&fabric, &wanted, &todo, left);
        view.elsewhere = self.elsewhere(&fabric, change, &wanted).await?;
        if request.preview {
            drop(edits_of_fabric);
            let shown: Vec<Wanted> = wanted.into_iter().take(SHOWN).collect();
            view.shown = shown.len();
            if !shown.is_empty() {
                let known = shown.iter().filter_map(|one| mine.get(&one.identity).cloned());
                let drafts = with_wanted(known.collect(), (fabric.id, change), &shown, &author);
                let change = unsaved(change, &fabric, to.shown(), &author);
                let preview = self.outbound().preview_of(&fabric, change, drafts).await?;
                (view.diff, view.problems, view.waits) = preview;
            }
            return Ok(view);
        }
        if wanted.is_empty() {
            return Ok(view);
        }
        let at = At { fabric: &fabric, source: &source, catalogue: &catalogue };
        let opening = Opening { to, message: request.message.as_deref() };
        let saved = self.save_into(&at, opening, wanted, (actor, &author), edits_of_fabric).await?;
        view.saved = Some(saved);
        Ok(view)
    }

    /// What Git has in the older form: one pass over the texts, of which only those are read that have a word of it.
    async fn in_older_form(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        resources: &[String],
        only: &[String],
    ) -> Result<Todo, EngineError> {
        let named = resources
            .iter()
            .map(|typed| kind_name(typed))
            .collect::<Result<Vec<_>, DraftError>>()?;
        let mut todo = Todo::new();
        let mut last: Option<Identity> = None;
        loop {
            let texts = self.store.texts(fabric.id, last.as_ref(), READ_AT_ONCE).await?;
            let Some((behind, _)) = texts.last() else { return Ok(todo) };
            last = Some(behind.clone());
            let (catalogue, only, named) = (catalogue.clone(), only.to_vec(), named.clone());
            let found = blocking(move || {
                let mut kinds: HashMap<GroupKind, Vec<&'static Migration>> = HashMap::new();
                let mut found = Vec::new();
                for (identity, text) in texts {
                    let kind = identity.group_kind();
                    let plural = catalogue.kind(&kind).map(|kind| kind.plural.as_str());
                    if !named.is_empty() && !named.iter().any(|name| name.names(&identity, plural))
                    {
                        continue;
                    }
                    let offered = kinds
                        .entry(kind.clone())
                        .or_insert_with(|| offered(&catalogue, &kind, &only));
                    let migrated = migrate_text(&text, &catalogue, &kind, offered);
                    if migrated != Migrated::default() {
                        found.push((identity, migrated));
                    }
                }
                found
            })
            .await?;
            todo.extend(found);
        }
    }

    /// Where the change has drafts, it is their texts that are brought to the newer form.
    fn of_drafts(
        &self,
        mine: &HashMap<Identity, Draft>,
        catalogue: &Catalogue,
        (resources, only): (&[String], &[String]),
        todo: &mut Todo,
    ) {
        let named: Vec<_> = resources.iter().filter_map(|typed| kind_name(typed).ok()).collect();
        for (identity, draft) in mine {
            let kind = identity.group_kind();
            let plural = catalogue.kind(&kind).map(|kind| kind.plural.as_str());
            let is_meant =
                named.is_empty() || named.iter().any(|name| name.names(identity, plural));
            todo.remove(identity);
            let Some(text) = draft.text.as_ref().filter(|_| is_meant) else { continue };
            let migrated = migrate_text(text, catalogue, &kind, &offered(catalogue, &kind, only));
            if migrated != Migrated::default() {
                todo.insert(identity.clone(), migrated);
            }
        }
    }

    /// A resource that somebody named has to be there; one that has nothing in the older form is fine.
    async fn refuse_unknown(
        &self,
        fabric: &Fabric,
        resources: &[String],
        todo: &Todo,
        mine: &HashMap<Identity, Draft>,
    ) -> Result<(), EngineError> {
        for typed in resources {
            let name = kind_name(typed)?;
            let known = |id: &Identity| name.names(id, None);
            if todo.keys().any(known) || mine.keys().any(known) {
                continue;
            }
            let namespace = name.namespace.as_deref().unwrap_or("-");
            let kind = match &name.group {
                Some(group) => format!("{}.{group}", name.kind),
                None => name.kind.clone(),
            };
            let found = self.reads().identity_named(fabric, &kind, namespace, &name.name).await;
            if let Err(EngineError::NotFound { .. }) = found {
                return Err(EngineError::not_found_in(Thing::Resource, typed, &fabric.name));
            }
            found?;
        }
        Ok(())
    }

    /// What is to be saved, and resources of which that cannot be said.
    async fn wanted_of(
        &self,
        fabric: &Fabric,
        todo: &Todo,
        mine: &HashMap<Identity, Draft>,
    ) -> Result<(Vec<Wanted>, Vec<LeftView>), EngineError> {
        let ids: Vec<Identity> = todo
            .iter()
            .filter(|(_, migrated)| migrated.text.is_some())
            .map(|(identity, _)| identity.clone())
            .collect();
        let mut documents: HashMap<Identity, Vec<Document>> = HashMap::new();
        for document in self.store.documents_of_all(fabric.id, &ids).await? {
            documents.entry(document.identity.clone()).or_default().push(document);
        }
        let (mut wanted, mut broken) = (Vec::new(), Vec::new());
        for identity in ids {
            let Some(text) = todo.get(&identity).and_then(|it| it.text.clone()) else { continue };
            if let Some(draft) = mine.get(&identity) {
                let target = DocumentState { standing: draft.standing, text };
                let base = DocumentState::base_of(draft);
                wanted.push(Wanted::new(identity, base, Some(target), Some(draft.revision)));
                continue;
            }
            let own: Vec<&Document> = documents.get(&identity).into_iter().flatten().collect();
            let why = match git_picture(&identity, &own) {
                Ok(Some(picture)) if picture.standing != Standing::Unreadable => {
                    let target = DocumentState { standing: picture.standing, text };
                    wanted.push(Wanted::new(identity, Some(picture), Some(target), None));
                    continue;
                }
                Ok(_) => "its file cannot be read: correct the file first".to_owned(),
                Err(error) => error.to_string(),
            };
            let resource = spelled(&identity);
            broken.push(LeftView { resource, migration: None, path: FieldPath::root(), why });
        }
        Ok((wanted, broken))
    }

    /// Leaves out what would change a field that belongs to Git or to the cluster, as no draft may.
    pub(super) async fn leave_to_owners(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        wanted: &mut Vec<Wanted>,
    ) -> Result<Vec<LeftView>, EngineError> {
        let mut left = Vec::new();
        for kept in self.conflicts().kept_from_drafts(fabric.id, catalogue, wanted).await? {
            let why = kept.to_string();
            let (DraftError::BelongsToGit { identity, path, .. }
            | DraftError::BelongsToCluster { identity, path, .. }) = kept
            else {
                continue;
            };
            wanted.retain(|one| one.identity != identity);
            left.push(LeftView { resource: spelled(&identity), migration: None, path, why });
        }
        Ok(left)
    }

    /// Drafts of the same resources in other open changes.
    async fn elsewhere(
        &self,
        fabric: &Fabric,
        change: ChangeId,
        wanted: &[Wanted],
    ) -> Result<Vec<DraftElsewhere>, EngineError> {
        let ids: Vec<Identity> = wanted.iter().map(|wanted| wanted.identity.clone()).collect();
        let mut names: HashMap<ChangeId, String> = HashMap::new();
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        for draft in self.store.active_drafts_of(fabric.id, &ids).await? {
            let is_other = draft.change_id != change;
            if !is_other
                || found.len() >= LISTED
                || !seen.insert((draft.change_id, draft.identity.clone()))
            {
                continue;
            }
            let name = match names.get(&draft.change_id) {
                Some(name) => name.clone(),
                None => {
                    let known = self.store.change(draft.change_id).await?;
                    let name = known.map(|change| change.name).unwrap_or_default();
                    names.entry(draft.change_id).or_insert(name).clone()
                }
            };
            found.push(DraftElsewhere { resource: spelled(&draft.identity), change: name });
        }
        Ok(found)
    }
}

/// `KIND/NAME`, with the namespace where it is not the usual one.
pub(super) fn spelled(identity: &Identity) -> String {
    let Identity { kind, namespace, name, .. } = identity;
    match namespace.as_str() {
        Identity::DEFAULT_NAMESPACE => format!("{kind}/{name}"),
        namespace => format!("{kind}/{namespace}/{name}"),
    }
}

fn left_of<'t>(todo: &'t Todo) -> impl Iterator<Item = LeftView> + 't {
    todo.iter().flat_map(|(identity, migrated)| {
        migrated.left.iter().map(|left| LeftView {
            resource: spelled(identity),
            migration: Some(left.migration.to_owned()),
            path: left.path.clone(),
            why: left.why.clone(),
        })
    })
}

fn view_of(migration: &Migration, todo: &Todo) -> MigrationView {
    let done =
        |it: &Migrated| it.done.iter().find(|(id, _)| *id == migration.id).map(|done| done.1);
    let concerned: Vec<(&Identity, usize)> = todo
        .iter()
        .filter(|(_, it)| {
            done(it).is_some() || it.left.iter().any(|left| left.migration == migration.id)
        })
        .map(|(identity, it)| (identity, done(it).unwrap_or(0)))
        .collect();
    let mut left = left_of(todo).filter(|left| left.migration.as_deref() == Some(&migration.id));
    let listed: Vec<LeftView> = left.by_ref().take(LISTED).collect();
    MigrationView {
        id: migration.id.clone(),
        clause: migration.clause.clone(),
        source: migration.source.clone(),
        removed: migration.is_removal(),
        count: concerned.len(),
        places: concerned.iter().map(|(_, places)| places).sum(),
        resources: concerned.iter().take(LISTED).map(|(identity, _)| spelled(identity)).collect(),
        left_count: listed.len() + left.count(),
        left: listed,
    }
}

fn answer(fabric: &Fabric, wanted: &[Wanted], todo: &Todo, broken: Vec<LeftView>) -> MigrateView {
    let mut left = broken.into_iter().chain(left_of(todo));
    let listed: Vec<LeftView> = left.by_ref().take(LISTED).collect();
    MigrateView {
        fabric: fabric.name.clone(),
        count: wanted.len(),
        resources: wanted.iter().take(LISTED).map(|wanted| spelled(&wanted.identity)).collect(),
        diff: String::new(),
        shown: 0,
        problems: Vec::new(),
        waits: None,
        left_count: listed.len() + left.count(),
        left: listed,
        elsewhere: Vec::new(),
        saved: None,
    }
}

/// A change that is in no database.
pub(super) fn unsaved(
    id: ChangeId,
    fabric: &Fabric,
    name: &str,
    author: &hedgerow_model::Person,
) -> Change {
    let at = now();
    Change {
        id,
        fabric_id: fabric.id,
        name: name.to_owned(),
        state: ChangeState::Open,
        reason: None,
        message: None,
        author: author.clone(),
        requested: None,
        confirmed: true,
        previewed: None,
        publish_after: None,
        commit: None,
        created_at: at,
        updated_at: at,
        queued_at: None,
        published_at: None,
        judged: None,
    }
}
