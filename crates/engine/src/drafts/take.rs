//! Values of a fabric's cluster become drafts: what only it has, what it has otherwise, what it no longer has.

use std::collections::HashMap;

use hedgerow_drift::accepted;
use hedgerow_model::{
    Actor, Document, Draft, Fabric, FieldDrift, FieldPath, Identity, PublishMode, Standing, Value,
};
use hedgerow_plan::DocumentState;
use hedgerow_schema::Catalogue;

use super::Drafts;
use super::approvals::check_message;
use super::authorship::in_the_name_of;
use super::desk::git_picture;
use super::destination::Opening;
use super::edits::Wanted;
use super::migrate::{spelled, unsaved};
use super::save::{At, Edited, with_wanted};
use crate::core::blocking;
use crate::error::EngineError;
use crate::views::{LeftView, TakeRequest, TakeView};

/// Most resources and places that an answer lists; it says how many there are.
const LISTED: usize = 100;

/// Most resources whose diff is shown.
const SHOWN: usize = 200;

/// The change in which Git takes what the cluster has, where nobody names another.
pub(crate) const FROM_THE_CLUSTER: &str = "From the cluster";

/// What a resource takes from the cluster.
pub(crate) struct Taking {
    pub(crate) identity: Identity,
    pub(crate) what: Take,
}

/// What of it.
pub(crate) enum Take {
    /// The values at these fields of the object.
    Fields(Value, Vec<FieldDrift>),
    /// That it is not there.
    Gone,
    /// All of it: its text.
    Whole(String),
}

impl Drafts<'_> {
    /// Saves what resources take from the cluster as drafts of a change; or shows what that would be. `left` is what is
    /// not taken, with the reason.
    pub(crate) async fn take(
        &self,
        fabric: &Fabric,
        takings: Vec<Taking>,
        mut left: Vec<LeftView>,
        request: &TakeRequest,
        actor: &Actor,
    ) -> Result<TakeView, EngineError> {
        if let Some(message) = &request.message {
            check_message(message)?;
        }
        let catalogue = self.catalogue(fabric.id).await?;
        let author = in_the_name_of(actor, request.author.clone())?;
        // What the database agrees with stays so while texts are compared with it.
        let edits_of_fabric = self.lock_fabric(fabric.id).await;
        let source = self.known_source(fabric).await?;
        let by_hand =
            fabric.publish_mode == PublishMode::Automatic && !self.config.publish_accepted;
        // Not among the edits that are published automatically.
        let named = request.change.as_deref().or(by_hand.then_some(FROM_THE_CLUSTER));
        let to = self.change_for(fabric, named, &author).await?;
        let change = to.change;
        let drafts = match to.is_new {
            true => Vec::new(),
            false => self.store.drafts_of_all(&[change]).await?,
        };
        let mine: HashMap<Identity, Draft> =
            drafts.into_iter().map(|draft| (draft.identity.clone(), draft)).collect();
        let mut wanted =
            self.wanted_from_cluster(fabric, &catalogue, takings, &mine, &mut left).await?;
        left.extend(self.leave_to_owners(fabric, &catalogue, &mut wanted).await?);
        let mut view = TakeView {
            fabric: fabric.name.clone(),
            count: wanted.len(),
            resources: wanted.iter().take(LISTED).map(|it| spelled(&it.identity)).collect(),
            left_count: left.len(),
            left: left.into_iter().take(LISTED).collect(),
            ..TakeView::default()
        };
        if wanted.is_empty() {
            return Ok(view);
        }
        if request.preview {
            drop(edits_of_fabric);
            let shown: Vec<Wanted> = wanted.into_iter().take(SHOWN).collect();
            view.shown = shown.len();
            let known = shown.iter().filter_map(|one| mine.get(&one.identity).cloned());
            let drafts = with_wanted(known.collect(), (fabric.id, change), &shown, &author);
            let change = unsaved(change, fabric, to.shown(), &author);
            let preview = self.outbound().preview_of(fabric, change, drafts).await?;
            (view.diff, view.problems, view.waits) = preview;
            return Ok(view);
        }
        let foreseen = self.foresee(fabric, change, &wanted, &author).await?;
        let at = At { fabric, source: &source, catalogue: &catalogue };
        let mut tx = self.write_into(&to).await?;
        let opening = Opening { to, message: request.message.as_deref() };
        let edited = Edited { wanted, foreseen };
        self.open_and_keep(&mut tx, &at, opening, edited, (actor, &author)).await?;
        if !self.config.publish_accepted {
            tx.publish_by_hand(change).await?;
        }
        view.saved = Some(self.kept(tx, edits_of_fabric, fabric.id, change).await?);
        Ok(view)
    }

    /// What is to be saved. What cannot be written without loss is left, with the reason.
    async fn wanted_from_cluster(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        takings: Vec<Taking>,
        mine: &HashMap<Identity, Draft>,
        left: &mut Vec<LeftView>,
    ) -> Result<Vec<Wanted>, EngineError> {
        let catalogue = catalogue.clone();
        let ids: Vec<Identity> = takings.iter().map(|taking| taking.identity.clone()).collect();
        let mut documents: HashMap<Identity, Vec<Document>> = HashMap::new();
        for document in self.store.documents_of_all(fabric.id, &ids).await? {
            documents.entry(document.identity.clone()).or_default().push(document);
        }
        let mine = mine.clone();
        let (wanted, refused) = blocking(move || {
            let (mut wanted, mut refused) = (Vec::new(), Vec::new());
            for Taking { identity, what } in takings {
                let own: Vec<&Document> = documents.get(&identity).into_iter().flatten().collect();
                let picture = match git_picture(&identity, &own) {
                    Ok(picture) => picture,
                    Err(error) => {
                        refused.push(left_view(&identity, FieldPath::root(), error.to_string()));
                        continue;
                    }
                };
                // A draft of the change goes on from where it is.
                let (base, current, revision) = match mine.get(&identity) {
                    Some(draft) => {
                        let target = draft.text.clone();
                        let current =
                            target.map(|text| DocumentState { standing: draft.standing, text });
                        (DocumentState::base_of(draft), current, Some(draft.revision))
                    }
                    None => (picture.clone(), picture, None),
                };
                let target = match (what, current) {
                    (Take::Gone, _) => Ok(None),
                    (Take::Whole(_), Some(current)) if current.standing == Standing::Live => {
                        Err("the change has a draft of it already".to_owned())
                    }
                    (Take::Whole(text), _) => {
                        Ok(Some(DocumentState { standing: Standing::Live, text }))
                    }
                    (Take::Fields(actual, fields), Some(current))
                        if current.standing == Standing::Live =>
                    {
                        match accepted(&current.text, &actual, &fields, &catalogue) {
                            Ok(text) => Ok(Some(DocumentState { standing: Standing::Live, text })),
                            Err(error) => Err(error.to_string()),
                        }
                    }
                    (Take::Fields(..), _) => Err("the change takes it away".to_owned()),
                };
                match target {
                    Ok(target) => wanted.push(Wanted::new(identity, base, target, revision)),
                    Err(why) => refused.push(left_view(&identity, FieldPath::root(), why)),
                }
            }
            (wanted, refused)
        })
        .await?;
        left.extend(refused);
        Ok(wanted)
    }
}

/// What is not taken, and why.
pub(crate) fn left_view(identity: &Identity, path: FieldPath, why: String) -> LeftView {
    LeftView { resource: spelled(identity), migration: None, path, why }
}
