//! What the edits of a request want of each resource. Pure: worked out on what [`Desk`] has of the
//! database.

use std::collections::HashMap;

use hedgerow_model::{
    Draft, Edge, Identity, Person, ReadAt, SeenCopy, Shared, Standing, Unread, Value,
};
use hedgerow_plan::{DocumentState, edges_of_text, limits};
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Document, Rewrite};

use super::DraftError;
use super::asked::{Answer, Asked, OneDocument, OneText, Wish};
use super::desk::{Current, Desk};
use super::naming::{Named, identity_of};
use crate::error::{EngineError, Thing};

/// What is to be saved for one resource.
#[derive(Clone)]
pub(crate) struct Wanted {
    pub(super) identity: Identity,
    pub(super) base: Option<DocumentState>,
    pub(super) target: Option<DocumentState>,
    pub(super) expected: Option<i64>,
    /// The draft is thrown away.
    pub(super) revert: bool,
    /// What the target refers to.
    pub(super) edges: Vec<Edge>,
    /// The documents among which one was chosen; `None`: as the draft that is there has it.
    pub(super) copies: Option<Vec<SeenCopy>>,
}

impl Wanted {
    /// A resource is to be `target`, begun at `base`; `expected` is the revision of the draft that is there.
    pub(crate) fn new(
        identity: Identity,
        base: Option<DocumentState>,
        target: Option<DocumentState>,
        expected: Option<i64>,
    ) -> Self {
        Self { expected, ..wanted(identity, base, target) }.with_edges()
    }

    /// With the documents among which one was chosen.
    pub(super) fn among(self, copies: Vec<SeenCopy>) -> Self {
        Self { copies: Some(copies), ..self }
    }

    /// The documents among which one was chosen, where `known` is the draft that is there.
    pub(super) fn copies_after(&self, known: Option<&Draft>) -> Vec<SeenCopy> {
        let known = || known.map(|draft| draft.copies.clone()).unwrap_or_default();
        self.copies.clone().unwrap_or_else(known)
    }

    /// Whether nothing would be left of it as a draft.
    pub(super) fn is_nothing(&self, known: Option<&Draft>) -> bool {
        self.target == self.base && self.copies_after(known).is_empty()
    }

    /// The text that is wanted.
    pub(super) fn target_text(&self) -> Option<&str> {
        self.target.as_ref().map(|target| target.text.as_str())
    }

    /// The same, of a resource that is live with it.
    pub(super) fn live_target(&self) -> Option<&str> {
        let live = self.target.as_ref().filter(|target| target.standing == Standing::Live);
        live.map(|target| target.text.as_str())
    }

    /// Of which resource.
    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The texts before and after, of an edit of what is there and stays.
    pub(crate) fn edit_of_live(&self) -> Option<(&str, &str)> {
        let (base, target) = (self.base.as_ref()?, self.target.as_ref()?);
        (!self.revert && base.text != target.text).then_some((&base.text, &target.text))
    }

    /// The draft of a resource is to go.
    pub(crate) fn revert(identity: Identity) -> Self {
        Self { revert: true, ..wanted(identity, None, None) }
    }

    fn with_edges(mut self) -> Self {
        let live = self.target.as_ref().filter(|target| target.standing == Standing::Live);
        self.edges = live.map(|live| edges_of_text(&live.text)).unwrap_or_default();
        self
    }
}

/// What the edits want, one behind the other: each starts from what those before it want.
pub(super) fn work_out(
    asked: Vec<Asked>,
    desk: &Desk,
    catalogue: &Catalogue,
    fabric: &str,
    author: &Person,
) -> Answer<Vec<Wanted>> {
    let documents = HashMap::new();
    let mut work = Work { desk, catalogue, fabric, author, documents, wanted: Vec::new() };
    for asked in asked {
        work.apply(asked)?;
    }
    Ok(work.wanted.into_iter().map(Wanted::with_edges).collect())
}

struct Work<'a> {
    desk: &'a Desk,
    catalogue: &'a Catalogue,
    fabric: &'a str,
    author: &'a Person,
    /// The lines of the documents that were taken.
    documents: HashMap<Identity, u32>,
    wanted: Vec<Wanted>,
}

