//! Where drafts go: the change that is named, or one's own, or a new one that is named after what is done.

use hedgerow_model::{
    Change, ChangeId, Fabric, FabricId, Person, PublishMode, Standing, is_hidden,
};
use hedgerow_plan::DocumentState;
use hedgerow_store::Transaction;

use super::edits::Wanted;
use super::{DraftError, Drafts};
use crate::error::EngineError;

/// Most bytes of a change's name.
const MOST: usize = 200;

/// Most bytes of what a name is made of: words or a number may have to go around it.
pub(super) const MADE: usize = 180;

/// A change that drafts go to.
pub(super) struct Destination {
    pub(super) change: ChangeId,
    /// Nothing where it has to be opened and nobody named it: it is named after what is done.
    pub(super) name: Option<String>,
    /// It has to be opened.
    pub(super) is_new: bool,
}

impl Destination {
    /// One that is open.
    fn of(change: Change) -> Self {
        Self { change: change.id, name: Some(change.name), is_new: false }
    }

    fn new(name: Option<String>) -> Self {
        Self { change: ChangeId::generate(), name, is_new: true }
    }

    /// As it is called in messages.
    pub(super) fn shown(&self) -> &str {
        self.name.as_deref().unwrap_or("a new change")
    }
}

/// A change that drafts are written into.
pub(super) struct Opening<'a> {
    pub(super) to: Destination,
    /// The commit message that somebody gave.
    pub(super) message: Option<&'a str>,
}

impl Drafts<'_> {
    /// The change that drafts belong to. Where none is named: with automatic publishing the author's of the moment; else
    /// their own open one that was edited last, or a new one.
    pub(super) async fn change_for(
        &self,
        fabric: &Fabric,
        name: Option<&str>,
        author: &Person,
    ) -> Result<Destination, EngineError> {
        let name = match (name, fabric.publish_mode) {
            (Some(name), _) => name.trim().to_owned(),
            // One commit per author and window.
            (None, PublishMode::Automatic) => format!("Edits by {}", author.name),
            (None, PublishMode::Manual) => {
                let own = self.store.newest_open_change_of(fabric.id, &author.email).await?;
                return Ok(own.map_or_else(|| Destination::new(None), Destination::of));
            }
        };
        may_be_a_name(&name)?;
        if name.parse::<ChangeId>().is_ok() {
            let change = self.change_named(&name).await?;
            if change.fabric_id != fabric.id || !change.state.is_editable() {
                return Err(
                    DraftError::TakesNoDrafts { change: change.name, state: change.state }.into()
                );
            }
            return Ok(Destination::of(change));
        }
        let found = self
            .store
            .changes_by_name(&name)
            .await?
            .into_iter()
            .find(|change| change.fabric_id == fabric.id && change.state.is_editable());
        Ok(found.map_or_else(|| Destination::new(Some(name)), Destination::of))
    }
}

/// Refuses what is not the name of a change.
pub(super) fn may_be_a_name(name: &str) -> Result<(), DraftError> {
    let odd = name.trim().is_empty() || name.len() > MOST || name.contains(is_hidden);
    if odd { Err(DraftError::ChangeName) } else { Ok(()) }
}

/// A name after what is done, which no open change of the fabric has.
pub(super) async fn free_name(
    tx: &mut Transaction,
    fabric: FabricId,
    wanted: &[Wanted],
) -> Result<String, EngineError> {
    let title = title(wanted);
    let taken = tx.names_of_open_changes(fabric, &title).await?;
    Ok(numbered(&title, &taken))
}

/// `title`, with the first number behind it that makes it none of those that are taken.
fn numbered(title: &str, taken: &[String]) -> String {
    let named = |number: usize| match number {
        1 => title.to_owned(),
        _ => format!("{title} ({number})"),
    };
    // One of these is free: they are more than those that are taken.
    let free = (1..=taken.len() + 1).map(named).find(|name| !taken.contains(name));
    free.unwrap_or_else(|| title.to_owned())
}

