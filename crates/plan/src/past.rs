//! What a fabric had at an earlier commit, and what differs between two commits. Pure.

use std::collections::{BTreeMap, BTreeSet};

use hedgerow_merge::{FieldChange, changes};
use hedgerow_model::{Identity, Standing, Value};
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{CommentedOut, Content};

use crate::combine::DocumentState;
use crate::parse::{limits, version_of};
use crate::started::OldFile;

/// What a file of a commit has at a place.
pub(crate) enum Met<'a> {
    /// A document, or an object of a list.
    Object { value: &'a Value, line: u32, text: String },
    /// Something that cannot be read; without a line it is the whole file.
    Unread { line: Option<u32>, why: String },
    /// A document in comments.
    Off(CommentedOut),
}

/// Visits what is in a file, in its order; what is in comments last, where it is `wanted`.
pub(crate) fn each_document(
    file: &OldFile,
    wanted: &dyn Fn(&Value) -> bool,
    visit: &mut dyn FnMut(Met<'_>),
) {
    let Ok(text) = std::str::from_utf8(&file.content) else {
        let why = "it is not UTF-8 text, or above 4 MiB".to_owned();
        return visit(Met::Unread { line: None, why });
    };
    for document in hedgerow_yaml::read_each(text, &limits()) {
        match (hedgerow_schema::listed(text, &document), &document.content) {
            (Some(objects), _) => {
                for it in objects {
                    let value = it.document.value();
                    visit(Met::Object { value, line: it.line, text: it.text });
                }
            }
            (None, Content::Empty) => {}
            (None, Content::Broken(error)) => {
                visit(Met::Unread { line: Some(error.line), why: error.message.clone() });
            }
            (None, Content::Object(read)) => {
                let own = document.slice.own_text(text).into_owned();
                visit(Met::Object { value: read.value(), line: document.slice.line, text: own });
            }
        }
    }
    for off in hedgerow_yaml::commented_out(text, wanted) {
        visit(Met::Off(off));
    }
}

/// A document as a commit has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastDocument {
    /// What it is.
    pub identity: Identity,
    /// The version it is written in.
    pub version: String,
    /// The file, in the repository.
    pub path: String,
    /// The line of its own text in the file, from 1.
    pub line: u32,
    /// How it is in the file, and its own text.
    pub state: DocumentState,
}

/// A place in a file that could not be read at a commit: what was there is not known.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnreadThen {
    /// The file.
    pub path: String,
    /// The line; left out where it is the whole file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Why.
    pub why: String,
}

/// What files of a commit have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastFiles {
    /// Their documents.
    pub documents: Vec<PastDocument>,
    /// The documents in the drop box: what is there has yet to become a resource.
    pub dropped: Vec<PastDocument>,
    /// What of them cannot be read.
    pub unread: Vec<UnreadThen>,
}

/// Adds what a file has; which kinds are resources is what the fabric knows now.
pub fn read_past(file: &OldFile, catalogue: &Catalogue, into: &mut PastFiles) {
    let known = |value: &Value| {
        hedgerow_schema::resource_identity(catalogue, value)
            .is_some_and(|identity| catalogue.kind(&identity.group_kind()).is_some())
    };
    let path = &file.path;
    each_document(file, &known, &mut |met| {
        let (identity, version, line, state) = match met {
            Met::Unread { line, why } => {
                return into.unread.push(UnreadThen { path: path.clone(), line, why });
            }
            Met::Object { value, line, .. } if Identity::of(value).is_none() => {
                let why = "it is not a Kubernetes object".to_owned();
                return into.unread.push(UnreadThen { path: path.clone(), line: Some(line), why });
            }
            Met::Object { value, line, text } => {
                let state = DocumentState { standing: Standing::Live, text };
                let identity = hedgerow_schema::resource_identity(catalogue, value);
                (identity, version_of(value), line, state)
            }
            Met::Off(off) => {
                let state = DocumentState { standing: Standing::CommentedOut, text: off.text };
                (Identity::of(&off.value), version_of(&off.value), off.line, state)
            }
        };
        if let Some(identity) = identity {
            let path = path.clone();
            into.documents.push(PastDocument { identity, version, path, line, state });
        }
    });
}