impl Work<'_> {
    fn apply(&mut self, asked: Asked) -> Answer<()> {
        match asked {
            Asked::Text { of, revision, base } => {
                let OneText { identity, text, read_at } = of?;
                let current = self.started(&identity, read_at.as_ref())?;
                let text = with_ends_of(current.now.as_ref(), text);
                let is_stated = read_at.is_some() || base.is_some();
                if !is_stated && revision.unwrap_or(0) == 0 {
                    self.desk.puts_nothing_back(&identity, &current, &text, self.author)?;
                }
                let base = match base {
                    Some(started) if current.is_new => {
                        started_from(&started, current.base, &identity, self.catalogue)?
                    }
                    _ => current.base,
                };
                let expected = revision.or(current.expected);
                self.push(Wanted { expected, ..wanted(identity, base, Some(live(text))) });
            }
            Asked::Documents(documents) => {
                let several = documents.len() > 1;
                for document in documents {
                    self.document(document?, several)?;
                }
            }
            Asked::Named(named, wish, read_at) => {
                let named = named?;
                if let (Wish::Restore, Some(at)) = (&wish, &read_at) {
                    return self.restore(&named, &at.commit);
                }
                let earlier = self.wanted.iter().map(|wanted| &wanted.identity);
                let identity =
                    named.resolve(self.desk, self.catalogue, (self.fabric, None), earlier)?;
                let current = self.started(&identity, read_at.as_ref())?;
                if let Some(ReadAt { commit, .. }) = read_at
                    && current.is_new
                    && current.base.is_none()
                {
                    return Err(DraftError::NotThen { identity, commit }.into());
                }
                self.named(&named, identity, current, wish)?;
            }
        }
        Ok(())
    }

    fn named(
        &mut self,
        named: &Named,
        identity: Identity,
        current: Current,
        wish: Wish,
    ) -> Answer<()> {
        let edited = self.wanted.iter().any(|it| it.identity == identity && it.target.is_some());
        let new = match wish {
            // Whatever the order, one of them would be lost.
            Wish::Delete | Wish::Revert if edited => {
                return Err(DraftError::Text(format!(
                    "{identity} is edited and discarded in one request; send only one of them"
                ))
                .into());
            }
            Wish::Delete => wanted(identity, current.base, None),
            Wish::Revert if current.revision == 0 => {
                return Err(EngineError::not_found(Thing::Draft, &named.typed));
            }
            Wish::Revert => Wanted::revert(identity),
            // Of a commit that nobody named.
            Wish::Restore => return Err(DraftError::Nothing.into()),
            Wish::Stand(standing) => {
                let picture = present(&identity, current.now)?;
                self.may_stand(&identity, &picture, standing)?;
                wanted(identity, current.base, Some(DocumentState { standing, text: picture.text }))
            }
            Wish::Set(fields, shared) => {
                let picture = present(&identity, current.now)?;
                let unread = self.desk.unread(&identity);
                let how = (&*fields, shared);
                let text = with_fields(self.catalogue, (&identity, unread), &picture, how)?;
                let target = DocumentState { text, standing: picture.standing };
                wanted(identity, current.base, Some(target))
            }
        };
        self.push(new);
        Ok(())
    }

    /// A resource is to be what it was at a commit, whatever became of it since.
    fn restore(&mut self, named: &Named, commit: &str) -> Answer<()> {
        let earlier = self.wanted.iter().map(|wanted| &wanted.identity);
        let place = (self.fabric, Some(commit));
        let identity = named.resolve(self.desk, self.catalogue, place, earlier)?;
        let current = self.current(&identity)?;
        let Some(then) = self.desk.then(&identity, commit)? else {
            return Err(DraftError::NotThen { identity, commit: commit.to_owned() }.into());
        };
        if current.now.as_ref() == Some(&then) {
            return Err(DraftError::LikeThatAlready { identity }.into());
        }
        self.desk.leaves_others_drafts(&identity, &then.text, self.author)?;
        self.push(wanted(identity, current.base, Some(then)));
        Ok(())
    }

    /// Whether a resource can be switched on or off.
    fn may_stand(
        &self,
        identity: &Identity,
        now: &DocumentState,
        standing: Standing,
    ) -> Answer<()> {
        if now.standing == standing {
            let identity = identity.clone();
            return Err(DraftError::StandsAlready { identity, standing }.into());
        }
        let known = self.catalogue.kind(&identity.group_kind()).is_some();
        if standing == Standing::CommentedOut && !known {
            return Err(DraftError::SchemaUnknown { kind: identity.group_kind() }.into());
        }
        Ok(())
    }

    fn document(&mut self, document: OneDocument, several: bool) -> Answer<()> {
        let OneDocument { line, identity, value, own, read_at } = document;
        if let Some(first) = self.documents.insert(identity.clone(), line) {
            return Err(DraftError::Twice { identity, lines: [first, line] }.into());
        }
        let current = self.started(&identity, read_at.as_ref())?;
        let types = self.catalogue.list_types(&identity.group_kind());
        let has_comments = own.contains('#')
            && hedgerow_yaml::comments(&own, types.as_ref())
                .is_ok_and(|comments| !comments.is_empty());
        let around = match &current.now {
            // Values without comments: what people wrote around the values they read stays.
            Some(now) if !has_comments => &now.text,
            _ => &own,
        };
        let rewrite = Rewrite { types: types.as_ref(), comments: &[] };
        let target = hedgerow_yaml::rewrite(around, &value, &rewrite)
            .map_err(|error| DraftError::Uneditable(format!("line {line}: {identity}: {error}")))?;
        let target = with_ends_of(current.now.as_ref(), target);
        // Among several, what is as it was read is there because it was read with the others.
        if several && current.base.as_ref() == Some(&live(target.clone())) {
            return Ok(());
        }
        let is_of_this_draft = current.expected.is_some();
        if read_at.is_none() {
            self.desk.puts_nothing_back(&identity, &current, &target, self.author)?;
        } else if !is_of_this_draft {
            self.desk.leaves_others_drafts(&identity, &target, self.author)?;
        }
        let Current { base, expected, .. } = current;
        self.push(Wanted { expected, ..wanted(identity, base, Some(live(target))) });
        Ok(())
    }

    /// A resource as an edit finds it that was made on what it says.
    fn started(&self, identity: &Identity, read_at: Option<&ReadAt>) -> Answer<Current> {
        let current = self.current(identity)?;
        match read_at {
            Some(read_at) => self.desk.started(identity, current, read_at),
            None => Ok(current),
        }
    }

    fn current(&self, identity: &Identity) -> Answer<Current> {
        match self.wanted.iter().find(|wanted| wanted.identity == *identity) {
            Some(earlier) => Ok(Current {
                base: earlier.base.clone(),
                now: earlier.target.clone(),
                revision: earlier.expected.unwrap_or(0),
                is_new: false,
                expected: earlier.expected,
            }),
            None => self.desk.current(identity),
        }
    }

    /// Replaces what the request wanted of the same resource before.
    fn push(&mut self, new: Wanted) {
        self.wanted.retain(|wanted| wanted.identity != new.identity);
        self.wanted.push(new);
    }
}

