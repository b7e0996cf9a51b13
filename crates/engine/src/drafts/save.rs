//! Saving drafts: what people want resources to be, before anything reaches Git.

use std::collections::HashMap;

use hedgerow_model::{
    Actor, AuditAction, ChangeId, ConflictsGone, Document, Fabric, Identity, KindName, NewDraft,
    Person, PublishMode, Standing, Value,
};
use hedgerow_plan::{Picture, edges_of_text, limits};
use hedgerow_schema::{Catalogue, Category};
use hedgerow_store::{NewAudit, Transaction};
use hedgerow_yaml::{Content, Rewrite};
use serde_json::json;

use super::approvals::check_message;
use super::authorship::{in_the_name_of, person};
use super::changes::change_in;
use super::{DraftError, Drafts};
use crate::core::now;
use crate::error::{EngineError, Thing};
use crate::told::{Saved, entry, listed, texts};
use crate::views::{ChangeView, DraftEdit, DraftRequest, Event, SyncReport, named};

/// A resource as an edit finds it: in the change's draft, else in Git.
struct Current {
    /// What Git has, or had when the draft was started.
    base: Option<Picture>,
    /// What an edit starts from.
    now: Option<Picture>,
    revision: i64,
    /// The change has no draft of it yet.
    is_new: bool,
}

/// What is to be saved for one resource.
struct Wanted {
    identity: Identity,
    base: Option<Picture>,
    target: Option<Picture>,
    expected: Option<i64>,
    /// The draft is thrown away.
    revert: bool,
}

