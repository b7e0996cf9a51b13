//! Which rules a merge breaks that Git does not break already: only those stop a change.

use hedgerow_model::{Finding, Identity, Severity, Standing};
use hedgerow_schema::{Before, Catalogue, Violation, position_of};
use hedgerow_yaml::{Content, Document};

use crate::combine::DocumentState;
use crate::named::{Unkeyed, name};
use crate::parse::limits;

/// A document that is live; nothing for one that is in comments, or that is none.
fn live(picture: Option<&DocumentState>) -> Option<Document> {
    let picture = picture.filter(|picture| picture.standing == Standing::Live)?;
    hedgerow_yaml::read(&picture.text, &limits()).ok()
}

/// What a merge makes of a document, as far as its schema says anything of it.
#[derive(Debug, Default)]
pub struct Introduced {
    /// The rules that the merged document breaks and Git's does not.
    pub broken: Vec<Finding>,
    /// Rules of its definition that could not be judged of the merged document, or of none of its kind: a
    /// sentence for each.
    pub unchecked: Vec<String>,
}

/// The rules that the merged document breaks and Git's does not. A rule of its definition that compares with
/// what was before compares with what Git has; what is broken there always comes from the merge.
///
/// An item of a list is the same one by its key; where it has none, by what it says, or else by where
/// it is. So taking an item away makes nothing new of what is wrong behind it.
pub fn introduced(
    catalogue: &Catalogue,
    identity: &Identity,
    git: Option<&DocumentState>,
    target: Option<&DocumentState>,
) -> Introduced {
    let Some(target) = live(target) else { return Introduced::default() };
    let git = live(git);
    let (value, before) = (target.value(), git.as_ref().map(Document::value));
    let judged = catalogue.validate_after(
        value,
        match before {
            None => Before::Nothing,
            // What says the same is no change to the cluster.
            Some(before) if before == value => Before::Unknown,
            Some(before) => Before::Was(before),
        },
    );
    let types = catalogue.list_types(&identity.group_kind());
    let of_git = before.map(|before| catalogue.validate(before).violations).unwrap_or_default();
    let mut known: Vec<&Violation> = of_git.iter().collect();
    let mut new: Vec<&Violation> = judged.violations.iter().collect();
    for unkeyed in [Unkeyed::ByValue, Unkeyed::ByPosition] {
        new.retain(|violation| {
            let named = name(&violation.path, value, types.as_ref(), unkeyed);
            let same = known.iter().position(|known| {
                known.rule == violation.rule
                    && known.by == violation.by
                    && before.is_some_and(|before| {
                        name(&known.path, before, types.as_ref(), unkeyed) == named
                    })
            });
            same.map(|at| known.swap_remove(at)).is_none()
        });
    }
    let of_kind = catalogue.unchecked_of(&identity.group_kind());
    let of_this = judged.unchecked.iter().map(|it| format!("{identity}: {it}"));
    Introduced {
        broken: new.into_iter().map(|violation| finding(identity, violation)).collect(),
        unchecked: of_kind.chain(of_this).collect(),
    }
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
