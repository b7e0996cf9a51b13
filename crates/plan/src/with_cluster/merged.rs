//! What was decided about a draft and the cluster is done to what the draft makes of its resource.

use hedgerow_model::{
    Conflict, ConflictState, Decision, FieldPath, ListTypes, Reason, Side, Standing, Value,
};
use hedgerow_yaml::{EmitOptions, Rewrite, emit, rewrite};

use crate::combine::{DocumentState, value_of};
use crate::settle::with_field;

/// What becomes of a document that a draft would make, with what was decided about it and the cluster.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    /// The document.
    pub(crate) target: Option<DocumentState>,
    /// What somebody must decide first.
    pub(crate) open: Vec<Conflict>,
    /// Why a decision cannot be done.
    pub(crate) refused: Option<Reason>,
}

/// Does to a document what was decided about it and the cluster. `stored` are the records of its draft, `git` what Git
/// has of the resource. A record counts as long as the document says at its path what the draft said then.
pub(crate) fn merged(
    target: Option<DocumentState>,
    git: Option<&DocumentState>,
    stored: &[Conflict],
    types: &dyn ListTypes,
) -> Merged {
    let stored: Vec<&Conflict> = stored.iter().filter(|it| it.what.is_with_cluster()).collect();
    if stored.is_empty() {
        return Merged { target, ..Merged::default() };
    }
    let says = match &target {
        Some(target) if target.standing == Standing::Live => value_of(&target.text),
        _ => None,
    };
    let at = |path: &FieldPath| says.as_ref().and_then(|value| value.lookup(path));
    let mut newest: Vec<&Conflict> = Vec::new();
    for conflict in stored.into_iter().rev() {
        let what = &conflict.what;
        let is_known = newest.iter().any(|it| it.what.path == what.path);
        if !is_known && at(&what.path) == what.draft.as_ref() {
            newest.push(conflict);
        }
    }
    let is_open = |it: &&&Conflict| it.state == ConflictState::Open;
    let open: Vec<Conflict> = newest.iter().filter(is_open).copied().cloned().collect();
    let mut merged = Merged { target, open, refused: None };
    for conflict in newest {
        let Some(decision) = conflict.decision.as_ref() else { continue };
        // What the draft says already needs nothing.
        let is_said = conflict.value_decided(decision) == conflict.what.draft.as_ref();
        if conflict.state != ConflictState::Resolved || is_said {
            continue;
        }
        match decided(merged.target.as_ref(), git, conflict, decision, types) {
            Ok(target) => merged.target = target,
            Err(detail) => {
                merged.refused = Some(Reason::NotLossless { path: None, detail });
                return merged;
            }
        }
    }
    merged
}

/// The document once a decision is done.
fn decided(
    target: Option<&DocumentState>,
    git: Option<&DocumentState>,
    conflict: &Conflict,
    decision: &Decision,
    types: &dyn ListTypes,
) -> Result<Option<DocumentState>, String> {
    let path = &conflict.what.path;
    let value = conflict.value_decided(decision);
    if path.segments().is_empty() {
        if *decision == Decision::Take(Side::Git) {
            return Ok(git.cloned());
        }
        let Some(value) = value else { return Ok(None) };
        let text = match git.or(target) {
            Some(around) => whole(&around.text, value, types)?,
            None => emit(value, &EmitOptions::default()),
        };
        return Ok(Some(DocumentState { standing: Standing::Live, text }));
    }
    let Some(target) = target else { return Ok(None) };
    let text = with_field(&target.text, path, value.cloned(), types)?;
    Ok(Some(DocumentState { text, standing: target.standing }))
}

/// A text that says something else as a whole, with what can stay of it.
fn whole(text: &str, value: &Value, types: &dyn ListTypes) -> Result<String, String> {
    rewrite(text, value, &Rewrite { types, comments: &[] }).map_err(|error| error.to_string())
}