impl Drafts<'_> {
    pub(crate) async fn save_drafts(
        &self,
        fabric: &str,
        request: DraftRequest,
        actor: &Actor,
    ) -> Result<ChangeView, EngineError> {
        if let Some(message) = &request.message {
            check_message(message)?;
        }
        let fabric = self.fabric_named(fabric).await?;
        let source = self.source_of(&fabric).await?;
        let queue = self.store.queue(source.queue_id).await?;
        // A branch that was looked for and is not there yet holds nothing: that is known.
        let absent = queue.looked_at.is_some() && queue.head.is_none() && queue.problem.is_none();
        if source.ingested_commit.is_none() && !absent {
            return Err(DraftError::NeverSynced { fabric: fabric.name }.into());
        }
        let author = in_the_name_of(actor, request.author.clone())?;
        let catalogue = self.catalogue(fabric.id).await?;
        let _edits = self.lock_fabric(fabric.id).await;
        let (mut tx, change, opened, wanted) = loop {
            let (change, opened) = self.change_for(&fabric, &request, &author).await?;
            let mut wanted: Vec<Wanted> = Vec::new();
            for edit in &request.edits {
                self.apply(&fabric, &catalogue, change, edit, &mut wanted).await?;
            }
            if wanted.is_empty() {
                return Err(DraftError::Nothing.into());
            }
            let mut tx = self.store.write().await?;
            // A publish may have frozen the change since it was looked up: these edits belong to
            // the next one then.
            if opened.is_some() || tx.state_of(change).await?.is_editable() {
                break (tx, change, opened, wanted);
            }
        };
        if let Some(name) = &opened {
            tx.open_change(change, fabric.id, name, request.message.as_deref(), &author, now())
                .await?;
        } else if let Some(message) = &request.message {
            tx.set_message(change, message).await?;
        }
        let saved: Vec<Identity> = wanted.iter().map(|wanted| wanted.identity.clone()).collect();
        let (resources, more) = named(saved.iter().map(ToString::to_string));
        let mut written = Vec::with_capacity(wanted.len());
        for wanted in wanted {
            written.push(self.write(&mut tx, &fabric, change, wanted, &author).await?);
        }
        self.wrote(&mut tx, change, actor, &author).await?;
        let pictures = pictures(&mut tx, &fabric, saved).await?;
        let commit = source.ingested_commit.unwrap_or_default();
        let mut report = SyncReport { fabric: fabric.name.clone(), ..SyncReport::default() };
        self.drafts_meet_git(&mut tx, fabric.id, &catalogue, &pictures, &commit, &mut report)
            .await?;
        self.reopen(&mut tx, change, ConflictsGone::DraftEdited).await?;
        if fabric.publish_mode == PublishMode::Automatic {
            let at = now() + fabric.quiet_seconds * 1000;
            tx.set_publish_after(change, Some(at)).await?;
        }
        tx.reopen(change, now()).await?;
        let name = match opened {
            Some(name) => name,
            None => change_in(&mut tx, change).await?.name,
        };
        tx.audit(&[told(actor, &fabric, change, &name, &author, &written)]).await?;
        tx.commit().await?;
        self.wake.wake();
        self.told().tell_changes_of(&[change]).await;
        let change = self.change_by_id(change).await?;
        self.tell(Event::Drafts {
            fabric: fabric.name.clone(),
            id: change.id.to_string(),
            change: change.name.clone(),
            resources,
            more,
            author: author.name.clone(),
        });
        self.reads().change_view(change).await
    }

    /// The change the drafts belong to; with a name when it must be opened.
    async fn change_for(
        &self,
        fabric: &Fabric,
        request: &DraftRequest,
        author: &Person,
    ) -> Result<(ChangeId, Option<String>), EngineError> {
        let name = match (&request.change, fabric.publish_mode) {
            (Some(name), _) => name.trim().to_owned(),
            // One commit per author and window.
            (None, PublishMode::Automatic) => format!("Edits by {}", author.name),
            (None, PublishMode::Manual) => {
                return Err(DraftError::ChangeNameNeeded { fabric: fabric.name.clone() }.into());
            }
        };
        if name.is_empty() || name.len() > 200 || name.contains(['\n', '\r', '\0']) {
            return Err(DraftError::ChangeName.into());
        }
        if name.parse::<ChangeId>().is_ok() {
            let change = self.change_named(&name).await?;
            if change.fabric_id != fabric.id || !change.state.is_editable() {
                return Err(
                    DraftError::TakesNoDrafts { change: change.name, state: change.state }.into()
                );
            }
            return Ok((change.id, None));
        }
        let found = self
            .store
            .changes_by_name(&name)
            .await?
            .into_iter()
            .find(|change| change.fabric_id == fabric.id && change.state.is_editable());
        Ok(match found {
            Some(change) => (change.id, None),
            None => (ChangeId::generate(), Some(name)),
        })
    }

    /// Works out what one edit wants.
    async fn apply(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        change: ChangeId,
        edit: &DraftEdit,
        wanted: &mut Vec<Wanted>,
    ) -> Result<(), EngineError> {
        match edit {
            DraftEdit::Documents { text } => {
                self.apply_documents(fabric, catalogue, change, text, wanted).await
            }
            DraftEdit::Text { resource, text, revision, base } => {
                let document = hedgerow_yaml::read(text, &limits())
                    .map_err(|error| DraftError::Text(format!("{resource}: {error}")))?;
                let identity = identity_of(document.value(), catalogue)?;
                let typed = kind_name(resource)?;
                let plural = catalogue.kind(&identity.group_kind()).map(|kind| kind.plural.clone());
                if !typed.names(&identity, plural.as_deref()) {
                    return Err(DraftError::Text(format!(
                        "the text is of {identity}, not of {resource}; a rename is a new resource \
                         and a deletion"
                    ))
                    .into());
                }
                let current = self.current(fabric, change, &identity, wanted).await?;
                let base = match base {
                    Some(started) if current.is_new => {
                        started_from(started, current.base, &identity, catalogue)?
                    }
                    _ => current.base,
                };
                let target = Some(live(text.clone()));
                push(wanted, Wanted { identity, base, target, expected: *revision, revert: false });
                Ok(())
            }
            DraftEdit::Set { resource, fields } => {
                self.apply_fields(fabric, catalogue, change, resource, fields, wanted).await
            }
            DraftEdit::Delete { resource } => {
                let (identity, current) =
                    self.existing(fabric, catalogue, change, resource, wanted).await?;
                push(
                    wanted,
                    Wanted {
                        identity,
                        base: current.base,
                        target: None,
                        expected: None,
                        revert: false,
                    },
                );
                Ok(())
            }
            DraftEdit::CommentOut { resource } => {
                self.toggle(fabric, catalogue, change, resource, Standing::CommentedOut, wanted)
                    .await
            }
            DraftEdit::Uncomment { resource } => {
                self.toggle(fabric, catalogue, change, resource, Standing::Live, wanted).await
            }
            DraftEdit::Revert { resource } => {
                let (identity, current) =
                    self.existing(fabric, catalogue, change, resource, wanted).await?;
                if current.revision == 0 {
                    return Err(EngineError::not_found(Thing::Draft, resource));
                }
                push(
                    wanted,
                    Wanted { identity, base: None, target: None, expected: None, revert: true },
                );
                Ok(())
            }
        }
    }

    async fn toggle(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        change: ChangeId,
        resource: &str,
        standing: Standing,
        wanted: &mut Vec<Wanted>,
    ) -> Result<(), EngineError> {
        let (identity, current) =
            self.existing(fabric, catalogue, change, resource, wanted).await?;
        let Some(picture) = current.now else {
            return Err(DraftError::ToBeDeleted { identity }.into());
        };
        if picture.standing == standing {
            return Err(DraftError::StandsAlready { identity, standing }.into());
        }
        let known = catalogue.kind(&identity.group_kind()).is_some();
        if standing == Standing::CommentedOut && !known {
            return Err(DraftError::SchemaUnknown { kind: identity.group_kind() }.into());
        }
        push(
            wanted,
            Wanted {
                identity,
                base: current.base,
                target: Some(Picture { standing, text: picture.text }),
                expected: None,
                revert: false,
            },
        );
        Ok(())
    }

    async fn apply_documents(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        change: ChangeId,
        text: &str,
        wanted: &mut Vec<Wanted>,
    ) -> Result<(), EngineError> {
        for document in hedgerow_yaml::read_all(text, &limits()) {
            let read = match document.content {
                Content::Empty => continue,
                Content::Broken(error) => return Err(DraftError::Text(error.to_string()).into()),
                Content::Object(read) => read,
            };
            let at = document.slice.line;
            let value = hedgerow_schema::strip_server_fields(read.value());
            let identity = identity_of(&value, catalogue)
                .map_err(|error| DraftError::Text(format!("line {at}: {error}")))?;
            let own = document.slice.own_text(text).into_owned();
            let types = catalogue.list_types(&identity.group_kind());
            let current = self.current(fabric, change, &identity, wanted).await?;
            // Borrowed types must not be held while waiting: the server moves this between threads.
            let rewrite = Rewrite { types: types.as_ref(), comments: &[] };
            let refused = |error: hedgerow_yaml::EditError| {
                DraftError::Uneditable(format!("line {at}: {identity}: {error}"))
            };
            let has_comments = own.contains('#')
                && hedgerow_yaml::comments(&own, types.as_ref())
                    .is_ok_and(|comments| !comments.is_empty());
            let target = match &current.now {
                // Values without comments: what people wrote around Git's values stays.
                Some(now) if !has_comments => {
                    hedgerow_yaml::rewrite(&now.text, &value, &rewrite).map_err(refused)?
                }
                _ => hedgerow_yaml::rewrite(&own, &value, &rewrite).map_err(refused)?,
            };
            push(
                wanted,
                Wanted {
                    identity,
                    base: current.base,
                    target: Some(live(target)),
                    expected: None,
                    revert: false,
                },
            );
        }
        Ok(())
    }

    async fn apply_fields(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        change: ChangeId,
        resource: &str,
        fields: &[String],
        wanted: &mut Vec<Wanted>,
    ) -> Result<(), EngineError> {
        let (identity, current) =
            self.existing(fabric, catalogue, change, resource, wanted).await?;
        let Some(picture) = current.now else {
            return Err(DraftError::ToBeDeleted { identity }.into());
        };
        if picture.standing == Standing::Unreadable {
            return Err(DraftError::Unreadable { identity }.into());
        }
        let read = hedgerow_yaml::read(&picture.text, &limits())
            .map_err(|error| EngineError::Internal(format!("{identity}: {error}")))?;
        let mut value = read.into_value();
        for field in fields {
            set_field(&mut value, field)
                .map_err(|error| DraftError::Text(format!("{identity}: {error}")))?;
        }
        if Identity::of(&value).as_ref() != Some(&identity) {
            return Err(DraftError::Text(format!(
                "kind, name and namespace of {identity} cannot be set; a rename is a new resource \
                 and a deletion"
            ))
            .into());
        }
        let types = catalogue.list_types(&identity.group_kind());
        let rewrite = Rewrite { types: types.as_ref(), comments: &[] };
        let text = hedgerow_yaml::rewrite(&picture.text, &value, &rewrite)
            .map_err(|error| DraftError::Uneditable(format!("{identity}: {error}")))?;
        push(
            wanted,
            Wanted {
                identity,
                base: current.base,
                target: Some(Picture { text, standing: picture.standing }),
                expected: None,
                revert: false,
            },
        );
        Ok(())
    }

    /// The resource a person named, as an edit finds it.
    async fn existing(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        change: ChangeId,
        typed: &str,
        wanted: &[Wanted],
    ) -> Result<(Identity, Current), EngineError> {
        let identity = self.resolve_name(fabric, catalogue, typed, Some(change), wanted).await?;
        let current = self.current(fabric, change, &identity, wanted).await?;
        Ok((identity, current))
    }

    /// The identity behind `KIND/NAME`: among the fabric's documents, the change's drafts, and what
    /// this request saves.
    async fn resolve_name(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        typed: &str,
        change: Option<ChangeId>,
        wanted: &[Wanted],
    ) -> Result<Identity, EngineError> {
        let name = kind_name(typed)?;
        let mut found: Vec<Identity> = Vec::new();
        let kinds: Vec<_> = catalogue
            .find(&name.kind)
            .into_iter()
            .filter(|kind| name.group.as_ref().is_none_or(|group| *group == kind.group_kind.group))
            .map(|kind| kind.group_kind.clone())
            .collect();
        let namespace =
            name.namespace.clone().unwrap_or_else(|| Identity::DEFAULT_NAMESPACE.to_owned());
        let candidates: Vec<Identity> = kinds
            .into_iter()
            .map(|kind| Identity {
                group: kind.group,
                kind: kind.kind,
                namespace: namespace.clone(),
                name: name.name.clone(),
            })
            .collect();
        for document in self.store.documents_of_all(fabric.id, &candidates).await? {
            found.push(document.identity);
        }
        if found.is_empty() {
            // A kind without a schema: the fabric's own documents tell.
            for identity in self.store.identities_named(fabric.id, &name.name).await? {
                if name.names(&identity, None) {
                    found.push(identity);
                }
            }
        }
        // A resource that Git does not have, or one of another group, is known from drafts alone.
        if let Some(change) = change.filter(|_| found.is_empty() || candidates.len() != 1) {
            for draft in self.store.drafts(change).await? {
                let kind = draft.identity.group_kind();
                let plural = catalogue.kind(&kind).map(|kind| kind.plural.as_str());
                if name.names(&draft.identity, plural) {
                    found.push(draft.identity);
                }
            }
        }
        found.extend(wanted.iter().map(|w| w.identity.clone()).filter(|id| name.names(id, None)));
        found.sort();
        found.dedup();
        match found.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(EngineError::not_found_in(Thing::Resource, typed, &fabric.name)),
            several => {
                let spelled = |id: &Identity| format!("{}/{}", id.group_kind(), id.name);
                let candidates = several.iter().map(spelled).collect();
                Err(DraftError::Ambiguous { typed: typed.to_owned(), candidates }.into())
            }
        }
    }

    async fn current(
        &self,
        fabric: &Fabric,
        change: ChangeId,
        identity: &Identity,
        wanted: &[Wanted],
    ) -> Result<Current, EngineError> {
        if let Some(earlier) = wanted.iter().find(|wanted| wanted.identity == *identity) {
            return Ok(Current {
                base: earlier.base.clone(),
                now: earlier.target.clone(),
                revision: earlier.expected.unwrap_or(0),
                is_new: false,
            });
        }
        if let Some(draft) = self.store.draft_in(change, identity).await? {
            return Ok(Current {
                base: draft.base_text.map(|text| Picture { standing: draft.base_standing, text }),
                now: draft.text.map(|text| Picture { standing: draft.standing, text }),
                revision: draft.revision,
                is_new: false,
            });
        }
        let mut documents = self.store.documents_of(fabric.id, identity).await?;
        let aside = documents.iter().all(|document| document.standing == Standing::CommentedOut);
        if aside && documents.len() > 1 {
            // Several copies in comments: the one that Hedgerow switched off last is meant.
            let last = self.store.last_switched_off(fabric.id, identity).await?;
            if documents.iter().any(|document| Some(&document.text) == last.as_ref()) {
                documents.retain(|document| Some(&document.text) == last.as_ref());
            }
        }
        let git = git_picture(identity, &documents)?;
        Ok(Current { base: git.clone(), now: git, revision: 0, is_new: true })
    }

    async fn write(
        &self,
        tx: &mut Transaction,
        fabric: &Fabric,
        change: ChangeId,
        wanted: Wanted,
        author: &Person,
    ) -> Result<Saved, EngineError> {
        let nothing = wanted.target == wanted.base;
        let known = tx.draft_in(change, &wanted.identity).await?;
        let text = |picture: &Option<Picture>| picture.as_ref().map(|picture| picture.text.clone());
        let saved = Saved {
            resource: wanted.identity.to_string(),
            before: match &known {
                Some(draft) => draft.text.clone(),
                None => text(&wanted.base),
            },
            after: match &known {
                Some(draft) if wanted.revert => draft.base_text.clone(),
                _ => text(&wanted.target),
            },
        };
        if wanted.revert || nothing {
            // Back to where it started: there is no draft any more.
            if let Some(draft) = known {
                tx.remove_draft(draft.id).await?;
            } else if nothing {
                return Err(DraftError::LikeThatAlready { identity: wanted.identity }.into());
            }
            return Ok(saved);
        }
        let (base_standing, base_text) = match wanted.base {
            Some(base) => (base.standing, Some(base.text)),
            None => (Standing::Live, None),
        };
        let (standing, text) = match wanted.target {
            Some(target) => (target.standing, Some(target.text)),
            None => (Standing::Live, None),
        };
        let draft = NewDraft {
            change_id: change,
            fabric_id: fabric.id,
            identity: wanted.identity,
            base_text,
            base_standing,
            text,
            standing,
            author: author.clone(),
        };
        let id = tx.save_draft(&draft, wanted.expected, now()).await?;
        let wanted_live = draft.text.as_deref().filter(|_| draft.standing == Standing::Live);
        let edges = wanted_live.map(edges_of_text).unwrap_or_default();
        tx.replace_draft_edges(id, fabric.id, &edges).await?;
        Ok(saved)
    }
}

