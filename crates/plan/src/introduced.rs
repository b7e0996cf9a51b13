//! Which rules a merge breaks that Git does not break already: only those stop a change.

use hedgerow_model::{
    FieldPath, Finding, Identity, KeyPath, ListTypes, Segment, Severity, Standing, Value,
};
use hedgerow_schema::{Catalogue, Violation, position_of};
use hedgerow_yaml::{Content, Document};

use crate::combine::DocumentState;
use crate::parse::limits;

/// A live document with the rules that it breaks.
struct Judged {
    read: Document,
    violations: Vec<Violation>,
}

impl Judged {
    /// Nothing for a document that is in comments, or that is none.
    fn new(catalogue: &Catalogue, picture: Option<&DocumentState>) -> Option<Self> {
        let picture = picture.filter(|picture| picture.standing == Standing::Live)?;
        let read = hedgerow_yaml::read(&picture.text, &limits()).ok()?;
        let violations = catalogue.validate(read.value()).violations;
        Some(Self { read, violations })
    }
}

/// The rules that the merged document breaks and Git's does not.
///
/// An item of a list is the same one by its key; where it has none, by what it says, or else by where
/// it is. So taking an item away makes nothing new of what is wrong behind it.
pub fn introduced(
    catalogue: &Catalogue,
    identity: &Identity,
    git: Option<&DocumentState>,
    target: Option<&DocumentState>,
) -> Vec<Finding> {
    let Some(target) = Judged::new(catalogue, target) else { return Vec::new() };
    let types = catalogue.list_types(&identity.group_kind());
    let git = Judged::new(catalogue, git);
    let mut known: Vec<&Violation> = git.iter().flat_map(|git| &git.violations).collect();
    let mut new: Vec<&Violation> = target.violations.iter().collect();
    for unkeyed in [Unkeyed::ByValue, Unkeyed::ByPosition] {
        let before = git.as_ref().map(|git| git.read.value());
        new.retain(|violation| {
            let name = name(&violation.path, target.read.value(), types.as_ref(), unkeyed);
            let same = known.iter().position(|known| {
                known.rule == violation.rule
                    && before.is_some_and(|before| {
                        self::name(&known.path, before, types.as_ref(), unkeyed) == name
                    })
            });
            same.map(|at| known.swap_remove(at)).is_none()
        });
    }
    new.into_iter().map(|violation| finding(identity, violation)).collect()
}

fn finding(identity: &Identity, violation: &Violation) -> Finding {
    Finding {
        subject: Some(identity.clone()),
        field: Some(violation.path.clone()),
        ..Finding::of_file("", Severity::Error, violation.rule.as_str(), &*violation.message)
    }
}

/// Says of findings on a document where they are in its file, as that would be.
pub(crate) fn locate(path: &str, file: &str, identity: &Identity, findings: &mut [Finding]) {
    let mut objects: Vec<Document> = Vec::new();
    for document in hedgerow_yaml::read_all(file, &limits()) {
        match hedgerow_schema::listed(file, &document) {
            Some(listed) => objects.extend(listed.into_iter().map(|object| object.document)),
            None => {
                if let Content::Object(read) = document.content {
                    objects.push(read);
                }
            }
        }
    }
    let read = objects.iter().find(|read| Identity::of(read.value()).as_ref() == Some(identity));
    for finding in findings {
        let field = finding.field.clone().unwrap_or_default();
        let at = read.map(|read| position_of(read, &field, &finding.rule));
        path.clone_into(&mut finding.path);
        finding.line = at.map_or(0, |at| i64::from(at.line));
        finding.column = at.map_or(0, |at| i64::from(at.column));
    }
}

/// How an item of a list without keys is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unkeyed {
    ByValue,
    ByPosition,
}

/// A path with the items of its lists by what they are.
fn name(path: &FieldPath, value: &Value, types: &dyn ListTypes, unkeyed: Unkeyed) -> FieldPath {
    let mut name = FieldPath::root();
    let mut at = Some(value);
    for segment in path.segments() {
        let (Segment::Index(index), Some(Value::List(items))) = (segment, at) else {
            at = at.and_then(|at| at.lookup(&FieldPath::root().child(segment.clone())));
            name.push(segment.clone());
            continue;
        };
        at = items.get(*index);
        let list_type = types.list_type(&name);
        let key = at.and_then(|item| key(item, list_type.key_paths()));
        name.push(match (key, at) {
            (Some(key), _) => Segment::Item(key),
            (None, Some(item)) if unkeyed == Unkeyed::ByValue => {
                Segment::Item(vec![(String::new(), item.plain_text())])
            }
            _ => segment.clone(),
        });
    }
    name
}

/// What an item is known by; nothing where the list has no keys, or the item lacks one.
fn key(item: &Value, keys: &[KeyPath]) -> Option<Vec<(String, String)>> {
    let part = |key: &KeyPath| Some((key.path().to_owned(), key.written(item)?));
    if keys.is_empty() { None } else { keys.iter().map(part).collect() }
}
