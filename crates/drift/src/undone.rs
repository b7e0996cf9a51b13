//! Edits in the cluster that an applier undid.
//!
//! Concluded only from what was seen twice: somebody's value, by their field manager, and afterwards a value that Git wants
//! or wanted, by an applier's. What happened in between unseen says nothing.

use hedgerow_model::{Applier, FieldDrift, Moved, Undone, Value};
use hedgerow_schema::Catalogue;

use crate::compare::compare;
use crate::managers::Managers;
use crate::normal::normalise;

/// What is known of a resource whose object in the cluster was seen to change.
#[derive(Clone, Copy, Debug)]
pub struct Course<'a> {
    /// The fields that differed before.
    pub before: &'a [FieldDrift],
    /// The objects that were seen since, the last one as it is now.
    pub seen: &'a [&'a Value],
    /// What Git wants.
    pub desired: &'a Value,
    /// What both last agreed on.
    pub agreed: Option<&'a Value>,
    /// What Git wanted before.
    pub earlier: &'a [Value],
}

/// The edits that an applier undid.
#[must_use]
pub fn undone(course: &Course<'_>, catalogue: &Catalogue) -> Vec<Undone> {
    let mut found: Vec<Undone> = Vec::new();
    let mut before: Vec<FieldDrift> = course.before.to_vec();
    let mut wanted: Option<Vec<Value>> = None;
    for (at, seen) in course.seen.iter().enumerate() {
        if before.iter().any(is_edit) {
            let wanted = wanted.get_or_insert_with(|| {
                let all = std::iter::once(course.desired).chain(course.earlier);
                all.map(|value| normalise(value, catalogue)).collect()
            });
            let (now, managers) = (normalise(seen, catalogue), Managers::of(seen));
            let of = |field| of_field(field, (&now, seen), &managers, wanted);
            found.extend(before.iter().filter_map(of));
        }
        // Of the last one nobody asks what came of it.
        if at + 1 < course.seen.len() {
            let drift = compare(Some(course.desired), Some(seen), course.agreed, catalogue);
            let mut fields = drift.map(|drift| drift.fields).unwrap_or_default();
            keep_editors(&before, &mut fields);
            before = fields;
        }
    }
    found
}

/// An applier may take over who has a field before it puts the field back, as Flux does: who set the value that is there
/// still is whoever had it `before`.
pub fn keep_editors(before: &[FieldDrift], now: &mut [FieldDrift]) {
    let is_applier = |field: &FieldDrift| {
        field.manager.as_ref().is_some_and(|by| Applier::of_manager(&by.name).is_some())
    };
    for field in now.iter_mut().filter(|field| is_applier(field)) {
        let was = before.iter().find(|was| was.path == field.path && was.actual == field.actual);
        if let Some(was) = was.filter(|was| was.manager.is_some() && !is_applier(was)) {
            field.manager.clone_from(&was.manager);
        }
    }
}

/// Whether a field is as somebody set it in the cluster, who is no applier.
fn is_edit(field: &FieldDrift) -> bool {
    field.moved != Some(Moved::Git)
        && field.actual.is_some()
        && field.manager.as_ref().is_some_and(|by| Applier::of_manager(&by.name).is_none())
}

fn of_field(
    field: &FieldDrift,
    (now, object): (&Value, &Value),
    managers: &Managers<'_>,
    wanted: &[Value],
) -> Option<Undone> {
    if !is_edit(field) {
        return None;
    }
    let edited_by = field.manager.clone()?;
    let back = now.lookup(&field.path).cloned();
    if back == field.actual {
        return None;
    }
    let is_wanted = field.desired == back
        || wanted.iter().any(|wanted| wanted.lookup(&field.path) == back.as_ref());
    if !is_wanted {
        return None;
    }
    let back_by = match back {
        Some(_) => managers.of_field(&field.path, object)?.clone(),
        // Nobody has a field that is gone: it was whoever wrote last, and after the edit.
        None => {
            let last = managers.last()?;
            (last.time > edited_by.time && edited_by.time.is_some()).then(|| last.clone())?
        }
    };
    let applier = Applier::of_manager(&back_by.name)?;
    Some(Undone {
        path: field.path.clone(),
        edited: field.actual.clone(),
        edited_by,
        back,
        back_by,
        applier,
    })
}

/// The longest value in a sentence, in characters.
const VALUE: usize = 60;