/// Adds what a file in the drop box has. What cannot be read there hides no resource.
pub fn read_dropped(file: &OldFile, catalogue: &Catalogue, into: &mut PastFiles) {
    let mut found = PastFiles::default();
    read_past(file, catalogue, &mut found);
    let live = |document: &PastDocument| document.state.standing == Standing::Live;
    into.dropped.extend(found.documents.into_iter().filter(live));
}

/// What became of a resource between two commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Became {
    /// The first commit does not have it.
    Added,
    /// The second commit does not have it.
    Deleted,
    /// Its text differs.
    Changed,
    /// Only its file differs; the one that it came from, or went to, may be in the drop box.
    Moved,
    /// It was put into comments.
    CommentedOut,
    /// It was taken out of comments.
    Uncommented,
    /// One of the commits has several documents of it that differ, so they are not compared.
    Copies,
}

/// A resource that differs between two commits.
#[derive(Clone, Debug, PartialEq)]
pub struct PastDifference {
    /// What it is.
    pub identity: Identity,
    /// What became of it.
    pub became: Became,
    /// Its file at the first commit.
    pub from_path: Option<String>,
    /// Its file at the second commit.
    pub path: Option<String>,
    /// The fields that differ; none where only comments or the layout of its text do, and of what was added or deleted.
    pub fields: Vec<FieldChange>,
    /// Of what was added or deleted: a file that cannot be read at the commit that does not have it. It may have been there.
    pub unsure: Option<String>,
}

/// What differs between two commits, by identity, from the files that differ. What cannot be read is no difference:
/// the `unread` of both sides says where it is.
pub fn compare_past(
    before: &PastFiles,
    after: &PastFiles,
    catalogue: &Catalogue,
) -> Vec<PastDifference> {
    let (old, new) = (by_identity(&before.documents), by_identity(&after.documents));
    let (came, went) = (by_identity(&before.dropped), by_identity(&after.dropped));
    let all: BTreeSet<&Identity> = old.keys().chain(new.keys()).copied().collect();
    all.into_iter()
        .filter_map(|identity| {
            let hidden = |side: &PastFiles, path: &str| hidden_in(&side.unread, path);
            let found = |became, from: Option<&PastDocument>, to: Option<&PastDocument>| {
                let path = |of: Option<&PastDocument>| of.map(|document| document.path.clone());
                PastDifference {
                    identity: identity.clone(),
                    became,
                    from_path: path(from),
                    path: path(to),
                    fields: Vec::new(),
                    unsure: None,
                }
            };
            // What one side has as a resource may be in the drop box of the other.
            let sides = match (side(&old, identity), side(&new, identity)) {
                (Side::None, to) => (side(&came, identity), to),
                (from, Side::None) => (from, side(&went, identity)),
                sides => sides,
            };
            Some(match sides {
                (Side::None, Side::None) => return None,
                (Side::Several(from), Side::None) => found(Became::Copies, Some(from), None),
                (Side::None, Side::Several(to)) => found(Became::Copies, None, Some(to)),
                (Side::Several(from), Side::One(to) | Side::Several(to))
                | (Side::One(from), Side::Several(to)) => {
                    found(Became::Copies, Some(from), Some(to))
                }
                (Side::None, Side::One(to)) => {
                    let unsure = hidden(before, &to.path);
                    PastDifference { unsure, ..found(Became::Added, None, Some(to)) }
                }
                (Side::One(from), Side::None) => {
                    let unsure = hidden(after, &from.path);
                    PastDifference { unsure, ..found(Became::Deleted, Some(from), None) }
                }
                (Side::One(from), Side::One(to)) => {
                    let became = became(from, to)?;
                    let fields = fields_of(from, to, catalogue);
                    PastDifference { fields, ..found(became, Some(from), Some(to)) }
                }
            })
        })
        .collect()
}

