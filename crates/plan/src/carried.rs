//! Whether what was merged on one head is what would be merged on a newer one.
//!
//! A publish that lost a race is most often about other files than those who won it. What they changed
//! is looked at, and nothing else; where it may matter, everything is merged again. Saying no is always
//! right, and only slower.

use std::collections::BTreeSet;

use hedgerow_model::Identity;

use crate::area::{folder, is_chart, is_kustomization};
use crate::memo::{Entry, Memo};
use crate::names::folded;
use crate::publish::Ready;

/// What commits of others made of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The path.
    pub path: String,
    /// The new content of a file; `None` where there is none any more, or something that is not a file.
    pub content: Option<Vec<u8>>,
}

/// How many paths are looked at, and how many bytes of them, and for how many resources.
pub const MOST_TOUCHED: usize = 200;
/// See [`MOST_TOUCHED`].
pub const MOST_BYTES: usize = 256 * 1024;
const MOST_RESOURCES: usize = 100;

/// Whether merging the changes of `ready` on a head in which others `touched` these paths gives the very
/// same edits.
///
/// Not where a path of theirs is one of ours, or could be taken for it; where it is Kustomize's or a
/// chart's; where something is gone; where one of the resources is in what they wrote, or may, because
/// it cannot be read; nor where a person looked at the older head.
pub fn carries_over(ready: &[Ready], touched: &[Touched]) -> bool {
    let resources: Vec<&Identity> = ready.iter().flat_map(|ready| &ready.resources).collect();
    if touched.len() > MOST_TOUCHED || resources.len() > MOST_RESOURCES {
        return false;
    }
    if ready.iter().any(|ready| ready.change.previewed.is_some()) {
        return false;
    }
    let contents = touched.iter().filter_map(|touched| touched.content.as_ref());
    if contents.clone().count() < touched.len()
        || contents.map(Vec::len).sum::<usize>() > MOST_BYTES
    {
        return false;
    }
    let ours = Ours::of(ready);
    let memo = Memo::default();
    touched.iter().all(|touched| {
        ours.is_apart_from(&touched.path)
            && !is_kustomization(&touched.path)
            && !is_chart(&touched.path)
            && holds_none(&memo, touched.content.as_deref().unwrap_or_default(), &resources)
    })
}

/// The paths that are edited, in the form that tells look-alikes, and how they are spelled.
struct Ours<'a> {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
    spelled: BTreeSet<&'a str>,
}

impl<'a> Ours<'a> {
    fn of(ready: &'a [Ready]) -> Self {
        let paths = || ready.iter().flat_map(|ready| &ready.edits).map(|(path, _)| path.as_str());
        Self {
            files: paths().map(folded).collect(),
            folders: paths().flat_map(folders).map(folded).collect(),
            spelled: paths().flat_map(folders).collect(),
        }
    }

    /// Whether a path is none of these, nor their folder, nor below one, nor a look-alike of any.
    fn is_apart_from(&self, path: &str) -> bool {
        let form = folded(path);
        let below = folders(path).any(|folder| {
            let form = folded(folder);
            let other_spelling = self.folders.contains(&form) && !self.spelled.contains(folder);
            self.files.contains(&form) || other_spelling
        });
        !below && !self.files.contains(&form) && !self.folders.contains(&form)
    }
}

/// The folders above a path, the nearest first; not the root.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder(path)), |&here| Some(folder(here)))
        .take_while(|folder| !folder.is_empty())
}

/// Whether a content is understood and none of the resources is in it, live or in comments.
fn holds_none(memo: &Memo, content: &[u8], resources: &[&Identity]) -> bool {
    let Ok(text) = std::str::from_utf8(content) else { return false };
    let broken = |entry: &Entry| matches!(entry, Entry::Broken);
    !memo.entries(text).iter().any(|(_, entry)| broken(entry))
        && !resources.iter().any(|resource| memo.find(text, resource).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folders_above_a_path_are_all_but_the_root() {
        assert_eq!(folders("a/b/c.yaml").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(folders("c.yaml").count(), 0);
    }
}