/// What happened, as a sentence.
#[must_use]
pub fn told(undone: &Undone) -> String {
    let at = |time: &Option<String>| time.as_ref().map(|at| format!(" at {at}"));
    let shown = |value: &Value| {
        let text = value.plain_text();
        match text.char_indices().nth(VALUE) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text,
        }
    };
    let Undone { path, edited, edited_by, back, back_by, applier } = undone;
    let edit = match edited {
        Some(value) => format!("set {path} to {}", shown(value)),
        None => format!("took {path} away"),
    };
    let undid = match back {
        Some(value) => format!("put {} back", shown(value)),
        None => "took that away again".to_owned(),
    };
    format!(
        "{} {edit}{}; {} {undid}{}",
        edited_by.name,
        at(&edited_by.time).unwrap_or_default(),
        applier.title(),
        at(&back_by.time).unwrap_or_default()
    )
}

/// Fields in which the cluster has what Git wanted before, as an applier wrote it: it has yet to follow, and nobody edited
/// them. `earlier` is what Git wanted before.
pub(crate) fn credit(fields: &mut [FieldDrift], earlier: &[Value], catalogue: &Catalogue) {
    let is_doubtful = |field: &FieldDrift| {
        field.moved != Some(Moved::Git)
            && field.actual.is_some()
            && field.manager.as_ref().is_some_and(|by| Applier::of_manager(&by.name).is_some())
    };
    if earlier.is_empty() || !fields.iter().any(is_doubtful) {
        return;
    }
    let earlier: Vec<Value> = earlier.iter().map(|value| normalise(value, catalogue)).collect();
    for field in fields.iter_mut().filter(|field| is_doubtful(field)) {
        if earlier.iter().any(|then| then.lookup(&field.path) == field.actual.as_ref()) {
            field.moved = Some(Moved::Git);
        }
    }
}

/// Whether it matters to what is concluded what Git wanted before.
#[must_use]
pub fn asks_for_earlier(fields: &[FieldDrift]) -> bool {
    fields.iter().any(|field| {
        field.moved != Some(Moved::Git)
            && field.manager.as_ref().is_some_and(|by| Applier::of_manager(&by.name).is_some())
    })
}

#[cfg(test)]
mod tests {
    use hedgerow_model::FieldManager;
    use rstest::rstest;
    use serde_json::{Value as Json, json};

    use super::*;

    const EDIT: &str = "kubectl-edit";
    const ARGO: &str = "argocd-controller";

    fn desired(description: &str) -> Value {
        Value::from(&json!({
            "apiVersion": "wiring.githedgehog.com/v1beta1", "kind": "Server", "metadata": {"name": "a"},
            "spec": {"description": description},
        }))
    }

    /// An object with who has its description; the time is a second of a minute.
    fn seen(spec: Json, by: &[(&str, &str, u8)]) -> Value {
        let fields: Vec<Json> = by
            .iter()
            .map(|(name, field, at)| {
                json!({"manager": name, "operation": "Update", "time": format!("2026-11-01T10:00:{at:02}Z"),
                       "fieldsV1": {"f:spec": {format!("f:{field}"): {}}}})
            })
            .collect();
        Value::from(&json!({
            "apiVersion": "wiring.githedgehog.com/v1beta1", "kind": "Server",
            "metadata": {"name": "a", "managedFields": fields}, "spec": spec,
        }))
    }

    fn found(before: &Value, seen: &[&Value], want: &Value, earlier: &[Value]) -> Vec<String> {
        let catalogue = Catalogue::builtin();
        let drift = compare(Some(want), Some(before), Some(want), &catalogue).unwrap();
        let course =
            Course { before: &drift.fields, seen, desired: want, agreed: Some(want), earlier };
        undone(&course, &catalogue).iter().map(told).collect()
    }

    #[test]
    fn an_edit_that_an_applier_put_back_is_told_with_both_and_when() {
        let edited = seen(json!({"description": "mine"}), &[(EDIT, "description", 1)]);
        let healed = seen(json!({"description": "x"}), &[(ARGO, "description", 2)]);
        let told = found(&edited, &[&healed], &desired("x"), &[]);
        assert_eq!(
            told,
            [
                "kubectl-edit set spec.description to mine at 2026-11-01T10:00:01Z; Argo CD put x back at 2026-11-01T10:00:02Z"
            ]
        );
        // Both in what was told at once: what came in between was seen all the same.
        let level = seen(json!({"description": "x"}), &[(ARGO, "description", 0)]);
        assert_eq!(found(&level, &[&edited, &healed], &desired("x"), &[]), told);
        assert_eq!(found(&level, &[&healed], &desired("x"), &[]), [""; 0], "the edit was not seen");
        // To a value that Git wanted before: the applier is behind.
        let earlier = found(&edited, &[&healed], &desired("y"), &[desired("x")]);
        assert_eq!(earlier, told);
        assert_eq!(found(&edited, &[&healed], &desired("y"), &[]), [""; 0], "nobody wanted that");
    }

