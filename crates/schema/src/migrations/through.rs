//! What a merge looks through: where one side brought a place of the base to the newer form, the base and the other
//! side are brought there too before the three are compared. So an edit that was made in the older form lands in the
//! newer one, and the migration alone is no disagreement.

use hedgerow_model::{
    FieldPath, FieldPattern, GroupKind, ListType, ListTypes, PatternStep, Segment, Value,
};

use super::items::{newer_list_type, pair};
use super::places::{found, renamed};
use super::{Migration, Place, Step, migrated};

/// What to do with the sides of a merge before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Through {
    /// Places of the base that are brought to the newer form.
    pub base: Vec<Place>,
    /// Places of the draft.
    pub draft: Vec<Place>,
    /// Places of Git's document.
    pub git: Vec<Place>,
    /// Whether one side went back to an older API version while the other edited the object: which of the two is
    /// right is not a matter of form.
    pub backwards: bool,
    lists: Vec<Renaming>,
}

/// A list whose items have a renamed field.
#[derive(Clone, Debug, PartialEq)]
struct Renaming {
    list: FieldPath,
    from: String,
    to: String,
}

impl Through {
    /// Whether the merge is as it would be without migrations.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.base.is_empty() && !self.backwards && self.draft.is_empty() && self.git.is_empty()
    }

    /// The list types by which the sides merge once they are in the newer form.
    #[must_use]
    pub fn types<'t>(&self, types: &'t dyn ListTypes) -> impl ListTypes + use<'t> {
        Newer { lists: self.lists.clone(), types }
    }
}

struct Newer<'t> {
    lists: Vec<Renaming>,
    types: &'t dyn ListTypes,
}

impl ListTypes for Newer<'_> {
    fn list_type(&self, path: &FieldPath) -> ListType {
        match self.lists.iter().find(|renaming| renaming.list == *path) {
            Some(Renaming { list, from, to }) => newer_list_type(self.types, list, from, to),
            None => self.types.list_type(path),
        }
    }

    fn is_one_value(&self, path: &FieldPath) -> bool {
        self.types.is_one_value(path)
    }
}

/// What the migrations of a kind make of the three sides of a merge.
///
/// A place is brought along where the base has the older form, one side has the newer one there (and the older one no
/// more), and the other side can be brought to it. What a side added in the older form to a list is brought along
/// where the other side has the whole list in the newer form. Nobody's migration backwards is looked through.
#[must_use]
pub fn look_through(
    kind: &GroupKind,
    base: &Value,
    draft: &Value,
    git: &Value,
    types: &dyn ListTypes,
) -> Through {
    let mut through = Through::default();
    for migration in Migration::of(kind) {
        match &migration.step {
            Step::Version { from, to } => {
                let is = |side: &Value, version: &str| {
                    let written = side.get("apiVersion").and_then(Value::as_str);
                    written
                        .is_some_and(|written| written == format!("{}/{version}", migration.group))
                };
                let back = |side: &Value, other: &Value| {
                    is(base, to) && is(side, from) && is(other, to) && other != base
                };
                through.backwards |= back(draft, git) || back(git, draft);
            }
            Step::Rename { at, from, to, values } => {
                let rename = Rename { at, from, to, values };
                rename.look(&mut through, [base, draft, git], types);
            }
            Step::Removed { .. } => {}
        }
    }
    through
}

pub(super) struct Rename<'m> {
    pub(super) at: &'m FieldPattern,
    pub(super) from: &'m str,
    pub(super) to: &'m str,
    pub(super) values: &'m [(Value, Value)],
}

/// The form of one map.
enum Form {
    /// The older one, which can be brought to the newer one.
    Old(Box<Place>),
    /// The newer one.
    New,
    /// Neither name is there, or the map is not.
    Neither,
    /// The older one or both, and it cannot be brought to the newer one.
    Blocked,
}

