//! Changing one resource's document inside a file's text, with proof that its neighbours stayed.

use std::sync::Arc;

use hedgerow_model::{AllAtomic, Identity, Standing, Value};
use hedgerow_yaml::CommentedOut;

use crate::combine::DocumentState;
use crate::memo::{At, Entry, Memo, commented, text_at};
use crate::parse::limits;

/// What the file should hold for one identity.
pub(crate) type Target<'a> = Option<&'a DocumentState>;

/// The file with the document of `identity` made to be `target`. `None`: nothing of the file is
/// left, and it can go.
///
/// # Errors
/// Says why it cannot be done losslessly; the file is to stay as it is then (law 1).
pub(crate) fn set(
    memo: &Memo,
    file: &str,
    identity: &Identity,
    target: Target<'_>,
) -> Result<Option<String>, String> {
    let result = match memo.live_place(file, identity) {
        Some(At::Item(index, item)) => set_in_list(file, (index, item), identity, target)?,
        Some(At::Document(index)) => match target {
            Some(target) if target.standing == Standing::CommentedOut => {
                switch_off(file, index, identity, &target.text)
            }
            Some(target) => hedgerow_yaml::replace_document(file, index, &target.text)
                .map_err(|error| error.to_string())?,
            None => remove(file, index, &others_in_comments(file, identity))?,
        },
        None => match (commented(file, identity), target) {
            (Some(found), Some(target)) => {
                return set_commented(memo, file, identity, &found, target);
            }
            (Some(found), None) => [&file[..found.lines.start], &file[found.lines.end..]].concat(),
            (None, None) => return Ok(Some(file.to_owned())),
            (None, Some(target)) => hedgerow_yaml::append_document(file, &text_of(target))
                .map_err(|error| error.to_string())?,
        },
    };
    verify(memo, file, &result, identity, target)?;
    Ok((!result.trim().is_empty()).then_some(result))
}

/// The file without one live document of `identity`, the last one that says exactly this; others of it stay.
/// `None`: nothing of the file is left, and it can go.
///
/// # Errors
/// Says why it cannot be done losslessly; the file is to stay as it is then (law 1).
pub(crate) fn without(
    memo: &Memo,
    file: &str,
    identity: &Identity,
    text: &str,
) -> Result<Option<String>, String> {
    let entries = memo.entries(file);
    let of = entries.iter().filter(|(_, entry)| entry.is(identity));
    let says = |place: At| text_at(file, place).as_deref() == Some(text);
    let found = of.map(|(place, _)| *place).rfind(|place| says(*place));
    let Some(place) = found else { return Err(format!("{identity} is not in it as it was seen")) };
    let result = match place {
        At::Document(index) => remove(file, index, &in_comments(file))?,
        At::Item(index, item) => set_in_list(file, (index, item), identity, None)?,
    };
    let stay = |file: &str, without: Option<At>| -> Vec<Arc<Entry>> {
        let entries = memo.entries(file).into_iter().filter(|(place, _)| Some(*place) != without);
        entries.filter_map(|(_, entry)| alone(entry, identity)).collect()
    };
    if stay(file, Some(place)) != stay(&result, None) {
        return Err(format!("removing one {identity} would change another document of its file"));
    }
    let now = in_comments(&result);
    if in_comments(file).iter().any(|it| !now.iter().any(|now| now.value == it.value)) {
        return Err(format!("what is commented out next to {identity} would be lost"));
    }
    Ok((!result.trim().is_empty()).then_some(result))
}

/// What a file says beside a resource with an entry of its: nothing where it is empty, or a list of that resource
/// alone, which goes with it; of a list what it says beside its objects, which follow.
fn alone(entry: Arc<Entry>, identity: &Identity) -> Option<Arc<Entry>> {
    match &*entry {
        Entry::Empty => None,
        Entry::List(_, objects) if objects.iter().all(|object| object.is(identity)) => None,
        Entry::List(rest, _) => Some(Arc::new(Entry::Object(None, rest.clone()))),
        Entry::Broken | Entry::Object(..) => Some(entry),
    }
}