/// What Git has of these resources.
async fn pictures(
    tx: &mut Transaction,
    fabric: &Fabric,
    identities: Vec<Identity>,
) -> Result<HashMap<Identity, Option<Picture>>, EngineError> {
    let mut of: HashMap<Identity, Vec<Document>> =
        identities.into_iter().map(|identity| (identity, Vec::new())).collect();
    let ids: Vec<Identity> = of.keys().cloned().collect();
    for document in tx.documents_of_all(fabric.id, &ids).await? {
        of.entry(document.identity.clone()).or_default().push(document);
    }
    Ok(of
        .into_iter()
        .map(|(identity, documents)| {
            let picture = git_picture(&identity, &documents).ok().flatten();
            (identity, picture)
        })
        .collect())
}

/// What the audit is told of saved drafts: their texts before and after.
fn told(
    actor: &Actor,
    fabric: &Fabric,
    change: ChangeId,
    name: &str,
    author: &Person,
    saved: &[Saved],
) -> NewAudit {
    let (before, after) = texts(saved);
    let resources = listed(saved.iter().map(|saved| saved.resource.as_str()));
    let detail = match *author == person(actor) {
        true => resources,
        false => format!("{resources}, for {author}"),
    };
    entry(actor, AuditAction::DraftSave)
        .fabric(fabric.name.clone())
        .subject(name)
        .detail(detail)
        .before(&json!({ "drafts": before }))
        .after(&json!({ "change": change.to_string(), "drafts": after }))
}