impl Rename<'_> {
    fn form(&self, path: &FieldPath, map: Option<&Value>) -> Form {
        let Some(map) = map else { return Form::Neither };
        match renamed(path.clone(), map, self.from, self.to, self.values) {
            Some(place) if place.blocked.is_none() => Form::Old(Box::new(place)),
            Some(_) => Form::Blocked,
            None if map.get(self.to).is_some() => Form::New,
            None => Form::Neither,
        }
    }

    /// Goes through the maps of the base, the draft and Git.
    pub(super) fn look(&self, through: &mut Through, sides: [&Value; 3], types: &dyn ListTypes) {
        let Some((PatternStep::Each, list)) = self.at.steps().split_last() else {
            let pattern = self.at;
            let maps = sides.map(|side| found(side, pattern).into_iter().next());
            let [base, draft, git] = maps.each_ref().map(|found| match found {
                Some((path, map)) => self.form(path, Some(map)),
                None => Form::Neither,
            });
            bring(through, base, draft, git);
            return;
        };
        let list = FieldPath::from(list.iter().filter_map(key).collect::<Vec<Segment>>());
        let items =
            sides.map(|side| side.lookup(&list).and_then(Value::as_list).unwrap_or_default());
        if !items.iter().flat_map(|items| *items).any(|item| item.get(self.from).is_some()) {
            return;
        }
        let newer =
            items.map(|items| items.iter().map(|item| self.newer(item)).collect::<Vec<_>>());
        let list_type = newer_list_type(types, &list, self.from, self.to);
        let keys = list_type.key_paths();
        let pairs = [1, 2].map(|side| pair(&newer[0], &newer[side], keys));
        let [Some(in_draft), Some(in_git)] = &pairs else { return };
        let form = |side: usize, at: Option<usize>| {
            at.map_or(Form::Neither, |at| self.form(&list.index(at), items[side].get(at)))
        };
        let before = through.base.len();
        // Whether a side brought something to the newer form and left nothing in the older one.
        let mut whole = [false, false];
        for at in 0..items[0].len() {
            let of =
                [form(0, Some(at)), form(1, in_draft.of_base[at]), form(2, in_git.of_base[at])];
            if let [Form::Old(_), draft, git] = &of {
                whole[0] |= matches!(draft, Form::New);
                whole[1] |= matches!(git, Form::New);
            }
            let [base, draft, git] = of;
            bring(through, base, draft, git);
        }
        for (side, whole) in whole.iter_mut().enumerate() {
            *whole &= !items[side + 1].iter().any(|item| item.get(self.from).is_some());
        }
        let [draft_whole, git_whole] = whole;
        let added = |through: &mut Vec<Place>, side: usize, added: &[usize]| {
            through.extend(added.iter().filter_map(|at| match form(side, Some(*at)) {
                Form::Old(place) => Some(*place),
                _ => None,
            }));
        };
        if git_whole {
            added(&mut through.draft, 1, &in_draft.added);
        }
        if draft_whole {
            added(&mut through.git, 2, &in_git.added);
        }
        if through.base.len() > before {
            let (from, to) = (self.from.to_owned(), self.to.to_owned());
            through.lists.push(Renaming { list, from, to });
        }
    }

    /// An item in the newer form, as far as it can be.
    fn newer(&self, item: &Value) -> Value {
        match renamed(FieldPath::root(), item, self.from, self.to, self.values) {
            Some(place) => migrated(item, &[place]),
            None => item.clone(),
        }
    }
}

fn key(step: &PatternStep) -> Option<Segment> {
    match step {
        PatternStep::One(segment) => Some(segment.clone()),
        PatternStep::Each => None,
    }
}

/// Notes what is brought along at one place.
fn bring(through: &mut Through, base: Form, draft: Form, git: Form) {
    let Form::Old(base) = base else { return };
    match (draft, git) {
        (Form::New, Form::New | Form::Neither) | (Form::Neither, Form::New) => {
            through.base.push(*base);
        }
        (Form::New, Form::Old(git)) => {
            through.base.push(*base);
            through.git.push(*git);
        }
        (Form::Old(draft), Form::New) => {
            through.base.push(*base);
            through.draft.push(*draft);
        }
        _ => {}
    }
}