/// What is done, as a few words: `Edit VPC/web`, `Delete Switch/leaf-1 and 2 more`.
fn title(wanted: &[Wanted]) -> String {
    let Some(first) = wanted.first() else { return "Edits".to_owned() };
    let verb = match wanted.iter().all(|one| verb(one) == verb(first)) {
        true => verb(first),
        false => "Edit",
    };
    let more = match wanted.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = format!("{verb} {}/{}", first.identity.kind, first.identity.name);
    let mut plain: String = named.chars().filter(|c| !is_hidden(*c)).collect();
    if plain.len() + more.len() > MADE {
        plain.truncate(plain.floor_char_boundary(MADE - more.len() - '…'.len_utf8()));
        plain.push('…');
    }
    plain + &more
}

fn verb(wanted: &Wanted) -> &'static str {
    let standing = |state: &Option<DocumentState>| state.as_ref().map(|state| state.standing);
    match (standing(&wanted.base), standing(&wanted.target)) {
        _ if wanted.copies.as_ref().is_some_and(|copies| !copies.is_empty()) => "Keep one of",
        (None, Some(_)) => "Add",
        (Some(_), None) => "Delete",
        (Some(Standing::Live), Some(Standing::CommentedOut)) => "Comment out",
        (Some(Standing::CommentedOut), Some(Standing::Live)) => "Uncomment",
        _ => "Edit",
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_model::Identity;

    use super::*;

    fn wanted(name: &str, base: Option<Standing>, target: Option<Standing>) -> Wanted {
        let identity = Identity {
            group: "g".into(),
            kind: "VPC".into(),
            namespace: "default".into(),
            name: name.into(),
        };
        let state = |standing| DocumentState { standing, text: String::new() };
        Wanted::new(identity, base.map(state), target.map(state), None)
    }

    #[test]
    fn a_change_that_nobody_named_is_called_after_what_is_done() {
        use Standing::{CommentedOut, Live};
        let edit = |name| wanted(name, Some(Live), Some(Live));
        for (all, expected) in [
            (vec![edit("a")], "Edit VPC/a"),
            (vec![wanted("a", None, Some(Live))], "Add VPC/a"),
            (
                vec![wanted("a", Some(Live), None), wanted("b", Some(Live), None)],
                "Delete VPC/a and 1 more",
            ),
            (vec![wanted("a", Some(Live), Some(CommentedOut))], "Comment out VPC/a"),
            (vec![wanted("a", Some(CommentedOut), Some(Live))], "Uncomment VPC/a"),
            (vec![wanted("a", None, Some(Live)), edit("b"), edit("c")], "Edit VPC/a and 2 more"),
            (vec![edit("a\u{200b}b")], "Edit VPC/ab"),
        ] {
            assert_eq!(title(&all), expected);
        }
    }

    #[test]
    fn a_name_that_is_made_is_one_that_may_be_given() {
        for letter in ["x", "ä", "\u{1d11e}"] {
            let long = wanted(&letter.repeat(253), Some(Standing::Live), None);
            let other = wanted("b", Some(Standing::Live), None);
            let made = title(&[long, other]);
            assert!(made.ends_with("… and 1 more") && made.len() <= MADE, "{made}");
            let taken: Vec<String> = (0..999).map(|_| made.clone()).collect();
            may_be_a_name(&numbered(&made, &taken)).unwrap();
        }
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let taken = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        for (open, expected) in [
            (taken(&[]), "Edit VPC/a"),
            (taken(&["Edit VPC/a"]), "Edit VPC/a (2)"),
            (taken(&["Edit VPC/a (2)"]), "Edit VPC/a"),
            (taken(&["Edit VPC/a", "Edit VPC/a (2)"]), "Edit VPC/a (3)"),
            (taken(&["Edit VPC/a", "Edit VPC/a (3)"]), "Edit VPC/a (2)"),
        ] {
            assert_eq!(numbered("Edit VPC/a", &open), expected);
        }
    }
}
