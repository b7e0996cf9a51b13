//! Drafts that do not agree with themselves or with what Git has. They are what people wrote: nothing of them is ever
//! changed by a repair.

use std::collections::HashSet;

use hedgerow_model::{
    Draft, Fabric, Identity, Standing, VerifyDifference, VerifyHow, VerifyPart, VerifyReport,
};
use hedgerow_plan::{edges_of_text, is_outdated, value_of};

use super::Drafts;
use super::save::pictures_in;
use crate::core::blocking;
use crate::error::EngineError;

impl Drafts<'_> {
    /// The open drafts of a fabric that cannot be as they were saved. `skip` are resources whose documents are wrong.
    /// The queue's lock must be held: no ingest lets drafts meet Git meanwhile.
    pub(crate) async fn compare(
        &self,
        fabric: &Fabric,
        skip: &HashSet<Identity>,
        report: &mut VerifyReport,
    ) -> Result<Vec<VerifyDifference>, EngineError> {
        // Nobody saves one meanwhile.
        let _edits = self.lock_fabric(fabric.id).await;
        let drafts = self.store.active_drafts(fabric.id).await?;
        report.database.read += u64::try_from(drafts.len()).unwrap_or_default();
        let ids: Vec<Identity> = drafts.iter().map(|draft| draft.identity.clone()).collect();
        let documents = self.store.documents_of_all(fabric.id, &ids).await?;
        let pictures = pictures_in(ids, documents);
        let mut found = Vec::new();
        for draft in &drafts {
            let edges = self.store.edges_of_draft(draft.id).await?;
            let one = draft.clone();
            let (mut damaged, wanted) = blocking(move || {
                let text = one.text.as_deref().filter(|_| one.standing == Standing::Live);
                (damaged(&one), text.map(edges_of_text).unwrap_or_default())
            })
            .await?;
            if damaged.is_empty() && wanted != edges {
                damaged.push("references");
            }
            let git = pictures.get(&draft.identity).and_then(|stands| stands.facing(draft));
            if damaged.is_empty()
                && !skip.contains(&draft.identity)
                && git.is_some_and(|git| is_outdated(draft, git) != draft.outdated)
            {
                damaged.push("base");
            }
            if !damaged.is_empty() {
                found.push(told(draft, &damaged));
            }
        }
        Ok(found)
    }
}

/// What of a draft cannot be as it was saved: a text is that of the resource.
fn damaged(draft: &Draft) -> Vec<&'static str> {
    let is_its_own = |text: &Option<String>| match text {
        Some(text) => value_of(text)
            .is_some_and(|value| Identity::of(&value).as_ref() == Some(&draft.identity)),
        None => true,
    };
    let all = [("text", &draft.text), ("base", &draft.base_text)];
    all.into_iter().filter(|(_, text)| !is_its_own(text)).map(|(name, _)| name).collect()
}

fn told(draft: &Draft, damaged: &[&str]) -> VerifyDifference {
    let change = draft.change_id;
    VerifyDifference {
        part: VerifyPart::Draft,
        how: VerifyHow::Changed,
        resource: Some(draft.identity.to_string()),
        path: None,
        fields: damaged.iter().map(|&part| part.to_owned()).collect(),
        database: Some(format!("a draft of change {change}")),
        evidence: None,
        read_from: "the draft itself, and what Git has of its resource".to_owned(),
        can_repair: false,
        advice: Some(
            "a draft is never repaired: look at it, then save it again or discard it".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::{ChangeId, DraftId, FabricId, Person};

    use super::*;

    fn draft(base: Option<&str>, text: Option<&str>) -> Draft {
        Draft {
            id: DraftId(1),
            change_id: ChangeId::generate(),
            fabric_id: FabricId(1),
            identity: Identity::new("vpc.githedgehog.com", "VPC", "a"),
            base_text: base.map(str::to_owned),
            base_standing: Standing::Live,
            text: text.map(str::to_owned),
            standing: Standing::Live,
            copies: Vec::new(),
            outdated: false,
            author: Person { name: "Ada".into(), email: "ada@example.org".into() },
            revision: 1,
            updated_at: 1,
        }
    }

    #[test]
    fn a_text_that_is_not_that_of_the_resource_is_damaged() {
        let own = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: a}\n";
        let other = own.replace("name: a", "name: b");
        assert!(damaged(&draft(Some(own), Some(own))).is_empty());
        assert!(damaged(&draft(None, None)).is_empty());
        assert_eq!(damaged(&draft(Some(own), Some("{"))), ["text"]);
        assert_eq!(damaged(&draft(Some(&other), Some(own))), ["base"]);
        assert_eq!(damaged(&draft(Some(""), Some(&other))), ["text", "base"]);
    }
}
