//! A merge that looks through renamed fields: where one side brought a place to the newer form of its kind, the base
//! and the other side are brought there first, in value and text. What the migrations are: `schema/src/migrations`.

use std::borrow::Cow;

use hedgerow_merge::{Decide, FieldConflict, MergeError, Merged, OneForm, merge_documents};
use hedgerow_model::{ConflictKind, Decision, FieldPath, GroupKind, ListTypes, Side, Value};
use hedgerow_schema::migrations::{Migration, Place, Step, Through, apply, look_through};
use hedgerow_yaml::{Document, Rewrite};

use crate::parse::limits;

/// The base, the draft and Git's.
type Texts<'t> = [Cow<'t, str>; 3];

/// What was asked, and what was decided.
type Asked = (FieldConflict, Option<Decision>);

/// Merges three versions of a resource's text as [`merge_documents`] does, and looks through migrations.
///
/// # Errors
/// As [`merge_documents`].
pub(crate) fn merge_migrated(
    kind: &GroupKind,
    [base, draft, git]: [Option<&str>; 3],
    types: &dyn ListTypes,
    decide: &mut dyn Decide,
) -> Result<Merged, MergeError> {
    if let (Some(base), Some(draft), Some(git)) = (base, draft, git)
        && let Some(form) = one_form(kind, [base, draft, git], types, decide)
    {
        let [base, draft, git] = form.texts.each_ref().map(|text| Some(text.as_ref()));
        let merged = merge_documents(base, draft, git, &*form.types, decide)?;
        return Ok(form.told(merged));
    }
    merge_documents(base, draft, git, types, decide)
}

/// The three texts of a merge (the base, the draft, Git's) in one form, where a side brought a place to the newer one,
/// or went back to an older API version. `None`: they are merged as they are. What a kind's forms are does not depend
/// on the definitions that a fabric has: a side has the newer one already.
pub(crate) fn one_form<'t>(
    kind: &GroupKind,
    texts: [&'t str; 3],
    types: &'t dyn ListTypes,
    decide: &mut dyn Decide,
) -> Option<OneForm<'t>> {
    let (texts, through) = bring(kind, texts, types)?;
    let newer = through.types(types);
    if through.backwards
        && let Some((texts, asked)) = went_back(&texts, &newer, decide)
    {
        return Some(OneForm { texts, types: Box::new(newer), asked: Some(asked) });
    }
    Some(OneForm { texts, types: Box::new(newer), asked: None })
}

/// The three texts with what is looked through in the newer form; `None` where there is nothing of that, or where a
/// text cannot be edited so without a loss: they are merged as they are then.
fn bring<'t>(
    kind: &GroupKind,
    texts: [&'t str; 3],
    types: &dyn ListTypes,
) -> Option<(Texts<'t>, Through)> {
    let [base, draft, git] = texts;
    if base == draft || base == git || draft == git || !may_differ_in_form(kind, texts) {
        return None;
    }
    let read = |text| hedgerow_yaml::read(text, &limits()).ok();
    let documents = [read(base)?, read(draft)?, read(git)?];
    let [in_base, in_draft, in_git] = documents.each_ref().map(Document::value);
    let through = look_through(kind, in_base, in_draft, in_git, types);
    if through.is_nothing() {
        return None;
    }
    let newer = through.types(types);
    let edited = |side: usize, places: &[Place]| match places {
        [] => Some(Cow::Borrowed(texts[side])),
        _ => apply(texts[side], &documents[side], places, &newer).ok().map(Cow::Owned),
    };
    let brought = [edited(0, &through.base)?, edited(1, &through.draft)?, edited(2, &through.git)?];
    Some((brought, through))
}

/// Whether the texts have what two forms of one place would have: reading them costs more.
fn may_differ_in_form(kind: &GroupKind, texts: [&str; 3]) -> bool {
    Migration::of(kind).any(|migration| match &migration.step {
        Step::Version { from, to } => {
            [from, to].iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
        }
        Step::Rename { from, to, .. } => {
            texts[0].contains(from.as_str())
                && texts[1..].iter().any(|text| text.contains(to.as_str()))
        }
        Step::Removed { .. } => false,
    })
}

fn version(text: &str) -> Option<Value> {
    hedgerow_yaml::read(text, &limits()).ok()?.value().get("apiVersion").cloned()
}

fn with_version(text: &str, version: &Value, types: &dyn ListTypes) -> Option<String> {
    let read = hedgerow_yaml::read(text, &limits()).ok()?;
    let mut wanted = read.value().clone();
    wanted.as_map_mut()?.insert("apiVersion".to_owned(), version.clone());
    let rewrite = Rewrite { types, comments: &[] };
    hedgerow_yaml::rewrite_document(text, &read, &wanted, &rewrite).ok()
}

/// The texts of a merge in which one side went back to an older API version while the other edited the resource, with
/// the versions set as they were decided: that is asked, although only one side changed the version. `None` where the
/// versions cannot be set apart from the rest.
fn went_back<'t>(
    texts: &Texts<'t>,
    types: &dyn ListTypes,
    decide: &mut dyn Decide,
) -> Option<(Texts<'t>, Asked)> {
    let [base, draft, git] = texts.each_ref().map(|text| version(text));
    let (base, draft, git) = (base?, draft?, git?);
    let conflict = FieldConflict {
        path: FieldPath::of_keys(["apiVersion"]),
        kind: ConflictKind::ApiVersion,
        base: Some(base.clone()),
        draft: Some(draft.clone()),
        git: Some(git.clone()),
    };
    let decided = decide.decide(&conflict);
    let chosen = match &decided {
        Some(Decision::Take(Side::Draft)) => draft,
        Some(Decision::Take(Side::Base)) => base,
        Some(Decision::Value(value)) => value.clone(),
        Some(Decision::Take(Side::Git | Side::Cluster) | Decision::Delete) | None => git.clone(),
    };
    // Git's is what the result has, unless another is chosen: then only the draft says so.
    let base = with_version(&texts[0], &git, types)?;
    let draft = with_version(&texts[1], &chosen, types)?;
    let texts = [Cow::Owned(base), Cow::Owned(draft), texts[2].clone()];
    Some((texts, (conflict, decided)))
}
