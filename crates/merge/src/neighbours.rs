//! Comments that got another neighbour by what a side put in front of them or behind.
//!
//! What a comment belongs to is read from what is around it: one that closes a list belongs to its last item, and
//! whoever appends an item gives it to that one; one between two items goes from one to the other when something is
//! put between them. It is the same comment all the same. So, before the comments of each entry are merged, every
//! line that a side has at another entry than the base is brought to one place on all sides.

use std::cell::OnceCell;
use std::collections::HashSet;

use hedgerow_model::{FieldPath, Segment, Value};
use hedgerow_yaml::{CommentMap, Comments, Document};

use crate::comments::{Commented, lines};
use crate::entries::Entries;

/// Whether a comment is above its entry or behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Before,
    After,
}

impl Slot {
    const BOTH: [Self; 2] = [Self::Before, Self::After];

    fn of(self, comments: &Comments) -> &Vec<String> {
        match self {
            Self::Before => &comments.before,
            Self::After => &comments.after,
        }
    }

    fn of_mut(self, comments: &mut Comments) -> &mut Vec<String> {
        match self {
            Self::Before => &mut comments.before,
            Self::After => &mut comments.after,
        }
    }
}

pub(crate) type Place = (FieldPath, Slot);

/// The comments of base, draft and Git, with each line of the base at one entry of all that have it. `None`: they are
/// so already.
///
/// `by_lines` gives the comments of the merged lines: what both sides gave another neighbour stands as it does there.
pub(crate) fn settled(
    base: &CommentMap,
    draft: Commented<'_>,
    git: Commented<'_>,
    result: Entries<'_>,
    by_lines: &dyn Fn() -> Option<CommentMap>,
) -> Option<[CommentMap; 3]> {
    let moved = lines_that_moved(base, draft.comments, git.comments);
    if moved.is_empty() {
        return None;
    }
    let known: HashSet<String> = base.values().flat_map(lines).cloned().collect();
    let mut sides = [base, draft.comments, git.comments].map(Clone::clone);
    let in_lines = OnceCell::new();
    for line in moved {
        for [of_base, of_draft, of_git] in same_comments(&sides, &line) {
            let Some(from) = of_base else { continue };
            let moves = [&of_draft, &of_git].map(|to| to.clone().filter(|to| *to != from));
            let by_lines = || in_lines.get_or_init(by_lines).as_ref();
            let Some(to) = meeting(moves, &line, result, by_lines) else { continue };
            let to = if stands(&to, result) { to } else { from.clone() };
            if !stands(&to, result) {
                continue;
            }
            let above = lines_above(&sides, &to, &line);
            let stood = [None, Some(draft), Some(git)];
            let places = [Some(from.clone()), of_draft, of_git];
            for ((side, stood), at) in sides.iter_mut().zip(stood).zip(places) {
                // Who took the comment away, and left the entry, took it away from there.
                let took = at.is_none() && stood.is_some_and(|side| !side.lacks(&from.0));
                let at = at.unwrap_or_else(|| from.clone());
                if at != to {
                    carry(side, &at, &to, &line, (&known, &above));
                }
                if took {
                    side.entry(to.0.clone()).or_default();
                }
            }
        }
    }
    Some(sides)
}

/// The comment lines of a text that stand in the column of the entry that they are behind: they close the map or list
/// that it is in.
pub(crate) fn closing(text: &str, document: &Document, comments: &CommentMap) -> Vec<Place> {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let mut found = Vec::new();
    for (path, comments) in comments.iter().filter(|(_, comments)| !comments.after.is_empty()) {
        let Some(at) = document.key_position(path) else { continue };
        let Some(own) = text.lines().nth(at.line as usize - 1) else { continue };
        let mut lines =
            text.lines().filter(|line| comments.after.iter().any(|own| own == line.trim()));
        if lines.all(|line| indent(line) == indent(own)) {
            found.push((path.clone(), Slot::After));
        }
    }
    found
}

/// Brings what a side wrote new behind the last entry of a map or list behind what the other side put there: `closing`
/// are the places of such lines, `others` the entries of the other side in their order.
pub(crate) fn behind_additions(
    side: &mut CommentMap,
    closing: &[Place],
    base: &CommentMap,
    entries: Entries<'_>,
    others: &[FieldPath],
    result: Entries<'_>,
) {
    let known: HashSet<String> = base.values().flat_map(lines).cloned().collect();
    for place in closing {
        let parent = place.0.parent();
        let beside = |path: &&FieldPath| path.parent() == parent && result.has(path);
        let Some(at) = others.iter().position(|path| *path == place.0) else { continue };
        let Some(last) = others[at..].iter().rfind(beside).filter(|last| !entries.has(last)) else {
            continue;
        };
        let new = |line: &&String| !known.contains(*line);
        let lines = side.get(&place.0).map(|own| own.after.iter().filter(new).cloned().collect());
        let lines: Vec<String> = lines.unwrap_or_default();
        let to = (last.clone(), Slot::After);
        // Each takes those below it along.
        if let Some(line) = lines.first() {
            carry(side, place, &to, line, (&known, &[]));
        }
    }
}

/// The lines of the base that a side does not have where they were, in the order of their places.
fn lines_that_moved(base: &CommentMap, draft: &CommentMap, git: &CommentMap) -> Vec<String> {
    let mut moved = Vec::new();
    for (path, comments) in base {
        for slot in Slot::BOTH {
            let has = |side: &CommentMap, line: &String| {
                side.get(path).is_some_and(|comments| slot.of(comments).contains(line))
            };
            let all = slot.of(comments).iter();
            let gone = all.filter(|line| !has(draft, line) || !has(git, line)).cloned();
            moved.extend(gone.filter(|line| !moved.contains(line)).collect::<Vec<_>>());
        }
    }
    moved
}