/// The file with an object of a list made to be `target`, where it is.
fn set_in_list(
    file: &str,
    (index, item): (usize, usize),
    identity: &Identity,
    target: Target<'_>,
) -> Result<String, String> {
    let split = |why: &str| {
        Err(format!(
            "{identity} is in a list of objects (`kind: List`), and {why}; split the list into \
             documents first: repairing the fabric's directory does"
        ))
    };
    if target.is_some_and(|target| target.standing == Standing::CommentedOut) {
        return split("nothing can be commented out");
    }
    let slices = hedgerow_yaml::split(file);
    let own = slices.get(index).map(|slice| slice.own_text(file)).unwrap_or_default();
    let list = hedgerow_yaml::read(&own, &limits()).map_err(|error| error.to_string())?;
    let mut wanted = list.value().clone();
    let Some(Value::List(items)) = wanted.as_map_mut().and_then(|map| map.get_mut("items")) else {
        return split("it is no longer found");
    };
    match target {
        Some(target) => {
            let new = hedgerow_yaml::read(&target.text, &limits())
                .map_err(|error| format!("the new text of {identity} does not parse: {error}"))?;
            if let Some(place) = items.get_mut(item) {
                *place = new.into_value();
            }
        }
        None if items.len() == 1 => {
            return remove(file, index, &others_in_comments(file, identity));
        }
        None => {
            items.remove(item);
        }
    }
    let how = hedgerow_yaml::Rewrite { types: &AllAtomic, comments: &[] };
    let Ok(own) = hedgerow_yaml::rewrite(&own, &wanted, &how) else {
        return split("this edit would change something else");
    };
    let result =
        hedgerow_yaml::replace_document(file, index, &own).map_err(|error| error.to_string())?;
    let others = |file: &str, without: Option<usize>| -> Vec<String> {
        let all = (0..).map_while(|item| text_at(file, At::Item(index, item)));
        let kept = all.enumerate().filter(|(item, _)| Some(*item) != without);
        kept.map(|(_, text)| text.trim_end().to_owned()).collect()
    };
    // A comment goes with its object, and to no other.
    if others(file, Some(item)) != others(&result, target.map(|_| item)) {
        return split("a comment would move to another object");
    }
    let found = target.map(|_| text_at(&result, At::Item(index, item)));
    match (target, found) {
        (Some(target), Some(found))
            if found.as_deref().map(str::trim_end) != Some(target.text.trim_end()) =>
        {
            split("its comments, or how it is written, cannot be edited")
        }
        _ => Ok(result),
    }
}

/// The resources beside `identity` that are in comments of a text.
fn others_in_comments(text: &str, identity: &Identity) -> Vec<CommentedOut> {
    let is_other = |value: &Value| Identity::of(value).as_ref() != Some(identity);
    hedgerow_yaml::commented_out(text, &is_other)
}

/// All resources that are in comments of a text.
fn in_comments(text: &str) -> Vec<CommentedOut> {
    hedgerow_yaml::commented_out(text, &|value| Identity::of(value).is_some())
}

/// The file without a live document. What is `beside` it in comments above or below is not a part of it, and stays.
fn remove(file: &str, index: usize, beside: &[CommentedOut]) -> Result<String, String> {
    let without = hedgerow_yaml::remove_document(file, index).map_err(|error| error.to_string())?;
    let slices = hedgerow_yaml::split(file);
    let Some(slice) = slices.get(index) else { return Ok(without) };
    let (start, end) = (slice.banner.start, slice.body.end);
    let mut kept = String::new();
    for other in beside {
        if other.lines.start >= start && other.lines.end <= end {
            kept.push_str(&file[other.lines.clone()]);
        }
    }
    if kept.is_empty() {
        return Ok(without);
    }
    let bom = if file[start..].starts_with('\u{feff}') { "\u{feff}" } else { "" };
    Ok([&file[..start], bom, &kept, &file[end..]].concat())
}

/// A text turned into comments, around the resources that are in comments of it already.
fn comment_out_around(text: &str, identity: &Identity) -> String {
    let mut off = String::with_capacity(text.len() + text.len() / 8);
    let mut at = 0;
    for other in others_in_comments(text, identity) {
        off.push_str(&hedgerow_yaml::comment_out(&text[at..other.lines.start]));
        off.push_str(&text[other.lines.clone()]);
        at = other.lines.end;
    }
    off + &hedgerow_yaml::comment_out(&text[at..])
}

/// The file with a live document turned into comments. Its marker and the banner above it stay as
/// they are, so that switching it on again restores every byte.
fn switch_off(file: &str, index: usize, identity: &Identity, text: &str) -> String {
    let slices = hedgerow_yaml::split(file);
    let Some(slice) = slices.get(index) else { return file.to_owned() };
    let whole = slice.own_text(file) == text;
    let (start, text) = if whole {
        (slice.body.start, &file[slice.body.clone()])
    } else {
        (slice.banner.start, text)
    };
    let newline = if file.contains("\r\n") { "\r\n" } else { "\n" };
    let mut off = comment_out_around(text, identity);
    if !off.ends_with('\n') && slice.body.end < file.len() {
        off.push_str(newline);
    }
    let marker = match &slice.marker {
        Some(marker) if !whole => &file[marker.clone()],
        _ => "",
    };
    [&file[..start], marker, &off, &file[slice.body.end..]].concat()
}