/// Replaces what the request wanted of the same resource before.
fn push(wanted: &mut Vec<Wanted>, new: Wanted) {
    wanted.retain(|wanted| wanted.identity != new.identity);
    wanted.push(new);
}

fn live(text: String) -> Picture {
    Picture { standing: Standing::Live, text }
}

/// What an editor says that it started from: the base of a new draft. `git` is what Git has now.
fn started_from(
    text: &str,
    git: Option<Picture>,
    identity: &Identity,
    catalogue: &Catalogue,
) -> Result<Option<Picture>, DraftError> {
    if git.as_ref().is_some_and(|git| git.text == text) {
        return Ok(git);
    }
    if text.is_empty() {
        return Ok(None);
    }
    let document = hedgerow_yaml::read(text, &limits())
        .map_err(|error| DraftError::Text(format!("`base` of {identity}: {error}")))?;
    let of = identity_of(document.value(), catalogue)?;
    if of != *identity {
        return Err(DraftError::Text(format!("`base` is of {of}, the text is of {identity}")));
    }
    Ok(Some(live(text.to_owned())))
}

/// The picture Git has of a resource.
fn git_picture(identity: &Identity, documents: &[Document]) -> Result<Option<Picture>, DraftError> {
    let standing = |standing: Standing| -> Vec<&Document> {
        documents.iter().filter(|document| document.standing == standing).collect()
    };
    let live = standing(Standing::Live);
    let (found, in_comments) = if live.is_empty() {
        let unreadable = standing(Standing::Unreadable);
        if unreadable.is_empty() {
            (standing(Standing::CommentedOut), true)
        } else {
            (unreadable, false)
        }
    } else {
        (live, false)
    };
    // Copies that say the same are one, unless they are live.
    let same = found.iter().all(|document| document.text == found[0].text);
    if found.len() > 1 && !(same && found[0].standing == Standing::CommentedOut) {
        let paths = found.iter().map(|document| document.path.clone()).collect();
        return Err(DraftError::Duplicates { identity: identity.clone(), in_comments, paths });
    }
    Ok(found
        .first()
        .map(|document| Picture { standing: document.standing, text: document.text.clone() }))
}