/// What one side has of a resource.
enum Side<'a> {
    None,
    One(&'a PastDocument),
    /// Several that differ; the first of them.
    Several(&'a PastDocument),
}

fn side<'a>(of: &BTreeMap<&'a Identity, Vec<&'a PastDocument>>, identity: &Identity) -> Side<'a> {
    of.get(identity).map_or(Side::None, |documents| one_of(documents))
}

fn by_identity(documents: &[PastDocument]) -> BTreeMap<&Identity, Vec<&PastDocument>> {
    let mut found: BTreeMap<&Identity, Vec<&PastDocument>> = BTreeMap::new();
    for document in documents {
        found.entry(&document.identity).or_default().push(document);
    }
    found
}

/// Live before commented out; copies that say the same are one.
fn one_of<'a>(documents: &[&'a PastDocument]) -> Side<'a> {
    for standing in Standing::COUNTS {
        let mut of = documents.iter().filter(|document| document.state.standing == standing);
        let Some(first) = of.next() else { continue };
        return match of.any(|other| other.state.text != first.state.text) {
            true => Side::Several(first),
            false => Side::One(first),
        };
    }
    Side::None
}

fn became(from: &PastDocument, to: &PastDocument) -> Option<Became> {
    match (from.state.standing, to.state.standing) {
        (Standing::Live, Standing::CommentedOut) => Some(Became::CommentedOut),
        (Standing::CommentedOut, Standing::Live) => Some(Became::Uncommented),
        _ if from.state.text.trim_end() != to.state.text.trim_end() => Some(Became::Changed),
        _ if from.path != to.path => Some(Became::Moved),
        _ => None,
    }
}

fn fields_of(from: &PastDocument, to: &PastDocument, catalogue: &Catalogue) -> Vec<FieldChange> {
    let read = |of: &PastDocument| hedgerow_yaml::read(&of.state.text, &limits()).ok();
    let (Some(before), Some(after)) = (read(from), read(to)) else { return Vec::new() };
    let types = catalogue.list_types(&to.identity.group_kind());
    changes(before.value(), after.value(), types.as_ref())
}

