//! In whose name something is written: what is in commits and in decisions.

use hedgerow_model::{Actor, ActorKind, ChangeId, Person};
use hedgerow_store::Transaction;

use super::{ChangeError, Drafts};
use crate::core::now;
use crate::error::EngineError;

/// Whoever acts, as Git records people.
pub(crate) fn person(actor: &Actor) -> Person {
    Person { name: actor.name.clone(), email: actor.email.clone() }
}

/// The person in whose name an actor writes. Only the installation's own token, which is nobody's,
/// may write for somebody else: scripts of one's own use it.
pub(crate) fn in_the_name_of(actor: &Actor, asked: Option<Person>) -> Result<Person, ChangeError> {
    let own = person(actor);
    let person = match (asked, actor.kind) {
        (None, _) => own,
        (Some(asked), ActorKind::Administrator | ActorKind::System) => asked,
        (Some(asked), _) if asked == own => own,
        (Some(asked), _) => {
            return Err(ChangeError::InAnothersName { actor: Box::new(actor.clone()), asked });
        }
    };
    let odd = |text: &str| text.trim().is_empty() || text.contains(['<', '>', '\n', '\0']);
    if odd(&person.name) || odd(&person.email) {
        return Err(ChangeError::Author);
    }
    Ok(person)
}

impl Drafts<'_> {
    /// Notes who wrote some of a change: whoever acts, and the person they write for where that is
    /// another. Such a person is known by an address alone, in a form that no login has.
    pub(crate) async fn wrote(
        &self,
        tx: &mut Transaction,
        change: ChangeId,
        actor: &Actor,
        author: &Person,
    ) -> Result<(), EngineError> {
        tx.add_author(change, actor, now()).await?;
        if *author != person(actor) {
            let named = Actor {
                login: format!("<{}>", author.email),
                name: author.name.clone(),
                email: author.email.clone(),
                ..Actor::anonymous()
            };
            tx.add_author(change, &named, now()).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Actor {
        Actor {
            kind: ActorKind::User,
            login: "ada".to_owned(),
            name: "Ada".to_owned(),
            email: "ada@example.org".to_owned(),
            ..Actor::anonymous()
        }
    }

    fn ben() -> Person {
        Person { name: "Ben".to_owned(), email: "ben@example.org".to_owned() }
    }

    #[test]
    fn people_and_their_tokens_write_in_their_own_name_only() {
        for kind in [ActorKind::User, ActorKind::Token] {
            let actor = Actor { kind, ..ada() };
            let own = person(&actor);
            assert_eq!(in_the_name_of(&actor, None).unwrap(), own);
            assert_eq!(in_the_name_of(&actor, Some(own.clone())).unwrap(), own);
            let error = in_the_name_of(&actor, Some(ben())).unwrap_err();
            assert!(matches!(error, ChangeError::InAnothersName { .. }), "{error}");
        }
    }

    #[test]
    fn the_installations_own_token_writes_for_others() {
        let actor = Actor::administrator();
        assert_eq!(in_the_name_of(&actor, Some(ben())).unwrap(), ben());
        assert_eq!(in_the_name_of(&actor, None).unwrap().name, "Administrator");
    }

    #[test]
    fn a_name_that_would_tear_a_commit_apart_is_refused() {
        let odd = Person { name: "Ada\nCo-authored-by: x".to_owned(), ..ben() };
        assert!(in_the_name_of(&Actor::administrator(), Some(odd)).is_err());
    }
}