/// The comments that say a line: where each is on base, draft and Git. Only those of which nobody can doubt that they are one:
/// the line is there once, or once among the entries of one map or list.
fn same_comments(sides: &[CommentMap; 3], line: &String) -> Vec<[Option<Place>; 3]> {
    let found = sides.each_ref().map(|side| places(side, line));
    let one = |places: &[Place]| (places.len() <= 1).then(|| places.first().cloned());
    let each = |of: [&[Place]; 3]| {
        let [base, draft, git] = of.map(one);
        Some([base?, draft?, git?])
    };
    if let Some(same) = each(found.each_ref().map(Vec::as_slice)) {
        return vec![same];
    }
    let mut parents: Vec<Option<FieldPath>> =
        found[0].iter().map(|(path, _)| path.parent()).collect();
    parents.dedup();
    let within = |parent: Option<FieldPath>| {
        let below = found.each_ref().map(|places| -> Vec<Place> {
            places.iter().filter(|(path, _)| path.parent() == parent).cloned().collect()
        });
        each(below.each_ref().map(Vec::as_slice))
    };
    parents.into_iter().filter_map(within).collect()
}

/// Where a line is; nowhere, where it is beside something, or at an item that has no name but its place.
fn places(side: &CommentMap, line: &String) -> Vec<Place> {
    let mut found = Vec::new();
    for (path, comments) in side {
        let unnamed = path.segments().iter().any(|step| matches!(step, Segment::Index(_)));
        if comments.beside.as_ref() == Some(line)
            || (unnamed && lines(comments).any(|own| own == line))
        {
            return Vec::new();
        }
        for slot in Slot::BOTH {
            let count = slot.of(comments).iter().filter(|own| *own == line).count();
            found.extend((0..count).map(|_| (path.clone(), slot)));
        }
    }
    found
}

/// Where a comment goes that sides moved; `None` where none did, or both alike.
fn meeting<'l>(
    moves: [Option<Place>; 2],
    line: &String,
    result: Entries<'_>,
    by_lines: impl FnOnce() -> Option<&'l CommentMap>,
) -> Option<Place> {
    let (one, other) = match moves {
        [None, None] => return None,
        [Some(one), Some(other)] if one == other => return None,
        [Some(one), Some(other)] => (one, other),
        [one, other] => return one.or(other),
    };
    if !stands(&one, result) || !stands(&other, result) {
        return Some(if stands(&one, result) { one } else { other });
    }
    if let Some(map) = by_lines()
        && let [place] = &*places(map, line)
        && (*place == one || *place == other)
    {
        return Some(place.clone());
    }
    // One that closes a list stays behind all of it, one that heads it in front of all.
    let one_is_first = order(&one.0, result.value) < order(&other.0, result.value);
    let (first, last) = if one_is_first { (one, other) } else { (other, one) };
    Some(if first.1 == Slot::Before { first } else { last })
}

fn stands((path, _): &Place, result: Entries<'_>) -> bool {
    result.has(path)
}

/// The places of the steps of a path, each among those beside it.
fn order(path: &FieldPath, result: &Value) -> Vec<usize> {
    let mut value = Some(result);
    let mut places = Vec::new();
    for step in path.segments() {
        let Some(here) = value else { break };
        places.extend(match step {
            Segment::Key(key) => here.as_map().and_then(|map| map.get_index_of(key)),
            Segment::Index(at) => Some(*at),
            Segment::Item(label) => {
                here.as_list().and_then(|items| items.iter().position(|item| item.matches(label)))
            }
        });
        value = here.lookup(&vec![step.clone()].into());
    }
    places
}

/// What is above a line where a side has it.
fn lines_above(sides: &[CommentMap; 3], (path, slot): &Place, line: &String) -> Vec<String> {
    let of_side = |side: &CommentMap| {
        let own = slot.of(side.get(path)?);
        let at = own.iter().position(|own| own == line)?;
        Some(own[..at].to_vec())
    };
    sides.iter().find_map(of_side).unwrap_or_default()
}

/// Brings a line from one place of a side to another, with what the side wrote on its far side; where it wrote
/// something else in the line's place, that.
fn carry(
    side: &mut CommentMap,
    (from, slot): &Place,
    (to, slot_there): &Place,
    line: &String,
    (known, above): (&HashSet<String>, &[String]),
) {
    let Some(comments) = side.get_mut(from) else { return };
    let own = slot.of_mut(comments);
    let is_new = |line: &String| !known.contains(line);
    let taken: Vec<String> = match own.iter().position(|own| own == line) {
        None => own.extract_if(.., |line| is_new(line)).collect(),
        Some(at) if *slot == Slot::After => {
            let more = own[at + 1..].iter().take_while(|line| is_new(line)).count();
            own.drain(at..=at + more).collect()
        }
        Some(at) => {
            let more = own[..at].iter().rev().take_while(|line| is_new(line)).count();
            own.drain(at - more..=at).collect()
        }
    };
    if *comments == Comments::default() {
        side.remove(from);
    }
    if taken.is_empty() {
        return;
    }
    let there = slot_there.of_mut(side.entry(to.clone()).or_default());
    let at = there.iter().rposition(|line| above.contains(line)).map_or(0, |at| at + 1);
    there.splice(at..at, taken);
}
