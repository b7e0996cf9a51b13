//! What an approval is bound to, and whether it counts.
//!
//! A revision is a digest of what a change says and of what was decided for it; whatever changes that
//! voids the approval. Whoever wrote some of a change is not a second pair of eyes.

use hedgerow_model::{Approval, ChangeAuthor, Conflict, ConflictState, Draft, Person, UserId, hex};
use sha2::{Digest, Sha256};

/// What a change says, as one word: its message, the resources, texts, standings and bases of its
/// drafts, and what was decided of their conflicts.
pub fn revision(message: Option<&str>, drafts: &[Draft], stored: &[Conflict]) -> String {
    let mut digest = Sha256::new();
    // Each part has its length before it, so that nothing can move from one to the next.
    let mut part = |text: Option<&str>| match text {
        None => digest.update(u64::MAX.to_be_bytes()),
        Some(text) => {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text.as_bytes());
        }
    };
    part(message);
    let mut sorted: Vec<&Draft> = drafts.iter().collect();
    sorted.sort_by(|a, b| a.identity.cmp(&b.identity));
    for draft in sorted {
        let id = &draft.identity;
        for text in [&id.group, &id.kind, &id.namespace, &id.name] {
            part(Some(text));
        }
        part(draft.base_text.as_deref());
        part(Some(draft.base_standing.as_str()));
        part(draft.text.as_deref());
        part(Some(draft.standing.as_str()));
        // No group, which is what comes next otherwise, has a space.
        if !draft.copies.is_empty() {
            part(Some(&format!("{} copies", draft.copies.len())));
        }
        for copy in &draft.copies {
            part(Some(&copy.path));
            part(Some(&copy.digest));
            part(Some(if copy.goes { "goes" } else { "stays" }));
        }
    }
    let mut decided: Vec<&Conflict> = stored
        .iter()
        .filter(|conflict| conflict.state == ConflictState::Resolved)
        .filter(|conflict| drafts.iter().any(|draft| conflict.what.draft_id() == Some(draft.id)))
        .collect();
    decided.sort_by_key(|conflict| conflict.id);
    for conflict in decided {
        part(Some(&conflict.id.to_string()));
        let decision = conflict.decision.as_ref().and_then(|it| serde_json::to_string(it).ok());
        part(decision.as_deref());
    }
    hex(&digest.finalize())
}

/// Everybody who wrote some of a change: its authors, and those its drafts name.
#[derive(Debug, Default)]
pub struct Authors {
    authors: Vec<ChangeAuthor>,
    people: Vec<Person>,
}

impl Authors {
    /// From the records of who wrote, and from the drafts as they are.
    #[must_use]
    pub fn new(authors: Vec<ChangeAuthor>, drafts: &[Draft]) -> Self {
        let mut people: Vec<Person> = drafts.iter().map(|draft| draft.author.clone()).collect();
        people.extend(authors.iter().map(|author| author.person.clone()));
        people.sort();
        people.dedup();
        Self { authors, people }
    }

    /// Whether somebody is among them, by account or login; by address only where one of the two has no
    /// account, because an address that two accounts commit under says nothing of who they are.
    #[must_use]
    pub fn has(&self, user: Option<UserId>, login: &str, email: &str) -> bool {
        let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
        let known = |person: &Person| {
            let with_account = self.authors.iter().filter(|author| author.user.is_some());
            user.is_some() && with_account.clone().any(|author| author.person == *person)
        };
        self.people.iter().any(|person| same(&person.email, email) && !known(person))
            || self
                .authors
                .iter()
                .any(|author| same(&author.login, login) || (user.is_some() && author.user == user))
    }

    /// Their names.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.people.iter().map(|person| person.name.clone()).collect()
    }

    /// Who they are, as Git names people.
    #[must_use]
    pub fn into_people(self) -> Vec<Person> {
        self.people
    }

    /// The first approval of this revision by somebody who is not among them.
    pub fn approval<'a>(&self, approvals: &'a [Approval], revision: &str) -> Option<&'a Approval> {
        approvals.iter().find(|approval| self.counts(approval, revision))
    }

    /// Whether an approval is of this revision and by somebody who wrote none of the change.
    #[must_use]
    pub fn counts(&self, approval: &Approval, revision: &str) -> bool {
        approval.revision == revision
            && !self.has(approval.user, &approval.login, &approval.person.email)
    }
}
