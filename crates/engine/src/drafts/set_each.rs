//! What becomes of each resource whose fields are to be set. Pure: worked out on what [`Desk`] has of the database.

use std::collections::{BTreeMap, HashSet};

use hedgerow_model::{Finding, Identity, Severity, Shared, Standing, Value};
use hedgerow_plan::{DocumentState, check_after, digest, limits, value_of};
use hedgerow_schema::{Before, Catalogue};

use super::DraftError;
use super::desk::{Current, Desk};
use super::edits::{Wanted, present, with_fields};
use super::naming::Named;
use crate::error::EngineError;

/// What is to be set.
pub(super) struct Setting<'a> {
    /// `PATH=VALUE` or `PATH-`.
    pub(super) fields: &'a [String],
    /// Where a shared value changes.
    pub(super) shared: Shared,
    /// The versions that were seen, by the resource as it is named.
    pub(super) seen: &'a BTreeMap<String, String>,
}

/// A resource as it was named, with what becomes of it.
pub(super) struct Each {
    pub(super) typed: String,
    pub(super) version: Option<String>,
    pub(super) fate: Fate,
}

/// What becomes of a resource whose fields are to be set.
pub(super) enum Fate {
    /// It gets the values; `before` is its text so far, `findings` are no errors.
    Set { wanted: Box<Wanted>, before: String, findings: Vec<Finding> },
    /// It has them.
    Already,
    /// It cannot be changed, or not so.
    Refused(String),
    /// It would be wrong as it is not now.
    Broken(Vec<Finding>),
    /// It was changed since it was seen; by whom, where that is a draft.
    Moved(Option<String>),
}

/// What becomes of each, the ones that are named twice once.
pub(super) fn each(
    named: Vec<(String, Result<Named, EngineError>)>,
    setting: &Setting<'_>,
    desk: &Desk,
    catalogue: &Catalogue,
    fabric: &str,
) -> Result<Vec<Each>, EngineError> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for (typed, named) in named {
        let identity =
            named.and_then(|named| named.resolve(desk, catalogue, (fabric, None), [].iter()));
        let identity = match identity {
            Ok(identity) => identity,
            Err(error) => {
                let fate = Fate::Refused(said(None, error)?);
                found.push(Each { typed, version: None, fate });
                continue;
            }
        };
        if !seen.insert(identity.clone()) {
            continue;
        }
        let now = desk.current(&identity).and_then(|current| {
            let picture = present(&identity, current.now.clone())?;
            Ok((current, picture))
        });
        let (version, fate) = match now {
            Ok((current, picture)) => {
                let version = version(&picture);
                let is_moved = setting.seen.get(&typed).is_some_and(|seen| *seen != version);
                let fate = match is_moved {
                    true => {
                        let draft = desk.draft(&identity);
                        Ok(Fate::Moved(draft.map(|draft| draft.author.name.clone())))
                    }
                    false => one(&identity, current, picture, setting, desk, catalogue),
                };
                (Some(version), fate)
            }
            Err(error) => (None, Err(error)),
        };
        let fate = match fate {
            Ok(fate) => fate,
            Err(error) => Fate::Refused(said(Some(&identity), error)?),
        };
        found.push(Each { typed, version, fate });
    }
    Ok(found)
}

fn one(
    identity: &Identity,
    current: Current,
    picture: DocumentState,
    setting: &Setting<'_>,
    desk: &Desk,
    catalogue: &Catalogue,
) -> Result<Fate, EngineError> {
    let fields = match picture.standing {
        Standing::Unreadable => setting.fields.to_vec(),
        _ => there(&picture.text, setting.fields)?,
    };
    let how = (&*fields, setting.shared);
    let text = with_fields(catalogue, (identity, desk.unread(identity)), &picture, how)?;
    if text == picture.text {
        return Ok(Fate::Already);
    }
    let git = current.base.as_ref().filter(|base| base.standing == Standing::Live);
    let git = git.and_then(|git| value_of(&git.text));
    let before = checked(&picture.text, catalogue, git.as_ref());
    let new = checked(&text, catalogue, git.as_ref()).into_iter().filter(|finding| {
        let is_same = |old: &Finding| {
            old.rule == finding.rule && old.field == finding.field && old.message == finding.message
        };
        !before.iter().any(is_same)
    });
    let (errors, findings): (Vec<_>, Vec<_>) =
        new.partition(|finding| finding.severity == Severity::Error);
    if !errors.is_empty() {
        return Ok(Fate::Broken(errors));
    }
    let expected = (!current.is_new).then_some(current.revision);
    let target = DocumentState { standing: picture.standing, text };
    let wanted = Wanted::new(identity.clone(), current.base, Some(target), expected);
    Ok(Fate::Set { wanted: Box::new(wanted), before: picture.text, findings })
}

/// The fields without those that are to be removed and are not there.
fn there(text: &str, fields: &[String]) -> Result<Vec<String>, EngineError> {
    let value = value_of(text);
    let mut kept = Vec::with_capacity(fields.len());
    for field in fields {
        let (path, new) = hedgerow_model::parse_assignment(field).map_err(DraftError::Text)?;
        let is_there = value.as_ref().is_none_or(|value| value.lookup(&path).is_some());
        if new.is_some() || is_there {
            kept.push(field.clone());
        }
    }
    Ok(kept)
}

/// What is wrong with a text alone; `git` is what Git has of it.
fn checked(text: &str, catalogue: &Catalogue, git: Option<&Value>) -> Vec<Finding> {
    let documents = hedgerow_yaml::read_all(text, &limits());
    let check = |(index, document): (usize, &hedgerow_yaml::FileDocument)| {
        let before = |_: &Identity| git.map_or(Before::Nothing, Before::Was);
        check_after("", false, index, &document.content, catalogue, before)
    };
    documents.iter().enumerate().flat_map(check).collect()
}

/// What tells one text of a resource from another.
fn version(picture: &DocumentState) -> String {
    digest(&format!("{}\n{}", picture.standing, picture.text))
}

/// An error as it is said of a resource whose name stands beside it; what is our own fault ends all.
fn said(identity: Option<&Identity>, error: EngineError) -> Result<String, EngineError> {
    if let EngineError::Internal(_) = error {
        return Err(error);
    }
    let text = error.to_string();
    let name = identity.map(|identity| format!("{identity}: "));
    let short = name.and_then(|name| text.strip_prefix(&name).map(str::to_owned));
    Ok(short.unwrap_or(text))
}

#[cfg(test)]
mod tests;