pub(crate) fn kind_name(typed: &str) -> Result<KindName, DraftError> {
    typed.parse().map_err(DraftError::Text)
}

/// The identity of an object that may be drafted.
fn identity_of(value: &Value, catalogue: &Catalogue) -> Result<Identity, DraftError> {
    let identity = Identity::of(value).ok_or_else(|| {
        DraftError::Text(
            "not a Kubernetes object: apiVersion, kind and metadata.name are needed".to_owned(),
        )
    })?;
    let odd = |text: &str| {
        text.is_empty()
            || text.starts_with('.')
            || text.chars().any(|c| c.is_control() || matches!(c, '/' | '\\'))
    };
    if odd(&identity.name) || odd(&identity.namespace) {
        return Err(DraftError::Text(format!(
            "name `{}` or namespace `{}` cannot be a file's name",
            identity.name, identity.namespace
        )));
    }
    let word = |text: &str| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
            && !text.starts_with('.')
    };
    if !word(&identity.kind) || !word(&identity.group) {
        return Err(DraftError::Text(format!(
            "`{}` of `{}` is no kind: kinds and groups are letters, digits, `-` and `.`",
            identity.kind, identity.group
        )));
    }
    let kind = identity.group_kind();
    if catalogue.kind(&kind).is_some_and(|kind| kind.category == Category::System) {
        return Err(DraftError::OfTheFabric { kind: identity.kind });
    }
    Ok(identity)
}

/// `PATH=VALUE` sets, `PATH-` deletes.
fn set_field(value: &mut Value, field: &str) -> Result<(), String> {
    let (path, new) = hedgerow_model::parse_assignment(field)?;
    match new {
        Some(text) => {
            let new = hedgerow_yaml::read_value(text)
                .map_err(|error| format!("value of `{path}`: {error}"))?;
            hedgerow_yaml::set_path(value, &path, new).map_err(|error| error.to_string())
        }
        None => hedgerow_yaml::delete_path(value, &path).map_err(|error| error.to_string()),
    }
}
