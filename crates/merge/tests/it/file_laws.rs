//! The laws of merging files of several documents.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hedgerow_merge::{FileMerge, MARKER_SIZE, Policy, SharedTypes, merge_files};
use hedgerow_model::{GroupKind, Identity};
use hedgerow_yaml::{Content, Limits, read_all};
use proptest::prelude::*;

use crate::support::Types;

fn merge(base: &str, ours: &str, theirs: &str) -> FileMerge {
    let types = |_: Option<&GroupKind>| -> SharedTypes { Arc::new(Types) };
    merge_files(base, ours, theirs, &types, Policy::Manual, MARKER_SIZE)
}

/// One document: its name, two fields and whether a banner is above it.
#[derive(Clone, Debug)]
struct Doc {
    name: u8,
    first: u8,
    second: u8,
    banner: bool,
}

/// How a file is laid out around its documents.
#[derive(Clone, Copy, Debug)]
struct Layout {
    leading: bool,
    blank: bool,
    crlf: bool,
    ended: bool,
}

fn body(doc: &Doc) -> String {
    let Doc { name, first, second, .. } = doc;
    format!(
        "apiVersion: vpc/v1\nkind: VPC # {name}\nmetadata: {{name: v{name}}}\nspec:\n  first: \
         {first}\n  # Between.\n  between: yes\n  second:   {second}\n"
    )
}

fn text(docs: &[Doc], layout: Layout) -> String {
    let mut out = String::new();
    for (n, doc) in docs.iter().enumerate() {
        if n > 0 && layout.blank {
            out.push('\n');
        }
        let marker = n > 0 || layout.leading;
        if doc.banner {
            out.push_str(&format!("# Banner of v{}.\n", doc.name));
        }
        if marker {
            out.push_str("---\n");
        }
        out.push_str(&body(doc));
    }
    let out = if layout.ended { out } else { out.trim_end().to_owned() };
    if layout.crlf { out.replace('\n', "\r\n") } else { out }
}

fn layouts() -> impl Strategy<Value = Layout> {
    any::<(bool, bool, bool, bool)>().prop_map(|(leading, blank, crlf, ended)| Layout {
        leading,
        blank,
        crlf,
        ended,
    })
}

fn files() -> impl Strategy<Value = Vec<Doc>> {
    proptest::collection::vec(any::<bool>(), 0..6).prop_map(|banners| {
        let docs = banners.into_iter().enumerate();
        docs.map(|(n, banner)| Doc { name: u8::try_from(n).unwrap(), first: 0, second: 0, banner })
            .collect()
    })
}

#[derive(Clone, Debug)]
enum Edit {
    First(u8),
    Second(u8),
    Delete,
    AddAfter(u8),
    MoveTo(u8),
}

fn edits(names: std::ops::Range<u8>) -> impl Strategy<Value = Vec<(u8, Edit)>> {
    let edit = prop_oneof![
        (1..4_u8).prop_map(Edit::First),
        (1..4_u8).prop_map(Edit::Second),
        Just(Edit::Delete),
        names.prop_map(Edit::AddAfter),
        any::<u8>().prop_map(Edit::MoveTo),
    ];
    proptest::collection::vec((any::<u8>(), edit), 0..4)
}

fn edited(docs: &[Doc], edits: &[(u8, Edit)]) -> Vec<Doc> {
    let mut docs = docs.to_vec();
    for (at, edit) in edits {
        if let Edit::AddAfter(name) = edit {
            if docs.iter().all(|doc| doc.name != *name) {
                let at = usize::from(*at) % (docs.len() + 1);
                docs.insert(at, Doc { name: *name, first: 1, second: 1, banner: name % 2 == 0 });
            }
            continue;
        }
        if docs.is_empty() {
            continue;
        }
        let at = usize::from(*at) % docs.len();
        match edit {
            Edit::First(value) => docs[at].first = *value,
            Edit::Second(value) => docs[at].second = *value,
            Edit::Delete => {
                docs.remove(at);
            }
            Edit::MoveTo(to) => {
                let doc = docs.remove(at);
                docs.insert(usize::from(*to) % (docs.len() + 1), doc);
            }
            Edit::AddAfter(_) => {}
        }
    }
    docs
}