fn wanted(
    identity: Identity,
    base: Option<DocumentState>,
    target: Option<DocumentState>,
) -> Wanted {
    let edges = Vec::new();
    Wanted { identity, base, target, expected: None, revert: false, edges, copies: None }
}

pub(super) fn present(identity: &Identity, now: Option<DocumentState>) -> Answer<DocumentState> {
    now.ok_or_else(|| DraftError::ToBeDeleted { identity: identity.clone() }.into())
}

/// A text with the line ends of the resource that it is of: editors in browsers know one kind only.
fn with_ends_of(now: Option<&DocumentState>, text: String) -> String {
    match now {
        Some(now) => hedgerow_merge::keep_line_ends(text, &now.text),
        None => text,
    }
}

fn live(text: String) -> DocumentState {
    DocumentState { standing: Standing::Live, text }
}

/// What an editor says that it started from: the base of a new draft. `git` is what Git has now.
fn started_from(
    text: &str,
    git: Option<DocumentState>,
    identity: &Identity,
    catalogue: &Catalogue,
) -> Result<Option<DocumentState>, EngineError> {
    let text = &*with_ends_of(git.as_ref(), text.to_owned());
    if git.as_ref().is_some_and(|git| git.text == text) {
        return Ok(git);
    }
    if text.is_empty() {
        return Ok(None);
    }
    let document = hedgerow_yaml::read(text, &limits())
        .map_err(|error| DraftError::Text(format!("`base` of {identity}: {error}")))?;
    let of = identity_of(document.value(), catalogue)?;
    if of != *identity {
        let text = format!("`base` is of {of}, the text is of {identity}");
        return Err(DraftError::Text(text).into());
    }
    Ok(Some(live(text.to_owned())))
}

/// The text of a resource with fields set; everything else stays, byte for byte. `unread`: why it cannot be read, should
/// that be so.
pub(super) fn with_fields(
    catalogue: &Catalogue,
    (identity, unread): (&Identity, Unread),
    picture: &DocumentState,
    (fields, shared): (&[String], Shared),
) -> Answer<String> {
    if picture.standing == Standing::Unreadable {
        return Err(DraftError::Unreadable { identity: identity.clone(), unread }.into());
    }
    let read = hedgerow_yaml::read(&picture.text, &limits())
        .map_err(|error| EngineError::Internal(format!("{identity}: {error}")))?;
    let mut value = read.value().clone();
    for field in fields {
        set_field(catalogue, &read, &mut value, field, shared)
            .map_err(|error| DraftError::Text(format!("{identity}: {error}")))?;
    }
    if Identity::of(&value).as_ref() != Some(identity) {
        return Err(DraftError::Text(format!(
            "kind, name and namespace of {identity} cannot be set; a rename is a new resource \
             and a deletion"
        ))
        .into());
    }
    let types = catalogue.list_types(&identity.group_kind());
    let rewrite = Rewrite { types: types.as_ref(), comments: &[] };
    hedgerow_yaml::rewrite(&picture.text, &value, &rewrite)
        .map_err(|error| DraftError::Uneditable(format!("{identity}: {error}")).into())
}

/// `PATH=VALUE` sets, `PATH-` deletes.
fn set_field(
    catalogue: &Catalogue,
    read: &Document,
    value: &mut Value,
    field: &str,
    shared: Shared,
) -> Result<(), String> {
    let (path, new) = hedgerow_model::parse_assignment(field)?;
    let typed = field.split_once('=').map_or(field, |(path, _)| path);
    read.refuse_misread(&path, typed, new.is_some())?;
    let others = match shared {
        Shared::Here => Vec::new(),
        Shared::Everywhere => read.shared_edit(&path, new.is_some()),
    };
    [path].iter().chain(&others).try_for_each(|place| match new {
        Some(text) => hedgerow_schema::assign(catalogue, value, place, text),
        None => hedgerow_yaml::delete_path(value, place).map_err(|error| error.to_string()),
    })
}
