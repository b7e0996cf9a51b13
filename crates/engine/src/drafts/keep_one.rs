//! One of several documents of a resource is kept: a draft that takes the others out of their files.

use hedgerow_model::{Actor, Document, Fabric, FabricId, Identity, SeenCopy, Standing};
use hedgerow_plan::{DocumentState, digest};

use super::approvals::check_message;
use super::authorship::in_the_name_of;
use super::destination::Opening;
use super::edits::Wanted;
use super::save::At;
use super::{DraftError, Drafts};
use crate::error::EngineError;
use crate::views::{ChangeView, KeepRequest};

/// Among how many documents one is chosen.
pub(crate) const MOST_COPIES: usize = 20;

impl Drafts<'_> {
    /// The live documents of a resource, in the order of their files.
    pub(crate) async fn live(
        &self,
        fabric: FabricId,
        identity: &Identity,
    ) -> Result<Vec<Document>, EngineError> {
        let all = self.store.documents_of_all(fabric, std::slice::from_ref(identity)).await?;
        let mut live: Vec<Document> =
            all.into_iter().filter(|document| document.standing == Standing::Live).collect();
        live.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        Ok(live)
    }

    /// Keeps one of the documents of a resource, which are still those that were seen.
    pub(crate) async fn keep_one(
        &self,
        fabric: &Fabric,
        identity: &Identity,
        request: KeepRequest,
        actor: &Actor,
    ) -> Result<ChangeView, EngineError> {
        if let Some(message) = &request.message {
            check_message(message)?;
        }
        let [kept] = request.copies.iter().filter(|copy| !copy.goes).collect::<Vec<_>>()[..] else {
            return Err(DraftError::KeepOne.into());
        };
        let author = in_the_name_of(actor, request.by.clone())?;
        let catalogue = self.catalogue(fabric.id).await?;
        // What the database agrees with stays so while it is compared with what was seen.
        let edits_of_fabric = self.lock_fabric(fabric.id).await;
        let source = self.known_source(fabric).await?;
        let live = self.live(fabric.id, identity).await?;
        if live.len() > MOST_COPIES {
            let (identity, many) = (Box::new(identity.clone()), live.len());
            return Err(DraftError::ManyCopies { identity, many, most: MOST_COPIES }.into());
        }
        let digests: Vec<String> = live.iter().map(|it| digest(&it.text)).collect();
        let of_copy = |copy: &'_ SeenCopy| (copy.path.clone(), copy.digest.clone());
        let there = live.iter().zip(&digests).map(|(it, digest)| (it.path.clone(), digest.clone()));
        let there: Vec<(String, String)> = there.collect();
        let stays = there.iter().position(|it| *it == of_copy(kept)).and_then(|at| live.get(at));
        let in_order = |mut all: Vec<(String, String)>| {
            all.sort();
            all
        };
        let is_as_seen = in_order(there) == in_order(request.copies.iter().map(of_copy).collect());
        let Some(stays) = stays.filter(|_| is_as_seen) else {
            let identity = Box::new(identity.clone());
            let paths = live.iter().map(|it| it.path.clone()).collect();
            return Err(DraftError::CopiesMoved { identity, paths }.into());
        };
        let to = self.change_for(fabric, request.change.as_deref(), &author).await?;
        let change = to.change;
        // What the change wants of the resource already is wanted of the document that stays.
        let known = self.store.drafts_in(change, std::slice::from_ref(identity)).await?.pop();
        let edited = known
            .filter(|draft| draft.text != draft.base_text || draft.standing != draft.base_standing);
        let (base, target) = match &edited {
            Some(draft) => (DocumentState::base_of(draft), DocumentState::wanted_by(draft)),
            None => {
                let stays = DocumentState { standing: Standing::Live, text: stays.text.clone() };
                (Some(stays.clone()), Some(stays))
            }
        };
        let wanted = Wanted::new(identity.clone(), base, target, None).among(request.copies);
        let at = At { fabric, source: &source, catalogue: &catalogue };
        let opening = Opening { to, message: request.message.as_deref() };
        self.save_into(&at, opening, vec![wanted], (actor, &author), edits_of_fabric).await
    }
}