fn by_name(docs: &[Doc]) -> BTreeMap<String, &Doc> {
    docs.iter().map(|doc| (format!("v{}", doc.name), doc)).collect()
}

/// The documents of a file: own text, first and second field by name.
fn found(file: &str) -> BTreeMap<String, (String, i64, i64)> {
    let mut out = BTreeMap::new();
    for document in read_all(file, &Limits::default()) {
        if let Content::Object(read) = document.content {
            let name = Identity::of(read.value()).unwrap().name;
            let field = |key| read.value().at(&["spec", key]).unwrap().as_i64().unwrap();
            let fields = (field("first"), field("second"));
            let own = document.slice.own_text(file).trim().to_owned();
            let old = out.insert(name, (own, fields.0, fields.1));
            assert!(old.is_none(), "a document stands twice in\n{file}");
        }
    }
    out
}

proptest! {
    #[test]
    fn a_side_that_changed_nothing_yields_the_other_byte_for_byte(
        base in files(),
        edits in edits(10..20),
        layout in layouts(),
        other in layouts(),
    ) {
        let side = text(&edited(&base, &edits), other);
        let base = text(&base, layout);
        prop_assert_eq!(&merge(&base, &side, &base).text, &side);
        prop_assert_eq!(&merge(&base, &base, &side).text, &side);
        prop_assert_eq!(&merge(&base, &side, &side).text, &side);
    }

    #[test]
    fn every_document_ends_up_as_its_own_merge(
        base in files(),
        ours in edits(10..20),
        theirs in edits(20..30),
        layout in layouts(),
    ) {
        // One that says what new ones say may have got another name.
        prop_assume!(base.iter().all(|doc| (doc.first, doc.second) != (1, 1)));
        let (ours, theirs) = (edited(&base, &ours), edited(&base, &theirs));
        let texts = [&base, &ours, &theirs].map(|docs| text(docs, layout));
        let merged = merge(&texts[0], &texts[1], &texts[2]);
        let found = found(&merged.with_ours);
        let (b, o, t) = (by_name(&base), by_name(&ours), by_name(&theirs));
        let mut open = 0;
        let names: BTreeSet<&String> = b.keys().chain(o.keys()).chain(t.keys()).collect();
        for name in names {
            let fields = |doc: Option<&&Doc>| doc.map(|doc| (doc.first, doc.second));
            let [base, ours, theirs] = [fields(b.get(name)), fields(o.get(name)), fields(t.get(name))];
            let wanted = match (base, ours, theirs) {
                (Some(base), Some(ours), Some(theirs)) => {
                    let pick = |b, o, t| if o == b { t } else { o };
                    Some((pick(base.0, ours.0, theirs.0), pick(base.1, ours.1, theirs.1)))
                }
                (Some(base), ours, theirs) if ours == Some(base) || theirs == Some(base) => None,
                (Some(_), ours, theirs) => {
                    open += usize::from(ours != theirs);
                    ours
                }
                (None, ours, theirs) => ours.or(theirs),
            };
            let is = found.get(name);
            let fields = is.map(|(_, first, second)| (*first, *second));
            prop_assert_eq!(fields, wanted.map(|(a, b)| (i64::from(a), i64::from(b))));
            // Comments and odd blanks of documents that one side at most touched.
            if let (Some((own, ..)), Some(doc)) = (is, wanted) {
                let whole = Doc { first: doc.0, second: doc.1, ..(*o.get(name).or(t.get(name)).unwrap()).clone() };
                let mut expected = body(&whole);
                if whole.banner {
                    expected = format!("# Banner of {name}.\n{expected}");
                }
                prop_assert_eq!(own.replace("\r\n", "\n"), expected.trim());
            }
        }
        prop_assert!(merged.conflicts.len() >= open, "{} of {open}", merged.conflicts.len());
    }
}