/// The text of a document as it is in a file.
pub(crate) fn text_of(target: &DocumentState) -> String {
    match target.standing {
        Standing::CommentedOut => hedgerow_yaml::comment_out(&target.text),
        Standing::Live | Standing::Unreadable => target.text.clone(),
    }
}

/// Rewrites a resource that is in comments. Where the run of comments trails another document,
/// a marker is needed; the first form that proves right is taken.
fn set_commented(
    memo: &Memo,
    file: &str,
    identity: &Identity,
    found: &CommentedOut,
    target: &DocumentState,
) -> Result<Option<String>, String> {
    let (before, after) = (&file[..found.lines.start], &file[found.lines.end..]);
    let newline = if file.contains("\r\n") { "\r\n" } else { "\n" };
    let text = text_of(target);
    let marker = format!("---{newline}");
    let mut reason = String::new();
    for (above, below) in
        [("", ""), (marker.as_str(), ""), ("", marker.as_str()), (&marker, &marker)]
    {
        let last = below.is_empty() && after.is_empty();
        let end = if last || text.ends_with('\n') { "" } else { newline };
        let result = [before, above, &text, end, below, after].concat();
        match verify(memo, file, &result, identity, Some(target)) {
            Ok(()) => return Ok(Some(result)),
            Err(error) => reason = error,
        }
    }
    Err(reason)
}

