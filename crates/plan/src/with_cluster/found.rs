//! What a draft, or Git, and the cluster each changed their own way.

use hedgerow_drift::{Managers, Verdict, normalise, without_noise};
use hedgerow_merge::changes;
use hedgerow_model::{
    ConflictKind, DriftStanding, FieldDrift, FieldManager, FieldPath, Identity, Millis, Moved,
    NewConflict, Party, Standing, Value,
};
use hedgerow_schema::Catalogue;
use jiff::Timestamp;

use super::SeenThere;
use crate::combine::{DocumentState, value_of};

/// The sides of a disagreement with the cluster, as values.
struct Sides<'a> {
    identity: &'a Identity,
    /// Draft and Git, or Git alone.
    parties: Vec<Party>,
    seen: &'a SeenThere,
    draft: Option<Value>,
    git: Option<Value>,
    cluster: Option<Value>,
}

impl Sides<'_> {
    fn at(
        &self,
        path: FieldPath,
        kind: ConflictKind,
        manager: Option<&FieldManager>,
    ) -> NewConflict {
        let of = |side: &Option<Value>| side.as_ref().and_then(|it| it.lookup(&path)).cloned();
        let mut parties = self.parties.clone();
        parties.push(Party::Cluster {
            cluster: self.seen.cluster.clone(),
            manager: manager.map(|it| it.name.clone()),
            at: manager.and_then(|it| millis(it.time.as_deref()?)),
            agreed: Some(self.seen.agreed.is_some()),
        });
        NewConflict {
            parties,
            identity: self.identity.clone(),
            kind,
            base: of(&self.seen.agreed),
            draft: of(&self.draft),
            git: of(&self.git),
            cluster: of(&self.cluster),
            path,
            detail: None,
            together: None,
        }
    }

    fn whole(&self, kind: ConflictKind) -> Vec<NewConflict> {
        // Who wrote last of all that is there.
        let actual = self.seen.actual.as_ref();
        let managers = actual.map(Managers::of).unwrap_or_default();
        vec![self.at(FieldPath::root(), kind, managers.last())]
    }
}