    #[rstest]
    #[case::by_a_person("kubectl", json!({"description": "x"}))]
    #[case::by_nobody_known("", json!({"description": "x"}))]
    #[case::not_at_all(ARGO, json!({"description": "mine"}))]
    fn what_no_applier_undid_is_not_told(#[case] by: &str, #[case] spec: Json) {
        let edited = seen(json!({"description": "mine"}), &[(EDIT, "description", 1)]);
        let fields: &[(&str, &str, u8)] =
            if by.is_empty() { &[] } else { &[(by, "description", 2)] };
        assert_eq!(found(&edited, &[&seen(spec, fields)], &desired("x"), &[]), [""; 0]);
    }

    #[test]
    fn an_applier_that_first_takes_a_field_over_did_not_set_it() {
        let edited = seen(json!({"description": "mine"}), &[(EDIT, "description", 1)]);
        let taken =
            seen(json!({"description": "mine"}), &[("kustomize-controller", "description", 2)]);
        let healed =
            seen(json!({"description": "x"}), &[("kustomize-controller", "description", 2)]);
        let told = found(&edited, &[&taken, &healed], &desired("x"), &[]);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0]
                .starts_with("kubectl-edit set spec.description to mine at 2026-11-01T10:00:01Z")
        );
        // What it sets itself is its own.
        let other =
            seen(json!({"description": "z"}), &[("kustomize-controller", "description", 2)]);
        assert_eq!(found(&edited, &[&other, &healed], &desired("x"), &[]), [""; 0]);
    }

    #[test]
    fn whose_edit_is_not_known_is_not_told() {
        let edited = seen(json!({"description": "mine"}), &[]);
        let healed = seen(json!({"description": "x"}), &[(ARGO, "description", 2)]);
        assert_eq!(found(&edited, &[&healed], &desired("x"), &[]), [""; 0]);
        // What an applier itself had otherwise is nobody's edit.
        let behind = seen(json!({"description": "old"}), &[(ARGO, "description", 1)]);
        assert_eq!(found(&behind, &[&healed], &desired("x"), &[]), [""; 0]);
    }

    #[rstest]
    #[case::written_after_the_edit(3, &[("kustomize-controller", "description", 3)], true)]
    #[case::written_in_the_same_second(1, &[("kustomize-controller", "description", 1)], false)]
    #[case::somebody_else_wrote_last(4, &[("kustomize-controller", "description", 3), ("kubectl", "x", 4)], false)]
    fn what_was_added_is_gone_by_whoever_wrote_last_and_later(
        #[case] _at: u8,
        #[case] by: &[(&str, &str, u8)],
        #[case] expected: bool,
    ) {
        let spec = json!({"description": "x", "profile": "p"});
        let added = seen(spec, &[("kustomize-controller", "description", 0), (EDIT, "profile", 1)]);
        let gone = seen(json!({"description": "x"}), by);
        let told = found(&added, &[&gone], &desired("x"), &[]);
        assert_eq!(told.len(), usize::from(expected), "{told:?}");
        if let [told] = told.as_slice() {
            assert!(told.contains("Flux took that away again at 2026-11-01T10:00:03Z"), "{told}");
        }
    }

    #[test]
    fn what_git_wanted_before_and_an_applier_wrote_waits_for_the_applier() {
        let catalogue = Catalogue::builtin();
        let field = |by: &str, actual: &str, moved| FieldDrift {
            path: "spec.description".parse().unwrap(),
            desired: Some(Value::from(&json!("c"))),
            actual: Some(Value::from(&json!(actual))),
            moved,
            manager: Some(FieldManager { name: by.into(), operation: "Update".into(), time: None }),
        };
        let credited = |by: &str, actual: &str, moved| {
            let mut fields = [field(by, actual, moved)];
            credit(&mut fields, &[desired("b"), desired("a")], &catalogue);
            fields[0].moved
        };
        for moved in [Some(Moved::Both), Some(Moved::Cluster), None] {
            assert_eq!(credited(ARGO, "a", moved), Some(Moved::Git));
            assert_eq!(credited("kubectl", "a", moved), moved, "a person went back to it");
            assert_eq!(credited(ARGO, "z", moved), moved, "Git never wanted that");
        }
        assert!(asks_for_earlier(&[field(ARGO, "a", None)]));
        assert!(!asks_for_earlier(&[field(ARGO, "a", Some(Moved::Git)), field(EDIT, "a", None)]));
    }
}
