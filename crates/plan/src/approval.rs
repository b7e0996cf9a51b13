//! What an approval is bound to, and whether it counts.
//!
//! A revision is a digest of what a change says and of what was decided for it; whatever changes that
//! voids the approval. Whoever wrote some of a change is not a second pair of eyes.

use hedgerow_model::{
    ActRequest, Approval, AskedAct, AskedActs, ChangeAuthor, Conflict, ConflictState, Draft,
    Identity, Person, RequestedAct, UserId, hex,
};
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

/// What would be done to a resource in a cluster, as both sides were when somebody looked.
#[derive(Clone, Copy, Debug)]
pub struct SeenAct<'a> {
    /// What would be done.
    pub act: &'a AskedAct,
    /// The resource, in full.
    pub identity: &'a Identity,
    /// The digest of what Git wants; `None`: it is gone there.
    pub desired: Option<&'a str>,
    /// The digest of what the cluster has; `None`: nothing.
    pub actual: Option<&'a str>,
}

/// What would be done in a cluster, as one word. Whatever moves on either side, or in what is asked for, makes another.
#[must_use]
pub fn acts_revision(what: RequestedAct, asked: &AskedActs, seen: &[SeenAct<'_>]) -> String {
    let mut lines: Vec<serde_json::Value> = seen
        .iter()
        .map(|SeenAct { act, identity, desired, actual }| {
            let id = [&identity.group, &identity.kind, &identity.namespace, &identity.name];
            serde_json::json!([id, act.act, act.fields, desired, actual])
        })
        .collect();
    lines.sort_by_key(ToString::to_string);
    let all = serde_json::json!([what, asked.take_over, asked.confirm_deletions, lines]);
    hex(&Sha256::digest(all.to_string().as_bytes()))
}

/// Whether somebody is another person than who asked for acts.
#[must_use]
pub fn is_second(asked: &ActRequest, user: Option<UserId>, login: &str, email: &str) -> bool {
    let by = Author { user: asked.user, login: asked.login.clone(), person: asked.by.clone() };
    !Authors::among(vec![by], Vec::new()).has(user, login, email)
}

/// Everybody who wrote some of a change: its authors, and those its drafts name.
#[derive(Debug, Default)]
pub struct Authors {
    authors: Vec<Author>,
    people: Vec<Person>,
}

/// Somebody who acted.
#[derive(Debug)]
struct Author {
    user: Option<UserId>,
    login: String,
    person: Person,
}

impl From<ChangeAuthor> for Author {
    fn from(ChangeAuthor { user, login, person, .. }: ChangeAuthor) -> Self {
        Self { user, login, person }
    }
}

impl Authors {
    /// From the records of who wrote, and from the drafts as they are.
    #[must_use]
    pub fn new(authors: Vec<ChangeAuthor>, drafts: &[Draft]) -> Self {
        let people = drafts.iter().map(|draft| draft.author.clone()).collect();
        Self::among(authors.into_iter().map(Author::from).collect(), people)
    }

    /// These, and the people that they and others are named as.
    fn among(authors: Vec<Author>, mut people: Vec<Person>) -> Self {
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

#[cfg(test)]
mod tests {
    use hedgerow_model::{ApplyAct, FabricId};

    use super::*;

    fn act(act: ApplyAct, fields: &[&str]) -> AskedAct {
        let fields = fields.iter().map(|field| field.parse().unwrap()).collect();
        AskedAct { resource: "K/x".into(), act, fields }
    }

    #[test]
    fn whatever_moves_makes_other_acts_of_it_and_their_order_does_not() {
        let (x, y) = (Identity::new("g", "K", "x"), Identity::new("g", "K", "y"));
        let (update, other) =
            (act(ApplyAct::Update, &["spec.a"]), act(ApplyAct::Update, &["spec.b"]));
        let deleted = act(ApplyAct::Delete, &["spec.a"]);
        let seen = SeenAct { act: &update, identity: &x, desired: Some("d"), actual: Some("a") };
        let second = SeenAct { identity: &y, ..seen };
        let asked = AskedActs::default();
        let of = |seen: &[SeenAct<'_>]| acts_revision(RequestedAct::Apply, &asked, seen);
        assert_eq!(of(&[seen, second]), of(&[second, seen]));
        let all = [
            of(&[seen]),
            of(&[second]),
            of(&[seen, second]),
            of(&[SeenAct { act: &other, ..seen }]),
            of(&[SeenAct { act: &deleted, ..seen }]),
            of(&[SeenAct { desired: Some("e"), ..seen }]),
            of(&[SeenAct { desired: None, ..seen }]),
            of(&[SeenAct { actual: Some("b"), ..seen }]),
            of(&[SeenAct { actual: None, ..seen }]),
            acts_revision(RequestedAct::Reapply, &asked, &[seen]),
            acts_revision(
                RequestedAct::Apply,
                &AskedActs { take_over: true, ..asked.clone() },
                &[seen],
            ),
            acts_revision(
                RequestedAct::Apply,
                &AskedActs { confirm_deletions: true, ..asked.clone() },
                &[seen],
            ),
        ];
        let different: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }

    #[test]
    fn a_second_person_is_another_account_login_and_address() {
        let asked = |user: Option<i64>| ActRequest {
            id: 1,
            fabric_id: FabricId(1),
            what: RequestedAct::Apply,
            asked: AskedActs::default(),
            acts: Vec::new(),
            digest: String::new(),
            user: user.map(UserId),
            login: "ada".into(),
            by: Person { name: "Ada".into(), email: "ada@example.org".into() },
            at: 0,
        };
        let ben = Some(UserId(2));
        assert!(is_second(&asked(Some(1)), ben, "ben", "ben@example.org"));
        assert!(!is_second(&asked(Some(1)), Some(UserId(1)), "renamed", "new@example.org"));
        assert!(!is_second(&asked(Some(1)), ben, " ADA", "ben@example.org"));
        // Two accounts with one address are two people; without an account, the address tells.
        assert!(is_second(&asked(Some(1)), ben, "ben", "ada@example.org"));
        assert!(!is_second(&asked(None), ben, "ben", "Ada@example.org"));
        assert!(!is_second(&asked(Some(1)), None, "ben", "ada@example.org"));
    }
}