/// The file in which a resource may be that the others do not have: its own, where that cannot be read, else any.
fn hidden_in(unread: &[UnreadThen], path: &str) -> Option<String> {
    let own = unread.iter().find(|place| place.path == path);
    own.or(unread.first()).map(|place| place.path.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vpc(name: &str, vlan: u32) -> String {
        format!(
            "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: {name}\nspec:\n  subnets:\n    \
             default:\n      vlan: {vlan}\n"
        )
    }

    fn files(all: &[(&str, String)]) -> PastFiles {
        let (catalogue, mut into) = (Catalogue::builtin(), PastFiles::default());
        for (path, text) in all {
            let file = OldFile { path: (*path).to_owned(), content: text.clone().into_bytes() };
            match path.starts_with("raw/") {
                true => read_dropped(&file, &catalogue, &mut into),
                false => read_past(&file, &catalogue, &mut into),
            }
        }
        into
    }

    /// What differs, as words.
    fn told(before: &[(&str, String)], after: &[(&str, String)]) -> Vec<String> {
        let found = compare_past(&files(before), &files(after), &Catalogue::builtin());
        let words = found.into_iter().map(|it| {
            let fields: Vec<String> =
                it.fields.iter().map(|field| field.path.to_string()).collect();
            let unsure = it.unsure.map(|path| format!("unless in {path}")).unwrap_or_default();
            let said = [it.identity.name, format!("{:?}", it.became), fields.join(","), unsure];
            said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        });
        words.collect()
    }

    #[test]
    fn what_came_went_and_changed_is_told_with_its_fields() {
        let before = [
            ("a.yaml", format!("{}---\n{}", vpc("a", 1), vpc("gone", 2))),
            ("m.yaml", vpc("m", 3)),
        ];
        let after = [("a.yaml", vpc("a", 9)), ("n.yaml", vpc("m", 3)), ("z.yaml", vpc("new", 4))];
        assert_eq!(
            told(&before, &after),
            ["a Changed spec.subnets.default.vlan", "gone Deleted", "m Moved", "new Added"]
        );
    }

    #[test]
    fn what_was_in_the_drop_box_came_from_there_and_is_not_new() {
        let (raw, managed) =
            ([("raw/a.yaml", vpc("a", 1))], [("managed/vpcs/a.yaml", vpc("a", 1))]);
        assert_eq!(told(&raw, &managed), ["a Moved"]);
        assert_eq!(told(&managed, &raw), ["a Moved"]);
        let edited = [("managed/vpcs/a.yaml", vpc("a", 2))];
        assert_eq!(told(&raw, &edited), ["a Changed spec.subnets.default.vlan"]);
        let found = compare_past(&files(&raw), &files(&managed), &Catalogue::builtin());
        assert_eq!(found[0].from_path.as_deref(), Some("raw/a.yaml"));
        // What is only there is no resource yet, and says nothing of one that was there all the time.
        assert_eq!(told(&raw, &[]), Vec::<String>::new());
        assert_eq!(told(&[], &raw), Vec::<String>::new());
        let both = [managed[0].clone(), ("raw/a.yaml", vpc("a", 7))];
        assert_eq!(told(&both, &edited), ["a Changed spec.subnets.default.vlan"]);
        let off = [("raw/a.yaml", hedgerow_yaml::comment_out(&vpc("a", 1)))];
        assert_eq!(told(&off, &managed), ["a Added"], "comments there are notes");
        let broken = [("raw/b.yaml", "kind: [\n".to_owned())];
        assert_eq!(told(&broken, &managed), ["a Added"]);
    }

    #[test]
    fn a_comment_that_changed_is_a_change_without_a_field_and_a_neighbour_is_none() {
        let with = format!("# why\n{}", vpc("a", 1));
        let before = [("a.yaml", format!("{}---\n{}", vpc("a", 1), vpc("b", 2)))];
        let after = [("a.yaml", format!("{with}---\n{}", vpc("b", 2)))];
        assert_eq!(told(&before, &after), ["a Changed"]);
    }

    #[test]
    fn what_is_switched_off_is_not_deleted() {
        let off = hedgerow_yaml::comment_out(&vpc("a", 1));
        let (on, off) = ([("a.yaml", vpc("a", 1))], [("a.yaml", off)]);
        assert_eq!(told(&on, &off), ["a CommentedOut"]);
        assert_eq!(told(&off, &on), ["a Uncommented"]);
    }

    #[test]
    fn where_a_file_cannot_be_read_nothing_is_deleted_for_sure() {
        let before = [("a.yaml", vpc("a", 1)), ("b.yaml", vpc("b", 2))];
        let after = [("a.yaml", "kind: [\n".to_owned())];
        assert_eq!(
            told(&before, &after),
            ["a Deleted unless in a.yaml", "b Deleted unless in a.yaml"]
        );
        assert_eq!(told(&after, &before), ["a Added unless in a.yaml", "b Added unless in a.yaml"]);
        let unread = files(&after).unread;
        assert_eq!(unread.len(), 1);
        assert!(unread[0].line.is_some() && !unread[0].why.is_empty(), "{unread:?}");
        let odd = files(&[("x.yaml", "a: 1\n".to_owned())]).unread;
        assert_eq!((odd[0].line, odd[0].why.as_str()), (Some(1), "it is not a Kubernetes object"));
    }

    #[test]
    fn copies_that_differ_are_not_compared_and_copies_that_agree_are_one() {
        let twice = [("a.yaml", vpc("a", 1)), ("b.yaml", vpc("a", 2))];
        let once = [("a.yaml", vpc("a", 1))];
        assert_eq!(told(&twice, &once), ["a Copies"]);
        assert_eq!(told(&once, &twice), ["a Copies"]);
        assert_eq!(told(&twice, &[]), ["a Copies"]);
        let same = [("a.yaml", vpc("a", 1)), ("b.yaml", vpc("a", 1))];
        assert_eq!(told(&same, &once), Vec::<String>::new());
    }
}