/// Proves that `after` says of `identity` what was wanted and of everything else what `before` did.
pub(crate) fn verify(
    memo: &Memo,
    before: &str,
    after: &str,
    identity: &Identity,
    target: Target<'_>,
) -> Result<(), String> {
    let others = |file: &str| -> Vec<_> {
        let all = memo.entries(file).into_iter().map(|(_, entry)| entry);
        all.filter(|entry| !entry.is(identity)).filter_map(|it| alone(it, identity)).collect()
    };
    if others(before) != others(after) {
        return Err(format!("editing {identity} would change another document of its file"));
    }
    let kept = others_in_comments(target.map_or(before, |target| &target.text), identity);
    let now = others_in_comments(after, identity);
    if let Some(lost) = kept.iter().find(|it| !now.iter().any(|now| now.value == it.value)) {
        let lost = Identity::of(&lost.value).map_or_else(String::new, |it| it.to_string());
        return Err(format!("{lost}, which is commented out next to {identity}, would be lost"));
    }
    let wanted = target
        .map(|target| {
            hedgerow_yaml::read(&target.text, &limits())
                .map(hedgerow_yaml::Document::into_value)
                .map_err(|error| format!("the new text of {identity} does not parse: {error}"))
        })
        .transpose()?;
    let off = target.is_some_and(|target| target.standing == Standing::CommentedOut);
    let entries = memo.entries(after);
    let found = entries.iter().map(|(_, entry)| entry).find(|entry| entry.is(identity));
    let found = found.and_then(|entry| match &**entry {
        Entry::Object(_, value) => Some(value),
        Entry::Empty | Entry::Broken | Entry::List(..) => None,
    });
    if found != wanted.as_ref().filter(|_| !off) {
        return Err(format!("the edited file would not contain {identity} as intended"));
    }
    let in_comments = commented(after, identity).map(|found| found.value);
    if target.is_none() && in_comments.is_some() {
        return Err(format!("{identity} would still be commented out in the file"));
    }
    if off && in_comments != wanted {
        return Err(format!("{identity} would not be recognised once commented out"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(file: &str, identity: &Identity, target: Target<'_>) -> Result<Option<String>, String> {
        super::set(&Memo::default(), file, identity, target)
    }

    fn find(file: &str, identity: &Identity) -> Option<DocumentState> {
        Memo::default().find(file, identity)
    }

    fn vpc(name: &str, vlan: u16) -> String {
        format!(
            "# about {name}\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: \
             {name}\nspec:\n  vlan: {vlan} # rack 1\n"
        )
    }

    fn id(name: &str) -> Identity {
        Identity::new("vpc.githedgehog.com", "VPC", name)
    }

    fn live(text: String) -> DocumentState {
        DocumentState { standing: Standing::Live, text }
    }

    #[test]
    fn one_document_changes_and_its_neighbours_stay() {
        let file = format!("{}---\n{}---\n{}", vpc("a", 1), vpc("b", 2), vpc("c", 3));
        let edited = set(&file, &id("b"), Some(&live(vpc("b", 9)))).unwrap().unwrap();
        assert_eq!(edited, file.replace("vlan: 2 ", "vlan: 9 "));
    }

    #[test]
    fn commenting_out_and_back_restores_the_file() {
        let file = format!("{}---\n{}---\n{}", vpc("a", 1), vpc("b", 2), vpc("c", 3));
        let off = DocumentState { standing: Standing::CommentedOut, text: vpc("b", 2) };
        let without = set(&file, &id("b"), Some(&off)).unwrap().unwrap();
        assert!(without.contains("#   name: b\n"), "{without}");
        let found = find(&without, &id("b")).unwrap();
        assert_eq!(found.standing, Standing::CommentedOut);
        let back = set(&without, &id("b"), Some(&live(vpc("b", 2)))).unwrap().unwrap();
        assert_eq!(back, file);
    }

    #[test]
    fn comments_below_and_a_missing_line_end_come_back_too() {
        for file in [
            format!("{}  # its end\n# and more\n\n# the last", vpc("a", 1)),
            vpc("a", 1).trim_end().to_owned(),
        ] {
            let whole = find(&file, &id("a")).unwrap().text;
            let off = DocumentState { standing: Standing::CommentedOut, text: whole };
            let without = set(&file, &id("a"), Some(&off)).unwrap().unwrap();
            let found = find(&without, &id("a")).unwrap();
            let back = set(&without, &id("a"), Some(&live(found.text))).unwrap().unwrap();
            assert_eq!(back, file);
        }
    }

    #[test]
    fn the_only_document_of_a_file_takes_the_file_with_it() {
        assert_eq!(set(&vpc("a", 1), &id("a"), None).unwrap(), None);
    }

    #[test]
    fn deleting_what_stands_in_comments_takes_the_comments_and_nothing_else() {
        let file = format!("{}---\n{}", vpc("a", 1), hedgerow_yaml::comment_out(&vpc("b", 2)));
        let edited = set(&file, &id("b"), None).unwrap().unwrap();
        assert_eq!(edited, format!("{}---\n", vpc("a", 1)));
    }

    #[test]
    fn what_stands_in_comments_beside_a_document_outlives_it() {
        let off = hedgerow_yaml::comment_out(&vpc("b", 2));
        let live_a = vpc("a", 1);
        for file in [
            format!("{off}---\n{live_a}"),
            format!("{live_a}{off}"),
            format!("{}---\n{off}---\n{live_a}{off}", vpc("c", 3))
                .replacen("name: b", "name: d", 1),
        ] {
            let without = set(&file, &id("a"), None).unwrap().unwrap();
            assert!(without.ends_with(&off), "{without}");
            assert_eq!(without.contains("name: d"), file.contains("name: d"));
            let whole = find(&file, &id("a")).unwrap().text;
            for text in [whole.clone(), whole.replace("vlan: 1", "vlan: 5")] {
                let wanted = DocumentState { standing: Standing::CommentedOut, text };
                let both = set(&file, &id("a"), Some(&wanted)).unwrap().unwrap();
                assert_eq!(find(&both, &id("a")).unwrap().standing, Standing::CommentedOut);
                assert_eq!(find(&both, &id("b")).unwrap().text, vpc("b", 2));
            }
        }
    }

    #[test]
    fn switching_off_around_another_resource_in_comments_is_refused() {
        let off = hedgerow_yaml::comment_out(&vpc("b", 2));
        let file = vpc("a", 1).replace("spec:\n", &format!("{off}spec:\n"));
        let wanted = DocumentState { standing: Standing::CommentedOut, text: file.clone() };
        assert!(set(&file, &id("a"), Some(&wanted)).is_err());
    }

    #[test]
    fn a_resource_in_trailing_comments_comes_back_as_a_document_of_its_own() {
        let file = format!("{}{}", vpc("a", 1), hedgerow_yaml::comment_out(&vpc("b", 2)));
        let back = set(&file, &id("b"), Some(&live(vpc("b", 5)))).unwrap().unwrap();
        assert_eq!(find(&back, &id("a")).unwrap().standing, Standing::Live);
        assert_eq!(find(&back, &id("b")).unwrap().standing, Standing::Live);
    }

    #[test]
    fn an_edit_that_comes_with_switching_off_keeps_marker_and_neighbours() {
        let file = format!("{}---\n{}---\n{}", vpc("a", 1), vpc("b", 2), vpc("c", 3));
        let expected = |off: &str| format!("{}---\n{off}---\n{}", vpc("a", 1), vpc("c", 3));
        for text in [vpc("b", 9), vpc("b", 9).trim_end().to_owned()] {
            let off = DocumentState { standing: Standing::CommentedOut, text };
            let without = set(&file, &id("b"), Some(&off)).unwrap().unwrap();
            assert_eq!(without, expected(&hedgerow_yaml::comment_out(&vpc("b", 9))));
            // what is in comments is edited there, with a line end or without
            let text = off.text.replace("vlan: 9", "vlan: 8");
            let again = DocumentState { standing: Standing::CommentedOut, text };
            let edited = set(&without, &id("b"), Some(&again)).unwrap().unwrap();
            assert_eq!(edited, expected(&hedgerow_yaml::comment_out(&vpc("b", 8))));
        }
    }
}