/// What a draft and the cluster each changed their own way. `target` is what the draft would make of its resource, merged
/// with what Git has of it, `git`.
#[must_use]
pub fn against_draft(
    (identity, party): (&Identity, Party),
    target: Option<&DocumentState>,
    (git, commit): (Option<&DocumentState>, &str),
    seen: &SeenThere,
    catalogue: &Catalogue,
) -> Vec<NewConflict> {
    if target == git {
        return Vec::new();
    }
    let Verdict::Drifted { standing, moved, fields, ignored: false } = &seen.verdict else {
        return Vec::new();
    };
    let live = |side: Option<&DocumentState>| match side {
        Some(side) if side.standing == Standing::Live => value_of(&side.text).map(Some),
        _ => Some(None),
    };
    // What cannot be read is told otherwise.
    let (Some(draft), Some(in_git)) = (live(target), live(git)) else { return Vec::new() };
    let cluster = seen.actual.as_ref().map(|actual| without_noise(actual, catalogue));
    let parties = vec![party, Party::Git { commit: commit.to_owned(), path: None }];
    let sides = Sides { identity, parties, seen, draft, git: in_git, cluster };
    match (standing, &sides.draft, &sides.git) {
        (DriftStanding::InSync | DriftStanding::Deleting, ..) => Vec::new(),
        (DriftStanding::Missing, Some(draft), Some(git)) => {
            let is_edit = !is_same(draft, git, catalogue);
            let is_theirs = matches!(moved, Some(Moved::Cluster | Moved::Both));
            if is_edit && is_theirs { sides.whole(ConflictKind::EditDelete) } else { Vec::new() }
        }
        (DriftStanding::Extra, Some(draft), None) => {
            let is_theirs = *moved != Some(Moved::Git);
            let differs = seen.actual.as_ref().is_some_and(|it| !is_same(draft, it, catalogue));
            if is_theirs && differs { sides.whole(ConflictKind::AddAdd) } else { Vec::new() }
        }
        (DriftStanding::Differs, None, Some(_)) => match fields.iter().any(is_theirs) {
            true => sides.whole(ConflictKind::DeleteEdit),
            false => Vec::new(),
        },
        (DriftStanding::Differs, Some(draft), Some(git)) => {
            let contested = contested(fields, (draft, git), seen.actual.as_ref(), catalogue);
            let kind = |path: &FieldPath| {
                let is_there =
                    |side: &Option<Value>| side.as_ref().and_then(|it| it.lookup(path)).is_some();
                match (is_there(&sides.draft), is_there(&sides.cluster)) {
                    (true, false) => ConflictKind::EditDelete,
                    (false, true) => ConflictKind::DeleteEdit,
                    _ if is_there(&seen.agreed) || is_there(&sides.git) => ConflictKind::EditEdit,
                    _ => ConflictKind::AddAdd,
                }
            };
            contested
                .into_iter()
                .map(|(path, by)| sides.at(path.clone(), kind(&path), by))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// What Git and the cluster each changed their own way since they last agreed. What the field manager `own` wrote, Git
/// did. `desired` is Git's document.
#[must_use]
pub fn against_git(
    identity: &Identity,
    desired: Option<&Value>,
    (commit, own): (&str, &str),
    seen: &SeenThere,
    catalogue: &Catalogue,
) -> Vec<NewConflict> {
    let Verdict::Drifted { standing, moved, fields, ignored: false } = &seen.verdict else {
        return Vec::new();
    };
    let sides = Sides {
        identity,
        parties: vec![Party::Git { commit: commit.to_owned(), path: None }],
        seen,
        draft: None,
        git: desired.cloned(),
        cluster: seen.actual.as_ref().map(|actual| without_noise(actual, catalogue)),
    };
    let both = Some(Moved::Both);
    match standing {
        DriftStanding::Missing if *moved == both => sides.whole(ConflictKind::EditDelete),
        DriftStanding::Extra if *moved == both => sides.whole(ConflictKind::DeleteEdit),
        DriftStanding::Differs => fields
            .iter()
            .filter(|field| field.moved == both)
            .filter(|field| field.manager.as_ref().is_none_or(|manager| manager.name != own))
            .map(|field| {
                let kind = match (&field.desired, &field.actual) {
                    (Some(_), None) => ConflictKind::EditDelete,
                    (None, Some(_)) => ConflictKind::DeleteEdit,
                    _ => ConflictKind::EditEdit,
                };
                sides.at(field.path.clone(), kind, field.manager.as_ref())
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A time that a cluster wrote.
fn millis(text: &str) -> Option<Millis> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

/// Whether the cluster changed a field, or it is not known who did.
fn is_theirs(field: &FieldDrift) -> bool {
    field.moved != Some(Moved::Git)
}

fn is_same(a: &Value, b: &Value, catalogue: &Catalogue) -> bool {
    normalise(a, catalogue) == normalise(b, catalogue)
}

/// The places that a draft and the cluster both edit, and each otherwise; none within another one. With who wrote it in
/// the cluster.
fn contested<'a>(
    fields: &'a [FieldDrift],
    (draft, git): (&Value, &Value),
    actual: Option<&Value>,
    catalogue: &Catalogue,
) -> Vec<(FieldPath, Option<&'a FieldManager>)> {
    let Some((identity, actual)) = Identity::of(git).zip(actual) else { return Vec::new() };
    let types = catalogue.list_types(&identity.group_kind());
    let [draft, git, actual] = [draft, git, actual].map(|side| normalise(side, catalogue));
    let edits = changes(&git, &draft, types.as_ref());
    let mut found: Vec<(FieldPath, Option<&FieldManager>)> = Vec::new();
    for field in fields.iter().filter(|field| is_theirs(field)) {
        for edit in &edits {
            let path = match (edit.path.contains(&field.path), field.path.contains(&edit.path)) {
                (true, _) => &edit.path,
                (false, true) => &field.path,
                (false, false) => continue,
            };
            let is_taken = draft.lookup(path) == actual.lookup(path);
            if is_taken || found.iter().any(|(known, _)| known.contains(path)) {
                continue;
            }
            found.retain(|(known, _)| !path.contains(known));
            found.push((path.clone(), field.manager.as_ref()));
        }
    }
    found
}
