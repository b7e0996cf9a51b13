//! What a change's commit says, and whom it names.

use hedgerow_model::{Actor, Change, ChangeAuthor, Draft, Person};

/// The trailer that names the change in its commit.
pub const TRAILER: &str = "Hedgerow-Change";

/// The commit message: what a person gave, or the change's name; then the trailers.
pub(crate) fn message(change: &Change, coauthors: &[Person]) -> String {
    let given = change.message.as_deref().unwrap_or(&change.name).trim();
    let mut text = format!("{given}\n\n{TRAILER}: {}\n", change.id);
    for person in coauthors {
        text.push_str(&format!("Co-authored-by: {person}\n"));
    }
    text
}

/// Everybody who wrote some of a change beside whoever opened it. The installation's own token is
/// nobody: whom it wrote for is named.
pub fn coauthors(change: &Change, drafts: &[Draft], authors: Vec<ChangeAuthor>) -> Vec<Person> {
    let nobody = Actor::administrator().login;
    let mut people: Vec<Person> = authors
        .into_iter()
        .filter(|author| author.login != nobody)
        .map(|author| author.person)
        .chain(drafts.iter().map(|draft| draft.author.clone()))
        .filter(|person| *person != change.author)
        .collect();
    people.sort();
    people.dedup();
    people
}
